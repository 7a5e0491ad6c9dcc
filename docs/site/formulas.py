"""Formulas as pictures in the page: no script, no font, no network; the LaTeX is their text for who cannot see them."""

from __future__ import annotations

import functools
import html
import io
import re

MARKED = re.compile(r'<(span|div) class="arithmatex">\\[(\[](.*?)\\[)\]]</\1>', re.DOTALL)
POINTS = 12.0
"""One em of the page."""
FRACTION, BIG_FRACTION = r"\frac", r"\dfrac"


def drawn(page: str) -> str:
    r"""Replace what pymdownx.arithmatex marked, \(inline\) and \[displayed\], by inline SVG."""
    return MARKED.sub(lambda match: svg(html.unescape(match[2]).strip(), display=match[1] == "div"), page)


@functools.cache
def svg(latex: str, *, display: bool) -> str:
    """Return the formula as SVG in the colour of the text, standing on its line."""
    import matplotlib as mpl
    from matplotlib import mathtext
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

    source = " ".join(latex.split())
    text = f"${source.replace(FRACTION, BIG_FRACTION) if display else source}$"
    font = FontProperties(size=POINTS * 1.15, math_fontfamily="cm")
    with mpl.rc_context({"svg.fonttype": "path", "svg.hashsalt": "duxue"}):
        width, height, depth, *_ = mathtext.MathTextParser("path").parse(text, dpi=72, prop=font)
        figure = Figure(figsize=(width / 72, height / 72))
        figure.text(0, depth / height, text, fontproperties=font)
        kept = io.StringIO()
        figure.savefig(kept, format="svg", dpi="figure", transparent=True, metadata={"Date": None, "Creator": None})
    body = kept.getvalue()
    box = re.search(r'viewBox="[^"]*"', body)
    assert box
    body = body[body.index(">", body.index("<svg")) + 1 :]
    body = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>|<!--.*?-->", "", body, flags=re.DOTALL)
    place = f"height:{height / POINTS:.3f}em;vertical-align:{-depth / POINTS:.3f}em"
    label = html.escape(latex, quote=True)
    picture = f'<svg class="formula" role="img" aria-label="{label}" style="{place}" {box[0]}>{" ".join(body.split())}'
    return f'<div class="formula">{picture}</div>' if display else picture
