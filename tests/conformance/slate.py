"""The slate, judged by solvers that are not ours.

    slate.py UDF FOLDER [INSTANCES]

UDF is the program, FOLDER a place for files. Random rounds with floors and caps by several columns, with ties,
equal values, amounts in cents and partial amounts: the value must be the optimum of CP-SAT
(ortools) in whole numbers, the choice must keep every rule, and what CP-SAT calls infeasible must be refused. Every
fourth round is solved by HiGHS (scipy) too. The order of the rows must mean nothing.
"""

import csv
import json
import random
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import numpy as np
from ortools.sat.python import cp_model
from scipy.optimize import Bounds, LinearConstraint, milp

udf, folder = sys.argv[1], Path(sys.argv[2])
instances = int(sys.argv[3]) if len(sys.argv) > 3 else 200
COLUMNS = ["category", "state", "region", "city"]
KINDS = ["whole", "hundredths", "nano", "near cost", "few costs", "cents", "equal", "signed"]


def round_of(seed):
    """A random round: its rows, budget and rules (side, column, value or None, count)."""
    r = random.Random(seed)
    kind = KINDS[seed % len(KINDS)]
    n = r.choice([1, 5, 12, 25, 60, 120])
    rows = []
    for i in range(n):
        cents = r.randrange(500, 5001) * 1000
        if kind == "few costs":
            cents = r.choice([500000, 750000, 1000000, 2000000])
        if kind == "cents":
            cents = r.randrange(0, 5000000)
        value = {
            "whole": lambda: Decimal(r.randint(1, 20)),
            "nano": lambda: Decimal(r.randrange(10**9)).scaleb(-9),
            "near cost": lambda: Decimal(cents // 1000 + r.randint(0, 500)).scaleb(-2),
            "equal": lambda: Decimal(1),
            "signed": lambda: Decimal(r.randint(-300, 500)).scaleb(-2),
        }.get(kind, lambda: Decimal(r.randint(100, 500)).scaleb(-2))()
        row = {"application": f"A{i:03d}", "value": value, "cents": cents, "levels": []}
        row.update(category=r.choice(["training", "exchange", "culture"]), state=f"S{r.randrange(12)}", region=r.choice("NSEW"))
        row["city"] = f"C{r.randrange(max(1, n * 2 // 3))}" if r.random() < 0.95 else ""
        if r.random() < 0.2 and cents > 600000:
            level = r.randrange(500000, cents, 1000)
            row["levels"] = [(level, (value * r.randint(30, 99)).scaleb(-2).quantize(Decimal("1e-9")))]
        rows.append(row)
    everything = sum(row["cents"] for row in rows)
    budget = int(everything * r.choice([0, 0.1, 0.2, 0.3, 0.5, 0.8, 1.1]))
    rules = []
    for _ in range(r.randint(0, 6)):
        column = r.choice(COLUMNS)
        value = r.choice([None, r.choice(rows)[column] or None])
        rules.append(("max", column, value, r.randint(1, 1 + n // 4)))
    for _ in range(r.choice([0, 0, 1, 2])):
        column = r.choice(COLUMNS[:3])
        rules.append(("min", column, r.choice(rows)[column] if r.random() < 0.7 else None, r.randint(1, 1 + n // 20)))
    return rows, budget, rules


def limits(rows, rules):
    """Members and range of every group a rule names."""
    for side, column, value, count in rules:
        values = [value] if value else sorted({row[column] for row in rows} - {""})
        for one in values:
            members = [i for i, row in enumerate(rows) if row[column] == one]
            yield members, (count, len(members)) if side == "min" else (0, count)


def dollars(cents, style):
    plain = f"{cents // 100}.{cents % 100:02d}" if cents % 100 else str(cents // 100)
    return [plain, f"${cents // 100:,}.{cents % 100:02d}"][style]


def write(file, rows, seed):
    with open(file, "w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(["application", "value", "cost", *COLUMNS, "levels"])
        for row in rows:
            levels = ";".join(f"{dollars(cents, 0)}={value}" for cents, value in row["levels"])
            writer.writerow([row["application"], row["value"], dollars(row["cents"], seed % 2), *(row[c] for c in COLUMNS), levels])


def run(file, budget, rules):
    arguments = [udf, "scoring", "slate", file, "--budget", dollars(budget, 0)]
    for side, column, value, count in rules:
        arguments += [f"--{side}-per", f"{column}:{value}={count}" if value else f"{column}={count}"]
    begin = time.monotonic()
    done = subprocess.run(arguments, capture_output=True, text=True)
    return done, time.monotonic() - begin


def offers(rows):
    """All amounts: application, value in 10^-9, cents."""
    for i, row in enumerate(rows):
        for value, cents in [(row["value"], row["cents"])] + [(v, c) for c, v in row["levels"]]:
            yield i, int(value.scaleb(9)), cents


def by_cp_sat(rows, budget, rules):
    model, all_offers = cp_model.CpModel(), list(offers(rows))
    take = [model.new_bool_var("") for _ in all_offers]
    of = lambda members: [x for x, (i, _, _) in zip(take, all_offers) if i in members]
    for i in range(len(rows)):
        model.add(sum(of({i})) <= 1)
    model.add(sum(x * cents for x, (_, _, cents) in zip(take, all_offers)) <= budget)
    for members, (low, high) in limits(rows, rules):
        model.add_linear_constraint(sum(of(set(members))), low, high)
    model.maximize(sum(x * value for x, (_, value, _) in zip(take, all_offers)))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = 60
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return None
    assert status == cp_model.OPTIMAL, solver.status_name(status)
    return sum(value for x, (_, value, _) in zip(take, all_offers) if solver.boolean_value(x))


def by_highs(rows, budget, rules):
    all_offers = list(offers(rows))
    matrix, low, high = [[cents for _, _, cents in all_offers]], [0], [budget]
    for members, (least, most) in [*(([i], (0, 1)) for i in range(len(rows))), *limits(rows, rules)]:
        matrix.append([1 if i in members else 0 for i, _, _ in all_offers])
        low.append(least)
        high.append(most)
    values = np.array([value / 1e9 for _, value, _ in all_offers])
    found = milp(-values, integrality=np.ones(len(values)), bounds=Bounds(0, 1), constraints=LinearConstraint(np.array(matrix), low, high),
                 options={"mip_rel_gap": 0})
    return None if found.x is None else sum(value for x, (_, value, _) in zip(found.x, all_offers) if x > 0.5)


def judge(answer, rows, budget, rules):
    """Adds the choice up again and holds it against every rule."""
    by_id = {row["application"]: (i, row) for i, row in enumerate(rows)}
    taken, value, cents = set(), Decimal(0), 0
    for award in answer["awards"]:
        i, row = by_id[award["application"]]
        assert i not in taken, "an application is funded twice"
        taken.add(i)
        amount = round(award["cost"] * 100)
        known = {row["cents"]: row["value"], **dict(row["levels"])}
        assert amount in known, "an amount that was not stated"
        value, cents = value + known[amount], cents + amount
    assert answer["chosen"] == [award["application"] for award in answer["awards"]]
    assert cents <= budget and abs(answer["cost"] - cents / 100) < 1e-6
    for members, (low, high) in limits(rows, rules):
        assert low <= len(taken & set(members)) <= high, "a rule is broken"
    assert abs(answer["value"] - float(value)) <= 1e-12 * max(1, abs(float(value)))
    return int(value.scaleb(9))


slowest, refused, highs = 0.0, 0, 0
for seed in range(instances):
    rows, budget, rules = round_of(seed)
    file = folder / "slate.csv"
    write(file, rows, seed)
    done, seconds = run(file, budget, rules)
    slowest = max(slowest, seconds)
    best = by_cp_sat(rows, budget, rules)
    if best is None:
        assert done.returncode == 1 and not done.stdout and "at least" in done.stderr, (seed, done)
        refused += 1
        continue
    assert done.returncode == 0, (seed, done.stderr)
    answer = json.loads(done.stdout)
    assert answer["gap"] == 0, (seed, answer["gap"])
    assert judge(answer, rows, budget, rules) == best, (seed, answer["value"], best)
    if seed % 4 == 0:
        other = by_highs(rows, budget, rules)
        assert other is not None and abs(other - best) <= 1e-6 * max(1, abs(best)), (seed, other, best)
        highs += 1
    shuffled = rows[:]
    random.Random(seed).shuffle(shuffled)
    write(file, shuffled, seed)
    assert run(file, budget, rules)[0].stdout == done.stdout, (seed, "the order of the rows matters")
print(f"slate: {instances} rounds agree with CP-SAT ({refused} refused), {highs} with HiGHS; slowest {slowest:.2f} s")
