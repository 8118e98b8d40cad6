//! On every page on which colleagues write, each reads who else has it open: plan, people, costs, files and
//! partners, as on the questions. It is a notice and no lock, and it is no longer said once they have left.

use crate::claims::preparer;
use crate::grant::{fund_of, signed_in};
use crate::joint::{self, joint_round, lead, name_sitka, partner, portal};
use crate::support::{Browser, on_both_with_its_own_mail};
use diesel::prelude::*;
use urban_diplomacy_fund::db::schema::organisations as o;
use urban_diplomacy_fund::intake;
use urban_diplomacy_fund::people::{Actor, CityRole, membership};

const SAYS: &str = "is editing this section";

/// Ana comes, Ben reads so and she reads of him; she goes back to the task list, and he reads nothing.
fn meet((ana, ben): (&Browser, &Browser), tasks: &str, (first, second): (&str, &str)) {
    for who in [ana, ben] {
        who.get(tasks).must_be(200);
    }
    assert!(!ana.get(first).must_be(200).says(SAYS), "{first}: nobody else is there");
    ben.get(second).must_be(200).must_say("Ana Diaz is editing this section, since ").must_say("EST");
    ana.get(first).must_say("Ben Ito is editing this section");
    ana.get(tasks);
    assert!(!ben.get(second).says(SAYS), "{second}: she has left");
}

#[test]
fn colleagues_meet_on_every_page_of_the_plan() {
    on_both_with_its_own_mail(|world| {
        let fund = fund_of(world, &joint_round(), 100_000);
        let elmira = lead(world);
        let id = joint::draft(world, &fund, &elmira);
        let tasks = portal(world, id);
        let official = signed_in(world, &elmira.official);
        name_sitka(&official, &tasks).must_be(200);
        official.get(&tasks);
        let (ana, ben) = (preparer(world, &elmira, "Ana Diaz"), preparer(world, &elmira, "Ben Ito"));
        // Elmira reads its own time.
        let moved = world.db.write(|tx| {
            let row = diesel::update(o::table.find(elmira.id.text()));
            row.set(o::time_zone.eq("America/New_York")).execute(&mut **tx).map_err(urban_diplomacy_fund::db::Error::from)
        });
        moved.expect("it has its zone");
        let activity = world.db.read(|conn| intake::activities(conn, id)).expect("a plan")[0].id;
        let page = |path: String| format!("{tasks}/{path}");
        let (plan, new) = (page("activities".into()), page("activities/new".into()));
        let (edit, people) = (page(format!("activities/{activity}")), page(format!("activities/{activity}/people")));
        let (costs, files) = (page(format!("budget/{activity}")), page("attachments".into()));
        let (partners, one) = (page("partners".into()), page(format!("partners/{}", partner(world, id).id)));
        for (first, second) in [(&plan, &plan), (&plan, &new), (&edit, &edit), (&edit, &people), (&people, &people)] {
            meet((&*ana, &*ben), &tasks, (first, second));
        }
        for (first, second) in [(&costs, &costs), (&files, &files), (&partners, &partners), (&partners, &one), (&one, &one)] {
            meet((&*ana, &*ben), &tasks, (first, second));
        }

        // Another part is another place; it is no lock: what both send is kept or shown, never lost.
        ana.get(&edit);
        assert!(!ben.get(&files).says(SAYS));
        let (hers, his) = (ana.get(&edit), ben.get(&edit));
        his.must_say("Ana Diaz is editing this section").must_say("if you both save, you see both versions");
        ana.press(&hers, "Save and continue", &[("place", "Nice")]).must_be(200);
        let both = ben.press(&his, "Save and continue", &[("place", "Metz")]);
        both.must_be(422).must_say("Nice").must_say("Metz");

        // Who only reads is met by nobody.
        let vera = world.person("Vera Viewer");
        world.db.write(|tx| membership::grant(tx, &Actor::system(), elmira.id, vera.account, CityRole::Viewer)).expect("a role");
        ana.get(&tasks);
        for read in [&plan, &files, &partners] {
            vera.get(read).must_be(200);
            let seen = ben.get(read);
            assert!(!seen.must_be(200).says("Vera Viewer is editing"), "{read}");
        }
        world.at("2027-01-11T18:00:00Z");
        assert!(!ben.get(&edit).says(SAYS), "who has fallen silent has gone");
    });
}
