//! A page that was opened before the city sent something else decides nothing: neither about an expense nor about a report.

use crate::expense_flags::{at_the_desk, enter};
use crate::grant::{nothing_contradicts, signed_in};
use crate::money::{ground, receipt};
use crate::support::on_both;
use urban_diplomacy_fund::compliance::{self, ReportForm};
use urban_diplomacy_fund::intake;

const CHANGED: &str = "after you opened it. Open it again, look at what it says now and decide then.";

#[test]
fn an_old_page_decides_nothing_about_an_expense_that_was_sent_again() {
    on_both(|world| {
        let g = ground(world);
        enter(world, &g, &[("amount", "6,000")], Some(&receipt(1))).must_be(200);
        let officer = signed_in(world, &g.fund.officer);
        let old = at_the_desk(world, &g, "Flights to Lyon");
        let colleague = at_the_desk(world, &g, "Flights to Lyon");
        officer.press(&colleague, "Send back with a question", &[("question", "Which dates?")]).must_be(200);
        let official = signed_in(world, &g.city.official);
        let list = official.get(&format!("/portal/awards/{}/spending", g.number));
        let activity = world.db.read(|conn| intake::activities(conn, g.id)).expect("activities")[0].id.text();
        let other = [
            ("activity", activity.as_str()),
            ("category", "travel"),
            ("spent_on_month", "5"),
            ("spent_on_day", "11"),
            ("spent_on_year", "2027"),
            ("amount", "6,000"),
            ("payee", "Air Paris"),
            ("description", "Flights to Lyon"),
        ];
        let form = official.follow(&list, "Flights to Lyon");
        official.attach(&form, &other, &[("receipt", "receipt.pdf", &receipt(2))]).must_be(200).must_say("Waiting for review");

        let told = format!("The city changed this expense {CHANGED}");
        officer.press(&old, "Accept", &[]).must_be(409).must_say(&told);
        officer.press(&old, "Do not allow", &[("reason", "It is a meal.")]).must_be(409).must_say(&told);
        officer.press(&old, "Send back with a question", &[("question", "Who flew?")]).must_be(409).must_say(&told);
        let now = at_the_desk(world, &g, "Flights to Lyon");
        now.must_say("Air Paris");
        officer.press(&now, "Accept", &[]).must_be(200);
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn an_old_page_decides_nothing_about_a_report_that_was_sent_again() {
    on_both(|world| {
        let g = ground(world);
        world.at("2028-01-10T15:00:00Z");
        let reports = world.db.read(|conn| compliance::list_award_reports(conn, g.id.cast())).expect("reports");
        let report = reports.into_iter().find(|report| report.form == ReportForm::Performance).expect("it is on the schedule");
        let (official, officer) = (signed_in(world, &g.city.official), signed_in(world, &g.fund.officer));
        let home = format!("/portal/awards/{}/reports/{}", g.number, report.id);
        let send = |done: &str| {
            let told = [("done", done), ("differs", "Nothing did."), ("next", "The congress.")];
            official.press(&official.get(&home), "Send the report", &told).must_be(200).must_say("Waiting for review");
        };
        send("The course took place in May.");
        let desk = format!("/desk/reports/{}", report.id);
        let old = officer.get(&desk);
        officer.press(&officer.get(&desk), "Send it back", &[("reason", "Who took part?")]).must_be(200);
        send("Two clerks took part.");
        let told = format!("The city changed this report {CHANGED}");
        officer.press(&old, "Accept the report", &[]).must_be(409).must_say(&told);
        officer.press(&old, "Send it back", &[("reason", "And when?")]).must_be(409).must_say(&told);
        officer.press(&officer.get(&desk), "Accept the report", &[]).must_be(200).must_say("Accepted");
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn an_old_page_decides_nothing_about_a_final_report_that_was_sent_again() {
    on_both(|world| {
        let g = ground(world);
        let (official, officer) = (signed_in(world, &g.city.official), signed_in(world, &g.fund.officer));
        let course = world.db.read(|conn| intake::activities(conn, g.id)).expect("activities").remove(0);
        let (narrative, attended) = (format!("narrative-{}", course.id), format!("attended-{}", course.id));
        let person = course.attendees[0].id.text();
        let send = |summary: &str| {
            let told = [(narrative.as_str(), "We learned to host."), (attended.as_str(), person.as_str()), ("summary", summary)];
            let page = official.get(&format!("/portal/awards/{}/reports", g.number));
            official.submit(&page, &told).must_be(200).must_say("Waiting for review");
        };
        send("Two learned it well.");
        let desk = format!("/desk/closeouts/{}", g.number);
        let old = officer.get(&desk);
        officer.press(&officer.get(&desk), "Send it back", &[("reason", "Learned what?")]).must_be(200);
        send("Two learned to host a congress.");
        let told = format!("The city changed this report {CHANGED}");
        officer.press(&old, "Accept the final report", &[]).must_be(409).must_say(&told);
        officer.press(&old, "Send it back", &[("reason", "And when?")]).must_be(409).must_say(&told);
        officer.press(&officer.get(&desk), "Accept the final report", &[]).must_be(200).must_say("Accepted");
        nothing_contradicts(world, &[g.id]);
    });
}
