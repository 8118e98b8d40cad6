//! Documents to print, as PDF: typeset inside the program by typst, without network and without
//! other files. A document is a struct with a template below `templates/print/`; its values reach
//! the template as JSON and never as markup, so that what a city wrote is always text.
//!
//! Every PDF is tagged (PDF/UA-1), and the same document gives the same bytes: its date is its
//! own, not the clock's. Only with the cargo feature `pdf`.

mod document;
mod feedback;
mod fonts;
mod pack;
mod receipt;
mod text;
mod world;

pub use document::{Document, Imprint, PrintError, print};
pub use feedback::FeedbackLetter;
pub use pack::ReviewPack;
pub use receipt::{About, Receipt};

#[cfg(test)]
mod tests;
