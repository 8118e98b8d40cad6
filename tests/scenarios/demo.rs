//! The demo fund: the same seed and day make the same fund, in every stage of the
//! life of a grant, and what it holds can be verified.

use chrono::NaiveDate;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};
use strum::VariantArray;
use urban_diplomacy_fund::amending::{self, AmendmentKind};
use urban_diplomacy_fund::db::{Db, Options, Url};
use urban_diplomacy_fund::disbursement::{self, PaymentState, Which};
use urban_diplomacy_fund::duplicates::{self, Why};
use urban_diplomacy_fund::kernel::{Clock, IdSource, Timestamp};
use urban_diplomacy_fund::people::Actor;
use urban_diplomacy_fund::process::{self, Stage};
use urban_diplomacy_fund::{audit, ledger, opportunity, panel};

/// Runs `udf` on an installation in this folder.
fn run(folder: &Path, arguments: &[&str]) -> Output {
    let inside = |name: &str| folder.join(name).display().to_string();
    Command::new(env!("CARGO_BIN_EXE_udf"))
        .args(arguments)
        .env_remove("DATABASE_URL")
        .env("UDF__DATABASE__URL", format!("sqlite://{}", inside("udf.db")))
        .env("UDF__DATABASE__DURABLE", "false")
        .env("UDF__FILES__FOLDER", inside("files"))
        .env("UDF__VAULT__KEY_PATH", inside("vault.key"))
        .output()
        .expect("udf starts")
}

/// What it printed, which must be well.
fn udf(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    assert!(output.status.success(), "udf {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty(), "progress bars are silent in a pipe: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A demo of its own, with everything said of who did what.
fn demo(seed: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let arguments = ["demo", "--seed", seed, "--cities", "12", "--applications", "40", "--as-of", "2026-11-24"];
    let told = udf(folder.path(), &arguments);
    assert!(told.contains("officer@demo.example") && told.contains("12 cities, 40 applications"), "{told}");
    let record = udf(folder.path(), &["audit", "export"]) + &udf(folder.path(), &["ledger", "trial-balance"]);
    (folder, record)
}

/// How many pairs are flagged for their words, after everything that waits was compared.
fn told_twice(db: &Db) -> usize {
    let later = Timestamp::parse("2040-01-01T00:00:00Z").expect("an instant");
    let due = db.read(|conn| duplicates::list_due(conn, later, 1_000)).expect("a queue");
    assert!(due.len() > 30, "{} wait to be compared", due.len());
    for id in &due {
        duplicates::compare(db, *id).expect("compared");
    }
    let mut pairs = BTreeSet::new();
    for id in &due {
        let found = db.read(|conn| duplicates::list(conn, *id)).expect("pairs");
        let of_words = found.into_iter().filter(|p| p.why.iter().any(|w| matches!(w, Why::SameText { .. } | Why::NearText { .. })));
        pairs.extend(of_words.map(|pair| (pair.first.text(), pair.second.text())));
    }
    pairs.len()
}

/// Each of three rounds has a panel: five know something, one of them is away, one declined, one has not answered.
fn panels(record: &str, db: &Db) {
    let counts = ["panel.invited", "panel.accepted", "panel.declined"].map(|fact| record.matches(fact).count());
    assert_eq!(counts, [21, 15, 3]);
    let round = db.read(|conn| opportunity::by_slug(conn, "training-and-conference-support-2027")).expect("the round of this year");
    let members = db.read(|conn| panel::members(conn, round.id)).expect("a panel");
    assert_eq!(members.len(), 5);
    assert!(members.iter().all(|member| !member.tags.is_empty() && member.state.is_some() && member.most_reviews > 1), "{members:?}");
    assert_eq!(members.iter().filter(|member| member.absence.is_some()).count(), 1);
    let accounts: Vec<_> = members.iter().map(|member| member.account).collect();
    let day = Timestamp::parse("2026-11-24T12:00:00Z").expect("an instant");
    assert_eq!(db.read(|conn| panel::standing_of(conn, &accounts, day)).expect("declarations").len(), 5);
}

/// An extension waits for a decision, an advance was asked for on the last days, and a condition has its day.
fn what_waits(db: &Db) {
    let all = Actor::system();
    let waiting = db.read(|conn| amending::list_waiting(conn, &all)).expect("amendments");
    assert_eq!(waiting.iter().map(|one| one.kind).collect::<Vec<_>>(), [AmendmentKind::Extension]);
    let requested = db.read(|conn| disbursement::list_payments(conn, Which::State(PaymentState::Requested))).expect("requests");
    let last: NaiveDate = "2026-11-20".parse().expect("a day");
    assert!(requested.iter().any(|payment| payment.requested.at.day() > last), "a request of the last days waits");
    let due = amending::Reminder::DueSoon;
    let (week_before, fortnight_before): (NaiveDate, NaiveDate) =
        ("2026-12-08".parse().expect("a day"), "2026-12-01".parse().expect("a day"));
    let told =
        |day| db.read(|conn| amending::list_to_remind(conn, day)).expect("conditions").iter().filter(|(_, kind)| *kind == due).count();
    assert_eq!([told(fortnight_before), told(week_before)], [0, 1], "a condition is due on December 15");
}

/// The journal leaves by the command as by the page: for a finance officer, whole, and recorded with what left.
fn the_journal_leaves(folder: &Path, db: &Db) {
    // What the worker does: only what is sealed is exported.
    let record = || {
        audit::seal(db).expect("sealed");
        udf(folder, &["audit", "export"])
    };
    let by = |who| ["ledger", "journal-export", "--from", "2020-01-01", "--to", "2026-12-31", "--as", who];
    let refused = run(folder, &by("officer@demo.example"));
    assert!(!refused.status.success() && refused.stdout.is_empty());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("is no finance officer"), "{refused:?}");
    assert!(!record().contains("journal.exported"), "nothing left");
    let file = udf(folder, &by("finance@demo.example"));
    assert!(file.starts_with("date,journal,account,segment,debit,credit,description\n") && file.contains("\nTotal,,,,"), "{file}");
    let record = record();
    let told: Vec<&str> = record.lines().filter(|line| line.contains("journal.exported")).collect();
    let [told] = told.as_slice() else { panic!("{told:?}") };
    assert!(told.contains(&HEXLOWER.encode(&Sha256::digest(&file))), "{told}");
}

#[test]
fn the_same_seed_makes_the_same_fund_in_every_stage() {
    let (folder, record) = demo("7");
    assert!(record.lines().count() > 1_000, "{record}");
    assert_eq!(record, demo("7").1, "the same seed and day");
    assert_ne!(record, demo("8").1, "another seed");

    assert!(
        record.contains("event.merged") && record.matches("activity.recorded").count() > 3,
        "activities were held, a double was merged"
    );
    assert!(record.contains("expense.submitted") && record.contains("rates.kept"), "money was spent, rates were typed");
    assert!(record.contains("feedback.prepared") && record.matches("feedback.released").count() > 3, "feedback was let out");
    // What comes up while grants run has something to show too.
    for fact in ["amendment.in_force", "payment.returned"] {
        assert!(record.contains(fact), "{fact}");
    }

    let url = Url::parse(&format!("sqlite://{}", folder.path().join("udf.db").display())).expect("a URL");
    let db = Db::open(&url, &Options { pool_size: 1, durable: false }, Clock::System, IdSource::seeded(1)).expect("the demo");
    panels(&record, &db);
    what_waits(&db);
    let stages: BTreeSet<String> = db
        .read(|conn| process::count_by_stage(conn, &Actor::system()))
        .expect("counts")
        .into_iter()
        .filter(|(_, n)| *n > 0)
        .map(|(s, _)| s.to_string())
        .collect();
    assert_eq!(stages, Stage::VARIANTS.iter().map(ToString::to_string).collect());
    assert!(db.read(ledger::verify).expect("the journal").is_sound());
    assert_eq!(db.read(audit::verify).expect("the record").faults, Vec::<String>::new());
    assert!(udf(folder.path(), &["ledger", "verify"]).contains("Everything holds"));
    the_journal_leaves(folder.path(), &db);
    let listed = udf(folder.path(), &["workflow", "list"]);
    assert_eq!(
        listed.lines().map(|line| line.split('\t').next().unwrap_or_default()).collect::<Vec<_>>(),
        ["fast-track", "grant-standard", "two-stage"]
    );
    assert!(listed.lines().all(|line| line.ends_with("shipped")), "{listed}");
    assert_eq!(udf(folder.path(), &["workflow", "export", "two-stage"]), include_str!("../../config/workflows/two-stage.toml"));
    // Of this year's cities one or two tell what another told; the others speak for themselves.
    let pairs = told_twice(&db);
    assert!((1..=2).contains(&pairs), "{pairs} pairs");
}

#[test]
fn whoever_stops_reading_gets_no_fault() {
    for arguments in [
        &["config", "print"][..],
        &["completions", "bash"],
        &["man"],
        &["opportunity", "check", "config/opportunities/training-and-conference-support-2027.toml"],
    ] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_udf"))
            .args(arguments)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .expect("udf starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        assert!(output.status.success() && output.stderr.is_empty(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}
