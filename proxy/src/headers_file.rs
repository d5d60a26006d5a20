//! The app's `_headers` file, read as the CDNs that invented it do.
//!
//! A line without indent is a path (`*` stands for anything, `:name` for one segment);
//! the indented lines below it are headers for that path. Where several paths fit, all
//! their headers apply and equal names are joined by a comma; `! Name` takes one away.

use http::{HeaderMap, HeaderName, HeaderValue, header};

/// What the server sends when the app brings no file of its own.
const DEFAULT: &str = "/*
  Content-Security-Policy: default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'
  X-Content-Type-Options: nosniff
  Referrer-Policy: no-referrer
  Cross-Origin-Opener-Policy: same-origin
  Cross-Origin-Resource-Policy: same-origin
  Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(), usb=()
";

#[derive(Debug)]
enum Change {
    Add(HeaderName, HeaderValue),
    Remove(HeaderName),
}

/// The rules of a file, in its order.
#[derive(Debug)]
pub(crate) struct HeadersFile {
    rules: Vec<(String, Vec<Change>)>,
}

impl HeadersFile {
    /// The rules to use when there is no file.
    pub(crate) fn default_rules() -> Self {
        Self::parse(DEFAULT)
    }

    /// Reads a file; a line that says nothing is left out, as the CDNs do.
    pub(crate) fn parse(text: &str) -> Self {
        let mut rules: Vec<(String, Vec<Change>)> = Vec::new();
        for line in text.lines() {
            let content = line.trim();
            if content.is_empty() || content.starts_with('#') {
                continue;
            }
            if !line.starts_with([' ', '\t']) {
                rules.push((content.to_owned(), Vec::new()));
            } else if let (Some((_, changes)), Some(change)) =
                (rules.last_mut(), parse_change(content))
            {
                changes.push(change);
            }
        }
        Self { rules }
    }

    /// The headers for a path.
    pub(crate) fn headers(&self, path: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (pattern, changes) in &self.rules {
            if !matches(pattern, path) {
                continue;
            }
            for change in changes {
                match change {
                    Change::Remove(name) => {
                        headers.remove(name);
                    }
                    Change::Add(name, value) => {
                        let joined = headers.get(name).and_then(|before| join(before, value));
                        headers.insert(name.clone(), joined.unwrap_or_else(|| value.clone()));
                    }
                }
            }
        }
        // What describes the bytes is for the server to say, and none of these is theirs.
        for name in [header::CONTENT_LENGTH, header::CONTENT_ENCODING, header::TRANSFER_ENCODING] {
            headers.remove(name);
        }
        headers
    }
}

fn parse_change(content: &str) -> Option<Change> {
    if let Some(name) = content.strip_prefix('!') {
        return name.trim().parse().ok().map(Change::Remove);
    }
    let (name, value) = content.split_once(':')?;
    Some(Change::Add(name.trim().parse().ok()?, value.trim().parse().ok()?))
}

fn join(before: &HeaderValue, value: &HeaderValue) -> Option<HeaderValue> {
    format!("{}, {}", before.to_str().ok()?, value.to_str().ok()?).parse().ok()
}

/// `*` stands for any text, at most once; `:name` for one segment.
fn matches(pattern: &str, path: &str) -> bool {
    if let Some((before, after)) = pattern.split_once('*') {
        return path
            .strip_prefix(before)
            .is_some_and(|rest| rest.len() >= after.len() && rest.ends_with(after));
    }
    let (mut wanted, mut asked) = (pattern.split('/'), path.split('/'));
    loop {
        match (wanted.next(), asked.next()) {
            (None, None) => return true,
            (Some(want), Some(part)) if want == part => {}
            (Some(want), Some(part)) if want.starts_with(':') && !part.is_empty() => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, name: &str, expected: Option<&str>) {
        let file = HeadersFile::parse(
            "# comment\n/*\n  X-All: yes\n  Cache-Control: no-cache\n/assets/*\n  ! Cache-Control\n  Cache-Control: immutable\n/*.wasm\n  X-All: wasm\n/u/:id\n  X-User: one\nno header\n  broken\n",
        );
        let headers = file.headers(path);
        let found = headers.get(name).and_then(|value| value.to_str().ok());
        assert_eq!(found, expected, "{path} {name}");
    }

    #[test]
    fn rules_apply_in_order_join_and_are_taken_away() {
        check("/", "x-all", Some("yes"));
        check("/index.html", "cache-control", Some("no-cache"));
        check("/assets/a.js", "cache-control", Some("immutable"));
        check("/deep/a.wasm", "x-all", Some("yes, wasm"));
        check("/u/7", "x-user", Some("one"));
        check("/u/7/8", "x-user", None);
        check("/u/", "x-user", None);
    }
}
