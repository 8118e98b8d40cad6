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
        let mut invalid = Problem::unreadable("Nothing was changed.");
        invalid.errors.push(crate::kernel::FieldError::new("amount", "Enter an amount."));
        [Problem::missing(), Problem::broken("x"), invalid].map(|problem| Self::new(&problem, "0192".into())).into()
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::ErrorPage>();
    }
}
