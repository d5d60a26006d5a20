//! A client that sends what it is told to, unlike a browser.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use bytes::Bytes;
use http::{HeaderMap, Method, Request, StatusCode};
use http_body::Body;
use http_body_util::{BodyExt as _, Full};
use hyper::{body::Incoming, client::conn::http1};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpSocket, TcpStream},
};

type AnyError = Box<dyn std::error::Error + Send + Sync>;

/// A whole reply.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// The body as far as it came.
    pub(crate) body: Bytes,
    /// Whether the body came to its end.
    pub(crate) is_whole: bool,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// The code of a refusal, checked to be told the same way three times over.
    pub(crate) fn code(&self) -> String {
        let body: serde_json::Value = serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| panic!("not a refusal: {self:?}"));
        let code = body["code"].as_str().unwrap();
        assert!(body["message"].as_str().unwrap().ends_with('.'), "{body}");
        assert_eq!(body.as_object().unwrap().len(), 2, "{body}");
        assert_eq!(self.header("x-trueup-refusal"), Some(code));
        assert_eq!(self.header("content-type"), Some("application/json"));
        code.to_owned()
    }
}

/// A connection from another loopback address, so as to be another caller.
pub(crate) async fn connect_as(last: u8, server: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind((IpAddr::V4(Ipv4Addr::new(127, 0, 0, last)), 0).into()).unwrap();
    socket.connect(server).await.unwrap()
}

/// One request on a connection of its own; `line` is `METHOD /path`.
pub(crate) async fn call(
    server: SocketAddr,
    line: &str,
    headers: &[(&str, &str)],
    body: &'static str,
) -> Reply {
    let stream = TcpStream::connect(server).await.unwrap();
    call_on(stream, server, line, headers, Full::new(Bytes::from(body))).await
}

/// One request with any body, on a given connection.
pub(crate) async fn call_on<B>(
    stream: TcpStream,
    server: SocketAddr,
    line: &str,
    headers: &[(&str, &str)],
    body: B,
) -> Reply
where
    B: Body<Data = Bytes> + Send + Unpin + 'static,
    B::Error: Into<AnyError>,
{
    let response = begin(stream, server, line, headers, body).await;
    let (head, mut rest) = response.into_parts();
    let (mut read, mut is_whole) = (Vec::new(), true);
    while let Some(frame) = rest.frame().await {
        let Ok(frame) = frame else {
            is_whole = false;
            break;
        };
        read.extend_from_slice(&frame.into_data().unwrap_or_default());
    }
    Reply { status: head.status, headers: head.headers, body: read.into(), is_whole }
}

/// Sends a request and returns once the reply's head is here.
pub(crate) async fn begin<B>(
    stream: TcpStream,
    server: SocketAddr,
    line: &str,
    headers: &[(&str, &str)],
    body: B,
) -> http::Response<Incoming>
where
    B: Body<Data = Bytes> + Send + Unpin + 'static,
    B::Error: Into<AnyError>,
{
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let (method, target) = line.split_once(' ').unwrap();
    let mut request = Request::new(body);
    *request.method_mut() = method.parse::<Method>().unwrap();
    *request.uri_mut() = target.parse().unwrap();
    if !headers.iter().any(|(name, _)| *name == "host") {
        request.headers_mut().insert("host", server.to_string().parse().unwrap());
    }
    for (name, value) in headers {
        request
            .headers_mut()
            .append(name.parse::<http::HeaderName>().unwrap(), value.parse().unwrap());
    }
    sender.send_request(request).await.unwrap()
}

/// Sends bytes as they are and returns everything that comes back until the end.
pub(crate) async fn raw(server: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(server).await.unwrap();
    // The server may have had enough before everything is sent; a reset is an end, too.
    let _ = stream.write_all(bytes).await;
    let mut read = Vec::new();
    let _ = stream.read_to_end(&mut read).await;
    String::from_utf8_lossy(&read).into_owned()
}
