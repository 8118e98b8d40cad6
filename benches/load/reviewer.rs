//! A reviewer with a weekend's work: applications of the demo that are in review, each with the declaration that there is no
//! conflict, so that every page of a review opens. Made through the operations themselves.

use diesel::prelude::*;
use urban_diplomacy_fund::db::{self, Db};
use urban_diplomacy_fund::intake::Application;
use urban_diplomacy_fund::kernel::Id;
use urban_diplomacy_fund::people::{Actor, FundRole, account, role};
use urban_diplomacy_fund::{process, review};

/// How many reviews one person has at most.
const REVIEWS: i64 = 40;

/// The page of one of their reviews, and their session as the cookie to send.
pub fn prepare(db: &Db) -> (String, String) {
    use urban_diplomacy_fund::db::schema::review_assignments::dsl::{application_id, review_assignments, stage};
    let officer = person(db, "load-officer@bench.example", FundRole::ProgramOfficer);
    let reviewer = person(db, "load-reviewer@bench.example", FundRole::Reviewer);
    // Where somebody has declared and not submitted, the application is in review.
    let begun = review_assignments.filter(stage.eq("cleared")).select(application_id).distinct().order(application_id).limit(REVIEWS);
    let found: Vec<String> = db.read(|conn| begun.load(conn).map_err(db::Error::from)).expect("applications in review");
    let mut tasks = Vec::new();
    for id in &found {
        let id: Id<Application> = id.parse().expect("an identifier");
        let about = db.read(|conn| process::about(conn, id)).expect("a case");
        let who = reviewer.account.expect("an account");
        let made = db.write(|tx| review::assign(tx, &officer, &about, &[who], None)).expect("an assignment");
        db.write(|tx| review::declare(tx, &reviewer, made[0], &about.reference, None)).expect("no conflict");
        tasks.extend(made);
    }
    let task = tasks.get(tasks.len() / 2).expect("the demo holds applications in review");
    let account = reviewer.account.expect("an account");
    (format!("/panel/reviews/{task}"), super::session_of(db, account))
}

fn person(db: &Db, email: &str, held: FundRole) -> Actor {
    let system = Actor::system();
    let id = db.write(|tx| account::create(tx, &system, email, "Load Driver", None)).expect("an account");
    db.write(|tx| role::grant(tx, &system, id, held)).expect("a role");
    db.read(|conn| account::actor(conn, id)).expect("an actor")
}
