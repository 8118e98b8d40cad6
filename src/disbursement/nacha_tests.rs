//! The worked example, remade byte for byte; and what does not fit.

use super::*;

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

#[expect(clippy::too_many_arguments, reason = "one argument a field, in the order of the record")]
fn entry(routing: &str, account: &str, cents: i64, reference: &str, receiver: &str, sequence: u32) -> Entry {
    let amount = Money::from_cents(cents);
    Entry {
        routing: RoutingNumber::parse(routing).expect("valid"),
        account: account.into(),
        is_checking: true,
        amount,
        identification: reference.into(),
        receiver: receiver.into(),
        remittance: format!("RMR*IV*{reference}**{}\\", amount.plain()),
        sequence,
        is_prenote: false,
    }
}

fn dates() -> Dates {
    let made_on = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
    Dates {
        made_at: made_on.and_hms_opt(9, 30, 0).expect("a time"),
        effective_on: NaiveDate::from_ymd_opt(2026, 11, 24).expect("a day"),
        modifier: 'A',
    }
}

#[test]
fn the_worked_example_comes_out_byte_for_byte() {
    let good = include_str!("../../tests/fixtures/nacha/good.ach");
    let springfield = entry("021000021", "123456789", 950_050, "UDF-2026-0001", "City of Springfield", 1);
    let marfa = entry("121140399", "00987654321", 500_000, "UDF-2026-0002", "Town of Marfa", 2);
    assert_eq!(write(&originator(), dates(), &[springfield, marfa]).as_deref(), Ok(good));
}

#[test]
fn the_defects_of_the_bad_files_cannot_be_written() {
    assert!(RoutingNumber::parse("021000022").is_err(), "bad_checkdigit.ach, line 3");
    for bad in [
        include_str!("../../tests/fixtures/nacha/bad_count.ach"),
        include_str!("../../tests/fixtures/nacha/bad_hash.ach"),
        include_str!("../../tests/fixtures/nacha/bad_len.ach"),
    ] {
        assert_ne!(bad, include_str!("../../tests/fixtures/nacha/good.ach"));
    }
}

#[test]
fn every_record_has_94_characters_whatever_people_are_called() {
    let mut awkward = entry("021000021", "1", 1, "UDF-2027-0142", "Añasco\nMunicipio – Oficina del Alcalde y más", 9_999_999);
    awkward.is_checking = false;
    let seven: Vec<Entry> = (9_999_993..=9_999_999).map(|sequence| Entry { sequence, ..awkward.clone() }).collect();
    let file = write(&originator(), dates(), &seven).expect("written");
    assert!(file.lines().all(|line| line.len() == 94 && line.is_ascii()));
    assert_eq!(file.lines().count(), 20, "18 records, filled up to two blocks");
    assert!(file.contains("ANASCO MUNICIPIO   OFI"));
    assert!(file.contains("\n632021000021"));
}

#[test]
fn what_does_not_fit_is_refused() {
    let too_much = entry("021000021", "123", 10_000_000_000, "R", "N", 1);
    let nothing = entry("021000021", "123", 0, "R", "N", 1);
    let long_trace = entry("021000021", "123", 1, "R", "N", 10_000_000);
    assert_eq!(write(&originator(), dates(), &[]), Err(NachaError::Empty));
    for bad in [too_much, nothing, long_trace] {
        assert!(matches!(write(&originator(), dates(), &[bad]), Err(NachaError::DoesNotFit(_))));
    }
}

#[test]
fn entries_stand_in_the_order_of_their_traces() {
    let (one, two) = (entry("021000021", "123", 1, "R", "N", 1), entry("021000021", "123", 1, "R", "N", 2));
    assert_eq!(write(&originator(), dates(), &[two.clone(), one.clone()]), Err(NachaError::OutOfOrder));
    assert_eq!(write(&originator(), dates(), &[one.clone(), one]), Err(NachaError::OutOfOrder));
    assert!(write(&originator(), dates(), &[two]).is_ok());
}

#[test]
fn a_prenote_carries_no_money_and_no_addenda() {
    let paid = entry("021000021", "123456789", 950_050, "UDF-2026-0001", "City of Springfield", 1);
    let tried = Entry { amount: Money::ZERO, is_prenote: true, sequence: 2, ..paid.clone() };
    let file = write(&originator(), dates(), &[paid.clone(), tried.clone()]).expect("written");
    let lines: Vec<&str> = file.lines().collect();
    assert!(lines[4].starts_with("623021000021123456789        0000000000"), "{}", lines[4]);
    assert!(lines[4].ends_with("0061000140000002"), "no addenda follows: {}", lines[4]);
    assert!(lines[5].starts_with("8220000003"), "two entries and one addenda: {}", lines[5]);
    let money = Entry { amount: Money::from_cents(1), ..tried };
    assert!(write(&originator(), dates(), &[paid, money]).is_err());
}

#[test]
fn a_file_of_prenotes_alone_adds_up_to_nothing_and_is_read_back() {
    let all: Vec<Entry> = [("021000021", true, 7), ("121140399", false, 8)]
        .map(|(routing, is_checking, sequence)| Entry {
            amount: Money::ZERO,
            is_prenote: true,
            is_checking,
            ..entry(routing, "123456789", 0, "PRENOTE", "City of Springfield", sequence)
        })
        .into();
    let file = write(&originator(), dates(), &all).expect("written");
    let lines: Vec<&str> = file.lines().collect();
    assert!(lines[2].starts_with("623021000021") && lines[3].starts_with("633121140399"), "{file}");
    let sums = "0014214041000000000000000000000000";
    assert!(lines[4].starts_with(&format!("8220000002{sums}")), "two entries, their hash, no money: {}", lines[4]);
    assert!(lines[5].starts_with(&format!("900000100000100000002{sums}")), "{}", lines[5]);
    assert_eq!(super::super::ach_check::check(file.as_bytes(), (&originator(), dates()), &all), Ok(()));
    assert_eq!(NachaError::Empty.to_string(), "A file for the bank needs at least one payment or test entry.");
}
