"""`duxue check`: read and validate, say what is wrong."""

from __future__ import annotations

from pathlib import Path

from toolkit.cli import DONE, FINDINGS
from toolkit.cli._output import Output
from toolkit.errors import unknown


def run(source: Path, fail_on: str, lang: str, form: str) -> int:
    """Check a source; exit code 1 where it has findings of the asked severity."""
    out = Output("check", lang, form)
    if fail_on not in ("error", "warning"):
        raise unknown("value of --fail-on", fail_on, ("error", "warning"))
    from toolkit.checks.text import findings_text
    from toolkit.read import read_tables
    from toolkit.validate import validate

    with out.stage("cli_reading"):
        tables = read_tables(source, lang=out.lang)
    with out.stage("cli_checking"):
        checked = validate(tables, lang=out.lang)
    out.add_findings(checked.findings)
    out.counts["rows"] = {name: frame.height for name, frame in tables.items()}
    out.text(findings_text(checked.findings, out.lang))
    grave = {"fatal", "error"} | ({"warning"} if fail_on == "warning" else set())
    out.ok = not (grave & set(checked.findings["severity"]))
    return out.finish(DONE if out.ok else FINDINGS)
