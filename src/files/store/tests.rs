//! The store: bytes come back as they were, and uploads that break off leave nothing.

use super::*;
use std::time::{Duration, SystemTime};

const CSV: &[u8] = b"who,cost\nAna,12.50\n";

fn open(folder: &tempfile::TempDir) -> Store {
    Store::open(folder.path(), 1_000_000).expect("opens")
}

fn on_the_way(folder: &tempfile::TempDir) -> usize {
    std::fs::read_dir(folder.path().join("incoming")).expect("a folder").count()
}

#[test]
fn files_are_kept_by_digest_and_read_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(&folder);
    let first = store.accept_bytes("plan.csv", CSV, FileKind::ALL).expect("accepted");
    let again = store.accept_bytes("other.csv", CSV, FileKind::ALL).expect("accepted");
    assert_eq!((first.kind, &first.sha256), (FileKind::Csv, &again.sha256));
    assert_eq!(store.read(&first.sha256).expect("reads"), CSV);
    let path = folder.path().join(&first.sha256[..2]).join(&first.sha256);
    std::fs::write(&path, b"changed").expect("damages");
    assert!(matches!(store.read(&first.sha256), Err(StoreError::Damaged(_))));
    // Whoever sends the whole file again mends a file that was cut short.
    store.accept_bytes("plan.csv", CSV, FileKind::ALL).expect("accepted");
    assert_eq!(store.read(&first.sha256).expect("reads"), CSV);
}

#[test]
fn pieces_make_the_same_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(&folder);
    let mut incoming = store.receive().expect("begins");
    for piece in CSV.chunks(3) {
        incoming.take(piece).expect("takes");
    }
    let arrived = incoming.end();
    assert_eq!((arrived.size_bytes(), arrived.bytes().expect("reads")), (19, CSV.to_vec()));
    assert_eq!(store.accept("a.csv", &arrived, FileKind::ALL).expect("kept").sha256, arrived.sha256());
}

#[test]
fn what_breaks_off_or_is_refused_leaves_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(&folder);
    let mut broken = store.receive().expect("begins");
    broken.take(CSV).expect("takes");
    assert_eq!(on_the_way(&folder), 1);
    drop(broken);
    let mut large = store.receive().expect("begins");
    for _ in 0..40 {
        large.take(&[b'x'; 100_000]).expect("takes");
    }
    let large = large.end();
    assert_eq!((large.size_bytes(), large.bytes().expect("reads").len()), (4_000_000, 1_000_000), "no more than the limit is written");
    let refused = store.accept("a.csv", &large, FileKind::ALL).expect_err("refused");
    assert_eq!(refused.to_string(), "The selected file must be smaller than 1 MB.");
    drop(large);
    assert_eq!(on_the_way(&folder), 0);
}

#[test]
fn the_start_removes_what_was_abandoned_and_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    drop(open(&folder));
    let put = |name: &str, hours: u64| {
        let file = std::fs::File::create(folder.path().join("incoming").join(name)).expect("a file");
        file.set_modified(SystemTime::now() - Duration::from_secs(hours * 3_600)).expect("a time");
    };
    put("abandoned", 3);
    put("of-another-program", 1);
    open(&folder);
    assert_eq!(on_the_way(&folder), 1);
}

#[test]
fn an_empty_field_and_an_empty_file_are_told_apart() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(&folder);
    assert_eq!(store.accept_bytes("", b"", FileKind::ALL).expect_err("refused").to_string(), "Select a file.");
    let empty = store.accept_bytes("a.csv", b"", FileKind::ALL).expect_err("refused").to_string();
    assert_eq!(empty, "The selected file is empty. Select a file that has content.");
}

#[cfg(not(feature = "s3"))]
#[test]
fn a_bucket_needs_its_feature() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut settings = config::Settings::defaults().expect("the default settings").files;
    settings.folder = folder.path().display().to_string();
    assert!(Store::from_settings(&settings).is_ok());
    settings.url = "s3://bucket/files".into();
    let refused = Store::from_settings(&settings).expect_err("refused").to_string();
    assert_eq!(refused, "files.url is “s3://bucket/files”: this program was built without the feature s3");
}
