//! A person's desk: a new browser at the served page, watched from the first request to the last.

use crate::bidi::Line;
use crate::browser::{Browser, Window};
use crate::driver::Driver;
use crate::page::{Fetch, Header, ResultPage, Route, Sources};
use crate::session::Session;
use crate::site::{Hosting, Site};
use crate::trap::Trap;
use crate::wait;
use serde_json::{Value, json};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

/// What a story begins with.
#[derive(Debug, Clone)]
pub struct Setup {
    /// How the app is hosted.
    pub hosting: Hosting,
    /// Whether the system asks for dark colours.
    pub dark: bool,
    /// The person's language.
    pub language: &'static str,
}

impl Default for Setup {
    fn default() -> Self {
        Self { hosting: Hosting::default(), dark: false, language: "en-US" }
    }
}

/// The desk.
#[derive(Debug)]
pub struct Desk {
    /// Which browser it is.
    pub browser: Browser,
    /// Its window.
    pub session: Session,
    /// What serves the page.
    pub site: Site,
    line: Option<Line>,
    driver: Driver,
    trap: Trap,
    folder: PathBuf,
    hosting: Hosting,
    excused: Mutex<Vec<String>>,
}

/// Tells a story at a new desk, then looks for anything that must not have happened on the way. A
/// story that fails leaves a picture and the logs in a folder it names.
pub fn tell(name: &str, browser: Browser, setup: Setup, story: impl FnOnce(&Desk)) {
    let desk = Desk::open(browser, setup);
    let told = catch_unwind(AssertUnwindSafe(|| {
        desk.open_page();
        story(&desk);
        desk.check();
    }));
    match told {
        Ok(()) => desk.clear_away(),
        Err(panic) => {
            desk.keep_traces(name);
            resume_unwind(panic)
        }
    }
}

impl Desk {
    fn open(browser: Browser, setup: Setup) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let n = COUNT.fetch_add(1, Ordering::SeqCst);
        let name = format!("trueup-e2e-{}-{n}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(folder.join("downloads")).unwrap();
        let site = Site::serve(&setup.hosting, &folder);
        let trap = Trap::set();
        let driver = Driver::start(browser, &folder);
        let window = Window {
            folder: &folder,
            trap: trap.address(),
            dark: setup.dark,
            language: setup.language,
        };
        let session = Session::open(driver.url(), &browser.capabilities(&window));
        let line = Line::open(session.socket());
        line.ask(
            "session.subscribe",
            json!({"events": ["log.entryAdded", "network.beforeRequestSent"]}),
        );
        line.ask("script.addPreloadScript", json!({"functionDeclaration": LISTENER}));
        Self {
            browser,
            session,
            site,
            line: Some(line),
            driver,
            trap,
            folder,
            hosting: setup.hosting,
            excused: Mutex::default(),
        }
    }

    /// Opens the page and waits until it runs.
    #[track_caller]
    pub fn open_page(&self) {
        self.session.go(&self.site.url());
        self.until_running();
    }

    /// Leaves the page. A part that is on its way then does not come any more, which Firefox
    /// complains of.
    pub fn leave(&self) {
        self.excuse("NetworkError when attempting to fetch resource");
        self.session.go("about:blank");
    }

    /// Waits until the page runs.
    #[track_caller]
    pub fn until_running(&self) {
        self.session.find("header nav a[aria-current=page]");
    }

    /// The header, on every page.
    pub fn header(&self) -> Header<'_> {
        Header { desk: self }
    }

    /// The Sources page.
    pub fn sources(&self) -> Sources<'_> {
        Sources { session: &self.session }
    }

    /// The Result page.
    pub fn result(&self) -> ResultPage<'_> {
        ResultPage { session: &self.session }
    }

    /// Opens the panel that fetches from vendors.
    #[track_caller]
    pub fn fetch(&self) -> Fetch<'_> {
        self.session.by_testid("fetch-vendor").click();
        self.session.by_testid("fetch-status");
        Fetch { session: &self.session }
    }

    /// Goes to a page of the app by its link.
    #[track_caller]
    pub fn go_to(&self, route: Route) {
        // The result's has what its rows are filtered by behind it.
        let link = format!("header nav a[href^=\"{}\"]", route.link());
        self.session.find(&link).click();
        self.session.find(&format!("{link}[aria-current=page]"));
    }

    /// A folder for the story's own files.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Writes a file to be dropped.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.join("files").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    /// Files saved so far, by name.
    pub fn saved(&self) -> Vec<PathBuf> {
        let mut all: Vec<PathBuf> = fs::read_dir(self.folder.join("downloads"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        all.sort();
        all
    }

    /// Presses the button with this `data-testid` at the end of the result and gives the file that
    /// was saved.
    #[track_caller]
    pub fn export(&self, testid: &str, ending: &str) -> Vec<u8> {
        self.session.by_testid(testid).click();
        self.take_saved(ending)
    }

    /// Waits for a saved file with this ending, whole, and takes it away, so that the next one of
    /// its kind is another.
    #[track_caller]
    pub fn take_saved(&self, ending: &str) -> Vec<u8> {
        let path = wait::until(format!("a saved file *.{ending}"), || {
            let all = self.saved();
            let is_partial =
                |it: &PathBuf| it.extension().is_some_and(|it| it == "part" || it == "crdownload");
            let found = all.iter().find(|it| it.extension().is_some_and(|it| it == ending))?;
            let is_whole = fs::metadata(found).is_ok_and(|it| it.len() > 0);
            (is_whole && !all.iter().any(is_partial)).then(|| found.clone())
        });
        let bytes = fs::read(&path).unwrap();
        fs::remove_file(path).unwrap();
        bytes
    }

    /// From now on, complaints of the browser with this text in them are part of the story.
    pub fn excuse(&self, text: &str) {
        self.excused.lock().unwrap().push(text.to_owned());
    }

    /// Saves a picture of the window, for people.
    pub fn picture(&self, path: &Path) {
        fs::write(path, self.session.screenshot()).unwrap();
    }

    /// Everything the browser said and asked for; for stories that search it.
    pub fn heard(&self) -> Vec<Value> {
        let line = self.line.as_ref().unwrap();
        line.ask("session.status", json!({}));
        line.heard()
    }

    /// Nothing may have gone wrong on the way: no error in the console, nothing refused by the
    /// content policy, no request to anywhere else.
    #[track_caller]
    pub fn check(&self) {
        let mut wrong = self.wrongs();
        let excused = self.excused.lock().unwrap();
        wrong.retain(|it| !excused.iter().any(|excuse| it.contains(excuse)));
        assert!(wrong.is_empty(), "in {}:\n{}", self.browser, wrong.join("\n"));
    }

    /// Everything that went wrong so far, excused or not.
    pub fn wrongs(&self) -> Vec<String> {
        let heard = self.heard();
        let mut wrong = self.console(&heard);
        wrong.extend(self.strays(&heard));
        match self.session.run("return window.__refused ?? null", &json!([])).as_array() {
            Some(refused) => wrong.extend(refused.iter().map(|it| format!("policy: {it}"))),
            None => wrong.push("policy: nobody listened to what it refused".to_owned()),
        }
        wrong.extend(self.site.complaints().into_iter().map(|it| format!("server: {it}")));
        wrong.extend(self.trap.caught().into_iter().map(|it| format!("left the machine: {it}")));
        wrong
    }

    /// Errors in the console, the page's own and the browser's.
    fn console(&self, heard: &[Value]) -> Vec<String> {
        let mut errors: Vec<String> = heard
            .iter()
            .filter(|it| it["method"] == "log.entryAdded" && it["params"]["level"] == "error")
            .filter(|it| {
                let said = &it["params"];
                let has_place = said["stackTrace"].is_object();
                self.browser != Browser::Firefox || has_place || said["text"] != OF_LISTENER
            })
            .map(|it| format!("console: {} {}", it["params"]["text"], it["params"]["stackTrace"]))
            .collect();
        match self.browser {
            Browser::Chromium => {
                let log = self.session.try_call("POST", "/se/log", &json!({"type": "browser"}));
                let log = log.unwrap_or_default();
                let severe =
                    log.as_array().into_iter().flatten().filter(|it| it["level"] == "SEVERE");
                errors.extend(severe.map(|it| format!("browser log: {}", it["message"])));
            }
            Browser::Firefox => {
                let log = self.driver.log();
                let own = |line: &&str| {
                    line.contains("JavaScript error") && line.contains(self.site.origin())
                };
                errors.extend(log.lines().filter(own).map(|it| format!("browser log: {it}")));
            }
        }
        errors
    }

    /// Requests to other places than the site and what its policy was told to admit.
    fn strays(&self, heard: &[Value]) -> Vec<String> {
        let asked = heard
            .iter()
            .filter(|it| it["method"] == "network.beforeRequestSent")
            .filter_map(|it| it["params"]["request"]["url"].as_str());
        let script = "return performance.getEntriesByType('resource').map(it => it.name)";
        let listed = self.session.run(script, &json!([]));
        let listed = listed.as_array().into_iter().flatten().filter_map(Value::as_str);
        let origins: Vec<&str> = std::iter::once(self.site.origin())
            .chain(self.hosting.connect.iter().map(String::as_str))
            .collect();
        let is_home = |url: &str| {
            let here = |origin: &&str| {
                let own = url.strip_prefix("blob:").unwrap_or(url).strip_prefix(*origin);
                own.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            url.starts_with("data:") || url.starts_with("about:") || origins.iter().any(here)
        };
        asked.chain(listed).filter(|url| !is_home(url)).map(|url| format!("stray: {url}")).collect()
    }

    fn keep_traces(&self, name: &str) {
        let to = self.folder.join("traces");
        let _ = fs::create_dir_all(&to);
        // The browser may be what failed, so each of these may.
        if let Ok(picture) = catch_unwind(AssertUnwindSafe(|| self.session.screenshot())) {
            let _ = fs::write(to.join("window.png"), picture);
        }
        let _ = fs::write(to.join("server.log"), self.site.lines().join("\n"));
        if let Some(line) = &self.line {
            let heard: Vec<String> = line.heard().iter().map(Value::to_string).collect();
            let _ = fs::write(to.join("heard.jsonl"), heard.join("\n"));
        }
        let page = self.session.try_call("GET", "/source", &Value::Null).unwrap_or_default();
        let _ = fs::write(to.join("page.html"), page.as_str().unwrap_or_default());
        println!("{name} in {}: see {}", self.browser, to.display());
    }

    fn clear_away(self) {
        let folder = self.folder.clone();
        drop(self);
        // What a browser is still writing to goes with the next cleaning of the folder.
        let _ = fs::remove_dir_all(folder);
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.line.take();
        self.session.close();
    }
}

const LISTENER: &str = "() => {
    window.__refused = [];
    addEventListener('securitypolicyviolation', event => {
        window.__refused.push([event.violatedDirective, event.blockedURI, event.sourceFile,
            event.lineNumber].join(' '));
    });
}";

/// What Firefox 140 says now and then when it has begun the script above, before the page asks for anything of
/// its own, and without a place. Whether the script listens is looked at by itself.
const OF_LISTENER: &str = "Error: Permission denied to access property \"length\"";
