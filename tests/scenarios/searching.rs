//! The desk finds an application, a city or a person by what somebody says on the telephone.

use crate::grant::{application, city, fund, signed_in};
use crate::support::on_both;
use urban_diplomacy_fund::intake;
use urban_diplomacy_fund::process;

#[test]
fn a_number_a_city_and_a_name_are_found() {
    on_both(|world| {
        let fund = fund(world, 100_000);
        let (taos, elmira) = (city(world, "Taos"), city(world, "Elmira"));
        let id = application(world, &fund, &taos, 8_000);
        let other = application(world, &fund, &elmira, 6_000);
        let number = |id| world.db.read(|conn| intake::application(conn, id)).expect("an application").reference;
        let (reference, hidden) = (number(id), number(other));
        // A draft is the city’s own until it is received.
        world.db.write(|tx| process::start_case(tx, &taos.official, fund.round, taos.id).map(drop)).expect("a draft");
        let officer = signed_in(world, &fund.officer);
        let find = |text: &str| officer.get(&format!("/desk/search?{}", serde_urlencoded::to_string([("q", text)]).expect("it encodes")));
        let short = reference.trim_start_matches("UDF-").replace("-000", "-");
        for text in [reference.as_str(), &reference.to_lowercase(), &short, short.split('-').next_back().expect("a number")] {
            let page = find(text);
            page.must_be(200).must_say("Taos");
            assert!(!page.says(&hidden), "{text}: {}", page.text());
        }
        for text in ["Taos", "tAOs", "TAO"] {
            let page = find(text);
            page.must_say(&reference);
            assert!(!page.says(&hidden) && !page.says("Draft"), "{text}: {}", page.text());
        }
        for text in [&taos.official.name[..8], &taos.official.name.to_uppercase(), &taos.official.email[..9]] {
            find(text).must_say(&taos.official.email).must_say("Taos");
        }
        let nothing = find("no such thing %_'");
        nothing.must_be(200).must_say("No received application is found.").must_say("Nobody is found.");
        assert!(!find("").says("Applications"), "nothing typed finds nothing");
        // Whoever stepped back finds nothing; a city finds no such page.
        world.db.write(|tx| process::step_back(tx, &fund.approver, id, "My sister works there.")).expect("recorded");
        let page = signed_in(world, &fund.approver).get("/desk/search?q=Taos");
        assert!(!page.says(&reference), "{}", page.text());
        signed_in(world, &taos.official).get("/desk/search?q=Taos").must_be(404);
    });
}
