//! Asking for money: what may be asked for, what stands in the way, the form; and one request as it was certified.

use super::payments::{NOT_BEFORE, own_award, sheet};
use crate::award::Award;
use crate::db::{self, Conn};
use crate::disbursement::{
    self, Books, CategoryAmount, Need, NewPayment, Payment, PaymentKind, PaymentState, RequestTerms, Stated, Which, request_terms,
};
use crate::kernel::{FieldError, Id, Kind, Money, Refusal, Timestamp};
use crate::locale::format::{date, short_date};
use crate::people::organisation;
use crate::process::Case;
use crate::web::access::{CITY, CITY_WRITERS};
use crate::web::fields::{Cell, Choices, Column, Field, FormKeys, SummaryRow, Table};
use crate::web::payment_form;
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use chrono::NaiveDate;
use chrono_tz::Tz;

pub(super) fn routes() -> Vec<Route> {
    vec![
        post("/portal/awards/{reference}/payments", Access::City(CITY_WRITERS), request),
        get("/portal/awards/{reference}/payments/{id}", Access::City(CITY), show),
    ]
}

/// What may be asked for today, and why not.
pub(super) struct Offers {
    /// By category its code, its name, the most in advance, the most owed.
    categories: Vec<(String, String, Money, Money)>,
    books: Books,
    terms: &'static RequestTerms,
    /// The zone of the city, and today there.
    pub(super) zone: Tz,
    pub(super) today: NaiveDate,
    against_advance: Vec<String>,
    against_claim: Vec<String>,
}

impl Offers {
    pub(super) fn load(conn: &mut Conn, award: &Award, now: Timestamp) -> Result<Self, db::Error> {
        let case = Case::load(conn, award.id.cast())?;
        let advance = disbursement::available(conn, award.id, PaymentKind::Advance)?;
        let owed = disbursement::available(conn, award.id, PaymentKind::Reimbursement)?;
        let row = |(code, most): (String, Money)| {
            let (title, owed) = (case.category_title(&code), owed.get(&code).copied().unwrap_or(Money::ZERO));
            (code, title, most, owed)
        };
        let zone = organisation::city(conn, award.organisation)?.zone;
        let today = now.day_in(zone);
        Ok(Self {
            categories: advance.into_iter().map(row).collect(),
            books: disbursement::books(conn, award)?,
            terms: request_terms(today)?,
            zone,
            today,
            against_advance: disbursement::blocks(conn, award, PaymentKind::Advance, today)?,
            against_claim: disbursement::blocks(conn, award, PaymentKind::Reimbursement, today)?,
        })
    }

    /// Whether nothing at all can be asked for, so that there is no form.
    pub(super) fn take_nothing(&self) -> bool {
        self.are_closed() || self.are_used_up()
    }

    /// Whether something stands in the way of advances and of reimbursements.
    fn are_closed(&self) -> bool {
        !self.against_advance.is_empty() && !self.against_claim.is_empty()
    }

    /// Whether no category has anything left to ask for.
    fn are_used_up(&self) -> bool {
        self.categories.iter().all(|(_, _, most, owed)| !most.is_positive() && !owed.is_positive())
    }

    /// What was asked for and spent so far.
    fn facts(&self) -> Vec<SummaryRow> {
        vec![
            SummaryRow::new("Costs that were accepted so far", &self.books.spent.to_string()),
            SummaryRow::new("Paid to you or asked for so far", &self.books.requested.to_string()),
            SummaryRow::new("Advances paid or asked for, not spent yet", &self.books.held.to_string()),
        ]
    }

    /// The part of the page in which money is asked for.
    pub(super) fn section(&self, app: &App, award: &Award, typed: (&Form, &[FieldError])) -> Section {
        let ask = Section::new("Ask for money");
        if self.are_closed() {
            let why = "No money can be asked for now. When what follows is done, ask here again.";
            return ask.text(why).items(self.against_advance.clone());
        }
        if self.are_used_up() {
            let why = "Nothing can be asked for now: all of the award is paid, spent or asked for, and no accepted cost waits to be paid.";
            return ask.text(why).facts(self.facts());
        }
        let terms = self.terms;
        let mut ask = ask
            .text(format!(
                "We pay within {} days of a complete request. An advance is for what you spend until {} ({}). Interest above {} a year on advances goes back to the fund.",
                terms.pay_within_days,
                date(terms.last_day(self.today)),
                terms.citation,
                terms.interest_keep
            ))
            .text(format!("By asking you certify, on line 13 of the form SF-270: “{}”", terms.certification))
            .facts(self.facts());
        if !self.against_advance.is_empty() {
            ask = ask.text("No advance can be asked for now:").items(self.against_advance.clone());
        }
        let action = format!("/portal/awards/{}/payments", award.reference);
        let keys = FormKeys::new(app.fresh_key());
        ask.form(SheetForm::new(action, keys, "Ask for this payment", self.inputs(typed)).kept("payment"))
    }

    fn inputs(&self, (form, errors): (&Form, &[FieldError])) -> Vec<Input> {
        let kinds = Choices::new("kind", "What do you ask for?", [("advance", "An advance"), ("reimbursement", "A reimbursement")])
            .with_hints(["For costs that come soon.", "For accepted costs that no advance covered."])
            .chosen(&form.text("kind"));
        let mut inputs = vec![Input::radios(kinds.errors(errors))];
        for (code, title, most, owed) in &self.categories {
            let name = format!("amount-{code}");
            let field = Field::new(name.clone(), title)
                .hint(format!("Advance: up to {most}. Reimbursement: up to {owed}."))
                .value(form.text(&name))
                .optional()
                .errors(errors);
            inputs.push(Input::money(field));
        }
        for month in self.terms.months(self.today) {
            let name = need_name(month);
            let field = Field::new(name.clone(), format!("Fund’s money to be spent in {}", month.format("%B %Y")))
                .hint("With the advances that you hold. Leave it empty if you need all of an advance at once.")
                .value(form.text(&name))
                .optional()
                .errors(errors);
            inputs.push(Input::money(field));
        }
        let income = Field::new("income", "Income of the program so far")
            .hint("Fees and the like that the award earned. They pay for costs first. Only for a reimbursement; leave it empty for an advance.")
            .value(form.text("income"))
            .optional()
            .errors(errors);
        inputs.push(Input::money(income));
        inputs.push(Input::area(
            Field::new("purpose", "What is the money needed for now?").value(form.text("purpose")).limit(1000).errors(errors),
        ));
        inputs
    }
}

fn need_name(month: NaiveDate) -> String {
    format!("need-{}", month.format("%Y-%m"))
}

async fn request(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let award = own_award(&app, &viewer, &path).await?;
    let (new, stated, mistakes) = read(&award, &form);
    if !mistakes.is_empty() {
        return app.page_with_mistakes(&viewer, &sheet(&app, &viewer, &award, (&form, &mistakes)).await?);
    }
    let (actor, location) = (viewer.actor(), format!("/portal/awards/{}/payments?done=payment-asked", award.reference));
    let done =
        app.submit(&viewer, &form, move |tx| disbursement::request_stated(tx, &actor, &new, &stated).map(|_| location.clone())).await;
    // Whatever stands in the way, what was typed stays.
    let (status, mistakes) = match done {
        Err(e) if e.kind() == Kind::Invalid => (StatusCode::UNPROCESSABLE_ENTITY, e.mistakes()),
        Err(e) if e.kind() == Kind::Conflict => (StatusCode::CONFLICT, vec![FieldError::new("kind", e.to_string())]),
        other => return Ok(other?),
    };
    let sheet = sheet(&app, &viewer, &award, (&form, &mistakes)).await?;
    app.page_as(status, &viewer, &sheet)
}

/// An amount that may be left empty.
fn amount(form: &Form, name: &str, mistakes: &mut Vec<FieldError>) -> Option<Money> {
    if form.text(name).is_empty() {
        return None;
    }
    match form.money(name) {
        Ok(amount) => Some(amount).filter(|amount| amount.is_positive()),
        Err(e) => {
            mistakes.push(FieldError::new(name, e.to_string()));
            None
        }
    }
}

fn read(award: &Award, form: &Form) -> (NewPayment, Stated, Vec<FieldError>) {
    let mut mistakes = Vec::new();
    let kind = form.text("kind").parse().unwrap_or_else(|_| {
        mistakes.push(FieldError::new("kind", "Choose an advance or a reimbursement."));
        PaymentKind::Advance
    });
    let mut lines = Vec::new();
    for line in &award.lines {
        let found = amount(form, &format!("amount-{}", line.category), &mut mistakes);
        lines.extend(found.map(|amount| CategoryAmount { category: line.category.clone(), amount }));
    }
    let mut stated = Stated::default();
    for (name, _) in form.fields() {
        let month = name.strip_prefix("need-").and_then(|month| format!("{month}-01").parse::<NaiveDate>().ok());
        if let Some(month) = month {
            stated.needs.extend(amount(form, name, &mut mistakes).map(|amount| Need { month, amount }));
        }
    }
    stated.income = amount(form, "income", &mut mistakes).unwrap_or(Money::ZERO);
    if lines.is_empty() && mistakes.is_empty() {
        let first = award.lines.first().map(|line| format!("amount-{}", line.category)).unwrap_or_default();
        mistakes.push(FieldError::new(first, "Enter an amount in at least one category."));
    }
    (NewPayment { award: award.id, kind, lines, purpose: form.text("purpose") }, stated, mistakes)
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (reference, id) = path.into_inner();
    let id: Id<Payment> = id.parse().map_err(|_| Problem::missing())?;
    let award = own_award(&app, &viewer, &reference).await?;
    let (award_id, city, now) = (award.id, award.organisation, app.now());
    let (payment, lines, form, case, (city, zone, held)) = app
        .read(move |conn| {
            let all = disbursement::list_payments(conn, Which::Award(award_id))?;
            let payment = all.into_iter().find(|payment| payment.id == id).ok_or(db::Error::Missing)?;
            let (lines, form) = (disbursement::payment_lines(conn, id)?, disbursement::find_request_form(conn, id)?);
            let city = organisation::city(conn, city)?;
            let held = disbursement::list_held(conn, std::slice::from_ref(&payment), now)?;
            let told = (city.full_name(), city.zone, held);
            Ok::<_, db::Error>((payment, lines, form, Case::load(conn, award_id.cast())?, told))
        })
        .await?;
    let mut facts = vec![
        SummaryRow::new("State", &payment_form::state(&payment)),
        payment_form::pay_by(&payment, Some(now.day_in(zone)).filter(|_| held.is_empty())),
        SummaryRow::new("Paid on", &payment.settled_on.map_or_else(|| "Not yet".to_owned(), short_date)),
        SummaryRow::new("Purpose", &payment.purpose),
    ];
    facts.extend(held.first().map(|held| SummaryRow::new("Held back", &format!("{}\n{NOT_BEFORE}", held.why.join("\n")))));
    if let Some(reason) = payment.reason.as_deref().filter(|_| payment.state == PaymentState::Refused) {
        facts.push(SummaryRow::new("Why it was refused", reason));
    }
    let table = Table::new("lines", "Amounts by category", vec![Column::text("Category"), Column::number("Amount")])
        .rows(
            lines
                .into_iter()
                .map(|line| vec![Cell::text(case.category_title(&line.category)).heading(), Cell::number(line.amount.to_string())]),
        )
        .total(vec![Cell::text("Total").heading(), Cell::number(payment.amount.to_string())]);
    let sheet = Sheet::new(format!("{} asked for on {}", payment.kind.label(), date(payment.requested.at.day_in(zone))), &[])
        .about(&award.reference)
        .back(format!("/portal/awards/{}/payments", award.reference), "Payments")
        .with(Section::new("The payment").facts(facts).table(table))
        .with_some(payment_form::section(&payment, form.as_ref(), (&app.settings.fund.name, &city), zone));
    app.page(&viewer, &sheet)
}
