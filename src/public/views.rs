//! The public pages as they are drawn; every fact in them comes from the public's projection.

use super::published::{PublicBody, PublicItem, PublicLink, PublicMeeting, PublicPaper};
use crate::web::Page;
use askama::Template;

#[derive(Template)]
#[template(path = "public/home.html")]
pub(super) struct Home {
    pub page: Page,
    pub coming: Vec<PublicMeeting>,
    pub papers: Vec<PublicLink>,
}

#[derive(Template)]
#[template(path = "public/bodies.html")]
pub(super) struct Bodies {
    pub page: Page,
    pub bodies: Vec<PublicBody>,
}

#[derive(Template)]
#[template(path = "public/body.html")]
pub(super) struct Body {
    pub page: Page,
    pub body: PublicBody,
    pub coming: Vec<PublicMeeting>,
    pub papers: Vec<PublicLink>,
    pub past: Vec<PublicMeeting>,
    pub page_number: usize,
    pub pages: usize,
    pub href: String,
}

#[derive(Template)]
#[template(path = "public/meeting.html")]
pub(super) struct Meeting {
    pub page: Page,
    pub meeting: PublicMeeting,
    pub agenda: Vec<PublicItem>,
}

#[derive(Template)]
#[template(path = "public/paper.html")]
pub(super) struct Paper {
    pub page: Page,
    pub paper: PublicPaper,
}
