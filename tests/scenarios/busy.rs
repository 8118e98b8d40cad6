//! More is asked than the database can do: saving goes on, reports and then pages are told to wait.

use crate::applying::{home, preparer, started};
use crate::grant::{city, fund, signed_in};
use crate::losing::{autosave, hold_until, saved};
use crate::support::{Browser, Page, World, on_both_with};
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// What may wait is turned away from so many pieces of work on.
const REPORTS: usize = 2;
const PAGES: usize = 4;

/// Waits until the work asked of the database has fitted for a while: a request that reads before it
/// writes is counted twice, with a moment between.
fn wait_for(world: &World, fits: impl Fn(usize) -> bool) {
    let begun = Instant::now();
    let mut steady = 0;
    while steady < 40 {
        steady = if fits(world.app.load.now()) { steady + 1 } else { 0 };
        assert!(begun.elapsed() < Duration::from_secs(8), "{} pieces of work", world.app.load.now());
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn look(who: &Browser, path: &str) -> Page {
    who.request_once("GET", path, &[], b"").0
}

/// Saves this text from a browser that waits for the answer; the status.
fn saves(clerk: Browser, base: &str, text: &str) -> JoinHandle<u16> {
    let (base, text) = (base.to_owned(), text.to_owned());
    let once = move || autosave(&clerk, &base, "skills", &[("answer", &text), ("version", "0")]);
    std::thread::spawn(move || {
        let mut told = once();
        // A slow machine holds the database longer than a save waits; then it is sent again, as browsers do.
        for _ in 0..3 {
            let is_turned_away = told.1.to_string().contains("Saving and submitting go first");
            if told.0 != 503 || is_turned_away {
                break;
            }
            told = once();
        }
        told.0
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
        look(&olive, "/desk/releases").must_be(200);
        begin(PAGES - REPORTS);
        wait_for(world, |work| work >= PAGES);
        let shed = look(&olive, "/desk/releases");
        shed.must_be(503).must_say("This page has to wait: open it again in 30 seconds.");
        let (told, _) = olive.request_once("GET", "/desk/releases", &[("accept", "application/json")], b"");
        assert_eq!((told.status, told.kind.as_str(), told.header("retry-after")), (503, "application/problem+json", "30"));
        for path in ["/sign-in", "/livez"] {
            assert_eq!(look(&world.browser(), path).status, 200, "{path} is let in");
        }
        let_go.send(()).expect("it is held");
        holder.join().expect("let go");
        for save in saving {
            assert_eq!(save.join().expect("an answer"), 200, "a save was turned away");
        }
        for base in &bases {
            assert_eq!(saved(world, base, "skills"), Some(format!("Text of {base}")));
        }
        wait_for(world, |work| work < REPORTS);
        for path in ["/desk/search?q=Madison", round, "/desk/work.csv", "/desk/releases"] {
            assert_eq!(look(&olive, path).status, 200, "{path} when it is over");
        }
    });
}
