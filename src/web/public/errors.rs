//! The page of a problem: what happened, what it means for the user's work, and
//! what to do next.

use crate::templates::Page;
use crate::web::Problem;
use serde::Serialize;

/// A problem as a page.
#[derive(Serialize)]
pub struct ErrorPage {
    title: String,
    detail: String,
    errors: Vec<crate::kernel::FieldError>,
    request_id: String,
}

impl ErrorPage {
    /// The page of `problem`, with the identifier to quote when asking for help.
    #[must_use]
    pub fn new(problem: &Problem, request_id: String) -> Self {
        Self { title: problem.title.clone(), detail: problem.detail.clone(), errors: problem.errors.clone(), request_id }
    }
}

impl Page for ErrorPage {
    const TEMPLATE: &'static str = "public/errors/problem";

    fn title(&self) -> String {
        self.title.clone()
    }

    fn samples() -> Vec<Self> {
        vec![Self::new(&Problem::missing(), "0192".into()), Self::new(&Problem::broken("x"), "0192".into())]
    }
}
