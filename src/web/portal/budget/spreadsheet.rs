//! Costs from a spreadsheet: cells pasted, or a CSV file. What is read becomes rows of the page,
//! to be looked at before anything is saved.

use crate::intake::{CostInput, CostItem, MOST_COSTS};
use crate::kernel::FieldError;
use crate::opportunity::{BudgetRules, Category};
use crate::reporting::{CsvError, csv_text};

/// The most that is read, in bytes.
const MOST_BYTES: usize = 200_000;

/// The columns in their order, each with the other names people give it.
const COLUMNS: [(&str, &[&str]); 6] = [
    ("Category", &["kind of cost", "cost category", "type"]),
    ("What for", &["what", "item", "description", "purpose", "what it is for"]),
    ("How many", &["quantity", "qty", "number", "count"]),
    ("Unit", &["units"]),
    ("Price of one", &["price each", "unit price", "unit cost", "cost each", "rate", "price"]),
    ("Your city pays", &["city pays", "own share", "cost share", "city share", "match"]),
];

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
pub(super) fn read(text: &str, rules: &BudgetRules, before: usize) -> Result<Sheet, String> {
    if text.len() > MOST_BYTES {
        return Err("That is too much to read. A budget fits in 200 KB: paste only its rows.".into());
    }
    let table = cells(text.trim_start_matches('\u{feff}'))?;
    let order = table.first().and_then(|first| heading(first));
    let body = table.iter().skip(usize::from(order.is_some()));
    let mut sheet = Sheet { rows: vec![], mistakes: vec![] };
    for line in body {
        let Some((row, unknown)) = row(line, order.as_deref(), rules) else { continue };
        if let Some(name) = unknown {
            sheet.mistakes.push(FieldError::new(
                format!("category_{}", before + sheet.rows.len()),
                format!("Row {}: the sheet says “{name}”, which is none of the categories. Choose one.", before + sheet.rows.len() + 1),
            ));
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
    let cell = cell.split_whitespace().collect::<Vec<_>>().join(" ");
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest.to_owned(),
        _ => cell,
    }
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
        _ => &[0, 1, 2, 3, 4, 5],
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
        partner: String::new(),
    };
    let is_sum = [&name, &input.what].iter().any(|text| ["total", "sum", "grand total"].contains(&text.to_lowercase().as_str()));
    let unknown = (!name.is_empty() && input.category.is_empty()).then_some(name);
    (!input.is_blank() && !is_sum).then_some((input, unknown))
}

fn category<'a>(rules: &'a BudgetRules, name: &str) -> Option<&'a Category> {
    let name = name.to_lowercase();
    rules.categories.iter().find(|c| c.title.to_lowercase() == name || c.code == name)
}

/// A sheet to fill in: the costs that are there, or one line for each category.
pub(super) fn template(rules: &BudgetRules, items: &[&CostItem]) -> Result<String, CsvError> {
    let title = |code: &str| rules.categories.iter().find(|c| c.code == code).map_or_else(|| code.to_owned(), |c| c.title.clone());
    let mut rows: Vec<Vec<String>> = items
        .iter()
        .map(|item| {
            let typed = CostInput::of(item);
            vec![title(&item.category), typed.what, typed.quantity, typed.unit, typed.each, typed.city_pays]
        })
        .collect();
    if rows.is_empty() {
        rows = rules.categories.iter().map(|c| std::iter::once(c.title.clone()).chain(vec![String::new(); 5]).collect()).collect();
    }
    csv_text(&COLUMNS.map(|(name, _)| name), &rows)
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let sheet = read(text, &rules(), 0).unwrap_or_else(|e| panic!("{e}"));
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
        let sheet = read("Flights\tTo Graz\t1\t\t900\n", &rules(), 3).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(sheet.mistakes.len(), 1);
        assert_eq!(sheet.mistakes[0].field, "category_3");
        assert!(sheet.mistakes[0].message.contains("Row 4: the sheet says “Flights”"), "{}", sheet.mistakes[0].message);
        for (text, says) in [
            ("", "No cost was found"),
            ("Category\tWhat for\tPrice of one\n", "No cost was found"),
            (&"travel\tx\t1\n".repeat(MOST_COSTS + 1), "can have 60 rows"),
            (&"x".repeat(MOST_BYTES + 1), "too much to read"),
        ] {
            assert!(read(text, &rules(), 0).is_err_and(|e| e.contains(says)), "{says}");
        }
        for bytes in [&b"PK\x03\x04..."[..], &[0xD0, 0xCF, 0x11, 0xE0, 0], b"a\0b"] {
            assert!(text_of(bytes).is_err());
        }
        assert_eq!(text_of(b"caf\xe9").unwrap_or_default(), "café");
    }

    #[test]
    fn a_template_can_be_read_again() {
        let empty = template(&rules(), &[]).unwrap_or_default();
        assert!(empty.contains("Category,What for,How many,Unit,Price of one,Your city pays"), "{empty}");
        assert!(read(&empty, &rules(), 0).is_err());
    }
}
