"""The pictures of a workbook, one below the other, each with a description for those who can't see it."""

from __future__ import annotations

import io
from typing import Any

from toolkit.charts._names import clean
from toolkit.charts._saving import close, png_bytes
from toolkit.report._paper import shown_at
from toolkit.report._xlsx_looks import Looks
from toolkit.report._xlsx_places import Places
from toolkit.report._xlsx_table import LINE, write_back
from toolkit.report.blocks import Document

POINTS_PER_MM = 72 / 25.4


def write_pictures(sheet: Any, document: Document, places: Places, looks: Looks) -> None:
    """Write each figure with its title above and its sentence below."""
    write_back(sheet, document, places, looks)
    sheet.set_column(0, 0, 110)
    row = 2
    for figure in places.figures:
        axes = figure.draw()
        size: Any = axes.figure
        wide, high = shown_at(tuple(size.get_size_inches()))
        scale = wide / (size.get_size_inches()[0] * 25.4)
        picture = io.BytesIO(png_bytes(axes))
        close(axes)
        sheet.write_string(row, 0, clean(figure.title), looks.caption)
        options = {
            "image_data": picture,
            "description": clean(figure.alt),
            "x_scale": scale,
            "y_scale": scale,
            "object_position": 2,  # moves with the cells, keeps its size
        }
        sheet.insert_image(row + 1, 0, f"{figure.id}.png", options)
        places.at[figure.id] = (places.charts, row, 0)
        row += 2 + int(high * POINTS_PER_MM / LINE) + 1
        sheet.write_string(row, 0, clean(figure.alt), looks.small)
        row += 2
