"""Data beyond one machine: shards of raw tables, each with whole groups (docs: a nation)."""

from toolkit.shards.cut import Cut, cut
from toolkit.shards.folder import Shards
from toolkit.shards.write import write_shards

__all__ = ["Cut", "Shards", "cut", "write_shards"]
