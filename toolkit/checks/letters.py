"""The names that Excel gives to columns, cells and ranges."""

from __future__ import annotations


def cell_name(row: int, position: int) -> str:
    """Return the name that Excel gives a cell; `position` 0 is column A.

    >>> cell_name(7, 2), cell_name(1, 27)
    ('C7', 'AB1')
    """
    return f"{letters(position)}{row}"


def letters(position: int) -> str:
    """Return the letters of a column; 0 is A.

    >>> letters(0), letters(25), letters(26), letters(16383)
    ('A', 'Z', 'AA', 'XFD')
    """
    text = ""
    position += 1
    while position:
        position, digit = divmod(position - 1, 26)
        text = chr(65 + digit) + text
    return text


def range_name(top: int, left: int, bottom: int, right: int) -> str:
    """Return the name of a range; rows and columns count from 0.

    >>> range_name(7, 1, 8, 2)
    'B8:C9'
    """
    return f"{cell_name(top + 1, left)}:{cell_name(bottom + 1, right)}"


def place_of(name: str) -> tuple[int, int]:
    """Return row (from 1) and column (from 0) of a cell by its name.

    >>> place_of("C7"), place_of("AB1")
    ((7, 2), (1, 27))
    """
    row = name.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    number = 0
    for letter in name[: len(name) - len(row)]:
        number = number * 26 + ord(letter) - 64
    return int(row), number - 1
