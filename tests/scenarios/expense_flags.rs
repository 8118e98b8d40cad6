//! What is found about an expense is shown with its rule to the city and to the officer, refuses nothing, and is
//! answered before the expense is accepted.

use crate::grant::{nothing_contradicts, signed_in};
use crate::money::{Ground, ground, receipt};
use crate::support::{Page, World, on_both};
use crate::tracking::{row, two_awards};
use diesel::prelude::*;
use urban_diplomacy_fund::db::schema;
use urban_diplomacy_fund::gathering;
use urban_diplomacy_fund::intake::Application;
use urban_diplomacy_fund::kernel::{Id, Money};
use urban_diplomacy_fund::ledger;
use urban_diplomacy_fund::people::Actor;

/// An expense of May 10, 2027 for the first activity, with these fields over it.
pub fn enter(world: &World, g: &Ground, more: &[(&str, &str)], file: Option<&[u8]>) -> Page {
    enter_for(world, (&g.city.official, g.id, &g.number), more, file)
}

/// The same for an award of any city.
fn enter_for(world: &World, (official, id, number): (&Actor, Id<Application>, &str), more: &[(&str, &str)], file: Option<&[u8]>) -> Page {
    let official = signed_in(world, official);
    let activity = world.db.read(|conn| gathering::activities(conn, id.cast())).expect("activities")[0].id.text();
    let base = [
        ("activity", activity.as_str()),
        ("category", "travel"),
        ("spent_on_month", "5"),
        ("spent_on_day", "10"),
        ("spent_on_year", "2027"),
        ("amount", "100"),
        ("payee", "Air Lyon"),
        ("description", "Flights to Lyon"),
    ];
    let kept = base.iter().filter(|(name, _)| !more.iter().any(|(other, _)| other == name));
    let values: Vec<(&str, &str)> = kept.chain(more).copied().collect();
    let page = official.get(&format!("/portal/awards/{number}/spending"));
    let files: Vec<_> = file.iter().map(|bytes| ("receipt", "receipt.pdf", *bytes)).collect();
    official.attach(&page, &values, &files)
}

/// The page of the expense of these words, for the officer.
pub fn at_the_desk(world: &World, g: &Ground, what: &str) -> Page {
    let officer = signed_in(world, &g.fund.officer);
    officer.follow(&officer.get("/desk/spending"), what)
}

#[test]
fn each_finding_is_told_with_its_rule() {
    on_both(|world| {
        let g = ground(world);
        type Case<'a> = (&'a [(&'a str, &'a str)], Option<u8>, &'a str, &'a str);
        let cases: [Case<'_>; 6] = [
            (&[("description", "Two bottles of wine")], Some(1), "Alcohol", "2 CFR 200.423"),
            (&[("description", "Tickets"), ("payee", "Lyon Opera")], Some(2), "Entertainment", "2 CFR 200.438"),
            (&[("description", "Day with a lobbyist"), ("amount", "99")], Some(4), "Lobbying", "2 CFR 200.454"),
            (&[("description", "Bus"), ("no_receipt", "The driver gave none.")], None, "No receipt", "The driver gave none."),
            (&[("description", "Early booking"), ("spent_on_month", "3")], Some(3), "Outside the period", "2 CFR 200.403 and 200.458"),
            (
                &[("description", "Flights once more"), ("payee", "Lyon Opera")],
                Some(2),
                "Same receipt",
                "proves another expense of this award",
            ),
        ];
        for (fields, file, label, words) in cases {
            let bytes = file.map(|n| receipt(n.into()));
            enter(world, &g, fields, bytes.as_deref()).must_be(200).must_say(label);
            let what = fields[0].1;
            at_the_desk(world, &g, what).must_say(label).must_say(words).must_say("Not answered yet");
        }
        // The last one names the same payee, day and amount as the one before, too.
        at_the_desk(world, &g, "Flights once more").must_say("Same payee, day and amount");
        enter(world, &g, &[("description", "Ginger tea"), ("amount", "101")], Some(&receipt(9))).must_be(200);
        let plain = at_the_desk(world, &g, "Ginger tea");
        assert!(!plain.says("What was found"), "{}", plain.text());
    });
}

/// Moves $500 of the award from travel to training.
pub fn with_training(world: &World, g: &Ground) {
    let official = signed_in(world, &g.city.official);
    let form = official.get(&format!("/portal/awards/{}/amendments/ask/budget", g.number));
    let values = [("amount-travel", "7,500"), ("amount-training", "500"), ("reason", "Fares fell.")];
    official.submit(&form, &values).must_be(200).must_say("Waits for a decision");
    let officer = signed_in(world, &g.fund.officer);
    let asked = officer.follow(&officer.get("/desk/amendments"), &format!("{} amendment 1", g.number));
    officer.press(&asked, "Approve this amendment", &[("note", "A fair reason.")]).must_be(200).must_say("In force");
}

#[test]
fn what_a_category_does_not_hold_is_flagged_though_the_award_holds_it() {
    on_both(|world| {
        let g = ground(world);
        with_training(world, &g);
        let costs = |what: &str, amount: &str, file: usize| {
            let fields = [("category", "training"), ("description", what), ("amount", amount)];
            enter(world, &g, &fields, Some(&receipt(file)))
        };
        costs("Fee one", "499.99", 1).must_be(200);
        costs("Fee two", "0.01", 2).must_be(200);
        for what in ["Fee one", "Fee two"] {
            let page = at_the_desk(world, &g, what);
            assert!(!page.says("Over the category"), "to the last cent is not over it: {}", page.text());
        }
        costs("Fee three", "0.02", 3).must_be(200).must_say("Over the category");
        let page = at_the_desk(world, &g, "Fee three");
        page.must_say("The category holds $0.00 more, so this is $0.02 over it.").must_say("2 CFR 200.308");
        let officer = signed_in(world, &g.fund.officer);
        officer.press(&page, "Accept", &[]).must_be(422).must_say("Say why this may be accepted (Over the category)");
        // What the whole award does not hold is refused.
        let refused = costs("Fee four", "7,500.01", 4);
        refused.must_be(422).must_say("Only $7,499.98 of the award is left, $0.00 of it in this category.");
        // The page tells why that is less than it calls left.
        refused.must_say("Besides, $500.02 is held for expenses that wait for a decision.").must_say("still counted as left");
        assert_eq!(row(&refused, "Total"), ["Total", "$8,000.00", "$0.00", "$8,000.00", "$500.02", "$0.00"]);
        // An answer does not put money into a category: the officer reads so before and after, and nothing typed is lost.
        for what in ["Fee one", "Fee two"] {
            officer.press(&at_the_desk(world, &g, what), "Accept", &[]).must_be(200);
        }
        let page = at_the_desk(world, &g, "Fee three");
        page.must_say("The award holds nothing more for this category. For more, the city asks for a change of its budget first.");
        let told = officer.press(&page, "Accept", &[("answer-overrun", "It was the cheapest fee.")]);
        told.must_be(422).must_say("Send it back with a question.").must_say("It was the cheapest fee.");
        at_the_desk(world, &g, "Fee three").must_say("Not answered yet");
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn the_same_receipt_under_another_award_is_flagged_and_says_nothing_of_that() {
    on_both(|world| {
        let two = two_awards(world);
        let g = &two.madison;
        enter(world, g, &[("description", "Flights of Madison")], Some(&receipt(1))).must_be(200);
        let elmira = (&two.elmira.official, two.second, two.number.as_str());
        let sends = |what: &str, file: usize| enter_for(world, elmira, &[("description", what)], Some(&receipt(file)));
        sends("Flights of its own", 2).must_be(200);
        let list = sends("Flights of Elmira", 1);
        list.must_be(200).must_say("Same receipt");
        let city = signed_in(world, &two.elmira.official);
        let page = city.follow(&list, "Flights of Elmira");
        page.must_say("This very file proves an expense of another award too.").must_say("2 CFR 200.403");
        assert!(!page.says(&g.number) && !page.says("Madison"), "{}", page.text());
        at_the_desk(world, g, "Flights of Elmira").must_say("Same receipt").must_say("Flights of Madison");
        let own = at_the_desk(world, g, "Flights of its own");
        assert!(!own.says("Same receipt"), "{}", own.text());
        nothing_contradicts(world, &[g.id, two.second]);
    });
}

#[test]
fn nothing_found_is_accepted_in_silence() {
    on_both(|world| {
        let g = ground(world);
        enter(world, &g, &[("description", "Dinner with wine")], Some(&receipt(1))).must_be(200);
        let officer = signed_in(world, &g.fund.officer);
        let page = at_the_desk(world, &g, "Dinner with wine");
        officer.press(&page, "Accept", &[]).must_be(422).must_say("Say why this may be accepted (Alcohol)");
        officer.press(&page, "Accept", &[("answer-alcohol", "The wine is not part of the amount.")]).must_be(200);
        let city = signed_in(world, &g.city.official);
        let list = city.get(&format!("/portal/awards/{}/spending", g.number));
        city.follow(&list, "Dinner with wine").must_say("The wine is not part of the amount.");
        // What was answered and what was decided stays, whatever asks the database.
        let tampered = world.db.write(|tx| {
            use schema::expense_flags as f;
            diesel::update(f::table).set(f::answer.eq("never")).execute(&mut **tx)?;
            Ok::<_, urban_diplomacy_fund::db::Error>(())
        });
        assert!(tampered.is_err(), "an answer was changed");
        let tampered = world.db.write(|tx| {
            use schema::expenses as e;
            diesel::update(e::table).set(e::amount_cents.eq(1_i64)).execute(&mut **tx)?;
            Ok::<_, urban_diplomacy_fund::db::Error>(())
        });
        assert!(tampered.is_err(), "a decided amount was changed");
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn bad_input_is_refused_beside_its_field() {
    on_both(|world| {
        let g = ground(world);
        let file = receipt(1);
        let refused = |more: &[(&str, &str)], words: &str| {
            enter(world, &g, more, Some(&file)).must_be(422).must_say(words);
        };
        refused(&[("amount", "8,000.01")], "Only $8,000.00 of this category is left.");
        refused(&[("amount", "0")], "Enter an amount above zero.");
        refused(&[("amount", "-5")], "Enter an amount in dollars using only digits");
        refused(&[("spent_on_year", "2028")], "The day of the cost lies in the future.");
        refused(&[("spent_on_year", "27")], "Enter the year with four digits, such as 2027.");
        refused(&[("spent_on_month", "2"), ("spent_on_day", "30")], "Enter a date that exists, such as 3 15 2027.");
        refused(&[("spent_on_month", ""), ("spent_on_day", ""), ("spent_on_year", "")], "Enter the day of the cost.");
        refused(&[("payee", "")], "Say whom the city paid");
        refused(&[("nights", "0")], "Enter a whole number from 1 to 366");
        enter(world, &g, &[], None).must_be(422).must_say("or say below why there is none");
        assert!(world.db.read(|conn| ledger::award_position(conn, &g.id.text())).expect("a position").total.spent == Money::ZERO);
    });
}

#[test]
fn whoever_must_mend_an_expense_is_told_to_choose_its_receipt_again() {
    on_both(|world| {
        const AGAIN: &str = "Choose “receipt.pdf” again";
        let g = ground(world);
        enter(world, &g, &[("amount", "0")], Some(&receipt(1))).must_be(422).must_say("Enter an amount above zero.").must_say(AGAIN);
        // Nothing was chosen, or something else is wrong with the file itself.
        let without = enter(world, &g, &[("amount", "0"), ("no_receipt", "It follows by mail.")], None);
        let broken = enter(world, &g, &[("amount", "0")], Some(b"nothing".as_slice()));
        for page in [without, broken] {
            page.must_be(422);
            assert!(!page.says(AGAIN), "{}", page.text());
        }
        enter(world, &g, &[], Some(&receipt(1))).must_be(200);
        let officer = signed_in(world, &g.fund.officer);
        let desk = at_the_desk(world, &g, "Flights to Lyon");
        officer.press(&desk, "Send back with a question", &[("question", "Which dates?")]).must_be(200);
        let city = signed_in(world, &g.city.official);
        let asked = city.follow(&city.get(&format!("/portal/awards/{}/spending", g.number)), "Flights to Lyon");
        let wrong = asked.fill(Some("Submit again"), &[("amount", "0")]);
        city.send_form(&wrong, &[("receipt", "receipt.pdf", &receipt(2))]).must_be(422).must_say(AGAIN);
        assert!(!city.send_form(&wrong, &[]).must_be(422).says(AGAIN), "the one from before stays");
    });
}

#[test]
fn a_missing_receipt_is_added_and_its_flag_is_gone() {
    on_both(|world| {
        let g = ground(world);
        enter(world, &g, &[("no_receipt", "It follows by mail.")], None).must_be(200).must_say("None yet");
        let city = signed_in(world, &g.city.official);
        let list = city.get(&format!("/portal/awards/{}/spending", g.number));
        let page = city.follow(&list, "Flights to Lyon");
        page.must_say("It follows by mail.");
        let add = page.fill(Some("Add this receipt"), &[]);
        city.send_form(&add, &[]).must_be(422).must_say("Choose the receipt");
        city.send_form(&add, &[("receipt", "receipt.pdf", &receipt(1))]).must_be(200).must_say("receipt.pdf");
        let desk = at_the_desk(world, &g, "Flights to Lyon");
        assert!(!desk.says("No receipt"), "{}", desk.text());
        let officer = signed_in(world, &g.fund.officer);
        officer.press(&desk, "Accept", &[]).must_be(200);
    });
}
