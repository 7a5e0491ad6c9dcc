"""The words of every output in Chinese and English: one literal dict a part, key -> (zh, en)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from toolkit.errors import OptionError, unknown
from toolkit.words.brief import BRIEF
from toolkit.words.charts import CHARTS
from toolkit.words.cli import CLI
from toolkit.words.common import COMMON
from toolkit.words.dictionary import DICTIONARY
from toolkit.words.disclosure import DISCLOSURE
from toolkit.words.explain import EXPLAIN
from toolkit.words.flag_charts import FLAG_CHARTS
from toolkit.words.indicator_charts import INDICATOR_CHARTS
from toolkit.words.models import MODELS
from toolkit.words.panel import PANEL
from toolkit.words.reading import READING
from toolkit.words.report import REPORT
from toolkit.words.supervision import SUPERVISION
from toolkit.words.trace import TRACE

LANGS = ("zh", "en")
WORDS: dict[str, tuple[str, str]] = {
    **COMMON,
    **BRIEF,
    **CHARTS,
    **FLAG_CHARTS,
    **INDICATOR_CHARTS,
    **CLI,
    **DICTIONARY,
    **DISCLOSURE,
    **EXPLAIN,
    **MODELS,
    **PANEL,
    **READING,
    **REPORT,
    **SUPERVISION,
    **TRACE,
}


def word(key: str, lang: str = "zh", **values: Any) -> str:
    """Return a word or sentence in a language, with its places filled in.

    A number given as `n` also fills `{s}`, the English plural ending.

    Parameters
    ----------
    key : str
        Key of `WORDS`. An unknown key is an error, never an empty label.
    lang : "zh" or "en"
        Language.
    **values
        Values of the `{places}` in the text. They are put in as they are, never read as a template themselves.

    Examples
    --------
    >>> word("lead", "zh"), word("lead", "en")
    ('总校', 'lead school')
    >>> word("n_group", "en", n=1), word("n_group", "en", n=3)
    ('1 school group', '3 school groups')
    """
    check_lang(lang)
    if key not in WORDS:
        raise unknown("word", key, WORDS)
    if "n" in values:
        values = {"s": "" if values["n"] == 1 else "s", **values}
    text = WORDS[key][LANGS.index(lang)]
    try:
        return text.format(**values)
    except KeyError as missing:
        raise OptionError(f"The word {key!r} needs a value for {missing}.") from None


def check_lang(lang: str) -> None:
    """Refuse a language that there are no words for."""
    if lang not in LANGS:
        raise unknown("language", lang, LANGS)


def listed(items: Iterable[str], lang: str, most: int = 6) -> str:
    """Join names for a sentence; beyond `most` of them the rest is counted.

    >>> listed(["A", "B", "C"], "en", most=2)
    'A, B and 1 more'
    """
    names = list(items)
    text = word("comma", lang).join(names[:most])
    return text if len(names) <= most else word("and_more", lang, names=text, n=len(names) - most)


def label_of(kind: str, value: str, lang: str, words: Mapping[str, tuple[str, str]] = WORDS) -> str:
    """Return the word `kind.value` where there is one, else the value itself: for names that others may add to.

    >>> label_of("outcome", "clear", "zh"), label_of("origin", "my-own", "zh")
    ('未见预警', 'my-own')
    """
    return word(f"{kind}.{value}", lang) if f"{kind}.{value}" in words else value
