//! A view.

use crate::kernel::Id;
use crate::people::Account;

/// A list of applications under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Its identifier.
    pub id: Id<View>,
    /// Whose it is.
    pub owner: Id<Account>,
    /// Their name when they kept it.
    pub owner_name: String,
    /// What it is called.
    pub name: String,
    /// The filters and the order, as the address of the list has them.
    pub query: String,
    /// Whether all staff of the fund see it.
    pub is_shared: bool,
    /// Counts its changes.
    pub version: i64,
}

/// What is typed about a view.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Input {
    /// What it is called.
    pub name: String,
    /// `me` or `staff`.
    pub reader: String,
}
