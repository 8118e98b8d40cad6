//! What somebody types on the pages of an activity, its people and its costs is kept while they type; `static/js/autosave.js`
//! asks for it. It is offered to them when they open the page next, on whatever device, and is gone when it is saved there.

use super::applications::{home, load};
use super::presence;
use super::questions::zone;
use crate::db::Error;
use crate::intake::{self, Draft, EditError, Sheet};
use crate::kernel::Timestamp;
use crate::locale::format;
use crate::web::fields::FormKeys;
use crate::web::{Access, App, Form, Problem, Route, Viewer, access, post, see_other};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;

/// Application, kind of page, activity.
type Place = Path<(String, String, String)>;

pub(super) fn routes() -> Vec<Route> {
    let writers = Access::Applying(access::CITY_WRITERS);
    vec![
        post("/portal/applications/{reference}/typed/{sheet}/{activity}/autosave", writers, autosave),
        post("/portal/applications/{reference}/typed/{sheet}/{activity}/forget", writers, forget),
    ]
}

/// What a page is told that keeps what its owner types.
#[derive(Serialize)]
struct Told {
    /// When the server took it, in the zone of the city.
    saved_at: String,
    /// The same as an instant.
    at: String,
    /// What is still to be done with it.
    kept: &'static str,
}

const KEPT: &str = "Press the button to save it.";
const BOTH: &str =
    "Somebody else saved this part meanwhile. Press the button to see both versions. What you typed is kept in this browser.";

/// That the fields of a page hold what its owner typed and did not save (`parts/unsaved`).
#[derive(Clone, Debug, Serialize)]
pub(super) struct Unsaved {
    when: String,
    forget: String,
    keys: FormKeys,
}

impl Unsaved {
    /// For the samples of a page.
    pub(super) fn sample() -> Self {
        Self { when: "today".into(), forget: "/x".into(), keys: FormKeys::new("k".into()) }
    }
}

/// What is offered back on a page.
pub(super) struct Offered {
    /// The fields as typed.
    pub(super) form: Form,
    /// The version that it can be saved over.
    pub(super) version: i64,
    /// What is said of it.
    pub(super) note: Unsaved,
}

/// Where a page sends what is typed on it.
pub(super) fn address(draft: &Draft, sheet: Sheet) -> String {
    format!("{}/typed/{}/autosave", home(&draft.application.reference), sheet.key())
}

/// Where a page is.
pub(super) fn page_of(draft: &Draft, sheet: Sheet) -> String {
    let base = home(&draft.application.reference);
    match sheet {
        Sheet::NewActivity => format!("{base}/activities/new"),
        Sheet::Activity(id) => format!("{base}/activities/{id}"),
        Sheet::People(id) => format!("{base}/activities/{id}/people"),
        Sheet::Costs(id) => format!("{base}/budget/{id}"),
    }
}

/// What the viewer typed on a page and did not save.
pub(super) async fn offered((app, viewer): (&App, &Viewer), draft: &Draft, sheet: Sheet) -> Result<Option<Offered>, Problem> {
    let (actor, id) = (viewer.actor(), draft.application.id);
    let Some(typed) = app.read(move |conn| intake::typed_sheet(conn, &actor, id, sheet)).await? else { return Ok(None) };
    let note = Unsaved {
        when: format::moment(typed.at, zone(app, draft).await?),
        forget: format!("{}/typed/{}/forget", home(&draft.application.reference), sheet.key()),
        keys: FormKeys::new(app.fresh_key()),
    };
    Ok(Some(Offered { form: Form::default().with_fields(typed.fields()), version: typed.version, note }))
}

/// Where the viewer typed something that is not saved: addresses, and what to call them.
pub(super) async fn links(app: &App, viewer: &Viewer, draft: &Draft) -> Result<Vec<(String, String)>, Problem> {
    let (actor, id) = (viewer.actor(), draft.application.id);
    let sheets = app.read(move |conn| intake::list_typed_sheets(conn, &actor, id)).await.map_err(|e: Error| Problem::from(e))?;
    let title = |sheet: Sheet| draft.activities.iter().find(|a| Some(a.id) == sheet.activity()).map(|a| a.title.as_str());
    let words = |sheet: Sheet| match (sheet, title(sheet)) {
        (Sheet::NewActivity, _) => Some("A new activity".to_owned()),
        (Sheet::Activity(_), Some(title)) => Some(format!("The activity “{title}”")),
        (Sheet::People(_), Some(title)) => Some(format!("Who takes part in “{title}”")),
        (Sheet::Costs(_), Some(title)) => Some(format!("The costs of “{title}”")),
        (_, None) => None,
    };
    Ok(sheets.into_iter().filter_map(|sheet| Some((page_of(draft, sheet), words(sheet)?))).collect())
}

/// Keeps what a page sent.
async fn keep((app, viewer): (&App, &Viewer), draft: &Draft, sheet: Sheet, form: &Form) -> Result<Timestamp, EditError> {
    let (actor, id, fields, version) = (viewer.actor(), draft.application.id, form.fields().to_vec(), form.version());
    app.write_guarded(move |tx| intake::keep_sheet(tx, &actor, id, sheet, (&fields, version))).await
}

/// Keeps what the button could not save because of a mistake in it. If somebody else saved meanwhile, that is told once the mistake is mended.
pub(super) async fn keep_refused(at: (&App, &Viewer), draft: &Draft, sheet: Sheet, form: &Form) -> Result<(), Problem> {
    match keep(at, draft, sheet, form).await {
        Ok(_) | Err(EditError::Changed | EditError::Invalid(_)) => Ok(()),
        Err(other) => Err(other.into()),
    }
}

/// The application and the page that a request is about.
async fn find(app: &App, viewer: &Viewer, place: Place) -> Result<(Draft, Sheet), Problem> {
    let (reference, kind, activity) = place.into_inner();
    let sheet = Sheet::parse(&format!("{kind}/{activity}")).ok_or_else(Problem::missing)?;
    Ok((load(app, viewer, reference).await?, sheet))
}

async fn autosave(app: Data<App>, viewer: Viewer, place: Place, form: Form) -> Result<HttpResponse, Problem> {
    let (draft, sheet) = find(&app, &viewer, place).await?;
    // Read first: nothing may fail between the save and the word of it.
    let zone = zone(&app, &draft).await?;
    if matches!(sheet, Sheet::Costs(_)) {
        presence::meet(&app, &viewer, &draft, "budget", zone).await;
    }
    match keep((&app, &viewer), &draft, sheet, &form).await {
        Ok(at) => Ok(HttpResponse::Ok().json(Told { saved_at: format::moment(at, zone), at: at.iso(), kept: KEPT })),
        Err(EditError::Changed) => Ok(HttpResponse::Conflict().json(serde_json::json!({"status": 409, "changed": true, "both": BOTH}))),
        Err(other) => Err(other.into()),
    }
}

async fn forget(app: Data<App>, viewer: Viewer, place: Place) -> Result<HttpResponse, Problem> {
    let (draft, sheet) = find(&app, &viewer, place).await?;
    let (actor, id) = (viewer.actor(), draft.application.id);
    app.write(move |tx| intake::throw_away_sheet(tx, &actor, id, sheet)).await?;
    Ok(see_other(&format!("{}?done=thrown-away", page_of(&draft, sheet))))
}
