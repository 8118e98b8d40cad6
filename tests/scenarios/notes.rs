//! Notes on an application: what is internal stays with the fund, what is visible reaches the city,
//! and neither is ever changed.

use crate::grant::{application, city, fund, signed_in};
use crate::support::on_both_with_its_own_mail;
use diesel::prelude::*;
use urban_diplomacy_fund::db::{Error, schema};
use urban_diplomacy_fund::intake;
use urban_diplomacy_fund::kernel::{Kind, Refusal};
use urban_diplomacy_fund::{notes, process};

const SECRET: &str = "The budget looks high; ask <b>before</b> the panel.";
const OPEN: &str = "The hotel you name is closed in May.\nAnother quote is welcome.";

#[test]
fn internal_notes_stay_with_the_fund_and_visible_ones_reach_the_city() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 100_000);
        let (madison, elmira) = (city(world, "Madison"), city(world, "Elmira"));
        let id = application(world, &fund, &madison, 8_000);
        let reference = world.db.read(|conn| intake::application(conn, id)).expect("an application").reference;
        let desk = format!("/desk/applications/{reference}");
        let officer = signed_in(world, &fund.officer);
        let page = officer.follow(&officer.get(&desk), "Write a note, or read all");
        page.must_be(200).must_say("Nothing was noted yet.");
        let again = officer.press(&page, "Write this note", &[("text", SECRET)]);
        again.must_be(422).must_say("Choose who reads the note.");
        assert_eq!(again.one("#text"), SECRET, "what was typed stays");
        officer
            .press(&page, "Write this note", &[("text", " "), ("reader", "internal")])
            .must_be(422)
            .must_say("Write the note, in at most");
        officer.press(&page, "Write this note", &[("text", SECRET), ("reader", "internal")]).must_be(200).must_say("The note is written.");
        let before = world.mail_to(&madison.official.email).len();
        let page = officer.get(&format!("{desk}/notes"));
        officer.press(&page, "Write this note", &[("text", OPEN), ("reader", "visible")]).must_be(200);

        // The fund reads both, told apart in words; the city one of them, on its page and by letter.
        for path in [desk.clone(), format!("{desk}/notes")] {
            let page = officer.get(&path);
            page.must_say("Internal: the city does not read this").must_say(SECRET).must_say("The city reads this");
            // And in looks: one has a class of its own, each says what it is in its first line.
            let (internal, visible) =
                (page.all("div.udf-remark.udf-remark--internal"), page.all("div.udf-remark:not(.udf-remark--internal)"));
            assert_eq!([internal.len(), visible.len()], [1, 1], "{path}");
            assert!(internal[0].starts_with("Internal: the city does not read this") && internal[0].contains("looks high"), "{internal:?}");
            assert!(visible[0].starts_with("The city reads this") && visible[0].contains("Another quote"), "{visible:?}");
            let kinds = page.all(".udf-remark__kind");
            assert_eq!(kinds.len(), 2, "words stand beside the looks: {kinds:?}");
        }
        let status = format!("/portal/applications/{reference}/status");
        let seen = signed_in(world, &madison.official).get(&status);
        seen.must_say("Another quote is welcome.").must_say("The city reads this");
        assert!(!seen.body.contains("udf-remark--internal"), "the city sees no internal note, nor its looks");
        let letters = world.mail_to(&madison.official.email);
        assert_eq!(letters.len(), before + 1, "one letter for the visible note");
        assert!(letters.iter().any(|l| l.subject_line.contains(&reference) && l.body_text.contains("Another quote is welcome.")));
        for letter in &letters {
            assert!(!letter.body_text.contains("looks high"), "{letter:?}");
        }
        for (who, path) in [(&madison.official, &status), (&madison.official, &format!("/portal/applications/{reference}"))] {
            assert!(!signed_in(world, who).get(path).body.contains("looks high"));
        }
        signed_in(world, &elmira.official).get(&status).must_be(404);
        signed_in(world, &madison.official).get(&format!("{desk}/notes")).must_be(404);

        // The auditor reads and does not write; who stepped back finds nothing.
        let refused = world.db.write(|tx| notes::write(tx, &madison.official, id, ("internal", "x"))).expect_err("a city writes no note");
        assert_eq!(refused.kind(), Kind::Forbidden);
        let approver = fund.approver.clone();
        world.db.write(|tx| process::step_back(tx, &approver, id, "My sister works there.")).expect("recorded");
        signed_in(world, &approver).get(&format!("{desk}/notes")).must_be(404);
        let refused = world.db.write(|tx| notes::write(tx, &approver, id, ("internal", "x"))).expect_err("not there for them");
        assert_eq!(refused.kind(), Kind::Missing);
        let found = world.db.read(|conn| intake::application(conn, id)).expect("an application");
        let listed = |who| world.db.read(|conn| notes::list(conn, who, &found, None, 10)).expect("a list").len();
        assert_eq!([listed(&fund.officer), listed(&madison.official), listed(&approver), listed(&elmira.official)], [2, 1, 0, 0]);

        // The database itself keeps them.
        use schema::notes as n;
        let changed = world.db.write(|tx| diesel::update(n::table).set(n::text.eq("x")).execute(&mut **tx).map_err(Error::from));
        assert!(format!("{changed:?}").contains("append only"), "{changed:?}");
        let gone = world.db.write(|tx| diesel::delete(n::table).execute(&mut **tx).map_err(Error::from));
        assert!(format!("{gone:?}").contains("append only"), "{gone:?}");
    });
}

#[test]
fn a_long_row_of_notes_has_pages() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 100_000);
        let id = application(world, &fund, &city(world, "Madison"), 8_000);
        let reference = world.db.read(|conn| intake::application(conn, id)).expect("an application").reference;
        for n in 0..30 {
            world.at(&format!("2027-01-12T10:00:{n:02}Z"));
            world.db.write(|tx| notes::write(tx, &fund.officer, id, ("internal", &format!("Number {n}.")))).expect("written");
        }
        let officer = signed_in(world, &fund.officer);
        let first = officer.get(&format!("/desk/applications/{reference}/notes"));
        first.must_say("Number 29.").must_say("Number 5.");
        assert!(!first.says("Number 4."));
        officer.follow(&first, "Older notes").must_say("Number 4.").must_say("Number 0.");
        officer.get(&format!("/desk/applications/{reference}/notes?before=nonsense")).must_be(404);
    });
}
