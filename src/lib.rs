//! x

pub mod post;
