//! Refusals: every operation has its own error enum, and each of its variants
//! says which kind it is, so that page, API and CLI answer alike.

use super::FieldError;

/// How a caller should treat a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// There is no such thing, or the actor may not know of it.
    Missing,
    /// The actor may know of it but not do this.
    Forbidden,
    /// Somebody else changed it, or its state does not allow this now.
    Conflict,
    /// The input is wrong; see the field errors.
    Invalid,
    /// Try again: the database was busy.
    Busy,
    /// Try again: the database was away, and it is not known whether the change was kept.
    Away,
    /// There is no room left to keep anything; trying again helps once somebody has made some.
    Full,
    /// A fault of ours: logged once, shown without detail.
    Broken,
}

/// An error of an operation: a sentence for the user, and its kind.
pub trait Refusal: std::error::Error + Send + Sync + 'static {
    /// How to treat it.
    fn kind(&self) -> Kind;
    /// Mistakes in single fields, if that is what it is about.
    fn fields(&self) -> &[FieldError] {
        &[]
    }
}
