//! Rows of prepared feedback, of releases and their letters; and what is read of a round to write letters from: which
//! reviews count, their scores and their words.

use super::draft::{Draft, Outcome, Release, Sent};
use super::policy::TOLD;
use crate::db::schema::{
    applications as a, feedback_comments as k, feedback_drafts as d, feedback_letters as l, feedback_releases as r,
    review_assignments as t, review_scores as s, wf_instances as i,
};
use crate::db::{Conn, Error, Multi, Tx};
use crate::intake::Application;
use crate::kernel::{Id, Timestamp};
use crate::opportunity::Opportunity;
use crate::people::Account;
use crate::process::Stage;
use crate::review::{self, Assignment};
use chrono::NaiveDateTime;
use diesel::prelude::*;
use std::collections::BTreeMap;

fn id<T: ?Sized>(text: &str) -> Result<Id<T>, Error> {
    text.parse().map_err(|_| Error::unreadable("identifier", text))
}

/// A reviewer's task, as far as letters need to know it.
#[derive(Clone, Debug)]
pub(super) struct Task {
    pub(super) id: Id<Assignment>,
    pub(super) application: Id<Application>,
    pub(super) reviewer: Id<Account>,
    pub(super) reviewer_name: String,
    pub(super) stage: review::Stage,
}

impl Task {
    /// Whether its review counts.
    pub(super) fn counts(&self) -> bool {
        self.stage == review::Stage::Submitted
    }
}

/// The words of a submitted review on a criterion, or on the whole.
#[derive(Clone, Debug)]
pub(super) struct Words {
    pub(super) review: Id<Assignment>,
    pub(super) criterion: String,
    pub(super) text: String,
}

/// What somebody chose for the comments of an application: whether each is released, and in which words.
pub(super) type Chosen = BTreeMap<(Id<Assignment>, String), (bool, String)>;

/// Every task of a round, the first assigned first.
pub(super) fn tasks(conn: &mut Conn, round: Id<Opportunity>) -> Result<Vec<Task>, Error> {
    let rows: Vec<(String, String, String, String, String)> = t::table
        .filter(t::opportunity_id.eq(round.text()))
        .order((t::assigned_at, t::id))
        .select((t::id, t::application_id, t::reviewer_id, t::reviewer_name, t::stage))
        .load(conn)?;
    let task = |(key, application, reviewer, reviewer_name, stage): (String, String, String, String, String)| {
        Ok(Task {
            id: id(&key)?,
            application: id(&application)?,
            reviewer: id(&reviewer)?,
            reviewer_name,
            stage: stage.parse().map_err(|_| Error::unreadable("review stage", &stage))?,
        })
    };
    rows.into_iter().map(task).collect()
}

/// The reviews of one application that count.
pub(super) fn counting(conn: &mut Conn, application: Id<Application>) -> Result<Vec<Id<Assignment>>, Error> {
    let submitted = t::table.filter(t::application_id.eq(application.text())).filter(t::stage.eq(review::Stage::Submitted.to_string()));
    let ids: Vec<String> = submitted.select(t::id).load(conn)?;
    ids.iter().map(|key| id(key)).collect()
}

/// The scores of the reviews of a round that count.
pub(super) fn points(conn: &mut Conn, round: Id<Opportunity>) -> Result<Vec<(Id<Assignment>, String, i64)>, Error> {
    let rows: Vec<(String, String, Option<i32>)> = s::table
        .inner_join(t::table.on(t::id.eq(s::assignment_id)))
        .filter(t::opportunity_id.eq(round.text()))
        .filter(t::stage.eq(review::Stage::Submitted.to_string()))
        .filter(s::score.is_not_null())
        .order((s::assignment_id, s::criterion))
        .select((s::assignment_id, s::criterion, s::score))
        .load(conn)?;
    rows.into_iter().filter_map(|(review, criterion, score)| score.map(|score| Ok((id(&review)?, criterion, i64::from(score))))).collect()
}

/// The words of the reviews of a round that count, or of one application of it.
pub(super) fn words(conn: &mut Conn, round: Id<Opportunity>, only: Option<Id<Application>>) -> Result<Vec<Words>, Error> {
    let submitted = review::Stage::Submitted.to_string();
    let mut comments = s::table
        .inner_join(t::table.on(t::id.eq(s::assignment_id)))
        .filter(t::opportunity_id.eq(round.text()))
        .filter(t::stage.eq(submitted.clone()))
        .filter(s::comment.ne(""))
        .select((s::assignment_id, s::criterion, s::comment))
        .into_boxed::<Multi>();
    let mut wholes = t::table
        .filter(t::opportunity_id.eq(round.text()))
        .filter(t::stage.eq(submitted))
        .filter(t::overall.ne(""))
        .select((t::id, t::overall))
        .into_boxed::<Multi>();
    if let Some(only) = only {
        comments = comments.filter(t::application_id.eq(only.text()));
        wholes = wholes.filter(t::application_id.eq(only.text()));
    }
    let rows: Vec<(String, String, String)> = comments.load(conn)?;
    let whole: Vec<(String, String)> = wholes.load(conn)?;
    let whole = whole.into_iter().map(|(review, text)| (review, super::WHOLE.to_owned(), text));
    rows.into_iter().chain(whole).map(|(review, criterion, text)| Ok(Words { review: id(&review)?, criterion, text })).collect()
}

/// Where each received application of a round stands.
pub(super) fn stages(conn: &mut Conn, round: Id<Opportunity>) -> Result<BTreeMap<Id<Application>, Stage>, Error> {
    let rows: Vec<(String, String)> = a::table
        .inner_join(i::table.on(i::id.eq(a::id)))
        .filter(a::opportunity_id.eq(round.text()))
        .filter(a::submitted_at.is_not_null())
        .select((a::id, i::stage))
        .load(conn)?;
    let read =
        |(key, stage): (String, String)| Ok((id(&key)?, stage.parse::<Stage>().map_err(|_| Error::unreadable("stage of a case", &stage))?));
    rows.into_iter().map(read).collect()
}

type DraftRow = (String, String, String, NaiveDateTime, i64);

/// What was prepared in a round, or on one application of it.
pub(super) fn drafts(
    conn: &mut Conn,
    round: Id<Opportunity>,
    only: Option<Id<Application>>,
) -> Result<BTreeMap<Id<Application>, Draft>, Error> {
    let mut wanted = d::table
        .inner_join(a::table.on(a::id.eq(d::application_id)))
        .filter(a::opportunity_id.eq(round.text()))
        .select((d::application_id, d::advice, d::changed_by_name, d::changed_at, d::version))
        .into_boxed::<Multi>();
    if let Some(only) = only {
        wanted = wanted.filter(d::application_id.eq(only.text()));
    }
    let rows: Vec<DraftRow> = wanted.load(conn)?;
    let read =
        |(key, advice, by_name, at, version): DraftRow| Ok((id(&key)?, Draft { advice, by_name, at: Timestamp::from_naive(at), version }));
    rows.into_iter().map(read).collect()
}

/// What somebody chose for the comments in a round, or on one application of it.
pub(super) fn choices(
    conn: &mut Conn,
    round: Id<Opportunity>,
    only: Option<Id<Application>>,
) -> Result<BTreeMap<Id<Application>, Chosen>, Error> {
    let mut wanted = k::table
        .inner_join(a::table.on(a::id.eq(k::application_id)))
        .filter(a::opportunity_id.eq(round.text()))
        .select((k::application_id, k::assignment_id, k::criterion, k::is_released, k::wording))
        .into_boxed::<Multi>();
    if let Some(only) = only {
        wanted = wanted.filter(k::application_id.eq(only.text()));
    }
    let rows: Vec<(String, String, String, bool, String)> = wanted.load(conn)?;
    let mut chosen: BTreeMap<Id<Application>, Chosen> = BTreeMap::new();
    for (application, review, criterion, is_released, wording) in rows {
        chosen.entry(id(&application)?).or_default().insert((id(&review)?, criterion), (is_released, wording));
    }
    Ok(chosen)
}

/// Keeps what was prepared in place of what was there at `version`; 0 before the first time.
pub(super) fn save(
    tx: &mut Tx<'_>,
    application: Id<Application>,
    (by, new): (Id<Account>, &Draft),
    comments: &[(Id<Assignment>, String, bool, String)],
) -> Result<(), Error> {
    if new.version == 1 {
        diesel::insert_into(d::table)
            .values((
                (d::application_id.eq(application.text()), d::advice.eq(&new.advice), d::changed_by.eq(by.text())),
                (d::changed_by_name.eq(&new.by_name), d::changed_at.eq(new.at.naive()), d::version.eq(new.version)),
            ))
            .execute(&mut **tx)?;
    } else {
        let row = d::table.filter(d::application_id.eq(application.text())).filter(d::version.eq(new.version - 1));
        let changed = diesel::update(row)
            .set((
                (d::advice.eq(&new.advice), d::changed_by.eq(by.text())),
                (d::changed_by_name.eq(&new.by_name), d::changed_at.eq(new.at.naive()), d::version.eq(new.version)),
            ))
            .execute(&mut **tx)?;
        one(changed)?;
    }
    diesel::delete(k::table.filter(k::application_id.eq(application.text()))).execute(&mut **tx)?;
    for (review, criterion, is_released, wording) in comments {
        diesel::insert_into(k::table)
            .values((
                (k::application_id.eq(application.text()), k::assignment_id.eq(review.text()), k::criterion.eq(criterion)),
                (k::is_released.eq(*is_released), k::wording.eq(wording)),
            ))
            .execute(&mut **tx)?;
    }
    Ok(())
}

/// One changed row, or somebody was quicker.
fn one(changed: usize) -> Result<(), Error> {
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

type ReleaseRow = (String, String, NaiveDateTime, String, String, String, NaiveDateTime, Option<NaiveDateTime>);
type Columns = (r::id, r::opportunity_id, r::due_at, r::zone, r::planned_by, r::planned_by_name, r::planned_at, r::cancelled_at);
const COLUMNS: Columns = (r::id, r::opportunity_id, r::due_at, r::zone, r::planned_by, r::planned_by_name, r::planned_at, r::cancelled_at);

fn read_release((key, round, due_at, zone, by, by_name, at, cancelled_at): ReleaseRow) -> Result<Release, Error> {
    Ok(Release {
        id: id(&key)?,
        round: id(&round)?,
        due_at: Timestamp::from_naive(due_at),
        zone: zone.parse().map_err(|_| Error::unreadable("time zone", &zone))?,
        by: id(&by)?,
        by_name,
        at: Timestamp::from_naive(at),
        cancelled_at: cancelled_at.map(Timestamp::from_naive),
    })
}

/// A release.
pub(super) fn release(conn: &mut Conn, release: Id<Release>) -> Result<Release, Error> {
    read_release(r::table.find(release.text()).select(COLUMNS).first::<ReleaseRow>(conn)?)
}

/// The releases of a round, the newest first.
pub(super) fn list_releases(conn: &mut Conn, round: Id<Opportunity>, limit: i64) -> Result<Vec<Release>, Error> {
    let of_round = r::table.filter(r::opportunity_id.eq(round.text())).order((r::planned_at.desc(), r::id.desc())).limit(limit);
    of_round.select(COLUMNS).load::<ReleaseRow>(conn)?.into_iter().map(read_release).collect()
}

/// A letter to keep with its release.
pub(super) struct NewLetter<'a> {
    pub(super) application: Id<Application>,
    pub(super) letter: &'a str,
    pub(super) sha256: &'a str,
    pub(super) reviews: String,
}

pub(super) fn insert_release(tx: &mut Tx<'_>, new: &Release) -> Result<(), Error> {
    diesel::insert_into(r::table)
        .values((
            (
                r::id.eq(new.id.text()),
                r::opportunity_id.eq(new.round.text()),
                r::due_at.eq(new.due_at.naive()),
                r::zone.eq(new.zone.name()),
            ),
            (r::planned_by.eq(new.by.text()), r::planned_by_name.eq(&new.by_name), r::planned_at.eq(new.at.naive())),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub(super) fn insert_letter(tx: &mut Tx<'_>, release: Id<Release>, new: &NewLetter<'_>) -> Result<(), Error> {
    diesel::insert_into(l::table)
        .values((
            (l::release_id.eq(release.text()), l::application_id.eq(new.application.text()), l::letter.eq(new.letter)),
            (l::sha256.eq(new.sha256), l::reviews.eq(&new.reviews), l::outcome.eq(Outcome::Waits.to_string())),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// Calls off a release and every letter of it that waits.
pub(super) fn cancel(tx: &mut Tx<'_>, release: Id<Release>) -> Result<(), Error> {
    let now = tx.now().naive();
    one(diesel::update(r::table.find(release.text())).set(r::cancelled_at.eq(now)).execute(&mut **tx)?)?;
    let waiting = l::table.filter(l::release_id.eq(release.text())).filter(l::outcome.eq(Outcome::Waits.to_string()));
    diesel::update(waiting).set((l::outcome.eq(Outcome::Cancelled.to_string()), l::ended_at.eq(now))).execute(&mut **tx)?;
    Ok(())
}

/// Ends a letter that waits; whether it did.
pub(super) fn end(
    tx: &mut Tx<'_>,
    (release, application): (Id<Release>, Id<Application>),
    (outcome, reason): (Outcome, Option<&str>),
) -> Result<bool, Error> {
    let now = tx.now().naive();
    let waiting = l::table
        .filter(l::release_id.eq(release.text()))
        .filter(l::application_id.eq(application.text()))
        .filter(l::outcome.eq(Outcome::Waits.to_string()));
    let changed =
        diesel::update(waiting).set((l::outcome.eq(outcome.to_string()), l::reason.eq(reason), l::ended_at.eq(now))).execute(&mut **tx)?;
    Ok(changed == 1)
}

type SentRow = (String, String, String, Option<String>, Option<NaiveDateTime>);

/// The latest letter of each application of a round.
pub(super) fn latest_sent(conn: &mut Conn, round: Id<Opportunity>) -> Result<BTreeMap<Id<Application>, Sent>, Error> {
    let rows: Vec<SentRow> = l::table
        .inner_join(r::table.on(r::id.eq(l::release_id)))
        .filter(r::opportunity_id.eq(round.text()))
        .order((r::planned_at, r::id))
        .select((l::application_id, l::release_id, l::outcome, l::reason, l::ended_at))
        .load(conn)?;
    let read = |(application, release, outcome, reason, ended_at): SentRow| {
        let outcome = outcome.parse().map_err(|_| Error::unreadable("outcome of a letter", &outcome))?;
        Ok((id(&application)?, Sent { release: id(&release)?, outcome, reason, ended_at: ended_at.map(Timestamp::from_naive) }))
    };
    rows.into_iter().map(read).collect()
}

/// A letter that waits: its text and the reviews that it rests on.
pub(super) fn find_waiting(
    conn: &mut Conn,
    (release, application): (Id<Release>, Id<Application>),
) -> Result<Option<(String, String)>, Error> {
    let waiting = l::table
        .filter(l::release_id.eq(release.text()))
        .filter(l::application_id.eq(application.text()))
        .filter(l::outcome.eq(Outcome::Waits.to_string()));
    Ok(waiting.select((l::letter, l::reviews)).first(conn).optional()?)
}

/// A letter: of which release, to whom.
type Due = (Id<Release>, Id<Application>);

/// The letters whose instant has come and whose city was told the decision, those due first before.
pub(super) fn list_due(conn: &mut Conn, now: Timestamp, limit: i64) -> Result<Vec<Due>, Error> {
    let told: Vec<String> = TOLD.iter().map(ToString::to_string).collect();
    let rows: Vec<(String, String)> = l::table
        .inner_join(r::table.on(r::id.eq(l::release_id)))
        .inner_join(i::table.on(i::id.eq(l::application_id)))
        .filter(l::outcome.eq(Outcome::Waits.to_string()))
        .filter(r::due_at.le(now.naive()))
        .filter(r::cancelled_at.is_null())
        .filter(i::stage.eq_any(told))
        .order((r::due_at, l::application_id))
        .limit(limit)
        .select((l::release_id, l::application_id))
        .load(conn)?;
    rows.into_iter().map(|(release, application)| Ok((id(&release)?, id(&application)?))).collect()
}

/// The letter that a city got, and when.
pub(super) fn find_let_out(conn: &mut Conn, application: Id<Application>) -> Result<Option<(String, NaiveDateTime)>, Error> {
    let found: Option<(String, Option<NaiveDateTime>)> = l::table
        .filter(l::application_id.eq(application.text()))
        .filter(l::outcome.eq(Outcome::LetOut.to_string()))
        .select((l::letter, l::ended_at))
        .first(conn)
        .optional()?;
    Ok(found.and_then(|(letter, at)| at.map(|at| (letter, at))))
}
