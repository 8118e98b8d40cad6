//! Signed notes about the journal: what is known outside cannot be rewritten unseen (L19).

use crate::books::*;
use urban_diplomacy_fund::db::Error;
use urban_diplomacy_fund::ledger::{self, Checkpoint, Outside, Report, Signer, TreeHead, tree};

fn signer() -> Signer {
    Signer::new("fund.example/ledger", &[7; 32]).expect("a key")
}

fn noted(books: &Books) -> Option<Checkpoint> {
    books.db.write(|tx| ledger::make_checkpoint(tx, &signer())).expect("the journal can be read")
}

fn against(books: &Books, head: TreeHead) -> Report {
    let outside = Outside { heads: vec![head], progress: None };
    books.db.snapshot(|conn| ledger::verify_against(conn, outside)).expect("the books can be walked")
}

#[test]
fn l19_a_checkpoint_says_what_the_verifier_finds() {
    on_both(|books| {
        assert_eq!(noted(books), None, "an empty journal is not noted");
        books.allotted(1_000);
        let first = noted(books).expect("something was booked");
        assert_eq!(noted(books), None, "nothing was booked since");
        books.posted("award.reserve", "travel", 100);
        let second = noted(books).expect("something was booked");
        assert_eq!((first.size, second.size), (3, 4));

        let head = signer().verifier().open(&first.note).expect("its own signature");
        assert_eq!(head.size, 3);
        assert!(against(books, head.clone()).is_sound());
        let path = books.db.read(|c| ledger::prove_consistency(c, 3, 4)).expect("a proof");
        let later = signer().verifier().open(&second.note).expect("its own signature");
        assert!(tree::continues((3, &head.root), (4, &later.root), &path));
        for seq in 1..=4_i64 {
            let proof = books.db.read(|c| ledger::prove_inclusion(c, seq, 4)).expect("a proof");
            let index = usize::try_from(seq - 1).expect("small");
            assert_eq!(proof.root, later.root);
            assert!(tree::includes(&proof.leaf, (index, 4), &proof.path, &later.root), "journal {seq}");
        }
        for (seq, size) in [(0, 4), (5, 4), (1, 5), (-1, 4)] {
            assert!(matches!(books.db.read(|c| ledger::prove_inclusion(c, seq, size)), Err(Error::Missing)), "{seq} of {size}");
        }
    });
}

#[test]
fn l19_what_was_noted_outside_cannot_be_rewritten_or_forgotten() {
    on_both(|books| {
        books.allotted(1_000);
        let head = signer().verifier().open(&noted(books).expect("noted").note).expect("signed");
        let named = |report: Report| report.faults.iter().map(|f| (f.seq, f.rule.clone())).collect::<Vec<_>>();
        // A journal was rewritten: another root.
        let rewritten = TreeHead { root: [1; 32], ..head.clone() };
        assert_eq!(named(against(books, rewritten)), [(Some(3), "L19".to_owned())]);
        // Journals are gone: the note knows more than the book.
        let forgotten = TreeHead { size: 9, ..head };
        assert_eq!(named(against(books, forgotten)), [(None, "L19".to_owned())]);
    });
}

#[test]
fn l4_a_checkpoint_never_changes() {
    on_both(|books| {
        books.allotted(1_000);
        noted(books).expect("noted");
        for sql in [
            "UPDATE ledger_checkpoints SET root = 'x'",
            "DELETE FROM ledger_checkpoints",
            "INSERT INTO ledger_checkpoints (tree_size, root, note, made_at) VALUES (3, 'x', 'x', '2027-01-11 00:00:00')",
        ] {
            assert!(books.sql(sql).is_err(), "{sql}");
        }
    });
}
