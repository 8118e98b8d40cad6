//! One action on many cases: looked at before, confirmed once, each for itself, and a report.

use crate::grant::{City, application, city, fund_of, nothing_contradicts, screened, signed_in};
use crate::standard_way::{ROUND, advance, marking, number, with_the_panel};
use crate::support::{World, on_both, on_both_with_its_own_mail};
use urban_diplomacy_fund::intake::Application;
use urban_diplomacy_fund::kernel::Id;
use urban_diplomacy_fund::process;
use urban_diplomacy_fund::workflow;

fn events(world: &World, id: Id<Application>) -> usize {
    world.db.read(|conn| workflow::list_events(conn, &id.text())).expect("events").len()
}

const ALL_HOLD: [(&str, &str); 4] = [("check", "1"), ("check", "2"), ("check", "3"), ("check", "4")];

#[test]
fn many_are_looked_at_confirmed_once_and_each_moves_for_itself() {
    on_both(|world| {
        let fund = fund_of(world, ROUND, 90_000);
        let cities: [City; 5] = ["Madison", "Monona", "Verona", "Stoughton", "Waunakee"].map(|name| city(world, name));
        let ids = cities.each_ref().map(|city| application(world, &fund, city, 8_000));
        let names = ids.map(|id| number(world, id));
        screened(world, &fund, ids[2]);
        world.db.write(|tx| process::step_back(tx, &fund.officer, ids[4], "My sister works there.")).expect("stepped back");

        let officer = signed_in(world, &fund.officer);
        let list = officer.get("/desk/applications");
        list.must_be(200).must_say("Choose all on this page");
        assert!(list.all("input[type=checkbox][checked]").is_empty());
        let chosen = officer.follow(&list, "Choose all on this page");
        let checked = chosen.body.matches(" checked").count();
        assert_eq!(checked, 4, "all but the one from which she stepped back");
        let look = officer.submit(&chosen, &[("action", "complete")]);
        look.must_be(200).must_say("3 will move, 1 cannot").must_say("Nothing has happened yet");
        look.must_say("This step does not lead on from where it stands").must_say(&names[2]);
        assert!(!look.says(&names[4]));
        let sneaked = officer.get(&format!("/desk/bulk?action=complete&case={}&case={}", names[0], names[4]));
        sneaked.must_say("1 will move, 1 cannot").must_say("There is no such application for you");
        assert!(!sneaked.says("Waunakee"));

        let open = officer.submit(&look, &[("check", "1")]);
        open.must_be(422).must_say("Every check must hold for all of these applications");
        // Meanwhile somebody else screens one of them.
        screened(world, &fund, ids[1]);
        let filled = look.fill(None, &ALL_HOLD);
        let report = officer.send_form(&filled, &[]);
        report.must_be(200).must_say("2 done, 1 failed");
        for id in ids.iter().take(4) {
            assert!(marking(world, *id).contains("eligible"), "{}", marking(world, *id));
        }
        let counted = ids.map(|id| events(world, id));
        let again = officer.send_form(&filled, &[]);
        again.must_be(200).must_say("2 done, 1 failed");
        assert_eq!((again.path, ids.map(|id| events(world, id))), (report.path.clone(), counted), "a second press does nothing twice");

        let retry = officer.follow(&report, "Look at these again");
        retry.must_be(200).must_say("0 will move, 1 cannot").must_say(&names[1]);
        signed_in(world, &fund.both).get(&report.path).must_be(404);
        nothing_contradicts(world, &ids);
    });
}

#[test]
fn one_reason_serves_for_all_and_a_hundred_is_the_most() {
    on_both_with_its_own_mail(|world| {
        let fund = fund_of(world, ROUND, 90_000);
        let ids = ["Madison", "Monona"].map(|name| with_the_panel(world, &fund, &city(world, name), 8_000));
        let names = ids.map(|id| number(world, id));
        let address = |action: &str| format!("/desk/bulk?action={action}&case={}&case={}", names[0], names[1]);
        let officer = signed_in(world, &fund.officer);
        officer.get(&address("decline")).must_be(200).must_say("0 will move, 2 cannot").must_say("This step is for: approving official");
        let back = officer.get(&address("more-reviews"));
        officer.submit(&back, &[]).must_be(422).must_say("Give the reason");
        officer.submit(&back, &[("reason", "A third review is missing.")]).must_be(200).must_say("2 done, 0 failed");
        assert!(ids.iter().all(|id| marking(world, *id) == "in_review"));
        let handed = officer.get(&address("panel"));
        officer.submit(&handed, &[]).must_say("2 done, 0 failed");

        let approver = signed_in(world, &fund.approver);
        let form = approver.get(&address("decline"));
        let done = approver.submit(&form, &[("reason", "Others reach more people.")]);
        done.must_say("2 done, 0 failed").must_say("Others reach more people.");
        assert!(ids.iter().all(|id| marking(world, *id) == "decline_decided"));
        let telling = officer.get(&address("tell"));
        telling.must_be(200).must_say("Tell decisions together").must_say("Others reach more people.");
        assert_eq!(telling.body.matches(" checked").count(), 2, "those chosen are ticked");

        let many: String = (0..101).map(|n| format!("&case=UDF-2027-{n:04}")).collect();
        let refused = officer.get(&format!("/desk/bulk?action=panel{many}"));
        refused.must_be(422).must_say("At most 100 applications can be handled at once. You chose 101.");
        officer.get("/desk/bulk").must_be(422).must_say("Choose at least one application");
        let fields: Vec<(String, String)> = (0..101).map(|n| ("case".into(), format!("UDF-2027-{n:04}~1"))).collect();
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(k, v): &(String, String)| (k.as_str(), v.as_str())).chain([("action", "panel")]).collect();
        officer.post("/desk/bulk", &fields).must_be(422).must_say("You chose 101");
        nothing_contradicts(world, &ids);
    });
}

#[test]
fn a_worklist_leads_to_the_same_preview() {
    on_both(|world| {
        let fund = fund_of(world, ROUND, 90_000);
        let ids = ["Madison", "Monona"].map(|name| application(world, &fund, &city(world, name), 8_000));
        let officer = signed_in(world, &fund.officer);
        let list = officer.get("/desk/work?select=all");
        // Two checks side by side are two rows of one case: it is handled once.
        let look = officer.submit(&list, &[("action", "conflict-check")]);
        look.must_be(200).must_say("2 will move, 0 cannot");
        officer.submit(&look, &[("reason", "Nobody has one.")]).must_say("2 done, 0 failed");
        assert!(ids.iter().all(|id| marking(world, *id) == "cleared eligibility"));
        assert!(advance(world, &fund.officer, ids[0], "clear_conflicts").is_err());
        nothing_contradicts(world, &ids);
    });
}
