//! Rows of applications. Their content is in `store/content.rs`, `store/plan.rs`, `store/costs.rs` and
//! `store/partners.rs`,
//! what was received in `store/received.rs`.

macro_rules! select {
    () => {
        a::table.inner_join(o::table.on(o::id.eq(a::organisation_id))).select((
            (a::id, a::reference, a::opportunity_id, a::definition_sha256, a::organisation_id, a::title, a::editable_scope),
            (a::total_cents, a::created_by, a::version),
            (a::created_at, a::updated_at, a::submitted_at, a::answer_by, a::withdrawn_at, a::invited_at),
            (o::name, o::state),
            (a::entered_by, a::entered_by_name),
        ))
    };
}

mod city;
mod content;
mod costs;
mod entries;
mod partners;
mod plan;
mod progress;
mod received;
mod typed;

pub(super) use city::{city, list_cities_with_drafts, list_writers, list_writers_of_drafts, list_writers_of_drafts_with_zones, recipients};
pub(super) use content::{
    answers, attachment, attachments, change_answer, delete_answer, delete_attachment, find_answer, insert_attachment, keep_writer,
    list_attached, list_latest_answers, list_stored_answers, unscanned_attachments, with_scans,
};
pub(super) use costs::{budget_lines, change_costs, costs, count_costs_beside};
pub(super) use entries::{
    change_enterer, change_entry, change_signed_page, find_entry, find_signed_page, list_entered, list_entries_in_drafts, list_left,
    list_signed_with,
};
pub(super) use partners::{
    any_partner, change_partner, insert_part_answer, insert_partner, list_partner_names, mark_asked, partner, partners, remove_partner,
};
pub(super) use plan::{activities, activity, change_activity, change_attendees, delete_activity, insert_activity};
pub(super) use progress::{
    count_drafts, count_received, drafts_by_percent, list_drafting, list_nearly, list_uncounted, received_since, save_progress,
    zones_of_drafts,
};
pub(super) use received::{
    insert_return, insert_submission, last_return, last_submission, list_entered_naming, list_latest_submissions, list_submission_heads,
    submission, submissions,
};
pub(super) use typed::{delete_sheet, delete_sheets, delete_typed, find_sheet, find_typed, insert_sheet, insert_typed, list_sheets};

use super::policy::Visible;
use super::{Application, EnteredBy, Scope};
use crate::db::schema::{applications as a, budget_lines as b, organisations as o, reference_numbers as r};
use crate::db::{Conn, Error, Multi, Tx, portable};
use crate::kernel::{Id, Money, Timestamp};
use crate::opportunity::Opportunity;
use crate::people::{Account, Organisation};
use chrono::NaiveDateTime;
use diesel::prelude::*;

type Head = (String, String, String, String, String, String, String);
type Moment = Option<NaiveDateTime>;
type Times = (NaiveDateTime, NaiveDateTime, Moment, Moment, Moment, Moment);
type Entered = (Option<String>, Option<String>);
type Row = (Head, (i64, String, i64), Times, (String, String), Entered);

fn id_of<T>(text: &str) -> Result<Id<T>, Error> {
    text.parse().map_err(|_| Error::unreadable("identifier", text))
}

fn read(row: Row) -> Result<Application, Error> {
    let ((id, reference, opportunity, definition_sha256, city, title, scope), (total, created_by, version), times, (name, state), entered) =
        row;
    Ok(Application {
        id: id_of(&id)?,
        reference,
        opportunity: id_of(&opportunity)?,
        definition_sha256,
        city: id_of(&city)?,
        city_name: format!("{name}, {state}"),
        title,
        scope: Scope::parse(&scope),
        total: Money::from_cents(total),
        created_by: id_of(&created_by)?,
        created_at: Timestamp::from_naive(times.0),
        updated_at: Timestamp::from_naive(times.1),
        submitted_at: times.2.map(Timestamp::from_naive),
        answer_by: times.3.map(Timestamp::from_naive),
        withdrawn_at: times.4.map(Timestamp::from_naive),
        invited_at: times.5.map(Timestamp::from_naive),
        entry: entry(entered)?,
        version,
    })
}

fn entry((account, name): Entered) -> Result<Option<EnteredBy>, Error> {
    account.map(|account| Ok(EnteredBy { account: id_of(&account)?, name: name.unwrap_or_default() })).transpose()
}

pub(super) fn application(conn: &mut Conn, id: Id<Application>) -> Result<Application, Error> {
    read(select!().filter(a::id.eq(id.text())).first(conn)?)
}

pub(super) fn list_by_id(conn: &mut Conn, ids: &[Id<Application>]) -> Result<Vec<Application>, Error> {
    let ids: Vec<String> = ids.iter().map(Id::text).collect();
    let rows: Vec<Row> = select!().filter(a::id.eq_any(ids)).load(conn)?;
    rows.into_iter().map(read).collect()
}

pub(super) fn by_reference(conn: &mut Conn, reference: &str) -> Result<Application, Error> {
    read(select!().filter(a::reference.eq(reference)).first(conn)?)
}

pub(super) fn list_of_city(conn: &mut Conn, opportunity: Id<Opportunity>, city: Id<Organisation>) -> Result<Vec<Application>, Error> {
    let rows: Vec<Row> = select!()
        .filter(a::organisation_id.eq(city.text()))
        .filter(a::opportunity_id.eq(opportunity.text()))
        .filter(a::withdrawn_at.is_null())
        .order(a::id)
        .load(conn)?;
    rows.into_iter().map(read).collect()
}

/// The versions of the round under which anybody applies to it, drafts and what was withdrawn included.
pub(super) fn list_versions(conn: &mut Conn, opportunity: Id<Opportunity>) -> Result<Vec<String>, Error> {
    Ok(a::table.filter(a::opportunity_id.eq(opportunity.text())).select(a::definition_sha256).distinct().load(conn)?)
}

pub(super) fn list_submitted(conn: &mut Conn, opportunity: Id<Opportunity>) -> Result<Vec<Application>, Error> {
    let rows: Vec<Row> = select!()
        .filter(a::opportunity_id.eq(opportunity.text()))
        .filter(a::submitted_at.is_not_null())
        .filter(a::withdrawn_at.is_null())
        .order((a::submitted_at, a::id))
        .load(conn)?;
    rows.into_iter().map(read).collect()
}

/// Identifiers sort by the time they were made, so they are the cursor too.
pub(super) fn list(conn: &mut Conn, visible: &Visible, after: Option<Id<Application>>, limit: i64) -> Result<Vec<Application>, Error> {
    let mut query = select!().order(a::id.desc()).limit(limit).into_boxed::<Multi>();
    query = match visible {
        Visible::OfCities(cities) => query.filter(a::organisation_id.eq_any(texts(cities))),
        Visible::Received { cities, without, enterer } => {
            let entered =
                a::entered_by.is_not_null().and(a::entered_by.assume_not_null().eq(enterer.map(|id| id.text()).unwrap_or_default()));
            let open = a::submitted_at.is_not_null().and(a::id.ne_all(without.clone()).or(entered));
            query.filter(open.or(a::organisation_id.eq_any(texts(cities))))
        }
    };
    if let Some(after) = after {
        query = query.filter(a::id.lt(after.text()));
    }
    let rows: Vec<Row> = query.load(conn)?;
    rows.into_iter().map(read).collect()
}

fn texts(cities: &[Id<Organisation>]) -> Vec<String> {
    cities.iter().map(Id::text).collect()
}

pub(super) fn next_number(tx: &mut Tx<'_>, year: i32) -> Result<i64, Error> {
    let changed = diesel::update(r::table.find(year)).set(r::last.eq(r::last + 1)).execute(&mut **tx)?;
    if changed == 0 {
        diesel::insert_into(r::table).values((r::year.eq(year), r::last.eq(1))).execute(&mut **tx)?;
    }
    Ok(r::table.find(year).select(r::last).first(&mut **tx)?)
}

pub(super) struct New<'a> {
    pub(super) id: Id<Application>,
    pub(super) reference: &'a str,
    pub(super) opportunity: &'a Opportunity,
    pub(super) city: Id<Organisation>,
    pub(super) account: Id<Account>,
    pub(super) scope: &'a Scope,
}

pub(super) fn insert_application(tx: &mut Tx<'_>, new: &New<'_>) -> Result<(), Error> {
    let now = tx.now().naive();
    diesel::insert_into(a::table)
        .values((
            (a::id.eq(new.id.text()), a::reference.eq(new.reference), a::opportunity_id.eq(new.opportunity.id.text())),
            (a::definition_sha256.eq(&new.opportunity.definition_sha256), a::organisation_id.eq(new.city.text()), a::title.eq("")),
            (a::editable_scope.eq(new.scope.text()), a::created_by.eq(new.account.text()), a::created_at.eq(now), a::updated_at.eq(now)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// Every edit raises the version, so that nothing is certified that the official did not see.
/// Holds the row of an application until the transaction ends. On SQLite writers queue anyway.
pub(super) fn hold(tx: &mut Tx<'_>, id: Id<Application>) -> Result<(), Error> {
    match &mut **tx {
        Conn::Pg(c) => a::table.find(id.text()).select(a::id).for_update().first::<String>(c).map(drop)?,
        Conn::Sqlite(_) => {}
    }
    Ok(())
}

pub(super) fn touch(tx: &mut Tx<'_>, application: &Application) -> Result<(), Error> {
    let now = tx.now().naive();
    let total: Option<i64> =
        b::table.filter(b::application_id.eq(application.id.text())).select(portable::sum_i64(b::amount_cents)).first(&mut **tx)?;
    // What was received keeps its amount and its name beside it until something is received again.
    let total = application.is_draft().then(|| a::total_cents.eq(total.unwrap_or(0)));
    let row = a::table.filter(a::id.eq(application.id.text())).filter(a::version.eq(application.version));
    let changed = diesel::update(row).set((a::updated_at.eq(now), total, a::version.eq(a::version + 1))).execute(&mut **tx)?;
    one(changed)
}

/// Names a draft; what was received keeps its name until something is received again.
pub(super) fn change_title(tx: &mut Tx<'_>, id: Id<Application>, title: &str) -> Result<(), Error> {
    let draft = a::table.filter(a::id.eq(id.text())).filter(a::submitted_at.is_null());
    diesel::update(draft).set(a::title.eq(title)).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn mark_submitted(tx: &mut Tx<'_>, application: &Application, total: Money) -> Result<(), Error> {
    let now = tx.now();
    let first = application.submitted_at.unwrap_or(now).naive();
    let row = a::table.filter(a::id.eq(application.id.text())).filter(a::version.eq(application.version));
    let changed = diesel::update(row)
        .set((
            a::editable_scope.eq(Scope::None.text()),
            a::submitted_at.eq(first),
            a::answer_by.eq(None::<NaiveDateTime>),
            a::title.eq(&application.title),
            a::total_cents.eq(total.cents()),
            a::updated_at.eq(now.naive()),
            a::version.eq(a::version + 1),
        ))
        .execute(&mut **tx)?;
    one(changed)
}

pub(super) fn mark_withdrawn(tx: &mut Tx<'_>, application: &Application) -> Result<(), Error> {
    let now = tx.now().naive();
    let row = a::table.filter(a::id.eq(application.id.text())).filter(a::version.eq(application.version));
    let changed = diesel::update(row)
        .set((a::withdrawn_at.eq(now), a::editable_scope.eq(Scope::None.text()), a::updated_at.eq(now), a::version.eq(a::version + 1)))
        .execute(&mut **tx)?;
    one(changed)
}

/// What was withdrawn is so no more; an invitation is kept only if it is named.
pub(super) fn mark_taken_up(tx: &mut Tx<'_>, application: &Application, invited_at: Option<Timestamp>) -> Result<(), Error> {
    let now = tx.now().naive();
    let row = a::table.filter(a::id.eq(application.id.text())).filter(a::version.eq(application.version));
    let changed = diesel::update(row)
        .set((
            (a::withdrawn_at.eq(None::<NaiveDateTime>), a::answer_by.eq(None::<NaiveDateTime>)),
            (a::invited_at.eq(invited_at.map(Timestamp::naive)), a::updated_at.eq(now), a::version.eq(a::version + 1)),
        ))
        .execute(&mut **tx)?;
    one(changed)
}

pub(super) fn change_scope(tx: &mut Tx<'_>, application: &Application, scope: &Scope, answer_by: Option<Timestamp>) -> Result<(), Error> {
    let row = a::table.filter(a::id.eq(application.id.text())).filter(a::version.eq(application.version));
    let changed = diesel::update(row)
        .set((a::editable_scope.eq(scope.text()), a::answer_by.eq(answer_by.map(Timestamp::naive)), a::version.eq(a::version + 1)))
        .execute(&mut **tx)?;
    one(changed)
}

/// Moves a draft to another version of its form.
pub(super) fn change_version(tx: &mut Tx<'_>, application: &Application, (sha256, scope): (&str, &Scope)) -> Result<(), Error> {
    let now = tx.now().naive();
    let row = a::table.filter(a::id.eq(application.id.text())).filter(a::version.eq(application.version));
    let changed = diesel::update(row)
        .set((
            (a::definition_sha256.eq(sha256), a::editable_scope.eq(scope.text())),
            (a::updated_at.eq(now), a::version.eq(a::version + 1)),
        ))
        .execute(&mut **tx)?;
    one(changed)
}

pub(super) fn mark_invited(tx: &mut Tx<'_>, application: &Application, answer_by: Timestamp) -> Result<(), Error> {
    let now = tx.now().naive();
    let row = a::table.filter(a::id.eq(application.id.text())).filter(a::version.eq(application.version));
    let changed = diesel::update(row)
        .set((
            (a::editable_scope.eq(Scope::All.text()), a::answer_by.eq(answer_by.naive()), a::invited_at.eq(now)),
            a::version.eq(a::version + 1),
        ))
        .execute(&mut **tx)?;
    one(changed)
}

fn one(changed: usize) -> Result<(), Error> {
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}
