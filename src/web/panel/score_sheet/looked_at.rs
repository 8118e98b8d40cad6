//! What a score sheet would change, before anything is saved: application by application, with what is left out and why.

use super::href;
use crate::sheets::{Change, LeftOut, Own, Preview, Reviewed, Row};
use crate::web::fields::{Cell, Choices, Column, FormKeys, Table};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{App, Problem};

/// So much of a text is shown.
const SHOWN: usize = 240;

/// The page; `changed` says that it is shown again, and why.
pub(super) fn page(app: &App, (own, preview): (&Own, &Preview), changed: Option<String>) -> Result<Sheet, Problem> {
    let mut sheet = Sheet::new("What your sheet would change", &[])
        .about(&own.round.title)
        .lead(lead(preview))
        .back(href(&own.round.slug), "Work without a connection")
        .notes(changed.into_iter().collect());
    if !preview.left_out.is_empty() {
        sheet = sheet.with(left_out(&preview.left_out));
    }
    for (n, review) in (1..).zip(&preview.reviews) {
        sheet = sheet.with(reviewed(n, review));
    }
    if preview.says_something() { Ok(sheet.with(save(app, (own, preview))?)) } else { Ok(sheet) }
}

fn lead(preview: &Preview) -> String {
    let (reviews, fields) = (
        preview.reviews.iter().filter(|review| !review.changes.is_empty()).count(),
        preview.reviews.iter().map(|review| review.changes.len()).sum::<usize>(),
    );
    let counted = |n: usize, one: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") };
    let begin = match fields {
        0 => "Nothing in it is new.".to_owned(),
        _ => format!("Nothing is saved yet. It would change {} in {}.", counted(fields, "cell"), counted(reviews, "review")),
    };
    let same = if preview.same > 0 { format!(" {} as saved already.", rows(preview.same)) } else { String::new() };
    format!("{begin}{same}")
}

fn rows(n: usize) -> String {
    if n == 1 { "1 row is".to_owned() } else { format!("{n} rows are") }
}

/// What is not taken, with the way to mend it.
fn left_out(all: &[LeftOut]) -> Section {
    let columns =
        vec![Column::number("Row"), Column::text("Application"), Column::text("Column"), Column::text("What is wrong, and how to mend it")];
    let row =
        |one: &LeftOut| vec![Cell::number(one.row.to_string()), Cell::text(&one.label), Cell::text(&one.column), Cell::text(&one.why)];
    Section::new("Left out")
        .text("These are not saved. Mend them in your file and send it again; what you save now is not lost by that.")
        .table(Table::new("left-out", "Left out", columns).rows(all.iter().map(row)))
}

/// What would change in one review.
fn reviewed(n: usize, review: &Reviewed) -> Section {
    let mut section = Section::new(format!("{}: {}", review.label, review.title));
    if !review.changes.is_empty() {
        section = section.table(compared(&format!("changes-{n}"), "Would be saved", &review.changes));
    }
    if !review.clashes.is_empty() {
        let one_or_more = if review.clashes.len() == 1 { "One cell was" } else { "Some cells were" };
        section = section.text(format!(
            "{one_or_more} saved on the page after this sheet was made, and says something else there. What is saved stays, unless you choose the sheet below."
        ));
    }
    if !review.newer.is_empty() {
        section =
            section.text(format!("Saved on the page after this sheet was made, and kept as it is there: {}.", review.newer.join("; ")));
    }
    if !review.warnings.is_empty() {
        section = section.text("Before you submit this review:").items(review.warnings.clone());
    }
    section
}

fn compared(id: &str, caption: &str, changes: &[Change]) -> Table {
    let columns = vec![Column::text("What"), Column::text("Saved now"), Column::text("In your sheet")];
    let row =
        |change: &Change| vec![Cell::text(&change.asked).heading(), Cell::text(short(&change.before)), Cell::text(short(&change.after))];
    Table::new(id, caption, columns).rows(changes.iter().map(row))
}

/// The beginning of a text, with how long it is where that is not all of it; a word for nothing.
fn short(text: &str) -> String {
    let length = text.chars().count();
    match length {
        0 => "Nothing".to_owned(),
        1..=SHOWN => text.to_owned(),
        _ => format!("{}… ({length} characters)", text.chars().take(SHOWN).collect::<String>()),
    }
}

/// The form that saves it, with a box for each clash.
fn save(app: &App, (own, preview): (&Own, &Preview)) -> Result<Section, Problem> {
    let carried = preview.carried().map_err(Problem::broken)?;
    let clashing = preview.reviews.iter().flat_map(|review| review.clashes.iter().map(move |clash| (review, clash)));
    let boxes: Vec<(String, String)> = clashing
        .map(|(review, clash)| {
            let words = format!("{}, {}: {} instead of {}", review.label, clash.asked, quoted(&clash.after), quoted(&clash.before));
            (Row::choice(&review.task.text(), &clash.field), words)
        })
        .collect();
    let mut inputs = vec![Input::hidden("sheet", &carried)];
    if !boxes.is_empty() {
        inputs.push(Input::checkboxes(Choices::new("take", "Where should the sheet count?", boxes).optional()));
    }
    let form = SheetForm::new(format!("{}/save", href(&own.round.slug)), FormKeys::new(app.fresh_key()), "Save these scores", inputs);
    Ok(Section::new("Save").text("They are saved as drafts. You submit each review on its page.").form(form))
}

fn quoted(text: &str) -> String {
    if text.is_empty() { "nothing".to_owned() } else { format!("“{}”", short(text)) }
}
