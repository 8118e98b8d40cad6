//! The disk is full: what was acknowledged is there, what is typed stays with whoever typed it, everybody is told in
//! words, and saving goes on as soon as there is room, without a restart.

use crate::applying::PDF;
use crate::grant::{city, fund, signed_in, write_everything};
use crate::losing::{ODD, autosave, saved, writing};
use crate::support::{Backend, Browser, Page, World, multipart, on_both};
use diesel::prelude::*;
use std::os::unix::fs::MetadataExt;
use std::process::Command;
use std::sync::Barrier;
use urban_diplomacy_fund::db::Error;
use urban_diplomacy_fund::db::schema::submissions as s;
use urban_diplomacy_fund::intake::{self, Application};
use urban_diplomacy_fund::kernel::Id;
use urban_diplomacy_fund::process::{self, ProcessError};

/// Connections of the pool of a test.
const CONNECTIONS: usize = 6;

/// Runs SQL on every connection of the pool.
fn on_each_connection(world: &World, sql: &str) {
    let all = Barrier::new(CONNECTIONS);
    std::thread::scope(|scope| {
        for _ in 0..CONNECTIONS {
            scope.spawn(|| {
                let ran = world.db.read(|conn| {
                    all.wait();
                    diesel::sql_query(sql).execute(conn).map(drop).map_err(Error::from)
                });
                ran.expect("it runs");
            });
        }
    });
}

/// Files of the server over which a connection may not write. The log of PostgreSQL is written in files of just this length.
const LIMIT: &str = "16777216";

/// From now on the database gets no more room: SQLite may not take one more page of its disk; PostgreSQL may not make
/// the files longer in which it keeps what happened, as over a quota: a limit of the system on its processes.
fn fill_disk(world: &World) {
    match world.backend {
        // Less than the database has means: not one page more than now.
        Backend::Sqlite => {
            take_free_pages(world);
            on_each_connection(world, "PRAGMA max_page_count = 1");
        }
        Backend::Postgres => {
            lengthen(
                world,
                // One row a page, and no room beside it.
                "ALTER TABLE audit_events ALTER COLUMN payload SET STORAGE PLAIN",
                "INSERT INTO audit_events (id, at, actor_name, fact, subject_kind, subject_id, payload) \
                 SELECT 'filler-' || n, now(), '', '', '', '', repeat('x', 8060) FROM generate_series(1, 2600) n",
            );
            lengthen(
                world,
                "ALTER TABLE room_probes ALTER COLUMN filler SET STORAGE EXTERNAL",
                "INSERT INTO room_probes SELECT 'filler-' || n, repeat('x', 100000) FROM generate_series(1, 200) n",
            );
            on_each_connection(world, "SELECT 1");
            limit(world, LIMIT);
        }
    }
}

fn make_room(world: &World) {
    match world.backend {
        Backend::Sqlite => on_each_connection(world, "PRAGMA max_page_count = 1073741823"),
        Backend::Postgres => limit(world, "unlimited"),
    }
}

/// Makes the file of a table longer than the limit with rows that are taken back: nothing uses their room again.
fn lengthen(world: &World, how: &str, rows: &str) {
    let taken_back = world.db.write(|tx| {
        diesel::sql_query(how).execute(&mut **tx)?;
        diesel::sql_query(rows).execute(&mut **tx)?;
        Err::<(), _>(Error::Stale)
    });
    assert!(matches!(taken_back, Err(Error::Stale)), "{taken_back:?}");
}

#[derive(QueryableByName)]
struct Process {
    #[diesel(sql_type = diesel::sql_types::Integer)]
    pid: i32,
}

/// Lets the server's processes that work for this database write files of so many bytes, or of any length.
fn limit(world: &World, bytes: &str) {
    let ask = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()";
    let all = world.db.read(|conn| diesel::sql_query(ask).load::<Process>(conn).map_err(Error::from)).expect(ask);
    assert!(all.len() >= CONNECTIONS, "{} connections", all.len());
    let owner = |pid: &str| std::fs::metadata(format!("/proc/{pid}")).expect("the server runs on this machine");
    for Process { pid } in all {
        let (pid, size) = (pid.to_string(), format!("--fsize={bytes}:unlimited"));
        let set = ["prlimit", "--pid", &pid, &size];
        let (server, own) = (owner(&pid), owner("self"));
        let (user, group) = (format!("--reuid={}", server.uid()), format!("--regid={}", server.gid()));
        // Nobody sets a limit on somebody else's process.
        let mine = if server.uid() == own.uid() { vec![] } else { vec!["setpriv", &user, &group, "--clear-groups"] };
        let words: Vec<&str> = mine.into_iter().chain(set).collect();
        let done = Command::new(words[0]).args(&words[1..]).status().expect("prlimit runs");
        assert!(done.success(), "{words:?}");
    }
}

/// Pages that SQLite has and does not use would still take something.
fn take_free_pages(world: &World) {
    run(world, "VACUUM");
}

fn run(world: &World, sql: &str) {
    world.db.read(|conn| diesel::sql_query(sql).execute(conn).map(drop).map_err(Error::from)).expect(sql);
}

fn ready(world: &World) -> (u16, String) {
    let (page, _) = world.browser().request_once("GET", "/readyz", &[], b"");
    (page.status, page.body)
}

/// More than fits between what is there.
fn long(mark: &str) -> String {
    format!("{mark} {ODD} {}", "Pages and pages. ".repeat(80).trim_end())
}

#[test]
fn a_full_disk_keeps_what_it_acknowledged_and_takes_more_once_there_is_room() {
    on_both(|world| {
        let (_, clara, base, page) = writing(world);
        let (status, told) = autosave(&clara, &base, "skills", &[("answer", "Before"), ("version", "0")]);
        assert_eq!(status, 200);
        let version = told["version"].as_i64().expect("a version").to_string();
        assert_eq!(ready(world), (200, "ready\n".to_owned()));
        fill_disk(world);
        // Somebody types on until nothing goes any more: what is told to be saved is, to the last.
        let (mut acknowledged, mut version) = ("Before".to_owned(), version);
        let mut told_full = None;
        for n in 0..400 {
            let text = long(&n.to_string());
            let (status, told) = autosave(&clara, &base, "skills", &[("answer", &text), ("version", &version)]);
            if status != 200 {
                told_full = Some((status, told));
                break;
            }
            (acknowledged, version) = (text, told["version"].as_i64().expect("a version").to_string());
        }
        let (status, told) = told_full.expect("the disk is full at last");
        assert_eq!((status, told["title"].as_str()), (507, Some("Our storage is full")), "{told}");
        let kept = |text: &str| assert_eq!(saved(world, &base, "skills").as_deref(), Some(text));
        kept(&acknowledged);
        // The form without scripts: a page in words, with what was typed, and a button to send it again.
        let typed = long("pressed");
        let form = page.fill(Some("Save and continue"), &[("answer", &typed), ("version", &version)]);
        let body = serde_urlencoded::to_string(&form.fields).expect("a form");
        let headers = [("sec-fetch-site", "same-origin"), ("content-type", "application/x-www-form-urlencoded")];
        let (refused, _) = clara.request_once("POST", &form.action, &headers, body.as_bytes());
        refused.must_be(507).must_say("Our storage is full").must_say("what you saved before is safe");
        assert!(refused.body.contains("Pages and pages."), "what was typed stays");
        assert!(!refused.body.contains("disk is full"), "the fault itself is for the log");
        kept(&acknowledged);
        // What is there can be read, whoever asks and however long after.
        world.at("2027-01-11T16:00:00Z");
        clara.get(&base).must_be(200);
        clara.get(&format!("{base}/questions/skills")).must_be(200).must_say("Save and continue");
        assert_eq!(world.browser().get("/livez").status, 200);
        let (status, words) = ready(world);
        assert_eq!((status, words.as_str()), (503, "not ready: the disk of the database is full\n"));
        // Room again, in the same process: one press, and it is saved, once.
        make_room(world);
        assert_eq!(ready(world), (200, "ready\n".to_owned()));
        clara.press(&refused, "Save it now", &[]).must_be(200);
        kept(&typed);
        world.deliver();
    });
}

/// Sends a file for the place `quote` of a draft: the answer, and where it leads.
pub fn attach(who: &Browser, base: &str, bytes: &[u8]) -> (Page, Option<String>) {
    let (kind, body) = multipart(&[], &[("quote", "quote.pdf", bytes)]);
    who.request_once("POST", &format!("{base}/attachments/quote"), &[("sec-fetch-site", "same-origin"), ("content-type", &kind)], &body)
}

/// Certifies and submits the draft as it is now; a key makes it one press.
pub fn submit(who: &Browser, base: &str, (name, version, key): (&str, i64, &str)) -> (Page, Option<String>) {
    let version = version.to_string();
    let fields = [("typed_name", name), ("agree", "yes"), ("version", &version), ("idempotency_key", key)];
    let body = serde_urlencoded::to_string(fields).expect("a form");
    let headers = [("sec-fetch-site", "same-origin"), ("content-type", "application/x-www-form-urlencoded")];
    who.request_once("POST", &format!("{base}/certify"), &headers, body.as_bytes())
}

/// A file that no other number has.
pub fn a_file(n: usize) -> Vec<u8> {
    [b"%PDF-1.7\n% number ", n.to_string().as_bytes(), PDF.strip_prefix(b"%PDF-1.7").expect("a PDF")].concat()
}

/// The file that is kept in the place `quote`, as anybody who may see it gets it.
pub fn quote(world: &World, who: &Browser, id: Id<Application>) -> Vec<u8> {
    let files = world.db.read(|conn| intake::attachments(conn, id)).expect("attachments");
    let kept: Vec<_> = files.iter().filter(|file| file.slot == "quote").collect();
    assert_eq!(kept.len(), 1, "one file in the place");
    who.get(&format!("/files/{}", kept[0].id)).must_be(200).bytes.clone()
}

pub fn received(world: &World, id: Id<Application>) -> i64 {
    world.db.read(|conn| s::table.filter(s::application_id.eq(id.text())).count().get_result(conn).map_err(Error::from)).expect("a count")
}

fn is_told_full(page: &Page) {
    page.must_be(507).must_say("Our storage is full").must_say("what you saved before is safe");
    assert!(!page.body.contains("could not extend") && !page.body.contains("disk is full"), "the fault itself is for the log");
}

#[test]
fn a_file_and_a_submission_that_meet_a_full_disk_leave_nothing_and_are_taken_once_there_is_room() {
    on_both(|world| {
        let (fund, madison) = (fund(world, 100_000), city(world, "Madison"));
        let who = &madison.official;
        let draft = world.db.write(|tx| {
            let draft = process::start_case(tx, who, fund.round, madison.id)?;
            write_everything(world, tx, who, (draft.id, 8_000));
            Ok::<_, ProcessError>(draft)
        });
        let draft = draft.expect("a draft");
        let (id, base, official) = (draft.id, format!("/portal/applications/{}", draft.reference), signed_in(world, who));
        let version = || world.db.read(|conn| intake::application(conn, id)).expect("a draft").version;
        assert_eq!(attach(&official, &base, &a_file(0)).0.status, 303);
        fill_disk(world);
        // One file after the other takes the place of the one before, until none goes any more.
        let (mut kept, mut told_full) = (0, None);
        for n in 1..400 {
            let (page, _) = attach(&official, &base, &a_file(n));
            if page.status != 303 {
                told_full = Some(page);
                break;
            }
            kept = n;
        }
        is_told_full(&told_full.expect("the disk is full at last"));
        assert_eq!(quote(world, &official, id), a_file(kept), "what was acknowledged last");
        let before = version();
        is_told_full(&submit(&official, &base, (&who.name, before, "full")).0);
        assert_eq!((received(world, id), version()), (0, before));
        assert!(world.db.read(|conn| intake::application(conn, id)).expect("a draft").is_draft());
        assert_eq!(ready(world), (503, "not ready: the disk of the database is full\n".to_owned()));
        make_room(world);
        assert_eq!(ready(world).0, 200);
        assert_eq!(attach(&official, &base, &a_file(1_000)).0.status, 303);
        assert_eq!(quote(world, &official, id), a_file(1_000));
        let pressed = || submit(&official, &base, (&who.name, version(), "room"));
        let (first, leads) = pressed();
        assert_eq!((first.status, leads.as_deref()), (303, Some(format!("{base}/receipt").as_str())), "{}", first.body);
        assert_eq!(received(world, id), 1);
    });
}
