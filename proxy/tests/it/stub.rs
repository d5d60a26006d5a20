//! A vendor on loopback that remembers what it was asked.

use std::{
    convert::Infallible,
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full, combinators::UnsyncBoxBody};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpListener,
};
use tokio_rustls::TlsAcceptor;

pub(crate) type StubBody = UnsyncBoxBody<Bytes, Box<dyn std::error::Error + Send + Sync>>;
type Answer = Pin<Box<dyn Future<Output = Response<StubBody>> + Send>>;
type Handler = Arc<dyn Fn(Request<Incoming>) -> Answer + Send + Sync>;

trait Duplex: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Duplex for T {}

/// What was asked.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) line: String,
    /// `name: value`, sorted.
    pub(crate) headers: Vec<String>,
}

pub(crate) struct Stub {
    pub(crate) address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    connections: Arc<AtomicUsize>,
    ended: Arc<AtomicUsize>,
}

impl Stub {
    /// A vendor that always answers the same.
    pub(crate) async fn answering(
        make: impl Fn() -> Response<StubBody> + Send + Sync + 'static,
    ) -> Self {
        let make = Arc::new(make);
        Self::start(None, move |request| {
            let make = Arc::clone(&make);
            async move {
                let _ = request.into_body().collect().await;
                make()
            }
        })
        .await
    }

    /// A vendor that answers as it is told to.
    pub(crate) async fn start<F, A>(tls: Option<TlsAcceptor>, handler: F) -> Self
    where
        F: Fn(Request<Incoming>) -> A + Send + Sync + 'static,
        A: Future<Output = Response<StubBody>> + Send + 'static,
    {
        let handler: Handler = Arc::new(move |request| Box::pin(handler(request)));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let stub = Self {
            address: listener.local_addr().unwrap(),
            asked: Arc::default(),
            connections: Arc::default(),
            ended: Arc::default(),
        };
        let (asked, connections) = (Arc::clone(&stub.asked), Arc::clone(&stub.connections));
        let ended = Arc::clone(&stub.ended);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                connections.fetch_add(1, Ordering::SeqCst);
                let (asked, handler) = (Arc::clone(&asked), Arc::clone(&handler));
                let (tls, ended) = (tls.clone(), Arc::clone(&ended));
                tokio::spawn(async move {
                    let stream: Box<dyn Duplex> = match tls {
                        None => Box::new(stream),
                        Some(acceptor) => match acceptor.accept(stream).await {
                            Ok(stream) => Box::new(stream),
                            Err(_) => return,
                        },
                    };
                    let service = service_fn(|request: Request<Incoming>| {
                        asked.lock().unwrap().push(describe(&request));
                        let answer = handler(request);
                        async move { Ok::<_, Infallible>(answer.await) }
                    });
                    let _ =
                        http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
                    ended.fetch_add(1, Ordering::SeqCst);
                });
            }
        });
        stub
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    pub(crate) fn n_connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// Waits until so many connections have ended.
    pub(crate) async fn ended(&self, count: usize) {
        while self.ended.load(Ordering::SeqCst) < count {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    }
}

fn describe(request: &Request<Incoming>) -> Asked {
    let mut headers: Vec<String> = request
        .headers()
        .iter()
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
        .collect();
    headers.sort();
    Asked { line: format!("{} {}", request.method(), request.uri()), headers }
}

/// A reply with a body of text.
pub(crate) fn reply(
    status: u16,
    headers: &[(&str, &str)],
    body: &'static str,
) -> Response<StubBody> {
    let mut builder = Response::builder().status(status);
    for (name, value) in headers {
        builder = builder.header(*name, *value);
    }
    builder.body(Full::new(Bytes::from(body)).map_err(Into::into).boxed_unsync()).unwrap()
}
