//! What the pages of meetings share: the fields of a meeting, its facts, its agenda and its people.

use crate::intake::Application;
use crate::kernel::{FieldError, Id, Money, Timestamp};
use crate::locale::format::datetime;
use crate::meeting::{Board, Counted, Meeting, NewMeeting, Row, Stage};
use crate::people::Person;
use crate::process::Stage as CaseStage;
use crate::web::Form;
use crate::web::desk::applications;
use crate::web::desk::releases::when;
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Choices, Column, DateField, Field, Status, SummaryRow, Table};
use crate::web::sheet::Input;
use chrono_tz::Tz;
use std::collections::BTreeMap;

/// Where each application stands in the ranking of its round.
pub(super) type Standings = BTreeMap<Id<Application>, String>;

/// Who can chair, and the budget to offer, for a meeting that is not planned yet.
pub(super) struct Offered<'a> {
    pub(super) chairs: &'a [Person],
    pub(super) budget: Money,
    pub(super) chair: String,
}

/// The fields of a meeting, as typed or else as known.
pub(super) fn inputs(known: Option<&Meeting>, offered: &Offered<'_>, (form, errors): (&Form, &[FieldError]), zone: Tz) -> Vec<Input> {
    let is_typed = form.has("title");
    let value = |name: &str, known: Option<String>| if is_typed { form.text(name) } else { known.unwrap_or_default() };
    let (typed_on, typed_at) = when::day_and_time(form, errors, zone);
    let at = |at: Timestamp| at.utc().with_timezone(&zone).format("%-I:%M %p").to_string();
    let (on, at) = match known.filter(|_| !is_typed) {
        Some(meeting) => {
            let on = DateField::new("on", "Day").value(Some(meeting.starts_at.day_in(zone))).errors(errors);
            (on, typed_at.value(at(meeting.starts_at)))
        }
        None => (typed_on, typed_at),
    };
    let budget = known.map_or(offered.budget, |meeting| meeting.budget).plain();
    let chair = known.map_or_else(|| offered.chair.clone(), |meeting| meeting.chair.map(|id| id.text()).unwrap_or_default());
    let chairs = Choices::new("chair", "Who chairs it?", offered.chairs.iter().map(|person| (person.id.text(), person.name.clone())))
        .blank("Nobody: an officer leads it")
        .hint("The chair votes too.")
        .optional()
        .chosen(&value("chair", Some(chair)))
        .errors(errors);
    vec![
        Input::line(Field::new("title", "Name").value(value("title", known.map(|m| m.title.clone()))).errors(errors)),
        Input::date(on),
        Input::line(at),
        Input::line(
            Field::new("place", "Where")
                .hint("A room, or the address of a call.")
                .value(value("place", known.map(|m| m.place.clone())))
                .errors(errors),
        ),
        Input::money(
            Field::new("budget", "Budget")
                .hint("What is recommended adds up against it: this is the line.")
                .value(value("budget", Some(budget)))
                .errors(errors),
        ),
        Input::select(chairs),
    ]
}

/// What the fields say.
pub(super) fn read(form: &Form, zone: Tz) -> NewMeeting {
    NewMeeting {
        title: form.text("title"),
        starts_at: when::instant(form, zone),
        place: form.text("place"),
        budget: form.money("budget"),
        chair: form.text("chair"),
    }
}

/// Where a meeting stands.
pub(super) fn status(stage: Stage) -> Status {
    match stage {
        Stage::Planned | Stage::Open => Status::active(stage.label()),
        Stage::Closed => Status::done(stage.label()),
        Stage::Cancelled => Status::quiet(stage.label()),
    }
}

/// What is known of a meeting.
pub(super) fn facts(board: &Board, zone: Tz) -> Vec<SummaryRow> {
    let meeting = &board.meeting;
    let at = |at: Timestamp| datetime(at, zone);
    let mut rows = vec![
        SummaryRow::new("Round", &board.round.title),
        SummaryRow::new("When", &at(meeting.starts_at)),
        SummaryRow::new("Where", &meeting.place),
        SummaryRow::new("Chair", if meeting.chair_name.is_empty() { "Nobody" } else { &meeting.chair_name }),
        SummaryRow::new("Planned by", &format!("{}, {}", meeting.planned_by_name, at(meeting.planned_at))),
        SummaryRow::new("Budget", &meeting.budget.to_string()),
    ];
    rows.extend(meeting.opened_at.map(|opened| SummaryRow::new("Opened", &at(opened))));
    if let Some(over) = meeting.closed_at {
        rows.push(SummaryRow::new(meeting.stage.label(), &at(over)));
    }
    rows.extend((!meeting.reason.is_empty()).then(|| SummaryRow::new("Reason", &meeting.reason)));
    rows
}

/// A vote in words, as far as they may be told.
pub(super) fn vote(counted: &Counted) -> String {
    let turn = counted.vote.turn.label();
    match &counted.tally {
        Some(tally) => format!("{turn}: {}", tally.words()),
        None if counted.vote.is_open() => format!("{turn}: open, {} in", counted.cast),
        None => format!("{turn}: nobody voted"),
    }
}

/// The agenda, as the person sees it.
pub(super) fn agenda(board: &Board, doors: Doors<'_>, standings: &Standings) -> Table {
    let columns = vec![
        Column::text("Application"),
        Column::number("Place"),
        Column::number("Asked for"),
        Column::text("Ranking"),
        Column::text("Votes"),
        Column::text("Outcome"),
    ];
    let rows = board.rows.iter().zip(1_usize..).map(|(row, place)| {
        let number = match &row.label {
            Some(label) => Cell::text(label),
            None => doors.cell(&row.application.reference, format!("/desk/applications/{}", row.application.reference)),
        };
        let mut votes = row.votes.iter().map(vote);
        let first = Cell::text(votes.next().unwrap_or_else(|| "None yet".to_owned()));
        vec![
            number.heading().detail(row.city()),
            Cell::number(place.to_string()),
            Cell::number(row.application.total.to_string()),
            Cell::text(standings.get(&row.item.application).map_or("Not ranked", String::as_str)),
            votes.fold(first, |cell, line| cell.detail(line)),
            Cell::status(outcome(board, row)),
        ]
    });
    Table::new("agenda", "Agenda", columns).empty("No application of this round is in review yet.").rows(rows.collect::<Vec<_>>())
}

/// What came out for an application so far.
fn outcome(board: &Board, row: &Row) -> Status {
    match &row.outcome {
        _ if board.meeting.on_table == Some(row.item.id) => Status::active("On the table"),
        Some(outcome) if row.is_gone() => Status::quiet(outcome.told(row.stage)),
        Some(outcome) if outcome.amount.is_positive() => Status::good(outcome.words()),
        Some(outcome) => Status::done(outcome.words()),
        None if matches!(row.stage, CaseStage::InReview | CaseStage::Panel) => Status::quiet("Not treated"),
        None => applications::status(row.stage),
    }
}

/// Who takes part.
pub(super) fn people(board: &Board) -> Table {
    let columns = vec![Column::text("Member"), Column::text("Here")];
    let rows = board.members.iter().map(|member| {
        let name = if member.is_chair { format!("{} (chair)", member.name) } else { member.name.clone() };
        let is_here = board.present.contains(&member.account);
        vec![Cell::text(name).heading(), Cell::status(if is_here { Status::good("Here") } else { Status::quiet("Not here") })]
    });
    Table::new("members", "Members", columns)
        .empty("Nobody is on the panel of this round yet. Invite people to the panel, or name a chair.")
        .rows(rows.collect::<Vec<_>>())
}
