//! The desk finds an application, a city or a person by what somebody says on the telephone.

use crate::grant::{application, city, fund, person, signed_in};
use crate::support::on_both;
use diesel::prelude::*;
use urban_diplomacy_fund::db::{Error, schema};
use urban_diplomacy_fund::intake::{self, Partner};
use urban_diplomacy_fund::people::{Actor, account};
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

#[test]
fn a_person_is_found_by_any_word_of_the_name_and_address() {
    on_both(|world| {
        let fund = fund(world, 100_000);
        let officer = signed_in(world, &fund.officer);
        let find = |text: &str| officer.get(&format!("/desk/search?{}", serde_urlencoded::to_string([("q", text)]).expect("it encodes")));
        let created = world.db.write(|tx| {
            account::create(tx, &Actor::system(), "m.quill@taos.example", "José Álvarez-Ruiz", None).expect("an account");
            // Another, kept by the database alone.
            person(tx, "Petra", &[]);
            use schema::accounts as c;
            diesel::update(c::table.filter(c::email.eq("petra@demo.example"))).set(c::name.eq("Petra O'Hara")).execute(&mut **tx)?;
            Ok::<_, Error>(())
        });
        created.expect("two people");
        for text in ["alvarez", "ÁLVAREZ", "Ruiz", "rui", "ruiz jose", "Jose Ruiz", "quill", "m.quill@taos"] {
            find(text).must_be(200).must_say("m.quill@taos.example");
        }
        find("ohara").must_say("petra@demo.example");
        find("O'Hara").must_say("petra@demo.example");
        for text in ["varez", "ruiz petra", "jose ohara", "taos.example"] {
            let page = find(text);
            assert!(!page.says("m.quill@taos.example"), "{text}: {}", page.text());
        }
        let renamed = world.db.write(|tx| {
            use schema::accounts as c;
            let id: String = c::table.filter(c::email.eq("m.quill@taos.example")).select(c::id).first(&mut **tx)?;
            let who = Actor { account: Some(id.parse().expect("an identifier")), ..Actor::anonymous() };
            account::rename(tx, &who, "José Núñez").expect("another name");
            Ok::<_, Error>(())
        });
        renamed.expect("renamed");
        find("nunez").must_say("m.quill@taos.example");
        assert!(!find("alvarez").says("m.quill@taos.example"), "the name before is not found any more");
    });
}

#[test]
fn a_city_that_takes_part_is_found_and_nothing_that_is_closed() {
    on_both(|world| {
        let fund = fund(world, 100_000);
        let taos = city(world, "Taos");
        let id = application(world, &fund, &taos, 8_000);
        let add = |name: &str, is_removed: bool| {
            let added = world.db.write(|tx| {
                use schema::application_partners as t;
                let now = tx.now().naive();
                let partner = tx.id::<Partner>().text();
                diesel::insert_into(t::table)
                    .values((
                        (t::id.eq(partner), t::application_id.eq(id.text()), t::name.eq(name), t::part.eq("Hosts.")),
                        (t::contact_name.eq("Ines"), t::contact_email.eq("ines@partner.example")),
                        t::removed_at.eq(is_removed.then_some(now)),
                    ))
                    .execute(&mut **tx)?;
                Ok::<_, Error>(())
            });
            added.expect("a partner");
        };
        add("Quincy, IL", false);
        add("Ogden, UT", true);
        let reference = world.db.read(|conn| intake::application(conn, id)).expect("an application").reference;
        let officer = signed_in(world, &fund.officer);
        officer.get("/desk/search?q=Quincy").must_be(200).must_say(&reference);
        officer.get("/desk/search?q=quin").must_say(&reference);
        assert!(!officer.get("/desk/search?q=Ogden").says(&reference), "whoever was removed takes no part");
        world.db.write(|tx| process::step_back(tx, &fund.approver, id, "My sister works there.")).expect("recorded");
        let page = signed_in(world, &fund.approver).get("/desk/search?q=Quincy");
        assert!(!page.says(&reference), "{}", page.text());
    });
}
