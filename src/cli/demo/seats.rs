//! The panel of a round: reviewers are invited, declare their ties for the year and answer. One of them is away, one declines, and
//! one, who has no account, has not answered yet.

use super::cast::missing;
use super::rounds::Round;
use super::scene::{Goal, Scene};
use crate::kernel::Id;
use crate::opportunity;
use crate::panel::{self, Absence, Declaration, Holder, NewDeclaration, NewSeat, Seat, TieKind, TypedTerms};
use crate::people::{Account, Actor, FundRole};
use crate::places;
use anyhow::Result;
use chrono::{NaiveDate, TimeDelta};

/// What each of the reviewers knows about, and the state in which they work.
const KNOWN: [(&[&str], &str, &str); 5] = [
    (&["Economic development", "International trade"], "", "WI"),
    (&["Public health", "Education and youth"], "ports", "OR"),
    (&["City management", "Public finance"], "", "NM"),
    (&["Environment and climate", "Small and rural places"], "wildfire", "MT"),
    (&["Sister cities", "Culture and arts", "Tourism"], "", "NY"),
];
/// Who of them is away for some days of the demo's week.
const AWAY: usize = 2;
/// Who of them works for a university and lives in a city too large to apply.
const TIED: usize = 3;
/// Cities with more people than this play no part in the demo.
const LARGE: i64 = 500_000;

const NOTE: &str = "You know how small cities work. We would be glad to have you on this panel.";
const DECLINED: &str = "I advise two of the cities that may apply this year.";

/// How many reviews each will be asked for, if the applications of the demo get three each.
pub(super) fn each(scene: &Scene) -> usize {
    (scene.reaching(Goal::InReview).len() * 3).div_ceil(KNOWN.len())
}

/// Invites everybody to the panel of a round that expects this many reviews from each, and lets them answer.
pub(super) fn fill(scene: &Scene, round: &Round, reviews: usize) -> Result<()> {
    let officer = scene.staff(FundRole::ProgramOfficer)?;
    let slug = scene.app.db.read(|conn| opportunity::opportunity(conn, round.id))?.slug;
    let reply_by = scene.app.now().day() + TimeDelta::days(40);
    let invites = |email: &str, name: &str, most: usize| {
        let new = NewSeat {
            name: name.to_owned(),
            email: email.to_owned(),
            most_reviews: most.to_string(),
            reply_by: Ok(Some(reply_by)),
            note: NOTE.to_owned(),
        };
        scene.act(|tx| panel::invite(tx, &officer, &slug, &new))
    };
    for (n, account) in scene.staff.reviewers.iter().enumerate() {
        let person = scene.actor(*account)?;
        declare(scene, &person, n)?;
        // Everybody can take what they will be asked for, some a few more.
        let most = (reviews + 2 + 2 * n).clamp(1, 500);
        let seat = invites(&person.email, &person.name, most)?;
        accept(scene, (&person, seat), (n, most))?;
    }
    let guest: Id<Account> = scene.staff.guest.ok_or_else(|| missing("guest"))?;
    let guest = scene.actor(guest)?;
    let seat = invites(&guest.email, &guest.name, 6)?;
    scene.act(|tx| panel::decline(tx, Holder::Person(&guest, seat), DECLINED))?;
    invites("wren@panel.example", "Wren Larch", 8)?;
    Ok(())
}

fn accept(scene: &Scene, (person, seat): (&Actor, Id<Seat>), (n, most): (usize, usize)) -> Result<()> {
    let (tags, other, state) = KNOWN.get(n).copied().unwrap_or_default();
    let away = (n == AWAY).then(|| away(scene.today));
    let terms = TypedTerms {
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        other_tags: other.to_owned(),
        most_reviews: most.to_string(),
        absent_from: Ok(away.map(|days| days.from)),
        absent_to: Ok(away.map(|days| days.to)),
        state: state.to_owned(),
    };
    scene.act(|tx| panel::accept(tx, Holder::Person(person, seat), (&terms, "")))
}

/// A week that begins soon after the day of the demo.
fn away(today: NaiveDate) -> Absence {
    Absence { from: today + TimeDelta::days(6), to: today + TimeDelta::days(12) }
}

/// The yearly declaration, made anew where the last one is old; but by the last of them, who still stands on an old one.
fn declare(scene: &Scene, person: &Actor, n: usize) -> Result<()> {
    let now = scene.app.now();
    let before = scene.app.db.read(|conn| panel::latest_declaration(conn, person, now))?;
    let is_kept = |last: &Declaration| n + 1 == KNOWN.len() || now < last.declared_at.plus(TimeDelta::days(300));
    if before.as_ref().is_some_and(is_kept) {
        return Ok(());
    }
    let home = if n == TIED { places::read_bundled()?.into_iter().find(|place| place.population > LARGE) } else { None };
    let new = NewDeclaration {
        employers: if n == TIED { "harbor-college.example" } else { "" }.to_owned(),
        cities: home.into_iter().map(|place| (TieKind::Lives, place.geoname_id)).collect(),
        has_certified: true,
    };
    scene.act(|tx| panel::declare(tx, person, &new))?;
    Ok(())
}
