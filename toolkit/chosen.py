"""A method by its registry name, its class or a ready instance: the one way in which choices become transformers."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from toolkit.errors import OptionError, did_you_mean, unknown


def chosen(
    kind: str, method: Any, registry: Mapping[str, Any], options: Mapping[str, Any], given: Mapping[str, Any]
) -> Any:
    """Build a transformer.

    Parameters
    ----------
    kind : str
        What it is, for messages: `imputer`, `treatment`.
    method : str, class or instance
        A registry key, a class, or an instance (which is cloned; it stays as its maker set it).
    registry : mapping
        Name -> class.
    options : mapping
        The user's options; an unknown one is an error.
    given : mapping
        What the caller knows (direction, seed, …): handed over where the class takes it and the user did not set it.
    """
    from sklearn.base import clone

    if not isinstance(method, str | type):
        return clone(method)
    if isinstance(method, str) and method not in registry:
        raise unknown(kind, method, registry)
    build = registry[method] if isinstance(method, str) else method
    accepted = list(inspect.signature(build).parameters)
    for option in options:
        if option not in accepted:
            takes = f"It takes: {', '.join(accepted)}." if accepted else "It takes none."
            name = name_of(method)
            raise OptionError(
                f"{kind.capitalize()} {name!r} has no option {option!r}.{did_you_mean(option, accepted)} {takes}"
            )
    return build(**({k: v for k, v in given.items() if k in accepted} | dict(options)))


def name_of(method: Any) -> str:
    """Return the name under which a choice is logged: its key, or the name of its class."""
    return method if isinstance(method, str) else getattr(method, "__name__", type(method).__name__)
