//! Queries over the journal: sums as of either clock, pages of journals, statements.

use super::super::account::{Dims, Layer};
use super::super::read::JournalFilter;
use super::KeyRow;
use super::journals::JournalRow;
use crate::db::portable::sum_i64;
use crate::db::schema::{journals as j, ledger_accounts as a, postings as p};
use crate::db::{Conn, Error, Multi};
use chrono::NaiveDate;
use diesel::prelude::*;

/// Narrows a query that has the accounts in it to these values.
macro_rules! of_dims {
    ($query:ident, $dims:expr) => {
        let Dims { fund, program, award, category } = $dims.clone();
        if let Some(fund) = fund {
            $query = $query.filter(a::fund.eq(fund));
        }
        if let Some(program) = program {
            $query = $query.filter(a::program.eq(program));
        }
        if let Some(award) = award {
            $query = $query.filter(a::award.eq(award));
        }
        if let Some(category) = category {
            $query = $query.filter(a::category.eq(category));
        }
    };
}

/// Narrows a query that has the journals in it to an event and to days.
macro_rules! of_days {
    ($query:ident, $filter:expr) => {
        let (event, from, to) = $filter;
        if let Some(event) = event.clone() {
            $query = $query.filter(j::event.eq(event));
        }
        if let Some(from) = *from {
            $query = $query.filter(j::effective_on.ge(from));
        }
        if let Some(to) = *to {
            $query = $query.filter(j::effective_on.le(to));
        }
    };
}

diesel::allow_columns_to_appear_in_same_group_by_clause!(a::code, p::side, p::releases);

/// The last posting of an account on a layer up to a journal.
macro_rules! last_posting {
    ($layer:expr, $seq:expr, $column:expr) => {
        p::table
            .filter(p::account_id.eq(a::id))
            .filter(p::layer.eq($layer.to_string()))
            .filter(p::journal_seq.le($seq))
            .order((p::journal_seq.desc(), p::account_version.desc()))
            .select($column)
            .single_value()
    };
}

/// What each account had on a layer after a journal: its code, debits and credits.
pub(in super::super) type StoodRow = (String, Option<i64>, Option<i64>);

/// What stood on the accounts with these values after a journal: what the last posting of
/// each says it left there. `code` narrows to one.
pub(in super::super) fn stood_after(
    conn: &mut Conn,
    of: &Dims,
    code: Option<&str>,
    (layer, seq): (Layer, i64),
) -> Result<Vec<StoodRow>, Error> {
    let mut query = a::table
        .select((a::code, last_posting!(layer, seq, p::after_dr_cents), last_posting!(layer, seq, p::after_cr_cents)))
        .into_boxed::<Multi>();
    of_dims!(query, of);
    if let Some(code) = code {
        query = query.filter(a::code.eq(code.to_owned()));
    }
    Ok(query.load(conn)?)
}

/// The first journals, at most `limit`, that count for a day after `day`, by number.
pub(in super::super) fn journals_after_day(conn: &mut Conn, day: NaiveDate, limit: i64) -> Result<Vec<i64>, Error> {
    // By day first: the index of days has both columns, and no journal is read.
    let later = j::table.filter(j::effective_on.gt(day)).select(j::seq);
    let mut found: Vec<i64> = later.order((j::effective_on, j::seq)).limit(limit).load(conn)?;
    found.sort_unstable();
    Ok(found)
}

/// The first journal of all that count for a day after `day`.
pub(in super::super) fn first_after_day(conn: &mut Conn, day: NaiveDate) -> Result<Option<i64>, Error> {
    // Counted too, so that SQLite reads the index of days instead of every journal from the first on.
    let later = j::table.filter(j::effective_on.gt(day));
    let (first, _): (Option<i64>, i64) = later.select((diesel::dsl::min(j::seq), diesel::dsl::count_star())).first(conn)?;
    Ok(first)
}

/// The journals that count for a later day.
pub(in super::super) enum Later {
    /// These.
    Few(Vec<i64>),
    /// Those from this one on that count for a day after this one.
    Many(i64, NaiveDate),
}

/// One code's sum on a side; releases apart.
pub(in super::super) type SumRow = (String, String, bool, Option<i64>);

/// The sums per code and side, on a layer, of the journals that count for a later day. `code`
/// narrows to one.
pub(in super::super) fn sums_after_day(
    conn: &mut Conn,
    of: &Dims,
    code: Option<&str>,
    (layer, later): (Layer, &Later),
) -> Result<Vec<SumRow>, Error> {
    let mut query = p::table
        .inner_join(a::table.on(a::id.eq(p::account_id)))
        .inner_join(j::table.on(j::seq.eq(p::journal_seq)))
        .filter(p::layer.eq(layer.to_string()))
        .group_by((a::code, p::side, p::releases))
        .select((a::code, p::side, p::releases, sum_i64(p::amount_cents)))
        .into_boxed::<Multi>();
    query = match later {
        Later::Few(seqs) => query.filter(p::journal_seq.eq_any(seqs)),
        Later::Many(first, day) => query.filter(p::journal_seq.ge(*first)).filter(j::effective_on.gt(*day)),
    };
    of_dims!(query, of);
    if let Some(code) = code {
        query = query.filter(a::code.eq(code.to_owned()));
    }
    Ok(query.load(conn)?)
}

/// The numbers of the latest journals that touch accounts with these values, newest first.
pub(in super::super) fn journal_seqs(conn: &mut Conn, filter: &JournalFilter, before: i64, limit: i64) -> Result<Vec<i64>, Error> {
    let JournalFilter { of, event, from, to, awards } = filter;
    if *of == Dims::default() && awards.is_none() {
        let mut query = j::table.filter(j::seq.lt(before)).order(j::seq.desc()).limit(limit).select(j::seq).into_boxed::<Multi>();
        of_days!(query, (event, from, to));
        return Ok(query.load(conn)?);
    }
    let mut query = a::table
        .inner_join(p::table.on(p::account_id.eq(a::id)))
        .inner_join(j::table.on(j::seq.eq(p::journal_seq)))
        .filter(p::journal_seq.lt(before))
        .select(p::journal_seq)
        .distinct()
        .order(p::journal_seq.desc())
        .limit(limit)
        .into_boxed::<Multi>();
    of_dims!(query, of);
    of_days!(query, (event, from, to));
    if let Some(awards) = awards.clone() {
        query = query.filter(a::award.eq_any(awards));
    }
    Ok(query.load(conn)?)
}

/// The reversals of these journals: which, and by which.
pub(in super::super) fn reversals_of(conn: &mut Conn, seqs: &[i64]) -> Result<Vec<(i64, i64)>, Error> {
    let reversing = j::table.filter(j::reverses_seq.eq_any(seqs.to_vec())).select((j::reverses_seq.assume_not_null(), j::seq));
    Ok(reversing.load(conn)?)
}

/// These journals, newest first.
pub(in super::super) fn journals_by_seq(conn: &mut Conn, seqs: &[i64]) -> Result<Vec<JournalRow>, Error> {
    Ok(j::table.filter(j::seq.eq_any(seqs.to_vec())).order(j::seq.desc()).load(conn)?)
}

/// The journals that come after a day and number, in the order of days; the first ones if there is none.
pub(in super::super) fn list_journals_by_day(
    conn: &mut Conn,
    after: Option<(NaiveDate, i64)>,
    limit: i64,
) -> Result<Vec<JournalRow>, Error> {
    let mut query = j::table.order((j::effective_on, j::seq)).limit(limit).into_boxed::<Multi>();
    if let Some((day, seq)) = after {
        query = query.filter(j::effective_on.ge(day)).filter(j::effective_on.gt(day).or(j::effective_on.eq(day).and(j::seq.gt(seq))));
    }
    Ok(query.load(conn)?)
}

/// One line as pages show it: journal, account, layer and side, release, amount.
pub(in super::super) type LineRow = (i64, KeyRow, (String, String, bool, i64));

/// The lines of these journals, in order.
pub(in super::super) fn lines_of(conn: &mut Conn, seqs: &[i64]) -> Result<Vec<LineRow>, Error> {
    Ok(p::table
        .inner_join(a::table.on(a::id.eq(p::account_id)))
        .filter(p::journal_seq.eq_any(seqs.to_vec()))
        .order((p::journal_seq, p::line_no))
        .select((p::journal_seq, (a::code, a::fund, a::program, a::award, a::category), (p::layer, p::side, p::releases, p::amount_cents)))
        .load(conn)?)
}

/// One line of a statement: number and event, day, account, side, amount.
pub(in super::super) type StatementRow = ((i64, i32, String, NaiveDate), KeyRow, (String, i64));

/// The settled lines of one code in the journals `after < seq <= last`, oldest first.
pub(in super::super) fn statement_lines(
    conn: &mut Conn,
    code: &str,
    of: &Dims,
    (after, last): (i64, i64),
    limit: usize,
) -> Result<Vec<StatementRow>, Error> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut query = p::table
        .inner_join(a::table.on(a::id.eq(p::account_id)))
        .inner_join(j::table.on(j::seq.eq(p::journal_seq)))
        .filter(a::code.eq(code.to_owned()))
        .filter(p::layer.eq("settled"))
        .filter(p::journal_seq.gt(after))
        .filter(p::journal_seq.le(last))
        .order((p::journal_seq, p::line_no))
        .limit(limit)
        .select((
            (j::seq, p::line_no, j::event, j::effective_on),
            (a::code, a::fund, a::program, a::award, a::category),
            (p::side, p::amount_cents),
        ))
        .into_boxed::<Multi>();
    of_dims!(query, of);
    Ok(query.load(conn)?)
}
