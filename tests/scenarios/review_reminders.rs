//! Reviewers are reminded of what they owe: once some days before it is due and once after it, of all of it in one letter; by whoever leads
//! the panel, once a day. Nobody is told of what is closed to them, or who applies where that is withheld.

use crate::blind::scene::{COPIES, desk, label, phase, reference};
use crate::claims::letters;
use crate::grant::{Fund, ROUND, application, city, day, fund, fund_of, screened, signed_in};
use crate::support::{World, on_both};
use diesel::prelude::*;
use urban_diplomacy_fund::db::{Error, schema};
use urban_diplomacy_fund::intake::{self, Application};
use urban_diplomacy_fund::kernel::{Id, Refusal};
use urban_diplomacy_fund::opportunity;
use urban_diplomacy_fund::panel::{self, Flags, NewPhase};
use urban_diplomacy_fund::people::{Actor, CityRole, membership};
use urban_diplomacy_fund::process;
use urban_diplomacy_fund::review::{self, Assignment, Reminder, Review, Score};

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

/// Whoever joins the city of an application cannot review it.
fn joins(world: &World, who: &Actor, id: Id<Application>) {
    let about = world.db.read(|conn| process::about(conn, id)).expect("a case");
    let account = who.account.expect("an account");
    let joined = world.db.write(|tx| membership::grant(tx, &Actor::system(), about.organisation, account, CityRole::Viewer));
    joined.expect("a membership");
}

/// The account of somebody is closed.
fn closes(world: &World, who: &Actor) {
    use schema::accounts as a;
    let (account, now) = (who.account.expect("an account").text(), world.clock.now().naive());
    let closed = world.db.write(|tx| {
        let row = a::table.filter(a::id.eq(account.as_str()));
        diesel::update(row).set(a::disabled_at.eq(Some(now))).execute(&mut **tx).map_err(Error::from)
    });
    assert_eq!(closed.expect("closed"), 1);
}

/// Declares no conflict and submits a review.
fn submits(world: &World, who: &Actor, (id, task): (Id<Application>, Id<Assignment>)) {
    let reference = reference(world, id);
    world.db.write(|tx| review::declare(tx, who, task, &reference, None)).expect("no conflict");
    let rubric = world.db.read(|conn| intake::draft(conn, id)).expect("a draft").definition.rubric.clone();
    let scores = rubric.criteria.iter().map(|c| Score {
        criterion: c.id.clone(),
        score: c.is_scored().then_some(4),
        judgment: c.kind.judgments().first().copied(),
        comment: "Because, as it says on the second page of the plan.".into(),
    });
    let written = Review { scores: scores.collect(), overall: String::new() };
    world.db.write(|tx| review::submit(tx, who, task, (&rubric, &reference), &written)).expect("a review");
}

/// Another round with the same people.
fn another(world: &World, fund: &Fund) -> Fund {
    let text = ROUND
        .replace("slug = \"training-and-conference-support-2027\"", "slug = \"second-2027\"")
        .replace("title = \"Training and Conference Support 2027\"", "title = \"Second Round 2027\"");
    let round = world.db.write(|tx| {
        let imported = opportunity::import(tx, &fund.officer, "second.toml", &text).expect("the round is sound");
        opportunity::publish(tx, &fund.officer, imported.id).expect("published");
        Ok::<_, Error>(imported.id)
    });
    let Fund { officer, approver, both, reviewers, .. } = fund;
    let (officer, approver, both, reviewers) = (officer.clone(), approver.clone(), both.clone(), reviewers.clone());
    Fund { round: round.expect("a round"), officer, approver, both, reviewers }
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
        joins(world, rita, id);
        world.db.write(|tx| review::remove(tx, &fund.officer, &about, tasks[1], "Another one has time.")).expect("taken off");
        closes(world, rosa);
        for at in ["2027-01-18T15:00:00Z", "2027-01-22T15:00:00Z"] {
            world.at(at);
            for who in [rita, ravi, rosa] {
                assert_eq!(told(world, who), (0, 0), "{} at {at}", who.name);
            }
        }
        assert_eq!(on_record(world), 0);
    });
}

/// What a worker that read its list earlier asks for, before anybody keeps reviewers out.
#[test]
fn the_reminder_itself_asks_to_whom_a_review_is_closed() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        let [rita, ravi, rosa] = &fund.reviewers[..3] else { panic!("three reviewers") };
        let (id, _) = asked(world, &fund, ("Madison", "2027-01-20"), &[rita, ravi, rosa]);
        joins(world, rita, id);
        closes(world, rosa);
        let zone = world.app.settings.fund.zone();
        for (kind, today) in [(Reminder::DueSoon, "2027-01-18"), (Reminder::Overdue, "2027-01-22")] {
            world.at(&format!("{today}T15:00:00Z"));
            for (who, is_told) in [(rita, false), (rosa, false), (ravi, true)] {
                let owed = (who.account.expect("an account"), kind);
                let done = world.db.write(|tx| review::remind_reviewer(tx, &Actor::system(), owed, (day(today), zone)));
                assert_eq!(done.expect("asked"), is_told, "{} {kind}", who.name);
            }
        }
        assert_eq!(on_record(world), 2);
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
        done.must_be(200).must_say("The reminders are sent.").must_say("1 person got a letter.");
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

/// Reminds by hand: how many letters go out, or why none does.
fn by_hand(world: &World, fund: &Fund, who: &[&Actor], today: &str) -> Result<usize, String> {
    let ids: Vec<_> = who.iter().filter_map(|who| who.account).collect();
    let done = world.db.write(|tx| review::remind_late(tx, &fund.officer, (fund.round, &ids), day(today)));
    done.map_err(|e| e.mistakes().into_iter().map(|field| field.message).collect())
}

#[test]
fn by_hand_too_a_reminder_waits_for_the_copy() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        let rita = &fund.reviewers[0];
        phase(world, &fund, false);
        let (id, _) = asked(world, &fund, ("Madison", "2027-01-20"), &[rita]);
        let olive = signed_in(world, &fund.officer);
        olive.press(&olive.get(COPIES), "Save", &[("waits", "yes")]).must_be(200);
        world.at("2027-01-22T15:00:00Z");
        let refused = by_hand(world, &fund, &[rita], "2027-01-22").expect_err("she cannot read it yet");
        assert!(refused.contains("Rita cannot read yet what is late"), "{refused}");
        assert_eq!((told(world, rita), on_record(world)), ((0, 0), 0));
        let olive = signed_in(world, &fund.officer);
        olive.press(&olive.get(&desk(world, id)), "Save and mark ready", &[]).must_be(200);
        assert_eq!(by_hand(world, &fund, &[rita], "2027-01-22"), Ok(1));
    });
}

#[test]
fn who_owes_nothing_keeps_no_letter_from_the_others() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        let [rita, ravi, rosa] = &fund.reviewers[..3] else { panic!("three reviewers") };
        asked(world, &fund, ("Madison", "2027-01-20"), &[rita, rosa]);
        closes(world, rosa);
        world.at("2027-01-22T15:00:00Z");
        assert_eq!(by_hand(world, &fund, &[rosa, ravi, rita], "2027-01-22"), Ok(1));
        let none = by_hand(world, &fund, &[rosa, ravi, rita], "2027-01-22").expect_err("reminded today");
        assert!(none.contains("None of them owes a late review"), "{none}");
        assert_eq!(told(world, rita), (0, 2), "by hand, and by the program");
        assert_eq!((told(world, ravi), told(world, rosa)), ((0, 0), (0, 0)));
    });
}

#[test]
fn whoever_opens_a_review_again_after_its_day_is_not_told_that_they_are_late() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        let (rita, ravi) = (&fund.reviewers[0], &fund.reviewers[1]);
        let (id, tasks) = asked(world, &fund, ("Madison", "2027-01-20"), &[rita, ravi]);
        let flags = Flags { changes: true, ..Flags::default() };
        let phase = NewPhase { name: "Review".into(), begins_at: world.clock.now(), ends_at: None, flags };
        let slug = world.db.read(|conn| opportunity::opportunity(conn, fund.round)).expect("a round").slug;
        world.db.write(|tx| panel::add_phase(tx, &fund.officer, &slug, &phase).map(drop)).expect("a phase");
        for (who, task, at) in [(ravi, tasks[1], "2027-01-15T15:00:00Z"), (rita, tasks[0], "2027-01-22T15:00:00Z")] {
            submits(world, who, (id, task));
            world.at(at);
            world.db.write(|tx| review::reopen(tx, who, task, &reference(world, id), "I misread it.")).expect("open again");
        }
        assert_eq!(told(world, rita), (0, 0), "she was in time");
        assert_eq!(told(world, ravi), (0, 1), "he owed it again before its day");
        world.at("2027-01-26T15:00:00Z");
        assert_eq!(told(world, rita), (0, 0));
    });
}

#[test]
fn where_the_round_is_decides_who_is_late() {
    on_both(|world| {
        let west = ROUND.replace("zone = \"America/New_York\"", "zone = \"Pacific/Honolulu\"");
        assert_ne!(west, ROUND);
        let fund = fund_of(world, &west, 20_000);
        let rita = &fund.reviewers[0];
        let (id, tasks) = asked(world, &fund, ("Madison", "2027-01-20"), &[rita]);
        world.db.write(|tx| review::declare(tx, rita, tasks[0], &reference(world, id), None)).expect("no conflict");
        // The fund's day is over, that of the round is not.
        world.at("2027-01-21T07:00:00Z");
        assert_eq!(told(world, rita), (0, 0));
        signed_in(world, rita).get(&format!("/panel/reviews/{}", tasks[0])).must_say("Due January 20, 2027. 0 of 1 done.");
        world.at("2027-01-21T15:00:00Z");
        assert_eq!(told(world, rita), (0, 1));
    });
}

#[test]
fn rounds_are_told_apart_in_letters_and_counted_apart() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        let second = another(world, &fund);
        let rita = &fund.reviewers[0];
        let (first, tasks) = asked(world, &fund, ("Madison", "2027-01-20"), &[rita]);
        submits(world, rita, (first, tasks[0]));
        let (third, _) = asked(world, &fund, ("Monona", "2027-01-20"), &[rita]);
        let (other, tasks) = asked(world, &second, ("Verona", "2027-01-20"), &[rita]);
        world.db.write(|tx| review::declare(tx, rita, tasks[0], &reference(world, other), None)).expect("no conflict");
        world.at("2027-01-18T15:00:00Z");
        let page = signed_in(world, rita).get(&format!("/panel/reviews/{}", tasks[0]));
        page.must_be(200).must_say("Due January 20, 2027. 0 of 1 done.");
        assert_eq!(told(world, rita), (1, 0));
        let letter = world.mail_to(&rita.email).into_iter().find(|letter| letter.subject_line == SOON).expect("a letter");
        for (id, title) in [(third, "Training and Conference Support 2027"), (other, "Second Round 2027")] {
            let line = format!("{}, due by January 20, 2027 ({title})", reference(world, id));
            assert!(letter.body_text.contains(&line), "{}", letter.body_text);
        }
    });
}
