//! A fund with awards whose cities all ask for money at once. Rows are made by SQL, the books by the ledger.

use diesel::connection::SimpleConnection;
use urban_diplomacy_fund::app;
use urban_diplomacy_fund::audit::Doer;
use urban_diplomacy_fund::config::Settings;
use urban_diplomacy_fund::db::{Db, Error};
use urban_diplomacy_fund::disbursement::Payment;
use urban_diplomacy_fund::kernel::{Id, IdSource, Money};
use urban_diplomacy_fund::ledger::{self, Command, Leg, Rejection};
use urban_diplomacy_fund::opportunity;
use urban_diplomacy_fund::people::{Account, Actor, CityRole, FundRole, Organisation, membership};
use urban_diplomacy_fund::vault::{Place, Vault};

const ROUND: &str = include_str!("../../config/opportunities/training-and-conference-support-2027.toml");
/// Cities; each has several awards.
const CITIES: usize = 250;
const AT: &str = "2026-11-02 15:00:00";

pub struct Ground {
    pub vault: Vault,
    pub preparer: Actor,
    pub approvers: [Actor; 2],
    pub releaser: Actor,
    pub payments: Vec<Id<Payment>>,
}

impl Ground {
    /// So many payments that wait, of as many awards.
    pub fn new(db: &Db, count: usize) -> Self {
        app::migrate(db).expect("the migrations run");
        let folder = tempfile::tempdir().expect("a folder");
        let mut settings = Settings::defaults().expect("the default settings");
        settings.vault.key_path = folder.path().join("vault.key").display().to_string();
        let vault = Vault::from_settings(&settings.vault).expect("a vault");
        let person = |name: &str, roles: &[FundRole]| somebody(db, name, roles);
        let officer = person("Olive", &[FundRole::ProgramOfficer]);
        let preparer = person("Fay", &[FundRole::FinanceOfficer]);
        let approvers = [person("Fred", &[FundRole::FinanceOfficer]), person("April", &[FundRole::ApprovingOfficial])];
        let releaser = person("Rene", &[FundRole::ReleasingOfficer]);
        let round = db.write(|tx| opportunity::import(tx, &officer, "round.toml", ROUND)).expect("the round is sound").id;
        let fund = db.read(|conn| opportunity::opportunity(conn, round)).expect("a round").fund;
        let cities: Vec<Id<Organisation>> = (0..CITIES).map(|n| city(db, n, (&vault, &preparer, &releaser))).collect();
        let (awards, payments) = asked(db, (&round.text(), &officer), &cities, count);
        obligate(db, (&fund, &round.text()), &awards);
        Self { vault, preparer, approvers, releaser, payments }
    }
}

fn account(actor: &Actor) -> String {
    actor.account.expect("an account").text()
}

fn run(db: &Db, sql: &str) {
    db.write(|tx| tx.batch_execute(sql).map_err(Error::from)).expect("the rows are made");
}

fn somebody(db: &Db, name: &str, roles: &[FundRole]) -> Actor {
    let id: Id<Account> = IdSource::random().id(db.clock().now());
    let email = format!("{}@bench.example", name.to_lowercase());
    let mut sql = format!(
        "INSERT INTO accounts (id, email, name, locale, created_at, version) VALUES ('{id}', '{email}', '{name}', 'en', '{AT}', 1);"
    );
    for role in roles {
        sql.push_str(&format!("INSERT INTO fund_roles (account_id, role, granted_at) VALUES ('{id}', '{role}', '{AT}');"));
    }
    run(db, &sql);
    Actor { account: Some(id), name: name.into(), email, fund_roles: roles.to_vec(), ..Actor::anonymous() }
}

/// A city with an official and verified bank details.
fn city(db: &Db, n: usize, (vault, entered, verified): (&Vault, &Actor, &Actor)) -> Id<Organisation> {
    let (ids, now) = (IdSource::random(), db.clock().now());
    let (id, details): (Id<Organisation>, Id<Account>) = (ids.id(now), ids.id(now));
    let official = somebody(db, &format!("Official{n}"), &[]);
    let row = details.text();
    let sealed =
        vault.seal(Place { table: "bank_details", column: "account_sealed", row: &row }, &format!("{:09}", n + 1)).expect("sealed");
    let (entered, verified) = (account(entered), account(verified));
    run(
        db,
        &format!(
            "INSERT INTO organisations (id, kind, name, state, population, time_zone, created_at)
                VALUES ('{id}', 'city', 'City {n}', 'WI', 9000, 'America/Chicago', '{AT}');
             INSERT INTO bank_details (id, organisation_id, number, holder, routing_number, account_sealed, account_last4, account_kind,
                entered_by, entered_by_name, entered_at, verified_by, verified_by_name, verified_at, how_verified)
                VALUES ('{details}', '{id}', 1, 'City {n}', '021000021', '{sealed}', '0001', 'checking', '{entered}', 'Fay', '{AT}',
                '{verified}', 'Rene', '{AT}', 'Called');"
        ),
    );
    let who = official.account.expect("an account");
    db.write(|tx| membership::grant(tx, &Actor::system(), id, who, CityRole::AuthorizedOfficial).map(drop)).expect("an official");
    id
}

/// Awards, each with a request of $100 for travel: their identifiers and those of the requests.
fn asked(db: &Db, (round, officer): (&str, &Actor), cities: &[Id<Organisation>], count: usize) -> (Vec<String>, Vec<Id<Payment>>) {
    let (ids, by) = (IdSource::random(), account(officer));
    let (mut awards, mut payments, mut sql) = (Vec::new(), Vec::new(), String::new());
    for n in 0..count {
        let city = cities[n % cities.len()];
        let now = db.clock().now();
        let (award, proposal, payment): (Id<Account>, Id<Account>, Id<Payment>) = (ids.id(now), ids.id(now), ids.id(now));
        let reference = format!("UDF-2027-{:05}", n + 1);
        sql.push_str(&format!(
            "INSERT INTO applications (id, reference, opportunity_id, definition_sha256, organisation_id, title, editable_scope, created_by,
                created_at, updated_at, submitted_at)
                SELECT '{award}', '{reference}', '{round}', sha256, '{city}', 'Plan', 'none', '{by}', '{AT}', '{AT}', '{AT}'
                FROM opportunity_versions WHERE opportunity_id = '{round}';
             INSERT INTO recommendations (id, application_id, stage, total_cents, period_start, period_end, rationale, digest, account_id,
                actor_name, at) VALUES ('{proposal}', '{award}', 'approved', 10000, '2026-01-01', '2028-06-30', 'Good', 'd', '{by}', 'Olive', '{AT}');
             INSERT INTO awards (id, reference, opportunity_id, organisation_id, title, recommendation_id, amount_cents, budget_version,
                period_start, period_end, offered_at, accepted_at)
                VALUES ('{award}', '{reference}', '{round}', '{city}', 'Plan', '{proposal}', 10000, 1, '2026-01-01', '2028-06-30', '{AT}', '{AT}');
             INSERT INTO payments (id, award_id, reference, organisation_id, kind, amount_cents, purpose, state, requested_by,
                requested_by_name, requested_at)
                VALUES ('{payment}', '{award}', '{reference}', '{city}', 'advance', 10000, 'Travel', 'requested', '{by}', 'Olive', '{AT}');
             INSERT INTO payment_lines (payment_id, category, amount_cents) VALUES ('{payment}', 'travel', 10000);"
        ));
        awards.push(award.text());
        payments.push(payment);
        if (n + 1) % 250 == 0 {
            run(db, &std::mem::take(&mut sql));
        }
    }
    if !sql.is_empty() {
        run(db, &sql);
    }
    (awards, payments)
}

/// The fund's money, and each award obligated; a hundred awards in a journal.
fn obligate(db: &Db, (fund, program): (&str, &str), awards: &[String]) {
    let doer = Doer { account_id: Some("bench".into()), name: "The driver".into() };
    let today = db.clock().now().day();
    let all = Money::from_dollars(1_000_000);
    let mut n = 0;
    let mut post = |event: &str, legs: Vec<Leg>| {
        n += 1;
        let command = Command::new(format!("bench {n}"), event, fund, today, &doer).legs(legs);
        let command = command.evidenced_by("letter").because("a measurement").approved_by("another");
        db.write(|tx| ledger::post(tx, &command).map(drop).map_err(|e: Rejection| e)).unwrap_or_else(|e| panic!("{event}: {e}"));
    };
    post("fund.appropriate", vec![Leg::of_fund(all)]);
    post("fund.apportion", vec![Leg::of_fund(all)]);
    post("fund.allot", vec![Leg::of_program(program, all)]);
    for some in awards.chunks(100) {
        for event in ["award.reserve", "award.commit", "award.obligate"] {
            post(event, some.iter().map(|award| Leg::of_award(program, award, "travel", Money::from_dollars(100))).collect());
        }
    }
}
