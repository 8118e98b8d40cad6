//! More is asked than the database can do: saving goes on, reports and then pages are told to wait.

use crate::applying::{home, preparer, started};
use crate::grant::{city, fund, signed_in};
use crate::losing::{autosave, hold_until, saved};
use crate::support::{Browser, Page, World, on_both_with};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use urban_diplomacy_fund::db::Error;
use urban_diplomacy_fund::traffic;

const OURS: &[(&str, &str)] = &[("sec-fetch-site", "same-origin"), ("content-type", "application/x-www-form-urlencoded")];

/// What may wait is turned away from so many pieces of work on.
const REPORTS: usize = 2;
const PAGES: usize = 4;

/// Waits until the work asked of the database has fitted for a while: a request that reads before it
/// writes is counted twice, with a moment between.
pub fn wait_for(world: &World, fits: impl Fn(usize) -> bool) {
    let begun = Instant::now();
    let mut steady = 0;
    while steady < 40 {
        steady = if fits(world.app.load.now()) { steady + 1 } else { 0 };
        assert!(begun.elapsed() < Duration::from_secs(8), "{} pieces of work", world.app.load.now());
        std::thread::sleep(Duration::from_millis(2));
    }
}

pub fn look(who: &Browser, path: &str) -> Page {
    who.request_once("GET", path, &[], b"").0
}

/// Saves this text from a browser that waits for the answer; the status, and how often it waited in vain.
fn saves(clerk: Browser, base: &str, text: &str) -> JoinHandle<(u16, i64)> {
    let (base, text) = (base.to_owned(), text.to_owned());
    let once = move || autosave(&clerk, &base, "skills", &[("answer", &text), ("version", "0")]);
    std::thread::spawn(move || {
        let (mut told, mut in_vain) = (once(), 0);
        // A slow machine holds the database longer than a save waits; then it is sent again, as browsers do.
        for _ in 0..3 {
            let is_turned_away = told.1.to_string().contains("Saving and submitting go first");
            if told.0 != 503 || is_turned_away {
                break;
            }
            in_vain += 1;
            told = once();
        }
        (told.0, in_vain)
    })
}

#[test]
fn saving_goes_on_while_reports_and_then_pages_are_told_to_wait() {
    let small = |settings: &mut urban_diplomacy_fund::config::Settings| {
        settings.load.reports_from = REPORTS;
        settings.load.pages_from = PAGES;
    };
    on_both_with(small, |world| {
        let fund = fund(world, 100_000);
        let olive = signed_in(world, &fund.officer);
        let mut cities: Vec<(Browser, String)> = ["Madison", "Monona", "Verona", "Stoughton"]
            .map(|name| {
                let clerk = preparer(world, &city(world, name), &format!("Clerk-{name}"));
                let base = home(&started(&clerk));
                (clerk, base)
            })
            .into();
        let round = "/desk/ranking/training-and-conference-support-2027";
        for path in ["/desk/search?q=Madison", round, "/desk/work.csv", "/desk/applications"] {
            assert_eq!(look(&olive, path).status, 200, "{path} on a calm day");
        }

        let file = || olive.request_once("POST", "/desk/applications/export", OURS, b"format=csv&query=").0;
        file().must_be(200);
        // Everybody is noted as there lately, so that no look has to write while somebody else holds the pen.
        world.at(&world.app.now().plus(chrono::TimeDelta::minutes(2)).iso());
        look(&olive, "/desk").must_be(200);
        for (clerk, base) in &cities {
            look(clerk, &format!("{base}/questions/skills")).must_be(200);
        }
        let (let_go, told) = mpsc::channel::<()>();
        let holder = hold_until(world, move || told.recv().expect("the test goes on"));
        let bases: Vec<String> = cities.iter().map(|(_, base)| base.clone()).collect();
        let mut saving = Vec::new();
        let mut begin = |count: usize| {
            for (clerk, base) in cities.drain(..count) {
                saving.push(saves(clerk, &base, &format!("Text of {base}")));
            }
        };
        begin(REPORTS);
        wait_for(world, |work| (REPORTS..PAGES).contains(&work));
        for path in ["/desk/search?q=Madison", round, "/desk/work.csv"] {
            let shed = look(&olive, path);
            shed.must_be(503).must_say("The service is busy").must_say("Saving and submitting go first.");
            assert_eq!(shed.header("retry-after"), "30", "{path}");
        }
        file().must_be(503).must_say("Saving and submitting go first.");
        look(&olive, "/desk/releases").must_be(200);
        begin(PAGES - REPORTS);
        wait_for(world, |work| work >= PAGES);
        let shed = look(&olive, "/desk/releases");
        shed.must_be(503).must_say("This page has to wait: open it again in 30 seconds.");
        let (told, _) = olive.request_once("GET", "/desk/releases", &[("accept", "application/json")], b"");
        assert_eq!((told.status, told.kind.as_str(), told.header("retry-after")), (503, "application/problem+json", "30"));
        look(&olive, "/desk/opportunities/training-and-conference-support-2027/room").must_be(200).must_say("Deadline room");
        for path in ["/sign-in", "/livez", "/help"] {
            assert_eq!(look(&world.browser(), path).status, 200, "{path} is let in");
        }
        let_go.send(()).expect("it is held");
        holder.join().expect("let go");
        let mut in_vain = 0;
        for save in saving {
            let (status, times) = save.join().expect("an answer");
            assert_eq!(status, 200, "a save was turned away");
            in_vain += times;
        }
        for base in &bases {
            assert_eq!(saved(world, base, "skills"), Some(format!("Text of {base}")));
        }
        wait_for(world, |work| work < REPORTS);
        for path in ["/desk/search?q=Madison", round, "/desk/work.csv", "/desk/releases"] {
            assert_eq!(look(&olive, path).status, 200, "{path} when it is over");
        }
        only_these_failed(world, &olive, in_vain);
    });
}

/// What was turned away on purpose did not fail: whoever watches reads of faults, and not of shelter.
fn only_these_failed(world: &World, olive: &Browser, in_vain: i64) {
    let from = world.app.now().plus(-chrono::TimeDelta::hours(2));
    let written = (0..100).any(|_| {
        look(olive, "/desk/releases").must_be(200);
        std::thread::sleep(Duration::from_millis(20));
        let minutes = world.db.read(|conn| traffic::since(conn, from)).expect("read");
        assert_eq!(minutes.iter().map(|minute| minute.failed).sum::<i64>(), in_vain, "{minutes:?}");
        minutes.iter().map(|minute| minute.requests).sum::<i64>() > 60
    });
    assert!(written, "the requests are counted");
}

#[test]
fn no_other_spelling_of_an_address_goes_past_a_limit() {
    on_both_with(
        |settings| settings.server.sign_in_tries_per_minute = 5,
        |world| {
            let stranger = world.browser();
            let tries: Vec<u16> =
                (0..8).map(|_| stranger.request_once("POST", "/sign%2Din", OURS, b"email=a%40b.example&password=x").0.status).collect();
            assert_eq!(tries.iter().filter(|status| **status == 429).count(), 3, "{tries:?}");
        },
    );
}

#[test]
fn a_process_says_that_it_lives_while_no_connection_is_free() {
    on_both_with(
        |_| {},
        |world| {
            let (is_over, held) = (AtomicBool::new(false), AtomicUsize::new(0));
            std::thread::scope(|scope| {
                for _ in 0..32 {
                    scope.spawn(|| {
                        let _ = world.db.read(|_| {
                            held.fetch_add(1, Ordering::SeqCst);
                            while !is_over.load(Ordering::SeqCst) {
                                std::thread::sleep(Duration::from_millis(5));
                            }
                            Ok::<_, Error>(())
                        });
                    });
                }
                std::thread::sleep(Duration::from_millis(500));
                let (begun, all) = (Instant::now(), held.load(Ordering::SeqCst));
                let status = look(&world.browser(), "/livez").status;
                let took = begun.elapsed();
                is_over.store(true, Ordering::SeqCst);
                assert!((1..32).contains(&all), "all connections are held: {all}");
                assert_eq!(status, 200);
                assert!(took < Duration::from_secs(5), "{took:?}");
            });
        },
    );
}
