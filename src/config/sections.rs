//! The sections of the settings, each as documented in `config/default.toml`.

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// The web server.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Address and port to listen on.
    pub bind: String,
    /// Where people reach the site, without a trailing slash.
    pub public_origin: String,
    /// Web worker threads; 0 means one per core.
    pub workers: usize,
    /// Networks of proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<String>,
    /// Tries to sign in or to ask for a link, per minute and client address.
    pub sign_in_tries_per_minute: u32,
}

impl Server {
    /// Whether people reach the site by HTTPS; decides on `Secure` cookies and HSTS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public_origin.starts_with("https://")
    }
}

/// What waits when more is asked than can be done.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Load {
    /// Pieces of database work from which on reports wait; 0: never.
    pub reports_from: usize,
    /// From which on other pages wait too; 0: never.
    pub pages_from: usize,
    /// What somebody who is told to wait is told.
    pub retry_after_seconds: u32,
    /// Paths of reports that are read.
    pub reports: Vec<String>,
    /// Paths of reports that are asked for by a form, because taking them out is recorded.
    pub report_posts: Vec<String>,
}

/// Questions about rounds.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Asking {
    /// Questions of people who are not signed in that may wait for an answer in one round.
    pub most_waiting: i64,
}

/// The database.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// `sqlite://path` or `postgres://…`.
    pub url: String,
    /// Connections kept open.
    pub pool_size: u32,
    /// Whether each commit waits for the disk.
    pub durable: bool,
}

/// Rules and texts of the fund's own.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Definitions {
    /// The folder of files that take the place of shipped ones or are added to them, or empty.
    pub folder: String,
}

/// Attachments and receipts.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Files {
    /// The folder.
    pub folder: String,
    /// `s3://bucket/prefix`, or empty for the folder.
    pub url: String,
    /// The largest file taken.
    pub max_bytes: u64,
    /// The most bytes of one application's files together.
    pub application_max_bytes: u64,
    /// The most files of one application.
    pub application_max_files: usize,
    /// Where ClamAV's daemon listens, or empty.
    pub clamav: String,
}

impl Files {
    /// Whether files are scanned for viruses.
    #[must_use]
    pub fn has_scanner(&self) -> bool {
        !self.clamav.is_empty()
    }
}

/// Mail.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// `mailbox`, `smtp://…` or `smtps://…`.
    pub transport: String,
    /// The sender's address.
    pub from_address: String,
    /// The sender's name.
    pub from_name: String,
    /// Where answers go.
    pub reply_to: String,
    /// The right-hand side of Message-IDs.
    pub domain: String,
    /// How long one delivery may take.
    pub timeout_seconds: u64,
    /// How long a delivery is retried.
    pub retry_days: i64,
}

/// The key of secret columns.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Vault {
    /// 32 bytes as base64, or empty.
    pub key: String,
    /// The file made at the first start when no key is given.
    pub key_path: String,
}

/// Time-outs of sessions.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Sessions {
    /// Staff: minutes without a request.
    pub staff_idle_minutes: i64,
    /// Staff: hours since signing in.
    pub staff_absolute_hours: i64,
    /// Cities and reviewers: minutes without a request.
    pub city_idle_minutes: i64,
    /// Cities and reviewers: hours since signing in.
    pub city_absolute_hours: i64,
}

/// The people of cities.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Cities {
    /// Days that they have to answer who asks to join, before an officer can answer too.
    pub answer_days: i64,
}

/// The books.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Ledger {
    /// The file that says where lines go in a general ledger outside, or empty.
    pub general_ledger_map: String,
}

/// Who runs this fund.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Fund {
    /// The name shown everywhere.
    pub name: String,
    /// Where people get help.
    pub contact_email: String,
    /// A telephone number for help.
    pub contact_phone: String,
    /// How cities pay the fund, line by line; empty: letters say whom to ask.
    pub pay_to: Vec<String>,
    /// The fund's own IANA zone.
    pub time_zone: String,
    /// Whether this is a demo.
    pub demo: bool,
}

impl Fund {
    /// The fund's zone; settings are refused at start when it is none.
    #[must_use]
    pub fn zone(&self) -> Tz {
        self.time_zone.parse().unwrap_or(Tz::UTC)
    }
}
