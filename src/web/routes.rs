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
    nest(config, by_path.into_iter().collect(), DEPTH);
    config.default_service(web::to(|| async { Err::<HttpResponse, _>(Problem::missing()) }));
}

/// So many first parts of a path lead to its place; within a place one path after the other is compared.
const DEPTH: usize = 2;

/// Mounts paths, those that share their first part in a place of their own: a request is compared with the paths of
/// its place and not with all there are.
fn nest(config: &mut web::ServiceConfig, resources: Vec<(&'static str, Vec<Route>)>, depth: usize) {
    let mut places: BTreeMap<&'static str, Vec<_>> = BTreeMap::new();
    for (path, routes) in resources {
        let place = if depth == 0 { "" } else { first_part(path) };
        places.entry(place).or_default().push((path, routes));
    }
    let mut here = places.remove("").unwrap_or_default();
    for (place, inside) in places {
        if inside.len() == 1 {
            here.extend(inside);
            continue;
        }
        let inside = inside.into_iter().map(|(path, routes)| (path.strip_prefix(place).unwrap_or(path), routes)).collect();
        config.service(web::scope(place).configure(|config| nest(config, inside, depth - 1)));
    }
    // Literal paths go before patterns: `/cities/new` before `/cities/{id}`, and `/{id}.json` before `/{id}`.
    here.sort_by_key(|(path, _)| (path.matches('{').count(), path.ends_with('}')));
    for (path, routes) in here {
        config.service(resource(path, routes));
    }
}

/// `/desk` of `/desk/reviews/{id}`; nothing of a path that begins with a parameter, or of `/`.
fn first_part(path: &'static str) -> &'static str {
    let end = path.char_indices().skip(1).find(|(_, c)| *c == '/').map_or(path.len(), |(at, _)| at);
    path.get(..end).filter(|part| part.len() > 1 && !part.contains('{')).unwrap_or_default()
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
