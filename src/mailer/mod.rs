//! Mail: an [`Email`] → bytes → a server or the demo's mailbox. Knows SMTP,
//! and nothing of grants.
//!
//! Invariant: text from users never becomes a header, an address or a command
//! (N10 in `docs/INVARIANTS.md`), and a failure always says whose it is: the
//! moment's, the recipient's or the channel's.

pub mod bounce;
mod email;
pub mod mailbox;
mod smtp;
mod store;
mod transport;

pub use email::{Address, Email, Unsendable};
pub use smtp::Session;
pub use transport::{Failure, Mailer, Security, Transport, TransportError};
