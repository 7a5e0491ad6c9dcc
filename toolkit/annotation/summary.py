"""The first sheet of an annotated copy: how many findings of which kind, and one line for each kind with a link to its first cell."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

import polars as pl

from toolkit.annotation.package import BOOK, Package, prefix
from toolkit.annotation.styles import Styles
from toolkit.checks.findings import SEVERITIES
from toolkit.checks.letters import letters
from toolkit.checks.text import SAID, grouped
from toolkit.words import word

NAME = {"zh": "Duxue 校验结果", "en": "Duxue findings"}
PART = "xl/worksheets/duxue_findings.xml"
WIDTHS = (10, 20, 24, 10, 8, 60, 60)

TEXTS = {
    "zh": (
        "校验结果",
        "这是副本，原工作簿没有改动。请在副本中更正后再次运行 duxue check；本表不会被当作数据。",
        ("级别", "工作表", "列", "首处", "数量", "问题", "处理办法"),
    ),
    "en": (
        "Findings",
        "This is a copy; the workbook itself was not changed. Mend the copy and run duxue check again: this sheet is not read as data.",
        ("severity", "sheet", "column", "first at", "count", "what is wrong", "what to do"),
    ),
}


def summarise(package: Package, styles: Styles, findings: pl.DataFrame, lang: str) -> None:
    """Add the sheet in front of all others and make it the one that opens."""
    package.put(PART, _sheet(package, styles, findings, lang))
    package.declare(PART, "spreadsheetml.worksheet+xml")
    relation = package.relate(BOOK, "worksheet", PART)
    text = package.text(BOOK)
    p = prefix(text, "workbook")
    numbers = [int(n) for n in re.findall(r"\bsheetId=[\"'](\d+)", text)]
    line = f'<{p}sheet xmlns:duxue="{package.links}" name={quoteattr(free_name(package, lang))} sheetId="{max(numbers) + 1}" duxue:id="{relation}"/>'
    text = re.sub(rf"(<{p}sheets\b[^>]*>)", lambda found: found[1] + line, text, count=1)
    text = re.sub(r"\blocalSheetId=([\"'])(\d+)", lambda found: f"localSheetId={found[1]}{int(found[2]) + 1}", text)
    package.put(BOOK, re.sub(r"\s(activeTab|firstSheet)=[\"']\d+[\"']", "", text))


def free_name(package: Package, lang: str) -> str:
    """Return a name that no sheet has; an annotated copy may be annotated again."""
    name, number = NAME[lang], 2
    while name in package.sheets:
        name, number = f"{NAME[lang]} {number}", number + 1
    return name


def _sheet(package: Package, styles: Styles, findings: pl.DataFrame, lang: str) -> str:
    title, note, heads = TEXTS[lang]
    big, bold = styles.made(size=16, bold=True), styles.made(bold=True, wrap=True)
    plain, wrapped = styles.made(), styles.made(wrap=True)
    fills = {severity: styles.made(severity=severity, bold=True) for severity in SEVERITIES}
    counts = dict(findings.group_by("severity").agg(pl.col("count").sum()).iter_rows())
    lines: list[list[tuple[str | int, int]]] = [[(title, big)], [(note, plain)]]
    lines += [[(word(f"severity.{s}", lang), fills[s]), (counts[s], plain)] for s in SEVERITIES if s in counts]
    lines += [[(SAID["none"][0 if lang == "zh" else 1], plain)]] if not counts else []
    lines += [[], [(head, bold) for head in heads]]
    links = []
    for row in grouped(findings, lang).iter_rows(named=True):
        lines.append(
            [
                (word(f"severity.{row['severity']}", lang), fills[row["severity"]]),
                *((row[key] or "", wrapped) for key in ("sheet", "column", "cell")),
                (row["total"], plain),
                (row["message"], wrapped),
                (row["remedy"], wrapped),
            ]
        )
        if row["sheet"] and row["cell"]:
            place = "'{}'!{}".format(row["sheet"].replace("'", "''"), row["cell"])
            links.append(
                f'<hyperlink ref="D{len(lines)}" location={quoteattr(place)} display={quoteattr(row["cell"])}/>'
            )
    body = "".join(_row(number, cells) for number, cells in enumerate(lines, start=1))
    columns = "".join(f'<col min="{i}" max="{i}" width="{w}" customWidth="1"/>' for i, w in enumerate(WIDTHS, start=1))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{package.main}">'
        '<sheetPr><tabColor rgb="FFC00000"/><pageSetUpPr fitToPage="1"/></sheetPr>'
        '<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0"/></sheetViews>'
        f"<cols>{columns}</cols><sheetData>{body}</sheetData>"
        f"{'<hyperlinks>' + ''.join(links) + '</hyperlinks>' if links else ''}"
        '<pageSetup orientation="landscape" paperSize="9" fitToHeight="0"/></worksheet>'
    )


def _row(number: int, cells: list[tuple[str | int, int]]) -> str:
    height = ' ht="28" customHeight="1"' if number == 1 else ""
    return f'<row r="{number}"{height}>{"".join(_cell(f"{letters(i)}{number}", *cell) for i, cell in enumerate(cells))}</row>'


def _cell(name: str, value: str | int, style: int) -> str:
    if isinstance(value, int):
        return f'<c r="{name}" s="{style}"><v>{value}</v></c>'
    return f'<c r="{name}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
