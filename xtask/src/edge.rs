//! The edge worker: the proxy's rules as wasm, beside the JavaScript that asks them.

use crate::failure::Failure;
use crate::machine::Machine;
use crate::run::{Run, say};
use crate::setup;
use crate::web_toolchain::WebToolchain;

/// `cargo xtask edge`.
pub(crate) fn command(machine: &Machine, args: &[String]) -> Result<(), Failure> {
    if let Some(other) = args.first() {
        return Err(Failure::new(format!("edge knows no option `{other}`.")));
    }
    build(machine, setup::for_build(machine)?)?;
    say("proxy/edge/build is ready; proxy/edge/README.md says how to deploy it.");
    Ok(())
}

/// Compiles the rules and writes their JavaScript bindings into `proxy/edge/build`.
pub(crate) fn build(machine: &Machine, toolchain: WebToolchain) -> Result<(), Failure> {
    toolchain
        .cargo(machine)
        .args(["build", "--quiet", "--locked", "--package", "trueup-proxy-edge"])
        .args(["--profile", "page", "--target", "wasm32-unknown-unknown"])
        // wasm-bindgen reads which wasm features are in use from a section that a full strip drops.
        .args(["--config", "profile.page.strip=\"debuginfo\""])
        .run()?;
    let wasm = machine.web_target.join("wasm32-unknown-unknown/page/trueup_proxy_edge.wasm");
    machine
        .run("wasm-bindgen")
        .args(["--target", "web", "--no-typescript", "--out-dir"])
        .arg(machine.root.join("proxy/edge/build"))
        .arg(wasm)
        .run()
}

/// The worker's tests: the real rules, a vendor that is a function.
pub(crate) fn tests(machine: &Machine) -> Run {
    machine
        .run("node")
        .args(["--test", "--test-reporter=tap"])
        .arg(machine.root.join("proxy/edge/test/handler.test.mjs"))
}
