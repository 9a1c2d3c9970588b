//! Turns words that people typed, or that a relay said, into words that are safe on one header line.
//!
//! Called by `mime` for names and subjects, and by `smtp` for what the relay answered.

/// The longest name or subject that goes into a header, in characters.
pub const LONGEST: usize = 200;

/// One line without control characters, direction overrides or encoded-word openings, at most `longest` characters.
///
/// Line breaks and tabs become a space, runs of spaces one space. `=?` is parted, so that no mail reader takes
/// typed text for an encoded word and shows something else than what was written.
#[must_use]
pub fn one_line(text: &str, longest: usize) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        if is_space(c) {
            if !line.is_empty() && !line.ends_with(' ') {
                line.push(' ');
            }
        } else if !is_hidden(c) {
            if c == '?' && line.ends_with('=') {
                line.push(' ');
            }
            line.push(c);
        }
    }
    shorten(line.trim_end(), longest)
}

/// The body of a letter: line breaks become `\n`, and control characters other than tabs go.
#[must_use]
pub fn body(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .map(|c| if c == '\r' { '\n' } else { c })
        .filter(|&c| c == '\n' || c == '\t' || !c.is_control())
        .collect()
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\0'
}

fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{061C}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

fn shorten(line: &str, longest: usize) -> String {
    if line.chars().count() <= longest {
        return line.to_owned();
    }
    let kept: String = line.chars().take(longest.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn poison_becomes_plain_words() {
        let cases = [
            ("Ann Other", "Ann Other"),
            (
                "Ann\r\nBcc: all@council.example",
                "Ann Bcc: all@council.example",
            ),
            ("Ann\0Other", "Ann Other"),
            ("  Ann \t\n Other  ", "Ann Other"),
            ("Ann \u{202E}rehtO", "Ann rehtO"),
            ("\u{2066}Ann\u{2069}", "Ann"),
            (
                "=?utf-8?q?Chief_Executive?=",
                "= ?utf-8?q?Chief_Executive?=",
            ),
            ("=\u{200B}?utf-8?q?x?=", "= ?utf-8?q?x?="),
            ("==??", "== ??"),
            ("Siân Ó Rudaí", "Siân Ó Rudaí"),
            ("\r\n", ""),
        ];
        for (typed, kept) in cases {
            assert_eq!(one_line(typed, LONGEST), kept, "{typed:?}");
        }
    }

    #[test]
    fn long_words_are_cut_with_a_mark() {
        let cut = one_line(&"é".repeat(500), LONGEST);
        assert_eq!(cut.chars().count(), LONGEST);
        assert!(cut.ends_with('…'));
        assert_eq!(one_line(&"é".repeat(LONGEST), LONGEST), "é".repeat(LONGEST));
    }

    proptest! {
        #[test]
        fn whatever_is_typed_stays_on_one_line(typed in "(\\PC|\\pC|=|\\?|\r|\n){0,300}") {
            let line = one_line(&typed, LONGEST);
            prop_assert!(line.chars().count() <= LONGEST);
            prop_assert!(!line.chars().any(char::is_control));
            prop_assert!(!line.contains("=?"));
            prop_assert_eq!(one_line(&line, LONGEST), line.clone());
        }

        #[test]
        fn a_body_keeps_its_printable_words(typed in "[a-z \r\n\t\u{0}-\u{8}]{0,200}") {
            let kept = body(&typed);
            prop_assert!(!kept.contains('\r'));
            let letters = |s: &str| s.chars().filter(char::is_ascii_lowercase).collect::<String>();
            prop_assert_eq!(letters(&kept), letters(&typed));
        }
    }
}
