"""The numbers of supervision. The policy sets none of them but those marked: all are configuration of the authority."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Days = Annotated[int, Field(ge=0, le=3650)]
Count = Annotated[int, Field(ge=0, le=100)]


class Rules(BaseModel):
    """Configuration of an authority.

    >>> Rules().title_years, Rules(reply_days=15).reply_days
    (6, 15)
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title_years: Annotated[int, Field(ge=1, le=50)] = 6
    """Years from a title to its full inspection. Policy: every six years."""
    meetings_a_year: Count = 2
    """Group meetings in a school year. Policy: at least two."""
    district_showcases_a_year: Count = 1
    """Of titled groups. Policy: at least one a year in the district."""
    city_showcases: Count = 1
    """Of titled groups, in `city_showcase_years`. Policy: at least one in three years in the city."""
    city_showcase_years: Annotated[int, Field(ge=1, le=20)] = 3
    """Length of the window. Policy: three years; counted as the last so many school years up to the date (configuration)."""
    yellow_days: Days = 180
    """Days to mend the cause of a yellow card when the card names no deadline. No authority."""
    rectification_days: Days = 180
    """Days of an order of rectification that names no deadline. No authority."""
    extensions: Count = 1
    """How often an order may be extended. No authority."""
    reply_days: Days = 10
    """Days to answer a draft evaluation. No authority."""
    reapply_years: Count = 3
    """Years after a revoked title before a group may be a candidate again. No authority."""
    direct_red: bool = True
    """Whether a severe incident allows a red card without a yellow one. No authority."""
    agreement_before_cards: bool = True
    """Whether cards need a group agreement in force: they are given under it."""
