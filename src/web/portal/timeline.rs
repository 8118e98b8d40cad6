//! Where an application stands, as its city reads it: a word for lists, and every
//! step of a grant's life with its date and who acts next. What is decided inside
//! the fund stays unsaid until the city was told (W17).

use crate::award::{self, Award};
use crate::compliance::{self, FinalReport};
use crate::db::{Conn, Error};
use crate::disbursement::{self, Payment, Which};
use crate::intake::{self, Draft, Return, Submission};
use crate::kernel::Timestamp;
use crate::locale::format;
use crate::process::{self, Case, Stage, Taken};
use crate::web::fields::Status;
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::Serialize;

/// The act by which an invitation ends.
const LAPSE: &str = "lapse_invitation";

/// One step, drawn in a list.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Step {
    pub(super) title: String,
    pub(super) status: Status,
    pub(super) when: String,
    pub(super) text: Vec<String>,
}

/// The word for a stage.
pub(super) fn tag(stage: Stage) -> Status {
    let word = stage.applicant_label();
    match stage {
        Stage::Draft | Stage::Submitted | Stage::InReview | Stage::Panel | Stage::Recommended | Stage::Decided | Stage::Appealed => {
            Status::active(word)
        }
        Stage::Returned | Stage::Invited | Stage::Approved => Status::warning(word),
        Stage::Active => Status::good(word),
        Stage::Closed | Stage::Declined | Stage::Ineligible | Stage::Withdrawn => Status::quiet(word),
    }
}

/// What is known of an application's way.
pub(super) struct Trail {
    pub(super) stage: Stage,
    pub(super) award: Option<Award>,
    pub(super) submissions: Vec<Submission>,
    pub(super) zone: Tz,
    fund_zone: Tz,
    taken: Vec<Taken>,
    returned: Option<Return>,
    pub(super) accept_by: Option<NaiveDate>,
    found: Vec<String>,
    payments: Vec<Payment>,
    report: Option<FinalReport>,
    /// By when it is owed, once there is an award.
    pub(super) report_by: Option<NaiveDate>,
    /// Until when an application that is open again can be sent.
    answer_by: Option<Timestamp>,
    /// The last day before the way in which it ended is final.
    final_after: Option<NaiveDate>,
    started: Timestamp,
    decisions_by: NaiveDate,
}

impl Trail {
    /// Reads the way of this application.
    pub(super) fn load(conn: &mut Conn, draft: &Draft) -> Result<Self, Error> {
        let id = draft.application.id;
        let case = Case::load(conn, id)?;
        let stage = process::stage(conn, id)?;
        let award = award::find_award(conn, id.cast())?.filter(|award| award.told_at.is_some());
        let is_signed = award.as_ref().is_some_and(|a| a.accepted_at.is_some());
        Ok(Self {
            stage,
            accept_by: award.as_ref().map(|a| process::accept_by(conn, &case, a)).transpose()?,
            submissions: intake::submissions(conn, id)?,
            zone: intake::city_zone(conn, &draft.application)?,
            fund_zone: draft.definition.dates.zone,
            taken: process::list_taken(conn, id)?,
            returned: intake::last_return(conn, id)?,
            found: if stage == Stage::Declined && award.is_none() { process::reasons(conn, &case)? } else { vec![] },
            payments: if is_signed { disbursement::list_payments(conn, Which::Award(id.cast()))? } else { vec![] },
            report_by: award.as_ref().map(|award| compliance::due_on(award.period_end)).transpose()?,
            report: if is_signed { compliance::find_final_report(conn, id.cast())? } else { None },
            answer_by: draft.application.answer_by,
            final_after: process::final_after(conn, &case)?,
            started: draft.application.created_at,
            decisions_by: draft.definition.dates.decisions_by,
            award,
        })
    }

    /// The last time one of these steps was taken.
    fn step(&self, acts: &[&str]) -> Option<&Taken> {
        self.taken.iter().rev().find(|taken| taken.moved && acts.contains(&taken.act.as_str()))
    }

    fn time(&self, at: Timestamp) -> String {
        format::datetime(at, self.zone)
    }

    fn deadline(&self, at: Timestamp) -> String {
        format::in_both_zones(at, self.fund_zone, self.zone)
    }

    fn when(&self, acts: &[&str]) -> String {
        self.step(acts).map(|taken| self.time(taken.at)).unwrap_or_default()
    }

    fn reason(&self, acts: &[&str]) -> Option<String> {
        self.step(acts).and_then(|taken| taken.reason.clone()).filter(|r| !r.is_empty())
    }

    /// Where a withdrawn application stood before.
    fn before_withdrawal(&self) -> Stage {
        self.step(&["withdraw", LAPSE]).and_then(|taken| taken.stage_before.parse().ok()).unwrap_or(Stage::Draft)
    }

    /// The number of the step that is under way, or at which it ended.
    fn position(&self, stage: Stage) -> usize {
        match stage {
            Stage::Draft => 0,
            Stage::Submitted | Stage::Returned | Stage::Invited | Stage::Ineligible => 2,
            Stage::InReview | Stage::Panel | Stage::Recommended | Stage::Decided => 3,
            Stage::Appealed => 4,
            Stage::Declined if self.award.is_none() => 4,
            Stage::Declined | Stage::Approved => 5,
            Stage::Active if self.report.is_none() && self.payments.iter().all(|p| p.settled_on.is_none()) => 6,
            Stage::Active => 7,
            Stage::Closed => 8,
            Stage::Withdrawn => self.position(self.before_withdrawal()),
        }
    }

    /// Every step, those that are still to come too, unless the way has ended before.
    pub(super) fn steps(&self) -> Vec<Step> {
        let all = [
            ("Draft", self.draft()),
            ("Submitted", self.submitted()),
            ("Screening", self.screening()),
            ("Review", self.review()),
            ("Decision", self.decision()),
            ("Agreement", self.agreement()),
            ("Payment", self.payment()),
            ("Report", self.reported()),
            ("Closed", self.closed()),
        ];
        let (now, ended) = (self.position(self.stage), matches!(self.stage, Stage::Declined | Stage::Ineligible | Stage::Withdrawn));
        let shown = if ended { now + 1 } else { all.len() };
        let mut steps: Vec<Step> = all
            .into_iter()
            .enumerate()
            .take(shown)
            .map(|(i, (title, (when, text)))| Step { title: title.into(), status: self.progress(i, now), when, text })
            .collect();
        if self.stage == Stage::Withdrawn {
            let when = self.when(&["withdraw", LAPSE]);
            let (title, text) = match self.step(&["withdraw", LAPSE]) {
                Some(last) if last.act == LAPSE => {
                    ("Not sent in time", "The whole application was not sent in time, so the invitation has ended.")
                }
                _ => ("Withdrawn", "Your city took the application back. Nothing more happens with it."),
            };
            let until = self.final_after.map(format::date);
            let mistake =
                until.map(|day| format!("If this was a mistake, write to the fund by {day}: an officer can reopen it until then."));
            let text = std::iter::once(text.to_owned()).chain(mistake).collect();
            steps.push(Step { title: title.into(), status: tag(Stage::Withdrawn), when, text });
        }
        steps
    }

    fn progress(&self, step: usize, now: usize) -> Status {
        if step > now {
            return Status::quiet("Later");
        }
        if step < now || matches!(self.stage, Stage::Closed | Stage::Withdrawn) {
            return Status::good("Done");
        }
        match self.stage {
            Stage::Draft | Stage::Returned | Stage::Invited | Stage::Approved => Status::warning("Your turn"),
            Stage::Declined | Stage::Ineligible => tag(self.stage),
            _ => Status::active("Now"),
        }
    }

    fn draft(&self) -> (String, Vec<String>) {
        let text = if self.stage == Stage::Draft { vec!["Your city answers, and its authorized official submits.".into()] } else { vec![] };
        (format!("Started {}", self.time(self.started)), text)
    }

    fn submitted(&self) -> (String, Vec<String>) {
        let Some(first) = self.submissions.first() else { return (String::new(), vec![]) };
        let mut text = vec![format!("Certified by {}.", first.certified_name)];
        for again in self.submissions.iter().skip(1) {
            text.push(format!("Submitted again {}, certified by {}.", self.time(again.received_at), again.certified_name));
        }
        (self.time(first.received_at), text)
    }

    fn screening(&self) -> (String, Vec<String>) {
        let is_passed = self.step(&["pass_screening"]).is_some();
        let mut text = vec![if is_passed {
            "The application was complete, and your city can apply.".to_owned()
        } else {
            "A program officer checks if the application is complete and your city can apply.".to_owned()
        }];
        text.extend(self.invitation());
        if let Some(r) = &self.returned {
            text.push(format!("Sent back with questions {}: {}", self.time(r.returned_at), r.note));
            if self.stage == Stage::Returned {
                text.push(format!("Your city answers by {}.", self.deadline(r.answer_by)));
            }
        }
        text.extend(self.reason(&["find_ineligible"]).map(|reason| format!("Not eligible: {reason}")));
        text.extend(self.appealed());
        text.extend(self.reopened());
        (self.when(&["pass_screening", "find_ineligible"]), text)
    }

    /// What became of an appeal against the finding, or until when there can be one.
    fn appealed(&self) -> Vec<String> {
        if self.stage == Stage::Ineligible {
            let until = self.final_after.map(|day| format!("Your authorized official can appeal until {}.", format::date(day)));
            let stands = self.step(&["dismiss_appeal"]).map(|taken| format!("The appeal was dismissed {}.", self.time(taken.at)));
            return stands.into_iter().chain(self.reason(&["dismiss_appeal"])).chain(until).collect();
        }
        if self.step(&["find_ineligible"]).is_none() {
            return vec![];
        }
        let upheld = self.step(&["uphold_appeal"]).map(|taken| format!("Your city’s appeal was upheld {}.", self.time(taken.at)));
        upheld.into_iter().chain(self.reason(&["uphold_appeal"])).collect()
    }

    /// That an officer took up again what had ended, and why.
    fn reopened(&self) -> Vec<String> {
        let Some(again) = self.step(&["reopen"]) else { return vec![] };
        let why = again.reason.clone().unwrap_or_default();
        vec![format!("Reopened by the fund {}: {why}", self.time(again.at))]
    }

    /// What became of the concept note, in a round of two stages.
    fn invitation(&self) -> Vec<String> {
        let Some(invited) = self.step(&["invite"]) else { return vec![] };
        let mut text = vec![format!("The concept note convinced, and your city was invited to apply {}.", self.time(invited.at))];
        text.extend(invited.reason.clone().filter(|note| !note.is_empty()));
        if let (Stage::Invited, Some(by)) = (self.stage, self.answer_by) {
            text.push(format!("Your city sends the whole application by {}.", self.deadline(by)));
        }
        text
    }

    fn review(&self) -> (String, Vec<String>) {
        let since = self.when(&["pass_screening"]);
        let when = if since.is_empty() { since } else { format!("Since {since}") };
        let is_over = self.award.is_some() || self.stage == Stage::Declined;
        let text = if is_over { "Reviewers read and scored it." } else { "Reviewers read and score it. Your city has nothing to do." };
        (when, vec![text.into()])
    }

    fn decision(&self) -> (String, Vec<String>) {
        let refused = ["decline", "reject"];
        if self.award.is_some() {
            return (self.when(&["approve"]), vec!["The fund offers your city an award.".into()]);
        }
        if self.stage != Stage::Declined {
            let text = vec!["The fund decides and writes to your city, with reasons.".into()];
            return (format!("Expected by {}", format::date(self.decisions_by)), text);
        }
        let mut text = vec!["The application was not chosen for an award.".to_owned()];
        text.extend(self.reason(&refused));
        text.extend(self.found.iter().cloned());
        (self.when(&refused), text)
    }

    fn agreement(&self) -> (String, Vec<String>) {
        let Some(award) = &self.award else {
            return (String::new(), vec!["Your authorized official reads the agreement and signs it.".into()]);
        };
        match (award.accepted_at, award.declined_at) {
            (Some(at), _) => (self.time(at), vec!["Signed by your authorized official. The award is active.".into()]),
            (None, Some(at)) => (self.time(at), vec!["Your city declined the offer.".into()]),
            (None, None) => {
                let by = self.accept_by.map(format::date).unwrap_or_default();
                (format!("By {by}"), vec!["Your authorized official reads the agreement and signs it, or declines.".into()])
            }
        }
    }

    fn payment(&self) -> (String, Vec<String>) {
        let told = |p: &Payment| {
            let day = p.settled_on.map(|day| format!(" on {}", format::date(day))).unwrap_or_default();
            format!("{} {}: {}{day}.", p.kind.label(), p.amount, p.state.label())
        };
        let text: Vec<String> = self.payments.iter().map(told).collect();
        if text.is_empty() {
            return (String::new(), vec!["Your authorized official enters bank details and asks for money. The fund pays.".into()]);
        }
        (String::new(), text)
    }

    fn reported(&self) -> (String, Vec<String>) {
        let text = "Your city reports each cost with its receipt. At the end your authorized official sends the final report.";
        match (&self.report, self.award.as_ref().filter(|a| a.accepted_at.is_some())) {
            (Some(report), _) => (self.time(report.submitted_at), vec![format!("Final report: {}.", report.state.label())]),
            (None, Some(_)) => (self.report_by.map(|day| format!("By {}", format::date(day))).unwrap_or_default(), vec![text.into()]),
            (None, None) => (String::new(), vec![text.into()]),
        }
    }

    fn closed(&self) -> (String, Vec<String>) {
        match self.award.as_ref().and_then(|a| a.closed_at) {
            Some(at) => (self.time(at), vec!["The award is closed. Thank you for the work.".into()]),
            None => (String::new(), vec!["The fund accepts the report and closes the award.".into()]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::VariantArray;

    #[test]
    fn a_recommendation_reads_like_a_review() {
        assert_eq!(tag(Stage::Recommended), tag(Stage::InReview));
        assert!(Stage::VARIANTS.iter().all(|stage| !tag(*stage).text.is_empty()));
    }
}
