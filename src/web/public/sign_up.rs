//! `/sign-up`: a name and an address; the letter's link makes the account. A known
//! address gets a sign-in link instead, with the same answer here.

use super::sign_in::{SentPage, carrying, home_of, next_of};
use crate::kernel::{FieldError, Kind, Refusal};
use crate::people::link::{self, LinkRequest};
use crate::templates::Page;
use crate::web::fields::{ErrorSummary, Field, FormKeys};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post, see_other};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/sign-up", Access::Anyone, show), post("/sign-up", Access::Anyone, send)]
}

#[derive(Serialize)]
struct SignUpPage {
    summary: ErrorSummary,
    name: Field,
    email: Field,
    next: String,
    sign_in: String,
    keys: FormKeys,
    demo: bool,
}

impl SignUpPage {
    fn new(demo: bool, key: String, form: &Form, errors: &[FieldError]) -> Self {
        Self {
            summary: ErrorSummary::new(errors),
            name: Field::new("name", "Your full name").autocomplete("name").value(form.text("name")).errors(errors),
            email: Field::new("email", "Work email address")
                .kind("email")
                .autocomplete("email")
                .hint("We send a link to this address.")
                .value(form.text("email"))
                .errors(errors),
            sign_in: carrying("/sign-in", &next_of(form)),
            next: next_of(form),
            keys: FormKeys::new(key),
            demo,
        }
    }
}

impl Page for SignUpPage {
    const TEMPLATE: &'static str = "public/sign_up/form";

    fn title(&self) -> String {
        "Create account".into()
    }

    fn has_errors(&self) -> bool {
        self.summary.is_there()
    }

    fn samples() -> Vec<Self> {
        let form = Form::default();
        vec![Self::new(false, "k".into(), &form, &[]), Self::new(true, "k".into(), &form, &[FieldError::new("name", "Enter a name.")])]
    }
}

async fn show(app: Data<App>, viewer: Viewer, req: HttpRequest) -> Result<HttpResponse, Problem> {
    let query = Form::parse(req.path(), req.query_string().as_bytes())?;
    if viewer.actor.account.is_some() {
        return Ok(see_other(home_of(&viewer.actor)));
    }
    app.page(&viewer, &SignUpPage::new(app.settings.fund.demo, app.fresh_key(), &query, &[]))
}

async fn send(app: Data<App>, viewer: Viewer, form: Form) -> Result<HttpResponse, Problem> {
    let wish = LinkRequest { email: form.text("email"), name: Some(form.text("name")), next: next_of(&form) };
    let email = wish.email.clone();
    match app.write(move |tx| link::request(tx, &wish)).await {
        Ok(()) => app.page(&viewer, &SentPage::new(&app, email, None)),
        Err(e) if e.kind() == Kind::Invalid => {
            app.page_with_mistakes(&viewer, &SignUpPage::new(app.settings.fund.demo, app.fresh_key(), &form, &e.mistakes()))
        }
        Err(e) => Err(e.into()),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::SignUpPage>();
    }
}
