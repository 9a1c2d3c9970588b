//! From a letter's row to its bytes: the row has the words, the council has the letterhead.
//!
//! Called by the sender and by the page that shows a letter as sent, so that both are the same message.

use remit_entity::{council, letter};
use sea_orm::EntityTrait;

use super::mime::{Envelope, Party, Unwritable, Written};
use crate::app::App;
use crate::calendar_file::Calendar;
use crate::error::Result;

/// Who letters are from and where answers go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letterhead {
    /// From.
    pub from: Party,
    /// Reply-To: people answer with the figures, so somebody must read it.
    pub reply_to: Option<Party>,
}

impl Letterhead {
    /// The letterhead of this council.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn find(app: &App) -> Result<Self> {
        let council = council::Entity::find().one(app.db()).await?;
        let address = app.site().mailbox.clone();
        let Some(council) = council else {
            return Ok(Self { from: Party { name: String::new(), address }, reply_to: None });
        };
        let name = match (council.service_name.trim(), council.name.trim()) {
            ("", name) => name.to_owned(),
            (service, "") => service.to_owned(),
            (service, name) => format!("{service} ({name})"),
        };
        let contact = council.contact_email.trim();
        let reply_to = (!contact.is_empty()).then(|| Party { name: name.clone(), address: contact.to_owned() });
        Ok(Self { from: Party { name, address }, reply_to })
    }

    /// The letter under this letterhead.
    #[must_use]
    pub fn over(&self, letter: &letter::Model) -> Written {
        Written {
            from: self.from.clone(),
            reply_to: self.reply_to.clone(),
            to: Party { name: letter.to_name.clone(), address: letter.to_address.clone() },
            subject: letter.subject.clone(),
            text: letter.text.clone(),
            html: letter.html.clone(),
            message_id: letter.message_id.clone(),
            date_at: letter.date_at,
            entity_ref: letter.entity_ref.clone(),
            in_reply_to: None,
            calendar: letter.calendar.as_deref().and_then(|text| Calendar::kept(text, &letter.calendar_method)),
        }
    }

    /// Envelope and bytes, or the sentence why there are none. One letter that trips the writer must not stop the
    /// others, so a fall in there is caught.
    pub(super) fn write(&self, letter: &letter::Model) -> std::result::Result<(Envelope, Vec<u8>), String> {
        let whole = || -> std::result::Result<_, Unwritable> {
            let written = self.over(letter);
            Ok((written.envelope()?, written.to_bytes()?))
        };
        match std::panic::catch_unwind(whole) {
            Ok(written) => written.map_err(|why| why.to_string()),
            Err(_) => Err("The letter could not be written.".to_owned()),
        }
    }
}
