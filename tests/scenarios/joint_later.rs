//! Joint applications after the first day: reviewers of a city that becomes a partner, partners opened in a
//! return, costs by city from a spreadsheet, partners that come along with a copied plan.

use crate::claims::letters;
use crate::copying::second_round;
use crate::grant::{City, Fund, fund_of, signed_in};
use crate::joint::{
    CONFIRM, CONTACT, TYPED, asked, draft, input, joint_round, lead, name_sitka, partner, place, portal, put_down, submits,
};
use crate::support::{Browser, World, on_both, on_both_with_its_own_mail};
use diesel::prelude::*;
use urban_diplomacy_fund::db::{Error, schema};
use urban_diplomacy_fund::intake::{self, Application, PartState};
use urban_diplomacy_fund::kernel::{Id, Timestamp};
use urban_diplomacy_fund::people::link_terms::link_terms;
use urban_diplomacy_fund::people::{Actor, CityRole, membership};
use urban_diplomacy_fund::process::{self, Press, Screened};
use urban_diplomacy_fund::review::{self, Assignment, Review, Score, Stage};

fn assign(world: &World, fund: &Fund, id: Id<Application>, who: &Actor) -> Id<Assignment> {
    let assigned = world.db.write(|tx| {
        let about = process::about(tx, id)?;
        review::assign(tx, &fund.officer, &about, &[who.account.expect("an account")], None)
    });
    assigned.expect("a reviewer")[0]
}

fn stages(world: &World, fund: &Fund, id: Id<Application>) -> Vec<Stage> {
    let now = world.clock.now();
    let all = world.db.read(|conn| review::list_for_application(conn, &fund.officer, id, now)).expect("the reviewers");
    all.into_iter().map(|task| task.stage).collect()
}

/// Reviews with a four on every criterion.
fn reviews(world: &World, id: Id<Application>, (who, task): (&Actor, Id<Assignment>)) {
    let about = world.db.read(|conn| process::about(conn, id)).expect("a case");
    world.db.write(|tx| review::declare(tx, who, task, &about.reference, None)).expect("no conflict");
    let rubric = world.db.read(|conn| intake::draft(conn, id)).expect("a draft").definition.rubric.clone();
    let scores = rubric.criteria.iter().map(|c| Score {
        criterion: c.id.clone(),
        score: c.is_scored().then_some(4),
        judgment: c.kind.judgments().first().copied(),
        comment: "Because, as it says on the second page of the plan.".into(),
    });
    let written = Review { scores: scores.collect(), overall: "Good.".into() };
    world.db.write(|tx| review::submit(tx, who, task, (&rubric, &about.reference), &written)).expect("a review");
}

fn return_with(world: &World, fund: &Fund, id: Id<Application>, parts: &[&str]) {
    let parts: Vec<String> = parts.iter().map(|part| (*part).to_owned()).collect();
    let until = Timestamp::parse("2027-02-20T22:00:00Z").expect("an instant");
    let found = Screened { checks: vec![], note: "Who else takes part?".into() };
    let returned = world.db.write(|tx| process::return_for_changes(tx, &fund.officer, id, (&found, &parts, until), &Press::default()));
    returned.expect("it goes back");
}

#[test]
fn a_reviewer_of_a_city_that_becomes_a_partner_is_kept_out() {
    on_both_with_its_own_mail(|world| {
        let fund = fund_of(world, &joint_round(), 100_000);
        let elmira = lead(world);
        let id = draft(world, &fund, &elmira);
        submits(world, &elmira, id).expect("received");
        let [rita, ravi, rosa] = [0, 1, 2].map(|n| &fund.reviewers[n]);
        let sitka = world.city("Sitka, AK");
        for reviewer in [rita, ravi] {
            let account = reviewer.account.expect("an account");
            world.db.write(|tx| membership::grant(tx, &Actor::system(), sitka, account, CityRole::Viewer)).expect("a membership");
        }
        let tasks = [rita, ravi, rosa].map(|reviewer| assign(world, &fund, id, reviewer));
        reviews(world, id, (ravi, tasks[1]));
        reviews(world, id, (rosa, tasks[2]));
        let standing = || world.db.read(|conn| review::standing(conn, id)).expect("a standing");
        assert_eq!((standing().submitted(), standing().owed), (2, 1));

        return_with(world, &fund, id, &["partners"]);
        let (ada, base) = (signed_in(world, &elmira.official), portal(world, id));
        name_sitka(&ada, &base).must_be(200).must_say("The partner is named.");
        assert_eq!(stages(world, &fund, id), [Stage::Recused, Stage::Recused, Stage::Submitted]);
        assert_eq!((standing().submitted(), standing().owed), (1, 0), "what they wrote does not count");
        let kept = world.db.read(|conn| {
            use schema::{review_assignments as a, review_scores as s};
            let row: (String, Option<i64>, String) =
                a::table.find(tasks[1].text()).select((a::overall, a::weighted_score, a::conflict_note)).first(conn)?;
            let scores: i64 = s::table.filter(s::assignment_id.eq(tasks[1].text())).count().get_result(conn)?;
            Ok::<_, Error>((row, scores > 0))
        });
        let ((overall, score, note), has_scores) = kept.expect("the row");
        assert_eq!((overall.as_str(), score.is_some(), has_scores), ("Good.", true, true), "what was submitted stays word for word");
        assert_eq!(note, "Belongs to Sitka, AK, which has a part in this application.");
        assert!(
            world
                .db
                .write(|tx| {
                    use schema::review_assignments as a;
                    diesel::update(a::table.find(tasks[2].text())).set(a::overall.eq("Bad.")).execute(&mut **tx).map_err(Error::from)
                })
                .is_err(),
            "a submitted review is locked as before"
        );

        // They see nothing of it, and cannot be assigned again; the officer and they are told.
        signed_in(world, ravi).get(&format!("/panel/reviews/{}", tasks[1])).must_be(404);
        signed_in(world, rita).get(&format!("/panel/reviews/{}/conflict", tasks[0])).must_be(404);
        assert_eq!(letters(world, &fund.officer.email, "Ravi belongs to Sitka, AK."), 1);
        assert_eq!(letters(world, &fund.officer.email, "stays on record and does not count"), 1);
        assert_eq!(letters(world, &rita.email, "You belong to Sitka, AK, which has a part in this application."), 1);

        // Whoever joins a partner city later is kept out when the application comes in again.
        let rosas = rosa.account.expect("an account");
        world.db.write(|tx| membership::grant(tx, &Actor::system(), sitka, rosas, CityRole::Viewer)).expect("a membership");
        let link = asked(world, &ada, &base, "Ask to confirm");
        let stranger = world.browser();
        stranger.press(&stranger.get(&link), "Send the answer", CONFIRM).must_be(200);
        submits(world, &elmira, id).expect("received again");
        assert_eq!(stages(world, &fund, id), [Stage::Recused; 3]);
    });
}

#[test]
fn the_declaration_names_every_city() {
    on_both(|world| {
        let fund = fund_of(world, &joint_round(), 100_000);
        let elmira = lead(world);
        let id = draft(world, &fund, &elmira);
        let (ada, base) = (signed_in(world, &elmira.official), portal(world, id));
        name_sitka(&ada, &base).must_be(200);
        world.db.write(|tx| intake::add_partner(tx, &elmira.official, id, None, &input("River Towns"))).expect("a network");
        let rita = &fund.reviewers[0];
        let task = assign(world, &fund, id, rita);
        let page = signed_in(world, rita).get(&format!("/panel/reviews/{task}/conflict"));
        page.must_be(200).must_say("Do you have a conflict of interest with any of them: Elmira, NY; Sitka, AK; River Towns?");
        page.must_say("if you worked for one of these cities");
        assert!(!page.says("Sitka sends two planners"), "and nothing else of the application");

        let alone = crate::grant::city(world, "Madison");
        let other = draft(world, &fund, &alone);
        let task = assign(world, &fund, other, rita);
        let page = signed_in(world, rita).get(&format!("/panel/reviews/{task}/conflict"));
        page.must_say("Do you have a conflict of interest with Madison, WI?").must_say("if you worked for this city");
    });
}

#[test]
fn partners_are_opened_in_a_return_and_a_removed_one_is_told() {
    on_both_with_its_own_mail(|world| {
        let fund = fund_of(world, &joint_round(), 100_000);
        let elmira = lead(world);
        let id = draft(world, &fund, &elmira);
        submits(world, &elmira, id).expect("received");
        let (ada, base) = (signed_in(world, &elmira.official), portal(world, id));
        let olive = signed_in(world, &fund.officer);
        let form = olive.get(&format!("{}/return", base.replace("/portal/", "/desk/")));
        form.must_be(200).must_say("Partners, with their parts and contacts.");
        return_with(world, &fund, id, &["project_title"]);
        let closed = ada.get(&format!("{base}/partners"));
        assert!(!closed.says("Name a city"), "only what is open can be changed");
        let refused = world.db.write(|tx| process::add_partner(tx, &elmira.official, id, None, &input("River Towns")));
        assert!(matches!(refused, Err(intake::EditError::Closed)), "{refused:?}");
        submits(world, &elmira, id).expect("received again");

        let form = olive.get(&format!("{}/return", base.replace("/portal/", "/desk/")));
        let typed = [
            ("parts", "partners"),
            ("note", "Who else takes part?"),
            ("answer_by_month", "2"),
            ("answer_by_day", "20"),
            ("answer_by_year", "2027"),
        ];
        olive.press(&form, "Return the application", &typed).must_be(200);
        assert_eq!(letters(world, &elmira.official.email, "Partners"), 1);
        name_sitka(&ada, &base).must_be(200);
        ada.press(&ada.get(&format!("{base}/partners")), "Ask to confirm", &[]).must_say("Below stands until when it works.");
        let made = partner(world, id).asked_at.expect("it was asked");
        let days = link_terms(made).expect("terms").partner_days;
        let until = made.plus(chrono::TimeDelta::days(days));
        let zone = chrono_tz::America::New_York;
        let told = urban_diplomacy_fund::locale::format::datetime(until, zone);
        ada.get(&format!("{base}/partners")).must_say(&format!("The link that was mailed works until {told}."));

        // A partner that no link reached hears nothing; one that was asked does, and not why.
        let remove = |reason: &str| {
            let page = ada.follow(&ada.get(&format!("{base}/partners")), "Remove this partner");
            ada.press(&page, "Remove this partner", &[("reason", reason)]).must_be(200);
        };
        remove("They are late, as ever.");
        let said = "Sitka, AK is no partner of application";
        assert_eq!(letters(world, CONTACT, said), 1);
        assert_eq!(letters(world, CONTACT, "The link that we sent you does not work any more."), 1);
        assert_eq!(letters(world, CONTACT, "late, as ever"), 0);
        name_sitka(&ada, &base).must_be(200);
        remove("A mistake.");
        assert_eq!(letters(world, CONTACT, said), 1, "nobody was asked this time");
        submits(world, &elmira, id).expect("received without partners");
        activities_alone_are_open(world, (&fund, &elmira, id), &ada);
    });
}

/// The names of activities stand in what a partner confirmed: with them open, a partner that declines now can be removed.
fn activities_alone_are_open(world: &World, (fund, elmira, id): (&Fund, &City, Id<Application>), ada: &Browser) {
    let base = portal(world, id);
    return_with(world, fund, id, &["partners"]);
    name_sitka(ada, &base).must_be(200);
    let link = asked(world, ada, &base, "Ask to confirm");
    let stranger = world.browser();
    stranger.press(&stranger.get(&link), "Send the answer", CONFIRM).must_be(200);
    submits(world, elmira, id).expect("received with Sitka");
    return_with(world, fund, id, &["activities"]);
    let page = ada.follow(&ada.get(&format!("{base}/partners")), "Remove this partner");
    ada.press(&page, "Remove this partner", &[("reason", "They have no time.")]).must_be(200);
    submits(world, elmira, id).expect("received without");
}

#[test]
fn a_link_whose_days_are_over_is_said_to_be() {
    on_both_with_its_own_mail(|world| {
        let fund = fund_of(world, &joint_round(), 100_000);
        let elmira = lead(world);
        let id = draft(world, &fund, &elmira);
        let (ada, base) = (signed_in(world, &elmira.official), portal(world, id));
        name_sitka(&ada, &base).must_be(200);
        let link = asked(world, &ada, &base, "Ask to confirm");
        let made = partner(world, id).asked_at.expect("it was asked");
        let ends = made.plus(chrono::TimeDelta::days(link_terms(made).expect("terms").partner_days));
        world.at(&ends.plus(chrono::TimeDelta::minutes(-5)).iso());
        let ada = signed_in(world, &elmira.official);
        ada.get(&format!("{base}/partners")).must_say("The link that was mailed works until");
        world.at(&ends.iso());
        ada.get(&format!("{base}/partners")).must_say("The link that was mailed stopped working").must_say("Ask again.");
        world.browser().get(&link).must_be(410);
    });
}

#[test]
fn a_sheet_puts_costs_down_to_cities() {
    on_both(|world| {
        let fund = fund_of(world, &joint_round(), 100_000);
        let elmira = lead(world);
        let id = draft(world, &fund, &elmira);
        let (ada, base) = (signed_in(world, &elmira.official), portal(world, id));
        name_sitka(&ada, &base).must_be(200);
        let costs = ada.follow(&ada.get(&format!("{base}/budget")), "Protocol course");
        costs.must_say("the city it is put down to (empty for the lead)");
        let sheet = "Travel and rooms\tFlights from Sitka\t1\t\t1000.01\t\tSitka, AK\nTravel and rooms\tTaxis\t1\t\t50\t\tBoise, ID";
        let read = ada.press(&costs, "Read into rows", &[("pasted", sheet)]);
        read.must_be(200).must_say("Row 3: the sheet says “Boise, ID”, which is no city of this application. Choose one.");
        ada.press(&read, "Save and add up", &[]).must_be(200).must_say("Budget by city");
        let whole = world.db.read(|conn| intake::draft(conn, id)).expect("a draft");
        assert_eq!(whole.by_city().iter().map(|city| city.asked.cents()).collect::<Vec<_>>(), [805_000, 100_001]);
        let csv = ada.get(&format!("{base}/budget/{}/costs.csv", whole.activities[0].id));
        let lines: Vec<&str> = csv.body.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(lines[0], "Category,What for,How many,Unit,Price of one,Your city pays,City");
        assert_eq!(lines[1], "Travel and rooms,Flights,1,,8000.00,,\"Elmira, NY\"");
        assert_eq!(lines[2], "Travel and rooms,Flights from Sitka,1,,1000.01,,\"Sitka, AK\"");
    });
}

#[test]
fn partners_come_along_with_a_plan_and_confirm_anew() {
    on_both_with_its_own_mail(|world| {
        let fund = fund_of(world, &joint_round(), 100_000);
        let elmira = lead(world);
        let from = draft(world, &fund, &elmira);
        let (ada, base) = (signed_in(world, &elmira.official), portal(world, from));
        name_sitka(&ada, &base).must_be(200);
        put_down(world, &ada, &base, (from, "1,000")).must_be(200);
        let link = asked(world, &ada, &base, "Ask to confirm");
        let stranger = world.browser();
        stranger.press(&stranger.get(&link), "Send the answer", CONFIRM).must_be(200);

        let earlier = base.rsplit('/').next().expect("a reference");
        let begin = |round| world.db.write(|tx| process::start_case(tx, &elmira.official, round, elmira.id)).expect("a draft");
        let again = joint_round().replace("training-and-conference-support-2027", "training-again-2027");
        let here = begin(second_round(world, &fund, &again));
        let to = format!("/portal/applications/{}", here.reference);
        let page = ada.get(&format!("{to}/copy/{earlier}"));
        page.must_be(200).must_say("Which partners apply with you again?").must_say("ask each again");
        ada.press(&page, "Copy the chosen activities", &[]).must_be(200).must_say("The activities are in your plan");
        let whole = world.db.read(|conn| intake::draft(conn, here.id)).expect("a draft");
        let sitka = &whole.partners[0];
        assert_eq!((sitka.name.as_str(), sitka.contact_email.as_str(), sitka.part.as_str()), ("Sitka, AK", CONTACT, TYPED[2].1));
        assert_eq!((sitka.geoname_id, whole.part_state(sitka)), (Some(place(world, "Sitka", "AK")), PartState::NotAsked));
        assert_eq!(whole.by_city().iter().map(|city| city.asked.cents()).collect::<Vec<_>>(), [800_000, 100_000]);

        // Left out, or in a round in which cities apply alone, its costs are the lead's, and that is said.
        let alone = joint_round()
            .replace("training-and-conference-support-2027", "training-alone-2027")
            .replace(&format!("\n[joint]\nmax_partners = 2\nstatement = \"{}\"\n", crate::joint::STATEMENT), "");
        let third = begin(second_round(world, &fund, &alone));
        let to = format!("/portal/applications/{}", third.reference);
        let page = ada.get(&format!("{to}/copy/{earlier}"));
        page.must_say("1 cost was put down to Sitka, AK, which is no partner here: now put down to Elmira, NY.");
        assert!(!page.says("Which partners apply with you again?"));
        ada.press(&page, "Copy the chosen activities", &[]).must_be(200);
        let whole = world.db.read(|conn| intake::draft(conn, third.id)).expect("a draft");
        assert_eq!((whole.partners.len(), whole.by_city()[0].asked.cents()), (0, 900_000));
    });
}
