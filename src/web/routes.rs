//! Every route of the program, each with its method, path and gate. The table is
//! the router: a route that is not in it does not exist, and one without a gate
//! cannot be written.

use super::access::{Access, Gate};
use super::typed::Typed;
use super::viewer::Viewer;
use super::{Form, Problem, api, desk, panel, portal, public};
use actix_web::http::{Method, header};
use actix_web::{FromRequest, Handler, HttpResponse, Resource, Responder, web};
use std::collections::BTreeMap;
use std::rc::Rc;

type Mount = Rc<dyn Fn() -> actix_web::Route>;

/// One method on one path.
#[derive(Clone)]
pub struct Route {
    /// `GET` or `POST`.
    pub method: Method,
    /// The path with `{parameters}`.
    pub path: &'static str,
    /// Who may reach it.
    pub access: Access,
    mount: Mount,
}

/// A page to look at. It must not change anything.
pub fn get<F, Args>(path: &'static str, access: Access, handler: F) -> Route
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    Route { method: Method::GET, path, access, mount: Rc::new(move || web::get().to(handler.clone())) }
}

/// A form to send.
pub fn post<F, Args>(path: &'static str, access: Access, handler: F) -> Route
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    Route { method: Method::POST, path, access, mount: Rc::new(move || web::post().to(handler.clone())) }
}

/// The whole table.
#[must_use]
pub fn all() -> Vec<Route> {
    [public::routes(), portal::routes(), panel::routes(), desk::routes(), api::routes()].concat()
}

/// Mounts the table. Paths of one shape share a resource, so that a wrong method
/// is answered 405 and a wrong path 404.
pub fn mount(config: &mut web::ServiceConfig) {
    let mut by_path: BTreeMap<&'static str, Vec<Route>> = BTreeMap::new();
    for route in all() {
        by_path.entry(route.path).or_default().push(route);
    }
    // Literal paths go before patterns: `/portal/cities/new` before `/portal/cities/{id}`, and `/draws/{id}.json` before `/draws/{id}`.
    let mut resources: Vec<_> = by_path.into_iter().collect();
    resources.sort_by_key(|(path, _)| (path.matches('{').count(), path.ends_with('}')));
    for (path, routes) in resources {
        config.service(resource(path, routes));
    }
    config.default_service(web::to(|| async { Err::<HttpResponse, _>(Problem::missing()) }));
}

fn resource(path: &'static str, routes: Vec<Route>) -> Resource {
    let mut resource = web::resource(path);
    let allowed: Vec<String> = routes.iter().map(|r| r.method.to_string()).collect();
    for route in routes {
        let access = route.access;
        let guarded =
            (route.mount)().wrap(actix_web::middleware::from_fn(move |viewer: Viewer, req, next| gate(access, viewer, req, next)));
        resource = resource.route(guarded);
    }
    resource.default_service(web::to(move || {
        let allow = allowed.join(", ");
        async move { HttpResponse::MethodNotAllowed().insert_header((header::ALLOW, allow)).finish() }
    }))
}

async fn gate(
    access: Access,
    viewer: Viewer,
    req: actix_web::dev::ServiceRequest,
    next: actix_web::middleware::Next<actix_web::body::BoxBody>,
) -> Result<actix_web::dev::ServiceResponse<actix_web::body::BoxBody>, actix_web::Error> {
    match access.gate(&viewer.actor) {
        Gate::Open => next.call(req).await,
        Gate::SignIn => {
            let mut req = req;
            if Problem::wants_json(req.headers()) {
                return Ok(req.error_response(Problem::signed_out()));
            }
            // What somebody typed while their session ran out is not thrown away: the page that asks to sign in holds it.
            if req.method() == Method::POST {
                // A form with files is refused without a name; the text beside them is kept all the same.
                let _ = req.extract::<Form>().await;
                if Typed::of(req.request()).is_some() {
                    return Ok(req.error_response(Problem::signed_out()));
                }
            }
            // Only a path of ours, so that nobody is sent elsewhere after signing in.
            let back = percent_encoding::utf8_percent_encode(req.uri().path(), percent_encoding::NON_ALPHANUMERIC);
            let response = HttpResponse::SeeOther().insert_header((header::LOCATION, format!("/sign-in?next={back}"))).finish();
            Ok(req.into_response(response))
        }
        Gate::Missing => Ok(req.error_response(Problem::missing())),
    }
}
