//! A row of values as a line on paper: numbers in, an SVG path, its points and a description in words out.
//! Draws no element and chooses no colour; pages put the path into their own picture.

use crate::figure::{Figure, with_unit};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::fmt::Write as _;

/// The box that a line is drawn into, in SVG units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// What stays empty on each side, so that no point is cut.
    pub margin: f64,
}

/// The box of a line that stands in a table row.
pub const SPARK: Frame = Frame { width: 120.0, height: 32.0, margin: 4.0 };

/// The box of a line that has a page to itself.
pub const CHART: Frame = Frame { width: 640.0, height: 240.0, margin: 24.0 };

/// A place in the box.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dot {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

/// A drawn row of values.
#[derive(Clone, Debug, PartialEq)]
pub struct Trend {
    /// The line; it breaks where a value is missing.
    pub path: String,
    /// One place for each value, none where it is missing.
    pub dots: Vec<Option<Dot>>,
    /// The place of the last value that is a number.
    pub last: Dot,
    /// How far down the target lies.
    pub target_y: Option<f64>,
    /// The lowest of the values and the target.
    pub low: Decimal,
    /// The highest of the values and the target.
    pub high: Decimal,
}

/// Draws values, oldest first, spread over the width; none when not one of them is a number.
///
/// The scale runs from the lowest to the highest of values and target: it shows movement, not size, which is why the
/// numbers always stand beside it.
#[must_use]
pub fn draw(values: &[Option<Decimal>], target: Option<Decimal>, frame: &Frame) -> Option<Trend> {
    let numbers = || values.iter().flatten().copied().chain(target);
    values.iter().flatten().next()?;
    let (low, high) = (numbers().min()?, numbers().max()?);
    let (bottom, top) = (low.to_f64()?, high.to_f64()?);
    let inner = (frame.width - 2.0 * frame.margin, frame.height - 2.0 * frame.margin);
    let down = |value: Decimal| {
        let share =
            value.to_f64().map_or(0.5, |value| if top > bottom { (value - bottom) / (top - bottom) } else { 0.5 });
        tenths(frame.margin + (1.0 - share) * inner.1)
    };
    let along = |index: usize| {
        let share = match values.len() {
            0 | 1 => 0.5,
            count => count_of(index) / count_of(count - 1),
        };
        tenths(frame.margin + share * inner.0)
    };
    let dots: Vec<Option<Dot>> = values
        .iter()
        .enumerate()
        .map(|(index, value)| value.map(|value| Dot { x: along(index), y: down(value) }))
        .collect();
    let last = dots.iter().rev().flatten().next().copied()?;
    Some(Trend { path: path(&dots), last, target_y: target.map(down), low, high, dots })
}

/// A row of values with the target of each period, on one scale.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// The line; it breaks where a value is missing, and where values before and after may not be compared.
    pub path: String,
    /// One place for each value, none where it is missing.
    pub dots: Vec<Option<Dot>>,
    /// The targets, level through each period and stepping where they change.
    pub target: String,
    /// How far along each break lies, half way between two periods.
    pub breaks: Vec<f64>,
    /// The lowest of the values and the targets.
    pub low: Decimal,
    /// The highest of the values and the targets.
    pub high: Decimal,
}

/// Draws values with their targets, oldest first; `breaks` are the places of the first value after a change that
/// makes what came before incomparable. None when not one of the values is a number.
#[must_use]
pub fn chart(
    values: &[Option<Decimal>],
    targets: &[Option<Decimal>],
    breaks: &[usize],
    frame: &Frame,
) -> Option<Chart> {
    values.iter().flatten().next()?;
    let all = || values.iter().chain(targets).flatten().copied();
    let (low, high) = (all().min()?, all().max()?);
    let scale = Scale { low: low.to_f64()?, high: high.to_f64()?, count: values.len(), frame };
    let place = |(index, value): (usize, &Option<Decimal>)| value.map(|value| scale.dot(index, value));
    let dots: Vec<Option<Dot>> = values.iter().enumerate().map(place).collect();
    let mut path = String::new();
    let mut pen_down = false;
    for (index, dot) in dots.iter().enumerate() {
        pen_down &= !breaks.contains(&index);
        if let Some(Dot { x, y }) = dot {
            let _ = write!(path, "{}{x} {y}", if pen_down { 'L' } else { 'M' });
        }
        pen_down = dot.is_some();
    }
    let between = |index: &usize| index.checked_sub(1).map(|_| scale.edge(*index));
    let mut target = String::new();
    for (index, value) in targets.iter().enumerate() {
        if let Some(value) = value {
            let _ = write!(target, "M{} {}H{}", scale.edge(index), scale.down(*value), scale.edge(index + 1));
        }
    }
    Some(Chart { path, dots, target, breaks: breaks.iter().filter_map(between).collect(), low, high })
}

/// Where values lie in a box.
struct Scale<'f> {
    low: f64,
    high: f64,
    count: usize,
    frame: &'f Frame,
}

impl Scale<'_> {
    fn dot(&self, index: usize, value: Decimal) -> Dot {
        let inner = self.frame.width - 2.0 * self.frame.margin;
        let share = if self.count < 2 { 0.5 } else { count_of(index) / count_of(self.count - 1) };
        Dot { x: tenths(self.frame.margin + share * inner), y: self.down(value) }
    }

    fn down(&self, value: Decimal) -> f64 {
        let inner = self.frame.height - 2.0 * self.frame.margin;
        let share = |value: f64| if self.high > self.low { (value - self.low) / (self.high - self.low) } else { 0.5 };
        tenths(self.frame.margin + (1.0 - value.to_f64().map_or(0.5, share)) * inner)
    }

    /// Half way between a value and the one before it; the ends lie at the ends of the box.
    fn edge(&self, index: usize) -> f64 {
        if index == 0 {
            return self.frame.margin;
        }
        if index >= self.count {
            return self.frame.width - self.frame.margin;
        }
        let inner = self.frame.width - 2.0 * self.frame.margin;
        tenths(self.frame.margin + (count_of(index) - 0.5) / count_of(self.count - 1) * inner)
    }
}

fn path(dots: &[Option<Dot>]) -> String {
    let mut path = String::new();
    let mut pen_down = false;
    for dot in dots {
        if let Some(Dot { x, y }) = dot {
            let _ = write!(path, "{}{x} {y}", if pen_down { 'L' } else { 'M' });
        }
        pen_down = dot.is_some();
    }
    path
}

fn count_of(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::from(u32::MAX), f64::from)
}

fn tenths(n: f64) -> f64 {
    (n * 10.0).round() / 10.0
}

/// One value of a row with the name of its period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// The period, as a reader knows it.
    pub label: String,
    /// What was given for it.
    pub figure: Option<Figure>,
}

/// Every number of a line in words, for those who do not see it: "2022/23 Q1 55%, 2022/23 Q2 not available; target 60%".
#[must_use]
pub fn describe(points: &[Point], target: Option<Decimal>, unit: &str) -> String {
    let said: Vec<String> = points
        .iter()
        .map(|point| match &point.figure {
            Some(Figure::Number(value)) => format!("{} {}", point.label, with_unit(*value, unit)),
            Some(Figure::Absent(absence)) => {
                format!("{} {}", point.label, crate::word::Word::label(*absence).to_lowercase())
            }
            None => format!("{} no figure", point.label),
        })
        .collect();
    let mut words = if said.is_empty() { "No figures yet".to_owned() } else { said.join(", ") };
    if let Some(target) = target {
        let _ = write!(words, "; target {}", with_unit(target, unit));
    }
    words
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::figure::Absence;
    use proptest::prelude::*;

    fn some(values: &[i64]) -> Vec<Option<Decimal>> {
        values.iter().map(|n| Some(Decimal::from(*n))).collect()
    }

    #[test]
    fn a_line_runs_from_left_to_right_and_higher_is_nearer_the_top() {
        let drawn = draw(&some(&[0, 50, 100]), Some(Decimal::from(50)), &SPARK).unwrap();
        assert_eq!(drawn.path, "M4 28L60 16L116 4");
        assert_eq!(drawn.last, Dot { x: 116.0, y: 4.0 });
        assert_eq!(drawn.target_y, Some(16.0));
    }

    #[test]
    fn a_missing_value_breaks_the_line_and_never_counts_as_zero() {
        let mut values = some(&[10, 20, 30, 20]);
        values[1] = None;
        let drawn = draw(&values, None, &SPARK).unwrap();
        assert_eq!(drawn.path, "M4 28M78.7 4L116 16");
        assert_eq!(drawn.low, Decimal::from(10));
        values[3] = None;
        assert_eq!(draw(&values, None, &SPARK).unwrap().last.x, 78.7);
        assert_eq!(draw(&[None, None], Some(Decimal::TEN), &SPARK), None);
        assert_eq!(draw(&[], None, &SPARK), None);
    }

    #[test]
    fn equal_values_and_a_single_one_lie_in_the_middle() {
        assert_eq!(draw(&some(&[7, 7]), None, &SPARK).unwrap().path, "M4 16L116 16");
        assert_eq!(draw(&some(&[7]), None, &SPARK).unwrap().last, Dot { x: 60.0, y: 16.0 });
    }

    /// Edge case 20: values of two definitions are not joined by a line.
    #[test]
    fn a_chart_steps_its_targets_and_breaks_where_a_definition_changed() {
        let frame = Frame { width: 120.0, height: 40.0, margin: 0.0 };
        let drawn = chart(&some(&[10, 20, 30, 20]), &some(&[20, 20, 30, 30]), &[2], &frame).unwrap();
        assert_eq!(drawn.path, "M0 40L40 20M80 0L120 20");
        assert_eq!(drawn.breaks, [60.0]);
        assert_eq!(drawn.target, "M0 20H20M20 20H60M60 0H100M100 0H120");
        assert_eq!(chart(&[None], &some(&[1]), &[], &frame), None);
        assert_eq!(chart(&some(&[7]), &[None], &[], &frame).unwrap().path, "M60 20");
    }

    #[test]
    fn the_description_gives_every_number() {
        let point = |label: &str, figure| Point { label: label.to_owned(), figure };
        let points = [
            point("Q1", Some(Figure::Number(Decimal::from(1021)))),
            point("Q2", Some(Figure::Absent(Absence::Suppressed))),
            point("Q3", None),
        ];
        assert_eq!(describe(&points, Some(Decimal::TEN), "£"), "Q1 £1,021, Q2 suppressed, Q3 no figure; target £10");
        assert_eq!(describe(&[], None, "%"), "No figures yet");
    }

    proptest! {
        #[test]
        fn no_point_leaves_its_box_and_order_is_kept(
            values in proptest::collection::vec(proptest::option::of(-1_000_000i64..1_000_000), 0..40),
            target in proptest::option::of(-1_000_000i64..1_000_000),
        ) {
            let values: Vec<_> = values.into_iter().map(|value| value.map(|n| Decimal::new(n, 2))).collect();
            let drawn = draw(&values, target.map(|n| Decimal::new(n, 2)), &CHART);
            prop_assert_eq!(drawn.is_some(), values.iter().any(Option::is_some));
            let Some(drawn) = drawn else { return Ok(()) };
            prop_assert_eq!(drawn.dots.len(), values.len());
            prop_assert_eq!(drawn.path.matches(['M', 'L']).count(), values.iter().flatten().count());
            let placed: Vec<_> = values.iter().zip(&drawn.dots).filter_map(|(v, d)| Some(((*v)?, (*d)?))).collect();
            for (value, dot) in &placed {
                prop_assert!((CHART.margin..=CHART.width - CHART.margin).contains(&dot.x));
                prop_assert!((CHART.margin..=CHART.height - CHART.margin).contains(&dot.y));
                for (other, its) in &placed {
                    prop_assert!(value <= other || dot.y <= its.y);
                }
            }
        }
    }
}
