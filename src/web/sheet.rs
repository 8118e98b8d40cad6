//! A sheet: the one shape that the pages about money share. Sections of text,
//! facts, a chart, a table and forms, under one heading. Each page is still made
//! by its own noun's file; only the drawing is common.

mod page;

pub use super::picks::Picks;

use super::fields::{Choices, DateField, ErrorSummary, Field, FormKeys, Markup, SummaryRow, Table};
use crate::charts::BarChart;
use crate::kernel::FieldError;
use serde::Serialize;

/// A link with its words.
#[derive(Clone, Debug, Serialize)]
pub struct Link {
    /// Where it leads.
    pub href: String,
    /// What it says.
    pub label: String,
}

impl Link {
    /// A link.
    pub fn new(href: impl Into<String>, label: impl Into<String>) -> Self {
        Self { href: href.into(), label: label.into() }
    }
}

/// One input of a form; exactly one of its parts is there.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Input {
    line: Option<Field>,
    money: Option<Field>,
    area: Option<Field>,
    file: Option<Field>,
    select: Option<Choices>,
    radios: Option<Choices>,
    checkboxes: Option<Choices>,
    date: Option<DateField>,
    picks: Option<Picks>,
    hidden: Option<Hidden>,
}

/// A value that the form carries along unseen.
#[derive(Clone, Debug, Serialize)]
struct Hidden {
    name: String,
    value: String,
}

/// A drawing that scrolls by itself, with its name.
#[derive(Clone, Debug, Serialize)]
struct Drawing {
    label: String,
    picture: Markup,
}

impl Input {
    /// A value that the form carries along unseen.
    #[must_use]
    pub fn hidden(name: &'static str, value: &str) -> Self {
        Self::hidden_of(name.to_owned(), value)
    }

    /// The same, where the name is made up of something.
    #[must_use]
    pub fn hidden_of(name: String, value: &str) -> Self {
        Self { hidden: Some(Hidden { name, value: value.to_owned() }), ..Self::default() }
    }

    /// One line of text.
    #[must_use]
    pub fn line(field: Field) -> Self {
        Self { line: Some(field), ..Self::default() }
    }

    /// An amount in dollars.
    #[must_use]
    pub fn money(field: Field) -> Self {
        Self { money: Some(field), ..Self::default() }
    }

    /// Several lines of text.
    #[must_use]
    pub fn area(field: Field) -> Self {
        Self { area: Some(field), ..Self::default() }
    }

    /// A file.
    #[must_use]
    pub fn file(field: Field) -> Self {
        Self { file: Some(field), ..Self::default() }
    }

    /// One of many.
    #[must_use]
    pub fn select(choices: Choices) -> Self {
        Self { select: Some(choices), ..Self::default() }
    }

    /// One of a few.
    #[must_use]
    pub fn radios(choices: Choices) -> Self {
        Self { radios: Some(choices), ..Self::default() }
    }

    /// Any of a few.
    #[must_use]
    pub fn checkboxes(choices: Choices) -> Self {
        Self { checkboxes: Some(choices), ..Self::default() }
    }

    /// Any rows of a table.
    #[must_use]
    pub fn picks(picks: Picks) -> Self {
        Self { picks: Some(picks), ..Self::default() }
    }

    /// A day.
    #[must_use]
    pub fn date(field: DateField) -> Self {
        Self { date: Some(field), ..Self::default() }
    }
}

/// A form with one button.
#[derive(Clone, Debug, Serialize)]
pub struct SheetForm {
    action: String,
    keys: FormKeys,
    inputs: Vec<Input>,
    button: String,
    class: &'static str,
    has_files: bool,
    kept: Option<&'static str>,
}

impl SheetForm {
    /// A form that posts to `action`.
    pub fn new(action: impl Into<String>, keys: FormKeys, button: &str, inputs: Vec<Input>) -> Self {
        let has_files = inputs.iter().any(|input| input.file.is_some());
        Self { action: action.into(), keys, inputs, button: button.to_owned(), class: "usa-button", has_files, kept: None }
    }

    /// What is typed is kept in the browser, under this name, until [`crate::web::App::submit`] acknowledges it. Not for secrets.
    #[must_use]
    pub fn kept(self, name: &'static str) -> Self {
        Self { kept: Some(name), ..self }
    }

    /// A second choice beside the first.
    #[must_use]
    pub fn quiet(mut self) -> Self {
        self.class = "usa-button usa-button--outline";
        self
    }
}

/// A form whose answers stand in the address.
#[derive(Clone, Debug, Serialize)]
struct Filters {
    action: String,
    inputs: Vec<Input>,
    class: &'static str,
    button: &'static str,
}

/// One part of a sheet.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Section {
    heading: String,
    text: Vec<String>,
    items: Vec<String>,
    facts: Vec<SummaryRow>,
    drawing: Option<Drawing>,
    chart: Option<BarChart>,
    filters: Option<Filters>,
    table: Option<Table>,
    links: Vec<Link>,
    forms: Vec<SheetForm>,
    /// Its name, if it is kept fresh while people watch.
    live: Option<&'static str>,
    /// What must be another one before it is replaced.
    live_key: Option<String>,
}

impl Section {
    /// A part under its own heading.
    pub fn new(heading: impl Into<String>) -> Self {
        Self { heading: heading.into(), ..Self::default() }
    }

    /// Kept fresh while people watch, under this name. It has no form.
    #[must_use]
    pub fn live(mut self, name: &'static str) -> Self {
        self.live = Some(name);
        self
    }

    /// Kept fresh under this name too, and replaced only once its key is another: so a form that somebody fills in stays.
    #[must_use]
    pub fn live_while(mut self, name: &'static str, key: impl Into<String>) -> Self {
        (self.live, self.live_key) = (Some(name), Some(key.into()));
        self
    }

    /// With a paragraph.
    #[must_use]
    pub fn text(mut self, paragraph: impl Into<String>) -> Self {
        self.text.push(paragraph.into());
        self
    }

    /// With facts.
    #[must_use]
    pub fn facts(mut self, facts: Vec<SummaryRow>) -> Self {
        self.facts = facts;
        self
    }

    /// With a list of sentences.
    #[must_use]
    pub fn items(mut self, sentences: Vec<String>) -> Self {
        self.items = sentences;
        self
    }

    /// With a drawing of the workflow engine; what it shows must stand in words too.
    #[must_use]
    pub fn drawing(mut self, label: &str, svg: &str) -> Self {
        self.drawing = Some(Drawing { label: label.to_owned(), picture: Markup::drawing(svg) });
        self
    }

    /// With a chart; its numbers must stand in the table too.
    #[must_use]
    pub fn chart(mut self, chart: BarChart) -> Self {
        self.chart = Some(chart);
        self
    }

    /// With a form above the table that narrows it, by the address.
    #[must_use]
    pub fn filters(mut self, action: &str, inputs: Vec<Input>) -> Self {
        self.filters = Some(Filters { action: action.to_owned(), inputs, class: "udf-filters", button: "Show" });
        self
    }

    /// With a form of several questions, one below the other, whose answers stand in the address.
    #[must_use]
    pub fn questions(mut self, action: &str, button: &'static str, inputs: Vec<Input>) -> Self {
        self.filters = Some(Filters { action: action.to_owned(), inputs, class: "", button });
        self
    }

    /// With a table. A caption that repeats the heading is not drawn.
    #[must_use]
    pub fn table(mut self, table: Table) -> Self {
        let repeats = table.caption == self.heading;
        self.table = Some(if repeats { table.under_heading() } else { table });
        self
    }

    /// With a link.
    #[must_use]
    pub fn link(mut self, href: impl Into<String>, label: impl Into<String>) -> Self {
        self.links.push(Link::new(href, label));
        self
    }

    /// With a link, if there is one.
    #[must_use]
    pub fn link_some(mut self, link: Option<Link>) -> Self {
        self.links.extend(link);
        self
    }

    /// With a form.
    #[must_use]
    pub fn form(mut self, form: SheetForm) -> Self {
        self.forms.push(form);
        self
    }
}

/// How a page is kept fresh.
#[derive(Clone, Debug, Serialize)]
struct Live {
    seconds: u32,
    href: String,
}

/// The whole page.
#[derive(Clone, Debug, Serialize)]
pub struct Sheet {
    heading: String,
    lead: Option<String>,
    back: Option<Link>,
    summary: ErrorSummary,
    sections: Vec<Section>,
    live: Option<Live>,
    /// What is going on here beside it.
    notes: Vec<String>,
    #[serde(skip)]
    tab: String,
}

impl Sheet {
    /// A page with this heading.
    pub fn new(heading: impl Into<String>, errors: &[FieldError]) -> Self {
        let heading = heading.into();
        Self {
            tab: heading.clone(),
            heading,
            lead: None,
            back: None,
            summary: ErrorSummary::new(errors),
            sections: vec![],
            live: None,
            notes: vec![],
        }
    }

    /// With a first sentence.
    #[must_use]
    pub fn lead(mut self, lead: impl Into<String>) -> Self {
        self.lead = Some(lead.into());
        self
    }

    /// With a way back.
    #[must_use]
    pub fn back(mut self, href: impl Into<String>, label: impl Into<String>) -> Self {
        self.back = Some(Link::new(href, label));
        self
    }

    /// With parts that are read again every so many seconds from `href`, and a button for it.
    #[must_use]
    pub fn live(mut self, seconds: u32, href: impl Into<String>) -> Self {
        self.live = Some(Live { seconds, href: href.into() });
        self
    }

    /// With sentences on what is going on here beside it.
    #[must_use]
    pub fn notes(mut self, sentences: Vec<String>) -> Self {
        self.notes = sentences;
        self
    }

    /// With what it is about in the browser's tab.
    #[must_use]
    pub fn about(mut self, what: &str) -> Self {
        self.tab = format!("{} – {what}", self.heading);
        self
    }

    /// With another part.
    #[must_use]
    pub fn with(mut self, section: Section) -> Self {
        self.sections.push(section);
        self
    }

    /// With another part, if there is one.
    #[must_use]
    pub fn with_some(self, section: Option<Section>) -> Self {
        match section {
            Some(section) => self.with(section),
            None => self,
        }
    }
}
