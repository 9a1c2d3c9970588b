//! Figures that an officer enters for a director who gave them by telephone or mail: they name where they have them
//! from, and sign off nothing themselves.

use super::refusal::RequestRefusal;
use chrono::NaiveDate;

/// Where the figures come from, in words that stay in the history.
///
/// # Errors
/// It must be said.
pub fn source(text: &str) -> Result<&str, RequestRefusal> {
    match text.trim() {
        "" => Err(RequestRefusal::SourceMissing),
        said => Ok(said),
    }
}

/// The day of the e-mail by which the director signed off what an officer entered.
///
/// # Errors
/// It must be named; nobody signs off what was not asked yet, nor in advance.
pub fn signed_off(
    on: Option<NaiveDate>,
    issued_on: Option<NaiveDate>,
    today: NaiveDate,
) -> Result<NaiveDate, RequestRefusal> {
    let on = on.ok_or(RequestRefusal::SignedMissing)?;
    if on > today || issued_on.is_some_and(|issued| on < issued) {
        return Err(RequestRefusal::SignedOutside);
    }
    Ok(on)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn day(d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2022, 10, d).unwrap()
    }

    #[test]
    fn a_sign_off_by_mail_lies_between_the_issue_and_today() {
        let (issued, today) = (Some(day(3)), day(12));
        for (on, wanted) in [
            (None, Err(RequestRefusal::SignedMissing)),
            (Some(day(2)), Err(RequestRefusal::SignedOutside)),
            (Some(day(3)), Ok(day(3))),
            (Some(day(12)), Ok(day(12))),
            (Some(day(13)), Err(RequestRefusal::SignedOutside)),
        ] {
            assert_eq!(signed_off(on, issued, today), wanted);
        }
    }

    #[test]
    fn the_source_is_said() {
        assert_eq!(source("  "), Err(RequestRefusal::SourceMissing));
        assert_eq!(source(" By telephone "), Ok("By telephone"));
    }
}
