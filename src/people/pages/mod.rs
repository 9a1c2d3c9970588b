//! The doors of bodies, posts and people. Each draws its form again with what was typed when it is refused, and
//! with how it stands now when somebody else changed it meanwhile.

pub(super) mod annual;
pub(super) mod bodies;
pub(super) mod ending;
pub(super) mod leaving;
pub(super) mod people;
pub(super) mod posts;
pub(super) mod seats;

use super::views::Sheet;
use crate::web::{Fields, Form};
use remit_domain::refusal::Refusal;

/// Field and label of what a form holds.
type Labels = &'static [(&'static str, &'static str)];

impl Sheet {
    /// A form as it stands.
    fn of(fields: Fields) -> Self {
        let version = fields.raw("version").to_owned();
        Self { form: Form::of(fields), version, standing: Vec::new() }
    }

    /// A form that was refused.
    fn refused(typed: Fields, refusal: &dyn Refusal) -> Self {
        let version = typed.raw("version").to_owned();
        Self { form: Form::refused(typed, refusal), version, standing: Vec::new() }
    }

    /// A form that came too late: what was typed, and what stands otherwise now.
    fn stale(typed: Fields, stands: &Fields, labels: Labels) -> Self {
        let differs = |field: &&(&'static str, &'static str)| typed.text(field.0) != stands.raw(field.0);
        let standing =
            labels.iter().filter(differs).map(|(field, label)| (*label, stands.raw(field).to_owned())).collect();
        let version = stands.raw("version").to_owned();
        Self { form: Form::of(typed), version, standing }
    }
}
