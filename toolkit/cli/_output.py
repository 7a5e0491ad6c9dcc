"""What a command prints: text for people, or one JSON object."""

from __future__ import annotations

import json
import locale
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from toolkit.errors import unknown
from toolkit.words import word


def language(lang: str) -> str:
    """Return zh or en: as asked for, else the language of the system."""
    if lang:
        if lang not in ("zh", "en"):
            raise unknown("language", lang, ("zh", "en"))
        return lang
    system = next((os.environ[k] for k in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(k)), "")
    return "zh" if (system or locale.getlocale()[0] or "").startswith(("zh", "Chinese")) else "en"


def fails_on_flags(value: str) -> bool:
    """Return whether `--fail-on` asks for exit code 1 on flags."""
    if value not in ("never", "flag", "flagged"):
        raise unknown("value of --fail-on", value, ("never", "flagged"))
    return value != "never"


@dataclass
class Output:
    """Where a command's words go. With `form="json"` people's text goes to standard error, the object to standard output."""

    command: str
    lang: str
    form: str
    ok: bool = True
    counts: dict[str, Any] = field(default_factory=dict)
    findings: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.lang = language(self.lang)
        if self.form not in ("text", "json"):
            raise unknown("format", self.form, ("text", "json"))

    def say(self, key: str, **values: Any) -> None:
        """Print a sentence of toolkit/words."""
        self.text(word(key, self.lang, **values))

    def text(self, text: str) -> None:
        """Print text for people."""
        print(text, file=sys.stderr if self.form == "json" else sys.stdout)

    @contextmanager
    def stage(self, key: str) -> Iterator[None]:
        """Show on a terminal that something is under way, and how long it takes."""
        if not sys.stderr.isatty():
            yield
            return
        from rich.console import Console

        with Console(stderr=True).status(word(key, self.lang)):
            yield

    def add_findings(self, findings: pl.DataFrame) -> None:
        """Carry findings into the JSON object, and their counts by severity."""
        counts = findings.group_by("severity").agg(pl.col("count").sum()).sort("severity")
        self.counts |= {"findings": dict(counts.iter_rows())}
        self.findings = findings.to_dicts()

    def finish(self, code: int) -> int:
        """Print the JSON object when asked for, and hand the exit code on."""
        if self.form == "json":
            content: Mapping[str, Any] = {
                "command": self.command,
                "ok": self.ok,
                "counts": self.counts,
                "findings": self.findings,
                "files": self.files,
            }
            print(json.dumps(content, ensure_ascii=False))
        return code
