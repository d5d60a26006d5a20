//! The server: a thread of its own, so that tests with or without async can use it.

use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::runtime::Builder;
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;

use crate::data::{Data, Truth};
use crate::error::SimError;
use crate::lock::lock;
use crate::log::LoggedRequest;
use crate::play::{Shared, Stage, play};
use crate::scenario::Scenario;
use crate::tls::{TlsOptions, server_config};

/// How the server listens.
#[derive(Debug, Clone)]
pub struct Options {
    /// Address and port; port 0 takes a free one.
    pub listen: SocketAddr,
    /// HTTPS in place of HTTP.
    pub tls: Option<TlsOptions>,
    /// Answers `/__sim/…`.
    pub admin: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { listen: SocketAddr::from(([127, 0, 0, 1], 0)), tls: None, admin: false }
    }
}

/// A running simulator; it stops when dropped.
#[derive(Debug)]
pub struct Simulator {
    address: SocketAddr,
    shared: Arc<Shared>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Simulator {
    /// Plays the scenario on a free port of 127.0.0.1, in plain HTTP.
    pub fn start(scenario: Scenario) -> Result<Self, SimError> {
        Self::start_with(scenario, Options::default())
    }

    /// Plays the scenario as told.
    pub fn start_with(scenario: Scenario, options: Options) -> Result<Self, SimError> {
        let tls = options.tls.as_ref().map(server_config).transpose()?;
        let shared = Arc::new(Shared {
            stage: Mutex::new(Stage::new(scenario)?),
            log: Mutex::default(),
            started: Instant::now(),
            admin: options.admin,
            scheme: if tls.is_some() { "https" } else { "http" },
        });
        let listener = TcpListener::bind(options.listen)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel();
        let server = Arc::clone(&shared);
        let thread =
            std::thread::Builder::new().name("vendor-simulator".into()).spawn(move || {
                runtime.block_on(async move {
                    tokio::select! {
                        () = accept(listener, tls, server) => {}
                        _ = stopped => {}
                    }
                });
            })?;
        Ok(Self { address, shared, stop: Some(stop), thread: Some(thread) })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// `http://127.0.0.1:port`, the base address of all four vendors.
    pub fn base_url(&self) -> String {
        format!("{}://{}", self.shared.scheme, self.address)
    }

    /// The records being played.
    pub fn data(&self) -> Arc<Data> {
        Arc::clone(&lock(&self.shared.stage).data)
    }

    /// What is true of them.
    pub fn truth(&self) -> Truth {
        self.data().truth()
    }

    /// Plays another scenario from now on: counters, generations and faults start anew; the log
    /// goes on.
    pub fn set_scenario(&self, scenario: Scenario) -> Result<(), SimError> {
        *lock(&self.shared.stage) = Stage::new(scenario)?;
        Ok(())
    }

    /// Every call so far, in the order of arrival.
    pub fn requests(&self) -> Vec<LoggedRequest> {
        lock(&self.shared.log).clone()
    }

    /// Waits until the server is stopped from outside.
    pub fn wait(mut self) {
        if let Some(thread) = self.thread.take() {
            // The thread ends only with the process or its own panic; either way there is no more
            // to wait for.
            drop(thread.join());
        }
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // Refused only where the thread has ended already.
            stop.send(()).ok();
        }
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

async fn accept(listener: TcpListener, tls: Option<Arc<ServerConfig>>, shared: Arc<Shared>) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
    let acceptor = tls.map(TlsAcceptor::from);
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of descriptors: try again once some have gone.
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        drop(stream.set_nodelay(true));
        let (acceptor, shared) = (acceptor.clone(), Arc::clone(&shared));
        tokio::spawn(async move {
            match acceptor {
                None => serve(stream, shared).await,
                Some(acceptor) => {
                    if let Ok(stream) = acceptor.accept(stream).await {
                        serve(stream, shared).await;
                    }
                }
            }
        });
    }
}

/// A connection that breaks is what many scenarios are about, so its error is no news.
async fn serve(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, shared: Arc<Shared>) {
    let service = service_fn(move |request| play(Arc::clone(&shared), request));
    let mut connection = http1::Builder::new();
    connection.timer(TokioTimer::new());
    drop(connection.serve_connection(TokioIo::new(stream), service).await);
}
