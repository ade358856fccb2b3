"""How much so many answers may show: the ladder of tiers, and the parts that a set falls into."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from posdash.release import rounding
from posdash.release.rounding import TIERS
from posdash.release.values import Coarse, Full
from posdash.survey.tally import Tally, total

SEVERAL_ATTRIBUTES_FROM = 30


def lowest(*tiers: type) -> type:
    """The tier that shows least."""
    return min(tiers, key=TIERS.index)


def ladder(tally: Tally, k: int) -> type:
    """The class of released value that a tally of this size may become for everyone."""
    return TIERS[int(rounding.ladder(np.asarray(tally.counts), tally.unknown, k))]


def kept_attributes(
    planned: Sequence[str],
    said: Sequence[Mapping[str, str]],
    k: int,
    entered: int = 0,
    surplus: int = 0,
) -> tuple[str, ...]:
    """The attributes by which a group's answers to one question may be counted apart.

    `said` holds what each one who answered said of themselves; the coach, who
    knows the answers of as many as `entered`, said nothing for them. `surplus` is
    how many more answered than there are people: they may have said anything.
    Everyone who said the same, and everyone who said nothing, must be nobody or at
    least k; with a second attribute so must all who said the same of both.
    """
    kept: tuple[str, ...] = ()
    for attribute in planned:
        parts = Counter(
            tuple(traits.get(name, "") for name in (*kept, attribute)) for traits in said
        )
        silent = ("",) * (len(kept) + 1)
        if silent in parts:
            parts[silent] -= entered
        unknown = len(said) - entered - surplus
        enough = unknown >= (SEVERAL_ATTRIBUTES_FROM if kept else 2 * k + 1)
        if (
            enough
            and min(parts.values()) - surplus >= k
            and any(attribute in traits for traits in said)
        ):
            kept = (*kept, attribute)
    return kept


def cell_parts(tally: Tally, cells: Mapping[str, Tally]) -> list[Tally]:
    """A tally split by an attribute: who chose what, and who said nothing.

    Who is known, or one too many, may be in any of the parts that hold them.
    """
    silent = tally - (total(list(cells.values())) or tally - tally)
    return [*cells.values(), replace(silent, entered=tally.entered)]


def cells_cap(tally: Tally, cells: Sequence[Mapping[str, Tally]], k: int) -> type:
    """The highest tier of a group whose answers are also shown by attributes."""
    if len(cells) > 1:
        return Coarse
    parts = [part for choices in cells for part in cell_parts(tally, choices) if part.n]
    return lowest(Full, *(ladder(part, k) for part in parts))


def cap(few_changed: bool, own: Tally, cells: Sequence[Mapping[str, Tally]], k: int) -> type:
    """The highest tier of a group where its size alone does not decide.

    Turnover leaves it Coarse, cells of attributes leave it the tier of the smallest.
    """
    return lowest(Coarse if few_changed else Full, cells_cap(own, cells, k) if cells else Full)


def safe_parts(parts: Sequence[Tally], k: int) -> bool:
    """Whether each part holds nobody or at least k, and all together 2k + 1."""
    return sum(part.unknown for part in parts) > 2 * k and all(
        not part.n or part.unknown >= k for part in parts
    )
