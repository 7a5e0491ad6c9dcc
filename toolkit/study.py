"""`Study`: the choices of an evaluation, frozen, without data. Read from a TOML file or written in a notebook."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

import polars as pl
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator

from toolkit.disclosure_rules import Rules
from toolkit.errors import OptionError, UnreadableInputError, did_you_mean, unknown
from toolkit.flag_settings import FlagSettings
from toolkit.tenure import Tenure

if TYPE_CHECKING:
    from toolkit.framework import Framework
    from toolkit.run import FittedStudy
    from toolkit.scoring_run import ScoringRun


def _tenure(given: Any) -> Any:
    if not isinstance(given, Mapping):
        return given
    allowed = [f.name for f in fields(Tenure)]
    for name in given:
        if name not in allowed:
            raise unknown("choice of tenure", name, allowed)
    return Tenure(**given)


class Study(BaseModel):
    """The choices of an evaluation.

    Parameters
    ----------
    framework : str, Path, polars.DataFrame or Framework
        Name in the catalogue, CSV file or frame.
    normaliser, weighting, aggregator : str or object
        A registry key, or the object itself (a transformer class or instance, a function).
    imputer, treatment : str or object
        How missing values are filled and outliers treated before normalising: a registry key, or the object itself.
        `none`, the default of both, leaves values as they are.
    normaliser_options, weighting_options, aggregator_options, imputer_options, treatment_options : mapping
        Further options of these.
    seed : int
        Seed of everything random.
    base_period : str, optional
        Period on which parameters and weights are learned; by default the earliest one.
    reference_level : str, optional
        Level of the units on which they are learned; by default `school` where there are schools, else the first found.
    minimum_coverage : float
        Least share of the weight that must have data for a score.
    coverage : float
        Coverage of the intervals of scores and ranks.
    grades : mapping
        Grade -> least score, for example `{"A": 85, "B": 70}`; empty: no grades (the policy sets no cuts). A score
        equal to a cut gets the better grade.
    tenure, flags, disclosure
        See `Tenure`, `FlagSettings`, `toolkit.disclosure.Rules`.
    catalogue : str
        Module that holds the indicators and the named frameworks.

    Examples
    --------
    >>> Study(weighting="entropy").replace(seed=7).seed
    7
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)
    framework: Any = "tianjin"
    imputer: Any = "none"
    imputer_options: Mapping[str, Any] = Field(default_factory=dict)
    treatment: Any = "none"
    treatment_options: Mapping[str, Any] = Field(default_factory=dict)
    normaliser: Any = "goalposts"
    normaliser_options: Mapping[str, Any] = Field(default_factory=dict)
    weighting: Any = "framework"
    weighting_options: Mapping[str, Any] = Field(default_factory=dict)
    aggregator: Any = "arithmetic"
    aggregator_options: Mapping[str, Any] = Field(default_factory=dict)
    seed: int = Field(0, ge=0)
    base_period: str | None = None
    reference_level: str | None = None
    minimum_coverage: float = Field(0.5, ge=0, le=1)
    coverage: float = Field(0.95, gt=0, lt=1)
    grades: Mapping[str, float] = Field(default_factory=dict)
    tenure: Annotated[Tenure, BeforeValidator(_tenure)] = Tenure()
    flags: FlagSettings = FlagSettings()
    disclosure: Rules = Rules()
    catalogue: str = "indicators"
    folder: Path | None = Field(None, exclude=True, repr=False)

    @field_validator("grades")
    @classmethod
    def _proper_cuts(cls, grades: Mapping[str, float]) -> Mapping[str, float]:
        cuts: dict[float, str] = {}
        for grade, cut in grades.items():
            if not math.isfinite(cut):
                raise OptionError(f"Grade {grade!r} has the cut {cut}: give the least score as a finite number.")
            if not grade.strip():
                raise OptionError(f"The grade with the cut {cut:g} has no name.")
            other = cuts.setdefault(round(cut, 10), grade)
            if other != grade:
                raise OptionError(
                    f"Grades {other!r} and {grade!r} have the same cut {cut:g}: no score could tell them apart."
                )
        return grades

    def __init__(self, **choices: Any) -> None:
        try:
            super().__init__(**choices)
        except ValidationError as error:
            raise OptionError(_explain(error, type(self))) from None

    @classmethod
    def from_toml(cls, path: str | Path) -> Self:
        """Read a study file. Relative paths in it start in its own folder."""
        path = Path(path)
        try:
            choices = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except FileNotFoundError:
            raise UnreadableInputError(f"No study file {path.name!r}.") from None
        except OSError as error:
            raise UnreadableInputError(f"The study file {path.name!r} can't be read: {error.strerror}.") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise UnreadableInputError(f"{path.name} is not a TOML file: {error}") from None
        for name in choices:
            if name not in cls._choices():
                raise unknown("choice", name, cls._choices())
        return cls(**choices, folder=path.resolve().parent)

    @classmethod
    def _choices(cls) -> list[str]:
        return [name for name in cls.model_fields if name != "folder"]

    def replace(self, **changes: Any) -> Self:
        """Return a study with some choices changed; this one stays as it is."""
        kept = {name: getattr(self, name) for name in type(self).model_fields if name not in changes}
        return type(self)(**kept, **changes)

    def load_framework(self) -> Framework:
        """Return the framework that the study names."""
        from toolkit.framework import load_framework

        return load_framework(self.framework, self.catalogue, self.folder)

    def run(self, tables: Mapping[str, pl.DataFrame]) -> ScoringRun:
        """Score raw tables: all nine stages of toolkit/run.py."""
        from toolkit.run import run_study

        return run_study(self, tables)

    def score(self, values: pl.DataFrame) -> ScoringRun:
        """Score a long `values` table: the same from stage 4, for any composite indicator."""
        from toolkit.run import score_study

        return score_study(self, values)

    def fit(self, values: pl.DataFrame) -> FittedStudy:
        """Learn parameters and weights from the base period of `values`, to score other periods with them."""
        from toolkit.run import fit_study

        return fit_study(self, values)

    def describe(self) -> dict[str, Any]:
        """Return the choices in a form that JSON can hold: a user's own objects by name and hash of their source."""
        from toolkit.described import described
        from toolkit.framework import framework_name

        choices = {name: getattr(self, name) for name in self._choices()}
        choices |= {"framework": framework_name(self.framework), "flags": self.flags.model_dump()}
        choices |= {"disclosure": self.disclosure.model_dump(mode="json")}
        return {name: described(value, name) for name, value in choices.items()}


NESTED: Mapping[str, type[BaseModel]] = {"flags": FlagSettings}
"""Choices that have choices of their own; those of `disclosure` are refused by `Rules` itself."""


def _explain(error: ValidationError, model: type[BaseModel]) -> str:
    lines = []
    for problem in error.errors():
        place = ".".join(map(str, problem["loc"]))
        if problem["type"] == "extra_forbidden":
            nested = NESTED.get(str(problem["loc"][0]), model)
            names = [n for n in nested.model_fields if n != "folder"]
            hint = did_you_mean(str(problem["loc"][-1]), names)
            lines.append(f"Unknown choice {place!r}.{hint} Allowed: {', '.join(names)}.")
        elif problem["type"] == "value_error":
            lines.append(f"Choice {place!r}: {problem['ctx']['error']}")
        else:
            lines.append(f"Choice {place!r} = {problem['input']!r}: {problem['msg'].rstrip('.')}.")
    return " ".join(lines)
