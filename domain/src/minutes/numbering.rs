//! Marks at the head of a line: (1) 1. 1) (a) a) (i) i. and bullets; which mark follows which.
//! What a list means is not known here. Called by `page`, `sections`, `clauses`.

/// What a mark is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Digit,
    Lower,
    Upper,
    Bullet,
}

/// A mark at the head of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Marker {
    pub class: Class,
    open: bool,
    close: Option<char>,
    value: String,
    /// Bytes up to the text that it marks.
    pub len: usize,
}

impl Marker {
    fn shape(&self) -> (Class, bool, Option<char>) {
        (self.class, self.open, self.close)
    }

    /// Its place in the list, read as a number or a letter of the alphabet.
    pub fn number(&self) -> u32 {
        match self.class {
            Class::Digit => self.value.parse().unwrap_or(0),
            Class::Bullet => 0,
            Class::Lower | Class::Upper => match self.value.as_bytes() {
                [letter] => u32::from(letter.to_ascii_lowercase() - b'a') + 1,
                _ => 0,
            },
        }
    }

    /// Its place in the list, read as a Roman number.
    pub fn roman(&self) -> Option<u32> {
        let letters = matches!(self.class, Class::Lower | Class::Upper);
        letters.then(|| roman_value(&self.value.to_ascii_lowercase())).flatten()
    }

    /// Whether the mark can open a list.
    pub fn is_first(&self) -> bool {
        self.class == Class::Bullet || self.number() == 1 || self.roman() == Some(1)
    }

    pub fn alike(&self, other: &Self) -> bool {
        let letters = matches!(self.class, Class::Lower | Class::Upper);
        let kind = self.is_roman_first() == other.is_roman_first() || !letters;
        self.shape() == other.shape() && kind
    }

    fn is_roman_first(&self) -> bool {
        self.value.len() > 1 || self.value.eq_ignore_ascii_case("i")
    }

    /// Whether this mark comes next after `before` in one list; a number left out is a slip of the source.
    pub fn follows(&self, before: &Self) -> bool {
        if self.shape() != before.shape() {
            return false;
        }
        if self.class == Class::Bullet {
            return true;
        }
        let step = |now: u32, then: u32| now > then && now - then <= if self.class == Class::Digit { 3 } else { 1 };
        let alphabet = self.number() > 0 && before.number() > 0 && step(self.number(), before.number());
        let roman = self.roman().zip(before.roman()).is_some_and(|(now, then)| now == then + 1);
        alphabet || roman
    }

    /// The style as a reader names it: "(1)", "a)", "i.", "bullet".
    pub fn style(&self) -> String {
        let core = match self.class {
            Class::Bullet => return "bullet".into(),
            Class::Digit => "1",
            Class::Lower if self.roman().is_some() && self.is_roman_first() => "i",
            Class::Upper if self.roman().is_some() && self.is_roman_first() => "I",
            Class::Lower => "a",
            Class::Upper => "A",
        };
        let open = if self.open { "(" } else { "" };
        format!("{open}{core}{}", self.close.map_or(String::new(), |c| c.to_string()))
    }
}

/// The mark at the head of a line; a bullet before another mark is passed over.
pub(super) fn leading(text: &str) -> Option<Marker> {
    if let Some(bullet) = bullet(text) {
        let inner = marked(&text[bullet.len..]).map(|marker| Marker { len: marker.len + bullet.len, ..marker });
        return Some(inner.unwrap_or(bullet));
    }
    marked(text)
}

fn bullet(text: &str) -> Option<Marker> {
    let first = text.chars().next()?;
    let always = matches!(first, '•' | '·' | '▪' | '●' | '○' | '◦' | '‣' | '➢' | '§' | '■' | '□' | '✓');
    let spaced = matches!(first, '-' | '–' | '—' | '*' | 'o');
    let rest = &text[first.len_utf8()..];
    if !(always || spaced && rest.starts_with(' ')) || rest.trim().is_empty() && spaced {
        return None;
    }
    let len = text.len() - rest.trim_start().len();
    Some(Marker { class: Class::Bullet, open: false, close: None, value: String::new(), len })
}

fn marked(text: &str) -> Option<Marker> {
    let open = text.starts_with(['(', '[']);
    let inside = if open { text[1..].trim_start() } else { text };
    let value: String = inside.chars().take_while(char::is_ascii_alphanumeric).take(6).collect();
    let class = class(&value)?;
    let after = inside[value.len()..].trim_start_matches(' ');
    let spaced = after.len() + value.len() != inside.len();
    let close = after.chars().next().filter(|c| matches!(c, ')' | ']' | '.' | ':'))?;
    let rest = &after[1..];
    let shape_ok = match close {
        ')' | ']' => !spaced || open,
        _ => !open && !spaced,
    };
    let dotted = close == '.' || close == ':';
    let runs_on = rest.starts_with(|c: char| c.is_alphanumeric() && (dotted || !open) && c != 'T');
    let clock = close == ':' && class == Class::Digit;
    // A letter and a point may be a person's initial.
    let initial = class == Class::Upper && close != ')';
    if !shape_ok || runs_on || clock || initial {
        return None;
    }
    let close = if close == ']' { ')' } else { close };
    Some(Marker { class, open, close: Some(close), value, len: text.len() - rest.trim_start().len() })
}

fn class(value: &str) -> Option<Class> {
    let letters = value.bytes().all(|b| b.is_ascii_alphabetic());
    if value.is_empty() {
        None
    } else if value.bytes().all(|b| b.is_ascii_digit()) {
        (value.len() <= 3).then_some(Class::Digit)
    } else if letters && (value.len() == 1 || roman_value(&value.to_ascii_lowercase()).is_some()) {
        if value.bytes().all(|b| b.is_ascii_lowercase()) {
            Some(Class::Lower)
        } else {
            value.bytes().all(|b| b.is_ascii_uppercase()).then_some(Class::Upper)
        }
    } else {
        None
    }
}

/// A number up to 49 in Roman letters, in lower case.
pub(super) fn roman(n: u32) -> String {
    let units = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
    let tens = ["", "x", "xx", "xxx", "xl"];
    let (ten, unit) = ((n / 10 % 5) as usize, (n % 10) as usize);
    format!("{}{}", tens[ten], units[unit])
}

fn roman_value(letters: &str) -> Option<u32> {
    (1..50).find(|n| roman(*n) == letters)
}

/// Places in a text where marks of one list stand one after the other: (a) … (b) … and (c) ….
/// Only brackets, or digits with a point before a capital, count inside a sentence.
pub(super) fn inline(text: &str) -> Vec<(usize, Marker)> {
    let mut found: Vec<(usize, Marker)> = Vec::new();
    let mut boundary = true;
    for (at, c) in text.char_indices() {
        if boundary && (c == '(' || c.is_ascii_alphanumeric()) {
            let rest = &text[at..];
            if let Some(marker) = marked(rest).filter(|marker| stands_inline(text, at, marker)) {
                let fits = match found.last() {
                    None => marker.is_first(),
                    Some((_, last)) => marker.follows(last) && step_of_one(&marker, last),
                };
                if fits {
                    found.push((at, marker));
                }
            }
        }
        boundary = c.is_whitespace() || matches!(c, '–' | '—' | ':');
    }
    if found.len() < 2 { Vec::new() } else { found }
}

fn step_of_one(now: &Marker, then: &Marker) -> bool {
    now.number() == then.number() + 1 || now.roman().zip(then.roman()).is_some_and(|(a, b)| a == b + 1)
}

fn stands_inline(text: &str, at: usize, marker: &Marker) -> bool {
    let word_before = text[..at].trim_end().rsplit([' ', '(']).next().unwrap_or_default().to_ascii_lowercase();
    let names =
        ["appendix", "paragraph", "section", "note", "item", "recommendation", "annex", "part", "schedule", "option"];
    if names.contains(&word_before.trim_end_matches(['s', '.'])) {
        return false;
    }
    let after = text[at + marker.len..].chars().next();
    match marker.close {
        Some(')') => after.is_some(),
        _ => after.is_some_and(char::is_uppercase) && marker.class == Class::Digit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_read() {
        for (text, style, number) in [
            ("(1) the work", "(1)", 1),
            ("12. That", "1.", 12),
            ("3) That", "1)", 3),
            ("(b) x", "(a)", 2),
            ("a) x", "a)", 1),
            ("(i) x", "(i)", 9),
            ("iv. x", "i.", 0),
            ("• x", "bullet", 0),
            ("· (2) x", "(1)", 2),
            ("1.That", "1.", 1),
            ("( a ) x", "(a)", 1),
        ] {
            let marker = leading(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((marker.style().as_str(), marker.number()), (style, number), "{text}");
        }
        for text in [
            "1.5 million",
            "2022 was",
            "10:30 start",
            "That",
            "Mr. X",
            "J. Smith",
            "- ",
            "on time",
            "(see note)",
            "12.7.2017",
        ] {
            assert_eq!(leading(text), None, "{text}");
        }
    }

    #[test]
    fn marks_follow_each_other() {
        for (then, now, yes) in [
            ("(1) x", "(2) x", true),
            ("(1) x", "2. x", false),
            ("(h) x", "(i) x", true),
            ("(i) x", "(ii) x", true),
            ("(2) x", "(4) x", true),
            ("(2) x", "(1) x", false),
            ("(c) x", "(i) x", false),
        ] {
            assert_eq!(leading(now).unwrap().follows(&leading(then).unwrap()), yes, "{then} {now}");
        }
    }

    #[test]
    fn lists_inside_a_sentence() {
        assert_eq!(inline("(a) That it be noted, (b) that x be thanked, and (c) that y").len(), 3);
        assert_eq!(inline("1. The report be noted. 2. The plan be agreed.").len(), 2);
        assert_eq!(inline("Appendix (a) and (b) be noted").len(), 0);
        assert_eq!(inline("under section 21(1) and 21(2)").len(), 0);
    }
}
