//! The words of E18 to E20 and of comments: what was recommended, by when it is to be answered, how it goes on.

use super::{Facts, Section, plain};
use crate::error::Result;
use crate::work::Work;

pub(super) async fn recommendation(_: &Work, facts: &Facts<'_>) -> Result<Section> {
    Ok(plain(facts))
}

pub(super) async fn comment(_: &Work, facts: &Facts<'_>) -> Result<Section> {
    Ok(plain(facts))
}
