"""`duxue flag`: the flags of a saved run again, rule by rule, under other thresholds."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from toolkit.cli import DONE, FINDINGS
from toolkit.cli._output import Output, fails_on_flags
from toolkit.errors import OptionError, unknown
from toolkit.words import label_of

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun

MOST = 30
"""Flags that a person is shown; the rest is counted."""

KEY = ["level", "unit_id", "period", "rule", "node"]


def run(
    folder: Path,
    rules: list[str],
    settings: list[str],
    level: str | None,
    period: str | None,
    fail_on: str,
    lang: str,
    form: str,
) -> int:
    """Flag a saved run again; exit code 1 where the shown flags say `flagged` and the user asked to fail on it."""
    out = Output("flag", lang, form)
    strict = fails_on_flags(fail_on)
    from toolkit.save import load_run

    saved = load_run(folder)
    period = period or saved.latest
    for what, word, allowed in (("period", period, saved.periods), ("level", level, [None, *saved.levels])):
        if word not in allowed:
            raise unknown(what, word, [a for a in allowed if a])
    again = _again(saved, rules, settings)
    here = (pl.col("period") == period) & (pl.col("level") == level if level else pl.lit(True))
    flags = again.flags.filter(here)
    flagged = flags.filter(pl.col("outcome") == "flagged")
    chosen = again.study.flags.model_dump()
    if saved.synthetic:
        out.say("cli_synthetic")
    told = ", ".join(f"{k}={v}" for k, v in chosen.items() if k != "rules" and v is not None)
    out.say("cli_flags_head", period=period, settings=told)
    by_rule = {rule: _counts(flags.filter(pl.col("rule") == rule)) for rule in chosen["rules"]}
    for rule, counts in by_rule.items():
        out.say("cli_flags_rule", rule=label_of("rule", rule, out.lang), **counts)
    _list(again, flagged, out)
    of_run = saved.flags.filter(here & pl.col("rule").is_in(chosen["rules"]) & (pl.col("outcome") == "flagged"))
    new, gone = flagged.join(of_run, on=KEY, how="anti"), of_run.join(flagged, on=KEY, how="anti")
    out.say("cli_flags_change", new=new.height, gone=gone.height)
    out.counts = {
        "settings": {k: list(v) if isinstance(v, tuple) else v for k, v in chosen.items()},
        "rules": by_rule,
        "flags": flags.filter(pl.col("outcome") != "clear").to_dicts(),
        "new": new.select(KEY).to_dicts(),
        "gone": gone.select(KEY).to_dicts(),
    }
    out.ok = not (strict and flagged.height)
    return out.finish(DONE if out.ok else FINDINGS)


def _again(saved: ScoringRun, rules: list[str], settings: list[str]) -> ScoringRun:
    from toolkit.defaults import empty
    from toolkit.flags import flag

    changes: dict[str, Any] = dict(map(_setting, settings))
    if rules:
        changes["rules"] = tuple(rules)
    study = saved.study.replace(flags={**saved.study.flags.model_dump(), **changes})
    bare = replace(saved, study=study, flags=empty("flags"))
    return replace(bare, flags=flag(bare))


def _setting(text: str) -> tuple[str, Any]:
    """Read `name=value`; the value as in a study file, or a word.

    >>> _setting("probability=0.95"), _setting("prior=flat")
    (('probability', 0.95), ('prior', 'flat'))
    """
    name, found, value = (part.strip() for part in text.partition("="))
    if not (name and found and value):
        raise OptionError(f"--set {text!r}: give name=value, for example --set probability=0.95.")
    try:
        return name, tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        return name, value


def _counts(flags: pl.DataFrame) -> dict[str, int]:
    outcomes = dict(flags.group_by("outcome").len().iter_rows())
    return {name: outcomes.get(name, 0) for name in ("flagged", "clear", "not_assessable")}


def _list(run: ScoringRun, flagged: pl.DataFrame, out: Output) -> None:
    order = flagged.sort(
        "level", "probability", "unit_id", "rule", descending=[False, True, False, False], nulls_last=True
    )
    for row in order.head(MOST).iter_rows(named=True):
        said = row["reason"] if out.lang == "zh" else row["message"]
        out.text(f"  {row['unit_id']} {run.name(row['unit_id'], out.lang, level=row['level'])}: {said}")
    if flagged.height > MOST:
        out.text(f"  … +{flagged.height - MOST}")
