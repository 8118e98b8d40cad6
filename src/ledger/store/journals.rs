//! Journals and postings as they are written, and attempts that were refused.

use super::super::expand::Line;
use super::super::leaf::{Entry, EntryLine};
use super::super::rejection::{Code, Refused};
use super::super::reverse::Original;
use super::{KeyRow, key, money, word};
use crate::db::schema::{hold_resolutions, holds, journals as j, ledger_accounts as a, postings as p, rejected_attempts as x};
use crate::db::{Conn, Error, Fixed, Tx, pieces};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use diesel::sql_types::Bool;

/// A journal as stored, without its lines.
#[derive(Clone, Debug, Queryable)]
pub(in super::super) struct JournalRow {
    pub(in super::super) seq: i64,
    pub(in super::super) id: String,
    pub(in super::super) idem_key: String,
    pub(in super::super) request_hash: String,
    pub(in super::super) event: String,
    pub(in super::super) variant: String,
    pub(in super::super) rule_set_id: String,
    pub(in super::super) booked_at: NaiveDateTime,
    pub(in super::super) effective_on: NaiveDate,
    pub(in super::super) actor_id: Option<String>,
    pub(in super::super) actor_name: String,
    pub(in super::super) approver_id: Option<String>,
    pub(in super::super) subject_digest: Option<String>,
    pub(in super::super) evidence: Option<String>,
    pub(in super::super) reason: Option<String>,
    pub(in super::super) reverses_seq: Option<i64>,
    pub(in super::super) prev_hash: String,
    pub(in super::super) leaf_hash: String,
}

/// What a key already led to.
pub(in super::super) struct Found {
    pub(in super::super) journal: JournalRow,
    pub(in super::super) holds: Vec<i32>,
}

/// Whether a key was used before, for a journal or in vain.
pub(in super::super) fn is_known(conn: &mut Conn, idem_key: &str) -> Result<bool, Error> {
    const KNOWN: &str = "SELECT EXISTS (SELECT 1 FROM journals WHERE idem_key = ?)
        OR EXISTS (SELECT 1 FROM rejected_attempts WHERE idem_key = ?) AS is_known";
    #[derive(QueryableByName)]
    struct Known {
        #[diesel(sql_type = Bool)]
        is_known: bool,
    }
    let known: Known = Fixed::new(KNOWN).text(idem_key).text(idem_key).get_result(conn)?;
    Ok(known.is_known)
}

/// Whether any of these keys was used before, for a journal or in vain.
pub(in super::super) fn is_any_known(conn: &mut Conn, keys: &[&str]) -> Result<bool, Error> {
    for piece in keys.chunks(500) {
        let journals: i64 = j::table.filter(j::idem_key.eq_any(piece.iter().copied())).count().get_result(conn)?;
        let refused: i64 = x::table.filter(x::idem_key.eq_any(piece.iter().copied())).count().get_result(conn)?;
        if journals + refused > 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(in super::super) fn find_by_key(conn: &mut Conn, idem_key: &str) -> Result<Option<Found>, Error> {
    let row: Option<JournalRow> = j::table.filter(j::idem_key.eq(idem_key)).first(conn).optional()?;
    let Some(journal) = row else { return Ok(None) };
    let holds = holds::table.filter(holds::journal_seq.eq(journal.seq)).order(holds::n).select(holds::n).load(conn)?;
    Ok(Some(Found { journal, holds }))
}

pub(in super::super) fn find_attempt(conn: &mut Conn, idem_key: &str) -> Result<Option<Refused>, Error> {
    type Row = (String, String, i32, String, Option<String>);
    let row: Option<Row> =
        x::table.find(idem_key).select((x::idem_key, x::request_hash, x::code, x::message, x::account)).first(conn).optional()?;
    row.map(|(key, request_hash, code, message, account)| {
        let code = Code::from_repr(code).ok_or_else(|| Error::unreadable("rejection code", code))?;
        Ok(Refused { code, message, account, key, request_hash })
    })
    .transpose()
}

pub(in super::super) fn insert_attempt(tx: &mut Tx<'_>, refused: &Refused) -> Result<(), Error> {
    let at = tx.now().naive();
    diesel::insert_into(x::table)
        .values((
            (x::idem_key.eq(&refused.key), x::request_hash.eq(&refused.request_hash), x::code.eq(refused.code.number())),
            (x::message.eq(&refused.message), x::account.eq(&refused.account), x::at.eq(at)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// Inserts journals without their lines, each with its hash.
pub(in super::super) fn insert_journals(tx: &mut Tx<'_>, journals: &[(&Entry<'_>, &str)]) -> Result<(), Error> {
    const BEFORE: &str = "INSERT INTO journals (seq, id, idem_key, request_hash, event, variant, rule_set_id, booked_at, effective_on,
        actor_id, actor_name, approver_id, subject_digest, evidence, reason, reverses_seq, prev_hash, leaf_hash) VALUES";
    for piece in pieces(journals) {
        let mut insert = Fixed::of_rows(BEFORE, (piece.len(), 18), "");
        for (entry, leaf_hash) in piece {
            let what = insert.number(entry.seq).text(&entry.id).text(entry.key).text(entry.request_hash).text(entry.event);
            let when = what.text(entry.variant).text(entry.rule_set).instant(entry.booked_at.naive()).day(entry.effective_on);
            let who = when.optional_text(entry.actor_id).text(entry.actor_name).optional_text(entry.approver_id);
            let why = who.optional_text(entry.subject_digest).optional_text(entry.evidence).optional_text(entry.reason);
            insert = why.optional_number(entry.reverses_seq).text(&entry.prev_hash).text(leaf_hash);
        }
        insert.run(tx)?;
    }
    Ok(())
}

/// A line as it is inserted: the number of its journal, its own from one on, the identifier of its account.
pub(in super::super) type NumberedLine<'a> = (i64, i32, String, &'a EntryLine<'a>);

/// Inserts lines of journals, each journal's in their order.
pub(in super::super) fn insert_postings(tx: &mut Tx<'_>, lines: &[NumberedLine<'_>]) -> Result<(), Error> {
    const BEFORE: &str = "INSERT INTO postings (journal_seq, line_no, account_id, layer, side, releases, amount_cents,
        after_dr_cents, after_cr_cents, account_version) VALUES";
    for piece in pieces(lines) {
        let mut insert = Fixed::of_rows(BEFORE, (piece.len(), 10), "");
        for (seq, line_no, account_id, line) in piece {
            let named = insert.number(*seq).small(*line_no).text(account_id).text(line.layer).text(line.side).flag(line.releases);
            let amounts = [line.amount_cents, line.after_dr_cents, line.after_cr_cents, line.account_version];
            insert = amounts.into_iter().fold(named, Fixed::number);
        }
        insert.run(tx)?;
    }
    Ok(())
}

/// Seals a journal; the database refuses unless each track and layer balances.
pub(in super::super) fn seal(tx: &mut Tx<'_>, seq: i64) -> Result<(), Error> {
    let now = tx.now().naive();
    Fixed::new("INSERT INTO journal_seals (seq, sealed_at) VALUES (?, ?)").number(seq).instant(now).run(tx)?;
    Ok(())
}

/// Seals journals from one number to another, in order; each as [`seal`] does.
pub(in super::super) fn seal_all(tx: &mut Tx<'_>, (first, last): (i64, i64)) -> Result<(), Error> {
    let now = tx.now().naive();
    let all: Vec<i64> = (first..=last).collect();
    for piece in pieces(&all) {
        let insert = Fixed::of_rows("INSERT INTO journal_seals (seq, sealed_at) VALUES", (piece.len(), 2), "");
        piece.iter().fold(insert, |insert, seq| insert.number(*seq).instant(now)).run(tx)?;
    }
    Ok(())
}

/// The journal that is to be reversed.
pub(in super::super) fn original(conn: &mut Conn, seq: i64) -> Result<Option<Original>, Error> {
    let effective_on: Option<NaiveDate> = j::table.find(seq).select(j::effective_on).first(conn).optional()?;
    let Some(effective_on) = effective_on else { return Ok(None) };
    let reversals: i64 = j::table.filter(j::reverses_seq.eq(seq)).count().get_result(conn)?;
    let opened: i64 = holds::table.filter(holds::journal_seq.eq(seq)).count().get_result(conn)?;
    let resolved: i64 = hold_resolutions::table.filter(hold_resolutions::journal_seq.eq(seq)).count().get_result(conn)?;
    let rows: Vec<(KeyRow, (String, String, bool, i64))> = p::table
        .inner_join(a::table.on(a::id.eq(p::account_id)))
        .filter(p::journal_seq.eq(seq))
        .order(p::line_no)
        .select(((a::code, a::fund, a::program, a::award, a::category), (p::layer, p::side, p::releases, p::amount_cents)))
        .load(conn)?;
    let lines = rows
        .into_iter()
        .map(|(account, (layer, side, releases, amount))| {
            Ok(Line { account: key(account), layer: word("layer", &layer)?, side: word("side", &side)?, releases, amount: money(amount) })
        })
        .collect::<Result<_, Error>>()?;
    Ok(Some(Original { effective_on, is_reversed: reversals > 0, concerns_holds: opened + resolved > 0, lines }))
}
