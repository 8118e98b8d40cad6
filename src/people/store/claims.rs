//! Rows of claims on cities.

use super::id;
use crate::db::schema::city_claims as c;
use crate::db::{Conn, Error, Multi, Tx};
use crate::kernel::{Id, Timestamp};
use crate::people::claim::{Claim, Decision, Letter, Mailbox, Shown};
use crate::people::{Account, Organisation};
use chrono::NaiveDateTime;
use diesel::prelude::*;

#[derive(Queryable)]
struct Row {
    id: String,
    organisation_id: String,
    claimed_by: Option<String>,
    claimant: String,
    claimed_at: NaiveDateTime,
    mailbox: Option<String>,
    mailbox_proved_at: Option<NaiveDateTime>,
    letter_name: Option<String>,
    letter_type: Option<String>,
    letter_sha256: Option<String>,
    letter_at: Option<NaiveDateTime>,
    outcome: Option<String>,
    reason: Option<String>,
    _decided_by: Option<String>,
    decided_by_name: Option<String>,
    decided_at: Option<NaiveDateTime>,
    mailbox_by: Option<String>,
    letter_by: Option<String>,
}

impl TryFrom<Row> for Claim {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        let (mailbox_by, letter_by) = (row.mailbox_by.as_deref().map(id).transpose()?, row.letter_by.as_deref().map(id).transpose()?);
        let letter = match (row.letter_name, row.letter_type, row.letter_sha256, row.letter_at) {
            (Some(name), Some(media_type), Some(sha256), Some(at)) => {
                Some(Letter { name, media_type, sha256, at: Timestamp::from_naive(at), by: letter_by })
            }
            _ => None,
        };
        let decision = match (row.outcome, row.decided_at) {
            (Some(outcome), Some(at)) => Some(Decision {
                is_confirmed: outcome == "confirmed",
                reason: row.reason.unwrap_or_default(),
                by: row.decided_by_name.unwrap_or_default(),
                at: Timestamp::from_naive(at),
            }),
            _ => None,
        };
        Ok(Self {
            id: id(&row.id)?,
            city: id(&row.organisation_id)?,
            claimed_by: row.claimed_by.as_deref().map(id).transpose()?,
            claimant: row.claimant,
            claimed_at: Timestamp::from_naive(row.claimed_at),
            mailbox: row.mailbox.map(|email| Mailbox {
                email,
                proved_at: row.mailbox_proved_at.map(Timestamp::from_naive),
                by: mailbox_by,
            }),
            letter,
            decision,
        })
    }
}

pub(in crate::people) fn insert(
    tx: &mut Tx<'_>,
    city: Id<Organisation>,
    (by, claimant): (Option<Id<Account>>, &str),
) -> Result<Claim, Error> {
    let id = tx.id::<Claim>();
    let at = tx.now();
    diesel::insert_into(c::table)
        .values((
            c::id.eq(id.text()),
            c::organisation_id.eq(city.text()),
            c::claimed_by.eq(by.map(|id| id.text())),
            c::claimant.eq(claimant),
            c::claimed_at.eq(at.naive()),
        ))
        .execute(&mut **tx)?;
    Ok(Claim { id, city, claimed_by: by, claimant: claimant.to_owned(), claimed_at: at, mailbox: None, letter: None, decision: None })
}

pub(in crate::people) fn claim(conn: &mut Conn, id: Id<Claim>) -> Result<Claim, Error> {
    c::table.find(id.text()).first::<Row>(conn)?.try_into()
}

/// The newest claim on a city, by its identifier: the clock may have been set back.
pub(in crate::people) fn find_latest(conn: &mut Conn, city: Id<Organisation>) -> Result<Option<Claim>, Error> {
    let row = c::table.filter(c::organisation_id.eq(city.text())).order(c::id.desc()).first::<Row>(conn);
    row.optional()?.map(Claim::try_from).transpose()
}

pub(in crate::people) fn has_confirmed(conn: &mut Conn, city: Id<Organisation>) -> Result<bool, Error> {
    let found: i64 = c::table.filter(c::organisation_id.eq(city.text())).filter(c::outcome.eq("confirmed")).count().get_result(conn)?;
    Ok(found > 0)
}

/// The claims of one kind.
macro_rules! shown {
    ($shown:expr, $query:expr) => {{
        let proved = c::mailbox_proved_at.is_not_null().or(c::letter_sha256.is_not_null());
        match $shown {
            Shown::Waiting => $query.filter(c::outcome.is_null()).filter(proved),
            Shown::Unproved => {
                $query.filter(c::outcome.is_null()).filter(c::mailbox_proved_at.is_null()).filter(c::letter_sha256.is_null())
            }
            Shown::Decided => $query.filter(c::outcome.is_not_null()),
        }
    }};
}

/// Claims of a kind from `offset` on, and how many there are.
pub(in crate::people) fn list(conn: &mut Conn, shown: Shown, (offset, limit): (i64, i64)) -> Result<(Vec<Claim>, i64), Error> {
    let query = shown!(shown, c::table.into_boxed::<Multi>());
    let query = match shown {
        Shown::Waiting => query.order((c::claimed_at, c::id)),
        Shown::Unproved => query.order((c::claimed_at.desc(), c::id)),
        Shown::Decided => query.order((c::decided_at.desc(), c::id)),
    };
    let rows: Vec<Row> = query.offset(offset).limit(limit).load(conn)?;
    Ok((rows.into_iter().map(Claim::try_from).collect::<Result<_, _>>()?, count(conn, shown)?))
}

pub(in crate::people) fn count(conn: &mut Conn, shown: Shown) -> Result<i64, Error> {
    Ok(shown!(shown, c::table.count().into_boxed::<Multi>()).get_result(conn)?)
}

pub(in crate::people) fn change_mailbox(tx: &mut Tx<'_>, claim: &Claim, mailbox: &Mailbox) -> Result<(), Error> {
    let open = c::table.find(claim.id.text()).filter(c::outcome.is_null());
    let changed = diesel::update(open)
        .set((
            c::mailbox.eq(&mailbox.email),
            c::mailbox_proved_at.eq(mailbox.proved_at.map(Timestamp::naive)),
            c::mailbox_by.eq(mailbox.by.map(|id| id.text())),
        ))
        .execute(&mut **tx)?;
    one(changed)
}

pub(in crate::people) fn change_letter(tx: &mut Tx<'_>, claim: &Claim, letter: &Letter) -> Result<(), Error> {
    let open = c::table.find(claim.id.text()).filter(c::outcome.is_null());
    let changed = diesel::update(open)
        .set((
            c::letter_name.eq(&letter.name),
            c::letter_type.eq(&letter.media_type),
            c::letter_sha256.eq(&letter.sha256),
            c::letter_at.eq(letter.at.naive()),
            c::letter_by.eq(letter.by.map(|id| id.text())),
        ))
        .execute(&mut **tx)?;
    one(changed)
}

/// Closes an open claim; it is decided once, whoever comes first.
pub(in crate::people) fn mark_decided(tx: &mut Tx<'_>, claim: &Claim, by: Option<Id<Account>>, decision: &Decision) -> Result<(), Error> {
    let open = c::table.find(claim.id.text()).filter(c::outcome.is_null());
    let changed = diesel::update(open)
        .set((
            c::outcome.eq(if decision.is_confirmed { "confirmed" } else { "refused" }),
            c::reason.eq(&decision.reason),
            c::decided_by.eq(by.map(|id| id.text())),
            c::decided_by_name.eq(&decision.by),
            c::decided_at.eq(decision.at.naive()),
        ))
        .execute(&mut **tx)?;
    one(changed)
}

fn one(changed: usize) -> Result<(), Error> {
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}
