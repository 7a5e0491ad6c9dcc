"""What a table must look like: one pandera model a table, no computation."""

from schemas.base import Rule, Table
from schemas.derived import DERIVED
from schemas.framework import Framework
from schemas.judgements import JUDGEMENTS
from schemas.raw import RAW

__all__ = ["DERIVED", "JUDGEMENTS", "RAW", "Framework", "Rule", "Table"]
