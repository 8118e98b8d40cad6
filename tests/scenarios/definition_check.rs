//! `udf opportunity check`: a sound definition is said to be so; of a broken one every mistake is named with its
//! line, what is wrong and how to mend it, and nothing is stored.

use crate::grant::ROUND;
use std::process::{Command, Output};

fn check(text: &str) -> (Output, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("round.toml");
    std::fs::write(&file, text).expect("a file");
    let output = Command::new(env!("CARGO_BIN_EXE_udf"))
        .args(["opportunity", "check", "round.toml"])
        .current_dir(folder.path())
        .env_remove("DATABASE_URL")
        .output()
        .expect("udf starts");
    let left: Vec<_> = std::fs::read_dir(folder.path()).expect("the folder").flatten().map(|entry| entry.file_name()).collect();
    assert_eq!(left, ["round.toml"], "a check stores nothing");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (output, said)
}

/// The number of the line in which this stands first.
fn line_of(text: &str, wanted: &str) -> usize {
    text.lines().position(|line| line.contains(wanted)).unwrap_or_else(|| panic!("no line says {wanted}")) + 1
}

#[test]
fn a_sound_file_is_said_to_be_sound() {
    let (output, said) = check(ROUND);
    assert!(output.status.success() && said.is_empty(), "{said}");
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(told.contains("round.toml: sound. Training and Conference Support 2027"), "{told}");
}

#[test]
fn each_mistake_names_its_line_and_its_mend() {
    let broken = ROUND
        .replace("cap_cents = 1_500_000", "cap_cents = 400_000")
        .replace("workflow = \"fast-track\"", "workflow = \"fast-trak\"")
        .replacen("indirect * 10 <= total - indirect", "indirekt * 10 <= total - indirect", 1);
    assert_ne!(broken, ROUND);
    let (output, said) = check(&broken);
    assert!(!output.status.success(), "{said}");
    assert!(output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stdout));
    for wanted in ["cap_cents = 400_000", "indirekt * 10"] {
        let line = line_of(&broken, wanted);
        let told = said.lines().find(|told| told.contains(&format!("round.toml:{line}:")));
        let told = told.unwrap_or_else(|| panic!("line {line} ({wanted}) is not named:\n{said}"));
        assert!(told.len() > format!("round.toml:{line}:").len() + 20, "it says what to do: {told}");
    }
    assert!(said.contains("indirekt"), "the name that is wrong is said: {said}");
}

#[test]
fn a_workflow_that_is_not_there_is_named_with_its_line() {
    let broken = ROUND.replace("workflow = \"fast-track\"", "workflow = \"fast-trak\"");
    assert_ne!(broken, ROUND);
    let (output, said) = check(&broken);
    let line = line_of(&broken, "fast-trak");
    assert!(!output.status.success() && said.contains(&format!("round.toml:{line}:")) && said.contains("fast-trak"), "{said}");
}

#[test]
fn what_is_no_toml_or_has_a_word_too_much_is_named_with_its_line() {
    for (from, to, wanted, mend) in [
        ("cap_cents = 1_500_000", "cap_cents = ", "cap_cents = ", ""),
        (
            "cap_cents = 1_500_000",
            "cap_cents = 1_500_000\ncap_dollars = 15_000",
            "cap_dollars",
            "Take the key out, or spell it as one of those named",
        ),
        ("cap_cents = 1_500_000", "cap_cents = \"a lot\"", "cap_cents = \"a lot\"", "a number without quotes"),
    ] {
        let broken = ROUND.replace(from, to);
        let (output, said) = check(&broken);
        let line = line_of(&broken, wanted);
        assert!(
            !output.status.success() && said.contains(&format!("round.toml:{line}:")) && said.contains(mend),
            "{to}: line {line} in\n{said}"
        );
    }
    let folder = tempfile::tempdir().expect("a folder");
    let output = Command::new(env!("CARGO_BIN_EXE_udf"))
        .args(["opportunity", "check", "missing.toml"])
        .current_dir(folder.path())
        .output()
        .expect("udf starts");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && said.contains("missing.toml cannot be read"), "{said}");
}
