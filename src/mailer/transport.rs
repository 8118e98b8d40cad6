//! Ways out: the demo's mailbox or an SMTP server, chosen by one URL.

use super::{Address, Session, mailbox};
use crate::config;
use crate::db::Db;
use percent_encoding::percent_decode_str;
use std::fmt;
use std::time::Duration;

/// How a connection to a server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte (`smtps://`).
    Tls,
    /// STARTTLS, or no delivery.
    StartTlsRequired,
    /// STARTTLS when the server offers it.
    StartTlsOpportunistic,
    /// Plain text: for a relay on the same machine.
    Plain,
}

/// Where mail leaves.
#[derive(Clone, PartialEq, Eq)]
pub enum Transport {
    /// Into the demo's mailbox, which the desk shows as pages.
    Mailbox,
    /// To a server.
    Smtp {
        /// Its name.
        host: String,
        /// Its port.
        port: u16,
        /// How the connection is protected.
        security: Security,
        /// User name and password.
        credentials: Option<(String, String)>,
    },
}

/// A transport setting that cannot be used. Never shows the password.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// An unknown kind.
    #[error("mail.transport must be “mailbox” or start with smtp:// or smtps://.")]
    Scheme,
    /// No server in it.
    #[error("mail.transport names no server, as in smtp://mail.example:587.")]
    Host,
    /// The port is no number.
    #[error("mail.transport has the port “{0}”, which is no port.")]
    Port(String),
    /// An unknown option.
    #[error("mail.transport has the option “{0}”; only starttls=required, opportunistic or none is known.")]
    Option(String),
}

impl Transport {
    /// Reads `mailbox`, `smtps://user:password@host:port` or `smtp://…?starttls=…`.
    /// `smtp://` without an option demands STARTTLS.
    ///
    /// # Errors
    /// A sentence that names the part that is wrong.
    pub fn parse(text: &str) -> Result<Self, TransportError> {
        if text == "mailbox" {
            return Ok(Self::Mailbox);
        }
        let (scheme, rest) = text.split_once("://").ok_or(TransportError::Scheme)?;
        let (place, option) = rest.split_once('?').unwrap_or((rest, ""));
        let security = match (scheme, option) {
            ("smtps", "") => Security::Tls,
            ("smtp", "" | "starttls=required") => Security::StartTlsRequired,
            ("smtp", "starttls=opportunistic") => Security::StartTlsOpportunistic,
            ("smtp", "starttls=none") => Security::Plain,
            ("smtp" | "smtps", other) => return Err(TransportError::Option(other.to_owned())),
            _ => return Err(TransportError::Scheme),
        };
        let (user, place) = place.rsplit_once('@').map_or((None, place), |(user, place)| (Some(user), place));
        let (host, port) = host_and_port(place.trim_end_matches('/'))?;
        let standard = if security == Security::Tls { 465 } else { 587 };
        let credentials = user.map(|user| user.split_once(':').unwrap_or((user, ""))).map(|(user, word)| (decoded(user), decoded(word)));
        Ok(Self::Smtp { host, port: port.unwrap_or(standard), security, credentials })
    }
}

/// The host, in brackets when it is an IPv6 address, and the port.
fn host_and_port(place: &str) -> Result<(String, Option<u16>), TransportError> {
    let (host, port) = match place.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        Some((host, port)) => (host, port.strip_prefix(':')),
        None => place.rsplit_once(':').map_or((place, None), |(host, port)| (host, Some(port))),
    };
    if host.is_empty() {
        return Err(TransportError::Host);
    }
    let port = port.map(|port| port.parse().map_err(|_| TransportError::Port(port.to_owned()))).transpose()?;
    Ok((host.to_owned(), port))
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mailbox => f.write_str("mailbox"),
            Self::Smtp { host, port, security, .. } => write!(f, "{host}:{port} ({security:?})"),
        }
    }
}

/// Why a message was not taken, by whose failure it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The server cannot be reached or spoken with; other messages would meet the same.
    #[error("{0}")]
    Unreachable(String),
    /// The server asks to try this message again later.
    #[error("{0}")]
    Later(String),
    /// The server refuses this recipient or this message for good.
    #[error("{0}")]
    Refused(String),
    /// The server refuses us: sign-in or sender.
    #[error("{0}")]
    Channel(String),
}

/// What sends: the transport with the sender's names and time-outs.
#[derive(Clone, Debug)]
pub struct Mailer {
    /// Where mail leaves.
    pub transport: Transport,
    /// Who sends.
    pub from: Address,
    /// Where answers go.
    pub reply_to: Address,
    /// The right-hand side of Message-IDs.
    pub domain: String,
    /// How long the server may take for one answer.
    pub timeout: Duration,
}

impl Mailer {
    /// From the settings' section.
    ///
    /// # Errors
    /// [`TransportError`] when the URL cannot be used.
    pub fn from_settings(mail: &config::Mail) -> Result<Self, TransportError> {
        Ok(Self {
            transport: Transport::parse(&mail.transport)?,
            from: Address { name: mail.from_name.clone(), email: mail.from_address.clone() },
            reply_to: Address { name: String::new(), email: mail.reply_to.clone() },
            domain: mail.domain.clone(),
            timeout: Duration::from_secs(mail.timeout_seconds.max(1)),
        })
    }

    /// Delivers stored bytes to one address. `session` keeps the connection for the next.
    ///
    /// # Errors
    /// [`Failure`], with what the server said.
    pub fn send(&self, db: &Db, session: &mut Option<Session>, to: &Address, raw: &[u8]) -> Result<(), Failure> {
        match &self.transport {
            Transport::Mailbox => mailbox::deliver(db, to, raw),
            Transport::Smtp { .. } => {
                let mut open = match session.take() {
                    Some(open) => open,
                    None => Session::open(self)?,
                };
                open.send(&self.from.email, &to.email, raw)?;
                *session = Some(open);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_urls() {
        let smtp = |host: &str, port, security, credentials: Option<(&str, &str)>| {
            Ok(Transport::Smtp { host: host.into(), port, security, credentials: credentials.map(|(u, p)| (u.into(), p.into())) })
        };
        let rows = [
            ("mailbox", Ok(Transport::Mailbox)),
            ("smtp://mail.example", smtp("mail.example", 587, Security::StartTlsRequired, None)),
            ("smtps://a%40b:p%3Aw@mail.example", smtp("mail.example", 465, Security::Tls, Some(("a@b", "p:w")))),
            ("smtp://localhost:1025?starttls=none", smtp("localhost", 1025, Security::Plain, None)),
            ("smtp://[::1]:25?starttls=opportunistic", smtp("::1", 25, Security::StartTlsOpportunistic, None)),
            ("smtp://", Err(TransportError::Host)),
            ("smtp://x:70000", Err(TransportError::Port("70000".into()))),
            ("smtp://x?tls=no", Err(TransportError::Option("tls=no".into()))),
            ("http://x", Err(TransportError::Scheme)),
            ("", Err(TransportError::Scheme)),
        ];
        for (text, expected) in rows {
            assert_eq!(Transport::parse(text), expected, "{text}");
        }
    }
}
