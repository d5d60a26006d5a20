//! The smallest client that shows what really came over the wire: no retries, no redirects, no
//! decoding but chunks, and no call longer than ten seconds.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use trueup_simulator::Simulator;

const LIMIT: Duration = Duration::from_secs(10);

#[derive(Debug)]
pub(crate) struct Got {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// The reply ended as its head had announced.
    pub(crate) complete: bool,
}

impl Got {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }
}

/// `None` where the connection was closed without a reply.
pub(crate) fn try_call(
    simulator: &Simulator,
    method: &str,
    address: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Option<Got> {
    let stream = connect(simulator);
    exchange(stream, method, address, headers, body)
}

pub(crate) fn call(
    simulator: &Simulator,
    method: &str,
    address: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Got {
    try_call(simulator, method, address, headers, body).expect("a reply")
}

fn connect(simulator: &Simulator) -> TcpStream {
    let stream = TcpStream::connect(simulator.address()).unwrap();
    stream.set_read_timeout(Some(LIMIT)).unwrap();
    stream.set_write_timeout(Some(LIMIT)).unwrap();
    stream
}

/// The same over TLS, trusting only the given authority.
pub(crate) fn call_tls(
    simulator: &Simulator,
    ca_pem: &str,
    address: &str,
    headers: &[(&str, &str)],
) -> Result<Got, rustls::Error> {
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject as _;
    let mut roots = rustls::RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(ca_pem.as_bytes()).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = "127.0.0.1".to_owned().try_into().unwrap();
    let mut session = rustls::ClientConnection::new(Arc::new(config), name).unwrap();
    let mut stream = connect(simulator);
    while session.is_handshaking() {
        if let Err(error) = session.complete_io(&mut stream) {
            return Err(*error.into_inner().unwrap().downcast::<rustls::Error>().unwrap());
        }
    }
    Ok(exchange(rustls::StreamOwned::new(session, stream), "GET", address, headers, "")
        .expect("a reply"))
}

fn exchange(
    mut stream: impl Read + Write,
    method: &str,
    address: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Option<Got> {
    let mut head = format!(
        "{method} {address} HTTP/1.1\r\nHost: vendor.example\r\nConnection: close\r\nContent-Length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        head.extend([name, ": ", value, "\r\n"]);
    }
    stream.write_all(format!("{head}\r\n{body}").as_bytes()).unwrap();
    let mut all = Vec::new();
    let mut block = vec![0; 65536];
    loop {
        match stream.read(&mut block) {
            Ok(0) => break,
            Ok(count) => all.extend_from_slice(&block[..count]),
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
                panic!("no end within the limit")
            }
            Err(_) => break,
        }
    }
    let end = all.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8(all[..end].to_vec()).unwrap();
    let mut lines = head.lines();
    let status = lines.next()?.split(' ').nth(1)?.parse().unwrap();
    let headers: Vec<(String, String)> = lines
        .map(|line| line.split_once(": ").unwrap())
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let rest = all.split_off(end + 4);
    let mut got = Got { status, headers, body: rest, complete: true };
    if got.header("transfer-encoding").is_some() {
        (got.body, got.complete) = unchunk(&got.body);
    } else if let Some(length) = got.header("content-length") {
        got.complete = got.body.len() == length.parse::<usize>().unwrap();
    }
    Some(got)
}

fn unchunk(mut rest: &[u8]) -> (Vec<u8>, bool) {
    let mut body = Vec::new();
    loop {
        let Some(end) = rest.windows(2).position(|two| two == b"\r\n") else {
            return (body, false);
        };
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..end]).unwrap(), 16).unwrap();
        rest = &rest[end + 2..];
        if size == 0 {
            return (body, true);
        }
        if rest.len() < size + 2 {
            body.extend_from_slice(rest);
            return (body, false);
        }
        body.extend_from_slice(&rest[..size]);
        rest = &rest[size + 2..];
    }
}
