//! The stage on which the demo plays: the program, the day, the dice, and the
//! applications with how far each shall come.

use super::cast::{City, Staff};
use super::dice::Dice;
use crate::db::{self, Tx};
use crate::intake::Application;
use crate::kernel::{Id, Refusal, Timestamp};
use crate::process::Press;
use crate::web::App;
use anyhow::{Result, anyhow};
use chrono::{NaiveDate, TimeDelta};
use indicatif::{ProgressBar, ProgressStyle};

/// How far an application comes. In the order of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Goal {
    Draft,
    Submitted,
    Withdrawn,
    Returned,
    Ineligible,
    InReview,
    Scored,
    Recommended,
    Declined,
    Offered,
    Accepted,
    BankEntered,
    Requested,
    Released,
    Paid,
    Spending,
    Reported,
    Closed,
}

/// One application of the demo.
#[derive(Clone)]
pub(super) struct Case {
    pub(super) id: Id<Application>,
    pub(super) city: usize,
    pub(super) goal: Goal,
}

/// Everything the demo plays with.
pub(super) struct Scene {
    pub(super) app: App,
    pub(super) dice: Dice,
    pub(super) today: NaiveDate,
    pub(super) staff: Staff,
    pub(super) cities: Vec<City>,
    pub(super) cases: Vec<Case>,
    /// How many stories were told; the number of the next.
    pub(super) stories: usize,
    bar: ProgressBar,
}

impl Scene {
    pub(super) fn new(app: App, seed: u64, today: NaiveDate) -> Self {
        let bar = ProgressBar::new(1);
        if let Ok(style) = ProgressStyle::with_template("{msg:14} {bar:40} {pos}/{len}") {
            bar.set_style(style);
        }
        Self { app, dice: Dice::new(seed), today, staff: Staff::default(), cities: vec![], cases: vec![], stories: 0, bar }
    }

    /// Starts a chapter of `steps` on the progress bar; silent where no terminal watches.
    pub(super) fn begin(&self, chapter: &'static str, steps: usize) {
        self.bar.reset();
        self.bar.set_length(u64::try_from(steps).unwrap_or(0));
        self.bar.set_message(chapter);
    }

    pub(super) fn step(&self) {
        self.bar.inc(1);
    }

    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }

    /// Moves the clock to a time on a day. It never moves back, as the ledger demands.
    pub(super) fn at(&self, day: NaiveDate, hour: u32) {
        let wanted = Timestamp::start_of(day).plus(TimeDelta::hours(i64::from(hour)));
        self.app.db.clock().set(wanted.max(self.app.now()));
    }

    /// Lets some seconds pass.
    pub(super) fn pass(&self, seconds: i64) {
        self.app.db.clock().set(self.app.now().plus(TimeDelta::seconds(seconds)));
    }

    /// Runs one operation as its own transaction, a second after the last.
    pub(super) fn act<T, E: Refusal + From<db::Error>>(&self, f: impl FnMut(&mut Tx<'_>) -> Result<T, E>) -> Result<T> {
        self.pass(1);
        self.app.db.write(f).map_err(|e| {
            let fields: Vec<_> = e.fields().iter().map(|f| format!("{}: {}", f.field, f.message)).collect();
            anyhow!("the demo met a refusal: {e} {} ({e:?})", fields.join("; "))
        })
    }

    /// A press of a button by the demo.
    pub(super) fn press() -> Press {
        Press { fresh: true, ..Press::default() }
    }

    /// The applications that shall come at least as far as `goal`, but did not end before.
    pub(super) fn reaching(&self, goal: Goal) -> Vec<Case> {
        let ended = |g: Goal| matches!(g, Goal::Withdrawn | Goal::Returned | Goal::Ineligible | Goal::Declined) && g < goal;
        self.cases.iter().filter(|case| case.goal >= goal && !ended(case.goal)).cloned().collect()
    }
}
