//! F4 to F6: the power is cut, the disk is full, the disk fails. A file system of its own on a loop device, which is shut down
//! without writing out its journal: what was not synchronised is gone, as when the plug is pulled.

use crate::books::Books;
use crate::children::{NAME, Orders, signal};
use crate::mail::{to, tuning};
use crate::oracle;
use crate::root;
use crate::runner::{Size, Told, seen, skipped};
use crate::sending::prepare;
use crate::serving::{Berth, NO_LIBRARY, Node, library, until};
use crate::support::house::fresh_place;
use crate::support::post::{draft, letters, open_at, utc};
use crate::support::relay::{Act, ScriptedRelay, Stage};
use crate::support::{Council, House};
use chrono::TimeDelta;
use remit::app::App;
use remit::clock::Clock;
use remit::post::{Draft, PhaseLimits, Relay, Sender, Tally, Transport, Tuning, queue};
use remit::store::{Place, copy_sqlite};
use remit::trail::{self, About};
use remit::work::{Author, Doing, Work};
use remit_domain::letter::{Kind, State};
use remit_entity::{person, trail as trails};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, Statement};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const START: &str = "2026-10-12T06:30:00Z";

/// EXT4_IOC_SHUTDOWN with EXT4_GOING_FLAGS_NOLOGFLUSH, as soon as nobody holds the other end of what it reads.
const SHUT_DOWN: &str = r#"$| = 1; open(my $f, "<", $ARGV[0]) or die "$!\n"; my $how = pack("L", 2); print "."; <STDIN>; ioctl($f, 0x8004587d, $how) or die "$!\n""#;

/// A disk of its own; it is taken away with its file system when dropped.
struct Disk {
    folder: tempfile::TempDir,
}

impl Drop for Disk {
    fn drop(&mut self) {
        let mount = self.mount();
        let mount = mount.to_str().unwrap_or_default();
        let begun = Instant::now();
        // Threads of a database that was just closed may hold it for a moment.
        while is_mounted(mount) && root::run("umount", &[mount]).is_err() {
            if begun.elapsed() > Duration::from_secs(3) {
                let _ = root::run("umount", &["-l", mount]);
                break;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

fn is_mounted(mount: &str) -> bool {
    let mounts = std::fs::read_to_string("/proc/mounts").unwrap_or_default();
    mounts.lines().any(|line| line.split(' ').nth(1) == Some(mount))
}

impl Disk {
    /// One of so many megabytes, or why there can be none.
    fn new(megabytes: u64) -> Result<Self, String> {
        if let Some(why) = root::wanting(&["mkfs.ext4", "mount", "umount", "perl"]) {
            return Err(why);
        }
        let disk = Self { folder: tempfile::tempdir().unwrap() };
        let image = disk.image();
        std::fs::File::create(&image).and_then(|file| file.set_len(megabytes << 20)).map_err(|e| e.to_string())?;
        root::run("mkfs.ext4", &["-q", "-F", "-m", "0", image.to_str().unwrap()])?;
        std::fs::create_dir(disk.mount()).map_err(|e| e.to_string())?;
        disk.attach().map_err(|why| format!("loop devices are not permitted here: {why}"))?;
        Ok(disk)
    }

    fn image(&self) -> PathBuf {
        self.folder.path().join("disk")
    }

    fn mount(&self) -> PathBuf {
        self.folder.path().join("mount")
    }

    /// Beside it, on a disk that does not fail.
    fn beside(&self) -> &Path {
        self.folder.path()
    }

    fn attach(&self) -> Result<(), String> {
        root::run("mount", &["-o", "loop", self.image().to_str().unwrap(), self.mount().to_str().unwrap()])
    }

    /// From now on nothing is written and nothing unwritten is kept. Whoever writes stops in the same moment, as when the
    /// power goes: the kernel may call done what it was synchronising while its disk was taken away.
    fn cut(&self, writer: &Child) {
        let mut cut = Command::new("perl")
            .args(["-e", SHUT_DOWN, self.mount().to_str().unwrap()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut ready = [0];
        cut.stdout.take().unwrap().read_exact(&mut ready).unwrap();
        signal(writer, "STOP");
        drop(cut.stdin.take());
        assert!(cut.wait().unwrap().success(), "the disk cannot be shut down");
    }

    /// Taken off and put on again; the journal is played back.
    async fn again(&self) {
        let mount = self.mount();
        let begun = Instant::now();
        while let Err(why) = root::run("umount", &[mount.to_str().unwrap()]) {
            assert!(begun.elapsed() < Duration::from_secs(5), "{why}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        // As long as somebody holds it elsewhere, what is put on again is the same that was shut down.
        while self.is_in_use() {
            assert!(begun.elapsed() < Duration::from_secs(10), "somebody else holds the disk");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.attach().unwrap();
    }

    fn is_in_use(&self) -> bool {
        let devices = std::fs::read_dir("/sys/block").unwrap().filter_map(Result::ok);
        let mut files =
            devices.filter_map(|device| std::fs::read_to_string(device.path().join("loop/backing_file")).ok());
        files.any(|file| Path::new(file.trim()) == self.image())
    }

    /// Leaves no byte.
    fn fill(&self) {
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(self.filler()).unwrap();
        for size in [1 << 20, 64 << 10, 1 << 10] {
            while file.write(&vec![7; size]).is_ok_and(|written| written == size) {}
        }
        let _ = file.sync_all();
    }

    fn make_room(&self) {
        std::fs::remove_file(self.filler()).unwrap();
    }

    fn filler(&self) -> PathBuf {
        self.mount().join("filler")
    }

    /// An empty database on it, which a cut cannot take away.
    async fn place(&self) -> Place {
        let beside = tempfile::tempdir().unwrap();
        let Place::Sqlite(template) = fresh_place(&beside).await else { panic!("not on SQLite") };
        let file = self.mount().join("remit.sqlite");
        std::fs::copy(template, &file).unwrap();
        self.again().await;
        Place::Sqlite(file)
    }
}

/// Whether SQLite finds its file in order.
async fn is_whole(app: &App) {
    let db = app.db();
    let sql = "PRAGMA integrity_check";
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap().unwrap();
    let told: String = row.try_get("", "integrity_check").unwrap();
    assert_eq!(told, "ok");
}

/// Every so-and-so-manieth deed writes a letter too.
const A_LETTER: usize = 8;

fn written(n: usize) -> impl for<'w> FnOnce(&'w Work) -> Doing<'w, ()> + Send + 'static {
    move |work| {
        Box::pin(async move {
            let id = i64::try_from(n).unwrap_or_default();
            trail::record(work, "wrote", About { noun: "power", id, body: None }, "").await?;
            if n.is_multiple_of(A_LETTER) {
                queue::enqueue(work, draft(n, Kind::DataRequest)).await?;
            }
            Ok(())
        })
    }
}

/// A process that writes and sends until the power is cut, and says of each deed that it was acknowledged.
struct Writer {
    child: Child,
    told: Arc<Mutex<BTreeSet<usize>>>,
    hears: std::thread::JoinHandle<()>,
}

impl Writer {
    fn start(place: &Place, relay: &str, minutes: i64, first: usize) -> Self {
        let now = utc(START) + TimeDelta::minutes(minutes);
        let words = ["write", &crate::children::place_words(place), relay, &now.to_rfc3339(), &first.to_string()];
        let mut child = Command::new(std::env::current_exe().unwrap())
            .env(NAME, words.join("\n"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let told: Arc<Mutex<BTreeSet<usize>>> = Arc::default();
        let (out, hears) = (BufReader::new(child.stdout.take().unwrap()), told.clone());
        let hears = std::thread::spawn(move || {
            for n in out.lines().map_while(Result::ok).filter_map(|line| line.parse().ok()) {
                hears.lock().unwrap().insert(n);
            }
        });
        Self { child, told, hears }
    }

    fn count(&self) -> usize {
        self.told.lock().unwrap().len()
    }

    /// Everything that it had said when it was killed.
    fn end(mut self) -> BTreeSet<usize> {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.hears.join().unwrap();
        std::mem::take(&mut self.told.lock().unwrap())
    }
}

/// What the writer does, in its own process.
pub fn write_and_send(words: &str) -> ExitCode {
    let words: Vec<&str> = words.split('\n').collect();
    let [place, relay, now, first] = words[..] else { return ExitCode::FAILURE };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async move {
        let app = open_at(&crate::children::read_place(place), Clock::running_from(utc(now))).await;
        let relay = Relay::from_url(relay).unwrap().with_limits(PhaseLimits::all(Duration::from_secs(5)));
        let how = Tuning { slots: 2, batch: 4, lease: TimeDelta::minutes(10), ..tuning() };
        let sender = Sender::new(app.clone(), Transport::from(relay), how).unwrap();
        sender.recover().await.unwrap();
        tokio::spawn(async move {
            while sender.deliver_due().await.is_ok() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        });
        let next = Arc::new(AtomicUsize::new(first.parse().unwrap()));
        let mut writers = tokio::task::JoinSet::new();
        for _ in 0..3 {
            let (app, next) = (app.clone(), next.clone());
            writers.spawn(async move {
                loop {
                    let n = next.fetch_add(1, Ordering::SeqCst);
                    if app.write(Author::Remit, written(n)).await.is_err() {
                        return;
                    }
                    let mut out = std::io::stdout().lock();
                    let _ = writeln!(out, "{n}").and_then(|()| out.flush());
                }
            });
        }
        while writers.join_next().await.is_some() {}
        // The disk is gone; whoever cut it ends this process.
        std::future::pending::<()>().await;
    });
    ExitCode::SUCCESS
}

/// Which deeds are in the memory; each whole.
async fn kept(place: &Place) -> BTreeSet<usize> {
    let app = open_at(place, Clock::stopped(utc(START))).await;
    is_whole(&app).await;
    let deeds = trails::Entity::find().filter(trails::Column::SubjectKind.eq("power")).all(app.db()).await.unwrap();
    let deeds: BTreeSet<usize> = deeds.iter().filter_map(|deed| usize::try_from(deed.subject_id).ok()).collect();
    let posted: BTreeSet<String> = letters(&app).await.into_iter().map(|letter| letter.subject).collect();
    let wanted: BTreeSet<String> =
        deeds.iter().filter(|n| n.is_multiple_of(A_LETTER)).map(|n| format!("Letter {n}")).collect();
    assert_eq!(posted, wanted, "half of a deed was kept");
    app.close().await.unwrap();
    deeds
}

pub async fn power_cuts(size: Size) -> Told {
    let cuts = size.of(2, 30, 200);
    let disk = match Disk::new(64) {
        Ok(disk) => disk,
        Err(why) => return skipped(why),
    };
    let place = disk.place().await;
    prepare(&place, 0).await;
    disk.again().await;
    let server = ScriptedRelay::start(|moment| match moment.stage {
        Stage::AfterDot => Act::After(Duration::from_millis(3)),
        _ => Act::Usual,
    })
    .await;
    let (mut acknowledged, mut next, mut minutes) = (BTreeSet::new(), 0, 0);
    for cut in 0..cuts {
        let writer = Writer::start(&place, &server.url(), minutes, next);
        let wanted = 12 + cut * 37 % 50;
        let has_written = until(Duration::from_secs(30), || writer.count() >= wanted).await;
        assert!(has_written.is_some(), "cut {cut}: {} of {wanted} deeds", writer.count());
        disk.cut(&writer.child);
        acknowledged.extend(writer.end());
        disk.again().await;
        let kept = kept(&place).await;
        let lost: Vec<_> = acknowledged.difference(&kept).collect();
        assert!(lost.is_empty(), "cut {cut}: {} of {} acknowledged are lost", lost.len(), acknowledged.len());
        // What was on its way has a number that nobody uses again.
        next = kept.last().max(acknowledged.last()).map_or(0, |last| last + 100);
        minutes += 1;
    }
    for later in [0, 11, 22] {
        let orders = Orders {
            place: place.clone(),
            relay: server.url(),
            now: utc(START) + TimeDelta::minutes(minutes + later),
            slots: 4,
            fall_at: None,
        };
        assert!(orders.run().await.success());
    }
    let books = Books::open(&place, &server).await;
    books.keep_the_promise("power cuts");
    seen(format!(
        "{cuts} cuts among {} acknowledged deeds: 0 lost, 0 halves, the file in order each time; {} letters: 0 missing, {} doubled, 0 of them unflagged, {} flagged",
        acknowledged.len(),
        books.len(),
        books.doubled(),
        books.flagged()
    ))
}

const FULL: &str = "full";

fn long_letter(n: usize) -> Draft {
    Draft { text: format!("Please send the figures of letter {n}.\n").repeat(200), ..draft(n, Kind::DataRequest) }
}

async fn post_long(app: &App, n: usize) -> Result<(), String> {
    let posted =
        app.write(Author::Remit, move |work| Box::pin(async move { queue::enqueue(work, long_letter(n)).await }));
    posted.await.map(|_| ()).map_err(|error| format!("{error:?}"))
}

/// What a full disk was seen to do to the service in this process.
async fn full_within(disk: &Disk) -> String {
    let place = disk.place().await;
    let house = House { app: House::open(&place, "2026-10-12T08:10").await, folder: tempfile::tempdir().unwrap() };
    let council = Council::found(&house).await;
    let mut browser = house.signed_in(council.officer).await;
    let app = house.app.clone();
    for n in 0..40 {
        post_long(&app, n).await.unwrap();
    }
    let server = ScriptedRelay::start(|moment| match moment.stage {
        Stage::AfterDot => Act::After(Duration::from_millis(15)),
        _ => Act::Usual,
    })
    .await;
    let sender = Sender::new(app.clone(), to(&server), tuning()).unwrap();
    app.pulse().began();
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let sends = sender.clone();
    let mut sending = tokio::spawn(async move { sends.run(stopped).await.map_err(|error| format!("{error:?}")) });
    while server.taken().len() < 8 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    browser.open("/people/new").await.is(200);
    disk.fill();
    let (mut n, mut refused) = (40, 0);
    while refused < 10 {
        match post_long(&app, n).await {
            Ok(()) => n += 1,
            Err(told) => {
                assert!(told.contains(FULL), "{told}");
                refused += 1;
            }
        }
        assert!(n < 5000, "the disk does not get full");
    }
    let form = [("name", "Somebody New"), ("email", "new@anyshire.example")];
    let answer = browser.send_only("/people", &form).await;
    assert_eq!(answer.status.as_u16(), 503, "{}", answer.body);
    assert!(answer.body.contains("no room left"), "{}", answer.body);
    // Whoever only reads is served, also when it is noted that they were here.
    house.it_is("2026-10-12T08:12");
    browser.open("/people").await.is(200);
    let Place::Sqlite(file) = &place else { panic!("not on SQLite") };
    let copy = disk.mount().join("copy.sqlite");
    let told = copy_sqlite(file, &copy).await.expect_err("a copy where there is no room");
    assert!(format!("{told:#}").contains(FULL), "{told:#}");
    assert!(!copy.exists(), "half a copy is left");
    // Longer than a sender goes on that nobody helps by waiting: it fails at once, and rests for 20 ms.
    let is_stuck =
        until(Duration::from_secs(5), || app.pulse().unready().iter().any(|why| why.contains("letters"))).await;
    assert!(is_stuck.is_some(), "the sender does not say that it cannot work: {:?}", app.pulse().unready());
    let ended = tokio::time::timeout(Duration::from_secs(1), &mut sending).await;
    assert!(ended.is_err(), "the sender ended where only room is wanting: {ended:?}");
    let (before, went) = (letters(&app).await.len(), server.taken().len());
    assert_eq!(before, n, "a refused letter was written, or an acknowledged one was not");
    disk.make_room();
    let begun = Instant::now();
    post_long(&app, n).await.unwrap();
    let again = begun.elapsed();
    browser.open("/people/new").await.is(200);
    browser.send("/people", &form).await.is(200);
    let named = person::Entity::find().filter(person::Column::Name.eq("Somebody New")).count(app.db()).await.unwrap();
    assert_eq!(named, 1);
    copy_sqlite(file, &disk.beside().join("copy.sqlite")).await.unwrap();
    // It goes on by itself.
    let goes = until(Duration::from_secs(20), || server.taken().len() > went).await;
    assert!(goes.is_some(), "the sender does not go on: {:?}", app.pulse().unready());
    stop.send_replace(true);
    sending.await.unwrap().unwrap();
    // One that was told to stop sends no more.
    let sender = Sender::new(app.clone(), to(&server), tuning()).unwrap();
    // What it had on the line when the disk was full, nobody notes any more: its lease must end, and then the doubt.
    for minutes in [0, 20, 31, 42] {
        app.clock().set(utc("2026-10-12T07:12:00Z") + TimeDelta::minutes(minutes));
        while sender.deliver_due().await.unwrap() != Tally::default() {}
    }
    is_whole(&app).await;
    let books = Books::of(&app, &server).await;
    books.keep_the_promise("a full disk");
    let gaps = oracle::gaps(&app).await;
    assert!(gaps.is_empty(), "{gaps:?}");
    format!(
        "{refused} deeds refused in words, a form answered 503, pages read, no half of a copy, the sender waits; \
         with room again written after {:.2} s and sent: {} letters, 0 missing, {} doubled, 0 of them unflagged, {} flagged",
        again.as_secs_f64(),
        books.len(),
        books.doubled(),
        books.flagged()
    )
}

/// What the real program does meanwhile.
async fn full_under(disk: &Disk) -> String {
    let place = disk.place().await;
    prepare(&place, 12).await;
    let server = ScriptedRelay::polite().await;
    let berth = Berth { log: Some(disk.beside().to_owned()), ..Berth::default() };
    let Ok(mut node) = Node::start_in(&berth, (&place, &disk.mount()), &server.url(), None) else { panic!("no start") };
    assert!(until(Duration::from_secs(5), || node.asks("/readyz") == Some(200)).await.is_some());
    let db = crate::serving::behind(&place).await;
    disk.fill();
    let begun = Instant::now();
    // The file beside the database has room of its own left: first for much, then for little.
    for bytes in [20_000, 1] {
        let sql = format!(
            "INSERT INTO trail (at, by, deed, subject_kind, subject_id, detail) \
             VALUES ('2026-01-01 00:00:00+00:00', 'x', 'x', 'x', 0, hex(zeroblob({bytes})))"
        );
        while db.execute_unprepared(&sql).await.is_ok() {}
    }
    let not_ready = until(Duration::from_secs(20), || node.asks("/readyz") == Some(503)).await;
    assert!(not_ready.is_some(), "ready on a full disk: {}", node.log());
    let not_ready = begun.elapsed();
    assert!(node.lives(), "it ended: {}", node.log());
    assert_eq!(node.asks("/sign-in"), Some(200));
    let is_told = until(Duration::from_secs(15), || node.log().contains("no room left")).await;
    assert!(is_told.is_some(), "{}", node.log());
    disk.make_room();
    let ready = until(Duration::from_secs(20), || node.asks("/readyz") == Some(200)).await;
    assert!(ready.is_some(), "not ready with room again: {}", node.log());
    drop(db);
    drop(node);
    let app = open_at(&place, Clock::running_from(chrono::Utc::now())).await;
    is_whole(&app).await;
    app.close().await.unwrap();
    format!(
        "the real program is not ready after {:.1} s, stays, and is ready {:.1} s after there is room",
        not_ready.as_secs_f64(),
        ready.unwrap_or_default().as_secs_f64()
    )
}

pub async fn full(size: Size) -> Told {
    let disk = match Disk::new(16) {
        Ok(disk) => disk,
        Err(why) => return skipped(why),
    };
    let within = full_within(&disk).await;
    drop(disk);
    if size == Size::Short {
        return seen(within);
    }
    let disk = Disk::new(16).unwrap();
    let under = full_under(&disk).await;
    seen(format!("{within}; {under}"))
}

pub async fn fails(size: Size) -> Told {
    let disk = match Disk::new(64) {
        Ok(disk) => disk,
        Err(why) => return skipped(why),
    };
    if library().is_none() {
        return skipped(NO_LIBRARY);
    }
    let count = size.of(60, 200, 800);
    let place = disk.place().await;
    prepare(&place, count).await;
    disk.again().await;
    let server = ScriptedRelay::start(|moment| match moment.stage {
        Stage::AfterDot => Act::After(Duration::from_millis(25)),
        _ => Act::Usual,
    })
    .await;
    // By the address that the program is told, or it takes the database for a copy.
    let app = House::open(&place, "2026-10-12T07:30").await;
    crate::backlog::begin(&app, None).await;
    app.close().await.unwrap();
    let berth = Berth { log: Some(disk.beside().to_owned()), ..Berth::default() };
    let start = |minutes| {
        let now = utc(START) + TimeDelta::minutes(minutes);
        Node::start_in(&berth, (&place, &disk.mount()), &server.url(), Some(now))
    };
    let Ok(mut node) = start(0) else { panic!("no start") };
    let goes = until(Duration::from_secs(20), || server.taken().len() >= count / 4).await;
    assert!(goes.is_some(), "{} letters: {}", server.taken().len(), node.log());
    let at_cut = server.taken().len();
    disk.cut(&node.child);
    signal(&node.child, "CONT");
    let begun = Instant::now();
    let noticed = until(Duration::from_secs(30), || !node.lives() || node.asks("/readyz") != Some(200)).await;
    assert!(noticed.is_some(), "ready on a disk that has failed: {}", node.log());
    let noticed = begun.elapsed();
    let ended = until(Duration::from_secs(size.of(1, 15, 30)), || !node.lives()).await;
    let ended = ended.map(|_| begun.elapsed());
    let how = match ended {
        None if size == Size::Short => "killed then".to_owned(),
        None => panic!("it goes on without its disk: {}", node.log()),
        Some(after) => {
            let status = node.child.wait().unwrap();
            assert!(!status.success(), "it ended as if all were well");
            format!("ends with a fault after {:.1} s", after.as_secs_f64())
        }
    };
    let after_cut = server.taken().len() - at_cut;
    // One conversation a slot may have been past its last confirmation.
    assert!(after_cut <= 4, "{after_cut} letters went after the disk had failed");
    drop(node);
    disk.again().await;
    let resumed = Instant::now();
    let Ok(node) = start(1) else { panic!("no second start") };
    let all = until(Duration::from_secs(30), || server.taken().len() >= count - 4).await;
    assert!(all.is_some(), "{} of {count} letters: {}", server.taken().len(), node.log());
    let resumed = resumed.elapsed();
    drop(node);
    for minutes in [2, 13, 24] {
        let orders = Orders {
            place: place.clone(),
            relay: server.url(),
            now: utc(START) + TimeDelta::minutes(minutes),
            slots: 4,
            fall_at: None,
        };
        assert!(orders.run().await.success());
    }
    let app = open_at(&place, Clock::stopped(utc(START))).await;
    is_whole(&app).await;
    assert!(letters(&app).await.iter().any(|letter| *letter.state == State::Sent));
    let books = Books::of(&app, &server).await;
    books.keep_the_promise("a disk that failed");
    app.close().await.unwrap();
    seen(format!(
        "not ready after {:.1} s, {how}, {after_cut} letters after it; mounted and started again all have gone after {:.1} s: {count} letters, 0 missing, {} doubled, 0 of them unflagged, {} flagged",
        noticed.as_secs_f64(),
        resumed.as_secs_f64(),
        books.doubled(),
        books.flagged()
    ))
}
