"""Names on charts: cleaned, cut to a width, and never the same for two units."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache

ELLIPSIS = "…"
CLOSING = "，。、；：！？）》」,.;:!?)%"
"""No line starts with one of these."""


def clean(name: str) -> str:
    r"""Replace control characters and runs of white space (a newline would break the row) by one space.

    >>> clean("第一\t中学\n")
    '第一 中学'
    """
    return " ".join("".join(map(_printed, name)).split())


@cache
def _printed(character: str) -> str:
    return " " if unicodedata.category(character)[0] == "C" else character


def width(text: str) -> float:
    """Estimate the width of a text in em: a Chinese character is 1 em wide, Latin letters of DejaVu Sans about 0.6 em.

    >>> width("天津"), round(width("Aa"), 2)
    (2.0, 1.3)
    """
    return sum(map(_em, text))


@cache
def _em(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    if character in " .,:;'|!ilj()[]/-":
        return 0.38
    return 0.7 if character.isupper() else 0.6 if character not in "mMwW%@" else 0.95


def shorten(name: str, most: float) -> str:
    """Cut a name to `most` em, with … at its end.

    >>> shorten("天津市和平区第一教育集团", 6)
    '天津市和平…'
    """
    name = clean(name)
    if width(name) <= most:
        return name
    kept, used = [], 1.0
    for character in name:
        used += _em(character)
        if used > most:
            break
        kept.append(character)
    return "".join(kept).rstrip() + ELLIPSIS


def labels(
    names: Sequence[str], ids: Sequence[str], most: float = 27.0, among: Sequence[str] | None = None
) -> list[str]:
    """Cut names to `most` em; those that look alike afterwards get their id, also when the other one is not shown.

    `among` are the names of everybody, shown or not; by default `names`.

    >>> labels(["实验集团", "实验集团", "和平集团"], ["G1", "G2", "G3"])
    ['实验集团 G1', '实验集团 G2', '和平集团']
    """
    cut = [shorten(name, most) for name in names]
    alike = Counter(cut if among is None else (shorten(name, most) for name in among))
    return [
        text if alike[text] <= 1 else f"{shorten(name, max(most - width(id) - 0.4, 4.0))} {id}"
        for text, name, id in zip(cut, names, ids, strict=True)
    ]


def wrap(text: str, most: float) -> list[str]:
    """Break a text into lines of at most `most` em: between words, and between Chinese characters.

    >>> wrap("区间重叠的集团", 4)
    ['区间重叠', '的集团']
    """
    lines, line = [], ""
    for piece in _pieces(clean(text)):
        if line and width(line) + width(piece.rstrip()) > most:
            lines.append(line.rstrip())
            line = ""
        line += piece.lstrip() if not line else piece
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(text: str) -> list[str]:
    """Split where a line may break: after a space, before a wide character that is not closing punctuation."""
    pieces: list[str] = []
    for character in text:
        wide = unicodedata.east_asian_width(character) in "WF" and character not in CLOSING
        after_wide = bool(pieces) and unicodedata.east_asian_width(pieces[-1][-1]) in "WF" and character not in CLOSING
        if not pieces or wide or pieces[-1].endswith(" ") or after_wide:
            pieces.append(character)
        else:
            pieces[-1] += character
    return pieces
