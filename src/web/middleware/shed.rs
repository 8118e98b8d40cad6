//! When more is asked than the database can do, what can wait is told so: first reports, then
//! other pages. Saving, submitting, sending files and signing in are never turned away here.

use crate::config;
use crate::web::{App, Problem, pulse};
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, web};

/// Beginnings of paths that people need to get in, or that ask nothing of the database.
const DOORS: [&str; 8] = ["/assets/", "/livez", "/readyz", "/sign-in", "/sign-up", "/link/", "/account/session", "/help"];
/// The last steps of applying: where the button is, and what it leads to.
const LAST_STEPS: [&str; 2] = ["/certify", "/receipt"];

/// Where officers see what the load is, and do something about it.
const ROOM: (&str, &str) = ("/desk/opportunities/", "/room");

/// What goes on, and what waits, when not all can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Urgency {
    /// Saves, submissions, files sent, the way in, and the way to tell of trouble.
    First,
    /// Pages to read.
    Page,
    /// Exports, rankings, searches and documents to print.
    Report,
}

impl Urgency {
    fn of(method: &Method, path: &str, settings: &config::Load) -> Self {
        let is_one_of = |patterns: &[String]| patterns.iter().any(|pattern| fits(path, pattern));
        if !method.is_safe() {
            return if is_one_of(&settings.report_posts) { Self::Report } else { Self::First };
        }
        let is_room = path.starts_with(ROOM.0) && path.ends_with(ROOM.1);
        let is_last_step = path.starts_with("/portal/") && LAST_STEPS.iter().any(|end| path.ends_with(end));
        if is_last_step || is_room || DOORS.iter().any(|door| path.starts_with(door)) {
            Self::First
        } else if is_one_of(&settings.reports) {
            Self::Report
        } else {
            Self::Page
        }
    }

    /// From how much work on it waits; `None` if it never does.
    fn limit(self, settings: &config::Load) -> Option<usize> {
        let most = match self {
            Self::First => 0,
            Self::Page => settings.pages_from,
            Self::Report => settings.reports_from,
        };
        (most > 0).then_some(most)
    }
}

/// Whether a path fits a pattern: `/desk/search`, `/desk/ledger*`, `*.csv`, `*export*`.
fn fits(path: &str, pattern: &str) -> bool {
    match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        (Some(_), Some(_)) => path.contains(pattern.trim_matches('*')),
        (Some(end), None) => path.ends_with(end),
        (None, Some(beginning)) => path.starts_with(beginning),
        (None, None) => path == pattern,
    }
}

pub(super) async fn shed<B: MessageBody>(req: ServiceRequest, next: Next<B>) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let app = req.app_data::<web::Data<App>>().cloned();
    let refused = app.and_then(|app| {
        let settings = &app.settings.load;
        let urgency = Urgency::of(req.method(), super::routed(req.request()), settings);
        let is_too_much = urgency.limit(settings).is_some_and(|limit| app.load.now() >= limit);
        is_too_much.then(|| too_much(urgency, settings.retry_after_seconds))
    });
    let Some(problem) = refused else { return Ok(next.call(req).await?.map_into_left_body()) };
    req.extensions_mut().insert(pulse::OnPurpose);
    Ok(req.error_response(problem).map_into_right_body())
}

fn too_much(urgency: Urgency, seconds: u32) -> Problem {
    let what = if urgency == Urgency::Report { "This list, search or document" } else { "This page" };
    let detail = format!(
        "Many people are sending their work right now. Saving and submitting go first. {what} has to wait: open it again in {seconds} seconds. What was saved or sent before is safe."
    );
    let mut problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, "The service is busy", detail);
    problem.retry_after = Some(seconds);
    problem
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Settings;

    #[test]
    fn saves_and_the_way_in_go_first_and_reports_wait_first() {
        let settings = Settings::defaults().expect("defaults").load;
        let of = |method: Method, path: &str| Urgency::of(&method, path, &settings);
        let first = [
            (Method::POST, "/portal/applications/UDF-2027-0001/questions/skills/autosave"),
            (Method::POST, "/portal/applications/UDF-2027-0001/certify"),
            (Method::POST, "/desk/ledger/entries"),
            (Method::GET, "/portal/applications/UDF-2027-0001/certify"),
            (Method::GET, "/portal/applications/UDF-2027-0001/receipt"),
            (Method::GET, "/sign-in"),
            (Method::GET, "/link/sign/abc"),
            (Method::GET, "/account/session"),
            (Method::GET, "/readyz"),
            (Method::GET, "/assets/udf.css"),
            (Method::GET, "/help"),
            (Method::POST, "/help"),
            (Method::GET, "/desk/opportunities/training-2027/room"),
            (Method::POST, "/desk/opportunities/training-2027/room/extend"),
        ];
        for (method, path) in first {
            assert_eq!(of(method, path), Urgency::First, "{path}");
        }
        for path in ["/", "/portal", "/portal/applications/UDF-2027-0001", "/desk", "/desk/applications", "/opportunities"] {
            assert_eq!(of(Method::GET, path), Urgency::Page, "{path}");
        }
        let reports =
            ["/desk/work.csv", "/portal/applications/UDF-2027-0001/receipt.pdf", "/desk/ranking/x", "/desk/search", "/desk/audit"];
        for path in reports {
            assert_eq!(of(Method::GET, path), Urgency::Report, "{path}");
        }
        assert_eq!(of(Method::POST, "/desk/applications/export"), Urgency::Report, "a file is no save, whatever its method");
        assert_eq!(Urgency::First.limit(&settings), None);
        assert!(Urgency::Report.limit(&settings) < Urgency::Page.limit(&settings));
    }

    #[test]
    fn patterns_hold_a_beginning_an_end_or_both() {
        let rows = [
            ("/a/b.csv", "*.csv", true),
            ("/a/b", "/a*", true),
            ("/a/export/b", "*export*", true),
            ("/a", "/a", true),
            ("/ab", "/a", false),
            ("/csv", "*.csv", false),
        ];
        for (path, pattern, expected) in rows {
            assert_eq!(fits(path, pattern), expected, "{path} {pattern}");
        }
    }
}
