"""The shift that lets a mean of positive numbers take a scale that reaches 0."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from toolkit.aggregate._common import Sample
from toolkit.errors import OptionError


def shifted(sample: Sample, shift: float | None) -> tuple[Sample, float]:
    """Return the sample with `shift` added to its values, and the shift that is to be taken away from the mean."""
    if shift is None:
        return sample, 0.0
    if not np.isfinite(shift):
        raise OptionError(f"shift={shift!r} must be a finite number in the unit of the values.")
    return replace(sample, x=sample.x + shift), float(shift)
