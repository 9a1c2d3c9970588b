//! The small pictures of a scorecard: the last eight values of a row, and how many of each rating there are.

use remit_domain::figure::Figure;
use remit_domain::period::Period;
use remit_domain::rating::Rating;
use remit_domain::trend::{self, Point, SPARK};
use remit_domain::word::Word;
use rust_decimal::Decimal;

/// How many values a line in a row shows.
pub(super) const IN_A_ROW: usize = 8;

/// A line ready to be drawn, with every number in words.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Spark {
    pub path: String,
    pub last_x: f64,
    pub last_y: f64,
    pub target_y: Option<f64>,
    pub described: String,
}

/// The line of the last values, oldest first.
pub(super) fn spark(values: &[(Period, Option<Figure>)], target: Option<Decimal>, unit: &str) -> Option<Spark> {
    let numbers: Vec<Option<Decimal>> = values
        .iter()
        .map(|(_, figure)| match figure {
            Some(Figure::Number(value)) => Some(*value),
            _ => None,
        })
        .collect();
    let drawn = trend::draw(&numbers, target, &SPARK)?;
    let points: Vec<Point> =
        values.iter().map(|(period, figure)| Point { label: period.to_string(), figure: *figure }).collect();
    Some(Spark {
        described: trend::describe(&points, target, unit),
        path: drawn.path,
        last_x: drawn.last.x,
        last_y: drawn.last.y,
        target_y: drawn.target_y,
    })
}

/// How many have one rating, and its part of the bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Count {
    /// As the macro names it.
    pub mark: String,
    pub label: &'static str,
    pub count: usize,
    /// Where its part of a bar of a thousand begins, and how long it is.
    pub from: usize,
    pub wide: usize,
}

/// How many of each rating, reds first; what none has is left out.
pub(super) fn counts(ratings: &[Rating]) -> Vec<Count> {
    let mut all: Vec<Rating> = Rating::ALL.to_vec();
    all.sort_by_key(|rating| rating.order());
    let total = ratings.len().max(1);
    let mut before = 0;
    let mut counts = Vec::new();
    for rating in all {
        let count = ratings.iter().filter(|one| **one == rating).count();
        if count > 0 {
            let (from, to) = (before * 1000 / total, (before + count) * 1000 / total);
            let mark = crate::series::reading::mark(rating);
            counts.push(Count { mark, label: rating.label(), count, from, wide: to - from });
        }
        before += count;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::counts;
    use remit_domain::rating::Rating::{Amber, Green, Red};

    #[test]
    fn the_parts_of_the_bar_follow_each_other_and_fill_it() {
        let counts = counts(&[Green, Red, Red, Amber, Green, Green, Green]);
        let told: Vec<_> = counts.iter().map(|one| (one.mark.as_str(), one.count, one.from)).collect();
        assert_eq!(told, [("red", 2, 0), ("amber", 1, 285), ("green", 4, 428)]);
        assert_eq!(counts.iter().map(|one| one.wide).sum::<usize>(), 1000);
    }
}
