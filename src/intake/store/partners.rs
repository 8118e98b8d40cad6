//! Rows of partners and of what they answered. Answers are append-only (triggers).

use super::{id_of, one};
use crate::db::schema::{application_partners as p, cost_items as c, partner_answers as r};
use crate::db::{Conn, Error, Tx};
use crate::intake::{Application, PartAnswer, Partner, PartnerInput};
use crate::kernel::{Id, Timestamp};
use chrono::NaiveDateTime;
use diesel::prelude::*;

type Row = (String, String, Option<i64>, String, String, String, String, i32, Option<NaiveDateTime>, i64, Option<NaiveDateTime>);

fn read(
    (id, application, geoname_id, name, contact_name, contact_email, part, asked_n, asked_at, version, _): Row,
) -> Result<Partner, Error> {
    Ok(Partner {
        id: id_of(&id)?,
        application: id_of(&application)?,
        geoname_id,
        name,
        contact_name,
        contact_email,
        part,
        asked_n,
        asked_at: asked_at.map(Timestamp::from_naive),
        version,
        answer: None,
    })
}

type AnswerRow = (String, (i32, bool, String, String, String), (String, String, NaiveDateTime));

/// The answers of an application, the latest of each partner last.
fn answers(conn: &mut Conn, id: Id<Application>) -> Result<Vec<(Id<Partner>, PartAnswer)>, Error> {
    let rows: Vec<AnswerRow> = r::table
        .filter(r::application_id.eq(id.text()))
        .order(r::asked_n)
        .select((r::partner_id, (r::asked_n, r::is_confirmed, r::name, r::job_title, r::reason), (r::document, r::sha256, r::at)))
        .load(conn)?;
    rows.into_iter()
        .map(|(partner, (asked_n, is_confirmed, name, job_title, reason), (document, sha256, at))| {
            let at = Timestamp::from_naive(at);
            Ok((id_of(&partner)?, PartAnswer { asked_n, is_confirmed, name, job_title, reason, document, sha256, at }))
        })
        .collect()
}

/// The partners that were not removed, in the order of their naming, each with its last answer.
pub(in super::super) fn partners(conn: &mut Conn, id: Id<Application>) -> Result<Vec<Partner>, Error> {
    let rows: Vec<Row> = p::table.filter(p::application_id.eq(id.text())).filter(p::removed_at.is_null()).order(p::id).load(conn)?;
    let mut found = rows.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
    if found.is_empty() {
        return Ok(found);
    }
    for (partner, answer) in answers(conn, id)? {
        if let Some(of) = found.iter_mut().find(|of| of.id == partner) {
            of.answer = Some(answer);
        }
    }
    Ok(found)
}

/// The names of the partners of many applications that were not removed, in the order of their naming.
pub(in super::super) fn list_partner_names(conn: &mut Conn, ids: &[Id<Application>]) -> Result<Vec<(Id<Application>, String)>, Error> {
    let ids: Vec<String> = ids.iter().map(Id::text).collect();
    let rows: Vec<(String, String)> = p::table
        .filter(p::application_id.eq_any(ids))
        .filter(p::removed_at.is_null())
        .order(p::id)
        .select((p::application_id, p::name))
        .load(conn)?;
    rows.into_iter().map(|(application, name)| Ok((id_of(&application)?, name))).collect()
}

/// One partner, removed or not, with its last answer.
pub(in super::super) fn any_partner(conn: &mut Conn, id: Id<Partner>) -> Result<Partner, Error> {
    let mut found = read(p::table.find(id.text()).first(conn)?)?;
    found.answer = answers(conn, found.application)?.into_iter().rfind(|(of, _)| *of == id).map(|(_, answer)| answer);
    Ok(found)
}

/// One partner that was not removed.
pub(in super::super) fn partner(conn: &mut Conn, id: Id<Partner>) -> Result<Partner, Error> {
    let row: Row = p::table.find(id.text()).first(conn)?;
    if row.10.is_some() {
        return Err(Error::Missing);
    }
    any_partner(conn, id)
}

pub(in super::super) fn insert_partner(
    tx: &mut Tx<'_>,
    application: Id<Application>,
    place: Option<i64>,
    typed: &PartnerInput,
) -> Result<Id<Partner>, Error> {
    let id = tx.id::<Partner>();
    diesel::insert_into(p::table)
        .values((
            (p::id.eq(id.text()), p::application_id.eq(application.text()), p::geoname_id.eq(place), p::name.eq(&typed.name)),
            (p::contact_name.eq(&typed.contact_name), p::contact_email.eq(&typed.contact_email), p::part.eq(&typed.part)),
        ))
        .execute(&mut **tx)?;
    Ok(id)
}

/// Stores the change. A link to an address that is not the contact's any more is over: the next asking
/// is another one.
pub(in super::super) fn change_partner(tx: &mut Tx<'_>, partner: &Partner, typed: &PartnerInput) -> Result<(), Error> {
    let row = p::table.filter(p::id.eq(partner.id.text())).filter(p::version.eq(partner.version)).filter(p::removed_at.is_null());
    let is_same = partner.contact_email == typed.contact_email || partner.asked_n == 0;
    let (asked_n, asked_at) = if is_same { (partner.asked_n, partner.asked_at) } else { (partner.asked_n + 1, None) };
    let changed = diesel::update(row)
        .set((
            (p::contact_name.eq(&typed.contact_name), p::contact_email.eq(&typed.contact_email), p::part.eq(&typed.part)),
            (p::asked_n.eq(asked_n), p::asked_at.eq(asked_at.map(Timestamp::naive)), p::version.eq(p::version + 1)),
        ))
        .execute(&mut **tx)?;
    one(changed)
}

pub(in super::super) fn mark_asked(tx: &mut Tx<'_>, partner: &Partner, n: i32) -> Result<(), Error> {
    let now = tx.now().naive();
    let row = p::table.filter(p::id.eq(partner.id.text())).filter(p::asked_n.eq(partner.asked_n)).filter(p::removed_at.is_null());
    one(diesel::update(row).set((p::asked_n.eq(n), p::asked_at.eq(now))).execute(&mut **tx)?)
}

/// Removes a partner; its costs are the lead city's from now on.
pub(in super::super) fn remove_partner(tx: &mut Tx<'_>, partner: &Partner) -> Result<(), Error> {
    let now = tx.now().naive();
    let costs = c::table.filter(c::application_id.eq(partner.application.text())).filter(c::partner_id.eq(partner.id.text()));
    diesel::update(costs).set(c::partner_id.eq(None::<String>)).execute(&mut **tx)?;
    let row = p::table.filter(p::id.eq(partner.id.text())).filter(p::removed_at.is_null());
    one(diesel::update(row).set((p::removed_at.eq(now), p::version.eq(p::version + 1))).execute(&mut **tx)?)
}

pub(in super::super) fn insert_part_answer(tx: &mut Tx<'_>, partner: &Partner, answer: &PartAnswer) -> Result<(), Error> {
    let id = tx.id::<PartAnswer>().text();
    diesel::insert_into(r::table)
        .values((
            (r::id.eq(id), r::partner_id.eq(partner.id.text()), r::application_id.eq(partner.application.text())),
            (r::asked_n.eq(answer.asked_n), r::is_confirmed.eq(answer.is_confirmed), r::name.eq(&answer.name)),
            (r::job_title.eq(&answer.job_title), r::reason.eq(&answer.reason), r::document.eq(&answer.document)),
            (r::sha256.eq(&answer.sha256), r::at.eq(answer.at.naive())),
        ))
        .execute(&mut **tx)?;
    Ok(())
}
