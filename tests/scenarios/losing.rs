//! Nothing typed is lost: a session that ends, two versions of one part, a database that is away,
//! and texts that are no answer. Texts are compared character by character.

use crate::applying::{home, preparer, started};
use crate::grant::{City, city, fund, signed_in};
use crate::support::{Backend, Browser, Page, World, on_both, on_both_with};
use chrono::TimeDelta;
use diesel::prelude::*;
use std::time::{Duration, Instant};
use urban_diplomacy_fund::db::{Db, Error, Options, Url};
use urban_diplomacy_fund::intake;
use urban_diplomacy_fund::kernel::{Clock, IdSource};
use urban_diplomacy_fund::people::CityRole;
use urban_diplomacy_fund::process::{self, ProcessError};

pub const PASSWORD: &str = "a hill of seven oaks";

/// What programs trip over: quotes, markup, signs of URLs and forms, combining marks, joined emoji, blank lines, an indent.
pub const ODD: &str = "“Quotes”, \"straight\" & 'single' <script>alert(1)</script> </textarea>\n\n  E\u{301}le\u{301}phant, \u{e9}t\u{e9}, 👩‍🚀 🇺🇸 %26 +1 {{x}} ?a=b#c \\n\u{a0}end";

/// As a browser sends it.
pub fn sent(text: &str) -> String {
    text.replace('\n', "\r\n")
}

pub fn saved(world: &World, base: &str, question: &str) -> Option<String> {
    let reference = base.rsplit('/').next().expect("a reference");
    let draft = world.db.read(|conn| {
        let id = intake::by_reference(conn, reference)?.id;
        intake::draft(conn, id)
    });
    draft.expect("a draft").saved.get(question).map(|s| s.answer.typed())
}

/// The texts that a page shows as typed, with their line breaks.
pub fn typed_on(page: &Page) -> Vec<String> {
    let dd = scraper::Selector::parse("dl.udf-typed dd").expect("a selector");
    page.html().select(&dd).map(|d| d.text().collect()).collect()
}

pub fn in_field(page: &Page, selector: &str) -> String {
    let field = scraper::Selector::parse(selector).expect("a selector");
    let html = page.html();
    let found = html.select(&field).next().unwrap_or_else(|| panic!("{} has no {selector}:\n{}", page.path, page.text()));
    found.attr("value").map_or_else(|| found.text().collect(), str::to_owned)
}

pub const JSON: &[(&str, &str)] =
    &[("sec-fetch-site", "same-origin"), ("content-type", "application/x-www-form-urlencoded"), ("accept", "application/json")];

/// What a page that saves while its owner types is told: the status and the JSON.
pub fn autosave(who: &Browser, base: &str, question: &str, fields: &[(&str, &str)]) -> (u16, serde_json::Value) {
    let body = serde_urlencoded::to_string(fields).expect("a form");
    let (page, _) = who.request_once("POST", &format!("{base}/questions/{question}/autosave"), JSON, body.as_bytes());
    (page.status, serde_json::from_str(&page.body).unwrap_or_default())
}

/// A clerk of a city with a draft, and the question page `skills`.
pub fn writing(world: &World) -> (City, Browser, String, Page) {
    fund(world, 100_000);
    let madison = city(world, "Madison");
    let clerk = preparer(world, &madison, "Clara");
    let base = home(&started(&clerk));
    let page = clerk.get(&format!("{base}/questions/skills"));
    (madison, clerk, base, page)
}

#[test]
fn a_text_outlives_its_session_and_a_wrong_password() {
    on_both_with(
        |settings| settings.sessions.city_idle_minutes = 60,
        |world| {
            fund(world, 100_000);
            let ada = world.citizen("Ada Ames", "Elmira, NY", CityRole::Preparer);
            world.give_password(&ada, PASSWORD);
            world.sign_in(&ada);
            let base = home(&started(&ada));
            let page = ada.get(&format!("{base}/questions/skills"));
            world.at("2027-01-11T18:00:00Z");
            let out = ada.press(&page, "Save and continue", &[("answer", &sent(ODD))]);
            out.must_be(401).must_say("Sign in to save what you typed");
            assert_eq!(typed_on(&out), [ODD]);
            let again = ada.submit(&out, &[("email", &ada.email), ("password", "not this one at all")]);
            again.must_be(422);
            assert_eq!(typed_on(&again), [ODD]);
            let back = ada.submit(&again, &[("email", &ada.email), ("password", PASSWORD)]);
            back.must_be(200).must_say("You are signed in again");
            assert_eq!((typed_on(&back), saved(world, &base, "skills")), (vec![ODD.to_owned()], None));
            ada.press(&back, "Save it now", &[]).must_be(200).must_say("How will the skills stay");
            assert_eq!(saved(world, &base, "skills").as_deref(), Some(ODD));
            let page = ada.get(&format!("{base}/questions/skills"));
            assert_eq!(in_field(&page, "#answer"), ODD);
            // An address puts no words into anybody's mouth, and no form goes elsewhere.
            let stranger = world.browser();
            assert!(typed_on(&stranger.get("/sign-in?carried=%2Fportal%3Fanswer%3Dx")).is_empty());
            let fields = [("email", ""), ("password", ""), ("carried", "//evil.example/?answer=x")];
            assert!(typed_on(&stranger.post("/sign-in", &fields)).is_empty());
        },
    );
}

#[test]
fn a_text_outlives_its_session_where_one_signs_in_by_a_link() {
    on_both_with(
        |settings| settings.sessions.city_idle_minutes = 60,
        |world| {
            fund(world, 100_000);
            let ada = world.citizen("Ada Ames", "Elmira, NY", CityRole::Preparer);
            let base = home(&started(&ada));
            let page = ada.get(&format!("{base}/activities/new"));
            world.at("2027-01-11T18:00:00Z");
            let out = ada.press(&page, "Save and continue", &[("title", "Cours <b>"), ("starts_on_month", "13")]);
            out.must_be(401).must_say("Cours <b>");
            let wait = ada.submit(&out, &[("link_email", &ada.email)]);
            wait.must_be(200).must_say("Check your mail").must_say("Cours <b>");
            // Pressed too early, it comes back whole.
            ada.press(&wait, "Save it now", &[]).must_be(401).must_say("Cours <b>");
            let letters = world.mail_to(&ada.email);
            let body = &letters.first().expect("a letter").body_text;
            let path = body.split("/sign-in/link/").nth(1).expect("a link").split_whitespace().next().expect("a token");
            let link = ada.get(&format!("/sign-in/link/{path}"));
            ada.press(&link, "Sign in", &[]).must_be(200);
            let mistakes = ada.press(&wait, "Save it now", &[]);
            mistakes.must_be(422).must_say("Add an activity");
            assert_eq!((in_field(&mistakes, "#title"), in_field(&mistakes, "#starts_on")), ("Cours <b>".into(), "13".into()));
        },
    );
}

#[test]
fn what_cannot_be_saved_is_shown_to_copy() {
    on_both(|world| {
        let (madison, clerk, base, page) = writing(world);
        let official = signed_in(world, &madison.official);
        let withdraw = official.get(&format!("{base}/withdraw"));
        official.press(&withdraw, "Withdraw", &[("reason", "Another year.")]).must_be(200);
        let closed = clerk.press(&page, "Save and continue", &[("answer", &sent(ODD))]);
        closed.must_be(409).must_say("This application was withdrawn");
        assert_eq!(typed_on(&closed), [ODD]);
        assert!(!closed.says("Save it now"), "it would not help");
        assert_eq!(autosave(&clerk, &base, "skills", &[("answer", "x"), ("version", "0")]).0, 409);
    });
}

#[test]
fn what_is_no_answer_yet_is_kept_as_typed_for_its_writer() {
    on_both(|world| {
        let (madison, clara, base, _) = writing(world);
        let carl = preparer(world, &madison, "Carl");
        let path = format!("{base}/questions/ready_on");
        let half = [("answer_month", "2"), ("answer_day", "30"), ("answer_year", ""), ("version", "0")];
        let (status, told) = autosave(&clara, &base, "ready_on", &half);
        assert_eq!((status, told["version"].as_i64()), (200, Some(0)));
        assert_eq!(told["unfinished"].as_str(), Some("Enter month, day and year, such as 3 15 2027."));
        let page = clara.get(&path);
        page.must_say("it is not complete yet");
        assert_eq!([in_field(&page, "#answer"), in_field(&page, "#answer_day"), in_field(&page, "#answer_year")], ["2", "30", ""]);
        assert_eq!((in_field(&carl.get(&path), "#answer_day"), saved(world, &base, "ready_on")), (String::new(), None), "it is hers alone");
        clara.press(&page, "Save and continue", &[("answer_day", "28"), ("answer_year", "2028")]).must_be(200);
        assert_eq!(saved(world, &base, "ready_on").as_deref(), Some("2028-02-28"));
        assert!(!clara.get(&path).says("not complete yet"));
        // Without scripts too: a text over its limit comes back on the next day.
        let long = format!("{ODD}{}", "x".repeat(3_000));
        let skills = format!("{base}/questions/skills");
        clara.press(&clara.get(&skills), "Save and continue", &[("answer", &sent(&long))]).must_be(422);
        world.at("2027-01-12T15:00:00Z");
        assert_eq!(in_field(&clara.get(&skills), "#answer"), long);
        let viewer = world.citizen("Vi Viewer", "Ithaca, NY", CityRole::Preparer);
        assert_eq!(autosave(&viewer, &base, "ready_on", &half).0, 404, "another city's");
    });
}

#[test]
fn a_save_is_told_with_the_servers_own_time_and_a_clash_as_one() {
    on_both_with(
        |settings| settings.sessions.city_idle_minutes = 60,
        |world| {
            let (_, clara, base, _) = writing(world);
            world.at("2027-01-11T20:02:10Z");
            assert_eq!(autosave(&clara, &base, "skills", &[("answer", "x")]).0, 401, "no page, no redirect");
            world.at("2027-01-11T15:40:10Z");
            let (status, told) = autosave(&clara, &base, "skills", &[("answer", &sent(ODD)), ("version", "0")]);
            assert_eq!((status, told["saved_at"].as_str()), (200, Some("January 11, 2027, 9:40:11 AM CST")), "{told}");
            assert!(told["at"].as_str().is_some_and(|at| at.starts_with("2027-01-11T15:40:11")), "{told}");
            assert_eq!(saved(world, &base, "skills").as_deref(), Some(ODD));
            let version = told["version"].as_i64().expect("a version").to_string();
            // The same again, as after an answer that never arrived.
            let again = autosave(&clara, &base, "skills", &[("answer", &sent(ODD)), ("version", "0")]);
            assert_eq!((again.0, again.1["version"].as_i64()), (200, version.parse().ok()));
            let (status, told) = autosave(&clara, &base, "skills", &[("answer", "Other"), ("version", "0")]);
            assert_eq!((status, told["changed"].as_bool()), (409, Some(true)));
            assert_eq!(autosave(&clara, &base, "skills", &[("answer", "Other"), ("version", &version)]).0, 200);
            clara.get(&format!("{base}/questions/skills")).must_say("Saved January 11, 2027, 9:40:14 AM CST by Clara");
        },
    );
}

#[test]
fn more_text_than_can_be_taken_is_refused_in_words() {
    on_both(|world| {
        let (_, clara, base, page) = writing(world);
        clara.press(&page, "Save and continue", &[("answer", "Before")]).must_be(200);
        let mut form = b"version=0&answer=".to_vec();
        form.resize(2_000_000, b'a');
        let path = format!("{base}/questions/skills");
        let refused = clara.post_bytes(&path, "application/x-www-form-urlencoded", form.clone());
        refused.must_be(413).must_say("more text than we can take").must_say("Go back");
        let (told, _) = clara.request_once("POST", &format!("{path}/autosave"), JSON, &form);
        assert_eq!((told.status, told.body.contains("more text than we can take")), (413, true));
        assert_eq!(saved(world, &base, "skills").as_deref(), Some("Before"));
    });
}

#[test]
fn looking_at_the_end_of_a_session_does_not_move_it_and_a_press_does() {
    on_both_with(
        |settings| {
            settings.sessions.city_idle_minutes = 60;
            settings.sessions.city_absolute_hours = 2;
        },
        |world| {
            let (_, clara, ..) = writing(world);
            let ask = |method: &str| {
                let (page, _) = clara.request_once(method, "/account/session", JSON, b"");
                let told: serde_json::Value = serde_json::from_str(&page.body).unwrap_or_default();
                (page.status, told["seconds"].as_i64().unwrap_or(-1), told["is_final"].as_bool())
            };
            let begun = world.clock.now();
            let at = |minutes| world.at(&begun.plus(TimeDelta::minutes(minutes)).iso());
            at(50);
            let (_, left, _) = ask("GET");
            assert!((500..=660).contains(&left), "{left}");
            at(55);
            assert!(ask("GET").1 < 360, "a look moved the end");
            assert_eq!(ask("POST").1, 3_600, "a press did not");
            at(100);
            assert_eq!(ask("POST").2, Some(true), "the last end is said to be one");
            at(121);
            assert_eq!(ask("GET").0, 401);
        },
    );
}

/// Another program's hold on what saving an answer needs, for a while.
fn hold(world: &World, length: Duration) -> std::thread::JoinHandle<()> {
    hold_until(world, move || std::thread::sleep(length))
}

/// The same until something has happened.
pub fn hold_until(world: &World, happened: impl FnOnce() + Send + 'static) -> std::thread::JoinHandle<()> {
    let url = Url::parse(&world.app.settings.database.url).expect("a URL");
    let options = Options { pool_size: 1, durable: false };
    let other = Db::open(&url, &options, Clock::System, IdSource::seeded(99)).expect("another connection");
    let is_postgres = world.backend == Backend::Postgres;
    let (tell, told) = std::sync::mpsc::channel();
    let mut happened = Some(happened);
    let holder = std::thread::spawn(move || {
        let held = other.write(|tx| {
            if is_postgres {
                diesel::sql_query("LOCK TABLE application_answers IN EXCLUSIVE MODE").execute(&mut **tx)?;
            }
            let _ = tell.send(());
            if let Some(wait) = happened.take() {
                wait();
            }
            Ok::<_, Error>(())
        });
        held.expect("held");
    });
    told.recv().expect("it is held");
    holder
}

#[test]
fn a_form_that_met_a_busy_database_can_be_sent_again() {
    on_both(|world| {
        let (_, clara, base, page) = writing(world);
        let form = page.fill(Some("Save and continue"), &[("answer", &sent(ODD))]);
        let body = serde_urlencoded::to_string(&form.fields).expect("a form");
        let holder = hold(world, Duration::from_secs(13));
        let (busy, _) = clara.request_once("POST", &form.action, &JSON[..2], body.as_bytes());
        busy.must_be(503).must_say("The service is busy");
        assert_eq!((typed_on(&busy), busy.header("retry-after")), (vec![ODD.to_owned()], "3"));
        holder.join().expect("let go");
        clara.press(&busy, "Save it now", &[]).must_be(200);
        assert_eq!(saved(world, &base, "skills").as_deref(), Some(ODD));
    });
}

/// What one of many saves, one text after the other: the last that was acknowledged, how often it was and was not, and
/// the longest wait for an answer.
fn types(clerk: &Browser, base: &str, n: usize, until: Instant) -> (String, [usize; 2], Duration) {
    let (mut kept, mut version, mut taken, mut refused, mut longest) = (String::new(), 0, 0, 0, Duration::ZERO);
    for k in 0.. {
        let text = format!("{n}.{k} {ODD}");
        let fields = vec![("answer", sent(&text)), ("version", version.to_string())];
        let body = serde_urlencoded::to_string(fields).expect("a form");
        let begun = Instant::now();
        let (page, _) = clerk.request_once("POST", &format!("{base}/questions/skills/autosave"), JSON, body.as_bytes());
        longest = longest.max(begun.elapsed());
        if page.status == 200 {
            let told: serde_json::Value = serde_json::from_str(&page.body).expect("JSON");
            version = told["version"].as_i64().expect("a version");
            (kept, taken) = (text, taken + 1);
        } else {
            assert_eq!((page.status, page.header("retry-after")), (503, "3"), "{}", page.body);
            refused += 1;
        }
        if Instant::now() > until && page.status == 200 {
            break;
        }
        std::thread::sleep(Duration::from_millis(1_500));
    }
    (kept, [taken, refused], longest)
}

#[test]
fn a_hundred_people_type_while_the_database_is_away_for_ten_seconds() {
    on_both(|world| {
        let fund = fund(world, 100_000);
        let clerks: Vec<(Browser, String)> = (0..100)
            .map(|n| {
                let town = city(world, &format!("Town{n}"));
                let started =
                    world.db.write(|tx| Ok::<_, ProcessError>(process::start_case(tx, &town.official, fund.round, town.id)?.reference));
                (signed_in(world, &town.official), format!("/portal/applications/{}", started.expect("a draft")))
            })
            .collect();
        let until = Instant::now() + Duration::from_secs(13);
        let typing: Vec<_> = clerks
            .into_iter()
            .enumerate()
            .map(|(n, (clerk, base))| std::thread::spawn(move || (types(&clerk, &base, n, until), base)))
            .collect();
        std::thread::sleep(Duration::from_millis(1_000));
        hold(world, Duration::from_secs(10)).join().expect("let go");
        let (mut taken, mut refused, mut longest) = (0, 0, Duration::ZERO);
        for one in typing {
            let ((kept, [took, could_not], waited), base) = one.join().expect("nobody met anything but a save or a 503");
            assert_eq!(saved(world, &base, "skills"), Some(kept), "what was acknowledged last is there");
            (taken, refused, longest) = (taken + took, refused + could_not, longest.max(waited));
        }
        eprintln!("{taken} saves were acknowledged, {refused} were told to try again");
        assert!(taken > 100, "{taken}: they typed on");
        assert!(refused > 0 || longest > Duration::from_secs(5), "the database was away: somebody waits or is told ({longest:?})");
    });
}
