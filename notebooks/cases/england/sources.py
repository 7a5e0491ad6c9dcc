"""The published files, as text frames with our key names. Nothing is computed here; codes stay as they are."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl

from toolkit.errors import UnreadableInputError

FILES = {
    "schools": "fft_sly_ks4_schools.csv",
    "words": "fft_sly_ks4_meta.json",
    "links": "gias_grouplinks_20170403.csv",
    "provisional": "ks4provisional_2019.csv",
    "final": "ks4final_2019_slim.csv",
    "absence": "england_abs.csv",
    "census": "england_census.csv.gz",
    "destinations": "england_ks4-pupdest.csv.gz",
}


def table(folder: Path, name: str) -> pl.DataFrame:
    """Read one file as text; `school_id` is the URN, rows without one (national, local authority) are left out."""
    frame = pl.read_csv(_path(folder, name), infer_schema=False)
    return frame.rename({"URN": "school_id"}).filter(pl.col("school_id").str.contains(r"^\d+$"))


def trusts(folder: Path) -> pl.DataFrame:
    """Return school_id, group_id, name, joined of every academy in a multi-academy trust on 3 April 2017."""
    links = table(folder, "links").filter(pl.col("Group Type") == "Multi-academy trust")
    return links.select(
        "school_id",
        group_id="Linked UID",
        trust="Group Name",
        joined=pl.col("Joined date").str.to_date("%d-%m-%Y"),
    )


def authorities(folder: Path) -> pl.DataFrame:
    """Return district_id and name of every local authority that the schools' table knows."""
    words = json.loads(_path(folder, "words").read_text(encoding="utf-8"))
    pairs = next(column["lookup"] for column in words if column["name"] == "Local authority")
    return pl.DataFrame([(str(code), name) for code, name in pairs], schema=["district_id", "name"], orient="row")


def _path(folder: Path, name: str) -> Path:
    path = folder / FILES[name]
    if not path.is_file():
        raise UnreadableInputError(f"No file {FILES[name]!r} in the folder of England's data. See the case's README.")
    return path
