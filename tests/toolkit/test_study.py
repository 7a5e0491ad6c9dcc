"""Choices are refused when the study is made, not after the data have been read."""

from __future__ import annotations

import pytest

import toolkit as tk
from toolkit.errors import OptionError


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"grades": {"A": 60, "B": 60}}, "Grades 'A' and 'B' have the same cut 60"),
        ({"grades": {"A": 0.3, "B": 0.1 + 0.2}}, "Grades 'A' and 'B' have the same cut 0.3"),
        ({"grades": {"A": float("nan")}}, "Grade 'A' has the cut nan"),
        ({"grades": {"A": float("inf"), "B": 0}}, "Grade 'A' has the cut inf"),
        ({"grades": {" ": 60}}, "The grade with the cut 60 has no name"),
        ({"flags": {"prior": "norm"}}, "Unknown prior 'norm'. Did you mean 'normal'"),
        ({"flags": {"rules": ["sharp_chang"]}}, "Unknown flag rule 'sharp_chang'. Did you mean 'sharp_change'"),
        ({"flags": {"rules": ["low_coverage"] * 2}}, "names a rule twice"),
        ({"flags": {"change": float("inf")}}, "'flags.change' = inf: Input should be a finite number"),
    ],
)
def test_a_choice_that_cannot_work_is_refused_at_once(choices: dict[str, object], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        tk.Study(**choices)


def test_cuts_in_any_order_are_fine() -> None:
    assert tk.Study(grades={"C": 0, "A": 85, "B": 70}).grades == {"C": 0, "A": 85, "B": 70}
