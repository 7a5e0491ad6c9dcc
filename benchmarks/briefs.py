"""100 group briefs as PDF, as `duxue report RUN FOLDER --all-groups` writes them.

Run: python benchmarks/briefs.py RUN_FOLDER
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import toolkit as tk


def main(folder: str) -> None:
    start = time.perf_counter()
    run = tk.load_run(folder)
    groups = run.scores.filter(level="group", period=run.latest)["unit_id"].unique().sort().to_list()
    print(f"run read: {time.perf_counter() - start:.1f} s, {len(groups)} groups")
    for lang in ("zh", "en"):
        with tempfile.TemporaryDirectory() as home:
            start = time.perf_counter()
            sizes = [tk.brief(run, g, Path(home) / f"{g}.pdf", lang).stat().st_size for g in groups]
            done = time.perf_counter() - start
        print(
            f"{lang}: {done:.1f} s, {1000 * done / len(groups):.0f} ms a brief, {sum(sizes) / len(sizes) / 1000:.0f} kB each"
        )


if __name__ == "__main__":
    main(sys.argv[1])
