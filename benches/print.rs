//! Receipts as PDF: the first, warm ones, their size, and what memory a thousand of them leave
//! behind. Prints a table and, with `UDF_PDF=FILE`, keeps the receipt to look at.

#![allow(missing_docs, clippy::expect_used, clippy::indexing_slicing, reason = "a measurement that cannot go on says so by panicking")]

use std::fs;
use std::time::{Duration, Instant};
use urban_diplomacy_fund::intake::Submission;
use urban_diplomacy_fund::kernel::{IdSource, Money, Timestamp};
use urban_diplomacy_fund::opportunity::{self, Definition};
use urban_diplomacy_fund::print::{About, Receipt, print};

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROUND: &str = include_str!("../config/opportunities/training-and-conference-support-2027.toml");
const WORDS: &str = "Two members of the port authority learn to host delegations, to read foreign tenders and to keep contact with our sister \
    city in the language it speaks. ";

fn main() {
    let receipt = receipt(&opportunity::read("round.toml", ROUND).expect("the round is sound"));
    let begun = Instant::now();
    let first = print(&receipt).expect("it prints");
    println!("first receipt           {:>8.1} ms", millis(begun.elapsed()));
    println!("size                    {:>8.1} kB", first.len() as f64 / 1e3);
    if let Some(at) = std::env::var_os("UDF_PDF") {
        fs::write(at, &first).expect("the file can be written");
    }
    println!("memory after 1          {:>8.1} MB", resident());
    let mut times: Vec<Duration> = Vec::new();
    for n in 2..=1_000 {
        let begun = Instant::now();
        assert_eq!(print(&receipt).expect("it prints"), first, "the same each time");
        times.push(begun.elapsed());
        if [10, 100, 1_000].contains(&n) {
            println!("memory after {n:<10} {:>8.1} MB", resident());
        }
    }
    times.sort();
    println!("warm receipt, median    {:>8.1} ms", millis(times[times.len() / 2]));
    println!("warm receipt, p99       {:>8.1} ms", millis(times[times.len() * 99 / 100]));
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// What the process holds now, in MB, where the system tells.
fn resident() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok()).unwrap_or_default() / 1e3
}

/// A receipt of the usual length: each question answered in some sentences, three activities with three people each.
fn receipt(form: &Definition) -> Receipt {
    let at = Timestamp::parse("2027-01-31T20:00:00Z").expect("an instant");
    let ids = IdSource::seeded(7);
    let answers: Vec<String> = form.questions().map(|q| format!(r#""{}":{{"kind":"text","value":"{}"}}"#, q.id, WORDS.repeat(3))).collect();
    let line =
        |c: &opportunity::Category| format!(r#"{{"category":"{}","amount_cents":123400,"note":"Two at $617.00, from the quote"}}"#, c.code);
    let lines: Vec<String> = form.budget.categories.iter().take(4).map(line).collect();
    let person = r#"{"name":"Ada Ames","job":"Harbor master","standing":"career"}"#;
    let activity = format!(
        r#"{{"kind":"training","title":"Port security course","place":"Antwerp","country":"Belgium","starts_on":"2027-05-10","ends_on":"2027-05-14",
        "partner":"Port of Antwerp","provider":"Flanders Port Training","attendees":[{person},{person},{person}],"budget":[{}]}}"#,
        lines.join(",")
    );
    let document = format!(
        r#"{{"reference":"UDF-2027-0142","city":{{"name":"Millbrook, NY"}},"opportunity":{{"title":"{}","definition_sha256":""}},"answers":{{{}}},
        "activities":[{activity},{activity},{activity}],"attachments":[{{"slot":"quote","name":"quote.pdf","media_type":"application/pdf",
        "size_bytes":81234,"sha256":"{digest}"}}],"certification":{{"statements":{},"signed_as":"Ada Ames"}}}}"#,
        form.title,
        answers.join(","),
        serde_json::to_string(&form.certification.statements).expect("JSON"),
        digest = "0f".repeat(32),
    );
    let submission = Submission {
        id: ids.id(at),
        application: ids.id(at),
        n: 1,
        document,
        sha256: "ab".repeat(32),
        received_at: at,
        deadline_at: at,
        deadline_version: 1,
        total: Money::from_cents(1_480_800),
        certified_by: ids.id(at),
        certified_name: "Ada Ames".into(),
    };
    let about = About {
        site: "Urban Diplomacy Fund".into(),
        is_demo: false,
        address: "https://fund.example/portal/applications/UDF-2027-0142/receipt".into(),
        city_zone: chrono_tz::America::Denver,
    };
    let received = submission.received().expect("a sound document");
    Receipt::new(&about, &submission, (&received, form))
}
