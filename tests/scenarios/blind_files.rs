//! What reviewers get of files where the phase withholds who applies: under neutral names, without what files say about themselves, replaced
//! or withheld by staff, or not at all (C12).

use crate::blind::scene::{Asked, Scene, desk, file_in, label};
use crate::support::on_both;
use crate::support::samples::{docx_with, pdf, pdf_of, stored};
use urban_diplomacy_fund::blind::{self, Names, Place, Prepared};
use urban_diplomacy_fund::intake;

#[test]
fn files_are_replaced_withheld_or_refused() {
    on_both(|world| {
        let scene = Scene::in_review(world);
        let Asked { browser: reviewer, own, .. } = scene.asked(world);
        let Scene { id, olive, .. } = scene;
        let called = label(world, id);
        let (quote, letter) = (file_in(world, id, "quote").id, file_in(world, id, "support_letter").id);

        let form = olive.get(&desk(world, id));
        let (choice, other) = (blind::choice_field(quote), blind::other_field(quote));
        olive.attach(&form, &[(choice.as_str(), "replaced")], &[]).must_be(422).must_say("Select the file that takes its place.");
        olive
            .attach(&form, &[(choice.as_str(), "replaced")], &[(other.as_str(), "x.pdf", b"no pdf")])
            .must_be(422)
            .must_say("its content is something else");
        let saved = olive.attach(&form, &[(choice.as_str(), "replaced")], &[(other.as_str(), "redacted.pdf", &pdf("Redacted"))]);
        saved.must_be(200).must_say("Another file in its place: redacted.pdf");
        let name = format!("{called}-quote-");
        let file = reviewer.get(&format!("{own}/files/{quote}"));
        assert!(file.must_be(200).body.contains("(Redacted) Tj") && file.header("content-disposition").contains(&name), "{}", file.body);
        assert!(olive.get(&format!("{}/files/{quote}", desk(world, id))).must_be(200).body.contains("(Redacted) Tj"));

        olive.attach(&saved, &[(blind::choice_field(letter).as_str(), "withheld")], &[]).must_be(200);
        reviewer.get(&own).must_say("One file is withheld in this phase");
        reviewer.get(&format!("{own}/files/{letter}")).must_be(404);
        olive.get(&format!("{}/files/{letter}", desk(world, id))).must_be(404);

        // What carries other files cannot be looked through.
        let carries =
            ["<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [] >> >> >>", "<< /Type /Pages /Kids [] /Count 0 >>"];
        let carries = pdf_of(&carries.map(str::to_owned), "");
        let form = olive.get(&desk(world, id));
        olive.attach(&form, &[(choice.as_str(), "replaced")], &[(other.as_str(), "carries.pdf", &carries)]).must_be(200);
        let refused = reviewer.get(&format!("{own}/files/{quote}"));
        refused.must_be(409).must_say("This file is withheld").must_say("It has other files inside.");
        // A drawing says who drew it.
        let drawn = docx_with(&[stored("word/media/image1.emf", b"\x01\0\0\0canary-author")]);
        let form = olive.get(&desk(world, id));
        olive.attach(&form, &[(choice.as_str(), "replaced")], &[(other.as_str(), "drawn.docx", &drawn)]).must_be(200);
        for refused in [reviewer.get(&format!("{own}/files/{quote}")), olive.get(&format!("{}/files/{quote}", desk(world, id)))] {
            refused.must_be(409).must_say("This file is withheld").must_say("a picture inside of a kind that cannot be looked through");
        }
    });
}

#[test]
fn no_text_that_a_reviewer_reads_is_forgotten() {
    on_both(|world| {
        let id = Scene::received(world).id;
        let mut draft = world.db.read(|conn| intake::draft(conn, id)).expect("a draft");
        let read: Vec<String> = blind::passages(&draft).into_iter().map(|passage| passage.text).collect();
        for text in ["Canaryville trains", "Words that answer it.", "Protocol course", "Lyon", "France", "Clerk", "Flights"] {
            assert!(read.iter().any(|read| read == text), "{text} is a text to prepare: {read:?}");
        }
        blind::visit(&mut draft, &mut |_: Place<'_>, text: &mut String| "gone".clone_into(text));
        let (draft, withheld) = blind::redacted(draft, (&Names::from(Vec::new()), &Prepared::default()), "K42");
        let rest = format!("{:?} {:?} {:?} {:?} {:?}", draft.saved, draft.activities, draft.costs, draft.budget, draft.partners);
        for word in ["Canary", "Words that", "Protocol", "Lyon", "France", "Clerk", "Cleo", "Flights", "hosts", "Official"] {
            assert!(!rest.contains(word), "{word} is left: {rest}");
        }
        assert_eq!((draft.application.title.as_str(), draft.application.reference.as_str(), withheld), ("gone", "K42", 0));
        assert!(draft.attachments.iter().all(|file| file.name.starts_with("K42-") && file.added_by == blind::WITHHELD));
    });
}
