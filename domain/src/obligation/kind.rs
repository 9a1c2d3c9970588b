//! What can be owed, each kind under its own word.

use crate::word::Word;

/// What is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A data request to send out (the service does it on the day).
    IssueRequest,
    /// Figures for a data request, from a director.
    SubmitData,
    /// Submitted figures to look at and take into the papers, from the officer.
    AcceptData,
    /// An agenda and its reports to open to inspection.
    PublishAgenda,
    /// Draft minutes to write.
    DraftMinutes,
    /// An action that a panel asked for.
    DoAction,
    /// An action proposed as complete, for the panel to agree or dispute.
    AgreeCompletion,
    /// Feedback to the Board to draft.
    DraftFeedback,
    /// Drafted feedback to approve, from the chair.
    ApproveFeedback,
    /// The Board's answer to record.
    RecordAnswer,
    /// An invitation to attend for an item, to answer.
    AnswerInvitation,
    /// The report of an agenda item, to send to the officer.
    SendReport,
    /// A data request that has gone out: to say that it has arrived, and who works on it.
    AcknowledgeRequest,
    /// Documents that were promised for a day, to send with the figures.
    SendAppendix,
    /// A published figure that another panel has since been given otherwise, to look at and correct.
    ProposeCorrection,
    /// Draft minutes for the chair to check.
    ApproveMinutes,
    /// Checked minutes to publish as a draft, from the officer.
    PublishMinutes,
    /// Minutes that the next meeting is asked to confirm.
    ConfirmMinutes,
    /// A recommendation to send, from the officer.
    ServeRecommendation,
    /// A recommendation whose arrival its addressee is to acknowledge.
    AcknowledgeRecommendation,
    /// An answer to a recommendation, from its addressee.
    Respond,
    /// An answer to a recommendation, to be published.
    PublishResponse,
    /// Progress of what was accepted, six and twelve months on.
    ReportProgress,
    /// A reply to a comment that the body gave.
    ReplyToComment,
    /// Something paused whose review date has come, from the officer.
    ReviewPaused,
    /// Updates on everything open, before the papers of a meeting.
    GiveUpdates,
    /// A panel’s feedback for one meeting of the Board, from the officer.
    GiveFeedback,
    /// The Board’s answer, to report to the panel that referred.
    ReportAnswer,
    /// A drafted letter from the chair to the chief executive, to send or not to send.
    SendChiefLetter,
}

impl Word for Kind {
    const ALL: &'static [Self] = &[
        Self::IssueRequest,
        Self::SubmitData,
        Self::AcceptData,
        Self::PublishAgenda,
        Self::DraftMinutes,
        Self::DoAction,
        Self::AgreeCompletion,
        Self::DraftFeedback,
        Self::ApproveFeedback,
        Self::RecordAnswer,
        Self::AnswerInvitation,
        Self::SendReport,
        Self::AcknowledgeRequest,
        Self::SendAppendix,
        Self::ProposeCorrection,
        Self::ApproveMinutes,
        Self::PublishMinutes,
        Self::ConfirmMinutes,
        Self::ServeRecommendation,
        Self::AcknowledgeRecommendation,
        Self::Respond,
        Self::PublishResponse,
        Self::ReportProgress,
        Self::ReplyToComment,
        Self::ReviewPaused,
        Self::GiveUpdates,
        Self::GiveFeedback,
        Self::ReportAnswer,
        Self::SendChiefLetter,
    ];
    fn word(self) -> &'static str {
        match self {
            Self::IssueRequest => "issue_request",
            Self::SubmitData => "submit_data",
            Self::AcceptData => "accept_data",
            Self::PublishAgenda => "publish_agenda",
            Self::DraftMinutes => "draft_minutes",
            Self::DoAction => "do_action",
            Self::AgreeCompletion => "agree_completion",
            Self::DraftFeedback => "draft_feedback",
            Self::ApproveFeedback => "approve_feedback",
            Self::RecordAnswer => "record_answer",
            Self::AnswerInvitation => "answer_invitation",
            Self::SendReport => "send_report",
            Self::AcknowledgeRequest => "acknowledge_request",
            Self::SendAppendix => "send_appendix",
            Self::ProposeCorrection => "propose_correction",
            Self::ApproveMinutes => "approve_minutes",
            Self::PublishMinutes => "publish_minutes",
            Self::ConfirmMinutes => "confirm_minutes",
            Self::ServeRecommendation => "serve_recommendation",
            Self::AcknowledgeRecommendation => "acknowledge_recommendation",
            Self::Respond => "respond",
            Self::PublishResponse => "publish_response",
            Self::ReportProgress => "report_progress",
            Self::ReplyToComment => "reply_to_comment",
            Self::ReviewPaused => "review_paused",
            Self::GiveUpdates => "give_updates",
            Self::GiveFeedback => "give_feedback",
            Self::ReportAnswer => "report_answer",
            Self::SendChiefLetter => "send_chief_letter",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::IssueRequest => "Data request to issue",
            Self::SubmitData => "Data to submit",
            Self::AcceptData => "Data to accept",
            Self::PublishAgenda => "Agenda to publish",
            Self::DraftMinutes => "Minutes to draft",
            Self::DoAction => "Action",
            Self::AgreeCompletion => "Completion to agree",
            Self::DraftFeedback => "Feedback to the Board to draft",
            Self::ApproveFeedback => "Feedback to the Board to approve",
            Self::RecordAnswer => "Board's answer to record",
            Self::AnswerInvitation => "Invitation to answer",
            Self::SendReport => "Report to send",
            Self::AcknowledgeRequest => "Request to acknowledge",
            Self::SendAppendix => "Appendix to send",
            Self::ProposeCorrection => "Correction to propose",
            Self::ApproveMinutes => "Draft minutes to check",
            Self::PublishMinutes => "Draft minutes to publish",
            Self::ConfirmMinutes => "Minutes to confirm",
            Self::ServeRecommendation => "Recommendation to send",
            Self::AcknowledgeRecommendation => "Recommendation to acknowledge",
            Self::Respond => "Recommendation to answer",
            Self::PublishResponse => "Answer to publish",
            Self::ReportProgress => "Progress to report",
            Self::ReplyToComment => "Comment to reply to",
            Self::ReviewPaused => "Paused matter to review",
            Self::GiveUpdates => "Updates to give",
            Self::GiveFeedback => "Feedback for the Board’s meeting to draft",
            Self::ReportAnswer => "Board’s answer to report",
            Self::SendChiefLetter => "Letter to the chief executive to decide on",
        }
    }
}
