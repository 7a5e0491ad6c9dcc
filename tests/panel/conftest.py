"""The real Chromium, driven by playwright; without it these tests are skipped and say so."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.panel.runs import hard_run
from toolkit.scoring_run import ScoringRun

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium on this machine: install the system's package")
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=path, args=FLAGS.split())
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def run() -> ScoringRun:
    return hard_run(about={"synthetic": "true"})


@dataclass
class Opened:
    """A page, what it said on the console, and what it asked the network for."""

    page: Any
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def number(self, node: str, value: float | str) -> None:
        """Type a weight (points of a hundred below the parent) and leave the field."""
        self.page.evaluate(
            """([node, value]) => {
                const field = document.querySelector(`input[type=number][data-node="${node}"]`);
                field.value = value;
                field.dispatchEvent(new Event("change"));
            }""",
            [node, str(value)],
        )

    def choose(self, kind: str, key: str) -> None:
        self.page.evaluate(
            """([kind, key]) => {
                const list = document.querySelector(`select[id$="-${kind}"]`);
                list.value = key;
                if (list.value !== key) throw new Error(`${key} is not offered`);
                list.dispatchEvent(new Event("change"));
            }""",
            [kind, key],
        )

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).click()

    def file(self, button: str) -> str:
        with self.page.expect_download() as download:
            self.press(button)
        return Path(download.value.path()).read_text(encoding="utf-8-sig")

    def scores(self) -> dict[tuple[str, str], dict[str, str]]:
        """Return the exported scores: (node, unit) -> row."""
        rows = csv.DictReader(io.StringIO(self.file("Export what-if scores")))
        return {(row["node"], row["unit_id"]): row for row in rows}

    @property
    def error(self) -> str:
        return str(self.page.locator(".error").text_content())


def open_page(browser: Any, path: Path, **options: Any) -> Opened:
    context = browser.new_context(offline=True, **options)
    opened = Opened(context.new_page())
    opened.page.on("console", lambda message: opened.said.append(message.text))
    opened.page.on("pageerror", lambda error: opened.said.append(str(error)))
    opened.page.on("request", lambda request: opened.asked.append(request.url))
    opened.page.goto(path.as_uri())
    return opened
