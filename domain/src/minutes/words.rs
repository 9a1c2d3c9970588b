//! Words and sentences of a text with their places in it, and the search for phrases among them.
//! No rule about minutes lives here. Called by every reader in this folder.

use std::borrow::Cow;

/// One word: letters and digits with inner apostrophes, hyphens, slashes and points.
#[derive(Debug, Clone)]
pub(super) struct Word<'a> {
    pub at: usize,
    pub end: usize,
    pub raw: &'a str,
    pub low: Cow<'a, str>,
}

impl Word<'_> {
    pub fn is(&self, any: &[&str]) -> bool {
        any.contains(&&*self.low)
    }

    pub fn capital(&self) -> bool {
        self.raw.chars().next().is_some_and(char::is_uppercase)
    }

    pub fn shouted(&self) -> bool {
        self.raw.chars().filter(|c| c.is_alphabetic()).count() > 1 && !self.raw.chars().any(char::is_lowercase)
    }
}

fn inner(c: char) -> bool {
    matches!(c, '\'' | '’' | '-' | '/' | '.' | '&')
}

/// The words of a text, in order.
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    let mut found = Vec::new();
    let mut start: Option<usize> = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next_joins = chars.peek().is_some_and(|(_, next)| next.is_alphanumeric());
        if c.is_alphanumeric() || (start.is_some() && inner(c) && next_joins) {
            start.get_or_insert(at);
        } else if let Some(from) = start.take() {
            found.push(word(text, from, at));
        }
    }
    if let Some(from) = start {
        found.push(word(text, from, text.len()));
    }
    found
}

fn word(text: &str, at: usize, end: usize) -> Word<'_> {
    let raw = &text[at..end];
    let plain = raw.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase());
    let low = if plain { Cow::Borrowed(raw) } else { Cow::Owned(raw.replace('’', "'").to_lowercase()) };
    Word { at, end, raw, low }
}

/// Whether the words from `from` on are this phrase.
pub(super) fn says(words: &[Word<'_>], from: usize, phrase: &str) -> bool {
    let mut rest = words.get(from..).unwrap_or_default().iter();
    phrase.split(' ').all(|want| rest.next().is_some_and(|word| word.low == want))
}

/// Whether a text contains any of these phrases, given in lower case, as whole words.
pub(super) fn mentions(text: &str, phrases: &[&str]) -> bool {
    let low = text.to_ascii_lowercase();
    phrases.iter().any(|phrase| contains(&low, phrase))
}

/// Whether a text holds any of these beginnings of words, given in lower case: a quick look before a closer one.
pub(super) fn hints(text: &str, stems: &[&str]) -> bool {
    let low = text.to_ascii_lowercase();
    stems.iter().any(|stem| low.contains(stem))
}

fn contains(low: &str, phrase: &str) -> bool {
    let mut from = 0;
    while let Some(at) = low[from..].find(phrase).map(|at| from + at) {
        let end = at + phrase.len();
        if !low[..at].ends_with(char::is_alphanumeric) && !low[end..].starts_with(char::is_alphanumeric) {
            return true;
        }
        from = end;
    }
    false
}

const ABBREVIATED: [&str; 20] = [
    "mr", "mrs", "ms", "dr", "cllr", "cllrs", "no", "nos", "st", "e.g", "i.e", "a.m", "p.m", "rev", "prof", "para",
    "vs", "etc", "hon", "cr",
];

/// The sentences of a paragraph, trimmed; a point after an abbreviation or an initial ends none.
pub(super) fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut from = 0;
    let mut last_space = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c.is_whitespace() {
            last_space = at;
        }
        if !matches!(c, '.' | '!' | '?' | ';') {
            continue;
        }
        let end = at + c.len_utf8();
        let mut look = text[end..].chars();
        let mut after = look.next();
        if after.is_some_and(|c| matches!(c, '’' | '”' | '"' | '\'' | ')')) {
            after = look.next();
        }
        if after.is_some_and(|c| !c.is_whitespace()) {
            continue;
        }
        let before = text[last_space.min(at)..at].trim().trim_start_matches(['(', '“', '"']);
        let initial = before.chars().count() == 1 && before.chars().all(char::is_uppercase);
        if c == '.' && (initial || ABBREVIATED.contains(&before.to_lowercase().as_str())) && text[end..].trim() != "" {
            continue;
        }
        push(&mut found, &text[from..end]);
        from = end;
        if chars.peek().is_none() {
            break;
        }
    }
    push(&mut found, &text[from..]);
    found
}

fn push<'a>(found: &mut Vec<&'a str>, piece: &'a str) {
    let piece = piece.trim().trim_start_matches(['’', '”', ')']).trim();
    if piece.chars().any(char::is_alphanumeric) {
        found.push(piece);
    }
}

/// The first eight words, as the label of a clause shows them.
pub(super) fn opening(text: &str) -> String {
    text.split_whitespace().take(8).collect::<Vec<_>>().join(" ")
}

/// Without blanks and loose punctuation at its ends.
pub(super) fn tidy(text: &str) -> &str {
    text.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, ',' | ';' | ':' | '.' | '–' | '—' | '-' | '“' | '”' | '"')
    })
}

/// Whether the text begins with these words, whatever the case, and does not run on in a longer word.
pub(super) fn begins(text: &str, with: &str) -> bool {
    text.get(..with.len()).is_some_and(|head| head.eq_ignore_ascii_case(with))
        && !(with.ends_with(char::is_alphanumeric) && text[with.len()..].starts_with(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_they_end() {
        for (text, count) in [
            ("Mr. Low spoke at 2.00 p.m. on Monday. It ended.", 2),
            ("Cllr. J. Bell asked why? Nobody knew.", 2),
            ("Cab.12.7.2017/6 was seen.", 1),
            ("", 0),
            ("“Is it so?” they asked.", 2),
        ] {
            assert_eq!(sentences(text).len(), count, "{text}: {:?}", sentences(text));
        }
    }

    #[test]
    fn words_keep_their_places() {
        let text = "The panel’s 30-day plan (x)";
        let all = words(text);
        assert_eq!(all.iter().map(|w| &*w.low).collect::<Vec<_>>(), ["the", "panel's", "30-day", "plan", "x"]);
        assert!(all.iter().all(|w| &text[w.at..w.end] == w.raw));
        assert!(says(&all, 1, "panel's 30-day"));
        assert!(!says(&all, 4, "x y"));
    }
}
