//! The real program is killed (SIGKILL) at a random instant while several clients press
//! buttons. Whatever one of them was told is done must be there afterwards, once and whole,
//! and pressing the same buttons again must give the same answers and change nothing.
//! `UDF_SEED` repeats the presses and the instants; how far each press has come by then is
//! the machine's.

use crate::clients::{Answer, Client};
use crate::database::Backend;
use crate::dice::{Dice, seed};
use crate::press::{Kept, Kind, Press, journals_and_names};
use crate::program::Program;
use crate::site::{CLIENTS, Site};
use crate::{in_full, say};
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};
use urban_diplomacy_fund::db::{Error, portable};
use urban_diplomacy_fund::{audit, ledger};

/// Rounds on one database, so that books stay short.
const IN_ONE_DATABASE: u64 = 10;

fn rounds(backend: Backend) -> u64 {
    match (backend, in_full()) {
        (Backend::Sqlite, false) => 50,
        (Backend::Postgres, false) => 10,
        (Backend::Sqlite, true) => 5_000,
        (Backend::Postgres, true) => 1_000,
    }
}

/// When a client notes that its work is done.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Noting {
    /// Once it was told so.
    Answered,
    /// Already when it asks: a client that believes too early.
    Sent,
}

/// One press, by whom, and what came back.
struct Noted {
    who: u64,
    press: Press,
    answer: Option<Answer>,
    acknowledged: bool,
}

#[derive(Default)]
struct Tally {
    rounds: u64,
    pressed: usize,
    acknowledged: usize,
    lost: Vec<String>,
}

/// All clients press until the program is killed under them.
fn load(site: &Site, mut program: Program, (round, mut dice): (u64, Dice), noting: Noting) -> Vec<Noted> {
    let after = Duration::from_millis(5 + dice.below(496));
    let start = Barrier::new(usize::try_from(CLIENTS).expect("few") + 1);
    let base = program.base.clone();
    thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|who| {
                let mut dice = Dice(dice.below(u64::MAX));
                let client = Client::new(&base, &site.tokens[usize::try_from(who).expect("few")]);
                let start = &start;
                scope.spawn(move || {
                    start.wait();
                    let mut noted = Vec::new();
                    for n in 0.. {
                        let press = site.press(who, round, n, dice.below(8));
                        let answer = client.press(&press);
                        let ended = answer.is_none();
                        let acknowledged = !ended || noting == Noting::Sent;
                        noted.push(Noted { who, press, answer, acknowledged });
                        if ended {
                            break;
                        }
                    }
                    noted
                })
            })
            .collect();
        start.wait();
        thread::sleep(after);
        program.kill();
        clients.into_iter().flat_map(|client| client.join().expect("no panic")).collect()
    })
}

/// With the program down: every record is sound. What is kept of each press.
fn look(site: &Site, noted: &[Noted]) -> Vec<Kept> {
    let told = site.installation.run(&["ledger", "verify"]).unwrap_or_else(|words| panic!("{words}"));
    assert!(told.contains("Everything holds."), "{told}");
    let db = site.open();
    db.read(portable::integrity_check).expect("PRAGMA integrity_check is ok");
    assert_eq!(db.snapshot(audit::verify).expect("the chain can be walked").faults, Vec::<String>::new(), "the audit chain");
    db.read(|conn| noted.iter().map(|n| n.press.kept(conn)).collect::<Result<_, Error>>()).expect("the tables can be read")
}

/// A refusal is due to a press for too much, and to no other.
fn suits(press: &Press, answer: &Answer) -> bool {
    (press.kind == Kind::TooMuch) == (*answer == Answer::Refused)
}

/// Presses everything again, as each client would.
fn press_again(site: &Site, program: &Program, noted: &[Noted]) {
    thread::scope(|scope| {
        for who in 0..CLIENTS {
            scope.spawn(move || {
                let client = Client::new(&program.base, &site.tokens[usize::try_from(who).expect("few")]);
                for n in noted.iter().filter(|n| n.who == who) {
                    let again = client.press(&n.press).expect("the program answers");
                    assert!(suits(&n.press, &again), "{:?}: {again:?}", n.press);
                    assert!(n.answer.as_ref().is_none_or(|first| *first == again), "{:?}: {:?}, then {again:?}", n.press, n.answer);
                }
            });
        }
    });
}

/// Fails unless everything is kept now, and what was kept before is what it was.
fn nothing_twice(site: &Site, noted: &[Noted], before: &[Kept], journals: i64) {
    let db = site.open();
    for (n, before) in noted.iter().zip(before) {
        let now = db.read(|conn| n.press.kept(conn)).expect("the tables can be read");
        assert!(matches!(now, Kept::Whole(_)), "{:?} pressed again: {now:?}", n.press);
        assert!(*before == Kept::Nothing || *before == now, "{:?}: {before:?} became {now:?}", n.press);
    }
    let (count, names) = db.read(journals_and_names).expect("the tables can be read");
    assert_eq!(count, journals, "journals in all");
    let last = noted.iter().rfind(|n| n.press.kind == Kind::Rename);
    assert!(last.is_none_or(|n| names.contains(&n.press.name)), "{names:?}");
    assert!(db.snapshot(ledger::verify).expect("the books can be walked").is_sound());
}

/// Rounds on one installation; each begins where the one before was killed.
fn play(site: &Site, rounds: u64, dice: &mut Dice, noting: Noting, tally: &mut Tally) {
    let mut journals = 2;
    let mut program = site.installation.serve();
    for round in 0..rounds {
        let noted = load(site, program, (round, Dice(dice.below(u64::MAX))), noting);
        let kept = look(site, &noted);
        tally.rounds += 1;
        tally.pressed += noted.len();
        for (n, kept) in noted.iter().zip(&kept) {
            assert!(!matches!(kept, Kept::Torn(_)), "half of it: {kept:?}");
            assert!(n.answer.as_ref().is_none_or(|answer| suits(&n.press, answer)), "{:?}: {:?}", n.press, n.answer);
            tally.acknowledged += usize::from(n.acknowledged);
            if n.acknowledged && *kept == Kept::Nothing {
                tally.lost.push(format!("{:?}", n.press));
            }
        }
        if !tally.lost.is_empty() {
            return;
        }
        program = site.installation.serve();
        press_again(site, &program, &noted);
        journals += i64::try_from(noted.iter().filter(|n| matches!(n.press.kind, Kind::Step(_))).count()).expect("few");
        nothing_twice(site, &noted, &kept, journals);
    }
}

fn kill(backend: Backend) {
    let seed = seed();
    eprintln!("on {backend:?} with UDF_SEED={seed}");
    let (begun, mut dice, mut tally) = (Instant::now(), Dice(seed), Tally::default());
    while tally.rounds < rounds(backend) && tally.lost.is_empty() {
        play(&Site::new(backend), IN_ONE_DATABASE, &mut dice, Noting::Answered, &mut tally);
    }
    let Tally { rounds, pressed, acknowledged, lost } = tally;
    let seconds = begun.elapsed().as_secs();
    say(&format!(
        "{backend:?}, UDF_SEED={seed}: {rounds} kills, {pressed} presses, {acknowledged} acknowledged, {} lost, {seconds} s",
        lost.len()
    ));
    assert_eq!(lost, Vec::<String>::new(), "acknowledged, and gone: UDF_SEED={seed}");
    assert!(acknowledged as u64 > rounds, "the clients did some work: {acknowledged}");
    assert!(pressed > acknowledged, "some presses were under way when the program was killed");
}

#[test]
fn a_kill_loses_nothing_that_was_acknowledged_on_sqlite() {
    kill(Backend::Sqlite);
}

#[test]
fn a_kill_loses_nothing_that_was_acknowledged_on_postgres() {
    if Backend::all().contains(&Backend::Postgres) {
        kill(Backend::Postgres);
    }
}

/// The same rounds must find a loss where there is one: clients that take their work for
/// done when they ask for it, as a program would that answers before it commits.
#[test]
fn work_taken_for_done_too_early_is_found_missing() {
    let (mut dice, mut tally) = (Dice(seed()), Tally::default());
    for _ in 0..5 {
        play(&Site::new(Backend::Sqlite), IN_ONE_DATABASE, &mut dice, Noting::Sent, &mut tally);
        if !tally.lost.is_empty() {
            return;
        }
    }
    panic!("{} presses, and none was found missing", tally.pressed);
}
