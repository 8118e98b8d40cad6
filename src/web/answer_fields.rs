//! The fields in which a question is answered: which ones its kind has, how they are filled
//! from what is saved or was typed, and how what they send becomes one text again.

use crate::kernel::{FieldError, Money};
use crate::opportunity::{Part, Question, QuestionKind, cell_name};
use crate::places;
use crate::web::Form;
use crate::web::fields::{Choices, DateField, Field};
use serde::Serialize;

mod table;

pub(in crate::web) use table::MORE as MORE_ROWS;
use table::TableFields;

/// The fields of one answer; those that its kind has not are absent.
#[derive(Clone, Debug, Default, Serialize)]
pub(in crate::web) struct AnswerFields {
    text: Option<Field>,
    area: Option<Field>,
    money: Option<Field>,
    radios: Option<Choices>,
    checks: Option<Choices>,
    date: Option<DateField>,
    /// What is asked for after yes or no.
    detail: Option<Field>,
    /// One for each part of an answer of several.
    parts: Vec<PartField>,
    /// The rows of a table.
    table: Option<TableFields>,
    /// What is certified, paragraph by paragraph.
    statement: Vec<String>,
}

/// One part, typed or chosen from a list.
#[derive(Clone, Debug, Serialize)]
struct PartField {
    input: Option<Field>,
    select: Option<Choices>,
}

impl AnswerFields {
    /// Whether a button can add more rows.
    pub(in crate::web) fn can_grow(&self) -> bool {
        self.table.as_ref().is_some_and(TableFields::can_grow)
    }

    /// The fields of `q`, with the saved `value` or else what the form sent.
    pub(in crate::web) fn new(q: &Question, form: &Form, value: Option<&str>, errors: &[FieldError]) -> Self {
        let value = value.map_or_else(|| text_of(q, form), str::to_owned);
        let limit = u32::try_from(q.limit()).unwrap_or(u32::MAX);
        let field = || Field::new("answer", "Your answer").value(&value).errors(errors);
        let mut fields = Self::default();
        match q.kind {
            QuestionKind::LongText => fields.area = Some(field().limit(limit).rows(10)),
            QuestionKind::ShortText => fields.text = Some(field().limit(limit)),
            QuestionKind::Number => fields.text = Some(field().numeric()),
            QuestionKind::Uei => fields.text = Some(field().hint("12 letters and digits, as SAM.gov shows it.").autocomplete("off")),
            QuestionKind::Ein => fields.text = Some(field().hint("9 digits, such as 12-3456789.").autocomplete("off")),
            QuestionKind::Money => fields.money = Some(field().hint(amount_hint(q))),
            QuestionKind::Choice => fields.radios = Some(options(q).chosen(&value).errors(errors)),
            QuestionKind::Several => {
                let chosen: Vec<String> = value.lines().map(str::to_owned).collect();
                fields.checks = Some(options(q).hint(count_hint(q)).all_chosen(&chosen).errors(errors));
            }
            QuestionKind::YesNo => {
                let (said, detail) = value.split_once('\n').unwrap_or((&value, ""));
                fields.radios = Some(Choices::yes_or_no("answer", "Your answer").chosen(said).errors(errors));
                fields.detail = q.detail_if.map(|after| {
                    let label = format!("If you answer {}: {}", after.typed(), q.detail_label);
                    Field::new("answer_detail", label).value(detail).limit(limit).rows(4).errors(errors)
                });
            }
            QuestionKind::Date => {
                let date = DateField::new("answer", "Your answer");
                let date = if form.has("answer_month") { date.typed(form) } else { date.value(value.parse().ok()) };
                fields.date = Some(date.errors(errors));
            }
            // Its own form, beside these fields: a file is kept as soon as it is sent.
            QuestionKind::File => {}
            QuestionKind::Table => fields.table = Some(TableFields::new(q, form, &value, errors)),
            QuestionKind::Certification => {
                fields.statement = q.statement.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
                let tick = Choices::one("answer", "Certification", "I certify this statement.");
                fields.checks = Some(tick.chosen(&value).errors(errors));
            }
            QuestionKind::Address | QuestionKind::Person => {
                let lines = value.split('\n').chain(std::iter::repeat(""));
                fields.parts = q.kind.parts().iter().zip(lines).map(|(part, line)| PartField::new(part, line, errors)).collect();
            }
        }
        fields
    }
}

impl AnswerFields {
    /// One line of text.
    pub(super) fn of_text(field: Field) -> Self {
        Self { text: Some(field), ..Self::default() }
    }

    /// Several lines of text.
    pub(super) fn of_area(field: Field) -> Self {
        Self { area: Some(field), ..Self::default() }
    }

    /// One of several.
    pub(super) fn of_choices(choices: Choices) -> Self {
        Self { radios: Some(choices), ..Self::default() }
    }

    /// Several, each a line of text or a list.
    pub(super) fn of_parts(parts: impl Iterator<Item = (Option<Field>, Option<Choices>)>) -> Self {
        Self { parts: parts.map(|(input, select)| PartField { input, select }).collect(), ..Self::default() }
    }

    /// A day.
    pub(super) fn of_date(date: DateField) -> Self {
        Self { date: Some(date), ..Self::default() }
    }
}

impl PartField {
    fn new(part: &Part, value: &str, errors: &[FieldError]) -> Self {
        let name = name_of(part);
        if part.name == "state" {
            let states = Choices::new(name, part.label, places::STATES.iter().copied());
            return Self { input: None, select: Some(states.chosen(value).errors(errors)) };
        }
        let field = Field::new(name, part.label).value(value).autocomplete(part.autocomplete).errors(errors);
        let field = match part.name {
            "email" => field.kind("email"),
            "phone" => field.kind("tel"),
            _ => field,
        };
        Self { input: Some(field), select: None }
    }
}

fn name_of(part: &Part) -> String {
    format!("answer_{}", part.name)
}

fn options(q: &Question) -> Choices {
    Choices::new("answer", "Your answer", q.options.iter().map(|o| (o, o)))
}

fn amount_hint(q: &Question) -> String {
    let [min, max] = [q.min, q.max].map(|cents| cents.map(Money::from_cents));
    let format = "In dollars, such as 8,450 or 8450.00.";
    match (min, max) {
        (Some(min), Some(max)) => format!("{format} Between {min} and {max}."),
        (Some(min), None) => format!("{format} {min} or more."),
        (None, Some(max)) => format!("{format} {max} or less."),
        (None, None) => format.to_owned(),
    }
}

fn count_hint(q: &Question) -> String {
    match (q.min, q.max) {
        (Some(min), Some(max)) if min == max => format!("Select exactly {min}."),
        (Some(min), Some(max)) => format!("Select {min} to {max}."),
        (Some(min), None) if min > 1 => format!("Select at least {min}."),
        (_, Some(max)) => format!("Select up to {max}."),
        _ => "Select all that apply.".to_owned(),
    }
}

/// What was typed, as one text.
///
/// # Errors
/// A date that does not exist.
pub(in crate::web) fn typed(q: &Question, form: &Form) -> Result<String, FieldError> {
    if q.kind == QuestionKind::Table {
        table::dates(q, form)?;
    }
    if q.kind != QuestionKind::Date {
        return Ok(text_of(q, form));
    }
    DateField::read(form, "answer").map(|day| day.map(|d| d.to_string()).unwrap_or_default())
}

fn text_of(q: &Question, form: &Form) -> String {
    let parts = q.kind.parts();
    if !parts.is_empty() {
        let lines: Vec<String> = parts.iter().map(|part| form.text(&name_of(part)).replace('\n', " ")).collect();
        return if lines.iter().all(String::is_empty) { String::new() } else { lines.join("\n") };
    }
    if q.kind == QuestionKind::Table {
        return table::text_of(q, form);
    }
    if q.kind == QuestionKind::Several {
        return form.all("answer").join("\n");
    }
    let answer = form.text("answer");
    if q.detail_if.is_some() { format!("{answer}\n{}", form.text("answer_detail")) } else { answer }
}

/// What a form would send for an answer that was saved as `value`.
pub(super) fn fields_of(q: &Question, value: &str) -> Vec<(String, String)> {
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let parts = q.kind.parts();
    if value.is_empty() {
        vec![]
    } else if !parts.is_empty() {
        parts.iter().zip(value.split('\n')).map(|(part, line)| (name_of(part), line.to_owned())).collect()
    } else if q.kind == QuestionKind::Table {
        table::fields_of(q, value)
    } else if q.kind == QuestionKind::Several {
        value.lines().map(|line| field("answer", line)).collect()
    } else if q.kind == QuestionKind::Date {
        let day = value.splitn(3, '-').zip(["answer_year", "answer_month", "answer_day"]);
        day.map(|(part, name)| field(name, part)).collect()
    } else if q.detail_if.is_some() {
        let (said, detail) = value.split_once('\n').unwrap_or((value, ""));
        vec![field("answer", said), field("answer_detail", detail)]
    } else {
        vec![field("answer", value)]
    }
}

/// How what a form sent reads, whether or not it is an answer.
pub(super) fn lines_of(q: &Question, form: &Form) -> Vec<String> {
    let date = || ["month", "day", "year"].map(|part| form.text(&format!("answer_{part}"))).join(" ");
    let answer = typed(q, form).ok().and_then(|text| q.read(&text).ok().flatten()).map(|answer| answer.shown());
    let text = answer.unwrap_or_else(|| if q.kind == QuestionKind::Date { date() } else { text_of(q, form) });
    text.trim().lines().map(str::to_owned).collect()
}

/// The mistakes, each at a field that the page has: one of the whole answer stands at its first.
pub(in crate::web) fn placed(q: &Question, errors: &[FieldError]) -> Vec<FieldError> {
    let cell = q.columns.first().map(|column| cell_name(0, &column.id));
    let first = q.kind.parts().first().map(name_of).or(cell);
    let place = |e: &FieldError| match &first {
        Some(first) if e.field == "answer" => FieldError::new(first, e.message.clone()),
        _ => e.clone(),
    };
    errors.iter().map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::opportunity::{Column, ColumnKind, YesOrNo};

    #[test]
    fn what_is_saved_is_sent_again_as_it_was() {
        let of = |kind| Question::new("q", "Why?", kind);
        let detail = Question { detail_if: Some(YesOrNo::Yes), ..of(QuestionKind::YesNo) };
        let column = |id: &str, kind| Column {
            id: id.into(),
            label: id.into(),
            kind,
            optional: false,
            max_chars: None,
            options: vec![],
            min: None,
            max: None,
        };
        let columns = vec![column("what", ColumnKind::ShortText), column("cost", ColumnKind::Money), column("on", ColumnKind::Date)];
        let table = Question { columns, ..of(QuestionKind::Table) };
        let rows = [
            (of(QuestionKind::LongText), "One\n\n  “two” <script>&+%"),
            (of(QuestionKind::Money), "1250.00"),
            (of(QuestionKind::Several), "Trade\nPorts"),
            (of(QuestionKind::Date), "2027-03-05"),
            (of(QuestionKind::Address), "1 Main Street\nMarfa\nTX\n79843"),
            (of(QuestionKind::Person), "Cleo\nClerk\ncleo@marfa.example\n432-555-0100"),
            (of(QuestionKind::YesNo), "yes"),
            (detail, "yes\nSister Cities\n2019"),
            (table, "Rooms\t1200.00\t2027-03-05\n“Fee” <b>\t99.00\t"),
            (of(QuestionKind::Certification), "yes"),
        ];
        for (q, saved) in rows {
            let form = Form::default().with_fields(fields_of(&q, saved));
            assert_eq!(typed(&q, &form).expect("it was saved"), saved, "{:?}", q.kind);
        }
        assert_eq!(fields_of(&of(QuestionKind::ShortText), ""), []);
    }

    #[test]
    fn what_is_no_answer_reads_as_it_was_typed() {
        let form = Form::default().with_fields(vec![("answer_month".into(), "2".into()), ("answer_day".into(), "30".into())]);
        assert_eq!(lines_of(&Question::new("q", "When?", QuestionKind::Date), &form), ["2 30"]);
    }
}
