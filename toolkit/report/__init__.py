"""Reports: contents (city.py, one_page.py) made of blocks.py, one writer for each kind of file (writers.py)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.report.city import city_report
from toolkit.report.one_page import brief, unit_brief
from toolkit.report.writers import WRITERS, writer_of

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun

__all__ = ["WRITERS", "brief", "city_report", "report", "unit_brief"]


def report(run: ScoringRun, path: str | Path, lang: str = "zh", *, internal: bool = False) -> Path:
    """Write the report of a run; the ending of `path` says which kind of file.

    The report says first what it is and what is not certain, then the answer, then everything behind it. It is made from
    the published view of the run (toolkit/disclosure). The same run gives the same bytes.

    Parameters
    ----------
    run : ScoringRun
        The run.
    path : str or Path
        File to write. `.html`: one page that needs no network, no script and no other file; `.pdf`: pages with text that
        can be selected; `.docx`: Word, to go on writing (these two need the extra `report`: typst, python-docx); `.xlsx`: a
        workbook with contents, a sheet a table, filters and numbers as numbers, and no formula.
    lang : "zh" or "en"
        Language.
    internal : bool
        Tell everything, and mark every page as internal, not for publication.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    OptionError
        Another kind of file, or language.
    OutputError
        The file can't be written there, or the package for this kind is not installed.

    Examples
    --------
    >>> report(run, "report.html", lang="en")  # doctest: +SKIP
    """
    from toolkit.disclosure import view_of

    path = Path(path)
    write = writer_of(path)
    write(city_report(view_of(run, everything=internal), lang), path)
    return path
