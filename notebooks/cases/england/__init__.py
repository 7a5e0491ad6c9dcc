"""England's secondary schools in multi-academy trusts: how a foreign system is put on top of the toolkit.

This package is a catalogue: `tk.Study(catalogue="notebooks.cases.england", framework="trusts")`.
"""

from notebooks.cases.england.catalogue import ALL
from notebooks.cases.england.read import data_folder, read_england
from notebooks.cases.england.schemas import CASE, MODELS

__all__ = ["ALL", "CASE", "MODELS", "data_folder", "read_england"]
