"""`import toolkit`: the public names, whatever was imported before, at little cost."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


def python(code: str, folder: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run code in an interpreter of its own."""
    env = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"} | environment
    return subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=env, capture_output=True, text=True, check=False
    )


def test_functions_are_not_hidden_by_modules_of_their_name() -> None:
    code = """
import importlib, pkgutil, types, toolkit
for found in pkgutil.walk_packages(toolkit.__path__, "toolkit."):
    if not found.name.endswith("__main__"):
        importlib.import_module(found.name)
hidden = [n for n in toolkit._HOMES if isinstance(getattr(toolkit, n), types.ModuleType)]
print(hidden)
"""
    done = python(code)
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr


def test_every_public_name_is_there() -> None:
    import toolkit

    for name in toolkit.__all__:
        assert getattr(toolkit, name) is not None
    assert isinstance(toolkit.charts, ModuleType)
    with pytest.raises(AttributeError, match="no attribute 'scorre'"):
        toolkit.scorre  # noqa: B018


def test_importing_is_light() -> None:
    heavy = ["pandera", "matplotlib", "sklearn", "scipy.stats", "polars", "pydantic"]
    done = python(f"import sys, toolkit; print([m for m in {heavy} if m in sys.modules])")
    assert done.stdout.strip() == "[]", done.stderr


def test_a_stranger_of_the_same_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "__init__.py").write_text("", encoding="utf-8")
    code = f"import sys; sys.path[:0] = [{str(tmp_path)!r}, {str(ROOT)!r}]; import toolkit"
    done = python(code, tmp_path)
    assert done.returncode == 1
    assert "Duxue needs its own package 'schemas'" in done.stderr
