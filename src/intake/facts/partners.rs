//! What happened to the partners of joint applications.

use crate::kernel::{Fact, Money, Subject, Timestamp};
use serde::{Deserialize, Serialize};

/// A partner of a joint application was named.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PartnerNamed {
    /// The application.
    pub application: String,
    /// The partner.
    pub partner: String,
    /// The city or network.
    pub name: String,
    /// Its place in the register; a network has none.
    pub place: Option<i64>,
}
fact!("partner.named", PartnerNamed);

/// The part or the contact of a partner was changed. The words stay in the application.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PartnerChanged {
    /// The application.
    pub application: String,
    /// The partner.
    pub partner: String,
    /// The city or network.
    pub name: String,
}
fact!("partner.changed", PartnerChanged);

/// A partner was removed; its costs went back to the lead city.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PartnerRemoved {
    /// The application.
    pub application: String,
    /// The partner.
    pub partner: String,
    /// The city or network.
    pub name: String,
    /// Why.
    pub reason: String,
    /// How many costs were put down to it.
    pub costs: usize,
    /// What they asked for.
    pub asked: Money,
}
fact!("partner.removed", PartnerRemoved);

/// The contact of a removed partner was told that the link to its part does not count any more.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PartnerUnlinked {
    /// The application.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// Its name.
    pub title: String,
    /// The lead city.
    pub lead: String,
    /// The name of the opportunity.
    pub opportunity: String,
    /// The partner.
    pub partner: String,
    /// Whether it had confirmed a part.
    pub had_confirmed: bool,
    /// Whether it takes part still, and somebody else is asked.
    #[serde(default)]
    pub takes_part: bool,
}
fact!("partner.unlinked", PartnerUnlinked);

/// A partner was asked to confirm its part.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PartnerAsked {
    /// The application.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// Its name.
    pub title: String,
    /// The lead city.
    pub lead: String,
    /// The name of the opportunity.
    pub opportunity: String,
    /// The partner.
    pub partner: String,
    /// Who asks.
    pub asked_by: String,
    /// Until when the link works.
    pub expires_at: Timestamp,
    /// Path of the page that opens this part; announced, never recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}
fact!("partner.asked", PartnerAsked);

/// A partner confirmed its part.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PartConfirmed {
    /// The application.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// Its name.
    pub title: String,
    /// The lead city.
    pub city: String,
    /// The partner.
    pub partner: String,
    /// Who confirmed.
    pub by: String,
    /// Their job title.
    pub job_title: String,
    /// The digest of what was confirmed.
    pub sha256: String,
    /// The address that the link went to.
    #[serde(default)]
    pub sent_to: String,
}
fact!("partner.confirmed", PartConfirmed);

/// A partner declined its part.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PartDeclined {
    /// The application.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// Its name.
    pub title: String,
    /// The lead city.
    pub city: String,
    /// The partner.
    pub partner: String,
    /// Who declined.
    pub by: String,
    /// Their job title.
    pub job_title: String,
    /// The digest of what was declined.
    pub sha256: String,
    /// Why.
    pub reason: String,
}
fact!("partner.declined", PartDeclined);
