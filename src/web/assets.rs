//! Style and script, compiled into the binary and served under an address that changes with their content,
//! so that browsers may keep them for ever.

use super::fields::Path;
use crate::error::{Error, Result};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

const ASSETS: &[(&str, &str, &[u8])] = &[
    ("agenda.js", "text/javascript; charset=utf-8", include_bytes!("../../assets/agenda.js")),
    ("app.css", "text/css; charset=utf-8", include_bytes!("../../assets/app.css")),
    ("boot.js", "text/javascript; charset=utf-8", include_bytes!("../../assets/boot.js")),
    ("favicon.svg", "image/svg+xml", include_bytes!("../../assets/favicon.svg")),
    ("minutes.js", "text/javascript; charset=utf-8", include_bytes!("../../assets/minutes.js")),
    ("vendor/govuk-6.6.0.css", "text/css; charset=utf-8", include_bytes!("../../assets/vendor/govuk-6.6.0.css")),
    ("vendor/govuk-6.6.0.js", "text/javascript; charset=utf-8", include_bytes!("../../assets/vendor/govuk-6.6.0.js")),
];

static TAG: LazyLock<String> = LazyLock::new(|| {
    let mut digest = Sha256::new();
    for (_, _, bytes) in ASSETS {
        digest.update(bytes);
    }
    crate::chance::hex(&digest.finalize()).chars().take(12).collect()
});

/// The version that stands in the addresses of the assets.
#[must_use]
pub fn tag() -> &'static str {
    &TAG
}

/// Serves one asset.
///
/// # Errors
/// When there is no such asset.
pub async fn asset(Path((_tag, name)): Path<(String, String)>) -> Result<Response> {
    let (_, kind, bytes) = ASSETS.iter().find(|(known, _, _)| *known == name).ok_or(Error::NotFound)?;
    Ok(([(CONTENT_TYPE, *kind), (CACHE_CONTROL, "public, max-age=31536000, immutable")], *bytes).into_response())
}
