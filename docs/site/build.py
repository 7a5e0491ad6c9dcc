"""Builds the site of the documentation: `make docs`, or python docs/site/build.py [--out build] [--plain].

The pages in docs/ are laid out in build/pages, together with those that are written from the code (pages.py) and the
notebooks, run and rendered (rendered.py); zensical makes build/site of them. Open build/site/index.html.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))  # Python is started in safe-path mode by the launcher

import formulas  # noqa: E402
import pages  # noqa: E402
import rendered  # noqa: E402

HOME = HERE.parents[1]
ELSEWHERE = {
    "README.md": "index.md",
    "CHANGELOG.md": "reference/changelog.md",
    "CONTRIBUTING.md": "reference/contributing.md",
}
"""Files outside docs/ that a page may link to, and where they are in the site."""
MOVED = set(ELSEWHERE.values()) - {"index.md"}
SHIM = re.compile(r'<script src="https://unpkg.com/iframe-worker/shim"[^>]*></script>')
"""What zensical would load from a network to search in pages opened as files."""
BROKEN = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])\n(?=[\u3000-\u9fff\uff00-\uffef])")
LINK = re.compile(r"(?<!!)\]\((?!\w+:|#)([^)\s#]+)(#[^)\s]*)?\)")


def main() -> None:
    """Lay out the pages, build, finish the HTML."""
    parser = argparse.ArgumentParser(description="Build the site of the documentation.")
    parser.add_argument("--out", type=Path, default=HOME / "build", help="folder to build in (default: build)")
    parser.add_argument("--plain", action="store_true", help="show the notebooks as they are stored, not run")
    asked = parser.parse_args()
    began = time.monotonic()
    site = build(asked.out.resolve(), run_notebooks=not asked.plain)
    print(f"{len(list(site.rglob('*.html')))} pages in {time.monotonic() - began:.0f} s: {site / 'index.html'}")


def build(out: Path, *, run_notebooks: bool) -> Path:
    """Build in `out` and return the folder of the site."""
    for old in (out / "pages", out / "site"):
        shutil.rmtree(old, ignore_errors=True)
    place = out / "pages"
    shutil.copytree(HOME / "docs", place, ignore=shutil.ignore_patterns("site", "__pycache__", ".*"))
    for own in ("site.css", "worker.js"):
        shutil.copy(HERE / own, place)
    python = pages.write(place)
    notebooks = rendered.write(HOME / "notebooks", place / "notebooks", run=run_notebooks)
    for outside, inside in ELSEWHERE.items():
        if inside in MOVED:
            shutil.copy(HOME / outside, place / inside)
    for page in place.rglob("*.md"):
        text = page.read_text(encoding="utf-8")
        new = pages.with_methods(relinked(joined(text), page.relative_to(place)))
        if new != text:
            page.write_text(new, encoding="utf-8")
    config = (HERE / "zensical.toml").read_text(encoding="utf-8")
    for title, entries in {"Notebooks": notebooks, "Python": python}.items():
        lines = ", ".join(f'{{ "{name}" = "{file}" }}' for name, file in entries)
        config = config.replace(f'{{ "{title}" = [] }}', f'{{ "{title}" = [{lines}] }}')
    config = config.replace('paths = [".."]', f"paths = ['{os.path.relpath(HOME, out)}']")
    (out / "zensical.toml").write_text(config, encoding="utf-8")
    zensical = [sys.executable, "-m", "zensical", "build", "--clean", "--strict"]
    subprocess.run(zensical, cwd=out, check=True)
    finish(out / "site")
    return out / "site"


def joined(text: str) -> str:
    """Join lines between Chinese characters, where HTML would show a space; blocks of code stay."""
    parts = re.split(r"(^```.*?^```)", text, flags=re.DOTALL | re.MULTILINE)
    return "".join(part if part.startswith("```") else BROKEN.sub("", part) for part in parts)


def relinked(text: str, page: Path) -> str:
    """Point the links of a page (its path in the site) that leave docs/ to where their files are in the site."""

    def link(match: re.Match[str]) -> str:
        folder = Path() if page.as_posix() in MOVED else Path("docs") / page.parent
        target = os.path.normpath(folder / match[1]).replace(os.sep, "/")
        if target.startswith("docs/"):
            inside = target.removeprefix("docs/")
        elif target.startswith("notebooks/") and target.endswith(".ipynb"):
            inside = target.removesuffix("ipynb") + "md"
        elif target in ELSEWHERE:
            inside = ELSEWHERE[target]
        else:
            raise SystemExit(f"{page}: the link to {match[1]} leads to no page of the site")
        return f"]({os.path.relpath(inside, page.parent).replace(os.sep, '/')}{match[2] or ''})"

    return LINK.sub(link, text)


def finish(site: Path) -> None:
    """Draw the formulas, load no script from a network, and say of the Chinese pages that they are Chinese."""
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        new = formulas.drawn(text)
        new = SHIM.sub(
            f'<script src="{os.path.relpath(site, page.parent)}/worker.js"></script>'.replace(os.sep, "/"), new
        )
        if page.parent.name == "zh":
            new = re.sub(r'<html lang="\w+"', '<html lang="zh-Hans"', new, count=1)
        if new != text:
            page.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    main()
