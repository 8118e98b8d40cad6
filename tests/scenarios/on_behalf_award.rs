//! An entry for a city is received, or has got an award: whom its letters reach, what page they lead to, and what is closed
//! to those who stepped back.

use crate::grant::{self, Fund, day, fund, signed_in};
use crate::on_behalf::{MAIL, found, keeps_page, written};
use crate::support::{Browser, World, on_both_with_its_own_mail};
use urban_diplomacy_fund::award::{self, Line, Proposal, Signature};
use urban_diplomacy_fund::intake::Application;
use urban_diplomacy_fund::kernel::{Id, Money};
use urban_diplomacy_fund::people::api_token::{self, NewToken, Scope};
use urban_diplomacy_fund::people::{Actor, CityRole, FundRole, role};
use urban_diplomacy_fund::process::{self, Press};

const SENT_BACK: &str = "Which hotel is it?";

fn proposal() -> Proposal {
    let line = |category: &str, dollars| Line { category: category.into(), amount: Money::from_dollars(dollars) };
    Proposal {
        lines: vec![line("travel", 3_000), line("training", 4_000)],
        period_start: day("2027-04-01"),
        period_end: day("2028-06-30"),
        rationale: "A good plan.".into(),
    }
}

/// What Olive entered is received.
fn received(world: &World, fund: &Fund) -> (Browser, String, String) {
    let (officer, base, reference) = written(world, fund);
    let kept = keeps_page(&officer, &base);
    officer.press(&kept, "Submit for the city", &[]).must_be(200);
    (officer, base, reference)
}

/// What Olive entered is received, and Boris brings it to an offer, at the second try.
fn offered(world: &World, fund: &Fund) -> (Browser, Id<Application>, String) {
    let (officer, _, reference) = received(world, fund);
    let id = found(world, &reference).id;
    let others = Fund {
        round: fund.round,
        officer: fund.both.clone(),
        approver: fund.approver.clone(),
        both: fund.both.clone(),
        reviewers: fund.reviewers.clone(),
    };
    grant::screened(world, &others, id);
    grant::reviewed(world, &others, id, 4);
    let recommend = || {
        world.db.write(|tx| process::recommend(tx, &fund.both, id, &proposal(), &Press::default()).map(drop)).expect("recommended");
    };
    recommend();
    world.db.write(|tx| process::send_back(tx, &fund.approver, id, SENT_BACK, &Press::default())).expect("sent back");
    recommend();
    let digest = grant::digest(world, &fund.approver, id);
    world.db.write(|tx| process::approve(tx, &fund.approver, id, (&digest, ""), &grant::fresh()).map(drop)).expect("approved");
    (officer, id, reference)
}

/// How many letters an address got.
fn count(world: &World, email: &str) -> usize {
    world.mail_to(email).len()
}

#[test]
fn the_letter_of_an_award_leads_whoever_entered_it_to_where_the_application_stands() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 100_000);
        let (officer, _, reference) = offered(world, &fund);
        let path = format!("/portal/awards/{reference}");
        let letters = world.mail_to(&fund.officer.email);
        assert!(letters.iter().any(|letter| letter.body_text.contains(&path)), "the offer reaches the officer too: {letters:?}");
        let status = officer.get(&path);
        status.must_be(200).must_say("Entered by Olive of the fund for the city");
        assert!(status.path.ends_with(&format!("{reference}/status")), "{}", status.path);
        signed_in(world, &fund.both).get(&path).must_be(404);

        // What is told within the fund is not told to whoever stepped back.
        let told = |email: &str| world.mail_to(email).iter().any(|letter| letter.body_text.contains(SENT_BACK));
        assert!(told(&fund.both.email));
        assert!(!told(&fund.officer.email));
    });
}

#[test]
fn letters_about_the_money_of_an_award_reach_the_address_of_the_city() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 100_000);
        let (_, id, reference) = offered(world, &fund);
        let mayor = world.citizen("Mae Mayor", "Elmira, NY", CityRole::AuthorizedOfficial);
        let actor = world.actor(&mayor);
        let seen_digest = world.db.read(|conn| award::agreement(conn, id.cast())).expect("an agreement").digest;
        let signature = Signature { typed_name: "Mae Mayor".into(), has_authority: true, seen_digest };
        world.db.write(|tx| process::accept_agreement(tx, &actor, id, &signature, &Press::default()).map(drop)).expect("signed");
        world.at("2027-06-01T15:00:00Z");
        world.sign_in(&mayor);

        let before = (count(world, MAIL), count(world, &mayor.email), count(world, &fund.officer.email));
        let page = mayor.get(&format!("/portal/awards/{reference}/bank-details"));
        let account = [
            ("holder", "City of Elmira"),
            ("routing_number", "021000021"),
            ("account_number", "000123456789"),
            ("account_number_again", "000123456789"),
            ("kind", "checking"),
        ];
        mayor.submit(&page, &account).must_be(200).must_say("•••• 6789");
        let page = mayor.get(&format!("/portal/awards/{reference}/payments"));
        mayor.submit(&page, &[("kind", "advance"), ("amount-travel", "1,000"), ("purpose", "Flights in June")]).must_be(200);
        assert_eq!(count(world, MAIL), before.0 + 2, "the bank details and the payment asked for");
        assert_eq!(count(world, &mayor.email), before.1 + 2);
        assert_eq!(count(world, &fund.officer.email), before.2, "the money of the award is the city's, not of whoever entered it");
    });
}

/// The list of applications that a program of this person reads.
fn api_list(world: &World, who: &Actor) -> String {
    let account = who.account.expect("an account");
    let new = NewToken { label: "a program".into(), scope: Scope::Read, days: 30 };
    let token = world.db.write(|tx| api_token::create(tx, who, account, &new)).expect("a token");
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str()), ("accept", "application/json")];
    let (page, _) = world.browser().request_once("GET", "/api/v1/applications", &headers, b"");
    assert_eq!(page.status, 200, "{}", page.body);
    page.body
}

#[test]
fn a_program_lists_no_application_that_its_officer_stepped_back_from() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 100_000);
        let (_, _, reference) = received(world, &fund);
        let id = found(world, &reference).id;
        assert!(api_list(world, &fund.approver).contains(&reference));
        world.db.write(|tx| process::step_back(tx, &fund.approver, id, "My sister works there.")).expect("recorded");
        assert!(!api_list(world, &fund.approver).contains(&reference), "as on the page of the application");
        assert!(api_list(world, &fund.both).contains(&reference), "another officer works on it");
        // Whoever entered it reads it as its city does.
        assert!(api_list(world, &fund.officer).contains(&reference));
        // As an officer no more, they read it neither for the city nor for the fund.
        let account = fund.officer.account.expect("an account");
        world
            .db
            .write(|tx| {
                role::revoke(tx, &Actor::system(), account, FundRole::ProgramOfficer)?;
                role::grant(tx, &Actor::system(), account, FundRole::ApprovingOfficial)
            })
            .expect("another role");
        assert!(!api_list(world, &fund.officer).contains(&reference));
    });
}
