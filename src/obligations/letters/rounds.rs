//! The words of E15: everything open that one owner owes a body, before its papers go out.

use super::{Facts, Section, plain};
use crate::error::Result;
use crate::work::Work;

pub(super) async fn round(_: &Work, facts: &Facts<'_>) -> Result<Section> {
    Ok(plain(facts))
}
