//! An officer enters an application for a city that called or wrote: on the city's own pages, marked
//! wherever it stands, certified by the page that the official signed, and closed to the officer on the desk.

use crate::applying::{answer_all, home, plan};
use crate::grant::{City, Fund, city, fund, signed_in};
use crate::support::{Browser, Page, World, on_both_with_its_own_mail, samples};
use urban_diplomacy_fund::intake::{self, Application, NewEntry};
use urban_diplomacy_fund::kernel::{Id, Kind, Refusal};
use urban_diplomacy_fund::notes;
use urban_diplomacy_fund::people::api_token::{self, NewToken, Scope};
use urban_diplomacy_fund::people::{Actor, CityRole, FundRole, claim};
use urban_diplomacy_fund::process::{self, Press, Screened};
use urban_diplomacy_fund::review;

pub const MAIL: &str = "clerk@smalltown.example";
const MARK: &str = "Entered by Olive of the fund for the city";

/// The officer finds the city and begins; the task list.
fn begun(officer: &Browser) -> Page {
    let search = officer.get("/desk/entries?name=Elmira");
    let place = officer.follow(&search, "Elmira");
    place.must_be(200).must_say("Not registered yet").must_say("The deadline holds by the clock of this server");
    officer
        .press(&place, "Begin the application", &[("mail_to", "nowhere")])
        .must_be(422)
        .must_say("Choose how the city applies.")
        .must_say("Say who called or wrote")
        .must_say("Enter an email address");
    let typed = [("channel", "paper"), ("about", "Ada Park, clerk, by post"), ("mail_to", MAIL)];
    let tasks = officer.press(&place, "Begin the application", &typed);
    tasks.must_be(200).must_say("The application is begun for the city.").must_say(MARK);
    tasks
}

fn fits(officer: &Browser, base: &str) {
    let rows = [("is_local_government", "yes"), ("population", "9000"), ("purpose", "Training or a conference")];
    for (question, typed) in rows.into_iter().chain([("can_start_in_period", "yes"), ("has_official", "yes")]) {
        let page = officer.get(&format!("{base}/questions/{question}"));
        officer.press(&page, "Save and continue", &[("answer", typed)]).must_be(200);
    }
}

/// The officer keeps the page that the mayor signed.
pub fn keeps_page(officer: &Browser, base: &str) -> Page {
    let page = officer.get(&format!("{base}/signed-page"));
    officer
        .press(&page, "Keep the signed page", &[("official_name", "Max Mayor")])
        .must_be(422)
        .must_say("Select a file.")
        .must_say("Enter the title of who signed")
        .must_say("Enter the day beside the signature.");
    let typed = [("official_name", "Max Mayor"), ("official_title", "Mayor"), ("signed_on_month", "1"), ("signed_on_day", "8")];
    let typed = [&typed[..], &[("signed_on_year", "2027")]].concat();
    let scan = samples::pdf("Signed: Max Mayor");
    let text = officer.send_form(&page.fill(Some("Keep the signed page"), &typed), &[("page", "page.txt", b"words")]);
    text.must_be(422);
    let kept = officer.send_form(&page.fill(Some("Keep the signed page"), &typed), &[("page", "Signed page.pdf", &scan)]);
    kept.must_be(200).must_say("The signed page is kept.").must_say("Max Mayor, Mayor").must_say("January 8, 2027");
    kept
}

pub fn written(world: &World, fund: &Fund) -> (Browser, String, String) {
    world.at("2027-01-12T15:00:00Z");
    let officer = signed_in(world, &fund.officer);
    let tasks = begun(&officer);
    let base = home(&tasks);
    let reference = base.rsplit('/').next().expect("a number").to_owned();
    fits(&officer, &base);
    answer_all(&officer, &base);
    plan(&officer, &base);
    (officer, base, reference)
}

pub fn found(world: &World, reference: &str) -> Application {
    world.db.read(|conn| intake::by_reference(conn, reference)).expect("an application")
}

#[test]
fn what_is_entered_for_a_city_is_marked_everywhere_and_certified_on_paper() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 100_000);
        let (officer, base, reference) = written(world, &fund);
        officer.get("/desk/entries").must_say(&reference).must_say("Not yet");
        let tasks = officer.get(&base);
        assert_eq!(tasks.one("a.udf-back"), "Enter an application for a city");
        officer.get(&tasks.link("Enter an application for a city")).must_be(200).must_say("Applications you entered");
        let check = officer.get(&format!("{base}/check"));
        check.must_be(200).must_say("Certify with a signed page");
        assert!(
            !check.says("This is still missing") && !check.says("Certify and submit") && !check.says("Ask to sign"),
            "{}",
            check.text()
        );
        let page = officer.follow(&check, "Certify with a signed page");
        page.must_say("Keep the signed page first.").must_say("The clock of this server at the moment you press the button decides");
        let empty = world.db.write(|tx| {
            let a = intake::by_reference(tx, &reference)?;
            process::submit_for_city(tx, &fund.officer, (a.id, a.version), &Press::default())
        });
        assert!(empty.expect_err("no page").to_string().contains("Upload the page that the official signed"));
        let kept = keeps_page(&officer, &base);
        assert!(officer.get(&format!("{base}/signed-page/file")).body.starts_with("%PDF"));
        let receipt = officer.press(&kept, "Submit for the city", &[]);
        receipt.must_be(200).must_say("Application submitted").must_say(MARK);
        receipt.must_say("Max Mayor, Mayor, on a page signed on January 8, 2027");

        // The mail goes to the address of the city; nobody's claim is confirmed by it.
        let letters = world.mail_to(MAIL);
        assert_eq!(letters.len(), 1, "{letters:?}");
        assert!(letters[0].body_text.contains(MARK), "{}", letters[0].body_text);
        let a = found(world, &reference);
        assert!(!world.db.read(|conn| claim::is_confirmed(conn, a.city)).expect("claims"));

        // List, page, history and PDF say who entered it; another officer reads the signed page.
        let other = signed_in(world, &fund.both);
        other.get("/desk/applications").must_say(MARK);
        let desk = other.get(&format!("/desk/applications/{reference}"));
        desk.must_say(MARK).must_say("On paper").must_say("Ada Park, clerk, by post").must_say("Entry for the city begun by the fund");
        desk.must_say("Max Mayor, Mayor, on a page signed on January 8, 2027");
        assert!(other.follow(&desk, "The page that the official signed").body.starts_with("%PDF"));
        officer.get(&format!("{base}/status")).must_say(MARK);
        #[cfg(feature = "pdf")]
        assert!(officer.get(&format!("{base}/receipt.pdf")).body.starts_with("%PDF-1.7"));
        let received = world.db.read(|conn| intake::latest_submission(conn, a.id)).expect("received").received().expect("a document");
        assert_eq!(received.entered_by.as_deref(), Some("Olive"));
        assert_eq!(received.certification.on_paper.expect("a page").title, "Mayor");
        read_by_others(world, &fund, &a);
        world.check_records();
    });
}

#[test]
fn a_city_that_calls_applies_on_the_pages_and_is_told_by_the_officer() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 100_000);
        world.at("2027-01-12T15:00:00Z");
        let officer = signed_in(world, &fund.officer);
        // From the desk: the city is found by its name, whoever called is noted, and there is no address.
        let desk = officer.get("/desk/entries");
        let found = officer.submit(&desk, &[("name", "Elmira"), ("state", "NY")]);
        let place = officer.follow(&found, "Elmira");
        let typed = [("channel", "phone"), ("about", "Ada Park, city clerk, by telephone on January 12"), ("mail_to", "")];
        let again = officer.press(&place, "Begin the application", &[("channel", "phone"), ("about", " "), ("mail_to", "")]);
        again.must_be(422).must_say("Say who called or wrote");
        assert_eq!(again.html().select(&scraper::Selector::parse("input[value=phone][checked]").expect("a selector")).count(), 1);
        let tasks = officer.press(&again, "Begin the application", &typed);
        tasks.must_be(200).must_say("The application is begun for the city.").must_say(MARK);
        let base = home(&tasks);
        let reference = base.rsplit('/').next().expect("a number").to_owned();
        fits(&officer, &base);
        answer_all(&officer, &base);
        plan(&officer, &base);
        let kept = keeps_page(&officer, &base);
        let receipt = officer.press(&kept, "Submit for the city", &[]);
        receipt.must_be(200).must_say("Application submitted").must_say(MARK);

        // Nobody of the city has an address: whoever entered it gets the letter, to print and post.
        let letters = world.mail_to(&fund.officer.email);
        assert!(letters.iter().any(|letter| letter.body_text.contains(&reference) && letter.body_text.contains(MARK)), "{letters:?}");
        let other = signed_in(world, &fund.both);
        let case = other.get(&format!("/desk/applications/{reference}"));
        case.must_say(MARK).must_say("By telephone").must_say("Ada Park, city clerk, by telephone on January 12");
        let a = self::found(world, &reference);
        let received = world.db.read(|conn| intake::latest_submission(conn, a.id)).expect("received").received().expect("a document");
        assert_eq!(received.entered_by.as_deref(), Some("Olive"));

        // When somebody of the city comes later, they find it, and where it came from.
        let vera = world.citizen("Vera Viewer", "Elmira, NY", CityRole::Viewer);
        vera.get("/portal").must_say(&reference);
        vera.get(&format!("{base}/status")).must_be(200).must_say(MARK);
        world.check_records();
    });
}

/// The city's programs read who entered it, its reviewers only that the fund did; a note for the city goes to the address.
fn read_by_others(world: &World, fund: &Fund, a: &Application) {
    let vera = world.citizen("Vera Viewer", "Elmira, NY", CityRole::Viewer);
    let new = NewToken { label: "a program".into(), scope: Scope::Read, days: 30 };
    let token = world.db.write(|tx| api_token::create(tx, &world.actor(&vera), vera.account, &new)).expect("a token");
    let bearer = format!("Bearer {token}");
    for path in ["/api/v1/applications".to_owned(), format!("/api/v1/applications/{}", a.reference)] {
        let (page, _) = world.browser().request_once("GET", &path, &[("authorization", &bearer), ("accept", "application/json")], b"");
        assert_eq!((page.status, page.body.matches(MARK).count()), (200, 1), "{path}: {}", page.body);
    }
    let before = world.mail_to(MAIL).len();
    world.db.write(|tx| notes::write(tx, &fund.both, a.id, ("internal", "Ours alone."))).expect("written");
    assert_eq!(world.mail_to(MAIL).len(), before, "an internal note goes nowhere");
    world.db.write(|tx| notes::write(tx, &fund.both, a.id, ("visible", "Another quote is welcome."))).expect("written");
    let letters = world.mail_to(MAIL);
    assert_eq!(letters.len(), before + 1);
    assert!(letters[0].body_text.contains("Another quote is welcome."), "{}", letters[0].body_text);
    let hold = Screened { checks: vec![review::Check { question: "Complete?".into(), holds: true }], note: String::new() };
    world.db.write(|tx| process::pass_screening(tx, &fund.both, a.id, &hold, &Press::default())).expect("screened");
    let about = world.db.read(|conn| process::about(conn, a.id)).expect("a case");
    let reviewer = &fund.reviewers[0];
    let tasks = world.db.write(|tx| review::assign(tx, &fund.both, &about, &[reviewer.account.expect("an account")], None));
    let task = tasks.expect("a reviewer")[0];
    world.db.write(|tx| review::declare(tx, reviewer, task, &about.reference, None)).expect("no conflict");
    let page = signed_in(world, reviewer).get(&format!("/panel/reviews/{task}"));
    page.must_be(200).must_say("Entered on the city’s behalf");
    assert!(!page.says("Olive") && !page.says("Max Mayor"), "no name: {}", page.text());
}

#[test]
fn whoever_entered_it_has_no_part_in_it_for_the_fund() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 100_000);
        let (officer, base, reference) = written(world, &fund);
        // The draft is nobody else's: not another officer's, not on any desk.
        let other = signed_in(world, &fund.both);
        for path in [base.clone(), format!("{base}/check"), format!("{base}/questions/need_now"), format!("{base}/signed-page")] {
            other.get(&path).must_be(404);
        }
        other.get(&format!("/desk/applications/{reference}")).must_be(404);
        let kept = keeps_page(&officer, &base);
        officer.press(&kept, "Submit for the city", &[]).must_be(200);
        let a = found(world, &reference);
        other.get(&base).must_be(404);

        officer.get(&format!("/desk/applications/{reference}")).must_be(404);
        officer.get(&format!("/desk/applications/{reference}/notes")).must_be(404);
        let hold = Screened { checks: vec![review::Check { question: "Complete?".into(), holds: true }], note: String::new() };
        let screen = |who: &Actor| world.db.write(|tx| process::pass_screening(tx, who, a.id, &hold, &Press::default()));
        assert_eq!(screen(&fund.officer).expect_err("a part in it").kind(), Kind::Forbidden);
        // Nor with another role in hand: the case knows the person, not the role.
        let mut many = fund.officer.clone();
        many.fund_roles.push(FundRole::ApprovingOfficial);
        assert_eq!(screen(&many).expect_err("a part in it").kind(), Kind::Forbidden);
        let mut approver = many;
        approver.fund_roles = vec![FundRole::ApprovingOfficial];
        assert!(world.db.read(|conn| process::is_recused(conn, &approver, a.id)).expect("known"));
        let about = world.db.read(|conn| process::about(conn, a.id)).expect("a case");
        let account = fund.officer.account.expect("an account");
        world.db.write(|tx| urban_diplomacy_fund::people::role::grant(tx, &Actor::system(), account, FundRole::Reviewer)).expect("a role");
        let refused = world.db.write(|tx| review::assign(tx, &fund.both, &about, &[account], None)).expect_err("no reviewer of it");
        assert!(refused.fields()[0].message.contains("stepped back from this application"), "{refused:?}");
        screen(&fund.both).expect("another officer screens");
    });
}

#[test]
fn an_entry_is_refused_where_the_city_writes_itself_or_the_clock_has_passed() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 100_000);
        let madison: City = city(world, "Madison");
        let new = || NewEntry { channel: "phone".into(), about: "Clerk, by telephone".into(), mail_to: String::new() };
        let enter = |who: &Actor, new: &NewEntry| world.db.write(|tx| process::enter(tx, who, (fund.round, madison.id), new).map(|a| a.id));
        assert_eq!(enter(&fund.approver, &new()).expect_err("not an officer").kind(), Kind::Forbidden);
        assert_eq!(enter(&madison.official, &new()).expect_err("a city").kind(), Kind::Forbidden);
        let own = world.db.write(|tx| process::start_case(tx, &madison.official, fund.round, madison.id)).expect("a draft");
        let refused = enter(&fund.officer, &new()).expect_err("the city writes itself");
        assert!(refused.to_string().contains(&own.reference), "{refused}");
        world.db.write(|tx| process::withdraw(tx, &madison.official, own.id, "Rather by phone.", &Press::default())).expect("withdrawn");

        // Begun in time and submitted too late: the clock at the officer's submission decides.
        let (officer, base, reference) = written(world, &fund);
        let kept = keeps_page(&officer, &base);
        world.at("2027-02-26T22:02:00Z");
        signed_in(world, &fund.officer);
        let a: Id<Application> = found(world, &reference).id;
        let version = found(world, &reference).version;
        let late = world.db.write(|tx| process::submit_for_city(tx, &fund.officer, (a, version), &Press::default()));
        assert!(late.expect_err("too late").to_string().contains("The deadline has passed"));
        drop(kept);
        let late = enter(&fund.officer, &new()).expect_err("closed");
        assert_eq!(late.kind(), Kind::Conflict);
    });
}

#[test]
fn another_officer_goes_on_where_one_has_left() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 100_000);
        let madison: City = city(world, "Madison");
        let new = || NewEntry { channel: "phone".into(), about: "Clerk, by telephone".into(), mail_to: String::new() };
        let enter = |who: &Actor| world.db.write(|tx| process::enter(tx, who, (fund.round, madison.id), &new()));
        let draft = enter(&fund.officer).expect("begun");
        assert_eq!(enter(&fund.both).expect_err("somebody else enters it").kind(), Kind::Conflict);
        let account = fund.officer.account.expect("an account");
        world
            .db
            .write(|tx| urban_diplomacy_fund::people::role::revoke(tx, &Actor::system(), account, FundRole::ProgramOfficer))
            .expect("gone");
        let same = enter(&fund.both).expect("taken over");
        assert_eq!((same.id, same.entry.expect("marked").name), (draft.id, "Boris".to_owned()));
        for who in [&fund.officer, &fund.both] {
            assert!(world.db.read(|conn| process::is_recused(conn, who, draft.id)).expect("known"), "{} had a part in it", who.name);
        }
        // The city's own people find it among theirs and may sign it themselves.
        signed_in(world, &madison.official)
            .get(&format!("/portal/applications/{}", draft.reference))
            .must_be(200)
            .must_say("Entered by Boris");
    });
}
