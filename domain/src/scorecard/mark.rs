//! Cells that hold a sign and no figure: colours, arrows, which way is good, yes and no.
//! What an arrow means in a whole file is decided in `travel`. Called by `layout` and `reading`.

use super::cell::plain;
use crate::indicator::Polarity;

/// A colour as it was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// Red.
    Red,
    /// Amber.
    Amber,
    /// Green.
    Green,
    /// Blue: better than the target, where a council uses it.
    Blue,
    /// Grey: for context, not rated.
    Grey,
}

impl Colour {
    /// The stable word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Red => "red",
            Self::Amber => "amber",
            Self::Green => "green",
            Self::Blue => "blue",
            Self::Grey => "grey",
        }
    }
}

/// What a cell of a column of colours says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rag {
    Colour(Colour),
    /// That there is none.
    Unrated,
    /// A number from 0 to 9 that stands for a colour.
    Digit(u32),
    Unclear,
}

fn colour_word(word: &str) -> Option<Colour> {
    match word {
        "red" | "r" | "🔴" | "🟥" => Some(Colour::Red),
        "amber" | "a" | "🟠" | "🟡" | "🟧" | "🟨" => Some(Colour::Amber),
        "green" | "g" | "🟢" | "🟩" => Some(Colour::Green),
        "blue" | "b" | "🔵" | "🟦" => Some(Colour::Blue),
        "grey" | "gray" => Some(Colour::Grey),
        _ => None,
    }
}

const IN_WORDS: &[(&str, Colour)] = &[
    ("off target", Colour::Red),
    ("off track", Colour::Red),
    ("below target", Colour::Red),
    ("not achieved", Colour::Red),
    ("not met", Colour::Red),
    ("target missed", Colour::Red),
    ("within tolerance", Colour::Amber),
    ("within 5%", Colour::Amber),
    ("within 10%", Colour::Amber),
    ("close to target", Colour::Amber),
    ("near target", Colour::Amber),
    ("slightly below target", Colour::Amber),
    ("at risk", Colour::Amber),
    ("on target", Colour::Green),
    ("on track", Colour::Green),
    ("above target", Colour::Green),
    ("target met", Colour::Green),
    ("achieved", Colour::Green),
    ("met", Colour::Green),
    ("contextual", Colour::Grey),
    ("context", Colour::Grey),
    ("volume", Colour::Grey),
];

const NONE: &[&str] = &[
    "",
    "-",
    "n/a",
    "na",
    "no data",
    "none",
    "not rated",
    "unrated",
    "no rag",
    "no target",
    "nr",
    "..",
    "tbc",
    "not set",
    "not due",
    "monitor",
    "no rating",
    "not applicable",
    "x",
    "not available",
];

/// Reads a colour.
pub(super) fn rag(text: &str) -> Rag {
    let plain = plain(text);
    if NONE.contains(&plain.as_str()) {
        return Rag::Unrated;
    }
    if let Some((_, colour)) = IN_WORDS.iter().find(|(words, _)| *words == plain) {
        return Rag::Colour(*colour);
    }
    if let Some(colour) = judged(&plain) {
        return Rag::Colour(colour);
    }
    if let (Some(digit), 1) = (plain.chars().next().and_then(|c| c.to_digit(10)), plain.chars().count()) {
        return Rag::Digit(digit);
    }
    let mut named: Vec<Colour> = plain
        .split(|c: char| !(c.is_alphanumeric() || colour_word(c.encode_utf8(&mut [0; 4])).is_some()))
        .filter(|word| {
            !word.is_empty()
                && (word.chars().count() > 1
                    || plain.chars().filter(|c| c.is_alphanumeric()).count() < 3
                    || !word.is_ascii())
        })
        .filter_map(colour_word)
        .collect();
    named.dedup();
    match named.as_slice() {
        [one] => Rag::Colour(*one),
        _ => Rag::Unclear,
    }
}

/// A judgement in words about the target: "just below target", "exceeded", "behind plan".
fn judged(plain: &str) -> Option<Colour> {
    let words: Vec<&str> = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let has = |known: &[&str]| words.iter().any(|word| known.contains(word));
    let about = has(&["target", "met", "achieved", "track", "tolerance", "plan", "threshold", "missed", "exceeded"]);
    if !about || words.len() > 6 || words.iter().any(|word| word.len() > 1 && colour_word(word).is_some()) {
        return None;
    }
    if has(&["just", "slightly", "nearly", "almost", "close", "near", "marginally", "partially", "partly", "within"]) {
        return Some(Colour::Amber);
    }
    if has(&["off", "not", "missed", "below", "behind", "under", "worse", "outside", "failed", "failing"]) {
        return Some(Colour::Red);
    }
    let good = ["on", "at", "above", "over", "met", "achieved", "exceeded", "exceeding", "exceeds", "ahead", "better"];
    has(&good).then_some(Colour::Green)
}

/// Whether words say on which side of the target a figure lies: below, or above.
pub(super) fn side(text: &str) -> Option<bool> {
    let plain = plain(text);
    let has = |known: &[&str]| plain.split(|c: char| !c.is_alphanumeric()).any(|word| known.contains(&word));
    match (has(&["below", "under"]), has(&["above", "over"])) {
        (true, false) => Some(false),
        (false, true) => Some(true),
        _ => None,
    }
}

/// Which colour a digit stands for, if a legend says so: "1 = Red".
pub(super) fn legend(text: &str, digit: u32) -> Option<Colour> {
    let plain = plain(text);
    let sign = char::from_digit(digit, 10)?;
    let words: Vec<&str> = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.windows(2).find_map(|pair| {
        if pair[0] == sign.to_string() { colour_word(pair[1]).filter(|_| pair[1].len() > 1) } else { None }
    })
}

/// What a sign in a column about direction says by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// An arrow up or down: which of movement and merit it shows, the whole file tells.
    Arrow(bool),
    /// The figure went up or down, in words or as a difference.
    Moved(bool),
    /// It got better or worse, in words.
    Fared(bool),
    Same,
}

/// Reads an arrow, a word or a difference; `None` when it is empty or says nothing.
///
/// Arrows in the typefaces Wingdings and Wingdings 3 arrive as the letters é ê è and p q u.
pub(super) fn direction(text: &str) -> Option<Sign> {
    let plain = plain(text);
    let first = plain.chars().next()?;
    let lone = plain.chars().filter(|c| !matches!(c, '\u{fe0f}' | ' ')).count() == 1;
    match first {
        '▲' | '↑' | '⬆' | '⇧' | '△' | '↗' | '⇑' | '🔼' | '🔺' => return Some(Sign::Arrow(true)),
        '▼' | '↓' | '⬇' | '⇩' | '▽' | '↘' | '⇓' | '🔽' | '🔻' => return Some(Sign::Arrow(false)),
        '►' | '▶' | '→' | '➡' | '↔' | '◄' | '◀' | '←' | '⇨' | '⬌' | '=' | '⇔' | '▬' => {
            return Some(Sign::Same);
        }
        'é' | 'ì' | 'p' if lone => return Some(Sign::Arrow(true)),
        'ê' | 'î' | 'q' if lone => return Some(Sign::Arrow(false)),
        'è' | 'ç' | 'u' | 't' if lone && text.trim().chars().all(char::is_lowercase) => return Some(Sign::Same),
        '+' | '-' | '0'..='9' | '£' => {
            let value = super::cell::number(plain.split('(').next().unwrap_or_default().trim())?;
            return Some(match value.cmp(&rust_decimal::Decimal::ZERO) {
                std::cmp::Ordering::Greater => Sign::Moved(true),
                std::cmp::Ordering::Less => Sign::Moved(false),
                std::cmp::Ordering::Equal => Sign::Same,
            });
        }
        _ => {}
    }
    in_words(&plain)
}

fn in_words(plain: &str) -> Option<Sign> {
    let has = |words: &[&str]| plain.split(|c: char| !c.is_alphabetic()).any(|word| words.contains(&word));
    if has(&["better", "improving", "improved", "improvement", "improve", "positive", "favourable", "i"]) {
        return Some(Sign::Fared(true));
    }
    if has(&[
        "worse",
        "worsening",
        "worsened",
        "deteriorating",
        "deteriorated",
        "declining",
        "declined",
        "negative",
        "adverse",
        "w",
    ]) {
        return Some(Sign::Fared(false));
    }
    if has(&["same", "stable", "static", "steady", "unchanged", "level", "sustained", "maintained", "flat", "s", "nc"])
        || plain.contains("no change")
    {
        return Some(Sign::Same);
    }
    if has(&["up", "increase", "increased", "increasing", "rising", "rise", "higher", "u"]) {
        return Some(Sign::Moved(true));
    }
    if has(&["down", "decrease", "decreased", "decreasing", "falling", "fall", "lower", "d"]) {
        return Some(Sign::Moved(false));
    }
    None
}

/// Reads which way is good: "Low", "H", "Bigger is better", "n/a".
pub(super) fn polarity(text: &str) -> Option<Polarity> {
    let plain = plain(text);
    let first = plain.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty()).unwrap_or_default();
    match first {
        "high" | "higher" | "h" | "up" | "bigger" | "increase" | "maximise" | "max" | "more" | "larger"
        | "increasing" => Some(Polarity::Higher),
        "low" | "lower" | "l" | "down" | "smaller" | "decrease" | "minimise" | "min" | "less" | "fewer" | "reduce"
        | "decreasing" => Some(Polarity::Lower),
        "n" | "na" | "neutral" | "none" | "neither" | "contextual" | "context" | "volume" | "t" | "tracking" => {
            Some(Polarity::Neutral)
        }
        _ => match plain.chars().next()? {
            '↑' | '▲' | '⬆' => Some(Polarity::Higher),
            '↓' | '▼' | '⬇' => Some(Polarity::Lower),
            '-' => Some(Polarity::Neutral),
            _ => None,
        },
    }
}

/// Whether a flag is set: "Y", "yes", "x", a tick.
pub(super) fn flag(text: &str) -> bool {
    matches!(plain(text).as_str(), "y" | "yes" | "true" | "1" | "x" | "✓" | "✔" | "exception" | "e" | "ü")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn colours_are_read_as_words_letters_and_signs() {
        for (text, wanted) in [
            ("RED", Rag::Colour(Colour::Red)),
            ("A", Rag::Colour(Colour::Amber)),
            ("g", Rag::Colour(Colour::Green)),
            ("Green (G)", Rag::Colour(Colour::Green)),
            ("Amber – improving", Rag::Colour(Colour::Amber)),
            ("🔴", Rag::Colour(Colour::Red)),
            ("🟢 Green", Rag::Colour(Colour::Green)),
            ("Blue", Rag::Colour(Colour::Blue)),
            ("Grey", Rag::Colour(Colour::Grey)),
            ("Not achieved", Rag::Colour(Colour::Red)),
            ("On target", Rag::Colour(Colour::Green)),
            ("Just below target", Rag::Colour(Colour::Amber)),
            ("Nearly met", Rag::Colour(Colour::Amber)),
            ("Significantly below target", Rag::Colour(Colour::Red)),
            ("Behind plan", Rag::Colour(Colour::Red)),
            ("On or above target", Rag::Colour(Colour::Green)),
            ("Exceeded", Rag::Colour(Colour::Green)),
            ("Red – below target", Rag::Colour(Colour::Red)),
            ("Target to be set with partners next year", Rag::Unclear),
            ("No data", Rag::Unrated),
            ("", Rag::Unrated),
            ("3", Rag::Digit(3)),
            ("Amber/Green", Rag::Unclear),
            ("A little late", Rag::Unclear),
            ("12", Rag::Unclear),
        ] {
            assert_eq!(rag(text), wanted, "{text}");
        }
        assert_eq!(legend("RAG (1 = Red, 2 = Amber, 3 = Green)", 2), Some(Colour::Amber));
        assert_eq!(legend("1 = Red", 2), None);
    }

    #[test]
    fn directions_are_read() {
        for (text, wanted) in [
            ("▲", Some(Sign::Arrow(true))),
            ("é", Some(Sign::Arrow(true))),
            ("ê", Some(Sign::Arrow(false))),
            ("è", Some(Sign::Same)),
            ("►", Some(Sign::Same)),
            ("+34", Some(Sign::Moved(true))),
            ("-0.7pp", Some(Sign::Moved(false))),
            ("+£172.50", Some(Sign::Moved(true))),
            ("0.0", Some(Sign::Same)),
            ("Improving", Some(Sign::Fared(true))),
            ("Up (worse)", Some(Sign::Fared(false))),
            ("Down", Some(Sign::Moved(false))),
            ("No change", Some(Sign::Same)),
            ("", None),
            ("n/a", None),
        ] {
            assert_eq!(direction(text), wanted, "{text}");
        }
    }

    #[test]
    fn which_way_is_good_is_read() {
        for (text, wanted) in [
            ("Low", Some(Polarity::Lower)),
            ("H", Some(Polarity::Higher)),
            ("Smaller is better", Some(Polarity::Lower)),
            ("–", Some(Polarity::Neutral)),
            ("n/a", Some(Polarity::Neutral)),
            ("↑", Some(Polarity::Higher)),
            ("", None),
            ("quarterly", None),
        ] {
            assert_eq!(polarity(text), wanted, "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_makes_them_fall_over(text in "\\PC{0,12}") {
            let _ = (rag(&text), direction(&text), polarity(&text), flag(&text), legend(&text, 1));
        }
    }
}
