//! The panel of a round: people are invited by mail, accept on their terms by a link that opens only that, or decline, and the
//! officer reminds, takes invitations back and takes people off.

use crate::claims::{button, letters};
use crate::grant::{self, Fund, day, fund, signed_in};
use crate::support::{Browser, Page, World, on_both, on_both_with_its_own_mail};
use diesel::prelude::*;
use urban_diplomacy_fund::db::{Error, schema};
use urban_diplomacy_fund::kernel::{Id, Kind, Refusal};
use urban_diplomacy_fund::panel::{self, Absence, InviteError, Member, NewSeat, Seat, Stage};
use urban_diplomacy_fund::people::{Actor, FundRole, account};
use urban_diplomacy_fund::{process, review};

const PANEL: &str = "/desk/panels/training-and-conference-support-2027";
const SLUG: &str = "training-and-conference-support-2027";
const RAE: &str = "rae@college.example";
const INVITED: &str = "You are invited to review for";

fn typed<'a>(name: &'a str, email: &'a str) -> Vec<(&'a str, &'a str)> {
    let day = [("reply_by_month", "2"), ("reply_by_day", "1"), ("reply_by_year", "2027")];
    [&[("name", name), ("email", email), ("most_reviews", "12")][..], &day[..]].concat()
}

/// Invites somebody on the page of the panel.
#[track_caller]
fn invites(who: &Browser, name: &str, email: &str) -> Page {
    who.press(&who.get(PANEL), "Send the invitation", &typed(name, email))
}

/// Somebody as they act now.
fn actor(world: &World, email: &str) -> Actor {
    let found = world.db.read(|conn| {
        let person = account::find_by_email(conn, email)?.expect("an account");
        account::actor(conn, person.id)
    });
    found.expect("an actor")
}

fn members(world: &World, fund: &Fund) -> Vec<Member> {
    world.db.read(|conn| panel::members(conn, fund.round)).expect("the members")
}

fn seat(world: &World, fund: &Fund, email: &str) -> Seat {
    let seats = world.db.read(|conn| panel::list_seats(conn, &fund.officer, fund.round)).expect("the seats");
    seats.into_iter().rfind(|seat| seat.email == email).expect("a seat")
}

fn page_of(id: Id<Seat>) -> String {
    format!("{PANEL}/seats/{id}")
}

#[test]
fn somebody_without_an_account_joins_by_a_link_that_opens_only_the_invitation() {
    on_both(|world| {
        let fund = fund(world, 10_000);
        let olive = signed_in(world, &fund.officer);
        let round = olive.get("/desk/opportunities/training-and-conference-support-2027");
        let page = olive.follow(&round, "Panel of reviewers");
        page.must_be(200).must_say("Nobody is on the panel yet.");
        let wrong =
            olive.press(&page, "Send the invitation", &[("email", "no address"), ("most_reviews", "0"), ("note", "We met in Elmira.")]);
        wrong.must_be(422).must_say("Enter a name.").must_say("Enter an email address").must_say("Enter a whole number from 1 to 500.");
        wrong.must_say("Enter the last day to answer.").must_say("We met in Elmira.");
        assert!(wrong.body.contains("no address"), "what was typed stays");
        let late = [("reply_by_month", "1"), ("reply_by_day", "10")];
        let values: Vec<_> =
            typed("Rae Lim", RAE).into_iter().filter(|(name, _)| !late.iter().any(|(n, _)| n == name)).chain(late).collect();
        olive.press(&wrong, "Send the invitation", &values).must_be(422).must_say("This day has passed.");
        let sent = olive.press(&wrong, "Send the invitation", &typed("Rae Lim", RAE));
        sent.must_be(200).must_say("The invitation is sent.").must_say("Rae Lim").must_say("Answers until Feb 1, 2027");
        invites(&olive, "Rae Lim", " RAE@college.example").must_be(422).must_say("Rae Lim was invited already.");

        // The link opens the invitation and nothing else; the record does not hold it.
        let link = button(world, RAE, INVITED);
        assert!(letters(world, RAE, "We met in Elmira.") == 1 && link.starts_with("/link/panel/"), "{link}");
        use schema::audit_events as e;
        let read =
            world.db.read(|conn| e::table.filter(e::subject_kind.eq("seat")).select(e::payload).load::<String>(conn).map_err(Error::from));
        let payloads = read.expect("records");
        assert!(payloads.len() == 1 && payloads[0].contains(RAE) && !payloads[0].contains("/link/panel/"), "{payloads:?}");
        let stranger = world.browser();
        let page = stranger.get(&link);
        page.must_be(200).must_say("Do you join the panel of Training and Conference Support 2027?").must_say("We met in Elmira.");
        stranger.press(&page, "Send the answer", &[]).must_be(422).must_say("Say whether you join the panel.");
        let wrong = [
            ("answer", "accept"),
            ("reply_name", " "),
            ("most_reviews", "many"),
            ("absent_from_month", "3"),
            ("other_tags", "ports, Ports"),
        ];
        let again = stranger.press(&page, "Send the answer", &wrong);
        again.must_be(422).must_say("Enter a name.").must_say("Enter a whole number").must_say("Enter month, day and year");
        assert!(again.body.contains("ports, Ports"), "what was typed stays");
        let terms = [
            ("answer", "accept"),
            ("reply_name", "Rae Ann Lim"),
            ("tag", "Tourism"),
            ("tag", "Public health"),
            ("most_reviews", "8"),
            ("absent_from_month", "3"),
            ("absent_from_day", "1"),
            ("absent_from_year", "2027"),
            ("absent_to_month", "3"),
            ("absent_to_day", "5"),
            ("absent_to_year", "2027"),
        ];
        let done = stranger.press(&again, "Send the answer", &terms);
        done.must_be(200).must_say("You are on the panel").must_say("Public health, Tourism, ports").must_say("March 1 to 5, 2027");
        assert!(stranger.get("/panel").path.starts_with("/sign-in"), "nobody is signed in by it");
        assert_eq!(done.link("Sign in and declare"), "/sign-in?next=%2Fpanel%2Fdeclaration");
        stranger.get(&link).must_be(200).must_say("You are on the panel");
        stranger.press(&again, "Send the answer", &terms).must_be(200).must_say("You are on the panel");

        // The account is a reviewer's, and whoever invited is told.
        let rae = actor(world, RAE);
        assert_eq!((rae.name.as_str(), rae.fund_roles.as_slice()), ("Rae Ann Lim", &[FundRole::Reviewer][..]));
        assert_eq!(letters(world, &fund.officer.email, "Rae Ann Lim joins the panel"), 1);
        let found = members(world, &fund);
        let absence = Some(Absence { from: day("2027-03-01"), to: day("2027-03-05") });
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].account, found[0].most_reviews, found[0].absence), (rae.account.expect("an account"), 8, absence));
        assert_eq!(found[0].tags, ["Public health", "Tourism", "ports"]);
        olive.get(PANEL).must_say("Rae Ann Lim").must_say("Not declared");
        invites(&olive, "Rae Lim", RAE).must_be(422).must_say("Rae Ann Lim is on this panel already.");
    });
}

#[test]
fn whoever_is_on_a_panel_changes_their_terms_and_is_taken_off_with_a_reason() {
    on_both(|world| {
        let fund = fund(world, 10_000);
        let olive = signed_in(world, &fund.officer);
        let rita = signed_in(world, &fund.reviewers[0]);
        rita.get("/panel/membership").must_be(200).must_say("You are on no panel now");
        // An account with the role answers signed in; its seat is its own from the beginning.
        invites(&olive, "Rita", "rita@demo.example").must_be(200);
        let page = rita.follow(&rita.get("/panel"), "Answer: Training and Conference Support 2027");
        page.must_say("At most 12");
        let id = seat(world, &fund, "rita@demo.example").id;
        let ravi = signed_in(world, &fund.reviewers[1]);
        ravi.get(&format!("/panel/membership/{id}")).must_be(404);
        ravi.send_form(&page.fill(Some("Send the answer"), &[("answer", "accept")]), &[]).must_be(404);
        rita.press(&page, "Send the answer", &[("answer", "accept")]).must_be(200).must_say("You are on the panel.");
        assert_eq!(letters(world, &fund.officer.email, "Rita joins the panel"), 1);
        world.browser().get(&button(world, "rita@demo.example", INVITED)).must_be(410).must_say("This link no longer works");

        let page = rita.follow(&rita.get("/panel/membership"), "Training and Conference Support 2027");
        let wrong = rita.press(&page, "Save", &[("most_reviews", "501"), ("tag", "Tourism")]);
        wrong.must_be(422).must_say("Enter a whole number from 1 to 500.");
        assert_eq!(wrong.all("input[value=Tourism][checked]").len(), 1, "what was ticked stays");
        rita.press(&wrong, "Save", &[("most_reviews", "3"), ("tag", "Tourism"), ("other_tags", "ports")])
            .must_be(200)
            .must_say("Your terms are saved.");
        rita.press(&page, "Save", &[("most_reviews", "4")]).must_be(409).must_say("changed after you opened the page");
        let found = members(world, &fund);
        assert_eq!((found[0].most_reviews, found[0].tags.join("/").as_str()), (3, "Tourism/ports"));
        olive.get(PANEL).must_say("Tourism, ports");

        let page = olive.follow(&olive.get(PANEL), "Rita");
        let (late, button) = (olive.get(&page.path), "Take off the panel");
        olive.press(&page, button, &[("reason", " ")]).must_be(422).must_say("Say why this person is taken off the panel");
        let long = "x".repeat(1_001);
        olive.press(&page, button, &[("reason", &long)]).must_be(422).must_say("at most 1,000 characters");
        olive.press(&page, button, &[("reason", "The panel was made smaller.")]).must_be(200).must_say("Taken off");
        assert_eq!(letters(world, "rita@demo.example", "The panel was made smaller."), 1);
        assert_eq!(members(world, &fund), []);
        olive.press(&late, button, &[("reason", "Again.")]).must_be(409).must_say("not on the panel, or no longer");
        rita.get(&format!("/panel/membership/{id}")).must_be(404);
        // What ended stays as it is, and the address can be invited anew.
        use schema::panel_seats as s;
        let changed = world.db.write(|tx| diesel::update(s::table).set(s::reason.eq("x")).execute(&mut **tx).map_err(Error::from));
        assert!(format!("{changed:?}").contains("ended once"), "{changed:?}");
        let gone = world.db.write(|tx| diesel::delete(s::table).execute(&mut **tx).map_err(Error::from));
        assert!(gone.is_err(), "seats are kept");
        invites(&olive, "Rita", "rita@demo.example").must_be(200).must_say("The invitation is sent.");
    });
}

#[test]
fn declining_takes_a_reason_and_only_the_last_link_counts() {
    on_both(|world| {
        let fund = fund(world, 10_000);
        let olive = signed_in(world, &fund.officer);
        invites(&olive, "Rae Lim", RAE).must_be(200);
        let first = button(world, RAE, INVITED);
        let page = olive.follow(&olive.get(PANEL), "Rae Lim");
        let far = [("reply_by_month", "12"), ("reply_by_day", "31")];
        olive.press(&page, "Send a reminder", &far).must_be(422).must_say("Enter a day within the next 60 days.");
        olive
            .press(&page, "Send a reminder", &[("reply_by_day", "3")])
            .must_be(200)
            .must_say("The reminder is sent")
            .must_say("Feb 3, 2027");
        let stranger = world.browser();
        stranger.get(&first).must_be(410).must_say("a newer letter was sent");
        let link = button(world, RAE, "A reminder: you are invited");
        let page = stranger.get(&link);
        stranger.press(&page, "Send the answer", &[("answer", "decline")]).must_be(422).must_say("Say why you decline");
        let long = "x".repeat(1_001);
        stranger
            .press(&page, "Send the answer", &[("answer", "decline"), ("reason", &long)])
            .must_be(422)
            .must_say("at most 1,000 characters");
        let done = stranger.press(&page, "Send the answer", &[("answer", "decline"), ("reason", "I am abroad in March.")]);
        done.must_be(200).must_say("You declined the invitation").must_say("I am abroad in March.");
        assert_eq!(letters(world, &fund.officer.email, "I am abroad in March."), 1);
        let unknown = world.db.read(|conn| account::find_by_email(conn, RAE)).expect("a look");
        assert!(unknown.is_none(), "nobody is made a reviewer by declining");
        olive.get(PANEL).must_say("I am abroad in March.").must_say("Declined");

        // Withdrawn: the link ends and the person is told.
        invites(&olive, "Ben Ito", "ben@college.example").must_be(200);
        let link = button(world, "ben@college.example", INVITED);
        let page = olive.follow(&olive.get(PANEL), "Ben Ito");
        olive
            .press(&page, "Withdraw the invitation", &[("why", "The panel is complete.")])
            .must_be(200)
            .must_say("The invitation is withdrawn.");
        stranger.get(&link).must_be(410);
        assert_eq!(letters(world, "ben@college.example", "The panel is complete."), 1);
        olive.press(&page, "Withdraw the invitation", &[]).must_be(409);
        olive.press(&page, "Send a reminder", &[]).must_be(409).must_say("nothing to remind of");

        // The last day ends in the zone of the round, New York.
        invites(&olive, "Cleo Diaz", "cleo@college.example").must_be(200);
        let link = button(world, "cleo@college.example", INVITED);
        world.at("2027-02-02T04:59:50Z");
        let page = stranger.get(&link);
        page.must_be(200);
        world.at("2027-02-02T05:00:00Z");
        stranger.get(&link).must_be(410);
        stranger.press(&page, "Send the answer", &[("answer", "accept")]).must_be(410);
        olive.get(PANEL).must_say("No answer in time");
    });
}

#[test]
fn who_can_be_invited_and_by_whom() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 10_000);
        let (chair, auditor, finance) = world
            .db
            .write(|tx| {
                let chair = grant::person(tx, "Cora", &[FundRole::Chair]);
                let auditor = grant::person(tx, "Audra", &[FundRole::Auditor]);
                Ok::<_, Error>((chair, auditor, grant::person(tx, "Fay", &[FundRole::FinanceOfficer])))
            })
            .expect("people");
        let cora = signed_in(world, &chair);
        let page = cora.follow(&cora.get("/panel"), "Panel: Training and Conference Support 2027");
        page.must_be(200);
        cora.press(&page, "Send the invitation", &typed("Cora", &chair.email))
            .must_be(422)
            .must_say("You cannot make yourself a reviewer.");
        cora.press(&page, "Send the invitation", &typed("Audra", &auditor.email))
            .must_be(422)
            .must_say("This person is auditor, which excludes");
        // Somebody else of the fund becomes a reviewer by accepting, and by nothing before.
        invites(&cora, "Fay", &finance.email).must_be(200);
        assert_eq!(seat(world, &fund, &finance.email).account, None);
        let fay = signed_in(world, &finance);
        fay.get("/panel").must_be(404);
        let link = button(world, &finance.email, INVITED);
        let open = world.browser().get(&link);
        assert!(open.all("#reply_name").is_empty(), "the account has a name");
        world.browser().press(&open, "Send the answer", &[("answer", "accept")]).must_be(200).must_say("You are on the panel");
        assert!(actor(world, &finance.email).has(FundRole::Reviewer));
        assert_eq!(letters(world, &chair.email, "Fay joins the panel"), 1);

        // An inviter who lost the role brings nobody in any more.
        invites(&cora, "Rae Lim", RAE).must_be(200);
        let link = button(world, RAE, INVITED);
        use schema::fund_roles as r;
        let account = chair.account.expect("an account").text();
        let taken =
            world.db.write(|tx| diesel::delete(r::table.filter(r::account_id.eq(&account))).execute(&mut **tx).map_err(Error::from));
        assert_eq!(taken.expect("the role is gone"), 1);
        let stranger = world.browser();
        let page = stranger.get(&link);
        stranger.press(&page, "Send the answer", &[("answer", "accept")]).must_be(410);
        assert_eq!(seat(world, &fund, RAE).stage, Stage::Invited, "nothing happened");
        assert!(world.db.read(|conn| account::find_by_email(conn, RAE)).expect("a look").is_none());
        // Another leader's reminder does, in their name.
        let olive = signed_in(world, &fund.officer);
        olive.press(&olive.get(&page_of(seat(world, &fund, RAE).id)), "Send a reminder", &[]).must_be(200);
        let page = stranger.get(&button(world, RAE, "A reminder: you are invited"));
        stranger.press(&page, "Send the answer", &[("answer", "accept")]).must_be(200).must_say("You are on the panel");

        // Others neither see nor change it.
        for who in [&fund.approver, &fund.reviewers[0]] {
            signed_in(world, who).get(PANEL).must_be(404);
        }
        let audra = signed_in(world, &auditor);
        assert!(!audra.get(PANEL).must_be(200).body.contains("Send the invitation"));
        audra.post(&format!("{PANEL}/invite"), &typed("X", "x@y.example")).must_be(404);
        let new = NewSeat {
            name: "X".into(),
            email: "x@y.example".into(),
            most_reviews: "1".into(),
            reply_by: Ok(Some(day("2027-02-01"))),
            note: String::new(),
        };
        let refused = world.db.write(|tx| panel::invite(tx, &fund.reviewers[0], SLUG, &new)).expect_err("a reviewer");
        assert_eq!((refused.kind(), refused.to_string().contains("Only a program officer")), (Kind::Forbidden, true));
        let id = seat(world, &fund, &finance.email).id;
        let refused = world.db.write(|tx| panel::remove(tx, &auditor, id, "x")).expect_err("an auditor");
        assert_eq!(refused.kind(), Kind::Forbidden);
    });
}

#[test]
fn letters_with_links_are_bounded_a_day_and_a_closed_account_is_not_invited() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 10_000);
        let new = |n: u32| NewSeat {
            name: format!("Person {n}"),
            email: format!("p{n}@college.example"),
            most_reviews: "1".into(),
            reply_by: Ok(Some(day("2027-02-01"))),
            note: String::new(),
        };
        let invite = |n: u32| world.db.write(|tx| panel::invite(tx, &fund.officer, SLUG, &new(n)));
        for n in 0..50 {
            invite(n).expect("within the day");
        }
        assert!(matches!(invite(50), Err(InviteError::TooMany)));
        let olive = signed_in(world, &fund.officer);
        let page = olive.get(&page_of(seat(world, &fund, "p7@college.example").id));
        olive.press(&page, "Send a reminder", &[]).must_be(409).must_say("You sent many letters today.");
        world.at("2027-01-12T16:00:00Z");
        invite(50).expect("the next day");
        let closed = world.db.write(|tx| {
            let rosa = fund.reviewers[2].account.expect("an account");
            account::disable(tx, &Actor::system(), rosa, "Left.")
        });
        closed.expect("closed");
        invites(&olive, "Rosa", "rosa@demo.example").must_be(422).must_say("The account with this address is closed.");
    });
}

#[test]
fn who_is_taken_off_a_panel_owes_nothing_more_and_what_they_submitted_counts() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        let (olive, rita) = (signed_in(world, &fund.officer), &fund.reviewers[0]);
        let [done, owed] = ["Madison", "Monona"].map(|name| {
            let id = grant::application(world, &fund, &grant::city(world, name), 8_000);
            grant::screened(world, &fund, id);
            id
        });
        invites(&olive, "Rita", &rita.email).must_be(200);
        let browser = signed_in(world, rita);
        let page = browser.follow(&browser.get("/panel"), "Answer: Training and Conference Support 2027");
        browser.press(&page, "Send the answer", &[("answer", "accept")]).must_be(200);
        grant::reviewed_by(world, &fund, done, 1);
        let about = world.db.read(|conn| process::about(conn, owed)).expect("a case");
        let accounts = [rita, &fund.reviewers[1]].map(|who| who.account.expect("an account"));
        world.db.write(|tx| review::assign(tx, &fund.officer, &about, &accounts, None)).expect("assigned");
        browser.get("/panel").must_say("1 of 2 done");

        let page = olive.get(&page_of(seat(world, &fund, &rita.email).id));
        page.must_say("1 review that they have not submitted is taken back.").must_say("Reviews that they submitted stay.");
        let off = olive.press(&page, "Take off the panel", &[("reason", "The panel was made smaller.")]);
        off.must_be(200).must_say("Reviews that they have not submitted are taken back.");
        let standing = |id| world.db.read(|conn| review::standing(conn, id)).expect("a standing");
        assert_eq!((standing(done).submitted(), standing(owed).owed), (1, 1), "what is submitted stays, and so does Ravi's task");
        browser.get("/panel").must_say("1 of 1 done");
        assert_eq!(letters(world, &rita.email, "those that you submitted stay"), 1);
        use schema::audit_events as e;
        let read = world
            .db
            .read(|conn| e::table.filter(e::fact.eq("review.removed")).select(e::payload).load::<String>(conn).map_err(Error::from));
        let payloads = read.expect("records");
        assert!(payloads.len() == 1 && payloads[0].contains(&about.reference), "{payloads:?}");
        // Nobody else takes anything back.
        let refused = world.db.write(|tx| review::take_back(tx, rita, (fund.round, accounts[1]), "x"));
        assert_eq!(refused.expect_err("a reviewer").kind(), Kind::Missing);
        assert_eq!(standing(owed).owed, 1);
    });
}
