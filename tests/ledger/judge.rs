//! One judge for every engine, the real one and the broken ones: a fixed sequence of operations
//! that a sound engine answers as the model does. After each chapter the judge adds up what the
//! engine kept (L1, L2, L5, L17), compares it with what the engine says stands, and asks the
//! limits and the tie-points (L8, L25–L31).

use crate::books::*;
use crate::memory::{Memory, faults_of, rules};
use crate::model::{Model, Sums};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use std::thread;
use urban_diplomacy_fund::kernel::{Money, Timestamp};
use urban_diplomacy_fund::ledger::{
    self, AccountKey, AsOf, Balance, Code, Command, HoldId, JournalFilter, Layer, Leg, Line, PeriodState, Receipt, Track,
};

/// What the judge asks of an engine.
pub trait Engine {
    /// One command.
    fn post(&mut self, command: &Command) -> Result<Receipt, Code>;
    /// Two commands that arrive at the same moment.
    fn post_together(&mut self, one: &Command, other: &Command) -> [Result<Receipt, Code>; 2];
    /// Its clock.
    fn set_clock(&mut self, now: Timestamp);
    /// A period that is closed, and sealed if asked.
    fn shut(&mut self, first: NaiveDate, last: NaiveDate, sealed: bool);
    /// What it says stands on an account.
    fn stands(&self, account: &AccountKey) -> Sums;
    /// What it kept of each journal: number and lines.
    fn log(&self) -> Vec<(i64, Vec<Line>)>;
}

fn sums(b: &Balance) -> Sums {
    [b.dr_settled, b.cr_settled, b.dr_pending, b.cr_pending].map(|money| i128::from(money.cents()))
}

impl Engine for Memory<'_> {
    fn post(&mut self, command: &Command) -> Result<Receipt, Code> {
        self.receive(command)
    }

    fn post_together(&mut self, one: &Command, other: &Command) -> [Result<Receipt, Code>; 2] {
        self.receive_both(one, other)
    }

    fn set_clock(&mut self, now: Timestamp) {
        self.now = now;
    }

    fn shut(&mut self, first: NaiveDate, last: NaiveDate, sealed: bool) {
        self.periods.push((first, last, if sealed { PeriodState::Sealed } else { PeriodState::Closed }));
    }

    fn stands(&self, account: &AccountKey) -> Sums {
        self.balances.get(account).map(sums).unwrap_or_default()
    }

    fn log(&self) -> Vec<(i64, Vec<Line>)> {
        (1..).zip(self.journals.iter().map(|journal| journal.lines.clone())).collect()
    }
}

/// The real engine with its database.
pub struct Kept<'a>(pub &'a Books);

impl Engine for Kept<'_> {
    fn post(&mut self, command: &Command) -> Result<Receipt, Code> {
        self.0.post(command)
    }

    fn post_together(&mut self, one: &Command, other: &Command) -> [Result<Receipt, Code>; 2] {
        let books = self.0;
        thread::scope(|scope| [one, other].map(|c| scope.spawn(|| books.post(c))).map(|press| press.join().expect("no panic")))
    }

    fn set_clock(&mut self, now: Timestamp) {
        self.0.clock.set(now);
    }

    fn shut(&mut self, first: NaiveDate, last: NaiveDate, sealed: bool) {
        let db = &self.0.db;
        let id = db.write(|tx| ledger::open_period(tx, &person("ada"), first, last)).expect("it opens").id;
        db.write(|tx| ledger::close_period(tx, &person("ada"), &id, "month end")).expect("it closes");
        if sealed {
            db.write(|tx| ledger::seal_period(tx, &person("olga"), &id)).expect("it is sealed");
        }
    }

    fn stands(&self, account: &AccountKey) -> Sums {
        sums(&self.0.db.read(|c| ledger::balance(c, &account.code, &account.dims, AsOf::Now)).expect("a balance"))
    }

    fn log(&self) -> Vec<(i64, Vec<Line>)> {
        let mut all = self.0.db.read(|c| ledger::list_journals(c, &JournalFilter::default(), None, 500)).expect("the journals");
        all.reverse();
        let line =
            |l: ledger::JournalLine| Line { account: l.account, layer: l.layer, side: l.side, releases: l.releases, amount: l.amount };
        all.into_iter().map(|journal| (journal.seq, journal.lines.into_iter().map(line).collect())).collect()
    }
}

/// Judges one engine that begins empty. `Err`: the first thing that is wrong.
pub fn judge(engine: &mut dyn Engine) -> Result<(), String> {
    let mut court = Court { engine, model: Model::new(day(1, 11)) };
    type Chapter = fn(&mut Court<'_>) -> Result<(), String>;
    let chapters: [(&str, Chapter); 7] = [
        ("keys", keys),
        ("holds", holds),
        ("two at once", two_at_once),
        ("approvals", approvals),
        ("payments", payments),
        ("corrections", corrections),
        ("days", days),
    ];
    for (name, chapter) in chapters {
        chapter(&mut court).and_then(|()| court.adds_up()).map_err(|words| format!("{name}: {words}"))?;
    }
    Ok(())
}

struct Court<'a> {
    engine: &'a mut dyn Engine,
    model: Model,
}

impl Court<'_> {
    /// Posts a command and compares the answer with the model's.
    fn hears(&mut self, command: &Command) -> Result<Vec<HoldId>, String> {
        let got = self.engine.post(command);
        self.compares(command, &got)?;
        Ok(got.map(|receipt| receipt.holds).unwrap_or_default())
    }

    fn compares(&mut self, command: &Command, got: &Result<Receipt, Code>) -> Result<(), String> {
        let expected = self.model.expect(command);
        self.model.record(command, expected, got).map_err(|words| format!("{}: {words}", command.event))
    }

    /// An event for some cents of one category of the award.
    fn event(&mut self, event: &str, cents: i64) -> Result<Vec<HoldId>, String> {
        self.hears(&command(event, [of(event, "travel", cents)]))
    }

    fn on_holds(&mut self, event: &str, holds: &[HoldId]) -> Result<Vec<HoldId>, String> {
        self.hears(&command(event, []).holds(holds.to_vec()).approved_by("olga"))
    }

    fn reverse(&mut self, seq: usize, on: NaiveDate) -> Result<usize, String> {
        let seq = i64::try_from(seq).expect("few");
        let key = format!("reverse {seq} {}", crate::fresh_number());
        self.hears(&Command::reversal(key, seq, "entered twice", on, &person("ada")).approved_by("olga"))?;
        Ok(self.last())
    }

    /// The number of the last journal.
    fn last(&self) -> usize {
        self.model.journals.len()
    }

    /// The engine's journals, added up, are what it says stands, what the model says, and in order.
    fn adds_up(&self) -> Result<(), String> {
        let mut replayed: BTreeMap<AccountKey, Balance> = BTreeMap::new();
        for (n, (seq, lines)) in (1..).zip(self.engine.log()) {
            let mut apart: BTreeMap<(Track, Layer), i64> = BTreeMap::new();
            for line in &lines {
                let track = rules().chart.account(&line.account.code).expect("an account").track;
                let sign = if line.side == ledger::Side::Dr { 1 } else { -1 };
                *apart.entry((track, line.layer)).or_default() += sign * line.amount.cents();
                let balance = replayed.entry(line.account.clone()).or_default();
                balance.add(line.layer, line.side, line.releases, line.amount).map_err(|e| e.to_string())?;
            }
            if seq != n || lines.len() < 2 || apart.values().any(|difference| *difference != 0) {
                return Err(format!("L1, L5: journal {seq} stands at {n} and differs by {apart:?}"));
            }
        }
        let accounts: BTreeSet<&AccountKey> = replayed.keys().chain(self.model.balances.keys()).collect();
        for account in accounts {
            let added = replayed.get(account).map(sums).unwrap_or_default();
            let (stands, expected) = (self.engine.stands(account), self.model.balances.get(account).copied().unwrap_or_default());
            if stands != added || stands != expected {
                return Err(format!("L17: {account} stands at {stands:?}, its journals come to {added:?}, the model to {expected:?}"));
            }
        }
        match faults_of(rules(), &replayed).first() {
            Some(fault) => Err(fault.clone()),
            None => Ok(()),
        }
    }
}

/// A leg of some cents that fits the event.
fn of(event: &str, category: &str, cents: i64) -> Leg {
    Leg { amount: Money::from_cents(cents), ..leg_for(event.split('/').next().expect("an event"), category, 1) }
}

/// A repeat answers the same (L6), a failed key keeps failing (L7), nothing goes below zero (L12).
fn keys(court: &mut Court<'_>) -> Result<(), String> {
    let appropriate = command("fund.appropriate", [of("fund.appropriate", "", 100_000)]);
    court.hears(&appropriate)?;
    court.hears(&appropriate)?;
    let apportion = command("fund.apportion", [of("fund.apportion", "", 90_000)]);
    court.hears(&apportion)?;
    let other = Command { legs: vec![of("fund.apportion", "", 1)], ..apportion };
    court.hears(&other.approved_by("olga"))?;
    court.event("fund.apportion", 10_001)?;
    let early = command("fund.allot", [of("fund.allot", "", 90_001)]);
    court.hears(&early)?;
    court.event("fund.apportion", 10_000)?;
    // The money is there now, but the key has failed.
    court.hears(&early)?;
    court.event("fund.allot", 100_000)?;
    Ok(())
}

/// A hold is used once, in full or in part; the rest returns (L9, L10).
fn holds(court: &mut Court<'_>) -> Result<(), String> {
    let two = command("award.reserve", [of("award.reserve", "travel", 30_000), of("award.reserve", "training", 20_000)]);
    let first = court.hears(&two)?;
    let second = court.event("award.reserve", 5_000)?;
    // A third of the same accounts stays, so that only the rule tells an ended hold from an open one.
    court.event("award.reserve", 4_000)?;
    court.on_holds("award.release", &second)?;
    court.on_holds("award.release", &second)?;
    let commit = |cents| command("award.commit", [of("award.commit", "travel", cents)]).holds([first[0]]).approved_by("olga");
    court.hears(&commit(30_001))?;
    court.hears(&commit(29_000))?;
    court.adds_up()?;
    court.hears(&commit(1_000))?;
    court.on_holds("award.release", &first[..1])?;
    court.hears(&command("award.commit", [of("award.commit", "training", 20_000)]))?;
    court.event("award.commit", 4_001)?;
    // What returned can be reserved again, and not a cent more.
    court.event("award.reserve", 47_001)?;
    let rest = court.event("award.reserve", 47_000)?;
    court.on_holds("award.release", &rest)?;
    Ok(())
}

/// Of two that want the same money at once, one gets it.
fn two_at_once(court: &mut Court<'_>) -> Result<(), String> {
    let reserve = |award: &str| command("award.reserve", [Leg { award: Some(award.to_owned()), ..of("award.reserve", "travel", 40_000) }]);
    let commands = [reserve("award-8"), reserve("award-9")];
    let [one, other] = court.engine.post_together(&commands[0], &commands[1]);
    let mut heard = [(&commands[0], one), (&commands[1], other)];
    heard.sort_by_key(|(_, outcome)| outcome.as_ref().map_or(i64::MAX, |receipt| receipt.seq));
    let mut won = vec![];
    for (command, outcome) in &heard {
        court.compares(command, outcome)?;
        won.extend(outcome.iter().flat_map(|receipt| receipt.holds.clone()));
    }
    court.on_holds("award.release", &won)?;
    Ok(())
}

/// Who obligates needs another person's approval of exactly this (L20).
fn approvals(court: &mut Court<'_>) -> Result<(), String> {
    let obligate = |cents| Command { approval: None, ..command("award.obligate", [of("award.obligate", "travel", cents)]) };
    court.hears(&obligate(20_000))?;
    court.hears(&obligate(20_000).approved_by("ada"))?;
    let approved = obligate(19_000).approved_by("olga").approval.expect("approved");
    court.hears(&obligate(20_000).with_approval(approved))?;
    court.hears(&obligate(20_000).approved_by("olga"))?;
    court.event("award.obligate", 9_001)?;
    court.event("award.obligate", 9_000)?;
    court.hears(&command("award.obligate", [of("award.obligate", "training", 20_000)]))?;
    Ok(())
}

/// Nothing is paid beyond what was obligated, advanced or claimed, not by a cent (L8, L13).
fn payments(court: &mut Court<'_>) -> Result<(), String> {
    court.event("advance.pay", 29_001)?;
    court.event("advance.pay", 9_000)?;
    court.event("advance.liquidate", 9_001)?;
    court.event("advance.liquidate", 6_000)?;
    court.event("advance.refund/to_award", 1_000)?;
    court.event("claim.accept", 21_001)?;
    court.event("claim.accept", 8_000)?;
    court.event("claim.pay", 8_001)?;
    court.event("claim.pay", 8_000)?;
    court.event("claim.pay", 1)?;
    court.event("bank.settle", 17_001)?;
    court.event("bank.settle", 17_000)?;
    court.event("claim.accept_and_pay", 13_001)?;
    court.hears(&command("award.rebudget", [of("award.rebudget", "travel", 1_000).moving_to("training")]))?;
    court.hears(&command("award.rebudget", [of("award.rebudget", "travel", 1_000).moving_to("travel")]))?;
    Ok(())
}

/// A journal is reversed once, in full, and for no earlier day (L15).
fn corrections(court: &mut Court<'_>) -> Result<(), String> {
    court.event("claim.accept", 2_000)?;
    let claim = court.last();
    // As much again, so that only the rule stands against a second reversal.
    court.event("claim.accept", 2_000)?;
    court.reverse(claim, day(1, 10))?;
    let reversal = court.reverse(claim, day(1, 12))?;
    court.reverse(claim, day(1, 12))?;
    court.adds_up()?;
    court.reverse(reversal, day(1, 12))?;
    court.reverse(reversal, day(1, 12))?;
    court.reverse(999, day(1, 12))?;
    let reserved = court.event("award.reserve", 1_000).map(|_| court.last())?;
    court.reverse(reserved, day(1, 12))?;
    Ok(())
}

/// Nothing counts for a day of a shut period (L16); an expired hold can only expire (L11).
fn days(court: &mut Court<'_>) -> Result<(), String> {
    let december = NaiveDate::from_ymd_opt(2026, 12, 1).expect("a day");
    let (november, last) = (december - chrono::Months::new(1), day(1, 1).pred_opt().expect("a day"));
    for (first, last, code) in [(november, december.pred_opt().expect("a day"), Code::PeriodSealed), (december, last, Code::PeriodClosed)] {
        court.engine.shut(first, last, code == Code::PeriodSealed);
        court.model.periods.push((first, last, Some(code)));
        for on in [first, last] {
            let late = Command { effective_on: on, ..command("fund.appropriate", [of("fund.appropriate", "", 100)]) };
            court.hears(&late)?;
        }
    }
    let expiring = |last| command("award.reserve", [of("award.reserve", "materials", 700)]).expiring_on(last);
    let [early, late] = [court.hears(&expiring(day(1, 31)))?, court.hears(&expiring(day(2, 1)))?];
    court.on_holds("hold.expire", &early)?;
    court.engine.set_clock(Timestamp::parse("2027-02-01T00:00:00Z").expect("an instant"));
    court.model.today = day(2, 1);
    court.hears(&command("award.commit", [of("award.commit", "materials", 700)]).holds(early.clone()).approved_by("olga"))?;
    court.on_holds("award.release", &early)?;
    court.on_holds("hold.expire", &late)?;
    court.on_holds("hold.expire", &early)?;
    court.on_holds("hold.expire", &early)?;
    court.hears(&command("award.commit", [of("award.commit", "materials", 700)]))?;
    Ok(())
}
