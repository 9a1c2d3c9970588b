//! The default rungs of each kind of obligation, as the e-mail catalogue has them. When they are reached is counted next
//! door.

use super::{Audience, Ladder, Step, When};
use crate::letter;
use crate::obligation::Kind;

impl Ladder {
    /// The default rungs for a kind of obligation. Kinds without letters of their own have none.
    #[must_use]
    pub fn default_for(kind: Kind) -> Self {
        use Audience::{Chair, Director, Officer, Owner, ProperOfficer};
        use When::{After, Before, OpenedNotBefore};
        use letter::Kind as Letter;
        let step = |audience, letter, when| Step { audience, letter, when, asks: false };
        let steps = match kind {
            Kind::SubmitData => for_data(),
            Kind::SendAppendix => for_documents(),
            Kind::DoAction => {
                let mut steps = Vec::new();
                for audience in [Owner, Officer] {
                    for days in [10, 3, 0] {
                        steps.push(step(audience, Letter::ActionReminder, Before(days)));
                    }
                }
                steps.push(step(Owner, Letter::ActionOverdue, After { first: 1, every: 5 }));
                steps.push(step(Director, Letter::ActionOverdue, After { first: 5, every: 5 }));
                steps.push(step(ProperOfficer, Letter::ActionOverdue, After { first: 10, every: 5 }));
                steps.push(step(Chair, Letter::ActionOverdue, After { first: 10, every: 5 }));
                steps
            }
            Kind::PublishAgenda => {
                let mut steps = Vec::new();
                for audience in [Owner, ProperOfficer] {
                    for days in [5, 2, 1] {
                        steps.push(step(audience, Letter::ComplianceWarning, Before(days)));
                    }
                    steps.push(step(audience, Letter::ComplianceWarning, After { first: 1, every: 1 }));
                }
                steps
            }
            // Due three days before publication: asked twenty days before it, chased ten and five before it.
            Kind::AnswerInvitation => vec![
                step(Owner, Letter::Invitation, OpenedNotBefore(17)),
                step(Owner, Letter::InvitationReminder, Before(7)),
                step(Owner, Letter::InvitationReminder, Before(2)),
                step(Officer, Letter::InvitationReminder, Before(0)),
            ],
            Kind::SendReport => vec![
                step(Owner, Letter::ReportReminder, OpenedNotBefore(18)),
                step(Owner, Letter::ReportReminder, Before(5)),
                step(Owner, Letter::ReportReminder, Before(0)),
                step(Owner, Letter::ReportReminder, After { first: 1, every: 2 }),
                step(Officer, Letter::ReportReminder, After { first: 1, every: 2 }),
            ],
            other => after_the_meeting(other),
        };
        Self::of(steps)
    }
}

/// E3 to E5: a contributor from the start, the director too.
fn for_data() -> Vec<Step> {
    use Audience::{Chair, Contributor, Officer, Owner, ProperOfficer};
    use When::{After, Before, BeforePublish, Opened};
    use letter::Kind as Letter;
    let step = |audience, letter, when| Step { audience, letter, when, asks: false };
    vec![
        step(Owner, Letter::DataRequest, Opened),
        step(Owner, Letter::DataReminder, Before(10)),
        step(Owner, Letter::DataReminder, Before(5)),
        step(Owner, Letter::DataReminder, Before(2)),
        step(Owner, Letter::DataReminder, Before(0)),
        step(Contributor, Letter::DataReminder, Before(10)),
        step(Contributor, Letter::DataReminder, Before(5)),
        step(Contributor, Letter::DataReminder, Before(2)),
        step(Contributor, Letter::DataReminder, Before(0)),
        step(Owner, Letter::DataOverdue, After { first: 1, every: 2 }),
        step(Contributor, Letter::DataOverdue, After { first: 1, every: 2 }),
        step(Officer, Letter::DataOverdue, After { first: 1, every: 2 }),
        step(ProperOfficer, Letter::DataOverdue, BeforePublish(1)),
        step(Chair, Letter::DataOverdue, BeforePublish(1)),
    ]
}

/// Documents that were promised for a day.
fn for_documents() -> Vec<Step> {
    use Audience::{Contributor, Officer, Owner};
    use When::{After, Before};
    use letter::Kind as Letter;
    let step = |audience, letter, when| Step { audience, letter, when, asks: false };
    vec![
        step(Owner, Letter::DataReminder, Before(2)),
        step(Owner, Letter::DataReminder, Before(0)),
        step(Contributor, Letter::DataReminder, Before(2)),
        step(Contributor, Letter::DataReminder, Before(0)),
        step(Owner, Letter::DataOverdue, After { first: 1, every: 2 }),
        step(Contributor, Letter::DataOverdue, After { first: 1, every: 2 }),
        step(Officer, Letter::DataOverdue, After { first: 1, every: 2 }),
    ]
}

/// What follows from a meeting: minutes, recommendations (E18 to E20), comments, updates (E15), the Board (E16).
fn after_the_meeting(kind: Kind) -> Vec<Step> {
    use Audience::{BoardChair, Chair, Director, MonitoringOfficer, Officer, Owner};
    use When::{After, Before, BeforePublish, Halfway, Opened};
    use letter::Kind as Letter;
    let step = |audience, letter, when| Step { audience, letter, when, asks: false };
    let chased = |letter, first: &[u32], every| {
        let mut steps: Vec<Step> = first.iter().map(|days| step(Owner, letter, Before(*days))).collect();
        steps.push(step(Owner, letter, After { first: 1, every }));
        steps.push(step(Officer, letter, After { first: every, every }));
        steps
    };
    match kind {
        Kind::ApproveMinutes => {
            let mut steps = vec![step(Owner, Letter::MinutesToApprove, Opened)];
            steps.extend(chased(Letter::MinutesToApprove, &[0], 3));
            steps
        }
        Kind::ServeRecommendation | Kind::PublishResponse | Kind::ReviewPaused | Kind::SendChiefLetter => {
            vec![step(Owner, Letter::Overdue, Before(0)), step(Owner, Letter::Overdue, After { first: 1, every: 5 })]
        }
        Kind::AcknowledgeRecommendation => vec![
            step(Owner, Letter::RecommendationServed, Opened),
            step(MonitoringOfficer, Letter::RecommendationServed, Opened),
            step(Director, Letter::RecommendationServed, Opened),
            step(Owner, Letter::ResponseReminder, Before(0)),
            step(Officer, Letter::ResponseReminder, After { first: 1, every: 5 }),
        ],
        Kind::Respond => vec![
            step(Owner, Letter::ResponseReminder, Halfway),
            step(Owner, Letter::ResponseReminder, Before(10)),
            step(Owner, Letter::ResponseReminder, Before(3)),
            step(Owner, Letter::ResponseReminder, Before(0)),
            step(Director, Letter::ResponseReminder, Before(3)),
            step(Director, Letter::ResponseReminder, Before(0)),
            step(Owner, Letter::ResponseOverdue, After { first: 1, every: 5 }),
            step(MonitoringOfficer, Letter::ResponseOverdue, After { first: 1, every: 5 }),
            step(Chair, Letter::ResponseOverdue, After { first: 1, every: 5 }),
        ],
        Kind::ReportProgress => chased(Letter::ProgressReminder, &[10, 0], 5),
        Kind::ReplyToComment => chased(Letter::CommentGiven, &[5, 0], 5),
        // Due four working days before the papers go out: asked when the round opens, once more on the day; what was
        // not given is printed as "no update received".
        Kind::GiveUpdates => {
            vec![step(Owner, Letter::UpdateRound, Opened), step(Owner, Letter::UpdateRound, Before(0))]
        }
        // Whoever approves has the link on the next morning, whenever it is due.
        Kind::ApproveFeedback => vec![
            step(Owner, Letter::FeedbackDraft, Opened),
            step(Owner, Letter::FeedbackDraft, Before(0)),
            step(Owner, Letter::FeedbackDraft, After { first: 2, every: 2 }),
            step(BoardChair, Letter::FeedbackDraft, BeforePublish(0)),
        ],
        Kind::GiveFeedback => vec![
            step(Owner, Letter::FeedbackDraft, Before(0)),
            step(Owner, Letter::FeedbackDraft, After { first: 2, every: 2 }),
            step(BoardChair, Letter::FeedbackDraft, BeforePublish(0)),
        ],
        _ => Vec::new(),
    }
}
