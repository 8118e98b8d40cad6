//! Problems: the one error that handlers return. Rendered as a page or as
//! `application/problem+json`, by what the client accepts; says what happened to
//! the user's work and what to do next, and never how the program works inside.

use crate::kernel::{FieldError, Kind, Refusal};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;

/// What went wrong, in words for the user.
#[derive(Clone, Debug, Serialize)]
pub struct Problem {
    /// The HTTP status.
    #[serde(serialize_with = "as_number")]
    pub status: StatusCode,
    /// The heading.
    pub title: String,
    /// What happened, and what it means for the user's work.
    pub detail: String,
    /// Mistakes in single fields.
    pub errors: Vec<FieldError>,
    /// What the log says; never shown.
    #[serde(skip)]
    pub log: Option<String>,
    /// Seconds after which it is worth another try, where that is the whole problem.
    #[serde(skip)]
    pub retry_after: Option<u32>,
}

fn as_number<S: serde::Serializer>(status: &StatusCode, s: S) -> Result<S::Ok, S::Error> {
    s.serialize_u16(status.as_u16())
}

impl Problem {
    /// A problem with its own words.
    #[must_use]
    pub fn new(status: StatusCode, title: &str, detail: impl Into<String>) -> Self {
        Self { status, title: title.into(), detail: detail.into(), errors: vec![], log: None, retry_after: None }
    }

    /// Nothing here, or nothing that this person may know of.
    #[must_use]
    pub fn missing() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "Page not found",
            "If you typed the address, check it. If you followed a link, the page may have moved, or you may need to sign in with another account.",
        )
    }

    /// A form without proof that it came from our own pages.
    #[must_use]
    pub fn cross_site() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "This form did not come from our site",
            "Nothing was changed. Open the page on this site and send the form again.",
        )
    }

    /// A form from somebody whose session has ended; or a program's request without one.
    #[must_use]
    pub fn signed_out() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "You were signed out", "Nothing was saved yet. Sign in again; what you typed is still there.")
    }

    /// Whether whoever asks reads problems as JSON.
    pub(super) fn wants_json(headers: &HeaderMap) -> bool {
        headers.get(header::ACCEPT).and_then(|v| v.to_str().ok()).is_some_and(|accepts| accepts.contains("json"))
    }

    /// Whether the same request may well succeed in a moment.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        matches!(self.status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS)
    }

    /// A request that cannot be read.
    #[must_use]
    pub fn unreadable(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "We could not read what was sent", detail)
    }

    /// More than we take.
    #[must_use]
    pub fn too_large(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "This is too large", detail)
    }

    /// A fault of ours; `log` goes to the log only.
    #[must_use]
    pub fn broken(log: impl Into<String>) -> Self {
        let mut problem = Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "Sorry, there is a problem with the service",
            "Nothing was changed, and what you saved before is safe. Try again in a few minutes.",
        );
        problem.log = Some(log.into());
        problem
    }

    /// No room is left to keep anything; `log` goes to the log only. What is saved can still be read.
    #[must_use]
    pub fn full(log: impl Into<String>) -> Self {
        let mut problem = Self::new(
            StatusCode::INSUFFICIENT_STORAGE,
            "Our storage is full",
            "Nothing was changed, and what you saved before is safe. Keep what you typed and send it again in a while. Tell the fund if it goes on.",
        );
        problem.log = Some(log.into());
        problem
    }

    /// The words for a status that the framework itself answered.
    #[must_use]
    pub fn from_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::missing(),
            StatusCode::PAYLOAD_TOO_LARGE => Self::too_large("Nothing was changed. Send less at once."),
            StatusCode::METHOD_NOT_ALLOWED => {
                Self::new(status, "This page cannot be used that way", "Nothing was changed. Go back and use the form on the page.")
            }
            s if s.is_server_error() => Self::broken(format!("status {s}")),
            _ => Self { status, ..Self::unreadable("Nothing was changed. Go back and try again.") },
        }
    }
}

impl<E: Refusal> From<E> for Problem {
    fn from(refusal: E) -> Self {
        let said = refusal.to_string();
        let mut problem = match refusal.kind() {
            Kind::Missing => Self::missing(),
            Kind::Forbidden => Self::new(StatusCode::FORBIDDEN, "You cannot do this", said),
            Kind::Conflict => Self::new(StatusCode::CONFLICT, "This could not be done", said),
            Kind::Invalid => Self::new(StatusCode::UNPROCESSABLE_ENTITY, "There is a problem", said),
            Kind::Busy => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "The service is busy", "Nothing was changed. Wait a moment and try again.")
            }
            Kind::Away => {
                let mut problem = Self::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "The service is away for a moment",
                    "What was saved before is safe. Try again in a moment: what is sent again is done only once, even if it had arrived before.",
                );
                problem.log = Some(format!("{refusal:?}"));
                problem
            }
            Kind::Full => Self::full(format!("{refusal:?}")),
            Kind::Broken => Self::broken(format!("{refusal:?}")),
        };
        problem.errors = refusal.fields().to_vec();
        problem
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.status.as_u16(), self.title)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    /// Plain words; the outer middleware turns them into a page or JSON.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::build(self.status).content_type("text/plain; charset=utf-8").body(format!("{}\n{}\n", self.title, self.detail))
    }
}
