//! The proof of a claim as an officer looks at it, and the one limit of letters with links.

use crate::claims::{gives_letter, preparer, registered};
use crate::grant::city;
use crate::support::{World, on_both};
use chrono::TimeDelta;
use urban_diplomacy_fund::kernel::Id;
use urban_diplomacy_fund::people::claim::{self, Claim, Looked};
use urban_diplomacy_fund::people::invite::{self, InviteError};
use urban_diplomacy_fund::people::official::{self, NewOfficial, OfficialError};
use urban_diplomacy_fund::people::{Actor, CityRole, FundRole};

/// A claim as this officer sees it now.
pub fn looked(world: &World, officer: &Actor, id: Id<Claim>) -> Looked {
    let found = world.db.read(|conn| claim::claim(conn, officer, id)).expect("a claim");
    Looked { claim: id, seal: found.claim.seal() }
}

#[test]
fn an_answer_counts_for_the_proof_that_was_looked_at() {
    on_both(|world| {
        let olive = world.staff("Olive Claims", FundRole::ProgramOfficer);
        let clerk = world.person("Clara Clerk");
        let base = registered(&clerk, "Marfa");
        gives_letter(&clerk, &base);
        let old = olive.follow(&olive.get("/desk/claims"), "Marfa, TX");
        old.must_say("Given by Clara Clerk");
        world.at("2027-01-11T16:00:01Z");
        gives_letter(&clerk, &base);
        let again = olive.press(&old, "Confirm", &[("note", "Called the city.")]);
        again.must_be(422).must_say("gave another proof after you opened this page").must_say("Called the city.");
        olive.press(&old, "Do not accept", &[("reason", "No.")]).must_be(422).must_say("gave another proof");
        olive.press(&again, "Confirm", &[("note", "Called the city.")]).must_be(200).must_say("Confirmed.");
    });
}

#[test]
fn letters_with_links_have_one_limit_a_day() {
    on_both(|world| {
        let madison = city(world, "Madison");
        let clerk = preparer(world, &madison, "Clara Clerk");
        let (actor, now) = (world.actor(&clerk), world.clock.now());
        let name = |n: usize| {
            let new = NewOfficial { name: "New Mayor".into(), job_title: "Mayor".into(), email: format!("mayor{n}@madison.example") };
            world.db.write(|tx| official::name(tx, &actor, madison.id, &new))
        };
        let invite = |n: usize| {
            let to = format!("colleague{n}@madison.example");
            world.db.write(|tx| invite::to_city(tx, &actor, madison.id, (&to, "Co Lleague"), CityRole::Viewer))
        };
        let most = (1..1_000).find(|n| invite(*n).is_err()).expect("a limit");
        assert!(matches!(invite(most), Err(InviteError::TooMany)));
        assert!(matches!(name(1), Err(OfficialError::TooMany)), "the same limit");
        let form = clerk.get(&format!("/portal/cities/{}/official", madison.id));
        let who = [("official_name", "New Mayor"), ("job_title", "Mayor"), ("official_email", "mayor@madison.example")];
        clerk.press(&form, "Name this person", &who).must_be(409).must_say("You sent many letters today.");
        world.clock.set(now.plus(TimeDelta::hours(25)));
        name(1).expect("a new day");
    });
}
