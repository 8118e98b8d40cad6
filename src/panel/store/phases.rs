//! Rows of phases.

use super::{id, one};
use crate::db::schema::panel_phases as p;
use crate::db::{Conn, Error, Tx};
use crate::kernel::{Id, Timestamp};
use crate::opportunity::Opportunity;
use crate::panel::{Flags, Phase};
use chrono::NaiveDateTime;
use diesel::prelude::*;

#[derive(Queryable)]
struct Row {
    id: String,
    opportunity_id: String,
    name: String,
    begins_at: NaiveDateTime,
    ends_at: Option<NaiveDateTime>,
    shows_applicants: bool,
    shows_scores: String,
    shows_reviewers: bool,
    allows_changes: bool,
    version: i64,
}

impl TryFrom<Row> for Phase {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            id: id(&row.id)?,
            round: id(&row.opportunity_id)?,
            name: row.name,
            begins_at: Timestamp::from_naive(row.begins_at),
            ends_at: row.ends_at.map(Timestamp::from_naive),
            flags: Flags {
                applicants: row.shows_applicants,
                scores: row.shows_scores.parse().map_err(|_| Error::unreadable("flag of a phase", &row.shows_scores))?,
                reviewers: row.shows_reviewers,
                changes: row.allows_changes,
            },
            version: row.version,
        })
    }
}

pub(in crate::panel) fn phase(conn: &mut Conn, id: Id<Phase>) -> Result<Phase, Error> {
    p::table.find(id.text()).first::<Row>(conn)?.try_into()
}

/// The phases of a round, in their order.
pub(in crate::panel) fn list(conn: &mut Conn, round: Id<Opportunity>) -> Result<Vec<Phase>, Error> {
    let rows = p::table.filter(p::opportunity_id.eq(round.text())).order((p::begins_at, p::id)).load::<Row>(conn)?;
    rows.into_iter().map(Phase::try_from).collect()
}

pub(in crate::panel) fn insert(tx: &mut Tx<'_>, new: &Phase) -> Result<(), Error> {
    diesel::insert_into(p::table)
        .values((
            (p::id.eq(new.id.text()), p::opportunity_id.eq(new.round.text()), p::name.eq(&new.name)),
            (p::begins_at.eq(new.begins_at.naive()), p::ends_at.eq(new.ends_at.map(Timestamp::naive)), p::version.eq(new.version)),
            (p::shows_applicants.eq(new.flags.applicants), p::shows_scores.eq(new.flags.scores.to_string())),
            (p::shows_reviewers.eq(new.flags.reviewers), p::allows_changes.eq(new.flags.changes)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// Replaces what a phase says, if it is as it was read.
pub(in crate::panel) fn change(tx: &mut Tx<'_>, new: &Phase) -> Result<(), Error> {
    let row = p::table.filter(p::id.eq(new.id.text())).filter(p::version.eq(new.version));
    one(diesel::update(row)
        .set((
            (p::name.eq(&new.name), p::begins_at.eq(new.begins_at.naive()), p::ends_at.eq(new.ends_at.map(Timestamp::naive))),
            (p::shows_applicants.eq(new.flags.applicants), p::shows_scores.eq(new.flags.scores.to_string())),
            (p::shows_reviewers.eq(new.flags.reviewers), p::allows_changes.eq(new.flags.changes), p::version.eq(new.version + 1)),
        ))
        .execute(&mut **tx)?)
}

pub(in crate::panel) fn delete(tx: &mut Tx<'_>, read: &Phase) -> Result<(), Error> {
    let row = p::table.filter(p::id.eq(read.id.text())).filter(p::version.eq(read.version));
    one(diesel::delete(row).execute(&mut **tx)?)
}
