//! Reviewers are reminded of what they owe: once some days before it is due and once after it, of all of it in one letter; by whoever leads
//! the panel, once a day. Nobody is told of what is closed to them, or who applies where that is withheld.

use crate::blind::scene::{COPIES, desk, label, phase, reference};
use crate::claims::letters;
use crate::grant::{Fund, application, city, day, fund, screened, signed_in};
use crate::support::{World, on_both};
use diesel::prelude::*;
use urban_diplomacy_fund::db::{Error, schema};
use urban_diplomacy_fund::intake::Application;
use urban_diplomacy_fund::kernel::{Id, Refusal};
use urban_diplomacy_fund::people::{Actor, CityRole, membership};
use urban_diplomacy_fund::process;
use urban_diplomacy_fund::review::{self, Assignment, Reminder};

const PAGE: &str = "/desk/panels/training-and-conference-support-2027/assignment";
const SOON: &str = "Your reviews are due soon";
const LATE: &str = "Your reviews are late";

/// An application of this city in review, and the tasks of these reviewers on it, due on a day.
fn asked(world: &World, fund: &Fund, (place, due): (&str, &str), who: &[&Actor]) -> (Id<Application>, Vec<Id<Assignment>>) {
    let id = application(world, fund, &city(world, place), 5_000);
    screened(world, fund, id);
    let about = world.db.read(|conn| process::about(conn, id)).expect("a case");
    let accounts: Vec<_> = who.iter().filter_map(|who| who.account).collect();
    let tasks = world.db.write(|tx| review::assign(tx, &fund.officer, &about, &accounts, Some(day(due)))).expect("assigned");
    (id, tasks)
}

/// How many letters of both kinds somebody has.
fn told(world: &World, who: &Actor) -> (usize, usize) {
    (letters(world, &who.email, SOON), letters(world, &who.email, LATE))
}

/// How many reminders are on record.
fn on_record(world: &World) -> i64 {
    use schema::audit_events as e;
    let count = world.db.read(|conn| e::table.filter(e::fact.eq("review.reminded")).count().get_result(conn).map_err(Error::from));
    count.expect("records")
}

#[test]
fn a_reviewer_is_reminded_once_before_the_day_and_once_after_it() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        let (rita, ravi) = (&fund.reviewers[0], &fund.reviewers[1]);
        let (madison, tasks) = asked(world, &fund, ("Madison", "2027-01-20"), &[rita]);
        let (monona, _) = asked(world, &fund, ("Monona", "2027-01-20"), &[rita]);
        asked(world, &fund, ("Verona", "2027-03-01"), &[rita]);
        world.db.write(|tx| review::declare(tx, rita, tasks[0], &reference(world, madison), None)).expect("no conflict");
        world.at("2027-01-16T15:00:00Z");
        assert_eq!(told(world, rita), (0, 0), "four days before");
        let page = signed_in(world, rita).get(&format!("/panel/reviews/{}", tasks[0]));
        page.must_be(200).must_say("Due January 20, 2027. 0 of 3 done.");

        world.at("2027-01-17T15:00:00Z");
        asked(world, &fund, ("Sitka", "2027-01-20"), &[ravi]);
        assert_eq!(told(world, rita), (1, 0));
        assert_eq!(told(world, ravi), (0, 0), "he read the day in the letter that asked him");
        let letter = world.mail_to(&rita.email).into_iter().find(|letter| letter.subject_line == SOON).expect("a letter");
        for id in [madison, monona] {
            assert!(letter.body_text.contains(&format!("{}, due by January 20, 2027", reference(world, id))), "{}", letter.body_text);
        }
        assert!(!letter.body_text.contains("March"), "{}", letter.body_text);
        assert_eq!(on_record(world), 2);
        world.at("2027-01-20T15:00:00Z");
        assert_eq!(told(world, rita), (1, 0), "once");

        world.at("2027-01-21T15:00:00Z");
        assert_eq!((told(world, rita), told(world, ravi)), ((1, 1), (0, 1)));
        let page = signed_in(world, rita).get(&format!("/panel/reviews/{}", tasks[0]));
        page.must_say("Overdue since January 20, 2027. 0 of 3 done.");
        world.at("2027-01-25T15:00:00Z");
        assert_eq!((told(world, rita), told(world, ravi)), ((1, 1), (0, 1)), "once");
        // Another process that read the same list finds it done.
        let (account, now) = (rita.account.expect("an account"), (day("2027-01-25"), world.app.settings.fund.zone()));
        let again = world.db.write(|tx| review::remind_reviewer(tx, &Actor::system(), (account, Reminder::Overdue), now));
        assert!(!again.expect("nothing to tell"));
        assert_eq!(told(world, rita), (1, 1));
    });
}

#[test]
fn nobody_is_reminded_of_what_is_closed_to_them_or_no_longer_theirs() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        let [rita, ravi, rosa] = &fund.reviewers[..3] else { panic!("three reviewers") };
        let (id, tasks) = asked(world, &fund, ("Madison", "2027-01-20"), &[rita, ravi, rosa]);
        let about = world.db.read(|conn| process::about(conn, id)).expect("a case");
        // Rita joins the city, Ravi is taken off, Rosa's account is closed.
        let (rita_id, rosa_id) = (rita.account.expect("an account"), rosa.account.expect("an account"));
        let joined = world.db.write(|tx| membership::grant(tx, &Actor::system(), about.organisation, rita_id, CityRole::Viewer));
        joined.expect("a membership");
        world.db.write(|tx| review::remove(tx, &fund.officer, &about, tasks[1], "Another one has time.")).expect("taken off");
        use schema::accounts as a;
        let now = world.clock.now().naive();
        let closed = world.db.write(|tx| {
            let row = a::table.filter(a::id.eq(rosa_id.text()));
            diesel::update(row).set(a::disabled_at.eq(Some(now))).execute(&mut **tx).map_err(Error::from)
        });
        assert_eq!(closed.expect("closed"), 1);
        // The reminder itself asks, too, and does not wait for whoever keeps reviewers out.
        let zone = world.app.settings.fund.zone();
        for (account, today) in [(rita_id, "2027-01-18"), (rosa_id, "2027-01-18")] {
            let done = world.db.write(|tx| review::remind_reviewer(tx, &Actor::system(), (account, Reminder::DueSoon), (day(today), zone)));
            assert!(!done.expect("nothing to tell"));
        }
        for at in ["2027-01-18T15:00:00Z", "2027-01-22T15:00:00Z"] {
            world.at(at);
            for who in [rita, ravi, rosa] {
                assert_eq!(told(world, who), (0, 0), "{} at {at}", who.name);
            }
        }
        assert_eq!(on_record(world), 0);
    });
}

#[test]
fn a_letter_withholds_who_applies_and_waits_for_the_copy() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        let rita = &fund.reviewers[0];
        phase(world, &fund, false);
        let (id, _) = asked(world, &fund, ("Madison", "2027-01-20"), &[rita]);
        let olive = signed_in(world, &fund.officer);
        olive.press(&olive.get(COPIES), "Save", &[("waits", "yes")]).must_be(200);
        world.at("2027-01-18T15:00:00Z");
        assert_eq!(told(world, rita), (0, 0), "she cannot read it yet");
        let olive = signed_in(world, &fund.officer);
        olive.press(&olive.get(&desk(world, id)), "Save and mark ready", &[]).must_be(200);
        assert_eq!(told(world, rita), (1, 0), "now she can");
        let letter = world.mail_to(&rita.email).into_iter().find(|letter| letter.subject_line == SOON).expect("a letter");
        assert!(letter.body_text.contains(&label(world, id)), "{}", letter.body_text);
        assert!(!letter.body_text.contains("Madison") && !letter.body_text.contains(&reference(world, id)), "{}", letter.body_text);
    });
}

#[test]
fn whoever_leads_the_panel_reminds_who_is_late_once_a_day() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        let (rita, ravi) = (&fund.reviewers[0], &fund.reviewers[1]);
        let (id, _) = asked(world, &fund, ("Madison", "2027-01-20"), &[rita]);
        asked(world, &fund, ("Monona", "2027-03-01"), &[ravi]);
        assert!(!signed_in(world, &fund.officer).get(PAGE).says("Remind who is late"), "nobody is late yet");
        world.at("2027-01-22T15:00:00Z");
        assert_eq!(told(world, rita), (0, 1), "by the program");
        let olive = signed_in(world, &fund.officer);
        let page = olive.get(PAGE);
        page.must_be(200).must_say("Remind who is late");
        let wrong = olive.press(&page, "Send a reminder", &[]);
        wrong.must_be(422).must_say("Choose at least one person.");
        let account = rita.account.expect("an account").text();
        let done = olive.press(&wrong, "Send a reminder", &[("remind", account.as_str())]);
        done.must_be(200).must_say("The reminders are sent.");
        assert_eq!(told(world, rita), (0, 2));
        let letter = world.mail_to(&rita.email).into_iter().find(|letter| letter.subject_line == LATE).expect("a letter");
        assert!(letter.body_text.contains(&format!("{}, was due by January 20, 2027", reference(world, id))), "{}", letter.body_text);
        olive.press(&olive.get(PAGE), "Send a reminder", &[("remind", account.as_str())]).must_be(422).must_say("Rita was reminded today.");
        assert_eq!(told(world, rita), (0, 2));
        world.at("2027-01-23T15:00:00Z");
        let olive = signed_in(world, &fund.officer);
        olive.press(&olive.get(PAGE), "Send a reminder", &[("remind", account.as_str())]).must_be(200);
        assert_eq!(told(world, rita), (0, 3));

        let ids = [ravi.account.expect("an account")];
        let late = world.db.write(|tx| review::remind_late(tx, &fund.officer, (fund.round, &ids), day("2027-01-23")));
        let told_why = late.expect_err("he is not late").mistakes();
        assert!(told_why.iter().any(|field| field.message.contains("Ravi owes no review that is late.")), "{told_why:?}");
        let refused = world.db.write(|tx| review::remind_late(tx, ravi, (fund.round, &ids), day("2027-01-23"))).expect_err("a reviewer");
        assert!(matches!(refused, review::RemindError::Forbidden), "{refused}");
    });
}
