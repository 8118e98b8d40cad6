//! Every part, drawn with its struct on one page and held to what pages promise.

use super::*;
use crate::kernel::FieldError;
use crate::templates::{Page, check};

#[derive(Serialize)]
struct EveryPart {
    summary: ErrorSummary,
    keys: FormKeys,
    input: Field,
    money: Field,
    textarea: Field,
    file: Field,
    radios: Choices,
    checkboxes: Choices,
    select: Choices,
    date: DateField,
    rows: Vec<SummaryRow>,
    tasks: Vec<Task>,
    tag: Status,
    table: Table,
    pages: Pagination,
    chart: crate::charts::BarChart,
}

const NAMES: [&str; 8] = ["input", "money", "textarea", "file", "radios", "checkboxes", "select", "date"];

impl EveryPart {
    fn new(errors: &[FieldError], full: bool) -> Self {
        let field = |name: &str| {
            let field = Field::new(name, "Label <b>").errors(errors);
            if full {
                field
                    .hint("A hint")
                    .value("<a \"value\">\nof two lines")
                    .optional()
                    .autocomplete("off")
                    .accept(".pdf")
                    .suggestions("units")
                    .adds_to("total")
            } else {
                field
            }
        };
        let choices = |name: &str| {
            let choices = Choices::new(name, "Question", [("a", "A"), ("b", "B")]).errors(errors);
            if full { choices.hint("A hint").with_hints(["", "more"]).chosen("b").optional() } else { choices }
        };
        let date = DateField::new("date", "When").errors(errors);
        let table = Table::new("t", "A table", vec![Column::text("City"), Column::number("Amount"), Column::text("Stage")]).empty("None.");
        let row = vec![Cell::link("Marfa", "/x").heading(), Cell::number("$5,000.00"), Cell::status(Status::good("Paid"))];
        let sum = vec![Cell::text("Total").heading(), Cell::number("$5,000.00"), Cell::text("")];
        Self {
            summary: ErrorSummary::new(errors),
            keys: if full { FormKeys::of_version("k".into(), 3) } else { FormKeys::new("k".into()) },
            input: field("input"),
            money: field("money"),
            textarea: if full { field("textarea").limit(100) } else { field("textarea") },
            file: field("file"),
            radios: choices("radios"),
            checkboxes: choices("checkboxes"),
            select: choices("select"),
            date: if full { date.hint("For example").value(chrono::NaiveDate::from_ymd_opt(2027, 3, 5)).optional() } else { date },
            rows: vec![SummaryRow::new("City", "Marfa").change("/x"), SummaryRow::new("Why", "")],
            tasks: vec![
                Task::new("one", "Say who you are", Some("/x".into()), Status::done("Completed")).hint("h"),
                Task::new("two", "Sign", None, Status::quiet("Cannot start yet")),
            ],
            tag: Status::warning("Returned"),
            table: if full { table.row(row).total(sum) } else { table },
            pages: Pagination::new("awards", "/awards", 5, if full { 9 } else { 1 }),
            chart: crate::charts::BarChart::new("One bar.", [("Travel".to_owned(), "$5.00 of $10.00".to_owned(), 500, 1_000)]),
        }
    }
}

impl Page for EveryPart {
    const TEMPLATE: &'static str = check::SCRATCH;

    fn title(&self) -> String {
        "Every part".into()
    }

    fn has_errors(&self) -> bool {
        self.summary.is_there()
    }

    fn samples() -> Vec<Self> {
        let wrong: Vec<FieldError> = NAMES.iter().map(|name| FieldError::new(*name, "Enter <it>.")).collect();
        vec![Self::new(&[], false), Self::new(&[], true), Self::new(&wrong, false), Self::new(&wrong, true)]
    }
}

const MARKUP: &str = "{{> parts/error_summary summary}}<h1>Every part</h1><form method=\"post\">{{> parts/form_keys keys}}
    {{> parts/input input}}{{> parts/money money}}
    {{draw_textarea textarea}}
    {{> parts/file file}}{{draw_radios radios}}{{> parts/checkboxes checkboxes}}{{> parts/select select}}{{> parts/date date}}</form>
    {{> parts/summary_list rows}}{{> parts/task_list tasks}}{{> parts/tag tag}}{{draw table}}{{> parts/pagination pages}}{{> parts/chart chart}}";

#[test]
fn every_part_renders() {
    check::scratch::<EveryPart>(MARKUP);
}

#[test]
fn what_was_typed_is_kept_as_it_was() {
    let html = check::scratch_html(&EveryPart::new(&[], true), MARKUP);
    assert!(html.contains(">&lt;a &quot;value&quot;&gt;\nof two lines</textarea>"), "{html}");
}

#[test]
fn mistakes_are_told_beside_the_field_and_on_top() {
    let html = check::scratch_html(&EveryPart::samples().remove(2), MARKUP);
    assert!(html.contains("<title>Error: Every part – "));
    assert_eq!(html.matches("Enter &lt;it&gt;.").count(), 2 * NAMES.len());
    assert_eq!(html.matches("aria-invalid=\"true\"").count(), 8, "five single fields and three of the date");
}
