//! Runs the rows: in order, one line each, and at the end how many passed, failed and were skipped. In earnest there are
//! three lanes for each database, a process each, side by side: one works while the others wait.

use crate::support::house::postgres;
use std::future::Future;
use std::io::{BufRead, BufReader, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::process::{Command, ExitCode, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Size {
    Short,
    Full,
    Nightly,
}

impl Size {
    pub fn of<T>(self, short: T, full: T, nightly: T) -> T {
        match self {
            Self::Short => short,
            Self::Full => full,
            Self::Nightly => nightly,
        }
    }
}

/// What a row has to say; one that fails panics.
pub enum Told {
    Seen(String),
    Skipped(String),
}

pub fn seen(what: impl Into<String>) -> Told {
    Told::Seen(what.into())
}

pub fn skipped(why: impl Into<String>) -> Told {
    Told::Skipped(why.into())
}

/// On which database a row means something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    Both,
    Sqlite,
    Postgres,
    /// No database has a part in it: run once, in the first lane.
    Neither,
}

pub struct Row {
    pub number: &'static str,
    pub on: On,
    pub what: &'static str,
    /// Most of its time is waiting.
    pub waits: bool,
    pub run: fn(Size) -> Pin<Box<dyn Future<Output = Told>>>,
}

#[derive(Clone, Copy, Default)]
struct Count {
    passed: usize,
    failed: usize,
    skipped: usize,
}

static FELL: Mutex<Vec<String>> = Mutex::new(Vec::new());
/// A row that takes longer than this hangs.
const LONGEST: Duration = Duration::from_secs(900);

struct Asked {
    size: Size,
    /// Only these rows; all when empty.
    only: Vec<String>,
    lane: Option<String>,
    lists: bool,
}

fn asked() -> Asked {
    let mut asked = Asked { size: Size::Short, only: Vec::new(), lane: None, lists: false };
    for word in std::env::args().skip(1) {
        match word.as_str() {
            "full" => asked.size = Size::Full,
            "nightly" => asked.size = Size::Nightly,
            "--list" => asked.lists = true,
            _ if word.starts_with("--lane=") => asked.lane = word.split('=').nth(1).map(str::to_owned),
            _ if word.starts_with('-') => {}
            _ => asked.only.push(word),
        }
    }
    asked
}

pub fn run(rows: &[Row]) -> ExitCode {
    let asked = asked();
    if asked.lists {
        return ExitCode::SUCCESS;
    }
    let begun = Instant::now();
    let count = match &asked.lane {
        None if asked.size > Size::Short => all_lanes(&asked),
        _ => lane(rows, &asked),
    };
    let Count { passed, failed, skipped } = count;
    if asked.lane.is_some() {
        println!("={passed} {failed} {skipped}");
    } else {
        println!("\n{passed} passed, {failed} failed, {skipped} skipped ({:.0} s)", begun.elapsed().as_secs_f64());
    }
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Rows that wait share the second and third of each database in turn.
const LANES: [&str; 6] = ["sqlite", "postgres", "sqlite-1", "postgres-1", "sqlite-2", "postgres-2"];

/// A process for each lane; what they say comes through line by line.
fn all_lanes(asked: &Asked) -> Count {
    let word = asked.size.of("short", "full", "nightly");
    let is_here = |lane: &&str| postgres().is_some() || lane.starts_with("sqlite");
    let lanes: Vec<_> = LANES
        .into_iter()
        .filter(is_here)
        .map(|lane| {
            let mut command = Command::new(std::env::current_exe().unwrap());
            command.arg(word).arg(format!("--lane={lane}")).args(&asked.only);
            if lane.starts_with("sqlite") {
                command.env("TEST_POSTGRES_URL", "");
            }
            let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
            let out = BufReader::new(child.stdout.take().unwrap());
            std::thread::spawn(move || {
                let mut count = Count { failed: 1, ..Count::default() };
                for line in out.lines().map_while(Result::ok) {
                    match line.strip_prefix('=') {
                        Some(told) => {
                            let mut told = told.split(' ').map(|n| n.parse().unwrap_or(0));
                            let mut next = || told.next().unwrap_or(0);
                            count = Count { passed: next(), failed: next(), skipped: next() };
                        }
                        None => println!("{line}"),
                    }
                }
                let _ = child.wait();
                count
            })
        })
        .collect();
    let mut all = Count::default();
    for lane in lanes {
        let one = lane.join().unwrap();
        all.passed += one.passed;
        all.failed += one.failed;
        all.skipped += one.skipped;
    }
    all
}

fn lane(rows: &[Row], asked: &Asked) -> Count {
    std::panic::set_hook(Box::new(|info| {
        FELL.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(info.to_string());
    }));
    let engine = if postgres().is_some() { "PostgreSQL" } else { "SQLite" };
    let is_second_lane = asked.lane.as_deref().is_some_and(|lane| lane.starts_with("postgres"));
    let part: Option<usize> =
        asked.lane.as_deref().map(|lane| lane.split_once('-').map_or(0, |(_, n)| n.parse().unwrap()));
    let mut waiting = 0_usize;
    let mut count = Count::default();
    for row in rows {
        let wanted = asked.only.is_empty() || asked.only.iter().any(|only| only.eq_ignore_ascii_case(row.number));
        let here = match row.on {
            On::Both => true,
            On::Sqlite => engine == "SQLite",
            On::Postgres => engine == "PostgreSQL",
            On::Neither => !is_second_lane,
        };
        let own = if row.waits { 1 + waiting % 2 } else { 0 };
        waiting += usize::from(row.waits);
        if !wanted || !here || part.is_some_and(|part| part != own) {
            continue;
        }
        let engine = if row.on == On::Neither { "-" } else { engine };
        let (how, said, took) = one(row, asked.size);
        match how {
            "ok" => count.passed += 1,
            "skipped" => count.skipped += 1,
            _ => count.failed += 1,
        }
        println!("{:<6} {:<10} {:<7} {:>6.1} s  {}: {said}", row.number, engine, how, took.as_secs_f64(), row.what);
        let _ = std::io::stdout().flush();
    }
    count
}

fn one(row: &Row, size: Size) -> (&'static str, String, Duration) {
    FELL.lock().unwrap().clear();
    let begun = Instant::now();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let told = catch_unwind(AssertUnwindSafe(|| {
        runtime.block_on(async { tokio::time::timeout(LONGEST, (row.run)(size)).await })
    }));
    runtime.shutdown_timeout(Duration::from_secs(2));
    let took = begun.elapsed();
    match told {
        Ok(Ok(Told::Seen(what))) => ("ok", what, took),
        Ok(Ok(Told::Skipped(why))) => ("skipped", why, took),
        Ok(Err(_)) => ("FAILED", "it does not come to an end".to_owned(), took),
        Err(_) => {
            // What the row itself said comes last.
            let told = FELL.lock().unwrap().last().cloned().unwrap_or_default();
            ("FAILED", told.replace('\n', " ").chars().take(1500).collect(), took)
        }
    }
}
