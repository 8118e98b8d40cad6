//! The activities of an earlier application are copied into another round: what does not fit is said before,
//! what was looked at is what is copied, and what is planned already stays.

use crate::grant::{City, Fund, ROUND, city, fund_of, signed_in, write_everything};
use crate::support::{World, on_both};
use urban_diplomacy_fund::audit;
use urban_diplomacy_fund::db::Error;
use urban_diplomacy_fund::intake::{
    self, ActivityInput, Application, AttendeeInput, CostInput, Draft, EditError, PlanWishes, TakenActivity,
};
use urban_diplomacy_fund::kernel::{Id, Subject};
use urban_diplomacy_fund::opportunity::{self, Opportunity};
use urban_diplomacy_fund::people::{Actor, CityRole, membership};
use urban_diplomacy_fund::process;

/// A round a year later with a smaller cap and less to choose: no delegations, no materials, three activities.
fn next_round() -> String {
    let without = |text: String, from: &str, to: &str| {
        let (start, end) = (text.find(from).expect(from), text.find(to).expect(to));
        format!("{}{}", &text[..start], &text[end..])
    };
    let text = ROUND
        .replace("training-and-conference-support-2027", "training-and-conference-support-2028")
        .replace("performance_starts = \"2027-04-01\"", "performance_starts = \"2028-07-01\"")
        .replace("performance_ends = \"2028-06-30\"", "performance_ends = \"2029-06-30\"")
        .replace("cap_cents = 1_500_000", "cap_cents = 600_000")
        .replace("min = 1\nmax = 8", "min = 1\nmax = 3");
    let kind = "[[activities.kinds]]\nid = ";
    let text = without(text, &format!("{kind}\"delegation\""), &format!("{kind}\"hosting\""));
    without(text, "[[budget.categories]]\ncode = \"materials\"", "[[budget.categories]]\ncode = \"translation\"")
}

pub fn second_round(world: &World, fund: &Fund, text: &str) -> Id<Opportunity> {
    let opened = world.db.write(|tx| {
        let imported = opportunity::import(tx, &fund.officer, "next.toml", text).expect("the round is sound");
        opportunity::publish(tx, &fund.officer, imported.id).expect("it is published");
        Ok::<_, Error>(imported.id)
    });
    opened.expect("a second round")
}

fn cost(category: &str, what: &str, [quantity, each, city_pays]: [&str; 3]) -> CostInput {
    let own = str::to_owned;
    CostInput {
        category: own(category),
        what: own(what),
        quantity: own(quantity),
        each: own(each),
        city_pays: own(city_pays),
        ..CostInput::default()
    }
}

/// Adds an activity in Taos with somebody who goes and these costs.
fn plan_taos(world: &World, who: &Actor, id: Id<Application>, rows: &[CostInput]) {
    let visit = ActivityInput {
        kind: "delegation".into(),
        title: "Study visit".into(),
        place: "Taos, NM".into(),
        country: "United States".into(),
        starts_on: Some("2027-06-07".parse().expect("a day")),
        ends_on: Some("2027-06-09".parse().expect("a day")),
        partner: "Sapporo".into(),
        provider: "Town of Taos".into(),
    };
    let done = world.db.write(|tx| {
        let activity = intake::add_activity(tx, who, id, &visit)?;
        let version = intake::activity(tx, activity)?.version;
        let person = AttendeeInput { name: String::new(), job: "Harbor planner".into(), standing: "career".into() };
        intake::change_attendees(tx, who, activity, version, &[person])?;
        let version = intake::activity(tx, activity)?.version;
        intake::save_costs(tx, who, activity, version, rows)
    });
    done.expect("a second activity");
}

fn start(world: &World, city: &City, round: Id<Opportunity>) -> (Id<Application>, String) {
    let begun = world.db.write(|tx| process::start_case(tx, &city.official, round, city.id)).expect("a draft");
    (begun.id, format!("/portal/applications/{}", begun.reference))
}

fn draft(world: &World, id: Id<Application>) -> Draft {
    world.db.read(|conn| intake::draft(conn, id)).expect("a draft")
}

/// An earlier application with two activities: a course for $7,000 and $500, a visit to Taos.
fn earlier(world: &World, fund: &Fund, madison: &City) -> Id<Application> {
    let (id, _) = start(world, madison, fund.round);
    let who = &madison.official;
    world
        .db
        .write(|tx| {
            write_everything(world, tx, who, (id, 7_000));
            let course = intake::activities(tx, id)?[0].clone();
            let rows = [cost("travel", "Flights", ["", "7,000", ""]), cost("training", "Course fee", ["1", "500", ""])];
            intake::save_costs(tx, who, course.id, course.version, &rows)
        })
        .expect("costs");
    let rows = [
        cost("travel", "Rooms in Taos, NM, federal rate 2026", ["2", "100", ""]),
        cost("travel", "Buses", ["2.5", "40", "25"]),
        cost("materials", "Maps", ["3", "50", ""]),
    ];
    plan_taos(world, who, id, &rows);
    id
}

#[test]
fn a_plan_is_copied_as_it_was_shown() {
    on_both(|world| {
        let fund = fund_of(world, ROUND, 100_000);
        let madison = city(world, "Madison");
        let from = earlier(world, &fund, &madison);
        let round = second_round(world, &fund, &next_round());
        let (id, base) = start(world, &madison, round);
        let ada = signed_in(world, &madison.official);
        // What is there already stays.
        world
            .db
            .write(|tx| {
                let own = ActivityInput {
                    kind: "training".into(),
                    title: "Our own course".into(),
                    place: "Graz".into(),
                    country: "Austria".into(),
                    starts_on: Some("2028-08-01".parse().expect("a day")),
                    ends_on: Some("2028-08-02".parse().expect("a day")),
                    ..ActivityInput::default()
                };
                intake::add_activity(tx, &madison.official, id, &own).map(drop)
            })
            .expect("an activity");

        let list = ada.follow(&ada.get(&base), "Copy answers or activities from an earlier application");
        let reference = draft(world, from).application.reference;
        let page = ada.follow(&list, &reference);
        page.must_be(200)
            .must_say("nothing is copied before you press the last button")
            .must_say("Protocol course")
            .must_say("Study visit");
        page.must_say("“Flights”, $7,000.00: $7,000.00 is more than the largest grant, $6,000.00. Enter less.");
        page.must_say("“Maps”, $150.00: this round does not pay for “Materials”.");
        page.must_say("It took place May 10, 2027 to May 14, 2027. Here it takes place May 10, 2029 to May 14, 2029");
        page.must_say("This round does not offer “Delegation or study visit”. Choose what kind it is here.");
        page.must_say("“Rooms in Taos, NM, federal rate 2027”: the federal rate is $").must_say("now. It was $100.00.");
        page.must_say("$7,500.00 then, $500.00 here").must_say("The smallest grant is $5,000.00");
        assert_eq!(draft(world, id).activities.len(), 1, "a look copies nothing");

        // A kind is needed; a day that does not fit is told beside its field, and what was typed stays.
        ada.press(&page, "Copy the chosen activities", &[]).must_be(422).must_say("Choose what kind it is here.");
        let wrong = [("kind_1", "hosting"), ("starts_on_1_year", "2031")];
        let refused = ada.press(&page, "Copy the chosen activities", &wrong);
        refused.must_be(422).must_say("The first day must be in the period of performance, July 1, 2028 to June 30, 2029.");
        assert!(refused.body.contains("value=\"2031\""), "what was typed stays");
        let no_day = ada.press(&page, "Copy the chosen activities", &[("kind_1", "hosting"), ("starts_on_1_month", "13")]);
        no_day.must_be(422).must_say("Enter a date that exists");
        assert_eq!(draft(world, id).activities.len(), 1);

        // With another choice the result can be looked at, without copying.
        let looked =
            ada.press(&page, "Show the result", &[("kind_1", "hosting"), ("starts_on_1_month", "9"), ("starts_on_1_year", "2028")]);
        looked
            .must_be(200)
            .must_say("Nothing is copied yet.")
            .must_say("Its kind was “Delegation or study visit”. Here it is “Hosting a partner”.");
        looked.must_say("September 7, 2028 to September 9, 2028");
        assert_eq!(draft(world, id).activities.len(), 1);

        ada.press(&looked, "Copy the chosen activities", &[]).must_be(200).must_say("The activities are in your plan");
        copied(world, (from, id), &reference);

        // Once they are there they are not chosen again, and a limit is said.
        let again = ada.get(&format!("{base}/copy/{reference}"));
        again.must_say("Your plan has an activity of this name already.");
        ada.press(&again, "Copy the chosen activities", &[]).must_be(422).must_say("Choose at least one activity.");
        let more = ada.press(&again, "Copy the chosen activities", &[("take_0", "yes")]);
        more.must_be(422).must_say("An application can have 3 activities, and it has 3. Remove one first.");
        assert_eq!(draft(world, id).activities.len(), 3);
    });
}

/// What stands there afterwards: the whole plan without what was said to be left out.
fn copied(world: &World, (from, id): (Id<Application>, Id<Application>), reference: &str) {
    let (was, is) = (draft(world, from), draft(world, id));
    let titles: Vec<&str> = is.activities.iter().map(|a| a.title.as_str()).collect();
    assert_eq!(titles, ["Our own course", "Protocol course", "Study visit"]);
    let (before, visit) = (&was.activities[1], &is.activities[2]);
    assert_eq!(
        (visit.kind.as_str(), visit.starts_on.to_string(), visit.ends_on.to_string()),
        ("hosting", "2028-09-07".into(), "2028-09-09".into())
    );
    let place = |a: &intake::Activity| [a.place.clone(), a.country.clone(), a.partner.clone(), a.provider.clone()];
    assert_eq!(place(visit), place(before));
    let people = |a: &intake::Activity| a.attendees.iter().map(|p| (p.name.clone(), p.job.clone(), p.standing)).collect::<Vec<_>>();
    assert_eq!(people(visit), people(before));
    let rows: Vec<_> = is.costs_of(visit).map(|c| (c.what.as_str(), c.quantity.to_string(), c.city_pays.cents())).collect();
    assert_eq!(rows, [("Rooms in Taos, NM, federal rate 2027", "2".into(), 0), ("Buses", "2.5".into(), 2_500)]);
    let rooms = is.costs_of(visit).next().expect("rooms");
    assert!(rooms.each.cents() > 10_000, "the rate of the month in which it takes place: {}", rooms.each);
    assert_eq!(is.activity_total(&is.activities[1]).cents(), 50_000);
    assert_eq!(is.activity_total(visit).cents(), 2 * rooms.each.cents() + 7_500);
    assert_eq!(is.application.total, is.total(), "the list shows it");
    assert!(is.attachments.is_empty(), "files are not copied");
    let events = world.db.read(|conn| audit::list_for(conn, &Subject::new("application", id.text()), 50)).expect("the record");
    let told: Vec<_> = events.iter().filter(|event| event.fact == "application.plan_copied").collect();
    assert_eq!(told.len(), 1);
    assert!(
        told[0].payload.contains(reference) && told[0].payload.contains("Maps") && told[0].payload.contains("Flights"),
        "{}",
        told[0].payload
    );
}

#[test]
fn only_what_was_looked_at_is_copied_and_only_by_who_may() {
    on_both(|world| {
        let fund = fund_of(world, ROUND, 100_000);
        let (madison, monona) = (city(world, "Madison"), city(world, "Monona"));
        let from = earlier(world, &fund, &madison);
        // Another round of the same terms; a city has one draft in each.
        let twin = ROUND.replace("training-and-conference-support-2027", "training-and-conference-support-2027-again");
        let round = second_round(world, &fund, &twin);
        let (id, base) = start(world, &madison, round);
        let reference = draft(world, from).application.reference;
        let ada = signed_in(world, &madison.official);
        let page = ada.get(&format!("{base}/copy/{reference}"));
        page.must_be(200);
        assert!(!page.says("What is left out") && !page.says("Here it takes place"), "in such a round all of it fits: {}", page.text());

        // A colleague changes a price meanwhile: nothing is copied, and the page shows it as it is now.
        let change = |each: &str| {
            let course = draft(world, from).activities[0].clone();
            let row = cost("travel", "Trains", ["1", each, ""]);
            world
                .db
                .write(|tx| intake::save_costs(tx, &madison.official, course.id, course.version, std::slice::from_ref(&row)))
                .expect("saved");
        };
        change("1,234");
        let shown = ada.press(&page, "Copy the chosen activities", &[]);
        shown.must_be(422).must_say("What would be copied is not what you looked at").must_say("$1,234.00");
        assert_eq!(draft(world, id).activities.len(), 0);
        let pressed = shown.fill(Some("Copy the chosen activities"), &[]);
        ada.send_form(&pressed, &[]).must_be(200).must_say("The activities are in your plan");
        ada.send_form(&pressed, &[]).must_be(200);
        assert_eq!(draft(world, id).activities.len(), 2, "a second press of the same button changes nothing");

        // Nothing of another city, in either direction; a viewer reads and does not copy.
        let (theirs, their_base) = start(world, &monona, fund.round);
        let eve = signed_in(world, &monona.official);
        eve.get(&format!("{their_base}/copy/{reference}")).must_be(404);
        eve.get(&format!("{base}/copy/{reference}")).must_be(404);
        assert!(!eve.get(&format!("{their_base}/copy")).says(&reference));
        ada.get(&format!("{base}/copy/{}", draft(world, theirs).application.reference)).must_be(404);
        let course = draft(world, from).activities[0].id;
        let taken = [TakenActivity { activity: course, sha256: String::new() }];
        let copies = |who: &Actor, into| world.db.write(|tx| process::copy_plan(tx, who, (into, from), &PlanWishes::default(), &taken));
        assert!(matches!(copies(&monona.official, theirs), Err(EditError::Invalid(_))), "not from another city");
        assert!(matches!(copies(&monona.official, id), Err(EditError::Db(Error::Missing))), "not into another city");
        let viewer = world.person("Vic Viewer");
        let vic = world.actor(&viewer).account.expect("an account");
        world.db.write(|tx| membership::grant(tx, &Actor::system(), madison.id, vic, CityRole::Viewer)).expect("a role");
        assert!(matches!(copies(&world.actor(&viewer), id), Err(EditError::NotAllowed)));
        viewer.get(&format!("{base}/copy/{reference}")).must_be(404);
        assert_eq!(draft(world, theirs).activities.len() + draft(world, id).activities.len(), 2);

        // What was received takes nothing more.
        let sent = crate::grant::application(world, &fund, &madison, 8_000);
        assert_eq!(sent, from, "the draft of that round");
        let closed = world.db.write(|tx| process::copy_plan(tx, &madison.official, (sent, id), &PlanWishes::default(), &taken));
        assert!(matches!(closed, Err(EditError::Closed)), "{closed:?}");
        let path = format!("/portal/applications/{reference}/copy/{}", draft(world, id).application.reference);
        ada.get(&path).must_be(200).must_say("This part can no longer be changed");
    });
}
