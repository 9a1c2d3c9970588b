//! Whom we believe on an encrypted line: the public authorities, and where the council has one, its own.
//!
//! Called by `relay` and `token`, and by what reads a mailbox over TLS.

use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};

/// Trusts the public authorities and those in this PEM text, which may be empty.
pub(super) fn client(own: &[u8]) -> Result<Arc<ClientConfig>, String> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    for certificate in CertificateDer::pem_slice_iter(own) {
        let certificate = certificate.map_err(|error| format!("an authority's certificate cannot be read: {error}"))?;
        roots.add(certificate).map_err(|error| format!("an authority's certificate cannot be used: {error}"))?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}
