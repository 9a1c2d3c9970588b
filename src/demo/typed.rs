//! What was typed at the last meetings of the county, as a visitor finds it: recorded, but for one thing.

use super::book::Book;
use super::county::PANELS;
use remit_domain::line;
use remit_domain::resolution::Verb;
use remit_domain::word::Word;
use remit_entity::item_note;
use sea_orm::ActiveValue::Set;

impl Book<'_> {
    /// What was typed at the last meeting: recorded, but for one thing that came up since.
    pub(super) fn noted(&mut self, item: i64, panel: usize, parts: &[(Verb, String)]) {
        let named = &PANELS[panel];
        let mut recorded = format!("M: {}  S: {}  carried: assent", named.members[0], named.members[1]);
        for (verb, text) in parts {
            recorded = format!("{recorded}\nR {}: {text}", verb.word());
        }
        let owner = line::handle(named.director.0);
        let text = format!(
            "Members asked about the indicators rated red and about the trend over the year.\n{recorded}\n\
             A: circulate the guide to the scorecard to Members {owner} by next meeting"
        );
        self.notes.push(item_note::ActiveModel {
            agenda_item_id: Set(item),
            text: Set(text),
            recorded: Set(recorded),
            saved_at: Set(self.work.at),
            saved_by: Set("Rowan Ellery".to_owned()),
            version: Set(1),
            ..Default::default()
        });
    }
}
