//! The listening side: connections in, a graceful end.

use std::{convert::Infallible, io, net::SocketAddr, sync::Arc, time::Duration};

use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
    time::timeout,
};
use tokio_rustls::TlsAcceptor;

use crate::{
    app::App,
    config::LoadError,
    connect::Duplex,
    connections::{Connections, Place},
    stall::StallGuard,
};

/// Most bytes of a request's head.
const HEAD_BYTES: usize = 64 * 1024;

/// Most headers of a request.
const HEAD_LINES: usize = 100;

/// A server that listens and is not running yet.
pub struct Server {
    listener: TcpListener,
    shared: Arc<Shared>,
}

struct Shared {
    app: Arc<App>,
    names: Option<Vec<String>>,
    tls: Option<TlsAcceptor>,
    connections: Arc<Connections>,
}

impl Server {
    /// Takes the address. Nothing is answered until [`Server::run`].
    pub async fn bind(app: Arc<App>, address: SocketAddr) -> Result<Self, LoadError> {
        let in_use = |error: io::Error| LoadError::Wrong("--listen", format!("{address}: {error}"));
        let listener = TcpListener::bind(address).await.map_err(in_use)?;
        let settings = &app.settings.server;
        let tls = app.shown.clone().map(TlsAcceptor::from);
        let names = settings.names_on(address.ip());
        let connections = Connections::new(settings.connections, settings.connections_per_address);
        Ok(Self { listener, shared: Arc::new(Shared { app, names, tls, connections }) })
    }

    /// Where it listens.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Whether what is sent to it can be read on the way.
    pub fn is_in_the_clear(&self) -> bool {
        self.shared.tls.is_none()
            && self.listener.local_addr().is_ok_and(|address| !address.ip().is_loopback())
    }

    /// Whether it answers under any name that leads to it.
    pub fn has_any_name(&self) -> bool {
        self.shared.names.is_none()
    }

    /// Serves until `stop` is done, then lets calls under way finish.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let shutdown_time = self.shared.app.settings.server.shutdown_time;
        let (stopping, stopped) = watch::channel(false);
        let mut tasks = JoinSet::new();
        let mut stop = std::pin::pin!(stop);
        loop {
            let accepted = tokio::select! {
                () = &mut stop => break,
                accepted = self.listener.accept() => accepted,
                Some(_) = tasks.join_next() => continue,
            };
            match accepted {
                // A full table drops the newcomer at once: all its places are at work.
                Ok((stream, peer)) => {
                    if let Some(place) = self.shared.connections.enter(peer.ip()) {
                        let shared = Arc::clone(&self.shared);
                        tasks.spawn(shared.attend(stream, peer, place, stopped.clone()));
                    }
                }
                // Out of file descriptors: they come back as connections end.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
        drop(self.listener);
        let _ = stopping.send(true);
        let _ = timeout(shutdown_time, async { while tasks.join_next().await.is_some() {} }).await;
        tasks.abort_all();
    }
}

impl Shared {
    async fn attend(
        self: Arc<Self>,
        stream: TcpStream,
        peer: SocketAddr,
        place: Place,
        stopped: watch::Receiver<bool>,
    ) {
        let _ = stream.set_nodelay(true);
        let place = Arc::new(place);
        let leave = Arc::clone(&place.leave);
        tokio::select! {
            () = leave.notified() => {}
            () = self.converse(stream, peer, place, stopped) => {}
        }
    }

    async fn converse(
        self: Arc<Self>,
        stream: TcpStream,
        peer: SocketAddr,
        place: Arc<Place>,
        mut stopped: watch::Receiver<bool>,
    ) {
        let settings = self.app.settings.server.clone();
        let stream: Box<dyn Duplex> = match &self.tls {
            None => Box::new(stream),
            Some(acceptor) => match timeout(settings.header_time, acceptor.accept(stream)).await {
                Ok(Ok(stream)) => Box::new(stream),
                _ => return,
            },
        };
        let stream = StallGuard::new(stream, settings.stall_time);
        let service = service_fn(|request| {
            let shared = Arc::clone(&self);
            let busy = place.busy();
            async move {
                let names = shared.names.as_deref();
                let app = Arc::clone(&shared.app);
                Ok::<_, Infallible>(app.handle(peer.ip(), names, busy, request).await)
            }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(settings.header_time)
            .max_buf_size(HEAD_BYTES)
            .max_headers(HEAD_LINES)
            .serve_connection(TokioIo::new(stream), service);
        let mut connection = std::pin::pin!(connection);
        loop {
            tokio::select! {
                // A client that went away is no event worth a line.
                _ = &mut connection => return,
                changed = stopped.changed() => {
                    connection.as_mut().graceful_shutdown();
                    if changed.is_err() {
                        let _ = connection.await;
                        return;
                    }
                }
            }
        }
    }
}
