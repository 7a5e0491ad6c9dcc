"""Every code block of README and docs: Python and commands run, TOML is read, the rest is marked and says why."""

from __future__ import annotations

import contextlib
import re
import tomllib
from pathlib import Path
from typing import Any
from unittest import SkipTest

import pytest
from sybil import Document, Example
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser, SkipParser

from tests.docs._commands import Shell, lacking

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
LANGUAGES = {"python", "console", "sh", "toml", "text"}
"""What a block may be; `text` is shown and not run."""


def commands(example: Example) -> None:
    """Run a block of commands: all lines (sh), or those after a prompt, with their output (console)."""
    shell: Shell = example.namespace["shell"]
    if example.region.lexemes["arguments"] == "sh":
        lines = [(line, []) for line in str(example.parsed).splitlines() if line.strip() and not line.startswith("#")]
    else:
        parts = re.split(r"^\$ ", str(example.parsed), flags=re.MULTILINE)
        assert not parts[0].strip(), "a console block starts with `$ `"
        lines = [(part.splitlines()[0], part.splitlines()[1:]) for part in parts[1:]]
    for line, expected in lines:
        output = shell.run(line)
        missing = lacking(expected, output)
        assert not missing, f"$ {line}\nlacks the line {missing[0]!r}; it printed:\n{output}"


def choices(example: Example) -> None:
    """Read a block of TOML; what is a study must be one that Duxue takes."""
    from toolkit.study import Study

    text = str(example.parsed)
    content = tomllib.loads(text)
    if "framework" in content or "flags" in content:
        path = example.namespace["shell"].desk / "block.toml"
        path.write_text(text if "framework" in content else f'framework = "tianjin"\n{text}', encoding="utf-8")
        Study.from_toml(path)


def parsers() -> list[Any]:
    return [
        PythonCodeBlockParser(),
        CodeBlockParser("console", commands),
        CodeBlockParser("sh", commands),
        CodeBlockParser("toml", choices),
        SkipParser(),
    ]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_block_runs(path: Path, request: pytest.FixtureRequest) -> None:
    document = Document.parse(str(path), *parsers())
    examples = list(document.examples())
    if not examples:
        return
    shell = request.getfixturevalue("shell")
    document.namespace.update(request.getfixturevalue("names"), shell=shell)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(shell.desk)
        for example in examples:
            with contextlib.suppress(SkipTest):  # sybil asks for the reason of a skipped block
                example.evaluate()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_block_says_what_it_is(path: Path) -> None:
    fences = re.findall(r"^[ ]*```(.*)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert len(fences) % 2 == 0
    assert {fence.strip() for fence in fences[::2]} <= LANGUAGES
