//! `trueup-proxy --config proxy.toml --dist dist --listen 127.0.0.1:8080`

use std::{io::Write as _, net::SocketAddr, path::PathBuf, process::ExitCode, sync::Arc};

use trueup_proxy::{App, LoadError, Log, Server, Settings, SystemResolver};

const HELP: &str = "\
Serves the built app, and forwards named calls to vendors' APIs. Keeps nothing.

trueup-proxy --config FILE [--dist FOLDER] [--listen ADDRESS] [--check]

  --config FILE     what may be forwarded where (proxy.toml)
  --dist FOLDER     the built app; without it only calls are served
  --listen ADDRESS  127.0.0.1:8080 when left out; port 0 takes a free one
  --check           read the configuration and what it names, print its profiles
                    and what to mend on that address, and stop
  --help, --version

Ends with 0 when told to stop or when the check finds nothing, 2 on bad input.
";

struct Arguments {
    config: PathBuf,
    dist: Option<PathBuf>,
    listen: SocketAddr,
    is_check: bool,
}

fn main() -> ExitCode {
    let arguments = match parse_arguments(std::env::args().skip(1)) {
        Ok(Some(arguments)) => arguments,
        Ok(None) => return ExitCode::SUCCESS,
        Err(message) => return fail(&message),
    };
    let outcome = Settings::load(&arguments.config)
        .map_err(|error| format!("{}: {error}", arguments.config.display()))
        .and_then(|settings| start(&arguments, settings).map_err(|error| error.to_string()));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => fail(&message),
    }
}

/// What to know about a server that is reached from elsewhere and was not told its names.
const ANY_NAME: &str = "not a loopback address and no server.hosts: it answers under any name that leads to it, so another site's page can pass for its own";

fn start(arguments: &Arguments, settings: Settings) -> Result<(), LoadError> {
    let mut summary = describe(&settings);
    if settings.server.names_on(arguments.listen.ip()).is_none() {
        summary.extend(["warning: ", ANY_NAME, "\n"]);
    }
    let app =
        App::new(settings, arguments.dist.as_deref(), Arc::new(SystemResolver), Log::stderr())?;
    if arguments.is_check {
        print(&summary);
        return Ok(());
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| LoadError::Wrong("runtime", error.to_string()))?;
    runtime.block_on(async {
        let server = Server::bind(Arc::new(app), arguments.listen).await?;
        let address = server
            .local_addr()
            .map_err(|error| LoadError::Wrong("--listen", error.to_string()))?;
        let log = Log::stderr();
        log.notice("listening", &address.to_string());
        if server.is_in_the_clear() {
            log.notice(
                "in_the_clear",
                "not a loopback address and no certificate: put TLS in front, or set server.tls_cert_file",
            );
        }
        if server.has_any_name() {
            log.notice("any_name", ANY_NAME);
        }
        server.run(asked_to_stop()).await;
        log.notice("stopped", "");
        Ok(())
    })
}

/// Done when the process is told to stop, from a keyboard or by a supervisor.
async fn asked_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

fn parse_arguments(mut given: impl Iterator<Item = String>) -> Result<Option<Arguments>, String> {
    let (mut config, mut dist, mut listen, mut is_check) = (None, None, None, false);
    while let Some(argument) = given.next() {
        let (name, inline) = match argument.split_once('=') {
            Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
            None => (argument, None),
        };
        let mut value = || {
            inline.clone().or_else(|| given.next()).ok_or_else(|| format!("{name} needs a value"))
        };
        match name.as_str() {
            "--config" => config = Some(PathBuf::from(value()?)),
            "--dist" => dist = Some(PathBuf::from(value()?)),
            "--listen" => listen = Some(value()?),
            "--check" => is_check = true,
            "--help" | "-h" => {
                print(HELP);
                return Ok(None);
            }
            "--version" | "-V" => {
                print(concat!("trueup-proxy ", env!("CARGO_PKG_VERSION"), "\n"));
                return Ok(None);
            }
            other => return Err(format!("unknown argument {other}; see --help")),
        }
    }
    let listen = listen.unwrap_or_else(|| "127.0.0.1:8080".to_owned());
    Ok(Some(Arguments {
        config: config.ok_or("--config is needed; see --help")?,
        dist,
        listen: listen
            .parse()
            .map_err(|_| format!("--listen {listen}: not an address such as 127.0.0.1:8080"))?,
        is_check,
    }))
}

/// The profiles as they were understood.
fn describe(settings: &Settings) -> String {
    let mut lines = Vec::new();
    for profile in &settings.policy.profiles {
        let hosts: Vec<String> = profile.hosts.iter().map(ToString::to_string).collect();
        let place = if profile.private { "private" } else { "public" };
        lines.push(format!(
            "{}: {place} {}://{} port {}{}",
            profile.name,
            profile.scheme.as_str(),
            hosts.join(", "),
            profile.port,
            if profile.ca_file.is_some() { ", pinned authorities" } else { "" },
        ));
        for route in &profile.routes {
            let methods: Vec<&str> = route.methods.iter().map(|method| method.as_str()).collect();
            lines.push(format!(
                "  {} /x/{}{}",
                methods.join(","),
                profile.name,
                route.path.as_str()
            ));
        }
    }
    let origins = &settings.policy.origins;
    lines.push(if origins.is_empty() {
        "origins: this server's own only".to_owned()
    } else {
        format!("origins: this server's own, {}", origins.join(", "))
    });
    lines.join("\n") + "\n"
}

fn print(text: &str) {
    // A closed pipe is the reader's choice, not an error.
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

fn fail(message: &str) -> ExitCode {
    let _ = writeln!(std::io::stderr().lock(), "trueup-proxy: {message}");
    ExitCode::from(2)
}
