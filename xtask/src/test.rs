//! Everything that must hold before a merge.

use crate::failure::Failure;
use crate::machine::{Browser, CHROMEDRIVER, CHROMIUM, FIREFOX, GECKODRIVER, Machine};
use crate::report::{self, StepResult, Tally};
use crate::run::{Run, say};
use crate::web_toolchain::WebToolchain;
use crate::{build, edge, setup};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A step that takes longer than this hangs.
const LIMIT: Duration = Duration::from_mins(40);
const WEB: &str = "wasm32-unknown-unknown";

const STEPS: &[Step] = &[
    Step { name: "fmt", go: fmt },
    Step { name: "clippy", go: clippy },
    Step { name: "clippy-web", go: clippy_web },
    Step { name: "native", go: native },
    Step { name: "web", go: web },
    Step { name: "edge", go: edge_worker },
    Step { name: "build", go: release },
    Step { name: "e2e", go: end_to_end },
    Step { name: "audit", go: audit },
];

struct Step {
    name: &'static str,
    go: fn(&Bench) -> Result<Done, Failure>,
}

/// What a step found, when it could run at all.
#[derive(Debug, Default)]
struct Done {
    tally: Tally,
    note: String,
}

impl Done {
    /// A step that is no set of tests counts as one.
    fn one() -> Self {
        Self { tally: Tally { passed: 1, failed: 0 }, note: String::new() }
    }
}

/// What the steps work with.
struct Bench<'a> {
    machine: &'a Machine,
    /// The compiler for the web, or why there is none.
    toolchain: Result<WebToolchain, Failure>,
    /// Whether browsers and checkers are there, or why not.
    tools: Result<(), Failure>,
    filters: &'a [String],
}

/// `cargo xtask test`.
pub(crate) fn command(machine: &Machine, args: &[String]) -> Result<ExitCode, Failure> {
    let mut only = Vec::new();
    let mut skip = Vec::new();
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        let list = match arg.as_str() {
            "--only" => &mut only,
            "--skip" => &mut skip,
            other => return Err(Failure::new(format!("test knows no option `{other}`."))),
        };
        let names = rest.next().ok_or_else(|| Failure::new(format!("{arg} needs steps.")))?;
        list.extend(names.split(',').map(str::to_owned));
    }
    if let Some(name) =
        only.iter().chain(&skip).find(|name| !STEPS.iter().any(|step| step.name == **name))
    {
        return Err(Failure::new(format!(
            "there is no step `{name}`; see `cargo xtask test --help`."
        )));
    }
    let chosen: Vec<&Step> = STEPS
        .iter()
        .filter(|step| only.is_empty() || only.iter().any(|name| name == step.name))
        .filter(|step| !skip.iter().any(|name| name == step.name))
        .collect();
    let is_native = chosen.iter().all(|step| matches!(step.name, "fmt" | "clippy" | "native"));
    let unasked = || Failure::new("it was not set up for this choice of steps.");
    let bench = Bench {
        machine,
        toolchain: if is_native { Err(unasked()) } else { setup::for_build(machine) },
        tools: if is_native { Err(unasked()) } else { setup::for_test(machine) },
        filters: &[],
    };
    let results: Vec<StepResult> = chosen.into_iter().map(|step| run_step(step, &bench)).collect();
    let total = report::print(&results);
    Ok(if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// `cargo xtask e2e`.
pub(crate) fn end_to_end_only(machine: &Machine, args: &[String]) -> Result<ExitCode, Failure> {
    let toolchain = setup::for_build(machine)?;
    setup::for_test(machine)?;
    let (flags, filters): (Vec<String>, Vec<String>) =
        args.iter().cloned().partition(|arg| arg == "--no-build");
    if flags.is_empty() {
        build::release(machine, toolchain, false)?;
    }
    let bench = Bench { machine, toolchain: Ok(toolchain), tools: Ok(()), filters: &filters };
    let step = Step { name: "e2e", go: end_to_end };
    let total = report::print(&[run_step(&step, &bench)]);
    Ok(if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn run_step(step: &Step, bench: &Bench<'_>) -> StepResult {
    println!();
    say(format!("[{}]", step.name));
    let began = Instant::now();
    let done = (step.go)(bench).unwrap_or_else(|failure| {
        println!("FAILURE in {}: {failure}", step.name);
        Done { tally: Tally { passed: 0, failed: 1 }, note: failure.to_string() }
    });
    let Tally { passed, failed } = done.tally;
    StepResult { name: step.name, passed, failed, took: began.elapsed(), note: done.note }
}

fn fmt(bench: &Bench<'_>) -> Result<Done, Failure> {
    bench.machine.cargo().args(["fmt", "--all", "--check"]).limit(LIMIT).run()?;
    Ok(Done::one())
}

fn clippy(bench: &Bench<'_>) -> Result<Done, Failure> {
    bench
        .machine
        .cargo()
        .args(["clippy", "--quiet", "--locked", "--workspace", "--all-targets", "--", "-Dwarnings"])
        .limit(LIMIT)
        .run()?;
    Ok(Done::one())
}

fn clippy_web(bench: &Bench<'_>) -> Result<Done, Failure> {
    let toolchain = bench.toolchain.clone()?;
    let clippy = |args: &[&str]| {
        toolchain
            .cargo(bench.machine)
            .args(["clippy", "--quiet", "--locked", "--target", WEB])
            .args(args)
            .args(["--", "-Dwarnings"])
            .limit(LIMIT)
            .run()
    };
    clippy(&["--package", "trueup", "--lib", "--bin", "app", "--bin", "worker", "--bin", "sheet"])?;
    clippy(&["--package", "trueup-web", "--all-targets"])?;
    Ok(Done::one())
}

#[allow(clippy::unnecessary_wraps, reason = "all steps have one type")]
fn native(bench: &Bench<'_>) -> Result<Done, Failure> {
    Ok(tests(
        bench
            .machine
            .cargo()
            .args(["test", "--quiet", "--locked", "--no-fail-fast", "--workspace"])
            .args(["--exclude", "trueup-e2e", "--exclude", "trueup-web"]),
    ))
}

fn web(bench: &Bench<'_>) -> Result<Done, Failure> {
    let toolchain = bench.toolchain.clone()?;
    bench.tools.clone()?;
    let driver = required(bench.machine, &CHROMEDRIVER)?;
    let run = || {
        toolchain
            .cargo(bench.machine)
            .args(["test", "--locked", "--no-fail-fast", "--package", "trueup-web"])
            .args(["--target", WEB])
            .env("CHROMEDRIVER", &driver)
            .env("WASM_BINDGEN_TEST_TIMEOUT", "120")
    };
    let (done, is_silent) = watched(run());
    if !is_silent {
        return Ok(done);
    }
    // On a machine that is short of something for a moment a browser can end at its start, before it
    // has run anything; whatever else it was comes again.
    say("No test failed, and not all were run: once more, in case a browser did not start.");
    Ok(tests(run()))
}

fn edge_worker(bench: &Bench<'_>) -> Result<Done, Failure> {
    edge::build(bench.machine, bench.toolchain.clone()?)?;
    Ok(tests(edge::tests(bench.machine)))
}

fn release(bench: &Bench<'_>) -> Result<Done, Failure> {
    build::release(bench.machine, bench.toolchain.clone()?, true)?;
    Ok(Done::one())
}

fn end_to_end(bench: &Bench<'_>) -> Result<Done, Failure> {
    let machine = bench.machine;
    bench.tools.clone()?;
    if !machine.dist().join(".built").is_file() {
        return Err(Failure::new(
            "there is no built app to test: the build failed or was left out.",
        ));
    }
    // The stories compare the page with the shell and go through the proxy.
    machine
        .cargo()
        .args(["build", "--quiet", "--locked", "--package", "trueup", "--bin", "trueup"])
        .args(["--package", "trueup-proxy"])
        .limit(LIMIT)
        .run()?;
    let bin = machine.target.join("debug");
    let mut run = machine
        .cargo()
        .args(["test", "--locked", "--no-fail-fast", "--package", "trueup-e2e", "--"])
        .args(bench.filters)
        .env("TRUEUP_DIST", machine.dist())
        .env("TRUEUP_BIN", bin.join("trueup"))
        .env("TRUEUP_PROXY", bin.join("trueup-proxy"))
        .env("AXE_JS", machine.node_modules().join("axe-core/axe.min.js"));
    for browser in [CHROMIUM, CHROMEDRIVER, FIREFOX, GECKODRIVER] {
        run = run.env(browser.variable, required(machine, &browser)?);
    }
    Ok(tests(run))
}

fn audit(bench: &Bench<'_>) -> Result<Done, Failure> {
    let machine = bench.machine;
    bench.tools.clone()?;
    let deny = || machine.cargo().args(["deny", "--workspace", "--all-features", "--locked"]);
    say("Asking for the advisory database.");
    let database = deny().args(["fetch", "db"]).limit(Duration::from_mins(2)).run();
    let mut checks = vec!["bans", "licenses", "sources"];
    let mut note = String::new();
    if database.is_ok() {
        checks.push("advisories");
    } else {
        "advisories NOT checked: their database cannot be reached from here".clone_into(&mut note);
        println!("{note}");
    }
    deny().arg("check").arg("--hide-inclusion-graph").args(checks).limit(LIMIT).run()?;
    Ok(Done { note, ..Done::one() })
}

/// Runs a set of tests and counts them; a set that did not compile or crashed is one failure.
fn tests(run: Run) -> Done {
    watched(run).0
}

/// The same, and whether it ended badly without any test that failed.
fn watched(run: Run) -> (Done, bool) {
    let tally = Arc::new(Mutex::new(Tally::default()));
    let seen = Arc::clone(&tally);
    let ended = run.limit(LIMIT).run_watched(move |line| {
        seen.lock().unwrap_or_else(PoisonError::into_inner).see(line);
    });
    let mut tally = *tally.lock().unwrap_or_else(PoisonError::into_inner);
    let mut note = String::new();
    let is_silent = ended.is_err() && tally.failed == 0;
    if let Err(failure) = ended {
        if tally.failed == 0 {
            tally.failed = 1;
        }
        println!("FAILURE: {failure}");
        note = failure.to_string();
    } else if tally.passed == 0 && tally.failed == 0 {
        // A step that ran nothing proves nothing.
        tally.failed = 1;
        "no test was run".clone_into(&mut note);
        println!("FAILURE: {note}");
    }
    (Done { tally, note }, is_silent)
}

fn required(machine: &Machine, browser: &Browser) -> Result<std::path::PathBuf, Failure> {
    machine.browser(browser).ok_or_else(|| {
        Failure::new(format!(
            "no {} was found: install it, or name it in {}.",
            browser.names.join(" or "),
            browser.variable
        ))
    })
}
