"""Lines of a shell in a document, run by the command line of this tree."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import sys
from pathlib import Path

import pytest

from toolkit.cli import main

PLACE = re.compile(r"(\S*/)<([^>]+)>")
SECOND = ("B", "乙")
CODE = re.compile(r"exit code (\d)|退出码\s*(\d)")


class Shell:
    """The command line at a desk. A command that was run before is not run again: its output is told."""

    def __init__(self, desk: Path) -> None:
        self.desk = desk
        self.done: dict[tuple[str, ...], tuple[int, str]] = {}

    def run(self, line: str) -> str:
        """Run one line and return what it printed; its exit code is 0, or the one that its comment names."""
        words = self.words(line)
        assert words[0] in ("duxue", "./duxue"), (
            f"only duxue is run here, not {words[0]!r}: skip the block with a reason"
        )
        key = tuple(" ".join(words[1:]).replace(" --lang en", "").split())
        if key not in self.done:
            self.done[key] = self._run(words[1:])
        code, text = self.done[key]
        named = CODE.search(line.partition(" #")[2])
        expected = int(named[1] or named[2]) if named else 0
        assert code == expected, f"{line}\nexit code {code}, not {expected}:\n{text}"
        return text

    def words(self, line: str) -> list[str]:
        """Return the words of a line, `runs/<run>` filled in: the runs of the folder in their order."""

        def fill(match: re.Match[str]) -> str:
            runs = sorted(path.name for path in (self.desk / match[1]).iterdir() if (path / "DONE").exists())
            return match[1] + runs[1 if match[2].endswith(SECOND) else 0]

        return shlex.split(PLACE.sub(fill, line), comments=True)

    def _run(self, words: list[str]) -> tuple[int, str]:
        said = io.StringIO()
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(self.desk)
            patch.setattr(sys, "argv", ["duxue", *words])
            patch.delenv("DUXUE_COMMAND", raising=False)  # the launcher names itself
            patch.setenv("LANG", "en_GB.UTF-8")
            patch.setenv("LC_ALL", "en_GB.UTF-8")
            patch.setitem(os.environ, "COLUMNS", "120")
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said), pytest.raises(SystemExit) as left:
                main()
        return int(left.value.code or 0), said.getvalue()


def loosely(line: str) -> str:
    """Return a line without what differs from city to city: numbers, and the width of spaces."""
    return " ".join(re.sub(r"\d+(?:[.,]\d+)*", "0", line).split())


def lacking(expected: list[str], output: str) -> list[str]:
    """Return the expected lines that the output does not hold in this order; `…` stands for anything."""
    rest = iter(loosely(line) for line in output.splitlines())
    wanted = [loosely(line) for line in expected if line.strip() not in ("", "…")]
    missing = []
    for line in wanted:
        pattern = re.compile(".*".join(re.escape(part) for part in line.split("…")))
        if not any(pattern.fullmatch(told) for told in rest):
            missing.append(line)
            break
    return missing
