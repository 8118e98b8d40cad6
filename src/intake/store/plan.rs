//! Rows of activities and of the people in them.

use super::costs::delete_costs;
use super::{id_of, one};
use crate::db::schema::{activities as c, attendees as p};
use crate::db::{Conn, Error, Tx};
use crate::intake::{Activity, ActivityInput, Application, Attendee, Standing};
use crate::kernel::Id;
use chrono::NaiveDate;
use diesel::prelude::*;

type ActivityRow = (String, String, i32, String, String, String, String, NaiveDate, NaiveDate, String, String, i64);
type AttendeeRow = (String, String, String, String, String);

fn read_activity(row: ActivityRow, attendees: Vec<Attendee>) -> Result<Activity, Error> {
    let (id, application, position, kind, title, place, country, starts_on, ends_on, partner, provider, version) = row;
    let (id, application) = (id_of(&id)?, id_of(&application)?);
    Ok(Activity { id, application, position, kind, title, place, country, starts_on, ends_on, partner, provider, version, attendees })
}

fn read_attendee((id, _, name, job, standing): AttendeeRow) -> Result<Attendee, Error> {
    let standing = standing.parse().map_err(|_| Error::unreadable("standing", &standing))?;
    Ok(Attendee { id: id_of(&id)?, name, job, standing })
}

pub(in super::super) fn activities(conn: &mut Conn, id: Id<Application>) -> Result<Vec<Activity>, Error> {
    let rows: Vec<ActivityRow> = c::table.filter(c::application_id.eq(id.text())).order(c::position).load(conn)?;
    let people: Vec<AttendeeRow> = p::table
        .inner_join(c::table.on(c::id.eq(p::activity_id)))
        .filter(c::application_id.eq(id.text()))
        .order((p::activity_id, p::position))
        .select((p::id, p::activity_id, p::name, p::job, p::standing))
        .load(conn)?;
    let of = |activity: &str| people.iter().filter(|a| a.1 == activity).cloned().map(read_attendee).collect::<Result<Vec<_>, _>>();
    rows.into_iter()
        .map(|row| {
            let attendees = of(&row.0)?;
            read_activity(row, attendees)
        })
        .collect()
}

pub(in super::super) fn activity(conn: &mut Conn, id: Id<Activity>) -> Result<Activity, Error> {
    let row: ActivityRow = c::table.find(id.text()).first(conn)?;
    let people: Vec<AttendeeRow> = p::table
        .filter(p::activity_id.eq(id.text()))
        .order(p::position)
        .select((p::id, p::activity_id, p::name, p::job, p::standing))
        .load(conn)?;
    read_activity(row, people.into_iter().map(read_attendee).collect::<Result<_, _>>()?)
}

fn days(input: &ActivityInput) -> Result<(NaiveDate, NaiveDate), Error> {
    input.starts_on.zip(input.ends_on).ok_or_else(|| Error::unreadable("dates of an activity", "absent"))
}

pub(in super::super) fn insert_activity(
    tx: &mut Tx<'_>,
    (id, application): (Id<Activity>, Id<Application>),
    position: i32,
    input: &ActivityInput,
) -> Result<(), Error> {
    let (starts_on, ends_on) = days(input)?;
    diesel::insert_into(c::table)
        .values((
            (
                c::id.eq(id.text()),
                c::application_id.eq(application.text()),
                c::position.eq(position),
                c::kind.eq(&input.kind),
                c::title.eq(&input.title),
            ),
            (c::place.eq(&input.place), c::country.eq(&input.country), c::starts_on.eq(starts_on), c::ends_on.eq(ends_on)),
            (c::partner.eq(&input.partner), c::provider.eq(&input.provider)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub(in super::super) fn change_activity(tx: &mut Tx<'_>, stored: &Activity, input: &ActivityInput) -> Result<(), Error> {
    let (starts_on, ends_on) = days(input)?;
    let row = c::table.filter(c::id.eq(stored.id.text())).filter(c::version.eq(stored.version));
    let changed = diesel::update(row)
        .set((
            (c::kind.eq(&input.kind), c::title.eq(&input.title), c::place.eq(&input.place), c::country.eq(&input.country)),
            (c::starts_on.eq(starts_on), c::ends_on.eq(ends_on), c::partner.eq(&input.partner), c::provider.eq(&input.provider)),
            c::version.eq(c::version + 1),
        ))
        .execute(&mut **tx)?;
    one(changed)
}

pub(super) fn raise(tx: &mut Tx<'_>, stored: &Activity) -> Result<(), Error> {
    let row = c::table.filter(c::id.eq(stored.id.text())).filter(c::version.eq(stored.version));
    one(diesel::update(row).set(c::version.eq(c::version + 1)).execute(&mut **tx)?)
}

pub(in super::super) fn change_attendees(tx: &mut Tx<'_>, stored: &Activity, people: &[(String, String, Standing)]) -> Result<(), Error> {
    raise(tx, stored)?;
    diesel::delete(p::table.filter(p::activity_id.eq(stored.id.text()))).execute(&mut **tx)?;
    for ((name, job, standing), position) in people.iter().zip(1_i32..) {
        let id = tx.id::<Attendee>().text();
        diesel::insert_into(p::table)
            .values((
                (p::id.eq(id), p::activity_id.eq(stored.id.text()), p::position.eq(position)),
                (p::name.eq(name), p::job.eq(job), p::standing.eq(standing.to_string())),
            ))
            .execute(&mut **tx)?;
    }
    Ok(())
}

pub(in super::super) fn delete_activity(tx: &mut Tx<'_>, id: Id<Activity>) -> Result<(), Error> {
    delete_costs(tx, id)?;
    diesel::delete(p::table.filter(p::activity_id.eq(id.text()))).execute(&mut **tx)?;
    one(diesel::delete(c::table.find(id.text())).execute(&mut **tx)?)
}
