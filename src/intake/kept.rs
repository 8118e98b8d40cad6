//! What was received does not change under its version: it is read once per process for all who read it, and not with every
//! page. What comes later, such as what a partner or the scanner says, is asked each time.

use super::{Activity, Application, Attachment, BudgetLine, CostItem, Saved, Scope, store};
use crate::db::{Conn, Error, Memo};
use crate::kernel::Id;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What the city wrote and attached.
#[derive(Clone)]
pub(super) struct Content {
    pub(super) saved: BTreeMap<String, Saved>,
    pub(super) activities: Vec<Activity>,
    pub(super) costs: Vec<CostItem>,
    pub(super) budget: Vec<BudgetLine>,
    /// Without what the scanner says of them.
    pub(super) attachments: Vec<Attachment>,
}

impl Content {
    pub(super) fn read(conn: &mut Conn, id: Id<Application>) -> Result<Self, Error> {
        Ok(Self {
            saved: store::answers(conn, id)?,
            activities: store::activities(conn, id)?,
            costs: store::costs(conn, id)?,
            budget: store::budget_lines(conn, id)?,
            attachments: store::unscanned_attachments(conn, id)?,
        })
    }
}

/// The content of applications that are closed, by application and version. One for each database.
#[derive(Default)]
pub struct Kept(Memo<Content>);

impl Kept {
    /// Whether the content of an application stays as it is while its version does: it was received, and no part of it is open.
    /// Whatever opens a part, or takes the application back, makes another version of it first.
    pub(super) fn holds(application: &Application) -> bool {
        application.submitted_at.is_some() && application.scope == Scope::None
    }

    pub(super) fn content(&self, conn: &mut Conn, application: &Application) -> Result<Arc<Content>, Error> {
        self.0.get(&format!("{}/{}", application.id, application.version), || Content::read(conn, application.id))
    }
}
