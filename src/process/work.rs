//! What needs a person today: the cases that stand where their roles are responsible, what is
//! due first before. Roles that were lent to them count; a case from which they stepped back is
//! not there for them.

use super::stage::{Stage, parse};
use super::step_back::list_closed;
use super::store;
use crate::db::{Conn, Error};
use crate::kernel::Timestamp;
use crate::opportunity;
use crate::people::{Actor, FundRole};
use crate::workflow::{self, Definition, Place, Transition, WaitFilter, WaitKey};
use chrono::{Days, NaiveDate};

/// How soon something is due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, strum::Display, strum::EnumString, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Due {
    /// Whenever.
    #[default]
    All,
    /// Its last day has passed.
    Overdue,
    /// Its last day is today.
    Today,
    /// Its last day comes within seven days, or has passed.
    Week,
}

impl Due {
    /// The first and the last due day, seen from `today`.
    fn days(self, today: NaiveDate) -> (Option<NaiveDate>, Option<NaiveDate>) {
        match self {
            Self::All => (None, None),
            Self::Overdue => (None, today.pred_opt()),
            Self::Today => (Some(today), Some(today)),
            Self::Week => (None, today.checked_add_days(Days::new(6))),
        }
    }
}

/// What a worklist is narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkFilter {
    /// One of the person's roles.
    pub role: Option<FundRole>,
    /// A stage.
    pub stage: Option<Stage>,
    /// The slug of a round.
    pub opportunity: Option<String>,
    /// How soon it is due.
    pub due: Due,
}

/// One case that waits for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// Where it stands in the list.
    pub key: WaitKey,
    /// Its reference number.
    pub reference: String,
    /// What it calls itself.
    pub title: String,
    /// The city.
    pub city: String,
    /// The name of the round.
    pub opportunity: String,
    /// Where it stands, as staff read it.
    pub place: String,
    /// What the program knows that as.
    pub stage: Stage,
    /// Since when it stands there.
    pub since: Timestamp,
    /// The last day for it.
    pub due_on: Option<NaiveDate>,
    /// What the steps say that the person's roles may take from there.
    pub steps: Vec<String>,
}

/// A page of a worklist.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkPage {
    /// The cases.
    pub rows: Vec<Work>,
    /// After which one the next page begins, if there is one.
    pub next: Option<WaitKey>,
}

/// The roles in the fund by which a person works today: their own, and those lent to them.
#[must_use]
pub fn work_roles(actor: &Actor, today: NaiveDate) -> Vec<FundRole> {
    let lent = actor.lent.iter().filter(|lent| lent.is_lent_on(today)).map(|lent| lent.role);
    let mut roles: Vec<FundRole> = Vec::new();
    for role in actor.fund_roles.iter().copied().chain(lent) {
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    roles
}

/// What waits for a person, from after `after` on, at most `limit` cases.
///
/// # Errors
/// The database's refusal.
pub fn list_work(
    conn: &mut Conn,
    actor: &Actor,
    (filter, today): (&WorkFilter, NaiveDate),
    (after, limit): (Option<&WaitKey>, usize),
) -> Result<WorkPage, Error> {
    let mut roles = work_roles(actor, today);
    roles.retain(|role| filter.role.is_none_or(|wanted| wanted == *role));
    let Some(narrowed) = narrowed(conn, actor, (filter, today))? else { return Ok(WorkPage::default()) };
    let roles: Vec<String> = roles.iter().map(ToString::to_string).collect();
    let most = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
    let mut waits = Vec::new();
    // Each role is one walk along an index; their pages together hold the first of all.
    for role in &roles {
        waits.extend(workflow::list_waits(conn, role, &narrowed, (after, most))?);
    }
    waits.sort_by_cached_key(workflow::Wait::key);
    waits.dedup_by_key(|wait| wait.key());
    let next = if waits.len() > limit { limit.checked_sub(1).and_then(|last| waits.get(last)).map(workflow::Wait::key) } else { None };
    waits.truncate(limit);
    let ids: Vec<String> = waits.iter().map(|wait| wait.instance.clone()).collect();
    let named = store::list_named(conn, &ids)?;
    let mut rows = Vec::with_capacity(waits.len());
    for wait in waits {
        let Some(case) = named.get(&wait.instance) else { continue };
        let definition = workflow::definition(conn, &case.definition_hash)?;
        let place = definition.place(&wait.place);
        rows.push(Work {
            key: wait.key(),
            reference: case.reference.clone(),
            title: case.title.clone(),
            city: case.city.clone(),
            opportunity: case.opportunity.clone(),
            place: place.map_or_else(|| wait.place.clone(), |place| place.label.clone()),
            stage: parse(&wait.stage)?,
            since: wait.since,
            due_on: wait.due_on,
            steps: place.map_or_else(Vec::new, |place| steps(&definition, place, &roles)),
        });
    }
    Ok(WorkPage { rows, next })
}

/// The filter in the words of the engine; none where there is no such round.
fn narrowed(conn: &mut Conn, actor: &Actor, (filter, today): (&WorkFilter, NaiveDate)) -> Result<Option<WaitFilter>, Error> {
    let bundle = match &filter.opportunity {
        None => None,
        Some(slug) => match opportunity::find_by_slug(conn, slug)? {
            Some(found) => Some(found.id.text()),
            None => return Ok(None),
        },
    };
    let (from, until) = filter.due.days(today);
    Ok(Some(WaitFilter { stage: filter.stage.map(|stage| stage.to_string()), bundle, from, until, without: list_closed(conn, actor)? }))
}

/// The labels of the steps that lead out of a place and are for one of these roles; what needs a
/// reason, because it takes a case off its way, comes last.
fn steps(definition: &Definition, place: &Place, roles: &[String]) -> Vec<String> {
    let is_for = |by: &[String]| by.iter().any(|role| roles.contains(role));
    let steps = definition.transitions.iter().filter(|step| !step.system && step.from.contains(&place.id));
    let mut theirs: Vec<&Transition> = steps
        .filter(|step| {
            let bands = step.approval.iter().flat_map(|approval| &approval.bands);
            is_for(&step.by) || bands.into_iter().any(|band| is_for(&band.by))
        })
        .collect();
    theirs.sort_by_key(|step| step.reason_required);
    theirs.into_iter().map(|step| step.label.clone()).collect()
}

/// How far cases are counted: beyond that there are simply more.
pub const COUNTED: usize = 1000;

/// How many cases that wait for a person are overdue, and how many are due today; each at most one
/// more than [`COUNTED`].
///
/// # Errors
/// The database's refusal.
pub fn count_work(conn: &mut Conn, actor: &Actor, today: NaiveDate) -> Result<(usize, usize), Error> {
    let roles: Vec<String> = work_roles(actor, today).iter().map(ToString::to_string).collect();
    if roles.is_empty() {
        return Ok((0, 0));
    }
    let without = list_closed(conn, actor)?;
    let mut count = |due: Due| {
        let (from, until) = due.days(today);
        workflow::count_waits(conn, &roles, &WaitFilter { from, until, without: without.clone(), ..WaitFilter::default() }, COUNTED)
    };
    Ok((count(Due::Overdue)?, count(Due::Today)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::LentRole;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn a_lent_role_counts_on_its_days_and_once() {
        let by = crate::kernel::IdSource::seeded(1).id(Timestamp::from_micros(0));
        let lent = |role| LentRole { role, by, most: None, first_day: day("2027-03-01"), last_day: day("2027-03-05") };
        let roles = vec![FundRole::ProgramOfficer];
        let lent = vec![lent(FundRole::ApprovingOfficial), lent(FundRole::ProgramOfficer)];
        let actor = Actor { fund_roles: roles, lent, ..Actor::anonymous() };
        assert_eq!(work_roles(&actor, day("2027-03-05")), [FundRole::ProgramOfficer, FundRole::ApprovingOfficial]);
        assert_eq!(work_roles(&actor, day("2027-03-06")), [FundRole::ProgramOfficer]);
    }

    #[test]
    fn days_are_counted_from_today() {
        let today = day("2027-03-01");
        assert_eq!(Due::Overdue.days(today), (None, Some(day("2027-02-28"))));
        assert_eq!(Due::Today.days(today), (Some(today), Some(today)));
        assert_eq!(Due::Week.days(today), (None, Some(day("2027-03-07"))));
        assert_eq!(Due::All.days(today), (None, None));
    }

    #[test]
    fn what_to_do_names_the_steps_of_the_role() {
        let definition = super::super::shipped("grant-standard").expect("it parses").definition;
        let said = |place: &str, role: &str| steps(&definition, definition.place(place).expect("a place"), &[role.to_owned()]);
        assert_eq!(said("eligibility", "program_officer"), ["Pass the eligibility check", "Return for changes", "Find ineligible"]);
        assert_eq!(said("award_decided", "program_officer"), ["Tell the city of its award", "Take the approval back"]);
        assert_eq!(said("recommended", "approving_official"), ["Approve", "Send back to the panel", "Reject"]);
        assert_eq!(said("draft", "program_officer"), Vec::<String>::new());
    }
}
