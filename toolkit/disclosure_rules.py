"""`Rules`: what may be published, part of a study. All thresholds are configuration."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from toolkit.errors import OptionError, unknown

Least = Annotated[int, Field(ge=1)]


class Rules(BaseModel):
    """Thresholds of disclosure control.

    Parameters
    ----------
    pupils, staff, respondents : int
        Least number of persons of each kind behind a published value; a count from 1 up to one less is not published.
    schools : int
        Least number of schools behind a published mean. 1, the default: schools are named in the publication anyway.
    dominance : (int, float), optional
        (n, k): a mean is not published when its n largest contributions are more than k percent of all.
    p_percent : float, optional
        A mean is not published when the second largest contributor could estimate the largest within p percent.
    interval : float
        Least width of the interval in which a reader can place a hidden value, as a share of the value's range.
    base : int
        Published counts are rounded to multiples of this; 1: not at all.

    Examples
    --------
    >>> Rules(staff=5).least("staff"), Rules().least("pupils")
    (5, 10)
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    pupils: Least = 10
    staff: Least = 10
    respondents: Least = 10
    schools: Least = 1
    dominance: tuple[Least, Annotated[float, Field(gt=0, le=100)]] | None = None
    p_percent: Annotated[float, Field(gt=0, le=100)] | None = None
    interval: Annotated[float, Field(gt=0, le=0.5)] = 0.1
    base: Least = 5

    def __init__(self, **given: Any) -> None:
        for name in given:
            if name not in type(self).model_fields:
                raise unknown("disclosure rule", name, type(self).model_fields)
        try:
            super().__init__(**given)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"]))
            raise OptionError(f"Disclosure rule {place} = {first['input']!r}: {first['msg'].rstrip('.')}.") from None

    def least(self, kind: str) -> int:
        """Return the least number of persons of a kind: pupils, staff or respondents."""
        if kind not in KINDS:
            raise unknown("kind of persons", kind, KINDS)
        return int(getattr(self, kind))


KINDS = ("pupils", "staff", "respondents")
