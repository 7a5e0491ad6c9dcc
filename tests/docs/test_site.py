"""The site of the documentation: it builds without a warning, needs no network, and finds Chinese words."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("zensical")
pytest.importorskip("mkdocstrings")

ROOT = Path(__file__).parents[2]
LOADED = re.compile(
    r"<(?:script|link|img|iframe|source)\b[^>]*?\b(?:src|href)=\"?((?:https?:)?//[^\s\">]+)|url\(\s*[\"']?(https?://[^\"')]+)"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("build")
    build = [sys.executable, str(ROOT / "docs" / "site" / "build.py"), "--plain", "--out", str(out)]
    done = subprocess.run(
        build, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr  # a dead link or an unknown name ends the build
    return out / "site"


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def test_no_page_loads_anything_from_a_network(site: Path) -> None:
    pages = [*site.rglob("*.html"), *site.rglob("*.css")]
    found = {p.relative_to(site).as_posix(): [a or b for a, b in LOADED.findall(text(p))] for p in pages}
    assert {page: places for page, places in found.items() if places} == {}


def test_every_method_of_a_registry_has_a_section(site: Path) -> None:
    from toolkit.aggregate import AGGREGATORS
    from toolkit.flags import FLAG_RULES
    from toolkit.normalise import NORMALISERS
    from toolkit.weigh import WEIGHTINGS

    for page, registry in {
        "normalise": NORMALISERS,
        "weigh": WEIGHTINGS,
        "aggregate": AGGREGATORS,
        "flags": FLAG_RULES,
    }.items():
        content = text(site / "methods" / f"{page}.html")
        assert [k for k, f in registry.items() if f'id="{f.__module__}.{f.__qualname__}"' not in content] == []


def test_public_names_indicators_commands_and_notebooks_are_there(site: Path) -> None:
    import toolkit
    from indicators import ALL
    from toolkit.cli.app import app

    entries = text(site / "python" / "toolkit.html")
    assert [name for name in toolkit._HOMES if not re.search(rf"\btk\.{name}\b", entries)] == []
    for page in ("reference", "zh"):
        catalogue = text(site / page / "indicators.html")
        assert [id for id in ALL if not re.search(rf"<h2[^>]*>{id} ", catalogue)] == []
    commands = text(site / "reference" / "command_line.html")
    names = [command.callback.__name__ for command in app.registered_commands]
    assert [name for name in names if f"duxue {name}" not in commands] == []
    notebooks = {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert {path.stem for path in (site / "notebooks").glob("*.html")} == notebooks


def test_a_formula_is_a_picture_that_says_what_it_shows(site: Path) -> None:
    content = text(site / "methods" / "weigh.html")
    assert '<svg class="formula" role="img" aria-label="w_j = \\frac{1 - e_j}{\\sum_k (1 - e_k)}' in content
    assert "arithmatex" not in content


def test_chinese_pages_say_that_they_are_chinese(site: Path) -> None:
    assert '<html lang="zh-Hans"' in text(site / "zh" / "inspector.html")
    assert '<html lang="en"' in text(site / "index.html")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("chromium is absent")
    playwright = pytest.importorskip("playwright.sync_api")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=arguments)
        yield browser
        browser.close()


@pytest.mark.parametrize("width", [390, 1300])
def test_pages_open_as_files_without_network_and_errors(site: Path, browser: Any, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: wrong.append(request.url) if request.url.startswith("http") else None)
    for name in (
        "index",
        "methods/weigh",
        "python/toolkit",
        "zh/inspector",
        "zh/dictionary",
        "notebooks/01_first_scores",
    ):
        page.goto((site / f"{name}.html").as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} is wider than the screen"
    assert wrong == []
    page.close()


def test_search_finds_a_chinese_word_in_the_middle_of_a_sentence(site: Path, browser: Any) -> None:
    assert re.search(r"[一-鿿]误报率|误报率[一-鿿]", text(site / "search.json"))
    page = browser.new_page(viewport={"width": 1300, "height": 800})
    page.goto((site / "index.html").as_uri())
    page.get_by_role("button", name="Search").first.click()
    page.wait_for_timeout(300)  # the field takes the focus after it has slid in
    page.keyboard.type("检出率")
    page.get_by_text("Are the flags right?").last.wait_for(timeout=10_000)
    page.close()
