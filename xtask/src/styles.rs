//! The style sheets as one: each request costs, and alike rules pack better together. What is seen
//! before the app runs keeps a sheet of its own, so that it is readable whatever became of the other.

use crate::failure::{Doing as _, Failure};
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;

/// How Trunk writes the link to a sheet, and where the name ends.
const LINK: (&str, &str) = ("<link rel=\"stylesheet\" href=\"./", "\"");

/// The sheet that stays by itself.
const ALONE: &str = "boot-";

/// Joins the sheets of `dist`, in their order, where the first of them stood.
pub(crate) fn join(dist: &Path) -> Result<(), Failure> {
    let what = "joining the style sheets of dist/";
    let index = dist.join("index.html");
    let page = fs::read_to_string(&index).doing(what)?;
    let names: Vec<&str> = page.lines().filter_map(joined).collect();
    let mut sheets = Vec::new();
    for name in &names {
        sheets.push(fs::read_to_string(dist.join(name)).doing(what)?);
    }
    let sheet = sheets.concat();
    let mut hasher = DefaultHasher::new();
    sheet.hash(&mut hasher);
    let name = format!("style-{:016x}.css", hasher.finish());
    fs::write(dist.join(&name), sheet).doing(what)?;
    for name in &names {
        fs::remove_file(dist.join(name)).doing(what)?;
    }
    fs::write(index, linked(&page, &name)).doing(what)
}

/// The page with one link to the joined sheet.
fn linked(page: &str, name: &str) -> String {
    let mut link = Some(format!("{}{name}{}>\n", LINK.0, LINK.1));
    let mut text = String::new();
    for line in page.split_inclusive('\n') {
        match joined(line) {
            Some(_) => text.extend(link.take()),
            None => text.push_str(line),
        }
    }
    text
}

/// The sheet that a line links to, if it is one that is joined.
fn joined(line: &str) -> Option<&str> {
    let (name, _) = line.trim().strip_prefix(LINK.0)?.split_once(LINK.1)?;
    Some(name).filter(|it| !it.starts_with(ALONE))
}

#[cfg(test)]
mod tests {
    use super::linked;

    #[test]
    fn one_link_stands_where_the_first_stood() {
        let link =
            |name: &str| format!("<link rel=\"stylesheet\" href=\"./{name}\" integrity=\"x\"/>\n");
        let page =
            ["<head>\n", &link("a-1.css"), &link("boot-2.css"), &link("c-3.css"), "</head>\n"];
        let expected = [
            "<head>\n<link rel=\"stylesheet\" href=\"./style-4.css\">\n",
            &link("boot-2.css"),
            "</head>\n",
        ];
        assert_eq!(linked(&page.concat(), "style-4.css"), expected.concat());
    }
}
