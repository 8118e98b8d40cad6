//! What the layout shows around every page: names, navigation, the viewer.
use super::{App, Viewer};
use crate::templates::Chrome;
pub(super) fn chrome(_a: &App, _v: &Viewer) -> Chrome { Chrome {} }
