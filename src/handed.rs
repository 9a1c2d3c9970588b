//! What this process has handed to the relay lately, by its own memory: a database that moved to a standby may have
//! forgotten it. Kept in the data folder too, so that it outlives the process; not forced to the disk, so that it does
//! not outlive a power cut. Asks no database: `post::retelling` compares.

use chrono::{DateTime, Utc};
use std::collections::VecDeque;
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// So many are remembered: far more than a standby can be behind.
const MOST: usize = 4096;

/// A book of so many lines is written anew.
const LONGEST: usize = 4 * MOST;

/// How a handing over ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It has not ended, or nobody lived to hear how.
    Open,
    /// The relay took the letter.
    Taken,
    /// The relay may have taken it.
    Doubt,
    /// The letter certainly did not leave.
    Kept,
}

impl End {
    const ALL: [Self; 4] = [Self::Open, Self::Taken, Self::Doubt, Self::Kept];

    fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Taken => "taken",
            Self::Doubt => "doubt",
            Self::Kept => "kept",
        }
    }
}

/// One copy of a letter on its way to the relay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handing {
    /// The letter. Its number may be another letter's in a database that has forgotten it.
    pub message_id: String,
    /// The claim under which it went.
    pub token: i64,
    /// Who held the claim.
    pub owner: String,
    /// How many copies may have left before.
    pub copies: i32,
    /// When.
    pub at: DateTime<Utc>,
    /// How it ended.
    pub end: End,
}

impl Handing {
    fn is(&self, other: &Self) -> bool {
        (self.token, &self.owner, &self.message_id) == (other.token, &other.owner, &other.message_id)
    }

    fn line(&self) -> String {
        let Self { message_id, token, owner, copies, at, end } = self;
        format!("letter\t{message_id}\t{token}\t{owner}\t{copies}\t{}\t{}\n", at.to_rfc3339(), end.word())
    }

    fn read(rest: &str) -> Option<Self> {
        let mut parts = rest.split('\t');
        let mut next = || parts.next();
        Some(Self {
            message_id: next()?.to_owned(),
            token: next()?.parse().ok()?,
            owner: next()?.to_owned(),
            copies: next()?.parse().ok()?,
            at: DateTime::parse_from_rfc3339(next()?).ok()?.to_utc(),
            end: next().and_then(|word| End::ALL.into_iter().find(|end| end.word() == word))?,
        })
    }
}

/// The memory of a process.
#[derive(Debug, Default)]
pub struct Handed {
    kept: Mutex<Kept>,
    /// Whoever compares it with the database.
    pub(crate) turn: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Kept {
    lately: VecDeque<Handing>,
    /// How those before this process, in the same folder, were known to the others.
    before: Vec<String>,
    /// How this process is.
    own: Vec<String>,
    told_in: String,
    settled_in: String,
    /// The others who may not have told yet, and since when they are waited for.
    silent: Vec<(String, DateTime<Utc>)>,
    waits_since: Option<Instant>,
    book: Option<Book>,
}

#[derive(Debug)]
struct Book {
    path: PathBuf,
    file: File,
    lines: usize,
    /// Whether the last line may be half a line.
    is_torn: bool,
    /// Two processes that share a folder have a book each.
    _lock: File,
}

impl Handed {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps it in a folder as well, and takes up what a process before this one left there.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn keep_in(&self, folder: &Path) -> std::io::Result<()> {
        for n in 1..100 {
            let path = folder.join(if n == 1 { "handed-over".to_owned() } else { format!("handed-over-{n}") });
            let lock = OpenOptions::new().create(true).truncate(false).write(true).open(path.with_extension("lock"))?;
            if lock.try_lock().is_err() {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            let file = OpenOptions::new().create(true).append(true).open(&path)?;
            let mut kept = self.kept();
            kept.take_up(&text);
            kept.book = Some(Book { path, file, lines: 0, is_torn: false, _lock: lock });
            return kept.write_anew();
        }
        Err(std::io::Error::other("a hundred processes share one data folder"))
    }

    /// How this process is known to the others.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn known_as(&self, boot: &str) -> std::io::Result<()> {
        let mut kept = self.kept();
        kept.own.push(boot.to_owned());
        kept.note(&format!("boot\t{boot}\n"))
    }

    /// Whether a process was there before this one, in the same folder: it lives no more.
    #[must_use]
    pub fn followed(&self, boot: &str) -> bool {
        self.kept().before.iter().any(|one| one == boot)
    }

    /// Whether a process is this one.
    #[must_use]
    pub fn is(&self, boot: &str) -> bool {
        self.kept().own.iter().any(|one| one == boot)
    }

    /// A letter is about to leave, unless the database says no.
    ///
    /// # Errors
    /// When the folder cannot be written: it must not leave then.
    pub fn begins(&self, handing: &Handing) -> std::io::Result<()> {
        let mut kept = self.kept();
        kept.lately.push_back(handing.clone());
        if kept.lately.len() > MOST {
            kept.lately.pop_front();
        }
        kept.note(&handing.line())
    }

    /// How it ended.
    pub fn ends(&self, handing: &Handing, end: End) {
        let mut kept = self.kept();
        let Some(place) = kept.lately.iter().rposition(|one| one.is(handing)) else { return };
        let ended = Handing { end, ..handing.clone() };
        if let Err(error) = kept.note(&ended.line()) {
            tracing::error!(%error, "how a letter ended cannot be kept beside the database");
        }
        if end == End::Kept {
            kept.lately.remove(place);
        } else {
            kept.lately[place] = ended;
        }
    }

    /// All of it, the oldest first.
    #[must_use]
    pub fn lately(&self) -> Vec<Handing> {
        self.kept().lately.iter().cloned().collect()
    }

    /// These are somebody's affair now.
    pub fn forget(&self, gone: &[Handing]) {
        let mut kept = self.kept();
        kept.lately.retain(|one| !gone.iter().any(|gone| gone.is(one)));
        if let Err(error) = kept.write_anew() {
            tracing::error!(%error, "what was handed over cannot be kept beside the database");
        }
    }

    /// The database's line of history in which all processes have told what they remember; empty before.
    #[must_use]
    pub fn settled_in(&self) -> String {
        self.kept().settled_in.clone()
    }

    /// The line of history in which this process has told; empty before.
    #[must_use]
    pub fn told_in(&self) -> String {
        let kept = self.kept();
        if kept.told_in.is_empty() { kept.settled_in.clone() } else { kept.told_in.clone() }
    }

    /// Whether nobody is waited for.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        let kept = self.kept();
        kept.told_in.is_empty() || kept.told_in == kept.settled_in
    }

    /// Whether this process has told it in this line of history.
    #[must_use]
    pub fn has_told(&self, era: &str) -> bool {
        let kept = self.kept();
        kept.told_in == era || kept.settled_in == era
    }

    /// This process has told; these others are waited for.
    pub fn told(&self, era: &str, silent: Vec<(String, DateTime<Utc>)>) {
        let mut kept = self.kept();
        era.clone_into(&mut kept.told_in);
        kept.silent = silent;
        kept.waits_since = Some(Instant::now());
    }

    /// The database is where all have told, and has perhaps come back there: nobody is waited for.
    pub fn stays_in(&self, era: &str) {
        let mut kept = self.kept();
        if kept.told_in != era {
            era.clone_into(&mut kept.told_in);
            kept.silent.clear();
        }
    }

    /// Who is waited for, and since when.
    #[must_use]
    pub fn silent(&self) -> (Vec<(String, DateTime<Utc>)>, Option<Instant>) {
        let kept = self.kept();
        (kept.silent.clone(), kept.waits_since)
    }

    /// All have told.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn settled(&self, era: &str) -> std::io::Result<()> {
        let mut kept = self.kept();
        era.clone_into(&mut kept.settled_in);
        kept.silent.clear();
        kept.note(&format!("era\t{era}\n"))
    }
}

impl Kept {
    fn take_up(&mut self, text: &str) {
        for line in text.lines() {
            match line.split_once('\t') {
                Some(("boot", boot)) => self.before.push(boot.to_owned()),
                Some(("era", era)) => era.clone_into(&mut self.settled_in),
                Some(("letter", rest)) => {
                    let Some(handing) = Handing::read(rest) else { continue };
                    self.lately.retain(|one| !one.is(&handing));
                    if handing.end != End::Kept {
                        self.lately.push_back(handing);
                    }
                }
                // The last line of a process that was killed may be half a line.
                _ => {}
            }
        }
        let (boots, letters) = (self.before.len().saturating_sub(8), self.lately.len().saturating_sub(MOST));
        self.before.drain(..boots);
        self.lately.drain(..letters);
    }

    fn note(&mut self, line: &str) -> std::io::Result<()> {
        if self.book.as_ref().is_some_and(|book| book.is_torn) {
            self.write_anew()?;
        }
        let Some(book) = &mut self.book else { return Ok(()) };
        // A disk without room may take half of it, and the next line would be written behind that half.
        book.is_torn = true;
        book.file.write_all(line.as_bytes())?;
        book.is_torn = false;
        book.lines += 1;
        if book.lines > LONGEST { self.write_anew() } else { Ok(()) }
    }

    /// First beside it, then in its place: a crash in between leaves the old one.
    fn write_anew(&mut self) -> std::io::Result<()> {
        let Some(book) = &mut self.book else { return Ok(()) };
        let mut text = String::new();
        if !self.settled_in.is_empty() {
            text.push_str(&format!("era\t{}\n", self.settled_in));
        }
        text.extend(self.before.iter().chain(&self.own).map(|boot| format!("boot\t{boot}\n")));
        text.extend(self.lately.iter().map(Handing::line));
        let new = book.path.with_extension("new");
        std::fs::write(&new, text)?;
        std::fs::rename(&new, &book.path)?;
        book.file = OpenOptions::new().append(true).open(&book.path)?;
        (book.lines, book.is_torn) = (0, false);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn handing(n: i64) -> Handing {
        Handing {
            message_id: format!("<{n}@anyshire.example>"),
            token: 3,
            owner: "node/0".to_owned(),
            copies: 0,
            at: DateTime::UNIX_EPOCH,
            end: End::Open,
        }
    }

    #[test]
    fn what_was_handed_over_outlives_the_process() {
        let folder = tempfile::tempdir().unwrap();
        let first = Handed::default();
        first.keep_in(folder.path()).unwrap();
        first.known_as("one").unwrap();
        for n in 0..4 {
            first.begins(&handing(n)).unwrap();
        }
        first.ends(&handing(1), End::Taken);
        first.ends(&handing(2), End::Kept);
        first.settled("00000002").unwrap();
        let beside = Handed::default();
        beside.keep_in(folder.path()).unwrap();
        assert!(first.is("one") && beside.lately().is_empty() && !beside.followed("one"));
        drop(first);
        let second = Handed::default();
        second.keep_in(folder.path()).unwrap();
        let ends: Vec<_> = second.lately().into_iter().map(|one| (one.message_id, one.end)).collect();
        let wanted = [(0, End::Open), (3, End::Open), (1, End::Taken)];
        assert!(ends.len() == 3 && wanted.iter().all(|(n, end)| ends.contains(&(handing(*n).message_id, *end))));
        assert!(second.followed("one") && second.has_told("00000002") && !second.has_told("00000003"));
        second.forget(&second.lately());
        assert!(second.lately().is_empty());
    }

    #[test]
    fn it_stays_short_and_half_a_line_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let handed = Handed::default();
        handed.keep_in(folder.path()).unwrap();
        for n in 0..20_000 {
            handed.begins(&handing(n)).unwrap();
        }
        assert_eq!(handed.lately().len(), MOST);
        let text = std::fs::read_to_string(folder.path().join("handed-over")).unwrap();
        assert!(text.lines().count() <= LONGEST + MOST);
        drop(handed);
        std::fs::write(folder.path().join("handed-over"), format!("{}letter\t<half", handing(7).line())).unwrap();
        let again = Handed::default();
        again.keep_in(folder.path()).unwrap();
        assert_eq!(again.lately(), [handing(7)]);
    }
}
