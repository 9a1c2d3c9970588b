//! What the stories share. Every file here is a prop; no tests.

pub mod post;
pub mod relay;
pub mod tls_relay;
