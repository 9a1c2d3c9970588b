//! What arrows mean in one file: that a figure moved, or that it fared better or worse. The rows where the two differ tell.
//! Reading a single sign is in `mark`. Called by `reading`.

use super::mark::Sign;
use crate::indicator::Polarity;
use rust_decimal::Decimal;

/// A direction as it was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Travel {
    /// Better than before.
    Better,
    /// Worse than before.
    Worse,
    /// Up, where neither way is better or it is not known which is.
    Up,
    /// Down, likewise.
    Down,
    /// As before.
    Same,
}

impl Travel {
    /// The stable word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Better => "better",
            Self::Worse => "worse",
            Self::Up => "up",
            Self::Down => "down",
            Self::Same => "same",
        }
    }
}

/// What arrows show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arrows {
    /// Up is better.
    Merit,
    /// Up is more.
    Movement,
    Unclear,
}

/// An arrow beside a figure and the figure before.
#[derive(Clone, Copy, Debug)]
pub(super) struct Witness {
    pub sign: Option<Sign>,
    pub polarity: Option<Polarity>,
    pub now: Option<Decimal>,
    pub before: Option<Decimal>,
}

/// What the arrows of a file mean, by the rows in which lower is better and the figure moved, else by its notes.
pub(super) fn meaning(witnesses: &[Witness], notes: &[&str]) -> Arrows {
    let (mut merit, mut movement) = (0, 0);
    for witness in witnesses {
        let (Some(Sign::Arrow(up)), Some(Polarity::Lower), Some(now), Some(before)) =
            (witness.sign, witness.polarity, witness.now, witness.before)
        else {
            continue;
        };
        if now != before {
            *(if (now > before) == up { &mut movement } else { &mut merit }) += 1;
        }
    }
    let told = |words: &[&str]| notes.iter().any(|note| words.iter().any(|word| note.to_lowercase().contains(word)));
    match merit.cmp(&movement) {
        std::cmp::Ordering::Greater => Arrows::Merit,
        std::cmp::Ordering::Less => Arrows::Movement,
        std::cmp::Ordering::Equal if told(&["improv", "better", "worse", "deteriorat"]) => Arrows::Merit,
        std::cmp::Ordering::Equal => Arrows::Unclear,
    }
}

/// A sign as a direction, for a measure of a polarity.
pub(super) fn travel(sign: Sign, polarity: Option<Polarity>, arrows: Arrows) -> Travel {
    let moved = |up: bool| match (up, polarity) {
        (true, Some(Polarity::Higher)) | (false, Some(Polarity::Lower)) => Travel::Better,
        (true, Some(Polarity::Lower)) | (false, Some(Polarity::Higher)) => Travel::Worse,
        (true, _) => Travel::Up,
        (false, _) => Travel::Down,
    };
    match sign {
        Sign::Same => Travel::Same,
        Sign::Fared(true) => Travel::Better,
        Sign::Fared(false) => Travel::Worse,
        Sign::Moved(up) => moved(up),
        Sign::Arrow(up) => match (arrows, polarity) {
            (Arrows::Movement, _) | (_, None | Some(Polarity::Neutral | Polarity::Higher)) => moved(up),
            (Arrows::Merit, _) if up => Travel::Better,
            (Arrows::Merit, _) => Travel::Worse,
            (Arrows::Unclear, _) if up => Travel::Up,
            (Arrows::Unclear, _) => Travel::Down,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn witness(up: bool, now: i64, before: i64) -> Witness {
        Witness {
            sign: Some(Sign::Arrow(up)),
            polarity: Some(Polarity::Lower),
            now: Some(now.into()),
            before: Some(before.into()),
        }
    }

    #[test]
    fn the_rows_tell_what_arrows_mean() {
        assert_eq!(meaning(&[witness(true, 20, 22), witness(false, 9, 8)], &[]), Arrows::Merit);
        assert_eq!(meaning(&[witness(false, 20, 22), witness(true, 9, 8)], &[]), Arrows::Movement);
        assert_eq!(meaning(&[witness(true, 20, 20)], &[]), Arrows::Unclear);
        assert_eq!(meaning(&[], &["▲ improving, ▼ worsening"]), Arrows::Merit);
    }

    #[test]
    fn a_direction_takes_the_polarity_into_account() {
        use Polarity::{Higher, Lower, Neutral};
        for (sign, polarity, arrows, wanted) in [
            (Sign::Arrow(true), Some(Lower), Arrows::Merit, Travel::Better),
            (Sign::Arrow(true), Some(Lower), Arrows::Movement, Travel::Worse),
            (Sign::Arrow(true), Some(Lower), Arrows::Unclear, Travel::Up),
            (Sign::Arrow(true), Some(Higher), Arrows::Unclear, Travel::Better),
            (Sign::Arrow(false), Some(Neutral), Arrows::Merit, Travel::Down),
            (Sign::Moved(true), Some(Lower), Arrows::Merit, Travel::Worse),
            (Sign::Moved(false), None, Arrows::Merit, Travel::Down),
            (Sign::Fared(true), Some(Lower), Arrows::Unclear, Travel::Better),
            (Sign::Same, None, Arrows::Unclear, Travel::Same),
        ] {
            assert_eq!(travel(sign, polarity, arrows), wanted, "{sign:?} {polarity:?} {arrows:?}");
        }
    }
}
