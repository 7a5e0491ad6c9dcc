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
from toolkit.reading.columnar import damaged, read_columnar
from toolkit.validate import validate

TRIES = {"data.xlsx": 12, "学校年报.csv": 60}


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


def test_a_damaged_parquet_file_harms_the_child_at_most(originals: dict[str, bytes], tmp_path: Path) -> None:
    """Some of these abort the process that reads them: what the child survives, this process reads."""
    data, paths = originals["school_year.parquet"], []
    for seed in range(1540, 1620):
        rng, damage = random.Random(seed), bytearray(data)
        for _ in range(rng.choice([1, 2, 5])):
            damage[rng.randrange(max(4, len(data) - 6000), len(data) - 4)] = rng.randrange(256)
        paths.append(tmp_path / f"{seed}.parquet")
        paths[-1].write_bytes(bytes(damage))
    bad = damaged(paths)
    good = [path for path in paths if path not in bad]
    assert bad
    assert good
    for path in good:
        read_columnar(path)
