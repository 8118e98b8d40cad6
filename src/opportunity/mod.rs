//! Funding opportunities: what is offered, to whom, asked how, judged by what, until when.
//!
//! ```text
//! TOML ── read (parse, check) ──► Definition ── import ──► version (immutable) ── publish ──► seen by the public
//!   └──── keep, edit ──► revision (always sound) ───┘
//! ```
//!
//! Invariants: a stored version never changes; an application stays on the version it began with,
//! only the deadline is always that of the current one; nothing that fails a check is imported.

mod answer;
mod asked;
mod budget;
mod concept_note;
mod conditions;
mod definition;
mod differences;
mod edit;
mod eligibility;
mod extension;
mod facts;
mod form;
mod import;
mod kinds;
mod locate;
mod lottery;
mod opportunity;
mod policy;
mod prefill;
mod read;
mod reading;
mod rename;
mod revision;
mod rubric;
mod rubric_check;
mod selection;
mod selection_check;
mod store;
mod table;
mod text;
mod text_diff;
mod validate;
mod wall_time;

pub use answer::{Address, Answer, Answers, FileAnswer, Person};
pub use asked::{Asked, Broken, NotAsked};
pub use budget::{BudgetRule, BudgetRules, CITY_PAYS, Category, ObjectClass};
pub use concept_note::ConceptNote;
pub use definition::{
    ActivityKind, ActivityRules, Amounts, AttachmentSlot, Certification, Contact, Dates, Definition, FormRule, Joint, Letters, Review,
};
pub use differences::{Difference, differences};
pub use edit::Edit;
pub use eligibility::{EligibilityQuestion, Finding, Source, screen};
pub use extension::{Extension, Moved, closing, list_moved};
pub use facts::OpportunityPublished;
pub use form::{Question, Section};
pub use import::{ImportError, Imported, import, publish};
pub use kinds::{Part, QuestionKind, YesOrNo};
pub use lottery::Lottery;
pub use opportunity::{Opportunity, State, Window};
pub use policy::may_manage;
pub use prefill::{Fact, Origin, Prefill};
pub use read::{DefinitionError, Mistake, read};
pub use reading::PartMistake;
pub use rename::{rename_options, renamed};
pub use revision::{FieldEdit, ReviseError, Revision, Version, begin_revision, discard_revision, keep_revision, revise, take_revision};
pub use rubric::{CommentRules, Criterion, CriterionKind, Direction, GapCheck, Judgment, Rubric, Scale};
pub use selection::{Selection, SelectionRule};
pub use store::{
    by_slug, current_definition, definition, find_by_slug, find_revision, find_title, insert_extension, list_all, list_extensions,
    list_published, list_revisions, list_versions, opportunity, toml_text, version_number,
};
pub use table::{CellMistake, Column, ColumnKind, Rows, cell_name};
pub use text_diff::{LineChange, text_diff};
pub use wall_time::WallTime;

#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod tests;
