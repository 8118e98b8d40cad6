//! Who may act for a city: a claim and its proof, and requests to join it.

use crate::applying::{answer_all, home, plan, started};
use crate::grant::{self, City, city, fund, signed_in};
use crate::proofs::looked;
use crate::support::{Browser, Page, Person, World, on_both, samples};
use urban_diplomacy_fund::intake;
use urban_diplomacy_fund::kernel::{Id, Kind, Refusal};
use urban_diplomacy_fund::people::claim::{self, ClaimError, Shown, Standing};
use urban_diplomacy_fund::people::official::{self, NewOfficial, OfficialError};
use urban_diplomacy_fund::people::organisation::{self, RegisterError};
use urban_diplomacy_fund::people::{Actor, CityRole, FundRole, Organisation, account, join, membership};
use urban_diplomacy_fund::places;

pub const PASSWORD: &str = "a hill of seven oaks";

/// The path of the button in the newest letter to this address whose subject says so.
#[track_caller]
pub fn button(world: &World, email: &str, subject: &str) -> String {
    let letters = world.mail_to(email);
    let letter = letters.iter().find(|l| l.subject_line.contains(subject));
    let letter = letter.unwrap_or_else(|| panic!("no “{subject}” to {email}: {letters:?}"));
    let origin = &world.app.settings.server.public_origin;
    letter.body_text.lines().find_map(|line| line.strip_prefix(origin.as_str())).expect("a button").to_owned()
}

#[track_caller]
pub fn letters(world: &World, email: &str, words: &str) -> usize {
    world.mail_to(email).iter().filter(|l| l.subject_line.contains(words) || l.body_text.contains(words)).count()
}

/// The clerk registers the city; its page, without the query.
#[track_caller]
pub fn registered(clerk: &Browser, name: &str) -> String {
    let place = clerk.follow(&clerk.get(&format!("/portal/cities/new?name={name}")), name);
    let page = clerk.press(&place, "Register this city", &[]);
    page.must_be(200).must_say("Now prove that you act for it").must_say("Nothing can be submitted until the fund has confirmed you.");
    home(&page)
}

fn letter() -> Vec<u8> {
    samples::pdf("Clara Clerk may apply for the city")
}

#[track_caller]
pub fn gives_letter(clerk: &Browser, base: &str) -> Page {
    let page = clerk.get(&format!("{base}/claim"));
    let sent = clerk.send_form(&page.fill(Some("Send the letter"), &[]), &[("letter", "Letter of the mayor.pdf", &letter())]);
    sent.must_be(200).must_say("We have your letter.").must_say("Letter of the mayor.pdf");
    sent
}

pub fn id(base: &str) -> Id<Organisation> {
    base.rsplit('/').next().and_then(|text| text.parse().ok()).expect("a city's page")
}

/// The clerk names somebody, who comes by the letter and says that they may sign.
#[track_caller]
pub fn comes_into_office(world: &World, clerk: &Browser, base: &str, (name, email): (&str, &str)) -> Browser {
    let form = clerk.get(&format!("{base}/official"));
    let who = [("official_name", name), ("job_title", "Mayor"), ("official_email", email)];
    clerk.press(&form, "Name this person", &who).must_be(200).must_say("can answer until");
    let official = world.browser();
    let link = official.get(&button(world, email, "You are named as authorized official"));
    link.must_be(200).must_say("As Mayor of");
    let asked = official.submit(&link, &[("password", PASSWORD)]);
    asked.must_be(200).must_say("May you sign for");
    official.press(&asked, "Confirm", &[]).must_be(422).must_say("Check the box to say that you may sign");
    official.press(&asked, "Confirm", &[("may_sign", "yes")]).must_be(200).must_say("You are the authorized official now.");
    official
}

/// A preparer of the city with a browser.
pub fn preparer(world: &World, city: &City, name: &str) -> Person {
    let person = world.person(name);
    world.db.write(|tx| membership::grant(tx, &Actor::system(), city.id, person.account, CityRole::Preparer)).expect("a role");
    person
}

#[test]
fn nothing_is_submitted_for_a_city_before_an_officer_has_confirmed_its_people() {
    on_both(|world| {
        fund(world, 100_000);
        let olive = world.staff("Olive Claims", FundRole::ProgramOfficer);
        let clerk = world.person("Clara Clerk");
        let base = registered(&clerk, "Marfa");
        let tasks = started(&clerk);
        tasks.must_be(200).must_say("Nobody can sign for your city yet");
        let draft = home(&tasks);
        answer_all(&clerk, &draft);
        plan(&clerk, &draft);
        let omar = comes_into_office(world, &clerk, &base, ("Omar Official", "omar@marfa.example"));
        let check = clerk.get(&format!("{draft}/check"));
        check.must_say("The fund has not confirmed yet that you act for your city.");
        clerk.press(&check, "Ask to sign", &[]).must_be(200);
        let sign = button(world, "omar@marfa.example", "Please sign application");

        // Neither way to sign sends it, and both say why.
        assert!(!omar.get(&format!("{draft}/check")).says("Certify and submit"));
        omar.get(&format!("{draft}/certify")).must_be(409).must_say("The fund has not confirmed yet that you act for your city");
        let version = world.db.read(|conn| intake::by_reference(conn, "UDF-2027-0001")).expect("the draft").version.to_string();
        let typed = [("typed_name", "Omar Official"), ("agree", "yes"), ("version", version.as_str()), ("password", PASSWORD)];
        omar.post(&format!("{draft}/certify"), &typed).must_be(409).must_say("Your answers are safe.");
        let page = omar.get(&sign);
        page.must_be(200).must_say("It cannot be sent yet").must_say("has not confirmed yet");
        assert!(!page.body.contains("typed_name"), "no form that cannot work");
        omar.post(&sign, &typed).must_be(409).must_say("has not confirmed yet");

        // What is no letter is refused beside its field; nobody else gives one.
        let form = clerk.get(&format!("{base}/claim"));
        let filled = form.fill(Some("Send the letter"), &[]);
        clerk.send_form(&filled, &[]).must_be(422).must_say("Select a file.");
        clerk.send_form(&filled, &[("letter", "letter.txt", b"I am the clerk.")]).must_be(422).must_say("must be a PDF, PNG or JPG");
        clerk.send_form(&filled, &[("letter", "letter.pdf", b"MZ no letter")]).must_be(422);
        olive.get("/desk/claims").must_say("No claim waits for an answer.");
        olive.get("/desk/claims?show=unproved").must_say("No proof yet").must_say("Clara Clerk");
        let stranger = world.person("Sten Stranger");
        stranger.get(&format!("{base}/claim")).must_be(404);
        stranger.post(&format!("{base}/claim/mailbox"), &[("email", "x@marfa.gov")]).must_be(404);
        gives_letter(&clerk, &base);

        // The officer refuses, with a reason; another proof makes another claim.
        let finance = world.staff("Fay Claims", FundRole::FinanceOfficer);
        finance.get("/desk/claims").must_be(404);
        olive.get("/desk").must_say("Claims on cities to decide");
        let queue = olive.get("/desk/claims");
        queue.must_say("Marfa, TX").must_say("Clara Clerk").must_say("the letter Letter of the mayor.pdf");
        let claim = olive.follow(&queue, "Marfa, TX");
        let file = olive.get(&claim.link("Open the letter"));
        assert_eq!((file.status, file.kind.as_str()), (200, "application/pdf"));
        stranger.get(&claim.link("Open the letter")).must_be(404);
        olive.press(&claim, "Do not accept", &[("reason", " ")]).must_be(422).must_say("Say why, and what would convince you");
        olive.press(&claim, "Do not accept", &[("reason", "It is not signed.")]).must_be(200).must_say("Not accepted.");
        assert_eq!(letters(world, &clerk.email, "It is not signed."), 1);
        let refused = clerk.get(&format!("{base}/claim"));
        refused.must_say("did not accept the proof").must_say("It is not signed.");
        olive.press(&claim, "Confirm", &[]).must_be(409).must_say("decided this already");
        gives_letter(&clerk, &base);
        let claim = olive.follow(&olive.get("/desk/claims"), "Marfa, TX");
        olive.press(&claim, "Confirm", &[("note", "Called the city.")]).must_be(200).must_say("Confirmed.");
        assert_eq!(letters(world, &clerk.email, "You are confirmed to act for Marfa, TX"), 1);
        clerk.post(&format!("{base}/claim/mailbox"), &[("email", "x@marfa.gov")]).must_be(409);

        let receipt = omar.submit(&omar.get(&sign), &typed[..2]);
        receipt.must_be(200).must_say("Application submitted");
        clerk
            .get(&format!("{base}/history"))
            .must_be(200)
            .must_say("It is not signed.")
            .must_say("The fund confirmed that Clara Clerk acts");
    });
}

#[test]
fn a_mailbox_of_a_government_proves_a_claim_once_and_signs_nobody_in() {
    on_both(|world| {
        let clerk = world.person("Clara Clerk");
        let base = registered(&clerk, "Marfa");
        let city = id(&base);
        let send = |email: &str| {
            let form = clerk.get(&format!("{base}/claim"));
            clerk.press(&form, "Send the link", &[("email", email)])
        };
        let standing = || {
            let actor = world.actor(&clerk);
            world.db.read(|conn| claim::latest(conn, &actor, city)).expect("read").expect("a claim").standing()
        };
        send("nonsense").must_be(422).must_say("Enter an email address");
        for wrong in ["clara@marfa.example", "clara@marfa.gov.example", "clara@marfa.tx.us"] {
            let again = send(wrong);
            again.must_be(422).must_say("domain of a government");
            assert!(again.body.contains(&format!("value=\"{wrong}\"")), "what was typed is kept");
        }
        send("first@marfa.gov").must_be(200).must_say("We sent a link to that mailbox.");
        let first = button(world, "first@marfa.gov", "Do you act for Marfa, TX?");
        send("clerk@ci.marfa.tx.us").must_be(200).must_say("was not used yet");
        let second = button(world, "clerk@ci.marfa.tx.us", "Do you act for Marfa, TX?");

        // The secret opens this page only.
        let token = second.rsplit('/').next().expect("a token");
        let anybody = world.browser();
        anybody.get(&format!("/sign-in/link/{token}")).must_be(410);
        anybody.post(&format!("/sign-in/link/{token}"), &[("name", "Eve")]).must_be(410);
        anybody.get(&format!("/link/sign/{token}")).must_be(404);
        let old = anybody.get(&first);
        anybody.submit(&old, &[]).must_be(409).must_say("was used already or has expired");
        assert_eq!(standing(), Standing::Unproved, "a mailbox that was given up proves nothing");
        let page = anybody.get(&second);
        page.must_be(200).must_say("Does Clara Clerk act for Marfa, TX?").must_say("clerk@ci.marfa.tx.us");
        anybody.submit(&page, &[]).must_be(200).must_say("The mailbox is confirmed");
        anybody.get("/portal").must_say("Sign in");
        assert_eq!(standing(), Standing::Waits);
        anybody.get(&second).must_be(409);
        anybody.post(&second, &[]).must_be(409).must_say("was used already or has expired");

        // A link ends after three days.
        let other = world.person("Otto Other");
        let base = registered(&other, "Taos");
        other.press(&other.get(&format!("{base}/claim")), "Send the link", &[("email", "otto@taos.gov")]).must_be(200);
        let late = button(world, "otto@taos.gov", "Do you act for Taos, NM?");
        world.at("2027-01-14T16:00:00Z");
        world.browser().get(&late).must_be(409);
        world.browser().post(&late, &[]).must_be(409);

        // Whose own address is in such a domain has proved it by signing up.
        let ada = world.db.write(|tx| account::create(tx, &Actor::system(), "ada@sitka.gov", "Ada", None)).expect("an account");
        let ada = world.db.read(|conn| account::actor(conn, ada)).expect("an actor");
        let found = world.db.read(|conn| places::search(conn, &places::Wish::parse("Sitka", "AK"))).expect("the register");
        let sitka = world.db.write(|tx| organisation::register(tx, &ada, found[0].geoname_id)).expect("registered");
        let ada = world.db.read(|conn| account::actor(conn, ada.account.expect("an account"))).expect("an actor");
        let own = world.db.read(|conn| claim::latest(conn, &ada, sitka)).expect("read").expect("a claim");
        assert_eq!((own.standing(), own.proof().as_str()), (Standing::Waits, "the mailbox ada@sitka.gov"));
    });
}

#[test]
fn what_two_people_do_at_once_happens_once() {
    on_both(|world| {
        let fund = fund(world, 100_000);
        // Two claim a city: one is first, the other is led to ask.
        let (ann, ben) = (world.person("Ann Ames"), world.person("Ben Bell"));
        let found = world.db.read(|conn| places::search(conn, &places::Wish::parse("Moab", "UT"))).expect("the register");
        let place = found[0].geoname_id;
        let both = |one: &(dyn Fn() -> bool + Sync), two: &(dyn Fn() -> bool + Sync)| {
            std::thread::scope(|s| {
                let (first, second) = (s.spawn(one), s.spawn(two));
                [first.join().expect("no panic"), second.join().expect("no panic")]
            })
        };
        let (ann_actor, ben_actor) = (world.actor(&ann), world.actor(&ben));
        let db = world.db.clone();
        let register = |who: &Actor| match db.write(|tx| organisation::register(tx, who, place)) {
            Ok(_) => true,
            Err(RegisterError::Registered(_)) => false,
            Err(e) if e.kind() == Kind::Conflict => false,
            Err(e) => panic!("{e:?}"),
        };
        let won = both(&|| register(&ann_actor), &|| register(&ben_actor));
        assert_eq!(won.iter().filter(|w| **w).count(), 1, "{won:?}");
        let (winner, loser): (&Person, &Person) = if won[0] { (&ann, &ben) } else { (&ben, &ann) };
        let page = loser.get(&format!("/portal/cities/new/{place}"));
        loser.press(&page, "Ask to join", &[]).must_be(200).must_say("You asked Moab, UT to let you in");
        assert_eq!(letters(world, &winner.email, &loser.name), 1, "its people are told");
        let city = world.db.read(|conn| organisation::find_by_place(conn, place)).expect("read").expect("a city").id;
        let unproved = |world: &World| world.db.read(|conn| claim::list(conn, &fund.officer, Shown::Unproved, 0)).expect("the queue");
        let (open, count) = unproved(world);
        assert_eq!(open.iter().filter(|c| c.city.id == city).count(), 1, "one claim");
        assert_eq!(usize::try_from(count), Ok(open.len()));
        assert_eq!(world.db.read(|conn| claim::list(conn, &ann_actor, Shown::Unproved, 0)).expect("nothing").1, 0, "not for others");

        // Two officers decide it: one answer counts.
        gives_letter(winner, &format!("/portal/cities/{city}"));
        let claim_id = open.iter().find(|c| c.city.id == city).expect("the claim").claim.id;
        let looked = looked(world, &fund.officer, claim_id);
        let second = world.actor(&world.staff("Hazel Claims", FundRole::ProgramOfficer));
        let decided = both(&|| db.write(|tx| claim::confirm(tx, &fund.officer, &looked, "")).is_ok(), &|| {
            db.write(|tx| claim::refuse(tx, &second, &looked, "No.")).is_ok()
        });
        assert_eq!(decided.iter().filter(|d| **d).count(), 1, "{decided:?}");

        // Two replacements: the later one counts, the link of the earlier one is dead.
        let madison = grant::city(world, "Madison");
        let name = |email: &str| {
            let new = NewOfficial { name: "New Mayor".into(), job_title: "Mayor".into(), email: email.into() };
            let named = || db.write(|tx| official::name(tx, &madison.official, madison.id, &new));
            // One who was told that somebody else was quicker presses again.
            named().or_else(|_| named()).is_ok()
        };
        assert_eq!(both(&|| name("one@madison.example"), &|| name("two@madison.example")), [true, true]);
        let left = world.db.read(|conn| official::find_open(conn, &madison.official, madison.id)).expect("read").expect("one is open");
        let dead = if left.email == "one@madison.example" { "two@madison.example" } else { "one@madison.example" };
        let browser = world.browser();
        let link = browser.get(&button(world, dead, "You are named"));
        browser.submit(&link, &[]).must_be(409).must_say("This naming counts no more");
        assert_eq!(browser.get("/account").heading(), "Sign in", "a dead link signs nobody in");
        let browser = world.browser();
        let link = browser.get(&button(world, &left.email, "You are named"));
        let asked = browser.submit(&link, &[]);
        browser.press(&asked, "Confirm", &[("may_sign", "yes")]).must_be(200);
        let members = world.db.read(|conn| membership::list(conn, &fund.officer, madison.id)).expect("its people");
        let signs: Vec<_> = members.iter().filter(|m| m.role == CityRole::AuthorizedOfficial).map(|m| m.email.as_str()).collect();
        assert_eq!(signs, [left.email.as_str()], "one official");
    });
}

#[test]
fn who_asks_to_join_is_answered_by_the_city_or_after_its_days_by_the_fund() {
    on_both(|world| {
        let fund = fund(world, 100_000);
        let olive = signed_in(world, &fund.officer);
        let madison = city(world, "Madison");
        let clerk = preparer(world, &madison, "Clara Clerk");
        let base = format!("/portal/cities/{}", madison.id);
        let (first, second) = (world.person("Finn First"), world.person("Sue Second"));
        let ask = |who: &Person| {
            let actor = world.actor(who);
            world.db.write(|tx| membership::request_access(tx, &actor, madison.id)).expect("asked");
        };
        ask(&first);
        let page = clerk.get(&base);
        page.must_say("Waiting to join").must_say("Finn First");
        let finn = first.account.text();
        clerk.press(&page, "Do not let in", &[("reason", "Who is that?")]).must_be(422).must_say("Choose a person.");
        let again = clerk.press(&page, "Do not let in", &[("refused", &finn), ("reason", " ")]);
        again.must_be(422).must_say("Say why, in at most 1,000 characters.");
        clerk.press(&page, "Do not let in", &[("refused", &finn), ("reason", "You work for Monona.")]).must_be(200);
        assert_eq!(letters(world, &first.email, "You work for Monona."), 1);
        clerk.press(&page, "Let in", &[("person", &finn), ("admit_role", "viewer")]).must_be(409).must_say("not waiting to join");
        first.get("/portal").must_say("You do not belong to a city yet.");

        // A confirmed city has its seven days; then both may answer.
        ask(&second);
        olive.get("/desk/claims").must_say("No request waits for the fund.");
        let path = format!("/desk/claims/joining/{}/{}", madison.id, second.account);
        olive.get(&path).must_be(404);
        olive.post(&format!("{path}/admit"), &[("role", "preparer")]).must_be(403);
        world.at("2027-01-18T16:00:00Z");
        let page = olive.follow(&olive.get("/desk/claims"), "Sue Second");
        olive.press(&page, "Let in", &[]).must_be(422).must_say("Choose a role.");
        olive.post(&format!("{path}/admit"), &[("role", "authorized_official")]).must_be(403);
        olive.press(&page, "Let in", &[("role", "preparer")]).must_be(200).must_say("belongs to the city now");
        assert_eq!(letters(world, &second.email, "You are now preparer for Madison, WI"), 1);
        second.get(&base).must_be(200);
        olive.post(&format!("{path}/admit"), &[("role", "viewer")]).must_be(409);

        // Where nobody is confirmed, the fund looks at once.
        let squatter = world.person("Sid Squatter");
        let taken = registered(&squatter, "Marfa");
        let real = world.person("Rita Real");
        let actor = world.actor(&real);
        world.db.write(|tx| membership::request_access(tx, &actor, id(&taken))).expect("asked");
        let page = olive.follow(&olive.get("/desk/claims"), "Rita Real");
        page.must_say("Nobody is confirmed to act for this city yet.");
        olive.press(&page, "Do not let in", &[("reason", "Give a proof first.")]).must_be(200);
        assert_eq!(letters(world, &real.email, "Give a proof first."), 1);
        let not_theirs = world.db.write(|tx| join::refuse(tx, &fund.approver, (madison.id, first.account), "No.", 7));
        assert_eq!(not_theirs.expect_err("not an officer").kind(), Kind::Forbidden);
    });
}

#[test]
fn those_whom_the_fund_brings_in_are_confirmed_by_whoever_did_and_nobody_else_is() {
    on_both(|world| {
        let clerk = world.person("Clara Clerk");
        let base = registered(&clerk, "Marfa");
        let (city, other) = (id(&base), world.person("Otto Other"));
        let grant = |account, role| {
            world.db.write(|tx| membership::grant(tx, &Actor::system(), city, account, role)).expect("a role");
            let member = world.actor(&clerk);
            world.db.read(|conn| claim::latest(conn, &member, city)).expect("read").expect("a claim")
        };
        // A stranger's claim is not proved by the fund bringing in somebody else.
        assert_eq!(grant(other.account, CityRole::Viewer).standing(), Standing::Unproved);
        assert_eq!(grant(other.account, CityRole::Preparer).standing(), Standing::Unproved);
        assert_eq!(grant(clerk.account, CityRole::Viewer).standing(), Standing::Unproved, "a viewer writes nothing");
        let decision = grant(clerk.account, CityRole::AuthorizedOfficial).decision.expect("decided");
        assert_eq!((decision.is_confirmed, decision.by.as_str()), (true, "the system"));
        clerk.get(&format!("{base}/history")).must_say("the word of the fund, which brought them in");
        let person = world.actor(&clerk);
        let by_person = world.db.write(|tx| membership::grant(tx, &person, city, other.account, CityRole::Preparer));
        assert_eq!(by_person.expect_err("not the system").kind(), Kind::Forbidden);
        // An officer who belongs to the city does not decide for it.
        let olive = world.staff("Olive Claims", FundRole::ProgramOfficer);
        let own = registered(&olive, "Taos");
        gives_letter(&olive, &own);
        let member = world.actor(&olive);
        let claim_id = world.db.read(|conn| claim::latest(conn, &member, id(&own))).expect("read").expect("a claim").id;
        let olive = world.actor(&olive);
        let looked = looked(world, &olive, claim_id);
        let refused = world.db.write(|tx| claim::confirm(tx, &olive, &looked, ""));
        assert!(matches!(refused, Err(ClaimError::Forbidden)), "{refused:?}");
        let shown = signed_in(world, &olive).get(&format!("/desk/claims/{claim_id}"));
        assert!(!shown.must_be(200).says("Do not accept"), "no form that cannot work");
    });
}
