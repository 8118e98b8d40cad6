//! What was done with views and lists. Told to nobody; kept in the record.

use crate::kernel::{Fact, Subject, Timestamp};
use serde::{Deserialize, Serialize};

/// Somebody kept a view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewSaved {
    /// The view.
    pub view: String,
    /// What it is called.
    pub name: String,
    /// The filters and the order.
    pub query: String,
    /// Whether all staff see it.
    pub is_shared: bool,
}

/// Somebody gave a view another name or other readers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewChanged {
    /// The view.
    pub view: String,
    /// What it was called.
    pub was: String,
    /// What it is called.
    pub name: String,
    /// Whether all staff see it.
    pub is_shared: bool,
}

/// Somebody deleted a view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewDeleted {
    /// The view.
    pub view: String,
    /// What it was called.
    pub name: String,
    /// Whose it was.
    pub owner: String,
}

/// Somebody took a list of applications out as a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListExported {
    /// The act of taking it out.
    pub export: String,
    /// `csv` or `xlsx`.
    pub format: String,
    /// How many applications it holds.
    pub rows: usize,
    /// What the list was narrowed to, in words.
    pub filters: Vec<String>,
    /// The same as the address of the list.
    pub query: String,
    /// The digest of the file.
    pub sha256: String,
    /// When it was read.
    pub at: Timestamp,
}

impl Fact for ViewSaved {
    const NAME: &'static str = "view.saved";
    fn subject(&self) -> Subject {
        Subject::new("view", &self.view)
    }
}

impl Fact for ViewChanged {
    const NAME: &'static str = "view.changed";
    fn subject(&self) -> Subject {
        Subject::new("view", &self.view)
    }
}

impl Fact for ViewDeleted {
    const NAME: &'static str = "view.deleted";
    fn subject(&self) -> Subject {
        Subject::new("view", &self.view)
    }
}

impl Fact for ListExported {
    const NAME: &'static str = "list.exported";
    fn subject(&self) -> Subject {
        Subject::new("export", &self.export)
    }
}
