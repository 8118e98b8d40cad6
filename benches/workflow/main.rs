//! How long a worklist takes among 200,000 cases on SQLite: a page of fifty from the beginning,
//! from the middle, narrowed by each filter, and the counts of the desk's first page. Cases are
//! made by SQL: two rounds, four places, due days over a year. Then how long a step takes on a
//! case with 500 events. `cargo bench --bench workflow`.

#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a measurement that cannot go on says so by panicking"
)]

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

use chrono::NaiveDate;
use diesel::connection::SimpleConnection;
use std::time::{Duration, Instant};
use urban_diplomacy_fund::app;
use urban_diplomacy_fund::db::{Db, Error, Options, Url};
use urban_diplomacy_fund::kernel::{Clock, IdSource};
use urban_diplomacy_fund::opportunity;
use urban_diplomacy_fund::people::{Actor, FundRole};
use urban_diplomacy_fund::process::{self, Due, Stage, WorkFilter};
use urban_diplomacy_fund::rules::{Facts, Value};
use urban_diplomacy_fund::workflow::{self, FireError, Step, Who};

const CASES: u32 = 200_000;
const ROUNDS: [&str; 2] = [
    include_str!("../../config/opportunities/city-engagement-grants-2027.toml"),
    include_str!("../../config/opportunities/training-and-conference-support-2027.toml"),
];

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = Url::parse(&format!("sqlite://{}", folder.path().join("work.db").display())).expect("a URL");
    let options = Options { pool_size: 2, durable: false };
    let db = Db::open(&url, &options, Clock::System, IdSource::random()).expect("a database");
    app::migrate(&db).expect("migrated");
    let actor = Actor { fund_roles: vec![FundRole::ProgramOfficer, FundRole::ApprovingOfficial], ..Actor::anonymous() };
    fill(&db, &actor);
    let today = NaiveDate::from_ymd_opt(2027, 7, 1).expect("a day");
    let round = |slug: &str| WorkFilter { opportunity: Some(slug.into()), ..WorkFilter::default() };
    let filters = [
        ("all", WorkFilter::default()),
        ("overdue", WorkFilter { due: Due::Overdue, ..WorkFilter::default() }),
        ("due today", WorkFilter { due: Due::Today, ..WorkFilter::default() }),
        ("one stage", WorkFilter { stage: Some(Stage::Panel), ..WorkFilter::default() }),
        ("one round", round("city-engagement-grants-2027")),
        ("a round of one case in a hundred", round("training-and-conference-support-2027")),
    ];
    let read = |filter: &WorkFilter, after: Option<&workflow::WaitKey>| {
        db.read(|conn| process::list_work(conn, &actor, (filter, today), (after, 50))).expect("a page")
    };
    println!("{CASES} cases, SQLite; milliseconds of 400 reads: median, p99, longest");
    for (what, filter) in &filters {
        assert_eq!(read(filter, None).rows.len(), 50, "{what}");
        measure(what, || drop(read(filter, None)));
    }
    let mut middle = read(&filters[0].1, None).next.expect("a second page");
    middle.due_on = today;
    measure("all, from the middle", || drop(read(&filters[0].1, Some(&middle))));
    measure("overdue and due today, counted", || {
        db.read(|conn| process::count_work(conn, &actor, today)).expect("counts");
    });
    long_case(&db);
}

/// Steps on a case that went to the panel and back until it had 500 events.
fn long_case(db: &Db) {
    let source = process::shipped("grant-standard").expect("it parses");
    let hash = source.definition.hash().expect("a hash");
    let who = |role: &str| Who { name: "Who".into(), account: Some("who".into()), roles: vec![role.into()], lent: vec![] };
    let (officer, official, system) = (who("program_officer"), who("authorized_official"), Who { account: None, ..who("system") });
    let facts: Facts = [("reviews.owed".to_owned(), Value::Int(0)), ("reviews.submitted".to_owned(), Value::Int(3))].into();
    db.write(|tx| workflow::start(tx, "long", &hash, &officer)).expect("a case");
    let mut n = 0;
    let mut fire = |transition: &str, who: &Who| {
        n += 1;
        let key = format!("long/{n}");
        db.write(|tx| {
            let step = Step {
                instance: "long",
                transition,
                who,
                key: &key,
                reason: Some("Because."),
                facts: &facts,
                digest: None,
                fresh: true,
                seen_version: None,
                recused: &[],
            };
            let begun = Instant::now();
            workflow::fire(tx, &step)?;
            Ok::<_, FireError>(begun.elapsed())
        })
        .expect("a step")
    };
    for (transition, who) in [("submit", &official), ("pass_screening", &officer), ("clear_conflicts", &officer), ("enter_review", &system)]
    {
        fire(transition, who);
    }
    let mut turn = |n: usize| fire(if n.is_multiple_of(2) { "call_panel" } else { "reopen_reviews" }, &officer);
    (0..496).for_each(|n| {
        turn(n);
    });
    told("a step on a case with 500 events", (496..896).map(turn).collect());
}

fn measure(what: &str, mut read: impl FnMut()) {
    let times = (0..400).map(|_| {
        let begun = Instant::now();
        read();
        begun.elapsed()
    });
    told(what, times.collect());
}

fn told(what: &str, mut times: Vec<Duration>) {
    times.sort();
    let shown = |at: usize| format!("{:.1}", times[at].as_secs_f64() * 1000.0);
    println!("{what:<36} {:>8} {:>8} {:>8}", shown(200), shown(395), shown(399));
}

/// Two rounds by their files, everything else by SQL.
fn fill(db: &Db, actor: &Actor) {
    let hash = db
        .write(|tx| {
            for (file, text) in ["one.toml", "two.toml"].iter().zip(ROUNDS) {
                let imported = opportunity::import(tx, actor, file, text).expect("the round is sound");
                opportunity::publish(tx, actor, imported.id).expect("the round is published");
            }
            let source = process::shipped("grant-standard").expect("it parses");
            Ok::<_, Error>(workflow::publish(tx, &source, &process::vocabulary()).expect("it is sound"))
        })
        .expect("rounds");
    let sql = format!(
        "INSERT INTO accounts (id, email, name, locale, created_at, version) VALUES ('who', 'who@fund.example', 'Who', 'en', '2026-11-01 00:00:00', 1);
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
         INSERT INTO organisations (id, kind, name, state, population, time_zone, created_at)
         SELECT printf('city-%05d', i), 'city', printf('City %d', i), 'WI', 9000, 'America/Chicago', '2026-11-01 00:00:00' FROM n;
         CREATE TEMP TABLE made AS
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {CASES})
         SELECT i, printf('019f0000-0000-7000-8000-%012d', i * 7919 % 1000003) AS id,
                (SELECT id FROM opportunities WHERE slug = CASE WHEN i % 100 = 0 THEN 'training-and-conference-support-2027' ELSE 'city-engagement-grants-2027' END) AS round,
                CASE i % 4 WHEN 0 THEN 'eligibility' WHEN 1 THEN 'in_review' WHEN 2 THEN 'panel' ELSE 'recommended' END AS place
         FROM n;
         INSERT INTO applications (id, reference, opportunity_id, definition_sha256, organisation_id, title, editable_scope, created_by, created_at, updated_at, submitted_at)
         SELECT id, printf('UDF-2027-%06d', i), round, (SELECT definition_sha256 FROM opportunities WHERE opportunities.id = round), printf('city-%05d', 1 + i % 2000),
                'A plan of some words', '', 'who', '2027-01-01 00:00:00', '2027-01-01 00:00:00', '2027-01-02 00:00:00' FROM made;
         INSERT INTO wf_instances (id, definition_hash, marking, stage, lock_version, changed_at)
         SELECT id, '{hash}', place, CASE place WHEN 'eligibility' THEN 'submitted' ELSE place END, 2, '2027-01-02 00:00:00' FROM made;
         INSERT INTO wf_waits (instance_id, place, role, stage, bundle, since, due_on)
         SELECT id, place, CASE place WHEN 'recommended' THEN 'approving_official' ELSE 'program_officer' END,
                CASE place WHEN 'eligibility' THEN 'submitted' ELSE place END, round, '2027-01-02 00:00:00', date('2027-01-01', printf('+%d days', i * 31 % 365)) FROM made;"
    );
    db.write(|tx| (**tx).batch_execute(&sql).map_err(Error::from)).expect("cases");
}
