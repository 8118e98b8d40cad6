//! Where a city's money goes, and how nobody changes it alone or unseen: a change cools off, another person of the city
//! confirms it, everybody is told, a return freezes it, and the number itself is nowhere to be read.

use crate::grant::{city, nothing_contradicts, person, signed_in};
use crate::money::{Ground, ask, ground, paid_out, prepared_run, verified_account};
use crate::returns_by_hand::came_back;
use crate::support::{Backend, Browser, Page, World, on_both};
use chrono::TimeDelta;
use diesel::prelude::*;
use urban_diplomacy_fund::audit;
use urban_diplomacy_fund::db::{Error, schema::bank_files};
use urban_diplomacy_fund::disbursement::{self, BankDetails, PaymentState, Which};
use urban_diplomacy_fund::kernel::{Money, Timestamp};
use urban_diplomacy_fund::ledger;
use urban_diplomacy_fund::people::{Actor, CityRole, membership};

/// A number that stands nowhere else.
const NUMBER: &str = "9087 6543-2101";
const DIGITS: &str = "908765432101";

/// Somebody else who writes for the city of this ground.
pub fn clerk(world: &World, g: &Ground) -> Actor {
    world
        .db
        .write(|tx| {
            let who = person(tx, "Cleo", &[]);
            membership::grant(tx, &Actor::system(), g.city.id, who.account.expect("an account"), CityRole::Preparer).expect("a role");
            Ok::<_, Error>(who)
        })
        .expect("a clerk")
}

pub fn current(world: &World, g: &Ground) -> BankDetails {
    world.db.read(|conn| disbursement::find_current_bank_details(conn, g.city.id)).expect("readable").expect("bank details")
}

/// The page of the city on which it enters its account.
pub fn account_page(g: &Ground) -> String {
    format!("/portal/awards/{}/bank-details", g.number)
}

/// The official enters another account.
pub fn changed(world: &World, g: &Ground, (routing, number): (&str, &str)) -> Page {
    let official = signed_in(world, &g.city.official);
    let page = official.get(&account_page(g));
    let values = [
        ("holder", "City of Madison"),
        ("routing_number", routing),
        ("account_number", number),
        ("account_number_again", number),
        ("kind", "checking"),
    ];
    official.submit(&page, &values)
}

/// Fred verifies the current account.
pub fn verified(world: &World, g: &Ground, values: &[(&str, &str)]) -> Page {
    let fred = signed_in(world, &g.second);
    let page = fred.get(&format!("/desk/bank-details/{}", current(world, g).id));
    let how: Vec<_> = [("how", "Called the treasurer")].into_iter().chain(values.iter().copied()).collect();
    fred.press(&page, "These details are right", &how)
}

/// So many seconds before an instant.
pub fn before(world: &World, at: Timestamp, seconds: i64) {
    world.clock.set(at.plus(TimeDelta::seconds(-seconds)));
}

fn subjects(world: &World, who: &Actor, beginning: &str) -> usize {
    world.mail_to(&who.email).iter().filter(|mail| mail.subject_line.starts_with(beginning)).count()
}

fn advanced(world: &World, g: &Ground) -> Money {
    world.db.read(|conn| ledger::award_position(conn, &g.id.text())).expect("a position").total.advanced
}

#[test]
fn b1_a_changed_account_cools_off_to_the_second_and_everybody_is_told() {
    on_both(|world| {
        let g = ground(world);
        let cleo = clerk(world, &g);
        verified_account(world, &g);
        assert_eq!(current(world, &g).usable_from, None, "the first details need not rest");
        ask(world, &g, "5,000").must_be(200);
        // A run is prepared and approved, then the city changes its account.
        let (fay, run) = prepared_run(world, &g.preparer);
        let path = run.path.split('?').next().unwrap_or_default().to_owned();
        let fred = signed_in(world, &g.second);
        fred.press(&fred.get(&path), "Approve this run", &[]).must_be(200);
        signed_in(world, &g.city.official).get(&account_page(&g)).must_say("3 business days pass after it is checked");
        changed(world, &g, ("121140399", NUMBER)).must_be(200).must_say("•••• 2101 (waits to be verified)");
        for who in [&g.city.official, &cleo, &g.second] {
            assert_eq!(subjects(world, who, "The bank details of Madison, WI were changed"), 2, "{}", who.name);
        }
        verified(world, &g, &[]).must_be(200).must_say("Nothing waits.");
        let usable = current(world, &g).usable_from.expect("it rests");
        let told = world.mail_to(&cleo.email);
        assert!(told.iter().any(|mail| mail.body_text.contains("•••• 2101") && mail.body_text.contains("can be paid from June 4, 2027")));
        // The run that was prepared before pays nobody, not even when the change has cooled off.
        before(world, usable, 60);
        let rene = signed_in(world, &g.releaser);
        rene.press(&rene.get(&path), "Release the money", &[]).must_be(409).must_say("were changed or blocked");
        fay.press(&fay.get(&path), "Cancel this run", &[]).must_be(200);
        prepared_run(world, &g.preparer).1.must_be(409).must_say("Money can go there from June 4, 2027");
        assert!(!current(world, &g).is_usable_at(usable.plus(TimeDelta::microseconds(-1))) && current(world, &g).is_usable_at(usable));
        world.clock.set(usable);
        prepared_run(world, &g.preparer).1.must_be(200).must_say("Waiting for approval");
        assert_eq!(advanced(world, &g), Money::ZERO);
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn b2_another_person_of_the_city_confirms_a_change_where_the_policy_asks_for_it() {
    on_both(|world| {
        let g = ground(world);
        let cleo = clerk(world, &g);
        verified_account(world, &g);
        // The policy of the next year asks for it.
        world.at("2027-10-05T15:00:00Z");
        changed(world, &g, ("121140399", NUMBER)).must_be(200);
        assert_eq!((subjects(world, &cleo, "Please confirm"), subjects(world, &g.city.official, "Please confirm")), (1, 0));
        verified(world, &g, &[]).must_be(409).must_say("Another person of the city must confirm these details first.");
        let id = current(world, &g).id.text();
        let id = id.as_str();
        let confirm = format!("{}/confirm", account_page(&g));
        // Not whoever entered it, nor anybody of another city or of the fund.
        let official = signed_in(world, &g.city.official);
        assert!(!official.get(&account_page(&g)).text().contains("Confirm this account"));
        official.post(&confirm, &[("details", id), ("confirmed_number", DIGITS)]).must_be(403).must_say("another person of your city");
        let stranger = signed_in(world, &city(world, "Monona").official);
        stranger.post(&confirm, &[("details", id), ("confirmed_number", DIGITS)]).must_be(404);
        signed_in(world, &g.lone).post(&confirm, &[("details", id), ("confirmed_number", DIGITS)]).must_be(404);
        let clerk = signed_in(world, &cleo);
        let page = clerk.get(&account_page(&g));
        page.must_say("Nobody yet. Another person who writes for your city");
        assert!(!page.body.contains(DIGITS) && !page.text().contains("Save bank details"));
        clerk
            .submit(&page, &[("confirmed_number", "908765432102")])
            .must_be(422)
            .must_say("This is not the account number that was entered.");
        let form = page.fill(Some("Confirm this account"), &[("confirmed_number", "9087-6543-2101")]);
        clerk.send_form(&form, &[]).must_be(200).must_say("Confirmed. A person of the fund checks the account");
        clerk.post(&confirm, &[("details", id), ("confirmed_number", DIGITS)]).must_be(409);
        verified(world, &g, &[]).must_be(200);
        let details = current(world, &g);
        assert_eq!(
            (details.confirmed.map(|done| done.name), details.usable_from.map(Timestamp::day)),
            (Some("Cleo".into()), Some(crate::grant::day("2027-10-08")))
        );
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn b3_a_return_freezes_the_account_until_corrected_details_are_verified_and_rested() {
    on_both(|world| {
        let g = ground(world);
        let cleo = clerk(world, &g);
        verified_account(world, &g);
        ask(world, &g, "5,000").must_be(200);
        paid_out(world, &g);
        came_back(world, &g, "R03").must_be(200);
        for who in [&g.city.official, &cleo, &g.preparer] {
            assert_eq!(subjects(world, who, "An account of Madison, WI is frozen"), 1, "{}", who.name);
        }
        signed_in(world, &cleo).get(&account_page(&g)).must_say("frozen").must_say("R03");
        // Nobody verifies a frozen account again.
        let fred = signed_in(world, &g.second);
        let frozen = current(world, &g);
        fred.post(&format!("/desk/bank-details/{}/verify", frozen.id), &[("how", "Called")]).must_be(409).must_say("frozen");
        ask(world, &g, "5,000").must_be(200);
        prepared_run(world, &g.preparer).1.must_be(409).must_say("frozen");
        changed(world, &g, ("121140399", "000123456789")).must_be(200);
        verified(world, &g, &[]).must_be(200);
        world.clock.set(current(world, &g).usable_from.expect("it rests"));
        paid_out(world, &g);
        assert_eq!(advanced(world, &g), Money::from_dollars(5_000));
        nothing_contradicts(world, &[g.id]);
    });
}

/// What the database of the program says anywhere, where it is one file.
fn file_of(world: &World) -> Vec<u8> {
    let url = &world.app.settings.database.url;
    let path = url.strip_prefix("sqlite://").unwrap_or_default();
    let mut bytes = std::fs::read(path).unwrap_or_default();
    bytes.extend(std::fs::read(format!("{path}-wal")).unwrap_or_default());
    bytes
}

fn pages(world: &World, g: &Ground, cleo: &Actor) -> Vec<Page> {
    let details = current(world, g).id;
    let seen = |who: &Actor, paths: &[String]| -> Vec<Page> {
        let browser: Browser = signed_in(world, who);
        paths.iter().map(|path| browser.get(path)).collect()
    };
    let of_city = [account_page(g), format!("/portal/awards/{}/payments", g.number), format!("/portal/awards/{}", g.number)];
    let of_fund =
        ["/desk/bank-details".to_owned(), format!("/desk/bank-details/{details}"), "/desk/payments".to_owned(), "/desk".to_owned()];
    [seen(&g.city.official, &of_city), seen(cleo, &of_city), seen(&g.second, &of_fund), seen(&g.releaser, &of_fund[..3])].concat()
}

/// Everything that waits is paid by ACH; the file names the account, and what is stored of it does not.
fn released(world: &World, g: &Ground) {
    let waiting = world.db.read(|conn| disbursement::list_payments(conn, Which::State(PaymentState::Requested))).expect("payments");
    let chosen: Vec<_> = waiting.iter().map(|payment| payment.id).collect();
    let run = world.db.write(|tx| disbursement::prepare_run(tx, &g.preparer, &chosen)).expect("a run");
    world.db.write(|tx| disbursement::approve_run(tx, &g.second, run.id)).expect("approved");
    world.db.write(|tx| disbursement::release_run(tx, &world.app.vault, &g.releaser, run.id)).expect("released");
    let file = world.db.read(|conn| disbursement::open_bank_file(conn, &world.app.vault, run.id)).expect("readable").expect("a file");
    assert!(String::from_utf8_lossy(&file.content).contains(DIGITS), "the bank is told where the money goes");
    let stored: Vec<Vec<u8>> =
        world.db.read(|conn| bank_files::table.select(bank_files::content).load(conn).map_err(Error::from)).expect("contents");
    assert_eq!(stored.len(), 1);
    assert!(stored[0].starts_with(b"v1:") && !stored[0].windows(DIGITS.len()).any(|part| part == DIGITS.as_bytes()));
}

#[test]
fn b4_no_account_number_leaves_the_vault() {
    on_both(|world| {
        let g = ground(world);
        let cleo = clerk(world, &g);
        changed(world, &g, ("121140399", NUMBER)).must_be(200);
        // Typed wrong, it is not written back into the page either.
        let official = signed_in(world, &g.city.official);
        let form = official.get(&account_page(&g));
        let wrong =
            [("holder", ""), ("routing_number", "1"), ("account_number", DIGITS), ("account_number_again", DIGITS), ("kind", "checking")];
        let refused = official.submit(&form, &wrong);
        refused.must_be(422);
        let first = pages(world, &g, &cleo);
        verified(world, &g, &[]).must_be(200);
        ask(world, &g, "1,000").must_be(200);
        released(world, &g);
        let mut all = pages(world, &g, &cleo);
        all.extend(first);
        all.push(refused);
        for page in &all {
            assert!(page.status == 200 || page.status == 422, "{} {}", page.path, page.status);
            assert!(!page.body.contains(DIGITS) && !page.body.contains(NUMBER), "{}", page.path);
        }
        for mail in world.mail_to_everybody() {
            assert!(![&mail.body_text, &mail.body_html, &mail.headers].iter().any(|part| part.contains(DIGITS)), "{}", mail.subject_line);
        }
        let events = world.db.read(|conn| audit::list_latest(conn, 1_000)).expect("the record");
        assert!(events.iter().any(|event| event.fact == "bank.verified"));
        assert!(events.iter().all(|event| !event.payload.contains(DIGITS)));
        if world.backend == Backend::Sqlite {
            let bytes = file_of(world);
            assert!(bytes.len() > 10_000, "the file is read");
            assert!(!bytes.windows(DIGITS.len()).any(|part| part == DIGITS.as_bytes()), "the number stands in the database");
        }
    });
}

#[test]
fn a_short_account_number_shows_fewer_digits_and_hides_four() {
    on_both(|world| {
        let g = ground(world);
        let rows = [("12345678", "•••• 5678 (waits"), ("654321", "•••• 21 (waits"), ("4321", "•••• (waits")];
        for (number, shown) in rows {
            let saved = changed(world, &g, ("021000021", number));
            saved.must_be(200).must_say(shown);
            assert!(!saved.says(number), "{number} is on the page");
        }
    });
}

#[test]
fn b5_what_is_typed_into_bank_details_is_refused_in_words_and_kept() {
    on_both(|world| {
        let g = ground(world);
        let official = signed_in(world, &g.city.official);
        let page = official.get(&account_page(&g));
        assert!(!page.says("Type it again"), "nothing was typed yet");
        let long = "x".repeat(5_000);
        let (holder, routing, number) = ("City of Madison", "021000021", "000123456789");
        let odd = [
            ("", routing, number, number, "checking", "Enter the name on the account"),
            (long.as_str(), routing, number, number, "checking", "at most 80 characters"),
            (holder, "021000022", number, number, "checking", "its last digit does not fit"),
            (holder, "02100002", number, number, "checking", "Enter the nine digits"),
            (holder, "٠٢١٠٠٠٠٢١", number, number, "checking", "Enter the nine digits"),
            (holder, routing, "1", "1", "checking", "4 to 17 letters or digits"),
            (holder, routing, "<script>1</script>", "<script>1</script>", "savings", "4 to 17 letters or digits"),
            (holder, routing, long.as_str(), long.as_str(), "checking", "4 to 17 letters or digits"),
            (holder, routing, number, "000123456788", "checking", "The two account numbers differ."),
        ];
        for (holder, routing, number, again, kind, words) in odd {
            let values = [
                ("holder", holder),
                ("routing_number", routing),
                ("account_number", number),
                ("account_number_again", again),
                ("kind", kind),
            ];
            let refused = official.submit(&page, &values);
            refused.must_be(422).must_say(words).must_say("Type it again, here and below.").must_say("Type it again here.");
            assert!(holder.is_empty() || refused.body.contains(holder), "the name is kept");
        }
        official.post(&account_page(&g), &[("holder", holder), ("kind", "gold")]).must_be(422).must_say("Choose checking or savings.");
        let none = world.db.read(|conn| disbursement::find_current_bank_details(conn, g.city.id)).expect("readable");
        assert_eq!(none, None);
    });
}
