//! `/desk/panels/{slug}/assignment`: who reviews what in the whole round. What is wanted stands in the address, so that a proposal can be
//! looked at again; carrying it out asks once more whether it is still the same.

use super::pages::Pages;
use super::{LEADERS, READERS, remind};
use crate::assigning::{self, CarryError, InReview, Line, Load, Pick, Proposal, ProposeError, Standing, Wish};
use crate::blind::WITHHELD;
use crate::db::Error;
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::locale::{self, format::short_date};
use crate::people::Account;
use crate::review::{self, Assignment};
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Choices, Column, DateField, Field, FormKeys, Status, SummaryRow, Table};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post, seat_terms};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use chrono::NaiveDate;
use std::collections::BTreeMap;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/panels/{slug}/assignment", Access::Fund(READERS), show),
        post("/desk/panels/{slug}/assignment", Access::Fund(LEADERS), carry_out),
    ]
}

/// The rules that can be ticked.
const RULES: [(&str, &str, &str); 4] = [
    ("regions", "Two regions", "The reviewers of an application work in two regions of the country at least."),
    (
        "connect",
        "Comparable reviewers",
        "Reviewers share applications in such a way that the strictness of any two of them can be compared.",
    ),
    ("fair", "Fair to every application", "The application whose reviewers fit least fits as well as possible, before the sum counts."),
    ("partial", "Leave gaps", "If not every review can be given, give as many as possible."),
];

/// By when others submit somebody's open reviews: by the last day on which they were due, and not before the first day of the
/// policy. `None` where they were due on no day.
fn due_of(standing: &Standing, account: Id<Account>) -> Option<NaiveDate> {
    let tasks = standing.applications.iter().flat_map(|(.., tasks)| tasks);
    let owed = tasks.filter(|task| task.reviewer == account && task.stage.is_open());
    Some(owed.filter_map(|task| task.due_on).max()?.max(standing.first_due_to_take_over))
}

/// What is wanted, as typed in a form or in an address.
fn read(form: &Form, standing: &Standing) -> Result<Wish, Vec<FieldError>> {
    let mut mistakes = Vec::new();
    let mut number = |name: &str, (typed, standard): (String, u32), most: u32| {
        let read = if typed.is_empty() { Some(standard) } else { typed.parse::<u32>().ok().filter(|n| *n <= most) };
        read.unwrap_or_else(|| {
            mistakes.push(FieldError::new(name, format!("Enter a whole number up to {most}.")));
            0
        })
    };
    let reviews = number("reviews", (form.text("reviews"), standing.reviews), 100);
    let least = number("least", (form.text("least"), 0), 500);
    let due_on = DateField::read(form, "due_on").unwrap_or_else(|e| {
        mistakes.push(e);
        None
    });
    if due_on.is_some_and(|day| day < standing.today) {
        mistakes.push(FieldError::new("due_on", "This day has passed. Enter one that is still to come."));
    }
    let rules = form.all("rules");
    let is_on = |rule: &str| rules.iter().any(|on| on == rule);
    let replaced = match form.text("replace") {
        none if none.is_empty() => None,
        id => match id.parse::<Id<Account>>() {
            Ok(id) if standing.people.iter().any(|(account, ..)| *account == id) => Some(id),
            _ => {
                mistakes.push(FieldError::new("replace", "This person reviews nothing in this round. Choose somebody of the list."));
                None
            }
        },
    };
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    let due_on = due_on.or_else(|| replaced.and_then(|account| due_of(standing, account)));
    let [fair, two_regions, connect, partial] = ["fair", "regions", "connect", "partial"].map(is_on);
    Ok(Wish { reviews, least, due_on, fair, two_regions, connect, partial, replaced })
}

fn inputs(standing: &Standing, (form, errors): (&Form, &[FieldError])) -> Vec<Input> {
    let is_typed = form.has("reviews");
    let reviews = if is_typed { form.text("reviews") } else { standing.reviews.to_string() };
    let people = standing.people.iter().map(|(account, name, _)| (account.text(), format!("Only replace {name}")));
    let all = std::iter::once((String::new(), "Nobody: fill up every application".to_owned())).chain(people);
    let due = DateField::new("due_on", "By when?");
    let due = match DateField::read(form, "due_on") {
        Ok(None) => due.value(form.text("replace").parse::<Id<Account>>().ok().and_then(|account| due_of(standing, account))),
        _ => due.typed(form),
    };
    let rules = Choices::new("rules", "Rules", RULES.map(|(rule, label, _)| (rule, label))).with_hints(RULES.map(|(.., hint)| hint));
    vec![
        Input::line(
            Field::new("reviews", "How many reviews does each application get?")
                .hint("Those that it has already count.")
                .numeric()
                .value(reviews)
                .errors(errors),
        ),
        Input::line(
            Field::new("least", "How many reviews does each person get at least?")
                .hint("Nobody gets more than they said they take.")
                .numeric()
                .value(form.text("least"))
                .optional()
                .errors(errors),
        ),
        Input::date(
            due.hint("Whoever is away on this day gets no new reviews. Without a day, nobody is left out for that.")
                .optional()
                .errors(errors),
        ),
        Input::checkboxes(rules.optional().all_chosen(&form.all("rules")).errors(errors)),
        Input::select(
            Choices::new("replace", "Is somebody late?", all)
                .hint("Their open reviews are taken back and given to others; what they submitted stays. If you name no day, the one on which they were due is kept, or a later one is set that leaves others some days.")
                .chosen(&form.text("replace"))
                .errors(errors),
        ),
    ]
}

/// The wish in hidden fields, with the proposal that was looked at.
fn confirmation(app: &App, slug: &str, form: &Form, (proposal, wish): (&Proposal, Wish)) -> SheetForm {
    let mut inputs = vec![Input::hidden("seen", &proposal.digest(wish))];
    for name in ["reviews", "least", "due_on_month", "due_on_day", "due_on_year", "replace"] {
        inputs.push(Input::hidden(name, &form.text(name)));
    }
    inputs.extend(form.all("rules").iter().map(|rule| Input::hidden("rules", rule)));
    let (added, back) = (proposal.added(), proposal.taken_back());
    let button = if back > 0 { format!("Take back {back} and give out {added}") } else { format!("Give out {}", reviews(added)) };
    SheetForm::new(format!("/desk/panels/{slug}/assignment"), FormKeys::new(app.fresh_key()), &button, inputs)
}

fn reviews(n: usize) -> String {
    if n == 1 { "1 review".to_owned() } else { format!("{n} reviews") }
}

fn picked(picks: &[Pick]) -> String {
    let name = |pick: &Pick| {
        let told: Vec<&str> = pick.knows.iter().map(String::as_str).chain(pick.is_returned.then_some("was taken off it before")).collect();
        if told.is_empty() { pick.name.clone() } else { format!("{} ({})", pick.name, told.join(", ")) }
    };
    picks.iter().map(name).collect::<Vec<_>>().join("; ")
}

fn dash(text: String) -> String {
    if text.is_empty() { "–".to_owned() } else { text }
}

/// The number of an application, which leads to its case file unless it is a label.
fn named(doors: Doors<'_>, (reference, city): (&str, &str)) -> Cell {
    if city == WITHHELD { Cell::text(reference) } else { doors.cell(reference, format!("/desk/applications/{reference}")) }
}

fn lines(lines: &[Line], doors: Doors<'_>) -> Table {
    let columns = vec![
        Column::text("Application"),
        Column::text("City"),
        Column::text("About"),
        Column::text("Reviews it already"),
        Column::text("Would review it"),
        Column::text("Missing"),
    ];
    let rows = lines.iter().map(|line| {
        let missing = if line.missing > 0 { Cell::status(Status::warning(line.missing.to_string())) } else { Cell::text("–") };
        vec![
            named(doors, (&line.reference, &line.city)).heading(),
            Cell::text(&line.city),
            Cell::text(if line.city == WITHHELD { "Not told".to_owned() } else { dash(line.subjects.join(", ")) }),
            Cell::text(dash(line.kept.join("; "))),
            Cell::text(dash(picked(&line.added))),
            missing,
        ]
    });
    Table::new("proposal", "Who would review what", columns).rows(rows.collect::<Vec<_>>())
}

fn loads(loads: &[Load]) -> Table {
    let columns = vec![
        Column::text("Name"),
        Column::number("Has"),
        Column::number("Would get"),
        Column::number("Takes at most"),
        Column::text("Away"),
    ];
    let rows = loads.iter().map(|load| {
        let away = seat_terms::away(load.absence);
        vec![
            Cell::text(&load.name).heading(),
            Cell::number(load.before.to_string()),
            Cell::number(load.added.to_string()),
            Cell::number(load.most.to_string()),
            if load.is_away { Cell::status(Status::warning(format!("{away}. Gets no new reviews"))) } else { Cell::text(away) },
        ]
    });
    Table::new("loads", "How many reviews each person would have", columns)
        .empty("Nobody is on the panel: the reviews there are were given out by hand.")
        .rows(rows.collect::<Vec<_>>())
}

/// What is said of a proposal before its tables.
fn facts(proposal: &Proposal, due_on: Option<NaiveDate>) -> Vec<SummaryRow> {
    let hang = match proposal.parts {
        0 | 1 => "All reviews hang together: the strictness of any two reviewers can be compared.".to_owned(),
        parts => format!("The reviews fall into {parts} groups that share no reviewer: strictness can be compared within each group only."),
    };
    let mut facts = vec![SummaryRow::new("Reviews to give out", &proposal.added().to_string())];
    facts.extend(due_on.map(|day| SummaryRow::new("New reviews are due", &short_date(day))));
    if proposal.taken_back() > 0 {
        facts.push(SummaryRow::new("Reviews to take back", &proposal.taken_back().to_string()));
    }
    if proposal.missing() > 0 {
        facts.push(SummaryRow::new("Reviews that nobody can give", &proposal.missing().to_string()));
    }
    facts.push(SummaryRow::new("Comparing reviewers", &hang));
    if let Some(is_fairest) = proposal.is_fairest {
        let told = if is_fairest {
            "No assignment is fairer; this is proved."
        } else {
            "A fairer one may exist: the search was stopped at its limit."
        };
        facts.push(SummaryRow::new("Fairness", told));
    }
    facts
}

/// Each person with what they owe, and who of them is late.
fn people(standing: &Standing) -> Table {
    let columns = vec![
        Column::text("Name"),
        Column::number("Reviews"),
        Column::number("Submitted"),
        Column::number("Open"),
        Column::number("Overdue"),
        Column::text("Late"),
    ];
    let mut of: BTreeMap<Id<Account>, Vec<&Assignment>> = BTreeMap::new();
    for task in standing.applications.iter().flat_map(|(.., tasks)| tasks).filter(|task| task.stage.counts()) {
        of.entry(task.reviewer).or_default().push(task);
    }
    let slug = &standing.round.slug;
    let rows = standing.people.iter().map(|(account, name, _)| {
        let tasks = of.get(account).map_or(&[][..], Vec::as_slice);
        let open = tasks.iter().filter(|task| task.stage.is_open()).count();
        let late = tasks.iter().filter(|task| task.stage.is_open() && task.due_on.is_some_and(|day| day < standing.today)).count();
        let replace = format!("/desk/panels/{slug}/assignment?replace={account}");
        vec![
            Cell::text(name).heading(),
            Cell::number(tasks.len().to_string()),
            Cell::number((tasks.len() - open).to_string()),
            Cell::number(open.to_string()),
            Cell::number(late.to_string()),
            if late > 0 { Cell::link(format!("Replace {name}"), replace) } else { Cell::text("–") },
        ]
    });
    Table::new("people", "Who reviews", columns).empty("Nobody is on the panel yet.").rows(rows.collect::<Vec<_>>())
}

fn applications(some: &[InReview], today: NaiveDate, doors: Doors<'_>) -> Table {
    let columns = vec![Column::text("Application"), Column::text("City"), Column::text("Reviewers"), Column::text("Next due")];
    let rows = some.iter().map(|(reference, city, tasks)| {
        let counting = || tasks.iter().filter(|task| task.stage.counts());
        let reviewers: Vec<&str> = counting().map(|task| task.reviewer_name.as_str()).collect();
        let due = counting().filter(|task| task.stage.is_open()).filter_map(|task| task.due_on).min();
        vec![
            named(doors, (reference, city)).heading(),
            Cell::text(city),
            Cell::text(dash(locale::list(&reviewers))),
            match due {
                Some(day) if day < today => Cell::status(Status::warning(format!("Overdue since {}", short_date(day)))),
                Some(day) => Cell::text(short_date(day)),
                None => Cell::text("–"),
            },
        ]
    });
    Table::new("applications", "Applications in review", columns)
        .empty("No application of this round is in review.")
        .rows(rows.collect::<Vec<_>>())
}

/// A proposal, with the button that carries it out where there is something to do.
fn proposed(app: &App, slug: &str, (form, wish, proposal): (&Form, Wish, &Proposal), doors: Doors<'_>) -> Vec<Section> {
    let pages = Pages::of(slug, form);
    let all = Section::new("The proposal").facts(facts(proposal, wish.due_on)).table(lines(pages.some(&proposal.lines), doors));
    let loads = Section::new("How many reviews each person would have").table(loads(&proposal.loads));
    let confirm = if proposal.added() + proposal.taken_back() == 0 {
        Section::new("Nothing to give out").text("Every application has its reviews, or nobody can give those that are missing.")
    } else {
        let told =
            "Every reviewer gets a letter for each of their new applications, and declares first whether they have a conflict of interest.";
        Section::new("Give the reviews out").text(told).form(confirmation(app, slug, form, (proposal, wish)))
    };
    vec![pages.linked(all, proposal.lines.len()), loads, confirm]
}

/// What came of a wish.
type Outcome = Result<(Wish, Proposal), ProposeError>;

pub(super) async fn page(app: &App, viewer: &Viewer, slug: &str, (form, wrong): (Form, Vec<FieldError>)) -> Result<HttpResponse, Problem> {
    let (actor, now, wanted) = (viewer.actor(), app.now(), slug.to_owned());
    let may = review::may_assign(&viewer.actor);
    let is_asked = may && (form.has("reviews") || form.has("replace"));
    let typed = form.clone();
    let found = app.read(move |conn| {
        let standing = assigning::standing(conn, &actor, (&wanted, now))?;
        let outcome: Option<Outcome> = is_asked.then(|| {
            let wish = read(&typed, &standing).map_err(ProposeError::Invalid)?;
            Ok((wish, assigning::propose(conn, &actor, (&wanted, now), wish)?))
        });
        Ok::<_, Error>((standing, outcome))
    });
    let (standing, outcome) = found.await?;
    let doors = Doors::of(&viewer.actor);
    let (sections, errors) = match outcome {
        None => (vec![], wrong),
        Some(Ok((wish, proposal))) => (proposed(app, slug, (&form, wish, &proposal), doors), wrong),
        Some(Err(ProposeError::Invalid(mistakes))) => (vec![], mistakes),
        Some(Err(ProposeError::Impossible(why))) => (vec![Section::new("There is no such assignment").text(why)], wrong),
        Some(Err(other)) => return Err(other.into()),
    };
    let round = &standing.round;
    let mut sheet = Sheet::new("Who reviews what", &errors)
        .about(&round.title)
        .lead(&round.title)
        .back(format!("/desk/panels/{slug}"), format!("Panel of {}", round.title));
    if may {
        let told = "A proposal is made from what people know and take, from conflicts of interest and from the reviews there are. Nothing is given out before you confirm it.";
        let wanted = Section::new("What is wanted").text(told);
        sheet = sheet.with(wanted.questions(&format!("/desk/panels/{slug}/assignment"), "Propose", inputs(&standing, (&form, &errors))));
        sheet = sections.into_iter().fold(sheet, Sheet::with);
    }
    let reminding = if may { remind::section(app, &standing, (&form, &errors)) } else { None };
    // Where a proposal is looked at, the pages are those of the proposal.
    let pages = Pages::of(slug, &if is_asked { Form::default() } else { form });
    let all = &standing.applications;
    let now = Section::new("Applications in review")
        .text("To choose or take off single reviewers by hand, open an application. What is chosen by hand stays in every proposal.")
        .table(applications(pages.some(all), standing.today, doors));
    let sheet = sheet.with(Section::new("Who reviews").table(people(&standing))).with_some(reminding).with(pages.linked(now, all.len()));
    if errors.is_empty() { app.page(viewer, &sheet) } else { app.page_with_mistakes(viewer, &sheet) }
}

async fn show(app: Data<App>, viewer: Viewer, slug: Path<String>, asked: Query<Vec<(String, String)>>) -> Result<HttpResponse, Problem> {
    page(&app, &viewer, &slug, (Form::default().with_fields(asked.into_inner()), vec![])).await
}

async fn carry_out(app: Data<App>, viewer: Viewer, slug: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, round, typed) = (viewer.actor(), slug.into_inner(), form.clone());
    let slug = round.clone();
    let done = app.submit(&viewer, &form, move |tx| {
        let now = tx.now();
        let standing = assigning::standing(tx, &actor, (&round, now))?;
        let wish = read(&typed, &standing).map_err(ProposeError::Invalid)?;
        assigning::carry_out(tx, &actor, &round, wish, &typed.text("seen"))?;
        Ok::<_, CarryError>(format!("/desk/panels/{round}/assignment?done=assigned"))
    });
    match done.await {
        Err(e @ CarryError::Changed) => page(&app, &viewer, &slug, (form, vec![FieldError::new("reviews", e.to_string())])).await,
        Err(e) if e.kind() == Kind::Invalid => page(&app, &viewer, &slug, (form, e.mistakes())).await,
        other => Ok(other?),
    }
}
