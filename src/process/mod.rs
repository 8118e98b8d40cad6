//! Runs an opportunity's workflow: asks the engine, then performs the effects
//! through the slices, all in one transaction. One file per step of a grant's life.
//!
//! Invariant: `fire` is the only changer of where a case stands; its event, the
//! slice's change, the ledger's journal and the outbox rows commit together (W14).

mod accept_agreement;
mod advance;
mod appeal;
mod approve;
mod automatic;
mod bulk;
mod case;
mod close;
mod decide;
mod error;
mod facts;
mod fire;
mod for_city;
mod lapse;
mod leave_panel;
mod history;
mod in_use;
mod invite;
mod known;
mod list;
mod money;
mod news;
mod next;
mod partners;
mod reasons;
mod recommend;
mod release;
mod reopen;
mod report;
mod reviewing;
mod round;
mod screen;
mod seal;
mod sealed_parts;
mod search;
mod set_aside;
mod stage;
mod step_back;
mod start_case;
mod store;
mod subject;
mod submit;
mod tell;
mod timers;
mod vocabulary;
mod waits;
mod withdraw;
mod work;

pub use accept_agreement::{accept_agreement, decline_offer};
pub use advance::{PLAIN, advance};
pub use appeal::{appeal, dismiss_appeal, uphold_appeal};
pub use approve::{Approvals, accept_by, approval_digest, approvals, approve, needs_proof};
pub use bulk::{
    BulkAction, BulkCase, BulkConfirmed, BulkOutcome, BulkRun, Look, MOST_AT_ONCE, Movable, Stuck, bulk_run, confirm_bulk, look, run_bulk,
    run_bulk_by,
};
pub use case::{Case, about};
pub use close::{close, count_under_way};
pub use decide::{annul_approval, decline, reject, send_back};
pub use error::ProcessError;
pub use facts::{
    AppealDismissed, AppealUpheld, ApplicationAppealed, ApplicationEnteredReview, ApplicationFoundIneligible, ApplicationInvited,
    ApplicationReopened, ApplicationReturned, CaseDueSoon, CaseOverdue,
};
pub use fire::{Press, explain};
pub use for_city::{enter, submit_for_city, take_over};
pub use history::{Taken, list_taken};
pub use in_use::{InUse, find_shipped, list_workflows, version_in_use};
pub use invite::{invite, invited_until};
pub use known::label as fact_label;
pub use lapse::{lapse, list_lapsing, reserved_until};
pub use leave_panel::remove_member;
pub use list::{Filter, Row, Sort, count_by_stage, count_overdue, list_cases};
pub use next::{Next, next};
pub use partners::{add_partner, copy_plan, keep_reviewers_out};
pub use reasons::reasons;
pub use recommend::{objection, recommend};
pub use release::{
    Decided, NotTold, Outcome as ReleaseOutcome, Release, ReleaseCancelled, ReleaseCarriedOut, ReleaseCase, ReleaseError, ReleasePlan,
    ReleasePlanned, ReleaseStage, Telling, cancel_release, carry_out, count_decided, find_planned_release, finish_releases, list_decided,
    list_due_tellings, list_letters, list_release_cases, list_releases, plan_release, release,
};
pub use reopen::{final_after, reopen};
pub use report::{accept_report, return_report, submit_report};
pub use reviewing::{Beside, Task, about_task, distribution, list_tasks, next_task, require_copies, task_after, tasks_beside};
pub use round::{check_round, import_round, keep_round, publish_revision};
pub use screen::{Screened, find_ineligible, pass_screening, return_for_changes};
pub use seal::{SealCheck, check_seal};
pub use search::{Found, FoundPerson, MOST_FOUND, search};
pub use set_aside::set_aside;
pub use stage::{Stage, list_stages, stage, version};
pub use start_case::start_case;
pub use step_back::{is_recused, list_closed, step_back};
pub use subject::{BINDABLE, subject};
pub use submit::submit;
pub use tell::{Waiting, tell, waiting_letter};
pub use timers::{due_on, list_due, ring};
pub use vocabulary::{DEFINITION, check_files, shipped, vocabulary};
pub use waits::list_unlisted;
pub use withdraw::withdraw;
pub use work::{COUNTED, Due, Work, WorkFilter, WorkPage, count_work, list_work, work_roles};
