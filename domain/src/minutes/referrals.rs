//! Matters sent on to another body, and matters received from one, with the day where the text gives it.
//! What else a part asks for is for `actions`. Called by `read`.

use super::bodies::{self, Named};
use super::clauses::Block;
use super::dates;
use super::due;
use super::header::Met;
use super::model::{Direction, Referral};
use super::words::{Word, says, sentences, words};

const SENDS: [&str; 24] = [
    "referred",
    "refer",
    "refers",
    "recommended",
    "recommend",
    "recommends",
    "go",
    "goes",
    "forwarded",
    "forward",
    "submitted",
    "submit",
    "reported",
    "report",
    "escalated",
    "passed",
    "sent",
    "taken",
    "raised",
    "highlighted",
    "highlight",
    "presented",
    "put",
    "escalate",
];
/// In the narrative only the plainest words send a matter on.
const SENDS_IN_PROSE: [&str; 14] = [
    "referred",
    "refer",
    "go",
    "forwarded",
    "escalated",
    "refers",
    "escalate",
    "recommended",
    "recommend",
    "report",
    "highlight",
    "submitted",
    "reported",
    "raised",
];

/// The referrals of a section. `met` is the meeting that it belongs to.
pub(super) fn find(blocks: &[Block], prose: &[String], met: &Met) -> Vec<Referral> {
    let own = met.body.as_deref();
    let mut found = Vec::new();
    for block in blocks {
        if let Some(intro) = &block.intro {
            found.extend(sent(intro, &SENDS_AND_HEADINGS, own));
        }
        for part in &block.clauses {
            found.extend(sent(&part.text, &SENDS, own));
            found.extend(asked(&part.text, own));
            found.extend(wished(&part.text, own));
        }
    }
    for line in prose {
        for sentence in sentences(line).into_iter().filter(|sentence| bodies::hinted(sentence)) {
            found.extend(received(sentence, met));
            if !words(sentence).iter().any(|word| word.is(&["had", "been", "previously"]))
                || sentence.contains("could go")
            {
                found.extend(sent(sentence, &SENDS_IN_PROSE, own));
                found.extend(goes_on(sentence, own));
            }
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|referral| seen.insert((referral.to_body.to_lowercase(), referral.direction == Direction::Out)));
    found
}

const SENDS_AND_HEADINGS: [&str; 6] =
    ["recommended", "recommends", "recommend", "recommendation", "recommendations", "referred"];

fn is_own(name: &str, own: Option<&str>) -> bool {
    own.is_some_and(|own| own.eq_ignore_ascii_case(name))
}

fn out(text: &str, body: &Named) -> Referral {
    let after = &text[body.end..];
    let upto = bodies::find(after).first().map_or(after.len(), |next| next.at);
    let after = &after[..upto];
    let day = dates::find(after).into_iter().next();
    let when = due::find(after).or_else(|| due::find(text).filter(|_| day.is_none() && upto == text[body.end..].len()));
    Referral {
        to_body: body.name.clone(),
        meeting_date: day.and_then(|day| day.on),
        direction: Direction::Out,
        when_text: when.map(|when| when.text).filter(|text| text.parse::<chrono::NaiveDate>().is_err()),
    }
}

/// "be referred to the Board on 19 June", "go to cabinet in January and council in February".
fn sent(text: &str, verbs: &[&str], own: Option<&str>) -> Vec<Referral> {
    let all = words(text);
    let bodies = bodies::find(text);
    let mut found = Vec::new();
    for at in 0..all.len() {
        if !all[at].is(verbs) {
            continue;
        }
        let Some(to) = (at + 1..(at + 16).min(all.len())).find(|to| leads(text, &all, *to, &bodies)) else { continue };
        let mut from = all[to].end;
        for body in bodies.iter().filter(|body| body.at >= all[to].end) {
            let between = words(&text[from..body.at]);
            let near = between.iter().all(|word| {
                word.is(&["the", "and", "in", "on", "then", "to", "a", "meeting", "of", "next", "full", "its"])
                    || dates::month(&word.low).is_some()
                    || word.raw.bytes().all(|b| b.is_ascii_digit())
            });
            if !near || is_own(&body.name, own) {
                break;
            }
            found.push(out(text, body));
            from = body.end;
        }
        if !found.is_empty() {
            break;
        }
    }
    found
}

/// "would be considered by Cabinet on 8 November".
fn goes_on(text: &str, own: Option<&str>) -> Option<Referral> {
    let all = words(text);
    let at = (1..all.len()).find(|at| {
        all[*at].low == "be"
            && all[at - 1].is(&["will", "would", "to"])
            && all.get(at + 1).is_some_and(|past| {
                past.is(&[
                    "considered",
                    "presented",
                    "submitted",
                    "reported",
                    "taken",
                    "discussed",
                    "scrutinised",
                    "approved",
                ])
            })
    })?;
    let link = (at + 2..(at + 5).min(all.len())).find(|link| all[*link].is(&["by", "to", "at"]))?;
    let near = |body: &Named| {
        body.at >= all[link].end
            && words(&text[all[link].end..body.at])
                .iter()
                .all(|word| word.is(&["the", "next", "meeting", "of", "full"]))
    };
    let body = bodies::find(text).into_iter().find(near)?;
    (!is_own(&body.name, own)).then(|| out(text, &body))
}

/// "to the Scrutiny Board", "to the next meeting of the council", "forward to Cabinet".
fn leads(text: &str, all: &[Word<'_>], to: usize, bodies: &[Named]) -> bool {
    if all[to].low != "to" {
        return false;
    }
    bodies.iter().any(|body| {
        body.at >= all[to].end
            && words(&text[all[to].end..body.at])
                .iter()
                .all(|word| word.is(&["the", "next", "meeting", "of", "full", "a"]))
    })
}

/// "That Cabinet be requested to set a new indicator".
fn asked(text: &str, own: Option<&str>) -> Option<Referral> {
    let all = words(text);
    let at = (1..all.len()).find(|at| {
        all[*at].is(&["be", "is"])
            && all
                .get(at + 1)
                .is_some_and(|word| word.is(&["requested", "asked", "recommended", "invited", "urged", "advised"]))
    })?;
    let body = bodies::find(&text[..all[at].at]).pop().filter(|body| text[body.end..all[at].at].trim().is_empty())?;
    (!is_own(&body.name, own)).then(|| out(text, &body))
}

/// "any matter it wishes Cabinet to consider on 15 March".
fn wished(text: &str, own: Option<&str>) -> Option<Referral> {
    let all = words(text);
    let at = (0..all.len())
        .find(|at| says(&all, *at, "to consider") || says(&all, *at, "to agree") || says(&all, *at, "to approve"))?;
    let body = bodies::find(&text[..all[at].at]).pop().filter(|body| text[body.end..all[at].at].trim().is_empty())?;
    let wish = words(&text[..body.at])
        .last()
        .is_some_and(|word| word.is(&["wishes", "wished", "recommends", "asks", "requests", "ask", "invites", "the"]));
    (wish && !is_own(&body.name, own)).then(|| out(text, &body))
}

/// Words after which the body stands that a matter came from.
const CAME: [&str; 16] = [
    "referred by",
    "referred from",
    "referral from",
    "recommendations from",
    "recommendation from",
    "received from",
    "request of",
    "recommendations of",
    "requested by",
    "feedback from",
    "comments from",
    "been considered by",
    "been seen by",
    "been scrutinised by",
    "been discussed by",
    "been reviewed by",
];

/// "had been referred by the Panel", "at the request of the Board", "put forward for Cabinet".
fn received(text: &str, met: &Met) -> Option<Referral> {
    let all = words(text);
    let bodies = bodies::find(text);
    let own = met.body.as_deref();
    let from = |at: usize| {
        bodies.iter().any(|body| {
            body.at >= all[at].end
                && words(&text[all[at].end..body.at]).iter().all(|word| word.is(&["the", "meeting", "of"]))
                && !is_own(&body.name, own)
        })
    };
    let came = (0..all.len()).any(|at| {
        let phrase = CAME.iter().find(|phrase| says(&all, at, phrase));
        let put = ["put forward for", "put forward to", "referred to"].iter().any(|phrase| says(&all, at, phrase))
            && bodies.iter().any(|body| body.at >= all[at].end && is_own(&body.name, own));
        put || phrase.is_some_and(|phrase| from(at + phrase.split(' ').count() - 1))
    });
    if came { arrived(met) } else { None }
}

/// A matter that reached the body whose meeting this is.
pub(super) fn arrived(met: &Met) -> Option<Referral> {
    let body = met.body.clone()?;
    Some(Referral { to_body: body, meeting_date: met.on, direction: Direction::In, when_text: None })
}
