//! Closing: the list with its days, the request to send back what was not spent, and the sealed record that nothing changes
//! afterwards (Q5, Q6). The road of an advance with a leftover that comes back at closeout.

use crate::grant::{certified_last, nothing_contradicts, signed_in};
use crate::money::{Ground, ask, ground, paid_out, receipt, spend, verified_account};
use crate::runs::two_grounds;
use crate::support::{Page, World, on_both};
use diesel::prelude::*;
use urban_diplomacy_fund::award;
use urban_diplomacy_fund::compliance::{self, ActivityNarrative, NewFinalReport};
use urban_diplomacy_fund::db::{Error, schema};
use urban_diplomacy_fund::intake;
use urban_diplomacy_fund::kernel::Money;
use urban_diplomacy_fund::ledger;
use urban_diplomacy_fund::locale::format::short_date;
use urban_diplomacy_fund::process::{self, Press, ProcessError};

/// An advance of $5,000, paid and shown by the bank, of which $4,000 are spent; the final report is accepted.
pub fn reported(world: &World) -> Ground {
    let g = ground(world);
    verified_account(world, &g);
    ask(world, &g, "5,000").must_be(200);
    let trace = paid_out(world, &g);
    let fay = signed_in(world, &g.preparer);
    let csv = format!("date,amount,description\n2027-06-02,-5000.00,ACH {trace}\n");
    fay.attach(&fay.get("/desk/bank"), &[], &[("file", "june.csv", csv.as_bytes())]).must_be(200);
    spend(world, &g, "4,000", &receipt(1)).must_be(200);
    let officer = signed_in(world, &g.fund.officer);
    officer.press(&officer.follow(&officer.get("/desk/spending"), "Flights to Lyon"), "Accept", &[]).must_be(200);
    told_at_the_end(world, &g);
    g
}

/// What the final report says.
fn final_report(world: &World, g: &Ground) -> NewFinalReport {
    let activities = world.db.read(|conn| intake::activities(conn, g.id)).expect("activities");
    let told = activities.iter().map(|a| ActivityNarrative {
        activity: a.id.text(),
        narrative: "It took place.".into(),
        attended: a.attendees.iter().map(|who| who.id.text()).collect(),
    });
    NewFinalReport { award: g.id.cast(), summary: "Two staff can host delegations.".into(), activities: told.collect() }
}

/// The final report is sent and accepted.
pub fn told_at_the_end(world: &World, g: &Ground) {
    let new = final_report(world, g);
    world
        .db
        .write(|tx| {
            process::submit_report(tx, &g.city.official, &new, &Press::default())?;
            process::accept_report(tx, &g.fund.officer, (g.id.cast(), None), &Press::default())?;
            Ok::<_, ProcessError>(())
        })
        .expect("reported");
}

/// The leftover of $1,000 came back.
pub fn refunded(world: &World, g: &Ground) {
    let fay = signed_in(world, &g.preparer);
    let refund = [
        ("received_on_month", "6"),
        ("received_on_day", "1"),
        ("received_on_year", "2027"),
        ("bank_reference", "WIRE 7"),
        ("amount", "1,000"),
    ];
    fay.submit(&fay.get(&format!("/desk/closeouts/{}", g.number)), &refund).must_be(200);
}

/// Certified, accepted, closed.
pub fn closed(world: &World, g: &Ground) {
    world
        .db
        .write(|tx| {
            certified_last(tx, &g.city.official, &g.fund.officer, g.id);
            process::close(tx, &g.fund.officer, g.id, &Press::default())
        })
        .expect("closed");
}

#[test]
fn an_advance_with_a_leftover_is_asked_back_refunded_and_the_rest_goes_back_to_the_allotment() {
    on_both(|world| {
        let g = reported(world);
        let path = format!("/desk/closeouts/{}", g.number);
        let officer = signed_in(world, &g.fund.officer);
        let page = officer.get(&path);
        page.must_be(200).must_say("The advance is spent or returned").must_say("To do").must_say("Jun 30, 2029");
        officer.press(&page, "Ask the city to send it back", &[]).must_be(200).must_say("send back $1,000.00 by July 1, 2027");
        officer.post(&format!("{path}/ask-refund"), &[]).must_be(409).must_say("was asked for this amount already");
        let subject = format!("Please send back $1,000.00 of the advance of award {}", g.number);
        let letters = world.mail_to(&g.city.official.email);
        let letter = letters.iter().find(|m| m.subject_line == subject).expect("a letter");
        let how = format!("Ask help@fund.example or 202-555-0142 how to pay, and name {}.", g.number);
        assert!(letter.body_text.contains(&how), "{}", letter.body_text);
        let theirs = format!("is asked to send back $1,000.00 of award {}", g.number);
        assert!(world.mail_to(&g.preparer.email).iter().any(|m| m.subject_line.ends_with(&theirs)));
        let official = signed_in(world, &g.city.official);
        let reports = format!("/portal/awards/{}/reports", g.number);
        official.get(&reports).must_say("Please send back $1,000.00 of the advance by July 1, 2027.").must_say(&how);
        signed_in(world, &g.releaser).post(&format!("{path}/ask-refund"), &[]).must_be(404);

        let page = officer.get(&path);
        officer.press(&page, "Tick it", &[("note", "No equipment.")]).must_be(422).must_say("Choose what was checked.");
        officer.press(&page, "Tick it", &[("item", "property"), ("note", "No equipment.")]).must_be(200).must_say("No equipment.");
        let tomorrow = [
            ("received_on_month", "6"),
            ("received_on_day", "2"),
            ("received_on_year", "2027"),
            ("bank_reference", ""),
            ("amount", "1,000.01"),
        ];
        let fay = signed_in(world, &g.preparer);
        let wrong = fay.submit(&fay.get(&path), &tomorrow);
        wrong.must_be(422).must_say("Only $1,000.00 of this award is still advanced.").must_say("Enter a day that is not in the future.");
        wrong.must_say("Enter the bank's reference");
        for (month, day, year) in [("5", "31", "2027"), ("1", "10", "2020")] {
            let before = [("received_on_month", month), ("received_on_day", day), ("received_on_year", year), ("bank_reference", "WIRE 7")];
            let before = fay.submit(&fay.get(&path), &[&before[..], &[("amount", "1,000")]].concat());
            before.must_be(422).must_say("The advance was paid on June 1, 2027. Money of it cannot come back before that day.");
        }
        refunded(world, &g);
        assert!(!official.get(&reports).text().contains("Please send back"));
        officer.post(&format!("{path}/ask-refund"), &[]).must_be(409).must_say("nothing to send back");
        closed(world, &g);
        let page = officer.get(&path);
        page.must_say("This award is closed.").must_say("Seal of the record").must_say("The record is what was sealed.");
        page.must_say("June 1, 2030");
        let left = world.db.read(|conn| ledger::award_position(conn, &g.id.text())).expect("a position").total;
        assert_eq!((left.undelivered, left.advanced, left.spent), (Money::ZERO, Money::ZERO, Money::from_dollars(4_000)));
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn reports_that_are_due_later_are_not_said_to_be_done() {
    on_both(|world| {
        let g = reported(world);
        refunded(world, &g);
        let officer = signed_in(world, &g.fund.officer);
        let path = format!("/desk/closeouts/{}", g.number);
        let reports = world.db.read(|conn| compliance::list_award_reports(conn, g.id.cast())).expect("reports");
        let later = reports.iter().filter(|report| !report.form.is_final() && report.is_open()).count();
        assert!(later > 0, "the period is not over");
        let state = || {
            let rows = officer.get(&path).rows();
            let row = rows.into_iter().find(|row| row.first().is_some_and(|cell| cell.starts_with("No other report")));
            row.and_then(|row| row.last().cloned()).expect("the list has a row for reports")
        };
        assert_eq!(state(), format!("None yet, {later} due later Not asked for any more once the award is closed."));
        closed(world, &g);
        assert_eq!(state(), "Done");
    });
}

#[test]
fn nothing_is_added_to_a_closed_award_and_a_change_shows() {
    on_both(|world| {
        let g = reported(world);
        refunded(world, &g);
        closed(world, &g);
        let check = || world.db.read(|conn| process::check_seal(conn, g.id.cast())).expect("the record").expect("a seal");
        assert!(check().holds(), "{:?}", check().changed);
        use schema::{award_reports as r, award_seals as s, awards as a, expenses as e};
        let of = g.id.text();
        let guarded = |outcome: Result<usize, Error>| assert!(matches!(outcome, Err(Error::Guard(_))), "{outcome:?}");
        guarded(world.db.write(|tx| {
            let row = e::table.filter(e::award_id.eq(&of));
            diesel::update(row).set(e::amount_cents.eq(1_i64)).execute(&mut **tx).map_err(Error::from)
        }));
        guarded(world.db.write(|tx| {
            let row = r::table.filter(r::award_id.eq(&of));
            diesel::update(row).set(r::state.eq("owed")).execute(&mut **tx).map_err(Error::from)
        }));
        guarded(world.db.write(|tx| diesel::delete(e::table.filter(e::award_id.eq(&of))).execute(&mut **tx).map_err(Error::from)));
        guarded(world.db.write(|tx| diesel::update(s::table).set(s::n.eq(7)).execute(&mut **tx).map_err(Error::from)));
        // What no trigger keeps, the seal finds.
        let renamed = world.db.write(|tx| {
            let row = a::table.filter(a::id.eq(&of));
            diesel::update(row).set(a::title.eq("Another")).execute(&mut **tx).map_err(Error::from)
        });
        renamed.expect("a row of another title");
        assert_eq!(check().changed, ["award"]);
        let officer = signed_in(world, &g.fund.officer);
        officer.get(&format!("/desk/closeouts/{}", g.number)).must_say("Not what was sealed any more: award.");
        assert_eq!(world.db.read(|conn| compliance::list_seals(conn, g.id.cast())).expect("seals").len(), 1);
    });
}

#[test]
fn an_amendment_under_way_stands_on_the_list_and_in_the_way_of_closing() {
    on_both(|world| {
        let g = reported(world);
        refunded(world, &g);
        let (official, officer) = (signed_in(world, &g.city.official), signed_in(world, &g.fund.officer));
        let amendments = format!("/portal/awards/{}/amendments", g.number);
        let person = [("key_person", "Cleo Clerk"), ("new_person", "Ben Ito"), ("reason", "Cleo left the city.")];
        official.submit(&official.get(&format!("{amendments}/ask/key_person")), &person).must_be(200).must_say("Waits for a decision");
        let path = format!("/desk/closeouts/{}", g.number);
        let state = || {
            let rows = officer.get(&path).rows();
            let row = rows.into_iter().find(|row| row.first().is_some_and(|cell| cell.starts_with("No amendment waits")));
            row.and_then(|row| row.last().cloned()).expect("the list has a row for amendments")
        };
        assert_eq!(state(), "To do");
        let waits = "An amendment waits for a decision or for the city’s signature.";
        officer.get(&path).must_be(200).must_say(waits);
        let refused = world.db.write(|tx| {
            certified_last(tx, &g.city.official, &g.fund.officer, g.id);
            process::close(tx, &g.fund.officer, g.id, &Press::default())
        });
        assert!(refused.expect_err("it is not closed").to_string().contains(waits));
        let page = officer.follow(&officer.get("/desk/amendments"), &format!("{} amendment 1", g.number));
        officer.press(&page, "Approve this amendment", &[("note", "A fair reason.")]).must_be(200).must_say("In force");
        assert_eq!(state(), "Done");
        closed(world, &g);
        officer.get(&path).must_say("This award is closed.");
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn the_list_shows_what_is_to_decide_first_and_on_each_page_of_the_awards() {
    on_both(|world| {
        let grounds = two_grounds(world);
        let officer = signed_in(world, &grounds[0].fund.officer);
        let mut numbers = grounds.each_ref().map(|g| g.number.clone());
        numbers.sort();
        let [first, last] = numbers;
        let rows = |page: &Page, id: &str| page.all(&format!("#{id} ~ tbody th"));
        let page = officer.get("/desk/closeouts");
        page.must_be(200).must_say("Nothing waits.");
        assert_eq!(rows(&page, "awards"), [first.clone(), last.clone()]);

        // The one that was sent first stands first.
        for number in [&last, &first] {
            let g = grounds.iter().find(|g| g.number == *number).expect("a ground");
            let new = final_report(world, g);
            world.db.write(|tx| process::submit_report(tx, &g.city.official, &new, &Press::default())).expect("sent");
            world.at(if *number == last { "2027-06-02T15:00:00Z" } else { "2027-06-03T15:00:00Z" });
        }
        let page = officer.get("/desk/closeouts");
        assert_eq!(rows(&page, "reports"), [last.clone(), first.clone()]);
        assert_eq!(rows(&page, "awards"), [first.clone(), last.clone()]);
        page.must_say("Waits for review");

        let after = officer.get(&format!("/desk/closeouts?after={first}"));
        assert_eq!((rows(&after, "reports").len(), rows(&after, "awards")), (2, vec![last.clone()]));
        let over = officer.get(&format!("/desk/closeouts?after={last}"));
        over.must_say("No active award.");
        assert_eq!(rows(&over, "reports").len(), 2);
        assert_eq!(rows(&officer.follow(&over, "The first awards"), "awards"), [first, last]);
    });
}

/// At noon on the day so many days after the period of an award.
fn after_the_end(world: &World, g: &Ground, days: u64) {
    world.at(&format!("{}T18:00:00Z", closing_day(world, g, days)));
}

fn closing_day(world: &World, g: &Ground, days: u64) -> chrono::NaiveDate {
    let award = world.db.read(|conn| award::award(conn, g.id.cast())).expect("an award");
    award.period_end + chrono::Days::new(days)
}

/// What the list says of the next deadline of an award, in each of its tables.
fn deadlines(page: &Page, g: &Ground) -> Vec<String> {
    let rows = page.must_be(200).rows().into_iter().filter(|row| row.first() == Some(&g.number));
    rows.filter_map(|row| row.last().cloned()).collect()
}

#[test]
fn an_advance_that_is_open_after_the_day_of_liquidation_is_late_and_first_in_the_list() {
    on_both(|world| {
        let g = reported(world);
        let (settle, close) = (short_date(closing_day(world, &g, 120)), short_date(closing_day(world, &g, 365)));
        let list = || signed_in(world, &g.fund.officer).get("/desk/closeouts");
        let desk = || signed_in(world, &g.fund.officer).get("/desk");
        after_the_end(world, &g, 120);
        assert_eq!(deadlines(&list(), &g), [format!("Settle by {settle}")]);
        assert!(!list().says("Late to close") && !desk().says("Awards late to close"));
        after_the_end(world, &g, 121);
        let late = format!("Late: was to be settled by {settle}");
        assert_eq!(deadlines(&list(), &g), [late.clone(), late]);
        list().must_say("Late to close");
        desk().must_say("Awards late to close");
        after_the_end(world, &g, 366);
        let late = format!("Late: was to be closed by {close}");
        assert_eq!(deadlines(&list(), &g), [late.clone(), late]);
    });
}

#[test]
fn a_settled_award_is_late_only_after_the_year_of_closing() {
    on_both(|world| {
        let g = reported(world);
        refunded(world, &g);
        let close = short_date(closing_day(world, &g, 365));
        let list = || signed_in(world, &g.fund.officer).get("/desk/closeouts");
        let count = || {
            world
                .db
                .read(|conn| compliance::count_late_to_close(conn, &g.fund.officer, world.clock.now().day_in(chrono_tz::America::New_York)))
        };
        for days in [121, 365] {
            after_the_end(world, &g, days);
            assert_eq!(deadlines(&list(), &g), [format!("Close by {close}")], "{days} days after the end");
            assert_eq!(count().expect("a count"), 0);
        }
        after_the_end(world, &g, 366);
        let late = format!("Late: was to be closed by {close}");
        assert_eq!(deadlines(&list(), &g), [late.clone(), late]);
        assert_eq!(count().expect("a count"), 1);
    });
}
