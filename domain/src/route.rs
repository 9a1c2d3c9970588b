//! Why a route for referrals between two bodies is not drawn. Which routes there are is the council's to say; that a body
//! may refer to the one that it reports to needs no route.

use crate::refusal::Refusal;
use std::fmt;

/// Why a route is not drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RouteRefusal {
    /// Nobody refers.
    NoFrom,
    /// To nobody.
    NoTo,
    /// A body refers nothing to itself.
    Itself,
    /// It is there already.
    Drawn,
}

impl fmt::Display for RouteRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoFrom => "Choose who refers.",
            Self::NoTo => "Choose to whom.",
            Self::Itself => "A body refers nothing to itself.",
            Self::Drawn => "This route is drawn already.",
        })
    }
}

impl Refusal for RouteRefusal {
    fn field(&self) -> Option<String> {
        Some(if *self == Self::NoFrom { "from" } else { "to" }.to_owned())
    }
}
