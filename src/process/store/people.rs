//! Finding people by the words of their name and address.

use super::super::search::FoundPerson;
use super::lower;
use crate::db::schema::{account_words as w, accounts as c, memberships as m, organisations as o};
use crate::db::{Conn, Error};
use crate::kernel::Id;
use crate::people::{Actor, Organisation, words};
use diesel::prelude::*;
use std::collections::BTreeSet;

/// Of so many people with one word the others are looked at.
const MOST_WITH_A_WORD: i64 = 500;

type Person = (String, String, String);

/// Those whose name or address begins with `start`, which is in small letters, and those who have words that begin with
/// each of its words.
/// Without people of cities whose account is closed to the actor.
pub(in super::super) fn list_people(conn: &mut Conn, actor: &Actor, start: &str, limit: i64) -> Result<Vec<FoundPerson>, Error> {
    let end = format!("{start}\u{10FFFF}");
    let by_name: Vec<Person> = c::table
        .filter(lower(c::name).ge(start))
        .filter(lower(c::name).lt(&end))
        .order(lower(c::name))
        .limit(limit)
        .select((c::id, c::name, c::email))
        .load(conn)?;
    let by_email: Vec<Person> = c::table
        .filter(c::email.ge(start))
        .filter(c::email.lt(&end))
        .order(c::email)
        .limit(limit)
        .select((c::id, c::name, c::email))
        .load(conn)?;
    let by_words = list_by_words(conn, start, limit)?;
    let mut found: Vec<Person> = by_name.into_iter().chain(by_email).chain(by_words).collect();
    found.sort();
    found.dedup();
    let ids: Vec<&str> = found.iter().map(|(id, ..)| id.as_str()).collect();
    let belongs: Vec<(String, String, String, String)> = m::table
        .inner_join(o::table.on(o::id.eq(m::organisation_id)))
        .filter(m::account_id.eq_any(ids))
        .order((o::name, o::state))
        .distinct()
        .select((m::account_id, o::id, o::name, o::state))
        .load(conn)?;
    let mut hidden = BTreeSet::new();
    for (account, city, ..) in &belongs {
        let city: Id<Organisation> = city.parse().map_err(|_| Error::unreadable("identifier", city))?;
        if actor.walls.hide_account_of(city) {
            hidden.insert(account.clone());
        }
    }
    let mut people: Vec<FoundPerson> = found
        .into_iter()
        .filter(|(id, ..)| !hidden.contains(id))
        .map(|(id, name, email)| {
            let cities = belongs.iter().filter(|(who, ..)| *who == id).map(|(_, _, name, state)| format!("{name}, {state}")).collect();
            FoundPerson { name, email, cities }
        })
        .collect();
    people.sort_by(|a, b| (&a.name, &a.email).cmp(&(&b.name, &b.email)));
    people.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(people)
}

/// Those who have, for each word of `text`, a word that begins so. An address is looked for as a whole.
fn list_by_words(conn: &mut Conn, text: &str, limit: i64) -> Result<Vec<Person>, Error> {
    let wanted = words(text);
    let Some(longest) = wanted.iter().max_by_key(|word| word.len()).filter(|_| !text.contains('@')) else { return Ok(vec![]) };
    // The longest word is looked for by the index, the others among those who have it.
    let among = if wanted.len() == 1 { limit } else { MOST_WITH_A_WORD };
    let mut ids: Vec<String> = w::table
        .filter(w::word.ge(longest))
        .filter(w::word.lt(format!("{longest}\u{10FFFF}")))
        .select(w::account_id)
        .distinct()
        .limit(among)
        .load(conn)?;
    if wanted.len() > 1 {
        let known: Vec<(String, String)> =
            w::table.filter(w::account_id.eq_any(&ids)).select((w::account_id, w::word)).order((w::account_id, w::word)).load(conn)?;
        let has = |id: &str, start: &str| known.iter().any(|(account, word)| account == id && word.starts_with(start));
        ids.retain(|id| wanted.iter().all(|word| has(id, word)));
        ids.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    }
    Ok(c::table.filter(c::id.eq_any(ids)).select((c::id, c::name, c::email)).load(conn)?)
}
