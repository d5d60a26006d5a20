//! The two browsers, and how each is started.

use crate::driver::required;
use serde_json::{Value, json};
use std::fmt;
use std::net::SocketAddr;
use std::path::Path;

/// A browser that stories are told in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Browser {
    /// Chromium, through chromedriver.
    Chromium,
    /// Firefox, through geckodriver.
    Firefox,
}

/// What a new window of the browser is to be.
#[derive(Debug, Clone)]
pub struct Window<'a> {
    /// Its profile and its downloads are in here.
    pub folder: &'a Path,
    /// Where calls that leave the machine end.
    pub trap: SocketAddr,
    /// Whether the system asks for dark colours.
    pub dark: bool,
    /// The person's language.
    pub language: &'a str,
}

impl Browser {
    /// The variable that names its driver.
    pub(crate) fn driver_variable(self) -> &'static str {
        match self {
            Self::Chromium => "CHROMEDRIVER",
            Self::Firefox => "GECKODRIVER",
        }
    }

    /// What the driver is asked for.
    pub(crate) fn capabilities(self, window: &Window<'_>) -> Value {
        let own = match self {
            Self::Chromium => ("goog:chromeOptions", chromium(window)),
            Self::Firefox => ("moz:firefoxOptions", firefox(window)),
        };
        let name = match self {
            Self::Chromium => "chrome",
            Self::Firefox => "firefox",
        };
        let trap = window.trap.to_string();
        let mut wanted = json!({
            "browserName": name,
            "webSocketUrl": true,
            "unhandledPromptBehavior": "ignore",
            "proxy": {"proxyType": "manual", "httpProxy": trap, "sslProxy": trap},
        });
        wanted[own.0] = own.1;
        json!({"capabilities": {"alwaysMatch": wanted}})
    }
}

impl fmt::Display for Browser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
        })
    }
}

fn chromium(window: &Window<'_>) -> Value {
    let profile = window.folder.join("profile");
    let mut args = vec![
        "--headless".to_owned(),
        "--no-sandbox".into(),
        "--disable-gpu".into(),
        "--disable-quic".into(),
        "--disable-dev-shm-usage".into(),
        "--no-first-run".into(),
        "--disable-background-networking".into(),
        "--disable-component-update".into(),
        "--disable-sync".into(),
        "--window-size=1440,900".into(),
        format!("--lang={}", window.language),
        format!("--user-data-dir={}", profile.display()),
    ];
    if window.dark {
        args.push("--blink-settings=preferredColorScheme=0".into());
    }
    json!({
        "binary": required("CHROMIUM"),
        "args": args,
        "prefs": {
            "download.default_directory": window.folder.join("downloads"),
            "download.prompt_for_download": false,
            "intl.accept_languages": window.language,
        },
    })
}

fn firefox(window: &Window<'_>) -> Value {
    json!({
        "binary": required("FIREFOX"),
        "args": ["-headless", "--width", "1440", "--height", "900"],
        "prefs": {
            "browser.download.dir": window.folder.join("downloads"),
            "browser.download.folderList": 2,
            "browser.download.useDownloadDir": true,
            "browser.download.always_ask_before_handling_new_types": false,
            "browser.helperApps.neverAsk.saveToDisk":
                "text/csv,application/json,application/octet-stream,\
                 application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "intl.accept_languages": window.language,
            "layout.css.prefers-color-scheme.content-override": i32::from(!window.dark),
            // Tab reaches links and every button, as on a system that asks for it.
            "accessibility.tabfocus": 7,
            // The process of a page that is left may end what it does. Else Firefox breaks off its
            // code at any place, and what is still called in it then complains of that.
            "dom.abort_script_on_child_shutdown": false,
        },
    })
}
