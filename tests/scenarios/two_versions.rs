//! Two versions of one part, by two people or in two windows: both are shown, one is chosen, and
//! nothing is overwritten in silence.

use crate::applying::preparer;
use crate::grant::{fund_of, signed_in};
use crate::joint::{CONTACT, draft, joint_round, lead, name_sitka, partner, portal};
use crate::losing::{ODD, in_field, saved, writing};
use crate::support::{Browser, Page, on_both, on_both_with_its_own_mail};

#[test]
fn two_versions_of_an_answer_are_compared_and_one_is_chosen() {
    on_both(|world| {
        let (madison, clara, base, hers) = writing(world);
        let carl = preparer(world, &madison, "Carl");
        let path = format!("{base}/questions/skills");
        let save = |who: &Browser, page: &Page, typed: &[(&str, &str)]| who.press(page, "Save and continue", typed);
        let clash = |mine: &str, theirs: &str| {
            let page = carl.get(&path);
            save(&clara, &clara.get(&path), &[("answer", theirs)]).must_be(200);
            let clash = save(&carl, &page, &[("answer", mine)]);
            clash
                .must_be(422)
                .must_say("Two versions")
                .must_say("Somebody else saved this part")
                .must_say("Clara saved, January 11, 2027, 9:0");
            assert_eq!(in_field(&clash, "#answer"), mine);
            assert_eq!(saved(world, &base, "skills").as_deref(), Some(theirs), "nothing is chosen in silence");
            clash
        };
        save(&clara, &hers, &[("answer", "First")]).must_be(200);
        let own = clash(ODD, "Her text");
        save(&carl, &own, &[("pick_answer", "mine")]).must_be(200);
        assert_eq!(saved(world, &base, "skills").as_deref(), Some(ODD));
        let hers = format!("Her {ODD}");
        let theirs = clash("His other text", &hers);
        save(&carl, &theirs, &[("pick_answer", "theirs")]).must_be(200);
        assert_eq!(saved(world, &base, "skills").as_deref(), Some(hers.as_str()));
        let third = clash("His third", "Her third");
        let asked = save(&carl, &third, &[("pick_answer", "theirs"), ("answer", "Both of us")]);
        asked.must_be(422).must_say("you also changed the one below").must_say("His third").must_say("Her third");
        assert_eq!(in_field(&asked, "#answer"), "Both of us");
        save(&carl, &asked, &[("pick_answer", "written")]).must_be(200);
        assert_eq!(saved(world, &base, "skills").as_deref(), Some("Both of us"));
        // Chosen too late: a third version came meanwhile, and is shown too.
        let late = clash("His fourth", "Her fourth");
        save(&clara, &clara.get(&path), &[("answer", "Her fifth")]).must_be(200);
        save(&carl, &late, &[("pick_answer", "mine")]).must_be(422).must_say("His fourth").must_say("Her fifth");
        // A mistake of one's own in between hides nobody's text.
        let page = carl.get(&path);
        save(&clara, &clara.get(&path), &[("answer", "Her sixth")]).must_be(200);
        let long = save(&carl, &page, &[("answer", &"x".repeat(20_000))]);
        long.must_be(422).must_say("Her sixth");
        save(&carl, &long, &[("answer", "His sixth")]).must_be(422).must_say("Two versions").must_say("Her sixth");
        assert_eq!(saved(world, &base, "skills").as_deref(), Some("Her sixth"));
        // In one's own second window one does not read of somebody else's name.
        let (one, two) = (clara.get(&path), clara.get(&path));
        save(&clara, &one, &[("answer", "Left window")]).must_be(200);
        save(&clara, &two, &[("answer", "Right window")]).must_be(422).must_say("You saved in another window").must_say("Left window");
    });
}

#[test]
fn an_answer_that_was_deleted_and_written_anew_is_another_one() {
    on_both(|world| {
        let (madison, clara, base, page) = writing(world);
        let carl = preparer(world, &madison, "Carl");
        clara.press(&page, "Save and continue", &[("answer", "First")]).must_be(200);
        let path = format!("{base}/questions/skills");
        let old = carl.get(&path);
        for text in ["", "Anew"] {
            clara.press(&clara.get(&path), "Save and continue", &[("answer", text)]).must_be(200);
        }
        carl.press(&old, "Save and continue", &[("answer", "His text")]).must_be(422).must_say("Anew").must_say("His text");
    });
}

#[test]
fn two_versions_of_an_activity_and_its_people_are_compared() {
    on_both(|world| {
        let (madison, clara, base, _) = writing(world);
        let carl = preparer(world, &madison, "Carl");
        let days = |end: &'static str| {
            [
                ("starts_on_month", "5"),
                ("starts_on_day", "10"),
                ("starts_on_year", "2027"),
                ("ends_on_month", "5"),
                ("ends_on_day", end),
                ("ends_on_year", "2027"),
            ]
        };
        let named = [("kind", "training"), ("title", "Course"), ("place", "Lyon"), ("country", "France")];
        let new = clara.get(&format!("{base}/activities/new"));
        let people = clara.press(&new, "Save and continue", &[&named[..], &days("14")[..]].concat());
        let people_path = people.path.clone();
        let path = people_path.trim_end_matches("/people").to_owned();
        let (hers, his) = (clara.get(&path), carl.get(&path));
        clara.press(&hers, "Save and continue", &[("place", "Paris"), ("ends_on_day", "15")]).must_be(200);
        let clash = carl.press(&his, "Save and continue", &[("place", "Lille"), ("ends_on_day", "99"), ("partner", "Kraków")]);
        // A mistake is said first, with everything kept.
        clash.must_be(422).must_say("Enter a date that exists");
        let clash = carl.press(&clash, "Save and continue", &[("ends_on_day", "16")]);
        clash.must_be(422).must_say("Paris").must_say("Lille").must_say("May 15, 2027").must_say("May 16, 2027").must_say("Kraków");
        assert!(!clash.says("France"), "what both say is not asked");
        let picked = [("pick_place", "theirs"), ("pick_ends_on", "mine"), ("pick_partner", "written"), ("partner", "Krakow")];
        carl.press(&clash, "Save and continue", &picked).must_be(200).must_say("Paris, France, May 10 to 16, 2027");
        let (hers, his) = (clara.get(&people_path), carl.get(&people_path));
        let row = |name| [("name_0", name), ("job_0", "Clerk"), ("standing_0", "career")];
        clara.press(&hers, "Save and continue", &row("Ana")).must_be(200);
        let clash = carl.press(&his, "Save and continue", &row("Ben"));
        clash.must_be(422).must_say("Ana, Clerk (career staff)").must_say("Ben, Clerk, career staff");
        assert_eq!(in_field(&clash, "#name_0"), "Ben");
        carl.press(&clash, "Save and continue", &[("pick_people", "mine")]).must_be(200).must_say("Ben, Clerk (career staff)");
    });
}

#[test]
fn two_versions_of_a_partners_part_are_compared() {
    on_both_with_its_own_mail(|world| {
        let fund = fund_of(world, &joint_round(), 100_000);
        let elmira = lead(world);
        let id = draft(world, &fund, &elmira);
        let (ada, base) = (signed_in(world, &elmira.official), portal(world, id));
        let carl = preparer(world, &elmira, "Carl");
        name_sitka(&ada, &base).must_be(200);
        let path = format!("{base}/partners/{}", partner(world, id).id.text());
        let (hers, his) = (ada.get(&path), carl.get(&path));
        ada.press(&hers, "Save", &[("part", "Sitka hosts the guests."), ("contact_name", "Ines D.")]).must_be(200);
        let typed = [("part", "Sitka sends three planners & a <b>clerk</b>."), ("contact_name", "")];
        // A mistake of one's own is said first, with everything kept, and hides nobody's text.
        let wrong = carl.press(&his, "Save", &typed);
        assert!(wrong.must_be(422).errors().len() == 1 && !wrong.says("Two versions"), "{}", wrong.text());
        let clash = carl.press(&wrong, "Save", &[("contact_name", "I. Diaz")]);
        clash.must_be(422).must_say("Two versions of the part of Sitka, AK").must_say("Somebody else saved this part");
        clash
            .must_say("Sitka hosts the guests.")
            .must_say("Sitka sends three planners & a <b>clerk</b>.")
            .must_say("Ines D.")
            .must_say("I. Diaz");
        assert!(!clash.says(CONTACT), "what both say is not asked");
        assert_eq!(partner(world, id).part, "Sitka hosts the guests.", "nothing is chosen in silence");
        let both = carl.press(&clash, "Save and continue", &[("pick_part", "mine"), ("pick_contact_name", "theirs"), ("part", "A third.")]);
        both.must_be(422).must_say("you also changed the one below");
        assert_eq!(in_field(&both, "#part"), "A third.");
        let picked = [("pick_part", "mine"), ("pick_contact_name", "theirs"), ("part", typed[0].1)];
        carl.press(&both, "Save and continue", &picked).must_be(200);
        let now = partner(world, id);
        assert_eq!((now.part.as_str(), now.contact_name.as_str()), ("Sitka sends three planners & a <b>clerk</b>.", "Ines D."));
        assert_eq!(now.contact_email, CONTACT, "what was not asked stays");
    });
}
