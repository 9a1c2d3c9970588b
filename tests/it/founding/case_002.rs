//! Case 002: Wirral's committee of 13 September 2021, which reports to no Board: two parts noted, and reports for
//! the next meeting.

use crate::support::Clerk;
use crate::support::clerk::{Body, Facts};

const COMMITTEE: &str = "Children, Young People & Education Committee";
const DIRECTOR: &str = "Director of Children, Families and Education";
const REPORTS: &str = "performance reports in relation to children’s social work workforce and post-16 participation in \
                       employment, education and training following the pandemic be brought to the next meeting.";

#[tokio::test]
async fn two_parts_are_noted_and_the_reports_are_due_at_the_next_meeting() {
    let facts = Facts {
        council: "Wirral Council",
        contact: "Rowan Ellery, Committee Officer",
        proper_officer: "Director of Law and Governance",
    };
    let mut clerk = Clerk::begin("2021-09-01T09:00", &facts).await;
    clerk.body(&Body { name: COMMITTEE, short: "CYPE", kind: "panel", reports_to: "", style: "dash" }).await;
    clerk.post(DIRECTOR, "director", "Bea Jones").await;
    let meeting = clerk.meeting(COMMITTEE, "2021-09-13").await;
    let item = clerk.item(meeting, "Children's Services Performance Report", &[]).await;
    let cycle = clerk.open(&format!("/meetings/{meeting}")).await;
    cycle.says("Publish agenda by Friday 3 September 2021").does_not_say("Board meets");
    let report = clerk.open(&format!("/items/{item}/report")).await;
    report.says("the Committee is asked to determine: any comments to highlight at the meeting whether any further");
    report.does_not_say("and/or").does_not_say("by exception");

    clerk.at("2021-09-14T10:00").await;
    clerk.hold(meeting).await;
    let path = format!("/items/{item}/resolution");
    let page = clerk.open(&path).await;
    page.does_not_say("A referral to the Board");
    let owner = page.choice(DIRECTOR);
    let form = [
        ("narrative", "Members sought further information on SEND.\n\nOfficers outlined that the Q2 report was due."),
        ("mover", "Councillor Kate Cannon"),
        ("seconder", "Councillor Chris Carubia"),
        ("carried", "assent"),
        (
            "text_1",
            "the progress made to date and the next steps involved in developing and rolling out a new performance \
             monitoring framework be noted.",
        ),
        ("verb_1", "noted"),
        (
            "text_2",
            "the content of the Performance Report (Appendix A) and highlight any areas requiring further clarification \
             or action be noted.",
        ),
        ("verb_2", "noted"),
        ("text_3", REPORTS),
        ("verb_3", "requested"),
        ("makes_3", "action"),
        ("owner_3", &owner),
        ("due_3", "next_meeting"),
    ];
    let resolved = clerk.browser.send(&path, &form).await;
    resolved
        .is(200)
        .says("Moved by Councillor Kate Cannon, seconded by Councillor Chris Carubia. Agreed by assent.")
        .says(
            "Resolved – That (1) the progress made to date and the next steps involved in developing and rolling out a",
        )
        .says("(2) the content of the Performance Report (Appendix A)")
        .says(&format!("(3) {REPORTS}"))
        .says("(1) Noted Nothing further (2) Noted Nothing further (3) Requested Action CYPE 21/22-001")
        .says("due when the next meeting is in the diary");
    let action = resolved.link("/actions/");
    clerk.open("/due").await.says("No date yet (1)").says("CYPE 21/22-001");

    clerk.meeting(COMMITTEE, "2021-10-12").await;
    clerk.open(&action).await.says("Thu 23 September 2021, 7 working days before the papers of the next meeting");
    clerk.open("/due").await.does_not_say("No date yet");
    // Nobody reports to a Board here, and nobody can refer to one by sending what the form does not offer.
    let later = clerk.meeting(COMMITTEE, "2021-09-06").await;
    let item = clerk.item(later, "Another report", &[]).await;
    clerk.hold(later).await;
    let path = format!("/items/{item}/resolution");
    clerk.open(&path).await;
    let form = [("carried", "assent"), ("text_1", "it be referred"), ("verb_1", "referred"), ("makes_1", "referral")];
    clerk.browser.send(&path, &form).await.is(422).says("it be referred").says("Board");
}
