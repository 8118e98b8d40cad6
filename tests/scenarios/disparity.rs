//! Whether cities succeed alike: rates with intervals, flags, counts alone where there are few, never a number that is
//! none; as a file; and nothing of a case from which the reader stepped back.

use crate::grant::{self, Fund, application, city, fund, signed_in};
use crate::support::{Browser, Page, World, on_both};
use diesel::prelude::*;
use urban_diplomacy_fund::db::{Error, schema};
use urban_diplomacy_fund::intake::Application;
use urban_diplomacy_fund::kernel::Id;
use urban_diplomacy_fund::opportunity;
use urban_diplomacy_fund::people::FundRole;
use urban_diplomacy_fund::process;

const SLUG: &str = "training-and-conference-support-2027";

/// Cities that were decided, as many as said, so many of them awarded: each with an application that is like this one.
fn decided(
    world: &World,
    like: (Id<Application>, &Fund),
    (state, population): (&str, i64),
    (awarded, all): (usize, usize),
) -> Vec<Id<Application>> {
    let (like, fund) = like;
    let by = fund.approver.account.expect("an account");
    let made = world.db.write(|tx| {
        let mut made = Vec::new();
        for n in 0..all {
            let (new, town, decision) = (tx.id::<Application>(), tx.id::<Application>(), tx.id::<Application>());
            let (outcome, stage) = if n < awarded { ("awarded", "approved") } else { ("declined", "declined") };
            let row = "title, editable_scope, total_cents, created_by, created_at, updated_at, submitted_at, version, definition_sha256, opportunity_id";
            let number = new.text().replace('-', "");
            for sql in [
                format!(
                    "INSERT INTO organisations (id, kind, name, state, population, time_zone, created_at) \
                     SELECT '{town}', 'city', 'Town {number}', '{state}', {population}, 'America/Chicago', created_at FROM applications WHERE id = '{like}'"
                ),
                format!(
                    "INSERT INTO applications (id, reference, organisation_id, {row}) SELECT '{new}', 'X-{number}', '{town}', {row} FROM applications WHERE id = '{like}'"
                ),
                format!(
                    "INSERT INTO wf_instances (id, definition_hash, marking, lock_version, changed_at, stage) \
                     SELECT '{new}', definition_hash, marking, lock_version, changed_at, '{stage}' FROM wf_instances WHERE id = '{like}'"
                ),
                format!(
                    "INSERT INTO decisions (id, application_id, outcome, reason, account_id, actor_name, at) \
                     SELECT '{decision}', '{new}', '{outcome}', 'So.', '{by}', 'April', submitted_at FROM applications WHERE id = '{like}'"
                ),
            ] {
                diesel::sql_query(sql).execute(&mut **tx)?;
            }
            made.push(new);
        }
        Ok::<_, Error>(made)
    });
    made.expect("decided applications")
}

/// The rows of the table of this name, each with its cells apart by a space.
fn rows(page: &Page, table: &str) -> Vec<String> {
    page.all(&format!("[aria-labelledby={table}] tbody tr"))
}

fn taken_out(world: &World) -> Vec<serde_json::Value> {
    use schema::audit_events as e;
    let read = world.db.read(|conn| {
        e::table.filter(e::fact.eq("disparity.exported")).order((e::at, e::id)).select(e::payload).load::<String>(conn).map_err(Error::from)
    });
    read.expect("records").iter().map(|payload| serde_json::from_str(payload).expect("a fact")).collect()
}

fn officer_of(world: &World, fund: &Fund) -> Browser {
    signed_in(world, &fund.officer)
}

#[test]
fn rates_are_compared_flagged_and_taken_out() {
    on_both(|world| {
        let fund = fund(world, 100_000);
        let like = application(world, &fund, &city(world, "Madison"), 8_000);
        decided(world, (like, &fund), ("TX", 1_000), (2, 10));
        decided(world, (like, &fund), ("WI", 9_000), (8, 10));
        decided(world, (like, &fund), ("CA", 60_000), (2, 2));
        let officer = officer_of(world, &fund);
        let page = officer.get(&format!("/desk/disparity/{SLUG}"));
        page.must_be(200).must_say("12 of 22 decided applications are awarded. 2 groups fall below four fifths of the highest rate");
        page.must_say("South: 20%, 0.25 of the highest rate; it is unlikely to be chance alone (p = 0.023).");
        page.must_say("Fewer than 5 decided applications, shown as counts alone: West.");
        page.must_say("29 CFR 1607.4(D)").must_say("GeoNames");
        assert_eq!(
            rows(&page, "awarded-region"),
            [
                "Midwest 10 8 80% 49% to 94.3% 1.00 Highest –",
                "South 10 2 20% 5.7% to 51% 0.25 Below four fifths 0.023",
                "West 2 2 – – – Too few to judge –"
            ]
        );
        assert_eq!(rows(&page, "awarded-first").len(), 1, "every city is new to the fund");
        page.must_say("No application has a review yet, so there is no rate to compare.");
        assert_eq!(page.all("figure figcaption").len(), 2, "a chart for population and one for region");
        assert!(!page.body.contains("NaN") && !page.body.contains(">inf"), "{}", page.text());

        let file = officer.press(&page, "Download as CSV", &[]);
        file.must_be(200);
        let text = file.body.trim_start_matches('\u{feff}').to_owned();
        let south = text.lines().find(|line| line.starts_with("Awards by region,South")).expect("a row");
        assert_eq!(south, "Awards by region,South,decided,10,2,20.0,5.7,51.0,0.25,Below four fifths,0.023014");
        assert!(text.lines().any(|line| line == "Awards by region,West,decided,2,2,,,,,Too few to judge,"), "{text}");
        let book = officer.press(&page, "Download as XLSX", &[]);
        book.must_be(200);
        assert!(book.bytes.starts_with(b"PK") && book.header("content-disposition").contains("disparity-training"), "a workbook");
        let records = taken_out(world);
        assert_eq!(records.iter().map(|fact| fact["format"].as_str()).collect::<Vec<_>>(), [Some("csv"), Some("xlsx")]);
        assert_eq!(records[0]["address"], format!("/desk/disparity/{SLUG}"));
        officer.post(&format!("/desk/disparity/{SLUG}/file"), &[("format", "exe")]).must_be(422).must_say("Choose CSV or XLSX.");
        assert_eq!(taken_out(world).len(), 2, "what was refused is no export");
    });
}

#[test]
fn a_round_without_decisions_says_so_in_words() {
    on_both(|world| {
        let fund = fund(world, 10_000);
        let officer = officer_of(world, &fund);
        let page = officer.get(&format!("/desk/disparity/{SLUG}"));
        page.must_be(200).must_say("No application is decided yet, so there are no rates of awards to compare.");
        page.must_say("No application is received yet.");
        let like = application(world, &fund, &city(world, "Madison"), 8_000);
        decided(world, (like, &fund), ("TX", 0), (0, 6));
        decided(world, (like, &fund), ("WI", 9_000), (0, 7));
        let page = officer.get(&format!("/desk/disparity/{SLUG}"));
        page.must_say("0 of 13 decided applications are awarded. The groups are too small, or too few, to compare their rates.");
        page.must_say("No application is awarded in the groups that are large enough to compare");
        assert_eq!(
            rows(&page, "awarded-population").last().map(String::as_str),
            Some("Population not known 6 0 0% 0% to 39% – Not compared –")
        );
        assert!(!page.body.contains("NaN"));
    });
}

#[test]
fn nothing_of_a_case_from_which_the_reader_stepped_back_is_counted() {
    on_both(|world| {
        let fund = fund(world, 10_000);
        let like = application(world, &fund, &city(world, "Madison"), 8_000);
        let south = decided(world, (like, &fund), ("TX", 1_000), (1, 1));
        decided(world, (like, &fund), ("WI", 9_000), (3, 6));
        let officer = officer_of(world, &fund);
        officer.get(&format!("/desk/disparity/{SLUG}")).must_say("4 of 7 decided applications are awarded.");
        world.db.write(|tx| process::step_back(tx, &fund.officer, south[0], "My sister works there.")).expect("recorded");
        let page = officer.get(&format!("/desk/disparity/{SLUG}"));
        page.must_say("3 of 6 decided applications are awarded.");
        assert!(!page.says("South"), "{}", page.text());
        let file = officer.press(&page, "Download as CSV", &[]);
        assert!(!file.body.contains("South"), "{}", file.body);
        signed_in(world, &fund.both).get(&format!("/desk/disparity/{SLUG}")).must_say("4 of 7 decided applications are awarded.");
    });
}

#[test]
fn a_year_puts_its_rounds_together_and_knows_who_applied_before() {
    on_both(|world| {
        let fund = fund(world, 10_000);
        let madison = city(world, "Madison");
        let like = application(world, &fund, &madison, 8_000);
        decided(world, (like, &fund), ("WI", 9_000), (3, 6));
        let other = grant::ROUND.replace(&format!("slug = \"{SLUG}\""), "slug = \"second-2027\"");
        assert_ne!(other, grant::ROUND);
        let round = world.db.write(|tx| {
            let imported = opportunity::import(tx, &fund.officer, "second.toml", &other).expect("the round is sound");
            opportunity::publish(tx, &fund.officer, imported.id).expect("published");
            Ok::<_, Error>(imported.id)
        });
        let Fund { officer, approver, both, reviewers, .. } = fund;
        let second = Fund { round: round.expect("a round"), officer, approver, both, reviewers };
        let now = world.db.clock().now();
        world.clock.set(now.plus(chrono::TimeDelta::hours(1)));
        let again = application(world, &second, &madison, 6_000);
        decided(world, (again, &second), ("TX", 1_000), (1, 6));

        let auditor = world.staff("Ada Auditor", FundRole::Auditor).into_browser();
        let list = auditor.get("/desk/disparity");
        list.must_be(200).must_say("Rounds that close in 2027");
        let year = auditor.follow(&list, "All rounds that close in 2027 together");
        year.must_say("All rounds that close in 2027: 4 of 12 decided applications are awarded.");
        let one = auditor.get("/desk/disparity/second-2027");
        one.must_say("1 of 6 decided applications is awarded.");
        let first = rows(&one, "awarded-first");
        assert!(
            first[0].starts_with("First application of the city 6 1") && first[1].starts_with("Has applied before 0 0 – –"),
            "{first:?}"
        );
        auditor.get("/desk/disparity/year/1999").must_be(404);
        auditor.get("/desk/disparity/year/soon").must_be(404);
        auditor.get("/desk/disparity/no-such-round").must_be(404);
        auditor.press(&year, "Download as CSV", &[]).must_be(200);
    });
}

#[test]
fn the_chair_comes_there_from_the_ranking_and_others_do_not() {
    on_both(|world| {
        let fund = fund(world, 10_000);
        let chair = world.staff("Cora Chair", FundRole::Chair).into_browser();
        let ranking = chair.get(&format!("/desk/ranking/{SLUG}"));
        chair.follow(&ranking, "Disparity: whether cities succeed alike").must_be(200).must_say("How to read this");
        let officer = officer_of(world, &fund);
        let round = officer.get(&format!("/desk/opportunities/{SLUG}"));
        officer.follow(&round, "Disparity: whether cities succeed alike").must_be(200);
        officer.get("/desk").must_say("Disparity");
        for role in [FundRole::Reviewer, FundRole::FinanceOfficer, FundRole::ReleasingOfficer, FundRole::Administrator] {
            let who = world.staff(&format!("Some {role}"), role).into_browser();
            who.get(&format!("/desk/disparity/{SLUG}")).must_be(404);
            who.post(&format!("/desk/disparity/{SLUG}/file"), &[("format", "csv")]).must_be(404);
        }
    });
}
