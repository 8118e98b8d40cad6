//! Decisions are told together on a date, after a look at every letter: once, never early, in the
//! name of who planned it, and only what was looked at.

use crate::grant::{City, Fund, city, fund_of, nothing_contradicts, signed_in};
use crate::standard_way::{ROUND, approve, marking, number, recommended, stage, tell, with_the_panel};
use crate::support::{Browser, Page, World, on_both_with_its_own_mail};
use diesel::prelude::*;
use urban_diplomacy_fund::db::{Error, schema};
use urban_diplomacy_fund::intake::Application;
use urban_diplomacy_fund::kernel::Id;
use urban_diplomacy_fund::people::{Actor, FundRole};
use urban_diplomacy_fund::process::{self, Press, Stage};

const NEW: &str = "/desk/releases/new?opportunity=city-engagement-grants-2027";
/// 9:00 AM in the zone of the round.
const INSTANT: &str = "2027-03-01T14:00:00Z";
const LATER: [(&str, &str); 5] = [("when", "later"), ("on_month", "3"), ("on_day", "1"), ("on_year", "2027"), ("at", "9:00 AM")];

fn declined(world: &World, fund: &Fund, city: &City) -> Id<Application> {
    let id = with_the_panel(world, fund, city, 8_000);
    world.db.write(|tx| process::decline(tx, &fund.approver, id, "Others reach more people.", &Press::default())).expect("declined");
    id
}

fn offered(world: &World, fund: &Fund, city: &City) -> Id<Application> {
    let id = recommended(world, fund, city, 8_000);
    assert!(approve(world, &fund.approver, id).expect("approved"));
    id
}

/// Plans a release of these cases: the first answer shows the letters as of the day, the second keeps it.
fn plan(browser: &Browser, cases: &[&str]) -> Page {
    let form = browser.get(NEW);
    let chosen = || cases.iter().map(|case| ("case", *case)).chain(LATER).collect::<Vec<_>>();
    let again = browser.submit(&form, &chosen());
    again.must_be(422).must_say("as of the time you chose").must_say("March 1, 2027, 9:00 AM EST");
    let planned = browser.submit(&again, &[]);
    planned.must_be(200).must_say("No city has been told").must_say("March 1, 2027, 9:00 AM EST");
    planned
}

fn mail_about(world: &World, email: &str, words: &str) -> usize {
    world.mail_to(email).iter().filter(|letter| letter.subject_line.contains(words) || letter.body_text.contains(words)).count()
}

fn rename(world: &World, city: &City, name: &str) {
    use schema::organisations as o;
    world
        .db
        .write(|tx| diesel::update(o::table.find(city.id.text())).set(o::name.eq(name)).execute(&mut **tx).map_err(Error::from))
        .expect("renamed");
}

/// Nothing that the city can open says what was decided.
fn nothing_leaks(world: &World, official: &Actor, reference: &str, letters: usize) {
    let browser = signed_in(world, official);
    for path in ["/portal".to_owned(), format!("/portal/applications/{reference}/status")] {
        let page = browser.get(&path);
        page.must_be(200);
        for word in ["Award offered", "Not awarded", "Declined", "release", "Others reach more people"] {
            assert!(!page.says(word), "{path} says “{word}”");
        }
    }
    browser.get(&format!("/portal/awards/{reference}")).must_be(404);
    browser.get("/desk/releases").must_be(404);
    assert_eq!(world.mail_to(&official.email).len(), letters, "no letter before it is told");
}

#[test]
fn w17_a_release_tells_together_on_its_date_once_and_only_what_was_looked_at() {
    on_both_with_its_own_mail(|world| {
        let fund = fund_of(world, ROUND, 90_000);
        let (madison, monona, verona) = (city(world, "Madison"), city(world, "Monona"), city(world, "Verona"));
        let fitch = city(world, "Fitchburg");
        let cases = [
            offered(world, &fund, &madison),
            declined(world, &fund, &monona),
            declined(world, &fund, &verona),
            declined(world, &fund, &fitch),
        ];
        let names = cases.map(|id| number(world, id));
        let before = world.mail_to(&madison.official.email).len();
        let officer = signed_in(world, &fund.officer);
        let form = officer.get(NEW);
        form.must_be(200).must_say("award of $8,000.00").must_say("no award").must_say("Others reach more people");
        officer.get("/desk/releases/letters?opportunity=city-engagement-grants-2027").must_be(200).must_say("Others reach more people");

        // Everything typed is kept, and what is wrong is said beside it.
        let refused = officer.submit(&form, &[("when", "later"), ("on_month", "2"), ("on_day", "30"), ("on_year", "2027"), ("at", "soon")]);
        refused.must_be(422).must_say("Choose at least one application").must_say("Enter a date that exists").must_say("Enter the time");
        assert!(refused.body.contains("value=\"30\"") && refused.body.contains("value=\"soon\""));
        let past = officer.submit(
            &refused,
            &[("case", &names[0]), ("when", "later"), ("on_month", "1"), ("on_day", "1"), ("on_year", "2024"), ("at", "9:00 AM")],
        );
        past.must_be(422).must_say("This time has passed");

        let page = plan(&officer, &names.each_ref().map(String::as_str));
        officer.get(&format!("/desk/applications/{}", names[0])).must_say("Planned by Olive. Until then the city is not told");
        assert!(officer.get(NEW).says("No decision of this round waits to be told"));
        world.at("2027-03-01T13:59:00Z");
        world.deliver();
        for id in cases {
            assert_eq!(stage(world, id), Stage::Decided, "never early");
        }
        nothing_leaks(world, &madison.official, &names[0], before);

        // One letter changes, the planner steps back from one case, one is told by hand.
        rename(world, &monona, "Monona Grove");
        world.db.write(|tx| process::step_back(tx, &fund.officer, cases[2], "My sister works there.")).expect("stepped back");
        tell(world, &fund.both, cases[3]);
        world.at(INSTANT);
        world.deliver();
        world.deliver();
        assert_eq!(stage(world, cases[0]), Stage::Approved);
        assert_eq!(marking(world, cases[1]), "decline_decided");
        assert_eq!(marking(world, cases[2]), "decline_decided");
        assert_eq!(world.mail_to(&madison.official.email).len(), before + 1, "told once");
        signed_in(world, &madison.official).get(&format!("/portal/awards/{}", names[0])).must_be(200).must_say("$8,000.00");
        let path = page.path.split('?').next().expect("a path").to_owned();
        let report = officer.get(&path);
        report.must_say("This release was carried out").must_say("The letter changed since it was looked at");
        report.must_say("no longer waits to be told: it is at “Declined”");
        assert!(!report.says(&names[2]));
        signed_in(world, &fund.both).get(&path).must_say("Olive has stepped back from this application");
        assert_eq!(mail_about(world, &fund.officer.email, "Not every decision was told"), 1);
        assert_eq!(mail_about(world, &fund.officer.email, &format!("{} of Monona Grove: The letter changed", names[1])), 1);
        let taken = world.db.read(|conn| process::list_taken(conn, cases[0])).expect("steps");
        assert_eq!(taken.last().map(|step| (step.act.as_str(), step.by.as_str())), Some(("tell_award", "Olive")));

        // What was not told waits for another release, with its new letter.
        let form = officer.get(NEW);
        form.must_say("Monona Grove");
        officer.submit(&form, &[("case", &names[1]), ("when", "now")]).must_be(200);
        world.deliver();
        assert_eq!(marking(world, cases[1]), "told_declined");
        nothing_contradicts(world, &cases);
    });
}

#[test]
fn w4_a_release_needs_the_role_at_its_instant_and_can_be_called_off_before() {
    on_both_with_its_own_mail(|world| {
        let fund = fund_of(world, ROUND, 90_000);
        let madison = city(world, "Madison");
        let id = declined(world, &fund, &madison);
        let reference = number(world, id);
        let officer = signed_in(world, &fund.officer);
        let approver = signed_in(world, &fund.approver);
        let form = approver.get(NEW);
        approver.submit(&form, &[("case", &reference), ("when", "now")]).must_be(422).must_say("This step is for: program officer");

        let planned = plan(&officer, &[&reference]);
        let twice = signed_in(world, &fund.both)
            .post("/desk/releases", &[("opportunity", "city-engagement-grants-2027"), ("case", &reference), ("when", "now")]);
        twice.must_be(422).must_say("is in a release that Olive planned already");
        officer.press(&planned, "Call the release off", &[]).must_be(200).must_say("This release was called off");
        world.at(INSTANT);
        world.deliver();
        assert_eq!(stage(world, id), Stage::Decided);

        world.at("2027-02-01T14:00:00Z");
        plan(&officer, &[&reference]);
        use schema::fund_roles as r;
        let account = fund.officer.account.expect("an account").text();
        let revoke = |tx: &mut urban_diplomacy_fund::db::Tx<'_>| {
            let held = r::table.filter(r::account_id.eq(&account)).filter(r::role.eq(FundRole::ProgramOfficer.to_string()));
            diesel::delete(held).execute(&mut **tx).map_err(Error::from)
        };
        world.db.write(revoke).expect("revoked");
        world.at(INSTANT);
        world.deliver();
        assert_eq!(stage(world, id), Stage::Decided, "she may not tell any more");
        let both = signed_in(world, &fund.both);
        let list = both.get("/desk/releases");
        list.must_be(200).must_say("Called off").must_say("Done");
        assert_eq!(mail_about(world, &fund.officer.email, "no longer holds the role that tells cities"), 1);
        let late = both.get(NEW);
        both.submit(&late, &[("case", &reference), ("when", "now")]).must_be(200);
        world.deliver();
        assert_eq!(marking(world, id), "told_declined");
        nothing_contradicts(world, &[id]);
    });
}
