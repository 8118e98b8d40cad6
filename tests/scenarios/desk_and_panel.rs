//! The pages from screening to the signed agreement, pressed through in browsers,
//! each by the right person and refused to the wrong one.

use crate::grant::{application, city, fund, nothing_contradicts, signed_in};
use crate::support::{World, on_both};
use urban_diplomacy_fund::intake::{self, Application};
use urban_diplomacy_fund::kernel::Id;
use urban_diplomacy_fund::process::{self, Stage};

fn reference(world: &World, id: Id<Application>) -> String {
    world.db.read(|conn| intake::application(conn, id)).expect("an application").reference
}

const CHECKED: &[(&str, &str)] = &[("check-1", "yes"), ("check-2", "yes"), ("check-3", "yes"), ("check-4", "yes")];

#[test]
fn one_application_from_screening_to_the_signature_in_the_browser() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        let madison = city(world, "Madison");
        let id = application(world, &fund, &madison, 8_000);
        let number = reference(world, id);
        let (officer, approver, official) =
            (signed_in(world, &fund.officer), signed_in(world, &fund.approver), signed_in(world, &madison.official));

        officer.get("/desk").must_be(200).must_say("Submitted");
        let list = officer.get("/desk/applications?stage=submitted");
        list.must_be(200).must_say(&number).must_say("$8,000.00");
        let case = officer.follow(&list, &number);
        case.must_be(200).must_say("Protocol course").must_say("SHA-256");
        let form = officer.follow(&case, "Pass screening");
        officer.submit(&form, &CHECKED[..2]).must_be(422).must_say("Every check must hold");
        officer.submit(&form, CHECKED).must_be(200).must_say("In review");

        let form = officer.get(&format!("/desk/applications/{number}/assign"));
        officer.submit(&form, &[]).must_be(422).must_say("Choose at least one reviewer.");
        for reviewer in &fund.reviewers {
            let account = reviewer.account.expect("an account").text();
            officer.submit(&form_again(&officer, &number), &[("reviewer", &account)]).must_be(200);
        }
        for reviewer in &fund.reviewers {
            let browser = signed_in(world, reviewer);
            let queue = browser.get("/panel");
            queue.must_be(200).must_say("0 of 1 done");
            let conflict = browser.follow(&queue, &number);
            assert!(!conflict.says("Protocol course"), "content before the declaration");
            browser.submit(&conflict, &[]).must_be(422);
            let review = browser.submit(&conflict, &[("conflict", "no")]);
            review.must_be(200).must_say("Protocol course");
            browser.press(&review, "Submit review", &[]).must_be(422).must_say("Choose a score");
            let criteria = world.db.read(|conn| intake::draft(conn, id)).expect("a draft").definition.rubric.criteria.clone();
            let typed: Vec<(String, String)> = criteria
                .iter()
                .flat_map(|c| [(format!("score-{}", c.id), "4".to_owned()), (format!("comment-{}", c.id), "Because.".to_owned())])
                .collect();
            let typed: Vec<(&str, &str)> = typed.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            let review = browser.press(&review, "Save draft", &typed[..2]);
            review.must_be(200).must_say("1 of 4 criteria scored");
            browser.press(&review, "Submit review", &typed).must_be(200).must_say("1 of 1 done");
        }

        let ranking = officer.get(&format!("/desk/ranking/{}", slug(world, &fund)));
        ranking.must_be(200).must_say("4.00").must_say("Above the line");
        let form = officer.follow(&ranking, &number);
        officer.submit(&form, &[("rationale", "Good."), ("amount-travel", "1e9")]).must_be(422);
        officer.submit(&form, &[("rationale", "Good.")]).must_be(200).must_say("Recommended");

        let form = approver.follow(&approver.get("/desk/decisions"), &number);
        form.must_be(200).must_say("$12,000.00");
        officer.send_form(&form.fill(Some("Approve"), &[]), &[]).must_be(403);
        approver.submit(&form, &[]).must_be(200).must_say("Award offered");

        let offer = official.get(&format!("/portal/awards/{number}"));
        offer.must_be(200).must_say("The fund offers your city an award.").must_say("$8,000.00");
        official.press(&offer, "Sign and accept the award", &[("typed_name", "")]).must_be(422).must_say("Type your full name.");
        official
            .press(&offer, "Sign and accept the award", &[("typed_name", "Olga Official"), ("has_authority", "yes")])
            .must_be(200)
            .must_say("the award is active");
        assert_eq!(world.db.read(|conn| process::stage(conn, id)).expect("a stage"), Stage::Active);
        nothing_contradicts(world, &[id]);
    });
}

fn form_again(officer: &crate::support::Browser, number: &str) -> crate::support::Page {
    officer.get(&format!("/desk/applications/{number}/assign"))
}

fn slug(world: &World, fund: &crate::grant::Fund) -> String {
    world.db.read(|conn| urban_diplomacy_fund::opportunity::opportunity(conn, fund.round)).expect("a round").slug
}

#[test]
fn pages_of_others_are_not_there() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        let (madison, monona) = (city(world, "Madison"), city(world, "Monona"));
        let id = crate::grant::ready(world, &fund, &madison, 8_000);
        let number = reference(world, id);
        let stranger = signed_in(world, &monona.official);
        let reviewer = signed_in(world, &fund.reviewers[0]);
        for path in [
            format!("/desk/applications/{number}"),
            "/desk".into(),
            "/panel".into(),
            format!("/portal/awards/{number}"),
            format!("/desk/applications/{number}/approve"),
        ] {
            stranger.get(&path).must_be(404);
        }
        for path in [format!("/desk/applications/{number}"), "/desk/decisions".into()] {
            reviewer.get(&path).must_be(404);
        }
        let other = world.db.read(|conn| urban_diplomacy_fund::review::list_mine(conn, &fund.reviewers[1])).expect("tasks")[0].id;
        reviewer.get(&format!("/panel/reviews/{other}")).must_be(404);
        signed_in(world, &fund.officer).get("/desk/applications/UDF-2027-9999").must_be(404);
    });
}
