"""`duxue supervise districts`: programme, work for titles and balance of schools, district by district."""

from __future__ import annotations

from typing import Any

import polars as pl

from toolkit.cli import DONE
from toolkit.cli._output import Output
from toolkit.cli.supervise import day_of, obligations_of, open_store, period_of
from toolkit.words import word

TITLES, BALANCE = "district_titles", "county_balance"


def districts(store: str, on: str, data: str, rules: str, lang: str, form: str) -> int:
    """Show the districts: where the programme stands, how titles are worked for, whether schools are balanced."""
    out = Output("supervise districts", lang, form)
    from toolkit.read import read_tables
    from toolkit.supervision import programme, programme_districts, replay, title_work

    opened, day = open_store(store, rules), day_of(on)
    with out.stage("cli_reading"):
        tables = read_tables(data, lang=out.lang)
    state = replay(opened.events(), day, opened.rules)
    homes = dict(tables["groups"].select("group_id", "district_id").iter_rows())
    names = dict(tables["districts"].select("district_id", f"name_{out.lang}").iter_rows())
    city, each = programme(state, homes, day), programme_districts(state, homes, day)
    owed = obligations_of(tables, state, day, opened.rules) if "activities" in tables else None
    work = title_work(state, homes, day, period_of(day), obligations=owed, rules=opened.rules)
    scores = _scores(work)
    with out.stage("cli_scoring"):
        balance = _balance(tables)
    out.say("supervise_districts_head", day=day)
    for row in city.iter_rows(named=True):
        out.text("  " + _progress(row, out.lang))
    for district in sorted(set(homes.values())):
        parts = [_progress(row, out.lang) for row in each.filter(district_id=district).iter_rows(named=True)]
        score = scores.get(district)
        parts.append(word("supervise_district_score", out.lang, score="–" if score is None else f"{score:.1f}"))
        for row in balance.filter(district_id=district).iter_rows(named=True):
            parts.append(_stage(row, out.lang))
        out.text(f"{district} {names.get(district) or ''}  " + word("clause", out.lang).join(parts))
    out.say("supervise_districts_note")
    told = {"programme": city, "districts": each, "title_work": work, "balance": balance}
    out.counts = {"on": str(day), **{name: frame.to_dicts() for name, frame in told.items()}, "scores": scores}
    return out.finish(DONE)


def _scores(work: pl.DataFrame) -> dict[str, float]:
    from toolkit.study import Study

    run = Study(framework=TITLES).score(work)
    return dict(run.scores.filter(node=run.framework.root).select("unit_id", "score").iter_rows())


def _balance(tables: Any) -> pl.DataFrame:
    """Return the verdicts of the latest period; none where the tables of resources are absent."""
    from toolkit.disparity import county_cv, county_verdicts
    from toolkit.study import Study

    if not {"schools", "school_year", "staff", "memberships"} <= set(tables):
        return pl.DataFrame(schema=["district_id", "stage", "greatest", "worst", "pupils", "population", "sample"])
    run = Study(framework=BALANCE).run(tables)
    parts = [node for node in run.framework.indicators if run.framework.table().filter(node=node)["weight"].max() != 0]
    table = county_cv(run.values, tables["schools"], tables["school_year"], parts)
    return county_verdicts(table).filter(period=run.latest)


def _progress(row: dict[str, Any], lang: str) -> str:
    key = "supervise_projected" if row["projected"] is not None else "supervise_now"
    shown = {**row, "what": word(f"programme.{row['what']}", lang)}
    target = "" if row["target"] is None else f" / {row['target']}"
    numbers = {k: "–" if row[k] is None else f"{row[k]:.0f}" for k in ("projected", "lower", "upper")}
    return word(key, lang, **{**shown, **numbers, "target": target})


def _stage(row: dict[str, Any], lang: str) -> str:
    from schemas.choices import CHOICES

    stage = CHOICES["stage"][row["stage"]][lang == "en"]
    verdicts = {name: word(f"verdict.{row[name]}", lang) for name in ("pupils", "population", "sample")}
    greatest = "–" if row["greatest"] is None else f"{row['greatest']:.3f} ({row['worst']})"
    return word("supervise_balance", lang, stage=stage, greatest=greatest, **verdicts)
