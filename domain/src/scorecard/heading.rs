//! What a heading says its column holds, from its words alone.
//! Which of several columns is meant, and what the cells themselves show, is decided in `columns`, its caller.

use super::cell::plain;
use super::role::Role;
use super::when::{When, mentions, month_of_day};

/// What a heading says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Heading {
    pub role: Role,
    pub when: Option<When>,
    /// Value and target stand in one cell.
    pub with_target: bool,
    /// It names a stretch of time and nothing else.
    pub bare: bool,
}

/// Whether a heading says that its column holds percentages or rates (true) or how many (false).
pub(super) fn share(text: &str) -> Option<bool> {
    if text.chars().count() > LONGEST {
        return None;
    }
    let words = Words::of(text);
    match (
        text.contains('%') || words.any(&["percentage", "percent", "rate", "pct"]),
        words.any(&["number", "no", "count", "nos", "volume", "numbers"]),
    ) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}

struct Words {
    list: Vec<String>,
    /// All of them, with a space before and after each.
    text: String,
}

impl Words {
    fn of(text: &str) -> Self {
        let plain = plain(text).replace("+/-", " change ").replace('#', " no ");
        let words = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let list: Vec<String> = words.map(str::to_owned).collect();
        let text = format!(" {} ", list.join(" "));
        Self { list, text }
    }

    fn any(&self, known: &[&str]) -> bool {
        self.list.iter().any(|word| known.contains(&word.as_str()))
    }

    fn only(&self, known: &[&str]) -> bool {
        self.list.iter().all(|word| known.contains(&word.as_str()) || word.bytes().all(|b| b.is_ascii_digit()))
    }

    fn begin(&self, stems: &[&str]) -> bool {
        self.list.iter().any(|word| stems.iter().any(|stem| word.starts_with(stem)))
    }

    fn run(&self, phrase: &str) -> bool {
        let ends = |rest: &str| rest.starts_with(' ');
        self.text
            .match_indices(phrase)
            .any(|(at, found)| self.text[..at].ends_with(' ') && ends(&self.text[at + found.len()..]))
    }
}

/// Longer texts are sentences, not headings.
const LONGEST: usize = 70;

/// Reads a heading; `None` when it is in no known words.
pub(super) fn heading(text: &str) -> Option<Heading> {
    if text.chars().count() > LONGEST {
        return None;
    }
    let words = Words::of(text);
    let named = mentions(text);
    let strongest = named.iter().map(|(_, strength)| *strength).max();
    let when = named
        .iter()
        .find(|(_, strength)| Some(*strength) == strongest)
        .map(|(when, _)| *when)
        .or_else(|| month_of_day(text));
    let role = remark(&words).or_else(|| against(&words)).or_else(|| comparison(&words)).or_else(|| measured(&words));
    let role = role.or_else(|| row(&words)).or_else(|| value(&words, when));
    let bare = role.is_none();
    let role = role.or_else(|| when.filter(|_| words.list.len() < 8).map(|_| Role::Value))?;
    let with_target = role == Role::Value && words.begin(&["target", "tgt"]);
    Some(Heading { role, when, with_target, bare })
}

/// Words, colours and signs.
fn remark(words: &Words) -> Option<Role> {
    let coming = words.begin(&["forecast", "predict", "project"]);
    if words.begin(&["comment", "remark", "narrative", "explan", "story", "analysis"])
        || words.run("notes")
        || words.any(&["reason", "context", "note"])
    {
        return Some(Role::Commentary);
    }
    if words.begin(&["mitigat"]) || words.any(&["action", "actions"]) || words.run("next steps") {
        return Some(Role::Action);
    }
    if words.begin(&["exception"]) {
        return Some(Role::Exception);
    }
    let good = words.run("good is")
        || words.run("is good")
        || words.run("good to be")
        || words.run("better if")
        || words.run("is better");
    if good
        || words.begin(&["polarit"])
        || words.run("good performance")
        || words.run("what is good")
        || words.run("desired direction")
        || words.run("preferred direction")
        || words.run("high low")
        || words.run("of good")
        || words.run("good direction")
        || (words.any(&["high", "higher", "bigger"]) && words.any(&["low", "lower", "smaller"]))
        || words.run("aim to")
        || (words.any(&["aim"]) && words.list.len() < 3)
    {
        return Some(Role::Polarity);
    }
    if words.run("on target") || words.run("target met") || words.run("on track") {
        return Some(Role::Rag);
    }
    let colour = words.any(&["rag", "brag", "colour", "color", "rating", "rated"])
        || words.run("traffic light")
        || words.run("r a g");
    let status = words.any(&["status"]) && !words.any(&["data", "validation", "figure", "figures", "sign"]);
    if colour || status {
        let other = coming || words.any(&["previous", "prev", "prior", "last", "annual"]) || words.run("direction");
        return Some(if other { Role::Aside } else { Role::Rag });
    }
    if words.begin(&["variance", "distance", "gap", "deviation"])
        && words.begin(&["target", "tgt", "england", "national"])
    {
        return Some(Role::Aside);
    }
    coming.then_some(Role::Aside)
}

/// Direction of travel, and comparisons that say "against".
fn against(words: &Words) -> Option<Role> {
    if words.any(&["better", "improved"]) && words.any(&["worse", "deteriorated"]) {
        return Some(Role::Direction);
    }
    let compares = words.any(&["vs", "v", "compared", "change", "movement", "diff", "difference", "variance"]);
    if compares && words.begin(&["target", "tgt", "england", "national", "neighbour", "plan"]) {
        let actual = words.any(&["actual", "performance", "result", "value", "outturn"]);
        return Some(if actual && words.begin(&["target", "tgt"]) { Role::Value } else { Role::Aside });
    }
    if words.any(&["dot", "trend", "travel", "arrow", "direction", "trajectory"]) {
        return Some(if words.any(&["long", "annual"]) || words.run("last year") {
            Role::Aside
        } else {
            Role::Direction
        });
    }
    if compares {
        return Some(if words.any(&["year", "annual", "sply"]) && !words.any(&["same"]) {
            Role::Aside
        } else {
            Role::Direction
        });
    }
    None
}

/// What others reached, and what was reached before.
fn comparison(words: &Words) -> Option<Role> {
    let benchmark = words.begin(&["benchmark", "comparator", "comparative"]);
    let neighbours = words.begin(&["neighb", "nbr", "statis"]) || words.any(&["sn", "sns", "stat", "statn", "family"]);
    let england = words.any(&["england", "eng", "national", "nat", "nationally"]);
    if benchmark || neighbours || england {
        let about = words.begin(&["rank", "quartile", "source", "period"])
            || (words.any(&["year", "date"]) && !words.begin(&["avg", "average"]));
        return Some(match (about, neighbours, england) {
            (false, true, false) => Role::Neighbours,
            (false, false, true) => Role::England,
            _ => Role::Aside,
        });
    }
    if words.begin(&["region"]) || words.any(&["quartile", "rank", "ranking", "midlands", "wm", "cipfa", "peers"]) {
        return Some(Role::Aside);
    }
    let same = words.any(&["same"]) && words.any(&["quarter", "qtr", "period", "month", "point", "time"]);
    if same && !words.any(&["better", "worse"]) && !words.begin(&["target", "tgt"]) {
        return Some(Role::LastYear);
    }
    if words.run("last year")
        || words.run("previous year")
        || words.run("prior year")
        || words.run("year ago")
        || words.run("year earlier")
        || words.any(&["sply", "pyq"])
    {
        let same = words
            .begin(&["same", "qtr", "quarter", "period", "month", "sply", "q1", "q2", "q3", "q4", "ago", "earlier"]);
        let targets = words.begin(&["target", "tgt"]);
        return Some(if same && !targets { Role::LastYear } else { Role::Aside });
    }
    None
}

/// Targets and the parts of a ratio.
fn measured(words: &Words) -> Option<Role> {
    let counted = words.any(&["count", "cases", "number", "n"]) && words.begin(&["denom", "cohort"]);
    let upper = words.begin(&["numerator"]) || words.any(&["num"]) || counted;
    let lower = words.begin(&["denom", "cohort"]) || words.any(&["den", "base"]) || words.run("out of");
    match (upper, lower) {
        (true, true) => return Some(Role::Ratio),
        (true, false) => return Some(Role::Numerator),
        (false, true) if words.list.len() < 4 => return Some(Role::Denominator),
        _ => {}
    }
    if words.list.len() == 2 && words.run("n d") {
        return Some(Role::Ratio);
    }
    if words.any(&["floor", "minimum"]) || words.run("lower threshold") || words.run("red threshold") {
        return Some(Role::Floor);
    }
    if words.begin(&["toleranc", "threshold"]) {
        return Some(Role::Aside);
    }
    if words.begin(&["target", "tgt"]) || words.any(&["goal", "ambition", "planned", "profile"]) {
        if words.any(&["next", "future", "2030", "basis", "source"]) {
            return Some(Role::Aside);
        }
        if words.any(&["actual", "performance", "result", "value", "outturn", "achieved"]) {
            return Some(Role::Value);
        }
        let whole = words.any(&["annual", "yearly"]) || words.run("year end") || words.run("full year");
        return Some(if whole { Role::AnnualTarget } else { Role::Target });
    }
    let before = words.any(&["previous", "last", "prior", "preceding", "prev"]);
    if before
        && words.only(&[
            "previous",
            "last",
            "prior",
            "preceding",
            "prev",
            "quarter",
            "qtr",
            "period",
            "month",
            "result",
            "performance",
            "value",
            "actual",
            "figure",
            "outturn",
            "s",
            "the",
            "reported",
            "q",
        ])
    {
        return Some(Role::Previous);
    }
    None
}

const THING: &[&str] = &[
    "indicator",
    "indicators",
    "measure",
    "measures",
    "kpi",
    "kpis",
    "pi",
    "pis",
    "metric",
    "performance",
    "key",
    "unique",
    "ind",
];

/// What a row is about.
fn row(words: &Words) -> Option<Role> {
    const MARK: &[&str] = &["ref", "reference", "no", "id", "code", "number", "num", "nr", "line", "row", "item"];
    if words.any(MARK) && words.list.iter().all(|word| MARK.contains(&word.as_str()) || THING.contains(&word.as_str()))
    {
        return Some(Role::Reference);
    }
    if words.any(&["unit", "units", "uom", "format"])
        || words.run("measured in")
        || words.run("value type")
        || words.run("data type")
    {
        return Some(Role::Unit);
    }
    if words.only(&["period", "quarter", "month", "reporting", "time", "qtr", "data"])
        && words.any(&["period", "quarter", "month", "qtr"])
        && !words.list.iter().any(|word| word.bytes().all(|b| b.is_ascii_digit()))
    {
        return Some(Role::Period);
    }
    if words.any(&["date", "ending", "end"])
        && words.only(&["date", "period", "quarter", "month", "reporting", "end", "ending", "qtr"])
        && !words.run("end date")
    {
        return Some(Role::Period);
    }
    let figure = words.any(&["actual", "value", "result", "outturn", "figure"]);
    let aside = words.begin(&[
        "owner",
        "responsib",
        "freq",
        "definition",
        "theme",
        "priorit",
        "outcome",
        "categor",
        "section",
        "baseline",
        "source",
        "sparkline",
    ]) || words.any(&[
        "lead",
        "director",
        "team",
        "area",
        "service",
        "directorate",
        "date",
        "updated",
        "reported",
        "domain",
        "history",
        "rationale",
    ]) || words.run("as at")
        || words.run("data quality")
        || words.run("data status");
    if aside && !figure && !words.run("to date") {
        return Some(Role::Aside);
    }
    let named = words.begin(&["indicator", "measure", "metric", "descri", "kpi"])
        || words.any(&["pi", "name", "title", "what"]);
    (named && !figure).then_some(Role::Name)
}

/// The figure itself.
fn value(words: &Words, when: Option<When>) -> Option<Role> {
    if words.any(&["ytd", "cumulative"])
        || words.run("year to date")
        || words.run("to date")
        || words.run("since april")
        || words.run("since 1 april")
    {
        return Some(Role::ToDate);
    }
    if words.run("year end") && when.is_none() {
        return Some(Role::Aside);
    }
    let words_of_value = [
        "act",
        "actual",
        "actuals",
        "value",
        "result",
        "current",
        "performance",
        "outturn",
        "achieved",
        "latest",
        "figure",
        "score",
        "position",
        "perf",
    ];
    if words.any(&words_of_value)
        || words.run("this quarter")
        || words.run("this qtr")
        || words.run("this period")
        || words.run("this month")
    {
        return Some(Role::Value);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn headings_are_read_by_their_words() {
        use Role::*;
        for (text, wanted) in [
            ("Ref", Some(Reference)),
            ("No.", Some(Reference)),
            ("KPI ref", Some(Reference)),
            ("ID", Some(Reference)),
            ("#", Some(Reference)),
            ("Indicator", Some(Name)),
            ("Performance measure", Some(Name)),
            ("What we measure", Some(Name)),
            ("Good is", Some(Polarity)),
            ("Desired direction of travel", Some(Polarity)),
            ("Q4 21/22", Some(Value)),
            ("Jul-22", Some(Value)),
            ("Actual", Some(Value)),
            ("Latest performance", Some(Value)),
            ("Indicator value", Some(Value)),
            ("Q3 actual (target)", Some(Value)),
            ("YTD", Some(ToDate)),
            ("Year to date", Some(ToDate)),
            ("Target 22/23", Some(Target)),
            ("Q2 target", Some(Target)),
            ("Annual target", Some(AnnualTarget)),
            ("Floor", Some(Floor)),
            ("RAG", Some(Rag)),
            ("RAG status", Some(Rag)),
            ("Forecast RAG", Some(Aside)),
            ("DoT", Some(Direction)),
            ("vs Q2", Some(Direction)),
            ("Change from last quarter", Some(Direction)),
            ("Variance to target", Some(Aside)),
            ("Same qtr last year", Some(LastYear)),
            ("Same quarter 2022/23 (%)", Some(LastYear)),
            ("Same period previous year", Some(LastYear)),
            ("45017", Some(Value)),
            ("Last year", Some(Aside)),
            ("Previous quarter", Some(Previous)),
            ("Stat. neighb.", Some(Neighbours)),
            ("SN 20/21", Some(Neighbours)),
            ("Latest England", Some(England)),
            ("Benchmark year", Some(Aside)),
            ("num / den", Some(Ratio)),
            ("Numerator", Some(Numerator)),
            ("Cohort", Some(Denominator)),
            ("Count / cohort", Some(Ratio)),
            ("Service comments (max 200 chars)", Some(Commentary)),
            ("Corrective action", Some(Action)),
            ("Exception?", Some(Exception)),
            ("As at", Some(Aside)),
            ("Quarter", Some(Period)),
            ("Unit", Some(Unit)),
            ("Zebra", None),
            ("", None),
        ] {
            assert_eq!(heading(text).map(|heading| heading.role), wanted, "{text}");
        }
        assert!(heading("Q3 actual (target)").is_some_and(|heading| heading.with_target));
    }

    proptest! {
        #[test]
        fn no_heading_makes_it_fall_over(text in "\\PC{0,40}") {
            let _ = heading(&text);
        }
    }
}
