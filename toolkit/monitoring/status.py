"""The status of a unit over rounds: thresholds to enter and to leave, so that it does not flicker with the noise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from toolkit.errors import OptionError, did_you_mean

STATUSES = ("clear", "watch", "alert", "not_assessable")
Probability = Annotated[float, Field(gt=0, lt=1)]


class StatusRules(BaseModel):
    """When a status is entered and left; all of it is configuration, the policy text sets none of it.

    A status is for enquiry: it is no card, and no card follows from it.

    Parameters
    ----------
    watch_enter, watch_leave : float
        `watch` from this probability of being below the standard on; back to `clear` under the second.
    alert_enter : float
        `alert` from this probability on, at once …
    alert_repeat, alert_window : int
        … or when `watch_enter` was reached in so many of the last rounds.
    alert_leave, alert_leave_rounds : float, int
        From `alert` to `watch` after so many assessed rounds in a row under that probability; never two steps at once.
    phi, between : float, optional
        Of `ar1_posterior`; estimated when not given.

    Examples
    --------
    >>> StatusRules(watch_enter=0.9).watch_leave
    0.5
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    watch_enter: Probability = 0.8
    watch_leave: Probability = 0.5
    alert_enter: Probability = 0.95
    alert_repeat: Annotated[int, Field(ge=1)] = 2
    alert_window: Annotated[int, Field(ge=1)] = 3
    alert_leave: Probability = 0.8
    alert_leave_rounds: Annotated[int, Field(ge=1)] = 2
    phi: Annotated[float, Field(ge=0, le=1)] | None = None
    between: Annotated[float, Field(ge=0)] | None = None

    def __init__(self, **choices: object) -> None:
        try:
            super().__init__(**choices)
        except ValidationError as error:
            raise OptionError(_explain(error)) from None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        for low, high in (
            ("watch_leave", "watch_enter"),
            ("watch_enter", "alert_enter"),
            ("alert_leave", "alert_enter"),
        ):
            if not getattr(self, low) <= getattr(self, high):
                raise ValueError(f"{low} must not exceed {high}")
        if self.alert_repeat > self.alert_window:
            raise ValueError("alert_repeat must not exceed alert_window")
        return self


def _explain(error: ValidationError) -> str:
    lines = []
    for problem in error.errors():
        place = ".".join(map(str, problem["loc"]))
        hint = did_you_mean(place, StatusRules.model_fields) if problem["type"] == "extra_forbidden" else ""
        lines.append(
            f"Status rules: {place or 'thresholds'} = {problem['input']!r}: {problem['msg'].rstrip('.')}.{hint}"
        )
    return " ".join(lines)


def next_status(standing: str, probabilities: Sequence[float | None], rules: StatusRules) -> tuple[str, str]:
    """Return the status of the last round and its cause.

    Parameters
    ----------
    standing : str
        `clear`, `watch` or `alert`: the last status of an assessed round, `clear` before the first.
    probabilities : sequence of float or None
        Of being below the standard, all rounds up to this one; None: not assessable.

    Returns
    -------
    status, cause : str
        Causes: `no_data, sure, repeated, eased, held, entered, left, none`. A round that can't be assessed has the status
        `not_assessable` and leaves the standing as it was: it neither clears a unit nor counts towards leaving.

    Examples
    --------
    >>> next_status("clear", [0.3, 0.85], StatusRules()), next_status("watch", [0.3, 0.85, None, 0.82], StatusRules())
    (('watch', 'entered'), ('alert', 'repeated'))
    """
    p = probabilities[-1]
    if p is None:
        return "not_assessable", "no_data"
    p = round(p, 10)
    window = probabilities[-rules.alert_window :]
    high = sum(1 for q in window if q is not None and round(q, 10) >= rules.watch_enter)
    if p >= rules.alert_enter:
        return "alert", "held" if standing == "alert" else "sure"
    if p >= rules.watch_enter and high >= rules.alert_repeat:
        return "alert", "held" if standing == "alert" else "repeated"
    if standing == "alert":
        assessed = [q for q in probabilities if q is not None][-rules.alert_leave_rounds :]
        eased = len(assessed) == rules.alert_leave_rounds and all(round(q, 10) < rules.alert_leave for q in assessed)
        return ("watch", "eased") if eased else ("alert", "held")
    if standing == "watch":
        return ("clear", "left") if p < rules.watch_leave else ("watch", "held")
    return ("watch", "entered") if p >= rules.watch_enter else ("clear", "none")
