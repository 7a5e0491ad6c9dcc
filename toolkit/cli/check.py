"""`duxue check`: read and validate, say what is wrong."""

from __future__ import annotations

from toolkit.cli import DONE, FINDINGS, UNREADABLE
from toolkit.cli._output import Output
from toolkit.errors import UnreadableInputError, unknown


def run(source: str, fail_on: str, copy: str, lang: str, form: str) -> int:
    """Check a source; exit code 1 where it has findings of the asked severity."""
    out = Output("check", lang, form)
    if fail_on not in ("error", "warning"):
        raise unknown("value of --fail-on", fail_on, ("error", "warning"))
    from toolkit.checks.text import findings_text
    from toolkit.read import read_tables
    from toolkit.validate import validate

    try:
        with out.stage("cli_reading"):
            tables = read_tables(source, lang=out.lang)
    except UnreadableInputError as error:
        return _unreadable(error, out)
    with out.stage("cli_checking"):
        checked = validate(tables, lang=out.lang)
    out.add_findings(checked.findings)
    out.counts["rows"] = {name: frame.height for name, frame in tables.items()}
    out.text(findings_text(checked.findings, out.lang))
    if copy:
        from toolkit.annotate import annotate

        with out.stage("cli_writing_copy"):
            out.files["annotated"] = str(annotate(checked, source, copy))
        out.say("cli_annotated", file=copy)
    grave = {"fatal", "error"} | ({"warning"} if fail_on == "warning" else set())
    out.ok = not (grave & set(checked.findings["severity"]))
    return out.finish(DONE if out.ok else FINDINGS)


def _unreadable(error: UnreadableInputError, out: Output) -> int:
    """Say why there is nothing to check; in the JSON object as one fatal finding."""
    import sys

    from toolkit.checks.findings import Findings, Spot

    found = Findings()
    found.add("source-error", Spot(), reason=error.texts)
    out.add_findings(found.frame())
    out.ok = False
    print(f"duxue: {error}", file=sys.stderr)
    return out.finish(UNREADABLE)
