//! A look into an XML reply, by local names: namespaces and their prefixes differ between versions.

/// The text of the first element of this local name, ignoring case.
pub fn leaf(text: &str, name: &str) -> Option<String> {
    elements(text)
        .find(|(local, _)| local.eq_ignore_ascii_case(name))
        .map(|(_, rest)| plain(rest.split('<').next().unwrap_or_default().trim()))
        .filter(|it| !it.is_empty())
}

/// The local name of the outermost element.
pub fn root(text: &str) -> Option<&str> {
    elements(text).next().map(|(local, _)| local)
}

/// How many elements there are of this local name.
pub fn count(text: &str, name: &str) -> u64 {
    let n = elements(text).filter(|(local, _)| local.eq_ignore_ascii_case(name)).count();
    u64::try_from(n).unwrap_or(u64::MAX)
}

/// Whether the text is XML from its first element to that element's end, as far as can be seen
/// without a reader: the reply was not cut off.
pub fn is_whole(text: &str) -> bool {
    let Some(root) = root(text) else { return false };
    let text = text.trim_end();
    let end = text.rfind('<').and_then(|at| text.get(at..)).unwrap_or_default();
    let local = end.trim_start_matches("</").trim_end_matches('>').rsplit(':').next();
    text.ends_with('>') && (local == Some(root) || end.ends_with("/>"))
}

/// Local names of opening tags, each with what follows the tag.
fn elements(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split('<').skip(1).filter_map(move |piece| {
        if piece.starts_with(['/', '?', '!']) {
            return None;
        }
        let (tag, rest) = piece.split_once('>')?;
        let name = tag.split([' ', '\t', '\r', '\n', '/']).next()?;
        Some((name.rsplit(':').next()?, rest))
    })
}

fn plain(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}
