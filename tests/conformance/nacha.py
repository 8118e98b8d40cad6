"""Bank files, judged by a program that is not ours.

    nacha.py FOLDER [DATABASE]

FOLDER holds files that our tests wrote; DATABASE is an SQLite installation whose runs were released. achkit must
find nothing wrong in any of them, and must find the defect of each of the bad fixtures, so that it is known to
look. What it does not look at (service class, the order of traces, the sequence of addenda) is tested in
`src/disbursement/ach_tests.rs`. Outgoing files only: it counts no amounts of returns.
"""

import sqlite3
import sys
from pathlib import Path

import achkit

FIXTURES = Path(__file__).parents[1] / "fixtures" / "nacha"
BAD = {"bad_count": "BAD_BATCH_COUNT", "bad_hash": "BAD_ENTRY_HASH", "bad_len": "BAD_RECORD_LEN", "bad_checkdigit": "BAD_ROUTING_CHECKSUM"}


def faults(text):
    return [fault["code"] for fault in achkit.validate(text)["errors"]]


def released(database):
    if not database:
        return []
    rows = sqlite3.connect(f"file:{database}?mode=ro", uri=True).execute("SELECT name, content FROM bank_files WHERE name LIKE '%.ach'")
    return [(name, bytes(content).decode("ascii")) for name, content in rows]


for name, code in BAD.items():
    found = faults((FIXTURES / f"{name}.ach").read_text())
    assert code in found, f"{name}: {found}"
written = [(file.name, file.read_text()) for file in sorted(Path(sys.argv[1]).glob("*.ach"))]
assert written, "no file was written"
kept = released(sys.argv[2] if len(sys.argv) > 2 else None)
entries = 0
for name, text in written + kept:
    found = faults(text)
    assert not found, f"{name}: {found}"
    entries += sum(len(batch["entries"]) for batch in achkit.parse(text)["batches"])
print(f"achkit finds nothing wrong in {len(written) + len(kept)} bank files with {entries} entries, {len(kept)} of them of released runs")
