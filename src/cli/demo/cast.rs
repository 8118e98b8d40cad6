//! Who plays: the fund's staff, reviewers, and the people of the cities.

use super::apply::small_pdf;
use super::scene::Scene;
use super::words;
use crate::kernel::Id;
use crate::people::official::{self, NewOfficial};
use crate::people::{Account, Actor, CityRole, FundRole, Organisation, account, claim, membership, organisation, password, role};
use crate::places::{self, Place};
use anyhow::{Context, Result, anyhow};

/// The password of every account of the demo. Long enough to be taken, and public.
const PASSWORD: &str = "small cities act abroad";

/// The fund's people, in the order of their roles, and the reviewers.
#[derive(Default)]
pub(super) struct Staff {
    members: Vec<(FundRole, Id<Account>)>,
    pub(super) reviewers: Vec<Id<Account>>,
    /// A reviewer who sits on no panel.
    pub(super) guest: Option<Id<Account>>,
}

/// A city with the two people who act for it.
#[derive(Clone)]
pub(super) struct City {
    pub(super) id: Id<Organisation>,
    pub(super) name: String,
    pub(super) population: i64,
    pub(super) clerk: Id<Account>,
    pub(super) official: Id<Account>,
}

const STAFF: [(&str, &str, FundRole); 7] = [
    ("officer", "Olive Juniper", FundRole::ProgramOfficer),
    ("approver", "Arlo Cedar", FundRole::ApprovingOfficial),
    ("finance", "Fern Marigold", FundRole::FinanceOfficer),
    ("releaser", "Rowan Basalt", FundRole::ReleasingOfficer),
    ("auditor", "Iris Flint", FundRole::Auditor),
    ("admin", "Addie Granite", FundRole::Administrator),
    ("chair", "Clay Hemlock", FundRole::Chair),
];
/// Others in the same roles, for what two people must do.
const SECONDS: [(&str, &str, FundRole); 4] = [
    ("finance2", "Basil Copper", FundRole::FinanceOfficer),
    ("officer2", "Hazel Quarry", FundRole::ProgramOfficer),
    ("approver2", "Linden Slate", FundRole::ApprovingOfficial),
    ("approver3", "Sage Boulder", FundRole::ApprovingOfficial),
];
const REVIEWERS: [&str; 5] = ["Ray Saffron", "Lena Teal", "Otis Walnut", "Nia Coral", "Hugo Slate"];
/// A reviewer who declines the panels.
const GUEST: (&str, &str) = ("reviewer6", "Petra Sandstone");

/// What the names of places hold that have no city hall.
const BASES: [&str; 5] = ["Base", "Fort ", "Camp ", "Barracks", "Air Force"];

impl Scene {
    /// The first person of the fund with a role, with the rights of this moment.
    pub(super) fn staff(&self, role: FundRole) -> Result<Actor> {
        self.nth_of_staff(role, 0)
    }

    /// Another person with that role, counted from 0.
    pub(super) fn nth_of_staff(&self, role: FundRole, n: usize) -> Result<Actor> {
        let found = self.staff.members.iter().filter(|(held, _)| *held == role).nth(n).context("a role that nobody plays")?;
        self.actor(found.1)
    }

    /// A person, with the rights of this moment.
    pub(super) fn actor(&self, id: Id<Account>) -> Result<Actor> {
        Ok(self.app.db.read(|conn| account::actor(conn, id))?)
    }

    /// The city of a case.
    pub(super) fn city(&self, index: usize) -> Result<City> {
        self.cities.get(index).cloned().context("a city that does not play")
    }
}

pub(super) fn import_places(scene: &Scene) -> Result<()> {
    let all = places::read_bundled()?;
    scene.app.db.write(|tx| places::import(tx, &all, |_| ()))?;
    scene.step();
    Ok(())
}

/// The fund's people, one for each role, and the reviewers.
pub(super) fn hire_staff(scene: &mut Scene) -> Result<()> {
    let hash = password::hash(PASSWORD, scene.app.db.ids())?;
    for (mailbox, name, role) in STAFF.into_iter().chain(SECONDS) {
        let id = hire(scene, mailbox, name, &hash, role)?;
        scene.staff.members.push((role, id));
    }
    for (n, name) in REVIEWERS.iter().enumerate() {
        let id = hire(scene, &format!("reviewer{}", n + 1), name, &hash, FundRole::Reviewer)?;
        scene.staff.reviewers.push(id);
    }
    scene.staff.guest = Some(hire(scene, GUEST.0, GUEST.1, &hash, FundRole::Reviewer)?);
    Ok(())
}

fn hire(scene: &Scene, mailbox: &str, name: &str, hash: &str, role: FundRole) -> Result<Id<Account>> {
    let system = Actor::system();
    let id = scene.act(|tx| account::create(tx, &system, &format!("{mailbox}@demo.example"), name, Some(hash)))?;
    scene.act(|tx| role::grant(tx, &system, id, role))?;
    Ok(id)
}

/// Real places with 2,000 to 45,000 people, each with an invented clerk and official.
pub(super) fn settle_cities(scene: &mut Scene, count: usize) -> Result<()> {
    let hash = password::hash(PASSWORD, scene.app.db.ids())?;
    let mut fitting: Vec<Place> = places::read_bundled()?
        .into_iter()
        .filter(|p| (2_000..45_000).contains(&p.population) && !BASES.iter().any(|b| p.name.contains(b)))
        .collect();
    fitting.sort_by_key(|p| p.geoname_id);
    for n in 0..count {
        if fitting.is_empty() {
            break;
        }
        let last = i64::try_from(fitting.len()).unwrap_or(1) - 1;
        let place = fitting.swap_remove(usize::try_from(scene.dice.between(0, last)).unwrap_or(0));
        let city = settle(scene, &place, n, &hash)?;
        scene.cities.push(city);
        scene.step();
    }
    Ok(())
}

fn settle(scene: &mut Scene, place: &Place, n: usize, hash: &str) -> Result<City> {
    let system = Actor::system();
    // The first city's people have addresses that are easy to type.
    let mailbox = |who: &str| if n == 0 { format!("{who}@demo.example") } else { format!("{who}{}@demo.example", n + 1) };
    let (clerk_name, official_name) = (words::name(&mut scene.dice), words::name(&mut scene.dice));
    let clerk = scene.act(|tx| account::create(tx, &system, &mailbox("clerk"), &clerk_name, Some(hash)))?;
    let official = scene.act(|tx| account::create(tx, &system, &mailbox("official"), &official_name, Some(hash)))?;
    let clerk_actor = scene.actor(clerk)?;
    let id = scene.act(|tx| organisation::register(tx, &clerk_actor, place.geoname_id))?;
    prove(scene, id, clerk)?;
    come_into_office(scene, id, (clerk, official))?;
    if n == 0 {
        let viewer = scene.act(|tx| account::create(tx, &system, "viewer@demo.example", "Vic Larkspur", Some(hash)))?;
        scene.act(|tx| membership::grant(tx, &system, id, viewer, CityRole::Viewer))?;
    }
    Ok(City { id, name: place.name.clone(), population: place.population, clerk, official })
}

/// The clerk proves by a letter that they act for the city.
fn give_letter(scene: &Scene, city: Id<Organisation>, clerk: Id<Account>) -> Result<()> {
    let clerk = scene.actor(clerk)?;
    let text = small_pdf(&format!("{} may apply for the city. Signed, the mayor", clerk.name));
    let letter = scene.app.files.accept_bytes("letter.pdf", &text, claim::LETTER)?;
    scene.act(|tx| claim::prove_by_letter(tx, &clerk, city, &letter))
}

/// The letter is given, and an officer confirms it.
fn prove(scene: &Scene, city: Id<Organisation>, clerk: Id<Account>) -> Result<()> {
    give_letter(scene, city, clerk)?;
    let officer = scene.staff(FundRole::ProgramOfficer)?;
    let found = scene.app.db.read(|conn| claim::latest(conn, &officer, city))?.context("a claim")?;
    let looked = claim::Looked { claim: found.id, seal: found.seal() };
    scene.act(|tx| claim::confirm(tx, &officer, &looked, "Called the number on the city’s own website."))
}

/// The clerk names the official, who says that they may sign.
fn come_into_office(scene: &Scene, city: Id<Organisation>, (clerk, official): (Id<Account>, Id<Account>)) -> Result<()> {
    let (clerk, official) = (scene.actor(clerk)?, scene.actor(official)?);
    let new = NewOfficial { name: official.name.clone(), job_title: "Mayor".into(), email: official.email.clone() };
    let naming = scene.act(|tx| official::name(tx, &clerk, city, &new))?;
    scene.act(|tx| official::confirm(tx, &official, naming.id, true))
}

/// What waits at `/desk/claims`: a city that was claimed anew, and somebody whom nobody let in.
pub(super) fn claim_anew(scene: &Scene) -> Result<()> {
    let system = Actor::system();
    let hash = password::hash(PASSWORD, scene.app.db.ids())?;
    let taken = |id: i64| scene.app.db.read(|conn| organisation::find_by_place(conn, id)).map(|found| found.is_some());
    let mut fitting = places::read_bundled()?.into_iter().filter(|p| (3_000..9_000).contains(&p.population));
    let place = fitting.find(|p| !taken(p.geoname_id).unwrap_or(true)).context("a free place")?;
    let clerk = scene.act(|tx| account::create(tx, &system, "newcomer@demo.example", "Nell Gannet", Some(&hash)))?;
    let actor = scene.actor(clerk)?;
    let id = scene.act(|tx| organisation::register(tx, &actor, place.geoname_id))?;
    give_letter(scene, id, clerk)?;
    let other = scene.act(|tx| account::create(tx, &system, "colleague@demo.example", "Cole Thistle", Some(&hash)))?;
    let (other, first) = (scene.actor(other)?, scene.city(0)?);
    scene.act(|tx| membership::request_access(tx, &other, first.id))
}

/// Prints who can sign in, and with what.
pub(super) fn print_sign_ins(scene: &Scene) {
    let first = scene.cities.first().map(|c| c.name.clone()).unwrap_or_default();
    say!("The demo fund is ready: {} cities, {} applications. All people are invented.\n", scene.cities.len(), scene.cases.len());
    say!("Sign in with one of these addresses and the password: {PASSWORD}\n");
    let city = [("clerk", "preparer"), ("official", "authorized official"), ("viewer", "viewer")];
    for (mailbox, role) in city {
        say!("  {:28} {role} of {first}", format!("{mailbox}@demo.example"));
    }
    for (mailbox, _, role) in STAFF {
        say!("  {:28} {}", format!("{mailbox}@demo.example"), role.to_string().replace('_', " "));
    }
    for (mailbox, _, role) in SECONDS {
        say!("  {:28} {}", format!("{mailbox}@demo.example"), role.to_string().replace('_', " "));
    }
    say!("  {:28} reviewer (1 to {})", "reviewer1@demo.example", REVIEWERS.len());
    say!("  {:28} reviewer who sits on no panel\n", format!("{}@demo.example", GUEST.0));
}

/// An error for a list that is too short.
pub(super) fn missing(what: &str) -> anyhow::Error {
    anyhow!("the demo has no {what}")
}
