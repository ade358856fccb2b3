"""Cells of an attribute beside the group they are in."""

import numpy as np
import pytest

from posdash.release.cells import left_open
from posdash.release.rounding import COARSE, rounded, sums
from world.tables import every


def test_beside_the_whole_group_no_cell_is_left_with_one_set_of_answers():
    """Every two cells of five on four points, and the group of ten; where it would tell, off."""
    first, second = every(5, 4), every(5, 4)
    which = np.indices((len(first), len(second))).reshape(2, -1)
    counts = np.stack([first[which[0]], second[which[1]]])
    whole = rounded(counts.sum(axis=0), COARSE)
    shown = rounded(counts, COARSE)
    kept = left_open(shown, np.full(which.shape[1], 10), (whole.low, whole.high), 4)
    seen = np.stack([*shown.position, *shown.band, whole.position])
    alike = np.unique(seen, axis=1, return_inverse=True)[1].reshape(-1)
    told = {
        keep: sum(
            int((np.bincount(np.unique([of_kept, part], axis=1)[0])[of_kept] == 1).sum())
            for part in which[:, kept if keep else np.ones_like(kept)]
            for of_kept in [alike[kept] if keep else alike]
        )
        for keep in (True, False)
    }
    assert told[True] == 0 < told[False]
    assert 0.8 < kept.mean() < 1


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        ((0, 1, 3, 1, 0), (0, 1, 2, 2, 0), True),
        ((5, 0, 0, 0, 0), (5, 0, 0, 0, 0), False),
        ((0, 0, 3, 2, 0), (5, 0, 0, 0, 0), False),  # 17 of 17 and 18, beside 5 of 5 and 6
    ],
)
def test_beside_exact_counts_of_the_group_cells_at_the_end_of_their_range_are_off(
    first, second, kept
):
    counts = np.array([[first], [second]])
    exact = sums(counts.sum(axis=0))
    assert left_open(rounded(counts, COARSE), np.array([10]), (exact, exact), 5).all() == kept
