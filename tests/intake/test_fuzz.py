"""Damaged files end in tables or in one sentence; nothing dies, nothing hangs. The long run is benchmarks/fuzz.py."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest

from tests.intake._mutate import mutated
from tests.intake.files import as_text, with_all, write
from toolkit.annotate import annotate
from toolkit.errors import UnreadableInputError
from toolkit.read import read_tables
from toolkit.validate import validate

TRIES = {"data.xlsx": 12, "school_year.parquet": 60, "学校年报.csv": 60}


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    path, parquet = write(with_all(), tmp_path_factory.mktemp("good") / "data.xlsx"), io.BytesIO()
    read_tables(path)["school_year"].write_parquet(parquet)
    text = as_text(with_all().sheets["学校年报"]).encode("gb18030")
    return {"data.xlsx": path.read_bytes(), "school_year.parquet": parquet.getvalue(), "学校年报.csv": text}


@pytest.mark.parametrize("name", TRIES)
def test_a_damaged_file_is_read_or_refused(name: str, originals: dict[str, bytes], tmp_path: Path) -> None:
    rng, path, copy = random.Random(0), tmp_path / name, tmp_path / "copy.xlsx"
    ends = {"read": 0, "refused": 0}
    for _ in range(TRIES[name]):
        path.write_bytes(mutated(originals[name], rng))
        copy.unlink(missing_ok=True)
        try:
            checked = validate(read_tables(path))
            if path.suffix == ".xlsx":
                annotate(checked, path, copy)
            ends["read"] += 1
        except UnreadableInputError:
            ends["refused"] += 1
    assert min(ends.values()) > 0, "both ends are reached, so that the damage is neither too little nor too much"
