"""How much so many answers may show: the ladder of tiers, and the parts that a set falls into."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from posdash.release.suppression import Tree
from posdash.release.values import Binned, Coarse, Full, Withheld
from posdash.survey.round import Round
from posdash.survey.tally import Column, Tally, total

BINNED_FROM = 20  # bins at 10 answers fix the whole set of answers in 10 % of cases
FULL_FROM = 30
SEVERAL_ATTRIBUTES_FROM = 30
_TIERS: tuple[type, ...] = (Withheld, Coarse, Binned, Full)


def lowest(*tiers: type) -> type:
    """The tier that shows least."""
    return min(tiers, key=_TIERS.index)


def ladder(tally: Tally, k: int) -> type:
    """The class of released value that a tally of this size may become for everyone."""
    if tally.unknown < k:
        return Withheld
    if tally.unknown < BINNED_FROM:
        return Coarse
    return Binned if tally.unknown < FULL_FROM or 1 in tally.counts else Full


def part_tier(part: Tally, k: int) -> type:
    """The highest tier of a set from which this part of it follows."""
    return ladder(part, k)


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
    return lowest(Full, *(part_tier(part, k) for part in parts))


def cap(
    few_changed: bool,
    own: Tally | None,
    cells: Sequence[Mapping[str, Tally]],
    k: int,
) -> type:
    """The highest tier of a group where its size alone does not decide.

    Turnover leaves it Coarse, cells of attributes leave it the tier of the smallest.
    """
    turnover = Coarse if few_changed else Full
    return lowest(turnover, cells_cap(own, cells, k) if own is not None and cells else Full)


@dataclass(frozen=True, slots=True)
class Limits:
    """What binds the groups of a round beside their size, for one question.

    `caps` are highest tiers; `earlier` holds, for groups in which few may have
    changed, the tallies of earlier rounds. `hidden` are kept from whoever looks
    from outside, those in `apart` from whoever sees the dots of the group they stand with.
    """

    caps: Mapping[int, type] = field(default_factory=dict)
    earlier: Mapping[int, tuple[Tally, ...]] = field(default_factory=dict)
    hidden: frozenset[int] = frozenset()
    apart: Mapping[int, frozenset[int]] = field(default_factory=dict)

    def hidden_from(self, inside: frozenset[int]) -> frozenset[int]:
        """The groups hidden from somebody who sees these from inside."""
        return self.hidden.union(*(self.apart.get(group, ()) for group in inside))


def limits(survey_round: Round, column: Column) -> Limits:
    """The limits of every group of a round, for one question."""
    caps = {}
    for participant in survey_round.participants:
        group_id = participant.group.id
        cells = list(column.cells.get(group_id, {}).values())
        own = column.own.get(group_id)
        most = cap(group_id in column.earlier, own, cells, survey_round.k_outside)
        # a group whose coach entered every answer hides nobody, and is hidden by nobody
        caps[group_id] = Withheld if own and own.n and not own.unknown else most
    return Limits(caps, column.earlier, column.hidden, column.apart)


def wholes(tree: Tree, own: Mapping[int, Tally]) -> dict[int, Tally | None]:
    """The sum of each group and everything inside it; None where nobody was asked."""
    found: dict[int, Tally | None] = {}
    for group in tree.inner_first:
        found[group] = total([own.get(group), *(found[child] for child in tree.inside[group])])
    return found


def safe_parts(parts: Sequence[Tally], k: int) -> bool:
    """Whether each part holds nobody or at least k, and all together 2k + 1."""
    return sum(part.unknown for part in parts) > 2 * k and all(
        not part.n or part.unknown >= k for part in parts
    )
