//! The words of E16 and E27: feedback for a meeting of the Board.

use super::{Facts, Section, plain};
use crate::error::Result;
use crate::work::Work;

pub(super) async fn feedback(_: &Work, facts: &Facts<'_>) -> Result<Section> {
    Ok(plain(facts))
}
