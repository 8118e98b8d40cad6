//! A request for money as it was certified, line by line, and until when it is paid: the same for the city and the fund.

use super::fields::{Cell, Column, Status, SummaryRow, Table};
use super::sheet::Section;
use crate::disbursement::{Payment, PaymentKind, RequestForm};
use crate::locale::format::{date, date_range, datetime, short_date};
use chrono::NaiveDate;
use chrono_tz::Tz;

/// The form of a request under the numbers of its lines, with who certified it when; nothing for requests from before there was
/// one. `agency` is the name of the fund, `city` the recipient, who is the payee too.
pub(super) fn section(payment: &Payment, form: Option<&RequestForm>, (agency, city): (&str, &str), zone: Tz) -> Option<Section> {
    let form = form?;
    let mut facts = vec![SummaryRow::new("1a. Type of payment requested", payment.kind.label())];
    facts.extend(form.is_final.map(|is_final| SummaryRow::new("1b. Final or partial", if is_final { "Final" } else { "Partial" })));
    facts.extend([
        SummaryRow::new("2. Basis of request", "Cash"),
        SummaryRow::new("3. Federal agency", agency),
        SummaryRow::new("4. Federal grant or other identifying number", &payment.reference),
        SummaryRow::new("5. Request number for this award", &form.number.to_string()),
        SummaryRow::new("6. Employer identification number", form.ein.as_deref().unwrap_or("Not given in the application")),
        SummaryRow::new("7. Recipient’s account number or identifying number", &payment.reference),
        SummaryRow::new("8. Period covered by this request", &date_range(form.from, form.to)),
        SummaryRow::new("9. Recipient organization, 10. Payee", city),
    ]);
    facts.extend(form.uei.as_deref().map(|uei| SummaryRow::new("Unique Entity Identifier (UEI)", uei)));
    for need in &form.needs {
        facts.push(SummaryRow::new(format!("11j. To be spent in {}", need.month.format("%B %Y")), &need.amount.to_string()));
    }
    if form.later.is_positive() {
        facts.push(SummaryRow::new("Accepted costs left for a later request", &form.later.to_string()));
    }
    facts.push(SummaryRow::new("13. Certified by", &format!("{}, {}", payment.requested.name, datetime(payment.requested.at, zone))));
    facts.push(SummaryRow::new("Policy", &form.policy));
    let certified = format!("Line 13, as certified: “{}”", form.certification);
    Some(Section::new("The request (SF-270)").text(certified).facts(facts).table(lines(payment, form)))
}

/// The lines with their amounts; line 11 in the columns of the form, of which an award, which is one program, fills the first.
fn lines(payment: &Payment, form: &RequestForm) -> Table {
    let by_program = form.kind == PaymentKind::Reimbursement;
    let program = format!("(a) Grant {}", payment.reference);
    let amounts = if by_program { vec![program.as_str(), "(b)", "(c)", "Total"] } else { vec!["Amount"] };
    let columns = [Column::text("Line"), Column::text("What it is")].into_iter().chain(amounts.into_iter().map(Column::number)).collect();
    Table::new("form", "Lines of the request (SF-270)", columns).rows(form.lines.iter().map(|line| {
        let amount = || Cell::number(line.amount.to_string());
        let mut cells = vec![Cell::text(line.number.clone()).heading(), Cell::text(line.title.clone()), amount()];
        if by_program {
            cells.extend([Cell::number("–"), Cell::number("–"), amount()]);
        }
        cells
    }))
}

/// How far a payment has come, and the day on which it came back.
pub(super) fn state(payment: &Payment) -> String {
    let back = payment.returned_on.map(|day| format!(", {}", date(day))).unwrap_or_default();
    format!("{}{back}", payment.state_label())
}

/// The same in a table, as it is drawn there.
pub(super) fn state_cell(payment: &Payment, status: Status) -> Cell {
    match payment.returned_on {
        Some(day) => Cell::status(status).detail(short_date(day)),
        None => Cell::status(status),
    }
}

/// How long the fund still has to pay, or how late it is; nothing once it is paid or refused.
fn clock(payment: &Payment, today: NaiveDate) -> Option<String> {
    let days = (payment.due_on.filter(|_| payment.is_pending())? - today).num_days();
    Some(match days {
        0 => "Today".to_owned(),
        1 => "Tomorrow".to_owned(),
        2.. => format!("In {days} days"),
        -1 => "1 day late".to_owned(),
        _ => format!("{} days late", days.saturating_neg()),
    })
}

/// The day by which it is paid, in a table, with how long that is where today is known.
pub(super) fn pay_by_cell(payment: &Payment, today: Option<NaiveDate>) -> Cell {
    let cell = Cell::text(payment.due_on.map(short_date).unwrap_or_default());
    match today.and_then(|today| clock(payment, today)) {
        Some(words) => cell.detail(words),
        None => cell,
    }
}

/// The same as a fact.
pub(super) fn pay_by(payment: &Payment, today: Option<NaiveDate>) -> SummaryRow {
    let day = payment.due_on.map_or_else(|| "No day was set".to_owned(), date);
    let words = today.and_then(|today| clock(payment, today)).map(|words| format!(" ({})", words.to_lowercase())).unwrap_or_default();
    SummaryRow::new("Pay by", &format!("{day}{words}"))
}
