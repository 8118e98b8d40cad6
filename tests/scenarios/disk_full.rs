//! The disk is full: what was acknowledged is there, what is typed stays with whoever typed it, everybody is told in
//! words, and saving goes on as soon as there is room, without a restart.

use crate::losing::{ODD, autosave, saved, writing};
use crate::support::{Backend, World, on_both};
use diesel::prelude::*;
use std::sync::Barrier;
use urban_diplomacy_fund::db::Error;

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

/// From now on the database gets no more room: SQLite may not take one more page of its disk; PostgreSQL answers a
/// write as it does when its disk is full (53100).
fn fill_disk(world: &World) {
    match world.backend {
        // Less than the database has means: not one page more than now.
        Backend::Sqlite => {
            take_free_pages(world);
            on_each_connection(world, "PRAGMA max_page_count = 1");
        }
        Backend::Postgres => {
            run(
                world,
                "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
                 RAISE EXCEPTION 'could not extend file \"base/16384/16397\": No space left on device' USING ERRCODE = '53100'; END $$",
            );
            for table in ["application_answers", "typed_answers", "attachments", "room_probes"] {
                run(world, &format!("CREATE TRIGGER no_room BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION no_room()"));
            }
        }
    }
}

fn make_room(world: &World) {
    match world.backend {
        Backend::Sqlite => on_each_connection(world, "PRAGMA max_page_count = 1073741823"),
        Backend::Postgres => run(world, "DROP FUNCTION no_room() CASCADE"),
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
