//! Two more rounds of this year: City Engagement Grants on the standard way, where decisions
//! are told later and can be appealed, and Joint Projects Abroad with its concept notes.

use super::apply;
use super::check;
use super::judge;
use super::rounds::{self, Round};
use super::scene::{Case, Goal, Scene};
use super::seats;
use crate::award::{Line, Proposal};
use crate::intake::{self, Application, PartError, PartnerInput};
use crate::kernel::Id;
use crate::people::{FundRole, organisation};
use crate::process;
use anyhow::Result;

const ENGAGEMENT: &str = include_str!("../../../config/opportunities/city-engagement-grants-2027.toml");
const JOINT: &str = include_str!("../../../config/opportunities/joint-projects-abroad-2027.toml");

/// Why an application gets no award.
const DECLINED: &str = "Other plans named their partners and dates; this one does not yet.";

/// Where a case of the standard way stands in the end. In the order of its way.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stop {
    Draft,
    Received,
    ConflictsOpen,
    InReview,
    Panel,
    Recommended,
    Decided,
    Offered,
    DeclineDecided,
    Appealed,
}

const WAYS: [Stop; 13] = [
    Stop::Panel,
    // The second city has an offer to answer.
    Stop::Offered,
    Stop::Received,
    Stop::Decided,
    Stop::InReview,
    Stop::Recommended,
    Stop::Received,
    Stop::DeclineDecided,
    Stop::ConflictsOpen,
    Stop::Appealed,
    Stop::Decided,
    Stop::InReview,
    Stop::Draft,
];

/// Where a concept note stands in the end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Note {
    Draft,
    Received,
    Invited,
    NotInvited,
}

const NOTES: [Note; 5] = [Note::Invited, Note::Received, Note::NotInvited, Note::Received, Note::Draft];

/// Plays both rounds on one day.
pub(super) fn play(scene: &mut Scene, applications: usize) -> Result<()> {
    let engagement = rounds::open_other(scene, ENGAGEMENT)?;
    let joint = rounds::open_other(scene, JOINT)?;
    seats::fill(scene, &engagement, WAYS.len())?;
    scene.begin("other rounds", WAYS.len() + NOTES.len());
    // A small demo has a few of each; a large one no more than one for each city and round.
    let most = scene.cities.len().min(applications);
    for (n, stop) in WAYS.iter().enumerate().take(most) {
        engage(scene, &engagement, n, *stop)?;
        scene.step();
    }
    for (n, note) in NOTES.iter().enumerate().take(most) {
        propose(scene, &joint, n, *note)?;
        scene.step();
    }
    Ok(())
}

fn engage(scene: &mut Scene, round: &Round, city: usize, stop: Stop) -> Result<()> {
    let goal = if stop == Stop::Draft { Goal::Draft } else { Goal::Scored };
    let case = apply::write_one(scene, round, city, goal)?;
    let (officer, approver) = (scene.staff(FundRole::ProgramOfficer)?, scene.staff(FundRole::ApprovingOfficial)?);
    let press = Scene::press();
    if stop < Stop::ConflictsOpen {
        return Ok(());
    }
    judge::screen(scene, &case)?;
    if stop == Stop::ConflictsOpen {
        return Ok(());
    }
    let note = "Nobody of the fund or the panel has ties to this city.";
    scene.act(|tx| process::advance(tx, &officer, case.id, ("clear_conflicts", note), &press))?;
    // Where the reviews are under way, the last of them has only begun.
    let under_way = Case { goal: if stop == Stop::InReview { Goal::InReview } else { Goal::Scored }, ..case.clone() };
    judge::review(scene, &under_way, city)?;
    if stop == Stop::InReview {
        return Ok(());
    }
    scene.act(|tx| process::advance(tx, &officer, case.id, ("call_panel", ""), &press))?;
    match stop {
        Stop::Panel => Ok(()),
        Stop::DeclineDecided | Stop::Appealed => {
            scene.act(|tx| process::decline(tx, &approver, case.id, DECLINED, &press))?;
            if stop == Stop::Appealed { appeal(scene, &case) } else { Ok(()) }
        }
        _ => {
            check::check(scene, &case, false)?;
            recommend(scene, round, case.id)?;
            if stop >= Stop::Decided {
                judge::approve(scene, case.id)?;
            }
            if stop == Stop::Offered { scene.act(|tx| process::tell(tx, &officer, case.id, &press)) } else { Ok(()) }
        }
    }
}

fn recommend(scene: &Scene, round: &Round, id: Id<Application>) -> Result<()> {
    let officer = scene.staff(FundRole::ProgramOfficer)?;
    let lines = scene.app.db.read(|conn| intake::budget_by_category(conn, id))?;
    let dates = &round.definition.dates;
    let proposal = Proposal {
        lines: lines.into_iter().map(|(category, amount)| Line { category, amount }).collect(),
        period_start: dates.performance_starts,
        period_end: dates.performance_ends,
        rationale: "The panel agrees: the partners are named, and career staff lead.".into(),
    };
    scene.act(|tx| process::recommend(tx, &officer, id, &proposal, &Scene::press()))?;
    Ok(())
}

/// The city is told, and asks that the decision be looked at again.
fn appeal(scene: &Scene, case: &Case) -> Result<()> {
    let officer = scene.staff(FundRole::ProgramOfficer)?;
    let official = scene.actor(scene.city(case.city)?.official)?;
    let press = Scene::press();
    scene.act(|tx| process::tell(tx, &officer, case.id, &press))?;
    let reason = "The partner is named on the third page: the port authority of our sister city. Please read it again.";
    scene.act(|tx| process::appeal(tx, &official, case.id, reason, &press))
}

fn propose(scene: &mut Scene, round: &Round, city: usize, note: Note) -> Result<()> {
    let goal = if note == Note::Draft { Goal::Draft } else { Goal::Submitted };
    let case = apply::write_one(scene, round, city, goal)?;
    let (officer, approver) = (scene.staff(FundRole::ProgramOfficer)?, scene.staff(FundRole::ApprovingOfficial)?);
    let press = Scene::press();
    match note {
        Note::Draft | Note::Received => Ok(()),
        Note::Invited => {
            let ask = "Please say more about who leads the project in the second year.";
            scene.act(|tx| process::invite(tx, &officer, case.id, ask, &press))?;
            together(scene, round, &case)
        }
        Note::NotInvited => scene.act(|tx| process::decline(tx, &approver, case.id, DECLINED, &press)),
    }
}

/// The invited city applies together with another, whose contact is asked to confirm its part.
fn together(scene: &Scene, round: &Round, case: &Case) -> Result<()> {
    let clerk = scene.actor(scene.city(case.city)?.clerk)?;
    let other = scene.city((case.city + 1) % scene.cities.len())?;
    if round.definition.joint.is_none() {
        return Ok(());
    }
    let place = scene.app.db.read(|conn| organisation::city(conn, other.id))?.geoname_id;
    let input = PartnerInput {
        name: other.name.clone(),
        contact_name: "Ines Diaz".into(),
        contact_email: "partner@demo.example".into(),
        part: "Sends two planners to the exchange and hosts the guests for three days in May.".into(),
    };
    scene.act(|tx| {
        let partner = intake::add_partner(tx, &clerk, case.id, place, &input)?;
        intake::ask_partner(tx, &clerk, partner)?;
        Ok::<_, PartError>(())
    })
}
