"""The data dictionary and the Frictionless descriptor say what the models say, of every column."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from schemas import RAW
from tests.intake.test_cases import duxue
from toolkit.dictionary import data_dictionary, descriptor, write_dictionary
from toolkit.errors import OptionError
from toolkit.facts import all_facts

COLUMNS = [(name, column) for name, model in RAW.items() for column in model.to_schema().columns]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_column_has_a_row_and_a_name_in_each_language(lang: str) -> None:
    table = data_dictionary(lang=lang)
    assert table.select("table", "column").rows() == COLUMNS
    assert table["name"].null_count() == 0
    chinese = table["name"].str.contains("[\u4e00-\u9fff]")
    assert chinese.all() if lang == "zh" else not chinese.any()


def test_numbers_have_a_unit_or_count_something() -> None:
    """A measured quantity without a unit is a riddle; only scores of unknown scale have none."""
    bare = data_dictionary().filter(type="number").filter(data_dictionary().filter(type="number")["unit"].is_null())
    assert set(bare["column"]) <= {"score", "prior_score"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_markdown_has_a_line_a_column(lang: str, tmp_path: Path) -> None:
    text = write_dictionary(tmp_path / "d.md", lang=lang).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if re.match(r"\| [a-z_0-9]+ \|", line)]
    assert [line.split("|")[1].strip() for line in lines if line.split("|")[1].strip() != "column"] == [
        c for _, c in COLUMNS
    ]
    assert {line.count("|") - line.count("\\|") for line in lines} == {8}


def test_html_is_one_page_with_every_table(tmp_path: Path) -> None:
    text = write_dictionary(tmp_path / "d.html", lang="zh").read_text(encoding="utf-8")
    found: list[str] = []

    class Anchors(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.extend(str(value) for key, value in attrs if tag == "h2" and key == "id")

    Anchors().feed(text)
    assert found == list(RAW)
    assert "<script" not in text


def test_the_descriptor_is_closed_in_itself() -> None:
    package = json.loads(json.dumps(descriptor(), ensure_ascii=False))
    fields = {r["name"]: {f["name"]: f for f in r["schema"]["fields"]} for r in package["resources"]}
    assert [(name, column) for name, columns in fields.items() for column in columns] == COLUMNS
    for resource in package["resources"]:
        assert re.fullmatch(r"[a-z0-9_\-./]+", resource["name"]), "names of Frictionless are lower-case ASCII"
        assert set(resource["schema"]["primaryKey"]) <= set(fields[resource["name"]])
        for link in resource["schema"].get("foreignKeys", []):
            there = link["reference"]
            assert set(link["fields"]) <= set(fields[resource["name"]])
            assert set(there["fields"]) <= set(fields[there["resource"]])
    assert fields["school_year"]["pupils"]["constraints"] == {"minimum": 0}
    assert fields["memberships"]["role"]["constraints"] == {"required": True, "enum": ["lead", "member"]}
    assert {f["type"] for columns in fields.values() for f in columns.values()} <= {
        "string",
        "integer",
        "number",
        "date",
        "boolean",
    }
    personal = {(t, c.id) for t, facts in all_facts().items() for c in facts.columns.values() if c.personal}
    assert {(t, c) for t, columns in fields.items() for c, f in columns.items() if f.get("personal")} == personal


def test_on_the_command_line(tmp_path: Path) -> None:
    for name in ("d.html", "d.md", "datapackage.json"):
        code, out, _ = duxue("template", tmp_path / name, "--lang", "en")
        assert (code, "data dictionary" in out) == (0, True)
    assert duxue("template", tmp_path / "d.md")[0] == 2, "never overwritten"
    assert duxue("template", tmp_path / "d.txt")[0] == 2
    with pytest.raises(OptionError, match=r"d\.txt"):
        write_dictionary(tmp_path / "d.txt")
