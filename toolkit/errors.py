"""The errors of Duxue: one small tree, every message says what, where and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any

MOST_ALLOWED = 60
"""Names that an error lists at most."""


class DuxueError(Exception):
    """Base of every error that Duxue raises on purpose; `zh` says it in Chinese where there is a Chinese text."""

    def __init__(self, message: str = "", *, zh: str = "") -> None:
        super().__init__(message)
        self.zh = zh

    def text(self, lang: str) -> str:
        """Return the message in a language, in English where there is no other."""
        return self.zh if lang == "zh" and self.zh else str(self)


class OptionError(DuxueError, ValueError):
    """A wrong option, name or argument. The message names the value and the allowed ones."""


class DataError(DuxueError, ValueError):
    """Data that a method must refuse. The message names the unit, the indicator or the cell."""


class UnreadableInputError(DuxueError):
    """A file, folder or database that cannot be read at all; `texts` says so in Chinese and English."""

    def __init__(self, message: str, texts: tuple[str, str] | None = None) -> None:
        super().__init__(message, zh=texts[0] if texts else "")
        self.texts = texts or (message, message)


class FindingsError(DataError):
    """Validation found errors and the user did not choose to go on."""


class OutputError(DuxueError):
    """A file or folder that cannot be written where the user wants it."""


class ShardsError(DuxueError):
    """Shards whose task failed; `outcomes` (toolkit.engines.Outcome) says which and why. The others are done."""

    def __init__(self, outcomes: Sequence[Any], shards: int) -> None:
        said = "; ".join(
            f"{o.shard}: {o.kind} {o.text.splitlines()[0] if o.text else ''}".rstrip() for o in outcomes[:10]
        )
        more = f" (+{len(outcomes) - 10})" if len(outcomes) > 10 else ""
        super().__init__(
            f"{len(outcomes)} of {shards} shards failed; the results of the others are kept. {said}{more}. "
            "Mend these and run again with --resume (resume=True)."
        )
        self.outcomes, self.shards = tuple(outcomes), shards


class RunFolderError(DuxueError):
    """A run folder that is incomplete, altered, or that would be overwritten."""


def did_you_mean(word: str, allowed: Iterable[str], lang: str = "en") -> str:
    """Return `` Did you mean 'x'?`` when a close name exists, else an empty string.

    >>> did_you_mean("entropi", ["entropy", "equal"])
    " Did you mean 'entropy'?"
    >>> did_you_mean("entropi", ["entropy", "equal"], "zh")
    '是否指“entropy”？'
    """
    close = get_close_matches(str(word), [str(a) for a in allowed], n=1, cutoff=0.6)
    if not close:
        return ""
    return f"是否指“{close[0]}”？" if lang == "zh" else f" Did you mean '{close[0]}'?"


def unknown(kind: str, word: object, allowed: Iterable[str]) -> OptionError:
    """Build the error for a name that is in no registry.

    >>> str(unknown("weighting", "entropi", ["entropy", "equal"]))
    "Unknown weighting 'entropi'. Did you mean 'entropy'? Allowed: entropy, equal."
    """
    names = [str(a) for a in allowed]
    more = f", … ({len(names)} in all)" if len(names) > MOST_ALLOWED else ""
    listed = ", ".join(names[:MOST_ALLOWED])
    return OptionError(f"Unknown {kind} {word!r}.{did_you_mean(str(word), names)} Allowed: {listed}{more}.")
