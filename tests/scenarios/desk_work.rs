//! What staff and the panel find on their pages: counts of what waits, links that
//! lead where the reader may go, forms that come back with everything typed, and
//! the ranking of a chair.

use crate::grant::{Fund, application, city, day, fund, person, ready, reviewed, reviewed_by, screened, signed_in};
use crate::money::{ask, ground, prepared_run, receipt, spend, verified_account};
use crate::support::{Browser, Page, World, on_both};
use std::collections::BTreeSet;
use strum::VariantArray;
use urban_diplomacy_fund::db::Error;
use urban_diplomacy_fund::intake::{self, Application};
use urban_diplomacy_fund::kernel::Id;
use urban_diplomacy_fund::people::{Actor, FundRole};
use urban_diplomacy_fund::process::{self, Press};
use urban_diplomacy_fund::{opportunity, review};

fn number(world: &World, id: Id<Application>) -> String {
    world.db.read(|conn| intake::application(conn, id)).expect("an application").reference
}

fn slug(world: &World, fund: &Fund) -> String {
    world.db.read(|conn| opportunity::opportunity(conn, fund.round)).expect("a round").slug
}

fn hired(world: &World, name: &str, role: FundRole) -> Actor {
    world.db.write(|tx| Ok::<_, Error>(person(tx, name, &[role]))).expect("a person")
}

/// Every link in the main part that stays on this site.
fn links(page: &Page) -> BTreeSet<String> {
    let all = scraper::Selector::parse("main a[href]").expect("a selector");
    let html = page.html();
    html.select(&all).filter_map(|a| a.attr("href")).filter(|href| href.starts_with('/')).map(str::to_owned).collect()
}

/// The desk says how much waits, and the link leads to where it is done.
#[track_caller]
fn waits(browser: &Browser, what: &str) {
    let desk = browser.get("/desk");
    desk.must_be(200).must_say(what);
    browser.follow(&desk, what).must_be(200);
}

#[track_caller]
fn nothing_waits(browser: &Browser) {
    browser.get("/desk").must_be(200).must_say("Nothing waits for you now.");
}

#[test]
fn the_desk_counts_what_waits_for_each_role() {
    on_both(|world| {
        let g = ground(world);
        let (fay, fred, rene) = (signed_in(world, &g.preparer), signed_in(world, &g.second), signed_in(world, &g.releaser));
        let (officer, approver) = (signed_in(world, &g.fund.officer), signed_in(world, &g.fund.approver));
        for browser in [&fay, &rene, &officer, &approver] {
            nothing_waits(browser);
        }
        verified_account(world, &g);
        nothing_waits(&fay);
        ask(world, &g, "5,000").must_be(200);
        waits(&fay, "1 Payments requested");
        let (_, run) = prepared_run(world, &g.preparer);
        let path = run.path.split('?').next().unwrap_or_default().to_owned();
        // The one who prepared it does not approve it; others do.
        nothing_waits(&fay);
        fay.get(&path).must_say("You prepared this run.");
        officer.get(&path).must_say("Waits for another finance officer");
        waits(&approver, "1 Payment runs to approve");
        waits(&fred, "1 Payment runs to approve");
        fred.press(&fred.get(&path), "Approve this run", &[]).must_be(200).must_say("Waits for a releasing officer");
        nothing_waits(&fred);
        waits(&rene, "1 Payment runs to release");
        rene.press(&rene.get(&path), "Release the money", &[]).must_be(200);
        nothing_waits(&rene);

        spend(world, &g, "1,000", &receipt(1)).must_be(200);
        waits(&officer, "1 Expenses to decide");
        let monona = city(world, "Monona");
        world.at("2027-01-20T15:00:00Z");
        let id = application(world, &g.fund, &monona, 6_000);
        // Before the first sign-in: a clock that is set back leaves no session alive.
        let officer = signed_in(world, &g.fund.officer);
        waits(&officer, "1 Applications to screen");
        screened(world, &g.fund, id);
        let about = world.db.read(|conn| process::about(conn, id)).expect("a case");
        let rita = g.fund.reviewers[0].account.expect("an account");
        world.db.write(|tx| review::assign(tx, &g.fund.officer, &about, &[rita], Some(day("2027-02-01")))).expect("assigned");
        world.at("2027-02-01T15:00:00Z");
        assert!(!officer.get("/desk").says("reviews overdue"), "the day itself is in time");
        world.at("2027-06-20T15:00:00Z");
        waits(&officer, "1 Applications with reviews overdue");
        officer.follow(&officer.get("/desk"), "reviews overdue").must_say(&about.reference);
        waits(&fay, "1 Payments late at the bank");
    });
}

/// Everything that leads from the pages of work is there for whoever sees the link.
#[test]
fn no_link_on_the_desk_is_dead() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        ask(world, &g, "5,000").must_be(200);
        prepared_run(world, &g.preparer);
        ask(world, &g, "1,000").must_be(200);
        spend(world, &g, "1,000", &receipt(1)).must_be(200);
        world.at("2027-01-20T15:00:00Z");
        let (monona, verona) = (city(world, "Monona"), city(world, "Verona"));
        let open = ready(world, &g.fund, &monona, 6_000);
        application(world, &g.fund, &verona, 7_000);
        let pages = [
            "/desk".into(),
            "/panel".into(),
            "/desk/payments".into(),
            format!("/desk/payments?award={}", g.number),
            "/desk/applications".into(),
            "/desk/decisions".into(),
            "/desk/audit".into(),
            "/desk/opportunities".into(),
            format!("/desk/ranking/{}", slug(world, &g.fund)),
            format!("/desk/applications/{}", g.number),
            format!("/desk/applications/{}", number(world, open)),
            format!("/desk/closeouts/{}", g.number),
            format!("/desk/spending/{}", g.number),
        ];
        for role in FundRole::VARIANTS {
            let browser = signed_in(world, &hired(world, &format!("Only-{role}"), *role));
            let mut seen = BTreeSet::new();
            for path in &pages {
                let page = browser.get(path);
                for href in if page.status == 200 { links(&page) } else { BTreeSet::new() } {
                    if seen.insert(href.clone()) {
                        assert_eq!(browser.get(&href).status, 200, "the {role} finds {href} on {path}");
                    }
                }
            }
            assert!(!seen.is_empty() || *role == FundRole::Reviewer, "the {role} finds nothing");
        }
        // The letters of June are sent by a clock that stands there.
        world.at("2027-06-20T15:00:00Z");
    });
}

#[test]
fn a_form_comes_back_with_what_was_typed() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        ask(world, &g, "5,000").must_be(200);
        let fay = signed_in(world, &g.preparer);
        let page = fay.press(&fay.get("/desk/payments"), "Prepare a payment run", &[]);
        page.must_be(422).must_say("Choose at least one payment for the run.").must_say("Which payments go into the next run?");
        assert_eq!(page.errors(), ["Choose at least one payment for the run."]);
        let official = signed_in(world, &g.city.official);
        let details = [
            ("holder", "City of Madison"),
            ("routing_number", "021000021"),
            ("account_number", "666666"),
            ("account_number_again", "666666"),
            ("kind", "checking"),
        ];
        official.submit(&official.get(&format!("/portal/awards/{}/bank-details", g.number)), &details);
        let (_, page) = prepared_run(world, &g.preparer);
        page.must_be(409).must_say("No money can go to Madison, WI for").must_say("The bank details are not verified.");
        assert_eq!(page.html().select(&scraper::Selector::parse("input[name=payment][checked]").expect("a selector")).count(), 1);
        waits(&fay, "1 Bank details to verify");

        world.at("2027-01-20T15:00:00Z");
        let monona = city(world, "Monona");
        let id = application(world, &g.fund, &monona, 6_000);
        let (officer, base) = (signed_in(world, &g.fund.officer), format!("/desk/applications/{}", number(world, id)));
        let form = officer.get(&format!("{base}/complete"));
        let again = officer.submit(&form, &[("check-2", "yes")]);
        again.must_be(422).must_say("Every check must hold");
        assert_eq!(again.errors().len(), 3, "every open check at once");
        let again = officer.submit(&officer.get(&format!("{base}/return")), &[]);
        again.must_be(422);
        assert_eq!(again.errors().len(), 3, "the parts, the words and the day at once");

        screened(world, &g.fund, id);
        let case = officer.get(&base);
        assert!(!links(&case).contains(&format!("{base}/recommend")), "two reviews are needed");
        case.must_say("enough reviews are submitted");
        reviewed_by(world, &g.fund, id, 2);
        assert!(links(&officer.get(&base)).contains(&format!("{base}/recommend")), "no review is owed");
        let about = world.db.read(|conn| process::about(conn, id)).expect("a case");
        let rosa = g.fund.reviewers[2].account.expect("an account");
        world.db.write(|tx| review::assign(tx, &g.fund.officer, &about, &[rosa], None)).expect("assigned");
        officer.get(&base).must_say("1 of the reviews are not submitted yet.");
        officer.get(&format!("{base}/recommend")).must_be(409).must_say("not submitted yet");
        world.at("2027-06-20T15:00:00Z");
    });
}

#[test]
fn an_approver_reads_what_is_decided_and_gives_a_reason_to_say_no() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        let madison = city(world, "Madison");
        let id = ready(world, &fund, &madison, 8_000);
        let proposal = crate::grant::proposal(7_500);
        world.db.write(|tx| process::recommend(tx, &fund.officer, id, &proposal, &Press::default()).map(drop)).expect("recommended");
        let (approver, base) = (signed_in(world, &fund.approver), format!("/desk/applications/{}", number(world, id)));
        waits(&approver, "1 Decisions that wait");
        let page = approver.get(&format!("{base}/approve"));
        page.must_say("Award $7,500.00 of $8,000.00 asked.").must_say("Mean 4.00 of 3 reviews").must_say("If you approve");
        let form = approver.follow(&page, "Reject and decline");
        approver.submit(&form, &[]).must_be(422).must_say("Give the reason.").must_say("Reject the recommendation");
        approver.submit(&approver.get(&format!("{base}/send-back")), &[]).must_be(422).must_say("Give the reason.");
        // Whoever recommended decides on nothing of it, and the desk does not ask them to.
        nothing_waits(&signed_in(world, &fund.officer));
    });
}

#[test]
fn a_chair_sees_the_ranking_and_recommends_nothing() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        let (madison, monona) = (city(world, "Madison"), city(world, "Monona"));
        let first = ready(world, &fund, &madison, 8_000);
        let second = application(world, &fund, &monona, 6_000);
        screened(world, &fund, second);
        let chair = signed_in(world, &hired(world, "Clay", FundRole::Chair));
        let panel = chair.get("/panel");
        panel.must_be(200).must_say(&number(world, first)).must_say("Your panel");
        let ranking = chair.follow(&panel, "Ranking");
        ranking.must_be(200).must_say(&number(world, first)).must_say("4.00");
        let own = ["/desk/ranking/", "/desk/slate/", "/desk/disparity/", "/desk/feedback/"];
        let elsewhere = |href: &&String| href.contains("/desk/") && !own.iter().any(|own| href.starts_with(own));
        assert_eq!(links(&ranking).iter().find(elsewhere), None, "{:?}", links(&ranking));
        chair.get(&format!("/desk/applications/{}/recommend", number(world, first))).must_be(404);
        chair.get("/desk").must_be(404);

        // What is decided stands apart from what is ranked.
        let officer = signed_in(world, &fund.officer);
        let path = format!("/desk/ranking/{}", slug(world, &fund));
        let proposal = crate::grant::proposal(8_000);
        world.db.write(|tx| process::recommend(tx, &fund.officer, first, &proposal, &Press::default()).map(drop)).expect("recommended");
        officer.get(&path).must_say("No application is ranked").must_say("Outcome");
        reviewed(world, &fund, second, 3);
        let ranking = officer.get(&path);
        ranking.must_say("The money reaches the one ranked application.");
        assert!(links(&ranking).contains(&format!("/desk/applications/{}/recommend", number(world, second))));
        assert!(links(&ranking).contains(&format!("/desk/applications/{}", number(world, first))));
    });
}

#[test]
fn a_reviewer_goes_on_to_the_next_review() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        let (madison, monona) = (city(world, "Madison"), city(world, "Monona"));
        let rita = &fund.reviewers[0];
        let account = rita.account.expect("an account");
        let mut numbers = Vec::new();
        for (place, due) in [(&madison, "2027-01-20"), (&monona, "2027-03-01")] {
            let id = application(world, &fund, place, 6_000);
            screened(world, &fund, id);
            let about = world.db.read(|conn| process::about(conn, id)).expect("a case");
            world.db.write(|tx| review::assign(tx, &fund.officer, &about, &[account], Some(day(due)))).expect("assigned");
            numbers.push(about.reference);
        }
        world.at("2027-02-01T15:00:00Z");
        let browser = signed_in(world, rita);
        let queue = browser.get("/panel");
        queue.must_say("0 of 2 done").must_say("Overdue: conflict check needed");
        let sheet = browser.submit(&browser.follow(&queue, &numbers[0]), &[("conflict", "no")]);
        let html = sheet.html();
        let radio = scraper::Selector::parse("input[type=radio][name^=score-]").expect("a selector");
        let criteria: BTreeSet<&str> = html.select(&radio).filter_map(|r| r.attr("name")).collect();
        let comments: Vec<String> = criteria.iter().map(|name| name.replace("score-", "comment-")).collect();
        let typed: Vec<(&str, &str)> =
            criteria.iter().map(|c| (*c, "4")).chain(comments.iter().map(|c| (c.as_str(), "Because."))).collect();
        let next = browser.press(&sheet, "Submit review", &typed);
        next.must_be(200).must_say("Submitted.").must_say(&numbers[1]).must_say("Do you have a conflict of interest");
        browser.get("/panel").must_say("1 of 2 done").must_say("To do");
    });
}

#[test]
fn the_audit_record_is_searched_by_number() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        ask(world, &g, "5,000").must_be(200);
        let auditor = signed_in(world, &hired(world, "Iris", FundRole::Auditor));
        let page = auditor.get("/desk/audit");
        page.must_be(200).must_say("Award accepted").must_say("EDT");
        auditor.follow(&page, "Check every link now").must_be(200).must_say("The chain holds");
        let found = auditor.submit(&page, &[("reference", &g.number)]);
        found.must_be(200).must_say("Award accepted").must_say("Reviewer declared no conflict");
        let award = links(&found).into_iter().find(|href| href.starts_with("/desk/audit/award/")).expect("the award's own record");
        auditor.get(&award).must_be(200).must_say("Values");
        auditor.submit(&page, &[("reference", "UDF-2027-9999")]).must_be(422).must_say("There is no application or award");
        let case = auditor.get(&format!("/desk/applications/{}", g.number));
        auditor.follow(&case, "Audit record of the application").must_be(200).must_say("Passed screening");
    });
}
