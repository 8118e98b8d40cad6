//! The reports that a city owes: put on a schedule when the agreement is signed, reminded of, sent, sent back, given more time,
//! and followed when the period of the award changes (Q1, Q2).

use crate::canary::plant::staff;
use crate::grant::{city, day, nothing_contradicts, signed_in};
use crate::money::{Ground, ground};
use crate::support::{Page, World, on_both};
use diesel::prelude::*;
use std::collections::BTreeSet;
use urban_diplomacy_fund::award::{self, Award};
use urban_diplomacy_fund::compliance::{self, AwardReport, AwardReportState, ReportForm, ReportKind};
use urban_diplomacy_fund::db::{Error, schema};
use urban_diplomacy_fund::kernel::{Id, IdSource};
use urban_diplomacy_fund::people::{Actor, FundRole};
use urban_diplomacy_fund::process;

fn reports(world: &World, g: &Ground) -> Vec<AwardReport> {
    world.db.read(|conn| compliance::list_award_reports(conn, g.id.cast())).expect("reports")
}

fn the(world: &World, g: &Ground, form: ReportForm) -> AwardReport {
    reports(world, g).into_iter().find(|report| report.form == form).expect("it is on the schedule")
}

fn home(g: &Ground, report: &AwardReport) -> String {
    format!("/portal/awards/{}/reports/{}", g.number, report.id)
}

const TOLD: [(&str, &str); 3] =
    [("done", "The course took place in May."), ("differs", "Nothing did."), ("next", "The congress in the spring.")];

#[test]
fn a_signed_award_has_its_reports_on_a_schedule() {
    on_both(|world| {
        let g = ground(world);
        let found: Vec<(ReportForm, String, String)> =
            reports(world, &g).into_iter().map(|r| (r.form, r.period_end.to_string(), r.due_on.to_string())).collect();
        let wanted = [
            (ReportForm::Financial, "2027-12-31", "2028-03-30"),
            (ReportForm::Performance, "2027-12-31", "2028-03-30"),
            (ReportForm::FinalFinancial, "2028-06-30", "2028-10-28"),
            (ReportForm::FinalPerformance, "2028-06-30", "2028-10-28"),
        ];
        assert_eq!(found, wanted.map(|(form, end, due)| (form, end.to_owned(), due.to_owned())));
        let official = signed_in(world, &g.city.official);
        let page = official.get(&format!("/portal/awards/{}/reports", g.number));
        page.must_be(200).must_say("Financial report (SF-425)").must_say("Due Mar 30, 2028").must_say("To send by Oct 28, 2028");
        let early = the(world, &g, ReportForm::Performance);
        official.get(&home(&g, &early)).must_be(200).must_say("You can send it once December 31, 2027 is over, until March 30, 2028.");
        official.post(&format!("{}/send", home(&g, &early)), &TOLD).must_be(409).must_say("Send it once that day is over.");
        // Whoever signed before there were schedules gets one from the worker, and nobody twice.
        assert!(world.db.read(compliance::list_unscheduled).expect("awards").is_empty());
        let made = world.db.write(|tx| compliance::make_schedule(tx, &Actor::system(), g.id.cast())).expect("a schedule");
        assert_eq!((made, reports(world, &g).len()), (0, 4));
        signed_in(world, &city(world, "Racine").official).get(&format!("/portal/awards/{}/reports", g.number)).must_be(404);
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn a_city_is_reminded_before_each_report_and_told_while_it_is_late() {
    on_both(|world| {
        let g = ground(world);
        let told = |subject: &str, email: &str| world.mail_to(email).into_iter().filter(|m| m.subject_line.contains(subject)).count();
        let (theirs, ours) = (g.city.official.email.clone(), g.fund.officer.email.clone());
        let soon = format!("Report for award {} is due on March 30, 2028", g.number);
        let late = format!("Report for award {} is late", g.number);
        world.at("2028-03-15T18:00:00Z");
        assert_eq!(told(&soon, &theirs), 0);
        world.at("2028-03-16T18:00:00Z");
        assert_eq!(told(&soon, &theirs), 2, "one for each report");
        assert_eq!(told(&soon, &theirs), 2, "once");
        world.at("2028-03-27T18:00:00Z");
        assert_eq!(told(&soon, &theirs), 4);
        let overdue = || {
            let today = world.clock.now().day();
            let owed = world.db.read(|conn| compliance::list_overdue(conn, g.id.cast(), today)).expect("reports");
            let count = world.db.read(|conn| compliance::count_overdue(conn, &g.fund.officer, today)).expect("a count");
            (owed.into_iter().map(|o| (o.kind, o.period_end, o.due_on)).collect::<Vec<_>>(), count)
        };
        assert_eq!(overdue(), (vec![], 0));
        world.at("2028-03-31T18:00:00Z");
        assert_eq!((told(&late, &theirs), told(&late, &ours)), (2, 2));
        let owed = |kind| (kind, day("2027-12-31"), day("2028-03-30"));
        assert_eq!(overdue(), (vec![owed(ReportKind::Financial), owed(ReportKind::Performance)], 2));
        let officer = signed_in(world, &g.fund.officer);
        officer.get("/desk").must_say("Reports of cities late");
        officer.get("/desk/reports").must_be(200).must_say("Not sent yet, was due Mar 30, 2028");
        signed_in(world, &g.city.official).get("/portal").must_say("Send the performance report to Dec 31, 2027");
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn a_performance_report_is_sent_sent_back_and_accepted_and_each_time_is_kept() {
    on_both(|world| {
        let g = ground(world);
        world.at("2028-01-10T15:00:00Z");
        let report = the(world, &g, ReportForm::Performance);
        let (official, officer) = (signed_in(world, &g.city.official), signed_in(world, &g.fund.officer));
        let page = official.get(&home(&g, &report));
        let blank = official.press(&page, "Send the report", &[("done", "All of it."), ("differs", " "), ("next", "")]);
        blank.must_be(422).must_say("If nothing did, say so.").must_say("Say what comes next").must_say("All of it.");
        official
            .press(&page, "Send the report", &TOLD)
            .must_be(200)
            .must_say("Waiting for review")
            .must_say("The course took place in May.");
        official.post(&format!("{}/send", home(&g, &report)), &TOLD).must_be(409).must_say("was sent already");

        let list = officer.get("/desk/reports");
        let desk = officer.get(&format!("/desk/reports/{}", report.id));
        list.must_be(200).must_say(&g.number);
        officer.press(&desk, "Send it back", &[("reason", "")]).must_be(422).must_say("Say what the city must mend");
        officer.press(&desk, "Send it back", &[("reason", "Who took part?")]).must_be(200).must_say("Sent back");
        let subject = format!("Please mend a report for award {}", g.number);
        assert!(world.mail_to(&g.city.official.email).iter().any(|m| m.subject_line == subject));
        official.get("/portal").must_say("Mend the performance report");
        let page = official.get(&home(&g, &report));
        page.must_say("The fund says: Who took part?");
        let again = [("done", "Two clerks took part."), TOLD[1], TOLD[2]];
        official.press(&page, "Send the report", &again).must_be(200);
        let desk = officer.get(&format!("/desk/reports/{}", report.id));
        desk.must_say("Two clerks took part.").must_say("Each time it was sent");
        officer.press(&desk, "Accept the report", &[]).must_be(200).must_say("Accepted");
        officer.post(&format!("/desk/reports/{}/accept", report.id), &[]).must_be(409);
        let sent = world.db.read(|conn| compliance::list_submissions(conn, report.id)).expect("what was sent");
        assert_eq!(sent.iter().map(|s| s.n).collect::<Vec<_>>(), [2, 1]);
        assert!(sent.iter().all(|s| s.digest == award::digest(&s.document)));
        use schema::report_submissions as s;
        let changed = world.db.write(|tx| diesel::update(s::table).set(s::document.eq("{}")).execute(&mut **tx).map_err(Error::from));
        assert!(matches!(changed, Err(Error::Guard(_))), "{changed:?}");
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn an_officer_gives_more_time_or_does_not_ask_and_says_why() {
    on_both(|world| {
        let g = ground(world);
        world.at("2028-04-03T15:00:00Z");
        let officer = signed_in(world, &g.fund.officer);
        let late = the(world, &g, ReportForm::Financial);
        let desk = officer.get(&format!("/desk/reports/{}", late.id));
        let until = |month, day, why| [("due_on_month", month), ("due_on_day", day), ("due_on_year", "2028"), ("why", why)];
        officer.press(&desk, "Give more time", &until("3", "30", "The audit")).must_be(422).must_say("Enter a day after the one");
        officer.press(&desk, "Give more time", &until("4", "2", "The audit")).must_be(422).must_say("Enter a day from today on.");
        officer.press(&desk, "Give more time", &until("5", "31", "")).must_be(422).must_say("Say why there is more time");
        officer.press(&desk, "Give more time", &until("5", "31", "The audit")).must_be(200).must_say("May 31, 2028");
        let told = the(world, &g, ReportForm::Performance);
        let desk = officer.get(&format!("/desk/reports/{}", told.id));
        officer.press(&desk, "Do not ask for it", &[("reason", "The final report tells it.")]).must_be(200).must_say("Not asked for");
        let today = world.clock.now().day();
        assert!(world.db.read(|conn| compliance::list_overdue(conn, g.id.cast(), today)).expect("reports").is_empty());
        let last = the(world, &g, ReportForm::FinalFinancial);
        officer.post(&format!("/desk/reports/{}/waive", last.id), &[("reason", "No.")]).must_be(409);
        let mail = world.mail_to(&g.city.official.email);
        for subject in ["More time for a report", "is not needed"] {
            assert!(mail.iter().any(|m| m.subject_line.contains(subject) && m.subject_line.contains(&g.number)), "{subject}");
        }
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn the_schedule_follows_the_period_and_keeps_what_was_done() {
    on_both(|world| {
        let g = ground(world);
        world.at("2028-01-10T15:00:00Z");
        let report = the(world, &g, ReportForm::Performance);
        let official = signed_in(world, &g.city.official);
        official.press(&official.get(&home(&g, &report)), "Send the report", &TOLD).must_be(200);
        use schema::awards as a;
        let longer = world.db.write(|tx| {
            let row = a::table.filter(a::id.eq(g.id.text()));
            diesel::update(row).set(a::period_end.eq(day("2029-06-30"))).execute(&mut **tx).map_err(Error::from)
        });
        longer.expect("another period");
        assert_eq!(world.db.read(compliance::list_unscheduled).expect("awards"), vec![g.id.cast::<Award>()]);
        world.at("2028-01-10T16:00:00Z");
        world.deliver();
        assert!(world.db.read(compliance::list_unscheduled).expect("awards").is_empty());
        let found: Vec<(ReportForm, AwardReportState, String)> =
            reports(world, &g).into_iter().map(|r| (r.form, r.state, r.period_end.to_string())).collect();
        let wanted = [
            (ReportForm::Financial, AwardReportState::Owed, "2027-12-31"),
            (ReportForm::Performance, AwardReportState::Submitted, "2027-12-31"),
            (ReportForm::Financial, AwardReportState::Owed, "2028-12-31"),
            (ReportForm::Performance, AwardReportState::Owed, "2028-12-31"),
            (ReportForm::FinalFinancial, AwardReportState::Owed, "2029-06-30"),
            (ReportForm::FinalPerformance, AwardReportState::Owed, "2029-06-30"),
        ];
        assert_eq!(found, wanted.map(|(form, state, end)| (form, state, end.to_owned())));
    });
}

#[test]
fn whoever_is_kept_out_finds_no_report() {
    on_both(|world| {
        let g = ground(world);
        world.at("2028-04-03T15:00:00Z");
        let walled = staff(world, "stepped@people.example", &[FundRole::ProgramOfficer]);
        world.db.write(|tx| process::step_back(tx, &walled, g.id, "My brother works there.")).expect("they step back");
        let browser = signed_in(world, &walled);
        let list = browser.get("/desk/reports");
        assert!(!list.must_be(200).body.contains(&g.number));
        assert!(!browser.get("/desk").text().contains("Reports of cities late"));
        let report = the(world, &g, ReportForm::Financial);
        browser.get(&format!("/desk/reports/{}", report.id)).must_be(404);
        for step in ["accept", "return", "extend", "waive"] {
            browser.post(&format!("/desk/reports/{}/{step}", report.id), &[("reason", "x")]).must_be(404);
        }
        assert!(world.mail_to(&walled.email).iter().all(|m| !m.subject_line.contains(&g.number)));
        signed_in(world, &g.releaser).get("/desk/reports").must_be(404);
    });
}

#[test]
fn late_reports_are_all_reached_by_pages() {
    on_both(|world| {
        let g = ground(world);
        let (ids, now) = (IdSource::random(), world.clock.now());
        let owed = world.db.write(|tx| {
            for n in 0..203 {
                let (id, end): (Id<AwardReport>, _) = (ids.id(now), day("2021-01-01") + chrono::Days::new(n));
                let sql = format!(
                    "INSERT INTO award_reports (id, award_id, form, period_start, period_end, due_on, state)
                     VALUES ('{id}', '{}', 'performance', '2020-01-01', '{end}', '2027-05-01', 'owed')",
                    g.id
                );
                diesel::sql_query(sql).execute(&mut **tx).map_err(Error::from)?;
            }
            Ok::<_, Error>(())
        });
        owed.expect("late reports");
        let officer = signed_in(world, &g.fund.officer);
        officer.get("/desk").must_say("203 Reports of cities late");
        let late = |page: &Page| {
            let rows = page.rows().into_iter().filter(|row| row.last().is_some_and(|state| state.contains("was due")));
            rows.map(|row| row[3].clone()).collect::<Vec<_>>()
        };
        let first = officer.get("/desk/reports");
        let next = officer.follow(first.must_be(200), "More late reports");
        assert_eq!((late(&first).len(), late(next.must_be(200)).len()), (200, 3));
        let told: BTreeSet<String> = late(&first).into_iter().chain(late(&next)).collect();
        assert_eq!(told.len(), 203, "each stands on one page");
        assert!(first.says("To come") && !next.says("To come") && !next.says("More late reports"));
        assert_eq!(late(&officer.follow(&next, "The first reports")).len(), 200);
        officer.get("/desk/reports?after=late~soon").must_be(404);

        let walled = staff(world, "stepped@people.example", &[FundRole::ProgramOfficer]);
        world.db.write(|tx| process::step_back(tx, &walled, g.id, "My brother works there.")).expect("they step back");
        let none = signed_in(world, &walled).get(&next.path);
        assert!(!none.must_be(200).must_say("No report is late.").body.contains(&g.number));
        signed_in(world, &g.releaser).get(&next.path).must_be(404);
    });
}
