//! The table of `docs/INVARIANTS.md`: every number is there, and the tests it names are too.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The names of all tests below a folder.
fn tests_in(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            tests_in(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path).expect("a file");
            let after = text.split("#[test]").skip(1).filter_map(|part| part.split("fn ").nth(1)?.split('(').next());
            found.extend(after.map(str::to_owned));
        }
    }
}

/// The numbers that a first cell such as `L25–L31` names.
fn numbers(cell: &str) -> Vec<u32> {
    let ends: Vec<u32> = cell.split('–').filter_map(|part| part.trim().strip_prefix('L')?.parse().ok()).collect();
    match ends[..] {
        [first, last] => (first..=last).collect(),
        _ => ends,
    }
}

#[test]
fn every_number_is_proved_by_a_test_that_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("docs/INVARIANTS.md")).expect("the file");
    let mut tests = BTreeSet::new();
    tests_in(&root.join("tests"), &mut tests);
    let mut proved = BTreeSet::new();
    for row in text.lines().filter(|line| line.starts_with("| L")) {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").collect();
        let named: Vec<&str> = cells[3].split('`').skip(1).step_by(2).collect();
        assert!(!named.is_empty(), "no test is named: {row}");
        for name in named {
            assert!(tests.contains(name), "there is no test {name}, which the row {} names", cells[0]);
        }
        proved.extend(numbers(cells[0]));
    }
    assert_eq!(proved, (1..=32).collect(), "L1 to L32");
}
