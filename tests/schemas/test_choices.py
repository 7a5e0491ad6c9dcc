"""The words of allowed values: all there, and none of them means two codes of one column."""

from __future__ import annotations

import pytest

from schemas import JUDGEMENTS, RAW
from schemas.choices import CHOICES

COLUMNS = [
    (table, column, check.statistics["allowed_values"])
    for table, model in (RAW | JUDGEMENTS).items()
    for column, spec in model.to_schema().columns.items()
    for check in spec.checks
    if check.name == "isin"
]


@pytest.mark.parametrize(("table", "column", "codes"), COLUMNS)
def test_every_code_has_a_word_in_both_languages(table: str, column: str, codes: list[str]) -> None:
    words = [CHOICES[column][code] for code in codes]
    assert all(zh and en for zh, en in words)
    spoken = [text.casefold() for code, pair in zip(codes, words, strict=True) for text in {code, *pair}]
    spelled = {text.replace("_", " "): code for code, pair in zip(codes, words, strict=True) for text in (code, *pair)}
    assert all(spelled[t.replace("_", " ")] == c for c, p in zip(codes, words, strict=True) for t in (c, *p))
    assert spoken


def test_no_word_is_left_over() -> None:
    used = {column: set() for _, column, _ in COLUMNS}
    for _, column, codes in COLUMNS:
        used[column] |= set(codes)
    assert {column: set(words) for column, words in CHOICES.items()} == used
