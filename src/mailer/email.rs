//! One message to one person, and its bytes: multipart/alternative in UTF-8,
//! carried as seven-bit text so that every server takes it.

use crate::kernel::{Timestamp, one_line};
use lettre::Message;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use std::time::{Duration, SystemTime};

/// A name and where mail for it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The name to show; may be empty.
    pub name: String,
    /// The address.
    pub email: String,
}

/// A message, before it is bytes.
#[derive(Clone, Debug)]
pub struct Email {
    /// Who sends.
    pub from: Address,
    /// Where answers go.
    pub reply_to: Address,
    /// The only recipient.
    pub to: Address,
    /// The subject line.
    pub subject: String,
    /// The plain-text part.
    pub text: String,
    /// The HTML part, with the same content.
    pub html: String,
    /// What the message is called in every attempt, without angle brackets.
    pub message_id: String,
    /// What groups messages in some readers, and what a bounce names.
    pub reference: String,
    /// When the message was written.
    pub date: Timestamp,
}

/// Why an email has no bytes.
#[derive(Debug, thiserror::Error)]
pub enum Unsendable {
    /// An address is none.
    #[error("“{0}” is not an e-mail address.")]
    Address(String),
    /// The parts do not make a message.
    #[error("The message could not be put together: {0}")]
    Parts(String),
}

impl Email {
    /// The message as it goes over the wire.
    ///
    /// # Errors
    /// [`Unsendable`] when an address cannot be one.
    pub fn bytes(&self) -> Result<Vec<u8>, Unsendable> {
        let mut message = Message::builder()
            .from(mailbox(&self.from)?)
            .to(mailbox(&self.to)?)
            .subject(one_line(&self.subject))
            .message_id(Some(format!("<{}>", one_line(&self.message_id))))
            .date(system_time(self.date))
            .raw_header(header("X-Entity-Ref-ID", &self.reference))
            .raw_header(header("Auto-Submitted", "auto-generated"));
        if !self.reply_to.email.is_empty() {
            message = message.reply_to(mailbox(&self.reply_to)?);
        }
        let parts = MultiPart::alternative_plain_html(self.text.clone(), self.html.clone());
        let message = message.multipart(parts).map_err(|e| Unsendable::Parts(e.to_string()))?;
        Ok(message.formatted())
    }
}

fn mailbox(address: &Address) -> Result<Mailbox, Unsendable> {
    let email = address.email.parse().map_err(|_| Unsendable::Address(address.email.clone()))?;
    let name = one_line(&address.name);
    Ok(Mailbox::new((!name.is_empty()).then_some(name), email))
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), one_line(value))
}

fn system_time(at: Timestamp) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_micros(u64::try_from(at.micros()).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn email(name: &str, subject: &str) -> Email {
        let address = |name: &str, email: &str| Address { name: name.into(), email: email.into() };
        Email {
            from: address("Fund", "grants@fund.example"),
            reply_to: address("", "help@fund.example"),
            to: address(name, "ada@city.example"),
            subject: subject.into(),
            text: "Grüße\n".into(),
            html: "<p>Grüße</p>".into(),
            message_id: "0192@fund.example".into(),
            reference: "0192".into(),
            date: Timestamp::from_micros(1_800_000_000_000_000),
        }
    }

    #[test]
    fn a_hostile_name_adds_no_header_and_no_recipient() {
        let bytes = email("Ada\r\nBcc: eve@evil.example\r\n\r\nHi", "Hello\r\nBcc: eve@evil.example").bytes().expect("bytes");
        let parsed = mail_parser::MessageParser::default().parse(&bytes).expect("a message");
        assert_eq!(parsed.bcc().map(|_| ()), None);
        assert_eq!(parsed.to().and_then(|to| to.first()).and_then(|a| a.address()), Some("ada@city.example"));
        assert_eq!(parsed.to().map(|to| to.iter().count()), Some(1));
        assert_eq!(parsed.subject(), Some("Hello Bcc: eve@evil.example"));
        assert!(bytes.is_ascii());
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let mut email = email("Ada", "Hello");
        email.to.email = "ada@city.example\r\nRCPT TO:<eve@evil.example>".into();
        assert!(matches!(email.bytes(), Err(Unsendable::Address(_))));
    }
}
