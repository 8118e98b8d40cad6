"""The assignment of reviewers, judged by solvers that are not ours.

    assign.py UDF FOLDER [INSTANCES]

UDF is the program, FOLDER is for files. Seeded random tables of many shapes are solved by `udf scoring assign` and
by OR-tools (min-cost flow), networkx (network simplex) or SciPy (mixed-integer and linear programs): the total
affinity must be equal, conflicts and loads are checked here, what we call impossible must be impossible and be
possible with each remedy that is named, the fair assignment must have the best lowest application and then the best
total, missing reviews must be the fewest, choices by hand and regions must hold, and shuffled rows must give the same bytes.
"""

import csv
import json
import random
import re
import subprocess
import sys
from collections import Counter, defaultdict
from fractions import Fraction
from pathlib import Path

import networkx
import numpy
from ortools.graph.python import min_cost_flow
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_matrix

udf, folder = sys.argv[1], Path(sys.argv[2])
instances = int(sys.argv[3]) if len(sys.argv) > 3 else 150


class Case:
    """A random problem: affinities are whole numbers of 1/unit; None is a conflict."""

    def __init__(self, seed, largest=(14, 9)):
        self.random = draw = random.Random(seed)
        self.height, self.width = draw.randint(1, largest[0]), draw.randint(1, largest[1])
        self.reviews = draw.randint(1, min(4, self.width))
        mean = self.height * self.reviews / self.width
        self.least = max(0, int(mean - draw.choice([0.5, 1, 2, 9])))
        self.most = max(1, self.least, int(mean + draw.choice([0.5, 1, 2, 4])))
        self.unit = draw.choice([1, 1, 10, 1000, 10**6])
        conflicts, low = draw.choice([0, 0.1, 0.3]), draw.choice([0, 0, -50])
        top = draw.choice([3, 100, 10**4])
        self.affinity = [[None if draw.random() < conflicts else draw.randint(low, top) for _ in range(self.width)] for _ in range(self.height)]
        self.regions = [draw.choice("NSE") for _ in range(self.width)] if draw.random() < 0.3 and self.reviews > 1 else None
        # Some pairs are left out of the table; they count 0.
        self.unlisted = set()
        if draw.random() < 0.3:
            for row in range(self.height):
                for column in range(1 if row == 0 else 0, self.width):
                    if row and column and draw.random() < 0.2:
                        self.unlisted.add((row, column))
                        self.affinity[row][column] = 0

        # Choices by hand, as many as limits allow.
        self.fixed = set()
        if draw.random() < 0.25:
            for row, column, _ in draw.sample(self.options(), min(len(self.options()), 6)):
                own, load = (sum(1 for pair in self.fixed if pair[at] == value) for at, value in enumerate((row, column)))
                if own < self.reviews - (1 if self.regions else 0) and load < self.most and (row, column) not in self.unlisted:
                    self.fixed.add((row, column))

    def rows(self):
        # Names whose order is not that of the numbers, so that ids and not places decide.
        for row, cells in enumerate(self.affinity):
            for column, cell in enumerate(cells):
                if (row, column) not in self.unlisted:
                    affinity = "" if cell is None else str(Fraction(cell, self.unit) if self.unit == 1 else f"{cell / self.unit:.6f}")
                    yield [f"a{row}", f"r{column}", affinity, self.random.choice(["1", "yes", "TRUE"]) if cell is None else self.random.choice(["0", "", "no"]),
                           self.regions[column] if self.regions else "", "yes" if (row, column) in self.fixed else ""]

    def write(self, shuffled=False):
        rows, file = list(self.rows()), folder / "pairs.csv"
        if shuffled:
            self.random.shuffle(rows)
        with open(file, "w", newline="", encoding="utf-8") as out:
            csv.writer(out).writerows([["application", "reviewer", "affinity", "conflict", "region", "fixed"], *rows])
        return file

    def command(self, *more, **limits):
        reviews, least, most = (limits.get(name, getattr(self, name)) for name in ("reviews", "least", "most"))
        words = ["--per-application", reviews, "--load-min", least, "--load-max", most, *(["--two-regions"] if self.regions else []), *more]
        return [udf, "scoring", "assign", folder / "pairs.csv", *map(str, words)]

    def run(self, *more, **limits):
        done = subprocess.run(self.command(*more, **limits), capture_output=True, text=True)
        assert done.returncode in (0, 1), done.stderr
        assert bool(done.stdout) == (done.returncode == 0), "an error prints nothing but itself"
        return (json.loads(done.stdout), done.stdout) if done.stdout else (None, done.stderr)

    def judge(self, found, shortfall=False, reviews=None):
        """Conflicts, counts, loads and sums, all from the table; returns the sum and the lowest, in units."""
        reviews = reviews or self.reviews
        sums, loads, seen, regions = Counter({f"a{row}": 0 for row in range(self.height)}), Counter(), set(), defaultdict(set)
        for one in found["assignments"]:
            row, column = int(one["application"][1:]), int(one["reviewer"][1:])
            cell = self.affinity[row][column]
            assert cell is not None, f"C1: {one}"
            assert (row, column) not in seen, f"twice: {one}"
            seen.add((row, column))
            assert abs(one["affinity"] - cell / self.unit) < 1e-9, one
            sums[one["application"]] += cell
            loads[one["reviewer"]] += 1
            regions[one["application"]].add(self.regions[column] if self.regions else column)
        assert self.fixed <= seen, "a choice by hand is lost"
        graph = networkx.Graph((one["application"], one["reviewer"]) for one in found["assignments"])
        assert found["review_graph"]["parts"] == networkx.number_connected_components(graph)
        for one in found["applications"]:
            count = sum(1 for row, _ in seen if f"a{row}" == one["application"])
            assert one["reviews"] == count and count + one["shortfall"] == reviews, f"C2: {one}"
            assert shortfall or one["shortfall"] == 0
            assert one["shortfall"] or not self.regions or len(regions[one["application"]]) > 1, f"one region: {one}"
            assert abs(one["affinity"] - sums[one["application"]] / self.unit) < 1e-9
        for column in range(self.width):
            load = loads[f"r{column}"]
            assert self.least <= load <= self.most and found["loads"][f"r{column}"] == load, f"C2: r{column} {load}"
        total = sum(sums.values())
        assert abs(found["total_affinity"] - total / self.unit) < 1e-9 * max(1, abs(total))
        return total, min(sums.values())

    def options(self):
        return [(row, column, cell) for row, cells in enumerate(self.affinity) for column, cell in enumerate(cells) if cell is not None]

    def by_flow(self):
        """OR-tools: lower bounds of loads by reviewers' arcs with a reward; no regions."""
        flow = min_cost_flow.SimpleMinCostFlow()
        big = 10**9
        sink = self.height + self.width
        for row, column, cell in self.options():
            flow.add_arc_with_capacity_and_unit_cost(row, self.height + column, 1, -cell)
        for column in range(self.width):
            flow.add_arc_with_capacity_and_unit_cost(self.height + column, sink, self.least, -big)
            flow.add_arc_with_capacity_and_unit_cost(self.height + column, sink, self.most - self.least, 0)
        for row in range(self.height):
            flow.set_node_supply(row, self.reviews)
        flow.set_node_supply(sink, -self.height * self.reviews)
        if flow.solve() != flow.OPTIMAL:
            return None
        cost = flow.optimal_cost() + big * self.least * self.width
        return -cost if cost < big // 2 else None

    def by_simplex(self):
        """networkx: the same with lower bounds moved into the demands; no regions."""
        graph = networkx.DiGraph()
        for row in range(self.height):
            graph.add_node(("a", row), demand=-self.reviews)
        graph.add_node("end", demand=self.height * self.reviews - self.least * self.width)
        for column in range(self.width):
            graph.add_node(("r", column), demand=self.least)
            graph.add_edge(("r", column), "end", capacity=self.most - self.least, weight=0)
        for row, column, cell in self.options():
            graph.add_edge(("a", row), ("r", column), capacity=1, weight=-cell)
        try:
            return -networkx.network_simplex(graph)[0]
        except networkx.NetworkXUnfeasible:
            return None

    def by_program(self, goal="total", floor=None, reviews=None, least=None, most=None, regions=True, hold=True, extra=0):
        """SciPy's HiGHS. Goals: the total; the lowest sum of an application; the number of reviews, which may then be missing."""
        reviews, least, most = reviews or self.reviews, self.least if least is None else least, most or self.most
        options = self.options() + [(row, self.width + one, 0) for one in range(extra) for row in range(self.height)]
        columns, lines, low, high = len(options) + 1, [], [], []

        def line(entries, smallest, largest):
            lines.append(entries)
            low.append(smallest)
            high.append(largest)

        for row in range(self.height):
            own = [(at, cell) for at, (one, _, cell) in enumerate(options) if one == row]
            line([(at, 1) for at, _ in own], 0 if goal == "reviews" else reviews, reviews)
            if goal == "lowest":
                line([*own, (columns - 1, -1)], 0, numpy.inf)
            if floor is not None:
                line(own, floor, numpy.inf)
            for region in set(self.regions) if self.regions and regions else ():
                same = [(at, 1) for at, (one, column, _) in enumerate(options) if one == row and column < self.width and self.regions[column] == region]
                line(same, 0, reviews - 1)
        for column in range(self.width + extra):
            line([(at, 1) for at, (_, one, _) in enumerate(options) if one == column], least if column < self.width else 0, most)
        matrix = coo_matrix(([v for l in lines for _, v in l], ([i for i, l in enumerate(lines) for _ in l], [at for l in lines for at, _ in l])),
                            shape=(len(lines), columns))
        aim = numpy.zeros(columns)
        if goal == "lowest":
            aim[-1] = -1
        else:
            aim[:-1] = [-1 if goal == "reviews" else -cell for _, _, cell in options]
        bounds = Bounds(numpy.array([float((row, column) in self.fixed and hold) for row, column, _ in options] + [-1e9]), numpy.array([1.0] * (columns - 1) + [1e9]))
        found = milp(aim, constraints=LinearConstraint(matrix.tocsc(), low, high), bounds=bounds, integrality=[1] * (columns - 1) + [0], options={"mip_rel_gap": 0})
        return round(-found.fun) if found.success else None


count = Counter()


def remedies(case, told):
    """Each remedy alone (with both shortages: of its own kind) must be enough, and no smaller one."""
    if "Reviews:" in told and "Loads:" in told:
        return
    for pattern, change in (
        (r"raise load-max to (\d+)", lambda n: [{"most": n}, {"most": n - 1}]),
        (r"lower per-application to (\d+)", lambda n: [{"reviews": n}, {"reviews": n + 1}]),
        (r"lower load-min to (\d+)", lambda n: [{"least": n}, {"least": n + 1}]),
        (r"raise per-application to (\d+)", lambda n: [{"reviews": n}, {"reviews": n - 1}]),
        (r"add (\d+) reviewer", lambda n: [{"extra": n}, {"extra": n - 1}]),
        (r"drop the rule of two (r)egions", lambda n: [{"regions": False}]),
        (r"take back the choices made by (h)and", lambda n: [{"hold": False}]),
    ):
        for value in re.findall(pattern, told):
            enough, *less = change(int(value) if value.isdigit() else 0)
            assert case.by_program(**enough) is not None, f"not enough: {enough} of {told}"
            assert all(case.by_program(**smaller) is None for smaller in less), f"less is enough: {less} of {told}"
            count["remedies"] += 1


for seed in range(instances):
    case = Case(seed)
    case.write()
    found, text = case.run()
    best = case.by_program()
    if not case.regions and not case.fixed:
        assert case.by_flow() == case.by_simplex() == best, f"seed {seed}: the judges disagree"
    if best is None:
        count["impossible"] += 1
        assert found is None and "There is no such assignment" in text, f"seed {seed}: {text}"
        remedies(case, text)
        missing = case.by_program(goal="reviews")
        found, text = case.run("--allow-shortfall")
        assert (found is None) == (missing is None), f"seed {seed}: {text}"
        if found:
            case.judge(found, shortfall=True)
            assert found["reviews"] == missing, f"seed {seed}: {found['reviews']} reviews, {missing} are possible"
            count["shortfalls"] += 1
        continue
    assert found, f"seed {seed}: {text}"
    total, _ = case.judge(found)
    assert total == best, f"seed {seed}: {total}, but {best} is possible"
    case.write(shuffled=True)
    assert case.run()[1] == text, f"seed {seed}: shuffled rows change the answer"
    assert case.run("--allow-shortfall")[0]["assignments"] == found["assignments"], f"seed {seed}: a shortfall that is not needed"
    count["optimal"] += 1
    joined, _ = case.run("--connect")
    assert case.judge(joined)[0] <= total and joined["review_graph"]["parts"] <= found["review_graph"]["parts"]
    lowest = case.by_program(goal="lowest")
    fair, _ = case.run("--fair")
    total, low = case.judge(fair)
    proof = fair["fairness"]
    assert low <= lowest and round(proof["lowest_bound"] * case.unit) >= lowest, f"seed {seed}: a wrong bound"
    if proof["lowest_proved"]:
        assert low == lowest, f"seed {seed}: the lowest has {low}, but {lowest} is possible"
        best = case.by_program(floor=lowest)
        assert total <= best <= round(proof["total_bound"] * case.unit), f"seed {seed}: a wrong bound of the total"
        if proof["total_proved"]:
            assert total == best, f"seed {seed}: {total}, but {best} is possible"
            count["fair"] += 1

# The judges must judge: a pair exchanged for a worse one is noticed.
case = Case(4)
case.affinity, case.unlisted, case.fixed, case.regions = [[5, 1], [1, 5]], set(), set(), None
case.height = case.width = 2
case.reviews, case.least, case.most, case.unit = 1, 0, 1, 1
case.write()
assert case.judge(case.run()[0]) == (10, 5) and case.by_flow() == 10
assert count["optimal"] >= instances / 2 and count["impossible"] and count["fair"], count
print(", ".join(f"{number} {what}" for what, number in sorted(count.items())) + ": OR-tools, networkx and SciPy agree")
