//! camt.053, the bank-to-customer statement of ISO 20022. Only what is booked counts, in US dollars, and every statement must
//! lead from its opening to its closing balance. Pure.

use super::line::{FileError, Format, Line, StatementFile, cheque_number, decimal, find_trace, short, words};
use crate::files::{Node, read_tree};
use crate::kernel::Money;
use chrono::{Datelike, NaiveDate};

/// Whether a file looks like camt.053.
pub(super) fn is_one(text: &str) -> bool {
    text.trim_start().starts_with('<') && text.contains("BkToCstmrStmt")
}

/// Reads every statement of a file, or nothing.
///
/// # Errors
/// [`FileError`].
pub(super) fn read(text: &str) -> Result<Vec<StatementFile>, FileError> {
    let document = read_tree(text).map_err(|e| FileError::whole(e.to_string()))?;
    let Some(message) = document.child("BkToCstmrStmt").filter(|_| document.name == "Document") else {
        return Err(FileError::whole("The file is XML, but no camt.053 statement."));
    };
    let read: Vec<StatementFile> = message.all("Stmt").map(statement).collect::<Result<_, _>>()?;
    if read.is_empty() {
        return Err(FileError::whole("The file holds no statement."));
    }
    Ok(read)
}

fn statement(node: &Node) -> Result<StatementFile, FileError> {
    let account = node.at(&["Acct", "Id"]).and_then(|id| {
        let number = [id.text_at(&["IBAN"]), id.text_at(&["Othr", "Id"])].into_iter().find(|number| !number.is_empty());
        number.map(str::to_owned)
    });
    if account.is_none() {
        return Err(FileError::whole("A statement names no account."));
    }
    only_dollars(node.text_at(&["Acct", "Ccy"]))?;
    let opening = balance(node, &["OPBD", "PRCD"])?.ok_or_else(|| FileError::whole("A statement has no opening balance (OPBD)."))?;
    let closing = balance(node, &["CLBD"])?.ok_or_else(|| FileError::whole("A statement has no closing balance (CLBD)."))?;
    let mut lines = Vec::new();
    for (n, entry) in (1_u64..).zip(node.all("Ntry")) {
        lines.extend(line(n, entry)?);
    }
    let statement = StatementFile {
        format: Format::Camt053,
        account,
        opening: Some(opening.0),
        closing: Some(closing.0),
        closing_on: Some(closing.1),
        lines,
    };
    statement.adds_up()?;
    summary_holds(node)?;
    Ok(statement)
}

/// The first balance of one of these kinds, with its day.
fn balance(node: &Node, kinds: &[&str]) -> Result<Option<(Money, NaiveDate)>, FileError> {
    for kind in kinds {
        let Some(found) = node.all("Bal").find(|bal| bal.text_at(&["Tp", "CdOrPrtry", "Cd"]) == *kind) else { continue };
        let problem = |what: &str| FileError::whole(format!("The balance {kind} has {what}."));
        let amount = signed(found).map_err(|what| problem(&what))?;
        let day = day_of(found, "Dt").ok_or_else(|| problem("no day"))?;
        return Ok(Some((amount, day)));
    }
    Ok(None)
}

/// The line of an entry; none where it is not booked or moves nothing.
fn line(n: u64, entry: &Node) -> Result<Option<Line>, FileError> {
    let problem = |what: &str| FileError::whole(format!("Entry {n} has {what}."));
    let status = match entry.text_at(&["Sts", "Cd"]) {
        "" => entry.text_at(&["Sts"]),
        code => code,
    };
    if status != "BOOK" {
        return if ["PDNG", "INFO", "FUTR"].contains(&status) { Ok(None) } else { Err(problem("no status that is known")) };
    }
    let amount = signed(entry).map_err(|what| problem(&what))?;
    if amount.is_zero() {
        return Ok(None);
    }
    let value_on = day_of(entry, "BookgDt").or_else(|| day_of(entry, "ValDt")).ok_or_else(|| problem("no day"))?;
    let details: Vec<&Node> = entry.all("NtryDtls").flat_map(|part| part.all("TxDtls")).collect();
    let told = |way: &[&str]| details.iter().map(|tx| tx.text_at(way)).find(|text| !text.is_empty()).unwrap_or_default().to_owned();
    let remittance: Vec<&str> =
        details.iter().filter_map(|tx| tx.child("RmtInf")).flat_map(|info| info.all("Ustrd")).map(|node| node.text.as_str()).collect();
    let end_to_end = Some(told(&["Refs", "EndToEndId"])).filter(|id| id != "NOTPROVIDED").unwrap_or_default();
    let parts = [entry.text_at(&["AddtlNtryInf"]), &remittance.join(" "), &told(&["AddtlTxInf"]), &end_to_end].join(" ");
    let description = words(&parts);
    let (party, older) = if amount.is_positive() { ("Dbtr", "UltmtDbtr") } else { ("Cdtr", "UltmtCdtr") };
    let names = [["RltdPties", party, "Nm"], ["RltdPties", older, "Nm"]].map(|way| told(&way));
    let newer = told(&["RltdPties", party, "Pty", "Nm"]);
    let trace = [told(&["Refs", "PmtInfId"]), end_to_end, told(&["Refs", "ClrSysRef"])].iter().find_map(|text| find_trace(text));
    // An entry of several cheques at once names none of them.
    let mut cheques: Vec<String> = details.iter().filter_map(|tx| cheque_number(tx.text_at(&["Refs", "ChqNb"]))).collect();
    cheques.dedup();
    let cheque = cheques.pop().filter(|_| cheques.is_empty());
    Ok(Some(Line {
        value_on,
        amount,
        cheque,
        trace: trace.or_else(|| find_trace(&description)),
        description,
        reference: [entry.text_at(&["AcctSvcrRef"]), entry.text_at(&["NtryRef"])].into_iter().find_map(short),
        code: short(entry.text_at(&["BkTxCd", "Prtry", "Cd"])).or_else(|| short(entry.text_at(&["BkTxCd", "Domn", "Fmly", "SubFmlyCd"]))),
        counterparty: std::iter::once(&newer).chain(&names).find_map(|name| short(name)),
    }))
}

/// The number and the sum of entries, where the bank gives them, count every entry.
fn summary_holds(node: &Node) -> Result<(), FileError> {
    let Some(total) = node.at(&["TxsSummry", "TtlNtries"]) else { return Ok(()) };
    let said = total.text_at(&["NbOfNtries"]);
    let counted = node.all("Ntry").count().to_string();
    if !said.is_empty() && said.trim_start_matches('0') != counted.trim_start_matches('0') {
        return Err(FileError::whole(format!("The statement says it has {} entries, and it has {counted}.", words(said))));
    }
    let sum = total.text_at(&["Sum"]);
    let came = Money::total(node.all("Ntry").filter_map(|entry| decimal(entry.text_at(&["Amt"]))));
    match (decimal(sum), came) {
        (Some(sum), Ok(came)) if sum != came => {
            Err(FileError::whole(format!("The statement says its entries come to {sum}, and they come to {came}.")))
        }
        _ => Ok(()),
    }
}

/// An amount with its direction; what is wrong with it otherwise.
fn signed(node: &Node) -> Result<Money, String> {
    let amount = node.child("Amt").ok_or("no amount")?;
    only_dollars(amount.attribute("Ccy").unwrap_or_default()).map_err(|_| "an amount that is not in US dollars".to_owned())?;
    let value = decimal(&amount.text).filter(|value| value.cents() >= 0).ok_or("an amount that is no number")?;
    match node.text_at(&["CdtDbtInd"]) {
        "CRDT" => Ok(value),
        "DBIT" => Ok(Money::from_cents(-value.cents())),
        _ => Err("no direction (CRDT or DBIT)".into()),
    }
}

fn only_dollars(currency: &str) -> Result<(), FileError> {
    if currency.is_empty() || currency == "USD" {
        return Ok(());
    }
    Err(FileError::whole(format!("The currency is {}; the fund’s account holds US dollars.", words(currency))))
}

fn day_of(node: &Node, name: &str) -> Option<NaiveDate> {
    let date = node.child(name)?;
    let text = [date.text_at(&["Dt"]), date.text_at(&["DtTm"])].into_iter().find(|text| !text.is_empty())?;
    let day = NaiveDate::parse_from_str(text.get(..10)?, "%Y-%m-%d").ok()?;
    Some(day).filter(|day| (2000..2200).contains(&day.year()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FILE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2027-06-03T02:05:00</CreDtTm></GrpHdr>
<Stmt><Id>S1</Id><Acct><Id><Othr><Id>9876543210</Id></Othr></Id><Ccy>USD</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="USD">20000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2027-06-02</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="USD">15010.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2027-06-02</Dt></Dt></Bal>
<TxsSummry><TtlNtries><NbOfNtries>3</NbOfNtries></TtlNtries></TxsSummry>
<Ntry><Amt Ccy="USD">5000.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2027-06-02</Dt></BookgDt>
<AcctSvcrRef>R1</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>061000140000001</EndToEndId></Refs>
<RltdPties><Cdtr><Pty><Nm>City of Madison</Nm></Pty></Cdtr></RltdPties><RmtInf><Ustrd>UDF-2027-0001 &amp; more</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="USD">10.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><ValDt><DtTm>2027-06-02T00:00:00</DtTm></ValDt><NtryRef>R2</NtryRef></Ntry>
<Ntry><Amt Ccy="USD">99.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>PDNG</Cd></Sts></Ntry>
</Stmt></BkToCstmrStmt></Document>"#;

    #[test]
    fn reads_what_is_booked() {
        let read = read(FILE).expect("readable");
        let [statement] = read.as_slice() else { panic!("{read:?}") };
        let seen: Vec<_> = statement.lines.iter().map(|l| (l.amount.cents(), l.trace.as_deref(), l.reference.as_deref())).collect();
        assert_eq!(seen, [(-500_000, Some("061000140000001"), Some("R1")), (1_000, None, Some("R2"))]);
        let first = &statement.lines[0];
        assert_eq!(first.counterparty.as_deref(), Some("City of Madison"));
        assert!(first.description.contains("UDF-2027-0001 & more"), "{}", first.description);
        assert_eq!((statement.account.as_deref(), statement.closing), (Some("9876543210"), Some(Money::from_cents(1_501_000))));
    }

    #[test]
    fn a_cheque_has_its_number_among_the_references() {
        let with = |refs: &str| {
            let file = FILE.replace("<EndToEndId>061000140000001</EndToEndId>", refs);
            read(&file).expect("readable").remove(0).lines.remove(0).cheque
        };
        assert_eq!(with("<EndToEndId>NOTPROVIDED</EndToEndId><ChqNb>0001042</ChqNb>").as_deref(), Some("1042"));
        assert_eq!(with("<ChqNb>1042</ChqNb></Refs></TxDtls><TxDtls><Refs><ChqNb>1043</ChqNb>"), None, "two cheques in one entry");
        assert_eq!(with("<EndToEndId>1042</EndToEndId>"), None);
    }

    #[test]
    fn says_what_does_not_hold() {
        let rows = [
            ("15010.00", "15010.01", "its lines come to $15,010.00, and it closes with $15,010.01"),
            ("<Cd>CLBD</Cd>", "<Cd>CLAV</Cd>", "no closing balance (CLBD)"),
            ("<Ccy>USD</Ccy>", "<Ccy>EUR</Ccy>", "The currency is EUR"),
            ("<Amt Ccy=\"USD\">5000.00", "<Amt Ccy=\"EUR\">5000.00", "Entry 1 has an amount that is not in US dollars."),
            ("<Amt Ccy=\"USD\">5000.00", "<Amt Ccy=\"USD\">5000.001", "Entry 1 has an amount that is no number."),
            ("<NbOfNtries>3<", "<NbOfNtries>4<", "says it has 4 entries, and it has 3"),
            ("<Sts>BOOK</Sts>", "<Sts>MAYB</Sts>", "Entry 2 has no status that is known."),
            ("<Id><Othr><Id>9876543210</Id></Othr></Id>", "", "names no account"),
            ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<!DOCTYPE x>", "declares a document type"),
        ];
        for (from, to, expected) in rows {
            assert!(FILE.contains(from), "{from}");
            let told = read(&FILE.replacen(from, to, 1)).expect_err(expected).to_string();
            assert!(told.contains(expected), "{told}");
        }
    }

    proptest! {
        #[test]
        fn a_file_cut_anywhere_is_refused(cut in 0..FILE.len()) {
            prop_assert!(read(&FILE[..cut]).is_err(), "{cut}");
        }

        #[test]
        fn a_changed_byte_never_panics(at in 0..FILE.len(), byte in 0x20_u8..0x7f) {
            let mut bytes = FILE.as_bytes().to_vec();
            bytes[at] = byte;
            let _ = read(&String::from_utf8(bytes).expect("text"));
        }
    }
}
