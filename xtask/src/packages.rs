//! Debian packages, where this is Debian and we may install them.

use crate::failure::Failure;
use crate::machine::Machine;
use crate::run::{Run, say};

/// Installs those of `names` that are missing.
pub(crate) fn ensure(machine: &Machine, names: &[&str]) -> Result<(), Failure> {
    let missing: Vec<&str> =
        names.iter().copied().filter(|name| !is_installed(machine, name)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let list = missing.join(" ");
    if machine.find(&["apt-get"]).is_none() {
        return Err(Failure::new(format!(
            "this system has no apt-get: install the equivalent of {list} and try again."
        )));
    }
    say(format!("Installing Debian packages: {list}."));
    let refused = |failure: Failure| {
        Failure::new(format!("{failure} Install them yourself and try again: {list}."))
    };
    as_root("apt-get").map_err(refused)?.args(["update", "--quiet"]).run().map_err(refused)?;
    as_root("apt-get")
        .map_err(refused)?
        .args(["install", "--yes", "--quiet", "--no-install-recommends"])
        .args(&missing)
        .run()
        .map_err(refused)
}

fn is_installed(machine: &Machine, name: &str) -> bool {
    machine
        .run("dpkg-query")
        .args(["--show", "--showformat=${db:Status-Status}", name])
        .output()
        .is_some_and(|status| status == "installed")
}

/// A command run as root: directly, or through sudo when it asks for no password.
pub(crate) fn as_root(program: &str) -> Result<Run, Failure> {
    let user = Run::new("id").arg("-u").output();
    let run = if user.as_deref() == Some("0") {
        Run::new(program)
    } else if Run::new("sudo").args(["-n", "true"]).output().is_some() {
        Run::new("sudo").arg("-n").arg("--preserve-env=DEBIAN_FRONTEND").arg(program)
    } else {
        return Err(Failure::new(format!(
            "`{program}` needs root, and sudo is missing or asks for a password (`sudo -v` first \
             makes it ask only you)."
        )));
    };
    Ok(run.env("DEBIAN_FRONTEND", "noninteractive"))
}
