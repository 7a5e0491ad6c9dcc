"""A method by its registry name, its class or a ready instance: the one way in which choices become transformers."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from toolkit.errors import OptionError, did_you_mean, unknown


def chosen(
    kind: str,
    method: Any,
    registry: Mapping[str, Any],
    options: Mapping[str, Any],
    given: Mapping[str, Any],
    base: type,
) -> Any:
    """Build a transformer; it must be derived from `base`.

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
        What the caller knows (direction, seed, …): handed over where the class takes it and the user did not set it. An
        instance gets the direction alone.
    """
    from sklearn.base import clone

    if isinstance(method, str) and method not in registry:
        raise unknown(kind, method, registry)
    build = registry[method] if isinstance(method, str) else method
    if not (isinstance(build, base) or (isinstance(build, type) and issubclass(build, base))):
        raise OptionError(
            f"{kind.capitalize()} {name_of(method)!r} is not derived from toolkit's {base.__name__}. "
            f"Registered: {', '.join(registry)}."
        )
    if not isinstance(build, type):
        if options:
            raise OptionError(
                f"{kind.capitalize()} {name_of(method)!r} is a ready instance: give options to it, not beside it."
            )
        one = clone(build)
        return one.set_params(**{k: v for k, v in given.items() if k == "direction" and k in one.get_params()})
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
