//! A request id for every request, in the log, in `X-Request-Id` and on error pages.

use crate::web::App;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, web};
use std::time::Instant;

/// The identifier of one request.
#[derive(Clone, Debug)]
pub(super) struct RequestId(pub(super) String);

pub(super) async fn request(req: ServiceRequest, next: Next<impl MessageBody>) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let id = req.app_data::<web::Data<App>>().map(|app| app.db.ids().id::<RequestId>(app.now()).text()).unwrap_or_default();
    req.extensions_mut().insert(RequestId(id.clone()));
    let (method, started) = (req.method().clone(), Instant::now());
    let mut response = next.call(req).await?;
    // The pattern, not the path: a path may hold a one-time token.
    let route = response.request().match_pattern().unwrap_or_default();
    tracing::info!(request = %id, %method, route, status = response.status().as_u16(), micros = started.elapsed().as_micros(), "request");
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HeaderName::from_static("x-request-id"), value);
    }
    Ok(response)
}
