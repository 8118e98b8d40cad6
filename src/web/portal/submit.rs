//! Check answers, certify and submit, ask to sign.

mod groups;

pub(in crate::web) use groups::{Group, groups, has_budget};

use super::applications::{home, href, load};
use super::typed_sheets;
use crate::intake::{self, Certification, Draft, SubmitError};
use crate::kernel::FieldError;
use crate::people::claim;
use crate::process::{self, Press, ProcessError};
use crate::templates::Page;
use crate::web::fields::{Choices, ErrorSummary, Field, FormKeys, LastInstant, SummaryRow, Table};
use crate::web::joint;
use crate::web::{Access, App, Form, Problem, Route, Viewer, access, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;

pub(super) fn routes() -> Vec<Route> {
    let (readers, writers) = (Access::Applying(access::CITY), Access::Applying(access::CITY_WRITERS));
    vec![
        get("/portal/applications/{reference}/check", readers, check),
        post("/portal/applications/{reference}/ask", writers, ask),
        get("/portal/applications/{reference}/certify", writers, certify),
        post("/portal/applications/{reference}/certify", writers, submit),
    ]
}

#[derive(Serialize)]
struct CheckPage {
    reference: String,
    gaps: Vec<Link>,
    /// Pages on which the viewer typed something that is not saved.
    unsaved: Vec<Link>,
    /// Where the city proves that its people act for it, while that is not confirmed.
    unconfirmed: Option<String>,
    /// The last instant, while it can be submitted.
    deadline: Option<LastInstant>,
    groups: Vec<Group>,
    budget: Option<Table>,
    by_city: Option<Table>,
    is_open: bool,
    can_certify: bool,
    can_ask: bool,
    /// Where an officer who enters it for the city certifies it.
    signed_page: Option<String>,
    keys: FormKeys,
}

#[derive(Serialize)]
struct Link {
    href: String,
    message: String,
}

impl Page for CheckPage {
    const TEMPLATE: &'static str = "portal/submit/check";
    fn title(&self) -> String {
        format!("Check your answers – Application {}", self.reference)
    }
    fn samples() -> Vec<Self> {
        let sample = |gaps: Vec<Link>, can_certify: bool| Self {
            reference: "x".into(),
            is_open: true,
            can_ask: !can_certify,
            deadline: can_certify.then(LastInstant::default),
            signed_page: can_certify.then(|| "/x".to_owned()),
            can_certify,
            unconfirmed: (!can_certify).then(|| "/x".to_owned()),
            unsaved: gaps.iter().map(|_| Link { href: "/x".into(), message: "Costs".into() }).collect(),
            gaps,
            groups: vec![
                Group { title: "A".into(), rows: vec![SummaryRow::new("Q", "").change("/x")] },
                Group { title: "Activities".into(), rows: vec![] },
            ],
            budget: Some(Table::new("budget", "Budget", vec![])),
            by_city: can_certify.then(|| Table::new("by-city", "Budget by city", vec![])),
            keys: FormKeys::new("k".into()),
        };
        vec![sample(vec![Link { href: "/x".into(), message: "Answer".into() }], false), sample(vec![], true), sample(vec![], false)]
    }
}

async fn check(app: Data<App>, viewer: Viewer, reference: Path<String>) -> Result<HttpResponse, Problem> {
    let draft = load(&app, &viewer, reference.into_inner()).await?;
    let gaps: Vec<Link> = intake::gaps(&draft).into_iter().map(|g| Link { href: href(&draft, &g.part), message: g.message }).collect();
    let (a, is_complete) = (&draft.application, gaps.is_empty());
    let is_open = a.is_editable();
    let is_confirmed = is_confirmed(&app, &draft).await?;
    let enters = intake::policy::enters(&viewer.actor, a);
    let page = CheckPage {
        reference: a.reference.clone(),
        groups: groups(&draft, is_open),
        budget: has_budget(&draft),
        by_city: joint::table(&draft),
        is_open,
        deadline: if is_open { Some(last_instant(&app, &draft).await?) } else { None },
        unconfirmed: (is_open && !is_confirmed && !enters).then(|| format!("/portal/cities/{}/claim", a.city)),
        can_certify: is_open && is_complete && is_confirmed && intake::policy::may_certify(&viewer.actor, a),
        signed_page: (is_open && enters).then(|| format!("{}/signed-page", home(&a.reference))),
        can_ask: is_open
            && is_complete
            && !enters
            && intake::policy::may_write(&viewer.actor, a)
            && !intake::policy::may_certify(&viewer.actor, a),
        gaps: if is_open { gaps } else { vec![] },
        unsaved: if is_open {
            typed_sheets::links(&app, &viewer, &draft).await?.into_iter().map(|(href, message)| Link { href, message }).collect()
        } else {
            vec![]
        },
        keys: FormKeys::new(app.fresh_key()),
    };
    app.page(&viewer, &page)
}

/// Until when it can be submitted, in the zones of the fund and of the city.
async fn last_instant(app: &App, draft: &Draft) -> Result<LastInstant, Problem> {
    let application = draft.application.clone();
    let read = app.read(move |conn| {
        let at = intake::last_instant(conn, &application)?;
        Ok::<_, crate::db::Error>((at, intake::city_zone(conn, &application)?))
    });
    let (at, zone) = read.await?;
    Ok(LastInstant::new(at, draft.definition.dates.zone, &[zone]))
}

/// Whether the fund has confirmed that the city's people act for it.
async fn is_confirmed(app: &App, draft: &Draft) -> Result<bool, Problem> {
    let city = draft.application.city;
    app.read(move |conn| claim::is_confirmed(conn, city)).await.map_err(|e: crate::db::Error| Problem::from(e))
}

async fn ask(app: Data<App>, viewer: Viewer, reference: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let draft = load(&app, &viewer, reference.into_inner()).await?;
    let (actor, id, base) = (viewer.actor(), draft.application.id, home(&draft.application.reference));
    Ok(app.submit(&viewer, &form, move |tx| intake::ask_to_sign(tx, &actor, id).map(|_| format!("{base}?done=signature-asked"))).await?)
}

#[derive(Serialize)]
struct CertifyPage {
    reference: String,
    heading: String,
    city: String,
    /// What the city asks for; a concept note asks for nothing yet.
    total: Option<String>,
    deadline: LastInstant,
    effect: String,
    statements: Vec<String>,
    summary: ErrorSummary,
    name: Field,
    agree: Choices,
    keys: FormKeys,
}

impl Page for CertifyPage {
    const TEMPLATE: &'static str = "portal/submit/certify";
    fn title(&self) -> String {
        format!("Certify and submit – Application {}", self.reference)
    }
    fn has_errors(&self) -> bool {
        self.summary.is_there()
    }
    fn samples() -> Vec<Self> {
        let x = || "x".to_owned();
        let sample = |errors: &[FieldError]| Self {
            reference: x(),
            heading: x(),
            city: x(),
            total: errors.is_empty().then(x),
            deadline: LastInstant::default(),
            effect: x(),
            statements: vec![x()],
            summary: ErrorSummary::new(errors),
            name: Field::new("typed_name", "Name").errors(errors),
            agree: Choices::one("agree", "Certification", "I certify").errors(errors),
            keys: FormKeys::of_version(x(), 3),
        };
        vec![sample(&[]), sample(&[FieldError::new("typed_name", "Type")])]
    }
}

async fn certify_page(
    (app, viewer): (&App, &Viewer),
    draft: &Draft,
    (form, errors): (&Form, &[FieldError]),
) -> Result<CertifyPage, Problem> {
    let (a, c) = (&draft.application, &draft.definition.certification);
    let agree = Choices::one("agree", "Certification", &c.agree).errors(errors);
    Ok(CertifyPage {
        reference: a.reference.clone(),
        heading: a.shown_title().to_owned(),
        city: a.city_name.clone(),
        total: (!draft.is_concept_note()).then(|| draft.total().to_string()),
        deadline: last_instant(app, draft).await?,
        effect: c.effect.clone(),
        statements: c.statements.clone(),
        summary: ErrorSummary::new(errors),
        name: Field::new("typed_name", "Type your full name to sign")
            .hint(format!("As in your account: {}", viewer.actor.name))
            .value(form.text("typed_name"))
            .autocomplete("name")
            .errors(errors),
        agree: if form.has("agree") { agree.chosen("yes") } else { agree },
        keys: FormKeys::of_version(app.fresh_key(), a.version),
    })
}

async fn certify(app: Data<App>, viewer: Viewer, reference: Path<String>) -> Result<HttpResponse, Problem> {
    let draft = load(&app, &viewer, reference.into_inner()).await?;
    if !intake::policy::may_certify(&viewer.actor, &draft.application) {
        return Err(SubmitError::NotOfficial.into());
    }
    if draft.application.is_editable() && !is_confirmed(&app, &draft).await? {
        return Err(SubmitError::NotConfirmed.into());
    }
    if !draft.application.is_editable() || !intake::gaps(&draft).is_empty() {
        return Ok(crate::web::see_other(&format!("{}/check", home(&draft.application.reference))));
    }
    app.page(&viewer, &certify_page((&app, &viewer), &draft, (&Form::default(), &[])).await?)
}

async fn submit(app: Data<App>, viewer: Viewer, reference: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let draft = load(&app, &viewer, reference.into_inner()).await?;
    let certification = Certification { typed_name: form.text("typed_name"), has_agreed: form.has("agree"), version: form.version() };
    let (actor, id, base, press) = (
        viewer.actor(),
        draft.application.id,
        home(&draft.application.reference),
        Press { begun_at: form.begun_at(), ..Press::of(&form.press_key()) },
    );
    let outcome = app
        .submit(&viewer, &form, move |tx| process::submit(tx, &actor, id, &certification, &press).map(|_| format!("{base}/receipt")))
        .await;
    match outcome {
        Err(ProcessError::Submit(SubmitError::Invalid(mistakes))) => {
            app.page_with_mistakes(&viewer, &certify_page((&app, &viewer), &draft, (&form, &mistakes)).await?)
        }
        Err(ProcessError::Submit(SubmitError::Changed | SubmitError::Incomplete(_))) => {
            Ok(crate::web::see_other(&format!("{}/check", home(&draft.application.reference))))
        }
        other => Ok(other?),
    }
}

#[cfg(test)]
mod tests {
    use crate::templates::check::page;

    #[test]
    fn pages_render() {
        page::<super::CheckPage>();
        page::<super::CertifyPage>();
    }
}
