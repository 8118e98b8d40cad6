//! Tests of the assignment of reviewers: published answers, everything enumerated for
//! small tables, properties of random ones, and what is refused.

mod enumerated;
mod properties;
mod refused;
mod rules;

use super::*;

/// A table of whole affinities by application and reviewer; `None` is a conflict.
fn table(cells: &[Vec<Option<i64>>]) -> Table {
    let mut text = "application,reviewer,affinity,conflict\n".to_owned();
    for (row, cells) in cells.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            let cell = cell.map_or(",1".to_owned(), |cell| format!("{cell},"));
            text += &format!("a{row:02},r{column:02},{cell}\n");
        }
    }
    Table::read(text.as_bytes()).expect("a sound table")
}

fn order(per_application: u32, load_min: u32, load_max: u32) -> Order {
    Order { per_application, load_min, load_max: Some(load_max), ..Order::default() }
}

fn json(table: &Table, order: &Order) -> serde_json::Value {
    serde_json::to_value(report(table, order).expect("an assignment")).expect("JSON")
}

/// `a00-r01 a00-r02 …`
fn told(report: &serde_json::Value) -> String {
    let pairs = report["assignments"].as_array().expect("a list").iter();
    let name = |one: &serde_json::Value, key: &str| one[key].as_str().expect("a name").to_owned();
    pairs.map(|one| format!("{}-{}", name(one, "application"), name(one, "reviewer"))).collect::<Vec<_>>().join(" ")
}

fn costs(rows: &[&[i64]]) -> Table {
    table(&rows.iter().map(|row| row.iter().map(|cost| Some(-cost)).collect()).collect::<Vec<_>>())
}

#[test]
fn published_answers_are_found() {
    // The example of the OR-tools documentation; O12 in the design.
    let found = json(&costs(&[&[90, 76, 75, 70], &[35, 85, 55, 65], &[125, 95, 90, 105], &[45, 110, 95, 115]]), &order(1, 1, 1));
    assert_eq!((found["total_affinity"].as_f64(), told(&found)), (Some(-265.0), "a00-r03 a01-r02 a02-r01 a03-r00".into()));
    // The example of the SciPy documentation.
    let found = json(&costs(&[&[4, 1, 3], &[2, 0, 5], &[3, 2, 2]]), &order(1, 1, 1));
    assert_eq!((found["total_affinity"].as_f64(), told(&found)), (Some(-5.0), "a00-r01 a01-r00 a02-r02".into()));
}

#[test]
fn ties_go_to_even_loads_and_then_to_the_first_ids() {
    let same = |height: usize, width: usize| table(&vec![vec![Some(1); width]; height]);
    assert_eq!(told(&json(&same(3, 3), &order(1, 0, 3))), "a00-r00 a01-r01 a02-r02");
    assert_eq!(told(&json(&same(2, 3), &order(2, 0, 2))), "a00-r00 a00-r01 a01-r00 a01-r02");
    // Affinity comes before even loads.
    let table = table(&[vec![Some(2), Some(1)], vec![Some(2), Some(1)], vec![Some(2), Some(1)]]);
    assert_eq!(told(&json(&table, &order(1, 0, 3))), "a00-r00 a01-r00 a02-r00");
    assert_eq!(told(&json(&table, &order(1, 1, 3))), "a00-r00 a01-r00 a02-r01");
}

#[test]
fn the_smallest_tables_have_answers() {
    let found = json(&table(&[vec![Some(7)]]), &order(1, 0, 1));
    assert_eq!((found["total_affinity"].as_f64(), found["review_graph"]["parts"].as_u64()), (Some(7.0), Some(1)));
    let one_reviewer = json(&table(&[vec![Some(1)], vec![Some(2)]]), &order(1, 0, 2));
    assert_eq!(one_reviewer["loads"]["r00"], 2);
    let no_limit = Order { per_application: 1, ..Order::default() };
    assert_eq!(told(&json(&table(&[vec![Some(0), Some(3)], vec![Some(0), Some(3)]]), &no_limit)), "a00-r01 a01-r01");
}

#[test]
fn the_json_has_its_keys_in_order_and_exact_decimals() {
    let csv = "affinity,Reviewer,CONFLICT,application,note\n0.1,r1,no,a1,x\n0.2,r1,,a2,\n5e-05,r2,0,a1,\n,r2,TRUE,a2,\n";
    let table = Table::read(format!("\u{feff}{}", csv.replace('\n', "\r\n")).as_bytes()).expect("a sound table");
    let text = serde_json::to_string(&report(&table, &order(1, 0, 2)).expect("an assignment")).expect("JSON");
    let start = r#"{"assignments":[{"application":"a1","reviewer":"r1","affinity":0.1},{"application":"a2","reviewer":"r1","affinity":0.2}],"total_affinity":0.3,"optimal":true,"#;
    assert!(text.starts_with(start), "{text}");
    assert!(text.contains(r#""decimals":5"#) && !text.to_lowercase().contains("nan"), "{text}");
}
