//! A certificate authority of the simulator's own, and a server certificate signed by it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::error::SimError;

/// How the server proves who it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsOptions {
    /// Folder that `ca.pem` and `server.pem` are written to, for those who are to trust them.
    pub dir: PathBuf,
    /// Names and addresses in the certificate.
    pub names: Vec<String>,
    /// The certificate is past its end.
    pub expired: bool,
}

impl TlsOptions {
    /// A good certificate for this machine.
    pub fn in_dir(dir: impl Into<PathBuf>) -> Self {
        let names = ["localhost", "127.0.0.1", "::1"].map(str::to_owned);
        Self { dir: dir.into(), names: names.into(), expired: false }
    }

    /// The file with the authority's certificate.
    pub fn ca_file(&self) -> PathBuf {
        self.dir.join("ca.pem")
    }
}

/// Makes both certificates, writes them down, and keeps the keys in memory only.
pub(crate) fn server_config(options: &TlsOptions) -> Result<Arc<ServerConfig>, SimError> {
    let failed = |error: rcgen::Error| SimError::Tls(error.to_string());
    let ca_key = KeyPair::generate().map_err(failed)?;
    let mut ca = params(Vec::new(), "Trueup simulator CA", false).map_err(failed)?;
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    ca.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let ca_certificate = ca.self_signed(&ca_key).map_err(failed)?;

    let server_key = KeyPair::generate().map_err(failed)?;
    let mut server =
        params(options.names.clone(), "Trueup simulator", options.expired).map_err(failed)?;
    server.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    server.use_authority_key_identifier_extension = true;
    let issuer = Issuer::new(ca, ca_key);
    let certificate = server.signed_by(&server_key, &issuer).map_err(failed)?;

    fs::create_dir_all(&options.dir)?;
    write(&options.dir, "ca.pem", &ca_certificate.pem())?;
    write(&options.dir, "server.pem", &certificate.pem())?;

    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(server_key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|builder| {
            builder.with_no_client_auth().with_single_cert(vec![certificate.der().clone()], key)
        })
        .map_err(|error| SimError::Tls(error.to_string()))?;
    Ok(Arc::new(config))
}

fn params(
    names: Vec<String>,
    common_name: &str,
    expired: bool,
) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(names)?;
    params.distinguished_name.push(DnType::CommonName, common_name);
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = if expired { date_time_ymd(2021, 1, 1) } else { date_time_ymd(2099, 1, 1) };
    Ok(params)
}

fn write(dir: &Path, name: &str, text: &str) -> Result<(), SimError> {
    fs::write(dir.join(name), text)?;
    Ok(())
}
