//! Rows of actions on many cases.

use crate::db::schema::{applications as a, bulk_cases as c, bulk_runs as r, organisations as o};
use crate::db::{Conn, Error, Tx};
use crate::intake::Application;
use crate::kernel::{Id, Timestamp};
use crate::process::bulk::{BulkCase, BulkOutcome, BulkRun};
use chrono::NaiveDateTime;
use diesel::prelude::*;

fn id<T: ?Sized>(text: &str) -> Result<Id<T>, Error> {
    text.parse().map_err(|_| Error::unreadable("identifier", text))
}

pub(in crate::process) fn insert_bulk_run(
    tx: &mut Tx<'_>,
    new: &BulkRun,
    (by_name, cases): (&str, &[(Id<Application>, i64)]),
) -> Result<(), Error> {
    diesel::insert_into(r::table)
        .values((
            (r::id.eq(new.id.text()), r::action.eq(new.action.to_string()), r::reason.eq(&new.reason)),
            (r::made_by.eq(new.made_by.text()), r::made_by_name.eq(by_name), r::made_at.eq(new.made_at.naive())),
        ))
        .execute(&mut **tx)?;
    for (application, version) in cases {
        diesel::insert_into(c::table)
            .values((
                (c::run_id.eq(new.id.text()), c::application_id.eq(application.text()), c::seen_version.eq(*version)),
                c::outcome.eq(BulkOutcome::Waits.to_string()),
            ))
            .execute(&mut **tx)?;
    }
    Ok(())
}

pub(in crate::process) fn bulk_run(conn: &mut Conn, key: Id<BulkRun>) -> Result<BulkRun, Error> {
    let (action, reason, made_by, made_at): (String, String, String, NaiveDateTime) =
        r::table.find(key.text()).select((r::action, r::reason, r::made_by, r::made_at)).first(conn)?;
    Ok(BulkRun {
        id: key,
        action: action.parse().map_err(|_| Error::unreadable("action on many cases", &action))?,
        reason,
        made_by: id(&made_by)?,
        made_at: Timestamp::from_naive(made_at),
    })
}

/// Every case of an action, by reference.
pub(in crate::process) fn list_bulk_cases(conn: &mut Conn, run: Id<BulkRun>) -> Result<Vec<BulkCase>, Error> {
    type Row = (String, String, String, i64, String, Option<String>);
    let rows = c::table
        .inner_join(a::table.on(a::id.eq(c::application_id)))
        .inner_join(o::table.on(o::id.eq(a::organisation_id)))
        .filter(c::run_id.eq(run.text()))
        .order(a::reference)
        .select((c::application_id, a::reference, o::name, c::seen_version, c::outcome, c::reason))
        .load::<Row>(conn)?;
    let read = |(application, reference, city, seen_version, outcome, reason): Row| {
        let outcome = outcome.parse().map_err(|_| Error::unreadable("outcome of a case", &outcome))?;
        Ok(BulkCase { application: id(&application)?, reference, city, seen_version, outcome, reason })
    };
    rows.into_iter().map(read).collect()
}

/// Keeps what became of a case that waited; whether it did.
pub(in crate::process) fn mark_bulk_case(
    tx: &mut Tx<'_>,
    (run, application): (Id<BulkRun>, Id<Application>),
    outcome: BulkOutcome,
    reason: Option<&str>,
) -> Result<bool, Error> {
    let waits = c::table.find((run.text(), application.text())).filter(c::outcome.eq(BulkOutcome::Waits.to_string()));
    Ok(diesel::update(waits).set((c::outcome.eq(outcome.to_string()), c::reason.eq(reason))).execute(&mut **tx)? == 1)
}
