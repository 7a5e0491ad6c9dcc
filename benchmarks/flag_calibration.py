"""How often flags are wrong and how often they find what is there: simulation with known truth, and the bundled city.

python benchmarks/flag_calibration.py            # prints the tables and writes docs/methods/flag_calibration.md (minutes)
python benchmarks/flag_calibration.py --quick    # fewer repetitions, prints only
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
from scipy import stats

import toolkit as tk
from indicators.city import make_city, planted_truths, true_rates
from toolkit.flags import bayes_fdr, benjamini_hochberg, posterior_below, storey
from toolkit.monitoring import StatusRules, ar1_posterior, next_status

HOME = Path(__file__).parents[1]
STANDARD = 85.0
SATISFACTION = {
    "C1": "satisfied_parents",
    "C2": "satisfied_students",
    "C3": "satisfied_teachers",
    "C4": "satisfied_community",
}
Rule = Callable[[np.ndarray, np.ndarray], np.ndarray]

BELOW: dict[str, Rule] = {
    "estimate below the standard (no statistics)": lambda y, s: y < STANDARD,
    "P ≥ 0.9, normal prior (default)": lambda y, s: posterior_below(y, s, STANDARD) >= 0.9,
    "P ≥ 0.9, nonparametric prior": lambda y, s: posterior_below(y, s, STANDARD, "nonparametric") >= 0.9,
    "P ≥ 0.9, flat prior": lambda y, s: posterior_below(y, s, STANDARD, "flat") >= 0.9,
    "Bayes FDR 0.05, normal prior": lambda y, s: bayes_fdr(posterior_below(y, s, STANDARD), 0.05).flagged,
    "Bayes FDR 0.10, normal prior": lambda y, s: bayes_fdr(posterior_below(y, s, STANDARD), 0.10).flagged,
    "Bayes FDR 0.10, nonparametric prior": lambda y, s: (
        bayes_fdr(posterior_below(y, s, STANDARD, "nonparametric"), 0.10).flagged
    ),
    "Benjamini-Hochberg 0.10": lambda y, s: benjamini_hochberg(stats.norm.cdf((y - STANDARD) / s), 0.10).flagged,
    "Storey 0.10": lambda y, s: storey(stats.norm.cdf((y - STANDARD) / s), 0.10).flagged,
}
TRUTHS: dict[str, Callable[[np.random.Generator, int], np.ndarray]] = {
    "normal, 20 % below": lambda rng, n: rng.normal(88, 3.5, n),
    "10 % weak and apart": lambda rng, n: np.where(rng.random(n) < 0.1, 78.0, 90.0) + rng.normal(0, 1, n),
    "skewed, 13 % below": lambda rng, n: 94 - rng.gamma(2.0, 2.2, n),
}


def rate(wrong: int, of: int) -> str:
    return f"{wrong / of:.3f}" if of else "–"


def below(draws: int, units: int) -> list[tuple[str, ...]]:
    """Realised share of false alarms and power of the ways to flag what is below a standard."""
    rows = []
    for truth_name, draw in TRUTHS.items():
        counts = {name: np.zeros(3, dtype=int) for name in BELOW}
        rng = np.random.default_rng(0)
        under = 0
        for _ in range(draws):
            truth, s = draw(rng, units), rng.uniform(0.5, 4, units)
            y = truth + rng.normal(0, s)
            weak = truth < STANDARD
            under += int(weak.sum())
            for name, rule in BELOW.items():
                flagged = rule(y, s)
                counts[name] += [flagged.sum(), (flagged & ~weak).sum(), (flagged & weak).sum()]
        rows += [
            (truth_name, name, rate(c[1], c[0]), rate(c[2], under), f"{c[0] / draws:.1f}") for name, c in counts.items()
        ]
    return rows


def falls(draws: int, units: int) -> list[tuple[str, ...]]:
    """Rare falls among changes that are mostly nil: what the prior of `decline` does."""
    rows = []
    for se in (1.5, 3.0):
        counts = {prior: np.zeros(3, dtype=int) for prior in ("normal", "nonparametric", "flat")}
        rng = np.random.default_rng(1)
        for _ in range(draws):
            truth = rng.normal(0, 1.5, units)
            truth[: units // 50] = -10
            s = rng.uniform(0.7, 1.3, units) * se
            y = truth + rng.normal(0, s)
            for prior, c in counts.items():
                flagged = posterior_below(y, s, -5.0, prior) >= 0.9
                c += [flagged.sum(), (flagged & (truth >= -5)).sum(), (flagged & (truth < -5)).sum()]
        fell = draws * (units // 50)
        rows += [(f"{se}", prior, rate(c[1], c[0]), rate(c[2], fell)) for prior, c in counts.items()]
    return rows


def over_rounds(units: int) -> list[tuple[str, ...]]:
    """Five rounds of true values that drift: one round alone, the filter, and the status rules."""
    rng = np.random.default_rng(2)
    phi, tau = 0.85, 3.5
    x = np.empty((units, 5))
    x[:, 0] = rng.normal(0, tau, units)
    for t in range(1, 5):
        x[:, t] = phi * x[:, t - 1] + rng.normal(0, tau * np.sqrt(1 - phi**2), units)
    truth = 88 + x
    s = rng.uniform(1, 4, truth.shape)
    y = truth + rng.normal(0, s)
    weak = truth < STANDARD
    alone = np.column_stack([posterior_below(y[:, t], s[:, t], STANDARD) for t in range(5)])
    p = ar1_posterior(y, s).below(STANDARD)
    status = np.array([walk(row) for row in p])
    ways = {
        "one round alone, P ≥ 0.8": alone >= 0.8,
        "filtered over the rounds, P ≥ 0.8": p >= 0.8,
        "status watch or alert": status != "clear",
        "status alert": status == "alert",
    }
    rows = []
    for name, flagged in ways.items():
        last = flagged[:, -1]
        changes = (flagged[:, 1:] != flagged[:, :-1]).sum() / units
        rows.append(
            (
                name,
                rate((last & ~weak[:, -1]).sum(), last.sum()),
                rate((last & weak[:, -1]).sum(), weak[:, -1].sum()),
                f"{changes:.2f}",
            )
        )
    return rows


def walk(p: np.ndarray) -> list[str]:
    standing, steps, rules = "clear", [], StatusRules()
    for t in range(p.size):
        standing, _ = next_status(standing, [float(q) for q in p[: t + 1]], rules)
        steps.append(standing)
    return steps


def city_indicators(runs: dict[int, tk.ScoringRun]) -> list[tuple[str, ...]]:
    """Satisfaction of schools in the bundled city, against the true rates behind the counts."""
    settings = {
        "P ≥ 0.9, normal prior (default)": {},
        "P ≥ 0.9, nonparametric prior": {"prior": "nonparametric"},
        "Bayes FDR 0.05": {"control": "bayes_fdr", "q": 0.05},
        "Bayes FDR 0.10": {"control": "bayes_fdr", "q": 0.10},
    }
    rows = []
    for name, flags in settings.items():
        c = np.zeros(4, dtype=int)
        for seed, run in runs.items():
            rates = true_rates(seed).unpivot(index=["school_id", "period"], variable_name="who", value_name="truth")
            who = pl.DataFrame({"node": list(SATISFACTION), "who": list(SATISFACTION.values())})
            again = run.study.replace(flags={"rules": ("below_standard",), **flags}).score(run.values)
            told = again.flags.filter(pl.col("node").is_in(list(SATISFACTION)), level="school")
            held = told.join(who, on="node").join(
                rates, left_on=["unit_id", "period", "who"], right_on=["school_id", "period", "who"]
            )
            held = held.filter(pl.col("outcome") != "not_assessable")
            flagged, weak = (held["outcome"] == "flagged").to_numpy(), (held["truth"] < STANDARD).to_numpy()
            c += [flagged.sum(), (flagged & ~weak).sum(), (flagged & weak).sum(), weak.sum()]
        rows.append((name, str(c[0]), rate(c[1], c[0]), rate(c[2], c[3])))
    return rows


def city_rules(runs: dict[int, tk.ScoringRun]) -> list[tuple[str, ...]]:
    """Planted truths of the bundled city that the rules find in the latest period, and groups flagged without one."""
    kinds = {
        "below_satisfaction": "below_standard",
        "below_teaching": "below_standard",
        "decline": "decline",
        "lead_dilution": "lead_dilution",
        "spread": "spread",
        "weakest_member": "weakest_member",
        "insufficient_data": "insufficient_data",
    }
    rows = []
    for kind, rule in kinds.items():
        found = planted = others = ordinary = 0
        for seed, run in runs.items():
            truths = planted_truths(seed).filter(kind=kind, period=run.latest)
            everything = set(planted_truths(seed)["group_id"])
            told = run.flags.filter(rule=rule, level="group", period=run.latest)
            if rule == "below_standard":
                leaves = set(SATISFACTION) if kind == "below_satisfaction" else {"Q5", "Q6", "Q7"}
                told = told.filter(pl.col("node").is_in(leaves))
            wanted = "not_assessable" if rule == "insufficient_data" else "flagged"
            hit = set(told.filter(outcome=wanted)["unit_id"])
            found += len(hit & set(truths["group_id"]))
            planted += truths["group_id"].n_unique()
            others += len(hit - everything)
            ordinary += run.flags.filter(level="group")["unit_id"].n_unique() - len(everything)
        rows.append((kind, rule, f"{found} of {planted}", f"{others} of {ordinary}"))
    return rows


def city_runs(seeds: list[int]) -> dict[int, tk.ScoringRun]:
    return {seed: tk.Study(framework="tianjin").run(make_city(seed)) for seed in seeds}


def table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(cells) + " |" for cells in [heads, tuple("---" for _ in heads), *rows]]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    quick = parser.parse_args().quick
    draws, seeds = (10, [2025]) if quick else (100, [2025, 2026, 2027])
    runs = city_runs(seeds)
    parts = {
        "below": table(
            ("truth", "rule", "false alarms among the flagged", "found of those below", "flagged of 200"),
            below(draws, 200),
        ),
        "falls": table(
            ("standard error", "prior", "false alarms among the flagged", "found of the falls"), falls(draws, 200)
        ),
        "rounds": table(
            ("rule", "false alarms, last round", "found, last round", "changes a unit in 5 rounds"),
            over_rounds(500 if quick else 5000),
        ),
        "city": table(
            ("rule", "flagged", "false alarms among the flagged", "found of those below"), city_indicators(runs)
        ),
        "planted": table(("planted", "rule", "found", "other groups flagged"), city_rules(runs)),
    }
    text = (Path(__file__).parent / "flag_calibration.md.in").read_text(encoding="utf-8")
    for name, part in parts.items():
        text = text.replace(f"<<{name}>>", part)
    text = text.replace("<<seeds>>", ", ".join(map(str, seeds))).replace("<<draws>>", str(draws))
    print(text)
    if not quick:
        (HOME / "docs" / "methods" / "flag_calibration.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
