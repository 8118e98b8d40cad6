//! What an adopted slate chooses is recommended many at once: looked at before, each by a step of its own, once however often the button
//! is pressed; nobody finds or moves what is closed to them; and what cannot be recommended yet says why.

use crate::claims::letters;
use crate::grant::{self, Fund, application, checked, city, fund_of, nothing_contradicts, person, screened, signed_in};
use crate::standard_way::{ROUND, advance, number, stage};
use crate::support::{Browser, Page, World, on_both_with_its_own_mail};
use urban_diplomacy_fund::audit;
use urban_diplomacy_fund::award;
use urban_diplomacy_fund::db::Error;
use urban_diplomacy_fund::intake::Application;
use urban_diplomacy_fund::kernel::{Id, Money, Subject};
use urban_diplomacy_fund::people::{Actor, FundRole};
use urban_diplomacy_fund::process::{self, Stage};
use urban_diplomacy_fund::workflow;

const SLATE: &str = "/desk/slate/city-engagement-grants-2027";
const RANKING: &str = "/desk/ranking/city-engagement-grants-2027";
const FIRST: &str = "/desk/slate/city-engagement-grants-2027/1/recommend";
const LINK: &str = "Recommend what this slate chooses";

fn hired(world: &World, name: &str, role: FundRole) -> Actor {
    world.db.write(|tx| Ok::<_, Error>(person(tx, name, &[role]))).expect("a person")
}

/// Four applications of Wisconsin, of which the shipped rules let three be chosen; all reviewed, none with the panel yet.
fn ground(world: &World) -> (Fund, [Id<Application>; 4]) {
    let fund = fund_of(world, ROUND, 60_000);
    let ids = [("Madison", 8_000, 5), ("Monona", 7_000, 4), ("Verona", 6_000, 3), ("Stoughton", 5_000, 2)].map(|(name, dollars, score)| {
        let id = application(world, &fund, &city(world, name), dollars);
        screened(world, &fund, id);
        advance(world, &fund.officer, id, "clear_conflicts").expect("no conflicts");
        grant::reviewed(world, &fund, id, score);
        id
    });
    (fund, ids)
}

/// With the panel, and with every check in order.
fn cleared(world: &World, fund: &Fund, id: Id<Application>) {
    advance(world, &fund.officer, id, "call_panel").expect("the panel");
    checked(world, &fund.officer, id);
}

#[track_caller]
fn adopts(browser: &Browser, reason: &str) -> Page {
    let page = browser.press(&browser.get(SLATE), "Adopt this slate", &[("reason", reason)]);
    page.must_be(200).must_say("It holds");
    page
}

fn events(world: &World, id: Id<Application>) -> usize {
    world.db.read(|conn| workflow::list_events(conn, &id.text())).expect("events").len()
}

/// How often an award was recommended, by the record of a case.
fn recorded(world: &World, id: Id<Application>) -> usize {
    let all = world.db.read(|conn| audit::list_for(conn, &Subject::new("application", id), 100)).expect("events");
    all.iter().filter(|event| event.fact == "award.recommended").count()
}

/// The rows of one table of a page, by the identifier of its caption.
fn table(page: &Page, id: &str) -> Vec<String> {
    page.all(&format!("[aria-labelledby={id}] tbody tr"))
}

#[test]
fn what_the_slate_chooses_is_looked_at_and_each_is_recommended_once() {
    on_both_with_its_own_mail(|world| {
        let (fund, ids) = ground(world);
        let names = ids.map(|id| number(world, id));
        world.browser().get("/opportunities/city-engagement-grants-2027").must_say("At most 3 in each state.");
        cleared(world, &fund, ids[0]);
        advance(world, &fund.officer, ids[1], "call_panel").expect("the panel");
        let olive = signed_in(world, &fund.officer);
        let adopted = adopts(&olive, "The panel agreed.");
        adopted.must_say("3 of 4 applications get $21,000.00 of $60,000.00.");

        let look = olive.follow(&adopted, LINK);
        look.must_be(200).must_say("Of the chosen, 1 application would be recommended, for $8,000.00 together; 2 cannot be now.");
        look.must_say("Nothing has happened yet.").must_say("By slate 1 of the round: The panel agreed.");
        assert!(table(&look, "ready")[0].starts_with(&names[0]), "{:?}", table(&look, "ready"));
        let stuck = table(&look, "stuck");
        assert!(stuck.iter().any(|row| row.starts_with(&names[1]) && row.contains("the check “")), "{stuck:?}");
        let elsewhere = "This step does not lead on from where it stands: In review.";
        assert!(stuck.iter().any(|row| row.starts_with(&names[2]) && row.contains(elsewhere)), "{stuck:?}");
        let others = table(&look, "others");
        assert!(others.len() == 1 && others[0].starts_with(&names[3]) && others[0].contains("The slate does not choose it."), "{others:?}");
        assert!(ids.iter().all(|id| recorded(world, *id) == 0), "looking changes nothing");

        let wrong = olive.submit(&look, &[("reason", " ")]);
        wrong.must_be(422).must_say("Give the reason, in at most 4,000 characters.");
        let filled = wrong.fill(None, &[("reason", "As the panel says.")]);
        let report = olive.send_form(&filled, &[]);
        report.must_be(200).must_say("1 done, 0 failed.").must_say("As the panel says.").must_say(&names[0]);
        let made = world.db.read(|conn| award::latest_recommendation(conn, ids[0].cast())).expect("a recommendation");
        assert_eq!(
            (made.total, made.rationale.as_str(), made.by_name.as_str()),
            (Money::from_dollars(8_000), "As the panel says.", "Olive")
        );
        assert_eq!(stage(world, ids[0]), Stage::Recommended);
        let told = |world: &World| letters(world, &fund.approver.email, &format!("A recommendation waits for your decision: {}", names[0]));
        let before = (ids.map(|id| events(world, id)), told(world));
        assert_eq!((recorded(world, ids[0]), before.1), (1, 1), "one record, one letter");

        // The button once more, and a fresh look: nothing is done twice.
        let again = olive.send_form(&filled, &[]);
        again.must_be(200).must_say("1 done, 0 failed.");
        assert_eq!((again.path, (ids.map(|id| events(world, id)), told(world))), (report.path, before));
        let later = olive.get(FIRST);
        later.must_say("Of the chosen, 0 applications would be recommended").must_say("it stands at “Recommended”");
        assert!(!later.says("Confirm") && later.all("main form").is_empty(), "{}", later.text());
        the_others_follow(world, &fund, (&olive, &ids, &names));
        nothing_contradicts(world, &ids);
    });
}

/// One moves between the look and the button: it fails with its reason, the other is recommended, and the way leads back to the slate.
fn the_others_follow(world: &World, fund: &Fund, (olive, ids, names): (&Browser, &[Id<Application>; 4], &[String; 4])) {
    checked(world, &fund.officer, ids[1]);
    cleared(world, fund, ids[2]);
    let look = olive.get(FIRST);
    look.must_say("Of the chosen, 2 applications would be recommended, for $13,000.00 together; 1 cannot be now.");
    advance(world, &fund.officer, ids[2], "reopen_reviews").expect("back in review");
    let report = olive.submit(&look, &[("reason", "The rest.")]);
    report.must_be(200).must_say("1 done, 1 failed.");
    assert!(table(&report, "done")[0].starts_with(&names[1]) && table(&report, "failed")[0].starts_with(&names[2]));
    assert_eq!([stage(world, ids[1]), stage(world, ids[2])], [Stage::Recommended, Stage::InReview]);
    let back = olive.follow(&report, "Look at these again");
    assert_eq!(back.path, FIRST);
    // From a list nobody recommends: amounts come from a slate alone.
    olive.get(&format!("/desk/bulk?action=recommend&case={}", names[2])).must_be(422).must_say("Choose what to do");
    olive.post("/desk/bulk", &[("action", "recommend"), ("case", &format!("{}~1", names[2])), ("reason", "x")]).must_be(422);
}

#[test]
fn nobody_recommends_what_is_closed_to_them_or_without_the_right() {
    on_both_with_its_own_mail(|world| {
        let (fund, ids) = ground(world);
        let names = ids.map(|id| number(world, id));
        cleared(world, &fund, ids[0]);
        cleared(world, &fund, ids[1]);
        let olive = signed_in(world, &fund.officer);
        adopts(&olive, "The panel agreed.");
        let walled = hired(world, "Wanda", FundRole::ProgramOfficer);
        world.db.write(|tx| process::step_back(tx, &walled, ids[0], "My sister works there.")).expect("recorded");
        let before = events(world, ids[0]);
        let wanda = signed_in(world, &walled);
        let look = wanda.follow(&wanda.get(&format!("{SLATE}/1")), LINK);
        look.must_be(200).must_say("Of the chosen, 1 application would be recommended, for $7,000.00 together; 1 cannot be now.");
        assert!(!look.body.contains(&names[0]) && !look.says("Madison") && !look.says("$8,000.00"), "{}", look.text());

        // A number that somebody guessed is no number of this slate, as far as she can tell; nothing of the press is done.
        let filled = look.fill(None, &[("reason", "All of them.")]);
        let case = filled.fields.iter().find(|(name, _)| name == "case").expect("a case").1.clone();
        let forged = format!("{}~{}", names[0], case.rsplit('~').next().expect("a version"));
        for reference in [forged.as_str(), "UDF-2027-9999~1"] {
            wanda.post(FIRST, &[("case", case.as_str()), ("case", reference), ("reason", "x")]).must_be(404);
        }
        wanda.post(FIRST, &[("case", &format!("{}~1", names[3])), ("reason", "Not chosen.")]).must_be(404);
        assert_eq!([stage(world, ids[0]), stage(world, ids[1])], [Stage::Panel, Stage::Panel]);
        let report = wanda.send_form(&filled, &[]);
        report.must_be(200).must_say("1 done, 0 failed.");
        assert!(!report.body.contains(&names[0]) && !report.says("Madison"), "{}", report.text());
        wanda.send_form(&filled, &[]).must_be(200).must_say("1 done, 0 failed.");
        assert_eq!((stage(world, ids[0]), recorded(world, ids[0]), events(world, ids[0])), (Stage::Panel, 0, before), "not touched");
        assert_eq!((stage(world, ids[1]), recorded(world, ids[1])), (Stage::Recommended, 1));

        // Only who recommends finds the page; a slate whose place was taken recommends nothing.
        for who in [fund.approver.clone(), hired(world, "Clay", FundRole::Chair), hired(world, "Iris", FundRole::Auditor)] {
            let browser = signed_in(world, &who);
            browser.get(FIRST).must_be(404);
            browser.post(FIRST, &[("case", "x~1"), ("reason", "x")]).must_be(404);
            assert!(!browser.get(&format!("{SLATE}/1")).says(LINK), "{}", who.name);
        }
        let stale = olive.get(FIRST).fill(None, &[("reason", "Mine.")]);
        adopts(&olive, "Once more.");
        olive.send_form(&stale, &[]).must_be(409).must_say("Another slate took the place of this one.");
        let old = olive.get(FIRST);
        old.must_be(200).must_say("Slate 2 took the place of this one. Nothing can be recommended from it.");
        assert!(old.all("main form").is_empty());
        olive.get(&format!("{SLATE}/9/recommend")).must_be(404);
        olive.get(&format!("{SLATE}/x/recommend")).must_be(404);
        nothing_contradicts(world, &ids);
    });
}

#[test]
fn the_allotment_bounds_what_is_recommended_and_the_ranking_says_what_is_missing() {
    on_both_with_its_own_mail(|world| {
        let (fund, ids) = ground(world);
        let names = ids.map(|id| number(world, id));
        let olive = signed_in(world, &fund.officer);
        // Before the panel: the number leads to the case file, and the reason stands there.
        let page = olive.get(RANKING);
        page.must_be(200).must_say("Cannot be recommended now. This step does not lead on from where it stands: In review.");
        assert!(!page.body.contains("/recommend\""), "{}", page.body);
        olive.follow(&page, &names[0]).must_be(200);
        let approver = signed_in(world, &fund.approver).get(RANKING);
        assert!(!approver.says("Cannot be recommended now"), "for those who recommend: {}", approver.text());
        cleared(world, &fund, ids[0]);
        let page = olive.get(RANKING);
        let link = page.link(&names[0]);
        assert!(link.ends_with("/recommend"), "{link}");
        olive.get(&link).must_be(200).must_say("Recommend an award");

        // Another award takes the money meanwhile: the look says for whom it is not enough.
        adopts(&olive, "The panel agreed.");
        let large = application(world, &fund, &city(world, "Fitchburg"), 50_000);
        screened(world, &fund, large);
        advance(world, &fund.officer, large, "clear_conflicts").expect("no conflicts");
        grant::reviewed(world, &fund, large, 5);
        cleared(world, &fund, large);
        crate::standard_way::recommend(world, &fund.officer, large, 50_000).expect("recommended");
        cleared(world, &fund, ids[1]);
        let look = olive.get(FIRST);
        look.must_say("Of the chosen, 1 application would be recommended, for $8,000.00 together; 2 cannot be now.");
        look.must_say("The allotment does not cover it: $2,000.00 is left after those that would be recommended.");
        olive.submit(&look, &[("reason", "As far as the money goes.")]).must_be(200).must_say("1 done, 0 failed.");
        assert_eq!([stage(world, ids[0]), stage(world, ids[1])], [Stage::Recommended, Stage::Panel]);
    });
}
