//! The slate of a round: chosen exactly under published rules, compared, adopted for good and filled in where awards are recommended;
//! why others are not chosen, what rules cost, what cannot be; and nobody finds a trace of what is closed to them.

use crate::grant::{City, Fund, ROUND, application, city, fund, fund_of, person, screened, signed_in};
use crate::support::{Browser, Page, World, on_both};
use diesel::prelude::*;
use urban_diplomacy_fund::db::{Error, schema};
use urban_diplomacy_fund::intake::{self, Application};
use urban_diplomacy_fund::kernel::Id;
use urban_diplomacy_fund::people::{Actor, FundRole};
use urban_diplomacy_fund::process::{self, Press};
use urban_diplomacy_fund::review::{self, Review, Score};

const PATH: &str = "/desk/slate/training-and-conference-support-2027";

/// The applications of a known round: city, state, what is asked for in dollars, the scores of three reviewers. They are expected to
/// stand above 2.95, 1.92, 1.13 and 0.00 of the others.
const KNOWN: [(&str, &str, i64, [i64; 3]); 4] = [
    ("Marfa", "TX", 8_000, [5, 4, 5]),
    ("Alpine", "TX", 6_000, [4, 4, 3]),
    ("Verona", "WI", 5_000, [3, 2, 4]),
    ("Stoughton", "WI", 5_000, [2, 1, 1]),
];

/// The round with these rules of the choice.
fn with(rules: &str) -> String {
    format!("{ROUND}\n[selection]\n{rules}\n")
}

const ONE_IN_A_STATE: &str = "[[selection.rules]]\nat_most = 1\nby = \"state\"";

fn number(world: &World, id: Id<Application>) -> String {
    world.db.read(|conn| intake::application(conn, id)).expect("an application").reference
}

fn hired(world: &World, name: &str, roles: &[FundRole]) -> Actor {
    world.db.write(|tx| Ok::<_, Error>(person(tx, name, roles))).expect("a person")
}

/// A city in a state, with so many people.
fn city_in(world: &World, name: &str, (state, people): (&str, i64)) -> City {
    use schema::organisations as o;
    let made = city(world, name);
    let moved = world.db.write(|tx| {
        let row = o::table.find(made.id.text());
        diesel::update(row).set((o::state.eq(state), o::population.eq(people))).execute(&mut **tx).map_err(Error::from)
    });
    moved.expect("it lies there");
    made
}

/// This reviewer gives every criterion this score.
fn review_by(world: &World, fund: &Fund, id: Id<Application>, (reviewer, score): (&Actor, i64)) {
    let about = world.db.read(|conn| process::about(conn, id)).expect("a case");
    let account = reviewer.account.expect("an account");
    let task = world.db.write(|tx| review::assign(tx, &fund.officer, &about, &[account], None)).expect("a task")[0];
    world.db.write(|tx| review::declare(tx, reviewer, task, &about.reference, None)).expect("no conflict");
    let rubric = world.db.read(|conn| intake::draft(conn, id)).expect("a draft").definition.rubric.clone();
    let scores =
        rubric.criteria.iter().map(|c| Score { criterion: c.id.clone(), score: Some(score), judgment: None, comment: "Because.".into() });
    let written = Review { scores: scores.collect(), overall: String::new() };
    world.db.write(|tx| review::submit(tx, reviewer, task, (&rubric, &about.reference), &written)).expect("a review");
}

/// An application with these scores.
fn scored(world: &World, fund: &Fund, of: &City, (dollars, scores): (i64, &[i64])) -> Id<Application> {
    let id = application(world, fund, of, dollars);
    screened(world, fund, id);
    for (reviewer, score) in fund.reviewers.iter().zip(scores) {
        review_by(world, fund, id, (reviewer, *score));
    }
    id
}

/// The known round: identifiers and numbers.
fn known(world: &World, fund: &Fund) -> Vec<(Id<Application>, String)> {
    let made = KNOWN.iter().map(|(name, state, dollars, scores)| {
        let id = scored(world, fund, &city_in(world, name, (*state, 9_000)), (*dollars, scores));
        (id, number(world, id))
    });
    made.collect()
}

/// The cells of the row of one application in the table of the slate.
fn row(page: &Page, number: &str) -> Vec<String> {
    let rows = page.rows();
    let found = rows.iter().find(|row| row.len() == 6 && row[0].starts_with(number));
    found.unwrap_or_else(|| panic!("no row of {number}: {rows:?}")).clone()
}

fn adopts(browser: &Browser, reason: &str) -> Page {
    browser.press(&browser.get(PATH), "Adopt this slate", &[("reason", reason)])
}

#[test]
fn the_best_choice_is_proved_adopted_and_filled_in() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        let numbers = known(world, &fund);
        let officer = signed_in(world, &fund.officer);
        let page =
            officer.follow(&officer.get(&PATH.replace("slate", "ranking")), "Slate: which applications the money and the rules choose");
        page.must_be(200).must_say("3 of 4 applications get $19,000.00 of $20,000.00.").must_say("that is proved (gap 0)");
        for (_, number) in &numbers[..3] {
            assert_eq!(row(&page, number)[5], "Chosen");
        }
        let last = row(&page, &numbers[3].1);
        assert_eq!((last[1].as_str(), last[4].as_str()), ("4", "–"));
        assert_eq!(last[5], "Below the line: $1,000.00 is left, and it asks for $5,000.00.");
        page.must_say(&format!("With $30,000.00 the slate would gain less than 0.01 points: {} would come in.", numbers[3].1));
        assert_eq!(page.all("[aria-labelledby=next] tbody tr").len(), 1, "who comes next");
        assert_eq!(page.all("figure svg").len(), 1);

        officer.press(&page, "Adopt this slate", &[("reason", "")]).must_be(422).must_say("Say why this slate is adopted");
        let adopted = adopts(&officer, "The panel agreed.");
        adopted.must_be(200).must_say("The slate is adopted.").must_say("It holds").must_say("The panel agreed.");
        assert_eq!(adopted.heading(), "Slate 1");
        assert_eq!(row(&adopted, &numbers[0].1)[5], "Chosen");

        // The amounts stand where the award is recommended and decided; on who is not chosen it says so.
        let form = officer.get(&format!("/desk/applications/{}/recommend", numbers[0].1));
        form.must_be(200).must_say("Slate 1, adopted by Olive on").must_say("gives it $8,000.00.");
        assert!(form.body.contains("value=\"8000.00\""), "{}", form.text());
        officer.get(&format!("/desk/applications/{}/recommend", numbers[3].1)).must_say("it is number 1 of those who come next.");
        let proposal = crate::grant::proposal(8_000);
        world
            .db
            .write(|tx| process::recommend(tx, &fund.officer, numbers[0].0, &proposal, &Press::default()).map(drop))
            .expect("recommended");
        signed_in(world, &fund.approver).get(&format!("/desk/applications/{}/approve", numbers[0].1)).must_say("Slate of the round");

        // What was adopted stays as it was; it is on record, and nothing changes it.
        officer.get(&format!("{PATH}/1")).must_say("3 of 4 applications get $19,000.00 of $20,000.00.");
        officer.get(PATH).must_say("2 of 3 applications get $11,000.00 of $12,000.00.");
        for sql in ["UPDATE slates SET reason = 'x'", "DELETE FROM slate_lines"] {
            let changed = world.db.write(|tx| diesel::sql_query(sql).execute(&mut **tx).map_err(Error::from));
            assert!(matches!(changed, Err(Error::Guard(_))), "{sql}: {changed:?}");
        }
        let auditor = signed_in(world, &hired(world, "Iris", &[FundRole::Auditor]));
        auditor.get("/desk/audit").must_say("Slate of a round adopted");
        auditor.get(&format!("{PATH}/1")).must_be(200).must_say("The panel agreed.");
        officer.get(&format!("{PATH}/2")).must_be(404);
        officer.get(&format!("{PATH}/x")).must_be(404);
    });
}

#[test]
fn published_rules_bind_and_each_has_its_price() {
    on_both(|world| {
        let fund = fund_of(world, &with(ONE_IN_A_STATE), 20_000);
        let numbers = known(world, &fund);
        world.browser().get("/opportunities/training-and-conference-support-2027").must_say("At most 1 in each state.");
        let officer = signed_in(world, &fund.officer);
        let page = officer.get(PATH);
        page.must_say("2 of 4 applications get $13,000.00 of $20,000.00.");
        assert_eq!([0, 2].map(|at| row(&page, &numbers[at].1)[5].clone()), ["Chosen"; 2]);
        assert_eq!(row(&page, &numbers[1].1)[5], "The cap is reached: “at most 1 in each state”.");
        page.must_say(&format!("Without “at most 1 in each state” the slate would gain 1.92 points: {} would come in.", numbers[1].1));

        // Another budget and other rules are tried; nothing of it can be adopted.
        let tried = officer.submit(&page, &[("budget", "30,000"), ("rule_1", "")]);
        tried.must_be(200).must_say("All 4 applications that can be chosen get $24,000.00 of $30,000.00.").must_say("This is a comparison");
        tried.must_say("Only a slate by the published rules is adopted.");
        assert!(tried.all("button").iter().all(|button| button != "Adopt this slate"));
        let texas = [("rule_1", "4"), ("side_1", "least"), ("group_1", "state:TX"), ("count_1", "3")];
        let impossible = officer.submit(&page, &texas);
        impossible.must_be(200).must_say("There is no such slate.");
        impossible.must_say("“at least 3 in Texas”: 2 applications that can be chosen count for it, 3 still wanted.");
        let few =
            officer.submit(&page, &[("budget", "10000"), ("rule_1", ""), ("side_1", "least"), ("group_1", "state"), ("count_1", "1")]);
        few.must_say("The budget of $10,000.00 is too small for these rules, which take at least $11,000.00 together:");
        few.must_say("“at least 1 in each state” (here: Texas)");
        let kinds = officer.submit(&page, &[("rule_1", ""), ("side_1", "most"), ("group_1", "kind:training"), ("count_1", "1")]);
        kinds.must_say("1 of 4 applications gets $8,000.00 of $20,000.00.").must_say("with an activity of the kind “Training course”");
        let small = officer.submit(&page, &[("rule_1", ""), ("side_1", "most"), ("group_1", "population:5000:10000"), ("count_1", "2")]);
        small.must_say("2 of 4 applications get $14,000.00").must_say("at most 2 with 5,000 to 9,999 people");

        // What holds money already counts: Texas has its award.
        let proposal = crate::grant::proposal(8_000);
        world
            .db
            .write(|tx| process::recommend(tx, &fund.officer, numbers[0].0, &proposal, &Press::default()).map(drop))
            .expect("recommended");
        let page = officer.get(PATH);
        page.must_say("1 of 3 applications gets $5,000.00 of $12,000.00.").must_say("The rules count 1 application");
        assert_eq!(row(&page, &numbers[1].1)[5], "The cap is reached: “at most 1 in each state”.");

        // The files: the list, a workbook, and the table with which anyone chooses again.
        for (format, kind) in [("csv", "text/csv"), ("xlsx", "spreadsheetml"), ("input", "text/csv")] {
            let file = officer.press(&page, "Download", &[("format", format)]);
            file.must_be(200);
            assert!(file.header("content-type").contains(kind), "{format}: {}", file.header("content-type"));
            assert!(format == "xlsx" || file.body.contains(&numbers[2].1), "{}", file.body);
        }
        officer.post(&format!("{PATH}/export"), &[("format", "exe"), ("asked", "")]).must_be(422);
    });
}

#[test]
fn awards_in_part_are_stated_amounts_and_nothing_between() {
    on_both(|world| {
        let fund = fund_of(world, &with("partial_percent = [50]"), 21_000);
        let first = scored(world, &fund, &city(world, "Madison"), (15_000, &[5, 4, 5]));
        let second = scored(world, &fund, &city(world, "Monona"), (12_000, &[2, 3, 2]));
        let officer = signed_in(world, &fund.officer);
        let page = officer.get(PATH);
        page.must_say("All 2 applications that can be chosen get $21,000.00 of $21,000.00.");
        let [whole, part] = [first, second].map(|id| row(&page, &number(world, id)));
        assert_eq!((whole[4].as_str(), whole[5].as_str()), ("$15,000.00", "Chosen"));
        assert_eq!((part[4].as_str(), part[5].as_str()), ("$6,000.00", "Chosen, in part"));
        adopts(&officer, "As published.").must_say("It holds");
        let form = officer.get(&format!("/desk/applications/{}/recommend", number(world, second)));
        form.must_say("gives it $6,000.00, a part of what it asks for.");
        assert!(form.body.contains("value=\"6000.00\""), "{}", form.text());
        assert!(page.rows().iter().flatten().all(|cell| !cell.contains("NaN")), "{:?}", page.rows());
    });
}

#[test]
fn what_cannot_be_is_said_in_words() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        let officer = signed_in(world, &fund.officer);
        officer.get(PATH).must_be(200).must_say("There is nothing to choose from");
        officer.get("/desk/slate/nothing-2027").must_be(404);
        known(world, &fund);
        let page = officer.get(PATH);
        for (budget, said) in [("0", "Nobody is chosen: with a budget of $0.00"), ("4999.99", "Nobody is chosen")] {
            let tried = officer.submit(&page, &[("budget", budget), ("group_1", "")]);
            tried.must_be(200).must_say(said).must_say("It chooses nobody, so there is nothing to adopt.");
            assert!(tried.rows().iter().flatten().all(|cell| !cell.contains("NaN")));
        }
        for wrong in ["NaN", "-1", "1e9", "20000.001", "9999999999999999"] {
            let tried = officer.submit(&page, &[("budget", wrong), ("group_1", "")]);
            tried.must_be(422).must_say("Correct what is marked below");
            assert!(tried.body.contains(&format!("value=\"{wrong}\"")), "what was typed stays");
        }
        let tried = officer.submit(&page, &[("budget", "20000"), ("group_1", "city"), ("count_1", "many")]);
        tried.must_be(422).must_say("Enter a whole number from 0 to 10000.");
        // One cent more than there is.
        let over = officer.press(&page, "Adopt this slate", &[("budget", "20000.01"), ("reason", "More.")]);
        over.must_be(422).must_say("$20,000.00 is free for this round, and $20,000.01 is $0.01 more.");
        assert!(over.says("Only what is free can be given: $20,000.00."), "{}", over.text());
        officer
            .press(&page, "Adopt this slate", &[("budget", "0"), ("reason", "None.")])
            .must_be(422)
            .must_say("Something changed since you looked");
        officer.get(PATH).must_say("3 of 4 applications");
        assert!(!officer.get(PATH).says("Adopted slates"));
    });
}

#[test]
fn of_two_who_adopt_the_second_reads_first_and_what_changed_is_looked_at_again() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        let numbers = known(world, &fund);
        let chair = hired(world, "Clay", &[FundRole::Chair]);
        let (officer, clay) = (signed_in(world, &fund.officer), signed_in(world, &chair));
        let (one, two) = (officer.get(PATH), clay.get(PATH));
        officer.press(&one, "Adopt this slate", &[("reason", "First.")]).must_say("It holds");
        let late = clay.press(&two, "Adopt this slate", &[("reason", "Second.")]);
        late.must_be(422).must_say("Somebody else adopted a slate of this round").must_say("First.");
        assert!(late.body.contains("Second."), "the reason stays");
        // A review that comes in between makes another slate of it.
        let before = clay.get(PATH);
        let rob = hired(world, "Rob", &[FundRole::Reviewer]);
        review_by(world, &fund, numbers[3].0, (&rob, 5));
        let stale = clay.press(&before, "Adopt this slate", &[("reason", "Second.")]);
        stale.must_be(422).must_say("Something changed since you looked at this slate");
        let newer = clay.press(&stale, "Adopt this slate", &[]);
        newer.must_be(200).must_say("Second.");
        assert_eq!(newer.heading(), "Slate 2");
        officer.get(&format!("{PATH}/1")).must_say("Slate 2 took its place");
        officer.get(PATH).must_say("Superseded").must_say("Holds");
        // Who reads rankings reads slates; only officers and chairs adopt.
        let approver = signed_in(world, &fund.approver);
        approver.get(PATH).must_be(200).must_say("The slate of this round is adopted by another officer or chair.");
        approver.post(PATH, &[("budget", "1"), ("reason", "x")]).must_be(404);
        let reviewer = signed_in(world, &fund.reviewers[0]);
        for path in [PATH.to_owned(), format!("{PATH}/1")] {
            reviewer.get(&path).must_be(404);
        }
    });
}

#[test]
fn nobody_finds_a_trace_of_what_is_closed_to_them_and_they_adopt_nothing() {
    on_both(|world| {
        let fund = fund_of(world, &with(ONE_IN_A_STATE), 20_000);
        let numbers = known(world, &fund);
        let (closed, reference) = (numbers[1].0, numbers[1].1.clone());
        adopts(&signed_in(world, &fund.officer), &format!("In spite of {reference}.")).must_say("It holds");
        let walled = hired(world, "Wanda", &[FundRole::ProgramOfficer]);
        world.db.write(|tx| process::step_back(tx, &walled, closed, "My sister works there.")).expect("recorded");
        let wanda = signed_in(world, &walled);
        let page = wanda.get(PATH);
        page.must_be(200)
            .must_say("2 of 3 applications get $13,000.00")
            .must_say("The slate of this round is adopted by another officer or chair.");
        let shown = wanda.get(&format!("{PATH}/1"));
        shown.must_be(200).must_say(&numbers[0].1);
        for (page, words) in [(&page, "proposed"), (&shown, "adopted")] {
            assert!(!page.says(&reference) && !page.says("Alpine") && !page.says("of 4"), "{words}: {}", page.text());
        }
        assert!(!shown.says("1.92") && !shown.says("udf scoring slate") && !shown.says("proved"), "{}", shown.text());
        for format in ["csv", "xlsx", "input"] {
            let file = wanda.post(&format!("{PATH}/1/export"), &[("format", format)]);
            assert!(!file.body.contains(&reference) && !file.body.contains("Alpine"), "{format}: {}", file.body);
        }
        wanda.post(PATH, &[("budget", "20000"), ("seen", "x"), ("after", "1"), ("reason", "x")]).must_be(403);

        // A chair who owes a review sees no slate that others adopted, and adopts none, before their own is in.
        let chair = hired(world, "Clay", &[FundRole::Chair, FundRole::Reviewer]);
        let clay = signed_in(world, &chair);
        clay.get(&format!("{PATH}/1")).must_be(200);
        let about = world.db.read(|conn| process::about(conn, numbers[2].0)).expect("a case");
        let account = chair.account.expect("an account");
        world.db.write(|tx| review::assign(tx, &fund.officer, &about, &[account], None)).expect("a task");
        clay.get(&format!("{PATH}/1")).must_be(404);
        let page = clay.get(PATH);
        page.must_be(200).must_say("You review in this round and do not see all scores.");
        assert!(!page.says("Adopted slates"), "{}", page.text());
    });
}

#[test]
fn equal_scores_and_one_score_give_a_defined_slate() {
    on_both(|world| {
        let fund = fund(world, 11_000);
        let equal: Vec<String> = ["Madison", "Monona", "Verona"]
            .into_iter()
            .map(|name| number(world, scored(world, &fund, &city(world, name), (5_000, &[3, 3, 3]))))
            .collect();
        let officer = signed_in(world, &fund.officer);
        let page = officer.get(PATH);
        page.must_say("2 of 3 applications get $10,000.00 of $11,000.00.");
        assert_eq!(
            equal.iter().map(|number| row(&page, number)[5].clone()).collect::<Vec<_>>()[..2],
            ["Chosen", "Chosen"],
            "the first numbers"
        );
        assert!(page.rows().iter().flatten().all(|cell| !cell.is_empty() && !cell.contains("NaN")), "{:?}", page.rows());
    });
}

#[test]
fn without_expected_ranks_the_plain_means_count() {
    on_both(|world| {
        let fund = fund(world, 11_000);
        let ids: Vec<_> = ["Madison", "Monona", "Verona"]
            .into_iter()
            .zip([2, 5, 4])
            .map(|(name, score)| scored(world, &fund, &city(world, name), (5_000, &[score])))
            .collect();
        let page = signed_in(world, &fund.officer).get(PATH);
        page.must_say("2 of 3 applications get $10,000.00 of $11,000.00.").must_say("There are no expected ranks");
        let points: Vec<String> = ids.iter().map(|id| row(&page, &number(world, *id))[2].clone()).collect();
        assert_eq!(points, ["0", "2", "1"]);
    });
}

#[test]
fn what_had_no_score_is_named_to_nobody_from_whom_it_is_kept_and_what_a_slate_says_is_for_its_readers() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        let numbers = known(world, &fund);
        let waiting = application(world, &fund, &city(world, "Belleville"), 5_000);
        screened(world, &fund, waiting);
        let reference = number(world, waiting);
        let officer = signed_in(world, &fund.officer);
        adopts(&officer, "The panel agreed.").must_say("It holds").must_say(&format!("not to be chosen: {reference}."));
        let recommend = |at: usize| format!("/desk/applications/{}/recommend", numbers[at].1);
        officer.get(&recommend(3)).must_say("it is number 1 of those who come next.");

        let walled = hired(world, "Wanda", &[FundRole::ProgramOfficer]);
        world.db.write(|tx| process::step_back(tx, &walled, waiting, "My sister works there.")).expect("recorded");
        let wanda = signed_in(world, &walled);
        let pages = [wanda.get(PATH), wanda.get(&format!("{PATH}/1")), wanda.get(&recommend(3))];
        let files = ["csv", "input"].map(|format| wanda.post(&format!("{PATH}/1/export"), &[("format", format)]));
        for page in pages.iter().chain(&files) {
            assert!(!page.body.contains(&reference), "{} names it: {}", page.path, page.body);
        }
        pages[1].must_be(200).must_say(&numbers[0].1);
        pages[2].must_be(200).must_say("Slate 1, adopted by Olive").must_say("does not choose it.");
        assert!(!pages[2].says("it is number 1"), "who stands before it was counted over all: {}", pages[2].text());

        // An officer who owes a review in the round reads no slate, and not what one says either.
        let otto = hired(world, "Otto", &[FundRole::ProgramOfficer, FundRole::Reviewer]);
        let browser = signed_in(world, &otto);
        browser.get(&recommend(0)).must_be(200).must_say("Slate 1, adopted by Olive");
        let about = world.db.read(|conn| process::about(conn, numbers[2].0)).expect("a case");
        world.db.write(|tx| review::assign(tx, &fund.officer, &about, &[otto.account.expect("an account")], None)).expect("a task");
        browser.get(&format!("{PATH}/1")).must_be(404);
        let form = browser.get(&recommend(0));
        form.must_be(200);
        assert!(!form.says("Slate 1"), "{}", form.text());
    });
}
