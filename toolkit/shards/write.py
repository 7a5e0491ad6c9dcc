"""Raw tables as a folder of shards: Parquet, one folder a shard, written in streams."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from toolkit.errors import DataError, FindingsError, OutputError, unknown
from toolkit.files import make_folder, sha256, write_text
from toolkit.shards.cut import HOMES, Cut, cut, home_of
from toolkit.shards.folder import ELSEWHERE, FORMAT, INDEX, Shards

PEOPLE = {"staff": ("staff_id",), "students": ("student_id", "period")}
"""Tables of people, to whom rows of other tables refer, by these columns. Their home is that of their school."""


def write_shards(
    source: str | os.PathLike[str] | Mapping[str, pl.DataFrame],
    out: str | os.PathLike[str],
    *,
    by: str = "city",
    move: bool = False,
    only: Sequence[str] = (),
    models: Mapping[str, Any] | None = None,
) -> Shards:
    """Cut raw tables into shards: `out/province=…/city=…/<table>.parquet` and an index with hashes.

    A row goes to every shard that it concerns: a move of a teacher between two of them is in both. Rows that refer to a
    school, group or person that no table has are refused, so that none is lost.

    Parameters
    ----------
    source : path, database address or mapping
        A folder of Parquet files named by table is streamed and may be larger than memory. Anything else is read by
        `read_tables`, whole.
    out : path
        A folder that does not exist yet. It is there when everything is written, or not at all.
    by : "province", "city" or "district"
        How fine to cut; provinces and cities are columns of `districts`.
    move : bool
        Move a group that crosses the cut, whole, to one shard; without it such a group is refused by its id.
    only : sequence of str
        Names of shards to write anew in a folder that exists, after their data were mended. The others stay as they are.

    Raises
    ------
    DataError
        A group crosses the cut; a row that belongs nowhere.
    FindingsError
        The source was read with errors.
    OutputError
        `out` exists, or can't be written.
    """
    if models is None:
        from schemas import RAW

        models = RAW
    target = Path(out)
    old = Shards.open(target) if only else None
    if target.exists() and not only:
        raise OutputError(f"{str(target)!r} exists already: give a folder that does not exist yet.")
    frames = _frames(source, models)
    for name in (*HOMES, "memberships"):
        if name not in frames:
            raise DataError(f"The table {name!r} is absent: it says where the data can be cut.")
    plan = cut(frames, by if old is None else old.by, move=move)
    chosen = _chosen(plan, old, only)
    make_folder(target.parent)
    half = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        tables = [n for n in models if n in frames]
        away: dict[str, pl.DataFrame] = {}
        homes = dict(_homes(frames, plan))
        for name in tables:
            _write(name, frames[name], homes, models, plan, half, away, chosen)
        _write_guests(away, plan, half, chosen)
        entries = _entries(plan, tables, half, chosen)
        if old is None:
            _write_index(half, by, entries)
            half.rename(target)
        else:
            _put_in_place(old, half, entries)
    except OSError as error:
        raise OutputError(f"{str(target)!r} can't be written: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(half, ignore_errors=True)
    return Shards.open(target)


def _chosen(plan: Cut, old: Shards | None, only: Sequence[str]) -> list[int]:
    if old is None:
        return list(range(len(plan.names)))
    for name in only:
        if name not in old.names:
            raise unknown("shard", name, old.names)
    if plan.names != old.names:
        raise DataError("The source is cut into other shards than the folder holds: write all of them anew.")
    return [plan.names.index(name) for name in only]


def _put_in_place(old: Shards, half: Path, entries: list[dict[str, Any]]) -> None:
    """Exchange shards one by one, the index last: a shard that it does not fit is told when it is read."""
    for entry in entries:
        there = old.folder / entry["name"]
        shutil.rmtree(there)
        (half / entry["name"]).rename(there)
    fresh = {entry["name"]: entry for entry in entries}
    _write_index(old.folder, old.by, [fresh.get(name, dict(old.index[name])) for name in old.names])


def _write_index(folder: Path, by: str, entries: list[dict[str, Any]]) -> None:
    content = {"format": FORMAT, "by": by, "shards": entries}
    write_text(folder / INDEX, json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def _frames(source: str | os.PathLike[str] | Mapping[str, pl.DataFrame], models: Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(source, Mapping):
        return {name: source[name].lazy() for name in source if name in models}
    folder = Path(source)
    files = {file.stem: file for file in folder.glob("*.parquet")} if folder.is_dir() else {}
    if files and all(f.suffix == ".parquet" for f in folder.iterdir() if f.is_file() and not f.name.startswith(".")):
        return {name: pl.scan_parquet(file) for name, file in sorted(files.items()) if name in models}
    from toolkit.checks.text import findings_text
    from toolkit.read import read_tables

    tables = read_tables(source, models=models)
    if tables.reading is not None:
        grave = tables.reading.filter(pl.col("severity").is_in(["fatal", "error"]))
        if grave.height:
            raise FindingsError(findings_text(grave, "en"))
    return {name: frame.lazy() for name, frame in tables.items()}


def _homes(frames: Mapping[str, pl.LazyFrame], plan: Cut) -> Iterator[tuple[str, pl.LazyFrame]]:
    """Yield the shards of every district, group, school, and person."""
    yield from ((table, frame.lazy()) for table, frame in plan.homes.items())
    for table, key in PEOPLE.items():
        if table in frames:
            home = frames[table].select(*key, "school_id").join(plan.homes["schools"].lazy(), on="school_id")
            yield table, home.select(*key, "shard").unique()


def _write(
    name: str,
    frame: pl.LazyFrame,
    homes: Mapping[str, pl.LazyFrame],
    models: Mapping[str, Any],
    plan: Cut,
    out: Path,
    away: dict[str, pl.DataFrame],
    chosen: list[int],
) -> None:
    """Write one table to its shards; keys that are at home in other ones go into `away`."""
    numbered = frame.with_row_index("_row")
    total = int(frame.select(pl.len()).collect(engine="streaming").item())
    if name in HOMES:
        placed = numbered.join(homes[name], on=f"{name[:-1]}_id")
    else:
        links = [link for link in models[name].facts()["foreign"] if link.table in homes]
        own = home_of(models[name])
        every = pl.LazyFrame({"shard": range(len(plan.names))}, schema={"shard": pl.Int32})
        found = [
            numbered.join(homes[link.table], left_on=list(link.columns), right_on=list(link.columns_there))
            for link in (links if own is None else [own])
        ] or [numbered.join(every, how="cross")]
        placed = found[0] if len(found) == 1 else pl.concat(found).unique(["_row", "shard"])
        for link in links if len(links) > 1 else ():
            guests = _guests(placed, link, homes[link.table])
            away[link.table] = pl.concat([away[link.table], guests]) if link.table in away else guests
    _refuse_lost(name, placed, total)
    placed.filter(pl.col("shard").is_in(chosen)).drop("_row").sink_parquet(
        pl.PartitionBy(
            out,
            key="shard",
            include_key=False,
            file_path_provider=partial(_place, names=plan.names, table=name),
            approximate_bytes_per_file=None,
        ),
        mkdir=True,
    )
    schema = placed.drop("_row", "shard").collect_schema()
    for shard in chosen:
        file = out / plan.names[shard] / f"{name}.parquet"
        if not file.exists():  # a table that is there is there in every shard, so that absent means absent everywhere
            make_folder(file.parent)
            pl.DataFrame(schema=schema).write_parquet(file)


def _guests(placed: pl.LazyFrame, link: Any, home: pl.LazyFrame) -> pl.DataFrame:
    """Return key and shard of what rows of a shard refer to and what is at home in another one."""
    named = {there: pl.col(here) for here, there in zip(link.columns, link.columns_there, strict=True)}
    asked = placed.select("shard", **named).drop_nulls().unique()
    known = home.select(*named).unique()  # what nobody knows stays unknown, and is a finding
    return asked.join(home, on=[*named, "shard"], how="anti").join(known, on=list(named), how="semi").collect()


def _write_guests(away: Mapping[str, pl.DataFrame], plan: Cut, out: Path, chosen: list[int]) -> None:
    for table, guests in away.items():
        for (shard,), part in (
            guests.unique().filter(pl.col("shard").is_in(chosen)).partition_by("shard", as_dict=True).items()
        ):
            keys = part.drop("shard").sort(pl.all())
            keys.write_parquet(out / plan.names[int(shard)] / f"{ELSEWHERE}{table}.parquet")


def _place(args: Any, *, names: tuple[str, ...], table: str) -> str:
    return f"{names[args.partition_keys.item()]}/{table}.parquet"


def _refuse_lost(name: str, placed: pl.LazyFrame, total: int) -> None:
    kept = int(placed.select(pl.col("_row").n_unique()).collect(engine="streaming").item())
    if kept < total:
        raise DataError(
            f"Table {name}: {total - kept} of {total} rows refer to a school, group or person that no table has, and belong "
            "to no shard. `duxue check` lists them."
        )


def _entries(plan: Cut, tables: Iterable[str], out: Path, chosen: list[int]) -> list[dict[str, Any]]:
    counts = {table: dict(home.group_by("shard").len().iter_rows()) for table, home in plan.homes.items()}
    entries = []
    for number in chosen:
        files = {table: out / plan.names[number] / f"{table}.parquet" for table in tables}
        entries.append(
            {
                "name": plan.names[number],
                **{table: counts[table].get(number, 0) for table in HOMES},
                "rows": {t: pl.scan_parquet(f).select(pl.len()).collect().item() for t, f in files.items()},
                "sha256": {t: sha256(f) for t, f in files.items()},
            }
        )
    return entries
