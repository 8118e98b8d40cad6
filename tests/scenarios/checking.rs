//! Checks before an award: recorded with evidence, expiring, refused to the wrong people;
//! and the specific conditions that follow: imposed, read by the city, lifted by another.

use crate::grant::{City, Fund, city, fund, nothing_contradicts, person, proposal, ready, signed_in};
use crate::support::{Browser, Page, World, on_both};
use diesel::prelude::*;
use urban_diplomacy_fund::db::Error;
use urban_diplomacy_fund::intake::{self, Application};
use urban_diplomacy_fund::kernel::{Id, Kind, Refusal, Subject, Timestamp};
use urban_diplomacy_fund::people::{Actor, CityRole, FundRole, Membership};
use urban_diplomacy_fund::process::{self, Press};
use urban_diplomacy_fund::risk::{self, LiftCondition, NewAttestation, NewCondition};
use urban_diplomacy_fund::rules::{Facts, Value};
use urban_diplomacy_fund::{audit, review};

const PDF: &[u8] = b"%PDF-1.4\nsearched: Madison\nstartxref\n9\n%%EOF\n";

/// A reviewed application of Madison, and who looks at it.
struct Ground {
    fund: Fund,
    city: City,
    id: Id<Application>,
    number: String,
    /// Where its checks stand.
    page: String,
}

fn ground(world: &World) -> Ground {
    let fund = fund(world, 20_000);
    let city = city(world, "Madison");
    let id = ready(world, &fund, &city, 8_000);
    let number = world.db.read(|conn| intake::application(conn, id)).expect("an application").reference;
    let page = format!("/desk/applications/{number}/checks");
    Ground { fund, city, id, number, page }
}

fn staff(world: &World, name: &str, role: FundRole) -> Actor {
    world.db.write(|tx| Ok::<_, Error>(person(tx, name, &[role]))).expect("a person")
}

/// Records one answer with a file, through the pages.
fn record(browser: &Browser, g: &Ground, check: &str, values: &[(&str, &str)]) -> Page {
    browser.attach(&browser.get(&format!("{}/{check}", g.page)), values, &[("evidence", "proof.pdf", PDF)])
}

/// Every check answered well today; the registration lasts until December 31, 2027.
fn record_all(browser: &Browser, g: &Ground) {
    let last_day = [("outcome", "active"), ("expires_on_month", "12"), ("expires_on_day", "31"), ("expires_on_year", "2027")];
    record(browser, g, "uei", &[("outcome", "confirmed"), ("identifier", "abc1 23de fgh4")]).must_be(200);
    record(browser, g, "sam_registration", &last_day).must_be(200);
    for (check, outcome) in [("exclusions", "none_found"), ("past_performance", "first_award"), ("audit_findings", "below_threshold")] {
        record(browser, g, check, &[("outcome", outcome)]).must_be(200);
    }
}

/// What a workflow would learn at this instant.
fn facts(world: &World, g: &Ground) -> Facts {
    let today = Timestamp::from_micros(world.clock.now().micros()).day_in(chrono_tz::America::New_York);
    let standing = world.db.read(|conn| risk::standing(conn, g.city.id, g.id, today)).expect("a standing");
    standing.facts().into_iter().collect()
}

/// Offers the award; whoever decides reads this of its risk.
fn offer(world: &World, g: &Ground, told: &str) {
    world.db.write(|tx| process::recommend(tx, &g.fund.officer, g.id, &proposal(8_000), &Press::default()).map(drop)).expect("recommended");
    signed_in(world, &g.fund.approver).get(&format!("/desk/applications/{}/approve", g.number)).must_be(200).must_say(told);
    let digest = crate::grant::digest(world, &g.fund.approver, g.id);
    let press = crate::grant::fresh();
    world.db.write(|tx| process::approve(tx, &g.fund.approver, g.id, (&digest, ""), &press).map(drop)).expect("approved");
}

#[test]
fn checks_are_recorded_with_evidence_and_come_to_a_level() {
    on_both(|world| {
        let g = ground(world);
        let officer = signed_in(world, &g.fund.officer);
        let case = officer.get(&format!("/desk/applications/{}", g.number));
        case.must_say("Not known: 5 of 5 checks are missing or have expired");
        let page = officer.follow(&case, "Checks and conditions");
        page.must_be(200).must_say("Not known while these are missing").must_say("SAM registration");
        assert_eq!(page.path, g.page);
        assert_eq!(page.rows().iter().map(|row| row[1].as_str()).collect::<Vec<_>>(), ["Missing"; 5]);
        assert_eq!(facts(world, &g), Facts::new());

        // Without the file and the last day: both are told beside their fields, and what was typed is kept.
        let form = officer.follow(&page, "SAM registration");
        let wrong = officer.submit(&form, &[("outcome", "active"), ("note", "Looked today."), ("expires_on_year", "2027")]);
        wrong.must_be(422);
        assert_eq!(wrong.errors(), ["Enter month, day and year, such as 3 15 2027.", "Choose the file that shows it."]);
        let kept = wrong.fill(Some("Record this check"), &[]).fields;
        for (name, value) in [("outcome", "active"), ("note", "Looked today."), ("expires_on_year", "2027")] {
            assert!(kept.contains(&(name.to_owned(), value.to_owned())), "{name} is lost: {kept:?}");
        }
        let late = record(
            &officer,
            &g,
            "sam_registration",
            &[("outcome", "active"), ("expires_on_month", "1"), ("expires_on_day", "10"), ("expires_on_year", "2027")],
        );
        late.must_be(422).must_say("That day has passed");
        let hollow = officer.attach(&form, &[("outcome", "not_active"), ("note", "Expired.")], &[("evidence", "proof.pdf", b"<html>")]);
        hollow.must_be(422).must_say("its content is something else");
        assert_eq!(facts(world, &g), Facts::new(), "nothing was recorded");

        let page = record(&officer, &g, "uei", &[("outcome", "confirmed"), ("identifier", "ABCDEFGHIJKL")]);
        page.must_be(422).must_say("12 characters");
        record_all(&officer, &g);
        let page = officer.get(&g.page);
        page.must_be(200).must_say("Low").must_say("Dec 31, 2027").must_say("Olive");
        let row = page.rows().into_iter().find(|row| row[0] == "Exclusions").expect("a row");
        assert_eq!(row, ["Exclusions", "Current", "No exclusion was found", "Yes", "Jan 11, 2027", "Olive", "Apr 11, 2027", "proof.pdf"]);
        officer.follow(&page, "Unique Entity Identifier").must_be(200).must_say("ABC123DEFGH4");
        let facts = facts(world, &g);
        let clear = ["audit_findings", "exclusions", "past_performance", "sam_registration", "uei"].map(|id| format!("risk.{id}_clear"));
        assert!(clear.iter().all(|name| facts.get(name) == Some(&Value::Bool(true))), "{facts:?}");
        assert_eq!(facts.get("risk.level"), Some(&Value::Text("low".into())));
        let told = world.db.read(|conn| audit::list_for(conn, &Subject::new("application", g.id), 100)).expect("a record");
        let told: Vec<_> = told.iter().filter(|event| event.fact == "risk.attested").collect();
        assert_eq!(told.len(), 5);
        assert!(told[0].payload.contains("\"policy_version\":\"2025\"") && told[0].payload.contains("proof.pdf"), "{}", told[0].payload);
        officer.get(&format!("/desk/applications/{}", g.number)).must_say("Check before the award recorded").must_say("Risk Low");
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn an_answer_of_the_city_counts_for_its_next_application_and_one_of_the_application_does_not() {
    on_both(|world| {
        let g = ground(world);
        let officer = signed_in(world, &g.fund.officer);
        record_all(&officer, &g);
        let next = ready(world, &g.fund, &g.city, 6_000);
        let number = world.db.read(|conn| intake::application(conn, next)).expect("an application").reference;
        let page = officer.get(&format!("/desk/applications/{number}/checks"));
        let states: Vec<_> = page.rows().into_iter().map(|row| (row[0].clone(), row[1].clone())).collect();
        let missing: Vec<_> = states.iter().filter(|(_, state)| state == "Missing").map(|(check, _)| check.as_str()).collect();
        assert_eq!(missing, ["Exclusions"], "{states:?}");
        page.must_say("Not known while these are missing or expired: Exclusions");
        // The evidence of the other application's own check is not served here.
        let own = officer.get(&g.page).link("proof.pdf");
        officer.get(&own.replace(&g.number, &number)).must_be(200);
        let row = world.db.read(|conn| risk::record(conn, &g.fund.officer, g.id, "2027-01-11".parse().expect("a day"))).expect("a record");
        let exclusions = row.attestations.iter().find(|a| a.kind == "exclusions").expect("an answer").id;
        officer.get(&format!("/desk/applications/{number}/checks/evidence/{exclusions}")).must_be(404);
    });
}

#[test]
fn an_answer_expires_after_its_last_day_in_the_zone_of_the_round() {
    on_both(|world| {
        let g = ground(world);
        let officer = signed_in(world, &g.fund.officer);
        record_all(&officer, &g);
        let state = |instant: &str| {
            world.at(instant);
            let page = officer.get(&g.page);
            page.rows().into_iter().find(|row| row[0] == "Exclusions").expect("a row")[1].clone()
        };
        assert_eq!(state("2027-03-11T15:00:00Z"), "Current");
        assert_eq!(state("2027-03-12T15:00:00Z"), "Expiring soon");
        assert_eq!(state("2027-04-12T03:59:00Z"), "Expiring soon", "April 11 has not ended in New York");
        assert_eq!(facts(world, &g).get("risk.exclusions_clear"), Some(&Value::Bool(true)));
        assert_eq!(state("2027-04-12T04:00:01Z"), "Expired");
        assert_eq!((facts(world, &g).get("risk.exclusions_clear"), facts(world, &g).get("risk.level")), (None, None));
        let page = officer.get(&format!("{}/exclusions", g.page));
        page.must_say("Expired: it counted until April 11, 2027.").must_say("No exclusion was found");
        record(&officer, &g, "exclusions", &[("outcome", "none_found")]).must_be(200);
        assert_eq!(facts(world, &g).get("risk.level"), Some(&Value::Text("low".into())));
        assert_eq!(officer.get(&format!("{}/exclusions", g.page)).rows().len(), 2, "the old answer stays");
    });
}

#[test]
fn each_role_reads_or_records_what_is_its_own_and_nothing_else() {
    on_both(|world| {
        let g = ground(world);
        record_all(&signed_in(world, &g.fund.officer), &g);
        let check = format!("{}/uei", g.page);
        let proof = signed_in(world, &g.fund.officer).get(&g.page).link("proof.pdf");
        let served = |browser: &Browser| browser.get(&proof).must_be(200).body.clone();

        let admin = signed_in(world, &staff(world, "Ada", FundRole::Administrator));
        record(&admin, &g, "uei", &[("outcome", "none"), ("note", "It was withdrawn.")]).must_be(200).must_say("Ada").must_say("Elevated");
        admin.get(&format!("/desk/applications/{}", g.number)).must_be(404);
        assert_eq!(admin.follow(&admin.get("/desk/applications"), &g.number).must_be(200).path, g.page);
        for role in [FundRole::ApprovingOfficial, FundRole::FinanceOfficer, FundRole::ReleasingOfficer, FundRole::Auditor] {
            let reader = signed_in(world, &staff(world, &format!("Reader-{role}"), role));
            reader.get(&g.page).must_be(200).must_say("Elevated").must_say("proof.pdf");
            let page = reader.get(&check);
            page.must_be(200).must_say("It was withdrawn.");
            assert!(!page.says("Record this check"), "{role} has no form");
            assert!(served(&reader).contains("searched: Madison"));
            reader.post(&check, &[("outcome", "confirmed"), ("identifier", "ABC123DEFGH4")]).must_be(404);
            reader.get(&format!("/desk/applications/{}/conditions/new", g.number)).must_be(404);
        }
        let stranger = signed_in(world, &city(world, "Monona").official);
        for browser in [signed_in(world, &g.fund.reviewers[0]), signed_in(world, &g.city.official), stranger] {
            for path in [&g.page, &check, &proof] {
                browser.get(path).must_be(404);
            }
            browser.post(&check, &[("outcome", "confirmed")]).must_be(404);
        }
        world.browser().get(&proof).must_say("Sign in");
    });
}

/// The operation itself refuses, whatever page asks it.
#[test]
fn the_operations_ask_for_themselves() {
    on_both(|world| {
        let g = ground(world);
        let new = NewAttestation {
            application: g.id,
            kind: "past_performance".into(),
            outcome: "first_award".into(),
            identifier: String::new(),
            note: String::new(),
            expires_on: Ok(None),
            evidence: Ok(None),
        };
        let kind = |who: &Actor| world.db.write(|tx| risk::attest(tx, who, &new).map(drop)).err().map(|e| e.kind());
        assert_eq!(kind(&g.fund.approver), Some(Kind::Missing));
        assert_eq!(kind(&g.city.official), Some(Kind::Missing));
        let neighbor = Membership { organisation: g.city.id, role: CityRole::Viewer };
        let both_sides = Actor { memberships: vec![neighbor], ..g.fund.officer.clone() };
        assert_eq!(kind(&both_sides), Some(Kind::Forbidden), "nobody vouches for their own city");
        // A reviewer who also is an officer, and stepped back from this application.
        let (rita, about) = (&g.fund.reviewers[0], world.db.read(|conn| process::about(conn, g.id)).expect("a case"));
        let recused = staff(world, "Rudi", FundRole::Reviewer);
        let task = world.db.write(|tx| review::assign(tx, &g.fund.officer, &about, &[recused.account.expect("an account")], None));
        let task = task.expect("assigned")[0];
        world.db.write(|tx| review::declare(tx, &recused, task, &about.reference, Some("My cousin is the mayor."))).expect("declared");
        let recused = Actor { fund_roles: vec![FundRole::Reviewer, FundRole::ProgramOfficer], ..recused };
        assert_eq!(kind(&recused), Some(Kind::Missing));
        assert_eq!(kind(rita), Some(Kind::Missing));
        assert_eq!(kind(&g.fund.officer), None);

        let condition = NewCondition {
            application: g.id,
            follows: None,
            text: "No advance.".into(),
            reason: "Findings.".into(),
            remedy: "The next audit.".into(),
            citation: "2 CFR 200.208".into(),
            due_on: Ok(None),
            gates_payment: false,
            award_is_known: false,
        };
        let kind = |who: &Actor| world.db.write(|tx| risk::impose_condition(tx, who, &condition)).map_err(|e| e.kind());
        assert_eq!(
            [&g.fund.approver, &both_sides, &recused].map(|who| kind(who).err()),
            [Some(Kind::Missing), Some(Kind::Forbidden), Some(Kind::Missing)]
        );
        let id = kind(&g.fund.officer).expect("imposed");
        let lift = LiftCondition { application: g.id, condition: id, reason: "Corrected.".into(), award_is_known: false };
        let kind = |who: &Actor| world.db.write(|tx| risk::lift_condition(tx, who, &lift)).err().map(|e| e.kind());
        let finance = staff(world, "Fay", FundRole::FinanceOfficer);
        assert_eq!([&finance, &g.city.official, &recused].map(kind), [Some(Kind::Missing); 3]);
        assert_eq!([&g.fund.officer, &both_sides].map(kind), [Some(Kind::Forbidden); 2]);
        assert_eq!([&g.fund.approver, &g.fund.both].map(kind), [None, Some(Kind::Conflict)], "lifted once");
        assert_eq!(world.mail_to("official-madison@demo.example").iter().filter(|l| l.body_text.contains("No advance")).count(), 0);
    });
}

#[test]
fn a_condition_is_imposed_read_by_the_city_and_lifted_by_another_person() {
    on_both(|world| {
        let g = ground(world);
        let (officer, approver) = (signed_in(world, &g.fund.officer), signed_in(world, &g.fund.approver));
        record_all(&officer, &g);
        record(&officer, &g, "audit_findings", &[("outcome", "findings_open")]).must_be(422).must_say("the record needs it");
        let page = record(&officer, &g, "audit_findings", &[("outcome", "findings_open"), ("note", "Two findings on payroll.")]);
        page.must_be(200).must_say("Elevated").must_say("Conditions that may follow").must_say("No condition was imposed.");
        offer(world, &g, "Risk Elevated");
        let official = signed_in(world, &g.city.official);
        let home = format!("/portal/awards/{}", g.number);
        assert!(!official.get(&home).says("Specific conditions"), "nothing binds by itself");

        let form = officer.follow(&page, "Payments are made as reimbursement");
        let missing = officer.submit(&form, &[("reason", ""), ("text", "Costs are reimbursed.")]);
        missing.must_be(422);
        assert_eq!(missing.errors(), ["Say why, in at most 1,000 characters."]);
        assert!(missing.fill(None, &[]).fields.contains(&("text".into(), "Costs are reimbursed.".into())), "what was typed is kept");
        let page = officer.submit(&missing, &[("reason", "The audit has findings.")]);
        page.must_be(200).must_say("In force").must_say("Costs are reimbursed.");
        assert!(!page.says("Payments are made as reimbursement"), "it is not proposed again");
        page.must_say("The city sends its plan to correct the findings");

        official
            .get(&home)
            .must_say("Specific conditions")
            .must_say("Costs are reimbursed.")
            .must_say("The audit has findings.")
            .must_say("In force");
        let letters = world.mail_to("official-madison@demo.example");
        let letter = letters.iter().find(|l| l.subject_line.contains("specific condition applies")).expect("a letter");
        for words in [&g.number, "Costs are reimbursed.", "The audit has findings.", "2 CFR 200.208", &home] {
            assert!(letter.body_text.contains(words), "{words} is missing in {}", letter.body_text);
        }
        let monona = signed_in(world, &city(world, "Monona").official);
        monona.get(&home).must_be(404);

        let own = officer.follow(&page, "Costs are reimbursed.");
        own.must_be(200).must_say("another person must lift it");
        let lift = own.path.clone();
        officer.post(&lift, &[("reason", "Corrected.")]).must_be(403).must_say("another person must lift it");
        official.post(&lift, &[("reason", "Corrected.")]).must_be(404);
        let form = approver.follow(&approver.get(&g.page), "Costs are reimbursed.");
        approver.submit(&form, &[]).must_be(422).must_say("Say why the condition ends");
        let done = approver.submit(&form, &[("reason", "The next audit has no finding.")]);
        done.must_be(200).must_say("The next audit has no finding.").must_say("April");
        approver.post(&lift, &[("reason", "Again.")]).must_be(409).must_say("lifted already");
        official.get(&home).must_say("Lifted").must_say("The next audit has no finding.");
        let letters = world.mail_to("official-madison@demo.example");
        let told =
            letters.iter().filter(|l| l.subject_line.contains("is lifted") && l.body_text.contains("The next audit has no finding."));
        assert_eq!(told.count(), 1);
        let events = world.db.read(|conn| audit::list_for(conn, &Subject::new("application", g.id), 100)).expect("a record");
        for (fact, who) in [("condition.imposed", "Olive"), ("condition.lifted", "April")] {
            let by: Vec<_> = events.iter().filter(|e| e.fact == fact).map(|e| e.actor_name.as_str()).collect();
            assert_eq!(by, [who], "{fact}");
        }
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn the_agreement_says_which_conditions_were_in_force_when_it_was_written() {
    on_both(|world| {
        let g = ground(world);
        let impose = |text: &str, due_on: Option<&str>, gates_payment: bool| {
            let condition = NewCondition {
                application: g.id,
                follows: None,
                text: text.into(),
                reason: "The audit has findings.".into(),
                remedy: "The next audit".into(),
                citation: "2 CFR 200.208".into(),
                due_on: Ok(due_on.map(|day| day.parse().expect("a day"))),
                gates_payment,
                award_is_known: false,
            };
            world.db.write(|tx| risk::impose_condition(tx, &g.fund.officer, &condition)).expect("imposed")
        };
        impose("Costs are reimbursed.\n\n# 9. Nothing is advanced", Some("2027-09-30"), true);
        let lifted = impose("Quotes come first.", None, true);
        let lift = LiftCondition { application: g.id, condition: lifted, reason: "Corrected.".into(), award_is_known: false };
        world.db.write(|tx| risk::lift_condition(tx, &g.fund.approver, &lift)).expect("lifted");
        offer(world, &g, "Not known");
        let award = g.id.cast();
        let text = world.db.read(|conn| urban_diplomacy_fund::award::agreement(conn, award)).expect("an agreement").text;
        let said = "* Costs are reimbursed. # 9. Nothing is advanced. What ends it: The next audit. The last day for that is \
                    September 30, 2027. From that day on nothing is paid until it is lifted. (2 CFR 200.208)\n\nThe fund may impose";
        assert!(text.contains(said), "{text}");
        assert!(text.contains("in force on January 11, 2027 (2 CFR 200.208):\n\n* Costs"), "{text}");
        assert!(!text.contains("Quotes come first.") && !text.contains("* None."), "{text}");
        let official = signed_in(world, &g.city.official);
        let shown = official.get(&format!("/portal/awards/{}", g.number));
        shown.must_say("From that day on nothing is paid until it is lifted.");
        // What was offered under an earlier text is found and signed as it is.
        let older = |sql: &str| world.db.write(|tx| diesel::sql_query(sql).execute(&mut **tx).map_err(Error::from));
        older("UPDATE agreements SET template = 'grant-standard-1'").expect("it is not signed yet");
        let signature = [("typed_name", g.city.official.name.as_str()), ("has_authority", "yes")];
        official.press(&shown, "Sign and accept the award", &signature).must_be(200);
        official.get(&shown.path).must_say("The agreement is signed");
    });
}

#[test]
fn the_database_keeps_what_was_attested_and_imposed() {
    on_both(|world| {
        let g = ground(world);
        let officer = signed_in(world, &g.fund.officer);
        record_all(&officer, &g);
        let form = officer.get(&format!("/desk/applications/{}/conditions/new", g.number));
        let words = [("text", "No advance."), ("reason", "Findings."), ("remedy", "The next audit.")];
        officer.submit(&form, &words).must_be(200).must_say("No advance.").must_say("2 CFR 200.208");
        let lift = "UPDATE award_conditions SET lifted_by_name = 'x', lifted_at = imposed_at, lift_reason = 'x', lifted_by = ";
        let april = format!("{lift}(SELECT id FROM accounts WHERE name = 'April')");
        let edits = [
            "UPDATE risk_attestations SET note = 'x'",
            "UPDATE risk_attestations SET valid_until = '2030-01-01'",
            "DELETE FROM risk_attestations",
            "UPDATE award_conditions SET text = 'x'",
            "DELETE FROM award_conditions",
            &format!("{lift}imposed_by"),
            "UPDATE award_conditions SET lift_reason = 'x'",
        ];
        let run = |sql: &str| world.db.write(|tx| diesel::sql_query(sql).execute(&mut **tx).map_err(Error::from));
        for edit in edits {
            assert!(run(edit).is_err(), "{edit}");
        }
        run(&april).expect("another person lifts it");
        for edit in
            [april.as_str(), "UPDATE award_conditions SET lifted_by = NULL, lifted_by_name = NULL, lifted_at = NULL, lift_reason = NULL"]
        {
            assert!(run(edit).is_err(), "{edit}");
        }
    });
}
