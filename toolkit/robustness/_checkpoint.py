"""A folder of finished chunks, so that a long run that was interrupted goes on."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from toolkit.errors import RunFolderError
from toolkit.files import write_text, write_whole
from toolkit.robustness._choice import Array

if TYPE_CHECKING:
    from toolkit.robustness._plan import Plan


@dataclass(frozen=True)
class Checkpoint:
    """`plan.json` says whose chunks these are; each chunk is one Parquet file, written whole or not at all."""

    folder: Path
    plan: Plan

    @classmethod
    def open(cls, folder: Path, plan: Plan, fingerprint: str) -> Checkpoint:
        """Make the folder, or take up one that holds chunks of this very plan."""
        about = description(plan, fingerprint)
        place = folder / "plan.json"
        try:
            if place.is_file():
                if json.loads(place.read_text(encoding="utf-8")) != about:
                    raise RunFolderError(
                        f"{str(folder)!r} holds replicates of another run, seed or choice. Give an empty folder, or the "
                        "same run and choices as before."
                    )
            else:
                folder.mkdir(parents=True, exist_ok=True)
                write_text(place, json.dumps(about, ensure_ascii=False, indent=1) + "\n")
        except (OSError, json.JSONDecodeError) as error:
            raise RunFolderError(f"The checkpoint folder {str(folder)!r} can't be used: {error}.") from error
        return cls(folder, plan)

    def finished(self) -> dict[int, Array]:
        """Read the chunks that are there: number -> scores, shape (replicates, units)."""
        found = {}
        for chunk in range(self.plan.chunks):
            path = self._path(chunk)
            if path.is_file():
                span = self.plan.span(chunk)
                scores = pl.read_parquet(path)["score"].fill_null(np.nan).to_numpy()
                found[chunk] = scores.reshape(span.stop - span.start, -1)
        return found

    def keep(self, chunk: int, scores: Array) -> None:
        """Write a finished chunk."""
        column = pl.DataFrame(pl.Series("score", scores.reshape(-1), nan_to_null=True))
        write_whole(self._path(chunk), column.write_parquet)

    def _path(self, chunk: int) -> Path:
        return self.folder / f"chunk-{chunk:06d}.parquet"


def description(plan: Plan, fingerprint: str) -> dict[str, object]:
    """Say whose replicates these are."""
    design = hashlib.sha256(np.ascontiguousarray(plan.design.sources).tobytes()).hexdigest()
    return {
        "run": fingerprint,
        "seed": plan.seed,
        "draws": plan.draws,
        "chunk_rows": plan.chunk_rows,
        "node": plan.node,
        "rows": hashlib.sha256(plan.rows.tobytes()).hexdigest(),
        "design": design,
        "choices": [choice.describe() for choice in plan.choices],
    }
