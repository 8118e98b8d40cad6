"""Bank files, judged by a program that is not ours.

    nacha.py FOLDER [DATABASE KEY_FILE]

FOLDER holds files that our tests wrote; DATABASE is an SQLite installation whose runs were released, and KEY_FILE the key
of its vault: the files are kept sealed (`v1:<key>:<nonce>:<ciphertext>`, XChaCha20-Poly1305), so libsodium opens them first,
and their SHA-256 must be that of the plain file. achkit must
find nothing wrong in any of them, and must find the defect of each of the bad fixtures, so that it is known to
look. What it does not look at (service class, the order of traces, the sequence of addenda) is tested in
`src/disbursement/ach_tests.rs`. Outgoing files only: it counts no amounts of returns.
"""

import base64
import hashlib
import sqlite3
import sys
from pathlib import Path

import achkit
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt

FIXTURES = Path(__file__).parents[1] / "fixtures" / "nacha"
BAD = {"bad_count": "BAD_BATCH_COUNT", "bad_hash": "BAD_ENTRY_HASH", "bad_len": "BAD_RECORD_LEN", "bad_checkdigit": "BAD_ROUTING_CHECKSUM"}


def faults(text):
    return [fault["code"] for fault in achkit.validate(text)["errors"]]


def unpadded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def opened(run, content, key):
    version, _, nonce, sealed = content.decode("ascii").split(":")
    assert version == "v1", "a file is kept plain"
    bound = f"v1\nbank_files\ncontent\n{run}".encode()
    return crypto_aead_xchacha20poly1305_ietf_decrypt(unpadded(sealed), bound, unpadded(nonce), key)


def released(database, key_file):
    key = base64.b64decode(Path(key_file).read_text().split(",")[0].strip())
    query = "SELECT run_id, name, content, sha256 FROM bank_files WHERE name LIKE '%.ach'"
    found = []
    for run, name, content, sha256 in sqlite3.connect(f"file:{database}?mode=ro", uri=True).execute(query):
        plain = opened(run, bytes(content), key)
        assert hashlib.sha256(plain).hexdigest() == sha256, name
        found.append((name, plain.decode("ascii")))
    return found


for name, code in BAD.items():
    found = faults((FIXTURES / f"{name}.ach").read_text())
    assert code in found, f"{name}: {found}"
written = [(file.name, file.read_text()) for file in sorted(Path(sys.argv[1]).glob("*.ach"))]
assert written, "no file was written"
kept = released(sys.argv[2], sys.argv[3]) if len(sys.argv) > 3 else []
entries = 0
for name, text in written + kept:
    found = faults(text)
    assert not found, f"{name}: {found}"
    entries += sum(len(batch["entries"]) for batch in achkit.parse(text)["batches"])
print(f"achkit finds nothing wrong in {len(written) + len(kept)} bank files with {entries} entries, {len(kept)} of them of released runs")
