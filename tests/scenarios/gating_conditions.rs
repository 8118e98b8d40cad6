//! Specific conditions with a day: they hold back payments from that day on, the city is reminded once before and once after,
//! says with a file that it did what ends them, and another person of the fund lifts them.

use crate::grant::{city, nothing_contradicts, signed_in};
use crate::money::{Ground, ask, ground, prepared_run, receipt, verified_account};
use crate::runs::{approved, path, payments};
use crate::support::{World, on_both};
use diesel::prelude::*;
use urban_diplomacy_fund::amending;
use urban_diplomacy_fund::db::Error;
use urban_diplomacy_fund::disbursement::PaymentState;
use urban_diplomacy_fund::people::Actor;
use urban_diplomacy_fund::risk;

const TEXT: &str = "Send the plan to correct the findings.";

/// Imposed by the officer, due on September 30, 2027.
pub fn imposed(world: &World, g: &Ground) {
    let officer = signed_in(world, &g.fund.officer);
    let form = officer.get(&format!("/desk/applications/{}/conditions/new", g.number));
    let words = [("text", TEXT), ("reason", "The audit has findings."), ("remedy", "The plan.")];
    let past: Vec<_> = words.iter().copied().chain([("due_on_month", "5"), ("due_on_day", "31"), ("due_on_year", "2027")]).collect();
    let refused = officer.submit(&form, &past);
    refused.must_be(422).must_say("That day has passed.");
    assert!(refused.fill(None, &[]).fields.contains(&("due_on_day".into(), "31".into())), "what was typed is kept");
    let day = [("due_on_month", "9"), ("due_on_day", "30"), ("due_on_year", "2027"), ("gates_payment", "yes")];
    let sent: Vec<_> = words.iter().copied().chain(day).collect();
    officer.submit(&form, &sent).must_be(200).must_say("Sep 30, 2027").must_say("Holds back payments");
}

/// How many conditions hold back payments on a day.
fn held(world: &World, g: &Ground, day: &str) -> usize {
    let day = day.parse().expect("a day");
    world.db.read(|conn| risk::list_due(conn, g.id, day)).expect("conditions").len()
}

/// How many letters with this in the subject the official got.
fn letters(world: &World, subject: &str) -> usize {
    world.mail_to("official-madison@demo.example").iter().filter(|l| l.subject_line.contains(subject)).count()
}

/// What the worker does about conditions, twice.
fn remind(world: &World) {
    let today = world.clock.now().day_in(chrono_tz::America::New_York);
    for _ in 0..2 {
        for due in world.db.read(|conn| amending::list_to_remind(conn, today)).expect("conditions") {
            world.db.write(|tx| amending::remind_condition(tx, &Actor::system(), due)).expect("told");
        }
    }
}

#[test]
fn a_condition_holds_back_payments_from_its_day_until_it_is_lifted() {
    on_both(|world| {
        let g = ground(world);
        imposed(world, &g);
        assert_eq!(["2027-09-29", "2027-09-30", "2028-01-01"].map(|day| held(world, &g, day)), [0, 1, 1]);
        let official = signed_in(world, &g.city.official);
        let home = format!("/portal/awards/{}", g.number);
        official.get(&home).must_say("September 30, 2027").must_say("From its day on, until it is lifted");
        official.get("/portal").must_say("Do what a condition of").must_say("By Sep 30, 2027");

        // A neighbor city finds nothing; a note is needed, and the file must be one.
        let page = official.follow(&official.get(&home), "Condition 1: say what your city did");
        signed_in(world, &city(world, "Monona").official).get(&page.path).must_be(404);
        official.submit(&page, &[("note", "")]).must_be(422).must_say("Say what your city did");
        official.attach(&page, &[("note", "Sent.")], &[("evidence", "plan.pdf", b"<html>")]).must_be(422);
        official.attach(&page, &[("note", "The plan is attached.")], &[("evidence", "plan.pdf", &receipt(1))]).must_be(200);
        official.get(&home).must_say("The fund looks at it").must_say("The plan is attached.");
        official.post(&format!("{}/meet", page.path), &[("note", "Again.")]).must_be(409).must_say("said already");
        assert_eq!(held(world, &g, "2027-09-30"), 1, "what the city says binds nobody else");

        // The officer is told, sees the file, and another person lifts it.
        let told = world.mail_to("olive@demo.example");
        assert!(told.iter().any(|l| l.subject_line.contains("did what ends a condition") && l.body_text.contains("The plan is attached.")));
        let april = signed_in(world, &g.fund.approver);
        let waiting = april.get("/desk/amendments");
        let condition = april.follow(&waiting.must_say("The plan is attached.").clone(), TEXT);
        assert!(april.follow(&condition, "File of the city: plan.pdf").body.starts_with("%PDF"));
        april.submit(&condition, &[("reason", "The plan is good.")]).must_be(200);
        assert_eq!(held(world, &g, "2027-09-30"), 0);
        assert!(!april.get("/desk/amendments").says("The plan is attached."));
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn a_city_is_reminded_once_before_the_day_and_once_after_it() {
    on_both(|world| {
        let g = ground(world);
        imposed(world, &g);
        remind(world);
        assert_eq!((letters(world, "is due on September 30, 2027"), letters(world, "was due on")), (0, 0), "too early");
        world.at("2027-09-23T15:00:00Z");
        remind(world);
        assert_eq!((letters(world, "is due on September 30, 2027"), letters(world, "was due on")), (1, 0));
        world.at("2027-10-01T15:00:00Z");
        remind(world);
        remind(world);
        assert_eq!((letters(world, "is due on September 30, 2027"), letters(world, "was due on")), (1, 1));
        let olive = world.mail_to("olive@demo.example");
        assert_eq!(olive.iter().filter(|l| l.subject_line.contains("was due on")).count(), 1, "the officer hears of what is late");
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn the_day_of_a_condition_and_what_was_said_of_it_never_change() {
    on_both(|world| {
        let g = ground(world);
        imposed(world, &g);
        let run = |sql: &str| world.db.write(|tx| diesel::sql_query(sql).execute(&mut **tx).map_err(Error::from));
        for edit in ["UPDATE award_conditions SET due_on = '2030-01-01'", "UPDATE award_conditions SET gates_payment = FALSE"] {
            assert!(run(edit).is_err(), "{edit}");
        }
        let official = signed_in(world, &g.city.official);
        let page = official.follow(&official.get(&format!("/portal/awards/{}", g.number)), "Condition 1: say what your city did");
        official.submit(&page, &[("note", "The plan is sent.")]).must_be(200);
        for edit in ["UPDATE award_conditions SET met_note = 'x'", "UPDATE award_conditions SET met_at = NULL, met_by = NULL"] {
            assert!(run(edit).is_err(), "{edit}");
        }
    });
}

/// Another person of the fund says that the condition is met.
fn lifted(world: &World, g: &Ground) {
    let april = signed_in(world, &g.fund.approver);
    let official = signed_in(world, &g.city.official);
    let page = official.follow(&official.get(&format!("/portal/awards/{}", g.number)), "Condition 1: say what your city did");
    official.submit(&page, &[("note", "The plan is sent.")]).must_be(200);
    let condition = april.follow(&april.get("/desk/amendments"), TEXT);
    april.submit(&condition, &[("reason", "The plan is good.")]).must_be(200);
}

#[test]
fn no_run_takes_or_releases_what_a_condition_holds_back_since_it_was_asked_for() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        imposed(world, &g);
        ask(world, &g, "3,000").must_be(200);
        world.at("2027-09-29T15:00:00Z");
        let (fay, run) = prepared_run(world, &g.preparer);
        run.must_be(200).must_say("Waiting for approval");
        assert!(!run.says("Held back"), "{}", run.body);
        let path = path(&run);
        let (rene, page) = approved(world, &g, &path);

        // Approved in time; on the day of the condition nobody releases it.
        world.at("2027-09-30T15:00:00Z");
        let refused = rene.press(&page, "Release the money", &[]);
        refused
            .must_be(409)
            .must_say(&g.number)
            .must_say(TEXT)
            .must_say("(due September 30, 2027)")
            .must_say("Have the condition lifted first");
        rene.get("/desk/payments").must_say("Requests that conditions hold back").must_say("In a payment run");
        rene.get(&path).must_say("This run is not released while a condition holds a payment back.").must_say(TEXT);
        assert!(payments(world, &g).iter().all(|payment| payment.state == PaymentState::InRun && payment.trace.is_none()));
        assert!(rene.post(&format!("{path}/file"), &[]).status != 200, "no file exists");
        nothing_contradicts(world, &[g.id]);

        // Taken out of the run it waits apart from the others, and no other run takes it.
        fay.press(&fay.get(&path), "Cancel this run", &[]).must_be(200).must_say("Requests that conditions hold back").must_say(TEXT);
        let waiting = payments(world, &g).iter().map(|payment| payment.id.text()).collect::<Vec<_>>();
        let again = fay.post("/desk/payments/runs", &[("payment", &waiting[0])]);
        again.must_be(409).must_say("Leave out what is held back, or have the condition lifted first.").must_say(TEXT);
        assert!(!fay.get("/desk/payments").says("Prepare a payment run"), "there is nothing to choose");

        lifted(world, &g);
        assert!(!fay.get("/desk/payments").says("Held back"));
        crate::money::paid_out(world, &g);
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn a_city_is_told_that_what_it_asked_for_is_held_back_and_the_desk_counts_it_apart() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        imposed(world, &g);
        ask(world, &g, "3,000").must_be(200);
        let (late, held) = ("Requests late to pay", "Requests that conditions hold back");
        let desk = || signed_in(world, &g.preparer).get("/desk");
        let city = |path: &str| signed_in(world, &g.city.official).get(path);
        let list = format!("/portal/awards/{}/payments", g.number);
        let page = format!("{list}/{}", payments(world, &g)[0].id);
        let told = |subject: &str| {
            let letter = world.mail_to("official-madison@demo.example").into_iter().find(|l| l.subject_line.contains(subject));
            letter.expect("a letter").body_text.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let words = "no payment can be asked for, and what was asked for and is not paid yet is held back.";

        world.at("2027-09-29T15:00:00Z");
        remind(world);
        assert!(told("is due on September 30, 2027").contains(&format!("From that day on, until it is lifted, {words}")));
        assert!(!desk().must_say(late).says(held));
        assert!(!city(&list).must_say("days late").says("held back"));
        assert!(!city(&page).must_say("days late").says("Held back"));

        world.at("2027-10-01T15:00:00Z");
        remind(world);
        assert!(told("was due on September 30, 2027").contains(&format!("Until it is lifted {words}")));
        assert!(!desk().must_say(held).says(late));
        let not_before = "It is not paid before the fund lifts the condition.";
        let shown = city(&list);
        assert!(!shown.must_say("What you asked for is held back.").must_say(not_before).must_say(TEXT).says("days late"));
        assert!(!city(&page).must_say("Held back").must_say(not_before).must_say(TEXT).says("days late"));

        lifted(world, &g);
        assert!(!desk().must_say(late).says(held));
        assert!(!city(&list).must_say("days late").says("held back"));
        nothing_contradicts(world, &[g.id]);
    });
}
