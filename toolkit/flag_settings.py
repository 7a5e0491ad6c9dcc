"""`FlagSettings`: the thresholds of the flag rules, part of a study."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from toolkit.errors import OptionError, unknown

Points = Annotated[float, Field(gt=0, allow_inf_nan=False)] | None


class FlagSettings(BaseModel):
    """Thresholds of the flag rules. All are configuration: the policy text sets none of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    rules: tuple[str, ...] = (
        "below_standard",
        "low_coverage",
        "insufficient_data",
        "sharp_change",
        "decline",
        "lead_dilution",
        "spread",
        "weakest_member",
        "peers_outlier",
    )
    probability: Annotated[float, Field(gt=0.5, lt=1)] = 0.9
    """Flag when the probability of being truly below the standard (of a true fall, …) reaches this."""
    control: Literal["probability", "bayes_fdr"] = "probability"
    """How below_standard decides: unit by unit, or so that the expected share of false alarms stays within `q`."""
    q: Annotated[float, Field(gt=0, lt=1)] = 0.05
    prior: str = "normal"
    """Prior of true values and scores (`posterior_below`)."""
    change_prior: str = "nonparametric"
    """Prior of true changes: most units hardly change and few fall far, which no normal prior describes."""
    standard_se: Mapping[str, Annotated[float, Field(ge=0)]] = Field(default_factory=dict)
    """Node -> standard error of its standard, for a cut score that a panel set (`toolkit.cutscores`)."""
    change: Points = None
    """Least change of a score, in its own points, that counts as sharp. Unset: 5 points of a score on the scale 0 to 100;
    on any other scale a change is then not assessable. The same holds for the four below."""
    decline: Points = None
    """Fall of a score below its mean of the `rounds` periods before that counts as a decline. Unset: 5 of 100 points."""
    rounds: Annotated[int, Field(ge=1)] = 3
    """So many periods before are looked at."""
    spread: Points = None
    """Standard deviation between the schools of a group that counts as wide. Unset: 10 of 100 points."""
    widening: Points = None
    """Rise of that standard deviation that counts as widening. Unset: 5 of 100 points."""
    behind: Points = None
    """Distance of the weakest school behind the others of its group. Unset: 15 of 100 points."""
    peers: Annotated[float, Field(gt=0.5, lt=1)] = 0.998
    """Share of ordinary peers that lie within the limits of the unusual."""

    @field_validator("rules")
    @classmethod
    def _known_rules(cls, rules: tuple[str, ...]) -> tuple[str, ...]:
        from toolkit.flags import FLAG_RULES

        for rule in rules:
            if rule not in FLAG_RULES:
                raise unknown("flag rule", rule, FLAG_RULES)
        if len(set(rules)) < len(rules):
            raise OptionError(f"flags.rules names a rule twice: {', '.join(rules)}.")
        return rules

    @field_validator("prior", "change_prior")
    @classmethod
    def _known_prior(cls, prior: str) -> str:
        from toolkit.flags import PRIORS

        if prior not in PRIORS:
            raise unknown("prior", prior, PRIORS)
        return prior
