//! The book, its head, and the dated data it was kept by.

use super::super::chart::Chart;
use super::super::rulebook::Rulebook;
use super::super::rules::RuleSet;
use crate::db::schema::{chart_accounts, chart_versions, ledger_books, ledger_heads, posting_rules, rule_sets, tie_points};
use crate::db::{Conn, Error, Fixed, Tx};
use crate::kernel::Timestamp;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// The one book of the fund.
const BOOK: &str = "fund";
const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The last journal.
#[derive(Clone, Debug)]
pub(in super::super) struct Head {
    pub(in super::super) seq: i64,
    pub(in super::super) leaf_hash: String,
    pub(in super::super) booked_at: Timestamp,
}

/// Makes every writer of the ledger queue on the head. On PostgreSQL the update
/// also detects a head that moved since this transaction began, which retries it.
pub(in super::super) fn lock_head(tx: &mut Tx<'_>) -> Result<Head, Error> {
    const LOCK: &str = "UPDATE ledger_heads SET seq = seq WHERE book_id = ? RETURNING seq, leaf_hash, booked_at";
    let locked: Option<HeadRow> = Fixed::new(LOCK).text(BOOK).get_result(&mut **tx).optional()?;
    let HeadRow { seq, leaf_hash, booked_at } =
        locked.ok_or_else(|| Error::Broken("the ledger is not installed; run the migrations".into()))?;
    Ok(Head { seq, leaf_hash, booked_at: Timestamp::from_naive(booked_at) })
}

#[derive(QueryableByName)]
#[diesel(table_name = ledger_heads)]
struct HeadRow {
    seq: i64,
    leaf_hash: String,
    booked_at: NaiveDateTime,
}

pub(in super::super) fn head(conn: &mut Conn) -> Result<Head, Error> {
    let (seq, leaf_hash, booked_at) =
        ledger_heads::table.find(BOOK).select((ledger_heads::seq, ledger_heads::leaf_hash, ledger_heads::booked_at)).first(conn)?;
    Ok(Head { seq, leaf_hash, booked_at: Timestamp::from_naive(booked_at) })
}

pub(in super::super) fn change_head(tx: &mut Tx<'_>, head: &Head) -> Result<(), Error> {
    move_head(tx, head.seq - 1, head)
}

/// Moves the head from the journal that was the last one.
pub(in super::super) fn move_head(tx: &mut Tx<'_>, from: i64, head: &Head) -> Result<(), Error> {
    const MOVE: &str = "UPDATE ledger_heads SET seq = ?, leaf_hash = ?, booked_at = ? WHERE book_id = ? AND seq = ?";
    let moved = Fixed::new(MOVE).number(head.seq).text(&head.leaf_hash).instant(head.booked_at.naive());
    let changed = moved.text(BOOK).number(from).run(tx)?;
    if changed == 1 { Ok(()) } else { Err(Error::Busy) }
}

/// The hashes under which a chart and a rule set were installed.
pub(in super::super) fn installed_sha256(conn: &mut Conn, chart: &str, rules: &str) -> Result<(Option<String>, Option<String>), Error> {
    Ok((
        chart_versions::table.find(chart).select(chart_versions::sha256).first(conn).optional()?,
        rule_sets::table.find(rules).select(rule_sets::sha256).first(conn).optional()?,
    ))
}

/// Keeps the chart and the rules that are not installed yet, and the book if there is none.
pub(in super::super) fn insert_rulebook(tx: &mut Tx<'_>, book: &Rulebook, chart: bool, rules: bool) -> Result<(), Error> {
    insert_book(tx)?;
    if chart {
        insert_chart(tx, &book.chart)?;
    }
    if rules {
        insert_rules(tx, &book.rules)?;
    }
    Ok(())
}

fn insert_book(tx: &mut Tx<'_>) -> Result<(), Error> {
    let books: i64 = ledger_books::table.filter(ledger_books::id.eq(BOOK)).count().get_result(&mut **tx)?;
    if books > 0 {
        return Ok(());
    }
    let now = tx.now().naive();
    diesel::insert_into(ledger_books::table)
        .values((
            ledger_books::id.eq(BOOK),
            ledger_books::currency.eq("USD"),
            ledger_books::genesis_hash.eq(GENESIS),
            ledger_books::created_at.eq(now),
        ))
        .execute(&mut **tx)?;
    let epoch = Timestamp::from_micros(0).naive();
    diesel::insert_into(ledger_heads::table)
        .values((
            ledger_heads::book_id.eq(BOOK),
            ledger_heads::seq.eq(0_i64),
            ledger_heads::leaf_hash.eq(GENESIS),
            ledger_heads::booked_at.eq(epoch),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

fn insert_chart(tx: &mut Tx<'_>, chart: &Chart) -> Result<(), Error> {
    use chart_versions as v;
    let now = tx.now().naive();
    diesel::insert_into(v::table)
        .values((
            v::id.eq(&chart.id),
            v::valid_from.eq(chart.valid_from),
            v::valid_to.eq(chart.valid_to),
            v::source_note.eq(&chart.source_note),
            v::sha256.eq(&chart.sha256),
            v::installed_at.eq(now),
        ))
        .execute(&mut **tx)?;
    for account in &chart.accounts {
        use chart_accounts as a;
        let dims: Vec<String> = account.dims.iter().map(ToString::to_string).collect();
        diesel::insert_into(a::table)
            .values((
                (a::chart_id.eq(&chart.id), a::code.eq(&account.code), a::title.eq(&account.title), a::track.eq(account.track.to_string())),
                (
                    a::normal.eq(account.normal.to_string()),
                    a::limit_kind.eq(account.limit.to_string()),
                    a::dims.eq(dims.join(" ")),
                    a::confidence.eq(&account.confidence),
                ),
            ))
            .execute(&mut **tx)?;
    }
    Ok(())
}

fn insert_rules(tx: &mut Tx<'_>, rules: &RuleSet) -> Result<(), Error> {
    use {posting_rules as p, rule_sets as r, tie_points as t};
    let now = tx.now().naive();
    diesel::insert_into(r::table)
        .values((
            (r::id.eq(&rules.id), r::chart_id.eq(&rules.chart_id), r::valid_from.eq(rules.valid_from), r::valid_to.eq(rules.valid_to)),
            (
                r::sha256.eq(&rules.sha256),
                r::published_by.eq(&rules.published_by),
                r::approved_by.eq(&rules.approved_by),
                r::installed_at.eq(now),
            ),
        ))
        .execute(&mut **tx)?;
    for rule in rules.rules.values() {
        let side = |s: &super::super::rules::RuleSide| if s.to { format!("{}@to", s.code) } else { s.code.clone() };
        for (line_no, line) in (1..).zip(&rule.lines) {
            diesel::insert_into(p::table)
                .values((
                    (p::rule_set_id.eq(&rules.id), p::event.eq(&rule.event), p::variant.eq(&rule.variant), p::line_no.eq(line_no)),
                    (
                        p::track.eq(line.track.to_string()),
                        p::layer.eq(rule.layer().to_string()),
                        p::dr_account.eq(side(&line.dr)),
                        p::cr_account.eq(side(&line.cr)),
                    ),
                    (p::tc.eq(&rule.tc), p::confidence.eq(&rule.confidence)),
                ))
                .execute(&mut **tx)?;
        }
    }
    for tie in &rules.tie_points {
        let per: Vec<String> = tie.per.iter().map(ToString::to_string).collect();
        diesel::insert_into(t::table)
            .values((t::rule_set_id.eq(&rules.id), t::id.eq(&tie.id), t::per.eq(per.join(" ")), t::tie.eq(&tie.text)))
            .execute(&mut **tx)?;
    }
    Ok(())
}
