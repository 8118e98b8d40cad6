//! Entries by hand: one person prepares, another approves; reversals from a journal's
//! page; everything that is refused, and where the refusal stands.

use crate::grant::{nothing_contradicts, person, signed_in};
use crate::money::{Ground, ask, ground, verified_account};
use crate::support::{Browser, Page, World, on_both};
use diesel::prelude::*;
use urban_diplomacy_fund::bookkeeping::{self, EntryState};
use urban_diplomacy_fund::db::Error;
use urban_diplomacy_fund::disbursement::{self, PeriodStep};
use urban_diplomacy_fund::kernel::Money;
use urban_diplomacy_fund::ledger::{self, CategoryPosition, Command, JournalFilter, Leg};
use urban_diplomacy_fund::people::{Actor, FundRole};

const LIST: &str = "/desk/ledger/entries";

fn travel(world: &World, g: &Ground) -> CategoryPosition {
    world.db.read(|conn| ledger::award_position(conn, &g.id.text())).expect("a position").category("travel")
}

fn journals(world: &World) -> usize {
    world.db.read(|conn| ledger::list_journals(conn, &JournalFilter::default(), None, 500)).expect("journals").len()
}

pub fn path(page: &Page) -> String {
    page.path.split('?').next().unwrap_or_default().to_owned()
}

/// The form of one kind of entry, reached from the ledger's front page.
pub fn form(browser: &Browser, title: &str) -> Page {
    let list = browser.follow(&browser.get("/desk/ledger"), "Entries by hand");
    browser.follow(&browser.follow(&list, "Prepare a new entry"), title)
}

/// Prepares the deobligation of an amount of travel.
pub fn deobligation(browser: &Browser, g: &Ground, amount: &str) -> Page {
    let values = [("award", g.number.as_str()), ("category", "travel"), ("amount", amount), ("reason", "One course less")];
    browser.submit(&form(browser, "Deobligation"), &values)
}

pub fn approve(world: &World, who: &Actor, entry: &str) -> Page {
    let browser = signed_in(world, who);
    browser.press(&browser.get(entry), "Approve and post", &[])
}

/// A journal that another part of the program posts meanwhile.
fn posted_meanwhile(world: &World, g: &Ground, key: &str, event: &str, cents: i64) -> i64 {
    let leg = Leg::of_award(g.fund.round.text(), g.id.text(), "travel", Money::from_cents(cents));
    world
        .db
        .write(|tx| {
            let fund = urban_diplomacy_fund::opportunity::opportunity(tx, g.fund.round)?.fund;
            let command = Command::new(key, event, fund, tx.now().day(), &g.fund.officer.doer()).legs([leg.clone()]).because("meanwhile");
            Ok::<_, Error>(ledger::post(tx, &command).expect("it is posted").seq)
        })
        .expect("a journal")
}

#[test]
fn one_prepares_and_another_approves() {
    on_both(|world| {
        let g = ground(world);
        let fay = signed_in(world, &g.preparer);
        let before = journals(world);
        let waiting = deobligation(&fay, &g, "$500");
        waiting.must_be(200).must_say("Waits for approval").must_say("You prepared this entry.").must_say("One course less");
        let entry = path(&waiting);
        fay.post(&format!("{entry}/approve"), &[]).must_be(403).must_say("another person must approve it");
        fay.post(&format!("{entry}/refuse"), &[("why", "no")]).must_be(403).must_say("Withdraw it instead");
        assert!(!fay.get("/desk").says("Entries by hand to approve"), "what one's own hand began does not wait for it");
        assert_eq!((journals(world), travel(world, &g).undelivered), (before, Money::from_dollars(8_000)));

        let letters = world.mail_to("fred@demo.example");
        let subject = format!("Entry 1 waits for approval: Deobligation, {}", g.number);
        let letter = letters.iter().find(|l| l.subject_line == subject).expect("the second finance officer is told");
        for told in ["Fay prepared entry 1", "Travel: $500.00", "Reason: One course less", &entry] {
            assert!(letter.body_text.contains(told), "{told}: {}", letter.body_text);
        }
        assert!(world.mail_to("april@demo.example").iter().any(|l| l.subject_line == subject), "the approving official is told");
        assert!(world.mail_to("fay@demo.example").iter().all(|l| l.subject_line != subject), "the preparer is not");

        let fred = signed_in(world, &g.second);
        let list = fred.follow(&fred.get("/desk"), "Entries by hand to approve");
        let page = fred.follow(&list, "Entry 1");
        page.must_say("This changes the money of an award.").must_say("480100").must_say("461000");
        let rows: Vec<Vec<String>> = page.rows().into_iter().filter(|row| row.len() == 7).collect();
        assert_eq!(rows[0][2..], ["Travel", "$500.00", "", "$8,000.00", "$7,500.00"], "{rows:?}");
        assert_eq!(rows[1][3..], ["", "$500.00", "$12,000.00", "$12,500.00"], "{rows:?}");
        let press = page.fill(Some("Approve and post"), &[]);
        let done = fred.send_form(&press, &[]);
        done.must_be(200).must_say("Posted").must_say("Approved by Fred");
        fred.send_form(&press, &[]).must_be(200).must_say("Posted");
        assert_eq!((journals(world), travel(world, &g).undelivered), (before + 1, Money::from_dollars(7_500)), "a double press posts once");
        fred.post(&format!("{entry}/approve"), &[]).must_be(409).must_say("not waiting for approval");

        let journal = fred.follow(&done, "The journal it became");
        journal.must_say("By Fay").must_say("Approved by Fred").must_say("One course less");
        assert_eq!(path(&fred.follow(&journal, "Prepared by hand as entry 1")), entry);
        let told = world.mail_to("fay@demo.example");
        let told = told.iter().find(|l| l.subject_line.starts_with("Entry 1 is posted: Deobligation")).expect("the preparer is told");
        assert!(told.body_text.contains("Fred approved entry 1"), "{}", told.body_text);

        // The pages of the award follow the books.
        signed_in(world, &g.fund.officer).get(&format!("/desk/spending/{}", g.number)).must_say("$7,500.00");
        verified_account(world, &g);
        ask(world, &g, "7,500.01").must_be(422).must_say("Ask for at most $7,500.00 here.");
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn a_journal_is_reversed_from_its_page_and_only_once() {
    on_both(|world| {
        let g = ground(world);
        let fay = signed_in(world, &g.preparer);
        let entry = path(&deobligation(&fay, &g, "500"));
        approve(world, &g.second, &entry).must_be(200);
        let seq = journals(world);
        let address = format!("/desk/ledger/journals/{seq}");
        let reverse = fay.follow(&fay.get(&address), "Reverse this journal");
        reverse.must_say("Every line is mirrored.").must_say("480100");
        fay.submit(&reverse, &[("reason", " ")]).must_be(422).must_say("Say why").must_say("480100");
        let waiting = fay.submit(&reverse, &[("reason", "The course takes place")]);
        waiting.must_be(200).must_say("Waits for approval").must_say(&format!("Journal {seq}"));
        fay.get(&address).must_say("Entry 2 waits to reverse this journal");
        let again = fay.get(&reverse.path);
        fay.submit(&again, &[("reason", "Again")]).must_be(422).must_say("Entry 2 waits already to reverse this journal.");
        let done = approve(world, &g.fund.approver, &path(&waiting));
        done.must_be(200).must_say("Approved by April");
        assert_eq!(travel(world, &g).undelivered, Money::from_dollars(8_000));

        fay.get(&address).must_say(&format!("It was reversed by journal {}", seq + 1));
        let again = fay.get(&format!("{LIST}/new?event=journal.reverse&journal={seq}"));
        fay.submit(&again, &[("reason", "Again")]).must_be(422).must_say(&format!("This journal was reversed by journal {}.", seq + 1));
        let other = |journal: &str, told: &str| {
            fay.submit(&again, &[("journal", journal), ("reason", "Again")]).must_be(422).must_say(told);
        };
        other("99999", "There is no journal with this number.");
        other("twelve", "Enter the number of a journal.");
        // The ground: appropriated, apportioned, allotted, reserved, committed, obligated.
        other("4", "A reservation is released, not reversed.");
        other("6", "Enter a deobligation of what will not be spent.");
        other("3", "The allotment does not have this much money left.");
        fay.get("/desk/ledger/journals/6").must_say("Enter a deobligation of what will not be spent.");
        fay.follow(&fay.get("/desk/ledger/journals/3"), "Reverse this journal").must_be(200);
        let second = other_reader(world);
        assert!(!second.get("/desk/ledger/journals/3").says("Reverse this journal"));
        nothing_contradicts(world, &[g.id]);
    });
}

fn other_reader(world: &World) -> Browser {
    let iris = world.db.write(|tx| Ok::<_, Error>(person(tx, "Iris", &[FundRole::Auditor]))).expect("a person");
    signed_in(world, &iris)
}

#[test]
fn mistakes_stand_beside_their_fields_and_what_was_typed_stays() {
    on_both(|world| {
        let g = ground(world);
        let fay = signed_in(world, &g.preparer);
        let page = form(&fay, "Deobligation");
        let good = [("award", g.number.as_str()), ("category", "travel"), ("amount", "500"), ("reason", "One course less")];
        let with = |field: &str, typed: &str| {
            let values: Vec<(&str, &str)> =
                good.iter().map(|(name, value)| if *name == field { (*name, typed) } else { (*name, *value) }).collect();
            fay.submit(&page, &values)
        };
        for (typed, told) in [
            ("1e9", "only digits"),
            ("12.345", "at most two digits after the point"),
            ("$1,0", "only digits"),
            ("-5", "only digits"),
            ("0", "Enter an amount above zero."),
            ("", "Enter an amount in dollars, such as 8,450"),
            ("2000000000000", "below $1 trillion"),
            ("8,000.01", "This is more than is left of the obligation in this category. There is $8,000.00."),
        ] {
            let again = with("amount", typed);
            again.must_be(422).must_say(told);
            assert_eq!(again.all("#amount-error").len(), 1, "{typed}: beside the field");
            assert_eq!(again.html().select(&scraper_value("amount", typed)).count(), 1, "{typed} stays");
            assert_eq!(again.html().select(&scraper_value("award", &g.number)).count(), 1, "the rest stays");
        }
        with("award", "UDF-2027-9999").must_be(422).must_say("There is no award with this number.");
        with("category", "").must_be(422).must_say("Choose a category.");
        with("reason", "").must_be(422).must_say("Say why");
        with("reason", &"x".repeat(501)).must_be(422).must_say("at most 500 characters");
        let second: Vec<_> = good.into_iter().chain([("category-2", "training"), ("amount-2", "1")]).collect();
        assert_eq!(fay.submit(&page, &second).all("#amount-2-error").len(), 1, "the refusal stands beside the amount it is about");
        let half: Vec<_> = good.into_iter().chain([("amount-3", "1")]).collect();
        assert_eq!(fay.submit(&page, &half).all("#category-3-error").len(), 1);

        let day = |month: &str, day: &str, year: &str| {
            let mut values = good.to_vec();
            values.extend([("effective_on_month", month), ("effective_on_day", day), ("effective_on_year", year)]);
            fay.submit(&page, &values)
        };
        let may =
            world.db.write(|tx| disbursement::open_period(tx, &g.preparer, "2027-05-01".parse().unwrap(), "2027-05-31".parse().unwrap()));
        let may = may.expect("a period").id;
        world.db.write(|tx| disbursement::change_period(tx, &g.preparer, &may, PeriodStep::Close, "")).expect("closed");
        day("5", "15", "2027").must_be(422).must_say("a period that is closed");
        world.db.write(|tx| disbursement::change_period(tx, &g.second, &may, PeriodStep::Seal, "")).expect("sealed");
        day("5", "15", "2027").must_be(422).must_say("a period that is sealed for ever");
        day("2", "30", "2027").must_be(422).must_say("Enter a date that exists");
        day("", "", "").must_be(422).must_say("Enter the day for which it counts.");
        day("1", "1", "2024").must_be(422).must_say("No posting rules are valid on this day.");

        let rebudget = form(&fay, "Move between categories");
        let same = [("award", g.number.as_str()), ("category", "travel"), ("to_category", "travel"), ("amount", "5"), ("reason", "Agreed")];
        fay.submit(&rebudget, &same).must_be(422).must_say("Choose another category than the first.");
        let refund = form(&fay, "Unused advance returned to the award");
        fay.submit(&refund, &[("award", g.number.as_str()), ("category", "travel"), ("amount", "5"), ("reason", "Left over")])
            .must_be(422)
            .must_say("Enter a reference to the bank line.");
        // Money that leaves the bank is never entered by hand.
        for event in ["advance.pay", "claim.pay", "claim.accept_and_pay", "bank.settle", "payment.return", "award.reserve"] {
            fay.get(&format!("{LIST}/new?event={event}")).must_be(404);
            fay.post(LIST, &[("event", event), ("award", &g.number), ("category", "travel"), ("amount", "5"), ("reason", "x")])
                .must_be(409)
                .must_say("This is not entered by hand.");
        }
        assert!(world.db.read(bookkeeping::list_waiting).expect("entries").is_empty(), "nothing was kept");
        nothing_contradicts(world, &[g.id]);
    });
}

/// An input with this name and value.
fn scraper_value(name: &str, value: &str) -> scraper::Selector {
    scraper::Selector::parse(&format!("input[name='{name}'][value='{value}']")).expect("a selector")
}

#[test]
fn what_the_books_no_longer_allow_waits_until_they_do() {
    on_both(|world| {
        let g = ground(world);
        let fay = signed_in(world, &g.preparer);
        let entry = path(&deobligation(&fay, &g, "8,000"));
        let fred = signed_in(world, &g.second);
        let seen = fred.get(&entry).fill(Some("Approve and post"), &[]);
        let meanwhile = posted_meanwhile(world, &g, "meanwhile", "award.deobligate", 1);
        let before = journals(world);
        let told = fred.send_form(&seen, &[]);
        told.must_be(409).must_say("This is more than is left of the obligation in this category. There is $7,999.99.");
        told.must_say("Waits for approval");
        assert!(!told.says("Approve and post") && told.says("Refuse this entry"), "{}", told.text());
        assert_eq!(journals(world), before);
        assert_eq!(world.db.read(bookkeeping::list_waiting).expect("entries").len(), 1, "it waits as before");

        world
            .db
            .write(|tx| {
                let today = tx.now().day();
                let back = Command::reversal("back", meanwhile, "meanwhile", today, &g.fund.officer.doer()).approved_by("somebody else");
                Ok::<_, Error>(ledger::post(tx, &back).expect("it is reversed").seq)
            })
            .expect("a journal");
        approve(world, &g.second, &entry).must_be(200).must_say("Posted");
        assert_eq!(travel(world, &g).undelivered, Money::ZERO);
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn an_entry_is_refused_or_withdrawn_and_never_edited() {
    on_both(|world| {
        let g = ground(world);
        let fay = signed_in(world, &g.preparer);
        let fred = signed_in(world, &g.second);
        let first = path(&deobligation(&fay, &g, "500"));
        fred.press(&fred.get(&first), "Refuse this entry", &[("why", "")]).must_be(422).must_say("Say why");
        fred.press(&fred.get(&first), "Refuse this entry", &[("why", "The course is held")]).must_be(200).must_say("Refused by Fred");
        let letters = world.mail_to("fay@demo.example");
        let letter = letters.iter().find(|l| l.subject_line.starts_with("Entry 1 is refused")).expect("the preparer is told");
        assert!(letter.body_text.contains("Reason: The course is held"), "{}", letter.body_text);
        fred.post(&format!("{first}/approve"), &[]).must_be(409);

        let second = path(&deobligation(&fay, &g, "600"));
        fred.post(&format!("{second}/withdraw"), &[]).must_be(403).must_say("Only the person who prepared this entry");
        // Who may only read reads; who may not, finds nothing.
        let (iris, rene) = (other_reader(world), signed_in(world, &g.releaser));
        let olive = signed_in(world, &g.fund.officer);
        for reader in [&iris, &rene, &olive] {
            assert!(!reader.get(LIST).must_be(200).must_say("Entry 2").says("Prepare a new entry"));
            let page = reader.get(&second);
            page.must_be(200).must_say("Waits for another finance officer").must_say("What it does to the books");
            assert!(!page.says("Approve and post"));
            for step in ["approve", "refuse", "withdraw"] {
                reader.post(&format!("{second}/{step}"), &[]).must_be(404);
            }
            reader.get(&format!("{LIST}/new")).must_be(404);
            reader.post(LIST, &[("event", "award.deobligate")]).must_be(404);
        }
        signed_in(world, &g.city.official).get(&second).must_be(404);
        signed_in(world, &g.fund.approver).get(&format!("{LIST}/new")).must_be(404);

        let edits = [
            "UPDATE manual_entries SET reason = 'another' WHERE number = 2",
            "UPDATE manual_entries SET state = 'prepared', decided_by = NULL, refusal = NULL WHERE number = 1",
            "UPDATE manual_entry_legs SET amount_cents = 1",
            "DELETE FROM manual_entry_legs",
            "DELETE FROM manual_entries",
            "INSERT INTO manual_entry_legs (entry_id, n, amount_cents) SELECT id, 9, 1 FROM manual_entries WHERE number = 1",
        ];
        for edit in edits {
            let done = world.db.write(|tx| diesel::sql_query(edit).execute(&mut **tx).map_err(Error::from));
            assert!(done.is_err(), "{edit}");
        }
        fay.press(&fay.get(&second), "Withdraw this entry", &[]).must_be(200).must_say("Withdrawn by Fay");
        fay.post(&format!("{second}/withdraw"), &[]).must_be(409);
        let decided = world.db.read(|conn| bookkeeping::list_decided(conn, i32::MAX, 10)).expect("entries");
        let states: Vec<_> = decided.iter().map(|e| (e.number, e.state)).collect();
        assert_eq!(states, [(2, EntryState::Withdrawn), (1, EntryState::Refused)]);
        assert_eq!(world.db.read(|conn| bookkeeping::list_decided(conn, 2, 10)).expect("entries").len(), 1, "the list goes on");
        assert_eq!(travel(world, &g).undelivered, Money::from_dollars(8_000));
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn every_kind_has_its_form_and_the_form_asks_what_its_rule_needs() {
    on_both(|world| {
        let g = ground(world);
        let fay = signed_in(world, &g.preparer);
        let kinds = fay.get(&format!("{LIST}/new"));
        let rows = kinds.rows();
        assert!(rows.len() >= 17, "{rows:?}");
        for row in &rows {
            fay.follow(&kinds, &row[0]).must_be(200).must_say(&row[1]);
        }
        // Of a fund.
        let year = [
            ("step", "appropriated"),
            ("fund", "UDF"),
            ("title", "Urban Diplomacy Fund 2027"),
            ("year", "2027"),
            ("amount", "500"),
            ("evidence", "Act 12"),
            ("effective_on_month", "6"),
            ("effective_on_day", "1"),
            ("effective_on_year", "2027"),
        ];
        fay.submit(&fay.get("/desk/funds"), &year).must_be(200);
        let fund =
            |amount: &str| fay.submit(&form(&fay, "Apportionment"), &[("fund", "UDF"), ("amount", amount), ("reason", "Decision 4")]);
        fund("500.01").must_be(422).must_say("The fund does not have this much money left to apportion. There is $500.00.");
        let apportioned = path(&fund("500"));
        approve(world, &g.fund.approver, &apportioned).must_be(200);
        let position = world.db.read(|conn| ledger::fund_position(conn, "UDF")).expect("a position");
        assert_eq!((position.unapportioned, position.apportioned), (Money::ZERO, Money::from_dollars(500)));
        let recorded = journals(world) - 1;
        let reverse = fay.follow(&fay.get(&format!("/desk/ledger/journals/{recorded}")), "Reverse this journal");
        fay.submit(&reverse, &[("reason", "Typed twice")]).must_be(422).must_say("left to apportion. There is $0.00.");
        let seq = journals(world);
        let reverse = fay.follow(&fay.get(&format!("/desk/ledger/journals/{seq}")), "Reverse this journal");
        let back = path(&fay.submit(&reverse, &[("reason", "Decision 4 was changed")]));
        approve(world, &g.second, &back).must_be(200);
        let reverse = fay.follow(&fay.get(&format!("/desk/ledger/journals/{recorded}")), "Reverse this journal");
        let back = path(&fay.submit(&reverse, &[("reason", "Typed twice")]));
        approve(world, &g.second, &back).must_be(200);
        fay.get("/desk/funds").must_say(&format!("{recorded}, reversed by {}", journals(world)));
        // Of an award without categories, and of categories; several amounts at once.
        let award = ("award", g.number.as_str());
        let interest =
            fay.submit(&form(&fay, "Interest on an advance reported"), &[award, ("amount", "12.34"), ("reason", "Report of May")]);
        interest.must_be(200).must_say("$12.34");
        assert!(!fay.get(&path(&interest)).says("This changes the money of an award."), "interest is a note beside the money");
        approve(world, &g.second, &path(&interest)).must_be(200);
        let lines =
            [award, ("category", "travel"), ("amount", "100"), ("category-3", "training"), ("amount-3", "20.50"), ("reason", "As agreed")];
        let match_pledged = fay.submit(&form(&fay, "Match pledged"), &lines);
        match_pledged.must_be(200).must_say("$120.50").must_say("Training").must_say("$20.50");
        approve(world, &g.second, &path(&match_pledged)).must_be(200);
        let moved = [award, ("category", "travel"), ("to_category", "training"), ("amount", "1,000"), ("reason", "As agreed")];
        let rebudget = fay.submit(&form(&fay, "Move between categories"), &moved);
        rebudget.must_be(200).must_say("Travel Training $1,000.00");
        approve(world, &g.second, &path(&rebudget)).must_be(200);
        assert_eq!(travel(world, &g).undelivered, Money::from_dollars(7_000));
        nothing_contradicts(world, &[g.id]);
    });
}
