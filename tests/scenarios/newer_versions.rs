//! A version of a form that is published while a city writes: its draft stays where it is, and
//! moves only when the city says so and all of its plan fits.

use crate::grant::{self, city, signed_in};
use crate::question_kinds::{KINDS, LETTER, begun, draft};
use crate::support::{on_both, samples};
use diesel::prelude::*;
use urban_diplomacy_fund::db::{Error, schema::audit_events as a};
use urban_diplomacy_fund::{intake, opportunity, process};

#[test]
fn a_city_moves_its_draft_to_a_newer_version_where_its_answers_fit() {
    on_both(|world| {
        let (fund, madison, started, ada, base) = begun(world, KINDS);
        world
            .db
            .write(|tx| {
                grant::write_everything(world, tx, &madison.official, (started.id, 8_000));
                Ok::<_, Error>(())
            })
            .expect("written");
        assert!(!ada.get(&base).says("newer version"));
        ada.get(&format!("{base}/version")).must_say("Nothing to do");
        let text = world.db.read(|conn| opportunity::toml_text(conn, &started.definition_sha256)).expect("the text");
        let publish =
            |text: &str| world.db.write(|tx| process::import_round(tx, &fund.officer, "round.toml", text).map(drop)).expect("published");

        // The plan has no place any more: the city stays, and is told why.
        publish(&text.replacen("id = \"training\"", "id = \"schooling\"", 1));
        let notice = ada.get(&base);
        notice.must_say("Version 2 of this form was published after you began. Your application stays on version 1");
        let page = ada.follow(&notice, "See what changed");
        page.must_say("Before you can move").must_say("“Protocol course” is of the kind");
        assert!(!page.says("Move to the newer version"));
        ada.post(&format!("{base}/version"), &[("move", "yes"), ("to", "x"), ("version", "1")]).must_be(422);

        let newer = text
            .replacen("statement = \"\"\"\nNo part", "statement = \"\"\"\nNo dollar", 1)
            .replacen("max_chars = 100", "max_chars = 10", 1)
            .replacen("id = \"keeping_skills\"", "id = \"keeping_them\"", 1)
            .replacen("cap_cents = 1_500_000", "cap_cents = 1_400_000", 1);
        publish(&newer);
        let page = ada.get(&format!("{base}/version"));
        page.must_say("You began on version 1. Version 3 is in force now.").must_say("$15,000.00").must_say("$14,000.00");
        page.must_say("It has 11 too many").must_say("other words now").must_say("does not ask this").must_say("Words that answer it.");
        ada.press(&page, "Move to the newer version", &[]).must_be(422).must_say("Tick the box");
        let late = ada.get(&format!("{base}/version"));
        let word = ada.get(&format!("{base}/questions/need_now"));
        ada.press(&word, "Save and continue", &[("answer", "Changed meanwhile.")]).must_be(200);
        ada.press(&late, "Move to the newer version", &[("move", "yes")]).must_be(422).must_say("Nothing was moved");
        let before = draft(world, &started);
        let moved = ada.press(&ada.get(&format!("{base}/version")), "Move to the newer version", &[("move", "yes")]);
        moved.must_be(200).must_say("on the newer version now");
        assert!(!moved.says("There is a newer version"));
        let after = draft(world, &started);
        assert_ne!(before.application.definition_sha256, after.application.definition_sha256);
        for id in ["need_now", "partners_table", "has_partner"] {
            assert_eq!(before.saved.get(id).map(|s| &s.answer), after.saved.get(id).map(|s| &s.answer), "{id}");
        }
        assert!(!after.saved.contains_key("project_title") && !after.saved.contains_key("no_lobbying"));
        let missing: Vec<String> = intake::gaps(&after).into_iter().map(|gap| gap.message).collect();
        assert_eq!(missing.len(), 3, "{missing:?}");
        let record = world
            .db
            .read(|conn| Ok::<String, Error>(a::table.filter(a::fact.eq("application.moved_to_version")).select(a::payload).first(conn)?));
        let record = record.expect("it is recorded");
        assert!(record.contains("Words that answer it.") && record.contains("No part of the grant"), "{record}");
    });
}

#[test]
fn a_hidden_file_that_the_newer_version_does_not_take_is_given_up_and_one_it_takes_is_kept() {
    on_both(|world| {
        let (fund, _, started, ada, base) = begun(world, LETTER);
        let question = |id: &str| ada.get(&format!("{base}/questions/{id}"));
        ada.press(&question("has_letter"), "Save and continue", &[("answer", "yes")]).must_be(200);
        let sent = ada.send_form(&question("letter").fill(Some("Upload"), &[]), &[("letter", "letter.pdf", &samples::pdf("Support"))]);
        sent.must_be(200).must_say("letter.pdf");
        ada.press(&question("has_letter"), "Save and continue", &[("answer", "no")]).must_be(200);
        let text = world.db.read(|conn| opportunity::toml_text(conn, &started.definition_sha256)).expect("the text");
        let publish =
            |text: &str| world.db.write(|tx| process::import_round(tx, &fund.officer, "round.toml", text).map(drop)).expect("published");
        let moves = |says_lost: bool| {
            let page = ada.get(&format!("{base}/version"));
            assert_eq!(page.says("letter.pdf"), says_lost, "{}", page.text());
            ada.press(&page, "Move to the newer version", &[("move", "yes")]).must_be(200).must_say("on the newer version now");
        };
        // It takes the type: the file goes on waiting behind its question.
        publish(&text.replacen("max_mb = 1\nasked_if", "max_mb = 2\nasked_if", 1));
        moves(false);
        assert_eq!(draft(world, &started).attachments.len(), 1);
        // It takes another type: nobody could take the file out, so it goes with the move, told before and on record.
        publish(&text.replacen("types = [\"pdf\"]\nmax_mb = 1\nasked_if", "types = [\"docx\"]\nmax_mb = 1\nasked_if", 1));
        moves(true);
        let after = draft(world, &started);
        assert!(after.attachments.is_empty() && !after.saved.contains_key("letter"), "{:?}", after.attachments);
        let records = world
            .db
            .read(|conn| {
                let moved = a::table.filter(a::fact.eq("application.moved_to_version")).order(a::id.desc()).select(a::payload);
                Ok::<String, Error>(moved.first(conn)?)
            })
            .expect("it is recorded");
        assert!(records.contains("letter.pdf"), "{records}");
        // Asked again, the question is there and empty.
        ada.press(&question("has_letter"), "Save and continue", &[("answer", "yes")]).must_be(200);
        question("letter").must_say("A DOCX of less than 1 MB.");
    });
}

#[test]
fn what_was_received_stays_on_its_version() {
    on_both(|world| {
        let fund = grant::fund(world, 100_000);
        let madison = city(world, "Madison");
        let id = grant::application(world, &fund, &madison, 8_000);
        let text = grant::ROUND.replacen("cap_cents = 1_500_000", "cap_cents = 1_400_000", 1);
        assert_ne!(text, grant::ROUND);
        world.db.write(|tx| process::import_round(tx, &fund.officer, "round.toml", &text).map(drop)).expect("published");
        let ada = signed_in(world, &madison.official);
        let reference = world.db.read(|conn| intake::application(conn, id)).expect("it").reference;
        ada.get(&format!("/portal/applications/{reference}/version")).must_say("Nothing to do");
        let found = world.db.read(|conn| intake::application(conn, id)).expect("it");
        let now = world.db.read(|conn| opportunity::opportunity(conn, found.opportunity)).expect("the round").definition_sha256;
        let form = [("move", "yes"), ("to", now.as_str()), ("version", &found.version.to_string())];
        ada.post(&format!("/portal/applications/{reference}/version"), &form)
            .must_be(409)
            .must_say("Nothing of what was received was altered");
        let after = world.db.read(|conn| intake::application(conn, id)).expect("it");
        assert_eq!(after.definition_sha256, found.definition_sha256);
    });
}
