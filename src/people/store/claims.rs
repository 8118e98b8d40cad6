//! Rows of claims on cities.

use super::id;
use crate::db::schema::city_claims as c;
use crate::db::{Conn, Error, Tx};
use crate::kernel::{Id, Timestamp};
use crate::people::claim::{Claim, Decision, Letter, Mailbox};
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
}

impl TryFrom<Row> for Claim {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        let letter = match (row.letter_name, row.letter_type, row.letter_sha256, row.letter_at) {
            (Some(name), Some(media_type), Some(sha256), Some(at)) => {
                Some(Letter { name, media_type, sha256, at: Timestamp::from_naive(at) })
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
            mailbox: row.mailbox.map(|email| Mailbox { email, proved_at: row.mailbox_proved_at.map(Timestamp::from_naive) }),
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

/// The newest claim on a city.
pub(in crate::people) fn find_latest(conn: &mut Conn, city: Id<Organisation>) -> Result<Option<Claim>, Error> {
    let row = c::table.filter(c::organisation_id.eq(city.text())).order((c::claimed_at.desc(), c::id.desc())).first::<Row>(conn);
    row.optional()?.map(Claim::try_from).transpose()
}

pub(in crate::people) fn has_confirmed(conn: &mut Conn, city: Id<Organisation>) -> Result<bool, Error> {
    let found: i64 = c::table.filter(c::organisation_id.eq(city.text())).filter(c::outcome.eq("confirmed")).count().get_result(conn)?;
    Ok(found > 0)
}

/// Claims that nobody has decided, the longest waiting first.
pub(in crate::people) fn list_open(conn: &mut Conn, limit: i64) -> Result<Vec<Claim>, Error> {
    let rows: Vec<Row> = c::table.filter(c::outcome.is_null()).order((c::claimed_at, c::id)).limit(limit).load(conn)?;
    rows.into_iter().map(Claim::try_from).collect()
}

/// Claims with a proof that nobody has decided.
pub(in crate::people) fn count_proved(conn: &mut Conn) -> Result<i64, Error> {
    let proved = c::mailbox_proved_at.is_not_null().or(c::letter_sha256.is_not_null());
    Ok(c::table.filter(c::outcome.is_null()).filter(proved).count().get_result(conn)?)
}

/// Claims that were decided, the newest first.
pub(in crate::people) fn list_decided(conn: &mut Conn, limit: i64) -> Result<Vec<Claim>, Error> {
    let rows: Vec<Row> = c::table.filter(c::outcome.is_not_null()).order((c::decided_at.desc(), c::id)).limit(limit).load(conn)?;
    rows.into_iter().map(Claim::try_from).collect()
}

pub(in crate::people) fn change_mailbox(tx: &mut Tx<'_>, claim: &Claim, email: &str, proved_at: Option<Timestamp>) -> Result<(), Error> {
    let open = c::table.find(claim.id.text()).filter(c::outcome.is_null());
    let changed =
        diesel::update(open).set((c::mailbox.eq(email), c::mailbox_proved_at.eq(proved_at.map(Timestamp::naive)))).execute(&mut **tx)?;
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
