"""What the report says, against the run's own tables."""

import re
from pathlib import Path

import pytest

from toolkit.report import city_report
from toolkit.report._cells import interval, number, percent, rank, records, signed
from toolkit.report._findings import about_persons
from toolkit.report.blocks import Document, Facts, Figure, Heading, Paragraph, Table
from toolkit.scoring_run import ScoringRun
from toolkit.words import WORDS


def table(document: Document, id: str) -> Table:
    return next(b for b in document.blocks if isinstance(b, Table) and b.id == id)


def test_the_order_is_what_it_is_then_the_answer_then_everything_behind_it(run: ScoringRun) -> None:
    headings = [b.id for b in city_report(run).blocks if isinstance(b, Heading)]
    assert headings == [
        "what", "answer", "configuration", "ranking", "dimensions", "districts", "units", "flags", "gates", "change", "weights", "gaps", "method",
        "trace",
    ]  # fmt: skip


def test_sections_without_data_are_left_out(generic: ScoringRun) -> None:
    document = city_report(generic, "en")
    headings = [b.id for b in document.blocks if isinstance(b, Heading)]
    assert headings == [
        "what",
        "answer",
        "configuration",
        "ranking",
        "dimensions",
        "units",
        "flags",
        "weights",
        "gaps",
        "method",
        "trace",
    ]
    assert table(document, "all-units").columns[-2:] == ("coverage", "flags")
    assert any(isinstance(b, Paragraph) and b.text.startswith("Standard errors are unknown") for b in document.blocks)


def test_the_answer_counts_units_and_flags(run: ScoringRun) -> None:
    flags = [
        f
        for f in run.flags.iter_rows(named=True)
        if f["level"] == "group" and f["period"] == "2025-26" and f["outcome"] == "flagged"
    ]
    facts = dict(next(b for b in city_report(run, "en").blocks if isinstance(b, Facts)).items)
    assert facts == {
        "with a score": "11 of 12",
        "with at least one flag (for enquiry)": f"{len({f['unit_id'] for f in flags})} of 12",
        "not assessable": "1 of 12",
        "flags in all": str(len(flags)),
    }
    by_rule = {row[0]: row[1:3] for row in table(city_report(run, "en"), "rules").rows}
    for rule, label in (("below_standard", "below standard"), ("sharp_change", "sharp change")):
        own = [f for f in flags if f["rule"] == rule]
        assert by_rule[label] == (str(len({f["unit_id"] for f in own})), str(len(own)))


def test_every_unit_has_a_row_with_its_numbers(run: ScoringRun) -> None:
    units = table(city_report(run, "en"), "all-units")
    assert len(units.rows) == 12
    scores = {
        r["unit_id"]: r for r in run.scores.filter(level="group", period="2025-26", node="total").iter_rows(named=True)
    }
    bundled = {r["group_id"]: r for r in run.bundled.filter(period="2025-26", node="total").iter_rows(named=True)}
    for row in units.rows:
        cells = dict(zip(units.columns, row, strict=True))
        score, group = scores[cells["id"]], bundled[cells["id"]]
        if score["score"] is None:
            assert (cells["score"], cells["interval"], cells["rank (range)"], cells["change"]) == (
                "not assessable",
                "–",
                "–",
                "–",
            )
            continue
        assert cells["score"] == f"{score['score']:.1f}"
        assert cells["interval"] == f"{score['lower']:.1f} – {score['upper']:.1f}"
        assert cells["rank (range)"] == f"{score['rank']} ({score['rank_lower']}–{score['rank_upper']})"
        assert cells["lead school"] == f"{group['lead_score']:.1f}"
        assert cells["weakest school"] == f"School {group['weakest_id']} ({group['weakest_score']:.1f})"
        assert cells["spread"] == f"{group['spread']:.1f}"
        assert cells["change"].startswith(signed(group["change"]))
    assert units.rows[-1][1] == "G003"


def test_every_flag_is_listed_with_probability_and_reason(run: ScoringRun) -> None:
    flags = run.flags.filter(level="group", period="2025-26", outcome="flagged")
    listed = table(city_report(run, "zh"), "all-flags").rows
    assert len(listed) == flags.height > 0
    assert sorted(row[-1] for row in listed) == sorted(flags["reason"].to_list())
    assert sorted({row[-1] for row in table(city_report(run, "en"), "all-flags").rows}) == sorted(set(flags["message"]))


def test_small_counts_of_records_are_not_published(run: ScoringRun) -> None:
    ledger = table(city_report(run, "en"), "ledger").rows
    assert ledger[0] == ("measure", "member school without size, left out", "1979", "under 10")
    assert ledger[1] == ("measure", "exact copies, one kept", "4000", "600")
    assert ledger[2] == ("measure", "a_reason_without_words", "under 10", "0")
    findings = table(city_report(run, "en"), "findings").rows
    assert [row[3] for row in findings] == ["under 10", "under 10", "23"]


def test_nothing_of_a_person_gets_into_the_report(run: ScoringRun) -> None:
    for lang in ("zh", "en"):
        said = str(city_report(run, lang).blocks)
        for name in ("张三", "Zhang San", "李四", "Li Si"):
            assert name not in said
    assert ("schools, stage", "warning") in [row[:2] for row in table(city_report(run, "en"), "findings").rows]


@pytest.mark.parametrize(
    "sheet", ["staff", "教职工", "students", "assessments", "training", "staff_moves", None, "anything else"]
)
def test_tables_of_persons_are_known(sheet: str | None) -> None:
    from schemas import RAW

    if sheet == "教职工":
        sheet = RAW["staff"].facts()["zh"]
    assert about_persons(sheet)


def test_tables_of_institutions_are_open() -> None:
    assert not any(map(about_persons, ("schools", "groups", "districts", "memberships")))


def test_missing_values_are_counted_by_indicator(run: ScoringRun) -> None:
    rows = table(city_report(run, "en"), "values").rows
    assert [row[1] for row in rows] == run.framework.indicators
    assert {row[2:] for row in rows} == {("11", "1")}


def test_the_manifest_says_how_to_recompute(run: ScoringRun) -> None:
    rows = dict(table(city_report(run, "en"), "manifest").rows)
    assert rows["fingerprint of the run"] == run.fingerprint
    assert rows["SHA-256 of the input table about"] == run.inputs["about"]
    choices = dict(table(city_report(run, "en"), "choices").rows)
    assert (choices["seed"], choices["base period"], choices["weighting"]) == ("0", "2023-24", "framework")


def test_every_figure_has_a_sentence(run: ScoringRun) -> None:
    figures = [b for b in city_report(run, "en").blocks if isinstance(b, Figure)]
    assert [f.id for f in figures] == [
        "chart-ranking",
        "chart-profile",
        "chart-map",
        "chart-members",
        "chart-slope",
        "chart-weights",
    ]
    assert all(f.alt.endswith(".") for f in figures)


def test_a_table_with_a_wrong_row_is_refused() -> None:
    with pytest.raises(ValueError, match="1 cells for 2 columns"):
        Table("t", "caption", ("a", "b"), (("1",),))


def test_numbers_in_cells() -> None:
    assert [signed(x) for x in (2.0, -2.0, 0.0, -0.049, None)] == ["+2.0", "−2.0", "0.0", "0.0", "–"]
    assert [percent(x) for x in (0.0, 0.004, 0.5, 0.996, 1.0, None)] == ["0%", "<1%", "50%", ">99%", "100%", "–"]
    assert [number(x) for x in (1.0, 0.125, -3.5, None)] == ["1", "0.125", "−3.5", "–"]
    assert [records(x, "zh") for x in (0, 1, 9, 10)] == ["0", "少于 10", "少于 10", "10"]
    assert (interval(1.0, 2.0), interval(None, 2.0)) == ("1.0 – 2.0", "–")
    assert (rank(1, 1, 3), rank(1, None, None), rank(None, 1, 2)) == ("1 (1–3)", "1", "–")


def test_every_line_of_the_ledger_has_words() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (Path(__file__).parents[2] / "toolkit").rglob("*.py"))
    lines = re.findall(r'Line\(\s*"(\w+)",\s*"(\w+)"', code)
    assert len(lines) >= 10
    assert [key for stage, reason in lines for key in (f"stage.{stage}", f"event.{reason}") if key not in WORDS] == []


def test_every_rule_of_the_study_has_words() -> None:
    from toolkit.flags import FLAG_RULES
    from toolkit.weigh import WEIGHTINGS

    assert [rule for rule in FLAG_RULES if f"rule.{rule}" not in WORDS] == []
    assert [name for name in WEIGHTINGS if f"origin.{name}" not in WORDS] == []
