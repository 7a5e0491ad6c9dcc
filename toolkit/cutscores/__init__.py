"""Cut scores from judgement sheets, each with a standard error that `posterior_below(…, standard_se=…)` takes."""

from __future__ import annotations

from collections.abc import Callable

from toolkit.cutscores._result import CutScore
from toolkit.cutscores.angoff import angoff
from toolkit.cutscores.bookmark import bookmark
from toolkit.cutscores.borderline_group import borderline_group
from toolkit.cutscores.contrasting_groups import contrasting_groups

CUT_SCORES: dict[str, Callable[..., CutScore]] = {
    "angoff": angoff,
    "bookmark": bookmark,
    "borderline_group": borderline_group,
    "contrasting_groups": contrasting_groups,
}

__all__ = ["CUT_SCORES", "CutScore", "angoff", "bookmark", "borderline_group", "contrasting_groups"]
