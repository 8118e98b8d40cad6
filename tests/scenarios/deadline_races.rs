//! Races around the deadline: presses, saves, withdrawals and more time meet the instant, many at
//! once, while the clock jumps from one side of it to the other. Afterwards what everybody was told
//! is held against what is kept and what pages show. `UDF_TEST_FULL` runs ten thousand of them on
//! each database, `UDF_RACES` as many as it says; the seed is printed, `UDF_SEED` repeats it.

mod judge;

use crate::grant::{self, City, Fund, city, fund};
use crate::support::{Backend, Browser, World};
use chrono::TimeDelta;
use judge::{Before, Kept, Received, Span, Told, Word};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Barrier, Mutex};
use std::time::Duration;
use urban_diplomacy_fund::intake::{self, Application, MoreTime};
use urban_diplomacy_fund::kernel::{Clock, Id, Timestamp};
use urban_diplomacy_fund::opportunity;
use urban_diplomacy_fund::process::{self, ProcessError};

const SLUG: &str = "training-and-conference-support-2027";
/// So many applications race at once.
const AT_ONCE: usize = 12;
/// The question that is written while others press.
const QUESTION: &str = "skills";
/// From one deadline to the next, longer than everything around it.
const APART: TimeDelta = TimeDelta::minutes(10);
/// How much more time an officer gives.
const MORE: TimeDelta = TimeDelta::minutes(2);

/// Random numbers that a seed repeats: SplitMix64.
#[derive(Clone)]
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % n
    }
}

/// One application in its race.
struct Runner {
    id: Id<Application>,
    reference: String,
    city: City,
    before: Before,
    told: Mutex<Vec<Told>>,
}

/// What all races of a world share.
struct Track<'a> {
    world: &'a World,
    fund: Fund,
    order: AtomicU64,
}

fn races() -> u64 {
    let usual = || if std::env::var("UDF_TEST_FULL").is_ok() { 10_000 } else { 96 };
    std::env::var("UDF_RACES").map_or_else(|_| usual(), |races| races.parse().expect("a number"))
}

fn seed() -> u64 {
    std::env::var("UDF_SEED").map_or(20_270_226, |seed| seed.parse().expect("a number"))
}

impl Track<'_> {
    /// Asks for something, and notes when, and what came of it.
    fn note(&self, runner: &Runner, ask: impl FnOnce() -> Word) {
        let (asked, from) = (self.order.fetch_add(1, Ordering::SeqCst), self.world.clock.now());
        let word = ask();
        let (to, answered) = (self.world.clock.now(), self.order.fetch_add(1, Ordering::SeqCst));
        runner.told.lock().expect("nobody panicked").push(Told { word, span: Span { asked, answered, from, to } });
    }

    /// A browser that does not move the clock, unlike others of these tests.
    fn browser(&self, who: &urban_diplomacy_fund::people::Actor) -> Browser {
        let limits = self.world.app.settings.sessions.clone();
        let token = self.world.db.write(|tx| {
            use urban_diplomacy_fund::people::session;
            let start = session::Start { method: session::Method::Link, device: "a test".into(), limits: limits.clone() };
            session::start(tx, who.account.expect("an account"), &start)
        });
        let origin = &self.world.app.settings.server.public_origin;
        let browser = Browser::new(&format!("http://{}", self.world.address()), origin, Clock::fixed(self.world.clock.now()));
        browser.keep_cookie(self.world.app.cookie_name(), &token.expect("a session"));
        browser
    }

    /// A whole draft of a city of its own.
    fn runner(&self, n: u64) -> (Id<Application>, String, City) {
        let town = city(self.world, &format!("Town{n}"));
        let draft = self.world.db.write(|tx| {
            let found = process::start_case(tx, &town.official, self.fund.round, town.id)?;
            grant::write_everything(self.world, tx, &town.official, (found.id, 8_000));
            Ok::<_, ProcessError>((found.id, found.reference))
        });
        let (id, reference) = draft.expect("a draft");
        (id, reference, town)
    }

    /// Gives these cities a deadline of their own.
    fn line_up(&self, drafts: Vec<(Id<Application>, String, City)>, deadline: Timestamp) -> Vec<Runner> {
        let (round, officer) = (self.fund.round, &self.fund.officer);
        let lined = drafts.into_iter().map(|(id, reference, city)| {
            let more = MoreTime { city: Some(city.id), until: deadline, reason: "A storm.".into() };
            self.world.db.write(|tx| intake::extend(tx, officer, round, &more).map(drop)).expect("more time");
            let draft = self.world.db.read(|conn| intake::draft(conn, id)).expect("a draft");
            let text = draft.saved.get(QUESTION).map(|s| s.answer.typed());
            let before = Before { deadline, grace: draft.definition.dates.grace(), text };
            Runner { id, reference, city, before, told: Mutex::default() }
        });
        lined.collect()
    }

    /// What is there now, in the database and on pages.
    fn kept(&self, runner: &Runner, officer: &Browser) -> Kept {
        let id = runner.id;
        let (draft, submissions) = self
            .world
            .db
            .read(|conn| Ok::<_, urban_diplomacy_fund::db::Error>((intake::draft(conn, id)?, intake::submissions(conn, id)?)))
            .expect("kept");
        let received = submissions.iter().map(|s| {
            let words = s.content().expect("JSON").to_string();
            let text = draft.saved.get(QUESTION).map(|saved| saved.answer.typed());
            // The document holds the text as it was; that it is in there tells which it was.
            let same = text.clone().filter(|text| words.contains(&format!("\"{text}\"")));
            Received { at: s.received_at, deadline: s.deadline_at, text: same }
        });
        let sees = |browser: &Browser, path: String| browser.request_once("GET", &path, &[], b"").0.status == 200;
        Kept {
            received: received.collect(),
            is_withdrawn: draft.application.withdrawn_at.is_some(),
            text: draft.saved.get(QUESTION).map(|s| s.answer.typed()),
            desk: sees(officer, format!("/desk/applications/{}", runner.reference)),
            receipt: sees(&self.browser(&runner.city.official), format!("/portal/applications/{}/receipt", runner.reference)),
        }
    }
}

const FORM: &[(&str, &str)] = &[("sec-fetch-site", "same-origin"), ("content-type", "application/x-www-form-urlencoded")];

/// Posts a form and gives the status, where it leads and what it says.
fn post(browser: &Browser, path: &str, fields: &[(&str, &str)], as_json: bool) -> (u16, String, String) {
    let body = serde_urlencoded::to_string(fields).expect("a form");
    let headers: Vec<_> = FORM.iter().copied().chain(as_json.then_some(("accept", "application/json"))).collect();
    let (page, location) = browser.request_once("POST", path, &headers, body.as_bytes());
    (page.status, location.unwrap_or_default(), page.body)
}

/// The official presses the button.
fn press(browser: &Browser, runner: &Runner, (key, version): (&str, i64)) -> Word {
    let path = format!("/portal/applications/{}/certify", runner.reference);
    let version = version.to_string();
    let fields = [("typed_name", runner.city.official.name.as_str()), ("agree", "yes"), ("version", &version), ("idempotency_key", key)];
    let (status, location, body) = post(browser, &path, &fields, true);
    match status {
        303 if location.ends_with("/receipt") => Word::Accepted(key.to_owned()),
        303 if location.ends_with("/check") => Word::Refused("changed meanwhile".into()),
        409 if body.contains("The deadline has passed") => Word::Late,
        // Whoever presses a second time on a page of another version is told to look what is recorded.
        409 if body.contains("already sent, with other content") => Word::Refused("sent with other content".into()),
        409 if body.contains("submitted already") => Word::Refused("submitted already".into()),
        409 if body.contains("was withdrawn") => Word::Refused("withdrawn".into()),
        503 => Word::Refused("busy".into()),
        _ => Word::Fault(format!("a press was answered {status} {location} {body}")),
    }
}

/// A colleague writes on, one text after the other.
fn write(track: &Track<'_>, runner: &Runner, browser: &Browser, dice: &mut Dice) {
    let found = track.world.db.read(|conn| intake::draft(conn, runner.id)).expect("a draft");
    let mut version = found.saved.get(QUESTION).map_or(0, |s| s.version);
    let path = format!("/portal/applications/{}/questions/{QUESTION}/autosave", runner.reference);
    for n in 0..=dice.below(2) {
        std::thread::sleep(Duration::from_millis(dice.below(120)));
        let text = format!("{} text {n}", runner.reference);
        track.note(runner, || {
            let (status, _, body) = post(browser, &path, &[("answer", &text), ("version", &version.to_string())], true);
            match status {
                200 => {
                    let told: serde_json::Value = serde_json::from_str(&body).expect("JSON");
                    version = told["version"].as_i64().expect("a version");
                    Word::Saved(text.clone())
                }
                409 | 503 => Word::NotSaved(text.clone()),
                _ => Word::Fault(format!("a save was answered {status} {body}")),
            }
        });
    }
}

fn withdraw(runner: &Runner, browser: &Browser) -> Word {
    let path = format!("/portal/applications/{}/withdraw", runner.reference);
    let (status, location, body) =
        post(browser, &path, &[("reason", "Another year."), ("idempotency_key", &format!("withdraw-{}", runner.reference))], true);
    match status {
        303 if location.contains("done=withdrawn") => Word::Withdrawn,
        409 | 503 => Word::NotWithdrawn,
        _ => Word::Fault(format!("a withdrawal was answered {status} {body}")),
    }
}

/// An officer gives this city more time, on the page of the desk.
fn give_more(runner: &Runner, browser: &Browser) -> Word {
    let until = runner.before.deadline.plus(MORE);
    let local = until.utc().with_timezone(&chrono_tz::America::New_York);
    let part = |pattern: &str| local.format(pattern).to_string();
    let (month, day, year, at, city) = (part("%-m"), part("%-d"), part("%Y"), part("%-I:%M %p"), runner.city.id.text());
    let fields = [
        ("city", city.as_str()),
        ("on_month", &month),
        ("on_day", &day),
        ("on_year", &year),
        ("at", &at),
        ("reason", "A storm."),
        ("idempotency_key", city.as_str()),
    ];
    match post(browser, &format!("/desk/opportunities/{SLUG}/deadline"), &fields, true) {
        (303, ..) => Word::MoreTime(until),
        // On a busy machine the clock can be past the end of the time before anybody hears who gives it. Then it is
        // refused, rightly; the judge asks whether the clock really was.
        (422, _, body) if body.contains("Choose a time that has not passed.") => Word::NoMoreTime(until),
        (503, ..) => Word::Refused("busy".into()),
        (status, _, body) => Word::Fault(format!("more time was answered {status} {body}")),
    }
}

fn look(browser: &Browser, path: &str) -> Word {
    match browser.request_once("GET", path, &[], b"").0.status {
        200 => Word::Seen,
        404 => Word::Unseen,
        status => Word::Fault(format!("{path} was answered {status}")),
    }
}

/// The clock jumps over the deadline, over the end of the grace, and over the end of more time.
fn tick(world: &World, deadline: Timestamp, grace: TimeDelta, dice: &mut Dice) {
    let (instant, second) = (TimeDelta::microseconds(1), TimeDelta::seconds(1));
    let around = |end: TimeDelta| [end - instant, end, end + instant];
    let stops = [vec![-second], around(TimeDelta::zero()).to_vec(), vec![grace / 2], around(grace)[1..].to_vec(), vec![grace + second]];
    for stop in stops.concat().into_iter().chain(around(MORE)).chain([MORE + second]) {
        std::thread::sleep(Duration::from_millis(10 + dice.below(50)));
        world.clock.set(deadline.plus(stop));
    }
}

/// One group of applications races; everybody is a thread with a browser of their own.
fn run(track: &Track<'_>, runners: &[Runner], dice: &mut Dice) {
    let deadline = runners[0].before.deadline;
    track.world.clock.set(deadline.plus(TimeDelta::seconds(-5)));
    let officer = || track.browser(&track.fund.officer);
    let mut acts: Vec<Box<dyn FnOnce() + Send + '_>> = Vec::new();
    for runner in runners {
        let official = || track.browser(&runner.city.official);
        for n in 0..1 + dice.below(3) {
            // Every third press is a double click of the first.
            let key = format!("press-{}-{}", runner.reference, n % 2);
            let (browser, wait, again) = (official(), dice.below(500), dice.below(2) == 0);
            acts.push(Box::new(move || {
                let version = || track.world.db.read(|conn| intake::application(conn, runner.id)).expect("it").version;
                let first = version();
                std::thread::sleep(Duration::from_millis(wait));
                track.note(runner, || press(&browser, runner, (&key, if again { version() } else { first })));
            }));
        }
        if dice.below(2) == 0 {
            let (browser, mut own) = (official(), Dice(dice.below(u64::MAX)));
            acts.push(Box::new(move || write(track, runner, &browser, &mut own)));
        }
        if dice.below(6) == 0 {
            let (browser, wait) = (official(), dice.below(400));
            acts.push(Box::new(move || {
                std::thread::sleep(Duration::from_millis(wait));
                track.note(runner, || withdraw(runner, &browser));
            }));
        }
        if dice.below(3) == 0 {
            let (browser, wait) = (officer(), dice.below(300));
            acts.push(Box::new(move || {
                std::thread::sleep(Duration::from_millis(wait));
                track.note(runner, || give_more(runner, &browser));
            }));
        }
        let (desk, city, wait) = (officer(), official(), dice.below(400));
        acts.push(Box::new(move || {
            std::thread::sleep(Duration::from_millis(wait));
            track.note(runner, || look(&desk, &format!("/desk/applications/{}", runner.reference)));
            track.note(runner, || look(&city, &format!("/portal/applications/{}/receipt", runner.reference)));
        }));
    }
    let (start, mut own) = (Barrier::new(acts.len() + 1), Dice(dice.below(u64::MAX)));
    std::thread::scope(|scope| {
        for act in acts {
            let start = &start;
            scope.spawn(move || {
                start.wait();
                act();
            });
        }
        start.wait();
        tick(track.world, deadline, runners[0].before.grace, &mut own);
    });
}

/// Runs the races of one database.
fn race(backend: Backend) {
    let (world, begun) = (World::new(backend), std::time::Instant::now());
    let mut dice = Dice(seed());
    let track = Track { fund: fund(&world, 100_000), world: &world, order: AtomicU64::new(0) };
    let closes = world.db.read(|conn| opportunity::opportunity(conn, track.fund.round)).expect("the round").closes.at;
    let mut drafts: Vec<_> = (0..races()).map(|n| track.runner(n)).collect();
    let (mut group, mut words, mut visible, mut contradictions) = (0, BTreeMap::<String, u64>::new(), 0, 0);
    while !drafts.is_empty() {
        group += 1;
        let now = drafts.split_off(drafts.len().saturating_sub(AT_ONCE));
        let runners = track.line_up(now, closes.plus(APART * group));
        run(&track, &runners, &mut dice);
        let officer = track.browser(&track.fund.officer);
        for runner in &runners {
            let told = runner.told.lock().expect("nobody panicked").clone();
            let kept = track.kept(runner, &officer);
            let faults = judge::faults(&runner.before, &told, &kept);
            if !faults.is_empty() {
                contradictions += 1;
                eprintln!("UDF_SEED={} {}: {faults:#?}\n{told:#?}\n{kept:#?}", seed(), runner.reference);
            }
            visible += usize::from(!kept.received.is_empty() && !kept.is_withdrawn);
            for received in &kept.received {
                let of = |is_late: bool| if is_late { "received in the grace" } else { "received in time" };
                *words.entry(of(received.at > received.deadline).to_owned()).or_default() += 1;
            }
            for t in told {
                let name = format!("{:?}", t.word);
                let name = if let Word::Refused(why) = t.word { why } else { name.split('(').next().unwrap_or_default().to_owned() };
                *words.entry(name).or_default() += 1;
            }
        }
    }
    let listed = world.db.read(|conn| intake::list_submitted(conn, track.fund.round)).expect("a list").len();
    assert_eq!(listed, visible, "lists hold what was accepted and not withdrawn");
    let seconds = begun.elapsed().as_secs();
    eprintln!("{backend:?}: {} races, seed {}, {seconds} s, {contradictions} contradictions: {words:?}", races(), seed());
    assert_eq!(contradictions, 0, "races contradict themselves; each is printed above");
    for word in ["Accepted", "Late", "Saved", "Withdrawn", "MoreTime", "Seen", "Unseen"] {
        assert!(words.contains_key(word), "no race in which anybody was told {word}: {words:?}");
    }
    world.check_records();
}

/// Runs the races of one database where it is offered. Each has a test of its own, so that both race at once.
fn race_on(wanted: Backend) {
    if Backend::all().contains(&wanted) {
        race(wanted);
    }
}

#[test]
fn races_around_the_deadline_never_contradict_what_was_told_on_sqlite() {
    race_on(Backend::Sqlite);
}

#[test]
fn races_around_the_deadline_never_contradict_what_was_told_on_postgres() {
    race_on(Backend::Postgres);
}
