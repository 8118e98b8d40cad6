//! S16: for each kind of change the sentence by which it is told.

use super::{changes, parse};

const OLD: &str = r#"
name = "small"
version = "1"
start = "draft"
ends = ["done"]
place = [
  { id = "draft", label = "Draft", applicant_label = "Draft" },
  { id = "review", label = "Review", applicant_label = "In review", owners = ["officer"], within = { days = 5 } },
  { id = "done", label = "Done", applicant_label = "Done" },
]
[[transition]]
id = "submit"
label = "Submit"
from = ["draft"]
to = ["review"]
by = ["citizen"]

[[transition]]
id = "approve"
label = "Approve"
from = ["review"]
to = ["done"]
by = ["approving_official"]
distinct_from = ["submit"]
effects = [{ ledger = "commit" }, { notify = "offered" }]
[transition.approval]
quorum = 1
binds = ["amount"]

[[separate]]
steps = ["submit", "approve"]
"#;

fn said(from: &str, to: &str) -> Vec<String> {
    assert!(OLD.contains(from), "{from}");
    let read = |text: &str| parse("w.toml", text).expect("parses").definition;
    changes(&read(OLD), &read(&OLD.replacen(from, to, 1)))
}

const QUORUM: &str = "quorum = 1\nbinds = [\"amount\"]";

/// A text of the definition, another in its place, and what is then told.
const ROWS: &[(&str, &str, &[&str])] = &[
    ("version = \"1\"", "version = \"2\"", &[]),
    ("name = \"small\"", "name = \"small\"\ntitle = \"Small grants\"", &["it is called “Small grants” (before: “small”)"]),
    (
        QUORUM,
        "measure = \"award.amount\"\nbands = [{ up_to = \"25000\" }, { quorum = 2 }]\nbinds = [\"amount\"]",
        &["“Approve” goes by “award.amount” (before: no amount)", "“Approve” now needs 2 people above $25,000.00 (before: 1 person)"],
    ),
    (QUORUM, "quorum = 3\nbinds = [\"amount\"]", &["“Approve” now needs 3 people (before: 1 person)"]),
    (
        QUORUM,
        "measure = \"m\"\nbands = [{ up_to = \"9\", by = [\"director\"] }, { }]\nbinds = [\"amount\"]",
        &[
            "“Approve” goes by “m” (before: no amount)",
            "“Approve” now needs 1 person of director up to $9.00 (before: 1 person of approving official)",
        ],
    ),
    (
        "binds = [\"amount\"]",
        "binds = [\"payee\"]",
        &["a change of the payee now ends an approval by “Approve”", "a change of the amount no longer ends an approval by “Approve”"],
    ),
    ("quorum = 1\n", "quorum = 1\nfresh_sign_in = true\n", &["“Approve” now asks for the password again"]),
    ("[transition.approval]\nquorum = 1\nbinds = [\"amount\"]\n", "", &["“Approve” is no longer an approval"]),
    ("by = [\"citizen\"]", "by = [\"citizen\", \"officer\"]", &["“Submit” is for citizen or officer (before: for citizen)"]),
    ("by = [\"citizen\"]", "system = true\nafter = { days = 3 }", &["“Submit” is taken by the program after 3 days (before: for citizen)"]),
    ("by = [\"citizen\"]", "by = [\"citizen\"]\nguard = \"ready\"", &["“Submit” asks for “ready” (before: nothing)"]),
    ("by = [\"citizen\"]", "by = [\"citizen\"]\nreason_required = true", &["“Submit” now needs a reason"]),
    ("by = [\"citizen\"]", "by = [\"citizen\"]\nact = \"send_in\"", &["“Submit” does “send in” (before: “submit”)"]),
    ("label = \"Submit\"", "label = \"Send\"", &["the step “Submit” is now called “Send”"]),
    ("distinct_from = [\"submit\"]\n", "", &["whoever took “Submit” may now take “Approve”"]),
    ("{ ledger = \"commit\" }, ", "", &["“Approve” no longer posts “commit”"]),
    ("{ notify = \"offered\" }", "{ ledger = \"x\" }", &["“Approve” now posts “x”", "“Approve” no longer tells people “offered”"]),
    (
        "{ ledger = \"commit\" }, { notify = \"offered\" }",
        "{ notify = \"offered\" }, { ledger = \"commit\" }",
        &["“Approve” does the same things in another order"],
    ),
    ("to = [\"done\"]", "to = [\"draft\"]", &["“Approve” leads to “Draft” (before: “Done”)"]),
    ("to = [\"done\"]", "to = [\"done\"]\nclears = [\"draft\"]", &["“Approve” ends what goes on in “Draft” (before: nothing)"]),
    ("ends = [\"done\"]", "ends = [\"done\", \"draft\"]", &["a case can now end in “Draft”"]),
    ("start = \"draft\"", "start = \"review\"", &["a case begins in “Review” (before: “Draft”)"]),
    ("within = { days = 5 }", "within = { business_days = 1 }", &["a case in “Review” is late after 1 business day (before: 5 days)"]),
    (
        "within = { days = 5 }",
        "within = { days = 5 }, remind_before = { days = 1 }, escalate_to = [\"chair\"]",
        &[
            "in “Review” the reminder comes 1 day before that (before: no time)",
            "when a case in “Review” is late, chair hear of it (before: nobody)",
        ],
    ),
    ("owners = [\"officer\"]", "owners = [\"chair\"]", &["a case in “Review” is the work of chair (before: officer)"]),
    ("applicant_label = \"In review\"", "applicant_label = \"Read\"", &["in “Review” the applicant reads “Read” (before: “In review”)"]),
    ("label = \"Review\"", "label = \"Reading\"", &["the place “Review” is now called “Reading”"]),
    ("id = \"review\", ", "id = \"review\", stage = \"in_review\", ", &["“Review” counts as “in review” (before: “review”)"]),
    (
        "[[separate]]\nsteps = [\"submit\", \"approve\"]\n",
        "",
        &["it no longer holds that one person may take at most 1 of “Approve”, “Submit”"],
    ),
];

#[test]
fn s16_each_change_is_told_in_one_sentence() {
    for (from, to, expected) in ROWS {
        assert_eq!(said(from, to), *expected, "{from} → {to}");
    }
}

#[test]
fn s16_what_is_added_and_what_is_gone_is_told() {
    let attic = "  { id = \"attic\", label = \"Attic\", applicant_label = \"Attic\", owners = [\"officer\"], within = { days = 2 } },\n]\n[[transition]]\nid = \"store\"\nlabel = \"Store\"\nfrom = [\"review\"]\nto = [\"attic\"]\nby = [\"officer\"]\n";
    let read = |text: &str| parse("w.toml", text).expect("parses").definition;
    let (old, new) = (read(OLD), read(&OLD.replacen("]\n[[transition]]\n", &format!("{attic}[[transition]]\n"), 1)));
    assert_eq!(
        changes(&old, &new),
        [
            "there is a new place, “Attic”, the work of officer, late after 2 days",
            "there is a new step, “Store” from “Review” to “Attic”, for officer"
        ]
    );
    assert_eq!(changes(&new, &old), ["the place “Attic” is gone", "the step “Store” from “Review” to “Attic” is gone"]);
}
