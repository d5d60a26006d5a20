//! A small file server that obeys `_headers`, for looking at the built app without the proxy.

use crate::failure::{Doing as _, Failure};
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// Serves one folder.
pub(crate) struct StaticServer {
    listener: TcpListener,
    address: SocketAddr,
    site: Arc<Site>,
}

struct Site {
    dist: PathBuf,
    rules: Vec<Rule>,
}

/// One block of `_headers`: a path, perhaps ending in `*`, and its headers.
#[derive(Debug, PartialEq, Eq)]
struct Rule {
    path: String,
    headers: Vec<String>,
}

impl StaticServer {
    pub(crate) fn bind(dist: &Path, listen: &str) -> Result<Self, Failure> {
        let headers = fs::read_to_string(dist.join("_headers")).map_err(|_| {
            Failure::new("dist/ holds no built app: run `cargo xtask build` first.")
        })?;
        let listener = TcpListener::bind(listen).map_err(|error| {
            Failure::new(format!(
                "{listen} cannot be listened on ({error}): give another address with --listen."
            ))
        })?;
        let address = listener.local_addr().doing("reading the server's address")?;
        let site = Arc::new(Site { dist: dist.to_path_buf(), rules: rules(&headers) });
        Ok(Self { listener, address, site })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until the process ends.
    pub(crate) fn run(self) -> Result<(), Failure> {
        for stream in self.listener.incoming() {
            let stream = stream.doing("accepting a connection")?;
            let site = Arc::clone(&self.site);
            // A browser that goes away mid-answer is no fault of ours.
            thread::spawn(move || site.answer_all(stream).ok());
        }
        Ok(())
    }
}

impl Site {
    fn answer_all(&self, stream: TcpStream) -> std::io::Result<()> {
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        let mut writer = stream.try_clone()?;
        let mut reader = BufReader::new(stream);
        loop {
            let mut first = String::new();
            if reader.read_line(&mut first)? == 0 {
                return Ok(());
            }
            let mut encodings = String::new();
            loop {
                let mut line = String::new();
                if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
                    break;
                }
                let line = line.to_ascii_lowercase();
                if let Some(value) = line.strip_prefix("accept-encoding:") {
                    value.trim().clone_into(&mut encodings);
                }
            }
            writer.write_all(&self.answer(&first, &encodings))?;
        }
    }

    fn answer(&self, request: &str, encodings: &str) -> Vec<u8> {
        let mut words = request.split_whitespace();
        let (method, target) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
        let path = target.split(['?', '#']).next().unwrap_or("");
        if method != "GET" && method != "HEAD" {
            return response("405 Method Not Allowed", &["Allow: GET, HEAD".to_owned()], b"", true);
        }
        let (status, file) = match self.file(path) {
            Some(file) => ("200 OK", file),
            None => ("404 Not Found", self.dist.join("404.html")),
        };
        let mut headers = self.headers(path);
        if status != "200 OK" {
            // How long a file may be kept says nothing of its absence.
            headers.retain(|it| !it.to_ascii_lowercase().starts_with("cache-control:"));
            headers.push("Cache-Control: no-cache".to_owned());
        }
        headers.push(format!("Content-Type: {}", content_type(&file)));
        headers.push("Vary: Accept-Encoding".to_owned());
        let compressed = ["br", "gzip"].into_iter().find_map(|encoding| {
            let accepted = encodings
                .split(',')
                .any(|offer| offer.split(';').next().unwrap_or("").trim() == encoding);
            let suffix = if encoding == "br" { "br" } else { "gz" };
            let copy = PathBuf::from(format!("{}.{suffix}", file.display()));
            (accepted && copy.is_file()).then_some((encoding, copy))
        });
        let read = match compressed {
            Some((encoding, copy)) => {
                headers.push(format!("Content-Encoding: {encoding}"));
                fs::read(copy)
            }
            None => fs::read(&file),
        };
        match read {
            Ok(body) => response(status, &headers, &body, method == "GET"),
            Err(_) => response("404 Not Found", &[], b"", true),
        }
    }

    /// The file at a path of the site; nothing outside it and nothing hidden.
    fn file(&self, path: &str) -> Option<PathBuf> {
        let relative = Path::new(path.strip_prefix('/')?);
        let is_plain = relative.components().all(|part| match part {
            Component::Normal(name) => {
                let name = name.to_string_lossy();
                !name.starts_with(['.', '_']) && !name.contains('%')
            }
            _ => false,
        });
        let file = self.dist.join(relative);
        let file = if file.is_dir() { file.join("index.html") } else { file };
        (is_plain && file.is_file()).then_some(file)
    }

    fn headers(&self, path: &str) -> Vec<String> {
        self.rules
            .iter()
            .filter(|rule| match rule.path.strip_suffix('*') {
                Some(start) => path.starts_with(start),
                None => rule.path == path,
            })
            .flat_map(|rule| rule.headers.iter().cloned())
            .collect()
    }
}

fn response(status: &str, headers: &[String], body: &[u8], with_body: bool) -> Vec<u8> {
    let mut out = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n", body.len());
    for header in headers {
        out.push_str(header);
        out.push_str("\r\n");
    }
    out.push_str("\r\n");
    let mut out = out.into_bytes();
    if with_body {
        out.extend_from_slice(body);
    }
    out
}

fn rules(text: &str) -> Vec<Rule> {
    let mut rules: Vec<Rule> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        if line.starts_with('/') {
            rules.push(Rule { path: line.trim().to_owned(), headers: Vec::new() });
        } else if let Some(rule) = rules.last_mut() {
            rule.headers.push(line.trim().to_owned());
        }
    }
    rules
}

fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()).unwrap_or("") {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "json" => "application/json",
        "csv" => "text/csv; charset=utf-8",
        "xml" => "application/xml",
        "zip" => "application/zip",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]
    use super::{Site, rules};
    use std::fs;
    use std::path::PathBuf;

    fn site(name: &str) -> Site {
        let dist =
            PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target/xtask-tests").join(name);
        fs::create_dir_all(dist.join("deep")).unwrap();
        fs::write(dist.join("index.html"), "home").unwrap();
        fs::write(dist.join("index.html.br"), "squeezed").unwrap();
        fs::write(dist.join("404.html"), "lost").unwrap();
        fs::write(dist.join("_headers"), "secret").unwrap();
        let rules = rules("# c\n/*\n  A: 1\n\n/\n  B: 2\n/no\n  Cache-Control: immutable\n");
        Site { dist, rules }
    }

    fn check(site: &Site, request: &str, encodings: &str, expected: &[&str]) {
        let answer = String::from_utf8(site.answer(request, encodings)).unwrap();
        for part in expected {
            assert!(answer.contains(part), "{request}: no {part:?} in\n{answer}");
        }
    }

    #[test]
    fn files_come_with_the_headers_of_every_rule_that_fits() {
        let site = site("rules");
        check(
            &site,
            "GET / HTTP/1.1",
            "",
            &["200 OK", "A: 1\r\n", "B: 2\r\n", "text/html", "\r\n\r\nhome"],
        );
        check(&site, "GET /?q HTTP/1.1", "gzip, br", &["Content-Encoding: br", "\r\n\r\nsqueezed"]);
        check(&site, "HEAD / HTTP/1.1", "", &["200 OK", "Content-Length: 4\r\n"]);
    }

    #[test]
    fn nothing_outside_or_hidden_is_served() {
        let site = site("hidden");
        for path in ["/_headers", "/../Cargo.toml", "//etc/passwd", "/%2e%2e/x", "/no", "", "/deep"]
        {
            check(&site, &format!("GET {path} HTTP/1.1"), "", &["404 Not Found", "lost"]);
        }
        check(&site, "POST / HTTP/1.1", "", &["405 Method Not Allowed"]);
        check(&site, "GET /no HTTP/1.1", "", &["404 Not Found", "Cache-Control: no-cache\r\n"]);
        let missing = String::from_utf8(site.answer("GET /no HTTP/1.1", "")).unwrap();
        assert!(!missing.contains("immutable"), "{missing}");
    }
}
