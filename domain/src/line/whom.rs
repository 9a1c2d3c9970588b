//! Who or what a short name means: a post behind an `@`, a member who moved, an indicator between brackets. One is
//! found, or it is told which it could be; nothing is guessed. Called by whoever previews and records.

use super::Doubt;
use std::cmp::Reverse;

/// Something that can be named: a post, a member, an indicator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// What it is known by here.
    pub id: i64,
    /// Its title, or its name in full.
    pub title: String,
    /// Another name: the short name of a chair's body, the code of an indicator.
    pub short: String,
}

const SMALL: [&str; 6] = ["of", "and", "for", "the", "with", "to"];

/// The post that is meant by a name behind an `@`: its title, its initials, its short name, or beginnings of words of
/// its title in their order (`dir-ed` for the Director of Education).
///
/// # Errors
/// When there is none, or more than one.
pub fn post(name: &str, posts: &[Named]) -> Result<i64, Doubt> {
    let wanted = plain(name);
    let pieces: Vec<&str> = wanted.split(|c: char| !c.is_alphanumeric()).filter(|piece| !piece.is_empty()).collect();
    let tests: [&dyn Fn(&Named) -> bool; 5] = [
        &|post| plain(&post.title) == wanted,
        &|post| !post.short.is_empty() && plain(&post.short) == wanted,
        &|post| pieces.len() == 1 && initials(&post.title).contains(&wanted),
        &|post| in_order(&pieces, &post.title, |word, piece| word == piece),
        &|post| in_order(&pieces, &post.title, |word, piece| word.starts_with(piece)),
    ];
    for test in tests {
        let found: Vec<&Named> = posts.iter().filter(|post| test(post)).collect();
        match found.as_slice() {
            [] => {}
            [only] => return Ok(only.id),
            several => {
                return Err(Doubt::SeveralPosts(
                    name.to_owned(),
                    several.iter().map(|one| one.title.clone()).collect(),
                ));
            }
        }
    }
    Err(Doubt::NoPost(name.to_owned()))
}

fn plain(text: &str) -> String {
    text.replace('’', "'").to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn words(title: &str) -> Vec<String> {
    let low = plain(title).replace("'s", "s").replace("s'", "s").replace('\'', "");
    low.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The initials of a title, with and without its small words.
fn initials(title: &str) -> [String; 2] {
    let of = |small: bool| -> String {
        let kept = words(title).into_iter().filter(|word| small || !SMALL.contains(&word.as_str()));
        kept.filter_map(|word| word.chars().next()).collect()
    };
    [of(true), of(false)]
}

fn in_order(pieces: &[&str], title: &str, is: impl Fn(&str, &str) -> bool) -> bool {
    let mut words = words(title).into_iter();
    !pieces.is_empty() && pieces.iter().all(|piece| words.any(|word| is(&word, &piece.replace('\'', ""))))
}

const TITLES: [&str; 16] = [
    "councillor",
    "councillors",
    "cllr",
    "cllrs",
    "cr",
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "sir",
    "dame",
    "lord",
    "lady",
    "alderman",
];

/// The member who is meant: the last word is the family name, what stands before it a first name or its beginning.
///
/// # Errors
/// When there is none, or more than one.
pub fn member(name: &str, members: &[Named]) -> Result<i64, Doubt> {
    let parts = |name: &str| -> Vec<String> {
        let bare = plain(name);
        let all = bare.split([' ', ',']).map(|word| word.trim_matches(['.', '(', ')']).to_owned());
        all.filter(|word| !word.is_empty() && !TITLES.contains(&word.as_str())).collect()
    };
    let wanted = parts(name);
    let Some((family, first)) = wanted.split_last() else { return Err(Doubt::NoMember(name.to_owned())) };
    let is = |member: &&Named| {
        let own = parts(&member.title);
        let Some((last, before)) = own.split_last() else { return false };
        let mut before = before.iter();
        last == family && first.iter().all(|part| before.any(|own| own.starts_with(part.as_str())))
    };
    let found: Vec<&Named> = members.iter().filter(is).collect();
    match found.as_slice() {
        [] => Err(Doubt::NoMember(name.to_owned())),
        [only] => Ok(only.id),
        several => match several.iter().find(|one| parts(&one.title) == wanted) {
            Some(exact) if several.iter().filter(|one| parts(&one.title) == wanted).count() == 1 => Ok(exact.id),
            _ => Err(Doubt::SeveralMembers(name.to_owned(), several.iter().map(|one| one.title.clone()).collect())),
        },
    }
}

/// The indicator that is meant by a code or its number: "32" for 32, K32 or CF-032.
///
/// # Errors
/// When there is none, or more than one.
pub fn indicator(code: &str, indicators: &[Named]) -> Result<i64, Doubt> {
    let wanted = plain(code);
    let number = |text: &str| -> Option<u64> {
        let digits = text.trim_end().rsplit(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
        digits.parse().ok()
    };
    let exact: Vec<&Named> = indicators.iter().filter(|one| plain(&one.short) == wanted).collect();
    let only_digits = !wanted.is_empty() && wanted.bytes().all(|b| b.is_ascii_digit());
    let found = if exact.is_empty() && only_digits {
        indicators.iter().filter(|one| number(&one.short).is_some() && number(&one.short) == number(&wanted)).collect()
    } else {
        exact
    };
    match found.as_slice() {
        [] => Err(Doubt::NoIndicator(code.to_owned())),
        [only] => Ok(only.id),
        several => Err(Doubt::SeveralIndicators(
            code.to_owned(),
            several.iter().map(|one| format!("{} {}", one.short, one.title)).collect(),
        )),
    }
}

/// The item that is meant by a number and a title that were read elsewhere: the titles that share most words win.
#[must_use]
pub fn item(number: Option<&str>, title: Option<&str>, items: &[Named]) -> Option<i64> {
    let wanted: Vec<String> = words(title.unwrap_or_default()).into_iter().filter(|word| word.len() > 2).collect();
    let shared = |one: &Named| {
        let own: Vec<String> = words(&one.title).into_iter().filter(|word| word.len() > 2).collect();
        let both = wanted.iter().filter(|word| own.contains(word)).count();
        (both * 2 >= own.len().max(wanted.len()) && both > 0).then_some(both)
    };
    let best = items.iter().filter_map(|one| Some((shared(one)?, Reverse(one.id)))).max();
    best.map(|(_, id)| id.0).or_else(|| {
        let number = number.filter(|_| wanted.is_empty())?;
        items.iter().find(|one| one.short == number).map(|one| one.id)
    })
}
