//! A conversation with an SMTP server, command by command, so that a refusal is
//! known by the command it answers: AUTH and MAIL refuse us, RCPT and DATA refuse
//! the message.

use super::{Failure, Mailer, Security, Transport};
use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};

/// An open connection, signed in if the settings say so.
pub struct Session(SmtpConnection);

impl Session {
    /// Connects, protects the connection and signs in.
    ///
    /// # Errors
    /// [`Failure::Channel`] when the server refuses to know us, else [`Failure::Unreachable`].
    pub fn open(mailer: &Mailer) -> Result<Self, Failure> {
        let Transport::Smtp { host, port, security, credentials } = &mailer.transport else {
            return Err(Failure::Channel("this transport is no server".into()));
        };
        let hello = ClientId::Domain(mailer.domain.clone());
        let tls = TlsParameters::new(host.clone()).map_err(|e| Failure::Channel(e.to_string()))?;
        let wrapper = (*security == Security::Tls).then_some(&tls);
        let mut connection =
            SmtpConnection::connect((host.as_str(), *port), Some(mailer.timeout), &hello, wrapper, None).map_err(unreachable)?;
        let upgrade = match security {
            Security::Tls | Security::Plain => false,
            Security::StartTlsRequired => true,
            Security::StartTlsOpportunistic => connection.can_starttls(),
        };
        if upgrade {
            if !connection.can_starttls() {
                connection.abort();
                return Err(Failure::Channel("the server offers no STARTTLS, and the settings demand it".into()));
            }
            connection.starttls(&tls, &hello).map_err(unreachable)?;
        }
        if let Some((user, word)) = credentials {
            let known = Credentials::new(user.clone(), word.clone());
            connection.auth(&[Mechanism::Plain, Mechanism::Login], &known).map_err(|e| refused_us("AUTH", &e))?;
        }
        Ok(Self(connection))
    }

    /// Hands over one message for one recipient. After a failure the connection
    /// is closed; the caller opens another.
    ///
    /// # Errors
    /// [`Failure`], with the command and what the server said.
    pub fn send(&mut self, from: &str, to: &str, raw: &[u8]) -> Result<(), Failure> {
        let outcome = self.converse(from, to, raw);
        if outcome.is_err() {
            self.0.abort();
        }
        outcome
    }

    fn converse(&mut self, from: &str, to: &str, raw: &[u8]) -> Result<(), Failure> {
        let sender: Address = from.parse().map_err(|_| Failure::Channel(format!("“{from}” is not an address to send from")))?;
        let recipient: Address = to.parse().map_err(|_| Failure::Refused(format!("“{to}” is not an address")))?;
        let mut options = vec![];
        if !(from.is_ascii() && to.is_ascii()) {
            if !self.0.server_info().supports_feature(Extension::SmtpUtfEight) {
                return Err(Failure::Refused("the mail server cannot send to addresses with letters outside ASCII".into()));
            }
            options.push(MailParameter::SmtpUtfEight);
        }
        self.0.command(Mail::new(Some(sender), options)).map_err(|e| refused_us("MAIL", &e))?;
        self.0.command(Rcpt::new(recipient, vec![])).map_err(|e| refused_message("RCPT", &e))?;
        self.0.command(Data).map_err(|e| refused_message("DATA", &e))?;
        // The connection adds the last line end itself.
        let content = raw.strip_suffix(b"\r\n").unwrap_or(raw);
        self.0.message(content).map_err(|e| refused_message("message", &e))?;
        Ok(())
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if !self.0.has_broken() {
            // A server that does not answer QUIT has the message all the same.
            drop(self.0.quit());
        }
    }
}

fn unreachable(error: Error) -> Failure {
    Failure::Unreachable(format!("connecting: {error}"))
}

fn refused_us(command: &str, error: &Error) -> Failure {
    let said = format!("{command}: {error}");
    // A client error here means that the server offers no way to sign in that we know.
    if error.is_permanent() || error.is_client() { Failure::Channel(said) } else { refused_message(command, error) }
}

fn refused_message(command: &str, error: &Error) -> Failure {
    let said = format!("{command}: {error}");
    if error.is_permanent() {
        Failure::Refused(said)
    } else if error.is_transient() {
        Failure::Later(said)
    } else {
        Failure::Unreachable(said)
    }
}
