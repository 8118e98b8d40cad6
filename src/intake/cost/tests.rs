//! Costs as they are typed, worked out and summed; each mistake by its row and field.

use super::*;
use crate::kernel::{IdSource, Timestamp};
use crate::opportunity;

fn definition() -> Definition {
    let text = include_str!("../../../config/opportunities/training-and-conference-support-2027.toml");
    opportunity::read("round.toml", text).unwrap_or_else(|e| panic!("{e}"))
}

fn typed(category: &str, what: &str, [quantity, unit, each, city_pays]: [&str; 4]) -> CostInput {
    let own = str::to_owned;
    CostInput {
        category: own(category),
        what: own(what),
        quantity: own(quantity),
        unit: own(unit),
        each: own(each),
        city_pays: own(city_pays),
        partner: String::new(),
    }
}

fn items(rows: &[CostInput]) -> Result<Vec<CostItem>, Vec<FieldError>> {
    read(&definition(), IdSource::seeded(1).id(Timestamp::from_micros(0)), rows)
}

#[test]
fn quantity_times_price_less_the_citys_share() {
    let rows = [
        typed("travel", "Rooms", ["6", "nights", "217", ""]),
        CostInput::default(),
        typed("training", "Half a day of a teacher", ["0.5", "days", "333.33", "66.67"]),
        typed("travel", "Flights", ["", "", "$1,200.00", "1,200"]),
    ];
    let found = items(&rows).unwrap_or_else(|e| panic!("{e:?}"));
    let sums: Vec<(i64, i64)> = found.iter().map(|item| (item.whole().cents(), item.asked().cents())).collect();
    // Half of $333.33 is $166.665, and half a cent goes up.
    assert_eq!(sums, [(130_200, 130_200), (16_667, 10_000), (120_000, 0)]);
    assert_eq!(found.iter().map(CostItem::worked_out).collect::<Vec<_>>(), ["6 nights × $217.00", "0.5 days × $333.33", "$1,200.00"]);
    let lines = lines(&found);
    let lines: Vec<(&str, i64, &str)> = lines.iter().map(|l| (l.category.as_str(), l.amount.cents(), l.note.as_str())).collect();
    assert_eq!(
        lines,
        [
            ("training", 10_000, "Half a day of a teacher: 0.5 days × $333.33, the city pays $66.67"),
            ("travel", 130_200, "Rooms: 6 nights × $217.00; Flights: $1,200.00, the city pays $1,200.00"),
        ]
    );
    // Typed again as it was read, it says the same.
    let again: Vec<CostInput> = found.iter().map(CostInput::of).collect();
    assert_eq!(items(&again).unwrap_or_default(), found);
}

#[test]
fn what_the_city_pays_alone_is_no_line() {
    let found = items(&[typed("travel", "Taxi", ["2", "", "40", "80"])]).unwrap_or_else(|e| panic!("{e:?}"));
    assert!(lines(&found).is_empty());
}

#[test]
fn each_mistake_names_its_field_and_row() {
    let rows = [
        ("category", typed("", "Rooms", ["1", "", "5", ""]), "Choose a category."),
        ("category", typed("yacht", "Rooms", ["1", "", "5", ""]), "Choose a category."),
        ("what", typed("travel", "", ["1", "", "5", ""]), "Say what it is for"),
        ("quantity", typed("travel", "Rooms", ["0", "", "5", ""]), "How many must be more than 0."),
        ("quantity", typed("travel", "Rooms", ["-1", "", "5", ""]), "How many must be a number"),
        ("quantity", typed("travel", "Rooms", ["1e3", "", "5", ""]), "How many must be a number"),
        ("quantity", typed("travel", "Rooms", ["1.2.3", "", "5", ""]), "How many must be a number"),
        ("quantity", typed("travel", "Rooms", ["1.234", "", "5", ""]), "at most two digits"),
        ("quantity", typed("travel", "Rooms", ["100000.01", "", "5", ""]), "100,000 at most"),
        ("quantity", typed("travel", "Rooms", ["99999999999999999999999999999999", "", "5", ""]), "How many must be"),
        ("each", typed("travel", "Rooms", ["1", "", "", ""]), "Enter an amount"),
        ("each", typed("travel", "Rooms", ["1", "", "0", ""]), "Enter a price above $0"),
        ("each", typed("travel", "Rooms", ["2", "", "10000", ""]), "$20,000.00 is more than the largest grant"),
        ("each", typed("travel", "Rooms", ["100000", "", "999999999999", ""]), "Enter less"),
        ("each", typed("travel", "Rooms", ["0.01", "", "0.01", ""]), "less than a cent"),
        ("city_pays", typed("travel", "Rooms", ["2", "", "5", "10.01"]), "cannot pay more than the whole cost, $10.00"),
        ("city_pays", typed("travel", "Rooms", ["2", "", "5", "x"]), "using only digits"),
    ];
    for (field, row, says) in rows {
        let found = items(&[CostInput::default(), row.clone()]).err().unwrap_or_default();
        let named = format!("{field}_1");
        assert!(
            found.iter().any(|e| e.field == named && e.message.starts_with("Row 2: ") && e.message.contains(says)),
            "{row:?}: {found:?}"
        );
    }
}

#[test]
fn too_many_rows_are_refused_at_the_first_of_them() {
    let row = typed("travel", "Rooms", ["1", "", "5", ""]);
    assert!(items(&vec![row.clone(); MOST_COSTS]).is_ok());
    let found = items(&vec![row; MOST_COSTS + 1]).err().unwrap_or_default();
    assert_eq!(found.iter().map(|e| e.field.as_str()).collect::<Vec<_>>(), [format!("what_{MOST_COSTS}")]);
}

#[test]
fn a_long_note_is_cut() {
    let row = typed("travel", &"a long word ".repeat(9), ["1", "", "5", ""]);
    let found = items(&vec![row; 9]).unwrap_or_else(|e| panic!("{e:?}"));
    assert!(lines(&found).iter().all(|l| l.note.chars().count() == LONGEST_NOTE && l.note.ends_with('…')));
}
