//! The names of measures as the words that tell them apart: abbreviations of the field, plurals and wordings undone.
//! Which known indicator a name means is judged in `matching`, its only caller.

use super::cell::bracketed;
use super::notions::NOTIONS;

/// Words that say nothing about which measure it is.
const SILENT: &[&str] = &[
    "of",
    "the",
    "in",
    "at",
    "for",
    "to",
    "with",
    "who",
    "that",
    "and",
    "or",
    "a",
    "an",
    "on",
    "by",
    "from",
    "their",
    "is",
    "are",
    "be",
    "been",
    "was",
    "were",
    "per",
    "as",
    "which",
    "had",
    "have",
    "has",
    "percent",
    "percentage",
    "proportion",
    "share",
    "ytd",
    "cumulative",
    "annualised",
    "provisional",
    "corrected",
    "revised",
    "amended",
    "q",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
    "since",
    "council",
    "our",
    "old",
    "local",
    "authority",
    "dfe",
    "kpi",
    "indicator",
    "ofsted",
    "rolling",
    "snapshot",
    "date",
    "it",
    "than",
    "up",
];

/// One word for several that mean the same.
const SAME: &[(&str, &[&str])] = &[
    ("child", &["children", "childrens", "child", "cyp", "kids"]),
    ("year", &["yrs", "yr", "years", "y"]),
    ("week", &["wks", "wk", "weeks", "weekly", "w"]),
    ("hour", &["hrs", "hr", "h", "hours"]),
    ("day", &["days", "d"]),
    ("month", &["months", "mth", "mths", "monthly"]),
    ("working day", &["wd", "wds", "wdays"]),
    ("number", &["no", "num", "nos", "numbers", "count", "headcount", "total"]),
    ("average", &["av", "avg", "ave", "mean"]),
    ("external", &["ext", "independent"]),
    ("exclud", &["excl", "ex", "exc", "excluding", "excludes", "without"]),
    ("exception", &["exceptions", "exceptional"]),
    ("1", &["one", "single"]),
    ("2", &["two", "second"]),
    ("3", &["three", "third"]),
    ("4", &["four"]),
    ("repeat", &["subsequent", "repeats", "repeated", "again", "previous", "previously"]),
    ("plus", &["more", "least", "over", "longer", "plus"]),
    ("ontime", &["time", "timescale", "timescales", "timely", "timeliness", "timeframe", "statutory"]),
    ("placement", &["placements", "move", "moves", "moved", "placed"]),
    (
        "particip",
        &[
            "participation",
            "participating",
            "participated",
            "participate",
            "attended",
            "attendance",
            "attending",
            "contributing",
            "contributed",
            "contribute",
            "contribution",
        ],
    ),
    ("adopt", &["adopted", "adoption", "adoptions"]),
    (
        "start",
        &[
            "starts",
            "started",
            "starting",
            "new",
            "admissions",
            "admitted",
            "entering",
            "entered",
            "starters",
            "begun",
            "started",
            "commenced",
        ],
    ),
    (
        "end",
        &[
            "ends",
            "ended",
            "ending",
            "cease",
            "ceases",
            "ceased",
            "ceasing",
            "deregistered",
            "resigned",
            "deregistrations",
            "closed",
            "closures",
            "discharges",
            "discharged",
            "leaving",
            "leave",
            "left",
            "exits",
        ],
    ),
    ("approve", &["recruited", "recruitment", "recruit", "approved", "approvals", "approval"]),
    ("stability", &["stable"]),
    ("educ", &["education", "educated", "educational", "educating", "ed"]),
    ("exclusion", &["exclusions", "excluded"]),
    ("absence", &["absent", "absentee", "absentees", "absences"]),
    ("persistent", &["persistently"]),
    ("permanent", &["permanently", "perm"]),
    ("check", &["checks", "checked", "checkup", "checkups"]),
    ("dental", &["dentist", "dentists", "dentistry"]),
    ("health", &["medical"]),
    ("exploit", &["exploitation", "exploited", "cse", "cce"]),
    ("suitable", &["suitability"]),
    ("accommodation", &["accom", "accomm", "housing", "accomodation"]),
    ("cost", &["costs", "price", "prices", "spend", "fee", "fees"]),
    ("vacancy", &["vacancies", "vacant"]),
    ("agency", &["locum", "locums"]),
    ("turnover", &["leavers"]),
    ("sdq", &["difficulties", "difficulty"]),
    ("interview", &["interviews", "conversation", "conversations"]),
    ("elective", &["electively"]),
    ("exclud", &["exclude"]),
    ("maths", &["mathematics", "math"]),
    ("carer", &["carers", "fosterers", "household", "households"]),
    ("foster", &["fostering"]),
    ("mainstream", &["inhouse"]),
    ("caseload", &["caseloads"]),
    ("complet", &["completed", "complete", "completion", "completions"]),
    ("issue", &["issued", "finalised", "issuing"]),
    ("decide", &["decided", "decision", "decisions"]),
    ("assess", &["assessment", "assessments", "assessed", "assessing"]),
    ("review", &["reviews", "reviewed", "reviewing"]),
    ("referral", &["referrals", "referred"]),
    ("pupil", &["pupils", "students", "student"]),
    ("young", &["youth"]),
    ("risk", &["flag", "flags", "flagged"]),
    ("breakdown", &["breakdowns", "disruptions", "disrupted"]),
    ("miss", &["missing"]),
    ("10000", &["10k"]),
    ("100000", &["100k"]),
];

/// A remark in brackets that begins so says when the row was sent, not what it measures.
const CORRECTED: &[&str] = &["corrected", "revised", "amended", "updated", "provisional", "as at", "restated"];

/// The words of a name, in its order.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let name = match bracketed(name) {
        Some((before, inside)) if CORRECTED.iter().any(|word| inside.to_lowercase().starts_with(word)) => before,
        _ => name,
    };
    for raw in split(name) {
        if raw == "leavers" && found.last().is_some_and(|last| last == "care") || raw == "leaver" {
            found.push("leaver".to_owned());
            continue;
        }
        let word = one_for_several(&raw);
        found.extend(word.split(' ').filter(|word| !SILENT.contains(word)).map(str::to_owned));
    }
    for (phrase, notion) in NOTIONS {
        replace(&mut found, phrase, notion);
    }
    let mut seen = Vec::new();
    found.retain(|word| {
        !seen.contains(word) && {
            seen.push(word.clone());
            true
        }
    });
    found
}

/// Lower-case runs of letters or of digits; "10,000" is one number and "3+" is "3 plus".
fn split(name: &str) -> Vec<String> {
    let name = name.to_lowercase().replace(['\'', '’', '‘'], "").replace("re-", "re").replace("in-house", "inhouse");
    let name = name.replace('+', " plus ").replace("first-time", "first time");
    let letters: Vec<char> = name.chars().collect();
    let mut found: Vec<String> = Vec::new();
    let mut open = false;
    for (at, letter) in letters.iter().enumerate() {
        let digit = letter.is_ascii_digit();
        let inside = *letter == ',' && at > 0 && letters[at - 1].is_ascii_digit();
        let thousands = inside && letters[at + 1..].iter().take(3).filter(|c| c.is_ascii_digit()).count() == 3;
        if thousands {
            continue;
        }
        let alike = found.last().and_then(|last: &String| last.chars().last()).map(|last| last.is_ascii_digit());
        match (letter.is_alphanumeric(), open && alike == Some(digit), found.last_mut()) {
            (false, _, _) => open = false,
            (true, true, Some(last)) => last.push(*letter),
            _ => {
                found.push(letter.to_string());
                open = true;
            }
        }
    }
    // "18s" too; "s47" is a section.
    let ordinals = ["st", "nd", "rd", "th", "s"];
    let abbreviated = |pair: &[String]| pair[0] == "10" && pair[1] == "k";
    let mut at = 0;
    let mut whole = Vec::new();
    while at < found.len() {
        if found.get(at..at + 2).is_some_and(abbreviated) {
            whole.push("10k".to_owned());
            at += 2;
        } else {
            if !(at > 0 && ordinals.contains(&found[at].as_str()) && found[at - 1].bytes().all(|b| b.is_ascii_digit()))
            {
                whole.push(found[at].clone());
            }
            at += 1;
        }
    }
    whole
}

fn one_for_several(word: &str) -> String {
    if let Some((one, _)) = SAME.iter().find(|(_, several)| several.contains(&word)) {
        return (*one).to_owned();
    }
    let short = match word {
        "looked" | "looking" => "look",
        _ if word.len() > 4 && word.ends_with("ies") => return format!("{}y", &word[..word.len() - 3]),
        _ if word.len() > 2 && word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us") => {
            &word[..word.len() - 1]
        }
        _ => word,
    };
    short.to_owned()
}

fn replace(words: &mut Vec<String>, phrase: &str, notion: &str) {
    let parts: Vec<&str> = phrase.split(' ').collect();
    let mut at = 0;
    while at + parts.len() <= words.len() {
        if words[at..at + parts.len()].iter().zip(&parts).all(|(word, part)| word == part) {
            let put: Vec<String> = notion.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
            let long = put.len();
            words.splice(at..at + parts.len(), put);
            at += long;
        } else {
            at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn wordings_of_one_measure_come_to_the_same_words() {
        for (one, other) in [
            ("Children looked after", "LAC"),
            ("CLA number", "Looked after children: number"),
            ("CP Plans", "Children’s child protection plans"),
            ("UASC", "Unaccompanied asylum-seeking children"),
            ("RHIs within 72h", "Return home interviews within 72 hours"),
            ("EHCPs in 20 wks", "Education, health and care plans in 20 weeks"),
            ("Looked after rate / 10k", "LAC rate per 10,000"),
            ("NEET 16-17", "16 & 17 not in education, employment or training"),
            ("3+ placements", "three or more placements"),
            ("2nd/subsequent", "second or subsequent"),
            ("Assessments in 45 wd", "Assessments in 45 working days"),
            ("S47 enquiries", "Section 47 enquiries"),
            ("Re-referrals", "Repeat referrals"),
        ] {
            let sorted = |text| {
                let mut words: Vec<String> = words(text)
                    .into_iter()
                    .filter(|word| word != "child" || !text.contains("child protection"))
                    .collect();
                words.sort();
                words
            };
            assert_eq!(sorted(one), sorted(other), "{one} / {other}");
        }
    }

    proptest! {
        #[test]
        fn no_name_makes_it_fall_over(name in "\\PC{0,40}", near in "[0-9,a-z+ &'-]{0,20}") {
            let _ = (words(&name), words(&near));
        }
    }
}
