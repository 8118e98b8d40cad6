//! One grant lives its whole life: from the appropriation to the public result,
//! every step in the browser of the right person and refused to a wrong one, with
//! the letter of each step read and its button pressed.

use crate::applying::{ROUND, answer_all, home, plan, started};
use crate::support::{Browser, Page, Person, World, on_both, samples};
use std::collections::BTreeMap;
use urban_diplomacy_fund::kernel::Money;
use urban_diplomacy_fund::people::FundRole;
use urban_diplomacy_fund::{intake, ledger, mailer};

const DEFINITION: &str = include_str!("../../config/opportunities/training-and-conference-support-2027.toml");
const PASSWORD: &str = "a hill of seven oaks";

/// The people of the fund.
struct Fund {
    officer: Person,
    approver: Person,
    finance: Person,
    second: Person,
    releaser: Person,
    reviewers: [Person; 3],
}

impl Fund {
    fn hire(world: &World) -> Self {
        Self {
            officer: world.staff("Olive Officer", FundRole::ProgramOfficer),
            approver: world.staff("April Approver", FundRole::ApprovingOfficial),
            finance: world.staff("Fay Finance", FundRole::FinanceOfficer),
            second: world.staff("Fred Finance", FundRole::FinanceOfficer),
            releaser: world.staff("Rene Releaser", FundRole::ReleasingOfficer),
            reviewers: ["Rita", "Ravi", "Rosa"].map(|name| world.staff(&format!("{name} Reviewer"), FundRole::Reviewer)),
        }
    }
}

/// The path of the button in a letter.
fn button(world: &World, letter: &mailer::mailbox::Delivered) -> String {
    let origin = &world.app.settings.server.public_origin;
    let line = letter.body_text.lines().find(|line| line.starts_with(origin.as_str())).expect("a letter has a button");
    line.strip_prefix(origin.as_str()).expect("our own address").to_owned()
}

/// Creates an account by the newest letter to this address and returns the browser signed in.
fn by_mail(world: &World, email: &str) -> Browser {
    let browser = world.browser();
    let letter = world.mail_to(email).remove(0);
    let page = browser.get(&button(world, &letter));
    browser.submit(&page, &[("password", PASSWORD)]).must_be(200);
    browser
}

/// Money comes in and reaches the opportunity, which the officer publishes.
fn open(world: &World, fund: &Fund) {
    let step = |step: &str, more: &[(&str, &str)]| {
        let day = [("effective_on_month", "1"), ("effective_on_day", "10"), ("effective_on_year", "2027")];
        let values = [&[("step", step), ("fund", "UDF"), ("amount", "20,000"), ("evidence", "Act 12")][..], &day, more].concat();
        fund.finance.submit(&fund.finance.get("/desk/funds"), &values).must_be(200);
    };
    step("appropriated", &[("title", "Urban Diplomacy Fund 2027"), ("year", "2027")]);
    step("apportioned", &[]);
    let import = fund.officer.get("/desk/opportunities/import");
    fund.officer.submit(&import, &[("definition", &DEFINITION.replace("fund = \"UDF\"", "fnd = \"UDF\""))]).must_be(422).must_say("line");
    let imported = fund.officer.submit(&import, &[("definition", DEFINITION)]);
    imported.must_be(200).must_say("Next version of Training and Conference Support 2027");
    world.browser().get(&format!("/opportunities/{ROUND}")).must_be(404);
    world.give_password(&fund.officer, PASSWORD);
    fund.officer.press(&imported, "Publish", &[("password", PASSWORD)]).must_be(200);
    world.browser().get(&format!("/opportunities/{ROUND}")).must_be(200).must_say("$15,000");
    let form = fund.finance.get("/desk/funds");
    let program = form
        .html()
        .select(&scraper::Selector::parse("select[name=program] option").expect("a selector"))
        .filter_map(|o| o.attr("value").map(str::to_owned))
        .find(|v| !v.is_empty());
    step("allotted", &[("program", &program.expect("an opportunity to allot to"))]);
}

/// A clerk signs up, finds the city, and brings in its official.
fn settle(world: &World, fund: &Fund) -> (Browser, Browser) {
    let visitor = world.browser();
    visitor
        .submit(&visitor.get("/sign-up"), &[("name", "Clara Clerk"), ("email", "clara@elmira.example")])
        .must_be(200)
        .must_say("Check your mail");
    let clerk = by_mail(world, "clara@elmira.example");
    let found = clerk.submit(&clerk.get("/portal/cities/new"), &[("name", "Elmira"), ("state", "NY")]);
    found.must_be(200).must_say("Chemung County");
    let city = clerk.follow(&found, "Elmira");
    city.must_say("Eastern time (New York)");
    let page = clerk.press(&city, "Register this city", &[]);
    page.must_be(200).must_say("Now prove that you act for it");
    let proof = clerk.follow(&page, "Give a proof");
    let letter = samples::pdf("Clara Clerk may apply for Elmira");
    clerk.send_form(&proof.fill(Some("Send the letter"), &[]), &[("letter", "letter.pdf", &letter)]).must_be(200);
    let claim = fund.officer.follow(&fund.officer.get("/desk/claims"), "Elmira, NY");
    fund.officer.press(&claim, "Confirm", &[("note", "Called the clerk's office.")]).must_be(200).must_say("Confirmed.");
    let form = clerk.get(&format!("{}/official", page.path.split('?').next().expect("a path")));
    let who = [("official_name", "Omar Official"), ("job_title", "Mayor"), ("official_email", "omar@elmira.example")];
    clerk.press(&form, "Name this person", &who).must_be(200).must_say("can answer until");
    let official = by_mail(world, "omar@elmira.example");
    let asked = official.follow(&official.get("/portal"), "Say whether you may sign for Elmira, NY");
    official.press(&asked, "Confirm", &[("may_sign", "yes")]).must_be(200).must_say("You are the authorized official now.");
    (clerk, official)
}

/// The clerk writes, with a second activity; the official certifies and submits. The reference.
fn apply(clerk: &Browser, official: &Browser) -> String {
    let base = home(&started(clerk));
    answer_all(clerk, &base);
    plan(clerk, &base);
    let days = [
        ("starts_on_month", "6"),
        ("starts_on_day", "7"),
        ("starts_on_year", "2027"),
        ("ends_on_month", "6"),
        ("ends_on_day", "9"),
        ("ends_on_year", "2027"),
    ];
    let typed =
        [&[("kind", "conference"), ("title", "City networks summit"), ("place", "Rotterdam"), ("country", "Netherlands")][..], &days]
            .concat();
    let people = clerk.press(&clerk.get(&format!("{base}/activities/new")), "Save and continue", &typed);
    let who = [
        ("name_0", "Cleo"),
        ("job_0", "Clerk"),
        ("standing_0", "career"),
        ("name_1", "Arthur"),
        ("job_1", "Aide"),
        ("standing_1", "appointee"),
    ];
    let list = clerk.press(&people, "Save and continue", &who);
    list.must_be(200).must_say("Arthur, Aide");
    let budget = clerk.follow(&list, "Budget of City networks summit");
    clerk
        .press(&budget, "Save and add up", &[("category_0", "travel"), ("what_0", "Flights"), ("each_0", "2,000")])
        .must_be(200)
        .must_say("$9,000.50");
    clerk.get(&format!("{base}/certify")).must_be(403);
    clerk.press(&clerk.get(&format!("{base}/check")), "Ask to sign", &[]).must_be(200);
    let certify = official.get(&format!("{base}/certify"));
    let receipt = official.press(&certify, "Certify and submit", &[("typed_name", "Omar Official"), ("agree", "yes")]);
    receipt.must_be(200).must_say("Application submitted").must_say("EST");
    base.rsplit('/').next().expect("a reference").to_owned()
}

/// Screened by the officer, read and scored by three reviewers.
fn review(fund: &Fund, number: &str) {
    let case = fund.officer.follow(&fund.officer.get("/desk/applications"), number);
    let checks = [("check-1", "yes"), ("check-2", "yes"), ("check-3", "yes"), ("check-4", "yes")];
    fund.officer.submit(&fund.officer.follow(&case, "Pass screening"), &checks).must_be(200).must_say("In review");
    fund.reviewers[0].get("/panel").must_be(200).must_say("Nothing");
    for reviewer in &fund.reviewers {
        let form = fund.officer.get(&format!("/desk/applications/{number}/assign"));
        fund.officer.submit(&form, &[("reviewer", &reviewer.account.text())]).must_be(200);
    }
    for reviewer in &fund.reviewers {
        let sheet = reviewer.submit(&reviewer.follow(&reviewer.get("/panel"), number), &[("conflict", "no")]);
        sheet.must_be(200).must_say("City networks summit");
        let names = sheet.html();
        let radio = scraper::Selector::parse("input[type=radio][name^=score-]").expect("a selector");
        let criteria: std::collections::BTreeSet<&str> = names.select(&radio).filter_map(|r| r.attr("name")).collect();
        let comments: Vec<String> = criteria.iter().map(|name| name.replace("score-", "comment-")).collect();
        let typed: Vec<(&str, &str)> =
            criteria.iter().map(|c| (*c, "4")).chain(comments.iter().map(|c| (c.as_str(), "Because."))).collect();
        reviewer.press(&sheet, "Submit review", &typed).must_be(200).must_say("1 of 1 done");
        reviewer.get("/desk/decisions").must_be(404);
    }
}

/// Recommended, approved by another person, signed by the city's official.
fn award(fund: &Fund, clerk: &Browser, official: &Browser, number: &str) {
    let ranking = fund.officer.get(&format!("/desk/ranking/{ROUND}"));
    ranking.must_say("Above the line");
    let form = fund.officer.follow(&ranking, number);
    fund.officer.submit(&form, &[("rationale", "First in rank.")]).must_be(200).must_say("Recommended");
    fund.officer.get(&format!("/desk/applications/{number}/approve")).must_be(403).must_say("This step is for: approving official");
    let form = fund.approver.follow(&fund.approver.get("/desk/decisions"), number);
    form.must_say("$10,999.50");
    fund.approver.submit(&form, &[]).must_be(422).must_say("Type your password");
    fund.approver.submit(&form, &[("password", "not this one")]).must_be(422).must_say("This is not your password");
    fund.approver.submit(&form, &[("password", PASSWORD)]).must_be(200).must_say("Award offered");
    let offer = clerk.get(&format!("/portal/awards/{number}"));
    assert!(!offer.says("Sign and accept the award"), "a preparer may not sign");
    let signed = [("typed_name", "Omar Official"), ("has_authority", "yes")];
    official
        .press(&official.get(&format!("/portal/awards/{number}")), "Sign and accept the award", &signed)
        .must_be(200)
        .must_say("the award is active");
}

/// Bank details, an advance, three people, the bank's word.
fn pay(world: &World, fund: &Fund, official: &Browser, number: &str) {
    let account = [
        ("holder", "City of Elmira"),
        ("routing_number", "021000021"),
        ("account_number", "000123456789"),
        ("account_number_again", "000123456789"),
        ("kind", "checking"),
    ];
    let base = format!("/portal/awards/{number}");
    official.submit(&official.get(&format!("{base}/bank-details")), &account).must_be(200).must_say("•••• 6789");
    let details = fund.second.follow(&fund.second.get("/desk/bank-details"), "Elmira");
    fund.second.submit(&details, &[("how", "Called the treasurer")]).must_be(200);
    let ask = [("kind", "advance"), ("amount-travel", "5,000"), ("purpose", "Flights in May")];
    official.submit(&official.get(&format!("{base}/payments")), &ask).must_be(200).must_say("Requested");

    let list = fund.finance.get("/desk/payments");
    let boxes = scraper::Selector::parse("input[name=payment]").expect("a selector");
    let id = list.html().select(&boxes).next().and_then(|b| b.attr("value")).expect("a request").to_owned();
    let run = fund.finance.press(&list, "Prepare a payment run", &[("payment", &id)]);
    let path = home(&run);
    fund.finance.post(&format!("{path}/approve"), &[]).must_be(403);
    fund.second.press(&fund.second.get(&path), "Approve this run", &[]).must_be(200);
    fund.second.post(&format!("{path}/release"), &[]).must_be(404);
    let page = fund.releaser.get(&path);
    let release = page.fill(Some("Release the money"), &[]);
    fund.releaser.send_form(&release, &[]).must_be(200).must_say("Released");
    fund.releaser.send_form(&release, &[]).must_be(200);
    let file = fund.releaser.post(&format!("{path}/file"), &[]).must_be(200).body.clone();
    let entry = file.lines().find(|line| line.starts_with('6')).expect("an entry detail");
    let trace = &entry[79..94];
    let csv = format!("date,amount,description,trace\n2027-05-03,-5000.00,ACH,{trace}\n");
    fund.finance
        .attach(&fund.finance.get("/desk/bank"), &[], &[("file", "may.csv", csv.as_bytes())])
        .must_be(200)
        .must_say("Nothing is on its way.");
    official.get(&format!("{base}/payments")).must_say("Paid");
    let position = position(world, number);
    assert_eq!((position.advanced, position.paid), (Money::from_dollars(5_000), Money::from_dollars(5_000)));
}

fn position(world: &World, number: &str) -> ledger::CategoryPosition {
    let award = world.db.read(|conn| intake::by_reference(conn, number)).expect("an application").id.text();
    world.db.read(|conn| ledger::award_position(conn, &award)).expect("a position").total
}

/// Expenses with receipts; the final report; what is left of the advance comes back.
fn spend_and_close(world: &World, fund: &Fund, official: &Browser, number: &str) {
    let spent = |activity: &str, day: &str, amount: &str, what: &str| {
        let page = official.get(&format!("/portal/awards/{number}/spending"));
        let html = page.html();
        let option = scraper::Selector::parse("select[name=activity] option, input[name=activity]").expect("a selector");
        let label = |o: &scraper::ElementRef<'_>| o.text().collect::<String>().contains(activity);
        let id = html.select(&option).find(label).and_then(|o| o.attr("value")).expect("the activity").to_owned();
        let values = [
            ("activity", id.as_str()),
            ("category", "travel"),
            ("spent_on_month", "6"),
            ("spent_on_day", day),
            ("spent_on_year", "2027"),
            ("amount", amount),
            ("payee", "Municipal Travel"),
            ("description", what),
        ];
        let receipt = samples::pdf(what);
        official.attach(&page, &values, &[("receipt", "receipt.pdf", &receipt)]).must_be(200).must_say("Waiting for review");
        let list = fund.officer.get("/desk/spending");
        fund.officer.press(&fund.officer.follow(&list, what), "Accept", &[]).must_be(200);
    };
    spent("Protocol course", "1", "3,000", "Flights to Lyon");
    spent("City networks summit", "8", "1,200.25", "Train to Rotterdam");
    let shown = fund.officer.get(&format!("/desk/spending/{number}"));
    shown.must_say("$4,200.25 of $9,000.50 is spent").must_say("$4,800.25 is left").must_say("Appointee");

    let page = official.get(&format!("/portal/awards/{number}/reports"));
    let html = page.html();
    let areas = scraper::Selector::parse("textarea[name^=narrative-]").expect("a selector");
    let narratives: Vec<String> = html.select(&areas).filter_map(|a| a.attr("name").map(str::to_owned)).collect();
    let mut told: Vec<(&str, &str)> =
        narratives.iter().map(|n| (n.as_str(), "It took place.")).chain([("summary", "Two people can host delegations.")]).collect();
    official.submit(&page, &told).must_be(422).must_say("Say who came to “City networks summit”.");
    let boxes = scraper::Selector::parse("input[name^=attended-]").expect("a selector");
    told.extend(html.select(&boxes).filter_map(|a| Some((a.attr("name")?, a.attr("value")?))));
    official.submit(&page, &told).must_be(200).must_say("Waiting for review");
    let path = format!("/desk/closeouts/{number}");
    fund.officer.press(&fund.officer.get(&path), "Accept the final report", &[]).must_be(200).must_say("$799.75 of the advance");
    let refund = [
        ("received_on_month", "6"),
        ("received_on_day", "20"),
        ("received_on_year", "2027"),
        ("bank_reference", "WIRE 7"),
        ("amount", "799.75"),
    ];
    fund.finance.submit(&fund.finance.get(&path), &refund).must_be(200);
    let id = world.db.read(|conn| intake::by_reference(conn, number)).expect("an application").id;
    crate::money::certify_last(world, official, &fund.officer, (id, number));
    fund.officer.get(&path).must_say("Nothing stands in the way.");
    fund.officer.press(&fund.officer.get(&path), "Close this award", &[]).must_be(200).must_say("This award is closed.");
    let position = position(world, number);
    let spent = Money::parse("4,200.25").expect("an amount");
    assert_eq!((position.undelivered, position.advanced, position.spent, position.paid), (Money::ZERO, Money::ZERO, spent, spent));
    let public = world.browser().get(&format!("/awards/{number}"));
    public.must_be(200).must_say("Two people can host delegations.").must_say("$4,200.25");
}

/// Each letter's button leads its reader to a page they may see; one-time links excepted.
fn every_button_works(world: &World, readers: &BTreeMap<&str, &Browser>) {
    let mut told = BTreeMap::<String, usize>::new();
    for letter in world.mail_to_everybody() {
        let path = button(world, &letter);
        *told.entry(letter.to_address.clone()).or_default() += 1;
        if ["/sign-in/link/", "/link/"].iter().any(|once| path.starts_with(once)) {
            continue;
        }
        let reader = readers.get(letter.to_address.as_str()).unwrap_or_else(|| panic!("nobody reads {}", letter.to_address));
        let page: Page = reader.get(&path);
        assert_eq!(page.status, 200, "“{}” to {} leads to {path}", letter.subject_line, letter.to_address);
    }
    for address in readers.keys() {
        assert!(told.contains_key(*address), "{address} never got a letter");
    }
    assert!(told.values().sum::<usize>() >= 25, "{told:?}");
}

#[test]
fn one_grant_lives_its_whole_life() {
    on_both(|world| {
        let fund = Fund::hire(world);
        world.give_password(&fund.approver, PASSWORD);
        open(world, &fund);
        let (clerk, official) = settle(world, &fund);
        let number = apply(&clerk, &official);
        world.at("2027-03-01T15:00:00Z");
        review(&fund, &number);
        award(&fund, &clerk, &official, &number);
        world.at("2027-05-03T15:00:00Z");
        pay(world, &fund, &official, &number);
        world.at("2027-06-21T15:00:00Z");
        spend_and_close(world, &fund, &official, &number);
        let mut readers: BTreeMap<&str, &Browser> = [("clara@elmira.example", &clerk), ("omar@elmira.example", &official)].into();
        let staff = [&fund.officer, &fund.approver, &fund.finance, &fund.second, &fund.releaser];
        readers.extend(staff.into_iter().chain(&fund.reviewers).map(|p| (p.email.as_str(), &**p)));
        every_button_works(world, &readers);
    });
}
