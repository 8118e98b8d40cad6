//! The engine with its tables, on both databases: random people, clicks, loans, joined accounts
//! and people who step back, against the model. After every click the case is read again;
//! a press that is repeated and one on an old page change nothing.

use crate::clicks::{PEOPLE, World as Clicks};
use crate::court::kind;
use crate::judge::rich;
use crate::model::{Answer, Click, Model};
use crate::support::{World, on_both_with_its_own_mail};
use crate::{Dice, in_full, shipped};
use diesel::prelude::*;
use std::collections::BTreeMap;
use urban_diplomacy_fund::db::{Error, schema};
use urban_diplomacy_fund::kernel::Money;
use urban_diplomacy_fund::workflow::{self, Definition, FireError, Fired, Lent, Step, Who};

/// Keeps the definition as a version, whatever its checks say: here the engine is tried, not them.
fn keep(world: &World, definition: &Definition) -> String {
    use schema::wf_definitions as d;
    let (hash, json) = (definition.hash().expect("a hash"), definition.canonical_json().expect("JSON"));
    let insert = world.db.write(|tx| {
        let now = tx.now().naive();
        let row = (d::hash.eq(&hash), d::name.eq(&definition.name), d::version.eq(&definition.version), d::json.eq(&json));
        diesel::insert_into(d::table).values((row, d::published_at.eq(now))).execute(&mut **tx)?;
        Ok::<_, Error>(())
    });
    insert.expect("it is kept");
    hash
}

/// Two accounts are one person’s.
fn join(world: &World, account: &str, other: &str) {
    use schema::{accounts as a, same_people as s};
    let insert = world.db.write(|tx| {
        let now = tx.now().naive();
        for name in [account, other] {
            let email = format!("{name}@demo.example");
            let row = (a::id.eq(name), a::email.eq(email), a::name.eq(name), a::locale.eq("en"), a::created_at.eq(now), a::version.eq(1));
            diesel::insert_into(a::table).values(row).execute(&mut **tx)?;
        }
        let row = (s::account_id.eq(other), s::person_id.eq(account));
        diesel::insert_into(s::table).values(row).execute(&mut **tx).map_err(Error::from)
    });
    insert.expect("joined");
}

fn who(click: &Click) -> Who {
    let lent =
        |(by, role, most): &(String, String, Option<i64>)| Lent { by: by.clone(), role: role.clone(), most: most.map(Money::from_cents) };
    let account = click.account.clone();
    Who { name: account.clone().unwrap_or_default(), account, roles: click.roles.clone(), lent: click.lent.iter().map(lent).collect() }
}

struct Case<'a> {
    world: &'a World,
    id: String,
    model: Model<'a>,
    presses: usize,
}

impl<'a> Case<'a> {
    fn begin(world: &'a World, (clicks, hash): (&'a Clicks, &str), id: String) -> Self {
        let someone = Who { name: "somebody".into(), ..Who::default() };
        world.db.write(|tx| workflow::start(tx, &id, hash, &someone)).expect("it begins");
        let mut model = Model::new(&clicks.definition);
        model.persons = vec![vec!["di".into(), "di-too".into()], vec!["bo".into(), "bo-too".into()]];
        Self { world, id, model, presses: 0 }
    }

    fn fire(&self, click: &Click, (key, seen): (&str, Option<i64>)) -> Result<Fired, FireError> {
        let who = who(click);
        let step = Step {
            instance: &self.id,
            transition: &click.step,
            who: &who,
            key,
            reason: click.reason.as_deref(),
            facts: &click.facts,
            digest: click.digest.as_deref(),
            fresh: click.fresh,
            seen_version: seen,
            recused: &[],
        };
        self.world.db.write(|tx| workflow::fire(tx, &step))
    }

    fn version(&self) -> (i64, Vec<String>) {
        let found = self.world.db.read(|conn| workflow::instance(conn, &self.id)).expect("the case");
        (found.lock_version, found.marking.places().map(str::to_owned).collect())
    }

    /// One press on the page as it is now; what came of it.
    fn press(&mut self, click: &Click) -> Answer {
        self.presses += 1;
        let key = format!("{}/{}", self.id, self.presses);
        let (version, before) = self.version();
        let stale = self.fire(click, (&format!("{key}/old page"), Some(version - 1)));
        assert_eq!(self.version(), (version, before.clone()), "W12: an old page changes nothing");
        let fired = self.fire(click, (&key, Some(version)));
        // Whoever may not take the step hears that from the old page as from the new one.
        match &stale {
            Err(FireError::Db(Error::Stale)) => {}
            Err(FireError::Denied(_)) => assert_eq!(format!("{stale:?}"), format!("{fired:?}"), "W12"),
            other => panic!("W12: {other:?}"),
        }
        let got = match &fired {
            Err(FireError::Denied(denied)) => Answer::Refused(kind(denied)),
            Err(other) => panic!("{}: {other}", click.step),
            Ok(done) if done.moved => Answer::Moved(done.marking.places().map(str::to_owned).collect(), done.on_behalf_of.clone()),
            Ok(done) => Answer::Waits(done.on_behalf_of.clone()),
        };
        assert_eq!(got, self.model.press(click), "{} at {before:?}: {click:?}", click.step);
        let (after, places) = self.version();
        assert_eq!(places, self.model.places, "{}", click.step);
        assert_eq!(after, version + i64::from(fired.is_ok()), "an event for what was taken, none for what was refused");
        if fired.is_ok() {
            let again = self.fire(click, (&key, Some(version))).expect("the same press");
            assert!(again.replayed && again.effects.is_empty(), "W13: {again:?}");
            assert_eq!(self.version(), (after, places), "W13");
        }
        got
    }

    fn steps_back(&mut self, account: &str) {
        let by = Who { name: "somebody".into(), ..Who::default() };
        self.world.db.write(|tx| workflow::recuse(tx, &self.id, (account, "My sister works there."), &by)).expect("recorded");
        self.model.stepped_back.push(account.to_owned());
    }
}

#[test]
fn w1_w5_w9_w12_w13_the_tables_and_the_model_tell_the_same_story() {
    let seed = Dice::new("database").seed();
    on_both_with_its_own_mail(|world| {
        let mut dice = Dice::seeded(seed);
        let (mut presses, mut cases, mut seen): (usize, usize, BTreeMap<String, usize>) = (0, 0, BTreeMap::new());
        join(world, "di", "di-too");
        join(world, "bo", "bo-too");
        let all: Vec<Clicks> = shipped().into_iter().chain([rich()]).map(Clicks::of).collect();
        let hashes: Vec<String> = all.iter().map(|clicks| keep(world, &clicks.definition)).collect();
        let most = if in_full() { 100_000 } else { 2_000 };
        while presses < most {
            // The last one has one of everything: every other case is on it.
            let n = if dice.percent(50) { all.len() - 1 } else { dice.below(all.len()) };
            let clicks = &all[n];
            cases += 1;
            let mut case = Case::begin(world, (clicks, &hashes[n]), format!("case-{cases}"));
            let way = if dice.percent(70) { clicks.way(&mut dice) } else { vec![] };
            way.iter().for_each(|click| drop(case.press(click)));
            for _ in 0..20 + dice.below(40) {
                if dice.percent(3) {
                    case.steps_back(PEOPLE[dice.below(PEOPLE.len())]);
                }
                let places = case.model.places.clone();
                let answer = case.press(&clicks.click(&mut dice, &places));
                let kind = match answer {
                    Answer::Refused(kind) => kind,
                    Answer::Waits(_) => "waits",
                    Answer::Moved(..) => "moves",
                };
                *seen.entry(kind.to_owned()).or_default() += 1;
                presses += 1;
            }
            let mut faults = world.db.read(|conn| workflow::verify(conn, &case.id)).expect("it can be read");
            // Worklists are kept by the program around the engine, which is not in play here.
            faults.retain(|fault| !fault.contains(" wait at "));
            assert_eq!(faults, Vec::<String>::new(), "W1");
        }
        println!("{cases} cases, {presses} clicks on {:?}: {seen:?}", world.backend);
        assert!(seen.len() >= 10 && seen["moves"] > most / 50 && seen["waits"] > 0, "every kind of answer is seen: {seen:?}");
    });
}
