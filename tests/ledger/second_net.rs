//! The second net: what an engine that is broken as in `broken.rs` would write is refused by both
//! databases. `guards.rs` and `periods.rs` show the rest of the net: rows that never change,
//! journals that balance and are sealed, limits, shut periods.

use crate::books::*;
use urban_diplomacy_fund::ledger::{self, Command, Leg};

/// A journal that follows the last one, with some of its values changed.
struct Row {
    seq: i64,
    key: &'static str,
    reverses: &'static str,
    approver: &'static str,
    prev: String,
    leaf: String,
    on: &'static str,
}

impl Row {
    fn new(seq: i64) -> Self {
        let (key, reverses, approver) = ("a key", "NULL", "'olga'");
        Self { seq, key, reverses, approver, prev: "the hash before".to_owned(), leaf: "a hash".to_owned(), on: "2027-01-11" }
    }

    fn sql(&self) -> String {
        let Self { seq, key, reverses, approver, prev, leaf, on } = self;
        format!(
            "INSERT INTO journals (seq, id, idem_key, request_hash, event, variant, rule_set_id, booked_at, effective_on, actor_id, actor_name, approver_id, reverses_seq, prev_hash, leaf_hash)
             VALUES ({seq}, 'x', '{key}', 'x', 'x', '', 'rules-2025', '2027-01-11 15:00:00', '{on}', 'ada', 'ada', {approver}, {reverses}, '{prev}', '{leaf}');"
        )
    }
}

/// A posting of five cents as version `version` of the account with this code.
fn posting((seq, line): (i64, i32), code: &str, side: &str, version: &str) -> String {
    format!(
        "INSERT INTO postings SELECT {seq}, {line}, id, 'settled', '{side}', false, 5, 5, 5, {version} FROM ledger_accounts WHERE code = '{code}';"
    )
}

fn ended(hold: &str, seq: i64, cents: i64) -> String {
    format!("INSERT INTO hold_resolutions (hold_seq, hold_n, journal_seq, how, posted_cents) VALUES ({hold}, {seq}, 'post', {cents});")
}

/// Books with a hold that ended (4.1), one that is open (6.1), and a journal that was reversed (7); the last is 8.
fn grown(books: &Books) -> String {
    books.allotted(1_000);
    books.posted("award.reserve", "travel", 500);
    books.posted("award.commit", "travel", 400);
    books.posted("award.reserve", "travel", 100);
    let late = books.posted("fund.appropriate", "", 50).seq;
    books.post(&Command::reversal("back", late, "entered twice", day(1, 11), &person("ada")).approved_by("olga")).expect("reverses");
    let _ = books.post(&Command { key: "refused".to_owned(), ..command("fund.apportion", [Leg::of_fund(usd(1))]) }.approved_by("olga"));
    let month = books.db.write(|tx| ledger::open_period(tx, &person("ada"), day(3, 1), day(3, 31))).expect("it opens").id;
    books.db.write(|tx| ledger::close_period(tx, &person("ada"), &month, "month end")).expect("it closes");
    books.db.write(|tx| ledger::seal_period(tx, &person("olga"), &month)).expect("it is sealed");
    for (first, last) in [(day(4, 1), day(4, 30)), (day(5, 1), day(5, 31))] {
        books.db.write(|tx| ledger::open_period(tx, &person("ada"), first, last)).expect("it opens");
    }
    books.db.write(|tx| ledger::close_period(tx, &person("ada"), "2027-05-01_2027-05-31", "month end")).expect("it closes");
    books.db.read(|c| ledger::journal(c, 8)).expect("the last").leaf_hash
}

/// What is written, and a word of the refusal on either database.
fn attempts(last: &str) -> Vec<(&'static str, String, &'static [&'static str])> {
    let row = || Row::new(9);
    let with = |row: Row, more: String| format!("{}{more}", row.sql());
    let holds = |seq: i64, cents: i64| {
        format!("INSERT INTO holds SELECT {seq}, 7, id, id, {cents}, NULL FROM ledger_accounts WHERE code = '470000';")
    };
    let balance = |change: &str, code: &str| {
        format!("UPDATE ledger_balances SET {change} WHERE account_id = (SELECT id FROM ledger_accounts WHERE code = '{code}');")
    };
    let seal = |month: &str, sealer: &str| {
        format!("INSERT INTO ledger_period_seals VALUES ('{month}', 8, 'x', 'ada', '{sealer}', '{sealer}', '2027-01-11 00:00:00');")
    };
    vec![
        ("forgets the key", Row { key: "back", ..row() }.sql(), &["idem_key"]),
        ("no lock: one number twice", Row::new(8).sql(), &["append only", "journals_pkey"]),
        ("no lock: two that follow the same one", Row { prev: "0".repeat(64), ..row() }.sql(), &["prev_hash"]),
        ("no lock: one hash twice", Row { leaf: last.to_owned(), ..row() }.sql(), &["leaf_hash"]),
        ("no number", Row::new(0).sql(), &["seq", "journals_check"]),
        ("stale balance", with(row(), posting((9, 1), "411900", "dr", "1")), &["account_version"]),
        ("resolves a hold twice", with(row(), ended("4, 1", 9, 1)), &["append only", "hold_resolutions_pkey"]),
        ("posts more than the hold", with(row(), ended("6, 1", 9, 10_001)), &["more than the hold"]),
        ("resolves a hold that never was", with(row(), ended("4, 9", 9, 0)), &["FOREIGN KEY", "foreign key"]),
        ("ends a hold in a sealed journal", ended("6, 1", 8, 0), &["sealed"]),
        ("adds a hold to a sealed journal", holds(8, 5), &["sealed"]),
        ("holds nothing", with(row(), holds(9, 0)), &["amount_cents"]),
        ("reverses twice", Row { reverses: "7", ..row() }.sql(), &["reverses_seq"]),
        ("reverses what never was", Row { reverses: "99", ..row() }.sql(), &["FOREIGN KEY", "foreign key"]),
        ("posts into a sealed period", Row { on: "2027-03-31", ..row() }.sql(), &["period is closed"]),
        ("seals an open period", seal("2027-04-01_2027-04-30", "olga"), &["period is open"]),
        ("seals what the same person closed", seal("2027-05-01_2027-05-31", "ada"), &["sealed_by", "check"]),
        ("pays without a cap", balance("cr_settled_cents = dr_settled_cents + 1", "101000:bank"), &["CHECK", "check"]),
        ("pays what is held", balance("dr_settled_cents = cr_settled_cents", "461000"), &["CHECK", "check"]),
        ("approves its own", Row { approver: "'ada'", ..row() }.sql(), &["CHECK", "check"]),
        (
            "loses the rejected key",
            "INSERT INTO rejected_attempts SELECT idem_key, request_hash, 301, 'x', NULL, at FROM rejected_attempts;".to_owned(),
            &["append only", "rejected_attempts_pkey"],
        ),
        (
            "never seals",
            with(row(), posting((9, 1), "411900", "dr", "901") + &posting((9, 2), "445000", "cr", "901")),
            &["FOREIGN KEY", "foreign key"],
        ),
    ]
}

#[test]
fn the_databases_refuse_what_broken_engines_would_write() {
    on_both(|books| {
        let last = grown(books);
        for (what, sql, words) in attempts(&last) {
            let refusal = books.sql(&format!("BEGIN; {sql} COMMIT;")).expect_err(what);
            let _ = books.sql("ROLLBACK");
            assert!(words.iter().any(|word| refusal.contains(word)), "{what}: {refusal}");
        }
    });
}
