//! The definition of a funding opportunity, as its TOML file says it. Plain data;
//! unknown keys are refused. What must hold between the parts is in `validate.rs`.

use super::budget::{BudgetRules, Category};
use super::concept_note::ConceptNote;
use super::eligibility::EligibilityQuestion;
use super::form::{Question, Section};
use super::kinds::QuestionKind;
use super::lottery::Lottery;
use super::rubric::Rubric;
use super::selection::Selection;
use super::text;
use super::wall_time::WallTime;
use crate::files::FileKind;
use crate::kernel::{Deadline, Money, Timestamp};
use crate::rules::Rule;
use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// Everything about one opportunity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// The name in addresses, such as `training-2027`.
    pub slug: String,
    /// The name people read.
    pub title: String,
    /// What it is for, in at most 150 plain words.
    pub summary: String,
    /// The code of the fund that pays.
    pub fund: String,
    /// The name of the workflow that its applications run through.
    pub workflow: String,
    /// How long applying takes, such as “Most cities need two to three hours.”
    pub effort: String,
    /// What to have at hand before starting.
    pub you_need: Vec<String>,
    /// How many applications one city may have in this round.
    pub max_applications_per_city: i64,
    /// Whom to ask.
    pub contact: Contact,
    /// When.
    pub dates: Dates,
    /// How much.
    pub amounts: Amounts,
    /// The questions that come first and need no account.
    pub eligibility: Vec<EligibilityQuestion>,
    /// The form.
    pub sections: Vec<Section>,
    /// What can be planned.
    pub activities: ActivityRules,
    /// What can be paid.
    pub budget: BudgetRules,
    /// What must hold between answers, and between answers and the `total` of the budget.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<FormRule>,
    /// What is to be attached.
    #[serde(default)]
    pub attachments: Vec<AttachmentSlot>,
    /// In a round of two stages: what is asked first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concept_note: Option<ConceptNote>,
    /// Whether cities may apply together, and on what terms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joint: Option<Joint>,
    /// Whether those whom the funding line cuts may be drawn by lot, and what is said about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lottery: Option<Lottery>,
    /// What the authorized official confirms.
    pub certification: Certification,
    /// What reviewers judge by.
    pub rubric: Rubric,
    /// How the applications are chosen, where that is more than the order of their scores.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selection: Option<Selection>,
    /// How review is run.
    pub review: Review,
    /// What decision letters contain.
    pub letters: Letters,
}

impl Definition {
    /// Every question of the form, without the eligibility questions, in order.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.sections.iter().flat_map(|section| &section.questions)
    }

    /// A question of the form.
    #[must_use]
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions().find(|question| question.id == id)
    }

    /// A category of cost.
    #[must_use]
    pub fn category(&self, code: &str) -> Option<&Category> {
        self.budget.categories.iter().find(|category| category.code == code)
    }

    /// A kind of activity.
    #[must_use]
    pub fn activity_kind(&self, id: &str) -> Option<&ActivityKind> {
        self.activities.kinds.iter().find(|kind| kind.id == id)
    }

    /// What the round announces about a draw by lot, if it announces one.
    #[must_use]
    pub fn announced_lottery(&self) -> Option<&str> {
        self.lottery.as_ref().filter(|lottery| lottery.announced).map(|lottery| lottery.text.trim())
    }

    /// The name of a category of cost; its code if the round has none of it.
    #[must_use]
    pub fn category_title(&self, code: &str) -> String {
        self.category(code).map_or_else(|| code.to_owned(), |category| category.title.clone())
    }

    /// The name of a kind of activity; its identifier if the round has none of it.
    #[must_use]
    pub fn kind_title(&self, id: &str) -> String {
        self.activity_kind(id).map_or_else(|| id.to_owned(), |kind| kind.title.clone())
    }

    /// The last day on which a recommendation made on `day` can be decided; its money is
    /// reserved until then. Not before the day by which the round promises decisions.
    #[must_use]
    pub fn decided_by(&self, day: NaiveDate) -> NaiveDate {
        let days = self.review.decide_within_days.unwrap_or(Review::DECIDE_WITHIN_DAYS).clamp(1, Review::LONGEST_DAYS);
        (day + TimeDelta::days(days)).max(self.dates.decisions_by)
    }

    /// A place for a file: one of the attachments, or a question that is answered by a file.
    #[must_use]
    pub fn slot(&self, id: &str) -> Option<AttachmentSlot> {
        let of_question = |q: &Question| AttachmentSlot {
            id: q.id.clone(),
            title: q.label.clone(),
            hint: q.hint.clone(),
            required: !q.optional,
            types: q.types.clone(),
            max_mb: q.max_mb,
        };
        let slot = self.attachments.iter().find(|slot| slot.id == id).cloned();
        slot.or_else(|| self.question(id).filter(|q| q.kind == QuestionKind::File).map(of_question))
    }
}

/// Whom to ask about the opportunity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// The office or person.
    pub name: String,
    /// The address.
    pub email: String,
}

/// When applying begins and ends, and when the money can be used. Wall-clock times of `zone`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dates {
    /// An IANA zone, such as `America/New_York`.
    #[serde(with = "text::zone")]
    pub zone: Tz,
    /// From when applications are taken.
    pub opens: WallTime,
    /// Until when; this instant is still in time.
    pub closes: WallTime,
    /// How many seconds a press of the button that reached the program in time may wait its turn.
    #[serde(default = "usual_grace")]
    pub grace_seconds: u32,
    /// The last day on which questions about the round are taken; without one, until the deadline.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "text::some_day")]
    pub questions_until: Option<NaiveDate>,
    /// By when decisions are expected.
    #[serde(with = "text::day")]
    pub decisions_by: NaiveDate,
    /// The first day of the period of performance.
    #[serde(with = "text::day")]
    pub performance_starts: NaiveDate,
    /// The last day of the period of performance.
    #[serde(with = "text::day")]
    pub performance_ends: NaiveDate,
}

fn usual_grace() -> u32 {
    60
}

impl Dates {
    /// How long what reached the program in time may wait its turn.
    #[must_use]
    pub fn grace(&self) -> TimeDelta {
        TimeDelta::seconds(self.grace_seconds.into())
    }

    /// Whether questions about the round are still taken: until the end of the day that it says, and never after the deadline.
    #[must_use]
    pub fn takes_questions(&self, now: Timestamp, closes: Timestamp) -> bool {
        now <= closes && self.questions_until.is_none_or(|last| now.day_in(self.zone) <= last)
    }

    /// The opening as an instant; `None` where the clock skips it, which `validate` refuses.
    #[must_use]
    pub fn opening(&self) -> Option<Deadline> {
        self.opens.in_zone(self.zone)
    }

    /// The deadline as an instant; `None` where the clock skips it, which `validate` refuses.
    #[must_use]
    pub fn deadline(&self) -> Option<Deadline> {
        self.closes.in_zone(self.zone)
    }
}

/// The smallest and largest grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amounts {
    /// The floor, in cents.
    pub floor_cents: i64,
    /// The cap, in cents.
    pub cap_cents: i64,
}

impl Amounts {
    /// The floor.
    #[must_use]
    pub fn floor(&self) -> Money {
        Money::from_cents(self.floor_cents)
    }

    /// The cap.
    #[must_use]
    pub fn cap(&self) -> Money {
        Money::from_cents(self.cap_cents)
    }
}

/// What kinds of activity a city may plan, and how many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActivityRules {
    /// What is said above the list.
    pub intro: String,
    /// The fewest.
    pub min: usize,
    /// The most.
    pub max: usize,
    /// The kinds.
    pub kinds: Vec<ActivityKind>,
}

impl ActivityRules {
    /// The most activities that a round can allow.
    pub const MOST: usize = 200;
}

/// One kind of activity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActivityKind {
    /// Its identifier, such as `training`.
    pub id: String,
    /// Its name, such as “Training course”.
    pub title: String,
    /// What belongs to it.
    pub hint: String,
}

/// One rule over the answers and the name `total`. Where answers are missing and those there
/// are do not decide it, it does not apply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormRule {
    /// What must hold.
    pub must_hold: Rule,
    /// What is said when it does not.
    pub message: String,
}

/// A place for one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttachmentSlot {
    /// Its identifier.
    pub id: String,
    /// What the file is.
    pub title: String,
    /// What it should show.
    pub hint: String,
    /// Whether the application is incomplete without it.
    pub required: bool,
    /// The types accepted.
    pub types: Vec<FileKind>,
    /// The largest file in megabytes, where it is less than what the program takes anyway.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_mb: Option<u64>,
}

/// On what terms a lead city applies together with others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Joint {
    /// The most partners beside the lead city.
    pub max_partners: usize,
    /// What a partner says by confirming its part.
    pub statement: String,
}

impl Joint {
    /// The most partners that a round can allow.
    pub const MOST: usize = 20;
}

/// What the authorized official confirms by submitting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certification {
    /// The legal effect, in a sentence or two.
    pub effect: String,
    /// The statements.
    pub statements: Vec<String>,
    /// The sentence beside the box.
    pub agree: String,
}

/// How review is run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// How many reviewers read each application.
    pub reviewers_per_application: usize,
    /// Days in which a recommendation is decided; its money is reserved that long.
    /// A round that does not say so has [`Review::DECIDE_WITHIN_DAYS`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decide_within_days: Option<i64>,
}

impl Review {
    /// The days for a decision where a round does not say so.
    pub const DECIDE_WITHIN_DAYS: i64 = 30;
    /// The most days for a decision.
    pub const LONGEST_DAYS: i64 = 365;
}

/// What decision letters contain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letters {
    /// Whether reviewers' comments are shown to the applicant.
    pub release_comments: bool,
    /// Whether the mean score per criterion is shown to the applicant.
    pub release_scores: bool,
    /// The name under the letters.
    pub signed_by: String,
    /// Days in which an award must be accepted.
    pub accept_within_days: i64,
}
