"""Sheets of experts' judgements about the weights of nodes. One file a sheet; a new sheet is one new file and one line here."""

from schemas.base import Table
from schemas.judgements.best_worst import BestWorst
from schemas.judgements.comparisons import Comparisons
from schemas.judgements.points import Points

JUDGEMENTS: dict[str, type[Table]] = {
    "comparisons": Comparisons,
    "best_worst": BestWorst,
    "points": Points,
}
