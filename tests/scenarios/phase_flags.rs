//! What the phase of a round says of names and of changes holds on every page of a reviewer.

use crate::grant::{self, Fund, application, city, fund, fund_of, screened, signed_in};
use crate::support::{World, on_both};
use diesel::prelude::*;
use urban_diplomacy_fund::db::{Error, schema};
use urban_diplomacy_fund::intake::{self, Application};
use urban_diplomacy_fund::kernel::{Id, Kind, Refusal};
use urban_diplomacy_fund::panel::{self, Flags, NewDeclaration, NewPhase, Scores};
use urban_diplomacy_fund::people::{Actor, FundRole};
use urban_diplomacy_fund::process;
use urban_diplomacy_fund::review::{self, Assignment, Review, Score};

const SLUG: &str = "training-and-conference-support-2027";
const NAME: &str = "Zebraville";

fn phase(world: &World, fund: &Fund, flags: Flags) {
    let now = world.clock.now();
    let new = NewPhase { name: format!("From {}", now.iso()), begins_at: now, ends_at: None, flags };
    let before = world.db.read(|conn| panel::list_phases(conn, fund.round)).expect("phases").pop();
    world
        .db
        .write(|tx| {
            if let Some(before) = &before {
                panel::remove_phase(tx, &fund.officer, before.id, before.version)?;
            }
            panel::add_phase(tx, &fund.officer, SLUG, &new).map(drop)
        })
        .expect("a phase");
}

fn open_flags() -> Flags {
    Flags { applicants: true, scores: Scores::Always, reviewers: true, changes: false }
}

/// A task of each of these people on an application in review, not declared on.
fn tasks(world: &World, fund: &Fund, id: Id<Application>, who: &[&Actor]) -> Vec<Id<Assignment>> {
    let about = world.db.read(|conn| process::about(conn, id)).expect("a case");
    let accounts: Vec<_> = who.iter().filter_map(|who| who.account).collect();
    world.db.write(|tx| review::assign(tx, &fund.officer, &about, &accounts, None)).expect("assigned")
}

fn declares_ties(world: &World, who: &Actor) {
    let new = NewDeclaration { employers: String::new(), cities: vec![], has_certified: true };
    world.db.write(|tx| panel::declare(tx, who, &new)).expect("declared");
}

/// Declares no conflict and gives every criterion this score, or the last judgment it knows.
fn submits(world: &World, (who, task): (&Actor, Id<Assignment>), id: Id<Application>, score: i64) {
    world.db.write(|tx| review::declare(tx, who, task, "UDF", None)).expect("no conflict");
    let rubric = world.db.read(|conn| intake::draft(conn, id)).expect("a draft").definition.rubric.clone();
    let scores = rubric.criteria.iter().map(|c| Score {
        criterion: c.id.clone(),
        score: c.is_scored().then_some(score),
        judgment: c.kind.judgments().last().copied(),
        comment: format!("words of {}", who.name),
    });
    let written = Review { scores: scores.collect(), overall: String::new() };
    world.db.write(|tx| review::submit(tx, who, task, (&rubric, "UDF"), &written)).expect("submitted");
}

fn hired(world: &World, name: &str, roles: &[FundRole]) -> Actor {
    world.db.write(|tx| Ok::<_, Error>(grant::person(tx, name, roles))).expect("a person")
}

/// An application whose title names its city.
fn named(world: &World, fund: &Fund) -> Id<Application> {
    let id = application(world, fund, &city(world, NAME), 8_000);
    screened(world, fund, id);
    use schema::applications as a;
    let set = world.db.write(|tx| {
        let row = diesel::update(a::table.find(id.text()));
        row.set(a::title.eq("ZEBRAVILLE trains")).execute(&mut **tx).map_err(Error::from)
    });
    assert_eq!(set.expect("a title"), 1);
    id
}

#[test]
fn in_a_phase_without_names_no_reviewer_finds_who_applies() {
    on_both(|world| {
        let fund = fund(world, 40_000);
        let id = named(world, &fund);
        phase(world, &fund, Flags { applicants: false, ..open_flags() });
        let rita = &fund.reviewers[0];
        let clay = hired(world, "Clay", &[FundRole::Chair, FundRole::Reviewer]);
        let task = tasks(world, &fund, id, &[rita, &clay])[0];
        let browser = signed_in(world, rita);
        let own = format!("/panel/reviews/{task}");
        let mut read = Vec::new();
        for path in ["/panel", "/panel/conflicts", &format!("{own}/conflict"), &format!("{own}/abstain")] {
            read.push(browser.get(path));
        }
        read[0].must_say("Name withheld");
        read[2].must_say("Who applies is withheld in this phase").must_say("Do you know of a conflict of interest with this application?");
        // The program keeps away whoever is tied, so that ties come first.
        let early = browser.press(&read[2], "Continue", &[("conflict", "no")]);
        early.must_be(422).must_say("Make your yearly declaration first");
        declares_ties(world, rita);
        let page = browser.press(&read[2], "Continue", &[("conflict", "no")]);
        page.must_be(200).must_say("[name withheld] trains").must_say("-quote-1.pdf");
        assert!(!page.says("Cleo Clerk") && !page.says(" quote.pdf"), "{}", page.text());
        let file = browser.follow(&page, "-quote-1.pdf");
        assert!(file.must_be(200).header("content-disposition").contains("-quote-1.pdf"), "{}", file.header("content-disposition"));
        read.extend([early, page, browser.get(&own), browser.get("/panel")]);
        for page in &read {
            assert!(!page.body.to_lowercase().contains("zebraville"), "{}:\n{}", page.path, page.text());
        }
        let letters = world.mail_to(&rita.email);
        assert!(!letters.is_empty() && letters.iter().all(|letter| !letter.body_text.contains(NAME)), "no letter says it");

        // A chair who reviews it too; and one who does not, an officer, and the next phase.
        let clay = signed_in(world, &clay);
        for path in ["/panel", &format!("/desk/ranking/{SLUG}")] {
            let page = clay.get(path);
            assert!(page.must_be(200).says("Name withheld") && !page.says(NAME), "{path}: {}", page.text());
        }
        signed_in(world, &hired(world, "Cora", &[FundRole::Chair])).get("/panel").must_say(NAME);
        signed_in(world, &fund.officer).get(&format!("/desk/ranking/{SLUG}")).must_say(NAME);
        phase(world, &fund, open_flags());
        browser.get(&own).must_say(NAME).must_say("Cleo Clerk").must_say("quote.pdf");
        browser.get("/panel").must_say(NAME);
    });
}

#[test]
fn a_submitted_review_is_changed_where_the_phase_allows_it_and_what_it_said_stays_beside_it() {
    on_both(|world| {
        let fund = fund(world, 40_000);
        let id = named(world, &fund);
        let [rita, ravi] = [0, 1].map(|n| &fund.reviewers[n]);
        let made = tasks(world, &fund, id, &[rita, ravi]);
        submits(world, (rita, made[0]), id, 2);
        submits(world, (ravi, made[1]), id, 4);
        let browser = signed_in(world, rita);
        let (own, again) = (format!("/panel/reviews/{}", made[0]), format!("/panel/reviews/{}/reopen", made[0]));
        let mean = || world.db.read(|conn| review::standing(conn, id)).expect("a standing").summary.expect("reviews").mean.to_string();
        assert!(!browser.get(&own).must_be(200).says("Open my review again"));
        browser.post(&again, &[("reason", "I misread it.")]).must_be(409).must_say("Submitted reviews cannot be changed now.");
        phase(world, &fund, Flags { changes: true, ..open_flags() });
        signed_in(world, ravi).post(&again, &[("reason", "I misread it.")]).must_be(404);

        let page = browser.get(&own);
        browser.press(&page, "Open my review again", &[("reason", " ")]).must_be(422).must_say("Say in a few words why");
        let form = browser.press(&page, "Open my review again", &[("reason", "I misread the budget.")]);
        form.must_be(200).must_say("Your review is open again.").must_say("Version 1, submitted").must_say("I misread the budget.");
        let standing = world.db.read(|conn| review::standing(conn, id)).expect("a standing");
        assert_eq!((standing.submitted(), standing.owed, mean()), (1, 1, "4.00".to_owned()), "owed until it is submitted again");
        let scores = ["need_and_fit", "results_for_city", "lasting_skills", "plan_and_budget"].map(|c| format!("score-{c}"));
        let fives: Vec<_> = scores.iter().map(|name| (name.as_str(), "5")).collect();
        browser.press(&form, "Submit review", &fives).must_be(200).must_say("Submitted.");
        assert_eq!(mean(), "4.50", "the newest counts");
        browser.get(&own).must_say("Your review: 5.00").must_say("Version 1, submitted").must_say(": 2.00");
        browser
            .press(&browser.get(&own), "Open my review again", &[("reason", "Once more.")])
            .must_be(200)
            .must_say("Version 2, submitted");
        read_at_the_desk(world, &fund, id, rita);

        use schema::{audit_events as e, review_assignments as a, review_versions as r};
        let read = world
            .db
            .read(|conn| e::table.filter(e::fact.eq("review.reopened")).select(e::payload).load::<String>(conn).map_err(Error::from));
        let payloads = read.expect("records");
        assert!(payloads.len() == 2 && payloads.iter().any(|text| text.contains("I misread the budget.")), "{payloads:?}");
        let changed = world.db.write(|tx| diesel::update(r::table).set(r::reason.eq("x")).execute(&mut **tx).map_err(Error::from));
        assert!(format!("{changed:?}").contains("append only"), "{changed:?}");
        // Nobody opens one whose words were not kept.
        let changed = world.db.write(|tx| {
            let open = (a::stage.eq("cleared"), a::weighted_score.eq(None::<i64>), a::submitted_at.eq(None::<chrono::NaiveDateTime>));
            diesel::update(a::table.find(made[1].text())).set(open).execute(&mut **tx).map_err(Error::from)
        });
        assert!(format!("{changed:?}").contains("append only"), "{changed:?}");
        // A conflict still takes a changed review out.
        world.db.write(|tx| review::declare(tx, rita, made[0], "UDF", Some("My sister works there."))).expect("recused");
        assert_eq!(mean(), "4.00");
    });
}

/// Officers and auditors read earlier versions in the case file, with reason and points; whoever may not see scores reads none.
fn read_at_the_desk(world: &World, fund: &Fund, id: Id<Application>, rita: &Actor) {
    let reference = world.db.read(|conn| intake::application(conn, id)).expect("it is there").reference;
    let path = format!("/desk/applications/{reference}");
    let auditor = hired(world, "Iris", &[FundRole::Auditor]);
    for who in [&fund.officer, &auditor] {
        let page = signed_in(world, who).get(&path);
        page.must_be(200).must_say("Rita, version 1: 2.00").must_say("I misread the budget.").must_say("words of Rita");
        page.must_say("Rita, version 2: 5.00").must_say("Once more.");
    }
    let finance = signed_in(world, &hired(world, "Fern", &[FundRole::FinanceOfficer])).get(&path);
    assert!(finance.must_be(200).says("Rita") && !finance.says("misread the budget"), "{}", finance.text());
    let stepped = hired(world, "Stella", &[FundRole::ProgramOfficer]);
    world.db.write(|tx| process::step_back(tx, &stepped, id, "My brother works there.")).expect("they step back");
    signed_in(world, &stepped).get(&path).must_be(404);
    // A chair who reviews it too reads what the phase shows, and the reviewer always what is their own.
    let clay = hired(world, "Clay", &[FundRole::Chair, FundRole::Reviewer]);
    let task = tasks(world, fund, id, &[&clay])[0];
    world.db.write(|tx| review::declare(tx, &clay, task, "UDF", None)).expect("no conflict");
    let earlier = |who: &Actor| {
        let now = world.clock.now();
        let found = world.db.read(|conn| {
            let all = review::list_for_application(conn, who, id, now)?;
            review::list_earlier(conn, who, &all, now)
        });
        found.expect("versions").into_iter().map(|(task, version)| (task.reviewer_name, version.n)).collect::<Vec<_>>()
    };
    let both = |name: &str| vec![(name.to_owned(), 1), (name.to_owned(), 2)];
    assert_eq!((earlier(&clay), earlier(rita)), (both("Rita"), both("Rita")));
    phase(world, fund, Flags { reviewers: false, ..open_flags() });
    assert_eq!((earlier(&clay), earlier(rita), earlier(&auditor)), (both("a reviewer"), both("Rita"), both("Rita")));
    phase(world, fund, Flags { scores: Scores::AfterOwn, ..open_flags() });
    assert_eq!((earlier(&clay), earlier(rita)), (vec![], both("Rita")));
}

#[test]
fn what_the_phase_withholds_of_others_is_in_no_distribution_and_in_no_fail() {
    on_both(|world| {
        let fund = fund_of(world, &crate::rubrics::mixed(), 40_000);
        let id = named(world, &fund);
        let chair = hired(world, "Clay", &[FundRole::Chair, FundRole::Reviewer]);
        let [rita, ravi] = [0, 1].map(|n| &fund.reviewers[n]);
        let made = tasks(world, &fund, id, &[rita, ravi, &chair]);
        for (who, task) in [rita, ravi, &chair].into_iter().zip(made) {
            submits(world, (who, task), id, 3);
        }
        let browser = signed_in(world, rita);
        let path = format!("/panel/rounds/{SLUG}/scores");
        browser.get(&path).must_be(200).must_say("By the others");
        let fails = |who: &Actor| {
            let found = world.db.read(|conn| review::list_failures(conn, who, id, world.clock.now())).expect("fails");
            found.into_iter().map(|fail| fail.reviewer).collect::<Vec<_>>()
        };
        let clay = signed_in(world, &chair);
        let scores = || clay.press(&clay.get(&format!("/desk/ranking/{SLUG}")), "Download the scores", &[]).body;
        assert!(scores().contains("Rita"));
        let (all, of_officer) = (fails(&chair), fails(&fund.officer));
        assert!(all.len() == 3 && all == of_officer && all.contains(&"Rita".to_owned()), "{all:?}");
        phase(world, &fund, Flags { reviewers: false, ..open_flags() });
        let hidden = fails(&chair);
        assert!(hidden.len() == 3 && !hidden.contains(&"Rita".to_owned()) && hidden.contains(&"reviewer 1".to_owned()), "{hidden:?}");
        assert_eq!(fails(&fund.officer), of_officer);
        assert!(scores().starts_with("\u{feff}application") && !scores().contains("Rita"), "labels alone");
        phase(world, &fund, Flags { scores: Scores::Never, ..open_flags() });
        let page = browser.get(&path);
        page.must_be(200).must_say("The scores of others are not shown in this phase of the review.");
        assert!(!page.says("By the others"), "{}", page.text());
        assert!(fails(&chair).is_empty(), "nor the fails");
    });
}

#[test]
fn keys_are_turned_off_for_the_person_and_not_for_the_browser() {
    on_both(|world| {
        let fund = fund(world, 40_000);
        let id = named(world, &fund);
        let rita = &fund.reviewers[0];
        let task = tasks(world, &fund, id, &[rita])[0];
        world.db.write(|tx| review::declare(tx, rita, task, "UDF", None)).expect("no conflict");
        let own = format!("/panel/reviews/{task}");
        let [desk, phone] = [signed_in(world, rita), signed_in(world, rita)];
        assert!(desk.get(&own).must_be(200).body.contains("data-keys=\"on\""));
        let done = desk.press(&desk.get("/account"), "Save keys", &[("keys", "off")]);
        done.must_be(200).must_say("Your choice of keys is saved.");
        assert!(phone.get(&own).body.contains("data-keys=\"off\""), "in every browser");
        // As the script of the page sends it.
        phone.post("/account/keys", &[("keys", "on")]).must_be(200);
        assert!(desk.get(&own).body.contains("data-keys=\"on\""));
        assert!(!signed_in(world, &fund.officer).get("/account").says("Save keys"));
        let nobody = world.db.write(|tx| urban_diplomacy_fund::people::key_setting::choose(tx, &Actor::anonymous(), false));
        assert_eq!(nobody.expect_err("nobody").kind(), Kind::Missing);
    });
}
