"""Table `memberships`: the spells, in the order of groups, schools and dates."""

from __future__ import annotations

import numpy as np
import polars as pl

from indicators.city._frames import ids, words
from indicators.city._plan import EXITS, City


def memberships(city: City, rng: np.random.Generator) -> pl.DataFrame:
    """Return one row a spell."""
    spells = city.spells
    frame = pl.DataFrame(
        {
            "group_id": ids("G", 3, spells.group),
            "school_id": ids("S", 4, spells.school),
            "role": words(("member", "lead"), spells.lead.astype(np.int64)),
            "joined": spells.joined,
            "left": spells.left,
            "exit_kind": words(EXITS, spells.exit),
        }
    )
    return frame.sort("group_id", "school_id", "joined")
