//! Rows changed behind the engine's back, with the triggers off: the verifier
//! names the journal.

use crate::books::*;
use crate::database::Backend;
use urban_diplomacy_fund::db::Url;
use urban_diplomacy_fund::ledger;

/// Changes rows as somebody with full rights over the database could.
fn tamper(books: &Books, table: &str, sql: &str) {
    let statements = match books.db.url() {
        Url::Sqlite(_) => format!(
            "PRAGMA foreign_keys = OFF; DROP TRIGGER IF EXISTS {table}_no_update; DROP TRIGGER IF EXISTS {table}_no_delete; {sql}; PRAGMA foreign_keys = ON"
        ),
        Url::Postgres(_) => format!("ALTER TABLE {table} DISABLE TRIGGER ALL; {sql}; ALTER TABLE {table} ENABLE TRIGGER ALL"),
    };
    books.sql(&statements).expect("nothing guards any more");
}

#[test]
fn l16_the_verifier_names_a_seal_that_does_not_fit() {
    let rows = [
        ("ledger_period_seals", "UPDATE ledger_period_seals SET balances_root = 'x'", None),
        ("ledger_period_seals", "UPDATE ledger_period_seals SET at_seq = 2", Some(3)),
    ];
    for backend in Backend::all() {
        for (table, sql, seq) in rows {
            let books = Books::new(backend);
            books.allotted(1_000);
            let month = books.db.write(|tx| ledger::open_period(tx, &person("ada"), day(1, 1), day(1, 31))).expect("a period").id;
            books.db.write(|tx| ledger::close_period(tx, &person("ada"), &month, "month end")).expect("it closes");
            books.db.write(|tx| ledger::seal_period(tx, &person("olga"), &month)).expect("it is sealed");
            books.are_sound();
            tamper(&books, table, sql);
            let report = books.db.snapshot(ledger::verify).expect("the books can be walked");
            assert!(report.faults.iter().any(|f| f.seq == seq && f.rule == "L16"), "{backend:?} {sql}: {:?}", report.faults);
        }
    }
}

#[test]
fn l19_the_verifier_names_what_was_changed() {
    let rows = [
        ("journals", "UPDATE journals SET reason = 'another' WHERE seq = 4", Some(4), "L19"),
        ("journals", "UPDATE journals SET actor_name = 'mallory' WHERE seq = 2", Some(2), "L19"),
        ("journals", "UPDATE journals SET effective_on = '2027-01-12' WHERE seq = 5", Some(5), "L19"),
        ("postings", "UPDATE postings SET amount_cents = amount_cents + 1 WHERE journal_seq = 3 AND line_no = 1", Some(3), "L1"),
        ("postings", "UPDATE postings SET after_dr_cents = after_dr_cents + 1 WHERE journal_seq = 3 AND line_no = 1", Some(3), "L17"),
        ("postings", "DELETE FROM postings WHERE journal_seq = 5", Some(5), "L19"),
        ("holds", "UPDATE holds SET expires_on = '2030-01-01'", Some(4), "L19"),
        ("hold_resolutions", "UPDATE hold_resolutions SET posted_cents = 1", Some(5), "L19"),
        ("hold_resolutions", "DELETE FROM hold_resolutions", Some(5), "L19"),
        ("journals", "DELETE FROM journals WHERE seq = 6", None, "L19"),
        ("journal_seals", "DELETE FROM journal_seals WHERE seq = 2", Some(2), "L1"),
        (
            "ledger_balances",
            "UPDATE ledger_balances SET version = version + 1 WHERE account_id = (SELECT MIN(account_id) FROM ledger_balances)",
            None,
            "L17",
        ),
        (
            "ledger_balances",
            "UPDATE ledger_balances SET cr_settled_cents = cr_settled_cents + 100 WHERE account_id = (SELECT id FROM ledger_accounts WHERE code = '461000')",
            None,
            "L17",
        ),
    ];
    for backend in Backend::all() {
        for (table, sql, seq, rule) in rows {
            let books = Books::new(backend);
            books.allotted(1_000);
            for event in ["award.reserve", "award.commit", "award.obligate"] {
                books.posted(event, "travel", 500);
            }
            books.are_sound();
            tamper(&books, table, sql);
            let report = books.db.snapshot(ledger::verify).expect("the books can be walked");
            assert!(report.faults.iter().any(|f| f.seq == seq && f.rule == rule), "{backend:?} {sql}: {:?}", report.faults);
        }
    }
}
