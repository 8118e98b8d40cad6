//! A definition in words: its places, its steps, what the checks found, and the cases on it.
//! The tables are the text of the drawing.

use crate::kernel::Timestamp;
use crate::ledger::Rulebook;
use crate::locale::format::{datetime, number};
use crate::process::{self, InUse};
use crate::web::desk::fact_words;
use crate::web::fields::{Cell, Column, Table};
use crate::web::sheet::Section;
use crate::workflow::{self, Definition, Effect, Finding, Marking, Place, Standing, Transition};
use chrono_tz::Tz;

/// Since when, and by whom, a version is in use.
pub(super) fn since(used: &InUse, zone: Tz) -> String {
    let published = used.proposal.as_ref().and_then(|proposal| Some((proposal, proposal.decided.as_ref()?)));
    match published {
        Some((proposal, decided)) => {
            format!("{}, published by {}, proposed by {}", datetime(decided.at, zone), decided.name, proposal.proposed.name)
        }
        None => "It came with the program".into(),
    }
}

/// How many cases of a workflow run on which versions.
pub(super) fn running(standings: &[Standing], name: &str) -> String {
    let of = standings.iter().filter(|s| s.name == name && s.running > 0);
    let said: Vec<String> = of.map(|s| format!("{} on {}", cases(s.running), s.version)).collect();
    if said.is_empty() { "None".into() } else { said.join(", ") }
}

/// What becomes of the cases of a workflow that run.
pub(super) fn go_on(standings: &[Standing], name: &str) -> Vec<String> {
    let of = standings.iter().filter(|s| s.name == name && s.running > 0);
    let said: Vec<String> =
        of.map(|s| format!("{} {} on {}.", cases(s.running), if s.running == 1 { "goes on" } else { "go on" }, s.version)).collect();
    if said.is_empty() { vec!["No case runs now.".into()] } else { said }
}

fn cases(n: i64) -> String {
    if n == 1 { "1 case".into() } else { format!("{} cases", number(n)) }
}

/// The drawing.
pub(in crate::web::desk) fn drawing(definition: &Definition, marking: Option<&Marking>) -> Section {
    Section::new("Drawing")
        .text("Each box is a place where a case can stand; each arrow is a step. The tables below say the same in words.")
        .drawing(&format!("Drawing of the workflow {}", definition.title()), &workflow::svg(definition, marking))
}

/// The places.
pub(in crate::web::desk) fn places(definition: &Definition) -> Section {
    let columns = vec![
        Column::text("Place"),
        Column::text("The applicant reads"),
        Column::text("Whose work"),
        Column::text("Deadline"),
        Column::text("When late, told to"),
    ];
    let heading = "Where a case can stand";
    let table = Table::new("places", heading, columns).rows(definition.places.iter().map(|place| {
        vec![
            Cell::text(place_label(definition, place)).heading(),
            Cell::text(&place.applicant_label),
            Cell::text(roles(&place.owners, "Nobody’s")),
            Cell::text(deadline(place)),
            Cell::text(roles(&place.escalate_to, "Nobody")),
        ]
    }));
    Section::new(heading).table(table)
}

fn place_label(definition: &Definition, place: &Place) -> String {
    let note = match (definition.start == place.id, definition.ends.contains(&place.id)) {
        (true, _) => " (the start)",
        (false, true) => " (an end)",
        (false, false) => "",
    };
    format!("{}{note}", place.label)
}

fn deadline(place: &Place) -> String {
    match (place.within, place.remind_before) {
        (None, _) => "None".into(),
        (Some(within), None) => format!("Within {within}"),
        (Some(within), Some(before)) => format!("Within {within}, reminded {before} before"),
    }
}

/// Names of roles as people read them.
pub(in crate::web::desk) fn roles(names: &[String], none: &str) -> String {
    if names.is_empty() {
        return none.to_owned();
    }
    fact_words::spelled(&names.iter().map(|name| name.replace('_', " ")).collect::<Vec<_>>().join(", "))
}

/// The steps.
pub(in crate::web::desk) fn steps(definition: &Definition) -> Section {
    let columns = vec![
        Column::text("Step"),
        Column::text("From"),
        Column::text("To"),
        Column::text("Who"),
        Column::text("Condition"),
        Column::text("Approval"),
        Column::text("What it does"),
    ];
    let heading = "Steps";
    let labels = |places: &[String]| {
        let known = |id: &String| definition.place(id).map_or_else(|| id.clone(), |place| place.label.clone());
        places.iter().map(known).collect::<Vec<_>>().join(" and ")
    };
    let table = Table::new("steps", heading, columns).rows(definition.transitions.iter().map(|step| {
        vec![
            Cell::text(&step.label).heading(),
            Cell::text(labels(&step.from)),
            Cell::text(labels(&step.to)),
            Cell::text(takers(definition, step)),
            Cell::text(condition(step)),
            Cell::text(approval(step)),
            Cell::text(effects(step)),
        ]
    }));
    Section::new(heading).table(table)
}

fn takers(definition: &Definition, step: &Transition) -> String {
    let mut said = match (step.system, step.after) {
        (true, Some(after)) => format!("The program itself, after {after}"),
        (true, None) => "The program itself".into(),
        (false, _) => roles(&step.by, "Nobody"),
    };
    let others: Vec<&str> = step.distinct_from.iter().map(|id| definition.transition_label(id)).collect();
    if !others.is_empty() {
        said += &format!("; another person than took: {}", others.join(", "));
    }
    said
}

fn condition(step: &Transition) -> String {
    let Some(guard) = &step.guard else { return String::new() };
    let asked: Vec<String> = guard.names().iter().map(|name| process::fact_label(name)).collect();
    format!("{} ({})", fact_words::spelled(&asked.join("; ")), guard.text())
}

fn approval(step: &Transition) -> String {
    let Some(approval) = &step.approval else { return String::new() };
    let mut said = fact_words::spelled(&workflow::needs(approval));
    if let Some(measure) = &approval.measure {
        said += &format!("; measured by {}", process::fact_label(measure));
    }
    if approval.fresh_sign_in {
        said += "; the password is typed again";
    }
    said
}

fn effects(step: &Transition) -> String {
    let told = step.effects.iter().map(|effect| match effect {
        Effect::Ledger(event) => format!("In the books: {}", event_title(event)),
        Effect::Notify(fact) => format!("Told: {}", fact_words::words(fact)),
    });
    let mut said: Vec<String> = told.collect();
    if step.reason_required {
        said.push("A reason is given".into());
    }
    said.join("; ")
}

fn event_title(event: &str) -> String {
    Rulebook::widest().map_or_else(|_| event.to_owned(), |book| book.rules.title(event).to_owned())
}

/// What the checks found, each with its line.
pub(super) fn findings(findings: &[Finding]) -> Section {
    let section = Section::new("What the checks found");
    if findings.is_empty() {
        return section.text("No fault. Every case can come to an end, and money moves only after its approval.");
    }
    let faults: Vec<&Finding> = findings.iter().filter(|finding| finding.is_fault()).collect();
    let section = section.text(match faults.as_slice() {
        [] => "It can be proposed as it is.",
        some if some.iter().all(|finding| is_about_people(finding)) => {
            "It can be proposed, but not published before there are enough people for it."
        }
        _ => "It cannot be proposed before these are mended. Nothing was changed.",
    });
    section.table(findings_table(findings))
}

/// Whether a finding is about who holds the roles now, and not about the definition.
fn is_about_people(finding: &Finding) -> bool {
    matches!(finding.check, "S10" | "S11")
}

/// Whether there are people enough for the version in use.
pub(super) fn people(findings: Vec<Finding>) -> Section {
    let found: Vec<Finding> = findings.into_iter().filter(is_about_people).collect();
    let section = Section::new("People for it");
    match found.as_slice() {
        [] => section.text("Enough different people hold the roles, even if one of them is away."),
        some => section.text("A case may come to a standstill. Give the roles to more people.").table(findings_table(some)),
    }
}

/// Each finding with its line.
pub(super) fn findings_table(findings: &[Finding]) -> Table {
    let columns = vec![Column::number("Line"), Column::text("What is wrong and how to mend it"), Column::text("Check")];
    Table::new("findings", "What the checks found", columns).rows(
        findings
            .iter()
            .map(|finding| vec![Cell::number(finding.line.to_string()), Cell::text(&finding.message).heading(), Cell::text(finding.check)]),
    )
}

/// What a version changes in the one in use.
pub(super) fn changes(used: Option<&Definition>, new: &Definition) -> Section {
    let Some(old) = used else { return Section::new("What it changes").text("It is a new workflow.") };
    let section = Section::new(format!("What it changes in {}", old.version));
    let said = workflow::changes(old, new);
    if said.is_empty() { section.text("Nothing but the version.") } else { section.items(said) }
}

/// An instant as staff read it.
pub(super) fn moment(at: Timestamp, zone: Tz) -> String {
    datetime(at, zone)
}
