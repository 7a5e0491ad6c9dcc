"""The child process that opens a workbook: `python -m toolkit.reading.child FILE`. It may be killed without harm.

It writes JSON lines: the sheets; then, for each sheet that the parent asks for by its number, one line about the sheet
and one for each of its columns. A refusal is a line {"refused": reason, "facts": {...}}.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import gc
import json
import sys
from pathlib import Path
from typing import Any

from toolkit.reading.archive import check_shared_strings, check_used_range, contents, open_archive, part, remarks
from toolkit.reading.marks import formats, hidden_columns, hidden_rows, marks, placed
from toolkit.reading.refusals import Refused

MEMORY = 6 * 2**30
"""Bytes of address space. A sheet of a million rows and 16 columns needs about 3 GB."""

CPU_SECONDS = 300


def main(path: Path) -> None:
    """Read one workbook."""
    archive = open_archive(path)
    inside = contents(archive)
    check_shared_strings(archive)
    say({"sheets": list(inside.parts), "remarks": remarks(archive)})
    wanted: list[str] = json.loads(sys.stdin.readline())
    xml = {}
    for name in wanted:
        xml[name] = placed(part(archive, inside.parts[name]))
        check_used_range(xml[name])
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
    except calamine.PasswordError as error:
        raise Refused("encrypted") from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise Refused("broken") from error
    visible = {meta.name: meta.visible == calamine.SheetVisibleEnum.Visible for meta in book.sheets_metadata}
    shown = formats(archive)
    for name in wanted:
        try:
            sheet = book.get_sheet_by_name(name)
        except (calamine.CalamineError, OSError, ValueError) as error:
            raise Refused("broken") from error
        about = {"sheet": name, "visible": visible.get(name, True), "serial": not inside.from_1904}
        tell(sheet, about, xml.pop(name), shown, inside.recalculate)


def tell(sheet: Any, about: dict[str, Any], xml: bytes, shown: Any, recalculate: bool) -> None:
    """Write one sheet, without its empty rows."""
    grid = sheet.to_python(skip_empty_area=False)
    noted = marks(xml, shown, recalculate)
    width = max([len(grid[0]) if grid else 0, *(column + 1 for _, column, _, _ in noted)])
    grid += [[""] * width for _ in range(max((row + 1 for row, *_ in noted), default=0) - len(grid))]
    marked = {row for row, *_ in noted}
    rows = [i for i, row in enumerate(grid) if i in marked or row.count("") != len(row)]
    filled = [any(i < len(row) and row[i] != "" for row in grid) for i in range(width)]
    say(
        about
        | {
            "rows": rows,
            "width": width,
            "marks": noted,
            "merged": sheet.merged_cell_ranges or [],
            "hidden": sorted(set(hidden_rows(xml)) & set(rows)),
            "hidden_columns": [i for i in hidden_columns(xml, width) if filled[i]],
        }
    )
    for column in range(width):
        say([grid[i][column] if column < len(grid[i]) else "" for i in rows])


def say(line: Any) -> None:
    """Write one line."""
    sys.stdout.write(json.dumps(line, default=encoded, separators=(",", ":")) + "\n")
    sys.stdout.flush()


def encoded(value: object) -> dict[str, str]:
    """Write what JSON has no word for: {"m": date and time} or {"o": time of day, duration}."""
    if isinstance(value, dt.date):
        moment = value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
        return {"m": moment.isoformat()}
    return {"o": str(value)}


def limit(memory: int = MEMORY) -> None:
    """Take memory and processor time from this process, where the system can."""
    try:
        import resource
    except ImportError:
        return
    for what, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, CPU_SECONDS), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    limit()
    gc.disable()  # millions of cells, no cycles, and a short life
    try:
        main(Path(sys.argv[1]))
    except Refused as refusal:
        say({"refused": refusal.reason, "facts": refusal.facts})
    except MemoryError:
        say({"refused": "stopped", "facts": {}})
    except BaseException:  # a panic of the reader is no Exception
        say({"refused": "broken", "facts": {}})
