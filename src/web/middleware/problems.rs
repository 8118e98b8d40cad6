//! Turns problems, ours and the framework's, into a page or into
//! `application/problem+json`. Faults are logged here, once, with the request id.

use super::trace::RequestId;
use crate::web::public::errors::ErrorPage;
use crate::web::public::sign_in;
use crate::web::typed::Typed;
use crate::web::{App, Problem, Viewer};
use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse, web};

/// Seconds after which a service that was busy is worth another try.
const RETRY_AFTER: u32 = 3;

pub(super) async fn render<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    let response = next.call(req).await?;
    let status = response.status();
    if status.as_u16() < 400 || response.headers().contains_key(header::CONTENT_TYPE) && response.response().error().is_none() {
        return Ok(response.map_into_left_body());
    }
    let own = response.response().error().and_then(|e| e.as_error::<Problem>()).cloned();
    let allow = response.headers().get(header::ALLOW).cloned();
    let (request, _) = response.into_parts();
    let mut page = answer(&request, own.unwrap_or_else(|| Problem::from_status(status)));
    if let Some(allow) = allow {
        page.headers_mut().insert(header::ALLOW, allow);
    }
    Ok(ServiceResponse::new(request, page).map_into_right_body())
}

fn answer(req: &HttpRequest, problem: Problem) -> HttpResponse {
    let id = req.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    if problem.status.is_server_error() && problem.retry_after.is_none() {
        // The pattern, since a path may hold the secret of a link.
        let route = req.match_pattern().unwrap_or_default();
        tracing::error!(request = %id, route, log = problem.log.as_deref().unwrap_or_default(), "a request failed");
    }
    let mut response = if super::routed(req).starts_with("/api/") || Problem::wants_json(req.headers()) {
        as_json(&problem, &id)
    } else {
        as_page(req, &problem, &id)
    };
    let usual = (problem.status == StatusCode::SERVICE_UNAVAILABLE).then_some(RETRY_AFTER);
    if let Some(seconds) = problem.retry_after.or(usual) {
        response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from(seconds));
    }
    response
}

fn as_page(req: &HttpRequest, problem: &Problem, id: &str) -> HttpResponse {
    let viewer = req.extensions().get::<Viewer>().cloned().unwrap_or_else(|| Viewer::nobody(req.path()));
    let typed = Typed::of(req);
    let app = req.app_data::<web::Data<App>>();
    let page = match (typed, problem.status) {
        (Some(typed), StatusCode::UNAUTHORIZED) => app.and_then(|app| sign_in::page_with(app, &viewer, &typed).ok()),
        (typed, status) => {
            let page = ErrorPage::new(problem, id.to_owned(), typed.as_ref());
            app.and_then(|app| app.page_as(status, &viewer, &page).ok())
        }
    };
    page.unwrap_or_else(|| {
        HttpResponse::build(problem.status)
            .content_type("text/plain; charset=utf-8")
            .body(format!("{}\n\n{}\n\nRequest {id}\n", problem.title, problem.detail))
    })
}

fn as_json(problem: &Problem, id: &str) -> HttpResponse {
    let body = serde_json::json!({
        "type": "about:blank",
        "status": problem.status.as_u16(),
        "title": problem.title,
        "detail": problem.detail,
        "errors": problem.errors,
        "instance": format!("urn:request:{id}"),
    });
    HttpResponse::build(problem.status).content_type("application/problem+json").body(body.to_string())
}
