//! What is found on this machine, and where the project keeps its things on it.

use crate::failure::Failure;
use crate::run::Run;
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The places a command works with.
#[derive(Debug, Clone)]
pub(crate) struct Machine {
    /// The project.
    pub(crate) root: PathBuf,
    /// Tools, kept outside the target folder so that `cargo clean` costs no compile of them.
    pub(crate) cache: PathBuf,
    /// Native artifacts.
    pub(crate) target: PathBuf,
    /// wasm32 artifacts: the two toolchains must not share a folder, or each switch rebuilds.
    pub(crate) web_target: PathBuf,
}

impl Machine {
    pub(crate) fn here() -> Result<Self, Failure> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .map(Path::to_path_buf)
            .ok_or_else(|| Failure::new("xtask is not inside the project's folder."))?;
        let cache = match env::var_os("TRUEUP_CACHE") {
            Some(cache) => PathBuf::from(cache),
            None => home()?.join(".cache/trueup"),
        };
        let target = env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| root.join("target"), |target| root.join(target));
        let web_target =
            env::var_os("TRUEUP_WEB_TARGET").map_or_else(|| target.join("web"), PathBuf::from);
        Ok(Self { root, cache, target, web_target })
    }

    pub(crate) fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// `cargo install --root` of the cached tools.
    pub(crate) fn cargo_root(&self) -> PathBuf {
        self.cache.join("cargo")
    }

    /// `npm install --prefix` of the cached packages.
    pub(crate) fn npm_root(&self) -> PathBuf {
        self.cache.join("npm")
    }

    pub(crate) fn node_modules(&self) -> PathBuf {
        self.npm_root().join("node_modules")
    }

    /// A command run in the project's folder with the cached tools first on PATH.
    pub(crate) fn run(&self, program: impl Into<OsString>) -> Run {
        Run::new(program).dir(&self.root).env("PATH", self.path())
    }

    /// A command on the native toolchain and target folder.
    pub(crate) fn cargo(&self) -> Run {
        self.run("cargo").env("CARGO_TARGET_DIR", &self.target)
    }

    fn path(&self) -> OsString {
        let mut entries = vec![self.cargo_root().join("bin"), self.node_modules().join(".bin")];
        if let Some(path) = env::var_os("PATH") {
            entries.extend(env::split_paths(&path));
        }
        env::join_paths(entries).unwrap_or_default()
    }

    /// The first of these programs that the cache or PATH has.
    pub(crate) fn find(&self, names: &[&str]) -> Option<PathBuf> {
        let path = self.path();
        names.iter().find_map(|name| {
            env::split_paths(&path).map(|dir| dir.join(name)).find(|file| file.is_file())
        })
    }

    /// A browser or driver: the variable when set, else the first name found.
    pub(crate) fn browser(&self, browser: &Browser) -> Option<PathBuf> {
        match env::var_os(browser.variable) {
            Some(file) => Some(PathBuf::from(file)),
            None => self.find(browser.names).or_else(|| {
                browser.elsewhere.iter().map(PathBuf::from).find(|file| file.is_file())
            }),
        }
    }
}

/// How a browser or its driver may be called on different systems.
#[derive(Debug)]
pub(crate) struct Browser {
    /// The variable that names it, for people and for the tests.
    pub(crate) variable: &'static str,
    pub(crate) names: &'static [&'static str],
    elsewhere: &'static [&'static str],
    /// The Debian package that has it; nothing for what cargo compiles.
    pub(crate) package: &'static str,
}

pub(crate) const CHROMIUM: Browser = Browser {
    variable: "CHROMIUM",
    names: &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"],
    elsewhere: &["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"],
    package: "chromium",
};

pub(crate) const CHROMEDRIVER: Browser = Browser {
    variable: "CHROMEDRIVER",
    names: &["chromedriver"],
    elsewhere: &["/usr/lib/chromium/chromedriver", "/usr/lib/chromium-browser/chromedriver"],
    package: "chromium-driver",
};

pub(crate) const FIREFOX: Browser = Browser {
    variable: "FIREFOX",
    names: &["firefox-esr", "firefox"],
    elsewhere: &["/Applications/Firefox.app/Contents/MacOS/firefox"],
    package: "firefox-esr",
};

pub(crate) const GECKODRIVER: Browser =
    Browser { variable: "GECKODRIVER", names: &["geckodriver"], elsewhere: &[], package: "" };

fn home() -> Result<PathBuf, Failure> {
    env::var_os("HOME").or_else(|| env::var_os("USERPROFILE")).map(PathBuf::from).ok_or_else(|| {
        Failure::new("HOME is not set: set TRUEUP_CACHE to a folder that tools can be kept in.")
    })
}
