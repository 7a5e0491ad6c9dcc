"""A method by its registry name, its class or a ready instance: the one way in which choices become transformers."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from toolkit.described import refuse_stored
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

    refuse_stored(method)
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
    accepted = check_options(kind, method, build, options)
    return build(**({k: v for k, v in given.items() if k in accepted} | dict(options)))


def check_options(
    kind: str, method: Any, build: Callable[..., Any], options: Mapping[str, Any], positional: int = 0
) -> list[str]:
    """Refuse options that a function or class does not take, or lacks; return the names of those that it takes.

    Parameters
    ----------
    kind, method
        What it is, and the choice as it was made, for messages.
    build : callable
        The function or class.
    options : mapping
        The user's options.
    positional : int
        Number of first arguments that are no options.
    """
    try:
        parameters = list(inspect.signature(build).parameters.values())[positional:]
    except ValueError:  # a function without a signature, written in C
        return list(options)
    single = [p for p in parameters if p.kind in (p.KEYWORD_ONLY, p.POSITIONAL_OR_KEYWORD)]
    accepted = [p.name for p in single]
    takes = f"It takes: {', '.join(accepted)}." if accepted else "It takes none."
    for option, value in options.items():
        refuse_stored(value)
        if option not in accepted and not any(p.kind == p.VAR_KEYWORD for p in parameters):
            raise OptionError(
                f"{kind.capitalize()} {name_of(method)!r} has no option {option!r}."
                f"{did_you_mean(option, accepted)} {takes}"
            )
    lacking = [p.name for p in single if positional and p.default is p.empty and p.name not in options]
    if lacking:
        raise OptionError(f"{kind.capitalize()} {name_of(method)!r} needs the option {lacking[0]!r}. {takes}")
    return accepted


def name_of(method: Any, registry: Mapping[str, Any] | None = None) -> str:
    """Return the name under which a choice is logged: its key, or the name of its function or class.

    A user's own object that has the name of a key of `registry` is marked: `user:entropy`.
    """
    if isinstance(method, str):
        return method
    home = method if isinstance(method, type) or hasattr(method, "__name__") else type(method)
    name = str(home.__name__)
    same = registry is not None and name in registry and registry[name] is not home
    return f"user:{name}" if same else name
