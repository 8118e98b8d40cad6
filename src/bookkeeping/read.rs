//! What was typed, read and checked in full, so that every mistake is told at once: which
//! fund, opportunity, award or journal, which amounts, which day, why.

use super::catalogue::{Catalogue, Enterable};
use super::open::touches_closed;
use super::prepare::{NewEntry, NewLine};
use super::store;
use crate::award::{self, Award};
use crate::banking;
use crate::conflict::Walls;
use crate::db::{Conn, Error};
use crate::kernel::{FieldError, Money};
use crate::ledger::{self, Leg, Rulebook};
use crate::{disbursement, opportunity};
use chrono::NaiveDate;

/// The longest reason.
const REASON: usize = 500;
/// The longest reference to a document.
const EVIDENCE: usize = 200;

/// An entry as it was typed, with the names of things resolved.
pub(super) struct Typed {
    pub(super) fund: String,
    pub(super) about: String,
    pub(super) reverses: Option<i64>,
    pub(super) legs: Vec<Leg>,
    pub(super) effective_on: NaiveDate,
    pub(super) reason: String,
    pub(super) evidence: Option<String>,
}

/// Whose money it is about.
#[derive(Default)]
struct Place {
    fund: String,
    about: String,
    reverses: Option<i64>,
    /// What every leg has in common.
    leg: Leg,
}

/// The name of a field of the nth line, from 0; the first has no number.
#[must_use]
pub fn numbered(field: &str, n: usize) -> String {
    if n == 0 { field.to_owned() } else { format!("{field}-{}", n + 1) }
}

/// Reads an entry; all its mistakes otherwise.
pub(super) fn read(
    conn: &mut Conn,
    kind: &Enterable,
    (list, new, walls): (&Catalogue, &NewEntry, &Walls),
) -> Result<Result<Typed, Vec<FieldError>>, Error> {
    let mut mistakes = Vec::new();
    let place = place(conn, kind, (list, new, walls), &mut mistakes)?;
    let legs = if kind.needs.journal { vec![] } else { legs(kind, &place.leg, &new.lines, &mut mistakes)? };
    let day = new.effective_on;
    if day.is_none() {
        mistakes.push(FieldError::new("effective_on", "Enter the day for which it counts."));
    }
    let (reason, evidence) = (new.reason.trim(), new.evidence.trim());
    if reason.is_empty() || reason.chars().count() > REASON {
        mistakes.push(FieldError::new("reason", format!("Say why, in at most {REASON} characters. Whoever approves it reads this.")));
    }
    if evidence.chars().count() > EVIDENCE {
        mistakes.push(FieldError::new("evidence", format!("Use at most {EVIDENCE} characters.")));
    } else if let Some(document) = kind.needs.evidence.as_ref().filter(|_| evidence.is_empty()) {
        mistakes.push(FieldError::new("evidence", format!("Enter a reference to {document}.")));
    }
    Ok(match day {
        Some(effective_on) if mistakes.is_empty() => Ok(Typed {
            fund: place.fund,
            about: place.about,
            reverses: place.reverses,
            legs,
            effective_on,
            reason: reason.to_owned(),
            evidence: Some(evidence.to_owned()).filter(|e| !e.is_empty()),
        }),
        _ => Err(mistakes),
    })
}

fn place(
    conn: &mut Conn,
    kind: &Enterable,
    (list, new, walls): (&Catalogue, &NewEntry, &Walls),
    mistakes: &mut Vec<FieldError>,
) -> Result<Place, Error> {
    let mut wrong = |field: &str, told: String| mistakes.push(FieldError::new(field, told));
    if kind.needs.journal {
        match journal(conn, (list, walls), &new.journal)? {
            Ok(seq) => return Ok(Place { about: format!("Journal {seq}"), reverses: Some(seq), ..Place::default() }),
            Err(told) => wrong("journal", told),
        }
    } else if kind.needs.award {
        match find_award(conn, &new.award)?.filter(|award| !walls.hide(award.id)) {
            Some(_) if kind.old_awards => {
                let told = "Costs of this award are taken back on the page of its closeout. This entry is for awards with an old number.";
                wrong("award", told.into());
            }
            Some(award) => return of_award(conn, &award),
            None => match of_old_award(conn, new.award.trim())?.filter(|_| !walls.hide_text(new.award.trim())) {
                Some(place) => return Ok(place),
                None => wrong("award", "There is no award with this number. It looks like UDF-2027-0142.".into()),
            },
        }
    } else if kind.needs.program {
        match opportunity::list_all(conn)?.into_iter().find(|o| o.id.text() == new.program) {
            Some(found) => {
                let leg = Leg { program: Some(found.id.text()), ..Leg::default() };
                return Ok(Place { fund: found.fund, about: found.title, leg, ..Place::default() });
            }
            None => wrong("program", "Choose an opportunity.".into()),
        }
    } else {
        match disbursement::find_fund(conn, &new.fund)? {
            Some(fund) => return Ok(Place { about: fund.title, fund: fund.code, ..Place::default() }),
            None => wrong("fund", "Choose a fund.".into()),
        }
    }
    Ok(Place::default())
}

fn of_award(conn: &mut Conn, award: &Award) -> Result<Place, Error> {
    let program = award.opportunity_id.parse().map_err(|_| Error::unreadable("opportunity", &award.opportunity_id))?;
    let fund = opportunity::opportunity(conn, program)?.fund;
    let leg = Leg { program: Some(award.opportunity_id.clone()), award: Some(award.id.text()), ..Leg::default() };
    Ok(Place { fund, about: award.reference.clone(), leg, ..Place::default() })
}

/// An award that the books know by its old number alone, since the fund was opened.
fn of_old_award(conn: &mut Conn, number: &str) -> Result<Option<Place>, Error> {
    let place = |(fund, program)| {
        let leg = Leg { program: Some(program), award: Some(number.to_owned()), ..Leg::default() };
        Place { fund, about: number.to_owned(), leg, ..Place::default() }
    };
    Ok(ledger::fund_and_program(conn, number)?.map(place))
}

fn find_award(conn: &mut Conn, typed: &str) -> Result<Option<Award>, Error> {
    match award::by_reference(conn, &typed.trim().to_uppercase()) {
        Err(Error::Missing) => Ok(None),
        other => other.map(Some),
    }
}

/// The journal to reverse, or why it cannot be.
fn journal(conn: &mut Conn, (list, walls): (&Catalogue, &Walls), typed: &str) -> Result<Result<i64, String>, Error> {
    let Ok(seq) = typed.trim().parse::<i64>() else { return Ok(Err("Enter the number of a journal.".into())) };
    let journal = match ledger::journal(conn, seq) {
        Err(Error::Missing) => return Ok(Err("There is no journal with this number.".into())),
        other => other?,
    };
    // What is closed to the preparer is not there for them.
    if touches_closed(&journal, walls) {
        return Ok(Err("There is no journal with this number.".into()));
    }
    if let Some(why) = list.obstacle(&journal) {
        return Ok(Err(why));
    }
    if let Some(why) = shown_by_bank(conn, seq)? {
        return Ok(Err(why));
    }
    Ok(match store::find_waiting_reversal(conn, seq)? {
        Some(waiting) => Err(format!("Entry {} waits already to reverse this journal.", waiting.number)),
        None => Ok(seq),
    })
}

/// Why a journal that a line of the bank shows is not reversed: the line would stand for what the books undid. Nothing where no
/// line shows it.
///
/// # Errors
/// The database's refusal.
pub fn shown_by_bank(conn: &mut Conn, seq: i64) -> Result<Option<String>, Error> {
    let is_shown = !banking::list_shown(conn, &[seq])?.is_empty();
    Ok(is_shown.then(|| "A line of the bank shows this journal, so it is not reversed.".to_owned()))
}

/// The amounts; lines left empty are skipped, but the first is asked for.
fn legs(kind: &Enterable, common: &Leg, lines: &[NewLine], mistakes: &mut Vec<FieldError>) -> Result<Vec<Leg>, Error> {
    let book = Rulebook::widest().map_err(|e| Error::Broken(e.to_string()))?;
    let known = |code: &str| book.chart.categories.iter().any(|c| c.code == code);
    let mut legs = Vec::new();
    let empty = NewLine::default();
    let lines = if lines.is_empty() { std::slice::from_ref(&empty) } else { lines };
    for (n, line) in lines.iter().enumerate().filter(|(n, line)| *n == 0 || !line.is_empty()) {
        let mut wrong = |field: &str, told: String| mistakes.push(FieldError::new(numbered(field, n), told));
        let mut leg = common.clone();
        if kind.needs.category {
            if known(&line.category) {
                leg.category = Some(line.category.clone());
            } else {
                wrong("category", "Choose a category.".into());
            }
        }
        if kind.needs.to_category {
            if !known(&line.to_category) {
                wrong("to_category", "Choose a category.".into());
            } else if kind.needs.other_category && line.to_category == line.category {
                wrong("to_category", "Choose another category than the first.".into());
            } else {
                leg.to_category = Some(line.to_category.clone());
            }
        }
        match Money::parse(&line.amount) {
            Ok(amount) if amount.is_positive() => leg.amount = amount,
            Ok(_) => wrong("amount", "Enter an amount above zero.".into()),
            Err(e) => wrong("amount", e.to_string()),
        }
        legs.push(leg);
    }
    Ok(legs)
}
