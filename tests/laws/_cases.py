"""Tables of values and weights for the laws: small, with ties and gaps, on a scale where rounding is known."""

import numpy as np
from hypothesis import strategies as st

VALUES = st.integers(2, 200).map(
    lambda k: k / 2
)  # 1.0 to 100.0 in halves: positive, ties are frequent, exact in binary
WEIGHTS = st.integers(1, 10).map(float)
GAP = st.just(np.nan)


@st.composite
def tables(draw, units=(2, 7), indicators=(2, 5), gaps=False, cells=VALUES):
    """Draw values (units, indicators); with `gaps` some cells are missing."""
    rows, columns = draw(st.integers(*units)), draw(st.integers(*indicators))
    cell = st.one_of(cells, cells, cells, GAP) if gaps else cells
    return np.array(draw(st.lists(st.lists(cell, min_size=columns, max_size=columns), min_size=rows, max_size=rows)))


@st.composite
def weighted_tables(draw, **options):
    """Draw values (units, indicators) and positive weights (indicators,)."""
    x = draw(tables(**options))
    w = np.array(draw(st.lists(WEIGHTS, min_size=x.shape[1], max_size=x.shape[1])))
    return x, w


def permutations(size):
    """Draw an order of `size` things."""
    return st.permutations(range(size)).map(lambda order: np.array(order, dtype=int))


def applicable(registry, waived):
    """Return the methods of a registry to which a law applies, and make sure that each waiver names a method and a reason."""
    assert all(isinstance(why, str) and len(why) > 10 for why in waived.values())
    return [name for name in registry if name not in waived]
