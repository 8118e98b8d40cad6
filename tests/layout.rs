//! The shape of the program, held by an ordinary test: which module may use
//! which, who may name diesel or the web framework, where floats may live, how
//! long a file may be, what templates may contain. Each failure is a sentence
//! that says what to do. The reasons are in `docs/ARCHITECTURE.md`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::too_many_arguments,
    reason = "a test that cannot go on says so by panicking"
)]

#[path = "layout/source.rs"]
mod source;

use source::{File, files, numbers_with_a_point, path, words};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// A module may use only those before it.
const ORDER: &[&str] = &[
    "kernel",
    "locale",
    "rules",
    "config",
    "vault",
    "db",
    "files",
    "audit",
    "outbox",
    "traffic",
    "places",
    "rates",
    "conflict",
    "people",
    "banner",
    "ledger",
    "workflow",
    "scoring",
    "opportunity",
    "intake",
    "trouble",
    "asking",
    "duplicates",
    "panel",
    "blind",
    "review",
    "risk",
    "award",
    "gathering",
    "spending",
    "compliance",
    "disbursement",
    "bookkeeping",
    "process",
    "feedback",
    "notes",
    "views",
    "reporting",
    "sheets",
    "lottery",
    "assigning",
    "slate",
    "meeting",
    "charts",
    "templates",
    "print",
    "letters",
    "mailer",
    "worker",
    "web",
    "app",
    "cli",
];

/// A crate, who may name it, and the reason.
type Owner = (&'static str, fn(&File) -> bool, &'static str);

/// Crates that only some places may name.
const OWNERS: &[Owner] = &[
    ("diesel", |f| f.in_module("db") || f.is_store(), "queries live in db/ and in the store.rs of a slice"),
    ("diesel_migrations", |f| f.in_module("db"), "migrations are run by db/"),
    ("actix_web", |f| f.in_module("web") || f.in_module("app"), "only web/ and app.rs know HTTP"),
    ("actix_multipart", |f| f.in_module("web"), "only web/ knows HTTP"),
    ("lettre", |f| f.in_module("mailer"), "only mailer/ knows SMTP"),
    ("handlebars", |f| f.in_module("templates"), "only templates.rs renders"),
    ("typst", |f| f.in_module("print"), "only print/ typesets"),
    ("typst_layout", |f| f.in_module("print"), "only print/ typesets"),
    ("typst_pdf", |f| f.in_module("print"), "only print/ typesets"),
    ("rust_xlsxwriter", |f| f.in_module("reporting"), "only reporting/ writes workbooks"),
    ("calamine", |f| f.in_module("sheets"), "only sheets/ reads workbooks"),
    ("lopdf", |f| f.in_module("files"), "only files/ looks inside what people attach"),
    ("quick_xml", |f| f.in_module("files"), "only files/ looks inside what people attach"),
    ("figment", |f| f.in_module("config"), "only config/ reads settings"),
    ("anyhow", |f| ["cli", "app", "worker", "main"].iter().any(|m| f.in_module(m)), "operations have their own error enums"),
];

/// Modules that calculate or draw with floats; money never passes through them.
const FLOATS: &[&str] = &["scoring", "charts"];

/// Names that say nothing about what a module holds.
const EMPTY_NAMES: &[&str] = &["utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "service", "services"];

const LONGEST_FILE: usize = 400;
/// Files that may be longer, each with its reason.
const LONG_FILES: &[(&str, &str)] = &[("src/db/schema.rs", "generated from the migrations")];

/// Fails with every finding at once, one a line.
#[track_caller]
fn none(rule: &str, findings: &[String]) {
    let mut text = String::new();
    for finding in findings {
        let _ = writeln!(text, "  {finding}");
    }
    assert!(findings.is_empty(), "{rule}\n{text}");
}

#[test]
fn a_module_uses_only_those_before_it() {
    let place = |name: &str| ORDER.iter().position(|m| *m == name);
    let mut findings = Vec::new();
    for file in files("src", &["rs"]) {
        let module = file.module();
        if module == "lib" || module == "main" {
            continue;
        }
        let Some(own) = place(&module) else {
            findings.push(format!(
                "{}: module `{module}` is not in the list; give it a place in ORDER of tests/layout.rs and in docs/ARCHITECTURE.md",
                file.name
            ));
            continue;
        };
        for (line, used) in file.uses() {
            if let Some(other) = place(&used).filter(|other| *other > own) {
                findings.push(format!(
                    "{}:{line}: `{module}` may not use `{used}`, which comes later ({} > {own}). Move the code up, or let the later module pull what it needs.",
                    file.name, other
                ));
            }
        }
    }
    none("A module uses only those before it in the list of docs/ARCHITECTURE.md §3.", &findings);
}

#[test]
fn the_map_lists_the_modules_in_order() {
    let lib = path("src/lib.rs");
    let listed: Vec<String> = std::fs::read_to_string(&lib)
        .expect("src/lib.rs is readable")
        .lines()
        .filter_map(|l| l.strip_prefix("pub mod ")?.split(';').next().map(str::to_owned))
        .collect();
    let sorted: Vec<&str> = ORDER.iter().copied().filter(|m| listed.iter().any(|l| l == m)).collect();
    assert_eq!(listed, sorted, "src/lib.rs lists the modules in the order of docs/ARCHITECTURE.md §3, and only those");
}

#[test]
fn each_crate_is_named_only_by_its_owner() {
    let mut findings = Vec::new();
    for file in files("src", &["rs"]) {
        for (line, code) in file.code_lines() {
            for (name, owns, reason) in OWNERS {
                if words(code).any(|w| w == *name) && !owns(&file) {
                    findings.push(format!("{}:{line}: names `{name}`, but {reason}", file.name));
                }
            }
        }
    }
    none("Some crates have one place in this program.", &findings);
}

/// Who may list the holders of a role in the fund whole: what is told there is about no application.
const LIST_ROLES_WHOLE: &[&str] = &[
    "src/people/account.rs",
    "src/people/store/accounts.rs",
    "src/workflow/propose.rs",
    "src/disbursement/checkpoints.rs",
    "src/intake/enter.rs",
    "src/panel/read.rs",
    "src/panel/answer.rs",
    "src/meeting/members.rs",
];

#[test]
fn the_fund_is_told_of_an_application_by_one_list() {
    let mut findings = Vec::new();
    for file in files("src", &["rs"]).iter().filter(|file| !LIST_ROLES_WHOLE.contains(&file.name.as_str())) {
        for (line, _) in file.code_lines().filter(|(_, code)| words(code).any(|w| w == "list_with_fund_roles")) {
            findings.push(format!(
                "{}:{line}: asks for all who hold a role; what is about an application goes to `list_open_to`, which leaves out whoever it is closed to",
                file.name
            ));
        }
    }
    none("Nobody with a conflict of interest is told of an application (C1, docs/CONFLICTS.md).", &findings);
}

#[test]
fn there_is_no_float_near_money() {
    let mut findings = Vec::new();
    for file in files("src", &["rs"]).iter().filter(|f| !FLOATS.iter().any(|m| f.in_module(m))) {
        for (line, code) in file.code_lines() {
            if words(code).any(|w| w == "f32" || w == "f64") || numbers_with_a_point(code) {
                findings.push(format!(
                    "{}:{line}: a float; use Money, Rate or integers ({} may use floats)",
                    file.name,
                    FLOATS.join(" and ")
                ));
            }
        }
    }
    none("Money, rates and counts are integers or decimals, never floats.", &findings);
}

#[test]
fn files_stay_short() {
    let mut findings = Vec::new();
    let mut all = files("src", &["rs"]);
    all.extend(files("tests", &["rs", "mjs"]));
    all.extend(files("benches", &["rs"]));
    all.extend(files("tools", &["sh", "py", "mjs"]));
    all.extend(files("static", &["js", "css"]));
    all.extend(files("templates", &["hbs", "typ"]));
    for file in all {
        let lines = file.text.lines().count();
        if lines > LONGEST_FILE && !LONG_FILES.iter().any(|(name, _)| *name == file.name) {
            findings.push(format!("{}: {lines} lines; split it by what a reader looks for", file.name));
        }
    }
    none(&format!("A file has at most {LONGEST_FILE} lines; look again at 250."), &findings);
}

#[test]
fn every_file_says_what_it_holds() {
    let mut findings = Vec::new();
    for folder in ["src", "tests", "benches"] {
        for file in files(folder, &["rs"]).iter().filter(|f| !f.text.starts_with("//!")) {
            findings.push(format!("{}: begin with `//!`: what lives here, what does not, the one invariant to know", file.name));
        }
    }
    none("Every source file opens with a `//!` comment of two to eight lines.", &findings);
}

#[test]
fn names_say_what_modules_hold() {
    let mut findings = Vec::new();
    for file in files("src", &["rs"]) {
        for part in file.name.trim_end_matches(".rs").split('/').filter(|part| EMPTY_NAMES.contains(part)) {
            findings.push(format!("{}: `{part}` says nothing; name the noun it keeps or the verb it does", file.name));
        }
    }
    none("A module is a noun, an operation file a verb.", &findings);
}

#[test]
fn nothing_names_one_machine() {
    // Spelled in two halves so that this file passes its own test.
    let places = [concat!("/wo", "rk/"), concat!("/ho", "me/"), concat!("/ro", "ot/"), concat!("/tm", "p/")];
    let mut findings = Vec::new();
    for folder in ["src", "tests", "benches", "tools", "templates", "static", "docs", "config", "migrations", ".ci"] {
        for file in files(folder, &["rs", "sh", "py", "mjs", "js", "hbs", "typ", "md", "toml", "sql", "json", "run", "css"]) {
            for (at, line) in file.text.lines().enumerate() {
                for place in places.iter().filter(|place| line.contains(**place)) {
                    findings.push(format!("{}:{}: names `{place}`, a place on one machine", file.name, at + 1));
                }
            }
        }
    }
    none("The project runs anywhere: paths are relative, configured, or made by mktemp.", &findings);
}

#[test]
fn templates_are_safe_under_the_strict_policy() {
    let mut findings = Vec::new();
    for file in files("templates", &["hbs"]) {
        let letter = file.name.starts_with("templates/letters/") || file.name.starts_with("templates/layout/letter");
        for (at, line) in file.text.lines().enumerate() {
            for fault in source::template_faults(line, letter) {
                findings.push(format!("{}:{}: {fault}", file.name, at + 1));
            }
        }
    }
    none("Templates escape everything and hold no inline script or style (the Content-Security-Policy allows none).", &findings);
}

#[test]
fn every_page_has_its_template_and_every_template_its_page() {
    let mut findings = Vec::new();
    let mut named = BTreeSet::new();
    for file in files("src", &["rs"]) {
        for template in file.template_constants() {
            let wanted = format!("templates/{template}.hbs");
            if !path(&wanted).is_file() {
                findings.push(format!("{}: TEMPLATE is \"{template}\", but {wanted} does not exist", file.name));
            }
            named.insert(wanted);
        }
    }
    let aside = ["templates/layout/", "templates/parts/", "templates/letters/"];
    for file in files("templates", &["hbs"]) {
        if !aside.iter().any(|folder| file.name.starts_with(folder)) && !named.contains(&file.name) {
            findings.push(format!("{}: no `impl Page` names it; give it a typed page with samples, or remove it", file.name));
        }
    }
    none("Every page is a struct with a template, and every template has its struct.", &findings);
}

#[test]
fn every_letter_is_complete() {
    let mut findings = Vec::new();
    let Ok(folders) = std::fs::read_dir(path("templates/letters")) else { return };
    for folder in folders.flatten().filter(|entry| entry.path().is_dir()) {
        for part in ["subject.txt.hbs", "body.txt.hbs", "body.html.hbs"] {
            if !folder.path().join(part).is_file() {
                findings.push(format!(
                    "templates/letters/{}: {part} is missing; a letter has a subject, a text and an HTML body",
                    folder.file_name().to_string_lossy()
                ));
            }
        }
    }
    none("A letter is sent as text and as HTML, with a subject.", &findings);
}

#[test]
fn lints_are_silenced_only_with_a_reason() {
    let mut findings = Vec::new();
    for folder in ["src", "tests", "benches"] {
        for file in files(folder, &["rs"]) {
            let code = file.code_lines().map(|(_, l)| l).collect::<Vec<_>>().join("\n");
            for (at, _) in code.match_indices("#[allow(").chain(code.match_indices("#![allow(")) {
                let attribute = code[at..].split(']').next().unwrap_or_default();
                if !attribute.contains("reason") {
                    let line = code[..at].lines().count().max(1);
                    findings.push(format!("{}:{line}: {attribute}] gives no reason", file.name));
                }
            }
        }
    }
    none("A lint is silenced with #[expect(lint, reason = \"…\")].", &findings);
}
