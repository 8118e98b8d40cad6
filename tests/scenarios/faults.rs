//! What must not leave half of anything behind: a step that breaks off in the middle of its
//! effects, a definition that is taken away under running cases, a clock that jumps.

use crate::grant::{self, checked, city, fund_of, nothing_contradicts, proposal, screened};
use crate::support::{Backend, World, on_both_with_its_own_mail};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use urban_diplomacy_fund::db::{Error, Tx};
use urban_diplomacy_fund::intake::Application;
use urban_diplomacy_fund::kernel::Id;
use urban_diplomacy_fund::ledger;
use urban_diplomacy_fund::process::{self, Press, ProcessError, Stage};
use urban_diplomacy_fund::workflow;

const ROUND: &str = include_str!("../../config/opportunities/city-engagement-grants-2027.toml");

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

fn sql(world: &World, text: &str) {
    world.db.write(|tx| diesel::sql_query(text).execute(&mut **tx).map_err(Error::from)).expect(text);
}

/// Every table of the program.
fn tables(world: &World) -> Vec<String> {
    let text = match world.backend {
        Backend::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_\\_%' ESCAPE '\\'"
        }
        Backend::Postgres => {
            "SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' AND table_name NOT LIKE '\\_\\_%'"
        }
    };
    let mut names: Vec<String> = world
        .db
        .read(|conn| diesel::sql_query(text).load::<Name>(conn).map_err(Error::from))
        .expect("tables")
        .into_iter()
        .map(|t| t.name)
        .collect();
    names.sort();
    names
}

/// How many rows each table has.
fn rows(world: &World, tables: &[String]) -> Vec<(String, i64)> {
    let count = |table: &String| {
        let text = format!("SELECT COUNT(*) AS n FROM {table}");
        let n = world.db.read(|conn| diesel::sql_query(&text).get_result::<Count>(conn).map_err(Error::from)).expect("a count").n;
        (table.clone(), n)
    };
    tables.iter().map(count).collect()
}

/// From now on nothing can be written into a table.
fn break_table(world: &World, table: &str) {
    match world.backend {
        Backend::Sqlite => {
            for (n, verb) in ["INSERT", "UPDATE"].iter().enumerate() {
                sql(
                    world,
                    &format!("CREATE TRIGGER broken_{n} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"),
                );
            }
        }
        Backend::Postgres => {
            sql(
                world,
                "CREATE OR REPLACE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the disk is full'; END $$",
            );
            sql(world, &format!("CREATE TRIGGER broken BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION broken()"));
        }
    }
}

fn mend_table(world: &World, table: &str) {
    match world.backend {
        Backend::Sqlite => (0..2).for_each(|n| sql(world, &format!("DROP TRIGGER broken_{n}"))),
        Backend::Postgres => sql(world, &format!("DROP TRIGGER broken ON {table}")),
    }
}

type Take<'a> = &'a dyn Fn(&mut Tx<'_>) -> Result<(), ProcessError>;

/// Takes a step with each table broken in turn: it is refused, and no table has a row more. In
/// the end it is taken; the tables that it writes into are told.
fn breaks_off_everywhere(world: &World, (what, tables): (&str, &[String]), take: Take<'_>) -> Vec<String> {
    let before = rows(world, tables);
    let mut written = Vec::new();
    for table in tables {
        break_table(world, table);
        // What the table is not needed for would go through: it is tried and taken back.
        let tried: Result<(), ProcessError> = world.db.write(|tx| {
            take(tx)?;
            Err(Error::Stale.into())
        });
        if !matches!(tried, Err(ProcessError::Db(Error::Stale))) {
            written.push(table.clone());
            let refused = world.db.write(|tx| take(tx));
            assert!(refused.is_err(), "{what} without {table}");
        }
        mend_table(world, table);
        assert_eq!(rows(world, tables), before, "{what} broken off at {table}");
    }
    world.db.write(|tx| take(tx)).unwrap_or_else(|e| panic!("{what}: {e}"));
    written
}

#[test]
fn w14_a_step_that_breaks_off_in_the_middle_of_its_effects_leaves_nothing() {
    on_both_with_its_own_mail(|world| {
        let fund = fund_of(world, ROUND, 90_000);
        let madison = city(world, "Madison");
        let id = grant::application(world, &fund, &madison, 8_000);
        let tables = tables(world);
        screened(world, &fund, id);
        // The conflict check also joins: two events, a letter, timers.
        let press = Press::default();
        let joins = breaks_off_everywhere(world, ("the join", &tables), &|tx| {
            process::advance(tx, &fund.officer, id, ("clear_conflicts", "Looked."), &press)
        });
        assert!(["wf_events", "wf_instances", "audit_events", "outbox_messages"].iter().all(|t| joins.iter().any(|w| w == t)), "{joins:?}");
        grant::reviewed(world, &fund, id, 4);
        world.db.write(|tx| process::advance(tx, &fund.officer, id, ("call_panel", ""), &press)).expect("the panel");
        checked(world, &fund.officer, id);
        let reserves = breaks_off_everywhere(world, ("the reservation", &tables), &|tx| {
            process::recommend(tx, &fund.officer, id, &proposal(8_000), &press).map(drop)
        });
        assert!(reserves.iter().any(|t| t.starts_with("ledger_") || t.starts_with("journal")), "{reserves:?}");
        let digest = grant::digest(world, &fund.approver, id);
        let commits = breaks_off_everywhere(world, ("the approval", &tables), &|tx| {
            process::approve(tx, &fund.approver, id, (&digest, ""), &grant::fresh()).map(drop)
        });
        assert!(["awards", "agreements", "decisions"].iter().all(|t| commits.iter().any(|w| w == t)), "{commits:?}");
        assert_eq!(world.db.read(|conn| process::stage(conn, id)).expect("a stage"), Stage::Decided);
        nothing_contradicts(world, &[id]);
    });
}

fn hash_of(world: &World, id: Id<Application>) -> String {
    world.db.read(|conn| workflow::instance(conn, &id.text())).expect("a case").definition_hash
}

#[test]
fn a_definition_cannot_be_taken_away_under_cases_that_run_nor_changed() {
    on_both_with_its_own_mail(|world| {
        let fund = fund_of(world, ROUND, 90_000);
        let id = grant::application(world, &fund, &city(world, "Madison"), 8_000);
        let hash = hash_of(world, id);
        for text in [
            format!("DELETE FROM wf_definitions WHERE hash = '{hash}'"),
            format!("UPDATE wf_definitions SET json = '{{}}' WHERE hash = '{hash}'"),
        ] {
            let refused = world.db.write(|tx| diesel::sql_query(&text).execute(&mut **tx).map_err(Error::from));
            assert!(refused.is_err(), "{text}");
        }
        screened(world, &fund, id);
        assert_eq!(hash_of(world, id), hash, "W2");
        nothing_contradicts(world, &[id]);
    });
}

#[test]
fn w15_a_clock_that_jumps_rings_nothing_early_and_nothing_twice() {
    on_both_with_its_own_mail(|world| {
        let fund = fund_of(world, ROUND, 90_000);
        let id = grant::application(world, &fund, &city(world, "Madison"), 8_000);
        let begun = world.clock.now();
        let heard = || {
            world.mail_to_everybody().iter().filter(|m| m.subject_line.contains("is due on") || m.subject_line.contains("is late")).count()
        };
        assert_eq!(heard(), 0);
        // A year ahead: everything that was due is told once, late, and nothing more.
        world.at("2028-01-11T15:00:00Z");
        let once = heard();
        assert!(once > 0, "late is allowed");
        assert_eq!(heard(), once);
        // Back again, and forward: what rang does not ring again.
        world.at(&begun.iso());
        assert_eq!(heard(), once);
        screened(world, &fund, id);
        world.db.write(|tx| process::advance(tx, &fund.officer, id, ("clear_conflicts", "Looked."), &Press::default())).expect("a step");
        assert_eq!(world.db.read(|conn| process::stage(conn, id)).expect("a stage"), Stage::InReview);
        assert_eq!(heard(), once, "what became due anew is counted from the day the clock shows");
        world.at("2028-01-11T15:00:00Z");
        let later = heard();
        assert!(later > once && heard() == later);
        let report = world.db.read(ledger::verify).expect("the ledger can be walked");
        assert!(report.faults.is_empty(), "{:?}", report.faults);
        nothing_contradicts(world, &[id]);
    });
}
