//! The page of a problem: what happened, what it means for the user's work, and
//! what to do next.

use crate::templates::Page;
use crate::web::Problem;
use crate::web::typed::{Typed, TypedAgain};
use serde::Serialize;

/// A problem as a page.
#[derive(Serialize)]
pub struct ErrorPage {
    title: String,
    detail: String,
    errors: Vec<crate::kernel::FieldError>,
    request_id: String,
    typed: Option<TypedAgain>,
    /// Whether sending it again may well help.
    can_retry: bool,
}

impl ErrorPage {
    /// The page of `problem`, with the identifier to quote when asking for help, and what was typed.
    #[must_use]
    pub(in crate::web) fn new(problem: &Problem, request_id: String, typed: Option<&Typed>) -> Self {
        Self {
            title: problem.title.clone(),
            detail: problem.detail.clone(),
            errors: problem.errors.clone(),
            request_id,
            typed: typed.map(Typed::again),
            can_retry: problem.is_passing() || problem.status.is_server_error(),
        }
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
        let sample = |problem: &Problem, typed| Self { typed, ..Self::new(problem, "0192".into(), None) };
        vec![
            sample(&Problem::missing(), None),
            sample(&Problem::broken("x"), Some(TypedAgain::sample())),
            sample(&invalid, Some(TypedAgain::sample())),
        ]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::ErrorPage>();
    }
}
