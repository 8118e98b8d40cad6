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
        ("ledger_accounts", "UPDATE ledger_accounts SET limit_kind = 'none' WHERE code = '461000'", None, "L8"),
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

/// The columns of a table with their types, as `src/db/schema.rs` lists them.
fn columns(table: &str) -> Vec<(String, String)> {
    let schema = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/db/schema.rs")).expect("the schema");
    let block = schema.split(&format!("\n    {table} (")).nth(1).expect("the table").split("\n    }").next().expect("its end");
    let pair = |line: &str| line.trim().trim_end_matches(',').split_once(" -> ").map(|(name, kind)| (name.to_owned(), kind.to_owned()));
    block.lines().filter_map(pair).collect()
}

/// Another value that the column may hold.
fn another(column: &str, kind: &str) -> String {
    let swapped = |one: &str, other: &str| format!("CASE {column} WHEN '{one}' THEN '{other}' ELSE '{one}' END");
    match (column, kind) {
        ("side", _) => swapped("dr", "cr"),
        ("layer", _) => swapped("settled", "pending"),
        ("how", _) => swapped("post", "void"),
        ("account_id" | "debit_account_id" | "credit_account_id", _) => "'spare'".to_owned(),
        (_, "Text" | "Nullable<Text>") => format!("COALESCE({column}, '') || '~'"),
        (_, "BigInt" | "Integer") => format!("{column} + 1000"),
        (_, "Nullable<BigInt>") => format!("COALESCE({column}, 1000) + 1"),
        (_, "Bool") => format!("NOT {column}"),
        (_, "Date" | "Nullable<Date>") => "'2030-01-01'".to_owned(),
        (_, "Timestamp") => "'2027-01-11 15:00:01'".to_owned(),
        _ => panic!("no other value is known for {column} of the type {kind}"),
    }
}

/// An account that nothing was posted to, for what is moved away from its own.
const SPARE: &str =
    "INSERT INTO ledger_accounts SELECT 'spare', book_id, code, 'spare', program, award, category, track, normal, limit_kind,
    code || '/spare///', opened_at FROM ledger_accounts WHERE code = '411900'";

/// The faults that the verifier finds while a row is changed; the change is taken back.
fn faults_with(books: &Books, table: &str, change: &str) -> Vec<ledger::Fault> {
    use diesel::connection::SimpleConnection;
    let (open, close) = match books.db.url() {
        Url::Sqlite(_) => {
            (format!("PRAGMA foreign_keys = OFF; BEGIN; DROP TRIGGER {table}_no_update;"), "ROLLBACK; PRAGMA foreign_keys = ON;")
        }
        Url::Postgres(_) => (format!("BEGIN; ALTER TABLE {table} DISABLE TRIGGER ALL;"), "ROLLBACK;"),
    };
    let report = books.db.read(|conn| {
        conn.batch_execute(&format!("{open} {SPARE}; {change};")).unwrap_or_else(|e| panic!("{change}: {e}"));
        let report = ledger::verify(conn)?;
        conn.batch_execute(close).expect("it is taken back");
        Ok::<_, urban_diplomacy_fund::db::Error>(report)
    });
    report.expect("the books can be walked").faults
}

/// Journals of every kind, with the rows that belong to each: table, row, number of the journal that says it.
fn rows(books: &Books) -> Vec<(&'static str, String, i64)> {
    books.allotted(1_000);
    let both = || [leg("travel", 300), leg("training", 200)];
    let reserve = books.post(&command("award.reserve", both()).expiring_on(day(3, 1))).expect("reserves").seq;
    let commit = books.post(&command("award.commit", both())).expect("commits").seq;
    let obligate = books.post(&command("award.obligate", both())).expect("obligates").seq;
    let reversal = ledger::Command::reversal("back", obligate, "entered twice", day(1, 11), &person("ada")).approved_by("olga");
    let reversal = books.post(&reversal).expect("reverses").seq;
    books.posted("award.decommit", "travel", 1);
    let mut rows: Vec<_> = [1, reserve, commit, obligate, reversal].map(|seq| ("journals", format!("seq = {seq}"), seq)).into();
    for seq in [reserve, commit, reversal] {
        let lines = books.db.read(|c| ledger::journal(c, seq)).expect("a journal").lines.len();
        rows.extend((1..=lines).map(|line| ("postings", format!("journal_seq = {seq} AND line_no = {line}"), seq)));
    }
    for n in [1, 2] {
        rows.push(("holds", format!("journal_seq = {reserve} AND n = {n}"), reserve));
        rows.push(("hold_resolutions", format!("hold_seq = {reserve} AND hold_n = {n}"), commit));
    }
    rows
}

#[test]
fn l19_a_change_of_any_column_names_the_journal() {
    for backend in Backend::all() {
        let books = Books::new(backend);
        let mut tried = 0;
        for (table, row, seq) in rows(&books) {
            for (column, kind) in columns(table) {
                let faults = faults_with(&books, table, &format!("UPDATE {table} SET {column} = {} WHERE {row}", another(&column, &kind)));
                // A journal under another number is missed where it was, and found where it is.
                let named = if (table, column.as_str()) == ("journals", "seq") { seq + 1000 } else { seq };
                assert!(faults.iter().any(|f| f.seq == Some(named)), "{backend:?} {table}.{column}, {row}: {faults:?}");
                tried += 1;
            }
        }
        assert!(tried > 200, "{tried} changes");
        books.are_sound();
    }
}
