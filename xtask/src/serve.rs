//! Serving the built app on this machine.

use crate::failure::Failure;
use crate::machine::Machine;
use crate::run::say;
use crate::static_server::StaticServer;
use crate::{build, setup};

/// `cargo xtask serve`.
pub(crate) fn command(machine: &Machine, args: &[String]) -> Result<(), Failure> {
    let mut listen = "127.0.0.1:8080".to_owned();
    let mut is_built = false;
    let mut files_only = false;
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        match arg.as_str() {
            "--listen" => {
                listen = rest.next().cloned().ok_or_else(|| {
                    Failure::new("--listen needs an address, such as 127.0.0.1:8080.")
                })?;
            }
            "--no-build" => is_built = true,
            "--static" => files_only = true,
            other => return Err(Failure::new(format!("serve knows no option `{other}`."))),
        }
    }
    if !is_built {
        let toolchain = setup::for_build(machine)?;
        build::release(machine, toolchain, false)?;
    }
    let config = machine.root.join("proxy/proxy.toml");
    if files_only || !config.is_file() {
        let server = StaticServer::bind(&machine.dist(), &listen)?;
        say(format!("Trueup is at http://{}/ (files only). Ctrl-C stops it.", server.address()));
        return server.run();
    }
    say("Compiling the proxy.");
    machine.cargo().args(["build", "--quiet", "--package", "trueup-proxy"]).run()?;
    say(format!("Trueup is at http://{listen}/. Ctrl-C stops it."));
    machine
        .run(machine.target.join("debug/trueup-proxy"))
        .arg("--config")
        .arg(&config)
        .arg("--dist")
        .arg(machine.dist())
        .args(["--listen", &listen])
        .run()
}
