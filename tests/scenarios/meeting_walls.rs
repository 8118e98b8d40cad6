//! The meeting of a panel: who stepped back finds no trace and is not counted; names are withheld where the phase withholds
//! them; what goes wrong in a room has a clear end; and what happens at once.

use crate::grant::signed_in;
use crate::meeting::{
    BEFORE, CLOSE_BEFORE, CLOSED, Ground, SLUG, agenda, begins, ground, hired, id_of, item, of_panel, payloads, plans, seated, votes,
};
use crate::support::{Browser, Page, on_both};
use diesel::prelude::*;
use urban_diplomacy_fund::db::{Error, schema};
use urban_diplomacy_fund::intake;
use urban_diplomacy_fund::kernel::{Id, Kind, Money, Refusal};
use urban_diplomacy_fund::meeting::{self, Conclusion, MeetingError, Vote};
use urban_diplomacy_fund::panel::{self, Flags, NewPhase, Scores};
use urban_diplomacy_fund::people::{Actor, FundRole, account};
use urban_diplomacy_fund::process::{self, Press};
use urban_diplomacy_fund::review;

/// Nothing of this application, and nothing that was said of it, is on a page.
#[track_caller]
fn has_no_trace(page: &Page, number: &str) {
    for secret in [number, "Monona", "canary-note", "canary-sentence", "canary-noted-elsewhere", "$6,000", "6000.00"] {
        assert!(!page.body.contains(secret), "{} has {secret}:\n{}", page.path, page.body);
    }
}

#[test]
fn who_stepped_back_finds_no_trace_and_is_not_counted() {
    on_both(|world| {
        let Ground { fund, chair, numbers, .. } = ground(world);
        let number = numbers[0].as_str();
        let cora = signed_in(world, &chair);
        let [rita, rosa] = [0, 2].map(|n| signed_in(world, &fund.reviewers[n]));
        let path = plans(&cora);
        begins(&cora, &path, &[&rita, &rosa], number);
        cora.press(&cora.get(&path), BEFORE, &[]).must_be(200);
        votes(&rita, &path, "Vote", "4").must_be(200);
        votes(&rosa, &path, "Vote", "1").must_be(200);
        let known = rosa.get(&of_panel(&path));
        let reading = known.link("Read the application");
        rosa.get(&reading).must_be(200).must_say("Monona");
        let voting = known.fill(Some("Change my vote"), &[("score", "2")]);
        cora.press(&cora.get(&path), CLOSE_BEFORE, &[]).must_be(200).must_say("2 votes, median 2.50, from 1 to 4");

        rosa.press(&known, &format!("Step back from {number}"), &[("conflict", " ")]).must_be(422).must_say("Say in a few words");
        let gone = rosa.press(&known, &format!("Step back from {number}"), &[("conflict", "My sister works there.")]);
        gone.must_be(200).must_say("You stepped back.").must_say(CLOSED);
        let page = cora.get(&path);
        page.must_say("1 vote, 4.00");
        assert!(!page.says("2 votes"), "what she voted is not counted: {}", page.text());
        use schema::meeting_ballots as b;
        let kept: i64 = world.db.read(|conn| b::table.count().get_result(conn).map_err(Error::from)).expect("a count");
        assert_eq!((kept, payloads(world, "review.recused").len()), (2, 1), "it stays on record");
        cora.press(&cora.get(&path), "Add the note", &[("note", "canary-note")]).must_be(200);
        let yes = [("verdict", "recommended"), ("amount", "6,000"), ("sentence", "canary-sentence")];
        cora.press(&cora.get(&path), "Record the outcome", &yes).must_be(200).must_say("$6,000.00 of $10,000.00");
        cora.press(&cora.get(&path), "Open the vote after the discussion", &[]).must_be(200).must_say("Waiting for Rita");
        assert!(!cora.get(&path).says("Waiting for Rita, Rosa"));

        rosa.get(&reading).must_be(404);
        rosa.send_form(&voting, &[]).must_be(404);
        let page = rosa.get(&of_panel(&path));
        page.must_say(CLOSED).must_say("$0.00 of $10,000.00 is recommended");
        has_no_trace(&page, number);
        // An officer of the desk who stepped back: the agenda, the total, the screen.
        let wanda = hired(world, "Wanda", &[FundRole::ProgramOfficer]);
        let closed = world.db.read(|conn| intake::by_reference(conn, number)).expect("it is there").id;
        world.db.write(|tx| process::step_back(tx, &wanda, closed, "My city.")).expect("recorded");
        let wanda = signed_in(world, &wanda);
        for address in [path.clone(), format!("{path}/screen")] {
            let page = wanda.get(&address);
            page.must_be(200);
            has_no_trace(&page, number);
        }
        wanda.get(&path).must_say(CLOSED).must_say(&numbers[1]);
        wanda.post(&format!("{path}/close"), &[]).must_be(409).must_say("closed to you because of a conflict of interest");
        cora.press(&cora.get(&path), "Close the vote after the discussion", &[]).must_be(200);
        cora.press(&cora.get(&path), &format!("Back to: {}", numbers[1]), &[]).must_be(200);
        let elsewhere = format!("As with {number}: canary-noted-elsewhere");
        cora.press(&cora.get(&path), "Add the note", &[("note", &elsewhere)]).must_be(200);
        has_no_trace(&wanda.get(&path), number);
        has_no_trace(&rosa.get(&of_panel(&path)), number);
        cora.press(&cora.get(&path), "Close the meeting", &[]).must_be(200).must_say("canary-note").must_say("canary-sentence");
        for address in ["/minutes", "/minutes.csv"].map(|end| format!("{path}{end}")) {
            let page = wanda.get(&address);
            assert!(page.status == 200 && page.body.contains(&numbers[1]), "{}", page.body);
            has_no_trace(&page, number);
        }
        has_no_trace(&wanda.get(&format!("/desk/ranking/{SLUG}")), number);
    });
}

#[test]
fn a_phase_without_names_withholds_them_in_the_room_too() {
    on_both(|world| {
        let Ground { fund, chair, numbers, ids } = ground(world);
        let flags = Flags { applicants: false, scores: Scores::Never, reviewers: false, changes: false };
        let new = NewPhase { name: "Blind".into(), begins_at: world.clock.now(), ends_at: None, flags };
        world.db.write(|tx| panel::add_phase(tx, &fund.officer, SLUG, &new).map(drop)).expect("a phase");
        let mona = hired(world, "Mona", &[FundRole::Reviewer]);
        seated(world, &fund, &mona);
        let (cora, rita, mona) = (signed_in(world, &chair), signed_in(world, &fund.reviewers[0]), signed_in(world, &mona));
        let path = plans(&cora);
        begins(&cora, &path, &[&rita, &mona], &numbers[1]).must_say("Madison").must_say("Rita");
        let screen = cora.get(&format!("{path}/screen"));
        screen.must_be(200).must_say("Name withheld");
        assert!(!screen.says("mean 5.00"), "no scores in this phase: {}", screen.text());
        let read = cora.get(&path).link("Read the application");
        let file = mona.get(&mona.get(&read).link("-quote-1.pdf"));
        assert!(file.must_be(200).header("content-disposition").contains("-quote-1.pdf"), "{:?}", file.headers);
        for page in [&screen, &rita.get(&of_panel(&path)), &mona.get(&of_panel(&path)), &rita.get(&read), &mona.get(&read)] {
            page.must_be(200);
            assert!(!page.body.contains("Madison") && !page.says("Ravi") && !page.says("Cleo Clerk"), "{}:\n{}", page.path, page.text());
        }
        mona.get(&of_panel(&path)).must_say("No score of a reviewer is shown to you.");
        // Whoever was asked to review, and has not declared, reads nothing before.
        let about = world.db.read(|conn| process::about(conn, ids[1])).expect("a case");
        let asked = world.db.read(|conn| account::find_by_email(conn, "mona@demo.example")).expect("a look").expect("Mona").id;
        world.db.write(|tx| review::assign(tx, &fund.officer, &about, &[asked], None)).expect("assigned");
        mona.get(&of_panel(&path)).must_say("Say first whether you have a conflict of interest");
        assert!(mona.get(&read).path.ends_with("/conflict"));
        cora.press(&cora.get(&path), BEFORE, &[]).must_be(200).must_say("Waiting for Rita");
        assert!(!cora.get(&path).says("Mona,"), "she may not vote yet");
    });
}

#[test]
fn what_goes_wrong_in_a_room_has_a_clear_end() {
    on_both(|world| {
        let Ground { fund, chair, numbers, ids } = ground(world);
        let cora = signed_in(world, &chair);
        let path = plans(&cora);
        cora.press(&cora.get(&path), "Save the meeting", &[("budget", "0"), ("chair", "")]).must_be(200).must_say("Nobody");
        // The order of the agenda, by the place that is typed.
        let page = cora.get(&path);
        let moved = page.fill(Some("Move it"), &[("to", "3")]);
        cora.send_form(&moved, &[]).must_be(422).must_say("Enter a whole number from 1 to 2.");
        cora.press(&page, "Move it", &[("to", "2")]).must_be(200).must_say("The agenda is changed.");
        let page = begins(&cora, &path, &[], &numbers[0]);
        assert!(agenda(&page)[0].starts_with(&numbers[0]), "moved: {:?}", agenda(&page));

        // Nobody is here; then somebody joins the panel meanwhile, and is said to be here.
        cora.press(&page, BEFORE, &[]).must_be(409).must_say("Nobody may vote on this application now");
        let late = hired(world, "Lena", &[FundRole::Reviewer]);
        seated(world, &fund, &late);
        let account = late.account.expect("an account").text();
        cora.press(&cora.get(&path), "Record", &[("who", &account), ("here", "yes")]).must_be(200).must_say("Recorded who is here.");
        cora.press(&cora.get(&path), BEFORE, &[]).must_be(200).must_say("Waiting for Lena");
        let lena = signed_in(world, &late);
        let voting = lena.get(&of_panel(&path)).fill(Some("Vote"), &[("score", "4")]);

        // The city withdraws while it is on the table.
        let of = world.db.read(|conn| intake::application(conn, ids[0])).expect("it is there");
        let official = world.db.read(|conn| account::actor(conn, of.created_by)).expect("its official");
        let withdrawn = world.db.write(|tx| process::withdraw(tx, &official, ids[0], "We go another way.", &Press::default()));
        withdrawn.expect("withdrawn");
        lena.send_form(&voting, &[]).must_be(409).must_say("no longer in review");
        cora.press(&cora.get(&path), CLOSE_BEFORE, &[])
            .must_be(200)
            .must_say("before the discussion: nobody voted")
            .must_say("It is no longer in review");
        let page = cora.press(&cora.get(&path), &format!("Next: {}", numbers[1]), &[]);
        page.must_be(200).must_say(&format!("On the table: {}", numbers[1]));
        // A button of a page that is not fresh any more.
        cora.post(&format!("{path}/votes"), &[("item", ""), ("turn", "before")]).must_be(422).must_say("Nothing was chosen.");
        lena.send_form(&voting, &[]).must_be(409);
        let yes = [("verdict", "recommended"), ("amount", "8,000"), ("sentence", "Good.")];
        cora.press(&cora.get(&path), "Record the outcome", &yes).must_be(200).must_say("$8,000.00 is above the line");
        cora.press(&cora.get(&path), "Close the meeting", &[]).must_be(200).must_say("Withdrawn");
        assert!(lena.get(&of_panel(&path)).all("main button").is_empty(), "what is over has no button");
    });
}

#[test]
fn a_vote_that_was_acknowledged_is_counted_and_a_vote_is_opened_once() {
    on_both(|world| {
        let Ground { fund, chair, numbers, ids } = ground(world);
        let cora = signed_in(world, &chair);
        let members: Vec<Actor> = fund.reviewers.clone();
        let browsers: Vec<Browser> = members.iter().map(|who| signed_in(world, who)).collect();
        let path = plans(&cora);
        let page = begins(&cora, &path, &browsers.iter().collect::<Vec<_>>(), &numbers[1]);
        let (id, item) = (id_of(&path), item(&page, &numbers[1]).parse().expect("an item"));
        let db = &world.db;
        let opened: Vec<Result<(), MeetingError>> = std::thread::scope(|scope| {
            let all: Vec<_> = [&chair, &fund.officer]
                .map(|lead| scope.spawn(move || db.write(|tx| meeting::open_vote(tx, lead, (id, item), "before"))))
                .into_iter()
                .collect();
            all.into_iter().map(|one| one.join().expect("a leader")).collect()
        });
        assert_eq!(opened.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{opened:?}");
        assert!(opened.iter().filter_map(|outcome| outcome.as_ref().err()).all(|e| e.kind() == Kind::Conflict), "{opened:?}");
        use schema::{meeting_ballots as b, meeting_votes as v};
        let vote: String = db.read(|conn| v::table.select(v::id).first(conn).map_err(Error::from)).expect("a vote");
        let vote: Id<Vote> = vote.parse().expect("an identifier");
        let told: Vec<bool> = std::thread::scope(|scope| {
            let casting: Vec<_> =
                members.iter().map(|who| scope.spawn(move || db.write(|tx| meeting::cast(tx, who, (id, vote), "4")).is_ok())).collect();
            let closing = scope.spawn(|| db.write(|tx| meeting::close_vote(tx, &chair, id, vote)));
            let told = casting.into_iter().map(|one| one.join().expect("a member")).collect();
            closing.join().expect("a leader").expect("closed");
            told
        });
        let kept: i64 = db.read(|conn| b::table.count().get_result(conn).map_err(Error::from)).expect("a count");
        assert_eq!(usize::try_from(kept).expect("a few"), told.iter().filter(|taken| **taken).count());
        let record = payloads(world, "meeting.vote_closed").pop().expect("a record");
        assert_eq!(record.matches(",4]").count(), usize::try_from(kept).expect("a few"), "{record}");
        // What is recommended of what was decided meanwhile is refused as anything else that is late.
        let new =
            Conclusion { verdict: "recommended".into(), amount: Ok(Money::from_dollars(1)), sentence: "x".into(), reason: String::new() };
        let stranger = hired(world, "Nia", &[FundRole::FinanceOfficer]);
        let refused = db.write(|tx| meeting::conclude(tx, &stranger, (id, item), &new)).expect_err("not hers");
        assert_eq!(refused.kind(), Kind::Forbidden);
        let found = db.read(|conn| meeting::outcomes(conn, &ids)).expect("outcomes");
        assert!(found.is_empty(), "of a meeting that goes on nothing is told: {found:?}");
    });
}
