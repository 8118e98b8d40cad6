//! Rows of adopted slates. Both tables only grow (triggers).

use super::adopted::{Adopted, Heading, Standing};
use super::proposal::Proposal;
use crate::db::schema::{slate_lines as l, slates as s};
use crate::db::{Conn, Error, Tx};
use crate::intake::Application;
use crate::kernel::{Id, Money, Timestamp};
use crate::opportunity::Opportunity;
use crate::people::Account;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A slate that is about to be kept.
pub(super) struct NewSlate<'a> {
    pub(super) round: Id<Opportunity>,
    pub(super) n: i32,
    pub(super) reason: &'a str,
    pub(super) proposal: &'a Proposal,
    pub(super) inputs_sha256: &'a str,
    pub(super) by: Id<Account>,
    pub(super) by_name: &'a str,
}

/// The number of the slate that was adopted last; 0 before the first.
pub(super) fn latest_number(conn: &mut Conn, round: Id<Opportunity>) -> Result<i32, Error> {
    let last: Option<i32> = s::table.filter(s::opportunity_id.eq(round.text())).select(diesel::dsl::max(s::n)).first(conn)?;
    Ok(last.unwrap_or(0))
}

/// Keeps a slate with what it says of each application; gives its identifier.
pub(super) fn insert(tx: &mut Tx<'_>, new: &NewSlate<'_>) -> Result<Id<Adopted>, Error> {
    let (id, now) = (tx.id::<Adopted>(), tx.now());
    let proposal = new.proposal;
    let document = serde_json::to_string(proposal).map_err(|e| Error::Broken(e.to_string()))?;
    let chosen = i32::try_from(proposal.chosen().count()).map_err(|e| Error::Broken(e.to_string()))?;
    diesel::insert_into(s::table)
        .values((
            (s::id.eq(id.text()), s::opportunity_id.eq(new.round.text()), s::n.eq(new.n), s::reason.eq(new.reason)),
            (s::budget_cents.eq(proposal.inputs.budget.cents()), s::cost_cents.eq(proposal.cost.cents()), s::chosen.eq(chosen)),
            (
                s::model.eq(&proposal.inputs.model),
                s::definition_sha256.eq(&proposal.inputs.definition_sha256),
                s::inputs_sha256.eq(new.inputs_sha256),
                s::document.eq(document),
            ),
            (s::adopted_by.eq(new.by.text()), s::adopted_by_name.eq(new.by_name), s::adopted_at.eq(now.naive())),
        ))
        .execute(&mut **tx)?;
    for line in &proposal.lines {
        let place = proposal.runners_up.iter().position(|runner_up| runner_up.application == line.application);
        let runner_up = place.map(|place| i32::try_from(place + 1)).transpose().map_err(|e| Error::Broken(e.to_string()))?;
        diesel::insert_into(l::table)
            .values((
                l::slate_id.eq(id.text()),
                l::application_id.eq(&line.application),
                l::amount_cents.eq(line.award.map(Money::cents)),
                l::runner_up.eq(runner_up),
            ))
            .execute(&mut **tx)?;
    }
    Ok(id)
}

type HeadingRow = (i32, i64, i32, String, String, NaiveDateTime);

/// The slates of a round, the newest first.
pub(super) fn list(conn: &mut Conn, round: Id<Opportunity>, limit: i64) -> Result<Vec<Heading>, Error> {
    let rows: Vec<HeadingRow> = s::table
        .filter(s::opportunity_id.eq(round.text()))
        .order(s::n.desc())
        .limit(limit)
        .select((s::n, s::cost_cents, s::chosen, s::reason, s::adopted_by_name, s::adopted_at))
        .load(conn)?;
    let read = |(n, cost, chosen, reason, by_name, at): HeadingRow| Heading {
        n,
        reason: Some(reason),
        by_name,
        at: Timestamp::from_naive(at),
        chosen: Some((chosen, Money::from_cents(cost))),
    };
    Ok(rows.into_iter().map(read).collect())
}

type Row = (String, String, String, String, NaiveDateTime);

/// One slate, whole. Which one holds now is not known here.
pub(super) fn find(conn: &mut Conn, round: Id<Opportunity>, n: i32) -> Result<Option<Adopted>, Error> {
    let row: Option<Row> = s::table
        .filter(s::opportunity_id.eq(round.text()))
        .filter(s::n.eq(n))
        .select((s::reason, s::document, s::inputs_sha256, s::adopted_by_name, s::adopted_at))
        .first(conn)
        .optional()?;
    row.map(|(reason, document, inputs_sha256, by_name, at)| {
        let proposal: Proposal = serde_json::from_str(&document).map_err(|e| Error::unreadable("slate", e))?;
        Ok(Adopted { n, latest: n, reason: Some(reason), by_name, at: Timestamp::from_naive(at), inputs_sha256, proposal, is_whole: true })
    })
    .transpose()
}

/// What the newest slate of its round says of an application, if it knew of it.
pub(super) fn standing(conn: &mut Conn, application: &Application) -> Result<Option<Standing>, Error> {
    let newest: Option<(String, i32, String, NaiveDateTime)> = s::table
        .filter(s::opportunity_id.eq(application.opportunity.text()))
        .order(s::n.desc())
        .select((s::id, s::n, s::adopted_by_name, s::adopted_at))
        .first(conn)
        .optional()?;
    let Some((id, n, by_name, at)) = newest else { return Ok(None) };
    let line: Option<(Option<i64>, Option<i32>)> =
        l::table.find((id, application.id.text())).select((l::amount_cents, l::runner_up)).first(conn).optional()?;
    Ok(line.map(|(award, runner_up)| Standing {
        n,
        by_name,
        at: Timestamp::from_naive(at),
        award: award.map(Money::from_cents),
        runner_up,
    }))
}
