//! Two published texts side by side: which lines stayed, which words went and which came. Pure; called by pages.

use similar::{ChangeTag, TextDiff};

/// A run of words of one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub text: String,
    /// Whether these are the words that differ.
    pub is_changed: bool,
}

/// How a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Same,
    Removed,
    Added,
}

/// A line of either text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub mark: Mark,
    pub runs: Vec<Run>,
}

impl Line {
    pub(super) fn is_removed(&self) -> bool {
        self.mark == Mark::Removed
    }

    pub(super) fn is_added(&self) -> bool {
        self.mark == Mark::Added
    }
}

/// The lines of both, in order; where a line was changed, the words that differ are marked in it.
pub(super) fn between(before: &str, after: &str) -> Vec<Line> {
    let (before, after) = (format!("{before}\n"), format!("{after}\n"));
    let diff = TextDiff::from_lines(&before, &after);
    let mut lines = Vec::new();
    for operation in diff.ops() {
        for change in diff.iter_inline_changes(operation) {
            let mark = match change.tag() {
                ChangeTag::Equal => Mark::Same,
                ChangeTag::Delete => Mark::Removed,
                ChangeTag::Insert => Mark::Added,
            };
            let runs: Vec<Run> = change
                .iter_strings_lossy()
                .map(|(is_changed, text)| Run { text: text.trim_end_matches('\n').to_owned(), is_changed })
                .filter(|run| !run.text.is_empty())
                .collect();
            lines.push(Line { mark, runs });
        }
    }
    lines
}

/// What changed, as counts in words: `2 lines added, 1 line removed`.
pub(super) fn counted(lines: &[Line]) -> String {
    let count = |mark: Mark| lines.iter().filter(|line| line.mark == mark).count();
    let said = |n: usize, what: &str| match n {
        1 => format!("1 line {what}"),
        n => format!("{n} lines {what}"),
    };
    match (count(Mark::Added), count(Mark::Removed)) {
        (0, 0) => "The two are the same.".to_owned(),
        (added, removed) => format!("{}, {}.", said(added, "added"), said(removed, "removed")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(lines: &[Line], without: Mark) -> String {
        let kept = lines.iter().filter(|line| line.mark != without);
        let joined = kept.map(|line| line.runs.iter().map(|run| run.text.as_str()).collect::<String>());
        joined.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_changed_word_is_marked_in_its_line() {
        let lines = between("1. Apologies\n2. Slides (to follow)", "1. Apologies\n2. Slides for Period 4");
        let marks: Vec<Mark> = lines.iter().map(|line| line.mark).collect();
        assert_eq!(marks, [Mark::Same, Mark::Removed, Mark::Added]);
        assert!(lines[1].runs.iter().any(|run| run.is_changed && run.text.contains("follow)")), "{lines:?}");
        assert!(lines[2].runs.iter().any(|run| !run.is_changed && run.text.contains("Slides")), "{lines:?}");
        assert_eq!(counted(&lines), "1 line added, 1 line removed.");
        assert_eq!(counted(&between("a", "a")), "The two are the same.");
    }

    proptest! {
        #[test]
        fn nothing_of_either_text_is_lost(before in "[a-c ]{0,4}(\n[a-c ]{0,4}){0,5}", after in "[a-c ]{0,4}(\n[a-c ]{0,4}){0,5}") {
            let lines = between(&before, &after);
            prop_assert_eq!(text(&lines, Mark::Added), before);
            prop_assert_eq!(text(&lines, Mark::Removed), after);
        }
    }
}
