// Takes the guards out of the product, runs the rows that should notice, and puts the guards back. A row that still
// passes proves nothing. Many guards at once, because one build takes long; those that would hide another's row from
// it are taken out in a round of their own, the number at the end of the line:
//   node tests/faults/guards.mjs            all of them
//   node tests/faults/guards.mjs F8 F23     some
// TEST_POSTGRES_URL, when set, has the rows of PostgreSQL run too. Never run it on a tree with changes of your own.

import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const guards = [
  ["F1", "noting that the last byte may go", "src/post/ledger.rs",
    "    let _turn = app.turn().await;\n    let confirmed", "    if id > 0 {\n        return Ok(true);\n    }\n    let _turn = app.turn().await;\n    let confirmed"],
  ["F2", "the same", "", "", ""],
  ["F3", "the same", "", "", ""],
  ["F10", "the same", "", "", ""],
  ["F4", "what is told as kept is on the disk", "src/store.rs", "sqlite::SqliteSynchronous::Full", "sqlite::SqliteSynchronous::Normal"],
  ["F5", "a connection that SQLite freed by itself is let go", "src/store.rs", "Ok(is_free)", "Ok(is_free || !is_free)"],
  ["F17", "a relay that fails is left alone", "src/post/deliver.rs", "|| !self.rest().is_zero() ||", "|| self.rest() > Duration::from_secs(600) ||"],
  ["F17", "", "src/post/deliver.rs", "let rest = self.0.rest().max(self.0.tuning.idle)", "let rest = self.0.tuning.idle"],
  ["F8", "one process a file", "src/store.rs",
    "if held.try_lock().is_err() {", "if held.try_lock().is_err() && file.as_os_str().is_empty() {"],
  ["F9", "the write lock from the beginning", "src/store.rs",
    "Some(SqliteTransactionMode::Immediate)", "Some(SqliteTransactionMode::Deferred)", 3],
  ["F9", "writers in turn", "src/store.rs",
    "Turn(if self.is_alone() {", "Turn(if self.is_alone() && self.db.ping().await.is_err() {", 3],
  ["F14", "work that outlives its request", "src/app.rs",
    "        let whole = tokio::spawn(async move {\n            let _turn = app.0.store.turn().await;\n            let work = app.begin_for(",
    "        let whole = futures_of_its_own(async move {\n            let _turn = app.0.store.turn().await;\n            let work = app.begin_for("],
  ["F14", "", "src/app.rs", "/// The running service.\n", "/// Without a task: dropped with whoever waits for it.\nasync fn futures_of_its_own<T>(work: impl Future<Output = T>) -> std::result::Result<T, tokio::task::JoinError> {\n    Ok(work.await)\n}\n\n/// The running service.\n"],
  ["F18", "doubt after the last byte", "src/post/smtp.rs", "Err(stop) if dotted =>", "Err(stop) if dotted && self.line.is_some() =>"],
  ["F19", "the same", "", "", ""],
  ["F22", "a letter that cannot be written is set aside", "src/post/deliver.rs",
    "                let verdict = policy::unwritable(why, self.facts(letter, started_at)?);\n                return Ok(ledger::record(&self.app, letter, started_at, &verdict).await?.then_some(verdict.state));",
    "                return Err(Error::Broken(anyhow::anyhow!(\"{why}\")));"],
  ["F23", "the first of two hours that bear one name", "domain/src/london.rs", ".earliest()", ".latest()"],
  ["F26", "a node in doubt sends nothing", "domain/src/clockwatch.rs", "self == Self::Skewed\n", "self == Self::Skewed && SKEW_STOPS > SKEW_STOPS\n"],
  ["F28", "a backlog asks", "domain/src/sending.rs",
    "(waiting > LARGEST_BACKLOG || (waiting > 0 && is_old)).then_some", "(waiting > LARGEST_BACKLOG * 1000 && is_old).then_some"],
  ["F29", "a restored backup asks", "domain/src/sending.rs", "remembered - alive > TimeDelta::minutes(2)", "remembered - alive > TimeDelta::days(2000)"],
  ["F31", "letters for a former holder are called back", "src/obligations/commands.rs", "    if on == work.today {\n        let owed", "    if on != work.today {\n        let owed"],
  ["F32", "letters with an old date are called back", "src/obligations/settle.rs",
    "if from.is_some() && from != due_on {", "if from.is_some() && from != due_on && due_on.is_none() {"],
  ["F34", "a form is done once", "src/web/twice.rs", "    if !is_marked {", "    if is_marked || !is_marked {"],
  ["F36", "one letter a morning", "src/obligations/gather.rs", "        morning_key: Some(morning_key(person.id, work)),", "        morning_key: None,"],
  ["F40", "a sender that fails again and again ends", "src/post/deliver.rs", "const MOST_FAILURES: u32 = 5;", "const MOST_FAILURES: u32 = 500_000;"],
  ["F15", "what a lost claim held is taken back", "src/post/ledger.rs",
    "    if held().limit(1).one(app.db()).await?.is_none() {", "    if app.clock().now() > DateTime::UNIX_EPOCH {", 2],
  ["F25", "a clock that jumped is doubted", "domain/src/clockwatch.rs",
    "if step.abs() > LARGEST_STEP {", "if step.abs() > LARGEST_STEP * 1_000_000 {", 2],
  ["F33", "the version of what was opened", "src/requests/answers/commands.rs",
    "if typed.version() != whole.request.version {", "if typed.version() < 0 {", 2],
  ["F24", "the same", "", "", "", 2],
  ["F41", "the day of the next look", "src/obligations/calls.rs", "Expr::value(next))", "Expr::value(next.map(|on| on + chrono::Days::new(9))))"],
];

const asked = process.argv.slice(2);
const wanted = guards.filter(([row]) => asked.length === 0 || asked.includes(row));
if (execFileSync("git", ["status", "--porcelain", "src", "domain", "migration"]).length > 0) {
  console.error("src, domain or migration have changes of your own");
  process.exit(2);
}

// Rows that notice only at length, and guards of a SQLite file alone.
const atLength = new Set(["F24", "F32", "F33"]);
const onlySqlite = new Set(["F9", "F24"]);
let blind = 0;

function look(row, url) {
  const words = ["test", "--locked", "--test", "faults", "--", ...(atLength.has(row) ? ["full"] : []), row];
  const run = spawnSync("cargo", words, { encoding: "utf8", env: { ...process.env, TEST_POSTGRES_URL: url } });
  for (const line of run.stdout.split("\n").filter((text) => text.startsWith(`${row} `))) {
    if (line.includes(" skipped ")) continue;
    if (!line.includes(" FAILED ")) blind += 1;
    console.log(line.slice(0, 300));
  }
}

for (const round of new Set(wanted.map(([, , , , , round]) => round ?? 1))) {
  const taken = wanted.filter(([, , , , , own]) => (own ?? 1) === round);
  const were = new Map();
  try {
    for (const [row, , file, from, to] of taken.filter(([, , file]) => file)) {
      const text = readFileSync(file, "utf8");
      if (!were.has(file)) were.set(file, text);
      if (!text.includes(from)) throw new Error(`${row}: ${file} has no such guard any more`);
      writeFileSync(file, text.replace(from, () => to));
    }
    execFileSync("cargo", ["test", "--locked", "--test", "faults", "--no-run"], { stdio: "inherit" });
    for (const row of new Set(taken.map(([row]) => row))) {
      look(row, "");
      if (process.env.TEST_POSTGRES_URL && !onlySqlite.has(row)) look(row, process.env.TEST_POSTGRES_URL);
    }
  } finally {
    for (const [file, text] of were) writeFileSync(file, text);
  }
}
console.log(`${blind} rows are blind`);
process.exit(blind === 0 ? 0 : 1);
