//! Cities write and submit applications.

use super::cast::{City, missing};
use super::dice::Dice;
use super::rounds::Round;
use super::scene::{Case, Goal, Scene};
use super::texts::Story;
use super::words;
use crate::files::FileKind;
use crate::intake::{self, ActivityInput, Application, AttendeeInput, Certification, CostInput, NewAttachment, Quota};
use crate::kernel::{Id, Money};
use crate::opportunity::{Answer, Answers, ColumnKind, Definition, Question, QuestionKind, YesOrNo};
use crate::people::Actor;
use crate::process;
use anyhow::{Context, Result};
use chrono::{NaiveDate, TimeDelta};
use std::sync::Arc;

/// How far applications of last year's round came; dealt out in turn.
pub(super) const PAST: [Goal; 16] = [
    Goal::Spending,
    Goal::Declined,
    Goal::Closed,
    Goal::Paid,
    Goal::Declined,
    Goal::Reported,
    Goal::Accepted,
    Goal::Requested,
    Goal::Declined,
    Goal::Closed,
    Goal::Offered,
    Goal::Released,
    Goal::Reported,
    Goal::BankEntered,
    Goal::Spending,
    Goal::Ineligible,
];
/// How far applications of this year's round came.
pub(super) const PRESENT: [Goal; 10] = [
    Goal::Draft,
    Goal::Submitted,
    Goal::InReview,
    Goal::Scored,
    Goal::Returned,
    Goal::Draft,
    // Not of last year: its money would have been reserved for too long.
    Goal::Recommended,
    Goal::Withdrawn,
    Goal::InReview,
    Goal::Ineligible,
];

/// Deals out `count` applications to a round, in its last days that are over.
pub(super) fn write_all(scene: &mut Scene, round: &Round, goals: &[Goal], count: usize) -> Result<()> {
    if scene.cities.is_empty() || goals.is_empty() {
        return Ok(());
    }
    scene.begin("applications", count);
    let first = round.closes.min(scene.today - TimeDelta::days(17)) - TimeDelta::days(21);
    let mut before = Goal::Draft;
    for n in 0..count {
        let goal = goals.get(n % goals.len()).copied().unwrap_or(Goal::Draft);
        if (before, goal) == (Goal::Submitted, Goal::InReview) {
            // This city tells what the one before it told: a possible duplicate for the desk.
            scene.stories = scene.stories.saturating_sub(1);
        }
        before = goal;
        scene.at(first + TimeDelta::days(i64::try_from(n * 20 / count).unwrap_or(0)), 15);
        let case = write_one(scene, round, free_city(scene, n), goal)?;
        scene.cases.push(case);
        scene.step();
    }
    Ok(())
}

/// The next city without a draft of its own in this round: a city writes one at a time.
fn free_city(scene: &Scene, n: usize) -> usize {
    let cities = scene.cities.len();
    let drafts = |city: usize| scene.cases.iter().any(|case| case.city == city && case.goal == Goal::Draft);
    (n..n + cities).map(|n| n % cities).find(|city| !drafts(*city)).unwrap_or(n % cities)
}

/// One application of one city, written and, but for a draft, sent. Of a concept note no more is asked.
pub(super) fn write_one(scene: &mut Scene, round: &Round, index: usize, goal: Goal) -> Result<Case> {
    let city = scene.city(index)?;
    let clerk = scene.actor(city.clerk)?;
    let started = scene.act(|tx| process::start_case(tx, &clerk, round.id, city.id))?;
    let id = started.id;
    if goal > Goal::Draft || scene.dice.chance(70) {
        answer(scene, round, &city, &clerk, id)?;
    }
    if goal > Goal::Draft {
        if asked(scene, id)?.has_plan() {
            plan(scene, round, &clerk, id)?;
            attach(scene, &clerk, id)?;
        }
        submit(scene, &city, id)?;
    }
    Ok(Case { id, city: index, goal })
}

/// What is asked of a city now: of a concept note no more than the note.
fn asked(scene: &Scene, id: Id<Application>) -> Result<Arc<Definition>> {
    Ok(scene.app.db.read(|conn| intake::draft(conn, id))?.definition)
}

fn answer(scene: &mut Scene, round: &Round, city: &City, clerk: &Actor, id: Id<Application>) -> Result<()> {
    let question = round.definition.eligibility.iter().find(|question| question.id == "purpose");
    let purpose = question.and_then(|question| question.options.first()).context("the round asks for no purpose")?;
    let screener = Answers::from([
        ("is_local_government".to_owned(), Answer::YesNo(true)),
        ("population".to_owned(), Answer::Number(city.population)),
        ("purpose".to_owned(), Answer::Choice(purpose.clone())),
        ("can_start_in_period".to_owned(), Answer::YesNo(true)),
        ("has_official".to_owned(), Answer::YesNo(true)),
    ]);
    scene.act(|tx| intake::carry_answers(tx, clerk, id, &screener))?;
    let story = Story::new(scene.stories, &city.name, scene.dice.pick(&words::PARTNERS));
    scene.stories += 1;
    for question in asked(scene, id)?.questions() {
        // What an earlier answer leaves out is not answered.
        if !scene.app.db.read(|conn| intake::draft(conn, id))?.asked().is_asked(&question.id) {
            continue;
        }
        let typed = typed_answer(&mut scene.dice, question, (city, &story), round);
        if !typed.is_empty() {
            scene.act(|tx| intake::save_answer(tx, clerk, id, &question.id, (&typed, 0)))?;
        }
    }
    Ok(())
}

fn typed_answer(dice: &mut Dice, question: &Question, (city, story): (&City, &Story), round: &Round) -> String {
    match question.id.as_str() {
        "project_title" => {
            format!("{} for {}", dice.pick(&["Training", "Skills abroad", "Partner city skills", "Conference and course"]), city.name)
        }
        "need_now" => story.need(),
        "skills" => story.skills(),
        "keeping_skills" => story.keeping(),
        "partner_names" => story.partner().to_owned(),
        "partner_shares" => words::shares(dice, story.partner()),
        "other_money" => "The city pays working hours and local transport.".to_owned(),
        "staff_abroad" => dice.between(0, 4).to_string(),
        "people_reached" => dice.between(20, 900).to_string(),
        "has_partner" => "yes".to_owned(),
        "ready_on" => round.definition.dates.performance_starts.to_string(),
        _ => fitting_answer(dice, question, city),
    }
}

/// An answer that any question of its kind takes.
fn fitting_answer(dice: &mut Dice, question: &Question, city: &City) -> String {
    match question.kind {
        QuestionKind::Choice => question.options.get(1).or(question.options.first()).cloned().unwrap_or_default(),
        QuestionKind::Several => {
            let count = usize::try_from(question.min.unwrap_or(1).max(2).min(question.max.unwrap_or(2))).unwrap_or(1);
            question.options.iter().take(count).cloned().collect::<Vec<_>>().join("\n")
        }
        QuestionKind::Number => question.min.unwrap_or(1).to_string(),
        QuestionKind::Money => Money::from_cents(question.min.unwrap_or(0).max(50_000).min(question.max.unwrap_or(50_000))).plain(),
        // After this answer no more is asked.
        QuestionKind::YesNo => if question.detail_if == Some(YesOrNo::No) { "yes" } else { "no" }.to_owned(),
        QuestionKind::Uei => "DEM1234PLE99".to_owned(),
        QuestionKind::Ein => "00-0000000".to_owned(),
        QuestionKind::Address => {
            let (name, state) = city.name.rsplit_once(", ").unwrap_or((&city.name, "WI"));
            format!("1 Main Street\n{name}\n{state}\n{}", dice.between(10_000, 99_950))
        }
        QuestionKind::Person => format!("{}\n{}\nclerk@city.example\n202-555-0100", words::name(dice), words::job(dice)),
        QuestionKind::Certification => "yes".to_owned(),
        QuestionKind::Table => {
            let cells = question.columns.iter().map(|column| match column.kind {
                ColumnKind::ShortText => city.name.clone(),
                ColumnKind::Date => "2027-09-01".to_owned(),
                ColumnKind::Number | ColumnKind::Money | ColumnKind::Choice => fitting_answer(dice, &column.as_question(), city),
            });
            let row = cells.collect::<Vec<_>>().join("\t");
            vec![row; question.row_limits().0].join("\n")
        }
        QuestionKind::ShortText | QuestionKind::LongText | QuestionKind::Date | QuestionKind::File => String::new(),
    }
}

/// A course and a conference, each with people and a budget: $5,000 to $15,000 together.
fn plan(scene: &mut Scene, round: &Round, clerk: &Actor, id: Id<Application>) -> Result<()> {
    let starts = round.definition.dates.performance_starts;
    let course = *words::COURSES.get(pick_index(&mut scene.dice, words::COURSES.len())).ok_or_else(|| missing("courses"))?;
    let conference =
        *words::CONFERENCES.get(pick_index(&mut scene.dice, words::CONFERENCES.len())).ok_or_else(|| missing("conferences"))?;
    let fees = [("training", scene.dice.between(12, 30) * 100), ("materials", scene.dice.between(1, 4) * 100)];
    add(scene, clerk, id, ("training", course, &fees), starts + TimeDelta::days(20))?;
    let costs = [("conference", scene.dice.between(8, 18) * 100), ("travel", scene.dice.between(30, 62) * 100)];
    add(scene, clerk, id, ("conference", conference, &costs), starts + TimeDelta::days(75))
}

fn pick_index(dice: &mut Dice, len: usize) -> usize {
    usize::try_from(dice.between(0, i64::try_from(len).unwrap_or(1) - 1)).unwrap_or(0)
}

fn add(
    scene: &mut Scene,
    clerk: &Actor,
    id: Id<Application>,
    (kind, what, costs): (&str, [&str; 4], &[(&str, i64)]),
    starts: NaiveDate,
) -> Result<()> {
    let [title, host, place, country] = what;
    let input = ActivityInput {
        kind: kind.into(),
        title: title.into(),
        place: place.into(),
        country: country.into(),
        starts_on: Some(starts),
        ends_on: Some(starts + TimeDelta::days(3)),
        partner: String::new(),
        provider: host.into(),
    };
    let activity = scene.act(|tx| intake::add_activity(tx, clerk, id, &input))?;
    let second = if scene.dice.chance(20) { "appointee" } else { "career" };
    let people: Vec<_> = ["career", second]
        .into_iter()
        .map(|standing| AttendeeInput {
            name: words::name(&mut scene.dice),
            job: words::job(&mut scene.dice).into(),
            standing: standing.into(),
        })
        .collect();
    let version = scene.app.db.read(|conn| intake::activity(conn, activity))?.version;
    scene.act(|tx| intake::change_attendees(tx, clerk, activity, version, &people))?;
    let rows: Vec<CostInput> = costs.iter().flat_map(|(category, dollars)| worked_out(category, *dollars)).collect();
    let version = scene.app.db.read(|conn| intake::activity(conn, activity))?.version;
    scene.act(|tx| intake::save_costs(tx, clerk, activity, version, &rows))
}

/// So many dollars of one category, for two people, as a city works them out.
fn worked_out(category: &str, dollars: i64) -> Vec<CostInput> {
    let whole = Money::from_dollars(dollars).cents();
    let cost = |what: &str, (quantity, unit): (i64, &str), cents: i64| CostInput {
        category: category.into(),
        what: what.into(),
        quantity: quantity.to_string(),
        unit: unit.into(),
        each: Money::from_cents(cents / quantity).plain(),
        city_pays: String::new(),
        partner: String::new(),
    };
    match category {
        "travel" => {
            let transfer = CostInput { city_pays: "80".into(), ..cost("Trains to the airport", (2, "tickets"), 8_000) };
            vec![cost("Flights", (2, "tickets"), whole / 2), cost("Rooms", (4, "nights"), whole - whole / 2), transfer]
        }
        "training" | "conference" => vec![cost("Fee, as in the quote", (2, "people"), whole)],
        _ => vec![cost("Books and copies, as in the quote", (1, ""), whole)],
    }
}

fn attach(scene: &Scene, clerk: &Actor, id: Id<Application>) -> Result<()> {
    let file = scene.app.files.accept_bytes("quote.pdf", &small_pdf("Quote for a course and a conference"), &[FileKind::Pdf])?;
    let quota = Quota::from(&scene.app.settings.files);
    scene.act(|tx| intake::attach(tx, clerk, NewAttachment { application: id, slot: "quote", file: &file, quota }))
}

fn submit(scene: &Scene, city: &City, id: Id<Application>) -> Result<()> {
    let official = scene.actor(city.official)?;
    let version = scene.app.db.read(|conn| intake::application(conn, id))?.version;
    let certification = Certification { typed_name: official.name.clone(), has_agreed: true, version };
    scene
        .act(|tx| process::submit(tx, &official, id, &certification, &Scene::press()))
        .context(format!("{} could not submit", city.name))?;
    Ok(())
}

/// A real PDF of one page with one line of text.
pub(super) fn small_pdf(line: &str) -> Vec<u8> {
    let text = format!("BT /F1 14 Tf 72 720 Td ({line}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let (mut pdf, mut offsets) = (String::from("%PDF-1.4\n"), Vec::new());
    for (n, object) in objects.iter().enumerate() {
        offsets.push(pdf.len());
        pdf.push_str(&format!("{} 0 obj\n{object}\nendobj\n", n + 1));
    }
    let table = pdf.len();
    pdf.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    for offset in &offsets {
        pdf.push_str(&format!("{offset:010} 00000 n \n"));
    }
    pdf.push_str(&format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1));
    pdf.into_bytes()
}
