//! The rows that tie a person to applications. Every query goes along an index, from the person.

use crate::db::schema::{
    accounts as c, agreements as g, application_partners as p, application_writers as n, applications as a, awards as w, city_claims as l,
    city_entries as y, expenses as x, final_reports as f, fund_roles as h, mail_domains as d, memberships as m, organisations as o,
    panel_declarations as e, panel_ties as t, payments as q, review_assignments as r, same_people as s, submissions as b, wf_recusals as u,
};
use crate::db::{Conn, Error};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// The roles of those who judge from outside: their mailbox is their own employer's, and not the fund's.
const FROM_OUTSIDE: [&str; 2] = ["reviewer", "chair"];

/// Every account of the person of this one.
pub(super) fn accounts(conn: &mut Conn, account: &str) -> Result<Vec<String>, Error> {
    let linked: Vec<(String, String)> = s::table.select((s::account_id, s::person_id)).load(conn)?;
    let person = linked.iter().find(|(known, _)| known == account).map_or(account, |(_, person)| person);
    let mut all: Vec<String> = linked.iter().filter(|(_, of)| of == person).map(|(known, _)| known.clone()).collect();
    all.extend([account.to_owned(), person.to_owned()]);
    all.sort();
    all.dedup();
    Ok(all)
}

pub(super) fn mailboxes(conn: &mut Conn, accounts: &[String]) -> Result<Vec<String>, Error> {
    Ok(c::table.filter(c::id.eq_any(accounts.to_vec())).select(c::email).load(conn)?)
}

pub(super) fn cities_of(conn: &mut Conn, accounts: &[String]) -> Result<Vec<String>, Error> {
    Ok(m::table.filter(m::account_id.eq_any(accounts.to_vec())).select(m::organisation_id).distinct().load(conn)?)
}

/// The mailboxes of the employer that is known by these names, its own first: those at its own name or below it, and
/// those at a name above. Each with the name that both share.
pub(super) fn mailboxes_at(conn: &mut Conn, names: &[String]) -> Result<Vec<(String, String)>, Error> {
    let Some((own, above)) = names.split_first() else { return Ok(vec![]) };
    let at_own = d::domain.eq(own.clone());
    let at_above = d::domain.eq_any(above.to_vec()).and(d::is_whole.eq(true));
    Ok(d::table.filter(at_own.or(at_above)).select((d::domain, d::address)).load(conn)?)
}

/// The cities for which people with these mailboxes act, and those that a mailbox of these proved. The fund's own
/// staff has the fund's domain, whatever city they belong to beside.
pub(super) fn cities_behind(conn: &mut Conn, mailboxes: &[String]) -> Result<Vec<(String, String)>, Error> {
    let staff = h::table.filter(h::role.ne_all(FROM_OUTSIDE.to_vec())).select(h::account_id);
    let mut found: Vec<(String, String)> = m::table
        .inner_join(c::table.on(c::id.eq(m::account_id)))
        .filter(c::email.eq_any(mailboxes.to_vec()))
        .filter(c::id.ne_all(staff))
        .select((c::email, m::organisation_id))
        .distinct()
        .load(conn)?;
    let proved: Vec<(Option<String>, String)> = l::table
        .filter(l::mailbox.eq_any(mailboxes.to_vec()))
        .filter(l::mailbox_proved_at.is_not_null())
        .select((l::mailbox, l::organisation_id))
        .load(conn)?;
    found.extend(proved.into_iter().filter_map(|(mailbox, city)| Some((mailbox?, city))));
    Ok(found)
}

/// The applications with a partner, or an entry for a city, that gave one of these mailboxes.
pub(super) fn applications_naming(conn: &mut Conn, mailboxes: &[String]) -> Result<Vec<(String, String)>, Error> {
    let mut found: Vec<(String, String)> = p::table
        .filter(p::contact_email.eq_any(mailboxes.to_vec()))
        .filter(p::removed_at.is_null())
        .select((p::contact_email, p::application_id))
        .load(conn)?;
    let entered: Vec<(Option<String>, String)> =
        y::table.filter(y::mail_to.eq_any(mailboxes.to_vec())).select((y::mail_to, y::application_id)).load(conn)?;
    found.extend(entered.into_iter().filter_map(|(mailbox, application)| Some((mailbox?, application))));
    Ok(found)
}

/// The applications that the person wrote or certified for a city, and those with an award that they acted on for it.
/// Not what an officer of the fund typed in the name of a city.
pub(super) fn acted_on(conn: &mut Conn, accounts: &[String]) -> Result<Vec<String>, Error> {
    let me = || accounts.to_vec();
    let by_city = || a::entered_by.is_null();
    let by_others = || a::entered_by.is_null().or(a::entered_by.ne_all(me()));
    let mut found: Vec<String> = a::table.filter(a::created_by.eq_any(me())).filter(by_city()).select(a::id).load(conn)?;
    found.extend(n::table.filter(n::account_id.eq_any(me())).select(n::application_id).load::<String>(conn)?);
    let certified = b::table.inner_join(a::table.on(a::id.eq(b::application_id))).filter(b::certified_by.eq_any(me()));
    found.extend(certified.filter(by_city()).select(a::id).load::<String>(conn)?);
    let signed = g::table.inner_join(a::table.on(a::id.eq(g::award_id))).filter(g::account_id.eq_any(me()));
    found.extend(signed.filter(by_others()).select(a::id).load::<String>(conn)?);
    let asked = q::table.inner_join(a::table.on(a::id.eq(q::award_id))).filter(q::requested_by.eq_any(me()));
    found.extend(asked.filter(by_others()).select(a::id).distinct().load::<String>(conn)?);
    let spent = x::table.inner_join(a::table.on(a::id.eq(x::award_id))).filter(x::submitted_by.eq_any(me()));
    found.extend(spent.filter(by_others()).select(a::id).distinct().load::<String>(conn)?);
    let reported = f::table.inner_join(a::table.on(a::id.eq(f::award_id))).filter(f::submitted_by.eq_any(me()));
    found.extend(reported.filter(by_others()).select(a::id).load::<String>(conn)?);
    found.sort();
    found.dedup();
    Ok(found)
}

/// The cities of the signed awards among these, each with the last day of the award.
pub(super) fn awards_among(conn: &mut Conn, applications: &[String]) -> Result<Vec<(String, NaiveDate)>, Error> {
    let rows: Vec<(String, NaiveDate, Option<NaiveDateTime>)> = w::table
        .filter(w::id.eq_any(applications.to_vec()))
        .filter(w::accepted_at.is_not_null())
        .filter(w::annulled_at.is_null())
        .select((w::organisation_id, w::period_end, w::closed_at))
        .load(conn)?;
    Ok(rows.into_iter().map(|(city, end, closed)| (city, closed.map_or(end, |at| at.date()))).collect())
}

/// The applications of these cities, each with its city.
pub(super) fn applications_of(conn: &mut Conn, cities: &[String]) -> Result<Vec<(String, String)>, Error> {
    Ok(a::table.filter(a::organisation_id.eq_any(cities.to_vec())).select((a::id, a::organisation_id)).load(conn)?)
}

/// The applications in which these cities are partners, each with the partner's city.
pub(super) fn applications_with(conn: &mut Conn, cities: &[String]) -> Result<Vec<(String, String)>, Error> {
    let places: Vec<(String, Option<i64>)> =
        o::table.filter(o::id.eq_any(cities.to_vec())).filter(o::geoname_id.is_not_null()).select((o::id, o::geoname_id)).load(conn)?;
    let ids: Vec<i64> = places.iter().filter_map(|(_, place)| *place).collect();
    let rows: Vec<(String, Option<i64>)> =
        p::table.filter(p::geoname_id.eq_any(ids)).filter(p::removed_at.is_null()).select((p::application_id, p::geoname_id)).load(conn)?;
    let city = |place: Option<i64>| places.iter().find(|(_, of)| *of == place).map(|(city, _)| city.clone());
    Ok(rows.into_iter().filter_map(|(application, place)| Some((application, city(place)?))).collect())
}

/// What the person named in the last declaration of ties of each account: the domains of employers, and places. A declaration
/// that lapsed counts until a newer one takes its place. Identifiers sort by time.
pub(super) fn named_in_declarations(conn: &mut Conn, accounts: &[String]) -> Result<(BTreeSet<String>, Vec<i64>), Error> {
    let made = e::table.filter(e::account_id.eq_any(accounts.to_vec())).group_by(e::account_id).select(diesel::dsl::max(e::id));
    let last: Vec<String> = made.load::<Option<String>>(conn)?.into_iter().flatten().collect();
    if last.is_empty() {
        return Ok((BTreeSet::new(), vec![]));
    }
    let rows: Vec<(Option<String>, Option<i64>)> =
        t::table.filter(t::declaration_id.eq_any(last)).select((t::domain, t::geoname_id)).load(conn)?;
    let places: BTreeSet<i64> = rows.iter().filter_map(|(_, place)| *place).collect();
    Ok((rows.into_iter().filter_map(|(domain, _)| domain).collect(), places.into_iter().collect()))
}

/// The registered cities at these places.
pub(super) fn cities_at(conn: &mut Conn, places: &[i64]) -> Result<Vec<String>, Error> {
    Ok(o::table.filter(o::geoname_id.eq_any(places.to_vec())).select(o::id).load(conn)?)
}

/// The applications with a partner at one of these places, registered or not.
pub(super) fn applications_with_places(conn: &mut Conn, places: &[i64]) -> Result<Vec<String>, Error> {
    let at = p::table.filter(p::geoname_id.eq_any(places.to_vec())).filter(p::removed_at.is_null());
    Ok(at.select(p::application_id).distinct().load(conn)?)
}

/// The applications from which the person stepped back, on the desk or as a reviewer.
pub(super) fn declared(conn: &mut Conn, accounts: &[String]) -> Result<Vec<String>, Error> {
    let mut found: Vec<String> = u::table.filter(u::account_id.eq_any(accounts.to_vec())).select(u::instance_id).distinct().load(conn)?;
    let reviewed = r::table.filter(r::reviewer_id.eq_any(accounts.to_vec())).filter(r::stage.eq("recused"));
    found.extend(reviewed.select(r::application_id).load::<String>(conn)?);
    Ok(found)
}

/// The reference number and the city of an application, and when it was begun.
pub(super) type Begun = (String, String, NaiveDateTime);

/// These applications, by identifier.
pub(super) fn begun(conn: &mut Conn, applications: &[String]) -> Result<BTreeMap<String, Begun>, Error> {
    let rows: Vec<(String, Begun)> = a::table
        .filter(a::id.eq_any(applications.to_vec()))
        .select((a::id, (a::reference, a::organisation_id, a::created_at)))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}
