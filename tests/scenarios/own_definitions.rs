//! Definitions of the fund's own: files of a folder take the place of shipped ones or are added to them, the program
//! says which, and one that cannot be used lets nothing start.

use sha2::{Digest, Sha256};
use std::path::Path;
use std::process::{Command, Output};
use urban_diplomacy_fund::config;
use urban_diplomacy_fund::db::{Db, Options, Url};
use urban_diplomacy_fund::disbursement;
use urban_diplomacy_fund::kernel::{Clock, IdSource};
use urban_diplomacy_fund::people::Actor;
use urban_diplomacy_fund::vault::Vault;
use urban_diplomacy_fund::workflow;

const POLICY: &str = include_str!("../../config/policies/disbursement-2027.toml");

/// Runs `udf` on an installation in this folder, with its definitions.
fn udf(folder: &Path, arguments: &[&str]) -> Output {
    let inside = |name: &str| folder.join(name).display().to_string();
    Command::new(env!("CARGO_BIN_EXE_udf"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("DATABASE_URL")
        .env("UDF__DATABASE__URL", format!("sqlite://{}", inside("udf.db")))
        .env("UDF__DATABASE__DURABLE", "false")
        .env("UDF__FILES__FOLDER", inside("files"))
        .env("UDF__VAULT__KEY_PATH", inside("vault.key"))
        .env("UDF__DEFINITIONS__FOLDER", inside("own"))
        .output()
        .expect("udf starts")
}

/// The same, which must go well; what it printed.
fn done(folder: &Path, arguments: &[&str]) -> String {
    let output = udf(folder, arguments);
    assert!(output.status.success(), "udf {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// An installation with these definitions.
fn with(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("own")).expect("a folder");
    for (name, text) in files {
        let path = folder.path().join("own").join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    folder
}

fn sha256(text: &str) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(text))
}

fn changed(text: &str, pairs: &[(&str, &str)]) -> String {
    pairs.iter().fold(text.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    })
}

/// The run workflow of a fund that lets one person approve less, as this version.
fn runs(version: &str, limit: &str) -> String {
    let shipped = include_str!("../../config/workflows/payment-run.toml");
    let version = format!("version = \"{version}\"");
    changed(shipped, &[("version = \"1.0.0\"", version.as_str()), ("25000.00", limit)])
}

/// The file says of the fund what its own policy says.
fn names_the_fund(file: &str) {
    let lines: Vec<&str> = file.lines().collect();
    assert!(lines[0].starts_with("101 0210000219876543210") && lines[0].contains("RIVER CITIES FUND"), "{file}");
    assert!(lines[1].contains("RIVER CITIES ") && lines[1].contains("9876543210") && lines[1].ends_with("021000020000001"), "{file}");
    let entries: Vec<_> = lines.iter().filter(|line| line.starts_with('6')).collect();
    assert!(!entries.is_empty() && entries.iter().all(|line| line[79..].starts_with("02100002")), "{file}");
}

#[test]
fn a_bank_file_names_the_fund_and_runs_begin_as_its_own_definitions_say() {
    let own = changed(
        POLICY,
        &[
            ("\"061000146\"", "\"021000021\""),
            ("\"1123456789\"", "\"9876543210\""),
            ("\"URBAN DIPLOMACY FUND\"", "\"RIVER CITIES FUND\""),
            ("\"URBAN DIPL FUND\"", "\"RIVER CITIES\""),
            ("\"06100014\"", "\"02100002\""),
        ],
    );
    let folder =
        with(&[("policies/disbursement-2027.toml", own.as_str()), ("workflows/payment-run.toml", runs("2.0.0", "10000.00").as_str())]);
    done(folder.path(), &["demo", "--seed", "7", "--cities", "12", "--applications", "40", "--as-of", "2026-11-24"]);
    let url = Url::parse(&format!("sqlite://{}", folder.path().join("udf.db").display())).expect("a URL");
    let db = Db::open(&url, &Options { pool_size: 1, durable: false }, Clock::System, IdSource::seeded(1)).expect("the demo");
    let all = db.read(|conn| disbursement::list_open_runs(conn, &Actor::system(), i32::MAX, 100)).expect("runs");
    let kept = config::Vault { key: String::new(), key_path: folder.path().join("vault.key").display().to_string() };
    let vault = Vault::from_settings(&kept).expect("the vault of the demo");
    let file = |run: &disbursement::Run| db.read(|conn| disbursement::open_bank_file(conn, &vault, run.id)).expect("a file or none");
    let files: Vec<_> = all.iter().filter_map(file).collect();
    assert!(!files.is_empty(), "the demo releases runs");
    for file in files {
        names_the_fund(&String::from_utf8(file.content).expect("text"));
    }
    for run in &all {
        let hash = run.workflow_hash.as_deref().expect("a run of today");
        assert_eq!(db.read(|conn| workflow::definition(conn, hash)).expect("its workflow").version, "2.0.0");
    }

    drop(db);
    // The same version with other bands would change what was decided by it.
    std::fs::write(folder.path().join("own/workflows/payment-run.toml"), runs("2.0.0", "5000.00")).expect("a file");
    let output = udf(folder.path(), &["serve", "--bind", "127.0.0.1:0"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && said.contains("workflows/payment-run.toml: version 2.0.0 was in use"), "{said}");
    assert!(done(folder.path(), &["config", "check"]).contains("workflows/payment-run.toml"), "as a file it is sound");
}

#[test]
fn which_definitions_are_in_force_is_said_at_the_start_and_by_the_check() {
    let workflow = changed(include_str!("../../config/workflows/fast-track.toml"), &[("version = \"1.2.0\"", "version = \"7.0.0\"")]);
    let later = changed(include_str!("../../config/policies/disbursement-2028.toml"), &[("= 2027-10-01", "= 2029-10-01")]);
    let folder = with(&[
        ("workflows/fast-track.toml", workflow.as_str()),
        ("policies/disbursement-2029.toml", later.as_str()),
        (".hidden", "nothing"),
    ]);
    let expected = [("policies/disbursement-2029.toml", sha256(&later)), ("workflows/fast-track.toml", sha256(&workflow))]
        .map(|(name, digest)| format!("Definition of the fund's own: {name}, SHA-256 {digest}"));
    let told = done(folder.path(), &["config", "check"]);
    assert_eq!(told.lines().skip(1).collect::<Vec<_>>(), expected);
    assert!(done(folder.path(), &["config", "print"]).contains("[definitions]"));

    done(folder.path(), &["migrate"]);
    let log = udf(folder.path(), &["work", "--once"]);
    let log = String::from_utf8_lossy(&log.stderr).into_owned();
    assert!(log.contains("policies/disbursement-2029.toml") && log.contains(&sha256(&workflow)), "{log}");
    assert_eq!(done(folder.path(), &["workflow", "export", "fast-track"]), workflow);
    assert!(
        done(folder.path(), &["workflow", "list"]).lines().any(|line| line.starts_with("fast-track\t7.0.0\t")),
        "new cases begin on it"
    );
}

#[test]
fn a_definition_that_cannot_be_used_lets_nothing_start() {
    let broken = changed(POLICY, &[("transit_days", "transit_dayz")]);
    let line = broken.lines().position(|line| line.starts_with("transit_dayz")).expect("a line") + 1;
    let columns = changed(include_str!("../../config/policies/payables-columns-1.toml"), &[("\"{holder}\"", "\"{vendor}\"")]);
    let at_line = format!("line {line}");
    for (name, text, words) in [
        ("policies/disbursement-2027.toml", broken.as_str(), ["policies/disbursement-2027.toml", at_line.as_str(), "transit_dayz"]),
        ("policies/payables-columns-1.toml", columns.as_str(), ["policies/payables-columns-1.toml", "“Vendor”", "“vendor”"]),
        (
            "policies/disbursment-2029.toml",
            POLICY,
            ["policies/disbursment-2029.toml", "neither the name of a definition", "DEFINITIONS.md"],
        ),
        ("ledger/posting-rules-2025.toml", "", ["ledger/posting-rules-2025.toml", "neither", "DEFINITIONS.md"]),
    ] {
        let folder = with(&[(name, text)]);
        for command in
            [&["config", "check"][..], &["migrate"], &["serve", "--bind", "127.0.0.1:0"], &["work", "--once"], &["audit", "verify"]]
        {
            let output = udf(folder.path(), command);
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(!output.status.success() && output.stdout.is_empty(), "{command:?}: {said}");
            assert!(words.iter().all(|word| said.contains(word)), "{command:?}: {said}");
        }
        let left: Vec<_> = std::fs::read_dir(folder.path()).expect("the folder").flatten().map(|entry| entry.file_name()).collect();
        assert_eq!(left, ["own"], "nothing started");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let output = udf(folder.path(), &["config", "check"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && said.contains("definitions.folder") && said.contains("cannot be read"), "{said}");
}
