//! What every request passes, outermost first: request id and log line, security
//! headers, problems as pages, what waits under load, limits on sign-in, cross-site check, session.

mod cross_site;
mod headers;
mod problems;
mod shed;
mod throttle;
mod trace;

pub use throttle::Throttle;
pub(super) use trace::Begun;

use super::session::read_viewer;
use super::{App, pulse};
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Compress, from_fn};
use actix_web::{Error, HttpRequest, web};

/// The path by which a route is chosen: `/sign%2Din` is `/sign-in`. Whoever compares paths compares this one, so
/// that no other spelling of an address goes past a limit.
pub(super) fn routed(req: &HttpRequest) -> &str {
    req.match_info().as_str()
}

/// The whole application with its routes and middleware around it.
pub fn wrap(
    app: App,
) -> actix_web::App<
    impl ServiceFactory<ServiceRequest, Config = (), Response = ServiceResponse<impl MessageBody>, Error = Error, InitError = ()>,
> {
    let throttle = app.throttle.clone();
    actix_web::App::new()
        .app_data(web::Data::new(app))
        .configure(super::configure)
        .wrap(from_fn(read_viewer))
        .wrap(from_fn(cross_site::refuse))
        .wrap(from_fn(move |req, next| throttle::limit(throttle.clone(), req, next)))
        .wrap(from_fn(shed::shed))
        .wrap(from_fn(problems::render))
        .wrap(from_fn(headers::add))
        .wrap(from_fn(pulse::beat))
        .wrap(Compress::default())
        .wrap(from_fn(trace::request))
}
