"""A matplotlib SVG made fit to stand in a page: named, small, and with anchors of its own."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
LINKS = (f"{{{XLINK}}}href", "href")
NUMBERS = re.compile(r"-?\d+\.\d+")
DRAWN = {"d", "x", "y", "cx", "cy", "r", "width", "height", "transform", "points", "style", "x1", "x2", "y1", "y2"}


def inline_svg(svg: str, name: str, title: str, alt: str) -> str:
    """Return the `<svg>` element alone, with role, label and title.

    Anchors get `name` in front, so that two charts of a page never share one; those that nothing points at are dropped.
    Lengths are cut to two decimals of a point. Everything is parsed and written again, so a text can't break out.
    """
    root = ET.fromstring(svg)
    _drop(root)
    used = _targets(root)
    for element in root.iter():
        for key, value in list(element.attrib.items()):
            if key == "id":
                if value in used:
                    element.set("id", f"{name}-{value}")
                else:
                    del element.attrib["id"]
            elif key in LINKS:
                del element.attrib[key]
                element.set("href", f"#{name}-{value[1:]}")
            else:
                moved = value.replace("url(#", f"url(#{name}-")
                element.set(key, NUMBERS.sub(_short, moved) if key in DRAWN else moved)
    box = root.get("viewBox", "0 0 1 1")
    kept = {
        "viewBox": box,
        "role": "img",
        "aria-label": alt,
        "class": "chart",
        "style": f"max-width:{float(box.split()[2]):.0f}pt",
    }
    root.attrib.clear()
    root.attrib.update(kept)
    heading = ET.Element(f"{{{SVG}}}title")
    heading.text = title
    root.insert(0, heading)
    return _plain(ET.tostring(root, encoding="unicode"))


def _drop(root: ET.Element) -> None:
    """Take out metadata and style sheets (a style sheet in an inline SVG would apply to the whole page)."""
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in {f"{{{SVG}}}metadata", f"{{{SVG}}}style"}:
                parent.remove(child)


def _targets(root: ET.Element) -> set[str]:
    found: set[str] = set()
    for element in root.iter():
        for key, value in element.attrib.items():
            found.update([value[1:]] if key in LINKS else re.findall(r"url\(#([^)]+)\)", value))
    return found


def _short(match: re.Match[str]) -> str:
    return f"{float(match.group()):.2f}".rstrip("0").rstrip(".") or "0"


def _plain(text: str) -> str:
    """Write the SVG without prefixes: inside HTML the element needs no namespace at all."""
    head, body = text.split(">", 1)
    prefix = re.search(rf'xmlns:(\w+)="{re.escape(SVG)}"', head)
    if prefix is None:
        return text
    head = re.sub(r'\sxmlns:\w+="[^"]*"', "", head)
    mark = prefix.group(1)
    return re.sub(rf"(</?){mark}:", r"\1", f"{head}>{body}")
