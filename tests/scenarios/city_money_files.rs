//! A city opens what its figures are made of and takes them out as files: its own, and nothing of another city's.

use crate::grant::signed_in;
use crate::support::{Page, on_both};
use crate::tracking::{row, two};
use urban_diplomacy_fund::people::FundRole;

fn rows(file: &Page) -> Vec<Vec<String>> {
    file.must_be(200);
    let text = file.body.trim_start_matches('\u{feff}').to_owned();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.expect("a row").iter().map(ToOwned::to_owned).collect()).collect()
}

#[test]
fn a_city_opens_what_its_figures_are_made_of() {
    on_both(|world| {
        let two = two(world);
        let (g, official) = (&two.madison, signed_in(world, &two.madison.city.official));
        let all = official.get("/portal/spending");
        for (cell, words) in [(1, "Budget in force"), (2, "Budget in force"), (4, "Flights to Lyon")] {
            let page = official.get(&all.leads("All", cell).expect("what it is made of"));
            page.must_be(200).must_say(words).must_say(&g.number);
            assert!(!page.says("Elmira") && !page.says(&two.number), "{}", page.text());
        }
        let category = all.rows().into_iter().find(|row| row.len() == 6 && row[0] != "All" && !row[0].starts_with("UDF"));
        let category = category.expect("a category")[0].clone();
        official.get(&all.leads(&category, 4).expect("its expenses")).must_be(200).must_say("Flights to Lyon");
        official.get("/portal/spending/lines?category=training").must_be(200).must_say("There are no such expenses.");
        official.get("/portal/spending/lines?stage=waiting").must_be(200).must_say("There are no such expenses.");
        official.get("/portal/spending/activities").must_be(200).must_say("No such activity was held yet.");
        let lines = official.get("/portal/spending/lines");
        official.follow(&lines, "Flights to Lyon").must_be(200).must_say("Air Lyon");
    });
}

#[test]
fn a_city_takes_its_figures_out_as_the_fund_does() {
    on_both(|world| {
        let two = two(world);
        let (g, official) = (&two.madison, signed_in(world, &two.madison.city.official));
        let all = official.get("/portal/spending");
        let taken = rows(&official.press(&all, "Take awards out as CSV", &[]));
        assert_eq!(taken[0], ["Award", "Planned (USD)", "Obligated (USD)", "Advanced (USD)", "Spent (USD)", "Left (USD)"]);
        assert_eq!(taken[2], ["All", "8000.00", "8000.00", "0.00", "6000.00", "2000.00"]);
        assert!(taken[1][0].starts_with(&g.number));
        let plain: Vec<String> = row(&all, "All")[1..].iter().map(|cell| cell.replace(['$', ','], "")).collect();
        assert_eq!(taken[2][1..], plain, "as the page has it");
        let kinds = rows(&official.press(&all, "Take kinds of activities out as CSV", &[]));
        assert_eq!(kinds.last().expect("all")[1..3], ["1", "6000.00"]);
        official.press(&all, "Take categories out as a workbook", &[]).must_be(200);
        let lines = rows(&official.press(&official.get("/portal/spending/lines"), "Take this out as CSV", &[]));
        // The desk's file of the same expenses is the same, row by row.
        let officer = signed_in(world, &g.fund.officer);
        let desk = officer.get(&format!("/desk/spending/lines?city={}", g.city.id));
        assert_eq!(lines, rows(&officer.press(&desk, "Take this out as CSV", &[])));
    });
}

#[test]
fn nobody_takes_out_what_is_another_citys() {
    on_both(|world| {
        let two = two(world);
        let madison = two.madison.city.id;
        let elmira = signed_in(world, &two.elmira.official);
        for path in ["lines", "budgets", "activities"] {
            elmira.get(&format!("/portal/spending/{path}?city={madison}")).must_be(404);
            elmira.get(&format!("/portal/spending/{path}?award={}", two.madison.number)).must_be(404);
            signed_in(world, &two.madison.fund.officer).get(&format!("/portal/spending/{path}")).must_be(404);
        }
        let post =
            |query: &str, format: &str| elmira.post("/portal/spending/export", &[("query", query), ("what", "lines"), ("format", format)]);
        post(&format!("city={madison}"), "csv").must_be(404);
        post(&format!("award={}", two.madison.number), "csv").must_be(404);
        post("", "pdf").must_be(422).must_say("Choose CSV or XLSX.");
        post("stage=lost", "csv").must_be(404);
        assert_eq!(rows(&post("", "csv")).len(), 1, "the heading alone");
        let admin = world.staff("Ada Admin", FundRole::Administrator).into_browser();
        admin.post("/portal/spending/export", &[("query", ""), ("format", "csv")]).must_be(404);
    });
}
