"""Information of a test: where on the scale it measures well, and where it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from toolkit.charts._palette import BAND, BLUE, QUIET
from toolkit.charts._rows import legend_above
from toolkit.charts._sheet import WIDTH, sheet
from toolkit.charts.of_models._foot import density, foot
from toolkit.columns import Array
from toolkit.words import check_lang, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.models.item_response._base import ItemResponseModel

HEIGHT = 3.4
ERRORS = (0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.8, 1.0, 1.5)
"""Standard errors marked on the right-hand side."""


def information_table(model: ItemResponseModel, *, theta: ArrayLike | None = None, lang: str = "zh") -> pl.DataFrame:
    """Return theta, information, se, expected, and density of the persons."""
    check_lang(lang)
    table = model.information(theta)
    return table.with_columns(density=pl.Series(density(model, table["theta"].to_numpy())))


def information(model: ItemResponseModel, *, lang: str = "zh", synthetic: bool = False, ax: Axes | None = None) -> Axes:
    """Draw the information of all items together, with the standard error on the right and the persons behind.

    For a person who answered all items; who was given fewer has less information.
    """
    from matplotlib.patches import Patch

    table = information_table(model, lang=lang)
    theta, height = table["theta"].to_numpy(), table["information"].to_numpy()
    top = float(height.max()) * 1.12
    with sheet(
        None,
        ax,
        size=(WIDTH, HEIGHT),
        title=word("information", lang),
        subtitle=word("information_subtitle", lang, r=f"{model.reliability_:.2f}"),
        notes=[word("information_note", lang)],
        lang=lang,
        foot=foot(model, synthetic, lang),
    ) as axes:
        shape = table["density"].to_numpy()
        axes.fill_between(theta, 0, shape / shape.max() * 0.5 * top, color=BAND, lw=0)
        (line,) = axes.plot(theta, height, color=BLUE, lw=2, label=word("information_line", lang))
        axes.set_xlim(theta[0], theta[-1])
        axes.set_ylim(0, top)
        axes.set_xlabel(word("latent_axis", lang))
        axes.set_ylabel(word("information_axis", lang))
        transform: Any = (_error, _information)
        right = axes.secondary_yaxis("right", functions=transform)
        shown = [e for e in ERRORS if 0.04 * top < 1 / e**2 < 0.98 * top]
        apart = [e for i, e in enumerate(shown) if i == 0 or 1 / shown[i - 1] ** 2 - 1 / e**2 > 0.05 * top]
        right.set_yticks(apart, [f"{e:g}" for e in apart])
        right.set_ylabel(word("se_axis", lang))
        for side in ("top",):
            axes.spines[side].set_visible(False)
        axes.spines["left"].set_color(QUIET)
        legend_above(axes, [line, Patch(color=BAND, label=word("persons", lang))])
    return axes


def _error(information: Array) -> Array:
    return np.asarray(1 / np.sqrt(np.maximum(information, 1e-9)))


def _information(error: Array) -> Array:
    return np.asarray(1 / np.maximum(error, 1e-9) ** 2)


def information_alt(model: ItemResponseModel, *, lang: str = "zh") -> str:
    """Say in a sentence where the test measures best."""
    table = information_table(model, lang=lang)
    best = table.row(int(table["information"].arg_max() or 0), named=True)
    return word(
        "information_alt", lang, at=f"{best['theta']:.1f}", se=f"{best['se']:.2f}", r=f"{model.reliability_:.2f}"
    )
