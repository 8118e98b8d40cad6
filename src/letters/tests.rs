//! Every sample of every letter is rendered and held to the rules of letters.

use super::*;
use std::collections::BTreeSet;
use std::path::Path;

fn fund() -> Fund {
    Fund {
        name: "Urban Diplomacy Fund".into(),
        origin: "https://fund.example".into(),
        contact_email: "help@fund.example".into(),
        contact_phone: "555-0100".into(),
        pay_to: vec!["Payee: Treasurer of the fund".into(), "Wire: account 4411".into()],
        zone: chrono_tz::America::New_York,
    }
}

fn reader(name: &str, side: Side) -> Reader<'_> {
    Reader { name, side }
}

/// Every sample of every letter, to readers on both sides.
fn rendered() -> Vec<(&'static str, Value, Written)> {
    let templates = Templates::new().expect("templates");
    let mut all = Vec::new();
    for entry in REGISTRY {
        for (sample, side) in entry.samples().into_iter().flat_map(|sample| [(sample.clone(), Side::City), (sample, Side::Fund)]) {
            let written = write(&templates, &fund(), entry.fact, reader("Ada Park", side), &sample.to_string()).expect(entry.fact);
            all.push((entry.fact, sample, written));
        }
    }
    all
}

/// A field of a letter that has the name of one of every letter is lost behind it.
#[test]
fn what_a_fact_says_why_is_told_beside_why_the_reader_gets_it() {
    let all = rendered();
    for (fact, words) in [("inquiry.corrected", "The rule changed."), ("review.excluded", "has a mailbox of the same employer")] {
        let text = |written: &Written| written.text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(all.iter().any(|(of, _, written)| *of == fact && text(written).contains(words)), "{fact}: {words}");
    }
}

#[test]
fn whoever_owes_money_is_told_how_to_pay_or_whom_to_ask() {
    let templates = Templates::new().expect("templates");
    let asks = |fund: &Fund, side: Side| -> Vec<Written> {
        let entries = REGISTRY.iter().filter(|entry| ["cost.billed", "refund.requested"].contains(&entry.fact));
        let samples = entries.flat_map(|entry| entry.samples().into_iter().map(move |sample| (entry.fact, sample)));
        samples.map(|(fact, sample)| write(&templates, fund, fact, reader("Ada", side), &sample.to_string()).expect(fact)).collect()
    };
    for letter in asks(&fund(), Side::City) {
        for said in ["Payee: Treasurer of the fund", "Wire: account 4411", "Name UDF-2027-0142"] {
            assert!(letter.text.contains(said) && letter.html.contains(said), "{}", letter.text);
        }
        assert!(letter.subject.starts_with("Please "), "{}", letter.subject);
    }
    let unsaid = Fund { pay_to: vec![], ..fund() };
    for letter in asks(&unsaid, Side::City) {
        let said = "Ask help@fund.example or 555-0100 how to pay, and name UDF-2027-0142.";
        assert!(letter.text.contains(said) && letter.html.contains(said), "{}", letter.text);
    }
    for letter in asks(&fund(), Side::Fund) {
        assert!(!letter.text.contains("Payee") && !letter.subject.starts_with("Please "), "{}", letter.text);
    }
}

/// The HTML as a reader sees it, so that the two parts can be compared.
fn words_of(html: &str) -> BTreeSet<String> {
    let body = html.split_once("<body").map_or(html, |(_, body)| body);
    let mut text = String::new();
    let mut inside = true;
    for c in body.chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push(' ');
            }
            c if !inside => text.push(c),
            _ => {}
        }
    }
    words(&text.replace("&amp;", "&").replace("&quot;", "\"").replace("&#x27;", "'").replace("&#x3D;", "="))
}

fn words(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

#[test]
fn the_subject_is_one_line_and_names_the_reference() {
    for (fact, sample, written) in rendered() {
        assert!(!written.subject.is_empty() && !written.subject.contains('\n'), "{fact}");
        assert!(written.subject.chars().count() <= 100, "{fact}: {}", written.subject);
        if let Some(reference) = sample.get("reference").and_then(Value::as_str) {
            assert!(written.subject.contains(reference), "{fact}: {}", written.subject);
        }
    }
}

#[test]
fn a_letter_has_one_button_its_address_a_reason_and_a_contact() {
    for (fact, _, written) in rendered() {
        assert_eq!(written.html.matches("<a href=\"https://").count(), 1, "{fact}");
        assert_eq!(written.text.matches("https://fund.example/").count(), 1, "{fact}\n{}", written.text);
        for part in [&written.text, &written.html] {
            assert!(part.contains("Why you get this: ") && part.contains("help@fund.example") && part.contains("Hello Ada Park"), "{fact}");
        }
    }
}

#[test]
fn text_and_html_say_the_same() {
    for (fact, _, written) in rendered() {
        let (text, html) = (words(&written.text), words_of(&written.html));
        let missing: Vec<_> = text.difference(&html).collect();
        assert!(missing.is_empty(), "{fact}: the HTML lacks {missing:?}");
    }
}

#[test]
fn hostile_names_stay_text() {
    let templates = Templates::new().expect("templates");
    let hostile = "\u{202E}Eve\r\nBcc: x@evil.example\r\n<script>alert(1)</script>";
    for entry in REGISTRY {
        for mut sample in entry.samples() {
            for value in sample.as_object_mut().expect("an object").values_mut() {
                if value.as_str().is_some_and(|text| !is_checked(text)) {
                    *value = Value::String(hostile.into());
                }
            }
            let written = write(&templates, &fund(), entry.fact, reader(hostile, Side::Fund), &sample.to_string()).expect(entry.fact);
            assert!(!written.subject.contains(['\r', '\n', '\u{202E}']), "{}", entry.fact);
            assert!(!written.html.contains("<script>") && !written.html.contains('\u{202E}'), "{}", entry.fact);
            assert!(!written.text.contains(['\r', '\u{202E}']), "{}", entry.fact);
            assert!(written.text.starts_with("Hello Eve Bcc: x@evil.example"), "{}", entry.fact);
        }
    }
}

/// Whether a sample's text is a time or a zone, which facts carry as checked values.
fn is_checked(text: &str) -> bool {
    let time = crate::kernel::Timestamp::parse(text).is_some() || text.parse::<chrono::NaiveDate>().is_ok();
    time || text.parse::<Tz>().is_ok()
}

#[test]
fn a_payload_that_lacks_a_value_is_an_error_that_names_it() {
    let templates = Templates::new().expect("templates");
    let error = write(&templates, &fund(), "payment.refused", reader("Ada", Side::City), "{\"reference\": \"UDF-2027-0142\"}")
        .expect_err("refused");
    assert!(error.to_string().contains("amount"), "{error}");
    assert!(matches!(write(&templates, &fund(), "moon.landed", reader("Ada", Side::City), "{}"), Err(LetterError::Unknown(_))));
}

#[test]
fn every_letter_has_its_folder_and_every_folder_its_letter() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/letters");
    let found: BTreeSet<String> =
        std::fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    let known: BTreeSet<String> = REGISTRY.iter().map(|entry| entry.fact.to_owned()).collect();
    assert_eq!(found, known);
}

/// Facts that files which also announce others only record.
const RECORDED_ONLY: &[&str] = &[
    "account.link_requested",
    "account.invitation_sent",
    "account.password_blocked",
    "organisation.registered",
    "organisation.member_removed",
    "opportunity.published",
    "review.cleared",
    "review.reminded",
    "application.step_taken",
    "award.approved",
    "award.decline_decided",
    "meeting.changed",
    "bill.refused",
    "award.reopening_refused",
    "expense.flags_answered",
    "expense.receipt_added",
];

/// Type and name of every fact declared in the `facts.rs` of a slice.
fn declared(source: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut implementing = None;
    for line in source.lines() {
        if let Some((_, rest)) = line.split_once("impl Fact for ") {
            implementing = rest.split(' ').next().map(str::to_owned);
        }
        let Some(name) = line.split('"').nth(1).filter(|name| name.contains('.') && !name.contains(' ')) else { continue };
        let camel = |word: &&str| word.chars().next().is_some_and(char::is_uppercase) && word.chars().any(char::is_lowercase);
        let own = line.split(|c: char| !c.is_alphanumeric()).find(camel).map(str::to_owned);
        if let Some(fact) = own.or_else(|| implementing.take()) {
            found.push((fact, name.to_owned()));
        }
    }
    found
}

fn sources(folder: &Path, found: &mut Vec<(std::path::PathBuf, String)>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            let text = std::fs::read_to_string(&path).expect("a source file");
            found.push((path, text));
        }
    }
}

#[test]
fn every_announced_fact_has_a_letter() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let mut missing = BTreeSet::new();
    for (facts, text) in files.iter().filter(|(path, _)| path.ends_with("facts.rs")) {
        for (kind, name) in declared(text) {
            let slice = facts.parent().expect("a slice");
            // `process` also tells facts of earlier slices.
            let tells = |(path, text): &&(std::path::PathBuf, String)| {
                let near = path.starts_with(slice) || path.components().any(|c| c.as_os_str() == "process");
                near && (text.contains("outbox::announce(") || text.contains("News::record(")) && text.contains(&format!("{kind} {{"))
            };
            if files.iter().any(|file| tells(&file)) && !RECORDED_ONLY.contains(&name.as_str()) && !REGISTRY.iter().any(|e| e.fact == name)
            {
                missing.insert(name);
            }
        }
    }
    assert!(missing.is_empty(), "these facts are announced but have no letter (src/letters/mod.rs): {missing:?}");
}
