//! `/portal/applications/{reference}/copy/{from}`: the activities of an earlier application, as they would
//! stand in this one. What changes and what is left out is shown before anything is copied; what is copied
//! is what was shown, and otherwise the page is shown again.

use super::applications::{home, load_to_write};
use crate::intake::{self, Activity, Application, EditError, OfferedActivity, Partner, PlanOffer, PlanWishes, TakenActivity};
use crate::kernel::{FieldError, Id, Kind, Money, Refusal};
use crate::locale::format;
use crate::process;
use crate::templates::Page;
use crate::web::access::CITY_WRITERS;
use crate::web::fields::{Cell, Choices, Column, DateField, ErrorSummary, FormKeys, SummaryRow, Table};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;

pub(super) fn routes() -> Vec<Route> {
    let writers = Access::Applying(CITY_WRITERS);
    vec![
        get("/portal/applications/{reference}/copy/{from}", writers, show),
        post("/portal/applications/{reference}/copy/{from}", writers, copy),
    ]
}

#[derive(Serialize)]
struct CopyPlanPage {
    reference: String,
    from: String,
    summary: ErrorSummary,
    /// That other choices gave another plan, which is shown now.
    notice: Option<&'static str>,
    /// Why nothing of it can be copied.
    refusal: Option<String>,
    activities: Vec<Offer>,
    partners: Option<Choices>,
    sums: Table,
    /// What the budget would still need.
    needs: Vec<String>,
    keys: FormKeys,
}

#[derive(Serialize)]
struct Offer {
    title: String,
    facts: Vec<SummaryRow>,
    take: Choices,
    starts_on: DateField,
    /// What takes the place of a kind that the round does not offer.
    kind: Option<Choices>,
    changed: Vec<String>,
    left_out: Vec<String>,
    costs: Table,
    id_field: String,
    id: String,
    sha256_field: String,
    sha256: String,
}

impl Page for CopyPlanPage {
    const TEMPLATE: &'static str = "portal/applications/copy_plan";
    fn title(&self) -> String {
        format!("Copy activities – Application {}", self.reference)
    }
    fn has_errors(&self) -> bool {
        self.summary.is_there()
    }
    fn samples() -> Vec<Self> {
        let x = || "x".to_owned();
        let table = |id: &str| Table::new(id, "Costs", vec![Column::text("What"), Column::number("Asked for")]).sample_row();
        let errors = ["take_0", "starts_on_0", "kind_0", "partner"].map(|field| FieldError::new(field, "Wrong"));
        let sample = |errors: &[FieldError]| Self {
            reference: x(),
            from: x(),
            summary: ErrorSummary::new(errors),
            notice: (!errors.is_empty()).then_some(SHOWN_AGAIN),
            refusal: None,
            activities: vec![Offer {
                title: x(),
                facts: vec![SummaryRow::new("Kind", "x")],
                take: Choices::one("take_0", "Copy it?", "Copy").errors(errors),
                starts_on: DateField::new("starts_on_0", "First day").errors(errors),
                kind: (!errors.is_empty()).then(|| Choices::new("kind_0", "Kind", [("a", "A")]).errors(errors)),
                changed: if errors.is_empty() { vec![] } else { vec![x()] },
                left_out: if errors.is_empty() { vec![] } else { vec![x()] },
                costs: table("costs-0"),
                id_field: "activity_0".into(),
                id: x(),
                sha256_field: "sha256_0".into(),
                sha256: x(),
            }],
            partners: (!errors.is_empty()).then(|| Choices::new("partner", "Partners", [("1", "One")]).errors(errors)),
            sums: table("sums"),
            needs: if errors.is_empty() { vec![] } else { vec![x()] },
            keys: FormKeys::new(x()),
        };
        let refused = Self { refusal: Some(x()), activities: vec![], ..sample(&[]) };
        vec![sample(&[]), sample(&errors), refused]
    }
}

const SHOWN_AGAIN: &str = "Nothing is copied yet. This is what your choices come to now.";
const CHANGED: &str = "What would be copied is not what you looked at: prices, partners or the earlier application changed. It is shown as it is now. Look at it, then copy.";

/// What a form chose: the activities, and how each was shown.
struct Chosen {
    wishes: PlanWishes,
    taken: Vec<TakenActivity>,
    /// Days that are none, by their field.
    mistakes: Vec<FieldError>,
}

fn chosen(form: &Form) -> Chosen {
    let mut found = Chosen { wishes: PlanWishes::default(), taken: vec![], mistakes: vec![] };
    let partners = form.all("partner");
    found.wishes.partners = Some(partners.iter().filter_map(|id| id.parse::<Id<Partner>>().ok()).collect());
    for n in 0.. {
        let Ok(activity) = form.text(&format!("activity_{n}")).parse::<Id<Activity>>() else { break };
        let day = DateField::read(form, &format!("starts_on_{n}"));
        found.wishes.first_days.insert(activity, day.as_ref().ok().copied().flatten());
        found.wishes.kinds.insert(activity, form.text(&format!("kind_{n}")));
        if form.has(&format!("take_{n}")) {
            found.mistakes.extend(day.err());
            found.taken.push(TakenActivity { activity, sha256: form.text(&format!("sha256_{n}")) });
        }
    }
    found
}

/// Both applications by their references, as far as the actor reads them.
async fn load(app: &App, viewer: &Viewer, (reference, from): (String, String), wishes: PlanWishes) -> Result<Loaded, Problem> {
    let actor = viewer.actor();
    let loaded = app.read(move |conn| {
        let application = intake::find_of_city(conn, &actor, &reference)?;
        let earlier = intake::find_visible(conn, &actor, &from)?;
        if earlier.city != application.city || earlier.id == application.id {
            return Err(crate::db::Error::Missing);
        }
        let kept = application.clone();
        match intake::offer_plan(conn, &actor, application, earlier.id, &wishes) {
            Err(EditError::Db(refused)) => Err(refused),
            offer => Ok(Loaded { application: kept, earlier, offer }),
        }
    });
    loaded.await.map_err(Problem::from)
}

struct Loaded {
    application: Application,
    earlier: Application,
    offer: Result<PlanOffer, EditError>,
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let loaded = load(&app, &viewer, path.into_inner(), PlanWishes::default()).await?;
    app.page(&viewer, &page(&app, &loaded, None, &[]))
}

async fn copy(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let path = path.into_inner();
    load_to_write(&app, &viewer, path.0.clone()).await?;
    let Chosen { wishes, taken, mistakes } = chosen(&form);
    let loaded = load(&app, &viewer, path.clone(), wishes.clone()).await?;
    if form.has("look") && mistakes.is_empty() {
        let page = CopyPlanPage { notice: Some(SHOWN_AGAIN), ..page(&app, &loaded, Some(&form), &[]) };
        return app.page(&viewer, &page);
    }
    if !mistakes.is_empty() {
        return app.page_with_mistakes(&viewer, &page(&app, &loaded, Some(&form), &mistakes));
    }
    let (actor, ids) = (viewer.actor(), (loaded.application.id, loaded.earlier.id));
    let to = format!("{}/activities?done=plan-copied", home(&loaded.application.reference));
    let again = wishes.clone();
    let done = app.submit(&viewer, &form, move |tx| process::copy_plan(tx, &actor, ids, &wishes, &taken).map(|_| to.clone()));
    let mistakes = match done.await {
        Err(EditError::Changed) => vec![FieldError::new("take", CHANGED)],
        Err(refused) if refused.kind() == Kind::Invalid => refused.mistakes(),
        other => return Ok(other?),
    };
    let now = load(&app, &viewer, path, again).await?;
    app.page_with_mistakes(&viewer, &page(&app, &now, Some(&form), &mistakes))
}

fn page(app: &App, loaded: &Loaded, form: Option<&Form>, mistakes: &[FieldError]) -> CopyPlanPage {
    // What is wrong with the whole choice stands beside the first box.
    let at_first = |mistake: &FieldError| match mistake.field.as_str() {
        "take" => FieldError::new("take_0", &mistake.message),
        _ => mistake.clone(),
    };
    let errors: Vec<FieldError> = mistakes.iter().map(at_first).collect();
    let mut page = CopyPlanPage {
        reference: loaded.application.reference.clone(),
        from: loaded.earlier.reference.clone(),
        summary: ErrorSummary::new(&errors),
        notice: None,
        refusal: None,
        activities: vec![],
        partners: None,
        sums: Table::new("sums", "Your budget with them", vec![]),
        needs: vec![],
        keys: FormKeys::new(app.fresh_key()),
    };
    let offer = match &loaded.offer {
        Ok(offer) if offer.activities.is_empty() => {
            page.refusal = Some("This application has no activities.".into());
            return page;
        }
        Ok(offer) => offer,
        Err(refused) => {
            page.refusal = Some(refused.fields().first().map_or_else(|| refused.to_string(), |field| field.message.clone()));
            return page;
        }
    };
    let taken: Vec<Id<Activity>> = (0..).zip(&offer.activities).filter(|(n, o)| is_taken(*n, o, form)).map(|(_, o)| o.earlier.id).collect();
    page.activities = offer.activities.iter().enumerate().map(|(n, o)| shown((n, o), offer, (form, &taken), &errors)).collect();
    page.partners = partners(offer).map(|choices| choices.errors(&errors));
    page.sums = sums(offer, &taken);
    page.needs = offer.with(&taken).budget_mistakes();
    page.needs.extend(offer.too_many(taken.len()));
    page
}

/// What was ticked; at first everything that can be copied and is not there yet.
fn is_taken(n: usize, offered: &OfferedActivity, form: Option<&Form>) -> bool {
    match form {
        Some(form) => form.has(&format!("take_{n}")),
        None => !offered.is_there,
    }
}

fn shown(
    (n, offered): (usize, &OfferedActivity),
    offer: &PlanOffer,
    (form, taken): (Option<&Form>, &[Id<Activity>]),
    errors: &[FieldError],
) -> Offer {
    let (was, definition) = (&offered.earlier, &offer.here.definition);
    // At first what stands in the way is told as help; once something was sent, as a mistake beside its field.
    let in_the_way = |field: &str| offered.mistakes.iter().find(|m| m.field == field && form.is_none()).map(|m| m.message.clone());
    let fields = offered.mistakes.iter().map(|m| FieldError::new(format!("{}_{n}", m.field), &m.message));
    let told: Vec<FieldError> = errors.iter().cloned().chain(fields.filter(|_| form.is_some() && taken.contains(&was.id))).collect();
    let take = Choices::one(&format!("take_{n}"), &format!("Copy “{}”?", was.title), "Copy it with its people and costs");
    let take = if offered.is_there { take.hint("Your plan has an activity of this name already.") } else { take };
    let follows = "For example 5 14 2027. The last day follows: it takes as many days as before.";
    let hint = in_the_way("starts_on").map_or_else(|| follows.to_owned(), |sentence| format!("{sentence} {follows}"));
    let starts_on = DateField::new(format!("starts_on_{n}"), "First day here").hint(hint);
    let starts_on = match form {
        Some(form) => starts_on.typed(form),
        None => starts_on.value(offered.input.starts_on),
    };
    let kinds = || definition.activities.kinds.iter().map(|kind| (kind.id.clone(), kind.title.clone()));
    let is_offered = definition.activity_kind(&was.kind).is_some();
    let kind = (!is_offered).then(|| {
        let choices = Choices::new(format!("kind_{n}"), "Kind here", kinds()).chosen(&offered.input.kind);
        match in_the_way("kind") {
            Some(sentence) => choices.hint(sentence),
            None => choices.errors(&told),
        }
    });
    Offer {
        title: was.title.clone(),
        facts: facts(offered, offer),
        take: if taken.contains(&was.id) { take.chosen("yes") } else { take }.errors(errors),
        starts_on: starts_on.errors(&told),
        kind,
        changed: offered.changed.clone(),
        left_out: offered.left_out.clone(),
        costs: costs(n, offered, offer),
        id_field: format!("activity_{n}"),
        id: was.id.text(),
        sha256_field: format!("sha256_{n}"),
        sha256: offered.sha256.clone(),
    }
}

fn facts(offered: &OfferedActivity, offer: &PlanOffer) -> Vec<SummaryRow> {
    let was = &offered.earlier;
    let people: Vec<String> = was
        .attendees
        .iter()
        .map(|person| if person.name.is_empty() { person.job.clone() } else { format!("{}, {}", person.name, person.job) })
        .collect();
    let people = if people.is_empty() { "Nobody yet".to_owned() } else { people.join("\n") };
    let mut facts = vec![
        SummaryRow::new("Kind", &offer.earlier.definition.kind_title(&was.kind)),
        SummaryRow::new("Where", &format!("{}, {}", was.place, was.country)),
        SummaryRow::new("When it was planned", &format!("{} to {}", format::date(was.starts_on), format::date(was.ends_on))),
        SummaryRow::new("Who goes", &people),
    ];
    for (key, value) in [("Partner", &was.partner), ("Provider", &was.provider)] {
        if !value.is_empty() {
            facts.push(SummaryRow::new(key, value));
        }
    }
    facts.push(SummaryRow::new("Asked for", &format!("{} then, {} here", offered.asked_then, offered.asked())));
    facts
}

fn costs(n: usize, offered: &OfferedActivity, offer: &PlanOffer) -> Table {
    let columns = vec![
        Column::text("What for"),
        Column::text("Category"),
        Column::text("Counted"),
        Column::number("Your city pays"),
        Column::number("Asked for"),
    ];
    let rows = offered.costs.iter().map(|item| {
        vec![
            Cell::text(&item.what).heading(),
            Cell::text(offer.here.definition.category_title(&item.category)),
            Cell::text(item.worked_out()),
            Cell::number(item.city_pays.to_string()),
            Cell::number(item.asked().to_string()),
        ]
    });
    let total = vec![
        Cell::text("Total").heading(),
        Cell::text(""),
        Cell::text(""),
        Cell::number(offered.city_pays().to_string()),
        Cell::number(offered.asked().to_string()),
    ];
    let table =
        Table::new(&format!("costs-{n}"), format!("Costs of {} here", offered.earlier.title), columns).empty("No cost fits this round.");
    if offered.costs.is_empty() { table } else { table.rows(rows.collect::<Vec<_>>()).total(total) }
}

/// The partners that can come along; each is to be asked to confirm anew.
fn partners(offer: &PlanOffer) -> Option<Choices> {
    let named: Vec<String> = offer.partners.iter().filter(|(_, is_named)| *is_named).map(|(partner, _)| partner.id.text()).collect();
    let pairs = offer.partners.iter().map(|(partner, _)| (partner.id.text(), partner.name.clone()));
    let choices = Choices::new("partner", "Which partners apply with you again?", pairs).hint(
        "They are named with the contact and the part of the earlier application. Nobody confirmed anything for this one: ask each again.",
    );
    (!offer.partners.is_empty()).then(|| choices.all_chosen(&named).optional())
}

fn sums(offer: &PlanOffer, taken: &[Id<Activity>]) -> Table {
    let row = |name: String, pays: Money, asked: Money| {
        vec![Cell::text(name).heading(), Cell::number(pays.to_string()), Cell::number(asked.to_string())]
    };
    let chosen = offer.activities.iter().filter(|offered| taken.contains(&offered.earlier.id));
    let mut rows = vec![row("Your budget so far".into(), offer.here.city_pays(), offer.here.total())];
    rows.extend(chosen.map(|offered| row(offered.earlier.title.clone(), offered.city_pays(), offered.asked())));
    let whole = offer.with(taken);
    let columns = vec![Column::text("Activity"), Column::number("Your city pays"), Column::number("Asked for")];
    Table::new("sums", "Your budget with what is chosen", columns).under_heading().rows(rows).total(row(
        "Total".into(),
        whole.city_pays(),
        whole.total(),
    ))
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::CopyPlanPage>();
    }
}
