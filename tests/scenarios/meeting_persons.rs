//! The meeting of a panel: who may vote is a person, whatever accounts they have, and whoever chairs panels no more does not; what
//! left the review gets no outcome and counts in no total; and its words follow conflicts and phases beyond the room.

use crate::blind::scene as blind;
use crate::grant::signed_in;
use crate::meeting::{BEFORE, CLOSE_BEFORE, Ground, begins, ground, hired, id_of, of_panel, payloads, plans, seated, votes};
use crate::support::{World, on_both};
use urban_diplomacy_fund::intake::{self, Application};
use urban_diplomacy_fund::kernel::{Id, Kind, Refusal};
use urban_diplomacy_fund::meeting::{self, Vote};
use urban_diplomacy_fund::people::{Actor, FundRole, account, identity, role};
use urban_diplomacy_fund::process::{self, Press};

/// An administrator says that the account belongs to the person of the other.
fn joined(world: &World, who: &Actor, other: &Actor) {
    let addie = hired(world, &format!("Addie-{}", who.name), &[FundRole::Administrator]);
    let [who, other] = [who, other].map(|actor| actor.account.expect("an account"));
    world.db.write(|tx| identity::join(tx, &addie, who, other)).expect("they are one");
}

#[test]
fn two_accounts_of_one_person_have_one_vote() {
    on_both(|world| {
        let Ground { fund, chair, numbers, .. } = ground(world);
        let [again, late] = ["Rita-again", "Rosa-again"].map(|name| hired(world, name, &[FundRole::Reviewer]));
        for who in [&again, &late] {
            seated(world, &fund, who);
        }
        joined(world, &again, &fund.reviewers[0]);
        let cora = signed_in(world, &chair);
        let [rita, second, rosa, third] = [&fund.reviewers[0], &again, &fund.reviewers[2], &late].map(|who| signed_in(world, who));
        let path = plans(&cora);
        begins(&cora, &path, &[&rita, &second, &rosa, &third], &numbers[1]);
        let page = cora.press(&cora.get(&path), BEFORE, &[]);
        page.must_be(200);
        assert!(!page.says("Rita, Rita-again") && !page.says("Rita-again, Rita"), "they are waited for once: {}", page.text());
        votes(&rita, &path, "Vote", "4").must_be(200).must_say("You voted 4.");
        // The other account of the same person: not another vote, but the same one again.
        second.get(&of_panel(&path)).must_say("You voted 4.").must_say("open, 1 in");
        votes(&second, &path, "Change my vote", "2").must_be(200).must_say("You voted 2.").must_say("open, 1 in");
        rita.get(&of_panel(&path)).must_say("You voted 2.");
        assert!(!cora.get(&path).says("Waiting for Rita"), "she voted, with either");
        // It becomes known only after both have voted: the last of the two counts.
        votes(&rosa, &path, "Vote", "5").must_be(200);
        votes(&third, &path, "Vote", "1").must_be(200).must_say("open, 3 in");
        joined(world, &late, &fund.reviewers[2]);
        let page = cora.press(&cora.get(&path), CLOSE_BEFORE, &[]);
        page.must_be(200).must_say("2 votes, median 1.50, from 1 to 2");
        let record = payloads(world, "meeting.vote_closed").pop().expect("a record");
        assert!(record.contains("\"eligible\":2"), "{record}");
        assert!(!record.contains(",5]") && record.contains(",1]") && record.contains(",2]"), "{record}");
    });
}

#[test]
fn who_chairs_panels_no_more_does_not_vote() {
    on_both(|world| {
        let Ground { fund, numbers, .. } = ground(world);
        let clara = hired(world, "Clara", &[FundRole::Chair, FundRole::Reviewer]);
        let (lead, rita, olive) = (signed_in(world, &clara), signed_in(world, &fund.reviewers[0]), signed_in(world, &fund.officer));
        let path = plans(&lead);
        begins(&lead, &path, &[&rita, &lead], &numbers[1]).must_say("Clara (chair)");
        lead.press(&lead.get(&path), BEFORE, &[]).must_be(200).must_say("Waiting for Rita, Clara");
        let voting = lead.get(&of_panel(&path)).fill(Some("Vote"), &[("score", "5")]);
        let vote: Id<Vote> = voting.fields.iter().find(|(name, _)| name == "vote").expect("a vote").1.parse().expect("an identifier");
        let account = clara.account.expect("an account");
        world.db.write(|tx| role::revoke(tx, &Actor::system(), account, FundRole::Chair)).expect("taken away");
        let now = world.db.read(|conn| account::actor(conn, account)).expect("somebody");
        let refused = world.db.write(|tx| meeting::cast(tx, &now, (id_of(&path), vote), "5")).expect_err("she chairs nothing");
        assert_eq!(refused.kind(), Kind::Missing);
        let lead = signed_in(world, &now);
        lead.get(&of_panel(&path)).must_be(404);
        assert!(!lead.get("/panel").says("Panel of January 20"), "no link that leads nowhere");
        let page = olive.get(&path);
        page.must_say("Waiting for Rita");
        assert!(!page.says("Clara (chair)") && !page.says("Rita, Clara"), "{}", page.text());
        votes(&rita, &path, "Vote", "4").must_be(200);
        olive.press(&olive.get(&path), CLOSE_BEFORE, &[]).must_be(200).must_say("1 vote, 4.00");
        let record = payloads(world, "meeting.vote_closed").pop().expect("a record");
        assert!(record.contains("\"eligible\":1"), "{record}");
    });
}

/// The city goes another way.
fn withdrawn(world: &World, id: Id<Application>) {
    let of = world.db.read(|conn| intake::application(conn, id)).expect("it is there");
    let official = world.db.read(|conn| account::actor(conn, of.created_by)).expect("its official");
    world.db.write(|tx| process::withdraw(tx, &official, id, "We go another way.", &Press::default())).expect("withdrawn");
}

#[test]
fn what_left_the_review_gets_no_outcome_and_counts_in_no_total() {
    on_both(|world| {
        let Ground { fund, chair, numbers, ids } = ground(world);
        let (cora, rita) = (signed_in(world, &chair), signed_in(world, &fund.reviewers[0]));
        let path = plans(&cora);
        begins(&cora, &path, &[&rita], &numbers[1]);
        let yes = [("verdict", "recommended"), ("amount", "8,000"), ("sentence", "Clear and lasting.")];
        let page = cora.press(&cora.get(&path), "Record the outcome", &yes);
        page.must_be(200).must_say("$8,000.00 of $10,000.00 is recommended");
        let change = [("amount", "7,000"), ("outcome-reason", "One trip less.")];
        let late = page.fill(Some("Change the outcome"), &change);
        let scores = page.fill(Some("Record these scores"), &[("agreed-need_and_fit", "5")]);

        withdrawn(world, ids[1]);
        for form in [&late, &scores] {
            cora.send_form(form, &[]).must_be(409).must_say("no longer in review: its city withdrew it");
        }
        let page = cora.get(&path);
        page.must_say("$0.00 of $10,000.00 is recommended").must_say("Withdrawn: Recommended $8,000.00 is not counted");
        page.must_say("no outcome is recorded for it any more");
        assert!(!page.says("Change the outcome") && !page.says("Record these scores"), "{}", page.text());
        let seen = rita.get(&of_panel(&path));
        seen.must_say("$0.00 of $10,000.00 is recommended").must_say("Withdrawn: Recommended $8,000.00 is not counted");
        cora.get(&format!("{path}/screen")).must_say("$0.00 of $10,000.00").must_say("is not counted");
        let minutes = cora.press(&cora.get(&path), "Close the meeting", &[]);
        minutes.must_be(200).must_say("$0.00 of $10,000.00 is recommended").must_say("Withdrawn: Recommended $8,000.00 is not counted");
        cora.get(&path).must_say("is not counted");
    });
}

#[test]
fn what_the_panel_said_follows_conflicts_and_phases_on_every_page() {
    on_both(|world| {
        let Ground { fund, chair, numbers, ids } = ground(world);
        let cora = signed_in(world, &chair);
        let path = plans(&cora);
        begins(&cora, &path, &[], &numbers[1]);
        cora.press(&cora.get(&path), "Record these scores", &[("agreed-need_and_fit", "5")]).must_be(200);
        let why = format!("As with {}: canary-agreed.", numbers[0]);
        let change = [("agreed-need_and_fit", "3"), ("why-agreed", why.as_str())];
        cora.press(&cora.get(&path), "Record these scores", &change).must_be(200).must_say("canary-agreed");
        let sentence = format!("Madison convinced more than {}.", numbers[0]);
        let yes = [("verdict", "recommended"), ("amount", "8,000"), ("sentence", sentence.as_str())];
        cora.press(&cora.get(&path), "Record the outcome", &yes).must_be(200);

        let wanda = hired(world, "Wanda", &[FundRole::ProgramOfficer]);
        world.db.write(|tx| process::step_back(tx, &wanda, ids[0], "My city.")).expect("recorded");
        let wanda = signed_in(world, &wanda);
        let page = wanda.get(&path);
        page.must_be(200).must_say(&format!("On the table: {}", numbers[1]));
        assert!(!page.says("canary-agreed") && !page.says(&numbers[0]), "{}", page.text());
        cora.press(&cora.get(&path), "Close the meeting", &[]).must_be(200);

        let file = format!("/desk/applications/{}", numbers[1]);
        signed_in(world, &fund.officer).get(&file).must_say("Recommended $8,000.00").must_say(&sentence);
        let page = wanda.get(&file);
        page.must_be(200).must_say("Recommended $8,000.00");
        assert!(!page.says("convinced") && !page.says(&numbers[0]), "{}", page.text());

        // An officer who reviews it too: nothing before their own scores are in, no names in a phase without them.
        let otto = hired(world, "Otto", &[FundRole::ProgramOfficer, FundRole::Reviewer]);
        let task = blind::assigned(world, &fund, ids[1], &[&otto])[0];
        let reviewer = signed_in(world, &otto);
        let page = reviewer.get(&file);
        page.must_be(200);
        assert!(!page.says("convinced") && !page.says("Recommended $8,000.00"), "{}", page.text());
        blind::phase(world, &fund, false);
        blind::clears(world, &otto, task);
        let page = reviewer.get(&file);
        page.must_be(200).must_say("[name withheld] convinced more than [name withheld].");
        assert!(!page.says("Madison convinced"), "{}", page.text());
    });
}
