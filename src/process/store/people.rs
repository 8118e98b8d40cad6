//! Finding people by the beginning of their name or address.

use super::super::search::FoundPerson;
use super::lower;
use crate::db::schema::{accounts as c, memberships as m, organisations as o};
use crate::db::{Conn, Error};
use diesel::prelude::*;

/// Those whose name or address begins with `start`, which is in small letters.
pub(in super::super) fn list_people(conn: &mut Conn, start: &str, limit: i64) -> Result<Vec<FoundPerson>, Error> {
    let end = format!("{start}\u{10FFFF}");
    let by_name: Vec<(String, String, String)> = c::table
        .filter(lower(c::name).ge(start))
        .filter(lower(c::name).lt(&end))
        .order(lower(c::name))
        .limit(limit)
        .select((c::id, c::name, c::email))
        .load(conn)?;
    let by_email: Vec<(String, String, String)> = c::table
        .filter(c::email.ge(start))
        .filter(c::email.lt(&end))
        .order(c::email)
        .limit(limit)
        .select((c::id, c::name, c::email))
        .load(conn)?;
    let mut found: Vec<_> = by_name.into_iter().chain(by_email).collect();
    found.sort();
    found.dedup();
    let ids: Vec<&str> = found.iter().map(|(id, ..)| id.as_str()).collect();
    let belongs: Vec<(String, String, String)> = m::table
        .inner_join(o::table.on(o::id.eq(m::organisation_id)))
        .filter(m::account_id.eq_any(ids))
        .order((o::name, o::state))
        .distinct()
        .select((m::account_id, o::name, o::state))
        .load(conn)?;
    let mut people: Vec<FoundPerson> = found
        .into_iter()
        .map(|(id, name, email)| {
            let cities = belongs.iter().filter(|(who, ..)| *who == id).map(|(_, name, state)| format!("{name}, {state}")).collect();
            FoundPerson { name, email, cities }
        })
        .collect();
    people.sort_by(|a, b| (&a.name, &a.email).cmp(&(&b.name, &b.email)));
    people.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(people)
}
