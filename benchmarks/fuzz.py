"""Fuzzing of the readers: real files, damaged at random, through `read_tables`, `validate` and `annotate`.

    python benchmarks/fuzz.py               # 300 workbooks, 300 Parquet and 300 text files
    python benchmarks/fuzz.py 3000 7        # how many of each, and the seed

Every file must end in tables or in one sentence (`UnreadableInputError`). Counted are: files read, refused, children that
died under the reader (the parent goes on), children that were too late, and errors of any other kind (there must be none).
"""

from __future__ import annotations

import io
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import toolkit.reading.workbook as workbook
from tests.intake._mutate import mutated
from tests.intake.files import as_text, with_all, write
from toolkit.annotate import annotate
from toolkit.errors import UnreadableInputError
from toolkit.read import read_tables
from toolkit.validate import validate

workbook.TIMEOUT = 20


def originals(folder: Path) -> dict[str, bytes]:
    """Return a workbook, a Parquet file and a text file of the good data."""
    path = write(with_all(), folder / "good.xlsx")
    parquet = io.BytesIO()
    read_tables(path)["school_year"].write_parquet(parquet)
    text = as_text(with_all().sheets["学校年报"]).encode("gb18030")
    return {"good.xlsx": path.read_bytes(), "school_year.parquet": parquet.getvalue(), "学校年报.csv": text}


def outcome(path: Path) -> str:
    """Read, check and annotate one file."""
    try:
        checked = validate(read_tables(path))
        if path.suffix == ".xlsx":
            annotate(checked, path, path.with_name("copy.xlsx"))
            path.with_name("copy.xlsx").unlink()
        return "read"
    except UnreadableInputError as error:
        text = str(error)
        return (
            "late" if "seconds" in text else "child died" if "ran out of memory or was cut off" in text else "refused"
        )
    except Exception as error:
        return f"ERROR {type(error).__name__}: {str(error)[:80]}"


def main(count: int, seed: int) -> None:
    """Print one line a kind of file."""
    with tempfile.TemporaryDirectory() as at:
        for name, data in originals(Path(at)).items():
            rng, start = random.Random(seed), time.perf_counter()
            slowest, seen = 0.0, Counter[str]()
            for number in range(count):
                path = Path(at) / name
                path.write_bytes(mutated(data, rng))
                begun = time.perf_counter()
                result = outcome(path)
                slowest = max(slowest, time.perf_counter() - begun)
                seen[result] += 1
                if result.startswith("ERROR"):
                    print(f"  {name} {number}: {result}", flush=True)
            print(
                f"{name}: {count} files in {time.perf_counter() - start:.0f} s, slowest {slowest:.1f} s, {dict(seen)}",
                flush=True,
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300, int(sys.argv[2]) if len(sys.argv) > 2 else 0)
