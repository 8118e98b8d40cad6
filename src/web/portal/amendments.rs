//! The amendments of a city's award: the list, one of them with its text to sign, taking one back.

use super::amend::OFFICIAL;
use super::payments::{officials, own_award};
use crate::amending::{self, Amendment, AmendmentKind, Shown};
use crate::award::{self, Agreement, Award, Signature};
use crate::db;
use crate::kernel::{FieldError, Kind, Refusal};
use crate::locale::format::short_date;
use crate::process::Case;
use crate::web::access::CITY;
use crate::web::amended;
use crate::web::fields::{Cell, Choices, Column, Field, FormKeys, SummaryRow, Table};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use chrono_tz::Tz;
use strum::VariantArray;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/portal/awards/{reference}/amendments", Access::City(CITY), list),
        get("/portal/awards/{reference}/amendments/{n}", Access::City(CITY), show),
        post("/portal/awards/{reference}/amendments/{n}/sign", Access::City(OFFICIAL), sign),
        post("/portal/awards/{reference}/amendments/{n}/withdraw", Access::City(OFFICIAL), withdraw),
    ]
}

async fn list(app: Data<App>, viewer: Viewer, path: Path<String>) -> Result<HttpResponse, Problem> {
    let award = own_award(&app, &viewer, &path).await?;
    let (id, city, actor) = (award.id, award.organisation, viewer.actor());
    let (all, transfers, who, zone) = app
        .read(move |conn| {
            let (all, transfers) = (amending::list_of_award(conn, id)?, amending::transferred(conn, id)?);
            // The page of an amendment says its days in the zone of the round.
            let zone = Case::load(conn, id.cast())?.definition.dates.zone;
            Ok::<_, db::Error>((all, transfers, officials(conn, &actor, city)?, zone))
        })
        .await?;
    let is_open = all.iter().any(|amendment| amendment.stage.is_open());
    let base = format!("/portal/awards/{}/amendments", award.reference);
    let known: Vec<&Amendment> = all.iter().filter(|amendment| amendment.is_for_city()).collect();
    let mut ask = Section::new("Ask for a change");
    if !award.is_active() {
        ask = ask.text("The award is closed, so it is not changed any more.");
    } else if amending::asks(&viewer.actor, city, AmendmentKind::Budget).is_none() {
        ask = ask.text(format!("Only an authorized official of your city can ask for a change: {who}."));
    } else if is_open {
        ask = ask.text("One change is under way. The next one can be asked for when it is in force or settled.");
    } else {
        for kind in AmendmentKind::VARIANTS {
            ask = ask.link(format!("{base}/ask/{kind}"), kind.label());
        }
    }
    let sheet = Sheet::new("Amendments", &[])
        .about(&award.reference)
        .lead(format!("Award {}: {}", award.reference, award.title))
        .back(format!("/portal/awards/{}", award.reference), "The award")
        .with(Section::new("So far").table(table(&base, &known, zone)))
        .with(Section::new("Transfers among categories").facts(amended::counter(&transfers)))
        .with(ask);
    app.page(&viewer, &sheet)
}

fn table(base: &str, all: &[&Amendment], zone: Tz) -> Table {
    let columns = ["Amendment", "What", "State", "Asked for", "In force"].map(Column::text).to_vec();
    let rows = all.iter().map(|a| {
        vec![
            Cell::link(format!("Amendment {}", a.n), format!("{base}/{}", a.n)).heading(),
            Cell::text(a.kind.label()),
            Cell::status(amended::status(a.stage)),
            Cell::text(short_date(a.asked.at.day_in(zone))),
            Cell::text(a.in_force_at.map(|at| short_date(at.day_in(zone))).unwrap_or_default()),
        ]
    });
    Table::new("amendments", "Amendments of this award, newest first", columns).empty("The award was not amended.").rows(rows)
}

/// One amendment that the city may know of, with the text to sign.
struct Found {
    award: Award,
    shown: Shown,
    text: Option<Agreement>,
}

impl Found {
    fn href(&self) -> String {
        format!("/portal/awards/{}/amendments/{}", self.award.reference, self.shown.amendment.n)
    }
}

async fn find(app: &App, viewer: &Viewer, (reference, n): &(String, String)) -> Result<Found, Problem> {
    let award = own_award(app, viewer, reference).await?;
    let n: i32 = n.parse().map_err(|_| Problem::missing())?;
    let id = award.id;
    let (shown, text) = app
        .read(move |conn| {
            let all = amending::list_of_award(conn, id)?;
            let found = all.into_iter().find(|a| a.n == n && a.is_for_city()).ok_or(db::Error::Missing)?;
            let text = found.agreement.map(|text| award::agreement_by_id(conn, text)).transpose()?;
            Ok::<_, db::Error>((amending::show(conn, found)?, text))
        })
        .await?;
    Ok(Found { award, shown, text })
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let found = find(&app, &viewer, &path).await?;
    app.page(&viewer, &sheet(&app, &viewer, &found, (&Form::default(), &[])))
}

fn sheet(app: &App, viewer: &Viewer, found: &Found, (form, errors): (&Form, &[FieldError])) -> Sheet {
    let (shown, reference) = (&found.shown, &found.award.reference);
    let base = format!("/portal/awards/{reference}/amendments");
    let href = found.href();
    let mut sheet = Sheet::new(format!("Amendment {}", shown.amendment.n), errors)
        .about(reference)
        .lead(format!("Award {reference}: {}", found.award.title))
        .back(base, "Amendments")
        .with(Section::new("The amendment").facts(amended::facts(shown, false)))
        .with(amended::changes(shown));
    if shown.amendment.kind == AmendmentKind::Budget {
        sheet = sheet.with(Section::new("Transfers among categories").facts(amended::counter(&shown.transfers)));
    }
    if let Some(text) = &found.text {
        for section in amended::text(&text.text) {
            sheet = sheet.with(section);
        }
        sheet = sheet.with(signature(app, viewer, (found, text), &href, (form, errors)));
    }
    if amending::may_withdraw(&viewer.actor, &found.award, &shown.amendment) {
        let why = Field::new("why", "Why is it taken back?").limit(1000).rows(3).value(form.text("why")).errors(errors);
        let keys = FormKeys::of_version(app.fresh_key(), shown.amendment.version);
        let form = SheetForm::new(format!("{href}/withdraw"), keys, "Withdraw this amendment", vec![Input::area(why)]);
        sheet = sheet.with(Section::new("Taking it back").form(form.quiet()));
    }
    sheet
}

/// Who signed the text, or the form to sign it.
fn signature(
    app: &App,
    viewer: &Viewer,
    (found, text): (&Found, &Agreement),
    href: &str,
    (form, errors): (&Form, &[FieldError]),
) -> Section {
    let section = Section::new("The signature").facts(vec![
        SummaryRow::new("Signed by", text.typed_name.as_deref().unwrap_or("Nobody yet")),
        SummaryRow::new("SHA-256 of the text", &text.digest),
    ]);
    if text.accepted_at.is_some() || !found.shown.waits_for_signature() {
        return section;
    }
    if !award::may_sign(&viewer.actor, found.award.organisation) {
        return section.text("An authorized official of your city signs the amendment.");
    }
    let authority = Choices::one("has_authority", "Authority", "I am authorized to sign this amendment for the city.").errors(errors);
    let name = Field::new("typed_name", "Type your full name to sign")
        .hint(format!("As in your account: {}", viewer.actor.name))
        .autocomplete("name")
        .value(form.text("typed_name"))
        .errors(errors);
    let inputs = vec![
        Input::hidden("digest", &text.digest),
        Input::line(name),
        Input::checkboxes(if form.has("has_authority") { authority.chosen("yes") } else { authority }),
    ];
    let keys = FormKeys::of_version(app.fresh_key(), found.shown.amendment.version);
    section.form(SheetForm::new(format!("{href}/sign"), keys, "Sign the amendment", inputs))
}

async fn sign(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let found = find(&app, &viewer, &path).await?;
    let signature =
        Signature { typed_name: form.text("typed_name"), has_authority: form.has("has_authority"), seen_digest: form.text("digest") };
    let (actor, id, press) = (viewer.actor(), found.shown.amendment.id, form.press_key());
    let location = format!("{}?done=amendment-signed", found.href());
    let done =
        app.submit(&viewer, &form, move |tx| amending::sign_amendment(tx, &actor, id, &signature, &press).map(|()| location.clone())).await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => app.page_with_mistakes(&viewer, &sheet(&app, &viewer, &found, (&form, &e.mistakes()))),
        other => Ok(other?),
    }
}

async fn withdraw(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let found = find(&app, &viewer, &path).await?;
    let (actor, id, reason) = (viewer.actor(), found.shown.amendment.id, form.text("why"));
    let location = format!("{}?done=amendment-withdrawn", found.href());
    let done = app.submit(&viewer, &form, move |tx| amending::withdraw(tx, &actor, id, &reason).map(|()| location.clone())).await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => app.page_with_mistakes(&viewer, &sheet(&app, &viewer, &found, (&form, &e.mistakes()))),
        other => Ok(other?),
    }
}
