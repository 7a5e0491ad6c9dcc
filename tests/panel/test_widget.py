"""The panel in Python and in a real JupyterLab."""

from __future__ import annotations

import os
import re
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import toolkit as tk
from toolkit.errors import OptionError
from toolkit.scoring_run import ScoringRun

nbformat = pytest.importorskip("nbformat")
ROOT = Path(__file__).resolve().parents[2]
CELLS = (
    "import toolkit as tk\nfrom tests.panel.runs import hard_run\nrun = hard_run()\npanel = tk.panel(run, lang='en')\npanel",
    "moved = tk.compare(run, panel.score()).scores.filter(level='group', node='total', period=run.latest)\n"
    "print('A weighs', panel.weights['A'], 'and', (moved['rank_change'] != 0).sum(), 'ranks changed')",
    "panel.weights = {'A': 0.5}\nprint('set by Python')",
)


def test_weights_are_checked_as_a_framework_is(run: ScoringRun) -> None:
    pytest.importorskip("anywidget")
    panel = tk.panel(run, lang="en")
    panel.weights = {"A": 5}
    assert panel.weights == {**panel.field.start, "A": 5.0}
    for wrong, why in (
        ({"A": -1}, "The weight of 'A' is -1"),
        ({"A": float("nan")}, "finite"),
        ({"B2": 1}, "Unknown node with a weight 'B2'"),
        ({"A1": 0, "A2": 0, "A3": 0}, "Every node below 'A' has weight 0"),
    ):
        with pytest.raises(OptionError, match=re.escape(why)):
            panel.weights = wrong
    with pytest.raises(OptionError, match="Unknown aggregator of the panel 'topsis'"):
        panel.aggregator = "topsis"
    assert panel.weights["A"] == 5.0
    assert panel.framework.name == "what-if"
    assert panel.framework.node("A")["weight"] == 5.0
    assert "not official" in panel.framework.node("A")["note"]
    assert panel.study.weighting == "framework"
    assert run.framework.node("A")["weight"] == 2.0


def test_without_anywidget_the_page_can_be_written_and_the_error_says_what_is_missing(
    run: ScoringRun, tmp_path: Path
) -> None:
    code = """
import importlib.util, sys
found = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name == "anywidget" else found(name, *rest)
import toolkit as tk
from tests.panel.runs import hard_run
panel = tk.panel(hard_run(), lang="zh")
panel.save("panel.html")
assert not {"anywidget", "ipywidgets", "matplotlib.pyplot"} & set(sys.modules)
panel._ipython_display_()
"""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert done.stderr.strip().splitlines()[-1].startswith("toolkit.errors.OptionError: 未安装 anywidget")
    assert "duxue[notebooks]" in done.stderr
    assert (tmp_path / "panel.html").stat().st_size > 10_000


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[str]:
    """A JupyterLab of its own with the notebook; gives its address."""
    pytest.importorskip("jupyterlab")
    pytest.importorskip("anywidget")
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    book.metadata.kernelspec = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    nbformat.write(book, tmp_path / "panel.ipynb")
    config = tmp_path / "config"
    (config / "labconfig").mkdir(parents=True)
    disabled = '{"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": true}}'
    (config / "labconfig" / "page_config.json").write_text(disabled, encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port, token = free.getsockname()[1], secrets.token_hex(16)
    own = {
        name: str(config / name.lower())
        for name in ("JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR", "IPYTHONDIR")
    }
    env = {**os.environ, **own, "JUPYTER_CONFIG_DIR": str(config), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1"]
    command += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}"]
    server = subprocess.Popen(
        [*command, f"--ServerApp.root_dir={tmp_path}"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{address}/api?token={token}", server)
        yield f"{address}/lab/tree/panel.ipynb?token={token}"
    finally:
        server.terminate()
        server.wait(20)


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert server.poll() is None, "jupyter lab did not start"
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail("jupyter lab did not answer")


def test_in_jupyterlab_a_slider_moves_the_weights_of_python(lab: str, browser: Any) -> None:
    page = browser.new_page(viewport={"width": 1300, "height": 1000})
    page.set_default_timeout(60_000)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(lab)
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    page.get_by_text("set by Python").last.wait_for()
    slider = page.locator('.duxue-panel input[type=range][data-node="A"]')
    slider.wait_for()
    page.wait_for_function(  # the third cell set it; the slider has steps of 0.25
        "value => Math.abs(document.querySelector('.duxue-panel [data-node=A]').value - value) < 0.3",
        arg=100 * 0.5 / 4.5,
    )
    assert "ranks changed" in page.locator(".duxue-panel .status").text_content()
    slider.evaluate("e => { e.value = 80; e.dispatchEvent(new Event('input')); }")
    number = page.locator('.duxue-panel input[type=number][data-node="A"]')
    assert number.input_value() == "80"
    slider.focus()
    page.keyboard.press("ArrowRight")  # moves the slider, and not the notebook's selection
    now = float(number.input_value())
    assert now > 80
    changed = int(re.match(r"(\d+) of 40 ranks changed", page.locator(".duxue-panel .status").text_content())[1])
    assert changed > 20
    page.locator(".jp-CodeCell").nth(1).locator(".cm-content").click()
    page.keyboard.press("Shift+Enter")
    told = f"A weighs {now / 100 * 4.5}"
    page.locator(".jp-OutputArea-output").get_by_text(told[:15]).wait_for()
    text = page.locator(".jp-CodeCell").nth(1).locator(".jp-OutputArea-output").text_content()
    weight, ranks = re.match(r"A weighs ([\d.]+) and (\d+) ranks changed", text).groups()
    assert float(weight) == pytest.approx(now / 100 * 4.5, abs=1e-6)  # the number box shows four decimals
    assert int(ranks) == changed
    assert {url.split("/")[2] for url in asked if url.startswith(("http", "ws"))} == {lab.split("/")[2]}
