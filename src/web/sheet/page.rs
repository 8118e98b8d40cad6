//! A sheet as a page: its title, and samples that reach every part of it.

use super::{Input, Picks, Section, Sheet, SheetForm};
use crate::charts::BarChart;
use crate::kernel::FieldError;
use crate::templates::Page;
use crate::web::fields::{Cell, Choices, Column, DateField, Field, FormKeys, Status, SummaryRow, Table};

impl Page for Sheet {
    const TEMPLATE: &'static str = "desk/money/sheet";

    fn title(&self) -> String {
        self.tab.clone()
    }

    fn has_errors(&self) -> bool {
        self.summary.is_there()
    }

    fn samples() -> Vec<Self> {
        let errors = [FieldError::new("amount", "Enter an amount above zero.")];
        let table = || Table::new("rows", "Rows", vec![Column::text("Name"), Column::number("Amount")]).empty("Nothing yet.");
        let inputs = vec![
            Input::line(Field::new("name", "Name").value("x")),
            Input::hidden("base", "x"),
            Input::money(Field::new("amount", "Amount").errors(&errors)),
            Input::area(Field::new("why", "Reason").limit(300)),
            Input::file(Field::new("file", "File").accept(".csv")),
            Input::select(Choices::new("program", "Opportunity", [("1", "One")])),
            Input::radios(Choices::new("kind", "Kind", [("checking", "Checking"), ("savings", "Savings")])),
            Input::checkboxes(Choices::new("chosen", "Payments", [("1", "One")])),
            Input::date(DateField::new("day", "Day")),
            Input::picks(
                Picks::new("payment", "Which?", vec![Column::text("Award"), Column::number("Amount")])
                    .row("1".into(), "One".into(), vec![Cell::link("One", "/desk").heading(), Cell::number("$1.00")])
                    .row("2".into(), "Two".into(), vec![Cell::status(Status::good("Two")), Cell::text("2")])
                    .typed(&["2".into()], &[FieldError::new("payment", "Choose one.")]),
            ),
        ];
        let full = Section::new("Everything")
            .live("everything")
            .text("A paragraph.")
            .items(vec!["One.".into()])
            .drawing("A drawing", "<svg></svg>")
            .facts(vec![SummaryRow::new("City", "Madison")])
            .chart(BarChart::new("Half is spent.", [("Travel".to_owned(), "$1.00 of $2.00".to_owned(), 100, 200)]))
            .filters(
                "/desk/ledger",
                vec![Input::line(Field::new("award", "Award")), Input::select(Choices::new("event", "Event", [("1", "One")]))],
            )
            .table(table().row(vec![Cell::text("Travel").heading(), Cell::number("$1.00")]))
            .link("/desk", "More")
            .form(SheetForm::new("/desk/funds", FormKeys::of_version("k".into(), 2), "Record", inputs).quiet());
        let rates = BarChart::rates("Half succeed.", [("North".to_owned(), "50%".to_owned(), [500, 400, 600])], Some(400));
        vec![
            Self::new("Funds", &[])
                .with(Section::new("Nothing").table(table()))
                .with(Section::new("Rates").live_while("rates", "1").chart(rates)),
            Self::new("Funds", &errors)
                .lead("One sentence.")
                .back("/desk", "Desk")
                .about("2027")
                .live(30, "/desk")
                .notes(vec!["Ana is editing this section.".into()])
                .with(full)
                .with_some(None),
        ]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<crate::web::sheet::Sheet>();
    }
}
