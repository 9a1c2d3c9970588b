//! How a motion was carried or lost: counts in figures or words, recorded names, unanimity, assent.
//! Votes on amendments are kept apart. Called by `read`.

use super::model::{Carried, Counts, Outcome, Vote};
use super::words::{Word, hints, mentions, says, sentences, words};

/// The votes that the lines record.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Votes {
    pub main: Option<Vote>,
    pub amendment: Option<Vote>,
    pub amendment_result: Option<String>,
    pub outcome: Option<Outcome>,
}

/// Reads the votes of a section from its openings and narrative.
pub(super) fn read(lines: &[&str]) -> Votes {
    let mut votes = Votes::default();
    let (mut main, mut amended) = (Counts::default(), Counts::default());
    let mut word = None;
    // A recorded vote goes on over several lines and belongs to what was put before it.
    let mut on_amendment = false;
    for line in lines {
        for sentence in sentences(line) {
            let amendment = mentions(sentence, &["amendment", "amendments"])
                && !mentions(sentence, &["amended motion", "as amended", "substantive motion"]);
            if amendment {
                on_amendment = true;
            } else if mentions(sentence, &["motion", "recommendation", "recommendations", "resolved", "substantive"]) {
                on_amendment = false;
            }
            let counts = counts(sentence);
            merge(if on_amendment { &mut amended } else { &mut main }, counts);
            if amendment {
                votes.amendment_result = votes.amendment_result.or_else(|| result(sentence));
            } else {
                word = stronger(word, in_a_word(sentence));
                votes.outcome = votes.outcome.or_else(|| outcome(sentence, on_amendment));
            }
        }
    }
    votes.main = given(main).or(word.map(Vote::Word));
    votes.amendment = given(amended);
    votes
}

fn stronger(a: Option<Carried>, b: Option<Carried>) -> Option<Carried> {
    if a == Some(Carried::Unanimous) { a } else { b.or(a) }
}

fn given(counts: Counts) -> Option<Vote> {
    (counts != Counts::default() && (counts.in_favour.is_some() || counts.against.is_some()))
        .then_some(Vote::Counts(counts))
}

fn merge(into: &mut Counts, from: Counts) {
    into.in_favour = into.in_favour.or(from.in_favour);
    into.against = into.against.or(from.against);
    into.abstain = into.abstain.or(from.abstain);
}

const NUMBERS: [&str; 31] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "twenty-one",
    "twenty-two",
    "twenty-three",
    "twenty-four",
    "twenty-five",
    "twenty-six",
    "twenty-seven",
    "twenty-eight",
    "twenty-nine",
    "thirty",
];

fn number(word: &Word<'_>) -> Option<u32> {
    if word.is(&["none", "nil", "no"]) {
        return Some(0);
    }
    if let Some(place) = NUMBERS.iter().position(|name| *name == word.low) {
        return u32::try_from(place).ok();
    }
    word.low.parse().ok().filter(|n| *n < 1000)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    For,
    Against,
    Abstain,
}

fn side(all: &[Word<'_>], at: usize) -> Option<Side> {
    let word = &all[at];
    if word.low == "for" || word.low == "favour" {
        Some(Side::For)
    } else if word.low == "against" {
        Some(Side::Against)
    } else {
        word.low
            .starts_with("absten")
            .then_some(Side::Abstain)
            .or_else(|| word.low.starts_with("abstain").then_some(Side::Abstain))
    }
}

/// The counts in one sentence.
pub(super) fn counts(text: &str) -> Counts {
    if !hints(text, &["for", "favour", "against", "abst", "vote", " to "]) {
        return Counts::default();
    }
    let all = words(text);
    let mut found = Counts::default();
    let sides: Vec<(usize, Side)> = (0..all.len()).filter_map(|at| Some((at, side(&all, at)?))).collect();
    let about = mentions(text, &["vote", "votes", "voted", "voting", "against", "carried", "lost"])
        || sides.iter().any(|(_, side)| *side == Side::Abstain);
    if let Some(tally) = to_tally(&all) {
        merge(&mut found, tally);
    }
    let label =
        sides.first().is_some_and(|(at, _)| *at == 0 || *at == 1 && all[0].is(&["voted", "votes", "voting", "in"]));
    let several = sides.iter().map(|(_, side)| *side).collect::<Vec<_>>().windows(2).any(|pair| pair[0] != pair[1]);
    if !about && !label {
        return found;
    }
    let before_mode = sides.iter().find_map(|(at, _)| match (before(&all, *at), after(text, &all, *at)) {
        (Some(_), _) => Some(true),
        (None, Some(_)) => Some(false),
        (None, None) => None,
    });
    for (at, side) in &sides {
        let named = || (label && *at <= 1 && sides.len() == 1).then(|| names(text, &all, *at)).flatten();
        let count = match before_mode {
            Some(true) => before(&all, *at),
            Some(false) => after(text, &all, *at),
            None => named(),
        };
        let counted = count.filter(|_| {
            several || label || *side != Side::For || mentions(text, &["vote", "votes", "voted", "voting"])
        });
        let slot = match side {
            Side::For => &mut found.in_favour,
            Side::Against => &mut found.against,
            Side::Abstain => &mut found.abstain,
        };
        *slot = slot.or(counted);
    }
    found
}

/// "by 30 votes to 21", "carried by 8 to 3".
fn to_tally(all: &[Word<'_>]) -> Option<Counts> {
    for at in 0..all.len() {
        let Some(first) = number(&all[at]) else { continue };
        let mut next = at + 1;
        let voted = all.get(next).is_some_and(|word| word.is(&["vote", "votes"]));
        next += usize::from(voted);
        let to = all.get(next).is_some_and(|word| word.low == "to");
        let put = at > 0 && all[at - 1].low == "by";
        if let Some(second) = all.get(next + 1).and_then(number).filter(|_| to && (voted || put)) {
            return Some(Counts { in_favour: Some(first), against: Some(second), abstain: None });
        }
    }
    None
}

/// The number before "for": "24 for", "eight votes in favour", "8 Members voted for".
fn before(all: &[Word<'_>], at: usize) -> Option<u32> {
    let filler =
        ["votes", "vote", "in", "members", "councillors", "member", "voted", "voting", "voters", "were", "was"];
    let mut place = at;
    for _ in 0..4 {
        place = place.checked_sub(1)?;
        if let Some(number) = number(&all[place]) {
            return Some(number);
        }
        if !all[place].is(&filler) {
            return None;
        }
    }
    None
}

/// The number after "For": "For (24)", "Against: 3", "Abstentions – none".
fn after(text: &str, all: &[Word<'_>], at: usize) -> Option<u32> {
    let mut next = at + 1;
    while all.get(next).is_some_and(|word| word.is(&["votes", "vote", "the", "motion", "recommendation", "proposal"]))
        && next < at + 4
    {
        next += 1;
    }
    let word = all.get(next)?;
    let gap = text[all[next - 1].end..word.at].trim();
    let marked = gap.is_empty() || gap.chars().all(|c| matches!(c, '(' | ':' | '-' | '–' | '—' | '=' | ' ' | '['));
    number(word).filter(|_| marked)
}

/// Recorded names after a label are counted: "For: Councillors Ash, Beech and Cedar".
fn names(text: &str, all: &[Word<'_>], at: usize) -> Option<u32> {
    let rest = text[all[at].end..].trim_start_matches([' ', ')']);
    let rest = rest.strip_prefix([':', '-', '–'])?;
    if let Some(bracket) = words(rest).last().filter(|last| rest[last.end..].starts_with(')')) {
        return number(bracket);
    }
    let listed =
        rest.replace(" and ", ",").split([',', ';']).filter(|piece| words(piece).iter().any(Word::capital)).count();
    u32::try_from(listed).ok().filter(|n| *n > 0)
}

/// Unanimity or assent, said of the decision itself.
pub(super) fn in_a_word(text: &str) -> Option<Carried> {
    if !hints(text, &["assent", "consent", "affirmation", "unanim", "nem"]) {
        return None;
    }
    let all = words(text);
    for at in 0..all.len() {
        let assent = says(&all, at, "by assent")
            || says(&all, at, "by general assent")
            || says(&all, at, "general assent")
            || says(&all, at, "by general consent")
            || says(&all, at, "by affirmation");
        if assent {
            return Some(Carried::Assent);
        }
        let near = &all[at.saturating_sub(5)..(at + 6).min(all.len())];
        let put = |word: &Word<'_>| {
            word.is(&[
                "resolved",
                "agreed",
                "carried",
                "approved",
                "vote",
                "voted",
                "motion",
                "passed",
                "recommended",
                "adopted",
                "decided",
                "put",
                "favour",
                "resolution",
                "recommendations",
            ])
        };
        let whole = all.len() <= 2;
        if (all[at].is(&["unanimous", "unanimously"])
            || says(&all, at, "nem con")
            || says(&all, at, "nemine contradicente"))
            && (whole || near.iter().any(put))
        {
            return Some(Carried::Unanimous);
        }
    }
    None
}

fn result(text: &str) -> Option<String> {
    if mentions(text, &["carried", "agreed", "accepted"]) {
        Some("carried".into())
    } else {
        mentions(text, &["lost", "defeated", "fell", "rejected", "not carried", "negatived"]).then(|| "lost".into())
    }
}

fn outcome(text: &str, on_amendment: bool) -> Option<Outcome> {
    let motion = mentions(text, &["motion", "vote", "recommendation", "recommendations", "proposal", "proposition"]);
    if !motion || on_amendment {
        return None;
    }
    if mentions(text, &["lost", "defeated", "fell", "not carried", "was not agreed", "rejected"]) {
        return Some(Outcome::Lost);
    }
    mentions(
        text,
        &[
            "motion withdrawn",
            "motion was withdrawn",
            "withdrew the motion",
            "withdrew his motion",
            "withdrew her motion",
        ],
    )
    .then_some(Outcome::Withdrawn)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(f: Option<u32>, a: Option<u32>, x: Option<u32>) -> Option<Vote> {
        Some(Vote::Counts(Counts { in_favour: f, against: a, abstain: x }))
    }

    #[test]
    fn votes_in_all_forms() {
        for (lines, vote) in [
            (
                &["On being put to the vote there were 8 votes for, 3 against and 1 abstention."][..],
                tally(Some(8), Some(3), Some(1)),
            ),
            (&["For (24)", "Mr A and others", "Against (29)", "Abstain (2)"], tally(Some(24), Some(29), Some(2))),
            (&["The motion was carried by 12 votes to 4."], tally(Some(12), Some(4), None)),
            (&["(Voting: For – 8; Against – none; Abstentions – 1)"], tally(Some(8), Some(0), Some(1))),
            (&["Seven voted in favour and two against."], tally(Some(7), Some(2), None)),
            (&["For: Councillors Ash, Beech and Cedar", "Against: Councillor Dean"], tally(Some(3), Some(1), None)),
            (&["The motion was carried unanimously."], Some(Vote::Word(Carried::Unanimous))),
            (&["RESOLVED UNANIMOUSLY:"], Some(Vote::Word(Carried::Unanimous))),
            (&["The motion was agreed by assent."], Some(Vote::Word(Carried::Assent))),
            (&["Two schools were asked for figures. Nobody spoke against."], None),
            (&["Members were unanimous in their praise of staff."], None),
            (&["There were 12 requests for help."], None),
        ] {
            assert_eq!(read(lines).main, vote, "{lines:?}");
        }
    }

    #[test]
    fn an_amendment_has_its_own_vote() {
        let votes =
            read(&["The amendment was carried by 30 votes to 21.", "The amended motion was lost by 20 votes to 31."]);
        assert_eq!(votes.amendment, tally(Some(30), Some(21), None));
        assert_eq!(votes.main, tally(Some(20), Some(31), None));
        assert_eq!((votes.outcome, votes.amendment_result.as_deref()), (Some(Outcome::Lost), Some("carried")));
    }
}
