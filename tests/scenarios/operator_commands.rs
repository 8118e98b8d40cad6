//! What an operator runs beside the pages: whether the sums of spending and the seal of an award hold, a new key for the vault,
//! a statement of the bank, and the journal as a file. Each ends with the code and the words of what it found.

use crate::closeout_list::{closed, refunded, reported};
use crate::support::{World, on_both};
use diesel::RunQueryDsl;
use std::path::Path;
use std::process::Command;
use urban_diplomacy_fund::db::Error;

/// Another key for the vault.
const NEW_KEY: &str = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";

/// What a command printed, and how it ended.
struct Ended {
    code: Option<i32>,
    said: String,
    complained: String,
}

impl Ended {
    /// It is done, and says this.
    #[track_caller]
    fn is_done(&self, words: &str) -> &Self {
        assert_eq!(self.code, Some(0), "{}{}", self.said, self.complained);
        assert!(self.said.contains(words), "not “{words}”, but: {}", self.said);
        self
    }

    /// It is refused or failed, with these words for the operator.
    #[track_caller]
    fn is_refused(&self, words: &str) -> &Self {
        assert_eq!(self.code, Some(1), "{}{}", self.said, self.complained);
        assert!(self.complained.contains(words), "not “{words}”, but: {}", self.complained);
        self
    }
}

/// Runs `udf` on the database of the world, in this folder, with this key of the vault, if it is not the one of the world.
fn udf(world: &World, folder: &Path, key: Option<&str>, arguments: &[&str]) -> Ended {
    let settings = &world.app.settings;
    let mut command = Command::new(env!("CARGO_BIN_EXE_udf"));
    command
        .args(arguments)
        .current_dir(folder)
        .env("DATABASE_URL", &settings.database.url)
        .env("UDF__DATABASE__DURABLE", "false")
        .env("UDF__FILES__FOLDER", &settings.files.folder)
        .env("UDF__VAULT__KEY_PATH", &settings.vault.key_path);
    if let Some(key) = key {
        command.env("UDF__VAULT__KEY", key);
    }
    let output = command.output().expect("udf starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ended { code: output.status.code(), said: text(&output.stdout), complained: text(&output.stderr) }
}

fn sql(world: &World, text: &str) {
    world.db.write(|tx| diesel::sql_query(text).execute(&mut **tx).map_err(Error::from)).expect(text);
}

#[test]
fn sums_of_spending_are_verified_and_a_difference_is_named() {
    on_both(|world| {
        reported(world);
        let folder = tempfile::tempdir().expect("a folder");
        let verify = || udf(world, folder.path(), None, &["spending", "verify"]);
        verify().is_done("The sums of spending are what they are made of");
        sql(world, "UPDATE award_money SET cents = cents + 1");
        let apart = verify();
        apart.is_refused("the sums of spending do not hold");
        assert!(apart.said.starts_with("award_money: ") && apart.said.contains("rows differ"), "{}", apart.said);
        sql(world, "UPDATE award_money SET cents = cents - 1");
        verify().is_done("expenses are what the ledger says was spent");
    });
}

#[test]
fn the_seal_of_an_award_holds_with_a_new_key_and_a_change_of_its_record_is_named() {
    on_both(|world| {
        let g = reported(world);
        refunded(world, &g);
        let folder = tempfile::tempdir().expect("a folder");
        let verify = |reference: &str| udf(world, folder.path(), None, &["award", "verify", reference]);
        verify(&g.number).is_refused("is not sealed: it was never closed");
        closed(world, &g);
        verify(&g.number).is_done(&format!("{}: the record is what was sealed", g.number));
        assert_eq!(verify("UDF-1999-0001").code, Some(1));

        let reseal = |key: &str| udf(world, folder.path(), Some(key), &["vault", "reseal"]);
        let old = std::fs::read_to_string(&world.app.settings.vault.key_path).expect("a key");
        let both = format!("{NEW_KEY},{}", old.trim());
        reseal(NEW_KEY).is_refused("0 account numbers of bank details are sealed anew, the rest is as it was");
        let told = |details: u8, files: u8| {
            format!(
                "{details} account numbers of bank details sealed anew\n0 account numbers of notices of the bank sealed anew\n\
                 {files} files of payment runs sealed anew\n"
            )
        };
        assert_eq!(reseal(&both).is_done("sealed anew").said, told(1, 1));
        assert_eq!(reseal(&both).is_done("sealed anew").said, told(0, 0), "twice changes nothing");
        verify(&g.number).is_done("the record is what was sealed");

        sql(world, &format!("UPDATE awards SET title = 'Another' WHERE reference = '{}'", g.number));
        let changed = verify(&g.number);
        changed.is_refused(&format!("the record of {} differs from its seal in 1 parts", g.number));
        assert_eq!(changed.said, "award: not what was sealed\n");
    });
}

#[test]
fn a_statement_is_read_in_once_and_the_journal_leaves_for_finance_officers_alone() {
    on_both(|world| {
        let g = reported(world);
        let folder = tempfile::tempdir().expect("a folder");
        let run = |arguments: &[&str]| udf(world, folder.path(), None, arguments);
        // A line that no payment has the amount of; the command goes by the clock of the machine, so that its day is long past.
        let statement = "date,amount,description\n2026-01-05,-12.34,Account fee\n";
        std::fs::write(folder.path().join("fees.csv"), statement).expect("a file");
        let import = |file: &str, by: &str| run(&["bank", "import", file, "--as", by]);
        import("none.csv", &g.preparer.email).is_refused("none.csv cannot be read");
        import("fees.csv", "nobody@people.example").is_refused("nobody has the address nobody@people.example");
        import("fees.csv", &g.fund.officer.email).is_refused("Only a finance officer can read bank statements in.");
        import("fees.csv", &g.preparer.email).is_done("1 lines kept, 0 known from before, 0 matched\n0 payments returned");
        import("fees.csv", &g.preparer.email).is_done("This very file was read in before. Nothing was done again.");

        let export = |by: &str, last: &str| {
            run(&["ledger", "journal-export", "--from", "2027-06-01", "--to", last, "--as", by, "--output", "june.csv"])
        };
        export(&g.fund.officer.email, "2027-06-30").is_refused("is no finance officer");
        assert!(!folder.path().join("june.csv").exists(), "nothing left");
        let done = export(&g.preparer.email, "2027-06-30");
        done.is_done("each, by the map “USSGL numbers”");
        let file = std::fs::read_to_string(folder.path().join("june.csv")).expect("the file");
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(file.trim_start_matches('\u{feff}').as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
        assert_eq!(rows[0].iter().collect::<Vec<_>>(), ["date", "journal", "account", "segment", "debit", "credit", "description"]);
        let total = rows.last().expect("the sums");
        assert_eq!((&total[0], &total[4]), ("Total", &total[5]));
        done.is_done(&format!("{} lines, debits and credits of ", rows.len() - 2));
        assert!(done.said.replace(',', "").contains(&format!("${}", &total[4])), "{} and {}", done.said, &total[4]);
        assert!(rows.iter().any(|row| &row[2] == "141000" && &row[4] == "5000.00"), "{file}");
        // Without a file to write, the same stands on standard output.
        let printed = run(&["ledger", "journal-export", "--from", "2027-06-01", "--to", "2027-06-30", "--as", &g.preparer.email]);
        assert_eq!(printed.is_done("Total").said, file);
    });
}
