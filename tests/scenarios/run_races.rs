//! Many hands at once: a run is released once, prepared once and approved once, however often and
//! from wherever it is asked for.

use crate::grant::nothing_contradicts;
use crate::money::{Ground, ask, ground, verified_account};
use crate::support::{World, on_both};
use diesel::prelude::*;
use std::thread;
use urban_diplomacy_fund::db::{Error, Press, Tx, once, schema::bank_files, schema::journals};
use urban_diplomacy_fund::disbursement::{self, Payment, PaymentState, Run, RunState, Which};
use urban_diplomacy_fund::kernel::{Id, Kind, Refusal};

const HANDS: usize = 16;
/// How often each hand presses: a thousand presses in all.
const PRESSES: usize = 63;

/// Requests of the award that wait.
fn waiting(world: &World, g: &Ground, amounts: &[&str]) -> Vec<Id<Payment>> {
    verified_account(world, g);
    for amount in amounts {
        ask(world, g, amount).must_be(200);
    }
    let all = world.db.read(|conn| disbursement::list_payments(conn, Which::Award(g.id.cast()))).expect("payments");
    all.into_iter().map(|payment| payment.id).collect()
}

/// Everybody does it again and again; how often it was done. Whoever comes too late hears so, or is asked to try again.
fn pressed<E: Refusal>(act: impl Fn() -> Result<(), E> + Sync) -> usize {
    thread::scope(|scope| {
        let hands: Vec<_> = (0..HANDS)
            .map(|_| {
                scope.spawn(|| {
                    let answers = (0..PRESSES).map(|_| act());
                    let done = answers.filter(|answer| match answer {
                        Ok(()) => true,
                        Err(e) => {
                            assert!(matches!(e.kind(), Kind::Conflict | Kind::Busy), "{:?}: {e}", e.kind());
                            false
                        }
                    });
                    done.count()
                })
            })
            .collect();
        hands.into_iter().map(|hand| hand.join().expect("no panic")).sum()
    })
}

fn prepared(world: &World, g: &Ground, chosen: &[Id<Payment>]) -> Run {
    world.db.write(|tx| disbursement::prepare_run(tx, &g.preparer, chosen)).expect("a run")
}

fn count_of_journals(world: &World) -> i64 {
    world.db.read(|conn| journals::table.count().get_result(conn).map_err(Error::from)).expect("a count")
}

#[test]
fn x8_of_a_thousand_releases_one_pays() {
    on_both(|world| {
        let g = ground(world);
        let chosen = waiting(world, &g, &["1,000", "500", "250"]);
        let run = prepared(world, &g, &chosen);
        world.db.write(|tx| disbursement::approve_run(tx, &g.second, run.id)).expect("approved");
        let before = count_of_journals(world);
        let (db, vault, releaser) = (world.db.clone(), world.app.vault.clone(), g.releaser.clone());
        let done = pressed(|| db.write(|tx| disbursement::release_run(tx, &vault, &releaser, run.id)));
        assert_eq!(done, 1);
        paid_once(world, &run, (before, 3));
        nothing_contradicts(world, &[g.id]);
    });
}

/// The run pays once: a journal for each payment, one file, every payment with a trace.
fn paid_once(world: &World, run: &Run, (before, count): (i64, usize)) {
    assert_eq!(count_of_journals(world), before + i64::try_from(count).expect("few"), "one journal each");
    let files: i64 = world.db.read(|conn| bank_files::table.count().get_result(conn).map_err(Error::from)).expect("a count");
    assert_eq!(files, 1);
    let payments = world.db.read(|conn| disbursement::list_payments(conn, Which::Run(run.id))).expect("payments");
    assert!(payments.len() == count && payments.iter().all(|p| p.state == PaymentState::Released && p.trace.is_some()));
}

#[test]
fn x12_a_release_that_is_sent_a_thousand_times_with_one_key_pays_once() {
    on_both(|world| {
        let g = ground(world);
        let chosen = waiting(world, &g, &["1,000", "500"]);
        let run = prepared(world, &g, &chosen);
        world.db.write(|tx| disbursement::approve_run(tx, &g.second, run.id)).expect("approved");
        let before = count_of_journals(world);
        let (db, vault, releaser) = (world.db.clone(), world.app.vault.clone(), g.releaser.clone());
        let press = Press {
            key: "one-press-of-release".into(),
            account_id: releaser.account.map(|id| id.text()),
            route: format!("/desk/payments/runs/{}/release", run.id),
            request_hash: "the same".into(),
        };
        let release = |tx: &mut Tx<'_>| disbursement::release_run(tx, &vault, &releaser, run.id).map(|()| "/released".to_owned());
        let answered = pressed(|| db.write(|tx| once(tx, &press, &mut |tx| release(tx))).map(|to| assert_eq!(to, "/released")));
        assert!(answered > PRESSES, "whoever sends it again gets the same answer: {answered}");
        paid_once(world, &run, (before, 2));
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn x9_a_payment_stands_in_one_run_and_a_run_is_approved_once() {
    on_both(|world| {
        let g = ground(world);
        let chosen = waiting(world, &g, &["1,000"]);
        let (db, preparer, second) = (world.db.clone(), g.preparer.clone(), g.second.clone());
        assert_eq!(pressed(|| db.write(|tx| disbursement::prepare_run(tx, &preparer, &chosen)).map(drop)), 1);
        let payment = world.db.read(|conn| disbursement::list_payments(conn, Which::Award(g.id.cast()))).expect("payments");
        let run = payment.first().and_then(|p| p.run).expect("it stands in a run");
        assert_eq!(pressed(|| db.write(|tx| disbursement::approve_run(tx, &second, run))), 1);
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn x10_a_run_that_is_cancelled_while_it_is_released_is_one_or_the_other() {
    on_both(|world| {
        let g = ground(world);
        let chosen = waiting(world, &g, &["1,000"]);
        for _ in 0..10 {
            let state = world.db.read(|conn| disbursement::list_payments(conn, Which::Award(g.id.cast()))).expect("payments")[0].state;
            if state != PaymentState::Requested {
                break;
            }
            let run = prepared(world, &g, &chosen);
            world.db.write(|tx| disbursement::approve_run(tx, &g.second, run.id)).expect("approved");
            let (db, vault) = (world.db.clone(), world.app.vault.clone());
            let (released, cancelled) = thread::scope(|scope| {
                let release = scope.spawn(|| db.write(|tx| disbursement::release_run(tx, &vault, &g.releaser, run.id)).is_ok());
                let cancel = scope.spawn(|| db.write(|tx| disbursement::cancel_run(tx, &g.preparer, run.id)).is_ok());
                (release.join().expect("no panic"), cancel.join().expect("no panic"))
            });
            assert!(!(released && cancelled), "released and cancelled");
            let now = world.db.read(|conn| disbursement::open_run(conn, &g.preparer, run.id)).expect("a run").state;
            let file = world.db.read(|conn| disbursement::find_bank_file(conn, run.id)).expect("it can be looked for");
            assert_eq!((now == RunState::Released, now == RunState::Cancelled, file.is_some()), (released, cancelled, released));
        }
        nothing_contradicts(world, &[g.id]);
    });
}
