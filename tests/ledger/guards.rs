//! L4: what the database itself refuses, past the engine.

use crate::books::*;
use urban_diplomacy_fund::ledger;

fn grown(books: &Books) {
    books.allotted(1_000);
    books.posted("award.reserve", "travel", 500);
    books.posted("award.commit", "travel", 400);
    books.posted("award.reserve", "travel", 100);
    let _ = books.post(&command("fund.apportion", [ledger::Leg::of_fund(usd(1))]));
}

/// A sealed period and a checkpoint.
fn noted(books: &Books) {
    let month = books.db.write(|tx| ledger::open_period(tx, &person("ada"), day(1, 1), day(1, 31))).expect("it opens").id;
    books.db.write(|tx| ledger::close_period(tx, &person("ada"), &month, "month end")).expect("it closes");
    books.db.write(|tx| ledger::seal_period(tx, &person("olga"), &month)).expect("it is sealed");
    let signer = ledger::Signer::new("fund.example/ledger", &[7; 32]).expect("a key");
    books.db.write(|tx| ledger::make_checkpoint(tx, &signer)).expect("the journal can be read").expect("noted");
}

const TABLES: [&str; 17] = [
    "journals",
    "postings",
    "journal_seals",
    "holds",
    "hold_resolutions",
    "rejected_attempts",
    "ledger_accounts",
    "ledger_books",
    "chart_versions",
    "chart_accounts",
    "rule_sets",
    "posting_rules",
    "tie_points",
    "ledger_periods",
    "ledger_period_steps",
    "ledger_period_seals",
    "ledger_checkpoints",
];

#[test]
fn l4_no_row_of_the_log_changes_or_goes() {
    on_both(|books| {
        grown(books);
        noted(books);
        let first_column = |table: &str| match table {
            "journals" | "journal_seals" => "seq",
            "postings" | "holds" => "journal_seq",
            "hold_resolutions" => "hold_seq",
            "rejected_attempts" => "idem_key",
            "chart_accounts" => "chart_id",
            "posting_rules" | "tie_points" => "rule_set_id",
            "ledger_period_steps" | "ledger_period_seals" => "period_id",
            "ledger_checkpoints" => "tree_size",
            _ => "id",
        };
        for table in TABLES {
            let column = first_column(table);
            let mut attempts = vec![format!("UPDATE {table} SET {column} = {column}"), format!("DELETE FROM {table}")];
            match books.db.url() {
                urban_diplomacy_fund::db::Url::Sqlite(_) => attempts.push(format!("INSERT OR REPLACE INTO {table} SELECT * FROM {table}")),
                urban_diplomacy_fund::db::Url::Postgres(_) => attempts.push(format!("TRUNCATE {table} CASCADE")),
            }
            for attempt in attempts {
                let refusal = books.sql(&attempt).expect_err(&attempt);
                assert!(refusal.contains("ledger: "), "{attempt}: {refusal}");
            }
        }
        for table in ["ledger_balances", "ledger_heads"] {
            assert!(books.sql(&format!("DELETE FROM {table}")).expect_err("refused").contains("append only"), "{table}");
        }
    });
}

#[test]
fn l8_the_database_holds_the_limits() {
    on_both(|books| {
        grown(books);
        let allotted = "(SELECT id FROM ledger_accounts WHERE code = '461000')";
        for change in [
            "dr_settled_cents = cr_settled_cents + 1",
            "dr_pending_cents = cr_settled_cents",
            "cr_settled_cents = 0",
            "dr_pending_cents = -1",
            "limit_kind = 'none'",
        ] {
            assert!(books.sql(&format!("UPDATE ledger_balances SET {change} WHERE account_id = {allotted}")).is_err(), "{change}");
        }
    });
}

#[test]
fn l1_only_balanced_and_sealed_journals_can_be_kept() {
    let journal = "INSERT INTO journals (seq, id, idem_key, request_hash, event, variant, rule_set_id, booked_at, effective_on, actor_name, prev_hash, leaf_hash)
        VALUES (99, 'x', 'x', 'x', 'x', '', 'rules-2025', '2027-01-11 00:00:00', '2027-01-11', 'x', 'x', 'y');";
    let posting = |line: i32, code: &str, layer: &str, side: &str, cents: i64| {
        format!(
            "INSERT INTO postings SELECT 99, {line}, id, '{layer}', '{side}', false, {cents}, 0, 0, {} FROM ledger_accounts WHERE code = '{code}';",
            900 + line
        )
    };
    let seal = "INSERT INTO journal_seals VALUES (99, '2027-01-11 00:00:00');";
    let two = |a: String, b: String| format!("{journal}{a}{b}{seal}");
    on_both(|books| {
        grown(books);
        let head: i64 = 6;
        let at_head = |sql: String| sql.replace("99", &(head + 1).to_string());
        let rows = [
            ("unsealed", format!("{journal}{}{}", posting(1, "411900", "settled", "dr", 5), posting(2, "445000", "settled", "cr", 5)), ""),
            ("one line", format!("{journal}{}{seal}", posting(1, "411900", "settled", "dr", 5)), "fewer than two lines"),
            ("unequal", two(posting(1, "411900", "settled", "dr", 5), posting(2, "445000", "settled", "cr", 6)), "unbalanced"),
            ("across tracks", two(posting(1, "411900", "settled", "dr", 5), posting(2, "310100", "settled", "cr", 5)), "unbalanced"),
            ("across layers", two(posting(1, "411900", "settled", "dr", 5), posting(2, "445000", "pending", "cr", 5)), "unbalanced"),
            ("nothing", two(posting(1, "411900", "settled", "dr", 0), posting(2, "445000", "settled", "cr", 0)), ""),
        ];
        for (what, sql, words) in rows {
            let refusal = books.sql(&format!("BEGIN;{}COMMIT;", at_head(sql))).expect_err(what);
            let _ = books.sql("ROLLBACK");
            assert!(refusal.contains(words), "{what}: {refusal}");
        }
        let gap = two(posting(1, "411900", "settled", "dr", 5), posting(2, "445000", "settled", "cr", 5));
        assert!(books.sql(&format!("BEGIN;{gap}COMMIT;")).expect_err("a gap").contains("gap"));
        let _ = books.sql("ROLLBACK");
        let late = posting(50, "411900", "settled", "dr", 5).replace("99,", "1,");
        assert!(books.sql(&late).expect_err("late").contains("sealed"));
    });
}
