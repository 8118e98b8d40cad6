//! A round with money and people, and cities' applications in it, made through the
//! operations themselves: the ground that scenarios of review and decision begin on.

use crate::support::{Browser, World, samples};
use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use urban_diplomacy_fund::award::{self, Line, Proposal};
use urban_diplomacy_fund::compliance::{self, Income, NewCertification, ReportForm};
use urban_diplomacy_fund::db::{Error, Tx, schema};
use urban_diplomacy_fund::files::FileKind;
use urban_diplomacy_fund::intake::{self, ActivityInput, Application, AttendeeInput, Certification, CostInput, NewAttachment, Quota};
use urban_diplomacy_fund::kernel::{Id, Money};
use urban_diplomacy_fund::ledger::{self, Command, Leg};
use urban_diplomacy_fund::opportunity::{self, ColumnKind, Opportunity, QuestionKind, YesOrNo};
use urban_diplomacy_fund::people::{Account, Actor, CityRole, FundRole, Membership, Organisation};
use urban_diplomacy_fund::people::{membership, organisation, session};
use urban_diplomacy_fund::process::{self, Press, ProcessError, Screened};
use urban_diplomacy_fund::reporting::tracking;
use urban_diplomacy_fund::review::{self, Review, Score};
use urban_diplomacy_fund::risk::{self, Evidence, NewAttestation};

pub const ROUND: &str = include_str!("../../config/opportunities/training-and-conference-support-2027.toml");

/// The people of the fund.
pub struct Fund {
    pub round: Id<Opportunity>,
    pub officer: Actor,
    pub approver: Actor,
    /// Holds both roles, to try what one person must not do alone.
    pub both: Actor,
    pub reviewers: Vec<Actor>,
}

/// A city with its official.
pub struct City {
    pub id: Id<Organisation>,
    pub official: Actor,
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

pub fn person(tx: &mut Tx<'_>, name: &str, roles: &[FundRole]) -> Actor {
    let id = tx.id::<Account>();
    let now = tx.now().naive();
    let email = format!("{}@demo.example", name.to_lowercase());
    let a = schema::accounts::table;
    use schema::accounts as c;
    diesel::insert_into(a)
        .values((c::id.eq(id.text()), c::email.eq(&email), c::name.eq(name), c::locale.eq("en"), c::created_at.eq(now), c::version.eq(1)))
        .execute(&mut **tx)
        .expect("an account");
    for role in roles {
        use schema::fund_roles as r;
        diesel::insert_into(r::table)
            .values((r::account_id.eq(id.text()), r::role.eq(role.to_string()), r::granted_at.eq(now)))
            .execute(&mut **tx)
            .expect("a role");
    }
    Actor { account: Some(id), name: name.into(), email, fund_roles: roles.to_vec(), ..Actor::anonymous() }
}

/// Opens the round and allots `dollars` to it.
pub fn fund(world: &World, dollars: i64) -> Fund {
    fund_of(world, ROUND, dollars)
}

/// Opens this round and allots `dollars` to it.
pub fn fund_of(world: &World, definition: &str, dollars: i64) -> Fund {
    world
        .db
        .write(|tx| {
            let officer = person(tx, "Olive", &[FundRole::ProgramOfficer]);
            let approver = person(tx, "April", &[FundRole::ApprovingOfficial]);
            let both = person(tx, "Boris", &[FundRole::ProgramOfficer, FundRole::ApprovingOfficial]);
            let reviewers = ["Rita", "Ravi", "Rosa"].map(|name| person(tx, name, &[FundRole::Reviewer])).to_vec();
            let imported = opportunity::import(tx, &officer, "round.toml", definition).expect("the round is sound");
            let round = imported.id;
            opportunity::publish(tx, &officer, round).expect("the round is published");
            let found = opportunity::opportunity(tx, round)?;
            let amount = Money::from_dollars(dollars);
            let steps = [
                ("fund.appropriate", Leg::of_fund(amount)),
                ("fund.apportion", Leg::of_fund(amount)),
                ("fund.allot", Leg::of_program(round.text(), amount)),
            ];
            for (event, leg) in steps {
                let command = Command::new(event, event, &found.fund, tx.now().day(), &officer.doer())
                    .legs([leg])
                    .evidenced_by("letter 1")
                    .because("set up");
                ledger::post(tx, &command).expect("the fund has money");
            }
            Ok::<_, Error>(Fund { round, officer, approver, both, reviewers })
        })
        .expect("a fund")
}

/// Adds a city with an official.
pub fn city(world: &World, name: &str) -> City {
    city_in(world, name, ("WI", "America/Chicago"))
}

/// The same in another state and zone.
pub fn city_in(world: &World, name: &str, (state, zone): (&str, &str)) -> City {
    world
        .db
        .write(|tx| {
            let id = tx.id::<Organisation>();
            let now = tx.now().naive();
            use schema::organisations as o;
            diesel::insert_into(o::table)
                .values((
                    o::id.eq(id.text()),
                    o::kind.eq("city"),
                    o::name.eq(name),
                    o::state.eq(state),
                    o::population.eq(9_000),
                    o::time_zone.eq(zone),
                    o::created_at.eq(now),
                ))
                .execute(&mut **tx)?;
            let mut official = person(tx, &format!("Official-{name}"), &[]);
            official.memberships.push(Membership { organisation: id, role: CityRole::AuthorizedOfficial });
            // Whom the fund brings in itself is confirmed to act for the city.
            let account = official.account.expect("an account");
            membership::grant(tx, &Actor::system(), id, account, CityRole::AuthorizedOfficial).expect("a role");
            Ok::<_, Error>(City { id, official })
        })
        .expect("a city")
}

/// The city asks for `dollars` of travel: written, certified, received.
pub fn application(world: &World, fund: &Fund, city: &City, dollars: i64) -> Id<Application> {
    let who = &city.official;
    let sent = world.db.write(|tx| {
        let id = process::start_case(tx, who, fund.round, city.id)?.id;
        write_everything(world, tx, who, (id, dollars));
        let version = intake::application(tx, id)?.version;
        let certification = Certification { typed_name: who.name.clone(), has_agreed: true, version };
        process::submit(tx, who, id, &certification, &Press::default())?;
        Ok::<_, ProcessError>(id)
    });
    sent.expect("a received application")
}

/// Answers, a plan, a budget of so many dollars of travel, and a file.
pub fn write_everything(world: &World, tx: &mut Tx<'_>, who: &Actor, (id, dollars): (Id<Application>, i64)) {
    answer_everything(tx, who, id);
    let begins = intake::draft(tx, id).expect("a draft").definition.dates.performance_starts;
    let travel = ActivityInput {
        kind: "training".into(),
        title: "Protocol course".into(),
        place: "Lyon".into(),
        country: "France".into(),
        starts_on: Some(begins + Days::new(39)),
        ends_on: Some(begins + Days::new(43)),
        ..ActivityInput::default()
    };
    let activity = intake::add_activity(tx, who, id, &travel).expect("an activity");
    let version = |tx: &mut Tx<'_>| intake::activity(tx, activity).expect("it is there").version;
    let v = version(tx);
    let clerk = AttendeeInput { name: "Cleo Clerk".into(), job: "Clerk".into(), standing: "career".into() };
    intake::change_attendees(tx, who, activity, v, &[clerk]).expect("somebody goes");
    let v = version(tx);
    let line = CostInput { category: "travel".into(), what: "Flights".into(), each: dollars.to_string(), ..CostInput::default() };
    intake::save_costs(tx, who, activity, v, &[line]).expect("a budget");
    let draft = intake::draft(tx, id).expect("a draft");
    // The proof, and what questions that are asked are answered by.
    let asked = draft.definition.questions().filter(|q| q.kind == QuestionKind::File && draft.asked().is_asked(&q.id));
    for slot in std::iter::once("quote").chain(asked.map(|q| q.id.as_str())) {
        let kinds = draft.definition.slot(slot).expect("a slot").types.clone();
        let file = world.app.files.accept_bytes("quote.pdf", &samples::pdf(slot), &kinds).expect("a file");
        intake::attach(tx, who, NewAttachment { application: id, slot, file: &file, quota: Quota::from(&world.app.settings.files) })
            .expect("it is attached");
    }
}

/// An answer to every question that is asked now.
pub fn answer_everything(tx: &mut Tx<'_>, who: &Actor, id: Id<Application>) {
    let definition = intake::draft(tx, id).expect("a draft").definition;
    let mut answers: Vec<(String, String)> = definition
        .eligibility
        .iter()
        .map(|q| {
            (
                q.id.clone(),
                if q.id == "population" {
                    "9000".into()
                } else if q.id == "purpose" {
                    q.options[0].clone()
                } else {
                    "yes".into()
                },
            )
        })
        .collect();
    for q in definition.questions() {
        let typed = match q.kind {
            QuestionKind::ShortText | QuestionKind::LongText => "Words that answer it.".to_owned(),
            QuestionKind::File => String::new(),
            QuestionKind::Certification => "yes".to_owned(),
            QuestionKind::Table => {
                let cells = q.columns.iter().map(|column| match column.kind {
                    ColumnKind::ShortText => "Lyon",
                    ColumnKind::Number | ColumnKind::Money => "1",
                    ColumnKind::Date => "2027-09-01",
                    ColumnKind::Choice => column.options[0].as_str(),
                });
                vec![cells.collect::<Vec<_>>().join("\t"); q.row_limits().0].join("\n")
            }
            QuestionKind::Choice => q.options[0].clone(),
            QuestionKind::Several => q.options[..usize::try_from(q.min.unwrap_or(1)).expect("a few")].join("\n"),
            QuestionKind::Number => q.min.unwrap_or(1).to_string(),
            QuestionKind::Money => Money::from_cents(q.min.unwrap_or(0)).plain(),
            QuestionKind::YesNo if q.detail_if == Some(YesOrNo::Yes) => "yes\nWords that say more.".into(),
            QuestionKind::YesNo => "yes".into(),
            QuestionKind::Date => "2028-06-30".into(),
            QuestionKind::Uei => "ABC123DEFGH4".into(),
            QuestionKind::Ein => "12-3456789".into(),
            QuestionKind::Address => "1 Main Street\nMadison\nWI\n53703".into(),
            QuestionKind::Person => "Cleo Clark\nClerk\ncleo@madison.example\n608-555-0100".into(),
        };
        answers.push((q.id.clone(), typed));
    }
    for (question, typed) in answers {
        let version = intake::draft(tx, id).expect("a draft").saved.get(&question).map_or(0, |s| s.version);
        intake::save_answer(tx, who, id, &question, (&typed, version)).unwrap_or_else(|e| panic!("{question}: {e}"));
    }
}

pub fn evidence(world: &World) -> Evidence {
    let kept = world.app.files.accept_bytes("looked-up.pdf", &samples::pdf("Proof"), &[FileKind::Pdf]).expect("a file");
    Evidence { sha256: kept.sha256, name: kept.name, media_type: kept.kind.media_type().to_owned() }
}

/// Everything that is looked up before an award is in order.
pub fn checked(world: &World, who: &Actor, id: Id<Application>) {
    let attest = |kind: &str, outcome: &str, identifier: &str, expires: Option<&str>| {
        let new = NewAttestation {
            application: id,
            kind: kind.into(),
            outcome: outcome.into(),
            identifier: identifier.into(),
            note: "Looked up.".into(),
            expires_on: Ok(expires.map(day)),
            evidence: Ok(Some(evidence(world))),
        };
        world.db.write(|tx| risk::attest(tx, who, &new).map(drop))
    };
    attest("uei", "confirmed", "ABC123DEFGH4", None).expect("the UEI");
    attest("sam_registration", "active", "", Some("2027-12-31")).expect("the registration");
    attest("exclusions", "none_found", "", None).expect("the exclusions");
}

/// The officer passes the application to review.
pub fn screened(world: &World, fund: &Fund, id: Id<Application>) {
    let all_hold = Screened { checks: vec![review::Check { question: "Complete?".into(), holds: true }], note: String::new() };
    world.db.write(|tx| process::pass_screening(tx, &fund.officer, id, &all_hold, &Press::default())).expect("it passes screening");
}

/// All three reviewers give every criterion this score.
pub fn reviewed(world: &World, fund: &Fund, id: Id<Application>, score: i64) {
    review_by(world, fund, id, (&fund.reviewers, score));
}

/// The first of the reviewers give every criterion a four.
pub fn reviewed_by(world: &World, fund: &Fund, id: Id<Application>, count: usize) {
    review_by(world, fund, id, (&fund.reviewers[..count], 4));
}

/// These reviewers give every criterion this score.
pub fn review_by(world: &World, fund: &Fund, id: Id<Application>, (reviewers, score): (&[Actor], i64)) {
    let accounts: Vec<_> = reviewers.iter().filter_map(|r| r.account).collect();
    let about = world.db.read(|conn| process::about(conn, id)).expect("a case");
    let tasks = world.db.write(|tx| review::assign(tx, &fund.officer, &about, &accounts, None)).expect("reviewers");
    for (reviewer, task) in reviewers.iter().zip(tasks) {
        world.db.write(|tx| review::declare(tx, reviewer, task, &about.reference, None)).expect("no conflict");
        let rubric = world.db.read(|conn| intake::draft(conn, id)).expect("a draft").definition.rubric.clone();
        let scores = rubric.criteria.iter().map(|c| Score {
            criterion: c.id.clone(),
            score: c.is_scored().then_some(score),
            judgment: c.kind.judgments().first().copied(),
            comment: "Because, as it says on the second page of the plan.".into(),
        });
        let written = Review { scores: scores.collect(), overall: String::new() };
        world.db.write(|tx| review::submit(tx, reviewer, task, (&rubric, &about.reference), &written)).expect("a review");
    }
}

pub fn proposal(dollars: i64) -> Proposal {
    Proposal {
        lines: vec![Line { category: "travel".into(), amount: Money::from_dollars(dollars) }],
        period_start: day("2027-04-01"),
        period_end: day("2028-06-30"),
        rationale: "A good plan.".into(),
    }
}

/// The city's official certifies the final financial report on what the ledger says now, and the officer accepts it.
pub fn certified_last(tx: &mut Tx<'_>, official: &Actor, officer: &Actor, id: Id<Application>) {
    let reports = compliance::list_award_reports(tx, id.cast()).expect("reports");
    let last = reports.into_iter().find(|report| report.form == ReportForm::FinalFinancial).expect("it is on the schedule");
    let award = award::award(tx, id.cast()).expect("an award");
    let today = tx.now().day_in(organisation::city(tx, award.organisation).expect("a city").zone);
    let shown = compliance::figures(tx, &last, ("The fund", today)).expect("figures");
    let new = NewCertification {
        report: last.id,
        agency: "The fund".into(),
        indirect: Ok(None),
        income: Ok(Income { earned: shown.line("10l"), spent: shown.line("10m") }),
        remarks: String::new(),
        typed_name: official.name.clone(),
        title: "City Manager".into(),
        has_certified: true,
        seen_digest: shown.digest().expect("a digest"),
    };
    compliance::certify(tx, official, &new).expect("certified");
    compliance::accept_award_report(tx, officer, (last.id, None)).expect("accepted");
}

/// An application that waits for a recommendation.
pub fn ready(world: &World, fund: &Fund, city: &City, dollars: i64) -> Id<Application> {
    let id = application(world, fund, city, dollars);
    screened(world, fund, id);
    reviewed(world, fund, id, 4);
    id
}

/// A browser in which this person is signed in.
pub fn signed_in(world: &World, who: &Actor) -> Browser {
    let limits = world.app.settings.sessions.clone();
    let start = || session::Start { method: session::Method::Link, device: "a test".into(), limits: limits.clone() };
    let token = world.db.write(|tx| session::start(tx, who.account.expect("an account"), &start())).expect("a session");
    let browser = world.browser();
    browser.keep_cookie(world.app.cookie_name(), &token);
    browser
}

/// Nothing of the books or of any case contradicts itself.
pub fn nothing_contradicts(world: &World, cases: &[Id<Application>]) {
    let report = world.db.read(ledger::verify).expect("the ledger can be walked");
    assert!(report.faults.is_empty(), "{:?}", report.faults);
    let apart = world.db.read(tracking::verify).expect("the sums of spending can be compared");
    assert_eq!(apart, vec![], "the sums of spending, and expenses with the ledger");
    for id in cases {
        let faults = world.db.read(|conn| urban_diplomacy_fund::workflow::verify(conn, &id.text())).expect("a case");
        assert_eq!(faults, Vec::<String>::new());
    }
}

/// What approving this case binds, as the page of the approver has it; when nothing waits, that of the last recommendation.
pub fn digest(world: &World, who: &Actor, id: Id<Application>) -> String {
    let now = world.clock.now();
    world
        .db
        .read(|conn| {
            let case = process::Case::load(conn, id)?;
            match process::approval_digest(conn, who, &case, now)? {
                Some(digest) => Ok(digest),
                None => Ok::<_, Error>(award::latest_recommendation(conn, id.cast())?.digest),
            }
        })
        .expect("a recommendation")
}

/// The press of somebody who has just typed their password.
pub fn fresh() -> Press {
    Press { fresh: true, ..Press::default() }
}
