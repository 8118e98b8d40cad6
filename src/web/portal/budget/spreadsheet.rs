//! Costs from a spreadsheet: cells pasted, or a CSV file. What is read becomes rows of the page,
//! to be looked at before anything is saved.

use crate::intake::{CostInput, CostItem, MOST_COSTS};
use crate::kernel::FieldError;
use crate::opportunity::{BudgetRules, Category};
use crate::reporting::{CsvError, csv_text};

/// The most that is read, in bytes.
const MOST_BYTES: usize = 200_000;

/// The columns in their order, each with the other names people give it.
const COLUMNS: [(&str, &[&str]); 7] = [
    ("Category", &["kind of cost", "cost category", "type"]),
    ("What for", &["what", "item", "description", "purpose", "what it is for"]),
    ("How many", &["quantity", "qty", "number", "count"]),
    ("Unit", &["units"]),
    ("Price of one", &["price each", "unit price", "unit cost", "cost each", "rate", "price"]),
    ("Your city pays", &["city pays", "the city pays", "own share", "cost share", "city share", "match"]),
    ("City", &["put down to", "partner", "applicant", "lead or partner"]),
];

/// The cities to which costs can be put down, each with its name and what the page sends for it, the lead first; empty in
/// a round in which one city applies alone.
pub(super) type Cities = [(String, String)];

/// The rows of a sheet, with what is wrong in them by the field and row of the page.
pub(super) struct Sheet {
    pub(super) rows: Vec<CostInput>,
    pub(super) mistakes: Vec<FieldError>,
}

/// The text of a file: UTF-8, or what spreadsheets on Windows write instead.
pub(super) fn text_of(bytes: &[u8]) -> Result<String, String> {
    if bytes.len() > MOST_BYTES {
        return Err("The sheet is too large. A budget fits in 200 KB: send only its rows.".into());
    }
    if bytes.starts_with(b"PK") || bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err("This is a workbook. Save the sheet as CSV, or copy its cells and paste them.".into());
    }
    if bytes.contains(&0) {
        return Err("This is no CSV file. Save the sheet as CSV, or copy its cells and paste them.".into());
    }
    Ok(String::from_utf8(bytes.to_vec()).unwrap_or_else(|_| encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned()))
}

/// Reads cells divided by tabs, semicolons or commas. A first line that names the columns may have
/// them in any order; without one they stand as in the template, the last left out first.
/// Row `n` of the sheet will be row `before + n` of the page.
pub(super) fn read(text: &str, (rules, cities): (&BudgetRules, &Cities), before: usize) -> Result<Sheet, String> {
    if text.len() > MOST_BYTES {
        return Err("That is too much to read. A budget fits in 200 KB: paste only its rows.".into());
    }
    let table = cells(text.trim_start_matches('\u{feff}'))?;
    let order = table.first().and_then(|first| heading(first));
    let body = table.iter().skip(usize::from(order.is_some()));
    let mut sheet = Sheet { rows: vec![], mistakes: vec![] };
    for line in body {
        let Some((mut row, unknown)) = row(line, order.as_deref(), rules) else { continue };
        let n = before + sheet.rows.len();
        if let Some(name) = unknown {
            let told = format!("Row {}: the sheet says “{name}”, which is none of the categories. Choose one.", n + 1);
            sheet.mistakes.push(FieldError::new(format!("category_{n}"), told));
        }
        if let Err(name) = put_down(&mut row, cities) {
            // Where one city applies alone, the page has no field for it.
            let field = if cities.len() > 1 { "partner" } else { "what" };
            let told = format!("Row {}: the sheet says “{name}”, which is no city of this application.", n + 1);
            let told = if cities.len() > 1 { format!("{told} Choose one.") } else { told };
            sheet.mistakes.push(FieldError::new(format!("{field}_{n}"), told));
        }
        sheet.rows.push(row);
    }
    match sheet.rows.len() {
        0 => Err("No cost was found in it. Paste cells with at least what the cost is for and its price.".into()),
        n if before + n > MOST_COSTS => Err(format!(
            "An activity can have {MOST_COSTS} rows; with these it would have {}. Put small costs together, or make two activities of it.",
            before + n
        )),
        _ => Ok(sheet),
    }
}

fn cells(text: &str) -> Result<Vec<Vec<String>>, String> {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let delimiter = [b'\t', b';', b','].into_iter().find(|d| first.as_bytes().contains(d)).unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    reader
        .records()
        .map(|record| {
            let record = record.map_err(|_| "The cells could not be told apart. Copy them again from the spreadsheet.")?;
            Ok(record.iter().map(plain).collect())
        })
        .collect()
}

/// A cell on one line, without the apostrophe that keeps a spreadsheet from counting it.
fn plain(cell: &str) -> String {
    let unguarded = cell.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']));
    unguarded.unwrap_or(cell).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Which column of the template each cell of a first line names, if at least two do.
fn heading(first: &[String]) -> Option<Vec<Option<usize>>> {
    let named = |cell: &String| {
        let cell = cell.to_lowercase();
        COLUMNS.iter().position(|(name, others)| name.to_lowercase() == cell || others.contains(&cell.as_str()))
    };
    let order: Vec<Option<usize>> = first.iter().map(named).collect();
    (order.iter().flatten().count() >= 2).then_some(order)
}

/// The columns of so many cells without a heading.
fn usual(cells: usize) -> &'static [usize] {
    match cells {
        0..=2 => &[1, 4],
        3 => &[0, 1, 4],
        4 => &[0, 1, 2, 4],
        5 => &[0, 1, 2, 3, 4],
        6 => &[0, 1, 2, 3, 4, 5],
        _ => &[0, 1, 2, 3, 4, 5, 6],
    }
}

/// A row, with the name of its category where that is none of the form's; `None` for an empty
/// line and for a line of sums.
fn row(line: &[String], order: Option<&[Option<usize>]>, rules: &BudgetRules) -> Option<(CostInput, Option<String>)> {
    let cell = |column: usize| {
        let place = match order {
            Some(order) => order.iter().position(|c| *c == Some(column)),
            None => usual(line.len()).iter().position(|c| *c == column),
        };
        place.and_then(|i| line.get(i)).cloned().unwrap_or_default()
    };
    let name = cell(0);
    let input = CostInput {
        category: category(rules, &name).map(|c| c.code.clone()).unwrap_or_default(),
        what: cell(1),
        quantity: cell(2),
        unit: cell(3),
        each: cell(4),
        city_pays: cell(5),
        partner: cell(6),
    };
    let is_sum = [&name, &input.what].iter().any(|text| ["total", "sum", "grand total"].contains(&text.to_lowercase().as_str()));
    let unknown = (!name.is_empty() && input.category.is_empty()).then_some(name);
    (!input.is_blank() && !is_sum).then_some((input, unknown))
}

/// Puts a row down to the city that its cell names, such as `Sitka, AK` or `Sitka`; the name if there is none. An empty
/// cell, and `lead`, is the lead; where one city applies alone, so is its own name.
fn put_down(row: &mut CostInput, cities: &Cities) -> Result<(), String> {
    let name = std::mem::take(&mut row.partner);
    let plain = |text: &str| text.to_lowercase().trim_end_matches(" (lead)").to_owned();
    let wanted = plain(&name);
    if wanted.is_empty() || wanted == "lead" {
        return Ok(());
    }
    let is_whole = |city: &&(String, String)| plain(&city.0) == wanted;
    let short = |city: &(String, String)| plain(city.0.rsplit_once(", ").map_or(city.0.as_str(), |(name, _)| name));
    let mut by_town = cities.iter().filter(|city| short(city) == wanted);
    let only = by_town.next().filter(|_| by_town.next().is_none());
    match cities.iter().find(is_whole).or(only) {
        Some((_, id)) => {
            row.partner.clone_from(id);
            Ok(())
        }
        None => Err(name),
    }
}

fn category<'a>(rules: &'a BudgetRules, name: &str) -> Option<&'a Category> {
    let name = name.to_lowercase();
    rules.categories.iter().find(|c| c.title.to_lowercase() == name || c.code == name)
}

/// A sheet to fill in: the costs that are there, or one line for each category; with a column for the city where cities
/// can apply together.
pub(super) fn template(rules: &BudgetRules, cities: &Cities, items: &[&CostItem]) -> Result<String, CsvError> {
    let title = |code: &str| rules.categories.iter().find(|c| c.code == code).map_or_else(|| code.to_owned(), |c| c.title.clone());
    let city = |id: &str| cities.iter().find(|(_, known)| known == id).map(|(name, _)| name.clone()).unwrap_or_default();
    let columns = if cities.is_empty() { COLUMNS.len() - 1 } else { COLUMNS.len() };
    let mut rows: Vec<Vec<String>> = items
        .iter()
        .map(|item| {
            let typed = CostInput::of(item);
            let city = city(&typed.partner);
            let cells = [title(&item.category), typed.what, typed.quantity, typed.unit, typed.each, typed.city_pays, city];
            cells.into_iter().take(columns).collect()
        })
        .collect();
    if rows.is_empty() {
        let empty = |title: &str| std::iter::once(title.to_owned()).chain(vec![String::new(); columns - 1]).collect();
        rows = rules.categories.iter().map(|c| empty(&c.title)).collect();
    }
    let names: Vec<&str> = COLUMNS.iter().take(columns).map(|(name, _)| *name).collect();
    csv_text(&names, &rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::strategy::Strategy;

    fn rules() -> BudgetRules {
        let category =
            |code: &str, title: &str| Category { code: code.into(), title: title.into(), hint: String::new(), object_class: None };
        BudgetRules {
            intro: String::new(),
            categories: vec![category("travel", "Travel and rooms"), category("training", "Training fees")],
            rules: vec![],
        }
    }

    fn read_all(text: &str) -> Vec<[String; 6]> {
        let sheet = read(text, (&rules(), &[]), 0).unwrap_or_else(|e| panic!("{e}"));
        sheet.rows.into_iter().map(|r| [r.category, r.what, r.quantity, r.unit, r.each, r.city_pays]).collect()
    }

    #[test]
    fn pasted_cells_become_rows() {
        let full = [["travel", "Rooms", "6", "nights", "$1,217.00", "100"].map(str::to_owned)];
        for text in [
            "Travel and rooms\tRooms\t6\tnights\t$1,217.00\t100\n",
            "TRAVEL,Rooms,6,nights,\"$1,217.00\",100",
            "travel;Rooms;6;nights;$1,217.00;100\r\n;;;;;\r\nTotal;;;;$7,302.00;\r\n",
            "\u{feff}Unit Price\tQty\tItem\tCategory\tMatch\tUnits\tTotal\n$1,217.00\t6\tRooms\ttravel and rooms\t100\tnights\t$7,302.00\n",
        ] {
            assert_eq!(read_all(text), full, "{text:?}");
        }
        assert_eq!(read_all("Fee\t90"), [["", "Fee", "", "", "90", ""].map(str::to_owned)]);
        assert_eq!(read_all("training\tFee\t90"), [["training", "Fee", "", "", "90", ""].map(str::to_owned)]);
        assert_eq!(read_all("training\tA \"good\" course\t2\t90")[0][1], "A \"good\" course");
        assert_eq!(read_all("training,\"'=1+1\",90")[0][1], "=1+1");
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        let sheet = read("Flights\tTo Graz\t1\t\t900\n", (&rules(), &[]), 3).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(sheet.mistakes.len(), 1);
        assert_eq!(sheet.mistakes[0].field, "category_3");
        assert!(sheet.mistakes[0].message.contains("Row 4: the sheet says “Flights”"), "{}", sheet.mistakes[0].message);
        for (text, says) in [
            ("", "No cost was found"),
            ("Category\tWhat for\tPrice of one\n", "No cost was found"),
            (&"travel\tx\t1\n".repeat(MOST_COSTS + 1), "can have 60 rows"),
            (&"x".repeat(MOST_BYTES + 1), "too much to read"),
        ] {
            assert!(read(text, (&rules(), &[]), 0).is_err_and(|e| e.contains(says)), "{says}");
        }
        for bytes in [&b"PK\x03\x04..."[..], &[0xD0, 0xCF, 0x11, 0xE0, 0], b"a\0b"] {
            assert!(text_of(bytes).is_err());
        }
        assert_eq!(text_of(b"caf\xe9").unwrap_or_default(), "café");
    }

    #[test]
    fn a_template_can_be_read_again() {
        let empty = template(&rules(), &[], &[]).unwrap_or_default();
        let first = |sheet: &str| sheet.lines().next().unwrap_or_default().trim_start_matches('\u{feff}').trim_end().to_owned();
        assert_eq!(first(&empty), "Category,What for,How many,Unit,Price of one,Your city pays");
        assert!(read(&empty, (&rules(), &[]), 0).is_err());
        let joint = template(&rules(), &cities(), &[]).unwrap_or_default();
        assert_eq!(first(&joint), "Category,What for,How many,Unit,Price of one,Your city pays,City");
    }

    fn cities() -> Vec<(String, String)> {
        [("Elmira, NY", ""), ("Sitka, AK", "1"), ("River Towns", "2"), ("Salem, OR", "3"), ("Salem, MA", "4")]
            .map(|(name, id)| (name.to_owned(), id.to_owned()))
            .to_vec()
    }

    #[test]
    fn a_cell_puts_a_cost_down_to_a_city() {
        let line = |city: &str| format!("travel\tRooms\t6\tnights\t100\t\t{city}\n");
        for (city, id) in
            [("", ""), ("Sitka, AK", "1"), ("sitka", "1"), ("River towns", "2"), ("Elmira", ""), ("Elmira, NY (lead)", ""), ("lead", "")]
        {
            let sheet = read(&line(city), (&rules(), &cities()), 0).unwrap_or_else(|e| panic!("{e}"));
            assert_eq!((sheet.rows[0].partner.as_str(), sheet.mistakes.len()), (id, 0), "{city}");
        }
        let named = read("City,Item,Price\n\"Sitka, AK\",Rooms,100\n", (&rules(), &cities()), 0).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(named.rows[0].partner, "1");
        for city in ["Boise", "Salem"] {
            let sheet = read(&line(city), (&rules(), &cities()), 1).unwrap_or_else(|e| panic!("{e}"));
            assert_eq!((sheet.rows[0].partner.as_str(), sheet.mistakes[0].field.as_str()), ("", "partner_1"), "{city}");
            assert!(
                sheet.mistakes[0].message.contains(&format!("the sheet says “{city}”, which is no city of this application. Choose one."))
            );
        }
        let alone = read(&line("Boise"), (&rules(), &[("Elmira, NY".into(), String::new())]), 0).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(alone.mistakes[0].field, "what_0");
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_become_rows_or_are_refused(
            bytes in proptest::prelude::prop_oneof![
                proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400),
                "([a-zA-Z$.,;\\t\"'=+@ \r\n0-9]|travel|Total|City|Price){0,120}".prop_map(String::into_bytes),
            ],
            before in 0_usize..MOST_COSTS,
        ) {
            let Ok(text) = text_of(&bytes) else { return Ok(()) };
            if let Ok(sheet) = read(&text, (&rules(), &cities()), before) {
                proptest::prop_assert!(!sheet.rows.is_empty() && before + sheet.rows.len() <= MOST_COSTS);
                for mistake in &sheet.mistakes {
                    let n = mistake.field.rsplit_once('_').and_then(|(_, n)| n.parse::<usize>().ok());
                    proptest::prop_assert!(n.is_some_and(|n| (before..before + sheet.rows.len()).contains(&n)), "{}", mistake.field);
                }
            }
        }

        #[test]
        fn what_a_file_of_ours_says_is_read_as_it_was(
            rows in proptest::collection::vec(proptest::collection::vec("[A-Za-z0-9$.,;\"=+@ é\n-]{0,20}", 5), 1..8),
        ) {
            let rows: Vec<Vec<String>> = rows.into_iter().map(|cells| [vec!["travel".to_owned(), "Rooms".to_owned()], cells].concat()).collect();
            let names = ["Category", "What for", "How many", "Unit", "Price of one", "Your city pays", "City"];
            let text = csv_text(&names, &rows).unwrap_or_default();
            let sheet = read(&text, (&rules(), &[]), 0);
            let found = sheet.map(|sheet| sheet.rows).unwrap_or_default();
            proptest::prop_assert_eq!(found.len(), rows.len(), "{}", text);
            for (was, is) in rows.iter().zip(&found) {
                let cells = ["travel", "Rooms", &is.quantity, &is.unit, &is.each, &is.city_pays].map(str::to_owned);
                let wanted: Vec<String> = was.iter().take(6).map(|cell| plain(cell)).collect();
                proptest::prop_assert_eq!(cells.to_vec(), wanted, "{}", text);
            }
        }
    }
}
