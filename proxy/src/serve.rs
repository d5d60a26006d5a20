//! The app's files, as a CDN would serve them.

use std::path::{Path, PathBuf};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use http_body_util::{BodyExt as _, Empty, Full, combinators::UnsyncBoxBody};
use tokio::fs::File;

use crate::{body::BodyError, file_body::FileBody, headers_file::HeadersFile, mime::media_type};

/// The body of any reply.
pub(crate) type ReplyBody = UnsyncBoxBody<Bytes, BodyError>;

const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const NO_CACHE: HeaderValue = HeaderValue::from_static("no-cache");

/// A folder of files with the headers to send.
#[derive(Debug)]
pub(crate) struct StaticFiles {
    root: PathBuf,
    rules: HeadersFile,
}

/// A reply, and the file it is made of, for the log.
pub(crate) struct Served {
    pub(crate) response: Response<ReplyBody>,
    pub(crate) file: Option<String>,
}

struct Found {
    path: String,
    file: File,
    length: u64,
    etag: String,
    encoding: Option<&'static str>,
    is_negotiated: bool,
}

impl StaticFiles {
    /// Serves a folder. Its `_headers` is read once.
    pub(crate) fn open(folder: &Path) -> std::io::Result<Self> {
        let root = folder.canonicalize()?;
        let rules = match std::fs::read_to_string(root.join("_headers")) {
            Ok(text) => HeadersFile::parse(&text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                HeadersFile::default_rules()
            }
            Err(error) => return Err(error),
        };
        Ok(Self { root, rules })
    }

    /// Answers a request for a file.
    pub(crate) async fn serve(&self, method: &Method, path: &str, asked: &HeaderMap) -> Served {
        if !matches!(*method, Method::GET | Method::HEAD) {
            let mut response = text(StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD.\n");
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
            return Served { response, file: None };
        }
        let mut status = StatusCode::OK;
        let mut found = match clean(path) {
            Some(clean) => self.find(&clean, asked).await,
            None => None,
        };
        if found.is_none() && wants_page(path, asked) {
            // The page routes by path: a deep link is the page's to understand.
            found = self.find("index.html", asked).await;
        }
        if found.is_none() {
            status = StatusCode::NOT_FOUND;
            found = self.find("404.html", asked).await;
        }
        let Some(found) = found else {
            let mut response = text(StatusCode::NOT_FOUND, "Nothing is here.\n");
            self.add_headers(path, response.headers_mut());
            response.headers_mut().insert(header::CACHE_CONTROL, NO_CACHE);
            return Served { response, file: None };
        };
        let file = Some(format!("/{}", found.path));
        Served { response: self.reply(method, path, asked, status, found), file }
    }

    fn reply(
        &self,
        method: &Method,
        path: &str,
        asked: &HeaderMap,
        status: StatusCode,
        found: Found,
    ) -> Response<ReplyBody> {
        let is_known = status == StatusCode::OK
            && asked
                .get(header::IF_NONE_MATCH)
                .and_then(|value| value.to_str().ok())
                .is_some_and(|tags| tags.split(',').any(|tag| tag.trim() == found.etag));
        let mut headers = HeaderMap::new();
        self.add_headers(path, &mut headers);
        if status == StatusCode::OK {
            headers.entry(header::CACHE_CONTROL).or_insert(if is_hashed(&found.path) {
                IMMUTABLE
            } else {
                NO_CACHE
            });
        } else {
            // How long a file may be kept says nothing of its absence: while a new version is put in
            // place a part may be missing for a moment, and is asked for again.
            headers.insert(header::CACHE_CONTROL, NO_CACHE);
        }
        headers
            .entry(header::CONTENT_TYPE)
            .or_insert(HeaderValue::from_static(media_type(&found.path)));
        headers
            .entry(header::X_CONTENT_TYPE_OPTIONS)
            .or_insert(HeaderValue::from_static("nosniff"));
        if let Ok(etag) = found.etag.parse() {
            headers.insert(header::ETAG, etag);
        }
        if found.is_negotiated {
            headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        }
        let mut response = if is_known {
            headers.remove(header::CONTENT_TYPE);
            let mut response = Response::new(empty());
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            response
        } else {
            if let Some(encoding) = found.encoding {
                headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
            }
            let body = if *method == Method::HEAD {
                headers.insert(header::CONTENT_LENGTH, found.length.into());
                empty()
            } else {
                FileBody::new(found.file, found.length).boxed_unsync()
            };
            let mut response = Response::new(body);
            *response.status_mut() = status;
            response
        };
        *response.headers_mut() = headers;
        response
    }

    fn add_headers(&self, path: &str, headers: &mut HeaderMap) {
        headers.extend(self.rules.headers(path));
    }

    /// Opens a file, or its smaller twin when the client takes it.
    async fn find(&self, path: &str, asked: &HeaderMap) -> Option<Found> {
        let plain = self.root.join(path);
        let plain_file = self.open_inside(&plain).await;
        // A twin is not a file of its own.
        if let Some(stem) = path.strip_suffix(".br").or_else(|| path.strip_suffix(".gz"))
            && self.open_inside(&self.root.join(stem)).await.is_some()
        {
            return None;
        }
        let (file, length, etag) = plain_file?;
        let mut found = Found {
            path: path.to_owned(),
            file,
            length,
            etag,
            encoding: None,
            is_negotiated: false,
        };
        for (encoding, extension) in [("br", "br"), ("gzip", "gz")] {
            let mut name = plain.clone().into_os_string();
            name.push(".");
            name.push(extension);
            let Some((file, length, etag)) = self.open_inside(Path::new(&name)).await else {
                continue;
            };
            found.is_negotiated = true;
            if found.encoding.is_none() && accepts(asked, encoding) {
                found = Found { file, length, etag, encoding: Some(encoding), ..found };
            }
        }
        Some(found)
    }

    /// Opens a regular file that really lies inside the root, links followed.
    async fn open_inside(&self, path: &Path) -> Option<(File, u64, String)> {
        let real = tokio::fs::canonicalize(path).await.ok()?;
        if !real.starts_with(&self.root) {
            return None;
        }
        let file = File::open(&real).await.ok()?;
        let about = file.metadata().await.ok()?;
        if !about.is_file() {
            return None;
        }
        let changed = about
            .modified()
            .ok()
            .and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok())
            .unwrap_or_default();
        let etag = format!("\"{:x}-{:x}\"", about.len(), changed.as_nanos());
        Some((file, about.len(), etag))
    }
}

/// The path inside the folder, or nothing if it is not a plain one.
///
/// Escapes are not decoded: no file of the app needs them, and so there is nothing to
/// get wrong about them. Names with a leading dot and the rules' own file stay inside.
fn clean(path: &str) -> Option<String> {
    let inner = path.strip_prefix('/')?;
    let inner = match inner {
        "" => "index.html".to_owned(),
        folder if folder.ends_with('/') => format!("{folder}index.html"),
        file => file.to_owned(),
    };
    let is_plain = inner.split('/').all(|segment| {
        !segment.is_empty()
            && !segment.starts_with('.')
            && segment.bytes().all(|byte| {
                byte.is_ascii_alphanumeric()
                    || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'+' | b'@' | b',' | b'=')
            })
    });
    (is_plain && !matches!(inner.as_str(), "_headers" | "_redirects")).then_some(inner)
}

/// Whether a person is going to a page, rather than a page asking for a file.
fn wants_page(path: &str, asked: &HeaderMap) -> bool {
    let is_page = asked
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    let is_file = path.rsplit('/').next().is_some_and(|last| last.contains('.'));
    is_page && !is_file && clean(path).is_some()
}

/// Whether the build put a hash of the content into the name, as in `app-0f1e2d3c4b5a6978.js`.
fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.split(['-', '.', '_']).skip(1).any(|part| {
        part.len() >= 12
            && part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
            && part.bytes().any(|byte| byte.is_ascii_digit())
    })
}

/// Whether the client takes this encoding.
fn accepts(asked: &HeaderMap, encoding: &str) -> bool {
    asked.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok()).any(
        |value| {
            value.split(',').any(|entry| {
                let mut parts = entry.split(';').map(str::trim);
                parts.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding))
                    && !parts.any(|part| {
                        part.strip_prefix("q=").is_some_and(|weight| {
                            weight.bytes().all(|byte| matches!(byte, b'0' | b'.'))
                        })
                    })
            })
        },
    )
}

fn text(status: StatusCode, message: &'static str) -> Response<ReplyBody> {
    let body = Full::new(Bytes::from_static(message.as_bytes()));
    let mut response = Response::new(body.map_err(|never| match never {}).boxed_unsync());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A reply's body with nothing in it.
pub(crate) fn empty() -> ReplyBody {
    Empty::new().map_err(|never| match never {}).boxed_unsync()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_paths_reach_the_folder() {
        for path in [
            "/../Cargo.toml",
            "/a/../b",
            "/%2e%2e/b",
            "/..%2fb",
            "//etc/passwd",
            "/a//b",
            "/.git/config",
            "/a\\..\\b",
            "/a/./b",
            "/_headers",
            "a",
            "/a:b",
            "/a\0b",
        ] {
            assert_eq!(clean(path), None, "{path}");
        }
        assert_eq!(clean("/").as_deref(), Some("index.html"));
        assert_eq!(clean("/deep/").as_deref(), Some("deep/index.html"));
        assert_eq!(clean("/app-0f1e2d3c_bg.wasm").as_deref(), Some("app-0f1e2d3c_bg.wasm"));
    }

    #[test]
    fn hashed_names_are_told_from_plain_ones() {
        assert!(is_hashed("app-0f1e2d3c4b5a6978.js"));
        assert!(is_hashed("snippets/app-0f1e2d3c4b5a6978_bg.wasm"));
        for name in ["index.html", "worker.js", "worker_loader.js", "feed-facade.js", "boot.js"] {
            assert!(!is_hashed(name), "{name}");
        }
    }

    #[test]
    fn an_encoding_of_weight_nought_is_refused() {
        let check = |value: &'static str, encoding, expected| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(value));
            assert_eq!(accepts(&headers, encoding), expected, "{value}");
        };
        check("gzip, deflate, br", "br", true);
        check("gzip;q=1.0, br;q=0", "br", false);
        check("br;q=0.001", "br", true);
        check("identity", "gzip", false);
    }
}
