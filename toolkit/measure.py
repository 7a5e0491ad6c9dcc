"""Stage 3: micro tables -> indicator values of every school and group in every period.

The functions of the catalogue give values of schools (or of groups, where an indicator is one of groups only); this
module completes them to one row a unit and period, rolls schools up to groups, and writes down what was left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from toolkit import periods
from toolkit.compute import RESULT, computing
from toolkit.errors import DataError, OptionError, did_you_mean
from toolkit.indicator import Indicator
from toolkit.keys import distinct_rows, with_optional_columns
from toolkit.ledger import Line, ledger, names
from toolkit.pool import Pool, Rounds, alone
from toolkit.roll_up import roll_up
from toolkit.tenure import Tenure, members
from toolkit.units import units

NEEDED = ("schools", "groups", "memberships", "school_year")
DERIVED = ("members", "calendar")
"""Tables that an indicator may ask for beside the raw ones."""
KEYS = ["level", "unit_id", "period", "indicator"]
COLUMNS = [*KEYS, "value", "se", "n", "status"]


@dataclass(frozen=True)
class Measured:
    """What stage 3 hands on; the frames are as in `schemas.derived`.

    Attributes
    ----------
    values : polars.DataFrame
        level, unit_id, period, indicator, value, se, n, status; one row for every school and group, period and
        indicator, sorted by these keys.
    units, members, ledger : polars.DataFrame
        Who is judged, with which schools and weights, and what was left out.
    """

    values: pl.DataFrame
    units: pl.DataFrame
    members: pl.DataFrame
    ledger: pl.DataFrame


def measure(
    tables: Mapping[str, pl.DataFrame],
    catalogue: Mapping[str, Indicator],
    *,
    tenure: Tenure | None = None,
    districts: bool = False,
    minimum_share: float = 0.5,
) -> Measured:
    """Measure every indicator of a catalogue for every school and group in every period of `school_year`.

    A school without a row has the status `missing`: nothing is left out silently, and nothing is counted as zero. A
    group's value is the mean of its schools' values, weighted by `tenure`; with less than `minimum_share` of the weight
    it is missing. Sums do not depend on the order of rows.

    Parameters
    ----------
    tables : mapping of str to polars.DataFrame
        Validated raw tables (schemas.raw). `schools`, `groups`, `memberships` and `school_year` are needed; an
        indicator whose own table is absent is missing everywhere, with a line in the ledger.
    catalogue : mapping of str to Indicator
        Id -> indicator.
    tenure : Tenure, optional
        How schools weigh in their group; by default pupils x min(years, 5).
    districts : bool
        Roll schools up to districts too, weighted by size alone.
    minimum_share : float
        Least share of a group's weight that must have a value, and of its schools that must have a weight.

    Raises
    ------
    DataError
        A table whose key is not unique, overlapping spells, or an indicator that gives an impossible result.

    Examples
    --------
    >>> import datetime as dt
    >>> from toolkit.indicator import indicator
    >>> @indicator("X1", zh="生均面积", en="area per student", unit="m²", direction=1, scale="ratio",
    ...            definition_zh="面积/在校生数", definition_en="area / students", source="annual return", authority="cfg")
    ... def area(school_year: pl.LazyFrame) -> pl.LazyFrame:
    ...     return school_year.select("school_id", "period", value=pl.col("teaching_area") / pl.col("pupils"))
    >>> school = {"district_id": "D1", "name_en": None, "stage": "primary"}
    >>> spell = {"group_id": "G1", "left": None}
    >>> tables = {
    ...     "schools": pl.DataFrame([{"school_id": "S1", "name_zh": "甲校", **school}, {"school_id": "S2", "name_zh": "乙校", **school}]),
    ...     "groups": pl.DataFrame({"group_id": ["G1"], "district_id": ["D1"], "name_zh": ["示例集团"], "name_en": ["Example group"]}),
    ...     "memberships": pl.DataFrame([
    ...         {**spell, "school_id": "S1", "role": "lead", "joined": dt.date(2015, 9, 1)},
    ...         {**spell, "school_id": "S2", "role": "member", "joined": dt.date(2015, 9, 1)}]),
    ...     "school_year": pl.DataFrame({"school_id": ["S1", "S2"], "period": "2025-26", "pupils": [300, 100], "teaching_area": [1200.0, 800.0]}),
    ... }
    >>> measure(tables, {"X1": area}).values.select("level", "unit_id", "value").rows()
    [('group', 'G1', 5.0), ('school', 'S1', 4.0), ('school', 'S2', 8.0)]
    """
    rule = Tenure() if tenure is None else tenure
    measured = alone(measuring(tables, catalogue, tenure=rule, districts=districts, minimum_share=minimum_share))
    refuse_no_group(measured, catalogue, rule)
    return measured


def measuring(
    tables: Mapping[str, pl.DataFrame],
    catalogue: Mapping[str, Indicator],
    *,
    tenure: Tenure,
    districts: bool = False,
    minimum_share: float = 0.5,
) -> Rounds[Measured]:
    """Do what `measure` does where the tables may be a part of the whole: what the whole must say is asked for."""
    if not 0 <= minimum_share <= 1:
        raise OptionError(f"minimum_share={minimum_share!r} is a share between 0 and 1.")
    needed, read = _needed_tables(tables, catalogue), {t for i in catalogue.values() for t in i.tables}
    complete, lines = with_optional_columns({name: frame for name, frame in needed.items() if name in read})
    raw, copies = distinct_rows({**needed, **complete})
    lines += copies
    core = {name: raw[name].collect() for name in NEEDED}
    known = core["school_year"].select("period").drop_nulls().unique()
    told = yield {"periods": Pool(known, ("period",))}
    calendar = periods.calendar(told["periods"]["period"].to_list())
    belonging, left_out = members(core["memberships"], core["school_year"], calendar, tenure)
    lines += left_out

    sources = {**raw, "members": belonging.lazy(), "calendar": calendar.lazy()}
    able = [i for i in catalogue.values() if all(table in sources for table in i.tables)]
    lines += [_absent(i, sources) for i in catalogue.values() if i not in able]
    found = yield from computing(able, sources)

    rows = {"school": _cross(core["schools"], "school_id", calendar)}
    rows["group"], unformed = _formed(_cross(core["groups"], "group_id", calendar), belonging)
    lines += unformed
    schools, more = _complete([i for i in catalogue.values() if i.level == "school"], found, rows["school"])
    groups, more_of_groups = _complete([i for i in catalogue.values() if i.level == "group"], found, rows["group"])
    rolled, thin = _rolled(schools, belonging.rename({"group_id": "unit_id"}), rows["group"], minimum_share)
    lines += [*more, *more_of_groups, *thin]
    parts = {"school": [schools], "group": [groups, rolled]}
    if districts:
        weights = _district_weights(core, tenure)
        rows["district"] = weights.select("unit_id", "period").unique()
        rolled, thin = _rolled(schools, weights, rows["district"], minimum_share)
        parts["district"], lines = [rolled], lines + thin
    values = pl.concat(
        frame.with_columns(level=pl.lit(level)).select(COLUMNS) for level, frames in parts.items() for frame in frames
    )
    return Measured(values.sort(KEYS), units(raw, belonging, districts=districts), belonging, ledger(lines))


def _needed_tables(tables: Mapping[str, pl.DataFrame], catalogue: Mapping[str, Indicator]) -> dict[str, pl.DataFrame]:
    for name in NEEDED:
        if name not in tables:
            raise DataError(f"The table {name!r} is absent.{did_you_mean(name, tables)} Needed: {', '.join(NEEDED)}.")
    for key, i in catalogue.items():
        if key != i.id:
            raise OptionError(f"The catalogue names {key!r} an indicator whose id is {i.id!r}.")
    wanted = {*NEEDED, "districts", *(table for i in catalogue.values() for table in i.tables)}
    return {name: tables[name] for name in tables if name in wanted and name not in DERIVED}


def _absent(indicator: Indicator, sources: Mapping[str, pl.LazyFrame]) -> Line:
    lacking = [table for table in indicator.tables if table not in sources]
    return Line("measure", "table_absent", 0, 0, f"{indicator.id}: {', '.join(lacking)}")


def _cross(table: pl.DataFrame, key: str, calendar: pl.DataFrame) -> pl.DataFrame:
    """Every unit in every period."""
    return table.select(unit_id=key).drop_nulls().unique().join(calendar.select("period"), how="cross")


def _formed(groups: pl.DataFrame, belonging: pl.DataFrame) -> tuple[pl.DataFrame, list[Line]]:
    """Keep the groups and periods that have schools: a group is not judged before it exists, or after it has ended."""
    having = belonging.select(unit_id="group_id", period="period").unique()
    kept = groups.join(having, on=["unit_id", "period"], how="semi")
    gone = groups.join(having, on=["unit_id", "period"], how="anti")
    who = names(f"{u} {p}" for u, p in gone.iter_rows())
    return kept, [Line("measure", "group_without_schools", groups.height, kept.height, who)] if gone.height else []


def refuse_no_group(measured: Measured, catalogue: Mapping[str, Indicator], rule: Tenure) -> None:
    """Refuse what can't be meant: indicators of groups, and no group that has schools in any period."""
    of_groups = [i.id for i in catalogue.values() if i.level == "group"]
    groups = measured.units.filter(level="group").height
    if groups and of_groups and not measured.members.height:
        raise DataError(
            f"None of the {groups} groups has schools that count at the end of any period (tenure: minimum="
            f"{rule.minimum:g} years, schools={rule.schools}), so that {', '.join(of_groups)} can't be measured. Check the "
            "dates of the memberships, or choose another tenure."
        )


def _complete(
    indicators: list[Indicator], found: Mapping[str, pl.DataFrame], rows: pl.DataFrame
) -> tuple[pl.DataFrame, list[Line]]:
    """Give every unit and period a row of every indicator; rows of other units and periods go, with a line each."""
    given = pl.concat([_empty(), *(found[i.id] for i in indicators if i.id in found)])
    every = pl.DataFrame({"indicator": [i.id for i in indicators]}, schema={"indicator": pl.String})
    lost = given.join(rows, on=["unit_id", "period"], how="anti")
    kept = given.join(rows, on=["unit_id", "period"], how="semi")
    lines = []
    for (name,), gone in lost.sort("indicator").group_by("indicator", maintain_order=True):
        before = found[str(name)].height
        who = names(f"{u} {p}" for u, p in gone.select("unit_id", "period").iter_rows())
        lines.append(Line("measure", "outside_units_and_periods", before, before - gone.height, f"{name}: {who}"))
    full = rows.join(every, how="cross").join(kept, on=KEYS[1:], how="left", validate="1:1")
    return _filled(full), lines


def _rolled(
    schools: pl.DataFrame, weights: pl.DataFrame, rows: pl.DataFrame, minimum_share: float
) -> tuple[pl.DataFrame, list[Line]]:
    means = roll_up(schools, weights, minimum_share=minimum_share)
    thin = means.filter((pl.col("share") > 0) & (pl.col("status") == "missing"))
    who = names(f"{u} {p} {i}" for u, p, i in thin.select("unit_id", "period", "indicator").iter_rows())
    lines = (
        [Line("measure", "below_minimum_share", means.height, means.height - thin.height, who)] if thin.height else []
    )
    full = rows.join(schools.select("indicator").unique(), how="cross")
    return _filled(full.join(means, on=KEYS[1:], how="left", validate="1:1")), lines


def _filled(frame: pl.DataFrame) -> pl.DataFrame:
    none = pl.col("status").is_null()
    return frame.with_columns(
        n=pl.when(none).then(0).otherwise("n"), status=pl.col("status").fill_null("missing")
    ).select(RESULT)


def _district_weights(core: Mapping[str, pl.DataFrame], tenure: Tenure) -> pl.DataFrame:
    home = core["schools"].select("school_id", unit_id="district_id")
    sizes = core["school_year"].select("school_id", "period", weight=pl.col(tenure.size).cast(pl.Float64))
    return sizes.join(home, on="school_id").drop_nulls("unit_id")


def _empty() -> pl.DataFrame:
    types = [pl.String] * 3 + [pl.Float64] * 2 + [pl.Int64, pl.String]
    return pl.DataFrame(schema=dict(zip(RESULT, types, strict=True)))
