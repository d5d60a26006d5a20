//! The built app as it is hosted: by the project's own server, with its production headers.

use crate::driver::required;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use tokio::sync::oneshot;
use trueup_proxy::{App, Log, Server, Settings, SystemResolver};

/// Where browsers tell of what the content policy refused. Nothing is there: that someone tells
/// something is enough.
const REPORTS: &str = "/told-of-a-refusal";

/// How the app is hosted.
#[derive(Debug, Clone, Default)]
pub struct Hosting {
    /// The folder it lies in, as `some/path`; empty for the root.
    pub folder: String,
    /// Origins added to `connect-src`, as `_headers` tells hosts to do for a vendor of their own.
    pub connect: Vec<String>,
    /// Profiles of the proxy, in the words of its configuration file.
    pub profiles: String,
    /// Files whose names begin like this cannot be had until [`Site::give_back`]; empty for none.
    pub missing: &'static str,
}

/// A running server; it stops when dropped.
#[derive(Debug)]
pub struct Site {
    origin: String,
    folder: String,
    /// Files that cannot be had for now: where they are kept, and where they belong.
    missing: Mutex<Vec<(PathBuf, PathBuf)>>,
    lines: Arc<Mutex<Vec<String>>>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Site {
    /// Serves a copy of `dist` on a free port. The copy is made in `room`.
    pub fn serve(hosting: &Hosting, room: &Path) -> Self {
        let hosted = room.join("site");
        let inner =
            if hosting.folder.is_empty() { hosted.clone() } else { hosted.join(&hosting.folder) };
        copy_all(&required("TRUEUP_DIST"), &inner);
        let headers = fs::read_to_string(inner.join("_headers")).unwrap();
        if inner != hosted {
            fs::remove_file(inner.join("_headers")).unwrap();
        }
        fs::write(hosted.join("_headers"), adapted(&headers, &hosting.connect)).unwrap();

        let missing = if hosting.missing.is_empty() {
            Vec::new()
        } else {
            take_away(&inner, &room.join("missing"), hosting.missing)
        };
        let settings = Settings::parse(&hosting.profiles, room).unwrap();
        let lines = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&lines);
        let log = Log::new(Arc::new(move |line: &str| sink.lock().unwrap().push(line.to_owned())));
        let app = App::new(settings, Some(&hosted), Arc::new(SystemResolver), log).unwrap();
        let (address, bound) = std::sync::mpsc::sync_channel(1);
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async move {
                let any = "127.0.0.1:0".parse().unwrap();
                let server = Server::bind(Arc::new(app), any).await.unwrap();
                address.send(server.local_addr().unwrap()).unwrap();
                server
                    .run(async {
                        let _ = stopped.await;
                    })
                    .await;
            });
        });
        let address = bound.recv().unwrap();
        Self {
            origin: format!("http://{address}"),
            folder: hosting.folder.clone(),
            missing: Mutex::new(missing),
            lines,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    /// `http://127.0.0.1:40123`
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The page's own address.
    pub fn url(&self) -> String {
        if self.folder.is_empty() {
            format!("{}/", self.origin)
        } else {
            format!("{}/{}/", self.origin, self.folder)
        }
    }

    /// How many files cannot be had for now.
    pub fn n_missing(&self) -> usize {
        self.missing.lock().unwrap().len()
    }

    /// Puts the missing files where they belong.
    pub fn give_back(&self) {
        for (kept, place) in self.missing.lock().unwrap().drain(..) {
            fs::rename(kept, place).unwrap();
        }
    }

    /// What the server wrote down, line by line.
    pub fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap().clone()
    }

    /// Requests that no sound page makes: for what is not there, and reports of refusals. Calls
    /// through the proxy are the stories' own business.
    pub fn complaints(&self) -> Vec<String> {
        let is_wrong = |line: &&String| {
            let line: Value = serde_json::from_str(line).unwrap_or_default();
            line.get("profile").is_none()
                && line.get("code").is_none()
                && line["status"].as_u64().is_some_and(|status| status >= 400)
        };
        self.lines().iter().filter(is_wrong).cloned().collect()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        // Not waited for: a browser that is slow to close its connections must not hold up a test.
        self.thread.take();
    }
}

/// The headers with the origins a host of this story would add, and a place for reports.
fn adapted(headers: &str, connect: &[String]) -> String {
    let mut out = String::new();
    for line in headers.lines() {
        if line.trim_start().starts_with("Content-Security-Policy:") {
            let with = ["connect-src 'self'", &connect.join(" ")].join(" ");
            out.push_str(&line.replace("connect-src 'self'", with.trim_end()));
            out.push_str("; report-uri ");
            out.push_str(REPORTS);
        } else {
            out.push_str(line);
        }
        out.push('\n');
    }
    assert!(out.contains(REPORTS), "dist/_headers has no content policy");
    out
}

fn take_away(from: &Path, to: &Path, start: &str) -> Vec<(PathBuf, PathBuf)> {
    fs::create_dir_all(to).unwrap();
    let names = fs::read_dir(from).unwrap().map(|it| it.unwrap().file_name());
    let names = names.filter(|it| it.to_string_lossy().starts_with(start));
    let moved = names.map(|name| (to.join(&name), from.join(&name)));
    moved.inspect(|(kept, place)| fs::rename(place, kept).unwrap()).collect()
}

fn copy_all(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap_or_else(|error| panic!("{}: {error}", from.display())) {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_all(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
