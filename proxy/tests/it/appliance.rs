//! A DMA on a private network, with a certificate by the company's own authority.

use std::{path::PathBuf, sync::Arc};

use http::{Request, Response};
use hyper::body::Incoming;
use rcgen::{BasicConstraints, Certificate, CertificateParams, IsCa, Issuer, KeyPair};
use rustls_pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio_rustls::{TlsAcceptor, TlsConnector};

use crate::{
    bounded,
    client::{call, raw},
    desk::Desk,
    stub::{Stub, StubBody, reply},
};

/// An authority, and its file for a profile to pin.
struct Authority {
    pem: String,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let pem = params.self_signed(&key).unwrap().pem();
        Self { pem, issuer: Issuer::new(params, key) }
    }

    fn file(&self, name: &str) -> PathBuf {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.pem"));
        std::fs::write(&path, &self.pem).unwrap();
        path
    }

    /// A TLS server under that name.
    fn acceptor(&self, host: &str) -> TlsAcceptor {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec![host.to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        acceptor(&certificate, &key)
    }
}

fn acceptor(certificate: &Certificate, key: &KeyPair) -> TlsAcceptor {
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

async fn dma(request: Request<Incoming>) -> Response<StubBody> {
    if request.headers().get("authorization").is_none_or(|value| value != "Basic dXNlcjpwYXNz") {
        return reply(401, &[("www-authenticate", "Basic")], "");
    }
    match (request.method().as_str(), request.uri().path()) {
        ("POST", "/api/rest/billing/generate-cdrs") => {
            reply(202, &[("location", "https://localhost:8443/api/rest/billing/status")], "")
        }
        ("GET", "/api/rest/billing/status") => reply(
            200,
            &[("content-type", "application/vnd.plcm.plcm-billing-status+json")],
            "{\"statusType\":\"GENERATION_COMPLETE\",\"downloadReady\":true}",
        ),
        ("GET", "/api/rest/billing/download-cdrs") => {
            reply(200, &[("content-type", "application/zip"), ("etag", "1793000000")], "PK")
        }
        _ => reply(404, &[], ""),
    }
}

/// The profile as shipped, with the appliance's port, and what the case adds.
async fn desk(vendor: &Stub, more: &str) -> Desk {
    let shipped = include_str!("../../proxy.toml");
    let section = shipped.split("[profiles.dma]").nth(1).unwrap();
    let section = section.replace("port = 8443", &format!("port = {}", vendor.address.port()));
    let settings = format!("[profiles.dma]\nnetworks = [\"127.0.0.0/8\"]\n{more}\n{section}");
    let desk = Desk::start(&settings, None).await;
    desk.names.set("dma.example.internal", &[&["127.0.0.1"]]);
    desk
}

const STATUS: &str = "GET /x/dma/api/rest/billing/status";

#[test]
fn a_named_host_with_its_authority_pinned_works_from_generation_to_download() {
    bounded(async {
        let authority = Authority::new();
        let vendor = Stub::start(Some(authority.acceptor("dma.example.internal")), dma).await;
        let pin = format!("ca_file = {:?}", authority.file("good"));
        let desk = desk(&vendor, &pin).await;
        let basic = [("authorization", "Basic dXNlcjpwYXNz")];

        let begun = call(
            desk.address,
            "POST /x/dma/api/rest/billing/generate-cdrs?from-date=2026-10-01T00:00:00Z",
            &basic,
            "",
        )
        .await;
        assert_eq!(begun.status, 202);
        let status = begun.header("x-trueup-location").unwrap();
        assert_eq!(status, "/x/dma/api/rest/billing/status");
        assert_eq!(begun.header("location"), Some(status));
        let answer = call(desk.address, &format!("GET {status}"), &basic, "").await;
        assert!(answer.text().contains("GENERATION_COMPLETE"));
        assert_eq!(
            answer.header("content-type"),
            Some("application/vnd.plcm.plcm-billing-status+json")
        );
        let zip = call(desk.address, "GET /x/dma/api/rest/billing/download-cdrs", &basic, "").await;
        assert_eq!((zip.text(), zip.header("etag")), ("PK", Some("1793000000")));
        assert_eq!(
            zip.header("content-security-policy").unwrap(),
            "default-src 'none'; sandbox; frame-ancestors 'none'"
        );
        let denied = call(desk.address, STATUS, &[], "").await;
        assert_eq!((denied.status.as_u16(), denied.header("www-authenticate")), (401, None));
    });
}

#[test]
fn any_other_certificate_is_refused_and_the_credentials_are_not_sent() {
    bounded(async {
        let (authority, stranger) = (Authority::new(), Authority::new());
        let right = format!("ca_file = {:?}", authority.file("right"));
        let wrong = format!("ca_file = {:?}", stranger.file("wrong"));
        for (name, pin) in [
            ("dma.example.internal", wrong.as_str()),
            ("dma.example.internal", ""),
            ("other.example.internal", right.as_str()),
        ] {
            let vendor = Stub::start(Some(authority.acceptor(name)), dma).await;
            let desk = desk(&vendor, pin).await;
            let refusal =
                call(desk.address, STATUS, &[("authorization", "Basic dXNlcjpwYXNz")], "").await;
            assert_eq!(refusal.code(), "certificate_refused", "{name} {pin}");
            assert!(vendor.asked().is_empty());
        }
    });
}

/// A server with a certificate of its own making; the pair is its acceptor and its file's text.
fn self_made(names: &[&str]) -> (TlsAcceptor, String) {
    let key = KeyPair::generate().unwrap();
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut params = CertificateParams::new(names).unwrap();
    // As `openssl req -x509` makes it: an authority, and a server's certificate in one.
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let certificate = params.self_signed(&key).unwrap();
    (acceptor(&certificate, &key), certificate.pem())
}

#[test]
fn an_appliances_own_certificate_can_be_pinned() {
    bounded(async {
        let file = |name: &str, pem: &str| {
            let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
            std::fs::write(&path, pem).unwrap();
            format!("ca_file = {path:?}")
        };
        for names in [&["dma.example.internal"][..], &[]] {
            let (tls, pem) = self_made(names);
            let vendor = Stub::start(Some(tls), dma).await;
            let desk = desk(&vendor, &file("self.pem", &pem)).await;
            assert_eq!(call(desk.address, STATUS, &[], "").await.status, 401, "{names:?}");
        }
        // One that looks the same and has another key is another one.
        let (_, pem) = self_made(&["dma.example.internal"]);
        let (tls, _) = self_made(&["dma.example.internal"]);
        let vendor = Stub::start(Some(tls), dma).await;
        let desk = desk(&vendor, &file("twin.pem", &pem)).await;
        let refusal = call(desk.address, STATUS, &[], "").await;
        assert_eq!(refusal.code(), "certificate_refused");
        assert!(vendor.asked().is_empty());
    });
}

#[test]
fn an_authority_is_trusted_for_its_own_profile_only() {
    bounded(async {
        let authority = Authority::new();
        let vendor = Stub::start(Some(authority.acceptor("dma.example.internal")), dma).await;
        let section = |name: &str, pin: &str| {
            format!(
                "[profiles.{name}]\nprivate = true\nhost = \"dma.example.internal\"\nport = {}\n\
                 networks = [\"127.0.0.0/8\"]\nroutes = [\"GET /api/rest/billing/status\"]\n{pin}\n",
                vendor.address.port()
            )
        };
        let pin = format!("ca_file = {:?}", authority.file("own"));
        let desk = Desk::start(&(section("dma", &pin) + &section("other", "")), None).await;
        desk.names.set("dma.example.internal", &[&["127.0.0.1"]]);
        assert_eq!(call(desk.address, STATUS, &[], "").await.status, 401, "the appliance answers");
        let other = STATUS.replace("/dma/", "/other/");
        let refusal = call(desk.address, &other, &[], "").await;
        assert_eq!(refusal.code(), "certificate_refused");
    });
}

#[test]
fn a_host_without_tls_is_told() {
    bounded(async {
        let vendor = Stub::start(None, dma).await;
        let desk = desk(&vendor, "").await;
        let refusal = call(desk.address, STATUS, &[], "").await;
        assert_eq!((refusal.status.as_u16(), refusal.code().as_str()), (502, "tls_failed"));
        assert!(vendor.asked().is_empty());
    });
}

#[test]
fn the_shipped_file_reaches_no_appliance_until_it_is_named() {
    bounded(async {
        let desk = Desk::start(include_str!("../../proxy.toml"), None).await;
        let refusal = call(desk.address, STATUS, &[], "").await;
        assert_eq!(refusal.code(), "name_not_found");
        desk.names.set("dma.example.internal", &[&["169.254.169.254"]]);
        assert_eq!(call(desk.address, STATUS, &[], "").await.code(), "address_refused");
    });
}

#[test]
fn the_server_speaks_tls_itself_under_its_own_name() {
    bounded(async {
        let key = KeyPair::generate().unwrap();
        let names = vec!["trueup.example.com".to_owned()];
        let certificate = CertificateParams::new(names).unwrap().self_signed(&key).unwrap();
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
        std::fs::write(folder.join("own-cert.pem"), certificate.pem()).unwrap();
        std::fs::write(folder.join("own-key.pem"), key.serialize_pem()).unwrap();
        let settings = format!(
            "[server]\nhosts = [\"trueup.example.com\"]\ntls_cert_file = {:?}\ntls_key_file = {:?}",
            folder.join("own-cert.pem"),
            folder.join("own-key.pem")
        );
        let desk = Desk::start(&settings, None).await;

        let mut roots = rustls::RootCertStore::empty();
        roots.add(certificate.der().clone()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let stream = tokio::net::TcpStream::connect(desk.address).await.unwrap();
        let mut stream = TlsConnector::from(Arc::new(config))
            .connect("trueup.example.com".try_into().unwrap(), stream)
            .await
            .unwrap();
        for (host, status) in [("trueup.example.com", "404"), ("other.example.com", "421")] {
            let request = format!("GET /x/p/a HTTP/1.1\r\nhost: {host}\r\n\r\n");
            stream.write_all(request.as_bytes()).await.unwrap();
            let mut answer = vec![0; 4096];
            let n_read = stream.read(&mut answer).await.unwrap();
            let answer = String::from_utf8_lossy(&answer[..n_read]).into_owned();
            assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{host}: {answer}");
        }
        // Spoken to without TLS it says nothing at all.
        let plain = raw(desk.address, b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n").await;
        assert!(!plain.contains("HTTP/1.1"), "{plain:?}");
    });
}
