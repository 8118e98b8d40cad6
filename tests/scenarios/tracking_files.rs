//! A page of spending, its CSV, its workbook and the ledger say the same; every file that leaves is recorded.

use crate::grant::signed_in;
use crate::support::{Browser, Page, World, on_both};
use crate::tracking::two;
use diesel::prelude::*;
use std::io::Read;
use urban_diplomacy_fund::db::{Error, schema};
use urban_diplomacy_fund::people::FundRole;

fn csv_rows(browser: &Browser, page: &Page) -> Vec<Vec<String>> {
    let file = browser.press(page, "Take this out as CSV", &[]);
    file.must_be(200);
    assert!(file.header("content-type").starts_with("text/csv") && file.header("content-disposition").contains("attachment"));
    let text = file.body.trim_start_matches('\u{feff}').to_owned();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.expect("a row").iter().map(ToOwned::to_owned).collect()).collect()
}

/// The numbers of the rows of a workbook.
fn numbers(file: &Page) -> Vec<String> {
    file.must_be(200);
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&file.bytes)).expect("a workbook is a zip file");
    let mut sheet = String::new();
    archive.by_name("xl/worksheets/sheet2.xml").expect("the rows").read_to_string(&mut sheet).expect("text");
    assert!(!sheet.contains("<f>"), "no formula");
    sheet.split("<v>").skip(1).filter_map(|rest| rest.split("</v>").next()).map(ToOwned::to_owned).collect()
}

fn records(world: &World) -> Vec<serde_json::Value> {
    use schema::audit_events as e;
    let payloads: Vec<String> = world
        .db
        .read(|conn| {
            e::table.filter(e::fact.eq("spending.exported")).order((e::at, e::id)).select(e::payload).load(conn).map_err(Error::from)
        })
        .expect("records");
    payloads.iter().map(|payload| serde_json::from_str(payload).expect("a fact")).collect()
}

#[test]
fn a_view_is_the_same_on_the_page_and_in_its_files() {
    on_both(|world| {
        let two = two(world);
        let officer = signed_in(world, &two.madison.fund.officer);
        let page = officer.get("/desk/spending?by=state");
        let rows = csv_rows(&officer, &page);
        assert_eq!(rows[0], ["State", "Planned (USD)", "Obligated (USD)", "Advanced (USD)", "Spent (USD)", "Left (USD)"]);
        assert_eq!(rows[1], ["New York", "6000.00", "6000.00", "0.00", "0.00", "6000.00"]);
        assert_eq!(rows[2], ["Wisconsin", "8000.00", "8000.00", "0.00", "6000.00", "2000.00"]);
        assert_eq!(rows[3], ["All", "14000.00", "14000.00", "0.00", "6000.00", "8000.00"]);
        let shown = page.rows();
        for row in &rows[1..] {
            let on_page = shown.iter().find(|cells| cells[0] == row[0]).expect("the same row");
            let plain: Vec<String> = on_page[1..].iter().map(|cell| cell.replace(['$', ','], "")).collect();
            assert_eq!(plain, row[1..]);
        }
        let book = numbers(&officer.press(&page, "Take this out as a workbook", &[]));
        let plain: Vec<String> =
            rows[1..].iter().flat_map(|row| row[1..].iter().map(|cell| cell.trim_end_matches(".00").to_owned())).collect();
        assert_eq!(book.iter().filter(|n| !n.is_empty()).cloned().collect::<Vec<_>>(), plain);
        let kept = records(world);
        assert_eq!(
            kept.iter().map(|fact| (fact["format"].clone(), fact["rows"].clone())).collect::<Vec<_>>(),
            [("csv".into(), 3.into()), ("xlsx".into(), 3.into())]
        );
        assert_eq!(kept[0]["address"], "/desk/spending?by=state");
        assert_eq!(kept[0]["sha256"].as_str().map(str::len), Some(64));
    });
}

#[test]
fn the_expenses_of_a_figure_come_to_the_figure() {
    on_both(|world| {
        let two = two(world);
        let g = &two.madison;
        crate::money::spend(world, g, "100.25", &crate::money::receipt(2)).must_be(200);
        let officer = signed_in(world, &g.fund.officer);
        let page = officer.get("/desk/spending/lines?stage=accepted&state=WI");
        let rows = csv_rows(&officer, &page);
        assert_eq!((rows.len(), rows[0].len()), (2, 12));
        assert_eq!((rows[1][2].as_str(), rows[1][10].as_str(), rows[1][11].as_str()), (g.number.as_str(), "6000.00", "6000.00"));
        let all = csv_rows(&officer, &officer.get("/desk/spending/lines"));
        assert_eq!(all.len(), 3, "what waits too");
        assert_eq!(all.iter().filter(|row| row[11] == "0.00").count(), 1);
        numbers(&officer.press(&officer.get("/desk/spending/lines"), "Take this out as a workbook", &[]));
    });
}

#[test]
fn a_file_needs_a_reader_a_format_and_filters_that_can_be_read() {
    on_both(|world| {
        let two = two(world);
        let officer = signed_in(world, &two.madison.fund.officer);
        let post =
            |query: &str, format: &str| officer.post("/desk/spending/export", &[("query", query), ("format", format), ("what", "figures")]);
        post("by=state", "pdf").must_be(422).must_say("Choose CSV or XLSX.");
        post("state=ZZ", "csv").must_be(422).must_say("The filters have a mistake.");
        let admin = world.db.write(|tx| Ok::<_, Error>(crate::grant::person(tx, "Ada", &[FundRole::Administrator]))).expect("somebody");
        for who in [&two.elmira.official, &admin] {
            signed_in(world, who).post("/desk/spending/export", &[("query", ""), ("format", "csv")]).must_be(404);
        }
        assert_eq!(records(world), Vec::<serde_json::Value>::new());
    });
}
