//! Bodies, posts and people.
use crate::web::Doors;
/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors
}
