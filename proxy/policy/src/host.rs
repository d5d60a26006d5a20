//! Host names and the patterns that admit them.

use std::net::IpAddr;

/// One admitted host: an exact name or address, or a name with one `*` in its first label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostPattern {
    /// This host and no other.
    Exact(String),
    /// `head*tail` in the first label, then `.rest`; `*` never crosses a dot.
    Wildcard {
        /// What the first label starts with.
        head: String,
        /// What the first label ends with.
        tail: String,
        /// Everything after the first dot.
        rest: String,
    },
}

impl HostPattern {
    /// Reads a pattern; `None` when it is not one, or would admit too much.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.to_ascii_lowercase();
        if !text.contains('*') {
            return (text.parse::<IpAddr>().is_ok() || is_name(&text)).then_some(Self::Exact(text));
        }
        let (first, rest) = text.split_once('.')?;
        let (head, tail) = first.split_once('*')?;
        // `*.com` would admit half the world: two fixed labels at least.
        let is_narrow = is_name(rest) && rest.contains('.');
        let is_plain = [head, tail].iter().all(|part| part.bytes().all(is_label_byte));
        (is_narrow && is_plain).then(|| Self::Wildcard {
            head: head.to_owned(),
            tail: tail.to_owned(),
            rest: rest.to_owned(),
        })
    }

    /// Whether the (already lower-case) host is admitted.
    pub fn admits(&self, host: &str) -> bool {
        match self {
            Self::Exact(name) => name == host,
            Self::Wildcard { head, tail, rest } => {
                is_name(host)
                    && host.split_once('.').is_some_and(|(first, after)| {
                        after == rest
                            && first
                                .strip_prefix(head.as_str())
                                .and_then(|left| left.strip_suffix(tail.as_str()))
                                .is_some_and(|middle| !middle.is_empty())
                    })
            }
        }
    }

    /// The name, when the pattern is exact.
    pub fn exact(&self) -> Option<&str> {
        match self {
            Self::Exact(name) => Some(name),
            Self::Wildcard { .. } => None,
        }
    }
}

impl std::fmt::Display for HostPattern {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exact(name) => out.write_str(name),
            Self::Wildcard { head, tail, rest } => write!(out, "{head}*{tail}.{rest}"),
        }
    }
}

/// Whether it is a plain host name: letters, digits, hyphens and dots, no trailing dot.
fn is_name(text: &str) -> bool {
    let is_numeric = |label: &str| label.bytes().all(|byte| byte.is_ascii_digit());
    text.len() <= 253
        && text.split('.').all(is_label)
        // `127.1` and `0x7f.1` are addresses to some resolvers, never names here.
        && !text.rsplit('.').next().is_some_and(|last| is_numeric(last) || last.starts_with("0x"))
}

fn is_label(label: &str) -> bool {
    !label.is_empty()
        && label.len() <= 63
        && label.bytes().all(is_label_byte)
        && !label.starts_with('-')
        && !label.ends_with('-')
}

fn is_label_byte(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'
}
