//! The exports on both databases: what stands on each account in them is what the journal comes
//! to, and both databases write the same bytes. Other programs judge them in `tests/conformance/`.

use crate::books::*;
use crate::database::Backend;
use crate::query_oracle::{added_up, life, scan};
use std::collections::BTreeMap;
use urban_diplomacy_fund::kernel::Money;
use urban_diplomacy_fund::ledger::AccountKey;
use urban_diplomacy_fund::reporting::accounting::{Format, export};

fn exported(books: &Books, format: Format) -> String {
    let mut out = Vec::new();
    books.db.snapshot(|conn| export(conn, format, &mut out, &mut |_| {})).expect("it is written");
    String::from_utf8(out).expect("text")
}

/// Settled debits less credits of each account, by its text, as the CSV tells them.
fn from_csv(text: &str) -> BTreeMap<String, i64> {
    let mut sums = BTreeMap::new();
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    for row in rows.deserialize::<BTreeMap<String, String>>().map(|row| row.expect("a row")).filter(|row| row["layer"] == "settled") {
        let cents = |name: &str| if row[name].is_empty() { 0 } else { Money::parse(&row[name]).expect("an amount").cents() };
        let account = ["account", "fund", "program", "award", "category"].map(|name| row[name].as_str()).join("/");
        *sums.entry(account).or_default() += cents("debit") - cents("credit");
    }
    sums
}

/// The amounts that the file asserts in its end, in order of size.
fn asserted(text: &str, is_assertion: impl Fn(&str) -> bool) -> Vec<String> {
    let amount = |line: &str| line.trim_end_matches(" USD").split(' ').next_back().expect("an amount").to_owned();
    let mut all: Vec<String> = text.lines().filter(|line| is_assertion(line)).map(amount).collect();
    all.sort();
    all
}

#[test]
fn l24_the_exports_come_to_the_balances_of_the_journal_on_both_databases() {
    let mut first: Option<[String; 3]> = None;
    for backend in Backend::all() {
        let books = Books::new(backend);
        life(&books);
        let sums = added_up(&scan(&books), &|_| true);
        let settled = |(account, b): (&AccountKey, &urban_diplomacy_fund::ledger::Balance)| {
            (account.text(), b.dr_settled.cents() - b.cr_settled.cents())
        };
        let touched = sums.iter().filter(|(_, b)| b.dr_settled.is_positive() || b.cr_settled.is_positive());
        let expected: BTreeMap<String, i64> = touched.map(settled).collect();
        let [table, beancount, hledger] = [Format::Csv, Format::Beancount, Format::Hledger].map(|format| exported(&books, format));
        assert_eq!(from_csv(&table), expected, "{backend:?}");
        let mut amounts: Vec<String> = expected.values().map(|cents| Money::from_cents(*cents).plain()).collect();
        amounts.sort();
        assert_eq!(asserted(&beancount, |line| line.contains(" balance ")), amounts, "{backend:?}: beancount");
        assert_eq!(asserted(&hledger, |line| line.contains(" 0.00 USD = ")), amounts, "{backend:?}: hledger");
        let all = [table, beancount, hledger];
        assert!(first.as_ref().is_none_or(|first| *first == all), "both databases write the same");
        first = Some(all);
    }
}
