"""The researcher's notebooks: in step with their sources, stored without outputs, and they run in a real kernel."""

from __future__ import annotations

from pathlib import Path

import pytest

nbformat = pytest.importorskip("nbformat")
jupytext = pytest.importorskip("jupytext")
nbclient = pytest.importorskip("nbclient")

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_notebook_and_source_hold_the_same_cells(path: Path) -> None:
    source = jupytext.read(path.with_suffix(".py"))
    notebook = nbformat.read(path, as_version=4)
    assert [(c.cell_type, c.source) for c in notebook.cells] == [(c.cell_type, c.source) for c in source.cells]
    assert not [c for c in notebook.cells if c.get("outputs")]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_it_runs_in_a_real_kernel_and_shows_charts_but_no_person(
    path: Path, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(FOLDER.parent))
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if "parameters" in cell.metadata.get("tags", []):
            cell.source += f"\nlang = {lang!r}"
    nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(FOLDER)}}).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert any("image/png" in output.get("data", {}) for output in outputs)
    text = "".join(
        str(output.get("text", "")) + str(output.get("data", {}).get("text/plain", "")) for output in outputs
    )
    assert "SYNTHETIC" in text or "合成数据" in text
    assert "staff_id" not in text
    assert "student_id" not in text
    assert not [output for output in outputs if output.get("name") == "stderr" and "Warning" in output.get("text", "")]


OTHER = {"00_validate": {"mistakes": False}, "07_publish": {"groups": 16, "framework": "county_balance"}}
SAYS = {"00_validate": "shape: (0, 6)", "07_publish": "16 groups, 96 schools"}
"""What only the run under these parameters prints: a revision without a cell, a smaller city."""


def printed(notebook: nbformat.NotebookNode) -> str:
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return "\n".join(str(o.get("text", "")) + str(o.get("data", {}).get("text/plain", "")) for o in outputs)


@pytest.mark.parametrize("name", OTHER)
def test_papermill_runs_it_under_other_parameters(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    papermill = pytest.importorskip("papermill")
    monkeypatch.setenv("PYTHONPATH", str(FOLDER.parent))
    path = FOLDER / f"{name}.ipynb"
    kept = papermill.execute_notebook(path, tmp_path / "out.ipynb", OTHER[name], cwd=FOLDER, progress_bar=False)
    assert any("injected-parameters" in cell.metadata.get("tags", []) for cell in kept.cells)
    assert SAYS[name] in printed(kept)
