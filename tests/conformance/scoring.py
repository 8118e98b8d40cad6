"""`udf scoring evaluate`, judged by programs that are not ours.

    scoring.py UDF [COUNT]

UDF is the program, COUNT the number of seeded random tables (60). Judges: `krippendorff` (α at four levels), `pingouin`
(six intraclass correlations with F and interval), `statsmodels` and a dense likelihood climbed by `scipy` (variances), dense
matrices of `numpy` (predictions, their errors, expected ranks) and draws of `numpy` (intervals of ranks).
"""

import csv
import json
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import krippendorff
import numpy as np
import pandas as pd
import pingouin
import statsmodels.api as sm
from scipy.optimize import minimize
from scipy.stats import norm
from statsmodels.regression.mixed_linear_model import VCSpec

udf = sys.argv[1]
count = int(sys.argv[2]) if len(sys.argv) > 2 else 60
kept = tempfile.TemporaryDirectory(prefix="udf-scoring.")
folder = Path(kept.name)
LEVELS = ("nominal", "ordinal", "interval", "ratio")
FORMS = {"icc1": "ICC(1,1)", "icc_a1": "ICC(A,1)", "icc_c1": "ICC(C,1)", "icc1k": "ICC(1,k)", "icc_ak": "ICC(A,k)", "icc_ck": "ICC(C,k)"}


def table(seed):
    """A random table, NaN where there is no score: complete, with holes, or a few reviewers to each application."""
    dice = np.random.default_rng(seed)
    n, m = int(dice.integers(3, 25)), int(dice.integers(2, 9))
    merit, severity, chance = dice.choice([0.0, 0.3, 1.0, 2.0]), dice.choice([0.0, 0.5, 1.5]), dice.choice([0.3, 1.0, 2.0])
    scores = 5 + merit * dice.normal(size=(n, 1)) + severity * dice.normal(size=(1, m)) + chance * dice.normal(size=(n, m))
    scores = np.clip(np.round(scores), 1, 9) if seed % 3 else np.abs(np.round(scores, 3))
    if seed % 4 == 1:
        scores[dice.random((n, m)) < dice.choice([0.1, 0.3, 0.6])] = np.nan
    elif seed % 4 == 2:
        each = int(dice.integers(2, m + 1))
        for row in scores:
            row[dice.permutation(m)[each:]] = np.nan
    elif seed % 4 == 3:
        scores[dice.random(n) < 0.3, int(dice.integers(m))] = np.nan
    scores = scores[:, ~np.isnan(scores).all(axis=0)]
    return scores[~np.isnan(scores).all(axis=1)]


def rows_of(scores):
    return [(f"application {i:03}", f"reviewer {j:03}", scores[i, j]) for i, j in np.argwhere(~np.isnan(scores))]


def ask(rows, *options, order=None):
    """What the program says of these rows, written in a shuffled order."""
    file = folder / "scores.csv"
    rows = [rows[at] for at in order] if order is not None else rows
    with open(file, "w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([("application", "reviewer", "score"), *((a, r, repr(float(s))) for a, r, s in rows)])
    said = subprocess.run([udf, "scoring", "evaluate", file, *options], check=True, capture_output=True, text=True).stdout
    return json.loads(said, parse_constant=lambda name: sys.exit(f"{name} in the JSON")), said


def near(ours, theirs, within, what):
    assert ours is not None, f"{what}: ours is null, theirs {theirs}"
    assert abs(ours - theirs) <= within * max(1, abs(theirs)), f"{what}: ours {ours}, theirs {theirs}"


def judge_alpha(said, scores):
    for level in LEVELS:
        ours = said["reliability"]["krippendorff_alpha"][level]
        try:
            theirs = krippendorff.alpha(reliability_data=scores.T, level_of_measurement=level)
        except ValueError:  # one value only
            theirs = np.nan
        if np.isnan(theirs):
            assert ours is None, f"α {level}: ours {ours}, theirs undefined"
        else:
            near(ours, theirs, 2e-9, f"α {level}")


def judge_icc(said, scores):
    """True where pingouin has an answer. Its intervals are rounded to two digits."""
    complete = scores[~np.isnan(scores).any(axis=1)]
    assert said["reliability"]["icc_applications"] == len(complete)
    if len(complete) < 2 or scores.shape[1] < 2 or complete.size < 5 or np.ptp(complete) == 0:
        return False
    frame = pd.DataFrame([(i, j, s) for (i, j), s in np.ndenumerate(scores)], columns=["a", "r", "s"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = pingouin.intraclass_corr(frame, targets="a", raters="r", ratings="s", nan_policy="omit").set_index("Type")
    for form, name in FORMS.items():
        ours, detail, row = said["reliability"]["icc"][form], said["reliability"]["icc_detail"][form], theirs.loc[name]
        if not np.isfinite(row["ICC"]):
            assert ours is None, f"{form}: ours {ours}, theirs undefined"
            continue
        near(ours, row["ICC"], 2e-9, form)
        if row["F"] > 1e20:  # without a residual
            assert detail["f"] is None and detail["p"] is None, f"F of {form}: ours {detail['f']}, theirs infinite"
            continue
        near(detail["f"], row["F"], 2e-9, f"F of {form}")
        near(detail["p"], row["pval"], 2e-9, f"p of {form}")
        for end, value in zip(("low", "high"), row["CI95"]):
            if np.isfinite(value) and detail[end] is not None:
                assert abs(detail[end] - value) < 0.00501, f"{form}: {end} end {detail[end]}, theirs {value}"
    return True


class Dense:
    """The mixed model with every matrix written out."""

    def __init__(self, scores):
        at = np.argwhere(~np.isnan(scores))
        self.y = scores[at[:, 0], at[:, 1]]
        self.z = np.eye(scores.shape[0])[at[:, 0]]
        self.w = np.eye(scores.shape[1])[at[:, 1]]
        self.ones = np.ones(len(self.y))

    def solve(self, variances):
        a, r, e = variances
        inverse = np.linalg.inv(a * self.z @ self.z.T + r * self.w @ self.w.T + e * np.eye(len(self.y)))
        weight = self.ones @ inverse @ self.ones
        p = inverse - np.outer(inverse @ self.ones, self.ones @ inverse) / weight
        return inverse, weight, p

    def criterion(self, variances):
        """−2 times the restricted log-likelihood."""
        inverse, weight, p = self.solve(variances)
        sign, determinant = np.linalg.slogdet(inverse)
        value = (len(self.y) - 1) * np.log(2 * np.pi) - determinant + np.log(weight) + self.y @ p @ self.y
        return value if sign > 0 and np.isfinite(value) else 1e300

    def climb(self):
        """The lowest criterion that scipy finds from several starts."""
        total = self.y.var() + 1e-9
        starts = [total * np.array(share) for share in ((0.4, 0.2, 0.4), (0.05, 0.05, 0.9), (0.8, 0.1, 0.1), (0.1, 0.8, 0.1))]
        target = lambda roots: self.criterion(np.array(roots) ** 2 + [0, 0, 1e-9 * total])
        found = [minimize(target, np.sqrt(s), method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-11, "maxiter": 4000}) for s in starts]
        best = min(found, key=lambda one: one.fun)
        return best.fun, best.x**2


def judge_statsmodels(dense, variances):
    """True where statsmodels comes as high as we do; it must never come higher."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        names = [[[f"{kind}{at}" for at in range(matrix.shape[1])]] for kind, matrix in (("a", dense.z), ("r", dense.w))]
        vc = VCSpec(["a", "r"], names, [[dense.z], [dense.w]])
        try:
            fit = sm.MixedLM(dense.y, dense.ones[:, None], groups=np.zeros(len(dense.y)), exog_vc=vc).fit(reml=True, method=["powell", "bfgs"])
        except (np.linalg.LinAlgError, ValueError):
            return False
    theirs = np.array([*fit.vcomp, fit.scale])
    if not np.isfinite(theirs).all() or theirs[2] <= 0:
        return False
    gap = dense.criterion(theirs) - dense.criterion(variances)
    assert gap > -1e-6, f"statsmodels is more likely by {-gap}: {theirs}, ours {variances}"
    if gap > 1e-5:
        return False
    scale = max(1.0, dense.y.var())
    assert np.abs(theirs - variances).max() < 2e-2 * scale, f"as likely, but {theirs}, ours {variances}"
    return True


def judge_model(said, scores, sign):
    """Variances, predictions, errors, expected ranks and intervals. Says whether statsmodels agreed."""
    ours = said["variance"]
    variances = np.array([ours["application"], ours["reviewer"], ours["residual"]])
    dense = Dense(scores)
    assert variances[2] > 0, f"no residual variance: {variances}"
    near(said["model"]["reml_criterion"], dense.criterion(variances), 1e-7, "restricted likelihood")
    lowest, theirs = dense.climb()
    assert dense.criterion(variances) <= lowest + 1e-6, f"scipy is more likely: {theirs}, ours {variances}"
    agreed = judge_statsmodels(dense, variances)

    _, weight, p = dense.solve(variances)
    inverse = dense.solve(variances)[0]
    mean = dense.ones @ inverse @ dense.y / weight
    near(said["model"]["mean"], mean, 1e-7, "mean")
    effects = variances[0] * dense.z.T @ p @ dense.y
    errors = variances[0] * np.eye(dense.z.shape[1]) - variances[0] ** 2 * dense.z.T @ p @ dense.z
    severity = variances[1] * dense.w.T @ p @ dense.y
    for line, effect in zip(said["reviewers"], severity):
        near(line["effect"], effect, 1e-7, f"effect of {line['id']}")
    lines = sorted(said["applications"], key=lambda line: line["id"])
    n = len(lines)
    spread = np.sqrt(np.maximum(np.diag(errors)[:, None] + np.diag(errors)[None, :] - 2 * errors, 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        ahead = norm.cdf(sign * (effects[None, :] - effects[:, None]) / spread)
    ahead[np.isnan(ahead)] = 0.5
    np.fill_diagonal(ahead, 0)
    expected = 1 + ahead.sum(axis=1)
    draws = np.random.default_rng(1).multivariate_normal(effects, errors, size=20_000, method="eigh") if variances[0] > 0 else None
    ranks = None if draws is None else (-sign * draws).argsort(axis=1).argsort(axis=1) + 1
    for at, line in enumerate(lines):
        name = line["id"]
        near(line["mean"], np.nanmean(scores[at]), 1e-9, f"mean of {name}")
        assert line["n"] == (~np.isnan(scores[at])).sum()
        near(line["blup"], effects[at], 1e-7, f"blup of {name}")
        near(line["predicted"], mean + effects[at], 1e-7, f"predicted of {name}")
        near(line["standard_error"], np.sqrt(max(errors[at, at], 0)), 1e-6, f"standard error of {name}")
        if variances[0] > 1e-6:
            near(line["expected_rank"], expected[at], 1e-6, f"expected rank of {name}")
        near(line["sucra"], (n - line["expected_rank"]) / (n - 1), 1e-8, f"sucra of {name}")
        if ranks is not None:
            for end, share in (("rank_low", 0.25), ("rank_high", 0.75)):
                below, upto = (ranks[:, at] < line[end]).mean(), (ranks[:, at] <= line[end]).mean()
                assert below - 0.03 <= share <= upto + 0.03, f"{end} of {name}: {below} to {upto} do not hold {share}"
    near(sum(line["expected_rank"] for line in lines), n * (n + 1) / 2, 1e-8, "sum of expected ranks")
    return agreed


def judge_balanced(said, scores):
    """REML equals the analysis of variance where that has nothing below zero."""
    n, m = scores.shape
    rows, columns, grand = scores.mean(axis=1), scores.mean(axis=0), scores.mean()
    b, j = m * rows.var(ddof=1), n * columns.var(ddof=1)
    e = ((scores - rows[:, None] - columns[None, :] + grand) ** 2).sum() / ((n - 1) * (m - 1))
    if e <= 0 or b < e or j < e:
        return False
    for name, theirs in (("application", (b - e) / m), ("reviewer", (j - e) / n), ("residual", e)):
        near(said["variance"][name], theirs, 5e-9, f"analysis of variance: {name}")
    return True


def judge_published():
    """The worked example of Krippendorff's α with three coders and fifteen units."""
    coders = {"A": "*****34121133*3", "B": "1*213343*******", "C": "**21344*21133*4"}
    rows = [(f"{unit:02}", coder, int(value)) for coder, values in coders.items() for unit, value in enumerate(values) if value != "*"]
    said, _ = ask(rows)
    published = {"nominal": 0.691358024691358, "ordinal": 0.8067214199413153, "interval": 0.8108448928121059, "ratio": 0.8089436707842471}
    for level, value in published.items():
        near(said["reliability"]["krippendorff_alpha"][level], value, 1e-9, f"published α {level}")


def main():
    judge_published()
    totals = {"tables": 0, "with holes": 0, "pingouin": 0, "statsmodels": 0, "analysis of variance": 0, "scipy and numpy": 0}
    for seed in range(count):
        scores = table(seed)
        rows = rows_of(scores)
        dice = np.random.default_rng(seed)
        lower = seed % 5 == 0
        options = ["--lower-is-better"] if lower else []
        try:
            said, text = ask(rows, *options)
            assert text == ask(rows, *options, order=dice.permutation(len(rows)))[1], "another order of rows gives another text"
            totals["tables"] += 1
            totals["with holes"] += bool(np.isnan(scores).any())
            judge_alpha(said, scores)
            totals["pingouin"] += judge_icc(said, scores)
            if said["variance"]["application"] is not None and np.nanstd(scores) > 0 and said["variance"]["residual"] > 0:
                totals["statsmodels"] += judge_model(said, scores, -1 if lower else 1)
                totals["scipy and numpy"] += 1
            if not np.isnan(scores).any():
                totals["analysis of variance"] += judge_balanced(said, scores)
        except AssertionError as wrong:
            raise AssertionError(f"table {seed}, {scores.shape}: {wrong}") from wrong
    assert totals["tables"] >= 40 and totals["with holes"] >= 20 and totals["scipy and numpy"] >= 40, totals
    assert totals["pingouin"] >= 20 and totals["statsmodels"] >= 20 and totals["analysis of variance"] >= 5, totals
    print("scoring: " + ", ".join(f"{name} {number}" for name, number in totals.items()) + ": all agree")


main()
