"""`udf scoring disparity`, judged by programs that are not ours.

    disparity.py UDF FOLDER [COUNT]

UDF is the program, FOLDER a place for files, COUNT the number of seeded random tables (120). Judges: `scipy` (Fisher's
exact test, two-sided) and `statsmodels` (Wilson's interval). Ratio and flag are told again from exact fractions; the order
of the rows must mean nothing.
"""

import csv
import json
import random
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

from scipy.stats import fisher_exact
from statsmodels.stats.proportion import proportion_confint

udf, folder = sys.argv[1], Path(sys.argv[2])
count = int(sys.argv[3]) if len(sys.argv) > 3 else 120


def table(seed):
    """Groups with (selected, all): small, large, equal, empty-handed, just at four fifths."""
    dice = random.Random(seed)
    most = dice.choice([3, 8, 30, 200, 2000])
    groups = {}
    for i in range(dice.randint(1, 7)):
        size = dice.randint(1, most)
        share = dice.choice([0, 1, 0.5, dice.random(), dice.random() ** 3])
        groups[f"group {i}"] = (sum(dice.random() < share for _ in range(size)), size)
    if seed % 5 == 0:
        parts = dice.randint(1, 40)
        groups = {"whole": (parts * 5, parts * 10), "four fifths": (parts * 4, parts * 10), "a hair less": (parts * 8 - 1, parts * 20)}
    return groups


def ask(groups, least, seed):
    rows = [(name, int(i < selected)) for name, (selected, size) in groups.items() for i in range(size)]
    random.Random(seed).shuffle(rows)
    file = folder / "disparity.csv"
    with open(file, "w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([("group", "selected"), *rows])
    said = subprocess.run([udf, "scoring", "disparity", file, "--least", str(least)], check=True, capture_output=True, text=True).stdout
    return json.loads(said, parse_constant=lambda name: sys.exit(f"{name} in the JSON")), said


def near(ours, theirs, within, what):
    assert ours is not None, f"{what}: ours is null, theirs {theirs}"
    assert abs(ours - theirs) <= within * max(abs(theirs), 1e-290), f"{what}: ours {ours}, theirs {theirs}"


tests = intervals = flags = 0
for seed in range(count):
    groups, least = table(seed), random.Random(-seed).choice([1, 2, 5, 10])
    said, text = ask(groups, least, seed)
    assert ask(groups, least, seed + 1)[1] == text, (seed, "the order of the rows matters")
    assert [line["group"] for line in said["groups"]] == sorted(groups), seed
    judged = {name: Fraction(*counts) for name, counts in groups.items() if counts[1] >= least}
    top = max(judged.values(), default=0)
    is_compared = len(judged) > 1 and top > 0
    highest = said["highest"]
    assert (highest is not None) == is_compared, seed
    if is_compared:
        equal = [name for name, share in judged.items() if share == top]
        assert highest == min(equal, key=lambda name: (-groups[name][1], name)), (seed, highest)
    for line in said["groups"]:
        name, what = line["group"], f"seed {seed}, {line['group']}"
        selected, size = groups[name]
        assert (line["n"], line["selected"], line["judged"]) == (size, selected, name in judged), what
        if name not in judged:
            assert all(line[key] is None for key in ("rate", "low", "high", "ratio", "flag", "p_value")), what
            continue
        low, high = proportion_confint(selected, size, alpha=0.05, method="wilson")
        assert abs(line["low"] - low) < 1e-12 and abs(line["high"] - high) < 1e-12, what
        near(line["rate"], selected / size, 1e-15, what)
        intervals += 1
        if not is_compared:
            assert line["ratio"] is None and line["flag"] is None and line["p_value"] is None, what
            continue
        ratio = judged[name] / top
        near(line["ratio"], float(ratio), 1e-14, what)
        assert line["flag"] == (ratio < Fraction(4, 5)), what
        flags += line["flag"]
        if name == highest:
            assert line["p_value"] is None, what
            continue
        of, most = groups[highest]
        near(line["p_value"], fisher_exact([[selected, size - selected], [of, most - of]]).pvalue, 1e-9, what)
        tests += 1
assert tests >= count and flags >= count // 4, (tests, flags)
print(f"disparity: {count} tables; {tests} tests agree with scipy, {intervals} intervals with statsmodels; {flags} flags")
