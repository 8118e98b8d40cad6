//! An installation with a fund and people signed in, and what they press one after the other.

use crate::database::{self, Backend};
use crate::press::{Kind, Press};
use crate::program::Installation;
use chrono::{NaiveDate, TimeDelta};
use std::path::PathBuf;
use tempfile::TempDir;
use urban_diplomacy_fund::config::Settings;
use urban_diplomacy_fund::db::{Db, Error, Tx};
use urban_diplomacy_fund::disbursement::{self, NewStep, Step};
use urban_diplomacy_fund::kernel::{Clock, IdSource, Money};
use urban_diplomacy_fund::people::{Account, Actor, CityRole, FundRole, account, membership, organisation, role, session};
use urban_diplomacy_fund::process::{self, ProcessError};
use urban_diplomacy_fund::{kernel::Id, opportunity, places};

const ROUND: &str = include_str!("../../config/opportunities/training-and-conference-support-2027.toml");
const FUND: &str = "UDF";
/// Three record money; one is a city's official.
pub const CLIENTS: u64 = 4;
/// One person may send fifty invitations a day.
const INVITATIONS_A_ROUND: u64 = 4;

/// One installation on a database of its own.
pub struct Site {
    /// The program and its files.
    pub installation: Installation,
    /// The session of each client.
    pub tokens: Vec<String>,
    today: String,
    program: String,
    city: String,
    official: Id<Account>,
    folder: TempDir,
}

impl Site {
    /// A fund with money, an opportunity and a city.
    pub fn new(backend: Backend) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = database::create(backend, folder.path());
        let installation = Installation::new(url, folder.path().to_owned());
        let db = open(&installation.url);
        let (finance, program) = db.write(|tx| Ok::<_, Error>(fund(tx))).expect("a fund");
        let (official, city) = db.write(|tx| Ok::<_, Error>(city(tx))).expect("a city");
        let tokens = (1..CLIENTS).map(|_| signed_in(&db, finance)).chain([signed_in(&db, official)]).collect();
        let today = db.clock().now().day().to_string();
        Self { installation, tokens, today, program, city, official, folder }
    }

    /// The database, opened beside or without the program.
    pub fn open(&self) -> Db {
        open(&self.installation.url)
    }

    /// The folder of its files.
    pub fn files(&self) -> PathBuf {
        self.folder.path().join("files")
    }

    /// The page of a draft that the city's official begins, in a round that is open now.
    pub fn draft(&self) -> String {
        let db = self.open();
        let city = self.city.parse().expect("an identifier");
        let begun = db.write(|tx| {
            let officer = somebody(tx, "Una", &[FundRole::ProgramOfficer]);
            let text = open_now(tx.now().day());
            let round = opportunity::import(tx, &officer, "open.toml", &text).expect("the round is sound").id;
            opportunity::publish(tx, &officer, round).expect("the round is published");
            let official = account::actor(tx, self.official)?;
            Ok::<_, ProcessError>(process::start_case(tx, &official, round, city)?.reference)
        });
        format!("/portal/applications/{}", begun.expect("a draft"))
    }

    /// What client `who` presses as number `n` of a round.
    pub fn press(&self, who: u64, round: u64, n: u64, chance: u64) -> Press {
        let name = format!("{round}-{who}-{n}");
        if who + 1 == CLIENTS && n < INVITATIONS_A_ROUND {
            let address = format!("{name}@people.example");
            let fields = fields(&[("name", "Ina Invited"), ("email", &address), ("role", "viewer")]);
            return Press { kind: Kind::Invitation, path: format!("/portal/cities/{}/invite", self.city), fields, name };
        }
        if who + 1 == CLIENTS {
            return Press { kind: Kind::Rename, path: "/account/name".to_owned(), fields: fields(&[("name", &name)]), name };
        }
        let (kind, step, amount) = match chance % 8 {
            0..=2 => (Kind::Step("appropriated"), "appropriated", "1000.01"),
            3 | 4 => (Kind::Step("apportioned"), "apportioned", "20.02"),
            5 | 6 => (Kind::Step("allotted"), "allotted", "5.05"),
            _ => (Kind::TooMuch, "apportioned", "900,000,000"),
        };
        let (year, rest) = self.today.split_once('-').expect("a day");
        let (month, day) = rest.split_once('-').expect("a day");
        let mut fields = fields(&[("step", step), ("fund", FUND), ("amount", amount), ("evidence", &name), ("effective_on_year", year)]);
        fields.extend([("effective_on_month".into(), month.into()), ("effective_on_day".into(), day.into())]);
        fields.push(("program".into(), if step == "allotted" { self.program.clone() } else { String::new() }));
        Press { kind, path: "/desk/funds".to_owned(), fields, name }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            database::remove(&self.installation.url);
        }
    }
}

/// The round with another name and with dates around this day.
fn open_now(today: NaiveDate) -> String {
    let day = |days: i64| (today + TimeDelta::days(days)).to_string();
    let rows = [
        ("slug = \"training-and-conference-support-2027\"", "slug = \"open-now\"".to_owned()),
        ("2026-10-01", day(-30)),
        ("2027-02-26", day(30)),
        ("2027-03-31", day(60)),
        ("2027-04-01", day(61)),
        ("2028-06-30", day(500)),
    ];
    rows.iter().fold(ROUND.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    })
}

fn fields(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn open(url: &str) -> Db {
    database::open(url, Clock::System, IdSource::random())
}

fn somebody(tx: &mut Tx<'_>, name: &str, roles: &[FundRole]) -> Actor {
    let email = format!("{}@fund.example", name.to_lowercase());
    let id = account::create(tx, &Actor::system(), &email, name, None).expect("an account");
    for wanted in roles {
        role::grant(tx, &Actor::system(), id, *wanted).expect("a role");
    }
    account::actor(tx, id).expect("an actor")
}

/// A fund with two millions, half of them usable; who records its money, and its opportunity.
fn fund(tx: &mut Tx<'_>) -> (Id<Account>, String) {
    let officer = somebody(tx, "Olive", &[FundRole::ProgramOfficer]);
    let finance = somebody(tx, "Fay", &[FundRole::FinanceOfficer]);
    let program = opportunity::import(tx, &officer, "round.toml", ROUND).expect("the round is sound").id.text();
    for (step, dollars) in [(Step::Appropriated, 2_000_000), (Step::Apportioned, 1_000_000)] {
        let new = NewStep {
            key: format!("set up {step}"),
            step,
            fund: FUND.to_owned(),
            new_fund: Some(("The fund".to_owned(), 2027)),
            program: None,
            amount: Money::from_dollars(dollars),
            effective_on: tx.now().day(),
            evidence: "Act 12".to_owned(),
        };
        disbursement::record_step(tx, &finance, &new).expect("money");
    }
    (finance.account.expect("an account"), program)
}

/// A city and its official.
fn city(tx: &mut Tx<'_>) -> (Id<Account>, String) {
    let official = somebody(tx, "Ada", &[]);
    let found = places::search(tx, &places::Wish::parse("Elmira, NY", "")).expect("the register");
    let city = organisation::register(tx, &official, found[0].geoname_id).expect("a city");
    let account = official.account.expect("an account");
    membership::grant(tx, &Actor::system(), city, account, CityRole::AuthorizedOfficial).expect("a role");
    (account, city.text())
}

fn signed_in(db: &Db, account: Id<Account>) -> String {
    let limits = Settings::defaults().expect("the default settings").sessions;
    let start = session::Start { method: session::Method::Password, device: "a test".into(), limits };
    db.write(|tx| session::start(tx, account, &start)).expect("a session")
}
