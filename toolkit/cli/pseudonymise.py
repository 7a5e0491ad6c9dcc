"""`duxue pseudonymise`: a copy of the raw tables without the ids of persons."""

from __future__ import annotations

from pathlib import Path

from toolkit.cli import DONE
from toolkit.cli._output import Output
from toolkit.errors import OptionError


def run(data: str, out: Path, key: Path, lang: str, form: str) -> int:
    """Write the tables as a folder of Parquet files in which persons have pseudonyms."""
    said = Output("pseudonymise", lang, form)
    if out.exists():
        raise OptionError(f"{str(out)!r} is there already: choose another folder.")
    from toolkit.disclosure.pseudonyms import pseudonymise, read_key
    from toolkit.files import make_folder, write_whole
    from toolkit.read import read_tables

    for folder in (out, *([Path(data)] if Path(data).is_dir() else [Path(data).parent] if Path(data).exists() else [])):
        secret = read_key(key, outside=folder)
    with said.stage("cli_reading"):
        tables = read_tables(data, lang=said.lang)
    found = pseudonymise(tables, secret)
    draft = out.with_name(f".{out.name}.unfinished")
    make_folder(draft)
    with said.stage("cli_writing"):
        for name, frame in found.items():
            write_whole(draft / f"{name}.parquet", frame.write_parquet)
    draft.rename(out)
    said.counts["tables"] = len(found)
    said.files["data"] = str(out)
    said.say("cli_pseudonymised", n=len(found), folder=out)
    return said.finish(DONE)
