//! The pages about the service, as they are drawn.

use crate::web::Page;
use askama::Template;
use remit_entity::council;

/// The council's half of the accessibility statement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct CouncilHalf {
    pub contact: String,
    pub answer_days: String,
    pub reviewed_on: String,
    pub reviewed_on_iso: String,
}

#[derive(Template)]
#[template(path = "about/accessibility.html")]
pub(super) struct Accessibility {
    pub page: Page,
    pub council: Option<council::Model>,
    /// None until the council has completed it.
    pub half: Option<CouncilHalf>,
}

#[derive(Template)]
#[template(path = "about/privacy.html")]
pub(super) struct Privacy {
    pub page: Page,
    pub council: Option<council::Model>,
    pub notice: String,
}

#[derive(Template)]
#[template(path = "about/help.html")]
pub(super) struct Help {
    pub page: Page,
}

#[derive(Template)]
#[template(path = "about/contact.html")]
pub(super) struct Contact {
    pub page: Page,
    pub council: Option<council::Model>,
}
