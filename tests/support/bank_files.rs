//! Files as a bank sends them, made for a test: statements in three formats, and returns with notices of change.

use std::fmt::Write as _;

/// One movement: day, cents (out is negative), the bank's reference, what it wrote.
pub struct Moved<'a> {
    pub on: &'a str,
    pub cents: i64,
    pub reference: &'a str,
    pub words: &'a str,
}

/// A statement of one day.
pub struct Statement<'a> {
    pub account: &'a str,
    pub opening: i64,
    pub on: &'a str,
    pub lines: Vec<Moved<'a>>,
}

fn plain(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", cents.unsigned_abs() / 100, cents.unsigned_abs() % 100)
}

fn digits(day: &str) -> String {
    day.replace('-', "")
}

impl Statement<'_> {
    pub fn closing(&self) -> i64 {
        self.opening + self.lines.iter().map(|line| line.cents).sum::<i64>()
    }

    pub fn bai2(&self) -> String {
        let day = &digits(self.on)[2..];
        let mut text = format!("01,061000146,1123456789,{day},0205,1,80,1,2/\n02,1123456789,061000146,1,{day},,USD,2/\n");
        let _ = writeln!(text, "03,{},USD,010,{},,,015,{},,/", self.account, self.opening, self.closing());
        let mut sum = self.opening + self.closing();
        for line in &self.lines {
            let code = if line.cents < 0 { "455" } else { "165" };
            let _ = writeln!(text, "16,{code},{},Z,{},,{}/", line.cents.abs(), line.reference, line.words);
            sum += line.cents.abs();
        }
        let records = 2 + self.lines.len();
        let _ = writeln!(text, "49,{sum},{records}/\n98,{sum},1,{}/\n99,{sum},1,{}/", records + 2, records + 4);
        text
    }

    pub fn camt053(&self) -> String {
        let balance = |kind: &str, cents: i64| {
            format!(
                "<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy=\"USD\">{}</Amt><CdtDbtInd>{}</CdtDbtInd><Dt><Dt>{}</Dt></Dt></Bal>",
                plain(cents.abs()),
                if cents < 0 { "DBIT" } else { "CRDT" },
                self.on
            )
        };
        let mut text = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><BkToCstmrStmt><GrpHdr><MsgId>M1</MsgId><CreDtTm>{}T02:05:00</CreDtTm></GrpHdr><Stmt><Id>S1</Id><CreDtTm>{}T02:05:00</CreDtTm><Acct><Id><Othr><Id>{}</Id></Othr></Id><Ccy>USD</Ccy></Acct>{}{}",
            self.on,
            self.on,
            self.account,
            balance("OPBD", self.opening),
            balance("CLBD", self.closing())
        );
        for line in &self.lines {
            let _ = write!(
                text,
                "<Ntry><Amt Ccy=\"USD\">{}</Amt><CdtDbtInd>{}</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>{}</Dt></BookgDt><AcctSvcrRef>{}</AcctSvcrRef><BkTxCd><Prtry><Cd>ACH</Cd></Prtry></BkTxCd><AddtlNtryInf>{}</AddtlNtryInf></Ntry>",
                plain(line.cents.abs()),
                if line.cents < 0 { "DBIT" } else { "CRDT" },
                line.on,
                line.reference,
                line.words
            );
        }
        text + "</Stmt></BkToCstmrStmt></Document>\n"
    }

    pub fn ofx(&self) -> String {
        let mut text = format!(
            "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nSECURITY:NONE\nENCODING:USASCII\nCHARSET:1252\nCOMPRESSION:NONE\nOLDFILEUID:NONE\nNEWFILEUID:NONE\n\n<OFX>\n<BANKMSGSRSV1><STMTTRNRS><TRNUID>1\n<STMTRS><CURDEF>USD<BANKACCTFROM><BANKID>061000146<ACCTID>{}<ACCTTYPE>CHECKING</BANKACCTFROM>\n<BANKTRANLIST><DTSTART>{day}<DTEND>{day}\n",
            self.account,
            day = digits(self.on)
        );
        for line in &self.lines {
            let (day, kind) = (digits(line.on), if line.cents < 0 { "DEBIT" } else { "CREDIT" });
            let _ = writeln!(
                text,
                "<STMTTRN><TRNTYPE>{kind}<DTPOSTED>{day}<TRNAMT>{}<FITID>{}<MEMO>{}</STMTTRN>",
                plain(line.cents),
                line.reference,
                line.words
            );
        }
        let balance = plain(self.closing());
        let _ = writeln!(
            text,
            "</BANKTRANLIST><LEDGERBAL><BALAMT>{balance}<DTASOF>{}</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>",
            digits(self.on)
        );
        text
    }
}

/// One return (`R03`) or notice (`C01`) of a bank.
pub struct Answer<'a> {
    pub code: &'a str,
    /// The trace of the entry that it answers.
    pub trace: &'a str,
    pub cents: i64,
    /// For a notice: what is right.
    pub corrected: &'a str,
}

/// A NACHA file with these answers; `number` tells files apart.
pub fn answers(number: u8, all: &[Answer<'_>]) -> String {
    let mut lines = vec![format!(
        "101 061000146 021000021270604020{}A094101{:<23}{:<23}{:<8}",
        number % 10,
        "URBAN DIPLOMACY FUND",
        "BANK OF THE CITY",
        ""
    )];
    let (mut count, mut hash, mut credit, debit) = (0_u64, 0_u64, 0_i64, 0_i64);
    let class = if all.iter().any(|a| a.code.starts_with('R')) { "CCD" } else { "COR" };
    lines.push(format!(
        "5200{:<16}{:<20}{:<10}{class}{:<10}      270604   102100002{:07}",
        "URBAN DIPL FUND", "", "1123456789", "GRANT PMT", 1
    ));
    for (n, answer) in (1..).zip(all) {
        lines.push(format!(
            "621021000021{:<17}{:010}{:<15}{:<22}  102100002{n:07}",
            "000123456789", answer.cents, "ANSWER", "CITY OF MADISON"
        ));
        let trace = format!("02100002{n:07}");
        lines.push(if answer.code.starts_with('R') {
            format!("799{}{:<15}      02100002{:<44}{trace}", answer.code, answer.trace, "")
        } else {
            format!("798{}{:<15}      02100002{:<29}{:<15}{trace}", answer.code, answer.trace, answer.corrected, "")
        });
        count += 2;
        hash += 2_100_002;
        credit += answer.cents;
    }
    lines.push(format!("8200{count:06}{hash:010}{debit:012}{credit:012}{:<10}{:<25}02100002{:07}", "1123456789", "", 1));
    let blocks = (lines.len() + 1).div_ceil(10);
    lines.push(format!("9000001{blocks:06}{count:08}{hash:010}{debit:012}{credit:012}{:<39}", ""));
    while lines.len() % 10 != 0 {
        lines.push("9".repeat(94));
    }
    assert!(lines.iter().all(|line| line.len() == 94), "{lines:#?}");
    lines.join("\n") + "\n"
}
