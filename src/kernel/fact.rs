//! Facts: things that happened, in the past tense, with every value that a
//! letter or an auditor will want to see as of that instant.

use serde::Serialize;

/// The thing a fact is about, for the audit record and for links.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Subject {
    /// The noun, such as `application`.
    pub kind: &'static str,
    /// Its identifier as text.
    pub id: String,
}

impl Subject {
    /// The thing of this kind with this identifier.
    pub fn new(kind: &'static str, id: impl ToString) -> Self {
        Self { kind, id: id.to_string() }
    }
}

/// Something that happened. The name is `<slice>.<past participle>`, such as
/// `application.submitted`, and also names the letter that tells of it.
pub trait Fact: Serialize {
    /// The stable name.
    const NAME: &'static str;
    /// What it happened to.
    fn subject(&self) -> Subject;
}
