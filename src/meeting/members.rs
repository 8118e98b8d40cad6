//! Who takes part in a meeting: everybody on the panel of its round, and its chair; and who of them is there. Read anew each time,
//! so that who joins the panel meanwhile takes part, and who is taken off it, or chairs panels no more, does not.

use super::Meeting;
use crate::db::{Conn, Error};
use crate::kernel::{Id, Timestamp};
use crate::panel;
use crate::people::{Account, Actor, FundRole, Person, account};
use std::collections::BTreeSet;

/// Somebody who takes part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The account.
    pub account: Id<Account>,
    /// The name.
    pub name: String,
    /// Whether they chair the meeting.
    pub is_chair: bool,
}

/// Somebody came, or left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attendance {
    /// Who.
    pub account: Id<Account>,
    /// By the name of then.
    pub name: String,
    /// Whether they came.
    pub is_present: bool,
    /// When.
    pub at: Timestamp,
    /// Who said so.
    pub by_name: String,
}

/// Everybody who takes part, by name, the chair last unless they are on the panel too.
pub(super) fn members(conn: &mut Conn, meeting: &Meeting) -> Result<Vec<Member>, Error> {
    let chair = match meeting.chair {
        Some(chair) => chairs(conn)?.into_iter().find(|person| person.id == chair),
        None => None,
    };
    let is_chair = |account: Id<Account>| chair.as_ref().is_some_and(|person| person.id == account);
    let on_panel = panel::members(conn, meeting.round)?.into_iter();
    let member = |one: panel::Member| Member { is_chair: is_chair(one.account), account: one.account, name: one.name };
    let mut all: Vec<Member> = on_panel.map(member).collect();
    if let Some(person) = chair.filter(|person| all.iter().all(|member| member.account != person.id)) {
        all.push(Member { account: person.id, name: person.name, is_chair: true });
    }
    Ok(all)
}

/// Whether the person takes part.
///
/// # Errors
/// The database's refusal.
pub fn is_member(conn: &mut Conn, actor: &Actor, meeting: &Meeting) -> Result<bool, Error> {
    let Some(account) = actor.account else { return Ok(false) };
    Ok(members(conn, meeting)?.iter().any(|member| member.account == account))
}

/// Those who can chair a meeting: whoever is none of them any more chairs none.
///
/// # Errors
/// The database's refusal.
pub fn chairs(conn: &mut Conn) -> Result<Vec<Person>, Error> {
    account::list_with_fund_roles(conn, &[FundRole::Chair])
}

/// Who is there: the last that was said of each counts.
pub(super) fn present(said: &[Attendance]) -> BTreeSet<Id<Account>> {
    let mut there = BTreeSet::new();
    for one in said {
        if one.is_present {
            there.insert(one.account);
        } else {
            there.remove(&one.account);
        }
    }
    there
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::IdSource;

    #[test]
    fn who_left_is_not_there_until_they_come_back() {
        let (ids, at) = (IdSource::seeded(1), Timestamp::from_micros(0));
        let [one, two]: [Id<Account>; 2] = [ids.id(at), ids.id(at)];
        let said = |account, is_present| Attendance { account, name: String::new(), is_present, at, by_name: String::new() };
        let mut all = vec![said(one, true), said(two, true), said(one, false)];
        assert_eq!(present(&all), BTreeSet::from([two]));
        all.push(said(one, true));
        assert_eq!(present(&all), BTreeSet::from([one, two]));
    }
}
