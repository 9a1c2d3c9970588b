//! One test binary, a file a column: what is proved through the doors and the verbs.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod dates;
mod outbox;
mod post;
mod post_faults;
mod support;
