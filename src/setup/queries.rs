//! What is known of the council, as the fields of its forms.

use crate::error::Result;
use crate::keys::hash;
use crate::settings;
use crate::web::Fields;
use remit_entity::{council, person};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};

/// The facts that an officer decides beside those of the council's row: field and key.
pub(super) const DECIDED: [(&str, &str); 4] = [
    ("accessibility_contact", settings::ACCESSIBILITY_CONTACT),
    ("accessibility_answer_days", settings::ACCESSIBILITY_ANSWER_DAYS),
    ("accessibility_reviewed_on", settings::ACCESSIBILITY_REVIEWED_ON),
    ("privacy_notice", settings::PRIVACY_NOTICE),
];

/// Whether anybody can sign in yet.
pub(super) async fn anybody_can_sign_in(db: &impl ConnectionTrait) -> Result<bool> {
    Ok(person::Entity::find().filter(person::Column::PasswordHash.is_not_null()).count(db).await? > 0)
}

/// The facts as they stand, with the version that a form carries.
pub(super) async fn facts(db: &impl ConnectionTrait) -> Result<Fields> {
    let mut pairs = Vec::new();
    if let Some(council) = council::Entity::find().one(db).await? {
        pairs.extend([
            ("council", council.name),
            ("service_name", council.service_name),
            ("contact_names", council.contact_names),
            ("contact_phone", council.contact_phone),
            ("contact_email", council.contact_email),
            ("proper_officer", council.proper_officer),
            ("website", council.website),
        ]);
    }
    for (field, key) in DECIDED {
        pairs.push((field, settings::find(db, key).await?));
    }
    let version: String = hash(&format!("{pairs:?}")).chars().take(16).collect();
    pairs.push(("version", version));
    Ok(Fields::from_pairs(pairs))
}
