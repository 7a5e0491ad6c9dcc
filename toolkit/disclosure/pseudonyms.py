"""Pseudonyms of persons: keyed hashes, the same in every table and year, and of no use without the key."""

from __future__ import annotations

import hashlib
import hmac
import os
from base64 import b32encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from toolkit.errors import OptionError
from toolkit.tables import Tables

LEAST = 32
"""Bytes that a key must have: as many as the hash gives."""
LENGTH = 26
"""Signs of a pseudonym: 130 bits in base 32. Two of a billion persons share one with a probability below 1e-20."""


def read_key(path: str | Path, *, outside: Path | None = None) -> bytes:
    """Read the key from its file; nothing of it is ever shown, logged or saved.

    Parameters
    ----------
    path : path
        A file of 32 bytes or more, readable by its owner alone.
    outside : Path, optional
        A folder that must not hold the key: who gets the data must not get the key with them.

    Raises
    ------
    OptionError
        No such file, inside the folder, readable by others, or too short.
    """
    file = Path(path)
    if not file.is_file():
        raise OptionError(
            f"There is no key file {file.name!r}. Make one outside the data: "
            'python -c "import secrets, sys; sys.stdout.write(secrets.token_hex(32))" > FILE, then chmod 600 FILE.'
        )
    if outside is not None and file.resolve().is_relative_to(outside.resolve()):
        raise OptionError(f"The key {file.name!r} lies in the folder of the data: keep it in another place.")
    if os.name == "posix" and file.stat().st_mode & 0o077:
        raise OptionError(f"The key {file.name!r} can be read by others: chmod 600 {file.name}.")
    key = file.read_bytes().strip()
    if len(key) < LEAST:
        raise OptionError(f"The key {file.name!r} has {len(key)} bytes: {LEAST} are needed at least.")
    return key


def pseudonym(identity: str, key: bytes) -> str:
    """Return the pseudonym of a person: the first 130 bits of HMAC-SHA-256 in base 32.

    References
    ----------
    Krawczyk, Bellare & Canetti (1997), HMAC, RFC 2104, doi:10.17487/RFC2104.

    Examples
    --------
    >>> pseudonym("T0001", b"k" * 32) == pseudonym("T0001", b"k" * 32) != pseudonym("T0001", b"q" * 32)
    True
    """
    return b32encode(hmac.digest(key, identity.encode(), hashlib.sha256))[:LENGTH].decode()


def pseudonymise(tables: Mapping[str, pl.DataFrame], key: bytes, models: Mapping[str, Any] | None = None) -> Tables:
    """Return tables in which every personal id is a pseudonym, and every other personal column is gone.

    The same person has the same pseudonym in every table and every year under one key, another one under another key.

    Parameters
    ----------
    tables : mapping of str to polars.DataFrame
        Raw tables.
    key : bytes
        See `read_key`.
    models : mapping, optional
        Table name -> pandera model; by default `schemas.RAW`. A table without a model is refused: nobody knows what is in it.
    """
    from schemas import RAW

    known = RAW if models is None else models
    found: dict[str, pl.DataFrame] = {}
    seen: dict[str, str] = {}
    for name, frame in tables.items():
        if name not in known:
            raise OptionError(f"Table {name!r} has no model that says which of its columns are personal: leave it out.")
        columns = known[name].to_schema().columns
        personal = [c for c in frame.columns if c in columns and (columns[c].metadata or {}).get("personal")]
        ids = [c for c in personal if c.endswith("_id")]
        kept = frame.drop([c for c in personal if c not in ids])
        found[name] = kept.with_columns(_replaced(kept[c], key, seen) for c in ids)
    return Tables(found)


def _replaced(column: pl.Series, key: bytes, seen: dict[str, str]) -> pl.Series:
    names = column.cast(pl.String).unique().drop_nulls()
    new = [name for name in names if name not in seen]
    seen |= {name: pseudonym(name, key) for name in new}
    return column.cast(pl.String).replace_strict(names, pl.Series([seen[n] for n in names], dtype=pl.String))
