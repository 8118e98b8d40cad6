//! What people attach: every file of the corpus against the store, and files spoilt at random.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test that cannot go on says so by panicking")]

#[path = "../support/corpus.rs"]
mod corpus;
#[path = "../support/samples.rs"]
mod samples;
mod stripping;

use proptest::prelude::*;
use urban_diplomacy_fund::files::{FileKind, Store};

fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path(), 1_000_000).expect("opens");
    (folder, store)
}

/// Every file below the folder but those on their way.
fn kept(folder: &std::path::Path) -> usize {
    let entries =
        |path: &std::path::Path| std::fs::read_dir(path).expect("a folder").map(|e| e.expect("an entry").path()).collect::<Vec<_>>();
    assert_eq!(entries(&folder.join("incoming")).len(), 0, "an upload left something behind");
    entries(folder).iter().filter(|p| !p.ends_with("incoming")).map(|p| entries(p).len()).sum()
}

#[test]
fn every_file_of_the_corpus_gets_its_verdict() {
    let (folder, store) = store();
    let cases = corpus::cases();
    assert!(cases.len() >= 60, "{} cases", cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        let before = kept(folder.path());
        let verdict = store.accept_bytes(case.name, &case.bytes, FileKind::ALL);
        match (&verdict, &case.verdict) {
            (Ok(stored), Ok(name)) => {
                assert_eq!(stored.name, *name, "{}", case.what);
                assert_eq!(store.read(&stored.sha256).expect("reads"), case.bytes, "{}", case.what);
            }
            (Err(e), Err(sentence)) if e.to_string() == *sentence => assert_eq!(kept(folder.path()), before, "{}", case.what),
            _ => wrong.push(format!("{}: {} instead of {:?}", case.what, verdict.map_or_else(|e| e.to_string(), |s| s.name), case.verdict)),
        }
    }
    assert!(wrong.is_empty(), "of {} cases:\n{}", cases.len(), wrong.join("\n"));
}

fn valid() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("a.pdf", samples::pdf("Plan")),
        ("a.docx", samples::docx()),
        ("a.xlsx", samples::xlsx()),
        ("a.png", samples::png(10, 10)),
        ("a.jpg", samples::jpeg(40, 30)),
        ("a.csv", b"who,cost\nAna,\"12,50\"\n".to_vec()),
    ]
}

/// A way to spoil a file: where, as a share of its length, and what.
#[derive(Clone, Debug)]
enum Spoil {
    Set(f64, u8),
    Cut(f64),
    Drop(f64, usize),
    Insert(f64, Vec<u8>),
    Repeat(f64, usize),
}

fn spoil() -> impl Strategy<Value = Spoil> {
    let at = || 0.0..1.0_f64;
    prop_oneof![
        6 => (at(), any::<u8>()).prop_map(|(at, byte)| Spoil::Set(at, byte)),
        1 => at().prop_map(Spoil::Cut),
        1 => (at(), 1..40_usize).prop_map(|(at, n)| Spoil::Drop(at, n)),
        2 => (at(), proptest::collection::vec(any::<u8>(), 1..40)).prop_map(|(at, bytes)| Spoil::Insert(at, bytes)),
        1 => (at(), 1..60_usize).prop_map(|(at, n)| Spoil::Repeat(at, n)),
    ]
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place in a small file")]
fn place(bytes: &[u8], share: f64) -> usize {
    ((bytes.len() as f64) * share) as usize
}

fn apply(bytes: &mut Vec<u8>, spoil: &Spoil) {
    match spoil {
        Spoil::Set(at, byte) => {
            let at = place(bytes, *at);
            if let Some(place) = bytes.get_mut(at) {
                *place = *byte;
            }
        }
        Spoil::Cut(at) => bytes.truncate(place(bytes, *at)),
        Spoil::Drop(at, n) => {
            let from = place(bytes, *at);
            bytes.drain(from..(from + n).min(bytes.len()));
        }
        Spoil::Insert(at, more) => {
            let at = place(bytes, *at);
            bytes.splice(at..at, more.iter().copied());
        }
        Spoil::Repeat(at, n) => {
            let from = place(bytes, *at);
            let again = bytes[from..(from + n).min(bytes.len())].to_vec();
            bytes.splice(from..from, again);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, ..ProptestConfig::default() })]

    /// Whatever is done to a file, it is kept byte by byte or refused in a sentence, and nothing is left.
    #[test]
    fn a_spoilt_file_is_kept_or_refused(which in 0..6_usize, spoils in proptest::collection::vec(spoil(), 1..6)) {
        thread_local!(static STORE: (tempfile::TempDir, Store) = store());
        let (name, mut bytes) = valid().swap_remove(which);
        for spoil in &spoils {
            apply(&mut bytes, spoil);
        }
        let kept = STORE.with(|(_, store)| store.accept_bytes(name, &bytes, FileKind::ALL).map(|kept| store.read(&kept.sha256).expect("reads")));
        match kept {
            Ok(kept) => prop_assert_eq!(kept, bytes),
            Err(e) => prop_assert!(e.to_string().starts_with("The selected "), "{:?}", e),
        }
    }
}

/// Every file cut at every place: a photo and a document cut anywhere are never taken for whole.
#[test]
fn no_cut_file_is_taken_for_whole() {
    let (_folder, store) = store();
    for (name, bytes) in valid().into_iter().filter(|(name, _)| *name != "a.csv") {
        for length in 0..bytes.len() {
            let verdict = store.accept_bytes(name, &bytes[..length], FileKind::ALL);
            // The line end behind the end of a PDF may be missing.
            let is_whole = name == "a.pdf" && length == bytes.len() - 1;
            assert_eq!(verdict.is_ok(), is_whole, "{name} cut to {length} of {}", bytes.len());
        }
    }
}
