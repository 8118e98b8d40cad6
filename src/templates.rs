//! Holds the place until its part lands, which replaces this whole file.
#![allow(missing_docs)]
use serde::Serialize;
pub trait Page: Serialize { const TEMPLATE: &'static str; fn title(&self) -> String; fn samples() -> Vec<Self> where Self: Sized; }
#[derive(Serialize)] pub struct Chrome {}
pub struct Templates; 
#[derive(Debug, thiserror::Error)] #[error("x")] pub struct RenderError;
impl Templates { pub fn new() -> Result<Self, RenderError> { Ok(Self) } pub fn page<P: Page>(&self, _p: &P, _c: &Chrome) -> Result<String, RenderError> { Ok(String::new()) } }
