//! `udf demo`: fills an empty database with an invented fund in every stage of
//! the life of a grant, through the same operations that people use. The same
//! seed and day make the same demo.

mod apply;
mod cast;
mod changes;
mod check;
mod dice;
mod feedback;
mod gather;
mod judge;
mod lottery;
mod other_rounds;
mod pay;
mod rounds;
mod scene;
mod seats;
mod texts;
mod words;

use super::arguments::Demo;
use crate::kernel::{Clock, IdSource, Timestamp};
use crate::people::account;
use crate::{app, audit};
use anyhow::{Result, ensure};
use chrono::TimeDelta;
use scene::Scene;

/// How long before its day the demo's story begins.
const PROLOGUE_DAYS: i64 = 720;

/// Fills the database of the settings and prints who can sign in.
pub(super) fn run(arguments: &Demo) -> Result<()> {
    let mut settings = app::settings()?;
    // The demo can be made again; waiting for the disk after each step only slows it.
    settings.database.durable = false;
    let today = arguments.as_of.unwrap_or_else(|| Clock::System.now().day());
    let clock = Clock::fixed(Timestamp::start_of(today - TimeDelta::days(PROLOGUE_DAYS)));
    let ids = IdSource::seeded(arguments.seed);
    let db = app::open_database(&settings, clock, ids)?;
    app::migrate(&db)?;
    ensure!(
        db.read(|conn| account::list(conn, "", 1))?.is_empty(),
        "The database holds accounts already. The demo fills an empty one only; name another in DATABASE_URL, or delete this one."
    );
    let app = app::compose(settings, db)?;
    let mut scene = Scene::new(app, arguments.seed, today);
    play(&mut scene, arguments.cities(), arguments.applications())?;
    scene.begin("record", 1);
    while audit::seal(&scene.app.db)? > 0 {}
    scene.finish();
    cast::print_sign_ins(&scene);
    Ok(())
}

/// The whole story, in the order of time.
fn play(scene: &mut Scene, cities: usize, applications: usize) -> Result<()> {
    scene.begin("places", 1);
    cast::import_places(scene)?;
    cast::hire_staff(scene)?;
    scene.begin("cities", cities);
    cast::settle_cities(scene, cities)?;
    let rounds = rounds::open(scene, applications)?;
    // Two thirds play in last year's round, whose grants are on their way.
    let past = applications * 2 / 3;
    apply::write_all(scene, &rounds.past, &apply::PAST, past)?;
    seats::fill(scene, &rounds.past, seats::each(scene))?;
    judge::decide_all(scene, rounds.past.closes)?;
    feedback::release_all(scene, &rounds.past)?;
    pay::pay_all(scene, &rounds.past)?;
    let earlier = std::mem::take(&mut scene.cases);
    apply::write_all(scene, &rounds.present, &apply::PRESENT, applications - past)?;
    seats::fill(scene, &rounds.present, seats::each(scene))?;
    let present = std::mem::take(&mut scene.cases);
    other_rounds::play(scene, applications)?;
    scene.cases = present;
    cast::claim_anew(scene)?;
    judge::decide_all(scene, scene.today - TimeDelta::days(16))?;
    lottery::play(scene)?;
    scene.cases.extend(earlier);
    changes::play(scene)
}
