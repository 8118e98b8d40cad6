//! Clients over HTTP that keep a connection, as browsers do, and know when they got no answer.

use crate::press::Press;
use std::time::Duration;

/// A whole answer to a press.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Done; where the browser is sent.
    Done(String),
    /// Refused, with the page that says why.
    Refused,
}

/// Somebody signed in.
pub struct Client {
    agent: ureq::Agent,
    base: String,
    cookie: String,
}

impl Client {
    /// With this session, at the server at `base`.
    pub fn new(base: &str, token: &str) -> Self {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(Duration::from_secs(30)))
            .build()
            .into();
        Self { agent, base: base.to_owned(), cookie: format!("udf_session={token}") }
    }

    /// Sends a form. `None`: no whole answer came back, so nothing is known.
    pub fn press(&self, press: &Press) -> Option<Answer> {
        let mut fields = press.fields.clone();
        fields.push(("idempotency_key".to_owned(), press.key()));
        let fields = fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let request = self.agent.post(format!("{}{}", self.base, press.path)).header("cookie", &self.cookie);
        let mut answer = request.header("sec-fetch-site", "same-origin").send_form(fields).ok()?;
        let body = answer.body_mut().read_to_string().ok()?;
        match answer.status().as_u16() {
            303 => Some(Answer::Done(answer.headers().get("location")?.to_str().ok()?.to_owned())),
            422 => Some(Answer::Refused),
            status => panic!("{press:?} was answered with {status}:\n{body}"),
        }
    }
}
