//! Methods, paths and query keys that a profile admits.

/// The methods a profile can list: those that ask, none that change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// GET
    Get,
    /// HEAD
    Head,
    /// POST (some vendors take a question as a body)
    Post,
}

impl Method {
    /// Reads the method's name, in capitals as on the wire.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "GET" => Some(Self::Get),
            "HEAD" => Some(Self::Head),
            "POST" => Some(Self::Post),
            _ => None,
        }
    }

    /// The method's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
        }
    }
}

/// A path: literal segments, `*` for one segment, `**` at the end for one or more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathPattern {
    text: String,
}

impl PathPattern {
    /// Reads a pattern.
    pub fn parse(text: &str) -> Option<Self> {
        let mut segments = text.strip_prefix('/')?.split('/').peekable();
        while let Some(segment) = segments.next() {
            let is_good = match segment {
                "**" => segments.peek().is_none(),
                "*" => true,
                literal => is_segment(literal),
            };
            if !is_good {
                return None;
            }
        }
        Some(Self { text: text.to_owned() })
    }

    /// Whether the path is admitted. Anything escaped, empty or dotted is not.
    pub fn admits(&self, path: &str) -> bool {
        let mut asked = path.split('/');
        for wanted in self.text.split('/') {
            match (wanted, asked.next()) {
                ("**", Some(first)) => return is_segment(first) && asked.all(is_segment),
                ("*", Some(segment)) if is_segment(segment) => {}
                (literal, Some(segment)) if literal == segment => {}
                _ => return false,
            }
        }
        asked.next().is_none()
    }

    /// The pattern as written; safe to log, since it holds nothing of the caller's.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// Unreserved characters only: no escapes, so that there is one spelling of a path,
/// and no dots alone, so that no path climbs.
fn is_segment(segment: &str) -> bool {
    !segment.is_empty()
        && segment != "."
        && segment != ".."
        && segment
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~'))
}

/// One admitted kind of call, written `GET,POST /path/* ?key&key`.
///
/// Without `?` no query is admitted; `?*` admits any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// The admitted methods.
    pub methods: Vec<Method>,
    /// The admitted paths.
    pub path: PathPattern,
    /// The admitted query keys; `None` admits any.
    pub query: Option<Vec<String>>,
}

impl Route {
    /// Reads a route's line.
    pub fn parse(line: &str) -> Option<Self> {
        let mut parts = line.split_whitespace();
        let methods: Option<Vec<_>> = parts.next()?.split(',').map(Method::parse).collect();
        let path = PathPattern::parse(parts.next()?)?;
        let query = match parts.next() {
            None => Some(Vec::new()),
            Some("?*") => None,
            Some(keys) => Some(keys.strip_prefix('?')?.split('&').map(str::to_owned).collect()),
        };
        parts.next().is_none().then_some(Self { methods: methods?, path, query })
    }

    /// Whether every key of the query is admitted. Case does not matter, as it does not to Evo Voice.
    pub fn admits_query(&self, query: &str) -> bool {
        // A URL parser in a browser never leaves these in; someone else's request is at work.
        if !query.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#') {
            return false;
        }
        let Some(keys) = &self.query else { return true };
        query.split('&').filter(|pair| !pair.is_empty()).all(|pair| {
            let key = pair.split_once('=').map_or(pair, |(key, _)| key);
            keys.iter().any(|admitted| admitted.eq_ignore_ascii_case(key))
        })
    }
}
