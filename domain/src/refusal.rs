//! The first kind of no: something the user can mend. Each noun has its own enum of refusals;
//! this trait is what they share, so that a page can set the sentence beside the right field.

use std::fmt::{Debug, Display};

/// A no that the user can mend. `Display` is the sentence that the user reads.
pub trait Refusal: Debug + Display + Send + Sync {
    /// The form field that the sentence belongs beside, where it belongs to one.
    fn field(&self) -> Option<String> {
        None
    }
}

impl Refusal for crate::calendar::OutsideCalendar {}
