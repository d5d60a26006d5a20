//! A browser's window under a test's control (W3C `WebDriver`).

use crate::wait;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use ureq::Agent;

/// How long a page may take to come to rest.
const MOVING: Duration = Duration::from_secs(10);

/// How a driver refuses a click on what is there and out of reach.
const NOT_YET: [&str; 2] = ["element click intercepted", "element not interactable"];

/// How often a browser is started before its test fails.
const STARTS: usize = 4;

/// The time before it is started again.
const BREATH: Duration = Duration::from_secs(1);

/// How a driver says that its browser ended, or never answered, before there was a window.
const NOT_CREATED: &str = "session not created";

/// The name under which the protocol hands out elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Keys that have no character, in the protocol's numbering.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the name of a key")]
pub enum Key {
    Tab,
    Enter,
    Escape,
    Space,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    Shift,
    Control,
}

impl Key {
    /// The character that stands for it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Tab => "\u{e004}",
            Self::Enter => "\u{e007}",
            Self::Escape => "\u{e00c}",
            Self::Space => " ",
            Self::Up => "\u{e013}",
            Self::Down => "\u{e015}",
            Self::Left => "\u{e012}",
            Self::Right => "\u{e014}",
            Self::Home => "\u{e011}",
            Self::End => "\u{e010}",
            Self::PageUp => "\u{e00e}",
            Self::PageDown => "\u{e00f}",
            Self::Shift => "\u{e008}",
            Self::Control => "\u{e009}",
        }
    }
}

/// What the protocol says when it says no: its code and its message.
#[derive(Debug, Clone)]
pub struct Refused {
    /// `no such element`, `stale element reference` …
    pub code: String,
    /// In the driver's words.
    pub message: String,
}

/// A window. Cheap to clone; all clones are the same.
#[derive(Debug, Clone)]
pub struct Session {
    wire: Arc<Wire>,
}

#[derive(Debug)]
struct Wire {
    agent: Agent,
    base: String,
    socket: String,
}

/// Something in the page.
#[derive(Debug, Clone)]
pub struct Element {
    session: Session,
    id: String,
    found_by: String,
}

impl Session {
    /// Opens a window.
    ///
    /// A browser can end at its start on a machine that is short of something for a moment. No story
    /// has begun then, so it is started again; what else a driver refuses is told at once.
    #[track_caller]
    pub fn open(driver: &str, capabilities: &Value) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_mins(3)));
        let agent = Agent::new_with_config(config.build());
        let url = format!("{driver}/session");
        let mut refusals = Vec::new();
        let made = loop {
            match call(&agent, "POST", &url, capabilities) {
                Ok(made) => break made,
                Err(refused) => {
                    let again = refused.code == NOT_CREATED;
                    refusals.push(refused);
                    assert!(
                        again && refusals.len() < STARTS,
                        "no browser in {} starts: {refusals:?}",
                        refusals.len()
                    );
                    std::thread::sleep(BREATH);
                }
            }
        };
        let id = made["sessionId"].as_str().unwrap();
        let socket = made["capabilities"]["webSocketUrl"].as_str().unwrap_or_default().to_owned();
        Self { wire: Arc::new(Wire { agent, base: format!("{driver}/session/{id}"), socket }) }
    }

    /// The address of its line for events.
    pub fn socket(&self) -> &str {
        &self.wire.socket
    }

    /// Closes the window and the browser.
    pub fn close(&self) {
        let _ = self.try_call("DELETE", "", &Value::Null);
    }

    /// Sends a command.
    pub fn try_call(&self, method: &str, path: &str, body: &Value) -> Result<Value, Refused> {
        call(&self.wire.agent, method, &format!("{}{path}", self.wire.base), body)
    }

    #[track_caller]
    fn call(&self, method: &str, path: &str, body: &Value) -> Value {
        self.try_call(method, path, body).unwrap_or_else(|no| panic!("{method} {path}: {no:?}"))
    }

    /// Goes to an address.
    #[track_caller]
    pub fn go(&self, url: &str) {
        self.call("POST", "/url", &json!({"url": url}));
    }

    /// Where it is.
    #[track_caller]
    pub fn url(&self) -> String {
        self.call("GET", "/url", &Value::Null).as_str().unwrap().to_owned()
    }

    /// The inner size of the page, in CSS pixels.
    #[track_caller]
    pub fn resize(&self, width: u32, height: u32) {
        // The frame of the window counts in the protocol, so it is measured and added.
        let set = |w: i64, h: i64| {
            self.call("POST", "/window/rect", &json!({"width": w, "height": h}));
            let inner = self.run("return [innerWidth, innerHeight]", &json!([]));
            (inner[0].as_i64().unwrap(), inner[1].as_i64().unwrap())
        };
        let (width, height) = (i64::from(width), i64::from(height));
        let (w, h) = set(width, height);
        if (w, h) != (width, height) {
            set(2 * width - w, 2 * height - h);
        }
    }

    /// Runs a script's body; `arguments[0]` … are what is given.
    #[track_caller]
    pub fn run(&self, script: &str, args: &Value) -> Value {
        self.call("POST", "/execute/sync", &json!({"script": script, "args": args}))
    }

    /// Runs a script's body that calls its last argument when it is done.
    #[track_caller]
    pub fn run_async(&self, script: &str, args: &Value) -> Value {
        self.call("POST", "/timeouts", &json!({"script": 60_000}));
        self.call("POST", "/execute/async", &json!({"script": script, "args": args}))
    }

    /// A picture of the window as PNG.
    pub fn screenshot(&self) -> Vec<u8> {
        let text = self.call("GET", "/screenshot", &Value::Null);
        base64(text.as_str().unwrap())
    }

    /// The first of these, once it is there.
    #[track_caller]
    pub fn find(&self, css: &str) -> Element {
        wait::until(css, || self.find_now(css))
    }

    /// The first of these, if it is there now.
    pub fn find_now(&self, css: &str) -> Option<Element> {
        self.find_all(css).into_iter().next()
    }

    /// All of these that are there now.
    pub fn find_all(&self, css: &str) -> Vec<Element> {
        let body = json!({"using": "css selector", "value": css});
        self.elements(self.try_call("POST", "/elements", &body), css)
    }

    /// What `data-testid` names, once it is there.
    #[track_caller]
    pub fn by_testid(&self, id: &str) -> Element {
        self.find(&testid(id))
    }

    /// Whether `data-testid` names something now.
    pub fn has(&self, id: &str) -> bool {
        self.find_now(&testid(id)).is_some()
    }

    /// Waits until `data-testid` names nothing any more.
    #[track_caller]
    pub fn until_gone(&self, id: &str) {
        wait::until(format!("{id} to go"), || (!self.has(id)).then_some(()));
    }

    /// What has the focus.
    #[track_caller]
    pub fn focused(&self) -> Element {
        let found = self.call("GET", "/element/active", &Value::Null);
        self.element(&found, "the focus")
    }

    /// Presses keys one after the other, wherever the focus is.
    #[track_caller]
    pub fn press(&self, keys: &[Key]) {
        let steps: Vec<Value> = keys.iter().flat_map(|key| tap(key.code())).collect();
        self.act(&steps);
    }

    /// Presses a key while others are held.
    #[track_caller]
    pub fn press_with(&self, held: &[Key], key: &str) {
        let mut steps: Vec<Value> =
            held.iter().map(|key| json!({"type": "keyDown", "value": key.code()})).collect();
        steps.extend(tap(key));
        let up = held.iter().rev().map(|key| json!({"type": "keyUp", "value": key.code()}));
        steps.extend(up);
        self.act(&steps);
    }

    /// Types a text, wherever the focus is.
    #[track_caller]
    pub fn type_text(&self, text: &str) {
        let steps: Vec<Value> =
            text.chars().flat_map(|letter| tap(letter.encode_utf8(&mut [0; 4]))).collect();
        self.act(&steps);
    }

    #[track_caller]
    fn act(&self, steps: &[Value]) {
        let keys = json!({"type": "key", "id": "keys", "actions": steps});
        self.call("POST", "/actions", &json!({"actions": [keys]}));
    }

    fn elements(&self, found: Result<Value, Refused>, by: &str) -> Vec<Element> {
        let found = found.unwrap_or_default();
        found.as_array().into_iter().flatten().map(|it| self.element(it, by)).collect()
    }

    fn element(&self, reference: &Value, by: &str) -> Element {
        let id = reference[ELEMENT].as_str().unwrap().to_owned();
        Element { session: self.clone(), id, found_by: by.to_owned() }
    }
}

impl Element {
    fn try_call(&self, method: &str, path: &str, body: &Value) -> Result<Value, Refused> {
        self.session.try_call(method, &format!("/element/{}{path}", self.id), body)
    }

    #[track_caller]
    fn call(&self, method: &str, path: &str, body: &Value) -> Value {
        self.try_call(method, path, body)
            .unwrap_or_else(|no| panic!("{} ({path}): {no:?}", self.found_by))
    }

    /// As an argument of a script.
    pub fn as_argument(&self) -> Value {
        json!({ELEMENT: self.id})
    }

    /// Scrolls to it as far as needed and clicks in its middle; something that stays in front of it is
    /// a failure. (A browser's own driver takes what is behind the page's header for seen.)
    #[track_caller]
    pub fn click(&self) {
        wait::within(MOVING, format!("{} to be clickable", self.found_by), || {
            match self.try_click() {
                // The page may move between the scrolling and the click.
                Err(no) if NOT_YET.contains(&no.code.as_str()) => None,
                Err(no) => panic!("{}: {no:?}", self.found_by),
                Ok(()) => Some(()),
            }
        });
    }

    /// The same once, of something that may be put in its place anew at any time.
    pub fn try_click(&self) -> Result<(), Refused> {
        let script = "arguments[0].scrollIntoView({block: 'nearest', behavior: 'instant'})";
        let scroll = json!({"script": script, "args": [self.as_argument()]});
        self.session.try_call("POST", "/execute/sync", &scroll)?;
        self.try_call("POST", "/click", &json!({})).map(drop)
    }

    /// Its text as rendered; nothing when it has gone meanwhile.
    pub fn text(&self) -> String {
        let text = self.try_call("GET", "/text", &Value::Null).unwrap_or_default();
        text.as_str().unwrap_or_default().to_owned()
    }

    /// The text of all it holds, seen or not.
    pub fn content(&self) -> String {
        self.property("textContent").as_str().unwrap_or_default().to_owned()
    }

    /// Waits until its text has this in it.
    #[track_caller]
    pub fn until_says(&self, part: &str) {
        let says = || self.content().contains(part).then_some(());
        wait::until(format!("{} to say “{part}”", self.found_by), says);
    }

    /// An attribute.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let value = self.try_call("GET", &format!("/attribute/{name}"), &Value::Null).ok()?;
        value.as_str().map(str::to_owned)
    }

    /// A property.
    pub fn property(&self, name: &str) -> Value {
        self.try_call("GET", &format!("/property/{name}"), &Value::Null).unwrap_or_default()
    }

    /// Whether it can be used.
    pub fn is_enabled(&self) -> bool {
        self.try_call("GET", "/enabled", &Value::Null).is_ok_and(|it| it == true)
            && self.attribute("aria-disabled").is_none_or(|it| it == "false")
    }

    /// Whether it can be seen.
    pub fn is_shown(&self) -> bool {
        self.try_call("GET", "/displayed", &Value::Null).is_ok_and(|it| it == true)
    }

    /// Types into it. For a file input: chooses files.
    #[track_caller]
    pub fn send(&self, text: &str) {
        self.call("POST", "/value", &json!({"text": text}));
    }

    /// Empties a field and types into it.
    #[track_caller]
    pub fn fill(&self, text: &str) {
        self.call("POST", "/clear", &json!({}));
        self.send(text);
    }

    /// Chooses files, as the system's dialog would.
    #[track_caller]
    pub fn choose(&self, files: &[&Path]) {
        let names: Vec<String> = files.iter().map(|it| it.display().to_string()).collect();
        self.send(&names.join("\n"));
    }

    /// What it holds, now.
    pub fn find_all(&self, css: &str) -> Vec<Element> {
        let body = json!({"using": "css selector", "value": css});
        self.session.elements(self.try_call("POST", "/elements", &body), css)
    }

    /// The first of what it holds, now.
    pub fn find_now(&self, css: &str) -> Option<Element> {
        self.find_all(css).into_iter().next()
    }

    /// The first of what it holds, once it is there.
    #[track_caller]
    pub fn find(&self, css: &str) -> Element {
        wait::until(format!("{css} in {}", self.found_by), || self.find_now(css))
    }

    /// What `data-testid` names in it, once it is there.
    #[track_caller]
    pub fn by_testid(&self, id: &str) -> Element {
        self.find(&testid(id))
    }

    /// The first button in it with this text.
    #[track_caller]
    pub fn button(&self, text: &str) -> Element {
        wait::until(format!("a button “{text}” in {}", self.found_by), || {
            self.find_all("button").into_iter().find(|it| it.content().trim() == text)
        })
    }
}

/// The selector of a `data-testid`.
pub fn testid(id: &str) -> String {
    format!("[data-testid=\"{id}\"]")
}

fn tap(key: &str) -> [Value; 2] {
    [json!({"type": "keyDown", "value": key}), json!({"type": "keyUp", "value": key})]
}

fn call(agent: &Agent, method: &str, url: &str, body: &Value) -> Result<Value, Refused> {
    let sent = match method {
        "GET" => agent.get(url).call(),
        "DELETE" => agent.delete(url).call(),
        _ => agent.post(url).send_json(body),
    };
    let broken = |message: String| Refused { code: "broken".to_owned(), message };
    let mut reply = sent.map_err(|error| broken(error.to_string()))?;
    // Pictures and page sources are larger than what is read by default.
    let text = reply
        .body_mut()
        .with_config()
        .limit(256 * 1024 * 1024)
        .read_to_string()
        .map_err(|error| broken(error.to_string()))?;
    let reply: Value = serde_json::from_str(&text).map_err(|_| broken(text))?;
    let value = reply["value"].clone();
    match value["error"].as_str() {
        Some(code) => Err(Refused {
            code: code.to_owned(),
            message: value["message"].as_str().unwrap_or_default().to_owned(),
        }),
        None => Ok(value),
    }
}

/// Bytes from base64; what is no digit of it is passed over.
fn base64(text: &str) -> Vec<u8> {
    let digit = |byte: u8| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let (mut bits, mut n_bits, mut out) = (0u32, 0u32, Vec::with_capacity(text.len() / 4 * 3));
    for value in text.bytes().filter_map(digit) {
        bits = (bits << 6) | u32::from(value);
        n_bits += 6;
        if n_bits >= 8 {
            n_bits -= 8;
            let [.., byte] = (bits >> n_bits).to_be_bytes();
            out.push(byte);
        }
    }
    out
}
