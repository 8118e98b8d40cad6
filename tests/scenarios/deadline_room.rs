//! The room of the last day: what comes in, who is nearly there, what fails, more time, and a word to everybody.

use crate::grant::{self, answer_everything, application, city, fund, signed_in};
use crate::support::{World, on_both_with, on_both_with_its_own_mail};
use chrono::TimeDelta;
use diesel::prelude::*;
use urban_diplomacy_fund::db::{Error, schema};
use urban_diplomacy_fund::intake::{self, Application};
use urban_diplomacy_fund::kernel::{Id, Timestamp};
use urban_diplomacy_fund::opportunity;
use urban_diplomacy_fund::people::link;
use urban_diplomacy_fund::process::{self, ProcessError};
use urban_diplomacy_fund::{outbox, traffic};

const ROOM: &str = "/desk/opportunities/training-and-conference-support-2027/room";

fn draft(world: &World, fund: &grant::Fund, city: &grant::City, is_full: bool) -> Id<Application> {
    let begun = world.db.write(|tx| {
        let id = process::start_case(tx, &city.official, fund.round, city.id)?.id;
        if is_full {
            grant::write_everything(world, tx, &city.official, (id, 8_000));
        }
        Ok::<_, ProcessError>(id)
    });
    begun.expect("a draft")
}

fn closes(world: &World, fund: &grant::Fund) -> Timestamp {
    world.db.read(|conn| opportunity::opportunity(conn, fund.round)).expect("the round").closes.at
}

#[test]
fn officers_see_what_comes_in_and_who_is_nearly_there() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 100_000);
        let (madison, elmira, monona) = (city(world, "Madison"), city(world, "Elmira"), city(world, "Monona"));
        let last = closes(world, &fund);
        world.at(&last.plus(-TimeDelta::minutes(70)).iso());
        draft(world, &fund, &madison, true);
        draft(world, &fund, &elmira, false);
        world.at(&last.plus(-TimeDelta::minutes(5)).iso());
        application(world, &fund, &monona, 8_000);
        world.at(&last.plus(-TimeDelta::seconds(150)).iso());
        let olive = signed_in(world, &fund.officer);
        olive.get(ROOM).must_be(200).must_say("Not counted yet");
        world.deliver();
        // The numbers of drafts are gone through once in ten seconds, however many people watch.
        olive.get(ROOM).must_say("Not counted yet");
        world.at(&last.plus(-TimeDelta::seconds(135)).iso());
        let room = olive.follow(&olive.get(ROOM.trim_end_matches("/room")), "Deadline room");
        room.must_be(200).must_say("2 minutes").must_say("America/Chicago").must_say("America/New_York (the fund)");
        room.must_say("1 submission in the last hour, at most 1 in a minute.").must_say("Madison, WI").must_say("100 %");
        assert!(room.rows().iter().any(|row| row.first().is_some_and(|cell| cell == "Madison, WI")), "{:?}", room.rows());
        assert!(!room.rows().iter().any(|row| row.first().is_some_and(|cell| cell == "Elmira, NY")), "far from complete");
        assert!(!room.says("Not counted yet"), "the worker has counted");
        assert_eq!((room.all("[data-live]").len(), room.all("[data-live-every='30']").len()), (5, 1));
        assert_eq!(room.all("svg.udf-columns rect").len(), 60);
        // What is saved is counted anew; what is submitted is no draft any more.
        let found = world.db.read(|conn| intake::drafts_of_round(conn, (fund.round, &[]))).expect("counted");
        assert_eq!((found.received, found.drafts, found.by_percent.iter().map(|(_, n)| n).sum::<i64>()), (1, 2, 2));
        let theirs = draft_of(world, &elmira);
        let answered = world.db.write(|tx| {
            answer_everything(tx, &elmira.official, theirs);
            Ok::<_, Error>(())
        });
        answered.expect("answered");
        assert_eq!(intake::count_changed(&world.db).expect("counted"), 1);
        assert_eq!(intake::count_changed(&world.db).expect("nothing new"), 0);
        // The letters that wait, and since when.
        world.deliver();
        assert_eq!(world.db.read(outbox::queue).expect("the queue"), (0, None), "all are sent");
        let asked_at = world.clock.now();
        let wish = link::LinkRequest { email: "somebody@people.example".into(), name: None, next: "/portal".into() };
        world.db.write(|tx| link::request(tx, &wish)).expect("a letter");
        world.at(&asked_at.plus(TimeDelta::seconds(90)).iso());
        assert_eq!(world.db.read(outbox::queue).expect("the queue"), (1, Some(asked_at)), "one waits since it was asked for");
        olive.get(ROOM).must_say("1 minutes ago");
        world.deliver();
        // Who has no part in it finds nothing.
        signed_in(world, &madison.official).get(ROOM).must_be(404);
        world.browser().get(ROOM);
    });
}

fn draft_of(world: &World, city: &grant::City) -> Id<Application> {
    let found = world.db.read(|conn| intake::list_for_cities(conn, &[city.id], None, 10)).expect("a list");
    found.first().expect("a draft").id
}

#[test]
fn time_is_given_to_some_or_to_all() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 100_000);
        let (madison, elmira) = (city(world, "Madison"), city(world, "Elmira"));
        draft(world, &fund, &madison, true);
        draft(world, &fund, &elmira, true);
        world.deliver();
        let olive = signed_in(world, &fund.officer);
        let room = olive.get(ROOM);
        let button = "Give more time";
        olive.press(&room, button, &[]).must_be(422).must_say("Choose all cities, or only those ticked.").must_say("Enter the day.");
        let day = closes(world, &fund).plus(TimeDelta::days(3)).day_in(chrono_tz::America::New_York);
        let (month, date, year) = (day.format("%-m").to_string(), day.format("%-d").to_string(), day.format("%Y").to_string());
        let when = [("on_month", month.as_str()), ("on_day", &date), ("on_year", &year), ("at", "5:00 PM"), ("reason", "A storm.")];
        // Whoever has a draft can be ticked, however little of it is there.
        let moab = city(world, "Moab");
        draft(world, &fund, &moab, false);
        let room = olive.get(ROOM);
        assert!(room.body.contains(&moab.id.text()), "a draft that is far from complete");
        let many: Vec<_> = (0..50).map(|n| city(world, &format!("Zed{n:02}"))).collect();
        for town in &many {
            draft(world, &fund, town, false);
        }
        let first = olive.get(ROOM);
        assert!(first.body.contains(&many[0].id.text()) && !first.body.contains(&many[49].id.text()));
        let second = olive.follow(&first, "More cities with a draft");
        second.must_be(200).must_say("Cities before these");
        let last = many[49].id.text();
        olive
            .press(&second, button, &[&[("whom", "these"), ("city", last.as_str())][..], &when].concat())
            .must_be(200)
            .must_say("Recorded.");
        let none = [&[("whom", "these")][..], &when].concat();
        olive.press(&room, button, &none).must_be(422).must_say("Tick at least one city.");
        let chosen = madison.id.text();
        let some = [&[("whom", "these"), ("city", chosen.as_str())][..], &when].concat();
        olive.press(&room, button, &some).must_be(200).must_say("Recorded.");
        let until = |city: &grant::City| {
            world.db.read(|conn| {
                let round = opportunity::opportunity(conn, fund.round)?;
                opportunity::closing(conn, &round, city.id)
            })
        };
        assert!(until(&madison).expect("an instant").at > until(&elmira).expect("an instant").at);
        assert!(world.mail_to(&madison.official.email).iter().any(|l| l.body_text.contains("A storm.")));
        assert!(world.mail_to(&elmira.official.email).iter().all(|l| !l.body_text.contains("A storm.")));
        // The same again is no more time, and the mistake names the city.
        olive.press(&olive.get(ROOM), button, &some).must_be(422).must_say("Madison, WI: Choose a time after the deadline");
        let all = [&[("whom", "all")][..], &when].concat();
        olive.press(&olive.get(ROOM), button, &all).must_be(200);
        assert_eq!(until(&madison).expect("an instant").at, until(&elmira).expect("an instant").at);
    });
}

#[test]
fn a_banner_stands_on_every_page_until_it_is_taken_off() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 100_000);
        let madison = city(world, "Madison");
        let olive = signed_in(world, &fund.officer);
        let room = olive.get(ROOM);
        olive.press(&room, "Put it on every page", &[("banner", " ")]).must_be(422).must_say("Write what everybody should know");
        let words = "The site is slow. <b>What you saved</b> is safe.";
        olive.press(&room, "Put it on every page", &[("banner", words)]).must_be(200).must_say("Stands now");
        let readers = [world.browser(), signed_in(world, &madison.official)];
        for (reader, path) in readers.iter().zip(["/", "/portal"]) {
            assert_eq!(reader.get(path).one(".udf-banner p"), words, "as text, on {path}");
        }
        // One takes the place of the other; who saw the first does not take off the second.
        let first = olive.get(ROOM);
        olive.press(&first, "Put it on every page", &[("banner", "It is fast again.")]).must_be(200);
        olive.press(&first, "Take it off", &[]).must_be(409).must_say("Somebody else changed");
        olive.press(&olive.get(ROOM), "Take it off", &[]).must_be(200);
        assert_eq!(readers[0].get("/").all(".udf-banner").len(), 0);
        let facts: i64 = world
            .db
            .read(|conn| {
                use schema::audit_events as e;
                Ok::<_, Error>(e::table.filter(e::fact.like("banner.%")).count().get_result(conn)?)
            })
            .expect("counted");
        assert_eq!(facts, 4, "two put, two taken off");
        let changed = world.db.write(|tx| {
            use schema::banners as b;
            diesel::update(b::table).set(b::text.eq("x")).execute(&mut **tx).map_err(Error::from)
        });
        assert!(format!("{changed:?}").contains("taken off once"), "{changed:?}");
        let finance = world.staff("Fay Finance", urban_diplomacy_fund::people::FundRole::FinanceOfficer).into_browser();
        let page = finance.get(ROOM);
        page.must_be(200);
        assert!(!page.says("Put it on every page") && page.all("form[action$='/room/extend']").is_empty());
    });
}

#[test]
fn requests_are_counted_and_failures_with_them() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 100_000);
        let olive = signed_in(world, &fund.officer);
        world.at("2027-02-26T21:00:00Z");
        for n in 0..4 {
            world.at(&format!("2027-02-26T21:{n:02}:00Z"));
            world.browser().get("/opportunities").must_be(200);
        }
        // Two processes in the same minute.
        world.at("2027-02-26T21:05:00Z");
        let now = Timestamp::parse("2027-02-26T21:05:00Z").expect("an instant");
        for process in ["one", "two", "one"] {
            world.db.write(|tx| traffic::add(tx, process, &[(now, 10, 3)])).expect("written");
        }
        let minutes = world.db.read(|conn| traffic::since(conn, now)).expect("read");
        assert_eq!(minutes.iter().map(|m| (m.at, m.requests >= 30, m.failed)).collect::<Vec<_>>(), [(now, true, 9)]);
        let room = olive.get(ROOM);
        room.must_say("Failed").must_say("9 (");
        // What requests were answered is written behind, a moment later.
        let own = (0..50).find_map(|_| {
            std::thread::sleep(std::time::Duration::from_millis(100));
            let from = Timestamp::parse("2027-02-26T21:00:00Z").expect("an instant");
            let all = world.db.read(|conn| traffic::since(conn, from)).expect("read");
            let until: i64 = all.iter().filter(|m| m.at < now).map(|m| m.requests).sum();
            (until >= 4).then_some(until)
        });
        assert!(own.is_some(), "the requests of the pages");
        // Old minutes go by themselves.
        world.at("2027-03-05T00:00:00Z");
        world.db.write(|tx| traffic::add(tx, "one", &[])).expect("written");
        assert_eq!(world.db.read(|conn| traffic::since(conn, now)).expect("read").iter().filter(|m| m.at <= now).count(), 0);
    });
}

#[test]
fn a_room_that_refreshes_itself_keeps_nobody_signed_in() {
    let an_hour = |settings: &mut urban_diplomacy_fund::config::Settings| settings.sessions.staff_idle_minutes = 60;
    on_both_with(an_hour, |world| {
        let fund = fund(world, 100_000);
        let (away, there) = (signed_in(world, &fund.officer), signed_in(world, &fund.officer));
        let begun = world.app.now();
        for n in 1..=7 {
            world.at(&begun.plus(TimeDelta::minutes(10 * n)).iso());
            let status = away.request_once("GET", ROOM, &[("x-udf-live", "1")], b"").0.status;
            assert_eq!(status, if n < 6 { 200 } else { 303 }, "after {n}0 minutes");
            assert_eq!(there.request_once("GET", ROOM, &[], b"").0.status, 200, "somebody who looks");
        }
    });
}

#[test]
fn a_draft_that_is_saved_again_and_again_keeps_nobody_waiting() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 100_000);
        let madison = city(world, "Madison");
        let id = draft(world, &fund, &madison, false);
        world.db.write(|tx| {
            let row = "opportunity_id, definition_sha256, organisation_id, title, editable_scope, total_cents, created_by, created_at, \
                       updated_at, submitted_at, answer_by, withdrawn_at, version, invited_at";
            for n in 0..119 {
                let new = tx.id::<Application>();
                let one = format!(
                    "INSERT INTO applications (id, reference, {row}) SELECT '{new}', 'UDF-2027-9{n:05}', {row} FROM applications WHERE id = '{id}'"
                );
                diesel::sql_query(one).execute(&mut **tx)?;
            }
            Ok::<_, Error>(())
        })
        .expect("many drafts");
        let all_saved = || {
            use schema::applications as a;
            let changed =
                world.db.write(|tx| diesel::update(a::table).set(a::version.eq(a::version + 1)).execute(&mut **tx).map_err(Error::from));
            assert_eq!(changed.expect("saved"), 120);
        };
        let counted = || -> i64 {
            let found = world.db.read(|conn| intake::drafts_of_round(conn, (fund.round, &[]))).expect("counted");
            found.by_percent.iter().map(|(_, n)| n).sum()
        };
        assert_eq!((intake::count_changed(&world.db).expect("counted"), counted()), (100, 100));
        all_saved();
        assert_eq!((intake::count_changed(&world.db).expect("counted"), counted()), (100, 120), "those that were never counted go first");
    });
}
