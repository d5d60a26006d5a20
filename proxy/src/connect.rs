//! A connection to a vendor, encrypted unless its profile says otherwise.

use std::{
    collections::BTreeMap,
    io,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use rustls::{
    ClientConfig, RootCertStore,
    crypto::{CryptoProvider, ring},
};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem::PemObject as _};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::TlsConnector;
use trueup_proxy_policy::{Code, Policy, Profile, Refusal, Scheme};

use crate::{config::LoadError, pinned::pinned_config};

/// Longest time for one address to accept a connection and for TLS to be set up.
const CONNECT_TIME: Duration = Duration::from_secs(10);

/// Both directions of a connection.
pub(crate) trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Duplex for T {}

/// What is trusted for each profile.
#[derive(Debug)]
pub(crate) struct Trust {
    public: Arc<ClientConfig>,
    pinned: BTreeMap<String, Arc<ClientConfig>>,
}

impl Trust {
    /// Reads the files that profiles pin.
    pub(crate) fn load(policy: &Policy) -> Result<Self, LoadError> {
        let mut roots = RootCertStore::empty();
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        let public = ClientConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .map_err(|error| LoadError::Wrong("tls", error.to_string()))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let mut pinned = BTreeMap::new();
        for profile in &policy.profiles {
            if let Some(path) = &profile.ca_file {
                let config = pinned_config(provider(), read_certificates(Path::new(path))?)
                    .map_err(|error| LoadError::Wrong("ca_file", format!("{path}: {error}")))?;
                pinned.insert(profile.name.clone(), only_http1(config));
            }
        }
        Ok(Self { public: only_http1(public), pinned })
    }

    fn for_profile(&self, profile: &Profile) -> Arc<ClientConfig> {
        Arc::clone(self.pinned.get(&profile.name).unwrap_or(&self.public))
    }
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

fn only_http1(mut config: ClientConfig) -> Arc<ClientConfig> {
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Arc::new(config)
}

/// What the server itself shows to clients.
pub(crate) fn server_config(
    cert: &Path,
    key: &Path,
) -> Result<Arc<rustls::ServerConfig>, LoadError> {
    let key_der = PrivateKeyDer::from_pem_file(key).map_err(|error| {
        LoadError::Wrong("server.tls_key_file", format!("{}: {error}", key.display()))
    })?;
    let mut config = rustls::ServerConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(|error| LoadError::Wrong("tls", error.to_string()))?
        .with_no_client_auth()
        .with_single_cert(read_certificates(cert)?, key_der)
        .map_err(|error| LoadError::Wrong("server.tls_cert_file", error.to_string()))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

fn read_certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, LoadError> {
    let wrong = |message: String| LoadError::Wrong("certificate", message);
    let shown = PathBuf::from(path);
    let certificates: Vec<_> = CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect)
        .map_err(|error| wrong(format!("{}: {error}", shown.display())))?;
    if certificates.is_empty() {
        return Err(wrong(format!("{}: holds no certificate", shown.display())));
    }
    Ok(certificates)
}

/// Connects to the first address that answers; `host` is only the name on the certificate.
pub(crate) async fn connect(
    trust: &Trust,
    profile: &Profile,
    host: &str,
    addresses: &[SocketAddr],
) -> Result<Box<dyn Duplex>, Refusal> {
    let stream = connect_tcp(profile, addresses).await?;
    match profile.scheme {
        Scheme::Http => Ok(Box::new(stream)),
        Scheme::Https => {
            let name = ServerName::try_from(host.to_owned()).map_err(|_| {
                Refusal::new(Code::TlsFailed, "The host's name cannot stand on a certificate.")
            })?;
            let connector = TlsConnector::from(trust.for_profile(profile));
            match timeout(CONNECT_TIME, connector.connect(name, stream)).await {
                Ok(Ok(stream)) => Ok(Box::new(stream)),
                Ok(Err(error)) => Err(tls_refusal(&error)),
                Err(_) => Err(Refusal::new(Code::UpstreamTimeout, "TLS was not set up in time.")),
            }
        }
    }
}

async fn connect_tcp(profile: &Profile, addresses: &[SocketAddr]) -> Result<TcpStream, Refusal> {
    let mut is_late = false;
    for address in addresses {
        match timeout(CONNECT_TIME, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                // Small requests go out at once; a failure here costs only milliseconds.
                let _ = stream.set_nodelay(true);
                return Ok(stream);
            }
            Ok(Err(_)) => {}
            Err(_) => is_late = true,
        }
    }
    let code = if is_late { Code::UpstreamTimeout } else { Code::ConnectFailed };
    Err(Refusal::new(code, format!("The profile {}'s host does not answer.", profile.name)))
}

fn tls_refusal(error: &io::Error) -> Refusal {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    match inner {
        Some(rustls::Error::InvalidCertificate(reason)) => Refusal::new(
            Code::CertificateRefused,
            format!("The host's certificate was not accepted: {reason:?}."),
        ),
        _ => Refusal::new(Code::TlsFailed, "The encrypted connection could not be set up."),
    }
}
