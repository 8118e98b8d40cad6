//! `/`: what the fund is, who it is for, how it works, and the way to what is open.

use crate::templates::Page;
use crate::web::{Access, App, Problem, Route, Viewer, get};
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::Serialize;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/", Access::Anyone, show)]
}

#[derive(Serialize)]
struct HomePage {
    fund: String,
}

impl Page for HomePage {
    const TEMPLATE: &'static str = "public/home";

    fn title(&self) -> String {
        "Grants for cities that reach across borders".into()
    }

    fn samples() -> Vec<Self> {
        vec![Self { fund: "Urban Diplomacy Fund".into() }]
    }
}

async fn show(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    app.page(&viewer, &HomePage { fund: app.settings.fund.name.clone() })
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::HomePage>();
    }
}
