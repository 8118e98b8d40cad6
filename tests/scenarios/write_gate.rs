//! Many who write at once: whoever met conflicts again and again runs alone, and colleagues who type lose nothing.

use crate::applying::preparer;
use crate::losing::{autosave, saved, writing};
use crate::support::{Backend, Browser, on_both};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};
use urban_diplomacy_fund::db::{Db, Error};

/// Attempts that another writer may stand beside.
const TOGETHER: u32 = 3;

/// Whether a writer that begins while another is at this attempt is let in before that one has ended: as soon as it is, or
/// not while that one waits for it.
fn lets_another_in(db: &Db, attempt: u32, waits: Duration) -> bool {
    let (made, is_in) = (AtomicU32::new(0), Arc::new(AtomicBool::new(false)));
    let mut other = None;
    let mut seen = false;
    db.write(|_| {
        if made.fetch_add(1, Ordering::Relaxed) < attempt {
            return Err(Error::Busy);
        }
        let (db, is_in) = (db.clone(), is_in.clone());
        let flag = is_in.clone();
        other = Some(std::thread::spawn(move || {
            db.write(|_| {
                flag.store(true, Ordering::Relaxed);
                Ok::<_, Error>(())
            })
        }));
        let begun = Instant::now();
        while !seen && begun.elapsed() < waits {
            std::thread::sleep(Duration::from_millis(5));
            seen = is_in.load(Ordering::Relaxed);
        }
        Ok(())
    })
    .expect("it gets its turn");
    other.expect("another began").join().expect("it ends").expect("it gets its turn after that");
    assert!(is_in.load(Ordering::Relaxed), "the other wrote in the end");
    seen
}

#[test]
fn whoever_met_conflicts_again_and_again_runs_alone() {
    on_both(|world| {
        // SQLite has one writer at any time; PostgreSQL lets those in who meet no conflict, until somebody could not go on.
        let (long, short) = (Duration::from_secs(8), Duration::from_millis(400));
        let may_enter = world.backend == Backend::Postgres;
        for attempt in 0..TOGETHER {
            let waits = if may_enter { long } else { short };
            assert_eq!(lets_another_in(&world.db, attempt, waits), may_enter, "attempt {attempt}");
        }
        assert!(!lets_another_in(&world.db, TOGETHER, short), "who failed so often is alone");
    });
}

#[test]
fn colleagues_who_type_at_once_lose_nothing() {
    on_both(|world| {
        let (madison, clara, base, _) = writing(world);
        let carl = preparer(world, &madison, "Carl");
        let types = |who: &Browser, question: &str, texts: usize| {
            let mut version = 0;
            for n in 1..=texts {
                let (status, told) =
                    autosave(who, &base, question, &[("answer", &format!("{question} {n}")), ("version", &version.to_string())]);
                assert_eq!(status, 200, "{question} {n}: {told}");
                version = told["version"].as_i64().expect("a version");
            }
        };
        let carl = std::thread::scope(|scope| {
            let types = &types;
            scope.spawn(move || types(&clara, "skills", 25));
            let carl = scope.spawn(move || {
                types(&carl, "project_title", 25);
                carl
            });
            carl.join().expect("Carl is done")
        });
        assert_eq!(saved(world, &base, "skills").as_deref(), Some("skills 25"));
        assert_eq!(saved(world, &base, "project_title").as_deref(), Some("project_title 25"));
        // From a page that does not know what was saved since, nothing is written over.
        let (status, told) = autosave(&carl, &base, "skills", &[("answer", "From long ago"), ("version", "1")]);
        assert_eq!((status, told["changed"].as_bool()), (409, Some(true)));
        assert_eq!(saved(world, &base, "skills").as_deref(), Some("skills 25"));
        world.check_records();
    });
}
