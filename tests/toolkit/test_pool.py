"""Steps that ask the whole: parts that answer together say the same as the whole, to the last bit."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import DataError
from toolkit.models.value_added.pooled import standardising
from toolkit.pool import Pool, alone, answer, together


def in_parts(parts, step):
    """Run a step on every part, each question answered by all of them."""
    rounds = [together({"it": step(part)}) for part in parts]
    asked, results = [next(one) for one in rounds], []
    while not results:
        whole = answer(asked[0]["it"], [one["it"].frame for one in asked])
        asked, going = [], True
        for one in rounds:
            try:
                asked.append(one.send({"it": whole}))
            except StopIteration as end:
                results.append(end.value["it"])
                going = False
        assert going == (len(results) == 0)
    return results


@given(
    st.lists(st.tuples(st.sampled_from("AB"), st.floats(-1e6, 1e6)), min_size=1, max_size=40),
    st.integers(1, 4),
    st.randoms(use_true_random=False),
)
def test_parts_standardise_as_the_whole_does(rows, count, random):
    frame = pl.DataFrame(rows, schema={"stage": pl.String, "x": pl.Float64}, orient="row").with_row_index("row")
    places = np.array([random.randrange(count) for _ in rows])
    parts = [frame.filter(pl.Series(places == part)) for part in range(count)]
    step = lambda part: standardising(part.lazy(), ["stage"], ["x"])  # noqa: E731
    whole = alone(together({"it": step(frame)}))["it"].sort("row").collect()
    pieces = pl.concat([one.collect() for one in in_parts(parts, step)]).sort("row")
    assert pieces.equals(whole)


def test_standard_scores_are_those_of_numpy():
    x = np.random.default_rng(0).normal(500, 100, 1000)
    frame = pl.LazyFrame({"stage": "A", "x": x})
    found = alone(together({"it": standardising(frame, ["stage"], ["x"])}))["it"].collect()["x"].to_numpy()
    np.testing.assert_allclose(found, (x - x.mean()) / x.std(), atol=1e-12)  # sums in steps of 2**-61 of their reach


def test_floats_are_not_added_up():
    with pytest.raises(DataError, match="whole numbers"):
        answer(Pool(pl.DataFrame({"k": ["a"], "x": [0.5]}), ("k",)), [pl.DataFrame({"k": ["a"], "x": [0.5]})])


def test_counts_do_not_overflow_small_integers():
    part = pl.DataFrame({"k": ["a"], "n": [2**31]}, schema={"k": pl.String, "n": pl.UInt32})
    assert answer(Pool(part, ("k",)), [part] * 4)["n"].to_list() == [2**33]


def test_the_order_of_parts_changes_nothing():
    parts = [
        pl.DataFrame({"k": [k], "n": [n], "top": [x]}) for k, n, x in (("b", 1, 0.1), ("a", 2, 0.2), ("b", 3, 0.3))
    ]
    question = Pool(parts[0], ("k",), most=("top",))
    expected = [("a", 2, 0.2), ("b", 4, 0.3)]
    assert answer(question, parts).rows() == answer(question, parts[::-1]).rows() == expected
