//! The posting rules: which versions there are, and what the one in force today posts.

use super::READERS;
use crate::ledger::{self, Adopted, Rule, Rulebook, TiePoint};
use crate::locale::format::short_date;
use crate::web::fields::{Cell, Column, Status, Table};
use crate::web::sheet::{Section, Sheet};
use crate::web::{App, Problem, Route, Viewer, get};
use actix_web::HttpResponse;
use actix_web::web::Data;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk/ledger/rules", READERS, show)]
}

async fn show(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    let today = app.now().day_in(app.settings.fund.zone());
    let adopted = app.read(ledger::list_adopted).await?;
    let book = Rulebook::in_force(today, &adopted).map_err(|e| Problem::broken(e.to_string()))?;
    let versions = versions(Rulebook::all().map_err(|e| Problem::broken(e.to_string()))?, &adopted, book);
    let sheet = Sheet::new("Posting rules", &[])
        .lead("What each event debits and credits. The rules are dated data: a change is a new version, never an edit.")
        .back("/desk/ledger", "Ledger")
        .with(Section::new("Versions").table(versions))
        .with(Section::new("Events, by the rules in force today").table(rules(book.rules.rules.values())))
        .with(Section::new("What must tie after every journal").table(tie_points(&book.rules.tie_points)));
    app.page(&viewer, &sheet)
}

fn versions(all: &[Rulebook], adopted: &[Adopted], in_force: &Rulebook) -> Table {
    let columns = vec![Column::text("Rule set"), Column::text("From"), Column::text("Status"), Column::text("SHA-256 of the file")];
    Table::new("versions", "Versions, the oldest first", columns).rows(all.iter().map(|book| {
        let from = book.begins(adopted);
        let status = match from {
            _ if book.rules.id == in_force.rules.id => Status::active("In force"),
            None => Status::quiet("Not adopted"),
            Some(_) => Status::quiet("For other days"),
        };
        vec![
            Cell::text(&book.rules.id).heading(),
            Cell::text(from.map(short_date).unwrap_or_default()),
            Cell::status(status),
            Cell::text(&book.rules.sha256),
        ]
    }))
}

fn rules<'a>(rules: impl Iterator<Item = &'a Rule>) -> Table {
    let columns = ["Event", "What it is", "Debit / credit", "It needs", "Where the pair comes from"].map(Column::text).into();
    Table::new("rules", "Events in the order of their names", columns).rows(rules.map(|rule| {
        let name = if rule.variant.is_empty() { rule.event.clone() } else { format!("{} ({})", rule.event, rule.variant) };
        let side = |code: &str, to| if to { format!("{code} of the other category") } else { code.to_owned() };
        let line = |line: &ledger::RuleLine| {
            let part = line.part.as_ref().map_or_else(String::new, |part| format!("{part}: "));
            format!("{part}{} / {}", side(&line.dr.code, line.dr.to), side(&line.cr.code, line.cr.to))
        };
        let lines: Vec<String> = rule.lines.iter().map(line).collect();
        let needs = [
            rule.approval.then(|| "another person’s approval".to_owned()),
            rule.reason.then(|| "a reason".to_owned()),
            rule.evidence.clone(),
        ];
        let needs: Vec<String> = needs.into_iter().flatten().collect();
        vec![
            Cell::text(name).heading(),
            Cell::text(&rule.title),
            Cell::text(lines.join("; ")),
            Cell::text(needs.join(", ")),
            Cell::text(&rule.confidence),
        ]
    }))
}

fn tie_points(all: &[TiePoint]) -> Table {
    let columns = ["Number", "Of each", "Tie-point"].map(Column::text).into();
    Table::new("ties", "Tie-points", columns).rows(all.iter().map(|tie| {
        let per: Vec<String> = tie.per.iter().map(ToString::to_string).collect();
        vec![Cell::text(&tie.id).heading(), Cell::text(per.join(", ")), Cell::text(&tie.text)]
    }))
}
