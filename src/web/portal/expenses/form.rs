//! The form of one expense: for a phone first, so the receipt and the amount come first and what most expenses do not
//! need comes last.

use crate::award::Award;
use crate::files::FileKind;
use crate::intake::Activity;
use crate::kernel::{FieldError, Id};
use crate::process::Case;
use crate::spending::{Expense, ForeignInput, NewExpense, Receipt};
use crate::web::fields::{Choices, DateField, Field};
use crate::web::sheet::Input;
use crate::web::{App, Form, Problem, files};
use chrono::Datelike;

const RECEIPTS: &[FileKind] = &[FileKind::Pdf, FileKind::Png, FileKind::Jpg];
/// By these a phone offers its camera, and turns its own kind of photo into a JPEG.
const ACCEPT: &str = "image/jpeg,image/png,application/pdf";
const NIGHTS: &str = "For a room: how many, for each person. Without it the fund cannot compare the cost with the travel rate.";
const DAYS: &str = "For meals: how many days, for each person. Without it the fund cannot compare the cost with the travel rate.";

/// The input of a receipt.
pub(super) fn receipt_input(errors: &[FieldError]) -> Input {
    let hint = "A photo (JPEG or PNG) or a PDF. A phone offers its camera here. A photo of the kind HEIC cannot be taken: save it as JPEG.";
    Input::file(Field::new("receipt", "Receipt").hint(hint).accept(ACCEPT).errors(errors))
}

/// Every input.
pub(super) fn inputs((award, case): (&Award, &Case), activities: &[Activity], (form, errors): (&Form, &[FieldError])) -> Vec<Input> {
    let field = |name: &str, label: &str| Field::new(name, label).value(form.text(name)).errors(errors);
    let people = activities.iter().flat_map(|a| a.attendees.iter().map(move |p| (p.id.text(), format!("{} ({})", p.name, a.title))));
    vec![
        receipt_input(errors),
        Input::line(field("no_receipt", "If there is no receipt, say why").hint("The fund sees that it is missing.").optional()),
        Input::money(field("amount", "Amount").hint("In US dollars. Leave it empty if you enter another currency below.")),
        Input::date(DateField::new("spent_on", "Day of the cost").typed(form).errors(errors)),
        Input::line(field("payee", "Paid to").hint("The shop, hotel or firm on the receipt.")),
        Input::line(field("description", "What was bought")),
        Input::select(
            Choices::new("activity", "Activity", activities.iter().map(|a| (a.id.text(), a.title.clone())))
                .chosen(&form.text("activity"))
                .errors(errors),
        ),
        Input::select(
            Choices::new("category", "Category", award.lines.iter().map(|l| (l.category.clone(), case.category_title(&l.category))))
                .chosen(&form.text("category"))
                .errors(errors),
        ),
        Input::select(
            Choices::new("attendee", "For one person", people)
                .hint("Choose nobody if the cost is for all")
                .optional()
                .blank("Nobody in particular")
                .chosen(&form.text("attendee"))
                .errors(errors),
        ),
        Input::line(field("nights", "Nights").hint(NIGHTS).numeric().optional()),
        Input::line(field("days", "Days of meals").hint(DAYS).numeric().optional()),
        Input::line(field("currency", "Other currency").hint("If you did not pay in US dollars: its letters, such as EUR.").optional()),
        Input::line(field("foreign_amount", "Amount in that currency").decimal().optional()),
        Input::line(field("fx_rate", "US dollars for one unit").hint("Such as 1.0843.").decimal().optional()),
        Input::line(field("fx_source", "Where the rate is from").hint("Such as: card statement of May 12.").optional()),
    ]
}

/// The form filled in with an expense as it stands.
pub(super) fn of_expense(expense: &Expense) -> Form {
    let original = expense.original.as_ref();
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let number = |number: Option<i32>| number.map(|n| n.to_string()).unwrap_or_default();
    let fields = [
        ("amount", expense.amount.plain()),
        ("spent_on_month", expense.spent_on.month().to_string()),
        ("spent_on_day", expense.spent_on.day().to_string()),
        ("spent_on_year", expense.spent_on.year().to_string()),
        ("payee", expense.payee.clone()),
        ("description", expense.description.clone()),
        ("activity", expense.activity.clone()),
        ("category", expense.category.clone()),
        ("attendee", text(expense.attendee.as_deref())),
        ("nights", number(expense.nights)),
        ("days", number(expense.days)),
        ("currency", text(original.map(|o| o.currency.as_str()))),
        ("foreign_amount", original.map(crate::spending::Foreign::amount).unwrap_or_default()),
        ("fx_rate", text(original.map(|o| o.rate.as_str()))),
        ("fx_source", text(original.map(|o| o.source.as_str()))),
    ];
    Form::default().with_fields(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// Keeps the receipt that was sent, if one was; what is wrong with it travels along.
pub(super) async fn receipt(app: &App, form: &Form) -> Result<Result<Option<Receipt>, String>, Problem> {
    let Some(upload) = form.upload("receipt") else { return Ok(Ok(None)) };
    let kept = files::keep(app, upload, RECEIPTS.to_vec()).await?;
    Ok(kept
        .map(|stored| Some(Receipt { sha256: stored.sha256, name: stored.name, media_type: stored.kind.media_type().to_owned() }))
        .map_err(|e| e.to_string()))
}

/// These mistakes, and beside the receipt that it must be chosen once more: a page cannot choose a file.
pub(super) fn with_lost_receipt(form: &Form, errors: &[FieldError]) -> Vec<FieldError> {
    let mut all = errors.to_vec();
    if let Some(upload) = form.upload("receipt").filter(|_| errors.iter().all(|e| e.field != "receipt")) {
        let told = format!("Choose “{}” again: no file is kept while something else is to be mended.", upload.file_name);
        all.push(FieldError::new("receipt", told));
    }
    all
}

/// What the form says.
pub(super) fn read(
    award: Id<Award>,
    form: &Form,
    replaces: Option<(Id<Expense>, i64)>,
    receipt: Result<Option<Receipt>, String>,
) -> NewExpense {
    NewExpense {
        award,
        replaces,
        activity: form.text("activity"),
        category: form.text("category"),
        attendee: Some(form.text("attendee")).filter(|a| !a.is_empty()),
        spent_on: DateField::read(form, "spent_on").map_err(|e| e.message),
        amount: form.text("amount"),
        foreign: ForeignInput {
            currency: form.text("currency"),
            amount: form.text("foreign_amount"),
            rate: form.text("fx_rate"),
            source: form.text("fx_source"),
        },
        payee: form.text("payee"),
        description: form.text("description"),
        nights: form.text("nights"),
        days: form.text("days"),
        receipt,
        no_receipt: form.text("no_receipt"),
    }
}
