//! stub until the post office is merged
mod queue;
pub use queue::{Draft, enqueue, withdraw};
