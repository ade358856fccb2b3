"""How a group is shown whose parts are shown too: no part may be left with one set of answers.

Whoever sees the parts knows between which sums the answers of each lie, and
from the sum of all how these hang together. So the position of the sum is told
only as finely as leaves each part enough sums, whatever it is: that follows
from the parts as they are shown, and tells nothing itself.
"""

from typing import NamedTuple

import numpy as np

from posdash.measures import library as measures
from posdash.release import bins
from posdash.release.bounds import Bounds
from posdash.release.grain import NO_BAND, steps
from posdash.release.rounding import (
    BINNED,
    BINNED_FROM,
    COARSE,
    FULL,
    LONG,
    STEPS,
    UNMOVED,
    WITHHELD,
    Flags,
    Ints,
    Rounded,
    inside,
    ladder,
    rounded,
    sums,
    sums_at,
)
from posdash.release.suppression import Tree

SEVERAL = 6  # parts; of fewer, agreement and bins would tell of the Coarse ones


class Asked(NamedTuple):
    """What was answered in the groups of a tree, in the order of its rows, and what binds them.

    `own` (G x D x K) was answered directly in each group; of that `unknown`
    (G x D) are answers nobody knows. `hidden` groups are not shown. The viewer
    knows what was answered in `known` groups, exactly where `exact`.
    """

    own: Ints
    unknown: Ints
    hidden: Flags
    known: Flags
    exact: bool
    bounds: Bounds


class _Parts(NamedTuple):
    """What the viewer knows of the parts of groups (R x D), added up.

    The sums of the `seen` parts lie from `low` to `high`; `need` is the largest
    need of one, as in Rounded, `reach` the largest of its need and of the sums
    that it leaves open itself; `coarse` of them are Coarse, `least` is the
    lowest tier and `only` the row of the part, where it is one. They come of `many`
    that are parts of nothing smaller: a Coarse one counts as those in it. All others gave
    `rest` (R x D x K); with them all Coarse parts `unbinned`, all parts without
    bins `unsorted`. Of these, nobody knows `unknown` and `unbinned_unknown`.
    """

    low: Ints
    high: Ints
    need: Ints
    reach: Ints
    seen: Ints
    many: Ints
    coarse: Ints
    least: Ints
    only: Ints
    rest: Ints
    unbinned: Ints
    unsorted: Ints
    unknown: Ints
    unbinned_unknown: Ints


_JOINED = {"need": np.maximum, "reach": np.maximum, "least": np.minimum}


def shown(tree: Tree, asked: Asked, k: int) -> Rounded:
    """How each group's sum is shown to an outsider, (G x D) in the order of `tree.inner_first`."""
    whole, unknown = tree.summed(asked.own), tree.summed(asked.unknown)
    caps = _with_inner(tree, asked.bounds.caps)
    most = np.minimum(np.minimum(ladder(whole, unknown, k), caps), asked.bounds.split_caps)
    most = np.where(asked.hidden, WITHHELD, most).astype(np.int8)
    parts = _own(asked, k)
    found = rounded(whole, WITHHELD)
    above = {child: group for group, children in tree.inside.items() for child in children}
    for level in _levels(tree):
        rows = np.array([tree.rows[group] for group in level])
        here = _Parts(*(field[rows] for field in parts))
        shown_here = _shown(here, found, whole, most, asked, rows, k)
        for field, values in zip(found, shown_here, strict=True):
            field[rows] = values
        given = _upwards(here, shown_here, asked, rows)
        for at, group in enumerate(level):
            if group in above:
                _add(parts, tree.rows[above[group]], given, at)
    return found


def _with_inner(tree: Tree, caps: Ints) -> Ints:
    """The lowest cap of each group and of everything inside it."""
    found = caps.copy()
    for group in tree.inner_first:
        for child in tree.inside[group]:
            row = tree.rows[group]
            found[row] = np.minimum(found[row], found[tree.rows[child]])
    return found


def _levels(tree: Tree) -> list[list[int]]:
    """The groups by how many levels there are inside them."""
    height: dict[int, int] = {}
    levels: list[list[int]] = []
    for group in tree.inner_first:
        height[group] = max((height[child] + 1 for child in tree.inside[group]), default=0)
        if height[group] == len(levels):
            levels.append([])
        levels[height[group]].append(group)
    return levels


def _add(parts: _Parts, row: int, more: _Parts, at: int) -> None:
    for name, field, values in zip(_Parts._fields, parts, more, strict=True):
        join = _JOINED.get(name, np.add)
        field[row] = join(field[row], values[at])


def _own(asked: Asked, k: int) -> _Parts:
    """What was answered directly in each group, as a part: known to the viewer, or not."""
    tier = np.where(asked.known, ladder(asked.own, asked.unknown, k), WITHHELD)
    seen = rounded(asked.own, np.where(asked.known & asked.exact, FULL, tier))
    parts = _as_parts(seen)
    hidden = ~asked.known
    return parts._replace(
        rest=asked.own * hidden[..., None],
        unknown=asked.unknown * hidden,
        unbinned=asked.own * (seen.tier < BINNED)[..., None],
        unbinned_unknown=asked.unknown * (seen.tier < BINNED),
        unsorted=asked.own * ~_sorted(seen)[..., None],
    )


def _as_parts(seen: Rounded) -> _Parts:
    """Released values as parts of what is around them; nothing where they are withheld."""
    there = seen.tier > WITHHELD
    rows = np.broadcast_to(np.arange(len(there))[:, None], there.shape)
    nothing, nobody = np.zeros_like(seen.n), np.zeros((*there.shape, 0), np.int64)
    return _Parts(
        low=seen.low * there,
        high=seen.high * there,
        need=seen.need * there,
        reach=(seen.need + seen.high - seen.low) * there,
        seen=there.astype(np.int64),
        many=there.astype(np.int64),
        coarse=(seen.tier == COARSE).astype(np.int64),
        least=np.where(there, seen.tier, FULL),
        only=rows * there,
        rest=nobody,
        unbinned=nobody,
        unsorted=nobody,
        unknown=nothing,
        unbinned_unknown=nothing,
    )


def _sorted(seen: Rounded) -> Flags:
    """Of whom the bins are known."""
    return np.asarray(seen.binned | (seen.tier == FULL))


def _shown(
    parts: _Parts, before: Rounded, whole: Ints, most: Ints, asked: Asked, rows: Ints, k: int
) -> Rounded:
    """How the groups of one level are shown, when everything inside them is settled."""
    counts, most, moved = whole[rows], most[rows], asked.bounds.moved[rows]
    rest = parts.rest.sum(axis=-1)
    alone = _alone(parts, asked, rows)
    same = ~alone & (parts.seen == 1) & (rest == 0) & (most >= parts.least)
    parts = _with_rest(parts, rest, counts.shape[-1])
    tier = np.where(alone, most, np.minimum(most, sum_tier(parts, rest, counts, k)))
    as_one = alone | (tier == FULL)
    found = rounded(counts, np.where(as_one, tier, WITHHELD), moved)
    found.need[...] = np.where(asked.bounds.split[rows], found.high - found.low, found.need)
    for field, values in zip(found, before, strict=True):
        copied = np.take_along_axis(values, np.where(same, parts.only, 0), axis=0)
        field[...] = np.where(same & (most > WITHHELD), copied, field)
    for kind in STEPS:
        where = ~as_one & ~same & (tier == kind)
        if where.any():
            _in_steps(
                found,
                where,
                _Parts(*(field[where] for field in parts)),
                counts[where],
                moved[where],
                kind,
            )
    return found


def _alone(parts: _Parts, asked: Asked, rows: Ints) -> Flags:
    """Where nothing of a group is shown but the group, or all of it is the viewer's own."""
    own = (parts.seen == 1) & asked.known[rows] & (parts.rest.sum(axis=-1) == 0)
    return np.asarray((parts.seen == 0) | own)


def _with_rest(parts: _Parts, rest: Ints, scale: int) -> _Parts:
    """All others together as one more part, of which only the size is known."""
    there = rest > 0
    return parts._replace(
        low=parts.low + rest,
        high=parts.high + rest * scale,
        need=np.maximum(parts.need, there),
        reach=np.maximum(parts.reach, there * (1 + rest * (scale - 1))),
    )


def sum_tier(parts: _Parts, rest: Ints, counts: Ints, k: int) -> Ints:
    """The highest tier at which nobody is left over for whom it is too high."""
    full = (rest == 0) | (ladder(parts.rest, parts.unknown, k) == FULL)
    unbinned = parts.unbinned.sum(axis=-1)
    binned = (unbinned == 0) | (parts.unbinned_unknown >= BINNED_FROM)
    binned &= _enough(parts, rest) & _fits(parts, counts.sum(axis=-1), BINNED)
    return np.where(full & (parts.least == FULL), FULL, np.where(binned, BINNED, COARSE))


def _enough(parts: _Parts, rest: Ints) -> Flags:
    """Whether no part is as small as Coarse ones are, or so many are that they hide each other."""
    small = (parts.coarse > 0) | ((rest > 0) & (parts.unknown < BINNED_FROM))
    return np.asarray(~small | (parts.many + (rest > 0) >= SEVERAL))


def _fits(parts: _Parts, n: Ints, kind: int) -> Flags:
    """Whether a part that the others leave little room is left open by each step."""
    return np.asarray(parts.reach - (parts.high - parts.low) <= n // STEPS[kind] - 1)


def _in_steps(
    found: Rounded, where: Flags, parts: _Parts, counts: Ints, moved: Ints, kind: int
) -> None:
    """The position in steps, the outer ones joined until they leave every part open."""
    n, scale, rest = counts.sum(axis=-1), counts.shape[-1], parts.rest.sum(axis=-1)

    def at(total: Ints) -> Ints:
        return inside(steps(total, n, STEPS[kind]), scale, kind)

    first, last = at(parts.low + parts.need), at(parts.high - parts.need)
    together = (first > last) | ~_fits(parts, n, kind)
    own = np.where(moved == UNMOVED, at(sums(counts)), moved)
    position = np.where(
        together, at((parts.low + parts.high) // 2), np.clip(own, first, np.maximum(first, last))
    )
    low, high = sums_at(position, n, scale, kind)
    low = np.where(together | (position == first), parts.low, np.maximum(low, parts.low))
    high = np.where(together | (position == last), parts.high, np.minimum(high, parts.high))
    room = parts.high - parts.low
    need = np.stack(
        [
            parts.need - (low - parts.low),
            parts.need - (parts.high - high),
            parts.reach - room,
            np.zeros_like(room),
        ]
    ).max(axis=0)
    enough = _enough(parts, rest) & (moved == UNMOVED)
    alone_tells = kind == BINNED and scale < LONG
    banded = enough & ~(alone_tells & (n < bins.MANY))
    band = np.where(banded, measures.band_index(measures.agreement(counts), scale), NO_BAND)
    binned = enough & bins.large(parts.unsorted) & bins.given(counts, low, high, band)
    values = (kind, n, position / STEPS[kind], band, binned & (kind == BINNED))
    for field, value in zip(found, (*values, low, high, need, low, high), strict=True):
        field[where] = value


def _upwards(parts: _Parts, seen: Rounded, asked: Asked, rows: Ints) -> _Parts:
    """What groups add to what is known of the ones around them."""
    own = _alone(parts, asked, rows) & asked.known[rows]
    covers = (seen.tier > WITHHELD) & ~own
    within = np.maximum(parts.many + (parts.rest.sum(axis=-1) > 0), 1)
    as_parts = _as_parts(seen)._replace(
        only=rows[:, None] * covers, many=np.where(seen.tier == COARSE, within, 1)
    )
    binned, in_bins = covers & (seen.tier >= BINNED), covers & _sorted(seen)
    left = {
        "rest": parts.rest * ~covers[..., None],
        "unknown": parts.unknown * ~covers,
        "unbinned": parts.unbinned * ~binned[..., None],
        "unbinned_unknown": parts.unbinned_unknown * ~binned,
        "unsorted": parts.unsorted * ~in_bins[..., None],
    }
    return _Parts(
        **{
            name: left[name] if name in left else np.where(covers, value, other)
            for name, value, other in zip(_Parts._fields, as_parts, parts, strict=True)
        }
    )
