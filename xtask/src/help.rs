//! What each command does and costs.

/// The help text of one command, or the overview.
pub(crate) fn of(command: &str) -> &'static str {
    match command {
        "setup" => SETUP,
        "build" => BUILD,
        "serve" => SERVE,
        "test" => TEST,
        "e2e" => E2E,
        "bench" => BENCH,
        "edge" => EDGE,
        _ => OVERVIEW,
    }
}

const OVERVIEW: &str = "\
cargo xtask <command> [--help]

  serve    set up, build and serve the app on 127.0.0.1:8080
  test     everything that must hold before a merge; the last line counts it
  build    the release app in dist/, ready for any static host
  bench    time and memory against other engines (minutes to an hour)
  e2e      only the end-to-end tests, with a filter if you like
  edge     the proxy's rules for a CDN's edge, in proxy/edge/build
  setup    only fetch and compile what the others need

The first run compiles tools for 10 to 20 minutes on two cores and keeps them in
~/.cache/trueup (or $TRUEUP_CACHE); later runs find them there in under a second.";

const SETUP: &str = "\
cargo xtask setup [--test] [--bench]

Fetches what a build needs: a wasm32 standard library, Trunk, wasm-bindgen, wasm-opt.
  --test    also browsers, their drivers, axe-core and cargo-deny
  --bench   also browsers, their drivers and the engines we compare with

Where rustup can add the wasm32 target, it does. Where it cannot, the Debian
toolchain is installed and its standard library compiled once (about 90 s).
Cost: 10 to 20 minutes and 1.5 GB the first time, under a second after that.
Debian packages need root or sudo; without, the missing ones are named.";

const BUILD: &str = "\
cargo xtask build [--force]

Sets up, builds the page and its two workers with Trunk into dist/, cuts the page
into what a first visit loads and what comes later, writes the caching rules into
dist/_headers, compresses the files, prints their sizes.
Nothing is done when dist/ is newer than every source, unless --force.
Cost: about 5 minutes cold on two cores, 1 to 2 after a change.";

const SERVE: &str = "\
cargo xtask serve [--listen 127.0.0.1:8080] [--static] [--no-build]

Sets up, builds and serves dist/ with its production headers, and forwards the
vendors' calls as proxy/proxy.toml allows. Ctrl-C stops it.
  --static     files only, no forwarding
  --no-build   serve dist/ as it is
Cost: that of build, then nothing.";

const TEST: &str = "\
cargo xtask test [--only STEP,…] [--skip STEP,…]

Runs, in this order and each even if another failed:
  fmt        rustfmt finds nothing to change
  clippy     lints, native, warnings are errors
  clippy-web lints, wasm32, warnings are errors
  native     unit, golden, property and tidy tests
  web        wasm tests in headless Chromium
  edge       the edge worker's tests, with the real rules as wasm
  build      the release app
  e2e        user stories in Chromium and Firefox against the built app
  audit      licences, bans, sources; advisories where their database is reachable
The last line is `N passed, N failed`: each test counts one, each other step one.
Cost: about 10 minutes warm, 45 cold, on two cores.";

const E2E: &str = "\
cargo xtask e2e [--no-build] [FILTER …]

Builds, then runs the end-to-end tests whose names hold a FILTER (all without).
Cost: that of build and about 3 minutes.";

const EDGE: &str = "\
cargo xtask edge

Sets up and compiles the proxy's rules to wasm with their JavaScript bindings, into
proxy/edge/build. proxy/edge/README.md says how to deploy the worker.
Cost: a minute cold, seconds after.";

const BENCH: &str = "\
cargo xtask bench [--sizes 100k,1m,5m] [any other option of bench/run.mjs]

Builds the release app and the native binary, then runs bench/run.mjs, which makes
its data, times the app and DuckDB side by side and prints the ratios.
Cost: 5 minutes for 100k, 15 for 1m, most of an hour and 8 GB of disk with 5m.
Figures mean little on a busy machine.";

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn every_command_of_the_overview_has_its_own_help() {
        for command in ["setup", "build", "serve", "test", "e2e", "bench", "edge"] {
            assert!(of("help").contains(&format!("\n  {command} ")), "{command} is not listed");
            assert!(of(command).starts_with(&format!("cargo xtask {command}")), "{command}");
        }
    }
}
