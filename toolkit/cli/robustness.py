"""`duxue robustness`: a saved run under many other choices."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from toolkit.cli import DONE, FINDINGS
from toolkit.cli._output import Output, fails_on_flags
from toolkit.errors import OptionError
from toolkit.words import label_of, listed, word

if TYPE_CHECKING:
    from toolkit.robustness import Robustness

FIRM = ("every", "most")
"""Standing of a flag that does not hang on a few choices."""
MOST = 10
"""Units that a person is shown; the rest is counted."""


def run(
    folder: Path,
    out: Path | None,
    draws: int,
    vary: list[str],
    level: str | None,
    node: str | None,
    period: str | None,
    seed: int,
    jobs: int,
    checkpoint: Path | None,
    fail_on: str,
    lang: str,
    form: str,
) -> int:
    """Score a saved run again under other choices; exit code 1 where most or every choice flags, if the user asked for it."""
    said = Output("robustness", lang, form)
    strict = fails_on_flags(fail_on)
    choices = choices_of(vary)
    from toolkit.robustness import robustness
    from toolkit.save import load_run

    saved = load_run(folder)
    asked: dict[str, Any] = {"level": level, "node": node, "period": period} | ({"vary": choices} if choices else {})
    result = robustness(saved, draws, seed=seed, n_jobs=jobs, checkpoint=checkpoint, **asked)
    home = result.save(out or Path(f"robustness-{saved.fingerprint}"), lang=said.lang)
    if saved.synthetic:
        said.say("cli_synthetic")
    names = [label_of("choice", c.name, said.lang) for c in result.plan.choices]
    varied = listed(names, said.lang, most=len(names))
    said.say("cli_robustness", n=draws, choices=varied)
    firm = _tell(result, said)
    said.say("cli_robustness_where", folder=home)
    said.files = {path.stem if path.suffix != ".png" else path.name: str(path) for path in sorted(home.iterdir())}
    if strict and firm:
        said.ok = False
        return said.finish(FINDINGS)
    return said.finish(DONE)


def choices_of(vary: list[str]) -> dict[str, Any]:
    """Read `weights`, `weights=0.4`, `weights=simplex`, `normaliser=minmax,zscore` into names and settings.

    >>> choices_of(["weights=0.4", "excluded=2", "aggregator=arithmetic,mean_min", "errors"])
    {'weights': 0.4, 'excluded': 2, 'aggregator': ['arithmetic', 'mean_min'], 'errors': None}
    """
    choices: dict[str, Any] = {}
    for text in vary:
        name, _, setting = text.partition("=")
        if name in choices:
            raise OptionError(f"--vary {name} is given twice: name its alternatives together, {name}=a,b.")
        choices[name] = _setting(name, setting)
    return choices


def _setting(name: str, text: str) -> Any:
    if not text:
        return None
    if re.fullmatch(r"\d+", text):
        return int(text)
    if re.fullmatch(r"\d*\.\d+", text):
        return float(text)
    return text if name == "weights" else text.split(",")


def _tell(result: Robustness, said: Output) -> int:
    """Say which choice matters, how wide the ranks are, who is flagged; return how many most or every choice flags."""
    firm = 0
    for level in result.units["level"].unique().sort().to_list():
        here = pl.col("level") == level
        ranks = result.ranks.filter(here).drop_nulls("lower")
        flags = result.flags.filter(here)
        counts = dict(flags["standing"].value_counts().iter_rows())
        width = "–" if not ranks.height else f"{(ranks['upper'] - ranks['lower']).median():g}"  # type: ignore[str-bytes-safe]
        number = word(f"n_{level}", said.lang, n=flags.height)
        said.say("cli_robustness_level", units=number, width=width)
        standing = [
            f"{label_of('standing', s, said.lang)} {counts[s]}" for s in ("every", "most", "some", "few") if s in counts
        ]
        if standing:
            said.say("cli_robustness_flags", standing=listed(standing, said.lang))
        rows = flags.filter(pl.col("standing").is_in(FIRM)).sort("share", "unit_id", descending=[True, False])
        firm += rows.height
        for row in rows.head(MOST).iter_rows(named=True):
            name = result.run.name(row["unit_id"], said.lang)
            said.text(
                f"  {row['unit_id']} {name}: {label_of('standing', row['standing'], said.lang)} ({int(100 * row['share'])}%)"
            )
    said.counts = {
        "draws": result.plan.draws,
        "units": result.units.height,
        "firm_flags": firm,
        "flags": result.flags.to_dicts(),
        "ranks": result.ranks.to_dicts(),
    }
    if result.plan.design.base:
        sobol = result.sobol.filter(pl.col("output") == "shift")
        said.counts["sobol"] = sobol.to_dicts()
        for (level,), rows in sobol.drop_nulls("total").group_by("level", maintain_order=True):
            ordered = rows.sort("total", "choice", descending=[True, False])
            parts = [
                f"{label_of('choice', choice, said.lang)} {total:.2f}"
                for choice, total in ordered.select("choice", "total").iter_rows()
            ]
            said.say(
                "cli_robustness_sobol",
                level=word(str(level), said.lang),
                parts=listed(parts, said.lang, most=len(parts)),
            )
    return firm
