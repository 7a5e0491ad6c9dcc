"""The panel as one static HTML page: its one script and its style are allowed by their hashes, nothing is loaded."""

from __future__ import annotations

import base64
import hashlib
import importlib.resources
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from toolkit.files import write_text
from toolkit.fonts import WEB_FAMILY
from toolkit.panel.content import Field, content
from toolkit.panel.withheld import publishable
from toolkit.report._font import font_face
from toolkit.words import word

FONTS = "--duxue-fonts"


def source(name: str) -> str:
    """Return a file of this folder as text."""
    return (importlib.resources.files("toolkit.panel") / name).read_text(encoding="utf-8")


def style(data: Mapping[str, Any]) -> str:
    """Return the style sheet of a panel, with the Chinese characters that it shows."""
    fonts = f".duxue-panel {{ {FONTS}: {WEB_FAMILY}; }}"
    return f"{font_face(json.dumps(data, ensure_ascii=False))}\n{fonts}\n{source('panel.css')}"


def write_page(field: Field, path: Path) -> None:
    """Write the page of a field, without the values that may not be published."""
    write_text(path, to_page(publishable(field)))


def to_page(field: Field) -> str:
    """Return the page as HTML."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    data = content(field)
    script, sheet = source("panel.js"), style(data) + source("page.css")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "allow_nan": False}
    page = environment.from_string(source("page.html")).render(
        data=data,
        language={"zh": "zh-Hans", "en": "en"}[field.lang],
        policy=(
            f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(sheet)}'; font-src data:; "
            "base-uri 'none'; form-action 'none'"
        ),
        script=Markup(script),
        style=Markup(sheet),
        word=lambda key: word(key, field.lang),
    )
    return page.rstrip() + "\n"


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
