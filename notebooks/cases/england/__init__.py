"""England's secondary schools in multi-academy trusts: how a foreign system is put on top of the toolkit.

This package is a catalogue: `tk.Study(catalogue="notebooks.cases.england", framework="trusts")`, which is `STUDY`.
"""

from notebooks.cases.england.catalogue import ALL
from notebooks.cases.england.read import data_folder, read_england
from notebooks.cases.england.schemas import CASE, MODELS
from notebooks.cases.england.study import STUDY

__all__ = ["ALL", "CASE", "MODELS", "STUDY", "data_folder", "read_england"]
