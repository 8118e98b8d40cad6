//! `docs/INVARIANTS.md` names a test for each check of a definition, and the tests it names for
//! checks and for the workflow are there.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn tests_in(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            tests_in(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            let text = fs::read_to_string(&path).expect("a source file");
            found.extend(text.split("fn ").skip(1).filter_map(|rest| rest.split('(').next()).map(str::to_owned));
        }
    }
}

#[test]
fn every_check_is_proved_by_a_test_that_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("docs/INVARIANTS.md")).expect("the file");
    let mut tests = BTreeSet::new();
    tests_in(&root.join("tests"), &mut tests);
    tests_in(&root.join("src"), &mut tests);
    let mut checks = BTreeSet::new();
    for row in text.lines().filter(|line| line.starts_with("| S") || line.starts_with("| W")) {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").collect();
        let words = cells[2..].iter().flat_map(|cell| cell.split('`').skip(1).step_by(2));
        // A name of a test has no dots, slashes or colons, and several words.
        let named: Vec<&str> = words.filter(|word| word.matches('_').count() > 1 && !word.contains(['.', '/', ':'])).collect();
        for name in &named {
            assert!(tests.contains(*name), "there is no test {name}, which the row {} names", cells[0]);
        }
        if let Some(number) = cells[0].trim().strip_prefix('S') {
            assert!(!named.is_empty(), "no test is named: {row}");
            checks.insert(number.parse::<u32>().expect("a number"));
        }
    }
    assert_eq!(checks, (1..=14).chain([16]).collect(), "S1 to S14 and S16");
}
