//! Blind review: where the phase withholds who applies, no page, file, name of a file, metadata, program or letter of a reviewer says
//! it (C12); labels are drawn by lot; staff prepare copies, which are looked at again when something else is received.

pub mod scene;

use crate::canary::reading::{by_program, crawled, every_address, open, words};
use crate::grant::{self, city, fund, screened, signed_in};
use crate::support::{Browser, on_both};
use diesel::prelude::*;
use scene::{Asked, COPIES, NEED, SLUG, Scene, assigned, clears, desk, field, file_in, hired, label, phase, reference};
use urban_diplomacy_fund::blind;
use urban_diplomacy_fund::db::{Error, schema};
use urban_diplomacy_fund::people::FundRole;
use urban_diplomacy_fund::process;

/// What each says who applies, in small letters.
const SECRETS: &[&str] = &[
    "canaryville",
    "cleo clerk",
    "canary-partner",
    "canary-contact",
    "canary-file",
    "canary-author",
    "canary-xmp",
    "canary-creator",
    "canary-comment",
];

#[test]
fn c12_a_blind_reviewer_finds_no_trace_of_who_applies() {
    on_both(|world| {
        let Scene { fund, id, .. } = Scene::in_review(world);
        let rita = &fund.reviewers[0];
        let clay = hired(world, "Clay", &[FundRole::Chair, FundRole::Reviewer]);
        let tasks = assigned(world, &fund, id, &[rita, &clay]);
        let (number, called) = (reference(world, id), label(world, id));
        for (who, task) in [rita, &clay].into_iter().zip(&tasks) {
            clears(world, who, *task);
            let found = crawled(world, who, SLUG);
            assert!(found.values().any(|body| body.contains("The Canary Queen has left.")), "{} reads it", who.name);
            assert!(found.values().any(|body| body.contains("(The quote) Tj")), "{} opens the file", who.name);
            let browser = signed_in(world, who);
            for address in every_address(&found.keys().cloned().collect(), (&number, SLUG, &id.text())) {
                let page = open(&browser, &address, &[]);
                let said = format!("{}\n{}", page.body, page.header("content-disposition")).to_lowercase();
                assert!(page.status < 500, "{}: {address} gave {}", who.name, page.status);
                for secret in SECRETS {
                    assert!(!said.contains(secret), "{} finds {secret} at {address}:\n{}", who.name, page.text());
                }
                assert!(address.contains(&number) || !said.contains(&number.to_lowercase()), "{} finds the number at {address}", who.name);
            }
            let program = by_program(world, who, &number).to_lowercase();
            assert!(SECRETS.iter().all(|secret| !program.contains(secret)), "{program}");
            let letters = world.mail_to(&who.email);
            assert!(letters.iter().any(|letter| letter.subject_line.contains(&called)), "{} is told by the label", who.name);
            for letter in letters.iter().map(words) {
                assert!(!letter.contains(&number) && SECRETS.iter().all(|secret| !letter.to_lowercase().contains(secret)), "{letter}");
            }
        }
        // The same reviewer finds it all where names are shown: it was there to be found.
        phase(world, &fund, true);
        let all = crawled(world, rita, SLUG).into_values().collect::<String>().to_lowercase();
        for secret in SECRETS {
            assert!(all.contains(secret), "nobody finds {secret}: it proves nothing");
        }
        assert!(all.contains(&number.to_lowercase()));
    });
}

#[test]
fn a_label_is_drawn_once_and_is_the_same_for_every_reviewer() {
    on_both(|world| {
        let fund = fund(world, 40_000);
        let ids: Vec<_> = ["Madison", "Monona", "Verona"].map(|name| grant::application(world, &fund, &city(world, name), 5_000)).into();
        let mut called = Vec::new();
        for id in &ids {
            screened(world, &fund, *id);
            assigned(world, &fund, *id, &[&fund.reviewers[0]]);
            called.push(label(world, *id));
            assigned(world, &fund, *id, &[&fund.reviewers[1]]);
            assert_eq!(called.last(), Some(&label(world, *id)), "it stays");
        }
        called.sort();
        called.dedup();
        assert_eq!(called.len(), 3);
        phase(world, &fund, false);
        for reviewer in &fund.reviewers[..2] {
            let page = signed_in(world, reviewer).get("/panel");
            assert!(called.iter().all(|label| page.says(label)), "{}", page.text());
        }
        use schema::blind_labels as l;
        let changed = world.db.write(|tx| diesel::update(l::table).set(l::lot.eq(0_i64)).execute(&mut **tx).map_err(Error::from));
        changed.expect_err("a label never changes");
    });
}

#[test]
fn a_reviewer_waits_for_the_copy_and_reads_what_staff_wrote() {
    on_both(|world| {
        let scene = Scene::in_review(world);
        let Asked { who: rita, browser: reviewer, own, .. } = scene.asked(world);
        let Scene { id, olive, .. } = scene;
        reviewer.get(&own).must_say("The Canary Queen has left.");

        let page = olive.follow(&olive.get(&format!("/desk/panels/{SLUG}")), "Copies for blind review");
        page.must_be(200).must_say("Who applies is withheld now.").must_say("Missing").must_say(&label(world, id));
        let late = olive.get(COPIES);
        olive.press(&page, "Save", &[("waits", "yes")]).must_be(200).must_say("Reviewers wait for copies");
        olive.press(&late, "Save", &[("waits", "no")]).must_be(409).must_say("Somebody changed this after you opened the page.");
        let page = reviewer.get(&own);
        page.must_be(200).must_say("This application is being prepared for blind review.");
        assert!(!page.says("Canary Queen"), "{}", page.text());
        reviewer.get("/panel").must_say("Being prepared for blind review");
        let file = file_in(world, id, "quote").id;
        reviewer.get(&format!("{own}/files/{file}")).must_be(404);
        let scored = ["need_and_fit", "results_for_city", "lasting_skills", "plan_and_budget"]
            .map(|id| [format!("score-{id}"), format!("comment-{id}")]);
        let filled: Vec<_> =
            scored.iter().flat_map(|[score, comment]| [(score.as_str(), "4"), (comment.as_str(), "It says so.")]).collect();
        reviewer.press(&page, "Submit review", &filled).must_be(422).must_say("Your draft is saved: submit it when you can read");

        // The program proposes, the officer mends.
        let form = olive.follow(&olive.get(COPIES), &reference(world, id));
        form.must_be(200).must_say("Not looked at yet.").must_say("Missing").must_say("[name withheld] asks, says [name withheld]");
        let (need, words) = (field(NEED), "A town asks. Its rival has left.");
        let late = olive.get(&form.path);
        let long = "x".repeat(20_001);
        let wrong = olive.press(&form, "Save and mark ready", &[(need.as_str(), long.as_str())]);
        wrong.must_be(422).must_say("Shorten this text to at most 20,000 characters.");
        let saved = olive.press(&form, "Save, not ready yet", &[(need.as_str(), words)]);
        saved.must_be(200).must_say("In preparation").must_say(words);
        reviewer.get(&own).must_say("being prepared");
        olive.press(&late, "Save and mark ready", &[]).must_be(422).must_say("Somebody saved this copy after you opened the page.");
        let keep = format!("keep-{}", blind::digest("Canaryville trains"));
        let ready = olive.press(&saved, "Save and mark ready", &[(keep.as_str(), "yes")]);
        ready.must_be(200).must_say("Read this copy.");
        let told = world.mail_to(&rita.email);
        let subject = format!("You can read application {} now", label(world, id));
        assert!(told.iter().any(|letter| letter.subject_line == subject), "{:?}", told.iter().map(|l| &l.subject_line).collect::<Vec<_>>());
        let page = reviewer.get(&own);
        page.must_say("Its rival has left.").must_say("Canaryville trains");
        assert!(!page.says("Queen"), "{}", page.text());
        olive.get(COPIES).must_say("1 ready");
        use schema::audit_events as e;
        let read =
            |fact: &str| world.db.read(|conn| e::table.filter(e::fact.eq(fact)).count().get_result::<i64>(conn).map_err(Error::from));
        assert_eq!((read("blind.copy_saved").expect("records"), read("blind.copies_required").expect("records")), (2, 1));
    });
}

#[test]
fn a_copy_is_looked_at_again_when_something_else_is_received() {
    on_both(|world| {
        let scene = Scene::received(world);
        let (olive, id) = (&scene.olive, scene.id);
        scene.wait("yes");
        let (title, need) = (field("Canaryville trains"), field(NEED));
        let form = olive.get(&desk(world, id));
        olive.press(&form, "Save and mark ready", &[(title.as_str(), "A town trains"), (need.as_str(), "A town asks.")]).must_be(200);

        scene.received_again(world, "Canaryville asks for more. The Canary King too.");
        let letters = world.mail_to(&scene.fund.officer.email);
        let wanted = format!("Look at the copy for blind review again: {}", reference(world, id));
        assert!(letters.iter().any(|letter| letter.subject_line == wanted && letter.body_text.contains("Until then its reviewers wait.")));
        screened(world, &scene.fund, id);
        let Asked { browser: reviewer, own, .. } = scene.asked(world);
        reviewer.get(&own).must_say("being prepared for blind review");
        // Choosing a file is not looking at the texts.
        let choice = blind::choice_field(file_in(world, id, "quote").id);
        olive.attach(&olive.get(&desk(world, id)), &[(choice.as_str(), "withheld")], &[]).must_be(200);
        reviewer.get(&own).must_say("being prepared for blind review");
        olive.get(COPIES).must_say("Look again: the application has changed");

        // What has not changed keeps its words; what has is proposed anew.
        let form = olive.get(&desk(world, id));
        form.must_say("A town trains").must_say("[name withheld] asks for more. The Canary King too.").must_say("Not looked at yet.");
        let again = field("Canaryville asks for more. The Canary King too.");
        olive.press(&form, "Save and mark ready", &[(again.as_str(), "")]).must_be(200);
        let page = reviewer.get(&own);
        page.must_say("A town trains").must_say("[text withheld]");
        assert!(!page.says("King") && !page.says("A town asks."), "{}", page.text());
    });
}

#[test]
fn whoever_reviews_it_or_is_no_officer_prepares_no_copy() {
    on_both(|world| {
        let Scene { fund, city, id, olive } = Scene::in_review(world);
        let both = hired(world, "Wilma", &[FundRole::ProgramOfficer, FundRole::Reviewer]);
        let path = desk(world, id);
        let sees = |who: &Browser, status: u16| {
            who.get(&path).must_be(status);
            who.post(&path, &[("action", "save"), ("version", "0"), ("idempotency_key", &format!("k{status}"))]).must_be(status);
        };
        let wilma = signed_in(world, &both);
        wilma.get(&path).must_be(200);
        assert!(wilma.get(COPIES).must_be(200).says("Canaryville"));
        assigned(world, &fund, id, &[&both]);
        sees(&wilma, 404);
        assert!(!wilma.get(COPIES).must_be(200).says("Canaryville"), "its label would stand beside its city");
        for who in [&fund.approver, &fund.reviewers[0], &hired(world, "Cora", &[FundRole::Chair]), &city.official] {
            sees(&signed_in(world, who), 404);
        }
        let stepped = hired(world, "Selma", &[FundRole::ProgramOfficer]);
        world.db.write(|tx| process::step_back(tx, &stepped, id, "My sister works there.")).expect("she steps back");
        sees(&signed_in(world, &stepped), 404);
        sees(&olive, 200);
    });
}
