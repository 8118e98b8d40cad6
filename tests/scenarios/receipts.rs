//! The receipt as PDF: who may have it, what it holds, and that it stays what it was.

use crate::grant::{self, ROUND, application, city, fund, fund_of, person, signed_in};
use crate::support::{Browser, Page, World, on_both};
use chrono::{Days, TimeDelta};
use diesel::prelude::*;
use urban_diplomacy_fund::db::schema;
use urban_diplomacy_fund::intake::{self, Application, Certification};
use urban_diplomacy_fund::kernel::Id;
use urban_diplomacy_fund::people::{Actor, CityRole, FundRole};
use urban_diplomacy_fund::process::{self, Press, Screened};

/// Somebody of this city.
fn member(world: &World, city: &grant::City, name: &str, role: CityRole) -> Actor {
    let new = world.db.write(|tx| {
        let somebody = person(tx, name, &[]);
        use schema::memberships as m;
        let account = somebody.account.expect("an account").text();
        let (city, role, now) = (city.id.text(), role.to_string(), tx.now().naive());
        diesel::insert_into(m::table)
            .values((m::account_id.eq(account), m::organisation_id.eq(city), m::role.eq(role), m::granted_at.eq(now)))
            .execute(&mut **tx)?;
        Ok::<_, urban_diplomacy_fund::db::Error>(somebody)
    });
    new.expect("a member")
}

fn reference(world: &World, id: Id<Application>) -> String {
    world.db.read(|conn| intake::application(conn, id)).expect("an application").reference
}

fn digest(world: &World, id: Id<Application>) -> String {
    world.db.read(|conn| intake::latest_submission(conn, id)).expect("a receipt").sha256
}

#[track_caller]
fn pdf(browser: &Browser, path: &str) -> Page {
    let page = browser.get(path);
    page.must_be(200);
    assert_eq!(page.kind, "application/pdf", "{path}");
    assert!(page.body.starts_with("%PDF-1.7") && page.body.trim_end().ends_with("%%EOF"), "{path}");
    page
}

#[test]
fn a_receipt_is_printed_for_whoever_may_read_it_and_nobody_else() {
    on_both(|world| {
        let fund = fund(world, 100_000);
        let (madison, elmira) = (city(world, "Madison"), city(world, "Elmira"));
        let clerk = member(world, &madison, "Cleo", CityRole::Preparer);
        let viewer = member(world, &madison, "Vera", CityRole::Viewer);
        let id = application(world, &fund, &madison, 9_000);
        let [portal, desk] = ["portal", "desk"].map(|side| format!("/{side}/applications/{}", reference(world, id)));

        // The city reaches it from its receipt, staff from the case; it is one document.
        let official = signed_in(world, &madison.official);
        let linked = official.get(&format!("{portal}/receipt")).link("Download this receipt as PDF");
        let receipt = pdf(&official, &linked);
        for told in ["Receipt of application", &reference(world, id), &digest(world, id), "pdfuaid:part"] {
            assert!(receipt.body.contains(told), "the PDF does not say {told}");
        }
        for who in [&clerk, &viewer] {
            assert_eq!(pdf(&signed_in(world, who), &linked).body, receipt.body, "{}", who.name);
        }
        let officer = signed_in(world, &fund.officer);
        let at_desk = officer.get(&desk).link("Receipt as PDF");
        assert_eq!(pdf(&officer, &at_desk).body, receipt.body, "the same for the fund");
        let auditor = world.db.write(|tx| Ok::<_, urban_diplomacy_fund::db::Error>(person(tx, "Audrey", &[FundRole::Auditor])));
        assert_eq!(pdf(&signed_in(world, &auditor.expect("an auditor")), &at_desk).body, receipt.body);

        // As for the pages, there is nothing here for anybody else.
        let administrator = world.db.write(|tx| Ok::<_, urban_diplomacy_fund::db::Error>(person(tx, "Adam", &[FundRole::Administrator])));
        let others = [&elmira.official, &fund.reviewers[0], &administrator.expect("an administrator"), &fund.officer];
        for who in others {
            signed_in(world, who).get(&linked).must_be(404);
        }
        for who in [&elmira.official, &fund.reviewers[0], others[2], &madison.official] {
            signed_in(world, who).get(&at_desk).must_be(404);
        }
        let (_, location) = world.browser().request_once("GET", &linked, &[], b"");
        assert!(location.expect("sent on").starts_with("/sign-in?next="));

        // The letter of reception leads to it.
        let letters = world.mail_to(&madison.official.email);
        let letter = letters.iter().find(|letter| letter.body_text.contains("Keep this letter as your receipt")).expect("the receipt");
        assert!(
            letter.body_text.contains("you can keep it as a PDF") && letter.body_text.contains(&format!("{portal}/receipt")),
            "{letter:?}"
        );
    });
}

#[test]
fn a_draft_has_no_receipt() {
    on_both(|world| {
        let fund = fund(world, 100_000);
        let madison = city(world, "Madison");
        let id = world.db.write(|tx| process::start_case(tx, &madison.official, fund.round, madison.id)).expect("a draft").id;
        let path = format!("/portal/applications/{}/receipt.pdf", reference(world, id));
        signed_in(world, &madison.official).get(&path).must_be(404);
    });
}

#[test]
fn a_receipt_stays_what_was_received_while_answers_are_open_again() {
    on_both(|world| {
        let fund = fund(world, 100_000);
        let madison = city(world, "Madison");
        let who = &madison.official;
        let id = application(world, &fund, &madison, 9_000);
        let official = signed_in(world, who);
        let path = format!("/portal/applications/{}/receipt.pdf", reference(world, id));
        let first = pdf(&official, &path);

        let found = Screened { checks: vec![], note: "Say more.".into() };
        let (parts, until) = (["need_now".to_owned()], world.clock.now().plus(TimeDelta::days(10)));
        world
            .db
            .write(|tx| process::return_for_changes(tx, &fund.officer, id, (&found, &parts, until), &Press::default()).map(drop))
            .expect("it is sent back");
        let change = |typed: &str| {
            world.db.write(|tx| {
                let version = intake::draft(tx, id)?.saved.get("need_now").map_or(0, |s| s.version);
                intake::save_answer(tx, who, id, "need_now", (typed, version))
            })
        };
        change("#panic(\"typst\") $x$ *东京* 🚀 مرحبا").expect("it is saved");
        assert_eq!(pdf(&official, &path).body, first.body, "what is being written is not in it");

        world
            .db
            .write(|tx| {
                let version = intake::application(tx, id)?.version;
                let certification = Certification { typed_name: who.name.clone(), has_agreed: true, version };
                process::submit(tx, who, id, &certification, &Press::default())
            })
            .expect("it is received again");
        let second = pdf(&official, &path);
        assert_ne!(second.body, first.body);
        assert!(second.body.contains(&digest(world, id)) && !first.body.contains(&digest(world, id)));
    });
}

#[test]
fn the_receipt_of_a_concept_note_holds_the_note() {
    const TWO_STAGES: &str = include_str!("../../config/opportunities/joint-projects-abroad-2027.toml");
    on_both(|world| {
        let fund = fund_of(world, TWO_STAGES, 200_000);
        let madison = city(world, "Madison");
        let who = &madison.official;
        let sent = world.db.write(|tx| {
            let id = process::start_case(tx, who, fund.round, madison.id)?.id;
            grant::answer_everything(tx, who, id);
            let version = intake::application(tx, id)?.version;
            let certification = Certification { typed_name: who.name.clone(), has_agreed: true, version };
            process::submit(tx, who, id, &certification, &Press::default())?;
            Ok::<_, process::ProcessError>(id)
        });
        let id = sent.expect("a concept note");
        let receipt = world.db.read(|conn| intake::latest_submission(conn, id)).expect("a receipt");
        let received = receipt.received().expect("it can be read");
        let form = world.db.read(|conn| intake::form_of(conn, &received)).expect("its form");
        assert!(received.is_concept_note() && !form.has_plan() && received.activities.is_empty());
        pdf(&signed_in(world, who), &format!("/portal/applications/{}/receipt.pdf", reference(world, id)));
    });
}

#[test]
fn what_was_received_is_read_back_whole() {
    on_both(|world| {
        let fund = fund_of(world, ROUND, 100_000);
        let madison = city(world, "Madison");
        let id = application(world, &fund, &madison, 9_000);
        let (draft, receipt) = world
            .db
            .read(|conn| Ok::<_, urban_diplomacy_fund::db::Error>((intake::draft(conn, id)?, intake::latest_submission(conn, id)?)))
            .expect("an application");
        let received = receipt.received().expect("it can be read");
        assert_eq!(received.answers, draft.answers_asked_for());
        assert_eq!(received.title().as_deref(), Some(draft.application.title.as_str()));
        let begins = draft.definition.dates.performance_starts + Days::new(39);
        let [activity] = received.activities.as_slice() else { panic!("{received:?}") };
        assert_eq!(
            (activity.title.as_str(), activity.starts_on, activity.budget[0].amount().to_string()),
            ("Protocol course", begins, "$9,000.00".into())
        );
        assert_eq!(activity.attendees[0].name, "Cleo Clerk");
        assert_eq!(received.attachments[0].sha256, draft.attachments[0].sha256);
        assert_eq!(received.certification.signed_as, madison.official.name);
    });
}
