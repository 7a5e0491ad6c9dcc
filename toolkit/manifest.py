"""The manifest: what an auditor needs to recompute a run, and to see that nothing was altered."""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.resources
import platform
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun

LIBRARIES = ("numpy", "polars", "scipy", "scikit-learn", "pandera", "matplotlib")


def manifest(run: ScoringRun) -> dict[str, Any]:
    """Return inputs, choices, code, versions, counts, learned parameters and weights as JSON-ready values."""
    from toolkit import __version__
    from toolkit.tables import frame_hash

    return {
        "fingerprint": run.fingerprint,
        "synthetic": run.synthetic,
        "about": dict(run.about),
        "study": run.study.describe(),
        "framework": {"name": run.framework.name, "sha256": frame_hash(run.framework.table())},
        "base_period": run.base_period,
        "periods": run.periods,
        "inputs": dict(run.inputs),
        "counts": counts(run),
        "weights": run.weights.to_dicts(),
        "learned": run.learned.to_dicts(),
        "code": {"version": __version__, "sha256": code_hash()},
        "python": platform.python_version(),
        "libraries": {name: importlib.metadata.version(name) for name in LIBRARIES},
    }


def counts(run: ScoringRun) -> dict[str, Any]:
    """Return how many units were scored, flagged and not assessable, by level, in the latest period."""
    latest = pl.col("period") == run.latest
    root = run.scores.filter(latest & (pl.col("node") == run.framework.root))
    levels = {}
    for level in run.levels:
        scores = root.filter(pl.col("level") == level)
        flags = run.flags.filter(latest & (pl.col("level") == level) & (pl.col("outcome") == "flagged"))
        levels[level] = {
            "units": scores.height,
            "scored": scores["score"].count(),
            "not_assessable": scores["score"].null_count(),
            "flagged_units": flags["unit_id"].n_unique(),
            "flags": flags.height,
        }
    severity = run.findings.group_by("severity").agg(pl.col("count").sum()).sort("severity")
    return {"levels": levels, "values": run.values.height, "findings": dict(severity.iter_rows())}


def code_hash() -> str:
    """Hash the source files of toolkit, schemas and indicators (SHA-256, hex), names and contents."""
    digest = hashlib.sha256()
    for package in ("indicators", "schemas", "toolkit"):
        for name, data in sorted(_sources(importlib.resources.files(package), package)):
            digest.update(name.encode() + b"\0" + data + b"\0")
    return digest.hexdigest()


def _sources(folder: Any, prefix: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for item in folder.iterdir():
        path = f"{prefix}/{item.name}"
        if item.is_dir() and item.name != "__pycache__":
            found += _sources(item, path)
        elif item.name.endswith((".py", ".csv", ".html", ".css")):
            found.append((path, item.read_bytes()))
    return found
