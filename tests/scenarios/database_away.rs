//! PostgreSQL is really away: it ends every connection and takes no new one, while many people type. Whatever was
//! acknowledged is there, each once; the others are told in words, and save without a restart once it is back.

use crate::grant::{city, fund, signed_in};
use crate::losing::{ODD, saved};
use crate::support::{Backend, Browser, Page, World};
use diesel::prelude::*;
use std::time::{Duration, Instant};
use urban_diplomacy_fund::db::{Db, Error, Options, Url};
use urban_diplomacy_fund::intake;
use urban_diplomacy_fund::kernel::{Clock, IdSource};
use urban_diplomacy_fund::process::{self, ProcessError};

const JSON: &[(&str, &str)] =
    &[("sec-fetch-site", "same-origin"), ("content-type", "application/x-www-form-urlencoded"), ("accept", "application/json")];
/// Between two texts of one person.
const PAUSE: Duration = Duration::from_millis(400);
/// Nobody waits longer for an answer, whatever it is.
const LONGEST: Duration = Duration::from_secs(12);

/// How many people type, and for how long the database is away.
fn measure() -> (usize, Duration) {
    if std::env::var("UDF_TEST_FULL").is_ok() { (100, Duration::from_secs(10)) } else { (30, Duration::from_secs(3)) }
}

/// Somebody with power over the server, who asks it from another database.
struct Operator {
    db: Db,
    name: String,
}

impl Operator {
    fn of(world: &World) -> Self {
        let server = std::env::var("UDF_TEST_POSTGRES").expect("a server");
        let url = Url::parse(&server).expect("a URL");
        let db = Db::open(&url, &Options { pool_size: 1, durable: false }, Clock::System, IdSource::random()).expect("the server is there");
        let name = world.app.settings.database.url.rsplit('/').next().expect("a name").to_owned();
        Self { db, name }
    }

    fn run(&self, sql: &str) -> usize {
        self.db.read(|conn| diesel::sql_query(sql).execute(conn).map_err(Error::from)).expect(sql)
    }

    /// From now on nobody gets in; who is in is thrown out.
    fn shut(&self) {
        self.run(&format!("ALTER DATABASE {} ALLOW_CONNECTIONS false", self.name));
    }

    /// Throws out whoever is in; how many these were.
    fn throw_out(&self) -> usize {
        self.run(&format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'", self.name))
    }

    fn open(&self) {
        self.run(&format!("ALTER DATABASE {} ALLOW_CONNECTIONS true", self.name));
    }
}

/// What one person met.
struct Met {
    /// The last text that was acknowledged.
    kept: String,
    /// How many texts were acknowledged.
    taken: usize,
    /// The version of the last: each text becomes one, and counts from the first.
    version: i64,
    /// Answers that told to try again.
    refused: usize,
    longest: Duration,
}

/// Types one text after the other; what was not acknowledged is sent again as it was, as browsers do, until it is.
fn types(clerk: &Browser, base: &str, n: usize, until: Instant) -> Met {
    let mut met = Met { kept: String::new(), taken: 0, version: 0, refused: 0, longest: Duration::ZERO };
    let path = format!("{base}/questions/skills/autosave");
    while Instant::now() < until || met.taken == 0 {
        let text = format!("{n}.{} {ODD}", met.taken);
        loop {
            let fields = [("answer", text.replace('\n', "\r\n")), ("version", met.version.to_string())];
            let body = serde_urlencoded::to_string(fields).expect("a form");
            let begun = Instant::now();
            let (page, _) = clerk.request_once("POST", &path, JSON, body.as_bytes());
            met.longest = met.longest.max(begun.elapsed());
            if page.status == 200 {
                let told: serde_json::Value = serde_json::from_str(&page.body).expect("JSON");
                let version = told["version"].as_i64().expect("a version");
                assert!(met.version == 0 || version == met.version + 1, "one version a text: {told}, after {}", met.version);
                (met.kept, met.version, met.taken) = (text, version, met.taken + 1);
                break;
            }
            says_to_wait(&page);
            met.refused += 1;
            assert!(Instant::now() < until + Duration::from_secs(30), "it does not come back: {}", page.body);
            std::thread::sleep(PAUSE);
        }
        std::thread::sleep(PAUSE);
    }
    met
}

/// A refusal in words, with the time of the next try.
#[track_caller]
fn says_to_wait(page: &Page) {
    assert_eq!((page.status, page.header("retry-after")), (503, "3"), "{}", page.body);
    let says = |words: &str| page.body.contains(words);
    assert!(says("The service is away for a moment") || says("The service is busy"), "{}", page.body);
    assert!(!says("terminating connection") && !says("FATAL"), "the fault itself is for the log: {}", page.body);
}

fn ready(world: &World) -> Page {
    world.browser().request_once("GET", "/readyz", &[], b"").0
}

/// Waits until the program says that it is ready again; how long that took.
fn comes_back(world: &World) -> Duration {
    let begun = Instant::now();
    while ready(world).status != 200 {
        assert!(begun.elapsed() < Duration::from_secs(15), "it is not ready again");
        std::thread::sleep(Duration::from_millis(100));
    }
    begun.elapsed()
}

/// So many people, each with a draft of a city of their own.
fn clerks(world: &World, count: usize) -> Vec<(Browser, String)> {
    let fund = fund(world, 100_000);
    let begin = |n: usize| {
        let town = city(world, &format!("Town{n}"));
        let started = world.db.write(|tx| Ok::<_, ProcessError>(process::start_case(tx, &town.official, fund.round, town.id)?.reference));
        (signed_in(world, &town.official), format!("/portal/applications/{}", started.expect("a draft")))
    };
    (0..count).map(begin).collect()
}

/// The version that the answer of a draft stands at.
fn version(world: &World, base: &str) -> i64 {
    let reference = base.rsplit('/').next().expect("a reference");
    let draft = world.db.read(|conn| {
        let id = intake::by_reference(conn, reference)?.id;
        intake::draft(conn, id)
    });
    draft.expect("a draft").saved.get("skills").map_or(0, |saved| saved.version)
}

#[test]
fn many_people_type_while_postgresql_ends_all_connections_and_takes_no_new_one() {
    if !Backend::all().contains(&Backend::Postgres) {
        return;
    }
    let (count, length) = measure();
    let world = World::new(Backend::Postgres);
    let clerks = clerks(&world, count);
    let operator = Operator::of(&world);
    ready(&world).must_be(200);
    let until = Instant::now() + length + Duration::from_secs(3);
    let typing: Vec<_> = clerks
        .into_iter()
        .enumerate()
        .map(|(n, (clerk, base))| std::thread::spawn(move || (types(&clerk, &base, n, until), base)))
        .collect();
    std::thread::sleep(Duration::from_millis(1_000));
    let (begun, mut thrown_out, mut looked) = (Instant::now(), 0, None);
    operator.shut();
    while begun.elapsed() < length {
        thrown_out += operator.throw_out();
        if looked.is_none() && begun.elapsed() > length / 2 {
            let asked = Instant::now();
            looked = Some((ready(&world), world.browser().request_once("GET", "/livez", &[], b"").0.status, asked.elapsed()));
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    operator.open();
    let back = comes_back(&world);
    let (told, lives, waited) = looked.expect("it was asked");
    told.must_be(503);
    says_to_wait(&told);
    assert_eq!(lives, 200, "the process itself lives");
    let (mut taken, mut refused, mut longest) = (0, 0, Duration::ZERO);
    for one in typing {
        let (met, base) = one.join().expect("nobody met anything but a save or a 503");
        assert_eq!(saved(&world, &base, "skills"), Some(met.kept), "what was acknowledged last is there");
        assert_eq!(version(&world, &base), met.version, "and each text before it was, once");
        (taken, refused, longest) = (taken + met.taken, refused + met.refused, longest.max(met.longest));
    }
    eprintln!(
        "{count} people, away for {length:?}: {taken} saves acknowledged, {refused} told to wait, longest answer {longest:?}, ready after {back:?}; \
         {thrown_out} connections ended, readiness told in {waited:?}"
    );
    assert!(thrown_out > 0, "somebody was in");
    assert!(refused > 0, "somebody was told");
    assert!(longest < LONGEST, "{longest:?}");
    assert!(waited < Duration::from_secs(8), "whoever watches is told soon: {waited:?}");
    world.check_records();
}
