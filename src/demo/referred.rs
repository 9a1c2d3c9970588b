//! What the county's panels carried to the Board: matters with the steps that were taken, answered and heard, or on
//! their way. Written at once with the rest of the past.

use super::book::{Book, next_id};
use super::county::PANELS;
use super::history::{Origin, at, municipal};
use crate::error::Result;
use crate::obligations::Owing;
use crate::referring;
use chrono::NaiveDate;
use remit_domain::obligation::{DueRule, Kind, SubjectKind};
use remit_domain::{action, feedback, referral};
use remit_entity::{Stored, feedback as feedbacks, feedback_line, referral as referrals, trail};
use sea_orm::ActiveValue::Set;

/// Who wrote what the county remembers.
const OFFICER: &str = "Rowan Ellery";

impl Book<'_> {
    /// The referral of a past meeting: answered, or waiting for the Board.
    pub(super) fn referred(
        &mut self,
        origin: &Origin,
        board: (NaiveDate, i64),
        (measure, what): (i64, &str),
    ) -> Result<()> {
        let (ids, named) = (self.ids.panels[origin.panel], &PANELS[origin.panel]);
        let year = municipal(origin.on);
        let number = self.next_number(format!("{}-OSPB {year}", named.short));
        let is_open = origin.is_last || board.0 >= self.until;
        let id = next_id(&self.referrals);
        let reference = action::reference(&format!("{}-OSPB", named.short), &year, number);
        let told_on = self.work.calendar.add_working_days(board.0, 2)?;
        self.referrals.push(referrals::ActiveModel {
            id: Set(id),
            reference: Set(reference.clone()),
            body_id: Set(ids.body),
            board_id: Set(self.ids.board),
            agenda_item_id: Set(origin.item),
            resolution_part_id: Set(Some(origin.part)),
            meeting_id: Set(Some(board.1)),
            kind: Set(Stored(referral::Kind::AreaOfConcern)),
            text: Set(what.to_owned()),
            feedback: Set(format!("The Panel asks the Board to note its concern about “{what}”.")),
            state: Set(Stored(if is_open { referral::State::ChairApproved } else { referral::State::Answered })),
            outcome: Set((!is_open).then_some(Stored(referral::Outcome::Noted))),
            answer: Set(if is_open {
                String::new()
            } else {
                "Noted; the Panel to keep the matter under review.".to_owned()
            }),
            answered_meeting_id: Set((!is_open).then_some(board.1)),
            created_on: Set(origin.on),
            version: Set(1),
            part_version: Set(1),
            indicator_id: Set(Some(measure)),
            reached: Set((!is_open).then_some(Stored(feedback::Reached::InAgenda))),
            rolled: Set(0),
            told_on: Set((!is_open).then_some(told_on)),
            closed_at_id: Set(None),
        });
        let after = |days: i32| self.work.calendar.add_working_days(origin.on, days);
        let mut deeds =
            vec![(after(1)?, OFFICER, referring::DRAFTED), (after(2)?, named.members[0], referring::APPROVED)];
        if !is_open {
            let published = self.work.calendar.publish_by(board.0, 5)?.max(after(3)?);
            deeds.push((published, OFFICER, referring::SUBMITTED));
            deeds.push((told_on, OFFICER, referring::ANSWERED));
        }
        let until = self.until;
        for (on, by, deed) in deeds.into_iter().filter(|(on, ..)| *on < until) {
            self.told((on, by), (deed, id), (&reference, ids.body));
        }
        self.owe_for(is_open, (id, format!("{reference}: {what}")), (board.1, ids.body));
        Ok(())
    }

    /// What a panel gave back to a Board that is over, with the matter that it referred.
    pub(super) fn fed_back(&mut self, panel: usize, board: (NaiveDate, i64), on: NaiveDate) -> Result<()> {
        let (ids, named) = (self.ids.panels[panel], &PANELS[panel]);
        if board.0 >= self.until {
            return Ok(());
        }
        let id = next_id(&self.feedback);
        let approved_on = self.work.calendar.add_working_days(on, 2)?;
        self.feedback.push(feedbacks::ActiveModel {
            id: Set(id),
            body_id: Set(ids.body),
            meeting_id: Set(board.1),
            state: Set(Stored(feedback::State::Submitted)),
            is_nil: Set(false),
            words: Set("Members asked about the indicators rated red and will look at them again.".to_owned()),
            asked: Set(String::new()),
            approved_at: Set(Some(at(approved_on, 11))),
            approved_by: Set(named.members[0].to_owned()),
            reached: Set(Some(Stored(feedback::Reached::InAgenda))),
            version: Set(3),
        });
        let own = self.referrals.last().filter(|row| {
            row.body_id.try_as_ref() == Some(&ids.body) && row.answered_meeting_id.try_as_ref() == Some(&Some(board.1))
        });
        if let Some(matter) = own {
            self.feedback_lines.push(feedback_line::ActiveModel {
                id: Set(next_id(&self.feedback_lines)),
                feedback_id: Set(id),
                position: Set(1),
                kind: Set(Stored(feedback::LineKind::Referral)),
                figure_id: Set(None),
                referral_id: Set(matter.id.try_as_ref().copied()),
                comment_id: Set(None),
                recommendation_id: Set(None),
                why: Set(remit_domain::word::Word::label(referral::Kind::AreaOfConcern).to_owned()),
                text: Set(matter.feedback.try_as_ref().cloned().unwrap_or_default()),
                is_chosen: Set(true),
            });
        }
        Ok(())
    }

    /// A line of the trail about a referral.
    fn told(&mut self, (on, by): (NaiveDate, &str), (deed, id): (&str, i64), (reference, body): (&str, i64)) {
        self.trail.push(trail::ActiveModel {
            at: Set(at(on, 11)),
            by: Set(by.to_owned()),
            deed: Set(deed.to_owned()),
            subject_kind: Set("referral".to_owned()),
            subject_id: Set(id),
            body_id: Set(Some(body)),
            detail: Set(reference.to_owned()),
            ..Default::default()
        });
    }

    fn owe_for(&mut self, is_open: bool, (id, title): (i64, String), (board, panel): (i64, i64)) {
        let (kind, body_id, meeting_id, rule) = match is_open {
            true => (Kind::RecordAnswer, self.ids.board, Some(board), DueRule::meeting(board, 2)),
            false => (Kind::ReportAnswer, panel, None, DueRule::next_meeting(panel, self.until)),
        };
        self.owings.push(Owing {
            kind,
            subject_kind: SubjectKind::Referral,
            subject_id: id,
            body_id,
            owner_post_id: self.ids.officer_post,
            meeting_id,
            title,
            rule,
        });
    }

    /// What the Board answered was heard by the panel at its next meeting, where that is over.
    pub(super) fn heard(&mut self) {
        let held: Vec<(i64, i64, NaiveDate)> = self
            .meetings
            .iter()
            .filter_map(|row| Some((*row.id.try_as_ref()?, *row.body_id.try_as_ref()?, *row.held_on.try_as_ref()?)))
            .filter(|(.., on)| *on < self.until)
            .collect();
        for row in &mut self.referrals {
            let took = row.answered_meeting_id.try_as_ref().copied().flatten();
            let after = held.iter().find(|(id, ..)| Some(*id) == took).map(|(.., on)| *on);
            let Some(after) = after else { continue };
            let panel = row.body_id.try_as_ref().copied();
            let later = held.iter().filter(|(_, body, on)| Some(*body) == panel && *on > after);
            let Some((id, ..)) = later.min_by_key(|(.., on)| *on) else { continue };
            row.state = Set(Stored(referral::State::Closed));
            row.closed_at_id = Set(Some(*id));
            let closed = row.id.try_as_ref().copied();
            self.owings.retain(|owing| owing.subject_kind != SubjectKind::Referral || Some(owing.subject_id) != closed);
        }
    }
}
