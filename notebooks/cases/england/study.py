"""The choices of the case: the DfE's inclusion rule, parameters learned on the last year."""

from __future__ import annotations

from notebooks.cases.england.inclusion import TENURE
from toolkit.study import Study

STUDY = Study(catalogue="notebooks.cases.england", framework="trusts", base_period="2018-19", tenure=TENURE)
