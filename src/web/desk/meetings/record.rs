//! What is recorded of the application on the table: its votes, the outcome, notes, and the scores on which the panel agrees beside
//! those of the reviewers.

use crate::kernel::FieldError;
use crate::locale::format::time;
use crate::meeting::{Agreement, Board, Item, Opened, Turn, Verdict, agreed_on, weighted};
use crate::opportunity::{Criterion, Rubric};
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Choices, Column, Field, FormKeys, Table};
use crate::web::sheet::{Input, Section, SheetForm};
use crate::web::{App, Form};
use std::collections::BTreeMap;
use strum::VariantArray;

/// The sections about what is on the table, in the order in which a panel works.
pub(super) fn sections((app, doors): (&App, Doors<'_>), board: &Board, opened: &Opened, typed: (&Form, &[FieldError])) -> Vec<Section> {
    vec![
        voting(app, board, opened),
        notes(app, board, opened, typed),
        scores(doors, opened),
        consensus(app, board, opened, typed),
        outcome(app, board, opened, typed),
    ]
}

fn base(board: &Board) -> String {
    format!("/desk/meetings/{}", board.meeting.id)
}

fn item(item: &Item) -> Input {
    Input::hidden("item", &item.id.text())
}

/// Opens and closes the votes. Replaced only when they are other ones, so that no button is pulled away.
fn voting(app: &App, board: &Board, opened: &Opened) -> Section {
    let keys = || FormKeys::new(app.fresh_key());
    let open = opened.votes.iter().find(|counted| counted.vote.is_open());
    let state: String = opened.votes.iter().map(|counted| format!("{}{}", counted.vote.turn, counted.vote.is_open())).collect();
    let mut section = Section::new("Votes").live_while("voting", format!("{}{state}", opened.item.id));
    section = section.text("Each member who is here votes on their own page. Nobody sees how others vote until you close the vote.");
    if let Some(counted) = open {
        let label = format!("Close the vote {}", counted.vote.turn.label());
        let inputs = vec![Input::hidden("vote", &counted.vote.id.text())];
        return section.form(SheetForm::new(format!("{}/votes/close", base(board)), keys(), &label, inputs));
    }
    let last = opened.votes.iter().map(|counted| counted.vote.turn).max();
    for turn in Turn::VARIANTS.iter().copied().filter(|turn| opened.is_in_review() && last.is_none_or(|last| last < *turn)) {
        let inputs = vec![item(&opened.item), Input::hidden("turn", &turn.to_string())];
        let form = SheetForm::new(format!("{}/votes", base(board)), keys(), &format!("Open the vote {}", turn.label()), inputs);
        section = section.form(if turn == Turn::After && last.is_none() { form.quiet() } else { form });
    }
    if opened.votes.is_empty() { section } else { section.table(ballots(opened)) }
}

/// What each person voted in the votes that are closed.
fn ballots(opened: &Opened) -> Table {
    let mut by_name: BTreeMap<(String, String), [String; 2]> = BTreeMap::new();
    for counted in &opened.votes {
        for ballot in &counted.ballots {
            let [before, after] = by_name.entry((ballot.name.clone(), ballot.account.text())).or_default();
            let cell = if counted.vote.turn == Turn::Before { before } else { after };
            *cell = ballot.score.to_string();
        }
    }
    let columns = vec![Column::text("Member"), Column::number("Before"), Column::number("After")];
    let rows =
        by_name.into_iter().map(|((name, _), [before, after])| vec![Cell::text(name).heading(), Cell::number(before), Cell::number(after)]);
    Table::new("ballots", "How members voted", columns).empty("No vote is closed yet.").rows(rows.collect::<Vec<_>>())
}

fn notes(app: &App, board: &Board, opened: &Opened, (form, errors): (&Form, &[FieldError])) -> Section {
    let zone = app.settings.fund.zone();
    let said = opened.notes.iter().map(|note| format!("{}, {}: {}", time(note.at, zone), note.by_name, note.body));
    let field = Field::new("note", "Note for the minutes").hint("A note is never changed; another one puts it right.");
    let field = field.value(form.text("note")).limit(2_000).rows(3).errors(errors);
    let inputs = vec![item(&opened.item), Input::area(field)];
    let form = SheetForm::new(format!("{}/notes", base(board)), FormKeys::new(app.fresh_key()), "Add the note", inputs);
    Section::new("Notes").items(said.collect()).form(form.kept("meeting-note").quiet())
}

/// The scores of the reviewers, as far as the reader may see them.
fn scores(doors: Doors<'_>, opened: &Opened) -> Section {
    let columns = vec![Column::text("Reviewer"), Column::number("Score"), Column::text("On the whole")];
    let rows = opened.reviews.iter().map(|(task, review)| {
        let points = task.points.map(|points| points.to_string()).unwrap_or_default();
        vec![Cell::text(&task.reviewer_name).heading(), Cell::number(points), Cell::text(&review.overall)]
    });
    let table = Table::new("scores", "Scores of the reviewers", columns).empty("No review that you may see is submitted.");
    let reference = &opened.reading.draft.application.reference;
    Section::new("Scores of the reviewers").table(table.rows(rows.collect::<Vec<_>>())).link_some(
        doors.link(format!("/desk/applications/{reference}"), "The case file, with all reviews").filter(|_| !opened.reading.is_blind),
    )
}

/// `4 – Convincing`
fn points(rubric: &Rubric, criterion: &Criterion) -> Vec<(String, String)> {
    let told = |score: i64| match criterion.anchor(rubric, score) {
        Some(anchor) => format!("{score} – {anchor}"),
        None => score.to_string(),
    };
    rubric.points().map(|score| (score.to_string(), told(score))).collect()
}

fn consensus(app: &App, board: &Board, opened: &Opened, (form, errors): (&Form, &[FieldError])) -> Section {
    let (rubric, zone) = (&opened.reading.draft.definition.rubric, app.settings.fund.zone());
    let title = |id: &str| rubric.criterion(id).map_or_else(|| id.to_owned(), |criterion| criterion.title.clone());
    let columns = vec![Column::text("Criterion"), Column::number("Agreed"), Column::text("Recorded"), Column::text("Why it was changed")];
    let rows = opened.agreed.iter().map(|one| {
        let recorded = format!("{}, {}", one.by_name, time(one.at, zone));
        vec![
            Cell::text(title(&one.criterion)).heading(),
            Cell::number(one.score.to_string()),
            Cell::text(recorded),
            Cell::text(&one.reason),
        ]
    });
    let mut section = Section::new("Consensus")
        .text(
            "The scores on which the panel agrees stand beside those of the reviewers and replace none. The last of each criterion counts.",
        )
        .table(Table::new("agreed", "Scores on which the panel agrees", columns).empty("None yet.").rows(rows.collect::<Vec<_>>()));
    if let Some(points) = weighted(rubric, &opened.agreed) {
        section = section.text(format!("Weighted, they come to {points}."));
    }
    if !opened.is_in_review() {
        return section;
    }
    let mut inputs = vec![item(&opened.item)];
    for criterion in rubric.criteria.iter().filter(|criterion| criterion.is_scored()) {
        let name = Agreement::field(&criterion.id);
        let known = agreed_on(&opened.agreed, &criterion.id).map(|one| one.score.to_string()).unwrap_or_default();
        let chosen = if form.has(&name) { form.text(&name) } else { known };
        let choices = Choices::new(name, &criterion.title, points(rubric, criterion)).blank("Not agreed").optional();
        inputs.push(Input::select(choices.chosen(&chosen).errors(errors)));
    }
    if !opened.agreed.is_empty() {
        let why = Field::new("why-agreed", "Why is a recorded score changed?").value(form.text("why-agreed")).limit(2_000).rows(2);
        inputs.push(Input::area(why.optional().errors(errors)));
    }
    section
        .form(SheetForm::new(format!("{}/consensus", base(board)), FormKeys::new(app.fresh_key()), "Record these scores", inputs).quiet())
}

fn outcome(app: &App, board: &Board, opened: &Opened, (form, errors): (&Form, &[FieldError])) -> Section {
    let (known, is_typed) = (opened.outcome.as_ref(), form.has("verdict") || form.has("sentence"));
    let asked = opened.reading.draft.application.total;
    let value = |name: &str, known: String| if is_typed { form.text(name) } else { known };
    let verdict = value("verdict", known.map(|outcome| outcome.verdict.to_string()).unwrap_or_default());
    let verdicts = Verdict::VARIANTS.iter().map(|verdict| (verdict.to_string(), verdict.label()));
    let mut inputs = vec![
        item(&opened.item),
        Input::radios(Choices::new("verdict", "What does the panel say?", verdicts).chosen(&verdict).errors(errors)),
    ];
    if asked.is_positive() {
        let amount = known.map(|outcome| outcome.amount).filter(|amount| amount.is_positive()).unwrap_or(asked);
        let field = Field::new("amount", "How much?").hint("Only if it is recommended.").value(value("amount", amount.plain()));
        inputs.push(Input::money(field.errors(errors)));
    }
    let sentence = Field::new("sentence", "Why, in a sentence").limit(2_000).rows(2);
    let sentence = sentence.value(value("sentence", known.map(|outcome| outcome.sentence.clone()).unwrap_or_default())).errors(errors);
    inputs.push(Input::area(sentence));
    if known.is_some() {
        let why = Field::new("outcome-reason", "Why is the recorded outcome changed?").limit(2_000).rows(2);
        inputs.push(Input::area(why.value(form.text("outcome-reason")).errors(errors)));
    }
    let button = if known.is_some() { "Change the outcome" } else { "Record the outcome" };
    let section = Section::new("Outcome");
    let section = match known {
        Some(outcome) => section.text(format!("{}, recorded by {}: {}", outcome.told(opened.stage), outcome.by_name, outcome.sentence)),
        None => section,
    };
    if !opened.is_in_review() {
        return section.text("It is no longer in review, so that no outcome is recorded for it any more.");
    }
    section.form(SheetForm::new(format!("{}/outcome", base(board)), FormKeys::new(app.fresh_key()), button, inputs))
}
