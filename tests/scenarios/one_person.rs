//! Two accounts of one person are one wherever a second person is needed outside the workflows: with the other account no
//! button is offered, nothing waits for it, and what is sent is refused (W5).

use crate::amending;
use crate::bank_safety::{account_page, changed, clerk, current};
use crate::closeout_list::{closed, refunded, reported};
use crate::collecting;
use crate::gating_conditions::imposed;
use crate::grant::{day, nothing_contradicts, person, signed_in};
use crate::manual_entries::{deobligation, path};
use crate::money::{Ground, ground, verified_account};
use crate::returns_by_hand::{recorded, waiting};
use crate::statements::{bring, journals, on_its_way, payments};
use crate::support::{World, on_both};
use urban_diplomacy_fund::banking;
use urban_diplomacy_fund::db::Error;
use urban_diplomacy_fund::disbursement::{self, NoticeOfChange, PeriodStep};
use urban_diplomacy_fund::people::{Actor, FundRole, identity};
use urban_diplomacy_fund::risk;

/// What one person began: the page on which another decides, the button, and where it posts.
struct Begun {
    page: String,
    button: &'static str,
    post: String,
}

fn begun(page: impl Into<String>, button: &'static str, post: impl Into<String>) -> Begun {
    Begun { page: page.into(), button, post: post.into() }
}

/// An administrator says that the account belongs to the person of the other.
fn joined(world: &World, who: &Actor, other: &Actor) {
    let name = format!("Addie-{}", who.name);
    let addie = world.db.write(|tx| Ok::<_, Error>(person(tx, &name, &[FundRole::Administrator]))).expect("an administrator");
    let [who, other] = [who, other].map(|actor| actor.account.expect("an account"));
    world.db.write(|tx| identity::join(tx, &addie, who, other)).expect("they are one");
}

/// The other account is offered nothing of it and refused; what stands in the books stays.
fn refuses(world: &World, who: &Actor, all: &[Begun]) {
    let before = journals(world);
    let browser = signed_in(world, who);
    for Begun { page, button, post } in all {
        let shown = browser.get(page);
        shown.must_be(200);
        assert!(!shown.says(button), "{page} offers “{button}”: {}", shown.text());
        browser.post(post, &[("reason", "So it is."), ("note", "")]).must_be(403);
    }
    assert_eq!(journals(world), before, "nothing is posted");
}

/// Somebody else is offered all of it.
fn offers(world: &World, who: &Actor, all: &[Begun]) {
    let browser = signed_in(world, who);
    for Begun { page, button, .. } in all {
        assert!(browser.get(page).must_be(200).says(button), "{page} does not offer “{button}”");
    }
}

/// Everything that Fay may begin about money on its way.
fn by_fay(world: &World, g: &Ground, trace: &str) -> Vec<Begun> {
    let (fay, browser) = (&g.preparer, signed_in(world, &g.preparer));
    bring(world, fay, "june.csv", "date,amount,description\n2027-06-20,-5000.00,WIRE\n").must_be(200);
    let payment = payments(world, g)[0].id;
    let lines = world.db.read(|conn| banking::list_unmatched_lines(conn, fay, 50)).expect("lines");
    let line = lines[0].line.id.clone();
    let own = line.parse().expect("an identifier");
    let proposal = world.db.write(|tx| banking::propose_match(tx, fay, own, &[payment], "By telephone")).expect("proposed");
    recorded(world, g, "R03").must_be(200);
    let notice = NoticeOfChange {
        payment: None,
        organisation: g.city.id,
        code: "C01".into(),
        routing_number: None,
        account_number: Some("000777888999".into()),
        kind: None,
        holder: None,
        trace: trace.into(),
    };
    let notice = world.db.write(|tx| disbursement::propose_bank_change(tx, fay, &notice)).expect("kept");
    let entry = path(deobligation(&browser, g, "$500").must_be(200));
    let period = world.db.write(|tx| disbursement::open_period(tx, fay, day("2027-01-01"), day("2027-01-31"))).expect("open").id;
    world.db.write(|tx| disbursement::change_period(tx, fay, &period, PeriodStep::Close, "")).expect("closed");
    let (notice, period) = (format!("/desk/bank-details/notices/{notice}"), format!("/desk/ledger/periods/{period}"));
    vec![
        begun(format!("/desk/bank/lines/{line}"), "Confirm this match", format!("/desk/bank/proposals/{proposal}/confirm")),
        begun(format!("/desk/payments/{payment}"), "Confirm this return", format!("{}/confirm", waiting(world, g))),
        begun(&notice, "Take it over", format!("{notice}/take-over")),
        begun(&entry, "Approve and post", format!("{entry}/approve")),
        begun(&period, "Seal this period for ever", format!("{period}/seal")),
    ]
}

#[test]
fn w5_what_one_account_began_about_money_on_its_way_the_other_does_not_decide() {
    on_both(|world| {
        let (g, trace) = on_its_way(world);
        let all = by_fay(world, &g, &trace);
        offers(world, &g.second, &all);
        joined(world, &g.second, &g.preparer);
        refuses(world, &g.second, &all);
        let desk = signed_in(world, &g.second).get("/desk");
        for waits in [
            "Matches of bank lines to confirm",
            "Returns recorded by hand to confirm",
            "Notices of the bank to decide",
            "Entries by hand to approve",
        ] {
            assert!(!desk.says(waits), "{waits}: {}", desk.text());
        }
        offers(world, &g.lone, &all);
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn w5_what_one_account_asked_for_an_award_the_other_does_not_decide() {
    on_both(|world| {
        let g = ground(world);
        imposed(world, &g);
        let conditions = world.db.read(|conn| risk::list_due(conn, g.id, day("2027-09-30"))).expect("conditions");
        let condition = format!("/desk/applications/{}/conditions/{}", g.number, conditions[0].id);
        let officer = signed_in(world, &g.fund.officer);
        let form = officer.follow(&officer.get(&format!("/desk/amendments?award={}", g.number)), "Ask for it: Less money");
        let asked = officer.submit(&form, &[("amount-travel", "6,000"), ("reason", "A part was dropped.")]);
        let amendment = amending::path(asked.must_be(200));
        let all = [
            begun(&condition, "Lift this condition", &condition),
            begun(&amendment, "Approve this amendment", format!("{amendment}/approve")),
            begun(&amendment, "Refuse it", format!("{amendment}/refuse")),
        ];
        offers(world, &g.fund.approver, &all);
        joined(world, &g.fund.approver, &g.fund.officer);
        refuses(world, &g.fund.approver, &all);
        assert!(!signed_in(world, &g.fund.approver).get("/desk").says("Amendments to decide"));
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn w5_what_one_account_billed_or_recorded_the_other_does_not_decide() {
    on_both(|world| {
        let g = reported(world);
        refunded(world, &g);
        world.at("2027-06-04T15:00:00Z");
        bring(world, &g.preparer, "june-3.csv", "date,amount,description\n2027-06-03,1000.00,DEPOSIT\n").must_be(200);
        let lines = world.db.read(|conn| banking::list_unmatched_lines(conn, &g.preparer, 50)).expect("lines");
        let came = lines.iter().find(|open| open.line.amount_cents == 100_000).expect("the line");
        let line = format!("/desk/bank/lines/{}", came.line.id);
        let refunds = world.db.read(|conn| disbursement::list_refunds(conn, g.id.cast())).expect("refunds");
        let seq = refunds[0].journal_seq.to_string();
        let bill = path(collecting::asked(world, &g, "300", "A hotel of another trip.").must_be(200));
        let bill = [begun(&bill, "Bill the city", format!("{bill}/approve"))];
        offers(world, &g.fund.approver, &bill);
        joined(world, &g.fund.approver, &g.fund.officer);
        refuses(world, &g.fund.approver, &bill);
        assert!(!signed_in(world, &g.fund.approver).get("/desk").says("Bills to decide"));
        let tie = [begun(&line, "This line is it", format!("{line}/recorded"))];
        offers(world, &g.second, &tie);
        joined(world, &g.second, &g.preparer);
        let fred = signed_in(world, &g.second);
        let page = fred.get(&line);
        assert!(!page.must_say("You recorded it, so another finance officer must say").says("This line is it"), "{}", page.text());
        fred.post(&format!("{line}/recorded"), &[("journal", seq.as_str())]).must_be(403).must_say("another finance officer");
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn w5_what_one_account_asked_of_a_closed_award_the_other_does_not_decide() {
    on_both(|world| {
        let g = reported(world);
        refunded(world, &g);
        closed(world, &g);
        let page = format!("/desk/closeouts/{}", g.number);
        let officer = signed_in(world, &g.fund.officer);
        let why = [("reopen_reason", "A receipt came late.")];
        officer.press(&officer.get(&page), "Ask to open it again", &why).must_be(200).must_say("Waits for a decision");
        let all =
            [begun(&page, "Open it again", format!("{page}/reopen")), begun(&page, "Leave it closed", format!("{page}/leave-closed"))];
        offers(world, &g.fund.approver, &all);
        joined(world, &g.fund.approver, &g.fund.officer);
        refuses(world, &g.fund.approver, &all);
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn w5_the_other_account_of_whoever_entered_an_account_does_not_confirm_it() {
    on_both(|world| {
        let g = ground(world);
        let cleo = clerk(world, &g);
        verified_account(world, &g);
        // The policy of the next year asks for a second person of the city.
        world.at("2027-10-05T15:00:00Z");
        changed(world, &g, ("121140399", "9087 6543-2101")).must_be(200);
        assert!(signed_in(world, &cleo).get(&account_page(&g)).says("Confirm this account"));
        joined(world, &cleo, &g.city.official);
        let clerk = signed_in(world, &cleo);
        assert!(!clerk.get(&account_page(&g)).says("Confirm this account"));
        let id = current(world, &g).id.text();
        let typed = [("details", id.as_str()), ("confirmed_number", "908765432101")];
        clerk.post(&format!("{}/confirm", account_page(&g)), &typed).must_be(403).must_say("another person of your city");
        nothing_contradicts(world, &[g.id]);
    });
}
