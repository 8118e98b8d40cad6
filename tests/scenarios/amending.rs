//! Amendments of an award: asked for by the city's official, decided by another person, signed where money or the period
//! changes; the ledger moves with the award, once, and nothing that is paid or asked for moves away.

use crate::grant::{city, nothing_contradicts, person, signed_in};
use crate::money::{Ground, ask as ask_payment, ground, paid_out, verified_account};
use crate::support::{Browser, Page, World, on_both};
use diesel::prelude::*;
use urban_diplomacy_fund::amending::{self, AmendmentKind, AskError, NewAmendment, Stage};
use urban_diplomacy_fund::award::{self, Award, Line};
use urban_diplomacy_fund::db::Error;
use urban_diplomacy_fund::kernel::{Kind, Money, Refusal, Subject};
use urban_diplomacy_fund::ledger::{self, JournalFilter};
use urban_diplomacy_fund::people::{Actor, FundRole};
use urban_diplomacy_fund::{audit, opportunity};

/// The path of a page without what follows `?`.
pub fn path(page: &Page) -> String {
    page.path.split('?').next().unwrap_or_default().to_owned()
}

/// A letter with single spaces, however its lines are broken.
fn single(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn usd(dollars: i64) -> Money {
    Money::from_dollars(dollars)
}

fn the_award(world: &World, g: &Ground) -> Award {
    world.db.read(|conn| award::award(conn, g.id.cast())).expect("an award")
}

fn undelivered(world: &World, g: &Ground, category: &str) -> Money {
    world.db.read(|conn| ledger::award_position(conn, &g.id.text())).expect("a position").category(category).undelivered
}

/// The award, its budget and the ledger say the same.
fn adds_up(world: &World, g: &Ground) {
    let award = the_award(world, g);
    assert_eq!(award::total(&award.lines), Some(award.amount));
    let position = world.db.read(|conn| ledger::award_position(conn, &g.id.text())).expect("a position");
    assert_eq!(position.total.obligated, award.amount);
    for line in &award.lines {
        assert_eq!(position.category(&line.category).obligated, line.amount, "{}", line.category);
    }
    nothing_contradicts(world, &[g.id]);
}

fn list(g: &Ground) -> String {
    format!("/portal/awards/{}/amendments", g.number)
}

/// The official asks through the page of this kind.
fn asks(world: &World, g: &Ground, kind: &str, values: &[(&str, &str)]) -> Page {
    let official = signed_in(world, &g.city.official);
    official.submit(&official.get(&format!("{}/ask/{kind}", list(g))), values)
}

fn decides(world: &World, who: &Actor, g: &Ground, button: &str, values: &[(&str, &str)]) -> Page {
    let browser = signed_in(world, who);
    let page = browser.follow(&browser.get("/desk/amendments"), &format!("{} amendment", g.number));
    browser.press(&page, button, values)
}

fn signs(browser: &Browser, page: &Page) -> Page {
    browser.press(page, "Sign the amendment", &[("typed_name", "Olga Official"), ("has_authority", "yes")])
}

fn new(g: &Ground, kind: AmendmentKind, lines: &[(&str, i64)]) -> NewAmendment {
    NewAmendment {
        award: g.id.cast(),
        kind,
        seen_version: 1,
        lines: lines.iter().map(|(category, dollars)| Line { category: (*category).into(), amount: usd(*dollars) }).collect(),
        period_end: Ok(None),
        key_person: "Cleo Clerk".into(),
        new_person: "Ben Ito".into(),
        reason: "Fares rose.".into(),
    }
}

#[test]
fn a_budget_revision_moves_the_ledger_once_it_is_approved() {
    on_both(|world| {
        let g = ground(world);
        let official = signed_in(world, &g.city.official);
        let home = official.get(&format!("/portal/awards/{}", g.number));
        let page = official.follow(&home, "Amendments");
        page.must_be(200).must_say("The award was not amended.").must_say("$0.00, 0% of $8,000.00").must_say("10 percent, $800.00");
        let form = official.follow(&page, "Budget revision");
        form.must_be(200).must_say("$8,000.00 now; at least $0.00 must stay.").must_say("Transfers so far");
        let wrong = official.submit(&form, &[("amount-travel", "7,500"), ("amount-training", "500.01"), ("reason", "")]);
        wrong.must_be(422).must_say("The categories come to $8,000.01, and the award is $8,000.00. Make them equal.").must_say("Say why");
        assert!(wrong.fill(None, &[]).fields.contains(&("amount-training".into(), "500.01".into())), "what was typed is kept");
        official.submit(&form, &[("amount-travel", "12.345"), ("reason", "Why.")]).must_be(422).must_say("at most two digits");
        official.submit(&form, &[("reason", "Fares rose.")]).must_be(422).must_say("Change the amount of at least one category.");
        let asked = official.submit(&form, &[("amount-travel", "7,500"), ("amount-training", "500"), ("reason", "Fares rose.")]);
        asked.must_be(200).must_say("Waits for a decision").must_say("-$500.00").must_say("$500.00, 6.25% of $8,000.00");
        adds_up(world, &g);
        assert_eq!(the_award(world, &g).lines.len(), 1, "nothing has changed yet");
        official.get(&format!("{}/ask/extension", list(&g))).must_be(200);
        asks(world, &g, "key_person", &[("key_person", "Cleo Clerk"), ("new_person", "Ben Ito"), ("reason", "Left.")])
            .must_be(409)
            .must_say("Another amendment of this award is under way");

        // A finance officer reads it and decides nothing; a program officer may decide within the limit.
        let fay = signed_in(world, &g.preparer);
        let read = fay.follow(&fay.get("/desk/amendments"), &format!("{} amendment 1", g.number));
        assert!(!read.says("Approve this amendment"));
        fay.post(&format!("{}/approve", path(&read)), &[]).must_be(404);
        official.get(&read.path).must_be(404);
        decides(world, &g.fund.officer, &g, "Send it back", &[("mend", "")]).must_be(422).must_say("Give the reason");
        let done = decides(world, &g.fund.officer, &g, "Approve this amendment", &[("note", "A fair reason.")]);
        done.must_be(200).must_say("In force").must_say("Journal");
        assert_eq!([undelivered(world, &g, "travel"), undelivered(world, &g, "training")], [usd(7_500), usd(500)]);
        assert_eq!(the_award(world, &g).budget_version, 2);
        adds_up(world, &g);
        let twice = signed_in(world, &g.fund.approver);
        twice.post(&format!("{}/approve", path(&done)), &[]).must_be(409).must_say("does not wait for a decision");
        official.get(&list(&g)).must_say("In force").must_say("$500.00, 6.25% of $8,000.00");
        let letters = world.mail_to("official-madison@demo.example");
        let letter = letters.iter().find(|l| l.subject_line == format!("Amendment 1 of award {} is in force", g.number)).expect("a letter");
        let text = single(&letter.body_text);
        assert!(text.contains("$8,000.00 becomes $7,500.00") && text.contains("A fair reason."), "{text}");
        let told = world.db.read(|conn| audit::list_for(conn, &Subject::new("award", g.id), 100)).expect("a record");
        let facts: Vec<_> = told.iter().map(|event| event.fact.as_str()).filter(|fact| fact.starts_with("amendment.")).collect();
        assert_eq!(facts.len(), 2, "{facts:?}");
    });
}

#[test]
fn what_is_paid_asked_for_or_spent_does_not_move() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        ask_payment(world, &g, "5,000").must_be(200);
        let one_cent = [("amount-travel", "4,999.99"), ("amount-training", "3,000.01"), ("reason", "Fares fell.")];
        asks(world, &g, "budget", &one_cent).must_be(422).must_say("At least $5,000.00 must stay here");
        asks(world, &g, "budget", &[("amount-travel", "5,000"), ("amount-training", "3,000"), ("reason", "Fares fell.")]).must_be(200);
        // Meanwhile the rest is asked for too: what is approved later finds it bound.
        ask_payment(world, &g, "1,000").must_be(200);
        let bound = decides(world, &g.fund.approver, &g, "Approve this amendment", &[]);
        bound.must_be(409).must_say("Since this was asked for, money that it takes away was paid, asked for or spent.");
        paid_out(world, &g);
        assert_eq!(the_award(world, &g).budget_version, 1);
        decides(world, &g.fund.approver, &g, "Refuse it", &[("reason", "The money is on its way.")]).must_be(200).must_say("Refused");
        let letters = world.mail_to("official-madison@demo.example");
        assert!(letters.iter().any(|l| l.subject_line.contains("is refused") && l.body_text.contains("The money is on its way.")));
        adds_up(world, &g);
    });
}

#[test]
fn more_money_is_approved_by_an_official_and_signed_by_the_city() {
    on_both(|world| {
        let g = ground(world);
        let too_much = [("amount-travel", "20,000.01"), ("reason", "A second course.")];
        asks(world, &g, "increase", &too_much).must_be(200);
        let short = decides(world, &g.fund.approver, &g, "Approve this amendment", &[]);
        short.must_be(409).must_say("This needs $12,000.01 more, and only $12,000.00 is available in the opportunity.");
        let official = signed_in(world, &g.city.official);
        let first = format!("{}/1", list(&g));
        official.press(&official.get(&first), "Withdraw this amendment", &[("why", "")]).must_be(422).must_say("Say why");
        official.press(&official.get(&first), "Withdraw this amendment", &[("why", "Less is enough.")]).must_be(200).must_say("Withdrawn");

        asks(world, &g, "increase", &[("amount-travel", "7,000"), ("amount-training", "2,000"), ("reason", "A second course.")])
            .must_be(422)
            .must_say("leaves no category with less");
        asks(world, &g, "increase", &[("amount-training", "2,000"), ("reason", "A second course.")]).must_be(200);
        let officer = signed_in(world, &g.fund.officer);
        let page = officer.follow(&officer.get("/desk/amendments"), &format!("{} amendment 2", g.number));
        assert!(!page.says("Approve this amendment"), "more money needs an approving official");
        officer.post(&format!("{}/approve", path(&page)), &[]).must_be(403).must_say("an approving official");
        decides(world, &g.fund.approver, &g, "Approve this amendment", &[("note", "A good plan.")])
            .must_be(200)
            .must_say("Waits for the city’s signature");
        assert_eq!(the_award(world, &g).amount, usd(8_000), "nothing moves before the signature");
        official.get("/portal").must_say("Sign amendment 2");
        let letter = world.mail_to("official-madison@demo.example");
        assert!(letter.iter().any(|l| l.subject_line.contains("is approved and waits for your signature")));

        let text = official.get(&format!("{}/2", list(&g)));
        text.must_be(200).must_say("The award is up to $10,000.00").must_say("“A second course.”");
        official.press(&text, "Sign the amendment", &[("typed_name", "Olga Official")]).must_be(422).must_say("Confirm that you may sign");
        let mut tampered = text.fill(Some("Sign the amendment"), &[("typed_name", "Olga Official"), ("has_authority", "yes")]);
        for (_, value) in tampered.fields.iter_mut().filter(|(name, _)| name == "digest") {
            *value = "0".repeat(64);
        }
        official.send_form(&tampered, &[]).must_be(409).must_say("changed after you opened it");
        signs(&official, &text).must_be(200).must_say("In force").must_say("Olga Official");
        assert_eq!((the_award(world, &g).amount, undelivered(world, &g, "training")), (usd(10_000), usd(2_000)));
        let filter = JournalFilter { event: Some("award.increase".into()), ..JournalFilter::default() };
        let posted = world.db.read(|conn| ledger::list_journals(conn, &filter, None, 10)).expect("journals");
        assert_eq!(posted.len(), 1);
        assert_eq!(posted[0].approver, g.fund.approver.account.map(|id| id.text()));
        assert!(posted[0].evidence.as_deref().is_some_and(|evidence| evidence.contains("sha256:")), "{:?}", posted[0].evidence);
        official.get(&format!("/portal/awards/{}", g.number)).must_say("$10,000.00").must_say("Grant agreement");
        adds_up(world, &g);
    });
}

#[test]
fn the_fund_asks_for_less_and_the_city_hears_of_it_once_it_is_approved() {
    on_both(|world| {
        let g = ground(world);
        let officer = signed_in(world, &g.fund.officer);
        let page = officer.get(&format!("/desk/amendments?award={}", g.number));
        let form = officer.follow(&page, "Ask for it: Less money");
        officer.submit(&form, &[("amount-travel", "8,000.01"), ("reason", "A part was dropped.")]).must_be(422);
        let asked = officer.submit(&form, &[("amount-travel", "6,000"), ("reason", "A part was dropped.")]);
        asked.must_be(200).must_say("Olive of the fund");
        assert!(!asked.says("Approve this amendment"), "who asked decides nothing");
        officer.post(&format!("{}/approve", path(&asked)), &[]).must_be(403).must_say("another person must decide");
        let official = signed_in(world, &g.city.official);
        official.get(&list(&g)).must_say("The award was not amended.");
        official.get(&format!("{}/1", list(&g))).must_be(404);
        assert!(world.mail_to("official-madison@demo.example").iter().all(|l| !l.body_text.contains("A part was dropped.")));
        decides(world, &g.fund.approver, &g, "Approve this amendment", &[]).must_be(200);
        let text = official.get(&format!("{}/1", list(&g)));
        signs(&official, &text).must_be(200).must_say("In force");
        assert_eq!((the_award(world, &g).amount, undelivered(world, &g, "travel")), (usd(6_000), usd(6_000)));
        let round = world.db.read(|conn| opportunity::opportunity(conn, g.fund.round)).expect("the round");
        let free = world.db.read(|conn| ledger::allotment_position(conn, &round.fund, &g.fund.round.text())).expect("a position").available;
        assert_eq!(free, usd(14_000), "it is free again");
        adds_up(world, &g);
    });
}

#[test]
fn the_period_ends_later_and_another_person_leads() {
    on_both(|world| {
        let g = ground(world);
        let day = |month: &'static str, day: &'static str, year: &'static str| {
            [("period_end_month", month), ("period_end_day", day), ("period_end_year", year), ("reason", "The course moved.")]
        };
        asks(world, &g, "extension", &day("6", "30", "2028"))
            .must_be(422)
            .must_say("Enter a day after the last day that the award has now.");
        asks(world, &g, "extension", &day("7", "1", "2030")).must_be(422).must_say("within two years");
        asks(world, &g, "extension", &day("2", "30", "2029")).must_be(422).must_say("a date that exists");
        asks(world, &g, "extension", &day("12", "31", "2028")).must_be(200).must_say("June 30, 2028 becomes December 31, 2028");
        decides(world, &g.fund.approver, &g, "Approve this amendment", &[]).must_be(200);
        let official = signed_in(world, &g.city.official);
        signs(&official, &official.get(&format!("{}/1", list(&g)))).must_be(200);
        assert_eq!(the_award(world, &g).period_end.to_string(), "2028-12-31");
        official.get(&format!("/portal/awards/{}", g.number)).must_say("December 31, 2028");

        asks(world, &g, "key_person", &[("key_person", "Cleo Clerk"), ("new_person", "Cleo Clerk"), ("reason", "Left.")])
            .must_be(422)
            .must_say("Enter another person");
        asks(world, &g, "key_person", &[("key_person", "Cleo Clerk"), ("new_person", "Ben Ito"), ("reason", "Left.")]).must_be(200);
        decides(world, &g.fund.officer, &g, "Approve this amendment", &[]).must_be(200).must_say("Cleo Clerk becomes Ben Ito");
        assert_eq!(the_award(world, &g).budget_version, 2, "a person changes no budget");
        world.at("2029-01-01T15:00:00Z");
        asks(world, &g, "extension", &day("6", "30", "2029")).must_be(422).must_say("The period has ended");
        adds_up(world, &g);
    });
}

/// The operations themselves refuse, whatever page asks them.
#[test]
fn the_operations_of_amendments_ask_for_themselves() {
    on_both(|world| {
        let g = ground(world);
        let monona = city(world, "Monona").official;
        let revision = new(&g, AmendmentKind::Budget, &[("travel", 7_000), ("training", 1_000)]);
        let kind = |who: &Actor, what: &NewAmendment| world.db.write(|tx| amending::ask(tx, who, what).map(drop)).err().map(|e| e.kind());
        for who in [&monona, &g.fund.officer, &g.fund.approver, &g.preparer] {
            assert_eq!(kind(who, &revision), Some(Kind::Missing), "{}", who.name);
        }
        let unknown = new(&g, AmendmentKind::Budget, &[("travel", 7_000), ("yachts", 1_000)]);
        assert_eq!(kind(&g.city.official, &unknown), Some(Kind::Invalid));
        let stale = NewAmendment { seen_version: 2, ..revision.clone() };
        assert_eq!(kind(&g.city.official, &stale), Some(Kind::Conflict));
        let asked = world.db.write(|tx| amending::ask(tx, &g.city.official, &revision)).expect("asked").id;
        let approve = |who: &Actor| world.db.write(|tx| amending::approve(tx, who, asked, "", "press")).err().map(|e| e.kind());
        assert_eq!([&g.city.official, &g.preparer, &monona].map(approve), [Some(Kind::Missing); 3]);
        let withdraw = |who: &Actor| world.db.write(|tx| amending::withdraw(tx, who, asked, "No.")).err().map(|e| e.kind());
        assert_eq!([&monona, &g.preparer].map(withdraw), [Some(Kind::Missing); 2]);
        assert_eq!(withdraw(&g.fund.officer), Some(Kind::Conflict), "what the city asks, the city takes back");
        assert_eq!([approve(&g.fund.approver), approve(&g.fund.approver)], [None, Some(Kind::Conflict)], "decided once");

        // A walled approver finds nothing, and nothing of a closed award is changed.
        let run = |sql: &str| world.db.write(|tx| diesel::sql_query(sql).execute(&mut **tx).map_err(Error::from));
        for edit in [
            "UPDATE amendments SET reason = 'x'",
            "UPDATE amendments SET stage = 'asked', in_force_at = NULL",
            "UPDATE amendments SET decided_by_name = 'x'",
            "DELETE FROM amendments",
            "UPDATE amendment_lines SET amount_cents = 1",
            "DELETE FROM amendment_lines",
        ] {
            assert!(run(edit).is_err(), "{edit}");
        }
        run("UPDATE awards SET closed_at = accepted_at").expect("the award is closed");
        let next = NewAmendment { seen_version: 2, ..new(&g, AmendmentKind::KeyPerson, &[]) };
        let refused = world.db.write(|tx| amending::ask(tx, &g.city.official, &next).map(drop)).expect_err("closed");
        assert!(matches!(refused, AskError::NotActive), "{refused}");
    });
}

#[test]
fn whoever_has_a_conflict_finds_no_amendment() {
    on_both(|world| {
        let g = ground(world);
        asks(world, &g, "key_person", &[("key_person", "Cleo Clerk"), ("new_person", "Ben Ito"), ("reason", "Left.")]).must_be(200);
        let walled = world.db.write(|tx| Ok::<_, Error>(person(tx, "Wally", &[FundRole::ApprovingOfficial]))).expect("a person");
        let id = world.db.read(|conn| amending::find_open(conn, g.id.cast())).expect("readable").expect("one").id;
        signed_in(world, &walled).get(&format!("/desk/amendments/{id}")).must_be(200);
        world
            .db
            .write(|tx| urban_diplomacy_fund::process::step_back(tx, &walled, g.id, "My sister leads the work."))
            .expect("they step back");
        let browser = signed_in(world, &walled);
        let page = browser.get("/desk/amendments");
        assert!(!page.must_be(200).says(&g.number), "{}", page.text());
        browser.get(&format!("/desk/amendments/{id}")).must_be(404);
        browser.get(&format!("/desk/amendments?award={}", g.number)).must_be(404);
        browser.post(&format!("/desk/amendments/{id}/approve"), &[]).must_be(404);
        assert!(world.mail_to("wally@demo.example").iter().all(|l| !l.body_text.contains("Ben Ito")));
    });
}

/// Two officials ask at the same moment, and two people decide: one of each counts.
#[test]
fn of_two_who_ask_or_decide_at_once_one_counts() {
    on_both(|world| {
        let g = ground(world);
        let revision = new(&g, AmendmentKind::Budget, &[("travel", 7_000), ("training", 1_000)]);
        let ask = || world.db.write(|tx| amending::ask(tx, &g.city.official, &revision).map(|a| a.id));
        let asked: Vec<_> = std::thread::scope(|scope| {
            let all: Vec<_> = (0..4).map(|_| scope.spawn(ask)).collect();
            all.into_iter().filter_map(|one| one.join().expect("no panic").ok()).collect()
        });
        assert_eq!(asked.len(), 1, "one request is under way");
        let id = asked[0];
        let press = |n: usize| format!("press-{n}");
        let approved = std::thread::scope(|scope| {
            let (db, who) = (&world.db, [&g.fund.approver, &g.fund.officer]);
            let all: Vec<_> =
                (0..6).map(|n| scope.spawn(move || db.write(|tx| amending::approve(tx, who[n % 2], id, "", &press(n))))).collect();
            all.into_iter().filter_map(|one| one.join().expect("no panic").ok()).count()
        });
        assert_eq!(approved, 1, "it is decided once");
        let filter = JournalFilter { event: Some("award.rebudget".into()), ..JournalFilter::default() };
        assert_eq!(world.db.read(|conn| ledger::list_journals(conn, &filter, None, 10)).expect("journals").len(), 1, "and posted once");
        let amendment = world.db.read(|conn| amending::amendment(conn, id)).expect("an amendment");
        assert_eq!((amendment.stage, the_award(world, &g).budget_version), (Stage::InForce, 2));
        adds_up(world, &g);
    });
}
