"""The HTML page: well formed, harmless, readable by everyone, alone."""

import itertools
import re
from pathlib import Path

import pytest

from tests.report.pages import Element, Page
from toolkit.charts._palette import contrast
from toolkit.errors import OptionError
from toolkit.report import report
from toolkit.scoring_run import ScoringRun

LANGS = ("zh", "en")


@pytest.fixture(scope="module")
def written(
    run: ScoringRun, hostile: ScoringRun, generic: ScoringRun, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("reports")
    runs = {"small": run, "hostile": hostile, "generic": generic}
    return {
        f"{name} {lang}": report(one, folder / f"{name}.{lang}.html", lang).read_text(encoding="utf-8")
        for name, one in runs.items()
        for lang in LANGS
    }


@pytest.fixture(params=[f"{name} {lang}" for name in ("small", "hostile", "generic") for lang in LANGS])
def text(request: pytest.FixtureRequest, written: dict[str, str]) -> str:
    return written[request.param]


@pytest.fixture
def page(text: str) -> Element:
    return Page(text).root


def test_the_page_is_well_formed_and_names_its_language(page: Element, request: pytest.FixtureRequest) -> None:
    lang = request.node.callspec.params["text"].split()[1]
    assert page.all("html")[0].attributes["lang"] == {"zh": "zh-Hans", "en": "en"}[lang]
    assert page.all("meta")[0].attributes["charset"] == "utf-8"
    assert page.all("title")[0].text


def test_nothing_runs_and_nothing_is_loaded(page: Element, text: str) -> None:
    policy = [
        m.attributes["content"] for m in page.all("meta") if m.attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert len(policy) == 1
    assert policy[0].startswith("default-src 'none';")
    assert "script" not in policy[0]
    assert page.all("script", "iframe", "object", "embed", "link", "form", "base", "foreignobject", "img") == []
    for element in page.all():
        assert [name for name in element.attributes if name.startswith("on")] == []
        for name in ("src", "href", "xlink:href", "action"):
            assert element.attributes.get(name, "#").startswith("#")
    assert re.findall(r"url\((?!#|data:font/woff;base64,)", text) == []
    assert "@import" not in text
    assert "javascript:" not in text


def test_the_policy_stands_before_anything_it_governs(page: Element) -> None:
    head = page.all("head")[0].children
    kinds = [e.attributes.get("http-equiv", e.tag) for e in head]
    assert kinds.index("Content-Security-Policy") < kinds.index("style")


def test_ids_are_unique_and_every_link_arrives(page: Element) -> None:
    ids = [e.attributes["id"] for e in page.all() if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    targets = [v[1:] for e in page.all() for n, v in e.attributes.items() if n in {"href", "xlink:href"}]
    targets += [t for e in page.all() for v in e.attributes.values() for t in re.findall(r"url\(#([^)]+)\)", v)]
    targets += [t for e in page.all() for t in e.attributes.get("aria-labelledby", "").split()]
    assert targets
    assert set(targets) <= set(ids)


def test_every_drawing_has_a_label_and_a_title(page: Element) -> None:
    drawings = page.all("svg")
    assert len(drawings) >= 3
    for drawing in drawings:
        assert drawing.attributes["role"] == "img"
        assert len(drawing.attributes["aria-label"]) > 10
        assert drawing.children[0].tag == "title"
        assert drawing.children[0].text
        assert drawing.all("style", "metadata") == []
        assert drawing.all("text")


def test_every_table_has_a_caption_and_scopes(page: Element) -> None:
    for table in page.all("table"):
        assert table.all("caption")[0].text
        assert table.parent is not None
        assert table.parent.attributes["tabindex"] == "0"
        columns = table.all("thead")[0].all("th")
        assert all(c.attributes["scope"] == "col" and c.text for c in columns)
        for row in table.all("tbody")[0].all("tr"):
            cells = row.all("th", "td")
            spans = sum(int(c.attributes.get("colspan", "1")) for c in cells)
            assert spans == len(columns)
            if len(cells) > 1:
                assert [c.attributes.get("scope") for c in cells if c.tag == "th"] == ["row"]
                assert all(c.text for c in cells)


def test_headings_step_down_one_by_one_and_the_contents_list_them(page: Element) -> None:
    headings = page.all("h1", "h2", "h3", "h4")
    levels = [int(h.tag[1]) for h in headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))
    listed = [(a.attributes["href"][1:], a.text) for a in page.all("nav")[0].all("a")]
    assert listed == [(h.attributes["id"], h.text) for h in headings if h.tag == "h2"]


def test_a_keyboard_reaches_the_content_first(page: Element) -> None:
    first = page.all("a")[0]
    assert first.attributes == {"class": "skip", "href": "#content"}
    assert page.all("main")[0].attributes["id"] == "content"


def test_the_run_stands_on_top_and_at_the_end(text: str, page: Element, request: pytest.FixtureRequest) -> None:
    name = request.node.callspec.params["text"].split()[0]
    one = request.getfixturevalue({"small": "run"}.get(name, name))
    for part in ("header", "footer"):
        assert one.fingerprint in page.all(part)[0].text
        assert ("合成数据" in page.all(part)[0].text or "SYNTHETIC DATA" in page.all(part)[0].text) == one.synthetic


def test_the_synthetic_banner_comes_before_everything_else(written: dict[str, str]) -> None:
    main = Page(written["small zh"]).root.all("main")[0]
    assert main.children[0].attributes["class"] == "callout warning"
    assert main.children[0].text.startswith("合成数据")
    assert Page(written["generic zh"]).root.all("main")[0].children[0].tag == "h2"


def test_names_are_text_and_never_markup(written: dict[str, str]) -> None:
    for lang, name in (("zh", "$x^2$ <script>alert(1)</script> & 集团"), ("en", "$x_1$ <b>bold</b> {0} %s \\alpha")):
        root = Page(written[f"hostile {lang}"]).root
        cells = [e.text for e in root.all("th") if e.inside("tbody")]
        assert name in cells
        drawn = [e.text for e in root.all("text")]
        assert name in drawn
        assert root.all("b", "script") == []
    assert Page(written["small en"]).root.all("title")[0].text == "A <trial>: evaluation report"


def test_chinese_is_carried_along_where_it_is_used(written: dict[str, str]) -> None:
    from base64 import b64decode
    from io import BytesIO

    from fontTools.ttLib import TTFont

    match = re.search(r"url\(data:font/woff;base64,([^)]+)\)", written["small zh"])
    assert match
    held = TTFont(BytesIO(b64decode(match.group(1)))).getBestCmap()
    assert {c for c in Page(written["small zh"]).root.text if "\u4e00" <= c <= "\u9fff"} <= {chr(c) for c in held}
    assert "@font-face" not in written["generic en"]


def test_colours_of_text_can_be_read() -> None:
    style = (Path(__file__).parents[2] / "toolkit" / "report" / "page.css").read_text(encoding="utf-8")

    def rgb(colour: str) -> tuple[float, ...]:
        digits = colour[1:] if len(colour) == 7 else "".join(2 * c for c in colour[1:])
        return tuple(int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))

    inks = re.findall(r"(?<![-\w])color: (#[0-9a-f]{3,6})", style)
    papers = re.findall(r"background: (#[0-9a-f]{3,6})", style)
    assert len(inks) >= 4
    assert len(papers) >= 4
    for ink in inks:
        for paper in papers:
            assert contrast(rgb(ink), rgb(paper)) >= 4.5, (ink, paper)


@pytest.mark.parametrize("lang", LANGS)
def test_the_same_run_gives_the_same_page(lang: str, run: ScoringRun, written: dict[str, str], tmp_path: Path) -> None:
    assert report(run, tmp_path / "again.html", lang).read_text(encoding="utf-8") == written[f"small {lang}"]
    assert [p.name for p in tmp_path.iterdir()] == ["again.html"]


def test_an_unknown_kind_or_language_is_an_error(run: ScoringRun, tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=r"Did you mean '\.html'"):
        report(run, tmp_path / "report.htm")
    with pytest.raises(OptionError, match="Unknown language 'de'"):
        report(run, tmp_path / "report.html", lang="de")


def test_the_function_is_not_hidden_by_its_folder() -> None:
    import toolkit as tk
    from toolkit.report.city import city_report

    assert callable(tk.report)
    assert callable(city_report)
