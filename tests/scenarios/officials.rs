//! The authorized official of a city: named, in office by their own word, replaced with a record.

use crate::applying::{answer_all, home, plan, started};
use crate::claims::{PASSWORD, button, comes_into_office, letters, preparer};
use crate::grant::{city, fund, signed_in};
use crate::support::on_both;
use urban_diplomacy_fund::kernel::{Kind, Refusal};
use urban_diplomacy_fund::people::{CityRole, account, membership};

#[test]
fn the_official_is_replaced_with_a_record_and_the_one_before_is_told() {
    on_both(|world| {
        let fund = fund(world, 100_000);
        let olive = signed_in(world, &fund.officer);
        let madison = city(world, "Madison");
        let (clerk, old) = (preparer(world, &madison, "Clara Clerk"), signed_in(world, &madison.official));
        let base = format!("/portal/cities/{}", madison.id);
        let who = |email: &'static str| [("official_name", "Nora New"), ("job_title", "City Manager"), ("official_email", email)];
        let form = clerk.get(&format!("{base}/official"));
        form.must_say("an officer of the fund looks at it").must_say("may no longer sign");
        let wrong = [("official_name", ""), ("job_title", ""), ("official_email", "no")];
        let again = clerk.press(&form, "Name this person", &wrong);
        assert_eq!(again.must_be(422).errors().len(), 3, "{:?}", again.errors());
        let own = [("official_name", "Clara Clerk"), ("job_title", "Clerk"), ("official_email", clerk.email.as_str())];
        clerk.press(&form, "Name this person", &own).must_be(422).must_say("You cannot name yourself");

        // A preparer's wish goes to the fund; the one in office hears of it, and the fund says no.
        clerk.press(&form, "Name this person", &who("nora@madison.example")).must_be(200).must_say("the fund looks at it first");
        assert_eq!(letters(world, &madison.official.email, "Nora New is named as authorized official"), 1);
        assert_eq!(world.mail_to("nora@madison.example").len(), 0, "no link before the fund agrees");
        let page = olive.follow(&olive.get("/desk/claims"), "Nora New, City Manager");
        olive.press(&page, "Do not agree", &[("reason", "")]).must_be(422);
        olive.press(&page, "Do not agree", &[("reason", "The mayor still signs.")]).must_be(200);
        assert_eq!(letters(world, &clerk.email, "The mayor still signs."), 1);

        // The one in office stops the next wish.
        clerk.press(&clerk.get(&format!("{base}/official")), "Name this person", &who("nora@madison.example")).must_be(200);
        old.press(&old.get(&base), "Stop the naming", &[]).must_be(200).must_say("The naming is stopped.");
        olive.press(&page, "Agree", &[]).must_be(409);

        // The fund agrees: a link goes out, once for once, and not for ever.
        clerk.press(&clerk.get(&format!("{base}/official")), "Name this person", &who("nora@madison.example")).must_be(200);
        let page = olive.follow(&olive.get("/desk/claims"), "Nora New, City Manager");
        olive.press(&page, "Agree", &[]).must_be(200).must_say("gets a link now");
        let link = button(world, "nora@madison.example", "You are named");
        world.at("2027-01-19T15:00:00Z");
        world.browser().get(&link).must_be(410);
        clerk.get(&base).must_say("did not answer in time");

        // The one in office names the successor without asking.
        old.press(&old.get(&format!("{base}/official")), "Name this person", &who("nora@madison.example")).must_be(200);
        let link = button(world, "nora@madison.example", "You are named");
        let outranked = clerk.press(&clerk.get(&format!("{base}/official")), "Name this person", &who("friend@madison.example"));
        outranked.must_be(403).must_say("only they, or whoever was named, can end that");
        clerk.press(&clerk.get(&base), "Stop the naming", &[]).must_be(403);
        let nora = world.browser();
        let asked = nora.submit(&nora.get(&link), &[("password", PASSWORD)]);
        asked.must_say("I am the City Manager and may sign for Madison, WI.");
        world.browser().get(&link).must_be(410).must_say("This link no longer works");
        clerk.get(&asked.path).must_be(404);
        nora.press(&asked, "Confirm", &[("may_sign", "yes")]).must_be(200);
        nora.post(&asked.path, &[("may_sign", "yes")]).must_be(409);
        assert_eq!(letters(world, &madison.official.email, "You are no longer authorized official of Madison, WI"), 1);
        assert_eq!(letters(world, &clerk.email, "Nora New may now sign for Madison, WI"), 1);
        old.get(&base).must_be(404);
        let history = nora.get(&format!("{base}/history"));
        history.must_say("is no longer authorized official; Nora New took the place.").must_say("The mayor still signs.");
        let staff = olive.get(&format!("{base}/history"));
        staff.must_be(200).must_say("Nora New became authorized official");
        let invite = world.db.write(|tx| {
            let actor = account::actor(tx, clerk.account)?;
            membership::admit(tx, &actor, madison.id, clerk.account, CityRole::AuthorizedOfficial)
        });
        assert_eq!(invite.expect_err("the office is not given so").kind(), Kind::Forbidden);
    });
}

#[test]
fn an_official_who_leaves_before_the_end_is_followed_by_another() {
    on_both(|world| {
        fund(world, 100_000);
        let madison = city(world, "Madison");
        let (clerk, old) = (preparer(world, &madison, "Clara Clerk"), signed_in(world, &madison.official));
        let draft = home(&started(&clerk));
        answer_all(&clerk, &draft);
        plan(&clerk, &draft);
        clerk.press(&clerk.get(&format!("{draft}/check")), "Ask to sign", &[]).must_be(200);
        let sign = button(world, &madison.official.email, "Please sign application");
        let account = madison.official.account.expect("an account");
        let base = format!("/portal/cities/{}", madison.id);
        let role = format!("{account}/authorized_official");
        old.press(&old.get(&base), "Take role away", &[("member", &role)]).must_be(200);
        world.browser().get(&sign).must_be(410).must_say("You no longer sign for this city");
        clerk.press(&clerk.get(&format!("{draft}/check")), "Ask to sign", &[]).must_be(409).must_say("no authorized official yet");
        clerk.get(&base).must_say("Nobody can sign for this city yet.");
        let nora = comes_into_office(world, &clerk, &base, ("Nora New", "nora@madison.example"));
        clerk.press(&clerk.get(&format!("{draft}/check")), "Ask to sign", &[]).must_be(200);
        let certify = nora.get(&format!("{draft}/certify"));
        nora.press(&certify, "Certify and submit", &[("typed_name", "Nora New"), ("agree", "yes")])
            .must_be(200)
            .must_say("Application submitted");
    });
}
