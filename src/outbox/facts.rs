//! What people do to messages.

use crate::kernel::{Fact, Subject};
use serde::{Deserialize, Serialize};

/// A message that was given up was queued once more.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MessageRedriven {
    /// The message that was given up.
    pub message: String,
    /// Its copy.
    pub new: String,
}

impl Fact for MessageRedriven {
    const NAME: &'static str = "message.redriven";
    fn subject(&self) -> Subject {
        Subject::new("message", &self.message)
    }
}
