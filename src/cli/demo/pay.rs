//! From the signed agreement to closeout: bank details, advances, expenses,
//! reports. Three people of the fund move each payment, as the policy asks.

use super::apply::small_pdf;
use super::cast::missing;
use super::gather;
use super::rounds::Round;
use super::scene::{Case, Goal, Scene};
use crate::award::{self, Award, Signature};
use crate::banking;
use crate::compliance::{self, ActivityNarrative, Income, NewCertification, NewFinalReport, ReportForm};
use crate::disbursement::{
    self, AccountKind, BankDetails, CategoryAmount, NewBankDetails, NewPayment, NewRefund, NewReturn, NoticeOfChange, Payment, PaymentKind,
    PaymentState, RunState, Which,
};
use crate::files::FileKind;
use crate::intake::{self, Activity, BudgetLine};
use crate::kernel::{Id, Money};
use crate::people::{Actor, FundRole, organisation};
use crate::process;
use crate::spending::{self, ForeignInput, Judgement, NewExpense, Receipt};
use anyhow::{Context, Result};
use chrono::TimeDelta;

/// A routing number of the public list, with a valid check digit. No money moves in a demo.
const ROUTING: &str = "121140399";

/// Takes the awards of a round as far as they shall come.
pub(super) fn pay_all(scene: &mut Scene, round: &Round) -> Result<()> {
    let starts = round.definition.dates.performance_starts;
    chapter(scene, "agreements", Goal::Accepted, accept)?;
    chapter(scene, "bank details", Goal::BankEntered, enter_bank)?;
    scene.at(starts + TimeDelta::days(5), 13);
    chapter(scene, "verification", Goal::Requested, verify_bank)?;
    chapter(scene, "advances", Goal::Requested, request)?;
    scene.at(starts + TimeDelta::days(8), 13);
    run_payments(scene)?;
    scene.at(starts + TimeDelta::days(10), 13);
    settle(scene)?;
    notice(scene)?;
    scene.at(starts + TimeDelta::days(12), 13);
    come_back(scene)?;
    scene.at(starts + TimeDelta::days(90), 13);
    chapter(scene, "activities", Goal::Spending, gather::gather)?;
    gather::tidy(scene)?;
    gather::type_rates(scene, (starts, starts + TimeDelta::days(365)))?;
    chapter(scene, "expenses", Goal::Spending, spend)?;
    scene.at(starts + TimeDelta::days(110), 13);
    chapter(scene, "refunds", Goal::Reported, refund)?;
    chapter(scene, "reports", Goal::Reported, report)?;
    scene.at(starts + TimeDelta::days(120), 13);
    chapter(scene, "closeouts", Goal::Closed, close)
}

fn chapter(scene: &mut Scene, title: &'static str, goal: Goal, play: fn(&mut Scene, &Case) -> Result<()>) -> Result<()> {
    let cases = scene.reaching(goal);
    scene.begin(title, cases.len());
    for case in &cases {
        play(scene, case).with_context(|| format!("{title} of {}", case.id))?;
        scene.step();
    }
    Ok(())
}

pub(super) fn official(scene: &Scene, case: &Case) -> Result<Actor> {
    let city = scene.city(case.city)?;
    scene.actor(city.official)
}

pub(super) fn load(scene: &Scene, case: &Case) -> Result<Award> {
    let id = case.id.cast();
    Ok(scene.app.db.read(|conn| award::award(conn, id))?)
}

fn accept(scene: &mut Scene, case: &Case) -> Result<()> {
    let official = official(scene, case)?;
    let id = case.id.cast();
    let agreement = scene.app.db.read(|conn| award::agreement(conn, id))?;
    let signature = Signature { typed_name: official.name.clone(), has_authority: true, seen_digest: agreement.digest };
    scene.act(|tx| process::accept_agreement(tx, &official, case.id, &signature, &Scene::press()))?;
    Ok(())
}

fn enter_bank(scene: &mut Scene, case: &Case) -> Result<()> {
    let city = scene.city(case.city)?;
    let known = scene.app.db.read(|conn| disbursement::find_current_bank_details(conn, city.id))?;
    if known.is_some() {
        return Ok(());
    }
    let official = scene.actor(city.official)?;
    let account = format!("{:010}", scene.dice.between(1_000_000, 9_999_999_999));
    let new = NewBankDetails {
        organisation: city.id,
        holder: city.name.to_uppercase(),
        routing_number: ROUTING.into(),
        account_number: account.clone(),
        account_number_again: account,
        kind: "checking".into(),
    };
    let vault = scene.app.vault.clone();
    scene.act(|tx| disbursement::enter_bank_details(tx, &vault, &official, &new))?;
    Ok(())
}

fn verify_bank(scene: &mut Scene, case: &Case) -> Result<()> {
    let city = scene.city(case.city)?;
    let finance = scene.staff(FundRole::FinanceOfficer)?;
    let details: BankDetails =
        scene.app.db.read(|conn| disbursement::find_current_bank_details(conn, city.id))?.ok_or_else(|| missing("bank details"))?;
    if details.verified.is_some() {
        return Ok(());
    }
    scene.act(|tx| disbursement::verify_bank_details(tx, &finance, details.id, "Called the city hall at its public number."))
}

fn request(scene: &mut Scene, case: &Case) -> Result<()> {
    let official = official(scene, case)?;
    let award = load(scene, case)?;
    let lines = award.lines.iter().map(|line| CategoryAmount { category: line.category.clone(), amount: line.amount }).collect();
    let new =
        NewPayment { award: award.id, kind: PaymentKind::Advance, lines, purpose: "Fees and tickets must be paid before the trip.".into() };
    scene.act(|tx| disbursement::request_payment(tx, &official, &new))?;
    Ok(())
}

/// Every advance that shall leave goes out in one run.
fn run_payments(scene: &Scene) -> Result<()> {
    let second = scene.nth_of_staff(FundRole::FinanceOfficer, 1)?;
    let (first, releaser) = (scene.staff(FundRole::FinanceOfficer)?, scene.staff(FundRole::ReleasingOfficer)?);
    let mut chosen: Vec<Id<Payment>> = Vec::new();
    for case in scene.reaching(Goal::Released) {
        let id = case.id.cast();
        chosen.extend(scene.app.db.read(|conn| disbursement::list_payments(conn, Which::Award(id)))?.iter().map(|p| p.id));
    }
    if chosen.is_empty() {
        return Ok(());
    }
    let vault = scene.app.vault.clone();
    let run = scene.act(|tx| disbursement::prepare_run(tx, &first, &chosen))?;
    scene.act(|tx| disbursement::approve_run(tx, &second, run.id))?;
    // A large run takes two.
    if scene.app.db.read(|conn| disbursement::open_run(conn, &first, run.id))?.state == RunState::Prepared {
        let third = scene.staff(FundRole::ApprovingOfficial)?;
        scene.act(|tx| disbursement::approve_run(tx, &third, run.id))?;
    }
    scene.act(|tx| disbursement::release_run(tx, &vault, &releaser, run.id))
}

/// The bank's statement names the payments that arrived.
fn settle(scene: &Scene) -> Result<()> {
    let finance = scene.staff(FundRole::FinanceOfficer)?;
    let mut csv = String::from("date,description,amount,trace\n");
    for case in scene.reaching(Goal::Paid) {
        let id = case.id.cast();
        for payment in scene.app.db.read(|conn| disbursement::list_payments(conn, Which::Award(id)))? {
            let trace = payment.trace.unwrap_or_default();
            csv.push_str(&format!("{},ACH {},-{},{trace}\n", scene.app.now().day(), payment.reference, payment.amount.plain()));
        }
    }
    if csv.lines().count() > 1 {
        scene.act(|tx| banking::import_statement(tx, &finance, "statement.csv", csv.as_bytes()))?;
    }
    Ok(())
}

/// The bank says of one account that it is of another kind; nobody has decided it yet.
fn notice(scene: &Scene) -> Result<()> {
    let second = scene.nth_of_staff(FundRole::FinanceOfficer, 1)?;
    let Some(case) = scene.reaching(Goal::Released).into_iter().next() else { return Ok(()) };
    let award = case.id.cast();
    let (known, payments) = scene.app.db.read(|conn| {
        let known = disbursement::list_bank_proposals(conn, &second)?;
        Ok::<_, crate::db::Error>((known, disbursement::list_payments(conn, Which::Award(award))?))
    })?;
    let Some(payment) = payments.into_iter().find(|payment| payment.trace.is_some()).filter(|_| known.is_empty()) else { return Ok(()) };
    let notice = NoticeOfChange {
        payment: Some(payment.id),
        organisation: payment.organisation,
        code: "C05".into(),
        routing_number: None,
        account_number: None,
        kind: Some(AccountKind::Savings),
        holder: None,
        trace: payment.trace.unwrap_or_default(),
    };
    scene.act(|tx| disbursement::propose_bank_change(tx, &second, &notice)).map(drop)
}

/// The bank sends one payment back, and its statement says so: the money can be asked for again once the city has entered
/// another account. Not for a city of whose account a notice of the bank waits.
fn come_back(scene: &Scene) -> Result<()> {
    let finance = scene.staff(FundRole::FinanceOfficer)?;
    let noticed = scene.app.db.read(|conn| disbursement::list_bank_proposals(conn, &finance))?;
    for case in scene.cases.iter().filter(|case| case.goal == Goal::Paid) {
        let award = case.id.cast();
        let payments = scene.app.db.read(|conn| disbursement::list_payments(conn, Which::Award(award)))?;
        let settled = payments.into_iter().find(|payment| payment.state == PaymentState::Settled);
        let is_free = |payment: &Payment| noticed.iter().all(|notice| notice.organisation != payment.organisation);
        let Some(payment) = settled.filter(is_free) else { continue };
        let told_on = payment.settled_on;
        let told = NewReturn { code: "R03".into(), told_on, evidence: "The bank called the finance office.".into() };
        let proposal = scene.act(|tx| disbursement::propose_return(tx, &finance, payment.id, &told))?;
        let second = scene.nth_of_staff(FundRole::FinanceOfficer, 1)?;
        scene.act(|tx| disbursement::confirm_return(tx, &second, proposal))?;
        let (day, trace) = (scene.app.now().day(), payment.trace.unwrap_or_default());
        let csv = format!("date,description,amount,trace\n{day},ACH return {},{},{trace}\n", payment.reference, payment.amount.plain());
        return scene.act(|tx| banking::import_statement(tx, &finance, "returns.csv", csv.as_bytes())).map(drop);
    }
    Ok(())
}

fn plan(scene: &Scene, case: &Case) -> Result<(Vec<Activity>, Vec<BudgetLine>)> {
    Ok(scene.app.db.read(|conn| Ok::<_, crate::db::Error>((intake::activities(conn, case.id)?, intake::budget_lines(conn, case.id)?)))?)
}

/// Most of each planned cost is spent, fees abroad in euros. Where the award is still under way, the last
/// expense waits for a decision, without its receipt and with a word that is flagged.
fn spend(scene: &mut Scene, case: &Case) -> Result<()> {
    let clerk = scene.actor(scene.city(case.city)?.clerk)?;
    let officer = scene.staff(FundRole::ProgramOfficer)?;
    let (activities, budget) = plan(scene, case)?;
    let last = budget.len().saturating_sub(1);
    for (n, line) in budget.iter().enumerate() {
        let Some(activity) = activities.iter().find(|a| a.id == line.activity) else { continue };
        let spent = Money::from_cents(line.amount.cents() * scene.dice.between(82, 100) / 100);
        let waits = case.goal == Goal::Spending && n == last;
        let proof = if waits { None } else { Some(proof(scene, activity, spent)?) };
        let in_euros = activity.country != "United States" && line.category == "conference";
        let (amount, foreign) = if in_euros { (String::new(), euros(spent)) } else { (spent.plain(), ForeignInput::default()) };
        let what = format!("{}: {}", activity.title, line.category.replace('_', " "));
        let new = NewExpense {
            award: case.id.cast(),
            replaces: None,
            activity: activity.id.text(),
            category: line.category.clone(),
            attendee: activity.attendees.first().map(|a| a.id.text()),
            spent_on: Ok(Some(activity.starts_on)),
            amount,
            foreign,
            payee: if activity.provider.is_empty() { format!("Partner in {}", activity.place) } else { activity.provider.clone() },
            description: if waits { format!("{what}, with wine for the hosts") } else { what },
            nights: if line.category == "travel" { "3".into() } else { String::new() },
            days: String::new(),
            receipt: Ok(proof),
            no_receipt: if waits { "The hotel sends it next week.".into() } else { String::new() },
        };
        let id = scene.act(|tx| spending::submit_expense(tx, &clerk, &new))?;
        if !waits {
            let flags = scene.app.db.read(|conn| spending::list_flags(conn, id))?;
            let answers = flags.iter().map(|flag| (flag.kind.to_string(), "It is part of the agreed plan.".to_owned())).collect();
            let judgement = Judgement { answers, ..Judgement::default() };
            scene.act(|tx| spending::judge(tx, &officer, id, &judgement, "demo"))?;
        } else if scene.dice.chance(40) {
            scene.act(|tx| {
                spending::question(tx, &officer, (id, None), "The receipt does not show the dates. Please add the page that does.")
            })?;
        }
    }
    Ok(())
}

fn proof(scene: &Scene, activity: &Activity, spent: Money) -> Result<Receipt> {
    let page = small_pdf(&format!("Receipt {} for {}", spent.plain(), activity.title));
    let file = scene.app.files.accept_bytes("receipt.pdf", &page, &[FileKind::Pdf])?;
    Ok(Receipt { sha256: file.sha256, name: file.name, media_type: file.kind.media_type().into() })
}

/// At most so many dollars, as they were paid in euros.
fn euros(spent: Money) -> ForeignInput {
    ForeignInput {
        currency: "EUR".into(),
        amount: Money::from_cents(spent.cents() * 100 / 110).plain(),
        rate: "1.10".into(),
        source: "Card statement".into(),
    }
}

fn refund(scene: &mut Scene, case: &Case) -> Result<()> {
    let finance = scene.staff(FundRole::FinanceOfficer)?;
    let position = scene.app.db.read(|conn| crate::ledger::award_position(conn, &case.id.text()))?.total;
    if !position.advanced.is_positive() {
        return Ok(());
    }
    let new = NewRefund {
        key: format!("demo-refund-{}", case.id),
        award: case.id.cast(),
        amount: position.advanced,
        received_on: disbursement::Terms::day(scene.app.now()),
        bank_reference: "Check 1042".into(),
    };
    scene.act(|tx| disbursement::record_refund(tx, &finance, &new))
}

fn report(scene: &mut Scene, case: &Case) -> Result<()> {
    let official = official(scene, case)?;
    let (activities, _) = plan(scene, case)?;
    let told = activities.iter().map(|activity| ActivityNarrative {
        activity: activity.id.text(),
        narrative: format!("Two people took part in {}. They brought back a handbook and three contacts.", activity.title),
        attended: activity.attendees.iter().map(|a| a.id.text()).collect(),
    });
    let new = NewFinalReport { award: case.id.cast(), summary: "The course and the conference took place as planned. The clerk now answers letters from abroad within a week, and four colleagues were trained.".into(), activities: told.collect() };
    scene.act(|tx| process::submit_report(tx, &official, &new, &Scene::press()))
}

fn close(scene: &mut Scene, case: &Case) -> Result<()> {
    let officer = scene.staff(FundRole::ProgramOfficer)?;
    let award = case.id.cast();
    scene.act(|tx| process::accept_report(tx, &officer, (award, None), &Scene::press()))?;
    certify(scene, case, &officer)?;
    scene.act(|tx| process::close(tx, &officer, case.id, &Scene::press()))
}

/// The official certifies the final figures; the officer accepts them.
fn certify(scene: &mut Scene, case: &Case, officer: &Actor) -> Result<()> {
    let official = official(scene, case)?;
    let agency = scene.app.settings.fund.name.clone();
    let (report, shown) = scene.app.db.read(|conn| {
        let all = compliance::list_award_reports(conn, case.id.cast())?;
        let report = all.into_iter().find(|r| r.form == ReportForm::FinalFinancial).ok_or(crate::db::Error::Missing)?;
        let award = award::award(conn, case.id.cast())?;
        let today = scene.app.now().day_in(organisation::city(conn, award.organisation)?.zone);
        let shown = compliance::figures(conn, &report, (&agency, today))?;
        Ok::<_, crate::db::Error>((report, shown))
    })?;
    let new = NewCertification {
        report: report.id,
        agency,
        indirect: Ok(None),
        income: Ok(Income { earned: shown.line("10l"), spent: shown.line("10m") }),
        remarks: String::new(),
        typed_name: official.name.clone(),
        title: "City Manager".into(),
        has_certified: true,
        seen_digest: shown.digest()?,
    };
    scene.act(|tx| compliance::certify(tx, &official, &new))?;
    scene.act(|tx| compliance::accept_award_report(tx, officer, (report.id, None)))
}
