"""The ledger's exports, judged by programs that are not ours.

    accounting.py UDF FOLDER

UDF is the program, FOLDER holds an installation; its settings come from the environment.
Both exports must be accepted by the real programs, balance assertions included, and
the balance of every account must be the same in the CSV, in beancount and in hledger.
"""

import csv
import subprocess
import sys
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

from beancount import loader
from beancount.core import realization
from beancount.core.data import Transaction

udf, folder = sys.argv[1], Path(sys.argv[2])


def export(form):
    file = folder / f"export.{form}"
    subprocess.run([udf, "ledger", "export", "--format", form, "--output", file], check=True)
    return file


def from_csv(file):
    """Sums of settled lines by code, fund, program, award and category; and how many journals have such lines."""
    sums, journals = defaultdict(Decimal), set()
    with open(file, newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if row["layer"] == "settled":
                key = tuple(row[name] for name in ("account", "fund", "program", "award", "category"))
                sums[key] += Decimal(row["debit"] or 0) - Decimal(row["credit"] or 0)
                journals.add(row["journal"])
    return sums, journals


def named(account):
    """The same five values, read back from an account's name."""
    parts = account.split(":")
    while parts[0] in ("Assets", "Liabilities", "Equity", "Income", "Expenses", "Budgetary", "Memo"):
        parts.pop(0)
    values = {}
    while "-" in parts[-1]:
        kind, value = parts.pop().split("-", 1)
        values[kind] = value.replace("--", "\0").replace("-u", "_").replace("-d", ".").replace("\0", "-")
    code = parts[0] if len(parts) == 1 else f"{parts[0]}:{parts[1].lower()}"
    return (code, *(values.get(kind, "") for kind in ("Fund", "Program", "Award", "Category")))


def from_beancount(file):
    entries, errors, _ = loader.load_file(str(file))
    assert not errors, f"beancount refuses the export: {errors[:3]}"
    sums = defaultdict(Decimal)
    for account in realization.iter_children(realization.realize(entries)):
        if account.txn_postings:
            sums[named(account.account)] += sum((p.units.number for p in account.balance), Decimal())
    return sums, {entry.meta["journal"] for entry in entries if isinstance(entry, Transaction)}


def from_hledger(file):
    tool = ["hledger", "-f", str(file)]
    subprocess.run([*tool, "check", "accounts", "commodities", "ordereddates"], check=True)
    report = subprocess.run([*tool, "balance", "--flat", "--empty", "-O", "csv"], check=True, capture_output=True, text=True).stdout
    sums = {}
    for account, balance in list(csv.reader(report.splitlines()))[1:]:
        if account != "total":
            sums[named(account)] = Decimal(balance.removesuffix(" USD") or 0)
    return sums


ours, journals = from_csv(export("csv"))
theirs, transactions = from_beancount(export("beancount"))
others = from_hledger(export("hledger"))
assert len(journals) > 100 and len(ours) > 100, "the installation is too small to prove anything"
assert journals == transactions, "beancount has other journals"
assert {k: v for k, v in ours.items() if v} == {k: v for k, v in theirs.items() if v}, "beancount has other balances"
assert {k: v for k, v in ours.items() if v} == {k: v for k, v in others.items() if v}, "hledger has other balances"

# A file with a cent changed must be refused, or the judges judge nothing.
broken = folder / "broken.beancount"
text = (folder / "export.beancount").read_text()
broken.write_text(text.replace(".00 USD", ".01 USD", 1))
assert loader.load_file(str(broken))[1], "beancount accepts a changed cent"
broken = folder / "broken.hledger"
broken.write_text((folder / "export.hledger").read_text().replace(".00 USD\n", ".01 USD\n", 2).replace("commodity 1000.01", "commodity 1000.00"))
assert subprocess.run(["hledger", "-f", str(broken), "check"], capture_output=True).returncode, "hledger accepts a changed cent"
print(f"{len(journals)} journals, {len(ours)} accounts: beancount and hledger agree")
