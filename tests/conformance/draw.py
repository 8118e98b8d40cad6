"""The lottery, drawn again by a program that is not ours.

    draw.py UDF FOLDER [DRAWS]

Written from docs/SCORING-draw.md and RFC 3797 alone: for random pools and keys the record
must be the same, and an altered record must be found.
"""

import hashlib
import json
import random
import subprocess
import sys
from pathlib import Path

udf, folder = sys.argv[1], Path(sys.argv[2])
draws = int(sys.argv[3]) if len(sys.argv) > 3 else 100


def root(leaves):
    """RFC 6962, section 2.1."""
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    half = 1
    while 2 * half < len(leaves):
        half *= 2
    return hashlib.sha256(b"\1" + root(leaves[:half]) + root(leaves[half:])).digest()


def by_sha256(pool, count, key):
    pool, counter, drawn = sorted(pool, key=str.encode), 0, []
    order = list(range(len(pool)))
    for turn in range(count):
        left = len(pool) - turn
        while True:
            counter += 1
            index = counter.to_bytes(8, "big")
            number = int.from_bytes(hashlib.sha256(index + key.encode() + index).digest()[:8], "big")
            if number < 2**64 - 2**64 % left:
                break
        other = turn + number % left
        order[turn], order[other] = order[other], order[turn]
        drawn.append(order[turn])
    return pool, drawn


def by_rfc3797(pool, count, key):
    left, drawn = list(range(len(pool))), []
    for turn in range(count):
        index = turn.to_bytes(2, "big")
        number = int.from_bytes(hashlib.md5(index + key.encode("ascii") + index).digest(), "big")
        drawn.append(left.pop(number % len(left)))
    return pool, drawn


def run(*arguments):
    return subprocess.run([udf, "scoring", "draw", *map(str, arguments)], capture_output=True, text=True)


def one(pool, count, key, rfc):
    names, record = folder / "pool.txt", folder / "draw.json"
    names.write_text("\n".join(pool) + "\n", encoding="utf-8")
    done = run("--pool", names, "--count", count, "--key", key, *(["--rfc3797"] if rfc else []))
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    ordered, drawn = (by_rfc3797 if rfc else by_sha256)(pool, count, key)
    assert answer["pool"] == ordered and answer["pool_root"] == root([name.encode() for name in ordered]).hex()
    assert answer["selected"] == [place + 1 for place in drawn], (answer["selected"], drawn)
    assert answer["chosen"] == [ordered[place] for place in drawn]
    record.write_text(done.stdout, encoding="utf-8")
    good = run("--verify", record, "--pool", names)
    assert good.returncode == 0 and json.loads(good.stdout)["valid"] is True, good
    return answer, record


def altered(answer, r):
    """The record with one thing changed."""
    other = json.loads(json.dumps(answer))
    what = r.choice(["selected", "chosen", "key", "pool_root", "pool", "steps"])
    if what in ("selected", "chosen"):
        other[what][0] = 0 if what == "selected" else "nobody"
    elif what in ("key", "pool_root"):
        other[what] = ("1" if other[what][0] != "1" else "2") + other[what][1:]
    elif what == "pool":
        other["pool"][0] += "x"
    else:
        other["steps"][-1]["digest"] = "00"
    return other


key = "9319./2.5.8.10.12./9.18.26.34.41.45./"
answer, _ = one([str(n) for n in range(1, 26)], 10, key, True)
assert answer["selected"] == [17, 7, 2, 16, 25, 23, 8, 24, 19, 13], "section 6 of RFC 3797"
for seed in range(draws):
    r = random.Random(seed)
    pool = list({f"City {r.randrange(10**6)} {r.choice('äéñ-x')}" for _ in range(r.choice([1, 2, 3, 7, 25, 300]))})
    key = "".join(r.choice("0123456789./") for _ in range(r.randint(1, 60)))
    answer, record = one(pool, r.randint(1, len(pool)), key if seed % 2 else key + "ü", seed % 2 == 1)
    record.write_text(json.dumps(altered(answer, r)), encoding="utf-8")
    bad = run("--verify", record)
    assert bad.returncode == 1 and json.loads(bad.stdout)["valid"] is False, (seed, bad)
print(f"draw: RFC 3797 section 6 and {draws} random draws agree; every altered record was found")
