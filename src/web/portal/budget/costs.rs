//! The costs of one activity: row by row, with hints from travel rates and rows from a spreadsheet.
//! Nothing is saved before its button is pressed, and everything typed stays on the page.

use super::super::activities::find;
use super::super::applications::{home, load, load_to_write};
use super::super::merge::{self, Resolved};
use super::super::presence;
use super::super::typed_sheets::{self, Offered, Unsaved};
use super::merging;
use super::rates::{self, Hint};
use super::spreadsheet;
use crate::intake::{self, Activity, CostInput, CostItem, Draft, EditError, MOST_COSTS, Sheet};
use crate::kernel::{FieldError, Money};
use crate::opportunity::Definition;
use crate::rates::Known;
use crate::templates::Page;
use crate::web::fields::{Choices, ErrorSummary, Field, FormKeys};
use crate::web::{Access, App, Form, Problem, Route, Viewer, access, files, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;

/// Empty rows offered for more costs.
const SPARE_ROWS: usize = 3;

pub(super) fn routes() -> Vec<Route> {
    let writers = Access::Applying(access::CITY_WRITERS);
    vec![
        get("/portal/applications/{reference}/budget/{activity}", writers, edit),
        post("/portal/applications/{reference}/budget/{activity}", writers, save),
        get("/portal/applications/{reference}/budget/{activity}/costs.csv", writers, template),
    ]
}

#[derive(Serialize)]
pub(super) struct CostsPage {
    reference: String,
    activity: String,
    id: String,
    summary: ErrorSummary,
    /// Colleagues who write in the same budget now.
    others: Vec<String>,
    /// What happened to the rows, though nothing is saved.
    notice: Option<String>,
    rows: Vec<Row>,
    /// The codes and hints of the categories.
    categories: Vec<Category>,
    total: String,
    limits: String,
    rules: Vec<String>,
    units: &'static [&'static str],
    hint: Hint,
    pasted: Field,
    sheet: Field,
    /// That the fields hold what was typed and not saved.
    unsaved: Option<Unsaved>,
    /// Where it is kept while it is typed.
    autosave: String,
    keys: FormKeys,
}

#[derive(Serialize)]
struct Category {
    title: String,
    hint: String,
}

/// The fields of one cost.
#[derive(Serialize)]
pub(in crate::web) struct Row {
    number: usize,
    category: Choices,
    what: Field,
    quantity: Field,
    unit: Field,
    each: Field,
    city_pays: Field,
    /// The city it is put down to, where cities apply together.
    partner: Option<Choices>,
    asked: String,
}

/// The order of cells that are pasted.
const PASTED: &str = "In the order of the rows above: category, what for, how many, unit, price of one, what your city pays. A first line with these names may have them in another order.";
/// The same where cities can apply together.
const PASTED_JOINT: &str = "In the order of the rows above: category, what for, how many, unit, price of one, what the city pays, the city it is put down to (empty for the lead). A first line with these names may have them in another order.";

/// Offered while a unit is typed.
const UNITS: &[&str] = &["people", "nights", "days", "tickets", "hours", "months", "copies"];

impl Page for CostsPage {
    const TEMPLATE: &'static str = "portal/budget/costs";
    fn title(&self) -> String {
        format!("Budget of {} – Application {}", self.activity, self.reference)
    }
    fn has_errors(&self) -> bool {
        self.summary.is_there()
    }
    fn samples() -> Vec<Self> {
        let x = || "x".to_owned();
        let sample = |errors: &[FieldError], offers: Vec<rates::Offer>| Self {
            reference: x(),
            activity: x(),
            id: x(),
            summary: ErrorSummary::new(errors),
            others: if offers.is_empty() { vec![] } else { vec![x()] },
            notice: (!errors.is_empty()).then(x),
            rows: vec![row(
                &[("travel", "Travel")],
                if errors.is_empty() { &[] } else { SAMPLE_CITIES },
                (0, &CostInput::default()),
                x(),
                errors,
            )],
            categories: vec![Category { title: x(), hint: x() }],
            total: x(),
            limits: x(),
            rules: if offers.is_empty() { vec![] } else { vec![x()] },
            units: UNITS,
            hint: Hint { text: x(), source: (!offers.is_empty()).then_some("x"), offers },
            pasted: Field::new("pasted", "Cells").errors(errors),
            sheet: Field::new("sheet", "File").errors(errors),
            unsaved: errors.is_empty().then(Unsaved::sample),
            autosave: x(),
            keys: FormKeys::of_version(x(), 1),
        };
        let mistakes = ["what_0", "pasted", "sheet"].map(|field| FieldError::new(field, "Wrong"));
        vec![sample(&[], vec![]), sample(&mistakes, vec![rates::Offer { value: 0, place: x(), text: x() }])]
    }
}

/// Whom a cost can be put down to, in a sample.
const SAMPLE_CITIES: &[(String, String)] = &[(String::new(), String::new())];

fn row(
    categories: &[(&str, &str)],
    cities: &[(String, String)],
    (n, typed): (usize, &CostInput),
    asked: String,
    errors: &[FieldError],
) -> Row {
    let field = |name: &str, label: &str, value: &str| Field::new(format!("{name}_{n}"), label).value(value).errors(errors);
    Row {
        number: n + 1,
        category: Choices::new(format!("category_{n}"), "Category", categories.iter().copied()).chosen(&typed.category).errors(errors),
        what: field("what", "What for", &typed.what),
        quantity: field("quantity", "How many", &typed.quantity).decimal().optional(),
        unit: field("unit", "Unit", &typed.unit).suggestions("units").optional(),
        each: field("each", "Price of one", &typed.each),
        city_pays: field("city_pays", if cities.is_empty() { "Your city pays" } else { "The city pays" }, &typed.city_pays).optional(),
        partner: (!cities.is_empty())
            .then(|| Choices::new(format!("partner_{n}"), "Put down to", cities.iter().cloned()).chosen(&typed.partner).errors(errors)),
        asked,
    }
}

/// The fields of a cost that is not written yet.
pub(in crate::web) fn blank_row(definition: &Definition) -> Row {
    let categories: Vec<(&str, &str)> = definition.budget.categories.iter().map(|c| (c.code.as_str(), c.title.as_str())).collect();
    row(&categories, &[], (0, &CostInput::default()), Money::default().to_string(), &[])
}

/// The fields of rows as the page of two versions has them, row by row.
pub(super) fn parts(draft: &Draft, rows: &[CostInput]) -> Vec<(Option<Field>, Option<Choices>)> {
    let categories: Vec<(&str, &str)> = draft.definition.budget.categories.iter().map(|c| (c.code.as_str(), c.title.as_str())).collect();
    let cities = cities(draft);
    let numbered = |n: usize, typed: &CostInput| {
        let row = row(&categories, &cities, (n, typed), String::new(), &[]);
        let label = |label: &str| format!("Row {}: {label}", n + 1);
        let field = |field: Field| (Some(Field { label: label(&field.label), list: None, ..field }), None);
        let choices = |choices: Choices| (None, Some(Choices { label: label(&choices.label), ..choices }));
        let fields = [row.what, row.quantity, row.unit, row.each, row.city_pays].map(field);
        std::iter::once(choices(row.category)).chain(fields).chain(row.partner.map(choices)).collect::<Vec<_>>()
    };
    rows.iter().enumerate().flat_map(|(n, typed)| numbered(n, typed)).collect()
}

/// What is on the page besides what is saved.
struct Shown<'a> {
    rows: &'a [CostInput],
    errors: &'a [FieldError],
    notice: Option<String>,
    pasted: String,
    version: i64,
}

fn page(app: &App, draft: &Draft, activity: &Activity, known: &Known, shown: Shown<'_>) -> CostsPage {
    let (amounts, budget) = (draft.definition.amounts, &draft.definition.budget);
    let categories: Vec<(&str, &str)> = budget.categories.iter().map(|c| (c.code.as_str(), c.title.as_str())).collect();
    let cities = cities(draft);
    let spare = SPARE_ROWS.min(MOST_COSTS.saturating_sub(shown.rows.len()));
    let blank = std::iter::repeat_n(CostInput::default(), spare);
    let rows: Vec<CostInput> = shown.rows.iter().cloned().chain(blank).collect();
    let asked = |typed: &CostInput| {
        let read = intake::read_cost(&draft.definition, activity.id, typed);
        read.map(|item| item.asked()).unwrap_or_default()
    };
    let total = Money::total(rows.iter().map(asked)).unwrap_or_default();
    CostsPage {
        reference: draft.application.reference.clone(),
        activity: activity.title.clone(),
        id: activity.id.text(),
        summary: ErrorSummary::new(shown.errors),
        others: vec![],
        notice: shown.notice,
        rows: rows
            .iter()
            .enumerate()
            .map(|(n, typed)| row(&categories, &cities, (n, typed), asked(typed).to_string(), shown.errors))
            .collect(),
        categories: budget.categories.iter().map(|c| Category { title: c.title.clone(), hint: c.hint.clone() }).collect(),
        total: total.to_string(),
        limits: format!(
            "All activities together must ask for {} or more, and {} at most. So far they ask for {}.",
            amounts.floor(),
            amounts.cap(),
            draft.total()
        ),
        rules: budget.rules.iter().filter_map(|rule| rule.explanation.clone()).collect(),
        units: UNITS,
        hint: rates::hint(known, activity),
        pasted: Field::new("pasted", "Cells copied from a spreadsheet")
            .hint(if draft.can_be_joint() { PASTED_JOINT } else { PASTED })
            .value(shown.pasted)
            .rows(4)
            .errors(shown.errors),
        sheet: Field::new("sheet", "Or a CSV file").accept(".csv,.tsv,.txt").errors(shown.errors),
        unsaved: None,
        autosave: typed_sheets::address(draft, Sheet::Costs(activity.id)),
        keys: FormKeys::of_version(app.fresh_key(), shown.version),
    }
}

/// The lead and its partners as a cost names them; nothing where one city applies alone.
fn cities(draft: &Draft) -> Vec<(String, String)> {
    if draft.partners.is_empty() {
        return vec![];
    }
    let lead = (String::new(), format!("{} (lead)", draft.application.city_name));
    std::iter::once(lead).chain(draft.partners.iter().map(|partner| (partner.id.text(), partner.name.clone()))).collect()
}

/// The lead and its partners as a sheet names them, where the round lets cities apply together.
fn sheet_cities(draft: &Draft) -> Vec<(String, String)> {
    if !draft.can_be_joint() {
        return vec![];
    }
    let lead = (draft.application.city_name.clone(), String::new());
    std::iter::once(lead).chain(draft.partners.iter().map(|partner| (partner.name.clone(), partner.id.text()))).collect()
}

/// The travel rates of an activity.
async fn known(app: &App, activity: &Activity) -> Result<Known, Problem> {
    let (place, country, day) = (activity.place.clone(), activity.country.clone(), activity.starts_on);
    Ok(app.read(move |conn| crate::rates::look_up(conn, &place, &country, day)).await?)
}

async fn edit(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (reference, id) = path.into_inner();
    let draft = load(&app, &viewer, reference).await?;
    let activity = find(&draft, &id)?;
    let known = known(&app, activity).await?;
    let offered = typed_sheets::offered((&app, &viewer), &draft, Sheet::Costs(activity.id)).await?;
    let (rows, pasted, version, unsaved) = match offered {
        Some(Offered { form, version, note }) => (typed_rows(&form), form.text("pasted"), version, Some(note)),
        None => (draft.costs_of(activity).map(CostInput::of).collect(), String::new(), activity.version, None),
    };
    let shown = Shown { rows: &rows, errors: &[], notice: None, pasted, version };
    let mut page = CostsPage { unsaved, ..page(&app, &draft, activity, &known, shown) };
    if draft.application.is_editable() && intake::policy::may_write(&viewer.actor, &draft.application) {
        let application = draft.application.clone();
        let zone = app.read(move |conn| intake::city_zone(conn, &application)).await?;
        page.others = presence::meet(&app, &viewer, &draft, "budget", zone).await;
    }
    app.page(&viewer, &page)
}

/// The rows as sent, without the blank ones at the end.
pub(super) fn typed_rows(form: &Form) -> Vec<CostInput> {
    let count = form.fields().iter().filter(|(name, _)| name.starts_with("what_")).count().min(MOST_COSTS + 1);
    let text = |name: &str, n: usize| form.text(&format!("{name}_{n}"));
    let mut rows: Vec<CostInput> = (0..count)
        .map(|n| CostInput {
            category: text("category", n),
            what: text("what", n),
            quantity: text("quantity", n),
            unit: text("unit", n),
            each: text("each", n),
            city_pays: text("city_pays", n),
            partner: text("partner", n),
        })
        .collect();
    while rows.last().is_some_and(CostInput::is_blank) {
        rows.pop();
    }
    rows
}

async fn save(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, sent: Form) -> Result<HttpResponse, Problem> {
    let (reference, id) = path.into_inner();
    let draft = load_to_write(&app, &viewer, reference).await?;
    let activity = find(&draft, &id)?;
    let Resolved { form, mine, mistakes } = merge::resolve(sent.clone());
    if !mistakes.is_empty() {
        return merging::page((&app, &viewer), (&draft, activity), (&mine, &sent), &mistakes).await;
    }
    let known = known(&app, activity).await?;
    let rows = typed_rows(&form);
    let shown = |rows, errors, notice, version| Shown { rows, errors, notice, pasted: form.text("pasted"), version };
    if let Some(added) = added_rows(&form, &draft, activity, &known, rows.len()) {
        return match added {
            Ok((more, mistakes)) => {
                let notice = format!("{} added. Nothing is saved yet: look at the rows, then save.", row_count(more.len()));
                let rows = [rows, more].concat();
                let mut shown = shown(&rows, &mistakes, Some(notice), form.version());
                shown.pasted = String::new();
                app.page(&viewer, &page(&app, &draft, activity, &known, shown))
            }
            Err(mistake) => {
                let page = page(&app, &draft, activity, &known, shown(&rows, &[mistake], None, form.version()));
                app.page_with_mistakes(&viewer, &page)
            }
        };
    }
    let base = home(&draft.application.reference);
    let location =
        if form.has("more") { format!("{base}/budget/{id}?done=budget-saved") } else { format!("{base}/budget?done=budget-saved") };
    let (actor, target, version, wanted) = (viewer.actor(), activity.id, form.version(), rows.clone());
    let outcome =
        app.submit(&viewer, &form, move |tx| intake::save_costs(tx, &actor, target, version, &wanted).map(|()| location.clone())).await;
    let (mistakes, version) = match outcome {
        Err(EditError::Invalid(mistakes)) => (mistakes, version),
        Err(EditError::Changed) => {
            let now = load(&app, &viewer, draft.application.reference.clone()).await?;
            let mistake = [FieldError::new(merge::pick_of(merging::PART), EditError::Changed.to_string())];
            return merging::page((&app, &viewer), (&now, find(&now, &id)?), (&form, &form), &mistake).await;
        }
        other => return Ok(other?),
    };
    typed_sheets::keep_refused((&app, &viewer), &draft, Sheet::Costs(target), &form).await?;
    app.page_with_mistakes(&viewer, &page(&app, &draft, activity, &known, shown(&rows, &mistakes, None, version)))
}

type Added = Result<(Vec<CostInput>, Vec<FieldError>), FieldError>;

/// Rows that a button or a sheet adds to the `before` that are there; `None` when nothing is to be added.
fn added_rows(form: &Form, draft: &Draft, activity: &Activity, known: &Known, before: usize) -> Option<Added> {
    if let (Some(wanted), Known::Rates(found)) = (form.raw("rate"), known) {
        let rate = wanted.parse().ok().and_then(|n: usize| found.get(n))?;
        return Some(Ok((rates::rows(draft, activity, rate), vec![])));
    }
    let (pasted, upload) = (form.text("pasted"), form.upload("sheet"));
    let field = if upload.is_some() { "sheet" } else { "pasted" };
    let text = match upload {
        Some(upload) => upload.bytes().map_err(|_| "The file could not be read. Choose it again.".to_owned()),
        None if pasted.is_empty() && !form.has("read") => return None,
        None => Ok(pasted.into_bytes()),
    };
    let sheet = text
        .and_then(|bytes| spreadsheet::text_of(&bytes))
        .and_then(|text| spreadsheet::read(&text, (&draft.definition.budget, &sheet_cities(draft)), before));
    Some(sheet.map(|sheet| (sheet.rows, sheet.mistakes)).map_err(|message| FieldError::new(field, message)))
}

fn row_count(n: usize) -> String {
    if n == 1 { "1 row is".to_owned() } else { format!("{n} rows are") }
}

async fn template(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (reference, id) = path.into_inner();
    let draft = load(&app, &viewer, reference).await?;
    let activity = find(&draft, &id)?;
    let items: Vec<&CostItem> = draft.costs_of(activity).collect();
    let text =
        spreadsheet::template(&draft.definition.budget, &sheet_cities(&draft), &items).map_err(|e| Problem::broken(e.to_string()))?;
    let name = format!("costs-{}-{}.csv", draft.application.reference.to_lowercase(), activity.position);
    Ok(files::download(&name, "text/csv; charset=utf-8", text))
}
