//! What was worked out once and is held ready for whoever asks next. One thing to a service; whoever makes it knows its
//! type, and whether it still holds. Names no column.

use std::any::Any;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

type Thing = Arc<dyn Any + Send + Sync>;

/// The thing that is held.
#[derive(Default)]
pub struct Once(Mutex<Option<Thing>>);

impl fmt::Debug for Once {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Once")
    }
}

impl Once {
    /// What is held; made and held now where there is nothing of its kind.
    pub fn held_or<T: Any + Send + Sync>(&self, make: impl FnOnce() -> T) -> Arc<T> {
        let mut slot = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(held) = slot.clone().and_then(|thing| thing.downcast().ok()) {
            return held;
        }
        let thing = Arc::new(make());
        *slot = Some(thing.clone());
        thing
    }
}
