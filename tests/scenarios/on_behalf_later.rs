//! What becomes of an entry for a city after the page was signed: it is changed, sent back, taken over by another
//! officer, told of, or its page is found infected; and what of it stays closed to whoever entered it.

use crate::grant::{City, Fund, city, fund, signed_in};
use crate::on_behalf::{MAIL, found, keeps_page, written};
use crate::support::{Browser, World, on_both_with_its_own_mail, samples};
use urban_diplomacy_fund::files::scan::{self, Verdict};
use urban_diplomacy_fund::intake::{self, CostInput, MoreTime, NewEntry, find_signed_page};
use urban_diplomacy_fund::kernel::{Kind, Refusal, Timestamp};
use urban_diplomacy_fund::people::{Actor, CityRole, FundRole, Membership, role};
use urban_diplomacy_fund::process::{self, Press, Screened};
use urban_diplomacy_fund::{db, review, risk};

fn address(world: &World, who: &Actor) -> String {
    let account = who.account.expect("an account");
    world.db.read(|conn| urban_diplomacy_fund::people::account::account(conn, account)).expect("known").email
}

/// The subjects of what an address got.
fn subjects(world: &World, email: &str) -> Vec<String> {
    world.mail_to(email).into_iter().map(|letter| letter.subject_line).collect()
}

fn received(world: &World, fund: &Fund) -> (Browser, String, String) {
    let (officer, base, reference) = written(world, fund);
    let kept = keeps_page(&officer, &base);
    officer.press(&kept, "Submit for the city", &[]).must_be(200);
    (officer, base, reference)
}

fn sent_back(world: &World, fund: &Fund, reference: &str) {
    let check = review::Check { question: "Complete?".into(), holds: false };
    let asked = Screened { checks: vec![check], note: "Which tickets?".into() };
    let until = Timestamp::parse("2027-03-20T21:00:00Z").expect("an instant");
    let id = found(world, reference).id;
    let parts = ["budget".to_owned()];
    world
        .db
        .write(|tx| process::return_for_changes(tx, &fund.both, id, (&asked, &parts, until), &Press::default()).map(drop))
        .expect("sent back");
}

#[test]
fn a_page_certifies_what_was_there_when_it_was_kept() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 100_000);
        let (officer, base, reference) = written(world, &fund);
        let kept = keeps_page(&officer, &base);
        kept.must_say("Amount asked for then").must_say("$7,000.50");
        let a = found(world, &reference);
        world
            .db
            .write(|tx| {
                let activity = intake::activities(tx, a.id).expect("a plan").remove(0);
                let line = CostInput { category: "travel".into(), what: "Flights".into(), each: "9000".into(), ..CostInput::default() };
                intake::save_costs(tx, &fund.officer, activity.id, activity.version, &[line]).map(drop)
            })
            .expect("another budget");
        let page = officer.get(&format!("{base}/signed-page"));
        page.must_say(
            "The application was changed after the page was signed: the page was kept for $7,000.50, and $9,000.00 is asked for now.",
        );
        let version = found(world, &reference).version;
        let submit = |version| world.db.write(|tx| process::submit_for_city(tx, &fund.officer, (a.id, version), &Press::default()));
        let refused = submit(version).expect_err("another amount than the mayor signed for");
        assert_eq!(refused.kind(), Kind::Conflict);
        assert!(refused.to_string().contains("kept for $7,000.50"), "{refused}");
        // The old page with its button is refused as well, and nothing is received.
        let old = officer.press(&kept, "Submit for the city", &[]);
        assert_ne!(old.status, 200, "{}", old.text());
        assert!(found(world, &reference).is_draft());
        let typed = [("official_name", "Max Mayor"), ("official_title", "Mayor"), ("signed_on_month", "1"), ("signed_on_day", "9")];
        let typed = [&typed[..], &[("signed_on_year", "2027")]].concat();
        let scan = samples::pdf("Signed again: Max Mayor");
        let kept = officer.send_form(&page.fill(Some("Keep another page in its place"), &typed), &[("page", "Again.pdf", &scan)]);
        kept.must_be(200).must_say("$9,000.00");
        officer.press(&kept, "Submit for the city", &[]).must_be(200).must_say("Application submitted");
    });
}

#[test]
fn what_was_sent_back_is_told_to_the_officer_and_another_goes_on_when_that_one_has_left() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 100_000);
        let (officer, _, reference) = received(world, &fund);
        let olive = address(world, &fund.officer);
        let before = subjects(world, &olive).len();
        assert!(before > 0, "the receipt reaches who entered it too");
        sent_back(world, &fund, &reference);
        assert_eq!(subjects(world, &olive).len(), before + 1);
        let entries = officer.get("/desk/entries");
        entries.must_say("Answer by").must_say("March 20, 2027").must_say("Where it stands");
        let second = signed_in(world, &fund.both);
        assert!(!second.get("/desk/entries").says("Entries whose officer has left"));
        second.get(&format!("/desk/entries/left/{reference}")).must_be(404);

        // Long after the deadline of the round, another officer goes on.
        world.at("2027-03-05T15:00:00Z");
        let account = fund.officer.account.expect("an account");
        world.db.write(|tx| role::revoke(tx, &Actor::system(), account, FundRole::ProgramOfficer)).expect("gone");
        let second = signed_in(world, &fund.both);
        let entries = second.get("/desk/entries");
        entries.must_say("Entries whose officer has left").must_say("Olive");
        let ask = second.follow(&entries, &reference);
        let tasks = second.press(&ask, "Go on with this entry", &[]);
        tasks.must_be(200).must_say("You go on with this entry for the city.").must_say("Entered by Boris of the fund for the city");
        let a = found(world, &reference);
        assert!(world.db.read(|conn| process::is_recused(conn, &fund.both, a.id)).expect("known"));
        second.get(&format!("/desk/applications/{reference}")).must_be(404);
        let again = world.db.write(|tx| process::take_over(tx, &fund.both, a.id)).expect_err("nobody has left now");
        assert_eq!(again.kind(), Kind::Conflict);
        let refused = world.db.write(|tx| process::take_over(tx, &fund.approver, a.id)).expect_err("no officer");
        assert_eq!(refused.kind(), Kind::Forbidden);
    });
}

#[test]
fn the_desk_shows_the_page_that_certified_and_not_one_that_waits() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 100_000);
        let (officer, base, reference) = received(world, &fund);
        sent_back(world, &fund, &reference);
        let page = officer.get(&format!("{base}/signed-page"));
        let typed = [("official_name", "Max Mayor"), ("official_title", "Mayor"), ("signed_on_month", "1"), ("signed_on_day", "10")];
        let typed = [&typed[..], &[("signed_on_year", "2027")]].concat();
        let waiting = samples::pdf("Signed: somebody else");
        officer.send_form(&page.fill(Some("Keep another page in its place"), &typed), &[("page", "B.pdf", &waiting)]).must_be(200);
        let desk = signed_in(world, &fund.both).get(&format!("/desk/applications/{reference}/signed-page"));
        assert_eq!(desk.must_be(200).body.as_bytes(), samples::pdf("Signed: Max Mayor"));

        // The page that certified is found infected, though another lies in its place.
        let a = found(world, &reference);
        let received = world.db.read(|conn| intake::latest_submission(conn, a.id)).expect("received").received().expect("a document");
        let sha256 = received.certification.on_paper.expect("a page").sha256;
        let waits = world.db.read(|conn| find_signed_page(conn, a.id)).expect("kept").expect("a page").sha256;
        assert_ne!(sha256, waits);
        assert_eq!(world.db.write(|tx| intake::report_infected(tx, &sha256, "Test-1")).expect("told"), 1);
        let olive = address(world, &fund.officer);
        assert!(subjects(world, &olive).iter().any(|subject| subject.contains("A virus was found")), "{:?}", subjects(world, &olive));
    });
}

#[test]
fn letters_of_every_kind_reach_the_address_of_the_city_and_the_officer() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 100_000);
        let (officer, base, reference) = written(world, &fund);
        officer.get(&format!("{base}/withdraw")).must_be(200).must_say("Withdraw");
        let (a, olive) = (found(world, &reference), address(world, &fund.officer));
        let count = |email: &str| subjects(world, email).len();
        let before = (count(MAIL), count(&olive));
        let more_than_before = |n: usize| (before.0 + n, before.1 + n);
        let extend = |city, until: &str| {
            let until = Timestamp::parse(until).expect("an instant");
            let more = MoreTime { city, until, reason: "A storm.".into() };
            world.db.write(|tx| intake::extend(tx, &fund.both, fund.round, &more)).expect("more time");
        };
        extend(Some(a.city), "2027-02-27T22:00:00Z");
        assert_eq!((count(MAIL), count(&olive)), more_than_before(1), "more time for one city");
        extend(None, "2027-02-28T22:00:00Z");
        assert_eq!((count(MAIL), count(&olive)), more_than_before(2), "more time for all");

        // A page that is found infected certifies nothing.
        let kept = keeps_page(&officer, &base);
        let sha256 = world.db.read(|conn| find_signed_page(conn, a.id)).expect("kept").expect("a page").sha256;
        let reported = world.db.write(|tx| {
            scan::note(tx, &sha256, &Verdict::Infected("Test-1".into()))?;
            intake::report_infected(tx, &sha256, "Test-1")
        });
        assert_eq!(reported.expect("told"), 1);
        assert!(subjects(world, &olive).iter().any(|subject| subject.contains("A virus was found")), "{:?}", subjects(world, &olive));
        let refused = officer.press(&kept, "Submit for the city", &[]);
        assert_ne!(refused.status, 200);
        refused.must_say("A virus was found in the file of the signed page");
        officer.get(&format!("{base}/signed-page")).must_say("A virus was found in the file of the signed page");
        assert!(found(world, &reference).is_draft());
    });
}

#[test]
fn a_condition_is_told_to_the_address_of_the_city() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 100_000);
        let (officer, base, reference) = received(world, &fund);
        let (a, before) = (found(world, &reference), subjects(world, MAIL).len());
        let new = risk::NewCondition {
            application: a.id,
            follows: None,
            text: "Send every receipt.".into(),
            reason: "No audit yet.".into(),
            remedy: "An audit without findings.".into(),
            citation: "2 CFR 200.208".into(),
            due_on: Ok(None),
            gates_payment: false,
            award_is_known: true,
        };
        // Whoever entered it has no part in its checks, on their pages or beside them.
        for path in ["checks", "conditions/new"] {
            officer.get(&format!("/desk/applications/{reference}/{path}")).must_be(404);
            signed_in(world, &fund.both).get(&format!("/desk/applications/{reference}/{path}")).must_be(200);
        }
        let refused = world.db.write(|tx| risk::impose_condition(tx, &fund.officer, &new)).expect_err("a part in it");
        assert_eq!(refused.kind(), Kind::Missing);
        world.db.write(|tx| risk::impose_condition(tx, &fund.both, &new)).expect("imposed");
        assert_eq!(subjects(world, MAIL).len(), before + 1);

        // What only the city does is not offered to the officer, nor done for them.
        officer.get(&format!("{base}/withdraw")).must_be(409);
        let status = officer.get(&format!("{base}/status"));
        status.must_be(200);
        assert!(!status.body.contains("/withdraw\"") && !status.body.contains("/appeal\""), "{}", status.text());
    });
}

#[test]
fn other_drafts_of_the_city_are_not_there_for_the_officer() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 100_000);
        let (_, _, reference) = received(world, &fund);
        let entry = found(world, &reference);
        let madison: City = city(world, "Madison");
        let mut mayor = madison.official;
        mayor.memberships = vec![Membership { organisation: entry.city, role: CityRole::AuthorizedOfficial }];
        let own = world.db.write(|tx| process::start_case(tx, &mayor, fund.round, entry.city));
        let own = own.expect("a draft of the city's own");
        let offered = |who: &Actor| -> Result<Vec<String>, db::Error> {
            let found = world.db.read(|conn| intake::list_to_copy_from(conn, who, &entry))?;
            Ok(found.into_iter().map(|a| a.reference).collect())
        };
        assert_eq!(offered(&mayor).expect("a list"), std::slice::from_ref(&own.reference));
        assert_eq!(offered(&fund.officer).expect("a list"), Vec::<String>::new(), "{} is nobody's business at the fund", own.reference);
        let copied = world.db.write(|tx| {
            let new = NewEntry { channel: "phone".into(), about: "Clerk".into(), mail_to: String::new() };
            process::enter(tx, &fund.officer, (fund.round, entry.city), &new)
        });
        assert!(copied.expect_err("the city writes itself").to_string().contains(&own.reference));
    });
}
