//! Which known indicator the name in a sent row means, judged by rare words, by unit and by target; or that none is near.
//! Names that fit two indicators alike are left open, never guessed. Called by `reading`.

use super::known::Known;
use super::words::words;
use rust_decimal::Decimal;
use std::collections::{HashMap, HashSet};

/// Below this, a name is not near enough to an indicator.
const NEAR: f64 = 0.54;
/// Two indicators that are closer than this cannot be told apart.
const CLOSE: f64 = 0.05;

/// What a row shows of its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Shown {
    Percent,
    /// So many of so many: "per 10,000", "rate".
    Rate,
    Money,
    /// A number of things.
    Number,
    /// Days, weeks, months.
    Time,
    /// A figure that elsewhere in the file would have a percentage sign, if it were one.
    NotPercent,
    Nothing,
}

/// What a row gives to judge by.
#[derive(Clone, Debug)]
pub(super) struct Clue {
    pub name: String,
    pub shown: Shown,
    pub target: Option<Decimal>,
}

/// Indicators that are near a name, the nearest first, each with how near it is.
type Ranking = Vec<(usize, f64)>;

/// Which indicator a row means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Match {
    /// Its place in the list, and how near the name is.
    One(usize, f64),
    /// Two fit alike.
    Between(usize, usize),
    None,
}

struct Entry {
    name: HashSet<String>,
    about: HashSet<String>,
}

/// The known indicators, prepared to be asked.
pub(super) struct Index<'a> {
    known: &'a [Known],
    entries: Vec<Entry>,
    weight: HashMap<String, f64>,
    /// The weight of a word that no indicator has.
    strange: f64,
}

/// Words that say how a thing is counted rather than what it is.
const FAINT: &[&str] = &[
    "number",
    "rate",
    "child",
    "held",
    "complet",
    "issue",
    "all",
    "current",
    "10000",
    "ontime",
    "under",
    "age",
    "aged",
    "18",
    "0",
    "17",
    "ever",
    "quarter",
    "open",
    "young",
    "people",
    "working",
    "day",
    "made",
    "took",
    "score",
    "social",
    "care",
    "order",
    "episode",
    "offered",
    "authorised",
    "lodged",
];

impl<'a> Index<'a> {
    pub(super) fn of(known: &'a [Known]) -> Self {
        let mut entries = Vec::new();
        for one in known {
            let name: HashSet<String> = words(&one.name).into_iter().collect();
            let mut about: HashSet<String> = words(&one.description).into_iter().collect();
            if name.contains("day") || name.contains("week") || name.contains("hour") {
                about.insert("ontime".to_owned());
            }
            entries.push(Entry { name, about });
        }
        let mut seen: HashMap<String, f64> = HashMap::new();
        for entry in &entries {
            for word in &entry.name {
                *seen.entry(word.clone()).or_default() += 1.0;
            }
            for word in entry.about.difference(&entry.name) {
                *seen.entry(word.clone()).or_default() += 0.3;
            }
        }
        #[allow(clippy::cast_precision_loss)]
        let all = known.len() as f64;
        let rare = |count: f64| (1.0 + all / (count + 0.5)).ln();
        let weight = seen.into_iter().map(|(word, count)| {
            let faint = if FAINT.contains(&word.as_str()) { 0.3 } else { 1.0 };
            let heavy = rare(count) * faint;
            (word, heavy)
        });
        Self { known, entries, weight: weight.collect(), strange: rare(1.0) * 0.55 }
    }

    fn weight(&self, word: &str) -> f64 {
        let faint = if FAINT.contains(&word) { 0.3 } else { 1.0 };
        self.weight.get(word).copied().unwrap_or(self.strange * faint)
    }

    /// How near a name is to an indicator, from 0 to 1 and a little more where the target agrees.
    fn score(&self, sent: &[String], clue: &Clue, place: usize) -> f64 {
        let entry = &self.entries[place];
        if sent.iter().all(|word| FAINT.contains(&word.as_str())) {
            return 0.0;
        }
        let (mut found, mut asked) = (0.0, 0.0);
        for word in sent {
            let heavy = self.weight(word);
            asked += heavy;
            found += heavy
                * if entry.name.contains(word) {
                    1.0
                } else if entry.about.contains(word) {
                    0.5
                } else {
                    0.0
                };
        }
        let whole: f64 = entry.name.iter().map(|word| self.weight(word)).sum();
        let told: f64 = entry.name.iter().filter(|word| sent.contains(word)).map(|word| self.weight(word)).sum();
        if asked == 0.0 || whole == 0.0 || told == 0.0 {
            return 0.0;
        }
        let known = &self.known[place];
        let near = 0.65 * found / asked + 0.35 * told / whole;
        let near = if contradicts(sent, entry) { near * 0.65 } else { near };
        let fits = near * unit_fits(clue.shown, &known.unit) * if known.annual { 0.93 } else { 1.0 };
        let same_target = known.target.is_some() && known.target == clue.target;
        if same_target && fits > 0.3 { fits + 0.08 } else { fits }
    }

    /// The indicator that each row means. A row that fits two alike takes the one that no other row claims.
    pub(super) fn find(&self, clues: &[Clue]) -> Vec<Match> {
        let mut cache: HashMap<(&str, Shown, Option<Decimal>), Ranking> = HashMap::new();
        let mut ranked: Vec<Ranking> = Vec::with_capacity(clues.len());
        for clue in clues {
            let key = (clue.name.as_str(), clue.shown, clue.target);
            let best = cache.entry(key).or_insert_with(|| self.rank(clue));
            ranked.push(best.clone());
        }
        let clear = |best: &[(usize, f64)]| match best {
            [] => None,
            [first] => Some(*first),
            [first, second, ..] => (first.1 - second.1 >= CLOSE).then_some(*first),
        };
        let claimed: HashSet<usize> = ranked.iter().filter_map(|best| clear(best)).map(|(place, _)| place).collect();
        ranked
            .iter()
            .map(|best| match (clear(best), best.as_slice()) {
                (Some((place, near)), _) => Match::One(place, near),
                (None, [first, second, ..]) => match (claimed.contains(&first.0), claimed.contains(&second.0)) {
                    (false, true) => Match::One(first.0, first.1),
                    (true, false) => Match::One(second.0, second.1),
                    _ => Match::Between(first.0, second.0),
                },
                _ => Match::None,
            })
            .collect()
    }

    fn rank(&self, clue: &Clue) -> Ranking {
        let sent = words(&clue.name);
        let exact = |place: &usize| self.known[*place].name.eq_ignore_ascii_case(clue.name.trim());
        if let Some(place) = (0..self.known.len()).find(exact) {
            return vec![(place, 1.0)];
        }
        let mut best: Ranking = (0..self.known.len())
            .map(|place| (place, self.score(&sent, clue, place)))
            .filter(|(_, near)| *near >= NEAR)
            .collect();
        best.sort_by(|a, b| b.1.total_cmp(&a.1));
        best.truncate(3);
        best
    }
}

/// Whom or what a measure is about: one of another is another measure.
const ABOUT: &[&str] = &[
    "lac",
    "cpplan",
    "cp",
    "cin",
    "careleaver",
    "ehcp",
    "sw",
    "foster",
    "uasc",
    "ehe",
    "cme",
    "s47",
    "icpc",
    "rereferral",
    "rhi",
    "pupil",
    "pep",
    "exclusion",
];

/// Words that make another measure of one that lacks them: an average of something is not its number.
const DECISIVE: &[&str] = &[
    "average",
    "visit",
    "breakdown",
    "disruption",
    "quality",
    "cost",
    "overall",
    "old",
    "conviction",
    "request",
    "tribunal",
    "complaint",
    "delay",
    "gp",
    "progress",
    "phonics",
    "waiting",
    "stepdown",
];

/// Words that exclude each other.
const OPPOSITE: &[(&str, &str)] =
    &[("start", "end"), ("approve", "end"), ("mainstream", "external"), ("absence", "exclusion"), ("care", "home")];

/// Whether a name says something that cannot be said of an indicator.
fn contradicts(sent: &[String], entry: &Entry) -> bool {
    let says = |word: &str| sent.iter().any(|sent| sent == word);
    let has = |word: &str| entry.name.contains(word) || entry.about.contains(word);
    let subject: Vec<&&str> = ABOUT.iter().filter(|word| says(word)).collect();
    let elsewhere = ABOUT.iter().any(|word| entry.name.contains(*word));
    let apart = |one: &str, other: &str| says(one) && !has(one) && entry.name.contains(other);
    (!subject.is_empty() && elsewhere && !subject.iter().any(|word| has(word)))
        || DECISIVE.iter().any(|word| says(word) && !has(word))
        || OPPOSITE.iter().any(|(one, other)| apart(one, other) || apart(other, one))
}

/// How well a known unit goes with what a row shows.
fn unit_fits(shown: Shown, unit: &str) -> f64 {
    let percent = unit == "%";
    let rate = unit.starts_with("per ");
    let money = unit.contains('£');
    let agrees = match shown {
        Shown::Percent => percent,
        Shown::Rate => rate || percent,
        Shown::Money => money,
        Shown::Time => !money && ["day", "week", "month"].iter().any(|word| unit.contains(word)),
        Shown::Number if !percent && !rate && !money => return if unit == "number" { 1.0 } else { 0.75 },
        Shown::Number => !percent && !rate && !money,
        Shown::NotPercent if percent => return 0.7,
        Shown::NotPercent | Shown::Nothing => return if rate || money { 0.93 } else { 1.0 },
    };
    if agrees { 1.0 } else { 0.55 }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::sheet::Sheet;
    use super::*;

    fn known() -> Vec<Known> {
        let list = include_bytes!("../../../tests/fixtures/scorecards/indicators.csv");
        Known::list(&Sheet::from_bytes(list).unwrap()).unwrap()
    }

    /// What the names in a column of a file mean, by code.
    fn found(names: &[(&str, Shown)]) -> Vec<(String, String)> {
        let known = known();
        let clues: Vec<Clue> =
            names.iter().map(|(name, shown)| Clue { name: (*name).to_owned(), shown: *shown, target: None }).collect();
        let code = |found| match found {
            Match::One(place, _) => known[place].code.clone(),
            Match::Between(one, other) => format!("{} or {}", known[one].code, known[other].code),
            Match::None => "none".to_owned(),
        };
        let matches = Index::of(&known).find(&clues).into_iter().map(code);
        names.iter().map(|(name, _)| (*name).to_owned()).zip(matches).collect()
    }

    #[test]
    fn names_as_directors_write_them_are_known() {
        use Shown::{Money, Nothing, Number, Percent, Rate};
        let table = [
            ("Front door referrals, rate/10,000", Rate, "REF-RATE"),
            ("Contacts decided in one working day", Percent, "REF-1DAY"),
            ("Repeat referrals (within a year)", Percent, "REREF"),
            ("Single assessments completed within timescale", Percent, "ASM45"),
            ("C&F assessments in 45 days", Percent, "ASM45"),
            ("Section 47s per 10k", Rate, "S47-RATE"),
            ("Initial CP conferences held in 15 days", Percent, "ICPC15"),
            ("CiN rate", Rate, "CIN-RATE"),
            ("Children subject to CP plan (rate per 10,000)", Rate, "CPP-RATE"),
            ("New child protection plans since April", Number, "CPP-START"),
            ("Child protection plans ended", Number, "CPP-CEASE"),
            ("Repeat child protection plans", Percent, "CPP-REPEAT"),
            ("CP plans open 2+ years", Percent, "CPP-2Y"),
            ("CP reviews on time", Percent, "CPP-REV"),
            ("CLA rate per 10,000", Rate, "LAC-RATE"),
            ("Children in our care", Nothing, "LAC-NUM"),
            ("Number of children looked after", Number, "LAC-NUM"),
            ("Children entering care", Number, "LAC-START"),
            ("CLA with three or more moves", Percent, "LAC-3PLUS"),
            ("Long-term placement stability", Percent, "LAC-STAB2Y"),
            ("Children in care: reviews held in time", Percent, "LAC-REV"),
            ("Children participating in their CLA reviews", Percent, "LAC-PART"),
            ("CLA health assessments up to date", Percent, "LAC-HEALTH"),
            ("Dental checks of children in care", Percent, "LAC-DENTAL"),
            ("Average SDQ score", Nothing, "LAC-SDQ"),
            ("CLA placed over 20 miles away", Percent, "LAC-20MI"),
            ("Children missing from home", Number, "MISS-HOME"),
            ("Return home interviews completed in 72 hours", Percent, "RHI-72H"),
            ("Children at risk of CSE/CCE", Number, "CSE-NUM"),
            ("Unaccompanied asylum seekers", Number, "UASC-NUM"),
            ("New in-house foster carers", Number, "FC-NEW"),
            ("Children adopted", Number, "ADOPT-NUM"),
            ("Care leavers in education, employment or training (19-21)", Percent, "CL-EET"),
            ("Care leavers in suitable accommodation", Percent, "CL-ACCOM"),
            ("Social worker average caseload", Nothing, "SW-CASES"),
            ("Social worker vacancies", Percent, "SW-VAC"),
            ("Agency social workers", Percent, "SW-AGENCY"),
            ("SW turnover", Percent, "SW-TURN"),
            ("EHCPs issued within 20 weeks excl. exceptions", Percent, "EHCP-20W"),
            ("16/17 year olds NEET", Percent, "NEET-1617"),
            ("NEET or not known", Percent, "NEET-NK"),
            ("Elective home education", Number, "EHE-NUM"),
            ("Children missing education", Number, "CME-NUM"),
            ("PEPs completed on time", Percent, "PEP-100"),
            ("Permanent exclusions", Percent, "EXC-PERM"),
            ("Persistent absentees", Percent, "ABS-PERS"),
            ("Reception GLD", Percent, "EYFS-GLD"),
            ("KS2 RWM at expected standard", Percent, "KS2-RWM"),
            ("Attainment 8", Nothing, "KS4-ATT8"),
            ("First time entrants to youth justice per 100,000", Rate, "YJ-FTE"),
            ("External residential placements: weekly cost", Money, "PLACE-COST"),
        ];
        let names: Vec<(&str, Shown)> = table.iter().map(|(name, shown, _)| (*name, *shown)).collect();
        let wrong: Vec<_> =
            found(&names).into_iter().zip(&table).filter(|((_, code), (_, _, wanted))| code != wanted).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn names_of_nothing_known_are_not_guessed() {
        for name in [
            "Potholes repaired within 28 days",
            "Library visits",
            "Household waste recycled",
            "Total",
            "Staff sickness days",
            "Children",
            "Number",
            "Complaints answered on time",
            "Free school meals take-up",
            "",
            "%",
        ] {
            assert_eq!(found(&[(name, Shown::Nothing)])[0].1, "none", "{name}");
        }
    }

    #[test]
    fn measures_near_the_known_ones_are_not_taken_for_them() {
        for (names, shown) in [
            (
                &[
                    "Children in care with up-to-date care plan",
                    "Care leavers with pathway plans",
                    "ICPCs leading to a CP plan",
                    "Referrals with outcome NFA",
                    "EHCP annual reviews on time",
                    "Overall absence",
                    "KS2 GPS expected standard",
                    "CiN visits on time",
                    "CP visits on time",
                    "LAC visits on time",
                    "Child in need plans reviewed on time",
                    "Two year old entitlement take-up",
                    "LAC IHA within 20 working days",
                    "Children placed out of county",
                    "Section 47 leading to ICPC",
                    "Section 47 within 15 working days",
                    "Care leavers who are parents",
                    "LAC with a conviction",
                    "PEPs of high quality",
                    "LAC attending good schools",
                    "NEET care leavers",
                    "16-17 in learning",
                ][..],
                Shown::Percent,
            ),
            (
                &[
                    "Average time to adopt",
                    "Strategy discussions held",
                    "Foster carers deregistered",
                    "Private fostering arrangements",
                    "New EHCP requests",
                    "Total EHCPs maintained",
                    "Children on part-time timetables",
                    "Adoption breakdowns",
                    "Children missing from care",
                ][..],
                Shown::NotPercent,
            ),
        ] {
            for name in names {
                assert_eq!(found(&[(name, shown)])[0].1, "none", "{name}");
            }
        }
        assert_eq!(found(&[("Number of social workers", Shown::Number)])[0].1, "none");
    }

    #[test]
    fn an_indicator_is_found_by_its_own_name() {
        let known = known();
        for one in &known {
            assert_eq!(found(&[(&one.name, Shown::Nothing)])[0].1, one.code);
        }
    }
}
