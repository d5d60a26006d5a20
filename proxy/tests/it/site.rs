//! The app's files, as a CDN would serve them.

use std::path::{Path, PathBuf};

use crate::{
    bounded,
    client::{call, raw},
    desk::Desk,
};

/// A folder with a small app, new for each test.
fn site(name: &str) -> PathBuf {
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&root);
    let dist = root.join("dist");
    let put = |path: &str, text: &str| {
        let path = dist.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    std::fs::create_dir_all(&dist).unwrap();
    std::fs::write(root.join("secret.txt"), "outside").unwrap();
    put("index.html", "<!doctype html>page");
    put("app-0f1e2d3c4b5a6978.js", "plain script");
    put("app-0f1e2d3c4b5a6978.js.br", "brotli");
    put("app-0f1e2d3c4b5a6978.js.gz", "gzip");
    put("app-0f1e2d3c4b5a6978_bg.wasm", "\0asm");
    put("worker.js", "worker");
    put("deep/a.css", "css");
    put(".env", "hidden");
    dist
}

async fn serve(dist: &Path) -> Desk {
    Desk::start("", Some(dist)).await
}

#[test]
fn files_come_with_type_cache_rule_and_policy() {
    bounded(async {
        let desk = serve(&site("types")).await;
        for (path, media_type, cache) in [
            ("/", "text/html; charset=utf-8", "no-cache"),
            ("/index.html", "text/html; charset=utf-8", "no-cache"),
            ("/app-0f1e2d3c4b5a6978.js", "text/javascript; charset=utf-8", "immutable"),
            ("/app-0f1e2d3c4b5a6978_bg.wasm", "application/wasm", "immutable"),
            ("/worker.js", "text/javascript; charset=utf-8", "no-cache"),
            ("/deep/a.css", "text/css; charset=utf-8", "no-cache"),
        ] {
            let answer = call(desk.address, &format!("GET {path}"), &[], "").await;
            assert_eq!(answer.status, 200, "{path}");
            assert_eq!(answer.header("content-type"), Some(media_type), "{path}");
            assert!(answer.header("cache-control").unwrap().ends_with(cache), "{path}");
            assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
            let policy = answer.header("content-security-policy").unwrap();
            for part in [
                "default-src 'none'",
                "script-src 'self' 'wasm-unsafe-eval'",
                "frame-ancestors 'none'",
            ] {
                assert!(policy.contains(part), "{policy}");
            }
            assert!(!policy.contains("unsafe-inline"), "{policy}");
        }
    });
}

#[test]
fn the_apps_own_headers_file_is_kept_to() {
    bounded(async {
        let dist = site("headers");
        let rules = "/*\n  Content-Security-Policy: default-src 'self'\n/worker.js\n  Cache-Control: no-store\n\
                     /part.wasm\n  Cache-Control: immutable\n";
        std::fs::write(dist.join("_headers"), rules).unwrap();
        let desk = serve(&dist).await;
        let answer = call(desk.address, "GET /worker.js", &[], "").await;
        assert_eq!(answer.header("content-security-policy"), Some("default-src 'self'"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let page = call(desk.address, "GET /", &[], "").await;
        assert_eq!(page.header("cache-control"), Some("no-cache"), "what the file leaves open");
        assert_eq!(call(desk.address, "GET /_headers", &[], "").await.status, 404);
        // How long a file may be kept is not how long it may be thought missing, with a page that
        // says so and without.
        for page in [false, true] {
            if page {
                std::fs::write(dist.join("404.html"), "nothing").unwrap();
            }
            let missing = call(desk.address, "GET /part.wasm", &[], "").await;
            assert_eq!((missing.status.as_u16(), missing.text() == "nothing"), (404, page));
            assert_eq!(missing.header("cache-control"), Some("no-cache"));
        }
        std::fs::write(dist.join("part.wasm"), "\0asm").unwrap();
        let there = call(desk.address, "GET /part.wasm", &[], "").await;
        assert_eq!(
            (there.status.as_u16(), there.header("cache-control")),
            (200, Some("immutable"))
        );
    });
}

#[test]
fn the_smaller_twin_is_sent_to_those_who_take_it() {
    bounded(async {
        let desk = serve(&site("twins")).await;
        for (accepted, encoding, text) in [
            ("gzip, deflate, br, zstd", Some("br"), "brotli"),
            ("gzip", Some("gzip"), "gzip"),
            ("br;q=0, gzip;q=0.5", Some("gzip"), "gzip"),
            ("identity", None, "plain script"),
        ] {
            let headers = [("accept-encoding", accepted)];
            let answer = call(desk.address, "GET /app-0f1e2d3c4b5a6978.js", &headers, "").await;
            assert_eq!((answer.header("content-encoding"), answer.text()), (encoding, text));
            assert_eq!(answer.header("content-type"), Some("text/javascript; charset=utf-8"));
            assert_eq!(answer.header("vary"), Some("Accept-Encoding"));
        }
        let twin = call(desk.address, "GET /app-0f1e2d3c4b5a6978.js.br", &[], "").await;
        assert_eq!(twin.status, 404, "a twin is no file of its own");
    });
}

#[test]
fn nothing_outside_the_folder_is_served() {
    bounded(async {
        let dist = site("outside");
        let link = dist.join("link.txt");
        std::os::unix::fs::symlink(dist.parent().unwrap().join("secret.txt"), link).unwrap();
        std::os::unix::fs::symlink(dist.parent().unwrap(), dist.join("up")).unwrap();
        let desk = serve(&dist).await;
        for path in [
            "/../secret.txt",
            "/deep/../../secret.txt",
            "/%2e%2e/secret.txt",
            "/..%2fsecret.txt",
            "/..%5csecret.txt",
            "/deep/..\\..\\secret.txt",
            "//secret.txt",
            "/./../secret.txt",
            "/link.txt",
            "/up/secret.txt",
            "/.env",
            "/%2eenv",
            "/deep",
            "/deep/",
            "/index.html/",
            "/nothing.js",
            "/..",
        ] {
            let request =
                format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
            let answer = raw(desk.address, request.as_bytes()).await;
            let is_refused =
                answer.starts_with("HTTP/1.1 404 ") || answer.starts_with("HTTP/1.1 400 ");
            assert!(is_refused && !answer.contains("outside"), "{path}: {answer}");
        }
    });
}

#[test]
fn deep_links_head_and_known_versions_are_answered() {
    bounded(async {
        let desk = serve(&site("links")).await;
        let page = [("accept", "text/html,*/*")];
        let deep = call(desk.address, "GET /result/by-day", &page, "").await;
        assert_eq!((deep.status.as_u16(), deep.text()), (200, "<!doctype html>page"));
        assert_eq!(call(desk.address, "GET /gone.js", &page, "").await.status, 404);
        assert_eq!(call(desk.address, "GET /result", &[], "").await.status, 404);
        let head = call(desk.address, "HEAD /worker.js", &[], "").await;
        assert_eq!((head.header("content-length"), head.body.len()), (Some("6"), 0));
        let etag = head.header("etag").unwrap();
        let same = call(desk.address, "GET /worker.js", &[("if-none-match", etag)], "").await;
        assert_eq!((same.status.as_u16(), same.body.len()), (304, 0));
        // Parts of files are not offered, so whoever asks for one gets the whole.
        let part = call(desk.address, "GET /worker.js", &[("range", "bytes=0-1")], "").await;
        assert_eq!((part.status.as_u16(), part.body.len()), (200, 6));
        assert_eq!((part.header("content-range"), part.header("accept-ranges")), (None, None));
        let post = call(desk.address, "POST /worker.js", &[], "x").await;
        assert_eq!((post.status.as_u16(), post.header("allow")), (405, Some("GET, HEAD")));
    });
}
