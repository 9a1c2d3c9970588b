//! Which indicators a panel brings before the Board, proposed from its figures: what is red, newly amber, amber for two
//! periods, late or missing, disputed. Facts in, reasons out; the officer chooses and the chair approves.

use crate::rating::Rating;
use crate::wording;

/// What is known of one figure that a panel was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// How it was rated.
    pub now: Option<Rating>,
    /// How the same indicator was rated in the period before, where the two may be compared.
    pub before: Option<Rating>,
    /// Whether the service rates it otherwise than the rule does.
    pub is_disputed: bool,
    /// Whether there is no number where one was due.
    pub is_missing: bool,
    /// Whether the public sees no number of it: then nothing may be said that tells it.
    pub is_hidden: bool,
}

/// Why a figure is proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It is red, and was not.
    Red,
    /// It is red, and was red the period before.
    RedAgain,
    /// It is amber, and was green or better.
    NewlyAmber,
    /// It is amber for the second period.
    AmberAgain,
    /// No number was given.
    Missing,
    /// The service rates it otherwise.
    Disputed,
    /// It is off track, and its number is not published.
    Hidden,
}

impl Reason {
    /// The reason in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Red => "Red.",
            Self::RedAgain => "Red, as in the period before.",
            Self::NewlyAmber => "Amber; on target the period before.",
            Self::AmberAgain => "Amber for the second period.",
            Self::Missing => "No figure was given.",
            Self::Disputed => "The service disputes its rating.",
            Self::Hidden => "Off track; its figure is too small to publish.",
        }
    }
}

/// Why a figure is proposed as an exception; nothing where it is on track.
#[must_use]
pub fn reasons(facts: &Facts) -> Vec<Reason> {
    let was_on_target = matches!(facts.before, Some(Rating::Green | Rating::Blue));
    let off_track = match (facts.now, facts.before) {
        (Some(Rating::Red), Some(Rating::Red)) => Some(Reason::RedAgain),
        (Some(Rating::Red), _) => Some(Reason::Red),
        (Some(Rating::Amber), Some(Rating::Amber)) => Some(Reason::AmberAgain),
        (Some(Rating::Amber), _) if was_on_target => Some(Reason::NewlyAmber),
        _ => None,
    };
    if facts.is_hidden {
        return off_track.map(|_| Reason::Hidden).into_iter().collect();
    }
    let missing = facts.is_missing.then_some(Reason::Missing);
    let disputed = facts.is_disputed.then_some(Reason::Disputed);
    off_track.into_iter().chain(missing).chain(disputed).collect()
}

/// The reasons as one text.
#[must_use]
pub fn words(reasons: &[Reason]) -> String {
    reasons.iter().map(|reason| reason.words()).collect::<Vec<_>>().join(" ")
}

/// What is said of figures that came late: by how many working days, or that they are still missing.
#[must_use]
pub fn lateness(what: &str, days_late: u32, has_come: bool) -> String {
    match (has_come, days_late) {
        (true, days) => format!("{what} came {}.", wording::working_days_late(days)),
        (false, 0) => format!("{what} has not come."),
        (false, days) => format!("{what} has not come: {}.", wording::working_days_late(days)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::word::Word;
    use proptest::prelude::*;
    use proptest::sample::select;

    const QUIET: Facts = Facts { now: None, before: None, is_disputed: false, is_missing: false, is_hidden: false };

    #[test]
    fn what_is_red_newly_amber_or_amber_twice_goes_to_the_board() {
        use Rating::{Amber, Blue, Green, NoData, Red, Unrated};
        for (now, before, wanted) in [
            (Some(Red), None, "Red."),
            (Some(Red), Some(Green), "Red."),
            (Some(Red), Some(Red), "Red, as in the period before."),
            (Some(Amber), Some(Green), "Amber; on target the period before."),
            (Some(Amber), Some(Blue), "Amber; on target the period before."),
            (Some(Amber), Some(Amber), "Amber for the second period."),
            // Better than it was, or never compared: no exception.
            (Some(Amber), Some(Red), ""),
            (Some(Amber), None, ""),
            (Some(Amber), Some(NoData), ""),
            (Some(Green), Some(Red), ""),
            (Some(Unrated), Some(Red), ""),
            (None, Some(Red), ""),
        ] {
            assert_eq!(words(&reasons(&Facts { now, before, ..QUIET })), wanted, "{now:?} after {before:?}");
        }
    }

    #[test]
    fn what_is_missing_late_or_disputed_goes_too() {
        let facts = Facts { now: Some(Rating::Red), before: Some(Rating::Red), is_disputed: true, ..QUIET };
        assert_eq!(words(&reasons(&facts)), "Red, as in the period before. The service disputes its rating.");
        let missing = Facts { now: Some(Rating::NoData), is_missing: true, ..QUIET };
        assert_eq!(words(&reasons(&missing)), "No figure was given.");
        assert_eq!(lateness("Appendix 1", 3, true), "Appendix 1 came 3 working days late.");
        assert_eq!(lateness("Appendix 1", 0, false), "Appendix 1 has not come.");
        assert_eq!(lateness("Appendix 1", 1, false), "Appendix 1 has not come: 1 working day late.");
    }

    proptest! {
        #[test]
        fn of_a_hidden_figure_nothing_is_told(
            now in select(Rating::ALL), before in select(Rating::ALL), disputed in any::<bool>(), missing in any::<bool>()
        ) {
            let facts = Facts { now: Some(now), before: Some(before), is_disputed: disputed, is_missing: missing, is_hidden: true };
            let said = words(&reasons(&facts));
            prop_assert!(said.is_empty() || said == Reason::Hidden.words(), "{}", said);
        }
    }
}
