//! Which passwords are taken: long ones that a guesser would not try first. No rule about capitals or signs,
//! and none that a password must ever change. Hashing and keeping are not here. Called wherever one is set.

use crate::refusal::Refusal;
use std::fmt;

/// The fewest characters.
pub const FEWEST: usize = 12;

/// The most characters: enough for any sentence, too few to make hashing a burden.
pub const MOST: usize = 128;

/// A password needs this many characters that are no well-known word, run or year.
const OWN_CHARACTERS: usize = 5;

/// What guessers try first, long words before short ones within them. A password that is only these, with
/// numbers and signs around them, is refused.
const WORDS: &[&str] = &[
    "correcthorsebatterystaple",
    "onceuponatime",
    "iloveyou",
    "qwertyuiop",
    "1qaz2wsx3edc4rfv",
    "1q2w3e4r5t6y",
    "1qaz2wsx",
    "1q2w3e4r",
    "zaq12wsx",
    "asdfghjkl",
    "zxcvbnm",
    "qazwsxedc",
    "qazwsx",
    "administrator",
    "administration",
    "passphrase",
    "passwort",
    "password",
    "passwd",
    "letmeinplease",
    "letmein",
    "trustno1",
    "changeme",
    "changeit",
    "whatever",
    "nothing",
    "default",
    "temporary",
    "secret",
    "access",
    "welcome",
    "hello",
    "monkey",
    "dragon",
    "football",
    "baseball",
    "superman",
    "batman",
    "starwars",
    "princess",
    "sunshine",
    "liverpool",
    "arsenal",
    "chelsea",
    "charlie",
    "master",
    "shadow",
    "summer",
    "autumn",
    "winter",
    "spring",
    "january",
    "february",
    "september",
    "october",
    "november",
    "december",
    "monday",
    "friday",
    "england",
    "qwerty",
    "asdfgh",
    "computer",
    "internet",
    "democratic",
    "democracy",
    "committee",
    "councillor",
    "government",
    "governance",
    "performance",
    "overview",
    "scrutiny",
    "services",
    "service",
    "borough",
    "district",
    "council",
    "cabinet",
    "meeting",
    "officer",
    "county",
    "agenda",
    "remit",
    "panel",
    "board",
    "chair",
    "admin",
    "guest",
    "login",
    "user",
    "test",
    "pass",
    "love",
];

/// Why a password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordRefusal {
    /// Nothing was typed.
    Missing,
    /// Fewer than twelve characters.
    TooShort,
    /// More than 128 characters.
    TooLong,
    /// Only words and numbers that guessers try first.
    Common,
    /// Only the names of the person or the council, and what guessers add to them.
    OwnNames,
}

impl fmt::Display for PasswordRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("Enter a password."),
            Self::TooShort => {
                write!(f, "Enter a password of {FEWEST} characters or more; three random words are good.")
            }
            Self::TooLong => write!(f, "Enter a password of no more than {MOST} characters."),
            Self::Common => f.write_str(
                "This password is among the first that are guessed. Choose another; three random words are good.",
            ),
            Self::OwnNames => f.write_str(
                "This password is made of your name or the council's. Choose another; three random words are good.",
            ),
        }
    }
}

impl Refusal for PasswordRefusal {
    fn field(&self) -> Option<String> {
        Some("password".to_owned())
    }
}

/// Why somebody is not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInRefusal {
    /// No address was typed.
    EmailMissing,
    /// No password was typed.
    PasswordMissing,
    /// The two do not belong together. Says no more: whether the address is known is nobody's business.
    Wrong,
    /// They do, but this person neither is an officer nor chairs a body today.
    NothingToOpen,
}

impl fmt::Display for SignInRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::EmailMissing => "Enter your e-mail address.",
            Self::PasswordMissing => "Enter your password.",
            Self::Wrong => "The e-mail address or the password is not right.",
            Self::NothingToOpen => {
                "Your account opens nothing today: only scrutiny officers and chairs of panels sign in here."
            }
        })
    }
}

impl Refusal for SignInRefusal {
    fn field(&self) -> Option<String> {
        match self {
            Self::EmailMissing | Self::Wrong => Some("email".to_owned()),
            Self::PasswordMissing => Some("password".to_owned()),
            Self::NothingToOpen => None,
        }
    }
}

/// Whether a password is taken. `own_names` are texts that belong to the person and the council: names, the
/// address; each of their words counts.
///
/// # Errors
/// When it is too short, too long, or made of what guessers try first (NCSC and OWASP ASVS 5.0 6.2: length and a
/// deny list, no rules of composition).
pub fn check(password: &str, own_names: &[&str]) -> Result<(), PasswordRefusal> {
    let length = password.chars().count();
    match length {
        0 => return Err(PasswordRefusal::Missing),
        n if n < FEWEST => return Err(PasswordRefusal::TooShort),
        n if n > MOST => return Err(PasswordRefusal::TooLong),
        _ => {}
    }
    if is_weak(password, &[]) {
        return Err(PasswordRefusal::Common);
    }
    let names: Vec<String> = own_names
        .iter()
        .flat_map(|name| name.split(|c: char| !c.is_alphanumeric()))
        .map(str::to_lowercase)
        .filter(|word| word.chars().count() >= 3)
        .collect();
    if is_weak(password, &names) { Err(PasswordRefusal::OwnNames) } else { Ok(()) }
}

/// Whether too little is left when the well-known is taken away, read as typed or with letters for signs.
fn is_weak(password: &str, names: &[String]) -> bool {
    let typed = password.to_lowercase();
    let unmasked: String = typed.chars().map(unmask).collect();
    let folded: String = typed.chars().filter(|c| c.is_alphanumeric()).collect();
    [typed, folded, unmasked].into_iter().any(|text| own_characters(&text, names) < OWN_CHARACTERS)
}

/// The letter that a sign or digit is often written for.
fn unmask(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | '!' | '|' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        c => c,
    }
}

/// How many different characters remain without well-known words, runs and years.
fn own_characters(text: &str, names: &[String]) -> usize {
    let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let without =
        names.into_iter().chain(WORDS.iter().copied()).fold(text.to_owned(), |text, word| text.replace(word, " "));
    let without = without_years(&without_runs(&without));
    let mut left: Vec<char> = without.chars().filter(|c| c.is_alphanumeric()).collect();
    left.sort_unstable();
    left.dedup();
    left.len()
}

/// Takes away runs of three or more characters that repeat, climb or fall by one: `aaaa`, `1234`, `cba`.
fn without_runs(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let step = |at: usize| Some(i64::from(u32::from(*chars.get(at + 1)?)) - i64::from(u32::from(*chars.get(at)?)));
    let mut kept = String::new();
    let mut at = 0;
    while let Some(c) = chars.get(at) {
        let first = step(at).filter(|step| (-1..=1).contains(step));
        let mut last = at;
        while first.is_some() && step(last) == first {
            last += 1;
        }
        if last >= at + 2 {
            kept.push(' ');
            at = last + 1;
        } else {
            kept.push(*c);
            at += 1;
        }
    }
    kept
}

/// Takes away the years that people add: 1940 to 2039.
fn without_years(text: &str) -> String {
    let years = (1940..2040).map(|year: u32| year.to_string());
    years.fold(text.to_owned(), |text, year| text.replace(&year, " "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NAMES: &[&str] = &["Rowan Ellery", "rowan.ellery@anyshire.example", "Anyshire County Council"];

    #[test]
    fn long_and_unlikely_passwords_are_taken() {
        for password in [
            "trombone cellar otter",
            "kettle-harbour-vine",
            "Zq8$kd0-Pw!m",
            "482915730664 8",
            "пароль длинный очень",
            "correct horse lamp mango",
            "a sentence about Rowan and geese",
            "with a \u{0} in the middle",
        ] {
            assert_eq!(check(password, NAMES), Ok(()), "{password}");
        }
        assert_eq!(check(&"åß🙂kwñ ".repeat(18), NAMES), Ok(()), "126 characters of any alphabet");
    }

    #[test]
    fn what_is_guessed_first_is_refused() {
        for (password, refusal) in [
            ("", PasswordRefusal::Missing),
            ("short-one-1", PasswordRefusal::TooShort),
            ("åßåßåßåßåß", PasswordRefusal::TooShort),
            ("password1234", PasswordRefusal::Common),
            ("Password1234!", PasswordRefusal::Common),
            ("P@$$w0rd2026", PasswordRefusal::Common),
            ("PasswordPassword", PasswordRefusal::Common),
            ("letmein-letmein", PasswordRefusal::Common),
            ("123456789012", PasswordRefusal::Common),
            ("aaaaaaaaaaaa", PasswordRefusal::Common),
            ("            ", PasswordRefusal::Common),
            ("abcdefghijklmnop", PasswordRefusal::Common),
            ("qwertyuiop123", PasswordRefusal::Common),
            ("1q2w3e4r5t6y", PasswordRefusal::Common),
            ("Welcome-October-2026", PasswordRefusal::Common),
            ("Scrutiny Panel 26", PasswordRefusal::Common),
            ("CountyCouncil2026!!", PasswordRefusal::Common),
            ("abababababab", PasswordRefusal::Common),
            ("correct horse battery staple", PasswordRefusal::Common),
            ("RowanEllery2026", PasswordRefusal::OwnNames),
            ("anyshire-council-1", PasswordRefusal::OwnNames),
            ("4ny5h1r3-c0unc1l", PasswordRefusal::OwnNames),
        ] {
            assert_eq!(check(password, NAMES), Err(refusal), "{password}");
        }
        assert_eq!(check(&"kw4 ".repeat(33), NAMES), Err(PasswordRefusal::TooLong));
    }

    proptest! {
        #[test]
        fn whatever_is_typed_gets_an_answer_and_length_alone_decides_short_and_long(typed in "\\PC{0,140}") {
            let n = typed.chars().count();
            let verdict = check(&typed, NAMES);
            prop_assert_eq!(matches!(verdict, Err(PasswordRefusal::TooShort)), (1..FEWEST).contains(&n));
            prop_assert_eq!(matches!(verdict, Err(PasswordRefusal::TooLong)), n > MOST);
        }

        #[test]
        fn random_letters_are_taken(typed in "[a-z]{24}") {
            // 24 letters of which fewer than five differ, or which are all words, do not come by chance.
            prop_assert!(check(&typed, &[]).is_ok());
        }
    }
}
