//! What letters there are, in the words of the e-mail catalogue, and what each is like: asked for just now, asking for the
//! first time, wanted by law, secret.

use crate::word::Word;

/// What a letter is about. The code is that of the e-mail catalogue where it has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// E3: figures are asked for.
    DataRequest,
    /// E4: figures fall due.
    DataReminder,
    /// E5: figures are overdue.
    DataOverdue,
    /// E13: an action falls due.
    ActionReminder,
    /// E14: an action is overdue.
    ActionOverdue,
    /// Several of the above for one person on one morning.
    Morning,
    /// The one-time code that the first change by a link needs.
    Code,
    /// A link that somebody asked to be sent anew.
    NewLink,
    /// The one-time link by which somebody chooses a password.
    PasswordLink,
    /// The receipt of a submission.
    Receipt,
    /// E1: meetings were put in the diary.
    MeetingDates,
    /// E2: somebody is invited to attend for an item.
    Invitation,
    /// E2, again: an invitation was not answered.
    InvitationReminder,
    /// The report of an item falls due, or is overdue.
    ReportReminder,
    /// E7: a paper will follow the agenda.
    ToFollow,
    /// E8: something was published after the agenda.
    SupplementPublished,
    /// E9: an agenda was published.
    AgendaPublished,
    /// E10: an agenda must go out soon, and what is missing.
    ComplianceWarning,
    /// E11: what the chair should know before a meeting.
    ChairsBrief,
    /// E21: draft minutes that the next meeting is asked to confirm.
    MinutesToConfirm,
    /// E22: a meeting was moved or cancelled.
    MeetingMoved,
    /// Several of the things that are told, for one person.
    News,
    /// A colleague was named to work on a data request, and gets a link of their own.
    DataContributor,
    /// The contributor has filled in a request; the director signs it off.
    DataSentUp,
    /// The director returned it to the contributor.
    DataSentBack,
    /// E6: the officer asks back about what was submitted.
    DataQuery,
    /// The officer hears what a service said about a request: not theirs, to follow, not available.
    DataAnswered,
    /// E25: a director's data requests of the coming weeks, over all panels.
    DirectorsWeek,
    /// E12: what a meeting decided, and what the reader is to do.
    DecisionsMade,
    /// E15: updates on everything open are wanted before a meeting.
    UpdateRound,
    /// E16: feedback to the Board, to draft or to approve.
    FeedbackDraft,
    /// E17: what the Board decided on a referral.
    BoardOutcome,
    /// E18: a recommendation, with its notice and its last day.
    RecommendationServed,
    /// E19: the answer to a recommendation falls due.
    ResponseReminder,
    /// E20: the answer to a recommendation is overdue.
    ResponseOverdue,
    /// E24: a chair’s panel, of public facts only.
    ChairsWeek,
    /// E27: which panels have fed back for a Board meeting.
    BoardPack,
    /// Draft minutes for the chair to check, and what the chair said of them.
    MinutesToApprove,
    /// A comment that a body gave to the reader, and a reply that is wanted or due.
    CommentGiven,
    /// Progress of an accepted recommendation is to be reported.
    ProgressReminder,
    /// Something else that is owed falls due or is overdue.
    Overdue,
    /// The wording that something follows from was changed, or taken back.
    SourceChanged,
    /// E23: an officer’s day: what is due, late, failed, held, and waits for a yes.
    OfficersDay,
    /// E26: a letter came back, or somebody left with open things.
    Undelivered,
    /// A letter of the coming weeks, sent to an officer who asked to see it.
    Test,
}

impl Word for Kind {
    const ALL: &'static [Self] = &[
        Self::DataRequest,
        Self::DataReminder,
        Self::DataOverdue,
        Self::ActionReminder,
        Self::ActionOverdue,
        Self::Morning,
        Self::Code,
        Self::NewLink,
        Self::PasswordLink,
        Self::Receipt,
        Self::MeetingDates,
        Self::Invitation,
        Self::InvitationReminder,
        Self::ReportReminder,
        Self::ToFollow,
        Self::SupplementPublished,
        Self::AgendaPublished,
        Self::ComplianceWarning,
        Self::ChairsBrief,
        Self::MinutesToConfirm,
        Self::MeetingMoved,
        Self::News,
        Self::DataContributor,
        Self::DataSentUp,
        Self::DataSentBack,
        Self::DataQuery,
        Self::DataAnswered,
        Self::DirectorsWeek,
        Self::DecisionsMade,
        Self::UpdateRound,
        Self::FeedbackDraft,
        Self::BoardOutcome,
        Self::RecommendationServed,
        Self::ResponseReminder,
        Self::ResponseOverdue,
        Self::ChairsWeek,
        Self::BoardPack,
        Self::MinutesToApprove,
        Self::CommentGiven,
        Self::ProgressReminder,
        Self::Overdue,
        Self::SourceChanged,
        Self::OfficersDay,
        Self::Undelivered,
        Self::Test,
    ];
    fn word(self) -> &'static str {
        match self {
            Self::DataRequest => "data_request",
            Self::DataReminder => "data_reminder",
            Self::DataOverdue => "data_overdue",
            Self::ActionReminder => "action_reminder",
            Self::ActionOverdue => "action_overdue",
            Self::Morning => "morning",
            Self::Code => "code",
            Self::NewLink => "new_link",
            Self::PasswordLink => "password_link",
            Self::Receipt => "receipt",
            Self::MeetingDates => "meeting_dates",
            Self::Invitation => "invitation",
            Self::InvitationReminder => "invitation_reminder",
            Self::ReportReminder => "report_reminder",
            Self::ToFollow => "to_follow",
            Self::SupplementPublished => "supplement_published",
            Self::AgendaPublished => "agenda_published",
            Self::ComplianceWarning => "compliance_warning",
            Self::ChairsBrief => "chairs_brief",
            Self::MinutesToConfirm => "minutes_to_confirm",
            Self::MeetingMoved => "meeting_moved",
            Self::News => "news",
            Self::DataContributor => "data_contributor",
            Self::DataSentUp => "data_sent_up",
            Self::DataSentBack => "data_sent_back",
            Self::DataQuery => "data_query",
            Self::DataAnswered => "data_answered",
            Self::DirectorsWeek => "directors_week",
            Self::DecisionsMade => "decisions_made",
            Self::UpdateRound => "update_round",
            Self::FeedbackDraft => "feedback_draft",
            Self::BoardOutcome => "board_outcome",
            Self::RecommendationServed => "recommendation_served",
            Self::ResponseReminder => "response_reminder",
            Self::ResponseOverdue => "response_overdue",
            Self::ChairsWeek => "chairs_week",
            Self::BoardPack => "board_pack",
            Self::MinutesToApprove => "minutes_to_approve",
            Self::CommentGiven => "comment_given",
            Self::ProgressReminder => "progress_reminder",
            Self::Overdue => "overdue",
            Self::SourceChanged => "source_changed",
            Self::OfficersDay => "officers_day",
            Self::Undelivered => "undelivered",
            Self::Test => "test",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::DataRequest => "Data request",
            Self::DataReminder => "Data reminder",
            Self::DataOverdue => "Overdue data",
            Self::ActionReminder => "Action reminder",
            Self::ActionOverdue => "Overdue action",
            Self::Morning => "Several things owed",
            Self::Code => "One-time code",
            Self::NewLink => "New link",
            Self::PasswordLink => "Password link",
            Self::Receipt => "Receipt",
            Self::MeetingDates => "Dates of meetings",
            Self::Invitation => "Invitation to attend",
            Self::InvitationReminder => "Invitation without an answer",
            Self::ReportReminder => "Report reminder",
            Self::ToFollow => "Paper to follow",
            Self::SupplementPublished => "Supplement published",
            Self::AgendaPublished => "Agenda published",
            Self::ComplianceWarning => "Agenda to publish",
            Self::ChairsBrief => "Chair’s brief",
            Self::MinutesToConfirm => "Minutes to confirm",
            Self::MeetingMoved => "Meeting moved or cancelled",
            Self::News => "Several things to know",
            Self::DataContributor => "Data request passed on",
            Self::DataSentUp => "Figures to sign off",
            Self::DataSentBack => "Figures sent back",
            Self::DataQuery => "Query on figures",
            Self::DataAnswered => "Answer about a data request",
            Self::DirectorsWeek => "Director’s week",
            Self::DecisionsMade => "Decisions and actions",
            Self::UpdateRound => "Updates wanted",
            Self::FeedbackDraft => "Feedback to the Board",
            Self::BoardOutcome => "Board’s answer",
            Self::RecommendationServed => "Recommendation",
            Self::ResponseReminder => "Answer to a recommendation falls due",
            Self::ResponseOverdue => "Answer to a recommendation overdue",
            Self::ChairsWeek => "Chair’s week",
            Self::BoardPack => "Board’s papers",
            Self::MinutesToApprove => "Draft minutes to check",
            Self::CommentGiven => "Comment of a panel",
            Self::ProgressReminder => "Progress to report",
            Self::Overdue => "Overdue",
            Self::SourceChanged => "Wording changed",
            Self::OfficersDay => "Officer’s day",
            Self::Undelivered => "Letter that came back",
            Self::Test => "Test",
        }
    }
}

impl Kind {
    /// Whether the person has just asked for it: such letters go at once, at any hour, outside the one-a-morning rule.
    #[must_use]
    pub fn goes_at_once(self) -> bool {
        matches!(self, Self::Code | Self::NewLink | Self::PasswordLink | Self::Receipt | Self::Test)
    }

    /// Whether it is the first asking of something: said once, whatever becomes of the date.
    #[must_use]
    pub fn asks_once(self) -> bool {
        matches!(self, Self::DataRequest | Self::Invitation)
    }

    /// Whether the law wants it by a day: notice of meetings and papers (LGA 1972 s100A–100B), recommendations and their
    /// answers (LGA 2000 s9FE). Where few letters may go at a time these go first.
    #[must_use]
    pub fn is_statutory(self) -> bool {
        matches!(
            self,
            Self::AgendaPublished
                | Self::SupplementPublished
                | Self::ComplianceWarning
                | Self::MeetingMoved
                | Self::RecommendationServed
                | Self::ResponseReminder
                | Self::ResponseOverdue
        )
    }

    /// Whether its words let whoever reads them act as the person it was written to: nobody else may read it.
    #[must_use]
    pub fn is_secret(self) -> bool {
        matches!(self, Self::Code | Self::PasswordLink)
    }
}
