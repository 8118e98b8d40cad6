//! Delivery status messages (RFC 3464): which of our messages failed, and
//! whether for good. Whatever else arrives is no bounce.

use mail_parser::{Message, MessageParser, MimeHeaders};

/// What a server reports about one of our messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounce {
    /// The Message-ID of ours, without brackets.
    pub message_id: String,
    /// The enhanced status, such as `5.1.1`.
    pub status: String,
    /// What the server said.
    pub diagnostic: String,
}

impl Bounce {
    /// Whether trying again is useless.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        self.status.starts_with('5')
    }
}

/// Reads a delivery status message; `None` when it is something else or names no
/// message.
#[must_use]
pub fn parse(raw: &[u8]) -> Option<Bounce> {
    let report = MessageParser::default().parse(raw)?;
    let status_part = report.parts.iter().find(|part| part.is_content_type("message", "delivery-status"))?;
    let fields = String::from_utf8_lossy(status_part.contents()).into_owned();
    if !field(&fields, "Action")?.eq_ignore_ascii_case("failed") {
        return None;
    }
    let status = field(&fields, "Status")?.split_whitespace().next()?.to_owned();
    let diagnostic = field(&fields, "Diagnostic-Code").unwrap_or_default();
    Some(Bounce { message_id: original_id(&report)?, status, diagnostic })
}

/// The Message-ID in the returned message or its returned headers.
fn original_id(report: &Message<'_>) -> Option<String> {
    let returned =
        report.parts.iter().find(|part| part.is_content_type("message", "rfc822") || part.is_content_type("text", "rfc822-headers"))?;
    let inner = returned.message().and_then(|m| m.message_id()).map(str::to_owned);
    inner.or_else(|| {
        let headers = String::from_utf8_lossy(returned.contents()).into_owned();
        field(&headers, "Message-ID").map(|id| id.trim_matches(['<', '>']).to_owned())
    })
}

/// The value of a header-like line, with its continuation lines.
fn field(text: &str, name: &str) -> Option<String> {
    let mut lines = text.lines().skip_while(|line| {
        !line.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)) || line.as_bytes().get(name.len()) != Some(&b':')
    });
    let first = lines.next()?.get(name.len() + 1..)?.trim().to_owned();
    let more = lines.take_while(|line| line.starts_with([' ', '\t'])).map(str::trim);
    Some(std::iter::once(first.as_str()).chain(more).collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(action: &str, status: &str) -> String {
        [
            "From: MAILER-DAEMON@mx.example",
            "To: grants@fund.example",
            "Subject: Undelivered",
            "MIME-Version: 1.0",
            "Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"",
            "",
            "--b",
            "Content-Type: text/plain",
            "",
            "Sorry.",
            "--b",
            "Content-Type: message/delivery-status",
            "",
            "Reporting-MTA: dns; mx.example",
            "",
            "Final-Recipient: rfc822; ada@city.example",
            &format!("Action: {action}"),
            &format!("Status: {status}"),
            "Diagnostic-Code: smtp; 550 5.1.1 no such",
            " user here",
            "--b",
            "Content-Type: text/rfc822-headers",
            "",
            "From: grants@fund.example",
            "Message-ID: <0192@fund.example>",
            "--b--",
            "",
        ]
        .join("\r\n")
    }

    #[test]
    fn a_failed_delivery_names_the_message() {
        let bounce = parse(report("failed", "5.1.1").as_bytes()).expect("a bounce");
        assert_eq!(
            bounce,
            Bounce {
                message_id: "0192@fund.example".into(),
                status: "5.1.1".into(),
                diagnostic: "smtp; 550 5.1.1 no such user here".into()
            }
        );
        assert!(bounce.is_permanent());
    }

    #[test]
    fn a_delay_and_an_answer_are_no_bounces() {
        assert_eq!(parse(report("delayed", "4.4.1").as_bytes()), None);
        assert_eq!(parse(b"From: ada@city.example\r\nSubject: Re: hello\r\n\r\nThank you\r\n"), None);
    }
}
