//! A change in place: the words, deadlines, quorums and bands of the version in use as a form.
//! What is typed makes a new definition, which is proved and looked at before it is proposed.
//! Steps and places are added or removed in a file.

use super::{file, preview};
use crate::kernel::{FieldError, Money};
use crate::process::{self, InUse};
use crate::templates::Page;
use crate::web::fields::{Choices, ErrorSummary, Field, FormKeys, Table};
use crate::web::sheet::Input;
use crate::web::{App, Form, Problem, Viewer};
use crate::workflow::{self, Approval, Definition, Finding, Span};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;

/// The fields of one place or step.
#[derive(Serialize)]
struct Group {
    legend: String,
    inputs: Vec<Input>,
}

/// The whole form.
#[derive(Serialize)]
struct EditPage {
    name: String,
    title: String,
    in_use: String,
    base: String,
    summary: ErrorSummary,
    findings: Option<Table>,
    keys: FormKeys,
    version: Field,
    approvals: Vec<Group>,
    places: Vec<Group>,
    steps: Vec<Group>,
}

impl Page for EditPage {
    const TEMPLATE: &'static str = "desk/workflows/edit";

    fn title(&self) -> String {
        format!("Propose a change – {}", self.title)
    }

    fn has_errors(&self) -> bool {
        self.summary.is_there()
    }

    fn samples() -> Vec<Self> {
        let sample = |errors: &[FieldError], has_all: bool| {
            let group = |name: &str| Group { legend: "Draft".into(), inputs: vec![Input::line(Field::new(name, "Label"))] };
            let some = |name: &str| if has_all { vec![group(name)] } else { vec![] };
            Self {
                name: "grant-standard".into(),
                title: "Standard grant".into(),
                in_use: "2.0.0".into(),
                base: "09".into(),
                summary: ErrorSummary::new(errors),
                findings: has_all.then(|| Table::new("findings", "Found", vec![]).sample_row()),
                keys: FormKeys::new("k".into()),
                version: Field::new("version", "New version").errors(errors),
                approvals: some("step-0-quorum"),
                places: vec![group("place-0-label")],
                steps: some("step-1-after"),
            }
        };
        vec![sample(&[], false), sample(&[FieldError::new("version", "Wrong")], true)]
    }
}

pub(super) async fn ask(app: Data<App>, viewer: Viewer, name: Path<String>) -> Result<HttpResponse, Problem> {
    let used = app.read(move |conn| process::version_in_use(conn, &name)).await?;
    app.page(&viewer, &page(&app, &used, &Form::default(), (&[], &[])))
}

pub(super) async fn look(app: Data<App>, viewer: Viewer, name: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let name = name.into_inner();
    let used = app.read(move |conn| process::version_in_use(conn, &name)).await?;
    if form.text("base") != used.hash {
        return Err(workflow::ProposeError::Moved.into());
    }
    let new = match read(&used.definition, &form) {
        Ok(new) => new,
        Err(errors) => return app.page_with_mistakes(&viewer, &page(&app, &used, &form, (&errors, &[]))),
    };
    let text = workflow::to_toml(&new);
    let (errors, found) = file::judge(&app, &used, ("definition", &text), "version").await?;
    if errors.is_empty() {
        return preview::page(&app, &viewer, &used, (&text, &found)).await;
    }
    app.page_with_mistakes(&viewer, &page(&app, &used, &form, (&errors, &found)))
}

/// Makes fields that show what was typed, or else what is in use.
struct Maker<'a> {
    typed: &'a Form,
    errors: &'a [FieldError],
}

impl Maker<'_> {
    fn value(&self, name: &str, known: &str) -> String {
        if self.typed.has(name) { self.typed.text(name) } else { known.to_owned() }
    }

    fn field(&self, name: &str, label: &str, known: &str) -> Field {
        Field::new(name, label).value(self.value(name, known)).errors(self.errors)
    }

    /// A length of time: how many, and of what.
    fn span(&self, name: &str, label: &str, known: Option<Span>) -> [Input; 2] {
        let (count, unit) = match known {
            Some(Span::BusinessDays(n)) => (n.to_string(), "business_days"),
            Some(Span::Days(n)) => (n.to_string(), "days"),
            None => (String::new(), "business_days"),
        };
        let unit_name = format!("{name}-unit");
        let units = [("business_days", "business days"), ("days", "days of the calendar")];
        let chosen = self.value(&unit_name, unit);
        let unit = Choices::new(unit_name, format!("{label}: counted in"), units).chosen(&chosen).errors(self.errors);
        [Input::line(self.field(name, label, &count).numeric().optional()), Input::select(unit)]
    }

    fn approval(&self, n: usize, approval: &Approval) -> Vec<Input> {
        let quorum = |name: String, label: String, known: u32| Input::line(self.field(&name, &label, &known.to_string()).numeric());
        if approval.bands.is_empty() {
            return vec![quorum(format!("step-{n}-quorum"), "How many people must approve".into(), approval.quorum)];
        }
        let mut inputs = Vec::new();
        for (b, band) in approval.bands.iter().enumerate() {
            let which = match band.up_to_cents {
                Some(most) => {
                    let label = format!("Band {}: up to this amount", b + 1);
                    inputs.push(Input::money(self.field(&limit_name(n, b), &label, &most.plain())));
                    format!("Band {}: how many people up to it", b + 1)
                }
                None => format!("Band {}: how many people above that", b + 1),
            };
            inputs.push(quorum(format!("step-{n}-band-{b}-quorum"), which, band.quorum));
        }
        inputs
    }
}

fn limit_name(step: usize, band: usize) -> String {
    format!("step-{step}-band-{band}-limit")
}

fn page(app: &App, used: &InUse, typed: &Form, (errors, found): (&[FieldError], &[Finding])) -> EditPage {
    let d = &used.definition;
    let maker = Maker { typed, errors };
    let mut page = EditPage {
        name: d.name.clone(),
        title: d.title().to_owned(),
        in_use: d.version.clone(),
        base: used.hash.clone(),
        summary: ErrorSummary::new(errors),
        findings: (!found.is_empty()).then(|| super::words::findings_table(found)),
        keys: FormKeys::new(app.fresh_key()),
        version: maker.field("version", "New version", &next(&d.version)).hint(format!("In use is {}.", d.version)),
        approvals: vec![],
        places: vec![],
        steps: vec![],
    };
    for (n, step) in d.transitions.iter().enumerate() {
        if let Some(approval) = &step.approval {
            page.approvals.push(Group { legend: step.label.clone(), inputs: maker.approval(n, approval) });
        }
        if step.after.is_some() {
            let inputs = maker.span(&format!("step-{n}-after"), "The program takes it after", step.after);
            page.steps.push(Group { legend: step.label.clone(), inputs: inputs.into() });
        }
    }
    for (n, place) in d.places.iter().enumerate() {
        let name = |field: &str| format!("place-{n}-{field}");
        let mut inputs = vec![
            Input::line(maker.field(&name("label"), "What staff read", &place.label)),
            Input::line(maker.field(&name("applicant"), "What the applicant reads", &place.applicant_label)),
        ];
        if !d.ends.contains(&place.id) {
            inputs.extend(maker.span(&name("within"), "Deadline", place.within));
            inputs.extend(maker.span(&name("remind"), "Reminder before the deadline", place.remind_before));
        }
        page.places.push(Group { legend: place.label.clone(), inputs });
    }
    page
}

/// The next version as people count: the middle number grows.
fn next(version: &str) -> String {
    let numbers: Option<Vec<u32>> = version.split('.').map(|part| part.parse().ok()).collect();
    match numbers.as_deref() {
        Some([major, minor, _]) => format!("{major}.{}.0", minor.saturating_add(1)),
        _ => String::new(),
    }
}

/// The definition with what was typed.
fn read(used: &Definition, form: &Form) -> Result<Definition, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut new = used.clone();
    new.version = word(form, "version", &mut errors);
    for (n, place) in new.places.iter_mut().enumerate() {
        let name = |field: &str| format!("place-{n}-{field}");
        place.label = word(form, &name("label"), &mut errors);
        place.applicant_label = word(form, &name("applicant"), &mut errors);
        if !used.ends.contains(&place.id) {
            place.within = span(form, &name("within"), &mut errors);
            place.remind_before = span(form, &name("remind"), &mut errors);
        }
    }
    for (n, step) in new.transitions.iter_mut().enumerate() {
        if step.after.is_some() {
            let name = format!("step-{n}-after");
            step.after = span(form, &name, &mut errors);
            if step.after.is_none() && !errors.iter().any(|e| e.field == name) {
                errors.push(FieldError::new(name, "Enter a number of days."));
            }
        }
        if let Some(approval) = &mut step.approval {
            read_approval(form, (n, approval), &mut errors);
        }
    }
    if errors.is_empty() { Ok(new) } else { Err(errors) }
}

fn read_approval(form: &Form, (n, approval): (usize, &mut Approval), errors: &mut Vec<FieldError>) {
    if approval.bands.is_empty() {
        approval.quorum = quorum(form, &format!("step-{n}-quorum"), errors);
    }
    let mut below = Money::ZERO;
    for (b, band) in approval.bands.iter_mut().enumerate() {
        band.quorum = quorum(form, &format!("step-{n}-band-{b}-quorum"), errors);
        if band.up_to_cents.is_none() {
            continue;
        }
        let name = limit_name(n, b);
        match form.money(&name) {
            Ok(limit) if limit > below => (band.up_to_cents, below) = (Some(limit), limit),
            Ok(_) => errors.push(FieldError::new(name, format!("Enter more than {below}."))),
            Err(e) => errors.push(FieldError::new(name, e.to_string())),
        }
    }
}

fn word(form: &Form, name: &str, errors: &mut Vec<FieldError>) -> String {
    let text = form.text(name);
    if text.is_empty() || text.contains('\n') || text.chars().count() > 80 {
        errors.push(FieldError::new(name, "Enter one line of at most 80 characters."));
    }
    text
}

fn quorum(form: &Form, name: &str, errors: &mut Vec<FieldError>) -> u32 {
    let typed: Option<u32> = form.text(name).parse().ok().filter(|n| (1..=20).contains(n));
    typed.unwrap_or_else(|| {
        errors.push(FieldError::new(name, "Enter a number of people from 1 to 20."));
        1
    })
}

fn span(form: &Form, name: &str, errors: &mut Vec<FieldError>) -> Option<Span> {
    let typed = form.text(name);
    if typed.is_empty() {
        return None;
    }
    let days: Option<u16> = typed.parse().ok().filter(|n| (1..=1000).contains(n));
    if days.is_none() {
        errors.push(FieldError::new(name, "Enter a number of days from 1 to 1000, or nothing."));
    }
    let is_calendar = form.text(&format!("{name}-unit")) == "days";
    days.map(|n| if is_calendar { Span::Days(n) } else { Span::BusinessDays(n) })
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::EditPage>();
    }
}
