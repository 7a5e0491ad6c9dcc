"""The notebooks as pages: run in a kernel, then turned into Markdown with their pictures and tables."""

from __future__ import annotations

import os
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any


def write(folder: Path, place: Path, *, run: bool) -> list[tuple[str, str]]:
    """Write a page for each notebook; return title and file of each."""
    place.mkdir()
    paths = sorted(folder.glob("*.ipynb"))
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return list(pool.map(lambda path: page(path, place, run=run), paths))


def page(path: Path, place: Path, *, run: bool) -> tuple[str, str]:
    """Write the page of one notebook."""
    import nbformat
    from nbconvert import MarkdownExporter

    notebook: Any = nbformat.read(path, as_version=4)
    if run:
        executed(notebook, path.parent)
    text, resources = MarkdownExporter().from_notebook_node(
        notebook, {"unique_key": path.stem, "output_files_dir": path.stem}
    )
    for name, content in resources.get("outputs", {}).items():
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_bytes(content)
    head, body = text.lstrip().split("\n", 1)
    note = f"*The page of the notebook `notebooks/{path.name}`: open it in JupyterLab to change and run it.*"
    (place / f"{path.stem}.md").write_text(f"{head}\n\n{note}\n{tidy(body)}", encoding="utf-8")
    return re.match(r"#\s*([\x00-\x7f]+)", head)[1].strip(), f"notebooks/{path.stem}.md"


def executed(notebook: Any, folder: Path) -> None:
    """Run a notebook in a kernel of its own, in its folder, with the packages of this tree."""
    from nbclient import NotebookClient

    environment = {**os.environ, "PYTHONPATH": str(folder.parent)}
    client = NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(folder)}})
    client.create_kernel_manager()
    client.start_new_kernel(env=environment)
    client.execute()


def tidy(text: str) -> str:
    """Take away what a page can't show: styles of tables, and lines of cells that only set something up."""
    return re.sub(r"<style.*?</style>", "", text, flags=re.DOTALL)
