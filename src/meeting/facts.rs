//! What happened in meetings. What is about an application names it, so that the record hides it from whoever it is closed to; how
//! somebody voted stands in no fact before the vote is closed.

use crate::kernel::{Fact, Money, Subject, Timestamp};
use serde::{Deserialize, Serialize};

/// A meeting was planned. Told to each of its members.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeetingPlanned {
    /// The meeting.
    pub meeting: String,
    /// The round.
    pub opportunity: String,
    /// The round's name.
    pub round: String,
    /// The meeting's name.
    pub title: String,
    /// When it begins.
    pub starts_at: Timestamp,
    /// Where.
    pub place: String,
    /// Who chairs it; empty if nobody does.
    pub chair: String,
    /// Who planned it.
    pub planned_by: String,
    /// The zone of whoever reads, where it is known.
    pub zone: Option<String>,
}

/// A meeting is at another time or place. Told to each of its members.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeetingMoved {
    /// The meeting.
    pub meeting: String,
    /// The round.
    pub opportunity: String,
    /// The round's name.
    pub round: String,
    /// The meeting's name.
    pub title: String,
    /// When it was to begin.
    pub was_at: Timestamp,
    /// When it begins.
    pub starts_at: Timestamp,
    /// Where.
    pub place: String,
    /// Who moved it.
    pub moved_by: String,
    /// The zone of whoever reads, where it is known.
    pub zone: Option<String>,
}

/// A meeting does not take place. Told to each of its members.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeetingCancelled {
    /// The meeting.
    pub meeting: String,
    /// The round.
    pub opportunity: String,
    /// The round's name.
    pub round: String,
    /// The meeting's name.
    pub title: String,
    /// When it was to begin.
    pub starts_at: Timestamp,
    /// Why.
    pub reason: String,
    /// Who cancelled it.
    pub cancelled_by: String,
    /// The zone of whoever reads, where it is known.
    pub zone: Option<String>,
}

/// What a meeting is called, how much it has to give, and who chairs it was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct MeetingChanged {
    pub(super) meeting: String,
    pub(super) title: String,
    pub(super) starts_at: Timestamp,
    pub(super) place: String,
    pub(super) budget: Money,
    pub(super) chair: String,
}

/// A meeting was opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct MeetingOpened {
    pub(super) meeting: String,
    pub(super) title: String,
    pub(super) items: usize,
}

/// A meeting was closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct MeetingClosed {
    pub(super) meeting: String,
    pub(super) title: String,
}

/// Somebody came to a meeting, or left it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Attended {
    pub(super) meeting: String,
    pub(super) account: String,
    pub(super) name: String,
    pub(super) is_present: bool,
}

/// An application moved to another place of an agenda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct AgendaMoved {
    pub(super) application: String,
    pub(super) reference: String,
    pub(super) meeting: String,
    pub(super) place: i32,
}

/// An application was put on the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Tabled {
    pub(super) application: String,
    pub(super) reference: String,
    pub(super) meeting: String,
}

/// A vote was opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct VoteOpened {
    pub(super) application: String,
    pub(super) reference: String,
    pub(super) meeting: String,
    pub(super) vote: String,
    pub(super) turn: String,
}

/// Somebody voted; not how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct VoteCast {
    pub(super) application: String,
    pub(super) reference: String,
    pub(super) meeting: String,
    pub(super) vote: String,
    pub(super) turn: String,
    pub(super) account: String,
    /// Whether it takes the place of an earlier one.
    pub(super) again: bool,
}

/// A vote was closed: from here on it never changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct VoteClosed {
    pub(super) application: String,
    pub(super) reference: String,
    pub(super) meeting: String,
    pub(super) vote: String,
    pub(super) turn: String,
    pub(super) eligible: i32,
    /// Names and scores.
    pub(super) ballots: Vec<(String, i64)>,
}

/// Something was noted for the minutes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Noted {
    pub(super) application: String,
    pub(super) reference: String,
    pub(super) meeting: String,
    pub(super) body: String,
}

/// Scores were recorded on which the panel agrees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ConsensusRecorded {
    pub(super) application: String,
    pub(super) reference: String,
    pub(super) meeting: String,
    /// Criteria and scores.
    pub(super) scores: Vec<(String, i64)>,
    pub(super) reason: String,
}

/// What the panel recommends was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Concluded {
    pub(super) application: String,
    pub(super) reference: String,
    pub(super) meeting: String,
    pub(super) verdict: String,
    pub(super) amount: Money,
    pub(super) sentence: String,
    pub(super) reason: String,
}

/// A member who does not review an application stepped back from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct MemberSteppedBack {
    pub(super) application: String,
    pub(super) reference: String,
    pub(super) meeting: String,
    pub(super) account: String,
    pub(super) name: String,
    pub(super) reason: String,
}

macro_rules! about {
    ($($fact:ident = $name:literal, $kind:literal, $field:ident;)*) => {$(
        impl Fact for $fact {
            const NAME: &'static str = $name;
            fn subject(&self) -> Subject {
                Subject::new($kind, &self.$field)
            }
        }
    )*};
}

about! {
    MeetingPlanned = "meeting.planned", "meeting", meeting;
    MeetingMoved = "meeting.moved", "meeting", meeting;
    MeetingCancelled = "meeting.cancelled", "meeting", meeting;
    MeetingChanged = "meeting.changed", "meeting", meeting;
    MeetingOpened = "meeting.opened", "meeting", meeting;
    MeetingClosed = "meeting.closed", "meeting", meeting;
    Attended = "meeting.attended", "meeting", meeting;
    AgendaMoved = "meeting.agenda_moved", "application", application;
    Tabled = "meeting.tabled", "application", application;
    VoteOpened = "meeting.vote_opened", "application", application;
    VoteCast = "meeting.vote_cast", "application", application;
    VoteClosed = "meeting.vote_closed", "application", application;
    Noted = "meeting.noted", "application", application;
    ConsensusRecorded = "meeting.consensus_recorded", "application", application;
    Concluded = "meeting.concluded", "application", application;
    MemberSteppedBack = "meeting.stepped_back", "application", application;
}
