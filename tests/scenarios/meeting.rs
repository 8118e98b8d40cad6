//! The meeting of a panel: from its invitation to its minutes; votes that are secret until they are closed and never change then.
//! Who finds nothing of it, and what goes wrong in a room, is in `meeting_walls.rs`.

use crate::claims::letters;
use crate::grant::{self, Fund, application, city, day, fund, reviewed, screened, signed_in};
use crate::support::{Browser, Page, World, on_both};
use diesel::prelude::*;
use urban_diplomacy_fund::db::{Error, schema};
use urban_diplomacy_fund::intake::{self, Application};
use urban_diplomacy_fund::kernel::Id;
use urban_diplomacy_fund::meeting::Meeting;
use urban_diplomacy_fund::panel::{self, Holder, NewSeat, TypedTerms};
use urban_diplomacy_fund::people::{Actor, CityRole, FundRole, membership};
use urban_diplomacy_fund::review;

pub const SLUG: &str = "training-and-conference-support-2027";
const PLAN: &str = "/desk/meetings?round=training-and-conference-support-2027";
const JANUARY_20: &[(&str, &str)] = &[
    ("title", "Panel of January 20"),
    ("on_month", "1"),
    ("on_day", "20"),
    ("on_year", "2027"),
    ("at", "9:00 AM"),
    ("place", "Room 4, City Hall"),
    ("budget", "10,000"),
];
pub const CLOSED: &str = "The meeting is at an item that is closed to you because of a conflict of interest.";
pub const BEFORE: &str = "Open the vote before the discussion";
pub const CLOSE_BEFORE: &str = "Close the vote before the discussion";

pub fn hired(world: &World, name: &str, roles: &[FundRole]) -> Actor {
    world.db.write(|tx| Ok::<_, Error>(grant::person(tx, name, roles))).expect("a person")
}

pub fn seated(world: &World, fund: &Fund, who: &Actor) {
    let (name, email, most_reviews) = (who.name.clone(), who.email.clone(), "9".to_owned());
    let new = NewSeat { name, email, most_reviews: most_reviews.clone(), reply_by: Ok(Some(day("2027-02-01"))), note: String::new() };
    let (other_tags, state) = (String::new(), String::new());
    let terms =
        TypedTerms { tags: vec!["City management".into()], other_tags, most_reviews, absent_from: Ok(None), absent_to: Ok(None), state };
    world.db.write(|tx| panel::invite(tx, &fund.officer, SLUG, &new)).expect("an invitation");
    let mine = world.db.read(|conn| panel::list_mine(conn, who)).expect("a look");
    let seat = mine.iter().find(|seat| seat.round == fund.round).expect("a seat").id;
    world.db.write(|tx| panel::accept(tx, Holder::Person(who, seat), (&terms, ""))).expect("accepted");
}

/// A round with a panel of three, a chair, and two applications that all three have scored: Madison's better than Monona's.
pub struct Ground {
    pub fund: Fund,
    pub chair: Actor,
    pub ids: [Id<Application>; 2],
    pub numbers: [String; 2],
}

pub fn ground(world: &World) -> Ground {
    let fund = fund(world, 20_000);
    let chair = hired(world, "Cora", &[FundRole::Chair]);
    let ids = [("Monona", 6_000, 3), ("Madison", 8_000, 5)].map(|(name, dollars, score)| {
        let id = application(world, &fund, &city(world, name), dollars);
        screened(world, &fund, id);
        reviewed(world, &fund, id, score);
        id
    });
    for who in &fund.reviewers {
        seated(world, &fund, who);
    }
    let numbers = ids.map(|id| world.db.read(|conn| intake::application(conn, id)).expect("it is there").reference);
    Ground { fund, chair, ids, numbers }
}

/// Plans a meeting; its page, without the query.
#[track_caller]
pub fn plans(who: &Browser) -> String {
    let page = who.press(&who.get(PLAN), "Plan the meeting and invite", JANUARY_20);
    page.must_be(200).must_say("The meeting is planned.");
    page.path.split('?').next().expect("a path").to_owned()
}

pub fn id_of(path: &str) -> Id<Meeting> {
    path.rsplit('/').next().expect("an identifier").parse().expect("an identifier")
}

/// As the members follow it.
pub fn of_panel(path: &str) -> String {
    path.replace("/desk/", "/panel/")
}

/// The meeting is open, these are here, and this application is on the table.
#[track_caller]
pub fn begins(lead: &Browser, path: &str, here: &[&Browser], number: &str) -> Page {
    let page = lead.get(path);
    if page.body.contains("Open the meeting") {
        lead.press(&page, "Open the meeting", &[]).must_be(200).must_say("The meeting is open.");
    }
    for who in here {
        who.press(&who.get(&of_panel(path)), "I am here", &[]).must_be(200).must_say("You are here.");
    }
    let page = lead.get(path);
    let item = item(&page, number);
    lead.press(&page, "Put this on the table", &[("item", &item)]).must_be(200).must_say(&format!("On the table: {number}")).clone()
}

/// The value of the choice that names an application.
#[track_caller]
pub fn item(page: &Page, number: &str) -> String {
    let html = page.html();
    let options = scraper::Selector::parse("select[name=item] option").expect("a selector");
    let found = html.select(&options).find(|option| option.text().collect::<String>().contains(number));
    found.unwrap_or_else(|| panic!("no {number}: {}", page.text())).attr("value").expect("a value").to_owned()
}

/// The applications of the agenda, in its order.
pub fn agenda(page: &Page) -> Vec<String> {
    page.all("[aria-labelledby=agenda] tbody th")
}

#[track_caller]
pub fn votes(who: &Browser, path: &str, button: &str, score: &str) -> Page {
    who.press(&who.get(&of_panel(path)), button, &[("score", score)])
}

pub fn payloads(world: &World, fact: &str) -> Vec<String> {
    use schema::audit_events as e;
    let read = world.db.read(|conn| e::table.filter(e::fact.eq(fact)).order(e::id).select(e::payload).load(conn).map_err(Error::from));
    read.expect("records")
}

#[test]
fn a_meeting_is_planned_moved_and_cancelled_by_mail() {
    on_both(|world| {
        let Ground { fund, chair, .. } = ground(world);
        let (cora, rita) = (signed_in(world, &chair), &fund.reviewers[0]);
        // Rita is of a city in another zone.
        let marfa = city(world, "Elsewhere");
        let grant = |tx: &mut urban_diplomacy_fund::db::Tx<'_>| {
            membership::grant(tx, &Actor::system(), marfa.id, rita.account.expect("an account"), CityRole::Viewer)
        };
        world.db.write(grant).expect("hers");
        cora.get("/desk/meetings").must_be(200).must_say("No meeting was planned yet.").must_say("Of which round?");
        cora.post("/desk/meetings", &[]).must_be(422).must_say("Choose a round.");
        let wrong = cora.press(&cora.get(PLAN), "Plan the meeting and invite", &[("title", " "), ("budget", "ten"), ("at", "noon")]);
        wrong.must_be(422).must_say("Enter a name of at most 100 characters").must_say("Say where it takes place");
        wrong.must_say("Enter the day.").must_say("Enter the time, such as 9:00 AM.").must_say("using only digits");
        assert!(wrong.body.contains("noon") && wrong.body.contains("ten"), "what was typed stays");
        let past = [&JANUARY_20[..2], &[("on_day", "4")], &JANUARY_20[3..]].concat();
        cora.press(&wrong, "Plan the meeting and invite", &past).must_be(422).must_say("This time has passed.");
        let path = plans(&cora);
        let page = cora.get(&path);
        page.must_say("Room 4, City Hall").must_say("$10,000.00").must_say("January 20, 2027, 9:00 AM EST").must_say("Cora (chair)");

        let told = letters(world, &rita.email, "January 20, 2027 at 9:00 AM EST (January 20, 2027 at 8:00 AM CST)");
        assert_eq!((told, letters(world, &chair.email, "meets")), (1, 1), "each of them, in the zones that are known");
        signed_in(world, rita).get("/panel").must_say("Panel of January 20: January 20, 2027, 9:00 AM EST");
        signed_in(world, rita).get(&of_panel(&path)).must_be(200).must_say("It has not begun.").must_say("8:00 AM CST");
        signed_in(world, rita).get(&path).must_be(404);
        signed_in(world, &hired(world, "Rolf", &[FundRole::Reviewer])).get(&of_panel(&path)).must_be(404);

        let late = cora.get(&path);
        cora.press(&cora.get(&path), "Save the meeting", &[("budget", "0")]).must_be(200).must_say("$0.00");
        assert_eq!(letters(world, &rita.email, "Another time or place"), 0, "another budget is told to nobody");
        cora.press(&late, "Save the meeting", &[("at", "10:00 AM")]).must_be(409).must_say("was changed after you opened the page");
        cora.press(&cora.get(&path), "Save the meeting", &[("at", "10:00 AM")]).must_be(200).must_say("10:00 AM EST");
        assert_eq!(letters(world, &rita.email, "It was to begin: January 20, 2027 at 9:00 AM EST"), 1);
        cora.press(&cora.get(&path), "Cancel the meeting", &[("why", " ")]).must_be(422).must_say("Say why, in at most");
        let gone = cora.press(&cora.get(&path), "Cancel the meeting", &[("why", "Two members are ill.")]);
        gone.must_be(200).must_say("The meeting is cancelled.").must_say("Two members are ill.");
        assert_eq!(letters(world, &rita.email, "The reason: Two members are ill."), 1);
        cora.post(&format!("{path}/open"), &[]).must_be(409).must_say("was opened or cancelled already");
        assert_eq!(payloads(world, "meeting.cancelled").len(), 1);
    });
}

#[test]
pub fn votes_are_secret_until_they_are_closed_and_never_change_then() {
    on_both(|world| {
        let Ground { fund, chair, numbers, .. } = ground(world);
        let cora = signed_in(world, &chair);
        let [rita, ravi, rosa] = [0, 1, 2].map(|n| signed_in(world, &fund.reviewers[n]));
        let path = plans(&cora);
        let page = begins(&cora, &path, &[&rita, &ravi, &cora], &numbers[1]);
        page.must_say("1 of 2").must_say("$8,000.00").must_say("3 reviews, mean 5.00");
        assert!(agenda(&page)[0].starts_with(&numbers[1]), "in the order of the ranking: {:?}", agenda(&page));
        cora.press(&page, BEFORE, &[]).must_be(200).must_say("The vote is open.").must_say("Waiting for Ravi, Rita, Cora");
        cora.post(&format!("{path}/close"), &[]).must_be(409).must_say("A vote is open. Close it first.");

        rosa.press(&rosa.get(&of_panel(&path)), "I am here", &[]).must_be(200);
        rosa.press(&rosa.get(&of_panel(&path)), "I leave", &[]).must_be(200).must_say("You left.").must_say("Say first that you are here.");
        votes(&rita, &path, "Vote", "4").must_be(200).must_say("Your vote is in.").must_say("You voted 4.");
        // Twice: the last one counts, and one press of a button is one vote.
        let again = rita.get(&of_panel(&path)).fill(Some("Change my vote"), &[("score", "2")]);
        rita.send_form(&again, &[]).must_be(200);
        rita.send_form(&again, &[]).must_be(200).must_say("You voted 2.");
        assert_eq!(payloads(world, "meeting.vote_cast").len(), 2);
        assert!(payloads(world, "meeting.vote_cast").iter().all(|text| !text.contains("score")), "how stands in no record");
        votes(&cora, &path, "Vote", "5").must_be(200);
        let open = ravi.get(&of_panel(&path));
        open.must_say("open, 2 in");
        for page in [&open, &cora.get(&path), &cora.get(&format!("{path}/screen"))] {
            assert!(!page.says("median") && !page.says("Rita 2") && !page.says("How members voted"), "{}", page.text());
        }
        let form = open.fill(Some("Vote"), &[("score", "3")]);
        let vote = form.fields.iter().find(|(name, _)| name == "vote").expect("a vote").1.clone();
        let outside = [("vote", vote.as_str()), ("score", "9")];
        ravi.post(&format!("{}/vote", of_panel(&path)), &outside).must_be(422).must_say("Choose a whole number from 1 to 5.");

        let page = cora.press(&cora.get(&path), CLOSE_BEFORE, &[]);
        page.must_be(200).must_say("It never changes from here on.").must_say("2 votes, median 3.50, from 2 to 5");
        ravi.send_form(&form, &[]).must_be(409).must_say("This vote was closed before yours came. Yours is not counted.");
        let seen = ravi.get(&of_panel(&path));
        seen.must_say("2 votes, median 3.50");
        assert!(!seen.says("Rita 2"), "no names to members");
        cora.get(&format!("{path}/screen")).must_say("2 (once), 5 (once)");
        cora.post(&format!("{path}/votes/close"), &[("vote", &vote)]).must_be(409).must_say("closed already");
        let page = cora.get(&path);
        let item = item(&page, &numbers[1]);
        cora.post(&format!("{path}/votes"), &[("item", &item), ("turn", "before")]).must_be(409).must_say("This vote was held");
        nothing_changes(world);
    });
}

/// The database keeps what was voted, noted and recommended.
#[track_caller]
fn nothing_changes(world: &World) {
    use schema::{meeting_attendance as p, meeting_ballots as b, meeting_votes as v};
    let refused = |outcome: Result<usize, Error>| assert!(matches!(outcome, Err(Error::Guard(_))), "{outcome:?}");
    refused(world.db.write(|tx| diesel::update(b::table).set(b::score.eq(1)).execute(&mut **tx).map_err(Error::from)));
    refused(world.db.write(|tx| diesel::delete(b::table).execute(&mut **tx).map_err(Error::from)));
    refused(world.db.write(|tx| diesel::update(v::table).set(v::eligible.eq(Some(1))).execute(&mut **tx).map_err(Error::from)));
    refused(world.db.write(|tx| diesel::update(p::table).set(p::is_present.eq(true)).execute(&mut **tx).map_err(Error::from)));
}

#[test]
fn what_the_panel_says_stands_in_the_minutes_the_case_file_and_the_ranking() {
    on_both(|world| {
        let Ground { fund, chair, numbers, ids } = ground(world);
        let (cora, rita) = (signed_in(world, &chair), signed_in(world, &fund.reviewers[0]));
        let path = plans(&cora);
        begins(&cora, &path, &[&rita], &numbers[1]);
        cora.press(&cora.get(&path), BEFORE, &[]).must_be(200);
        votes(&rita, &path, "Vote", "3").must_be(200);
        cora.press(&cora.get(&path), CLOSE_BEFORE, &[]).must_be(200);
        cora.press(&cora.get(&path), "Add the note", &[("note", " ")]).must_be(422).must_say("Write what is to stand in the minutes");
        cora.press(&cora.get(&path), "Add the note", &[("note", "Ravi explained the budget.")]).must_be(200).must_say("Ravi explained");
        cora.press(&cora.get(&path), "Open the vote after the discussion", &[]).must_be(200);
        votes(&rita, &path, "Vote", "5").must_be(200);
        cora.press(&cora.get(&path), "Close the vote after the discussion", &[])
            .must_be(200)
            .must_say("after the discussion: 1 vote, 5.00");

        // Consensus beside the originals; another score is another row, with its reason.
        let agreed = [("agreed-need_and_fit", "5"), ("agreed-results_for_city", "4")];
        cora.press(&cora.get(&path), "Record these scores", &agreed).must_be(200).must_say("The scores are recorded");
        let change = [("agreed-need_and_fit", "3")];
        cora.press(&cora.get(&path), "Record these scores", &change).must_be(422).must_say("Say why a score that was recorded is changed");
        let with_reason = [change[0], ("why-agreed", "Misread at first.")];
        cora.press(&cora.get(&path), "Record these scores", &with_reason).must_be(200).must_say("Misread at first.");
        cora.press(&cora.get(&path), "Record these scores", &[]).must_be(409).must_say("No score is new.");
        let mean = world.db.read(|conn| review::standing(conn, ids[1])).expect("a standing").summary.expect("reviews").mean;
        assert_eq!(mean.to_string(), "5.00", "the scores of the reviewers stay");

        let say = |values: &[(&str, &str)], button: &str| cora.press(&cora.get(&path), button, values);
        say(&[("verdict", "recommended"), ("amount", "8,000.01"), ("sentence", "")], "Record the outcome")
            .must_be(422)
            .must_say("The city asks for $8,000.00. Enter at most that.")
            .must_say("Say in a sentence why");
        let yes = [("verdict", "recommended"), ("amount", "8,000"), ("sentence", "Clear and lasting.")];
        say(&yes, "Record the outcome").must_be(200).must_say("$8,000.00 of $10,000.00 is recommended; $2,000.00 is left.");
        let less = [("verdict", "recommended"), ("amount", "7,500"), ("sentence", "Clear and lasting.")];
        say(&less, "Change the outcome").must_be(422).must_say("Say why the outcome that was recorded is changed");
        say(&[&less[..], &[("outcome-reason", "One trip less.")]].concat(), "Change the outcome")
            .must_be(200)
            .must_say("$2,500.00 is left");
        assert!(!signed_in(world, &fund.officer).get(&format!("/desk/applications/{}", numbers[1])).says("Clear and lasting."), "not yet");

        cora.press(&cora.get(&path), &format!("Next: {}", numbers[0]), &[]).must_be(200).must_say(&format!("On the table: {}", numbers[0]));
        say(&[("verdict", "recommended"), ("amount", "6,000"), ("sentence", "Good.")], "Record the outcome")
            .must_say("$3,500.00 is above the line");
        let minutes = cora.press(&cora.get(&path), "Close the meeting", &[]);
        minutes.must_be(200).must_say("The meeting is closed.").must_say("$13,500.00 of $10,000.00 is recommended");
        minutes.must_say("Rita 5").must_say("1 could vote.").must_say("Ravi explained the budget.").must_say("Misread at first.");
        minutes.must_say("One trip less.").must_say("Came").must_say("Absent: Ravi, Rosa, Cora");
        let csv = cora.get(&minutes.link("Download as CSV")).body;
        assert!(csv.contains(&format!("{},\"Madison, WI\",8000.00,1,3.00,3,3,1,5.00,5,5,recommended,7500.00", numbers[1])), "{csv}");
        signed_in(world, &hired(world, "Iris", &[FundRole::Auditor]))
            .get(&format!("{path}/minutes"))
            .must_be(200)
            .must_say("One trip less.");
        rita.get(&format!("{path}/minutes")).must_be(404);
        rita.get(&of_panel(&path)).must_say("The meeting is over.");
        let olive = signed_in(world, &fund.officer);
        olive.get(&format!("/desk/applications/{}", numbers[1])).must_say("Recommended $7,500.00").must_say("Clear and lasting.");
        olive.get(&format!("/desk/ranking/{SLUG}")).must_say("panel: recommended $7,500.00");
        cora.post(&format!("{path}/open"), &[]).must_be(409);
    });
}
