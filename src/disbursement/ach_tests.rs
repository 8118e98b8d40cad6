//! Files that are taken, and every kind of file that is not, with the line and the reason.

use super::*;
use crate::disbursement::ach_check;
use crate::disbursement::nacha::{self, Dates, Entry, Originator};
use proptest::prelude::*;

const GOOD: &str = include_str!("../../tests/fixtures/nacha/good.ach");

/// The good file with something on one line replaced.
fn with(line: usize, from: &str, to: &str) -> String {
    let changed = GOOD.lines().zip(1..).map(|(text, n)| if n == line { text.replacen(from, to, 1) } else { text.to_owned() });
    changed.collect::<Vec<_>>().join("\n") + "\n"
}

fn refused(text: &str) -> AchError {
    read(text.as_bytes()).expect_err("refused")
}

#[test]
fn the_good_file_is_read_in_whole() {
    let file = read(GOOD.as_bytes()).expect("it is sound");
    let batch = &file.batches[0];
    assert_eq!((file.destination.as_str(), file.modifier.as_str(), file.made_on.to_string().as_str()), ("061000146", "A", "2026-11-23"));
    assert_eq!((batch.service_class.as_str(), batch.entry_class.as_str(), batch.odfi.as_str()), ("220", "CCD", "06100014"));
    assert_eq!(batch.effective_on.map(|day| day.to_string()).as_deref(), Some("2026-11-24"));
    let seen: Vec<(&str, i64, &str)> = batch.entries.iter().map(|e| (e.account.as_str(), e.amount.cents(), e.trace.as_str())).collect();
    assert_eq!(seen, [("123456789", 950_050, "061000140000001"), ("00987654321", 500_000, "061000140000002")]);
    assert_eq!(batch.entries[1].addenda, [AchAddenda::Remittance("RMR*IV*UDF-2026-0002**5000.00\\".into())]);
    let windows = GOOD.replace('\n', "\r\n");
    assert_eq!(read(windows.as_bytes()), Ok(file));
}

#[test]
fn the_bad_files_are_refused_with_line_and_reason() {
    let rows = [
        (include_str!("../../tests/fixtures/nacha/bad_count.ach"), 7, "says 5 entries and addenda; there are 4"),
        (include_str!("../../tests/fixtures/nacha/bad_hash.ach"), 7, "entry hash 0014214042; the routing numbers add up to 0014214041"),
        (include_str!("../../tests/fixtures/nacha/bad_checkdigit.ach"), 3, "021000022"),
        (include_str!("../../tests/fixtures/nacha/bad_len.ach"), 3, "has 93 characters"),
    ];
    for (text, line, words) in rows {
        let error = refused(text);
        assert!(error.line == line && error.reason.contains(words), "{error}");
    }
}

#[test]
fn what_other_checkers_miss_is_refused_too() {
    let rows = [
        (with(2, "5220", "5225"), 3, "A credit stands in a batch of debits"),
        (with(2, "5220", "5210"), 2, "service class"),
        (with(7, "8220", "8200"), 7, "service class of the batch control"),
        (with(5, "1061000140000002", "1061000140000001"), 6, "belongs to"),
        (with(4, "00010000001", "00020000001"), 4, "sequence of the addenda"),
        (with(4, "00010000001", "00010000009"), 4, "belongs to"),
        (with(3, "     1061000140000001", "     0061000140000001"), 3, "addenda"),
        (with(5, "1061000140000002", "1071000140000002"), 5, "originating bank"),
        (with(1, "094101", "095101"), 1, "record size"),
        (with(1, "261123", "261323"), 1, "no day"),
        (with(1, "0930A", "2530A"), 1, "no time"),
        (with(7, "000001450050", "000001450051"), 7, "$14,500.51; the entries add up to $14,500.50"),
        (with(8, "9000001000001", "9000002000001"), 8, "2 batches; there are 1"),
        (with(8, "9000001000001", "9000001000002"), 8, "2 blocks"),
        (with(9, "9999", "9998"), 9, "lines of nines"),
        (with(3, "622", "699"), 3, "transaction code 99"),
        (with(3, "622021", "623021"), 3, "tries an account"),
        (with(3, "SPRINGFIELD", "SPRINGFIELÐ"), 3, "cannot stand in a payment file"),
    ];
    for (text, line, words) in rows {
        let error = refused(&text);
        assert!(error.line == line && error.reason.contains(words), "{error}, not line {line} with “{words}”");
    }
    let swapped: Vec<&str> = GOOD.lines().collect();
    let swapped = [&swapped[..2], &swapped[4..6], &swapped[2..4], &swapped[6..]].concat().join("\n");
    assert!(refused(&swapped).reason.contains("must rise"));
    let short: Vec<&str> = GOOD.lines().take(9).collect();
    assert!(refused(&short.join("\n")).reason.contains("must fill it up to 10"));
}

#[test]
fn returns_and_notices_are_told_apart() {
    let entry = |code: &str, cents: i64, trace: &str| {
        format!("6{code}061000146{:17}{cents:010}{:15}{:22}  1{trace}", "123456789", "UDF-2026-0001", "CITY")
    };
    let (trace, rest) = ("091000010000007", " ".repeat(39));
    let back = format!("799R03061000140000001      02100002{:44}{trace}", "");
    let notice = format!("798C01061000140000001      02100002{:29}{:15}{trace}", "000987654", "");
    for (code, cents, class, addenda) in [("21", 950_050, "CCD", &back), ("21", 0, "COR", &notice)] {
        let lines = [
            format!("101 061000146 0910000192611300930A094101{:23}{:23}{:8}", "URBAN DIPLOMACY FUND", "FEDERAL RESERVE BANK", ""),
            format!("5220{:16}{:20}{:10}{class}{:10}{:6}261130   1091000010000001", "URBAN DIPL FUND", "", "1123456789", "RETURN", ""),
            entry(code, cents, trace),
            addenda.clone(),
            format!("82200000020006100014{:012}{cents:012}{:10}{:25}091000010000001", 0, "1123456789", ""),
            format!("9000001000001000000020006100014{:012}{cents:012}{rest}", 0),
        ];
        let text = lines.into_iter().chain(std::iter::repeat_n("9".repeat(94), 4)).collect::<Vec<_>>().join("\n");
        let file = read(text.as_bytes()).expect("it is sound");
        let found = &file.batches[0].entries[0].addenda[0];
        let original_trace = "061000140000001".to_owned();
        let wanted = if class == "CCD" {
            AchAddenda::Return { code: "R03".into(), original_trace, information: String::new() }
        } else {
            AchAddenda::Change { code: "C01".into(), original_trace, corrected: "000987654".into() }
        };
        assert_eq!(*found, wanted);
    }
}

#[test]
fn a_file_cut_off_anywhere_is_refused() {
    for end in 0..GOOD.trim_end().len() {
        assert!(read(&GOOD.as_bytes()[..end]).is_err(), "cut after {end} bytes");
    }
}

#[test]
fn a_digit_changed_where_money_or_a_count_stands_is_found() {
    let bytes = GOOD.trim_end().as_bytes();
    for (at, byte) in bytes.iter().enumerate().filter(|(_, byte)| byte.is_ascii_digit()) {
        let line = at / 95 + 1;
        // Accounts, names, addenda texts and dates are words of the sender: no sum covers them.
        let covered = matches!((line, at % 95), (3 | 5, 2..=11 | 29..=38 | 78..=93) | (7 | 8, 1..=43));
        if covered {
            let mut changed = bytes.to_vec();
            changed[at] = if *byte == b'9' { b'0' } else { byte + 1 };
            assert!(read(&changed).is_err(), "line {line}, position {}", at % 95 + 1);
        }
    }
}

proptest! {
    #[test]
    fn nothing_makes_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        let _ = read(&bytes);
    }

    #[test]
    fn a_file_that_was_changed_is_read_or_refused(changes in proptest::collection::vec((0..GOOD.len(), any::<u8>()), 1..6)) {
        let mut bytes = GOOD.as_bytes().to_vec();
        for (at, byte) in changes {
            bytes[at] = byte;
        }
        let _ = read(&bytes);
    }

    #[test]
    fn what_we_write_is_what_a_reader_finds(amounts in proptest::collection::vec((1..9_999_999_999_i64, any::<bool>()), 1..40), first in 1..9_000_000_u32) {
        let sequences = first..;
        let entries: Vec<Entry> = amounts.into_iter().zip(sequences).map(|((cents, is_checking), sequence)| {
            let is_prenote = sequence % 7 == 0 && sequence != first;
            let amount = if is_prenote { Money::ZERO } else { Money::from_cents(cents) };
            Entry {
                routing: RoutingNumber::parse("121140399").expect("valid"),
                account: format!("{sequence}"),
                is_checking,
                amount,
                identification: "UDF-2027-0001".into(),
                receiver: "Añasco".into(),
                remittance: format!("RMR*IV*UDF-2027-0001**{}\\", amount.plain()),
                sequence,
                is_prenote,
            }
        }).collect();
        let originator = originator();
        let day = NaiveDate::from_ymd_opt(2027, 6, 2).expect("a day");
        let dates = Dates { made_at: day.and_hms_opt(9, 30, 0).expect("a time"), effective_on: day, modifier: 'B' };
        if let Ok(text) = nacha::write(&originator, dates, &entries) {
            prop_assert_eq!(ach_check::check(text.as_bytes(), (&originator, dates), &entries), Ok(()));
            let mut other = entries.clone();
            other[0].account = "0".into();
            prop_assert!(ach_check::check(text.as_bytes(), (&originator, dates), &other).is_err());
        }
    }
}

fn originator() -> Originator {
    Originator {
        destination: RoutingNumber::parse("061000146").expect("valid"),
        destination_name: "Federal Reserve Bank".into(),
        origin_id: "1123456789".into(),
        origin_name: "Urban Diplomacy Fund".into(),
        company_name: "Urban Dipl Fund".into(),
        company_id: "1123456789".into(),
        description: "GRANT PMT".into(),
        odfi: "06100014".into(),
        originator_status: "2".into(),
    }
}

/// Run by `tools/conformance.sh`, which lets a program that is not ours look at them.
#[test]
#[ignore = "writes files for tests/conformance/nacha.py"]
fn bank_files_are_kept_for_other_programs() {
    let folder = std::env::var_os("UDF_NACHA").expect("UDF_NACHA names a folder");
    let routings = ["021000021", "121140399", "061000146"];
    let day = NaiveDate::from_ymd_opt(2027, 6, 2).expect("a day");
    let dates = Dates { made_at: day.and_hms_opt(16, 5, 0).expect("a time"), effective_on: day, modifier: 'C' };
    for count in [1_u32, 2, 7, 10, 99, 5_000] {
        let entries: Vec<Entry> = (1..=count)
            .map(|sequence| {
                let is_prenote = sequence % 10 == 3;
                let amount = if is_prenote { Money::ZERO } else { Money::from_cents(i64::from(sequence) * 7_919) };
                Entry {
                    routing: RoutingNumber::parse(routings[usize::try_from(sequence % 3).expect("few")]).expect("valid"),
                    account: format!("{:08}", sequence * 31),
                    is_checking: sequence % 2 == 0,
                    amount,
                    identification: format!("UDF-2027-{sequence:04}"),
                    receiver: "Cañon City – Tesorería".into(),
                    remittance: format!("RMR*IV*UDF-2027-{sequence:04}**{}\\", amount.plain()),
                    sequence,
                    is_prenote,
                }
            })
            .collect();
        let text = nacha::write(&originator(), dates, &entries).expect("written");
        std::fs::write(std::path::Path::new(&folder).join(format!("run-{count}.ach")), text).expect("it is kept");
    }
}
