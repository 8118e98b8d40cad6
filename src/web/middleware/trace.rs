//! A request id for every request, in the log, in `X-Request-Id` and on error pages; and the instant at which it
//! reached the program, before its body has.

use crate::kernel::Timestamp;
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

/// When the head of a request was there. What is sent by a deadline counts by this, however long its body takes.
#[derive(Clone, Copy, Debug)]
pub(in crate::web) struct Begun(pub(in crate::web) Timestamp);

pub(super) async fn request(req: ServiceRequest, next: Next<impl MessageBody>) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let now = req.app_data::<web::Data<App>>().map(|app| (app.now(), app.clone()));
    let id = now.as_ref().map(|(now, app)| app.db.ids().id::<RequestId>(*now).text()).unwrap_or_default();
    req.extensions_mut().insert(RequestId(id.clone()));
    if let Some((now, _)) = now {
        req.extensions_mut().insert(Begun(now));
    }
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
