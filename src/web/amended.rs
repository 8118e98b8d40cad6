//! What the pages of cities and of the fund show alike of amendments: what changes, the counter of transfers, the form to
//! ask with, the text to sign.

use super::Form;
use super::fields::{Cell, Column, DateField, Field, FormKeys, Status, SummaryRow, Table};
use super::sheet::{Input, Section, SheetForm};
use crate::amending::{self, AmendmentKind, NewAmendment, Shown, Stage, Transfers};
use crate::award::{Award, Block, Line, blocks};
use crate::db::{Conn, Error};
use crate::kernel::{FieldError, Money};
use crate::locale::format::{date, datetime, percent};
use std::collections::BTreeMap;

/// How far an amendment has come.
pub(in crate::web) fn status(stage: Stage) -> Status {
    let label = stage.label();
    match stage {
        Stage::Asked | Stage::Approved => Status::active(label),
        Stage::Returned | Stage::Refused => Status::warning(label),
        Stage::Withdrawn => Status::quiet(label),
        Stage::InForce => Status::good(label),
    }
}

/// Where transfers among categories stand.
pub(in crate::web) fn counter(transfers: &Transfers) -> Vec<SummaryRow> {
    let moved = format!("{}, {} of {}", transfers.moved, percent(transfers.share_percent_hundredths), transfers.base);
    let limit = format!("{} percent, {}\n{}", transfers.limit_percent, transfers.limit, transfers.citation);
    let state = match (transfers.is_counted, transfers.is_over, transfers.needs_approval) {
        (false, ..) => "Not counted for an award of this size",
        (true, false, _) => "Within the limit",
        (true, true, false) => "Over the limit. Whoever decides is told.",
        (true, true, true) => "Over the limit. An approving official decides.",
    };
    vec![SummaryRow::new("Moved among categories", &moved), SummaryRow::new("Limit", &limit), SummaryRow::new("State", state)]
}

/// What an amendment is and how it came to it. `for_fund` shows what only the fund reads.
pub(in crate::web) fn facts(shown: &Shown, for_fund: bool) -> Vec<SummaryRow> {
    let (amendment, zone) = (&shown.amendment, shown.zone);
    let side = if amendment.by_fund { "the fund" } else { "the city" };
    let mut rows = vec![
        SummaryRow::new("What", amendment.kind.label()),
        SummaryRow::new("State", amendment.stage.label()),
        SummaryRow::new("Asked for", &format!("{} of {side}, {}", amendment.asked.name, datetime(amendment.asked.at, zone))),
        SummaryRow::new("Why", &amendment.reason),
    ];
    rows.extend(amendment.decided.as_ref().map(|decision| {
        SummaryRow::new("Decided", &format!("{}, {}\n{}", decision.act.name, datetime(decision.act.at, zone), decision.reason))
    }));
    rows.extend(amendment.in_force_at.map(|at| SummaryRow::new("In force since", &datetime(at, zone))));
    if for_fund {
        rows.push(SummaryRow::new("SHA-256 of what was asked", &amendment.digest));
    }
    rows
}

/// What changes: as sentences, and for money as a table of before and after.
pub(in crate::web) fn changes(shown: &Shown) -> Section {
    let section = Section::new("What changes");
    if shown.amendment.kind.has_budget() { section.table(budget(shown)) } else { section.items(shown.changes()) }
}

fn budget(shown: &Shown) -> Table {
    let of = |lines: &[Line], code: &str| lines.iter().find(|line| line.category == code).map_or(Money::ZERO, |line| line.amount);
    let difference = |was: Money, is: Money| is.minus(was).unwrap_or_default();
    let columns = vec![Column::text("Category"), Column::number("Before"), Column::number("After"), Column::number("Change")];
    let mut table = Table::new("changes", "Budget before and after", columns);
    let cells = |title: &str, was: Money, is: Money| {
        let mut cells = vec![Cell::text(title).heading()];
        cells.extend([was, is, difference(was, is)].map(|amount| Cell::number(amount.to_string())));
        cells
    };
    for (code, title) in &shown.categories {
        let (was, is) = (of(&shown.before, code), of(&shown.amendment.lines, code));
        if !was.is_zero() || !is.is_zero() {
            table = table.row(cells(title, was, is));
        }
    }
    let total = crate::award::total(&shown.before).unwrap_or_default();
    table.total(cells("Total", total, shown.amendment.amount))
}

/// A text to sign, section by section.
pub(in crate::web) fn text(text: &str) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut open: Option<Section> = None;
    for block in blocks(text) {
        open = match block {
            Block::Heading(heading) => {
                sections.extend(open.take());
                Some(Section::new(heading))
            }
            Block::Paragraph(paragraph) => open.map(|section| section.text(paragraph)),
            Block::List(items) => open.map(|section| section.items(items)),
        };
    }
    sections.extend(open);
    sections
}

/// What the form to ask with is made of.
pub(in crate::web) struct Asking {
    pub(in crate::web) award: Award,
    pub(in crate::web) kind: AmendmentKind,
    categories: Vec<(String, String)>,
    free: BTreeMap<String, Money>,
    transfers: Transfers,
}

impl Asking {
    /// For a change of this kind.
    pub(in crate::web) fn load(conn: &mut Conn, award: Award, kind: AmendmentKind) -> Result<Self, Error> {
        let (categories, free) = (amending::categories(conn, &award)?, amending::free(conn, award.id)?);
        let transfers = amending::transferred(conn, award.id)?;
        Ok(Self { award, kind, categories, free, transfers })
    }

    /// What is counted before anything is sent.
    pub(in crate::web) fn counted(&self) -> Option<Section> {
        let told = "The fund counts what moves among the categories. Nothing is refused because of it.";
        let section = Section::new("Transfers so far").text(told).facts(counter(&self.transfers));
        (self.kind == AmendmentKind::Budget).then_some(section)
    }

    /// The form.
    pub(in crate::web) fn form(&self, action: &str, keys: FormKeys, (form, errors): (&Form, &[FieldError])) -> Section {
        let mut inputs = vec![Input::hidden("seen_version", &self.award.budget_version.to_string())];
        inputs.extend(self.inputs(form, errors));
        let why = Field::new("reason", "Why?").hint("Whoever decides reads this.").limit(2000).rows(5);
        inputs.push(Input::area(why.value(form.text("reason")).errors(errors)));
        let signed = if self.kind.needs_signature() {
            "Once it is approved, the city’s authorized official signs it; it is in force from then on."
        } else {
            "It is in force once it is approved."
        };
        Section::new(self.kind.label()).text(signed).form(SheetForm::new(action, keys, "Ask for this", inputs).kept("amendment"))
    }

    fn inputs(&self, form: &Form, errors: &[FieldError]) -> Vec<Input> {
        match self.kind {
            AmendmentKind::Extension => {
                let hint = format!("It is {} now.", date(self.award.period_end));
                vec![Input::date(DateField::new("period_end", "Last day that is needed").hint(hint).typed(form).errors(errors))]
            }
            AmendmentKind::KeyPerson => {
                let line = |name: &str, label: &str| Input::line(Field::new(name, label).value(form.text(name)).errors(errors));
                vec![line("key_person", "Who has led the work?"), line("new_person", "Who leads it from now on?")]
            }
            AmendmentKind::Budget | AmendmentKind::Increase | AmendmentKind::Decrease => {
                self.categories.iter().map(|(code, title)| self.amount(code, title, (form, errors))).collect()
            }
        }
    }

    fn amount(&self, code: &str, title: &str, (form, errors): (&Form, &[FieldError])) -> Input {
        let name = format!("amount-{code}");
        let now = self.award.budget(code);
        let least = now.minus(self.free.get(code).copied().unwrap_or_default()).unwrap_or(now).max(Money::ZERO);
        let stays = if self.kind == AmendmentKind::Increase { String::new() } else { format!("; at least {least} must stay") };
        let hint = format!("{now} now{stays}.");
        let typed = form.raw(&name).map_or_else(|| now.plain(), str::to_owned);
        Input::money(Field::new(name, title).hint(hint).value(typed).errors(errors))
    }

    /// What was sent, or what cannot be read of it.
    pub(in crate::web) fn read(&self, form: &Form) -> Result<NewAmendment, Vec<FieldError>> {
        let mut mistakes = Vec::new();
        let mut lines = Vec::new();
        for (code, _) in self.categories.iter().filter(|_| self.kind.has_budget()) {
            let name = format!("amount-{code}");
            let amount = if form.text(&name).is_empty() { Ok(Money::ZERO) } else { form.money(&name) };
            match amount {
                Ok(amount) => lines.push(Line { category: code.clone(), amount }),
                Err(e) => mistakes.push(FieldError::new(name, e.to_string())),
            }
        }
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        Ok(NewAmendment {
            award: self.award.id,
            kind: self.kind,
            seen_version: form.text("seen_version").parse().unwrap_or_default(),
            lines,
            period_end: DateField::read(form, "period_end").map_err(|e| e.message),
            key_person: form.text("key_person"),
            new_person: form.text("new_person"),
            reason: form.text("reason"),
        })
    }
}
