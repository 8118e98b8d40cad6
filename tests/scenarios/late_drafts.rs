//! A draft that was not sent in time stays its city's: read on one page, word for word, written on, and
//! taken over into an application of the next round.

use crate::applying::{preparer, started};
use crate::copying::second_round;
use crate::grant::{ROUND, city, fund, signed_in};
use crate::support::on_both_with_its_own_mail;
use urban_diplomacy_fund::intake;
use urban_diplomacy_fund::process;

const WORDS: &str = "Two people learn to host delegations:\n• in Spanish – “as guests do”\n\n<b>and</b> in French, 100 %.";

/// The same questions a year later.
fn next_round() -> String {
    ROUND
        .replace("training-and-conference-support-2027", "training-and-conference-support-2028")
        .replace("closes = \"2027-02-26", "closes = \"2027-12-17")
        .replace("decisions_by = \"2027-03-31\"", "decisions_by = \"2028-03-31\"")
        .replace("performance_starts = \"2027-04-01\"", "performance_starts = \"2028-07-01\"")
        .replace("performance_ends = \"2028-06-30\"", "performance_ends = \"2029-06-30\"")
}

#[test]
fn it_is_read_written_on_and_copied_and_never_sent() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 100_000);
        let madison = city(world, "Madison");
        let clerk = preparer(world, &madison, "Clara");
        let base = crate::applying::home(&started(&clerk));
        crate::applying::answer_all(&clerk, &base);
        crate::applying::plan(&clerk, &base);
        let answer = |question: &str, words: &str| {
            let page = clerk.get(&format!("{base}/questions/{question}"));
            clerk.press(&page, "Save and continue", &[("answer", words)])
        };
        answer("skills", WORDS).must_be(200);

        world.at("2027-02-26T22:00:01Z");
        let tasks = clerk.get(&base);
        tasks.must_be(200).must_say("The deadline has passed, so this can no longer be submitted. Nothing you wrote is lost");
        let copy = clerk.follow(&tasks, "read and copy all of it on one page");
        copy.must_be(200);
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        for said in [WORDS, "Trade training for two", "Protocol course", "Cleo, Clerk", "Fee", "$7,000.50", "Kraków offer.pdf"] {
            copy.must_say(&words(said));
        }
        let kept = clerk.follow(&clerk.get(&format!("{base}/attachments")), "Kraków offer.pdf");
        assert_eq!(kept.must_be(200).bytes, crate::applying::PDF, "the file too");
        // What was begun a minute too late is finished, and sent by nobody.
        answer("need_now", "Words of the day after.").must_be(200);
        clerk.get(&format!("{base}/questions/need_now")).must_be(200);
        clerk.get(&format!("{base}/check")).must_say("Words of the day after.");
        let official = signed_in(world, &madison.official);
        let name = madison.official.name.as_str();
        let reference = base.rsplit('/').next().expect("a number").to_owned();
        let found = world.db.read(|conn| intake::by_reference(conn, &reference)).expect("the draft");
        let version = found.version.to_string();
        let sent = official.post(&format!("{base}/certify"), &[("typed_name", name), ("agree", "yes"), ("version", &version)]);
        sent.must_be(409).must_say("The deadline has passed").must_say("Your answers are safe");

        // A year later its answers and its plan are offered where the city applies again.
        let next = second_round(world, &fund, &next_round());
        let begun = world.db.write(|tx| process::start_case(tx, &madison.official, next, madison.id)).expect("a draft");
        let again = format!("/portal/applications/{}", begun.reference);
        let offer = clerk.follow(&clerk.get(&again), "earlier application");
        offer.must_be(200).must_say(&reference);
        let taken = clerk.submit(&offer, &[("from", &found.id.text())]);
        taken.must_be(200);
        let copied = world.db.read(|conn| intake::draft(conn, begun.id)).expect("the new draft");
        let answered = |id: &str| copied.saved.get(id).map(|saved| saved.answer.typed());
        assert_eq!(answered("skills").as_deref(), Some(WORDS), "character by character");
        assert_eq!(answered("need_now").as_deref(), Some("Words of the day after."));
        clerk.get(&base).must_be(200).must_say("read and copy all of it on one page");
    });
}
