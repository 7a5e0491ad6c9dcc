"""The notebook of the case: in step with its source, and it runs from top to bottom."""

from pathlib import Path

import pytest

nbformat = pytest.importorskip("nbformat")
jupytext = pytest.importorskip("jupytext")
nbclient = pytest.importorskip("nbclient")

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "cases" / "england_trusts.ipynb"


def test_notebook_and_source_hold_the_same_cells() -> None:
    source = jupytext.read(NOTEBOOK.with_suffix(".py"))
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    assert [(c.cell_type, c.source) for c in notebook.cells] == [(c.cell_type, c.source) for c in source.cells]
    assert not [c for c in notebook.cells if c.get("outputs")]  # outputs are stripped


def test_the_notebook_runs(england: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUXUE_SHARED_DATA", str(england.parent))
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    client = nbclient.NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(NOTEBOOK.parent)}})
    client.execute()  # an error in a cell raises
    shown = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert any("image/png" in output.get("data", {}) for output in shown)
