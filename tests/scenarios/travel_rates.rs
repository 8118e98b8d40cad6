//! Nights and meals against the travel rates, each by its own day: those inside the program over two months, those of a
//! file whose season changes within a stay; for how many people, and why a cost was not compared; and `udf rates import`,
//! which brings such files in.

use crate::expense_flags::{at_the_desk, enter, with_training};
use crate::grant::signed_in;
use crate::money::{Ground, ground, receipt};
use crate::support::{Page, World, on_both};
use crate::tracking::row;
use std::process::Command;
use urban_diplomacy_fund::gathering;
use urban_diplomacy_fund::people::FundRole;
use urban_diplomacy_fund::rates::{self, Known};

const HEAD: &str = "country,place,from,to,lodging,meals\n";
const OVER: &str = "Over the travel rate";

/// An activity in Moab, Utah, from June 29 to July 3, 2027, that was not in the plan.
fn in_moab(world: &World, g: &Ground) -> String {
    let city = signed_in(world, &g.city.official);
    let values = [
        ("state", "planned"),
        ("title", "Trails forum"),
        ("kind", "training"),
        ("place", "Moab"),
        ("country", "United States"),
        ("starts_on_month", "6"),
        ("starts_on_day", "29"),
        ("starts_on_year", "2027"),
        ("ends_on_month", "7"),
        ("ends_on_day", "3"),
        ("ends_on_year", "2027"),
        ("reason", "Moab invited us."),
    ];
    city.submit(&city.get(&format!("/portal/awards/{}/activities/new", g.number)), &values).must_be(200).must_say("Trails forum");
    let all = world.db.read(|conn| gathering::activities(conn, g.id.cast())).expect("activities");
    all.into_iter().find(|activity| activity.title == "Trails forum").expect("it is there").id.text()
}

/// Enters expenses of nights or days of meals, each with what the officer must read of the rate, if anything.
fn each(world: &World, g: &Ground, activity: Option<&str>, cases: &[(&str, (&str, &str), Option<&str>)]) {
    for (n, (amount, count, told)) in cases.iter().enumerate() {
        let what = format!("Stay {}", n + 1);
        let mut fields = vec![("description", what.as_str()), ("amount", *amount), *count];
        fields.extend(activity.map(|id| ("activity", id)));
        enter(world, g, &fields, Some(&receipt(n + 1))).must_be(200);
        let page = at_the_desk(world, g, &what);
        if let Some(words) = told {
            let found = row(&page, OVER);
            assert!(found[1].contains(words), "{what}: {found:?}");
        } else {
            assert!(!page.says(OVER), "{what}: {}", page.text());
        }
    }
}

#[test]
fn the_rates_inside_the_program_count_by_place_and_month() {
    on_both(|world| {
        let g = ground(world);
        let moab = in_moab(world, &g);
        // From the published table of fiscal year 2027: Moab is $212 in June and $165 in July, meals are $86 and $64.50 on
        // the first and the last day.
        each(
            world,
            &g,
            Some(&moab),
            &[
                ("424", ("nights", "2"), None),
                ("424.01", ("nights", "2"), Some("2 nights in Moab, UT for one person may cost $424.00")),
                ("754", ("nights", "4"), None),
                (
                    "754.01",
                    ("nights", "4"),
                    Some("may cost $754.00 (General Services Administration, fiscal year 2027); this is $0.01 more."),
                ),
                ("387", ("days", "5"), None),
                ("387.01", ("days", "5"), Some("5 days of meals in Moab, UT for one person may cost $387.00")),
            ],
        );
        let found = row(&at_the_desk(world, &g, "Stay 4"), OVER);
        assert!(found[2].contains("2 CFR 200.475"), "{found:?}");
    });
}

fn sends(world: &World, g: &Ground, csv: &str) -> Page {
    let fay = signed_in(world, &g.preparer);
    fay.attach(&fay.get("/desk/rates"), &[("source", "state"), ("file_citation", "DSSR 925")], &[("file", "rates.csv", csv.as_bytes())])
}

#[test]
fn a_season_of_a_file_counts_from_its_very_day() {
    on_both(|world| {
        let g = ground(world);
        // The course in Lyon is from May 10 to 14; from May 12 on everything costs more.
        let csv = format!("{HEAD}France,Lyon,2027-05-01,2027-05-11,200,100\nFrance,Lyon,2027-05-12,2027-09-30,250,120\n");
        sends(world, &g, &csv).must_be(200).must_say("Lyon, France");
        each(
            world,
            &g,
            None,
            &[
                ("400.01", ("nights", "2"), Some("2 nights in Lyon, France for one person may cost $400.00 (DSSR 925)")),
                ("900", ("nights", "4"), None),
                ("900.01", ("nights", "4"), Some("4 nights in Lyon, France for one person may cost $900.00")),
                // $75 on the first day, $100, $120, $120, and $90 on the last.
                ("505", ("days", "5"), None),
                ("505.01", ("days", "5"), Some("5 days of meals in Lyon, France for one person may cost $505.00")),
            ],
        );
    });
}

/// An officer's page of an expense with these fields.
fn judged(world: &World, g: &Ground, (what, file): (&str, usize), more: &[(&str, &str)]) -> Page {
    let fields = [&[("description", what)][..], more].concat();
    enter(world, g, &fields, Some(&receipt(file))).must_be(200);
    at_the_desk(world, g, what)
}

#[test]
fn an_officer_reads_why_a_cost_of_travel_was_not_compared() {
    on_both(|world| {
        let g = ground(world);
        with_training(world, &g);
        let officer = signed_in(world, &g.fund.officer);
        let not_over = |page: &Page| assert!(!page.says(OVER), "{}", page.text());
        // Nobody said how many nights: it may be a fare. The officer is told, and nothing is refused.
        let room = judged(world, &g, ("Hotel Minho", 1), &[("amount", "4,000")]);
        room.must_say("Not compared with the travel rate: neither nights nor days of meals are given.").must_say("2 CFR 200.475");
        assert!(!room.says(OVER) && !room.says("What was found"), "{}", room.text());
        officer.press(&room, "Accept", &[]).must_be(200);
        // No rate is known abroad before somebody brings it in.
        let stay = judged(world, &g, ("Stay", 2), &[("amount", "900"), ("nights", "4")]);
        stay.must_say("Not compared with the travel rate: no rate is known for Lyon on May 10, 2027.");
        stay.must_say("Import the foreign rates or type one.").must_say("2 CFR 200.475");
        not_over(&stay);
        officer.follow(&stay, "Travel rates").must_say("What a night and a day of meals may cost.");
        // A fee is no cost of travel.
        let fee = judged(world, &g, ("Fee of the course", 3), &[("category", "training"), ("amount", "100")]);
        assert!(!fee.says("Not compared") && !fee.says("travel rate"), "{}", fee.text());
        // What is known later is told as of today; what was found when the city submitted it stays.
        sends(world, &g, &format!("{HEAD}France,Lyon,2027-05-01,2027-09-30,200,100\n")).must_be(200);
        let later = at_the_desk(world, &g, "Stay");
        later.must_say("By the rates known today, 4 nights in Lyon, France for one person may cost $800.00 (DSSR 925);");
        later.must_say("this is $100.00 more. It was not so when the city submitted it");
        not_over(&later);
        let night = judged(world, &g, ("Room of the trainer", 4), &[("category", "training"), ("amount", "200"), ("nights", "1")]);
        night.must_say("1 night in Lyon, France for one person may cost $200.00 (DSSR 925); this is not more.");
        not_over(&night);
    });
}

/// The city says what became of its course.
fn records(world: &World, g: &Ground, values: &[(&str, &str)]) {
    let city = signed_in(world, &g.city.official);
    let page = city.follow(&city.get(&format!("/portal/awards/{}/activities", g.number)), "Protocol course");
    city.press(&page, "Save this activity", values).must_be(200);
}

#[test]
fn a_cost_is_for_those_who_came_and_before_for_those_who_are_named() {
    on_both(|world| {
        let g = ground(world);
        sends(world, &g, &format!("{HEAD}France,Lyon,2027-05-01,2027-09-30,200,100\n")).must_be(200);
        let two_nights = |of: (&str, usize), amount: &str| judged(world, &g, of, &[("amount", amount), ("nights", "2")]);
        let not_over = |page: &Page, words: &str| {
            page.must_say(words).must_say("this is not more.");
            assert!(!page.says(OVER), "{}", page.text());
        };
        let over = |page: &Page, words: &str| {
            let found = row(page, OVER);
            assert!(found[1].contains(words), "{found:?}");
        };
        records(world, &g, &[("state", "planned"), ("name-1", "Bo Bell"), ("job-1", "Mayor"), ("standing-1", "appointee")]);
        not_over(&two_nights(("Two go", 1), "800"), "2 nights in Lyon, France for 2 people may cost $800.00");
        over(&two_nights(("Two go and more", 2), "800.01"), "for 2 people may cost $800.00");
        // One of the two came.
        records(world, &g, &[("state", "held"), ("attended-0", "yes")]);
        not_over(&two_nights(("One came", 3), "400"), "for one person may cost $400.00");
        over(&two_nights(("One came and more", 4), "400.01"), "for one person may cost $400.00");
        // They were counted, and not all are named.
        records(world, &g, &[("state", "held"), ("career", "3")]);
        not_over(&two_nights(("Three came", 5), "1,200"), "for 3 people may cost $1,200.00");
        over(&two_nights(("Three came and more", 6), "1,200.01"), "for 3 people may cost $1,200.00");
        at_the_desk(world, &g, "Two go and more").must_say("It was more when the city submitted it.");
        // What was for one person is for one, whoever else came.
        let people = world.db.read(|conn| gathering::activities(conn, g.id.cast())).expect("activities").remove(0).attendees;
        let cleo = people.iter().find(|person| person.name == "Cleo Clerk").expect("she is named").id.text();
        let own = [("amount", "400.01"), ("nights", "2"), ("attendee", cleo.as_str())];
        over(&judged(world, &g, ("Room of Cleo", 7), &own), "for one person may cost $400.00");
    });
}

/// Runs `udf rates import` on the database of the world: whether it went well, and what it said.
fn imports(world: &World, (file, text): (&str, &str), by: &str) -> (bool, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let inside = |name: &str| folder.path().join(name).display().to_string();
    if !text.is_empty() {
        std::fs::write(folder.path().join(file), text).expect("a file");
    }
    let output = Command::new(env!("CARGO_BIN_EXE_udf"))
        .args(["rates", "import", file, "--source", "state", "--citation", "DSSR 925", "--as", by])
        .current_dir(folder.path())
        .env("DATABASE_URL", &world.app.settings.database.url)
        .env("UDF__DATABASE__DURABLE", "false")
        .env("UDF__FILES__FOLDER", inside("files"))
        .env("UDF__VAULT__KEY_PATH", inside("vault.key"))
        .output()
        .expect("udf starts");
    let said = if output.status.success() { output.stdout } else { output.stderr };
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

#[test]
fn the_command_takes_a_file_once_and_a_broken_one_not_at_all() {
    on_both(|world| {
        let fay = world.staff("Fay Finance", FundRole::FinanceOfficer);
        let mo = world.person("Mo Member");
        let kept = || world.db.read(|conn| rates::list_rates(conn, "france", 10)).expect("rates").len();
        let refused = |file: (&str, &str), by: &str, words: &str| {
            let (is_done, said) = imports(world, file, by);
            assert!(!is_done && said.contains(words), "{said}");
            assert_eq!(kept(), 0, "nothing of it was kept");
        };
        let good = format!("{HEAD}France,Lyon,2027-05-01,2027-09-30,210,120\nFrance,Other,2027-05-01,2027-09-30,150,100\n");
        let broken = good.replace("150,100", "-150,100");
        refused(("fy2027.csv", &broken), &fay.email, "Line 3: a night must look like 148 or 148.00.");
        refused(("fy2027.csv", "country,place\n"), &fay.email, "“from” is missing");
        refused(("fy2027.csv", ""), &fay.email, "fy2027.csv cannot be read");
        refused(("fy2027.csv", &good), "nobody@people.example", "nobody has the address nobody@people.example");
        refused(("fy2027.csv", &good), &mo.email, "Only a program or finance officer can bring in travel rates.");

        assert_eq!(imports(world, ("fy2027.csv", &good), &fay.email), (true, "2 rates read in\n".to_owned()));
        let day = "2027-05-10".parse().expect("a day");
        let room = |place: &str| match world.db.read(|conn| rates::of(conn, place, "France", day)).expect("a look") {
            Known::Rates(found) => found.iter().map(|rate| (rate.room.cents(), rate.citation.clone())).collect::<Vec<_>>(),
            _ => vec![],
        };
        assert_eq!(room("Lyon"), [(21_000, "DSSR 925".to_owned())]);
        assert_eq!(room("Nantes"), [(15_000, "DSSR 925".to_owned())]);
        // The same file under another name is the same file.
        let again = imports(world, ("again.csv", &good), &fay.email);
        assert_eq!(again, (true, "This file was read in before; nothing was changed.\n".to_owned()));
        assert_eq!(kept(), 2);
        fay.get("/desk/rates").must_say("Lyon, France").must_say("France, elsewhere");
    });
}
