"""Choices as JSON can hold them: keys as they are, objects by name, parameters and the hash of their source."""

from __future__ import annotations

import functools
import hashlib
import importlib
import inspect
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, is_dataclass
from pathlib import PurePath
from typing import Any, NoReturn

from toolkit.errors import OptionError

REGISTRIES = {
    "imputer": ("toolkit.impute", "IMPUTERS"),
    "treatment": ("toolkit.treat", "TREATMENTS"),
    "normaliser": ("toolkit.normalise", "NORMALISERS"),
    "weighting": ("toolkit.weigh", "WEIGHTINGS"),
    "aggregator": ("toolkit.aggregate", "AGGREGATORS"),
}
"""Choice of a study -> module and name of its registry."""


@dataclass(frozen=True)
class Stored:
    """A user's own object in a run that was read from a folder: its description is known, the object is not.

    Calling it is an error that says what to do.
    """

    choice: str
    description: Mapping[str, Any]

    def __call__(self, *_: Any, **__: Any) -> NoReturn:
        """Stand where a function is needed, and refuse when it is called."""
        self.refuse()

    def refuse(self) -> NoReturn:
        """Say that the object itself is needed, and how to give it."""
        raise OptionError(
            f"The {self.choice} of this run is an object of its maker's own, {in_words(self.description)}: a run folder "
            f"holds its name, not the object. Give it again: tk.load_run(folder, {self.choice}=...)."
        )


def described(value: Any, choice: str = "") -> Any:
    """Return a choice in a form that JSON can hold.

    Parameters
    ----------
    value : object
        Text, number, sequence, mapping, frame, function, class, instance, …
    choice : str
        What it is the choice of, for example `weighting`: an object of that registry is described by its key, an
        instance of a registered class by key and parameters. Any other object is the user's own, whatever its name.

    Examples
    --------
    >>> from toolkit.weigh import WEIGHTINGS
    >>> described(WEIGHTINGS["entropy"], "weighting"), described({"p": (1, 2.5)})
    ('entropy', {'p': [1, 2.5]})
    """
    import numpy as np
    import polars as pl

    from toolkit.tables import frame_hash

    if isinstance(value, Stored):
        return dict(value.description)
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, np.generic | np.ndarray | pl.Series):
        return described(value.to_list() if isinstance(value, pl.Series) else value.tolist())
    if isinstance(value, pl.DataFrame):
        return {"object": "frame", "rows": value.height, "columns": value.columns, "sha256": frame_hash(value)}
    if isinstance(value, PurePath):
        return value.name
    if isinstance(value, Mapping):
        return {str(k): described(v) for k, v in value.items()}
    if isinstance(value, tuple | list | set | frozenset):
        items = [described(v) for v in value]
        return sorted(items, key=repr) if isinstance(value, set | frozenset) else items
    if is_dataclass(value) and not isinstance(value, type):
        return described(asdict(value))
    return _object(value, choice)


def _object(value: Any, choice: str) -> Any:
    for key, entry in registry_of(choice).items():
        if value is entry:
            return key
        if type(value) is entry:
            return {"object": key, "parameters": _parameters(value)}
    kind = value.func if isinstance(value, functools.partial) else value
    made = not (inspect.isroutine(kind) or isinstance(kind, type))
    home = type(kind) if made else kind
    name = f"{home.__module__}.{home.__qualname__}"
    found: dict[str, Any] = {"object": name, "user": True, "source_sha256": _source(home)}
    if isinstance(value, functools.partial):
        found["parameters"] = {**dict(enumerate(described(value.args))), **described(value.keywords)}
    elif made and hasattr(value, "get_params"):
        found["parameters"] = _parameters(value)
    return found


def _parameters(instance: Any) -> dict[str, Any]:
    return {name: described(value) for name, value in sorted(instance.get_params(deep=False).items())}


def restored(choice: str, description: Any) -> Any:
    """Return what a description stands for: the key, the object of a registered class, or `Stored` for a user's own."""
    if not isinstance(description, Mapping):
        return description
    if "object" not in description:
        return {name: restored(choice, value) for name, value in description.items()}
    parameters = {name: restored(choice, value) for name, value in description.get("parameters", {}).items()}
    own = description["object"] not in registry_of(choice) or any(isinstance(p, Stored) for p in parameters.values())
    return Stored(choice, description) if own else registry_of(choice)[description["object"]](**parameters)


def refuse_stored(value: Any) -> None:
    """Raise the error of an object that a run folder could not hold, also when it stands inside a mapping or sequence."""
    if isinstance(value, Stored):
        value.refuse()
    inside = value.values() if isinstance(value, Mapping) else value if isinstance(value, tuple | list) else ()
    for item in inside:
        refuse_stored(item)


def registry_of(choice: str) -> Mapping[str, Any]:
    """Return the registry of a choice of a study; an empty one where it has none."""
    if choice not in REGISTRIES:
        return {}
    module, name = REGISTRIES[choice]
    registry: Mapping[str, Any] = getattr(importlib.import_module(module), name)
    return registry


def _source(thing: Callable[..., Any]) -> str | None:
    try:
        text = inspect.getsource(thing)
    except (OSError, TypeError):
        return None
    return hashlib.sha256(inspect.cleandoc(text).encode()).hexdigest()


def flat(choices: Mapping[str, Any]) -> dict[str, Any]:
    """Return described choices with one entry for each setting of a group.

    >>> flat({"seed": 0, "flags": {"probability": 0.9}, "normaliser": {"object": "minmax"}})
    {'seed': 0, 'flags.probability': 0.9, 'normaliser': {'object': 'minmax'}}
    """
    found: dict[str, Any] = {}
    for name, value in choices.items():
        if isinstance(value, Mapping) and "object" not in value:
            found |= {f"{name}.{inner}": one for inner, one in flat(value).items()}
        else:
            found[name] = value
    return found


def in_words(description: Any) -> str:
    """Return a description for people.

    >>> in_words({"object": "my.mean", "user": True, "source_sha256": "0123456789abcdef"})
    'user:my.mean (source 0123456789ab)'
    >>> in_words({"object": "minmax", "parameters": {"ddof": 1}}), in_words("minmax")
    ('minmax(ddof=1)', 'minmax')
    """
    if not isinstance(description, Mapping) or "object" not in description:
        return str(description)
    given = ", ".join(f"{k}={in_words(v)}" for k, v in description.get("parameters", {}).items())
    name = f"{description['object']}({given})" if "parameters" in description else str(description["object"])
    if not description.get("user"):
        return name
    source = description.get("source_sha256")
    return f"user:{name}" + (f" (source {source[:12]})" if source else "")
