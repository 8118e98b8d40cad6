//! The only module that knows HTTP. Handlers extract, call one operation, and
//! respond; each file holds one noun of one audience.

pub mod access;
pub mod assets;
pub mod fields;
mod amended;
mod answer_fields;
mod app;
mod chrome;
mod content;
mod doors;
mod error;
mod figures;
pub mod files;
mod forms;
mod joint;
pub mod lane;
pub mod load;
mod made_of;
mod middleware;
mod multipart;
mod notes;
mod payment_form;
mod picks;
pub mod pulse;
#[cfg(feature = "pdf")]
mod printed;
mod proof;
pub mod routes;
mod seat_terms;
mod sheet;
mod session;
mod taken_out;
mod typed;
mod viewer;
mod zones;

pub mod api;
pub mod desk;
pub mod panel;
pub mod portal;
pub mod public;

pub use access::Access;
pub use app::{App, FILES_AT_ONCE, see_other};
pub use error::Problem;
pub use forms::{Form, Upload};
pub use routes::{Route, get, post};
pub use viewer::Viewer;

use actix_web::web::ServiceConfig;

/// Mounts every route and asset.
pub fn configure(config: &mut ServiceConfig) {
    config.configure(assets::mount).configure(routes::mount);
}

pub use middleware::{Throttle, wrap};
