"""Values of a unit in order, with the weights that go with them."""

from __future__ import annotations

import numpy as np

from toolkit.aggregate._common import ratio
from toolkit.columns import Array


def ascending_shares(x: Array, w: Array) -> tuple[Array, Array]:
    """Return the values of each unit in ascending order and their shares of its weight, both (…, unit, indicator).

    The shares of a unit sum to 1; what is missing or has no weight comes last with the share 0.
    """
    weight = np.where(np.isnan(x), 0.0, w[..., None, :])
    x = np.where(weight > 0, x, np.nan)
    order = np.argsort(x, axis=-1, kind="stable")
    share = np.take_along_axis(np.broadcast_to(weight, x.shape), order, axis=-1)
    total = share.sum(axis=-1, keepdims=True)
    return np.take_along_axis(x, order, axis=-1), np.nan_to_num(ratio(share, total))
