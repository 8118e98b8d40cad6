//! Cheques on the bank's statement: named by a bare number in a field of its own, in every format; another amount, a number
//! that is not the fund's and a cheque that is not on its way are for somebody to look at. A cheque or voucher that is not
//! paid frees the money, and nothing is wrong with an account.

use crate::grant::{nothing_contradicts, signed_in};
use crate::money::{Ground, ask, ground, prepared_run, travel, verified_account};
use crate::runs::{approved, path, prepared_as};
use crate::statements::{ACCOUNT, bring, matches, payments};
use crate::support::{Page, World, on_both};
use std::fmt::Write as _;
use urban_diplomacy_fund::banking;
use urban_diplomacy_fund::disbursement::{Payment, PaymentState};
use urban_diplomacy_fund::kernel::{Id, Money};

const FORMATS: [&str; 4] = ["bai2", "camt053", "ofx", "csv"];
const OPENING: i64 = 2_000_000;

/// A payment of $1,000 that left on June 1 in this way; a cheque has the number 1042.
pub fn sent_by(world: &World, method: &str) -> Ground {
    let g = ground(world);
    verified_account(world, &g);
    send(world, &g, (method, "1042"));
    g
}

/// Another one.
pub fn send(world: &World, g: &Ground, (method, first_cheque): (&str, &str)) {
    ask(world, g, "1,000").must_be(200);
    let (_, run) = prepared_as(world, g, &[("method", method)]);
    let (rene, page) = approved(world, g, &path(&run));
    let number = [("first_cheque", first_cheque)];
    let typed: &[(&str, &str)] = if method == "cheque" { &number } else { &[] };
    rene.press(&page, "Release the money", typed).must_be(200).must_say("Released");
}

fn dollars(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// The statement of June 2 in one of the formats, with cheques that were paid: the number as the bank writes it, and the amount.
pub fn statement(format: &str, paid: &[(&str, i64)]) -> String {
    let closing = OPENING - paid.iter().map(|(_, cents)| cents).sum::<i64>();
    match format {
        "bai2" => bai2(paid, closing),
        "camt053" => camt053(paid, closing),
        "ofx" => ofx(paid, closing),
        _ => csv(paid),
    }
}

fn bai2(paid: &[(&str, i64)], closing: i64) -> String {
    let mut text = "01,061000146,1123456789,270602,0205,1,80,1,2/\n02,1123456789,061000146,1,270602,,USD,2/\n".to_owned();
    let _ = writeln!(text, "03,{ACCOUNT},USD,010,{OPENING},,,015,{closing},,/");
    for (n, (number, cents)) in paid.iter().enumerate() {
        let _ = writeln!(text, "16,475,{cents},Z,78{n}0031,{number},CHECK PAID/");
    }
    let sum = OPENING + closing + paid.iter().map(|(_, cents)| cents).sum::<i64>();
    let records = 2 + paid.len();
    let _ = writeln!(text, "49,{sum},{records}/\n98,{sum},1,{}/\n99,{sum},1,{}/", records + 2, records + 4);
    text
}

fn camt053(paid: &[(&str, i64)], closing: i64) -> String {
    let balance = |kind: &str, cents: i64| {
        format!(
            "<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy=\"USD\">{}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2027-06-02</Dt></Dt></Bal>",
            dollars(cents)
        )
    };
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt><GrpHdr><MsgId>M1</MsgId><CreDtTm>2027-06-02T22:00:00</CreDtTm></GrpHdr><Stmt><Id>S1</Id><Acct><Id><Othr><Id>{ACCOUNT}</Id></Othr></Id><Ccy>USD</Ccy></Acct>{}{}",
        balance("OPBD", OPENING),
        balance("CLBD", closing)
    );
    for (n, (number, cents)) in paid.iter().enumerate() {
        let _ = write!(
            text,
            "<Ntry><Amt Ccy=\"USD\">{}</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2027-06-02</Dt></BookgDt><AcctSvcrRef>78{n}0031</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICHQ</Cd><SubFmlyCd>CCHQ</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId><ChqNb>{number}</ChqNb></Refs></TxDtls></NtryDtls><AddtlNtryInf>CHECK PAID</AddtlNtryInf></Ntry>",
            dollars(*cents)
        );
    }
    text + "</Stmt></BkToCstmrStmt></Document>\n"
}

fn ofx(paid: &[(&str, i64)], closing: i64) -> String {
    let mut text = format!(
        "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nSECURITY:NONE\nENCODING:USASCII\nCHARSET:1252\nCOMPRESSION:NONE\nOLDFILEUID:NONE\nNEWFILEUID:NONE\n\n<OFX>\n<BANKMSGSRSV1><STMTTRNRS><TRNUID>1\n<STMTRS><CURDEF>USD<BANKACCTFROM><BANKID>061000146<ACCTID>{ACCOUNT}<ACCTTYPE>CHECKING</BANKACCTFROM>\n<BANKTRANLIST><DTSTART>20270602<DTEND>20270602\n"
    );
    for (n, (number, cents)) in paid.iter().enumerate() {
        let amount = dollars(*cents);
        let _ = writeln!(
            text,
            "<STMTTRN><TRNTYPE>CHECK<DTPOSTED>20270602120000<TRNAMT>-{amount}<FITID>78{n}0031<CHECKNUM>{number}<NAME>CHECK</STMTTRN>"
        );
    }
    let _ = writeln!(
        text,
        "</BANKTRANLIST><LEDGERBAL><BALAMT>{}<DTASOF>20270602</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>",
        dollars(closing)
    );
    text
}

fn csv(paid: &[(&str, i64)]) -> String {
    let mut text = "Date,Description,Check Number,Amount,Balance\n".to_owned();
    let mut left = OPENING;
    for (number, cents) in paid {
        left -= cents;
        let _ = writeln!(text, "06/02/2027,CHECK PAID,{number},-{},{}", dollars(*cents), dollars(left));
    }
    text
}

fn states(world: &World, g: &Ground) -> Vec<PaymentState> {
    payments(world, g).iter().map(|payment| payment.state).collect()
}

/// What somebody must look at: the words, the payment, and whether there is a line.
fn to_look_at(world: &World, g: &Ground) -> Vec<(String, bool, bool)> {
    let all = world.db.read(|conn| banking::list_exceptions(conn, &g.preparer)).expect("exceptions");
    all.into_iter().map(|row| (row.words, row.payment_id.is_some(), row.bank_line_id.is_some())).collect()
}

#[test]
fn a_bare_number_settles_a_cheque_in_every_format() {
    for format in FORMATS {
        on_both(|world| {
            let g = sent_by(world, "cheque");
            let file = statement(format, &[("0000001042", 100_000)]);
            bring(world, &g.preparer, "june.txt", &file).must_be(200).must_say("Nothing is on its way.");
            assert_eq!(states(world, &g), [PaymentState::Settled], "{format}");
            let rules: Vec<String> = matches(world, &g).into_iter().map(|found| found.rule).collect();
            assert_eq!(rules, ["trace"], "{format}");
            assert!(to_look_at(world, &g).is_empty(), "{format}");
            nothing_contradicts(world, &[g.id]);
        });
    }
}

#[test]
fn another_amount_or_number_is_for_somebody_to_look_at() {
    for format in FORMATS {
        on_both(|world| {
            let g = sent_by(world, "cheque");
            // The cheque that is not the fund's has the amount of all that is on its way of the run; even so it is no guess.
            let file = statement(format, &[("1042", 99_900), ("1043", 100_000)]);
            let page = bring(world, &g.preparer, "june.txt", &file);
            let amount = format!("Cheque 1042 for {} is of $1,000.00, and the bank paid $999.00.", g.number);
            let number = "The bank paid cheque 1043, and no payment of the fund has this number.".to_owned();
            page.must_be(200).must_say("To look at").must_say(&amount).must_say(&number);
            let mut found = to_look_at(world, &g);
            found.sort();
            assert_eq!(found, [(amount, true, true), (number, false, true)], "{format}");
            assert_eq!(states(world, &g), [PaymentState::Released], "{format}");
            assert!(matches(world, &g).is_empty(), "{format}");
            nothing_contradicts(world, &[g.id]);
        });
    }
}

#[test]
fn a_cheque_is_paid_once_and_its_number_in_words_counts_as_well() {
    on_both(|world| {
        let g = sent_by(world, "cheque");
        let file =
            "date,amount,description,balance\n2027-06-02,-1000.00,CHECK C-1042 PAID,19000.00\n2027-06-02,-1000.00,CHECK C-1042,18000.00\n";
        bring(world, &g.preparer, "june.csv", file).must_be(200).must_say("a second time");
        assert_eq!(states(world, &g), [PaymentState::Settled]);
        let told = format!("The bank paid cheque 1042 for {} a second time.", g.number);
        assert_eq!(to_look_at(world, &g), [(told, true, true)]);
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn the_payables_system_pays_by_cheques_of_its_own() {
    on_both(|world| {
        let g = sent_by(world, "payables");
        let file = "date,amount,description,check number,balance\n2027-06-02,-1000.00,CHECK CITY OF MADISON,880021,19000.00\n";
        bring(world, &g.preparer, "june.csv", file).must_be(200).must_say("Nothing is on its way.");
        assert_eq!(states(world, &g), [PaymentState::Settled]);
        assert!(to_look_at(world, &g).is_empty());
        nothing_contradicts(world, &[g.id]);
    });
}

/// What Fay records of it, on a day of 2027.
fn told<'a>(code: &'a str, (month, day): (&'a str, &'a str)) -> [(&'static str, &'a str); 5] {
    [("code", code), ("told_on_month", month), ("told_on_day", day), ("told_on_year", "2027"), ("evidence", "The bank’s advice")]
}

/// Fred confirms what Fay recorded of a payment; its page.
fn confirmed(world: &World, g: &Ground, id: Id<Payment>) -> Page {
    let fred = signed_in(world, &g.second);
    fred.press(&fred.get(&format!("/desk/payments/{id}")), "Confirm this return", &[])
}

#[test]
fn a_cheque_that_is_not_paid_frees_the_money_and_blocks_no_account() {
    on_both(|world| {
        let g = sent_by(world, "cheque");
        let fay = signed_in(world, &g.preparer);
        let page = fay.follow(&fay.get("/desk/payments"), &g.number);
        page.must_say("Cheque written").must_say("It was lost on its way");
        assert!(!page.text().contains("R03"), "the bank’s codes are for credits");
        let refused = fay.post(&format!("/desk/payments/{}/return", payments(world, &g)[0].id), &[("code", "R03")]);
        refused.must_be(422).must_say("Choose why it is not paid.");
        let button = "Record that the cheque is not paid";
        let early = fay.press(&page, button, &told("stale_dated", ("6", "1")));
        early.must_be(422).must_say("This holds after 180 days, and the cheque is 0 days old.");
        fay.press(&page, button, &told("lost", ("6", "1")))
            .must_be(200)
            .must_say("Nothing is posted before another finance officer confirms it.");
        assert_eq!(travel(world, g.id).advanced, Money::from_dollars(1_000), "nothing is undone yet");
        let done = confirmed(world, &g, payments(world, &g)[0].id);
        done.must_be(200).must_say("Cheque not paid").must_say("It was lost on its way");
        assert_eq!(travel(world, g.id).advanced, Money::ZERO, "the payment is undone");
        let mail = world.mail_to("official-madison@demo.example");
        let letter = mail.iter().find(|m| m.subject_line.contains("Cheque 1042 is not paid")).expect("a letter");
        assert!(
            letter.body_text.contains("do not cash this cheque") && letter.body_text.contains("it was lost on its way"),
            "{}",
            letter.body_text
        );
        assert!(!letter.body_text.contains("bank details"), "{}", letter.body_text);
        // Whoever finds it cashes it after all.
        let cashed = statement("bai2", &[("1042", 100_000)]);
        bring(world, &g.preparer, "june.bai", &cashed).must_be(200).must_say("had been recorded as not paid");
        assert_eq!(states(world, &g), [PaymentState::Returned]);
        assert!(matches(world, &g).is_empty());
        ask(world, &g, "1,000").must_be(200);
        prepared_run(world, &g.preparer).1.must_be(200).must_say("Waiting for approval");
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn a_cheque_is_too_old_after_180_days_and_stopped_no_more_once_it_was_paid() {
    on_both(|world| {
        let g = sent_by(world, "cheque");
        send(world, &g, ("cheque", "1043"));
        bring(world, &g.preparer, "june.bai", &statement("bai2", &[("1043", 100_000)])).must_be(200);
        let (old, paid) = (payments(world, &g)[0].id, payments(world, &g)[1].id);
        world.at("2027-11-28T15:00:00Z");
        let fay = signed_in(world, &g.preparer);
        let record = |id: Id<Payment>, code: &str| fay.post(&format!("/desk/payments/{id}/return"), &told(code, ("11", "28")));
        record(paid, "stopped").must_be(422).must_say("Choose why it is not paid.");
        record(paid, "bank_took_back").must_be(200);
        confirmed(world, &g, paid).must_be(200);
        record(old, "stale_dated").must_be(200);
        confirmed(world, &g, old).must_be(200).must_say("It is too old: nobody cashed it for 180 days");
        assert_eq!(states(world, &g), [PaymentState::Returned; 2]);
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn a_voucher_that_the_payables_system_refuses_frees_the_money_and_blocks_no_account() {
    on_both(|world| {
        let g = sent_by(world, "payables");
        let fay = signed_in(world, &g.preparer);
        let page = fay.follow(&fay.get("/desk/payments"), &g.number);
        page.must_say("With the payables system").must_say("The payables system refused the voucher");
        fay.press(&page, "Record that it was not paid", &told("refused", ("6", "1"))).must_be(200);
        let done = confirmed(world, &g, payments(world, &g)[0].id);
        done.must_be(200).must_say("Not paid by the payables system");
        let mail = world.mail_to("official-madison@demo.example");
        let letter = mail.iter().find(|m| m.subject_line.contains("A payment was not made")).expect("a letter");
        assert!(letter.body_text.contains("voucher V-1-1 of our payables system"), "{}", letter.body_text);
        assert!(!letter.body_text.contains("bank details"), "{}", letter.body_text);
        ask(world, &g, "1,000").must_be(200);
        prepared_run(world, &g.preparer).1.must_be(200).must_say("Waiting for approval");
        nothing_contradicts(world, &[g.id]);
    });
}
