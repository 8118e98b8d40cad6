//! Holds the place until its part lands, which replaces this whole file.
#![allow(missing_docs)]
pub struct W; impl W { pub fn stop(self) {} }
pub fn start(_d: &crate::db::Db, _s: &std::sync::Arc<crate::config::Settings>, _t: &std::sync::Arc<crate::templates::Templates>, _n: &std::sync::Arc<tokio::sync::Notify>) -> anyhow::Result<W> { Ok(W) }
