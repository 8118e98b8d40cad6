//! `/panel/declaration`: once a year, somebody on a panel names their employers and the cities to which they have ties, and
//! certifies. Cities are found in the register of places; what was ticked and typed stays while one looks for more.

use crate::db::{Conn, Error};
use crate::kernel::{FieldError, Kind, Refusal, Timestamp};
use crate::locale::format;
use crate::panel::{self, Declaration, NewDeclaration, TieKind};
use crate::people::Actor;
use crate::places::{self, ATTRIBUTION, Place, STATES, Wish};
use crate::templates::Page;
use crate::web::access::{Access, PANEL};
use crate::web::fields::{Choices, ErrorSummary, Field, FormKeys, SummaryRow};
use crate::web::{App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::Data;
use chrono_tz::Tz;
use serde::Serialize;
use std::collections::BTreeSet;

const WHO: Access = Access::Fund(PANEL);
/// So many cities of a form are read.
const MOST_READ: usize = 200;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/panel/declaration", WHO, show), post("/panel/declaration", WHO, save)]
}

/// The ties to one city, to be ticked.
#[derive(Serialize)]
struct CityTies {
    ties: Choices,
}

/// The declaration to make, and the standing of the one before.
#[derive(Serialize)]
struct DeclarationPage {
    summary: ErrorSummary,
    explains: String,
    standing: Vec<SummaryRow>,
    employers: Field,
    cities: Vec<CityTies>,
    find: Field,
    state: Choices,
    /// Cities that were found and are not among those above.
    found: Vec<CityTies>,
    /// What to say of a search that found nothing, or the source of what it found.
    searched: Option<String>,
    certified: Choices,
    keys: FormKeys,
}

impl Page for DeclarationPage {
    const TEMPLATE: &'static str = "panel/declaration";

    fn title(&self) -> String {
        "Your yearly declaration".into()
    }

    fn has_errors(&self) -> bool {
        self.summary.is_there()
    }

    fn samples() -> Vec<Self> {
        let errors = [FieldError::new("certified", "Check the box.")];
        let sample = |cities: Vec<CityTies>, found: Vec<CityTies>, errors: &[FieldError]| Self {
            summary: ErrorSummary::new(errors),
            explains: "A tie is a tie.".into(),
            standing: vec![SummaryRow::new("Your declaration", "None yet")],
            employers: Field::new("employers", "Employers"),
            cities,
            find: Field::new("find", "City"),
            state: Choices::new("state", "State", STATES.iter().copied()),
            searched: (!found.is_empty()).then(|| ATTRIBUTION.to_owned()),
            found,
            certified: Choices::one("certified", "Certification", "I certify").errors(errors),
            keys: FormKeys::new("k".into()),
        };
        let city = |id: i64| CityTies { ties: ties_of(&format!("City {id}"), id, &[]) };
        vec![sample(vec![], vec![], &[]), sample(vec![city(1)], vec![city(2)], &errors)]
    }
}

/// What the page is made of, beside what was typed.
struct Loaded {
    last: Option<Declaration>,
    cities: Vec<Place>,
    found: Vec<Place>,
}

/// The ties that the form names.
fn typed_ties(form: &Form) -> Vec<(TieKind, i64)> {
    let tie =
        |(name, value): &(String, String)| Some((value.trim().parse::<TieKind>().ok()?, name.strip_prefix("tie-")?.parse::<i64>().ok()?));
    form.fields().iter().filter_map(tie).take(MOST_READ).collect()
}

/// The ties to cities that a declaration names.
fn known_ties(declaration: &Declaration) -> Vec<(TieKind, i64)> {
    declaration.ties.iter().filter_map(|tie| Some((tie.kind, tie.geoname_id?))).collect()
}

fn load(conn: &mut Conn, actor: &Actor, form: &Form, now: Timestamp) -> Result<Loaded, Error> {
    let last = panel::latest_declaration(conn, actor, now)?;
    let ties = if form.has("employers") { typed_ties(form) } else { last.as_ref().map(known_ties).unwrap_or_default() };
    let ids: BTreeSet<i64> = ties.into_iter().map(|(_, id)| id).collect();
    let ids: Vec<i64> = ids.into_iter().collect();
    let cities = if ids.is_empty() { vec![] } else { places::list(conn, &ids)? };
    let wish = Wish::parse(&form.text("find"), &form.text("state"));
    let mut found = if wish.is_empty() { vec![] } else { places::search(conn, &wish)? };
    found.retain(|place| !ids.contains(&place.geoname_id));
    Ok(Loaded { last, cities, found })
}

fn ties_of(name: &str, id: i64, ticked: &[(TieKind, i64)]) -> Choices {
    let ticked: Vec<String> = ticked.iter().filter(|(_, place)| *place == id).map(|(kind, _)| kind.to_string()).collect();
    let kinds = TieKind::TO_CITIES.map(|kind| (kind.to_string(), kind.label()));
    Choices::new(format!("tie-{id}"), name, kinds).optional().all_chosen(&ticked)
}

fn city(place: &Place, ticked: &[(TieKind, i64)]) -> CityTies {
    let county = place.county.as_ref().map(|county| format!(", {county}")).unwrap_or_default();
    CityTies { ties: ties_of(&format!("{}{county}", place.full_name()), place.geoname_id, ticked) }
}

/// Where the last declaration stands.
fn standing(last: Option<&Declaration>, (now, zone): (Timestamp, Tz)) -> Vec<SummaryRow> {
    let Some(last) = last else { return vec![SummaryRow::new("Your declaration", "You have not declared yet.")] };
    let until = format::datetime(last.lapses_at, zone);
    let said = if last.holds(now) { format!("In force until {until}") } else { format!("It lapsed on {until}. Declare anew.") };
    let named: BTreeSet<&str> = last.ties.iter().map(|tie| tie.name.as_str()).collect();
    let named = if named.is_empty() { "No ties".to_owned() } else { named.into_iter().collect::<Vec<_>>().join("\n") };
    vec![
        SummaryRow::new("Your declaration", &said),
        SummaryRow::new("Made on", &format::datetime(last.declared_at, zone)),
        SummaryRow::new("It names", &named),
    ]
}

fn employers_of(last: Option<&Declaration>) -> String {
    let domains: Vec<&str> = last.iter().flat_map(|last| last.ties.iter().filter_map(|tie| tie.domain.as_deref())).collect();
    domains.join("\n")
}

async fn page(app: &App, viewer: &Viewer, form: &Form, errors: &[FieldError]) -> Result<HttpResponse, Problem> {
    let (actor, now, typed, zone) = (viewer.actor(), app.now(), form.clone(), app.settings.fund.zone());
    let loaded = app.read(move |conn| load(conn, &actor, &typed, now)).await.map_err(|e: Error| Problem::from(e))?;
    let terms = panel::declaration_terms(now)?;
    let is_typed = form.has("employers");
    let last = loaded.last.as_ref();
    let ticked = if is_typed { typed_ties(form) } else { last.map(known_ties).unwrap_or_default() };
    let employers = if is_typed { form.text("employers") } else { employers_of(last) };
    let is_searched = !form.text("find").is_empty();
    let certified = Choices::one("certified", "Certification", &terms.statement).errors(errors);
    let shown = DeclarationPage {
        summary: ErrorSummary::new(errors),
        explains: terms.explains.clone(),
        standing: standing(last, (now, zone)),
        employers: Field::new("employers", "Your employers")
            .hint("The domain of your address at work, such as elmira.gov: one a line. Leave it empty if you have none.")
            .rows(3)
            .value(employers)
            .optional()
            .errors(errors),
        cities: loaded.cities.iter().map(|place| city(place, &ticked)).collect(),
        find: Field::new("find", "Find a city, town or village")
            .hint("For example Madison")
            .value(form.text("find"))
            .optional()
            .errors(errors),
        state: Choices::new("state", "State", STATES.iter().copied()).optional().blank("Any state").chosen(&form.text("state")),
        searched: is_searched.then(|| {
            let none = "Nothing more has this name. Check the spelling, or search without the state.";
            if loaded.found.is_empty() { none.to_owned() } else { ATTRIBUTION.to_owned() }
        }),
        found: loaded.found.iter().map(|place| city(place, &ticked)).collect(),
        certified: if form.has("certified") { certified.chosen("yes") } else { certified },
        keys: FormKeys::new(app.fresh_key()),
    };
    if errors.is_empty() { app.page(viewer, &shown) } else { app.page_with_mistakes(viewer, &shown) }
}

async fn show(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    page(&app, &viewer, &Form::default(), &[]).await
}

async fn save(app: Data<App>, viewer: Viewer, form: Form) -> Result<HttpResponse, Problem> {
    if form.text("action") == "find" {
        return page(&app, &viewer, &form, &[]).await;
    }
    let new = NewDeclaration { employers: form.text("employers"), cities: typed_ties(&form), has_certified: form.has("certified") };
    let actor = viewer.actor();
    let done = app.submit(&viewer, &form, move |tx| panel::declare(tx, &actor, &new).map(|_| "/panel?done=panel-declared".to_owned()));
    match done.await {
        Err(e) if e.kind() == Kind::Invalid => page(&app, &viewer, &form, &e.mistakes()).await,
        other => Ok(other?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_render() {
        crate::templates::check::page::<DeclarationPage>();
    }

    #[test]
    fn ties_are_read_from_the_form() {
        let form = Form::parse("/x", b"tie-12=lives&tie-12=works&tie-7=family&tie-x=lives&tie-8=nonsense&employers=").expect("a form");
        assert_eq!(typed_ties(&form), [(TieKind::Lives, 12), (TieKind::Works, 12), (TieKind::Family, 7)]);
    }
}
