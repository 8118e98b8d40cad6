//! Ten times the work from which pages wait: what people save, send, certify and submit goes first, all of it; reports
//! and pages are told to wait, with the time of the next try.

use crate::busy::{look, wait_for};
use crate::disk_full::{a_file, attach, quote, received, submit};
use crate::grant::{Fund, city, fund, signed_in, write_everything};
use crate::losing::{autosave, saved};
use crate::support::{Backend, Browser, World, on_both_with};
use std::sync::mpsc;
use urban_diplomacy_fund::db::{Db, Error, Options, Url};
use urban_diplomacy_fund::intake::{self, Application};
use urban_diplomacy_fund::kernel::{Clock, Id, IdSource};
use urban_diplomacy_fund::people::Actor;
use urban_diplomacy_fund::process::{self, ProcessError};

/// What may wait is turned away from so many pieces of work on.
const REPORTS: usize = 2;
const PAGES: usize = 4;
/// Everything is asked for so many times at once: ten times as much as pages bear.
const TIMES: usize = 10;

/// What one person asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asks {
    Save,
    File,
    Certification,
    Submission,
}

const ALL: [Asks; 4] = [Asks::Save, Asks::File, Asks::Certification, Asks::Submission];

/// One request of one person, on a draft that nobody else works on.
struct Work {
    asks: Asks,
    id: Id<Application>,
    base: String,
    name: String,
    version: i64,
    who: Browser,
}

impl Work {
    /// Asks once: the status and what was said.
    fn once(&self) -> (u16, String) {
        let (page, leads) = match self.asks {
            Asks::Save => {
                let (status, told) = autosave(&self.who, &self.base, "skills", &[("answer", &self.text()), ("version", "0")]);
                return (status, told.to_string());
            }
            Asks::File => attach(&self.who, &self.base, &a_file(7)),
            Asks::Certification => (look(&self.who, &format!("{}/certify", self.base)), None),
            Asks::Submission => submit(&self.who, &self.base, (&self.name, self.version, &format!("key-{}", self.id))),
        };
        (page.status, format!("{} {}", leads.unwrap_or_default(), page.body))
    }

    /// Asks, and again where a slow machine holds the database longer than a request waits. Never is it told that something
    /// else goes first.
    fn ask(&self) -> (u16, String) {
        for _ in 0..3 {
            let told = self.once();
            assert!(!told.1.contains("go first"), "{:?} was turned away", self.asks);
            if told.0 != 503 {
                return told;
            }
        }
        self.once()
    }

    fn text(&self) -> String {
        format!("Text of {}", self.base)
    }

    /// Fails unless it was done, and is there.
    fn is_done(&self, world: &World, (status, told): &(u16, String)) {
        match self.asks {
            Asks::Save => {
                assert_eq!(*status, 200, "{told}");
                assert_eq!(saved(world, &self.base, "skills"), Some(self.text()));
            }
            Asks::File => {
                assert_eq!(*status, 303, "{told}");
                assert_eq!(quote(world, &self.who, self.id), a_file(7));
            }
            Asks::Certification => assert!(*status == 200 && told.contains("Type your full name to sign"), "{status} {told}"),
            Asks::Submission => {
                assert!(*status == 303 && told.contains("/receipt"), "{status} {told}");
                assert_eq!(received(world, self.id), 1);
            }
        }
    }
}

/// A draft of the city, whole where it is to be certified.
fn work(world: &World, fund: &Fund, (who, town): (&Actor, Id<urban_diplomacy_fund::people::Organisation>), asks: Asks) -> Work {
    let draft = world.db.write(|tx| {
        let id = process::start_case(tx, who, fund.round, town)?.id;
        if matches!(asks, Asks::Certification | Asks::Submission) {
            write_everything(world, tx, who, (id, 8_000));
        }
        Ok::<_, ProcessError>(intake::application(tx, id)?)
    });
    let draft = draft.expect("a draft");
    let base = format!("/portal/applications/{}", draft.reference);
    Work { asks, id: draft.id, base, name: who.name.clone(), version: draft.version, who: signed_in(world, who) }
}

/// Holds back whoever writes until something is heard.
fn hold(world: &World, told: mpsc::Receiver<()>) -> std::thread::JoinHandle<()> {
    let url = Url::parse(&world.app.settings.database.url).expect("a URL");
    let options = Options { pool_size: 1, durable: false };
    let other = Db::open(&url, &options, Clock::System, IdSource::seeded(99)).expect("another connection");
    let is_postgres = world.backend == Backend::Postgres;
    let (tell, is_held) = mpsc::channel();
    let mut told = Some(told);
    let holder = std::thread::spawn(move || {
        let held = other.write(|tx| {
            if is_postgres {
                use diesel::RunQueryDsl;
                diesel::sql_query("LOCK TABLE audit_events IN EXCLUSIVE MODE").execute(&mut **tx)?;
            }
            let _ = tell.send(());
            if let Some(told) = told.take() {
                let _ = told.recv();
            }
            Ok::<_, Error>(())
        });
        held.expect("held");
    });
    is_held.recv().expect("it is held");
    holder
}

#[test]
fn at_ten_times_the_load_what_people_send_goes_first_and_reports_are_told_when_to_come_again() {
    let small = |settings: &mut urban_diplomacy_fund::config::Settings| {
        settings.load.reports_from = REPORTS;
        settings.load.pages_from = PAGES;
    };
    on_both_with(small, |world| {
        let fund = fund(world, 100_000);
        let olive = signed_in(world, &fund.officer);
        let mut all = Vec::new();
        for n in 0..TIMES {
            // A city has one draft at a time, and nobody else shall work on it.
            all.extend(ALL.map(|asks| {
                let town = city(world, &format!("Town{n}-{asks:?}"));
                work(world, &fund, (&town.official, town.id), asks)
            }));
        }
        assert_eq!(all.len(), PAGES * 10);
        let reports =
            ["/desk/search?q=Town", "/desk/ranking/training-and-conference-support-2027", "/desk/work.csv", "/desk/ledger", "/desk/audit"];
        // The officer is noted as there lately, so that no look has to write while somebody else holds the pen.
        world.at(&world.app.now().plus(chrono::TimeDelta::minutes(2)).iso());
        look(&olive, "/desk").must_be(200);
        let served = |path: &str| look(&olive, path).status;
        let calm: Vec<u16> = reports.iter().map(|path| served(path)).collect();
        assert!(calm.iter().all(|status| [200, 404].contains(status)) && calm.iter().filter(|s| **s == 200).count() >= 3, "{calm:?}");
        let (let_go, told) = mpsc::channel();
        let holder = hold(world, told);
        let asking: Vec<_> = all
            .into_iter()
            .map(|work| {
                std::thread::spawn(move || {
                    let told = work.ask();
                    (work, told)
                })
            })
            .collect();
        // The pages to certify on need no pen, and may have been answered.
        wait_for(world, |now| now >= PAGES * 5);
        for path in reports {
            let shed = look(&olive, path);
            shed.must_be(503).must_say("The service is busy").must_say("Saving and submitting go first.");
            assert_eq!(shed.header("retry-after"), "30", "{path}");
        }
        let shed = look(&olive, "/desk/releases");
        shed.must_be(503).must_say("This page has to wait: open it again in 30 seconds.");
        assert_eq!(shed.header("retry-after"), "30");
        let_go.send(()).expect("it is held");
        holder.join().expect("let go");
        let answered: Vec<_> = asking.into_iter().map(|one| one.join().expect("nobody was turned away")).collect();
        wait_for(world, |now| now < REPORTS);
        answered.iter().for_each(|(work, told)| work.is_done(world, told));
        assert_eq!(reports.map(served).to_vec(), calm, "when it is over");
    });
}
