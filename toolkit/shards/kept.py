"""The results of shards that are kept while a run is under way, so that it can go on where it stopped."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from toolkit.engines.base import Frames, from_ipc, to_ipc
from toolkit.files import make_folder, write_whole


@dataclass(frozen=True)
class Kept:
    """A folder with one file a round and shard, named by all that decides what is in it; a file is whole or absent."""

    folder: Path

    def load(self, key: str) -> Frames | None:
        """Return the frames of a shard in a round, or None."""
        path = self.folder / f"{key}.zip"
        if not path.exists():
            return None
        with zipfile.ZipFile(path) as archive:
            return {name: from_ipc(archive.read(name)) for name in archive.namelist()}

    def save(self, key: str, frames: Mapping[str, pl.DataFrame]) -> None:
        """Keep the frames of a shard in a round."""
        path = self.folder / f"{key}.zip"
        make_folder(path.parent)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for name, frame in frames.items():
                archive.writestr(name, to_ipc(frame))
        write_whole(path, lambda temporary: temporary.write_bytes(packed.getvalue()))

    def forget(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)
