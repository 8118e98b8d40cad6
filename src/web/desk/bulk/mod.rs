//! One action on many cases: chosen in a list, looked at before it happens, reported after.

mod choose;

pub(super) use choose::Choose;
