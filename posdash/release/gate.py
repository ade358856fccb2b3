"""The release gate: the only way from a tally to something that may be shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from math import floor, isnan

import numpy as np

from posdash.banks.bank import Openness
from posdash.measures import library as measures
from posdash.measures.library import Interval, Numbers
from posdash.release import suppression
from posdash.release.blur import open_position
from posdash.release.suppression import Tree
from posdash.release.tiers import (
    Limits,
    cap,
    cell_parts,
    ladder,
    lowest,
    part_tier,
    safe_parts,
    turned_over,
    wholes,
)
from posdash.release.values import (
    Binned,
    Coarse,
    Full,
    Moves,
    Organisation,
    Outlook,
    Pair,
    Participation,
    Reason,
    Released,
    Remark,
    Signed,
    Votes,
    Withheld,
)
from posdash.survey.round import Facet, Links, Participant, Round, State, beyond
from posdash.survey.tally import Column, Counted, Key, Tally, total

AGREEMENT_FROM = 8  # below, the number shown floored at 0 flatters a small group
MOVES_FROM, MOVES_EACH = 10, 3
CORRELATION_FROM = 50
GROUPS_FOR_SPREAD = 10  # fewer, and one group's own spread would show
COMMENT_AUTHORS = {Openness.NAMED: 1, Openness.DOTS: 3, Openness.SUMMARY: 5}
COMMENT_ANSWERS_IN_SUMMARY = 10
STEP = 3  # by fewer no number moves that is looked at all the time
USUAL = Organisation()


class View(StrEnum):
    """From where somebody looks: from inside the team (with its coach), or from outside."""

    TEAM = "team"
    OUTSIDE = "outside"


def organisation(survey_round: Round, counted: Counted) -> Organisation:
    """The organisation by what the closes of a round left behind, once the last group has closed.

    Before, a value that moved with every further group would tell about that group.
    """
    usual = measures.usual_spread(survey_round.bank.scale)
    if survey_round.state is not State.CLOSED:
        return Organisation(spread=usual)
    sums = counted.sums.values()
    squares, freedom = (
        sum(dimension_sums.squares for dimension_sums in sums),
        sum(dimension_sums.freedom for dimension_sums in sums),
    )
    enough = (
        squares > 0 and max(dimension_sums.groups for dimension_sums in sums) >= GROUPS_FOR_SPREAD
    )
    return Organisation(
        measures.design_ratio(_now_counts(survey_round, counted.tallies)),
        squares / freedom if enough else usual,
        {
            dimension: float(
                measures.pooled_correlation(
                    dimension_sums.now_squares, dimension_sums.aim_squares, dimension_sums.products
                )
            )
            for dimension, dimension_sums in counted.sums.items()
            if dimension_sums.both >= CORRELATION_FROM
        },
    )


def _now_counts(survey_round: Round, tallies: Mapping[Key, Tally]) -> list[list[tuple[int, ...]]]:
    """Counts of every group and dimension, (G x D x K); one empty group if there is none."""
    nobody = Tally((0,) * survey_round.bank.scale)
    questions = [
        (survey_round.subject.key, dimension.id, Facet.NOW)
        for dimension in survey_round.bank.dimensions
    ]
    return [
        [tallies.get(Key(group, *question), nobody).counts for question in questions]
        for group in {key.group for key in tallies} or {0}
    ]


@dataclass(frozen=True, slots=True)
class Gate:
    """The terms of one round and one way of looking at it; every release passes through here."""

    openness: Openness
    k: int
    view: View
    organisation: Organisation = USUAL

    @property
    def sees_all(self) -> bool:
        """Whether one's own team is seen without rounding."""
        return self.view is View.TEAM and self.openness is not Openness.SUMMARY

    def release(self, tally: Tally, limit: type = Full, earlier: Sequence[Tally] = ()) -> Released:
        """What may be shown of one tally, never above the tier `limit`.

        `earlier` are tallies of nearly the same people, where few changed since.
        """
        allowed = lowest(self.tier(tally), limit)
        if allowed is Withheld:
            return Withheld(Reason.TOO_FEW, self.k)
        if allowed is Coarse:
            shown = [before for before in earlier if before.n >= self.k]
            return _coarse(tally, self.organisation.design_ratio, shown)
        return _binned(tally) if allowed is Binned else _full(tally, self.view)

    def now_and_aim(self, now: Released, aim: Released, dimension: str, both: int) -> Pair:
        """The two to be compared, and what ties them: `both` is how many answered the two."""
        r = self.organisation.correlations.get(dimension)
        exact = isinstance(now, Full) and isinstance(aim, Full)
        return Pair(now, aim, r, both) if exact else Pair(now, aim)

    def moves(self, tally: Tally, few_changed: bool = False) -> Moves | Withheld:
        """Who wants to go left, stay, go right: counts of those who answered both.

        Withheld in `summary` where few changed in the group since an earlier round.
        """
        if few_changed and not self.sees_all:
            return Withheld(Reason.FEW_CHANGED, self.k)
        fewest = MOVES_EACH + tally.entered
        safe = tally.unknown >= MOVES_FROM and all(
            not count or count >= fewest for count in tally.counts
        )
        named = self.openness is Openness.NAMED and tally.n > 0
        if self.view is View.OUTSIDE or not (safe or named):
            return Withheld(Reason.TOO_FEW, self.k)
        return Moves(*tally.counts)

    def remarks(
        self, comments: Sequence[tuple[str, str | None, bool]], answers: int, surplus: int = 0
    ) -> tuple[Remark, ...] | Withheld:
        """The comments on one dimension, if enough people answered it and wrote.

        Each is (text, name, whether a coach knows whose it is), the text empty
        where it was hidden; of the authors, `surplus` may be one too many.
        """
        needed = {Openness.NAMED: 1, Openness.DOTS: self.k}
        enough = needed.get(self.openness, COMMENT_ANSWERS_IN_SUMMARY)
        named = self.openness is Openness.NAMED
        authors = sum(named or not known for _, _, known in comments) - surplus
        few = answers < enough or authors < COMMENT_AUTHORS[self.openness]
        if few or self.view is View.OUTSIDE:
            return Withheld(Reason.TOO_FEW, self.k)
        return tuple(Remark(text, name if named else None) for text, name, _ in comments if text)

    def signed(
        self, placements: Sequence[tuple[str, int | None, int | None, bool]]
    ) -> tuple[Signed, ...]:
        """Placements (name, now, aim, proxy): only in `named` rounds, only inside the team."""
        if self.openness is not Openness.NAMED or self.view is not View.TEAM:
            return ()
        return tuple(Signed(*placement) for placement in placements)

    def tier(self, tally: Tally) -> type:
        """The class of released value that this tally may become, by its size."""
        if self.view is View.TEAM and self.openness is Openness.NAMED:
            return Full if tally.n else Withheld
        return Full if self.sees_all and tally.unknown >= self.k else ladder(tally, self.k)


def participation(
    of: Participant, answered: int | None, at: datetime | None, survey_round: Round
) -> Participation:
    """How many of an open group have answered, by the last count; never fewer than k.

    Answers that the coach knows hide nobody from the coach, and more answers
    than there are people hide no more than these.
    """
    enough = answered is not None and unknown(of, answered) >= survey_round.k
    known = answered if enough else None
    devices = survey_round.links is Links.TEAM
    return Participation(of.group.name, known, at, of.people, devices, survey_round.k)


def outlook(
    of: Participant, answered: int, entered: int, at: datetime, survey_round: Round
) -> Outlook:
    """What could be shown of a group if it closed as it was then."""
    enough = unknown(replace(of, entered=entered), answered) >= survey_round.k
    too_many, named = beyond(of.people, answered) > 0, survey_round.openness is Openness.NAMED
    return Outlook(of.group.name, of.people, enough, too_many, named, survey_round.k, at)


def live_participation(
    of: Participant, answered: int, entered: int, at: datetime, survey_round: Round
) -> Participation:
    """The same while a session counts: it moves in steps, so that no single answer shows."""
    found = participation(replace(of, entered=entered), answered, at, survey_round)
    return replace(found, answered=in_steps(found.answered, survey_round.k), steps=STEP)


def in_steps(number: int | None, k: int) -> int | None:
    """A number that is looked at all the time: None below k, then k, k + 3, k + 6."""
    return None if number is None or number < k else k + (number - k) // STEP * STEP


def unknown(of: Participant, answered: int) -> int:
    """How many people at least have answered whom nobody else knows."""
    return answered - beyond(of.people, answered) - of.entered


def closing_words(together: Sequence[str], survey_round: Round) -> tuple[str, ...] | Withheld:
    """The words a session closes with: those that appeared `together`, k at first."""
    return tuple(together) or Withheld(Reason.TOO_FEW, survey_round.k)


def votes(counts: Sequence[int], of: Participant, survey_round: Round) -> Votes | Withheld:
    """Whether an hour was worth it, of counts from 1 point up; rounded for everybody."""
    n = sum(counts)
    if n - beyond(of.people, n) < survey_round.k_outside:
        return Withheld(Reason.TOO_FEW, survey_round.k_outside)
    points = sum(at * count for at, count in enumerate(counts, 1)) / n
    return Votes(n, floor(points * 2 + 0.5) / 2)


def release_own(gate: Gate, survey_round: Round, group: int, counts: Column) -> Released:
    """What a team and its coach may see of what was answered directly in their group."""
    tally, participant = counts.own[group], survey_round.participant(group)
    assert participant is not None
    if gate.sees_all:
        return gate.release(tally)
    cells = list(counts.cells.get(group, {}).values())
    limit = cap(participant, tally.n, participant.people, tally, cells, survey_round.k_outside)
    if not turned_over(participant, tally.n, participant.people):
        return gate.release(tally, limit)
    return gate.release(
        tally, limit, [tallies[group] for tallies in counts.earlier if group in tallies]
    )


def suppressed(
    tree: Tree, sizes: Mapping[int, int], k: int, known: frozenset[int]
) -> frozenset[int]:
    """The groups hidden from an outsider who has seen the `known` groups from inside.

    What is hidden from everybody stays hidden; more is, where knowing one's own
    groups would otherwise tell about others.
    """
    for_all = suppression.hidden(tree, sizes, k)
    return for_all | suppression.hidden(tree, sizes, k, known, for_all) if known else for_all


def release_tree(
    gate: Gate,
    tree: Tree,
    own: Mapping[int, Tally],
    limits: Limits,
    inside: frozenset[int] = frozenset(),
) -> dict[int, Released]:
    """What an outsider may see of each group's sum, by group id.

    `own` holds what was answered directly in each asked group, `inside` the
    groups that the viewer belongs to and so sees from inside. A sum is shown at
    the tier of the smallest part of it.
    """
    seen = Gate(gate.openness, gate.k, View.TEAM)
    known = frozenset(
        group_id
        for group_id in inside
        if group_id in own and seen.tier(own[group_id]) is not Withheld
    )
    hidden = suppressed(
        tree, {group_id: answered.unknown for group_id, answered in own.items()}, gate.k, known
    )
    found: dict[int, Released] = {}
    whole = wholes(tree, own)
    rest: dict[int, Tally | None] = {}  # what neither the viewer nor a shown group inside covers
    limit: dict[int, type] = {}
    for group in tree.inner_first:
        parts, direct = tree.inside[group], own.get(group)
        left = total([None if group in known else direct, *(rest[part] for part in parts)])
        limit[group] = lowest(limits.caps.get(group, Full), *(limit[part] for part in parts))
        if group in known and direct is not None and not seen.sees_all:
            limit[group] = lowest(limit[group], part_tier(direct, gate.k))
        rest[group] = left if group in hidden else None
        if group not in hidden and left is not None and left.n:
            limit[group] = lowest(limit[group], part_tier(left, gate.k))
        tally = whole[group]
        if tally is None:
            found[group] = Withheld(Reason.NOT_ASKED, gate.k)
        elif group in hidden and tally.unknown >= gate.k:
            found[group] = Withheld(Reason.PROTECTS, gate.k)
        else:
            found[group] = gate.release(tally, limit[group], limits.earlier.get(group, ()))
    return found


def release_cells(
    gate: Gate,
    whole: Released,
    groups: Sequence[tuple[Tally, Mapping[str, Tally] | None]],
    choices: Sequence[str],
    highest: type,
    few_changed: bool,
) -> dict[str, Released] | Withheld:
    """A group's answers by one attribute, or why the attribute is off for it.

    `whole` is what is released of the group, `groups` the tallies of all that
    is in it with their cells (None where they were not kept), `highest` the
    tier that the group may reach. Cells are rounded for everyone alike, and off
    where few changed in the group since an earlier round.
    """
    if isinstance(whole, Withheld):
        return whole
    if few_changed:
        return Withheld(Reason.FEW_CHANGED, gate.k)
    parts: list[Tally] = []
    for tally, cells in groups:
        if tally.n and cells is None:
            return Withheld(Reason.PART_TOO_SMALL, gate.k)
        parts += cell_parts(tally, cells) if cells is not None else []
    if not safe_parts(parts, gate.k):
        return Withheld(Reason.PART_TOO_SMALL, gate.k)
    limit = lowest(highest, *(part_tier(part, gate.k) for part in parts if part.n))
    nobody = parts[0] - parts[0]
    rounded = Gate(gate.openness, gate.k, View.OUTSIDE, gate.organisation)
    return {
        choice: rounded.release(
            total([cells.get(choice) for _, cells in groups if cells is not None]) or nobody, limit
        )
        for choice in choices
    }


def bins(counts: Sequence[int]) -> tuple[int, int, int]:
    """Counts on the left, in the middle and on the right: 1-2, 3-5, 6-7 of seven points."""
    edge = max(1, round(2 * len(counts) / 7))
    return sum(counts[:edge]), sum(counts[edge:-edge]), sum(counts[-edge:])


def _array(tally: Tally) -> Numbers:
    return np.asarray(tally.counts, dtype=float)


def _number(value: Numbers) -> float | None:
    return None if isnan(value) else float(value)


def _scalar(interval: Interval[Numbers]) -> Interval[float]:
    return Interval(float(interval.low), float(interval.high))


def _coarse(tally: Tally, design_ratio: float, earlier: Sequence[Tally]) -> Coarse:
    counts, position = _array(tally), open_position(tally, earlier)
    interval = measures.coarse_interval(tally.n, position, len(counts), design_ratio)
    return Coarse(tally.n, position, _scalar(interval), None if earlier else _band(counts))


def _binned(tally: Tally) -> Binned:
    counts = _array(tally)
    position = round(float(measures.mean_position(counts)), 1)
    return Binned(tally.n, position, bins(tally.counts), _band(counts))


def _band(counts: Numbers) -> measures.Band:
    return measures.band(float(measures.agreement(counts)))


def _full(tally: Tally, view: View) -> Full:
    counts = _array(tally)
    agreement, gap = _number(measures.agreement(counts)), _number(measures.outer_third_gap(counts))
    left, right = measures.outer_thirds(counts)
    verdict = measures.camps(counts)
    apart = measures.best_split(counts).gap if verdict is measures.Camps.TWO_CAMPS else None
    return Full(
        n=tally.n,
        counts=tally.counts,
        unsure=tally.unsure if view is View.TEAM else None,
        position=float(measures.mean_position(counts)),
        interval=_scalar(measures.wilson_interval(counts)),
        average_distance=_number(measures.average_distance(counts)),
        agreement=agreement if tally.n >= AGREEMENT_FROM else None,
        band=None if agreement is None else measures.band(agreement),
        thirds=None if gap is None else (float(left), float(right)),
        gap=gap,
        camps=verdict,
        camps_apart=None if apart is None else float(apart),
    )
