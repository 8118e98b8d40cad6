//! Who is kept out of an application, by which rule, and what that does to what they did before (C1).

use crate::canary::plant::{joins, staff};
use crate::grant::{City, Fund, application, checked, city, fund, fund_of, reviewed, screened, signed_in};
use crate::joint::{joint_round, lead, place};
use crate::money::ground;
use crate::support::{World, on_both, on_both_with_its_own_mail};
use diesel::prelude::*;
use std::collections::BTreeSet;
use urban_diplomacy_fund::conflict::Ground;
use urban_diplomacy_fund::db::{Error, schema};
use urban_diplomacy_fund::intake::Application;
use urban_diplomacy_fund::kernel::{Id, Kind, Refusal, Subject};
use urban_diplomacy_fund::people::{Actor, CityRole, FundRole, account, membership, role};
use urban_diplomacy_fund::worker::{self, WorkerContext};
use urban_diplomacy_fund::{audit, intake, process, review, risk};

fn now(world: &World, who: &Actor) -> Actor {
    world.db.read(|conn| account::actor(conn, who.account.expect("an account"))).expect("somebody")
}

fn grounds(world: &World, who: &Actor, id: Id<Application>) -> Vec<Ground> {
    let none = BTreeSet::new();
    now(world, who).walls.grounds(&id.text()).unwrap_or(&none).iter().copied().collect()
}

fn assigned(world: &World, fund: &Fund, id: Id<Application>, who: &Actor) -> Result<(), review::AssignError> {
    let about = world.db.read(|conn| process::about(conn, id)).expect("a case");
    let account = who.account.expect("an account");
    world.db.write(|tx| review::assign(tx, &now(world, &fund.officer), &about, &[account], None).map(drop))
}

#[test]
fn a_conflict_that_is_found_after_the_review_takes_it_out_of_every_computation() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        let id = application(world, &fund, &city(world, "Madison"), 8_000);
        screened(world, &fund, id);
        reviewed(world, &fund, id, 2);
        let reference = world.db.read(|conn| intake::application(conn, id)).expect("it is there").reference;
        let standing = || world.db.read(|conn| review::standing(conn, id)).expect("a standing");
        assert_eq!((standing().submitted(), standing().owed), (3, 0));
        let rita = &fund.reviewers[0];
        let browser = signed_in(world, rita);
        let page = browser.follow(&browser.get("/panel"), &reference);
        let form = browser.follow(&page, "I found a conflict of interest");
        form.must_say("You have submitted your review.");
        browser.press(&form, "Continue", &[("conflict", "yes"), ("note", " ")]).must_be(422).must_say("Say in a few words");
        let done = browser.press(&form, "Continue", &[("conflict", "yes"), ("note", "My cousin is the mayor.")]);
        done.must_be(200);
        assert!(!done.body.contains(&reference), "her queue says nothing of it any more");
        browser.get(&page.path).must_be(404);

        assert_eq!((standing().submitted(), standing().owed), (2, 0));
        let means = world.db.read(|conn| review::criterion_means(conn, id)).expect("means");
        assert!(!means.is_empty());
        let coverage = world
            .db
            .read(|conn| review::list_coverage(conn, &fund.officer, fund.round, world.clock.now()))
            .expect("coverage")
            .remove(&id)
            .expect("a row");
        assert_eq!((coverage.standing.submitted(), coverage.recused), (2, 1));
        let officer = signed_in(world, &fund.officer);
        officer.get(&format!("/desk/ranking/{}", slug(world, &fund))).must_be(200).must_say("2 of 2");
        let case = officer.get(&format!("/desk/applications/{reference}"));
        let scores = case.all("#reviews td[data-label=Score], table td[data-label=Score]");
        assert_eq!(scores.iter().filter(|score| score.is_empty()).count(), 1, "{scores:?}");
        let auditor = signed_in(world, &staff(world, "iris@people.example", &[FundRole::Auditor]));
        let scores = auditor.get(&format!("/desk/applications/{reference}")).all("table td[data-label=Score]");
        assert_eq!(scores.iter().filter(|score| score.is_empty()).count(), 0, "it stays for the auditor: {scores:?}");
        let events = world.db.read(|conn| audit::list_for(conn, &Subject::new("application", id), 100)).expect("a record");
        let told = events.iter().find(|event| event.fact == "review.recused").expect("it is on record");
        assert!(told.payload.contains("\"had_submitted\":true"), "{}", told.payload);
        world.check_records();
    });
}

fn slug(world: &World, fund: &Fund) -> String {
    world.db.read(|conn| urban_diplomacy_fund::opportunity::opportunity(conn, fund.round)).expect("a round").slug
}

#[test]
fn who_has_the_mailbox_of_the_same_employer_is_kept_out_and_a_public_provider_is_none() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        let marfa = city(world, "Marfa");
        let reviewer = |email: &str| staff(world, email, &[FundRole::Reviewer]);
        let (same, below, other) = (reviewer("a@marfa.gov"), reviewer("b@police.marfa.gov"), reviewer("c@marfagov.com"));
        let public = reviewer("d@gmail.com");
        let id = application(world, &fund, &marfa, 8_000);
        assert_eq!(grounds(world, &same, id), [], "nobody of the city has such a mailbox yet");
        for email in ["clerk@marfa.gov", "clerk@gmail.com"] {
            joins(world, &staff(world, email, &[]), &marfa, CityRole::Preparer);
        }
        for who in [&same, &below] {
            assert_eq!(grounds(world, who, id), [Ground::EmployerDomain], "{}", who.email);
        }
        for who in [&other, &public] {
            assert_eq!(grounds(world, who, id), [], "{}", who.email);
        }
        screened(world, &fund, id);
        let refused = assigned(world, &fund, id, &same).expect_err("a conflict");
        assert!(refused.fields()[0].message.contains("has a mailbox of the same employer"), "{:?}", refused.fields());
        assigned(world, &fund, id, &public).expect("no conflict");
        let offered = signed_in(world, &fund.officer).get(&format!("/desk/applications/{}/assign", reference(world, id)));
        offered.must_be(200);
        assert!(offered.says("Rita") && !offered.body.contains(&format!("value=\"{}\"", same.account.expect("an account"))));
    });
}

fn reference(world: &World, id: Id<Application>) -> String {
    world.db.read(|conn| intake::application(conn, id)).expect("it is there").reference
}

#[test]
fn who_acted_for_a_city_in_an_award_is_kept_out_of_its_next_applications_for_three_years() {
    on_both_with_its_own_mail(|world| {
        let g = ground(world);
        joins(world, &staff(world, "second@people.example", &[]), &g.city, CityRole::Preparer);
        let official = g.city.official.account.expect("an account");
        world
            .db
            .write(|tx| {
                membership::remove(tx, &Actor::system(), g.city.id, official, CityRole::AuthorizedOfficial).expect("they leave the city");
                role::grant(tx, &Actor::system(), official, FundRole::FinanceOfficer).expect("and work for the fund");
                Ok::<_, Error>(())
            })
            .expect("written");
        let who = now(world, &g.city.official);
        assert_eq!(grounds(world, &who, g.id), [Ground::PastAward, Ground::OwnApplication]);
        let next = later(world, &g.city, "2027-02-01");
        assert_eq!(grounds(world, &who, next), [Ground::PastAward]);
        // Three years after the last day of the award, June 30, 2028.
        assert_eq!(grounds(world, &who, later(world, &g.city, "2031-06-30")), [Ground::PastAward]);
        assert_eq!(grounds(world, &who, later(world, &g.city, "2031-07-01")), []);
        let finance = signed_in(world, &who);
        finance.get(&format!("/desk/spending/{}", g.number)).must_be(404);
        finance.get(&format!("/desk/applications/{}", g.number)).must_be(404);
    });
}

/// Another application of the city, begun on this day, as far as the wall needs one.
fn later(world: &World, city: &City, day: &str) -> Id<Application> {
    use schema::applications as a;
    let at = format!("{day}T12:00:00").parse::<chrono::NaiveDateTime>().expect("an instant");
    world
        .db
        .write(|tx| {
            let id = tx.id::<Application>();
            let (round, sha256, by): (String, String, String) =
                a::table.select((a::opportunity_id, a::definition_sha256, a::created_by)).first(&mut **tx)?;
            let other: String =
                schema::accounts::table.filter(schema::accounts::id.ne(by)).select(schema::accounts::id).first(&mut **tx)?;
            diesel::insert_into(a::table)
                .values((
                    (
                        a::id.eq(id.text()),
                        a::reference.eq(format!("UDF-{day}")),
                        a::opportunity_id.eq(round),
                        a::definition_sha256.eq(sha256),
                    ),
                    (a::organisation_id.eq(city.id.text()), a::title.eq(""), a::editable_scope.eq("none"), a::created_by.eq(other)),
                    (a::created_at.eq(at), a::updated_at.eq(at)),
                ))
                .execute(&mut **tx)?;
            Ok::<_, Error>(id)
        })
        .expect("an application")
}

#[test]
fn staff_of_a_partner_city_are_kept_out_of_checks_and_steps() {
    on_both_with_its_own_mail(|world| {
        let fund = fund_of(world, &joint_round(), 100_000);
        let id = application(world, &fund, &lead(world), 8_000);
        let sitka = world.city("Sitka, AK");
        partner(world, id, place(world, "Sitka", "AK"));
        let contact = staff(world, "mayor@sitka.gov", &[FundRole::ApprovingOfficial]);
        assert_eq!(grounds(world, &contact, id), [Ground::EmployerDomain], "whose contact has the same employer");
        let officer = staff(world, "sitka@people.example", &[FundRole::ProgramOfficer]);
        let account = officer.account.expect("an account");
        world.db.write(|tx| membership::grant(tx, &Actor::system(), sitka, account, CityRole::Viewer)).expect("a membership");
        let officer = now(world, &officer);
        assert_eq!(grounds(world, &officer, id), [Ground::PartnerCity]);
        let (number, browser) = (reference(world, id), signed_in(world, &officer));
        for page in ["", "/checks", "/checks/uei", "/notes", "/workflow", "/complete"] {
            browser.get(&format!("/desk/applications/{number}{page}")).must_be(404);
        }
        assert!(matches!(world.db.read(|conn| risk::find_subject(conn, &officer, &number)), Err(Error::Missing)));
        let screened = process::Screened { checks: vec![], note: String::new() };
        let refused = world.db.write(|tx| process::pass_screening(tx, &officer, id, &screened, &process::Press::default()));
        assert_eq!(refused.expect_err("no step").kind(), Kind::Forbidden);
        checked(world, &fund.officer, id);
    });
}

/// A place comes to be a partner of an application.
fn partner(world: &World, id: Id<Application>, place: i64) {
    use schema::application_partners as p;
    world
        .db
        .write(|tx| {
            let key = tx.id::<Application>().text();
            diesel::insert_into(p::table)
                .values((
                    (p::id.eq(key), p::application_id.eq(id.text()), p::geoname_id.eq(place), p::name.eq("Sitka, AK")),
                    (p::contact_name.eq("Ines"), p::contact_email.eq("ines@sitka.gov"), p::part.eq("Takes part.")),
                ))
                .execute(&mut **tx)?;
            Ok::<_, Error>(())
        })
        .expect("a partner");
}

#[test]
fn a_reviewer_whose_conflict_comes_up_later_is_kept_out_by_the_program() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        let marfa = city(world, "Marfa");
        let id = application(world, &fund, &marfa, 8_000);
        screened(world, &fund, id);
        reviewed(world, &fund, id, 4);
        let late = staff(world, "late@marfa.gov", &[FundRole::Reviewer]);
        assigned(world, &fund, id, &late).expect("no conflict yet");
        let standing = || world.db.read(|conn| review::standing(conn, id)).expect("a standing");
        assert_eq!((standing().submitted(), standing().owed), (3, 1));
        joins(world, &staff(world, "clerk@marfa.gov", &[]), &marfa, CityRole::Preparer);
        let context = WorkerContext::new(&world.db, &world.app.settings, &world.app.templates, &world.app.vault).expect("a worker");
        let job = worker::JOBS.iter().find(|job| job.name.starts_with("keep reviewers")).expect("a job");
        assert_eq!((job.run)(&context).expect("a round"), 1);
        assert_eq!((job.run)(&context).expect("another"), 0, "once");
        assert_eq!((standing().submitted(), standing().owed), (3, 0));
        let letters = world.mail_to(&fund.officer.email);
        let says_why = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").contains("has a mailbox of the same employer");
        assert!(letters.iter().any(|letter| says_why(&letter.body_text)), "the officer is told why");
        assert!(grounds(world, &late, id).contains(&Ground::Declared), "and it stays so");
    });
}
