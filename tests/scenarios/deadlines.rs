//! Deadlines: more time for all or for one city, told with its reason; never less, and the
//! instant itself is in time.

use crate::applying::preparer;
use crate::grant::{self, answer_everything, city, city_in, fund, signed_in};
use crate::support::{World, on_both_with_its_own_mail};
use urban_diplomacy_fund::db::Error;
use urban_diplomacy_fund::intake::{self, Application, Certification, MoreTime, SubmitError};
use urban_diplomacy_fund::kernel::{Id, Kind, Refusal, Timestamp};
use urban_diplomacy_fund::opportunity;
use urban_diplomacy_fund::people::{Actor, CityRole, membership};
use urban_diplomacy_fund::process::{self, Press, ProcessError};

/// The deadline of the round: February 26, 2027, 5 PM in New York.
const SLUG: &str = "training-and-conference-support-2027";

fn written(world: &World, fund: &grant::Fund, city: &grant::City) -> Id<Application> {
    world
        .db
        .write(|tx| {
            let id = process::start_case(tx, &city.official, fund.round, city.id)?.id;
            grant::write_everything(world, tx, &city.official, (id, 8_000));
            Ok::<_, ProcessError>(id)
        })
        .expect("a draft")
}

fn send(world: &World, city: &grant::City, id: Id<Application>, begun_at: Option<Timestamp>) -> Result<(), ProcessError> {
    let press = Press { begun_at, ..Press::default() };
    world.db.write(|tx| {
        let version = intake::application(tx, id)?.version;
        let certification = Certification { typed_name: city.official.name.clone(), has_agreed: true, version };
        process::submit(tx, &city.official, id, &certification, &press).map(drop)
    })
}

fn is_late(outcome: Result<(), ProcessError>) -> bool {
    matches!(outcome, Err(ProcessError::Submit(SubmitError::DeadlinePassed)))
}

#[test]
fn one_city_gets_more_time_and_the_others_do_not() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 100_000);
        let (madison, monona) = (city(world, "Madison"), city(world, "Monona"));
        let (theirs, others) = (written(world, &fund, &madison), written(world, &fund, &monona));
        let closes = world.db.read(|conn| opportunity::opportunity(conn, fund.round)).expect("the round").closes.at;
        world.at(&closes.plus(chrono::TimeDelta::hours(1)).iso());
        assert!(is_late(send(world, &madison, theirs, None)));

        let olive = signed_in(world, &fund.officer);
        let round = olive.get(&format!("/desk/opportunities/{SLUG}"));
        let page = olive.follow(&round, "Deadline, and more time");
        page.must_say("Nobody was given more time.");
        let chosen = madison.id.text();
        let typed = [("city", chosen.as_str()), ("on_month", "1"), ("on_day", "4"), ("on_year", "2027"), ("at", "noon"), ("reason", "")];
        let again = olive.submit(&page, &typed);
        again.must_be(422).must_say("Enter the time, such as 9:00 AM.");
        let again = olive.submit(&again, &[("at", "9:00 AM")]);
        again.must_be(422).must_say("A deadline is never moved forward.").must_say("Give the reason");
        let day = closes.plus(chrono::TimeDelta::days(3)).day_in(chrono_tz::America::New_York);
        let (month, date, year) = (day.format("%-m").to_string(), day.format("%-d").to_string(), day.format("%Y").to_string());
        let typed =
            [("on_month", month.as_str()), ("on_day", &date), ("on_year", &year), ("at", "5:00 PM"), ("reason", "A storm cut the power.")];
        olive.submit(&again, &typed).must_be(200).must_say("Madison, WI").must_say("A storm cut the power.");

        let letters = world.mail_to(&madison.official.email);
        let letter = letters.iter().find(|l| l.subject_line.contains("More time to apply")).expect("a letter");
        assert!(
            letter.body_text.contains("A storm cut the power.") && letter.body_text.contains("Madison, WI has more time"),
            "{letter:?}"
        );
        assert!(letter.body_text.contains(" at 5:00 PM EST (") && letter.body_text.contains(" at 4:00 PM CST)"), "{letter:?}");
        assert!(world.mail_to(&monona.official.email).iter().all(|l| !l.subject_line.contains("More time")));
        assert!(is_late(send(world, &monona, others, None)), "the others stay late");
        send(world, &madison, theirs, None).expect("in time");
        let kept = world.db.read(|conn| intake::latest_submission(conn, theirs)).expect("received");
        assert!(kept.deadline_at > closes, "what was received names the deadline that held");
        // A draft that came too late can be read and copied, not sent.
        let reference = world.db.read(|conn| intake::application(conn, others)).expect("it").reference;
        let late = signed_in(world, &monona.official);
        let tasks = late.get(&format!("/portal/applications/{reference}"));
        tasks.must_say("The deadline has passed, so this can no longer be submitted.");
        late.follow(&tasks, "read and copy all of it on one page").must_say("Protocol course").must_say("Words that answer it.");
    });
}

#[test]
fn all_cities_get_more_time_and_an_import_does_not_take_it_back() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 100_000);
        let madison = city(world, "Madison");
        let draft = world.db.write(|tx| {
            let id = process::start_case(tx, &madison.official, fund.round, madison.id)?.id;
            answer_everything(tx, &madison.official, id);
            Ok::<_, ProcessError>(id)
        });
        draft.expect("a draft");
        let far = city_in(world, "Hilo", ("HI", "Pacific/Honolulu"));
        world.db.write(|tx| process::start_case(tx, &far.official, fund.round, far.id).map(drop)).expect("a draft");
        // Somebody writes in both places.
        let both = crate::claims::preparer(world, &madison, "Bea Both");
        world.db.write(|tx| membership::grant(tx, &Actor::system(), far.id, both.account, CityRole::Preparer)).expect("a role");
        let round = |world: &World| world.db.read(|conn| opportunity::opportunity(conn, fund.round)).expect("the round");
        let before = round(world).closes.at;
        let until = before.plus(chrono::TimeDelta::days(5));
        let more = |city, until, reason: &str| MoreTime { city, until, reason: reason.into() };
        let extend = |wanted: &MoreTime| world.db.write(|tx| intake::extend(tx, &fund.officer, fund.round, wanted));
        let refused = world.db.write(|tx| intake::extend(tx, &fund.approver, fund.round, &more(None, until, "Storm.")));
        assert_eq!(refused.expect_err("not an officer").kind(), Kind::Forbidden);
        assert_eq!(extend(&more(None, before, "Storm.")).expect_err("not later").kind(), Kind::Invalid);
        extend(&more(None, until, "Our site was away.")).expect("given");
        assert_eq!(round(world).closes.at, until);
        let letters = world.mail_to(&madison.official.email);
        assert!(letters.iter().any(|l| l.body_text.contains("All cities have more time")), "{letters:?}");
        // Each is told in the zone of the fund and in those of their own cities.
        for (email, zones) in [
            (&madison.official.email, "March 3, 2027 at 5:00 PM EST (March 3, 2027 at 4:00 PM CST)"),
            (&far.official.email, "March 3, 2027 at 5:00 PM EST (March 3, 2027 at 12:00 PM HST)"),
            (&both.email, "March 3, 2027 at 5:00 PM EST (March 3, 2027 at 4:00 PM CST; March 3, 2027 at 12:00 PM HST)"),
        ] {
            let told: Vec<_> = world.mail_to(email).into_iter().filter(|l| l.subject_line.contains("More time")).collect();
            assert!(matches!(told.as_slice(), [one] if one.body_text.contains(&format!("until {zones}."))), "{told:?}");
        }
        let late = city(world, "Verona");
        world.at(&before.plus(chrono::TimeDelta::days(1)).iso());
        world.db.write(|tx| process::start_case(tx, &late.official, fund.round, late.id).map(drop)).expect("it can still begin");

        // Another version of the round does not shorten what was granted.
        let text = grant::ROUND.replace("Most cities need", "Nearly all cities need");
        assert_ne!(text, grant::ROUND);
        world.db.write(|tx| process::import_round(tx, &fund.officer, "round.toml", &text).map(drop)).expect("imported");
        assert_eq!(round(world).closes.at, until);
        let changed = world.db.write(|tx| {
            use diesel::prelude::*;
            diesel::sql_query("UPDATE deadline_extensions SET reason = 'x'").execute(&mut **tx).map_err(Error::from)
        });
        assert!(changed.is_err(), "what was granted never changes");
    });
}

#[test]
fn a_press_counts_from_its_head_however_slowly_its_body_comes() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 100_000);
        let closes = world.db.read(|conn| opportunity::opportunity(conn, fund.round)).expect("the round").closes.at;
        let at = |seconds| world.at(&closes.plus(chrono::TimeDelta::seconds(seconds)).iso());
        // When the head is there, when the rest is, and whether it is received.
        for (town, begins, ends, is_received) in
            [("Madison", 0, 30, true), ("Monona", 1, 2, false), ("Verona", -5, 61, false), ("Fitchburg", -5, 60, true)]
        {
            world.at(crate::support::START);
            let city = city(world, town);
            let draft = written(world, &fund, &city);
            let draft = world.db.read(|conn| intake::application(conn, draft)).expect("a draft");
            let official = signed_in(world, &city.official);
            let version = draft.version.to_string();
            let fields = [("typed_name", city.official.name.as_str()), ("agree", "yes"), ("version", &version), ("idempotency_key", town)];
            at(begins);
            let path = format!("/portal/applications/{}/certify", draft.reference);
            let (status, answer) = official.post_slowly(&path, &fields, || at(ends));
            assert_eq!(status, if is_received { 303 } else { 409 }, "{town}: {answer}");
            assert_eq!(answer.contains("The deadline has passed"), !is_received, "{town}: {answer}");
            let received = world.db.read(|conn| intake::submissions(conn, draft.id)).expect("read");
            assert_eq!(received.len(), usize::from(is_received), "{town}");
            assert!(received.iter().all(|one| one.received_at == closes.plus(chrono::TimeDelta::seconds(ends))), "{received:?}");
        }
    });
}

#[test]
fn what_reached_the_program_in_time_and_waited_its_turn_is_in_time() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 100_000);
        let (first, second) = (city(world, "Madison"), city(world, "Monona"));
        let (one, two) = (written(world, &fund, &first), written(world, &fund, &second));
        let closes = world.db.read(|conn| opportunity::opportunity(conn, fund.round)).expect("the round").closes.at;
        world.at(&closes.plus(chrono::TimeDelta::seconds(30)).iso());
        assert!(is_late(send(world, &first, one, Some(closes.plus(chrono::TimeDelta::seconds(1))))));
        send(world, &first, one, Some(closes)).expect("it had to wait");
        world.at(&closes.plus(chrono::TimeDelta::seconds(90)).iso());
        assert!(is_late(send(world, &second, two, Some(closes))), "a minute and no more");
    });
}

#[test]
fn a_deadline_is_told_in_the_zone_of_the_fund_and_of_the_city() {
    const BOTH: &str = "February 26, 2027, 5:00 PM EST (February 26, 2027, 4:00 PM CST)";
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 100_000);
        let madison = city(world, "Madison");
        let draft = written(world, &fund, &madison);
        let reference = world.db.read(|conn| intake::application(conn, draft)).expect("a draft").reference;
        let official = signed_in(world, &madison.official);
        let base = format!("/portal/applications/{reference}");
        let public = ["/opportunities".to_owned(), format!("/opportunities/{SLUG}"), format!("/opportunities/{SLUG}/questions")];
        let own = ["/portal".to_owned(), format!("/portal/start/{SLUG}"), base.clone(), format!("{base}/check"), format!("{base}/certify")];
        for path in public.iter().chain(&own) {
            official.get(path).must_be(200).must_say(BOTH);
        }
        // Who is unknown has a browser that knows the zone; the page says that of the fund.
        for path in &public {
            let page = world.browser().get(path);
            page.must_be(200).must_say("February 26, 2027, 5:00 PM EST");
            assert!(!page.says("CST") && page.body.contains("datetime=\"2027-02-26T22:00:00"), "{path}");
        }
        // Letters name both too.
        let in_letter = "February 26, 2027 at 5:00 PM EST (February 26, 2027 at 4:00 PM CST)";
        let clerk = preparer(world, &madison, "Clara");
        clerk.press(&clerk.get(&format!("{base}/check")), "Ask to sign", &[]).must_be(200);
        let help = clerk.get("/help");
        clerk.submit(&help, &[("told", "It does not save."), ("reference", &reference)]).must_be(200);
        for (email, subject) in [(&madison.official.email, "sign"), (&"clara@demo.example".to_owned(), "trouble")] {
            let letters = world.mail_to(email);
            assert!(letters.iter().any(|l| l.body_text.contains(in_letter)), "{subject}: {letters:?}");
        }
        // Questions of the fund have a day of their own.
        let returned = world.db.write(|tx| {
            let version = intake::application(tx, draft)?.version;
            let certification = Certification { typed_name: madison.official.name.clone(), has_agreed: true, version };
            process::submit(tx, &madison.official, draft, &certification, &Press::default())?;
            let found = process::Screened { checks: vec![], note: "Why two hotels?".into() };
            let until = Timestamp::parse("2027-02-01T22:00:00Z").expect("an instant");
            process::return_for_changes(tx, &fund.officer, draft, (&found, &["budget".to_owned()], until), &Press::default())
        });
        returned.expect("returned");
        for path in ["/portal".to_owned(), base.clone(), format!("{base}/status")] {
            official.get(&path).must_say("February 1, 2027, 5:00 PM EST (February 1, 2027, 4:00 PM CST)");
        }
        let letters = world.mail_to(&madison.official.email);
        assert!(letters.iter().any(|l| l.body_text.contains("February 1, 2027 at 5:00 PM EST (February 1, 2027 at 4:00 PM CST)")));
    });
}
