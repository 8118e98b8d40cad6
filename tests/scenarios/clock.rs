//! The clock of the machine jumps: back an hour in the middle of everything, forward over the deadline and back again.

use crate::applying::preparer;
use crate::grant::{self, city, fund, signed_in};
use crate::losing::{autosave, saved, writing};
use crate::support::{World, on_both, on_both_with, on_both_with_its_own_mail};
use chrono::TimeDelta;
use std::time::Duration;
use urban_diplomacy_fund::kernel::Subject;
use urban_diplomacy_fund::people::{CityRole, link};
use urban_diplomacy_fund::process::{self, ProcessError};
use urban_diplomacy_fund::worker::{self, WorkerContext};
use urban_diplomacy_fund::{audit, intake, opportunity};

/// An hour before the world begins.
const BACK: &str = "2027-01-11T14:00:00Z";

#[test]
fn what_is_saved_after_the_clock_was_set_back_is_newer_all_the_same() {
    on_both(|world| {
        let (_, clara, base, _) = writing(world);
        let (status, first) = autosave(&clara, &base, "skills", &[("answer", "Before the jump"), ("version", "0")]);
        assert_eq!(status, 200);
        let version = first["version"].as_i64().expect("a version").to_string();
        world.at(BACK);
        let (status, second) = autosave(&clara, &base, "skills", &[("answer", "After the jump"), ("version", &version)]);
        assert_eq!(status, 200, "{second}");
        assert!(second["at"].as_str().is_some_and(|at| at.starts_with("2027-01-11T14:00:0")), "the time of the server: {second}");
        assert!(second["version"].as_i64() > first["version"].as_i64());
        assert_eq!(saved(world, &base, "skills").as_deref(), Some("After the jump"));
        clara.get(&format!("{base}/questions/skills")).must_say("After the jump").must_say("Saved January 11, 2027, 8:00:");
        // Who still has the page of before is asked, and writes over nothing.
        assert_eq!(autosave(&clara, &base, "skills", &[("answer", "Old"), ("version", &version)]).0, 409);
        assert_eq!(saved(world, &base, "skills").as_deref(), Some("After the jump"));
        // The record is in the order in which it was written.
        let reference = base.rsplit('/').next().expect("a reference").to_owned();
        let id = world.db.read(|conn| intake::by_reference(conn, &reference)).expect("it").id;
        let events = world.db.read(|conn| audit::list_for(conn, &Subject::new("application", id.text()), 10)).expect("events");
        let newest = events.first().expect("an event");
        assert!(newest.at < events[1].at && newest.fact == "application.answer_saved", "{events:?}");
        assert!(events.windows(2).all(|pair| pair[0].id > pair[1].id));
    });
}

#[test]
fn a_session_outlives_a_clock_that_is_set_back_and_lasts_no_longer_for_it() {
    on_both_with(
        |settings| settings.sessions.city_idle_minutes = 60,
        |world| {
            let (_, clara, base, _) = writing(world);
            world.at(BACK);
            assert_eq!(clara.get(&base).status, 200, "nobody is signed out");
            world.at("2027-01-11T15:05:00Z");
            assert_eq!(autosave(&clara, &base, "skills", &[("answer", "x"), ("version", "0")]).0, 401, "idle for more than an hour");
            // What a clock made that was a year ahead is worth nothing afterwards, and holds nobody up.
            world.at("2028-01-11T15:00:00Z");
            let ada = world.citizen("Ada Ames", "Elmira, NY", CityRole::Preparer);
            let wish = link::LinkRequest { email: ada.email.clone(), name: None, next: "/portal".into() };
            world.db.write(|tx| link::request(tx, &wish)).expect("a letter");
            let token = |world: &World| {
                let body = world.mail_to(&ada.email).into_iter().next().expect("a letter").body_text;
                body.split("/sign-in/link/").nth(1).expect("a link").split_whitespace().next().expect("a token").to_owned()
            };
            let early = token(world);
            world.at("2027-01-11T16:00:00Z");
            let found = world.db.read(|conn| link::find(conn, &early, world.clock.now())).expect("read");
            assert!(found.is_none(), "a link of next year");
            let page = ada.get("/portal");
            assert!(page.says("Sign in") && !page.says("Ada Ames"), "a session of next year: {}", page.text());
            let letters = world.mail_to(&ada.email).len();
            world.db.write(|tx| link::request(tx, &wish)).expect("a letter");
            assert_eq!(world.mail_to(&ada.email).len(), letters + 1, "she need not wait for next year");
        },
    );
}

#[test]
fn a_clock_over_the_deadline_and_back_refuses_and_then_takes_with_times_that_fit() {
    on_both(|world| {
        let fund = fund(world, 100_000);
        let madison = city(world, "Madison");
        let draft = world.db.write(|tx| {
            let found = process::start_case(tx, &madison.official, fund.round, madison.id)?;
            grant::write_everything(world, tx, &madison.official, (found.id, 8_000));
            Ok::<_, ProcessError>(found)
        });
        let draft = draft.expect("a draft");
        let closes = world.db.read(|conn| opportunity::opportunity(conn, fund.round)).expect("the round").closes.at;
        let official = signed_in(world, &madison.official);
        let version = world.db.read(|conn| intake::application(conn, draft.id)).expect("it").version.to_string();
        let press = |key: &str| {
            let fields =
                [("typed_name", madison.official.name.as_str()), ("agree", "yes"), ("version", &version), ("idempotency_key", key)];
            official.post(&format!("/portal/applications/{}/certify", draft.reference), &fields)
        };
        world.at(&closes.plus(TimeDelta::hours(1)).iso());
        press("one").must_be(409).must_say("The deadline has passed");
        world.at(&closes.plus(TimeDelta::hours(-1)).iso());
        press("two").must_be(200).must_say("Application submitted");
        let received = world.db.read(|conn| intake::submissions(conn, draft.id)).expect("received");
        assert_eq!(received.len(), 1);
        assert!(received[0].received_at <= received[0].deadline_at);
        // Whatever the clock does now, it stays received, once.
        for jump in [TimeDelta::hours(2), TimeDelta::hours(-3), TimeDelta::days(400), TimeDelta::days(-3)] {
            world.at(&closes.plus(jump).iso());
            official.get(&format!("/portal/applications/{}/receipt", draft.reference)).must_be(200).must_say(&received[0].sha256);
            press("two").must_be(200);
        }
        assert_eq!(world.db.read(|conn| intake::submissions(conn, draft.id)).expect("received"), received);
    });
}

#[test]
fn letters_leave_and_work_goes_on_after_the_clock_was_set_back() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 100_000);
        let madison = city(world, "Madison");
        let wish = link::LinkRequest { email: "somebody@people.example".into(), name: Some("Some Body".into()), next: "/portal".into() };
        world.db.write(|tx| link::request(tx, &wish)).expect("a letter");
        let nudge = std::sync::Arc::new(tokio::sync::Notify::new());
        let context = WorkerContext::new(&world.db, &world.app.settings, &world.app.templates, &world.app.vault).expect("a worker");
        world.at(BACK);
        assert_eq!(world.mail_to("somebody@people.example").len(), 1, "it waits for no clock");
        world.at(crate::support::START);
        let running = worker::start(context, true, &nudge).expect("a worker");
        std::thread::sleep(Duration::from_secs(2));
        world.at(BACK);
        world.db.write(|tx| process::start_case(tx, &madison.official, fund.round, madison.id).map(drop)).expect("a draft");
        let counted = || world.db.read(|conn| intake::drafts_of_round(conn, (fund.round, &[]))).expect("counted").by_percent.len();
        let is_counted = (0..150).any(|_| {
            std::thread::sleep(Duration::from_millis(200));
            counted() > 0
        });
        running.stop();
        assert!(is_counted, "the worker rests by a clock that nobody sets");
    });
}

#[test]
fn nobody_writes_in_the_future() {
    on_both(|world| {
        let (madison, clara, base, _) = writing(world);
        let carl = preparer(world, &madison, "Carl");
        let path = format!("{base}/questions/skills");
        carl.get(&path).must_say("Clara is editing this section");
        world.at(BACK);
        assert!(!carl.get(&path).says("Clara is editing"), "her sign lies an hour ahead");
        clara.get(&path).must_be(200);
        carl.get(&path).must_say("Clara is editing this section, since 8:00");
        // The same again from another process on the same database.
        let other = world.other_process();
        let elsewhere = carl.at(&other.base());
        elsewhere.get(&path).must_say("Clara is editing this section, since 8:00");
        clara.get(&path).must_say("Carl is editing this section");
        elsewhere.get(&base);
        assert!(!clara.get(&path).says("Carl is editing"), "he left, in the other process");
    });
}
