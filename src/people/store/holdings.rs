//! What an account holds and who else its person is, read with one statement: it is asked with every request.

use super::{id, same_people};
use crate::db::{Conn, Error, Fixed};
use crate::kernel::{Id, Money};
use crate::people::actor::LentRole;
use crate::people::{Account, FundRole, Membership};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Nullable, Text};

/// The roles and cities of an account, and the other accounts of its person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::people) struct Holdings {
    pub(in crate::people) fund_roles: Vec<FundRole>,
    /// The roles that were lent and not taken back, those that last longest first.
    pub(in crate::people) lent: Vec<LentRole>,
    pub(in crate::people) memberships: Vec<Membership>,
    pub(in crate::people) others: Vec<Id<Account>>,
}

/// The most loans that a person is looked up with.
const MOST_LOANS: usize = 50;

/// The lists are ordered afterwards: each is short.
const HOLDINGS: &str = "
    SELECT 'role' AS what, f.role AS one, '' AS other, CAST(NULL AS BIGINT) AS most, CAST(NULL AS DATE) AS first_day, CAST(NULL AS DATE) AS last_day
        FROM fund_roles f WHERE f.account_id = ?
    UNION ALL SELECT 'member', m.role, m.organisation_id, NULL, NULL, NULL FROM memberships m WHERE m.account_id = ?
    UNION ALL SELECT 'lent', d.role, d.from_account, d.most_cents, d.first_day, d.last_day
        FROM delegations d WHERE d.to_account = ? AND d.revoked_at IS NULL
    UNION ALL SELECT 'same', s.account_id, s.person_id, NULL, NULL, NULL FROM same_people s WHERE s.account_id = ?
    UNION ALL SELECT 'same', s.account_id, s.person_id, NULL, NULL, NULL FROM same_people s WHERE s.person_id = ?";

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    what: String,
    #[diesel(sql_type = Text)]
    one: String,
    #[diesel(sql_type = Text)]
    other: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    most: Option<i64>,
    #[diesel(sql_type = Nullable<Date>)]
    first_day: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Date>)]
    last_day: Option<NaiveDate>,
}

impl Row {
    fn role(&self) -> Result<FundRole, Error> {
        self.one.parse().map_err(|_| Error::unreadable("role of the fund", &self.one))
    }
}

pub(in crate::people) fn holdings(conn: &mut Conn, account: Id<Account>) -> Result<Holdings, Error> {
    let own = account.text();
    let asked = (0..5).fold(Fixed::new(HOLDINGS), |asked, _| asked.text(&own));
    let (mut all, mut same) = (Holdings::default(), Vec::new());
    for row in asked.load::<Row>(conn)? {
        match row.what.as_str() {
            "role" => all.fund_roles.push(row.role()?),
            "member" => {
                let role = row.one.parse().map_err(|_| Error::unreadable("role of a city", &row.one))?;
                all.memberships.push(Membership { organisation: id(&row.other)?, role });
            }
            "lent" => all.lent.push(LentRole {
                role: row.role()?,
                by: id(&row.other)?,
                most: row.most.map(Money::from_cents),
                first_day: row.first_day.ok_or_else(|| Error::unreadable("loan", &row.other))?,
                last_day: row.last_day.ok_or_else(|| Error::unreadable("loan", &row.other))?,
            }),
            _ => same.push((row.one, row.other)),
        }
    }
    all.fund_roles.sort_by_key(ToString::to_string);
    all.memberships.sort_by_key(|held| (held.organisation, held.role.to_string()));
    all.lent.sort_by_key(|lent| (std::cmp::Reverse(lent.last_day), lent.by));
    all.lent.truncate(MOST_LOANS);
    all.others = same_people::others_among(conn, &own, same)?;
    Ok(all)
}
