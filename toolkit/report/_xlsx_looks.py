"""How cells of a workbook look: one format a kind of cell, made when it is first needed."""

from __future__ import annotations

from typing import Any

from toolkit.report._cells import FORMS
from toolkit.workbook.looks import FONT

LINK, INK, QUIET, HEAD, BAR = "#005A8C", "#1A1A1A", "#555555", "#E8EEF4", "#9CC7E4"
LOW, HIGH, ALERT = "#9A3412", "#005A8C", "#FBE3D2"
CALLOUTS = {"warning": "#FDF1E8", "note": "#EEF5FA"}
BASE = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "top"}
TITLES = {1: 16, 2: 13, 3: 11}
WIDEST = 60
"""Widths in characters of Latin script; a Chinese character is as wide as two."""


class Looks:
    """The formats of one workbook."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[Any, ...], Any] = {}
        self.head = self.make(
            bold=True, bg_color=HEAD, text_wrap=True, valign="bottom", bottom=2, bottom_color="#777777"
        )
        self.back = self.make(font_color=LINK, underline=1)
        self.caption = self.make(bold=True, font_size=12)
        self.small = self.make(font_size=9, font_color=QUIET)
        self.text = self.make(text_wrap=True)

    def make(self, **options: Any) -> Any:
        """Return the format with these properties."""
        key = tuple(sorted(options.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(BASE | options)
        return self._made[key]

    def cell(self, form: str, unit: str, *, link: bool, right: bool, formula: bool, wrap: bool) -> Any:
        """Return the format of a cell: number format with its unit, link, side, and the mark that keeps `=1+1` a text."""
        options: dict[str, Any] = {"bottom": 4, "bottom_color": "#CCCCCC"}
        if form:
            quoted = unit.replace('"', "")
            shown = FORMS[form].excel
            options["num_format"] = f'{shown}" {quoted}"' if unit else shown
        if link:
            options |= {"font_color": LINK, "underline": 1}
        if right:
            options["align"] = "right"
        if formula:
            options["quote_prefix"] = True
        if wrap:
            options["text_wrap"] = True
        return self.make(**options)

    def conditions(self, form: str) -> list[dict[str, Any]]:
        """Return the conditional formats of a column of numbers of one form."""
        if form == "points":
            return [{"type": "data_bar", "bar_color": BAR, "bar_solid": True, "data_bar_2010": True}]
        if form == "share":
            scale = {"min_type": "num", "min_value": 0, "max_type": "num", "max_value": 1}
            return [{"type": "data_bar", "bar_color": BAR, "bar_solid": True, "data_bar_2010": True, **scale}]
        if form == "chance":
            scale = {"min_type": "num", "min_value": 0.5, "max_type": "num", "max_value": 1}
            return [{"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": ALERT, **scale}]
        if form in ("signed", "signed2"):
            made = [("<", LOW), (">", HIGH)]
            return [{"type": "cell", "criteria": c, "value": 0, "format": self._ink(ink)} for c, ink in made]
        return []

    def _ink(self, colour: str) -> Any:
        """Return a format that changes nothing but the colour of the letters."""
        if ("ink", colour) not in self._made:
            self._made[("ink", colour)] = self._book.add_format({"font_color": colour})
        return self._made[("ink", colour)]
