//! The journal as a file for another ledger: by a map that an operator configures, whole and balanced or not at all, for
//! finance officers alone, and recorded before it leaves.

use crate::grant::{nothing_contradicts, person, signed_in};
use crate::statements::{bring, june, moved, on_its_way};
use crate::support::{Browser, Page, World, on_both, on_both_with};
use diesel::prelude::*;
use std::io::Read;
use urban_diplomacy_fund::db::{Error, schema};
use urban_diplomacy_fund::people::{Actor, CityRole, FundRole, account, membership};

const HERE: &str = "/desk/ledger/journal-file";
const JUNE: [(&str, &str); 6] =
    [("from_month", "6"), ("from_day", "1"), ("from_year", "2027"), ("to_month", "6"), ("to_day", "30"), ("to_year", "2027")];
const CASH_AND_SKIPPED: &str = "name = \"City ledger\"\n[[map]]\ncode = \"4*\"\nskip = true\n[[map]]\ncode = \"M*\"\nskip = true\n\
    [[map]]\ncode = \"101000*\"\naccount = \"1010-{fund}\"\n";

/// The file of June.
fn taken(browser: &Browser, format: &str) -> Page {
    let values: Vec<(&str, &str)> = JUNE.into_iter().chain([("format", format)]).collect();
    browser.press(&browser.get(HERE), "Take the file out", &values)
}

fn rows(file: &Page) -> Vec<Vec<String>> {
    file.must_be(200);
    assert!(file.header("content-type").starts_with("text/csv") && file.header("content-disposition").contains("attachment"));
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(file.body.as_bytes());
    reader.records().map(|row| row.expect("a row").iter().map(ToOwned::to_owned).collect()).collect()
}

/// Amounts of a column in cents, added up.
fn sum(rows: &[Vec<String>], column: usize) -> i64 {
    rows.iter().filter_map(|row| row[column].replace('.', "").parse::<i64>().ok()).sum()
}

fn records(world: &World) -> Vec<serde_json::Value> {
    use schema::audit_events as e;
    let payloads: Vec<String> = world
        .db
        .read(|conn| {
            e::table.filter(e::fact.eq("journal.exported")).order((e::at, e::id)).select(e::payload).load(conn).map_err(Error::from)
        })
        .expect("records");
    payloads.iter().map(|payload| serde_json::from_str(payload).expect("a fact")).collect()
}

#[test]
fn a_finance_officer_takes_the_journal_of_some_days_out() {
    on_both(|world| {
        let (g, trace) = on_its_way(world);
        let words = format!("ACH {trace}");
        bring(world, &g.preparer, "june.bai", &june(vec![moved(-500_000, "R1", &words)]).bai2()).must_be(200);
        let fay = signed_in(world, &g.preparer);
        let page = fay.follow(&fay.get("/desk/ledger"), "Journal for another ledger");
        page.must_be(200).must_say("USSGL numbers").must_say("Left out");
        fay.press(&page, "Take the file out", &[("from_month", "2"), ("from_day", "30"), ("from_year", "2027")])
            .must_be(422)
            .must_say("Enter a date that exists");
        let backwards = fay.press(&page, "Take the file out", &[("to_year", "2020")]);
        backwards.must_be(422).must_say("The last day is before the first.");
        assert_eq!(backwards.all("input[name=to_year][value='2020']").len(), 1, "what was typed stays");
        fay.post(HERE, &[]).must_be(422).must_say("Enter the first day.").must_say("Choose CSV or XLSX.");

        let rows = rows(&taken(&fay, "csv"));
        assert_eq!(rows[0], ["date", "journal", "account", "segment", "debit", "credit", "description"]);
        let (lines, total) = (&rows[1..rows.len() - 1], &rows[rows.len() - 1]);
        let advance = lines.iter().find(|row| row[2] == "141000").expect("the advance");
        assert_eq!(
            (advance[0].as_str(), advance[3].as_str(), advance[4].as_str(), advance[5].as_str()),
            ("2027-06-01", "UDF", "5000.00", "")
        );
        assert!(lines.iter().all(|row| !row[2].starts_with('4')), "budgetary accounts stay here");
        assert_eq!((sum(lines, 4), sum(lines, 5)), (1_000_000, 1_000_000), "paid, and shown by the bank");
        assert_eq!((total[0].as_str(), total[4].as_str(), total[5].as_str()), ("Total", "10000.00", "10000.00"));

        let book = taken(&fay, "xlsx");
        book.must_be(200);
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&book.bytes)).expect("a workbook is a zip file");
        let mut sheet = String::new();
        archive.by_name("xl/worksheets/sheet2.xml").expect("the rows").read_to_string(&mut sheet).expect("text");
        assert_eq!(sheet.matches("<row ").count(), rows.len(), "the same rows");
        assert!(sheet.contains("<v>5000</v>") && sheet.contains("<v>10000</v>") && !sheet.contains("<f>"), "{sheet}");

        let kept = records(world);
        let said: Vec<_> = kept.iter().map(|fact| (fact["format"].clone(), fact["lines"].clone(), fact["map"].clone())).collect();
        assert_eq!(
            said,
            [("csv".into(), lines.len().into(), "USSGL numbers".into()), ("xlsx".into(), lines.len().into(), "USSGL numbers".into())]
        );
        assert_eq!(kept[0]["sha256"].as_str().map(str::len), Some(64));
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn a_map_of_the_fund_says_where_lines_go_and_what_it_does_not_say_refuses_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("our-ledger.toml").display().to_string();
    let write = |text: &str| std::fs::write(&path, text).expect("the map is written");
    let advances = |entry: &str| write(&format!("{CASH_AND_SKIPPED}[[map]]\ncode = \"141000\"\n{entry}\n"));
    on_both_with(
        |settings| settings.ledger.general_ledger_map.clone_from(&path),
        |world| {
            write(CASH_AND_SKIPPED);
            let (g, _) = on_its_way(world);
            let fay = signed_in(world, &g.preparer);
            taken(&fay, "csv").must_be(422).must_say("The map says nothing of some accounts").must_say("141000/UDF");
            advances("skip = true");
            taken(&fay, "xlsx").must_be(422).must_say("A journal must balance");
            advances("account = \"1410\"\nsegment = \"{category}\"");
            fay.get(HERE).must_say("City ledger").must_say("Account 1410, segment {category}");
            let rows = rows(&taken(&fay, "csv"));
            assert!(rows.iter().any(|row| row[2] == "1410" && row[3] == "travel" && row[4] == "5000.00"), "{rows:?}");
            assert!(rows.iter().any(|row| row[2] == "1010-UDF" && row[5] == "5000.00"), "{rows:?}");
            advances("account = \"{secret}\"");
            fay.get(HERE).must_be(200).must_say("The map cannot be used").must_say("{secret}");
            write("");
            assert_eq!(records(world).len(), 1);
        },
    );
}

#[test]
fn whoever_is_no_finance_officer_or_has_a_conflict_gets_no_file() {
    on_both(|world| {
        let (g, _) = on_its_way(world);
        for who in [&g.releaser, &g.second, &g.fund.officer, &g.city.official] {
            let browser = signed_in(world, who);
            let status = if who.has(FundRole::FinanceOfficer) { 200 } else { 404 };
            browser.get(HERE).must_be(status);
            let values: Vec<(&str, &str)> = JUNE.into_iter().chain([("format", "csv")]).collect();
            browser.post(HERE, &values).must_be(status);
        }
        assert_eq!(records(world).len(), 1, "Fred’s");
        let tia = world.db.write(|tx| Ok::<_, Error>(person(tx, "Tia", &[FundRole::FinanceOfficer]))).expect("somebody");
        let id = tia.account.expect("an account");
        world.db.write(|tx| membership::grant(tx, &Actor::system(), g.city.id, id, CityRole::Viewer)).expect("a membership");
        let tia = world.db.read(|conn| account::actor(conn, id)).expect("somebody");
        assert!(tia.is_kept_from(g.id), "the wall is there");
        let refused = taken(&signed_in(world, &tia), "csv");
        refused.must_be(422).must_say("closed to you because of a conflict of interest");
        assert!(!refused.body.contains(&g.number), "the award is named");
        assert_eq!(records(world).len(), 1);
    });
}
