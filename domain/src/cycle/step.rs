//! The steps of a cycle and their names, in data and in words.
//! Their dates and reasons are reckoned in `cycle`, the only caller.

use chrono::NaiveDate;

/// A step of the cycle, in the order in which the cycle is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StepKey {
    /// The last day of the period.
    QuarterEnd,
    /// The day from which its data exist.
    DataAvailable,
    /// The day on which the request goes to the director.
    RequestIssued,
    /// The day by which the director answers.
    DataDue,
    /// Queries on the commentary; the chair's briefing.
    Queries,
    /// The report is final.
    FinalReport,
    /// The last day on which the agenda can be published.
    PublishBy,
    /// The panel meets.
    Meeting,
    /// Feedback to the Board is drafted.
    FeedbackDrafted,
    /// The chair approves it.
    ChairApproves,
    /// The last day on which the Board's agenda can be published.
    BoardPublishBy,
    /// The Board meets.
    Board,
}

impl StepKey {
    /// Every step, in order.
    pub const ALL: [Self; 12] = [
        Self::QuarterEnd,
        Self::DataAvailable,
        Self::RequestIssued,
        Self::DataDue,
        Self::Queries,
        Self::FinalReport,
        Self::PublishBy,
        Self::Meeting,
        Self::FeedbackDrafted,
        Self::ChairApproves,
        Self::BoardPublishBy,
        Self::Board,
    ];

    /// Its name in data: `quarter_end`, `data_available` and so on.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::QuarterEnd => "quarter_end",
            Self::DataAvailable => "data_available",
            Self::RequestIssued => "request_issued",
            Self::DataDue => "data_due",
            Self::Queries => "queries",
            Self::FinalReport => "final_report",
            Self::PublishBy => "publish_by",
            Self::Meeting => "meeting",
            Self::FeedbackDrafted => "feedback_drafted",
            Self::ChairApproves => "chair_approves",
            Self::BoardPublishBy => "board_publish_by",
            Self::Board => "board",
        }
    }

    /// Its name in words.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::QuarterEnd => "Period ends",
            Self::DataAvailable => "Data available",
            Self::RequestIssued => "Request issued",
            Self::DataDue => "Data due from director",
            Self::Queries => "Queries and chair’s briefing",
            Self::FinalReport => "Final report",
            Self::PublishBy => "Publish agenda by",
            Self::Meeting => "Panel meets",
            Self::FeedbackDrafted => "Feedback to Board drafted",
            Self::ChairApproves => "Chair approves feedback",
            Self::BoardPublishBy => "Publish Board agenda by",
            Self::Board => "Board meets",
        }
    }
}

/// A step with its day and the reason for that day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Which step.
    pub key: StepKey,
    /// Its day.
    pub on: NaiveDate,
    /// Why it is that day, without a full stop.
    pub why: String,
}
