//! The parts of a closeout's page: the reports, the list with its days, what was ticked, what was asked back, and the seal.

use crate::amending;
use crate::award::Award;
use crate::compliance::{self, AwardReport, AwardReportState, ClosingStep, OpenBills, RefundRequest, ReportForm, Tick, Ticked};
use crate::db::{Conn, Error};
use crate::kernel::{FieldError, Id, Timestamp};
use crate::ledger;
use crate::locale::format::{date, short_date};
use crate::people::Actor;
use crate::process::{self, Case, SealCheck};
use crate::spending::{self, policy};
use crate::web::Form;
use crate::web::fields::{Cell, Choices, Column, Field, FormKeys, Status, SummaryRow, Table};
use crate::web::portal::award_reports::schedule;
use crate::web::sheet::{Input, Section, SheetForm};
use chrono::NaiveDate;
use strum::VariantArray;

/// The step of the reports besides the final ones.
const OTHER_REPORTS: &str = "No other report is owed or waits";

/// What the next deadline of a list is.
pub(super) const NEXT_DAYS: &str = "An award is settled once its advance is spent or returned and accepted cost is paid. Then it is closed. \
     The page of each award says what else must be done by these days.";

/// The next deadline of an award that is not closed.
pub(super) fn next_day(award: &Award, is_unsettled: bool, today: NaiveDate) -> Result<Status, Error> {
    let next = compliance::next_day(award, is_unsettled, today)?;
    let by = short_date(next.by);
    Ok(match (next.step, next.is_late) {
        (ClosingStep::Settle, false) => Status::done(format!("Settle by {by}")),
        (ClosingStep::Close, false) => Status::done(format!("Close by {by}")),
        (ClosingStep::Settle, true) => Status::warning(format!("Late: was to be settled by {by}")),
        (ClosingStep::Close, true) => Status::warning(format!("Late: was to be closed by {by}")),
    })
}

/// What was kept of the way to the closing of an award.
pub(super) struct Kept {
    reports: Vec<AwardReport>,
    ticks: Vec<Tick>,
    asked: Vec<RefundRequest>,
    seal: Option<SealCheck>,
    open_expenses: i64,
    open_amendments: i64,
    advanced: bool,
    unpaid: bool,
    under_way: usize,
    bills: OpenBills,
    today: NaiveDate,
}

impl Kept {
    pub(super) fn load(conn: &mut Conn, id: Id<Award>, today: NaiveDate) -> Result<Self, Error> {
        let position = ledger::award_position(conn, &id.text())?.total;
        Ok(Self {
            reports: compliance::list_award_reports(conn, id)?,
            ticks: compliance::list_ticks(conn, id)?,
            asked: compliance::list_refund_requests(conn, id)?,
            seal: process::check_seal(conn, id)?,
            open_expenses: spending::count_open(conn, id)?,
            open_amendments: amending::open_amendments(conn, id)?,
            advanced: position.advanced.is_positive(),
            unpaid: position.unpaid.is_positive(),
            under_way: process::count_under_way(conn, id)?,
            bills: compliance::open_bills(conn, id)?,
            today,
        })
    }

    fn is_accepted(&self, form: ReportForm) -> bool {
        self.reports.iter().any(|report| report.form == form && report.state == AwardReportState::Accepted)
    }
}

/// Why the person may not close an award in whose way nothing stands, as its workflow says it.
pub(super) fn why_not_closed(conn: &mut Conn, actor: &Actor, (id, now): (Id<Award>, Timestamp)) -> Result<Option<String>, Error> {
    let case = Case::load(conn, id.cast())?;
    let closing: Vec<_> = process::explain(conn, actor, &case, now)?.into_iter().filter(|choice| choice.act == "close").collect();
    if closing.iter().any(|choice| choice.denied.is_none()) {
        return Ok(None);
    }
    Ok(closing.into_iter().find_map(|choice| choice.denied).map(|denied| denied.to_string()))
}

/// The reports of the award on their schedule.
pub(super) fn reports(kept: &Kept) -> Section {
    Section::new("Reports of this award").table(schedule(&kept.reports, ("/desk/reports", "/desk/closeouts"), kept.today))
}

/// What was asked back, below the money.
pub(super) fn asked(section: Section, kept: &Kept) -> Section {
    match kept.asked.first() {
        Some(last) if kept.advanced => {
            section.text(format!("{} asked the city to send back {} by {}.", last.asked_by, last.amount, date(last.due_on)))
        }
        _ => section,
    }
}

/// What must be done before the award is closed, each with its last day.
pub(super) fn checklist(award: &Award, kept: &Kept) -> Result<Section, Error> {
    let policy = compliance::reporting(award.period_start)?;
    let (paid_by, finish_by) = policy.closing_days(award.period_end)?;
    let report_by = compliance::due_on(award.period_end)?;
    let interim = kept.reports.iter().filter(|report| !report.form.is_final());
    let (later, others): (Vec<_>, Vec<_>) = interim.partition(|report| report.is_open() && report.period_end >= kept.today);
    let waits = others.iter().filter(|report| report.is_open() || report.state == AwardReportState::Submitted).count();
    let items = [
        ("The final report is accepted", kept.is_accepted(ReportForm::FinalPerformance), report_by),
        ("The final financial report is certified and accepted", kept.is_accepted(ReportForm::FinalFinancial), report_by),
        (OTHER_REPORTS, waits == 0, report_by),
        ("No amendment waits for a decision or a signature", kept.open_amendments == 0, paid_by),
        ("Every expense is decided", kept.open_expenses == 0, paid_by),
        ("The advance is spent or returned", !kept.advanced, paid_by),
        ("Accepted cost is paid", !kept.unpaid, paid_by),
        ("The bank shows every payment", kept.under_way == 0, paid_by),
        ("No bill waits for a decision", kept.bills.waiting == 0, paid_by),
        ("What is owed on bills is paid or referred to debt collection", !kept.bills.owed.is_positive(), finish_by),
    ];
    let is_closed = award.closed_at.is_some();
    let state = |what: &str, done: bool, by: NaiveDate| {
        if what == OTHER_REPORTS && done && !is_closed && !later.is_empty() {
            let told = "Not asked for any more once the award is closed.";
            Cell::status(Status::quiet(format!("None yet, {} due later", later.len()))).detail(told)
        } else if done || is_closed {
            Cell::status(Status::good("Done"))
        } else if by < kept.today {
            Cell::status(Status::warning("Late"))
        } else {
            Cell::status(Status::active("To do"))
        }
    };
    let columns = vec![Column::text("What"), Column::text("By"), Column::text("State")];
    let rows = items
        .into_iter()
        .chain([("The award is closed", is_closed, finish_by)])
        .map(|(what, done, by)| vec![Cell::text(what).heading(), Cell::text(short_date(by)), state(what, done, by)]);
    let table = Table::new("checklist", "What must be done", columns).rows(rows.collect::<Vec<_>>());
    Ok(Section::new("What must be done").text(policy.closeout.citation.clone()).table(table))
}

/// What an officer looked at, and the form to tick more of it.
pub(super) fn ticks(
    kept: &Kept,
    (award, actor): (&Award, &Actor),
    (href, keys): (&str, FormKeys),
    (form, errors): (&Form, &[FieldError]),
) -> Section {
    let label = |item: &str| item.parse::<Ticked>().map_or_else(|_| item.to_owned(), |ticked| ticked.label().to_owned());
    let columns = vec![Column::text("What"), Column::text("What was seen"), Column::text("By")];
    let rows = kept.ticks.iter().map(|tick| vec![Cell::text(label(&tick.item)).heading(), Cell::text(&tick.note), Cell::text(&tick.by)]);
    let table = Table::new("ticks", "Checked by officers", columns).empty("Nothing is ticked yet.").rows(rows.collect::<Vec<_>>());
    let section = Section::new("Checked by officers").table(table);
    if !award.is_active() || !policy::decides(actor) {
        return section;
    }
    let items = Ticked::VARIANTS.iter().map(|item| (item.to_string(), item.label()));
    let inputs = vec![
        Input::radios(Choices::new("item", "What did you check?", items).chosen(&form.text("item")).errors(errors)),
        Input::area(Field::new("note", "What did you see?").limit(500).rows(3).value(form.text("note")).errors(errors)),
    ];
    section.form(SheetForm::new(format!("{href}/tick"), keys, "Tick it", inputs).quiet())
}

/// The seal of a closed award, and whether its record is still what was sealed.
pub(super) fn seal(kept: &Kept) -> Option<Section> {
    let check = kept.seal.as_ref()?;
    let holds = if check.holds() {
        "The record is what was sealed.".to_owned()
    } else {
        format!("Not what was sealed any more: {}.", check.changed.join(", "))
    };
    let facts = vec![
        SummaryRow::new("SHA-256 of the record", &check.seal.record_sha256),
        SummaryRow::new("Now", &holds),
        SummaryRow::new("Closing", &format!("No. {}, by {}", check.seal.n, check.seal.sealed_by)),
        SummaryRow::new("The city keeps its records until", &date(check.seal.keep_until)),
    ];
    Some(Section::new("Seal of the record").facts(facts))
}
