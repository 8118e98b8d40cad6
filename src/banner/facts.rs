//! What was told to everybody.

use crate::kernel::{Fact, Subject};
use serde::{Deserialize, Serialize};

/// A banner was put on every page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BannerPut {
    /// The banner.
    pub banner: String,
    /// Its words.
    pub text: String,
}

/// A banner was taken off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BannerTakenOff {
    /// The banner.
    pub banner: String,
    /// Its words.
    pub text: String,
}

impl Fact for BannerPut {
    const NAME: &'static str = "banner.put";
    fn subject(&self) -> Subject {
        Subject::new("banner", &self.banner)
    }
}

impl Fact for BannerTakenOff {
    const NAME: &'static str = "banner.taken_off";
    fn subject(&self) -> Subject {
        Subject::new("banner", &self.banner)
    }
}
