//! What a panel gives back to a meeting of the Board: exceptions, comments, matters referred; or that there is nothing.

use crate::obligation::Kind as Owed;
use crate::refusal::Refusal;
use crate::word::Word;
use chrono::NaiveDate;
use std::fmt;

/// Where the feedback of one panel for one Board meeting stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nobody has written it yet.
    Owed,
    /// The officer wrote it; the chair has it to approve.
    Drafted,
    /// The chair asked for a change.
    ChangeAsked,
    /// The chair approved it.
    Approved,
    /// It is in the Board’s papers, or was tabled.
    Submitted,
    /// The Board meeting passed or was cancelled; its matters went on to another.
    Lapsed,
}

impl Word for State {
    const ALL: &'static [Self] =
        &[Self::Owed, Self::Drafted, Self::ChangeAsked, Self::Approved, Self::Submitted, Self::Lapsed];
    fn word(self) -> &'static str {
        match self {
            Self::Owed => "owed",
            Self::Drafted => "drafted",
            Self::ChangeAsked => "change_asked",
            Self::Approved => "approved",
            Self::Submitted => "submitted",
            Self::Lapsed => "lapsed",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Owed => "To be written",
            Self::Drafted => "With the chair",
            Self::ChangeAsked => "The chair asked for a change",
            Self::Approved => "Approved by the chair",
            Self::Submitted => "Before the Board",
            Self::Lapsed => "Rolled over",
        }
    }
}

/// What one line of the feedback is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// An indicator that is off track or worth raising.
    Exception,
    /// A comment that the panel gave to a cabinet member.
    Comment,
    /// A matter that the panel referred.
    Referral,
    /// A recommendation that the panel made.
    Recommendation,
    /// What the panel says of the budget.
    Finance,
    /// Anything else.
    Other,
}

impl Word for LineKind {
    const ALL: &'static [Self] =
        &[Self::Exception, Self::Comment, Self::Referral, Self::Recommendation, Self::Finance, Self::Other];
    fn word(self) -> &'static str {
        match self {
            Self::Exception => "exception",
            Self::Comment => "comment",
            Self::Referral => "referral",
            Self::Recommendation => "recommendation",
            Self::Finance => "finance",
            Self::Other => "other",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Exception => "Exception",
            Self::Comment => "Comment to a cabinet member",
            Self::Referral => "Matter referred",
            Self::Recommendation => "Recommendation",
            Self::Finance => "Finance",
            Self::Other => "Other",
        }
    }
}

/// How something reached the Board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    /// With the papers of the agenda.
    InAgenda,
    /// In a supplement.
    Supplement,
    /// On the table at the meeting.
    Tabled,
    /// Said at the meeting.
    Verbal,
}

impl Word for Reached {
    const ALL: &'static [Self] = &[Self::InAgenda, Self::Supplement, Self::Tabled, Self::Verbal];
    fn word(self) -> &'static str {
        match self {
            Self::InAgenda => "in_agenda",
            Self::Supplement => "supplement",
            Self::Tabled => "tabled",
            Self::Verbal => "verbal",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::InAgenda => "In the agenda",
            Self::Supplement => "In a supplement",
            Self::Tabled => "Tabled at the meeting",
            Self::Verbal => "Verbally",
        }
    }
}

/// Why a step of a feedback was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedbackRefusal {
    /// It is before the Board, or its meeting passed.
    Over,
    /// Neither a line was chosen nor a word written, and it is no nil return.
    Nothing,
    /// A nil return that says something.
    NilWithLines,
    /// A nil return without its sentence.
    NilWithoutWords,
    /// An exception without a reason the Board could read.
    NoText(usize),
    /// The chair can decide only on what was sent to them.
    NotWithChair,
    /// A change asked for without saying which.
    NoChange,
    /// Neither approved nor a change asked for.
    Undecided,
    /// Printed without the chair's approval.
    NotApproved,
    /// How it reached the Board was not chosen.
    NotReached,
    /// Whoever opened the link did not say who they are.
    NobodyNamed,
    /// Somebody else than the holder of the link.
    SomebodyElse,
    /// The paper over all panels would take the place of another report.
    ReportThere,
}

impl fmt::Display for FeedbackRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Over => "This feedback is before the Board, or its meeting has passed.",
            Self::Nothing => "Choose what the Board should read, write something, or make it a nil return.",
            Self::NilWithLines => "A nil return carries nothing else. Untick what is chosen, or untick the nil return.",
            Self::NilWithoutWords => "Say why there is nothing, such as “The panel has not met since 20 September.”",
            Self::NoText(n) => return write!(f, "Say why matter {n} goes to the Board."),
            Self::NotWithChair => "There is nothing for the chair to decide on now.",
            Self::NoChange => "Say what should be changed.",
            Self::Undecided => "Choose whether you approve it or ask for a change.",
            Self::NotApproved => "The chair has not approved it, so it can be tabled or said at the meeting, not printed.",
            Self::NotReached => "Choose how it reached the Board.",
            Self::NobodyNamed => "Choose who you are.",
            Self::ReportThere => "This item has a report of its own. Choose another item, or a new one.",
            Self::SomebodyElse => {
                "This link was made for one person. Please ask the officer to write to you; your name then stands beside \
                 what you decide."
            }
        })
    }
}

impl Refusal for FeedbackRefusal {
    fn field(&self) -> Option<String> {
        let field = match self {
            Self::Nothing | Self::NilWithoutWords => "words",
            Self::NilWithLines => "is_nil",
            Self::NoChange => "asked",
            Self::Undecided => "decision",
            Self::NotApproved | Self::NotReached => "reached",
            Self::NobodyNamed | Self::SomebodyElse => "who",
            Self::ReportThere => "item",
            Self::NoText(n) => return Some(format!("text_{n}")),
            Self::Over | Self::NotWithChair => return None,
        };
        Some(field.to_owned())
    }
}

/// What a draft holds, as far as it matters whether it may go to the chair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draft {
    /// How many lines were chosen.
    pub chosen: usize,
    /// The first chosen line that says nothing, where one does.
    pub silent: Option<usize>,
    /// Whether there are free words.
    pub has_words: bool,
    /// Whether it is a nil return.
    pub is_nil: bool,
}

impl Draft {
    fn missing(self) -> Result<(), FeedbackRefusal> {
        match self {
            Self { is_nil: true, chosen: 1.., .. } => Err(FeedbackRefusal::NilWithLines),
            Self { is_nil: true, has_words: false, .. } => Err(FeedbackRefusal::NilWithoutWords),
            Self { is_nil: false, chosen: 0, has_words: false, .. } => Err(FeedbackRefusal::Nothing),
            Self { silent: Some(n), .. } => Err(FeedbackRefusal::NoText(n)),
            _ => Ok(()),
        }
    }
}

impl State {
    /// The officer keeps what is written so far without showing it to the chair. What the chair had is taken back.
    ///
    /// # Errors
    /// Not once it is before the Board.
    pub fn keep(self) -> Result<Self, FeedbackRefusal> {
        self.still_open()?;
        Ok(if self == Self::ChangeAsked { self } else { Self::Owed })
    }

    /// The officer sends it to the chair; written anew, it is put to the chair anew.
    ///
    /// # Errors
    /// Not once it is before the Board; not while it says nothing.
    pub fn draft(self, draft: Draft) -> Result<Self, FeedbackRefusal> {
        self.still_open()?;
        draft.missing().map(|()| Self::Drafted)
    }

    /// The chair approves it.
    ///
    /// # Errors
    /// Only what was sent to the chair.
    pub fn approve(self) -> Result<Self, FeedbackRefusal> {
        if self == Self::Drafted { Ok(Self::Approved) } else { Err(FeedbackRefusal::NotWithChair) }
    }

    /// The chair asks for a change; the officer owes it anew.
    ///
    /// # Errors
    /// Only what was sent to the chair; not without saying what.
    pub fn ask_change(self, words: &str) -> Result<Self, FeedbackRefusal> {
        match self {
            Self::Drafted if words.trim().is_empty() => Err(FeedbackRefusal::NoChange),
            Self::Drafted => Ok(Self::ChangeAsked),
            _ => Err(FeedbackRefusal::NotWithChair),
        }
    }

    /// It is put before the Board: in print only as the chair approved it, tabled or said however far it is. A nil
    /// return that nobody had to write needs no approval.
    ///
    /// # Errors
    /// Not when its meeting passed; not in print without approval.
    pub fn submit(self, reached: Reached, is_nil: bool) -> Result<Self, FeedbackRefusal> {
        let is_printed = matches!(reached, Reached::InAgenda | Reached::Supplement);
        match self {
            Self::Lapsed => Err(FeedbackRefusal::Over),
            Self::Approved | Self::Submitted => Ok(Self::Submitted),
            Self::Owed if is_nil => Ok(Self::Submitted),
            _ if is_printed => Err(FeedbackRefusal::NotApproved),
            _ => Ok(Self::Submitted),
        }
    }

    /// The Board meeting passed or was cancelled before it was put before it.
    #[must_use]
    pub fn lapse(self) -> Self {
        if self == Self::Submitted { self } else { Self::Lapsed }
    }

    /// What is owed about it. A panel that has not met owes nothing, and is late with nothing.
    #[must_use]
    pub fn owed(self, is_nil: bool) -> &'static [Owed] {
        match self {
            Self::Owed if is_nil => &[],
            Self::Owed | Self::ChangeAsked => &[Owed::GiveFeedback],
            Self::Drafted => &[Owed::ApproveFeedback],
            Self::Approved | Self::Submitted | Self::Lapsed => &[],
        }
    }

    /// Whether the panel has fed back, or need not.
    #[must_use]
    pub fn is_given(self, is_nil: bool) -> bool {
        matches!(self, Self::Approved | Self::Submitted) || (self == Self::Owed && is_nil)
    }

    /// Whether it may still be written.
    #[must_use]
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Submitted | Self::Lapsed)
    }

    fn still_open(self) -> Result<(), FeedbackRefusal> {
        if self.is_open() { Ok(()) } else { Err(FeedbackRefusal::Over) }
    }
}

/// From what the day of a feedback is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DueFrom {
    /// The working day after the panel's own meeting.
    Panel,
    /// Two working days before the Board's papers go out.
    Board,
}

impl DueFrom {
    /// The working day after the panel's last meeting before the Board; where that day was over when the round was
    /// opened, two working days before the Board's papers go out.
    #[must_use]
    pub fn of(after_panel: Option<NaiveDate>, opened_on: NaiveDate) -> Self {
        if after_panel.is_some_and(|on| on >= opened_on) { Self::Panel } else { Self::Board }
    }
}

impl Reached {
    /// How what is put to the Board now reaches it: with the agenda until that is published, in a supplement until the
    /// day of the meeting, on the table from then on.
    #[must_use]
    pub fn now(is_published: bool, held_on: NaiveDate, today: NaiveDate) -> Self {
        match (is_published, today < held_on) {
            (_, false) => Self::Tabled,
            (true, true) => Self::Supplement,
            (false, true) => Self::InAgenda,
        }
    }
}

/// The sentence of a nil return: when the panel last met, where it ever did.
#[must_use]
pub fn nil_words(last_met: Option<NaiveDate>) -> String {
    match last_met {
        Some(on) => format!("The panel has not met since {}.", crate::wording::date(on)),
        None => "The panel has not met.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    const SAID: Draft = Draft { chosen: 1, silent: None, has_words: false, is_nil: false };

    #[test]
    fn the_officer_drafts_the_chair_approves_the_board_has_it() {
        let drafted = State::Owed.draft(SAID).unwrap();
        assert_eq!(drafted.approve().unwrap().submit(Reached::InAgenda, false), Ok(State::Submitted));
        assert_eq!(drafted.ask_change("Shorter, please."), Ok(State::ChangeAsked));
        assert_eq!(drafted.ask_change(" "), Err(FeedbackRefusal::NoChange));
        assert_eq!(State::ChangeAsked.approve(), Err(FeedbackRefusal::NotWithChair));
        assert_eq!(State::Approved.draft(SAID), Ok(State::Drafted), "other words are put to the chair anew");
        assert_eq!(State::Submitted.draft(SAID), Err(FeedbackRefusal::Over));
    }

    #[test]
    fn feedback_says_something_or_is_a_nil_return() {
        for (draft, wanted) in [
            (SAID, Ok(State::Drafted)),
            (Draft { chosen: 0, has_words: true, ..SAID }, Ok(State::Drafted)),
            (Draft { chosen: 0, ..SAID }, Err(FeedbackRefusal::Nothing)),
            (Draft { is_nil: true, ..SAID }, Err(FeedbackRefusal::NilWithLines)),
            (Draft { is_nil: true, chosen: 0, ..SAID }, Err(FeedbackRefusal::NilWithoutWords)),
            (Draft { is_nil: true, chosen: 0, has_words: true, ..SAID }, Ok(State::Drafted)),
            (Draft { silent: Some(3), ..SAID }, Err(FeedbackRefusal::NoText(3))),
        ] {
            assert_eq!(State::Owed.draft(draft), wanted, "{draft:?}");
        }
    }

    #[test]
    fn late_feedback_is_tabled_and_a_panel_that_has_not_met_is_never_late() {
        for (state, reached, is_nil, wanted) in [
            (State::Drafted, Reached::Tabled, false, Ok(State::Submitted)),
            (State::Owed, Reached::Verbal, false, Ok(State::Submitted)),
            (State::Drafted, Reached::Supplement, false, Err(FeedbackRefusal::NotApproved)),
            (State::Owed, Reached::InAgenda, false, Err(FeedbackRefusal::NotApproved)),
            (State::Owed, Reached::InAgenda, true, Ok(State::Submitted)),
            (State::Lapsed, Reached::Tabled, false, Err(FeedbackRefusal::Over)),
        ] {
            assert_eq!(state.submit(reached, is_nil), wanted, "{state:?} {reached:?}");
        }
        assert!(State::Owed.owed(true).is_empty() && State::Owed.is_given(true) && !State::Owed.is_given(false));
    }

    #[test]
    fn the_day_follows_the_panel_or_else_the_board() {
        let on = |text: &str| text.parse::<NaiveDate>().unwrap();
        // The panel of 3 November 2022 for the Board of the 16th: the round opens before the panel meets.
        assert_eq!(DueFrom::of(Some(on("2022-11-04")), on("2022-10-25")), DueFrom::Panel);
        assert_eq!(DueFrom::of(Some(on("2022-09-21")), on("2022-10-25")), DueFrom::Board);
        assert_eq!(DueFrom::of(None, on("2022-10-25")), DueFrom::Board);
        for (is_published, today, wanted) in [
            (false, "2022-11-07", Reached::InAgenda),
            (true, "2022-11-09", Reached::Supplement),
            (true, "2022-11-16", Reached::Tabled),
            (false, "2022-11-17", Reached::Tabled),
        ] {
            assert_eq!(Reached::now(is_published, on("2022-11-16"), on(today)), wanted);
        }
        assert_eq!(nil_words(Some(on("2022-09-20"))), "The panel has not met since 20 September 2022.");
    }

    #[derive(Clone, Copy, Debug)]
    enum Step {
        Keep,
        Draft,
        Approve,
        AskChange,
        Submit(Reached),
        Lapse,
    }

    proptest! {
        #[test]
        fn no_path_loses_what_is_owed_and_nothing_is_printed_without_the_chair(path in vec(prop_oneof![
            Just(Step::Keep), Just(Step::Draft), Just(Step::Approve), Just(Step::AskChange),
            select(Reached::ALL).prop_map(Step::Submit), Just(Step::Lapse)
        ], 0..30)) {
            let mut state = State::Owed;
            for step in path {
                let next = match step {
                    Step::Keep => state.keep(),
                    Step::Draft => state.draft(SAID),
                    Step::Approve => state.approve(),
                    Step::AskChange => state.ask_change("Shorter"),
                    Step::Submit(reached) => state.submit(reached, false),
                    Step::Lapse => Ok(state.lapse()),
                };
                let Ok(next) = next else { continue };
                prop_assert_eq!(next.owed(false).is_empty(), next.is_given(false) || !next.is_open());
                if let Step::Submit(Reached::InAgenda | Reached::Supplement) = step {
                    prop_assert!(matches!(state, State::Approved | State::Submitted));
                }
                prop_assert!(state != State::Lapsed || next == State::Lapsed);
                state = next;
            }
        }
    }
}
