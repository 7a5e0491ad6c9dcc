"""Pseudonyms: joinable under one key, nothing to anybody without it."""

import hashlib
import hmac
import json
import os
import subprocess
import sys
from base64 import b32encode
from pathlib import Path

import polars as pl
import pytest

from indicators.city import make_city
from toolkit import read_tables
from toolkit.disclosure.pseudonyms import pseudonym, pseudonymise, read_key
from toolkit.errors import OptionError

KEY, OTHER = b"a" * 32, b"b" * 32


@pytest.fixture(scope="module")
def city() -> dict[str, pl.DataFrame]:
    return dict(make_city(groups=16, members=90, periods=("2024-25", "2025-26")))


def key_file(folder: Path, content: bytes = KEY, mode: int = 0o600) -> Path:
    file = folder / "key"
    file.write_bytes(content)
    file.chmod(mode)
    return file


def test_a_pseudonym_is_the_hmac_of_the_id() -> None:
    whole = hmac.new(KEY, b"T0001", hashlib.sha256).digest()
    assert b32encode(whole).decode().startswith(pseudonym("T0001", KEY))


def test_rfc_4231_test_case_2() -> None:
    """HMAC-SHA-256 of the key "Jefe" as published: 5bdcc146bf60754e6a042426089575c7…"""
    assert pseudonym("what do ya want for nothing?", b"Jefe") == b32encode(bytes.fromhex(
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"))[:26].decode()  # fmt: skip


def test_tables_join_as_before(city: dict[str, pl.DataFrame]) -> None:
    hidden = pseudonymise(city, KEY)
    for name in ("staff_moves", "training"):
        before = city[name].join(city["staff"], on="staff_id", how="inner", suffix="_home").height
        assert hidden[name].join(hidden["staff"], on="staff_id", how="inner", suffix="_home").height == before > 0
    assert hidden["staff"]["staff_id"].n_unique() == city["staff"]["staff_id"].n_unique()
    assert (
        hidden["staff"]
        .drop("staff_id", "name", strict=False)
        .equals(city["staff"].drop("staff_id", "name", strict=False))
    )


def test_nothing_of_the_ids_or_names_is_left(city: dict[str, pl.DataFrame]) -> None:
    named = city["staff"].with_columns(name=pl.lit("张三"))
    hidden = pseudonymise({**city, "staff": named}, KEY)
    assert "name" not in hidden["staff"].columns
    assert not set(hidden["staff"]["staff_id"]) & set(city["staff"]["staff_id"])
    assert not set(hidden["assessments"]["student_id"].drop_nulls()) & set(
        city["assessments"]["student_id"].drop_nulls()
    )


def test_another_key_gives_other_pseudonyms(city: dict[str, pl.DataFrame]) -> None:
    a, b = (set(pseudonymise({"staff": city["staff"]}, key)["staff"]["staff_id"]) for key in (KEY, OTHER))
    assert not a & b


def test_a_table_that_nobody_knows_is_refused(city: dict[str, pl.DataFrame]) -> None:
    with pytest.raises(OptionError, match="'nurses' has no model"):
        pseudonymise({"nurses": city["staff"]}, KEY)


@pytest.mark.parametrize("size", [0, 31])
def test_a_short_key_is_refused(tmp_path: Path, size: int) -> None:
    with pytest.raises(OptionError, match=f"has {size} bytes"):
        read_key(key_file(tmp_path, b"k" * size))


def test_a_key_that_is_absent_or_among_the_data_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="no key file 'none'"):
        read_key(tmp_path / "none")
    with pytest.raises(OptionError, match="in the folder of the data"):
        read_key(key_file(tmp_path), outside=tmp_path)
    link = tmp_path.parent / f"{tmp_path.name}-link"
    link.symlink_to(tmp_path / "key")
    with pytest.raises(OptionError, match="in the folder of the data"):
        read_key(link, outside=tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="rights of files are those of POSIX")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
def test_a_key_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(OptionError, match="can be read by others"):
        read_key(key_file(tmp_path, mode=mode))


def test_on_the_command_line(tmp_path: Path, city: dict[str, pl.DataFrame]) -> None:
    data, safe = tmp_path / "data", tmp_path / "safe"
    data.mkdir()
    safe.mkdir()
    for name, frame in city.items():
        frame.write_parquet(data / f"{name}.parquet")
    key = key_file(safe)
    command = [
        sys.executable,
        "-m",
        "toolkit",
        "pseudonymise",
        str(data),
        str(tmp_path / "out"),
        "--key",
        str(key),
        "--format",
        "json",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["counts"] == {"tables": len(city)}
    assert KEY.decode() not in done.stdout + done.stderr
    assert all(KEY not in file.read_bytes() for file in (tmp_path / "out").iterdir())
    assert read_tables(tmp_path / "out")["staff"].height == city["staff"].height
    again = subprocess.run(command, capture_output=True, text=True, check=False)
    assert again.returncode == 2
    assert "is there already" in again.stderr + again.stdout
