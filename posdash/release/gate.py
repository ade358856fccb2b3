"""The release gate: the only way from a tally to something that may be shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from math import floor
from typing import Any

import numpy as np

from posdash.banks.bank import Openness
from posdash.measures import library as measures
from posdash.release import suppression
from posdash.release.blur import open_position
from posdash.release.grain import NO_BAND
from posdash.release.making import made
from posdash.release.rounding import TIERS, rounded
from posdash.release.suppression import Tree
from posdash.release.table import counts_of
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
    Coarse,
    Full,
    Moves,
    Organisation,
    Outlook,
    Participation,
    Reason,
    Released,
    Remark,
    Signed,
    Votes,
    Withheld,
)
from posdash.release.wishes import Wanted
from posdash.survey.round import Facet, Links, Participant, Round, State, beyond
from posdash.survey.tally import Column, Counted, Tally, Wish, total

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

    Before, a value that moved with every further group would tell about that
    group. Only groups with k answers that nobody knows go in, at least ten of them.
    """
    usual = measures.usual_spread(survey_round.bank.scale)
    ids = [dimension.id for dimension in survey_round.bank.dimensions]
    if survey_round.state is not State.CLOSED:
        return Organisation(spread=usual, spreads=dict.fromkeys(ids, usual))
    table = counts_of(survey_round, counted, Facet.NOW)
    large = np.where((table.unknown >= survey_round.k_outside)[..., None], table.counts, 0)
    found = measures.mean_squares(large)
    enough = (found.groups >= GROUPS_FOR_SPREAD) & (found.within > 0)
    freedom = large.sum(axis=(0, -1)) - found.groups
    pooled = (found.within * freedom)[enough].sum() / max(freedom[enough].sum(), 1)
    return Organisation(
        _to_two_digits(measures.design_ratio(large)),
        _to_two_digits(pooled) if enough.any() else usual,
        {
            dimension: _to_two_digits(spread) if several else usual
            for dimension, spread, several in zip(ids, found.within, enough, strict=True)
        },
        {
            dimension: _to_two_digits(
                measures.pooled_correlation(sums.now_squares, sums.aim_squares, sums.products)
            )
            for dimension, sums in counted.sums.items()
            if sums.both >= CORRELATION_FROM
        },
    )


def _to_two_digits(value: Any) -> float:
    return float(f"{float(value):.2g}")


@dataclass(frozen=True, slots=True)
class Gate:
    """The terms of one round and one way of looking at it; every release passes through here."""

    openness: Openness
    k: int
    view: View
    organisation: Organisation = USUAL
    questions: int = 1  # of the whole picture: what may be said by chance is judged over it

    @property
    def sees_all(self) -> bool:
        """Whether one's own team is seen without rounding."""
        return self.view is View.TEAM and self.openness is not Openness.SUMMARY

    def release(self, tally: Tally, limit: type = Full, earlier: Sequence[Tally] = ()) -> Released:
        """What may be shown of one tally, never above the tier `limit`.

        `earlier` are tallies of nearly the same people, where few changed since.
        """
        allowed = lowest(self.tier(tally), limit)
        counts = np.array([tally.counts])
        shown = rounded(counts, TIERS.index(allowed))
        if allowed is Coarse and earlier:
            shown = shown._replace(
                position=np.array(
                    [open_position(tally, [before for before in earlier if before.n >= self.k])]
                ),
                band=np.array([NO_BAND]),
            )
        unsure = tally.unsure if self.view is View.TEAM else None
        why = Withheld(Reason.TOO_FEW, self.k)
        ratio = self.organisation.design_ratio
        return made(counts, shown, 0, unsure, ratio, why, self.questions)

    def wanted(
        self,
        shown: tuple[Released, Released],
        dimension: str,
        wish: Wish | None,
        moves: Tally,
        few_changed: bool,
    ) -> Wanted:
        """What is `shown` of now and aim, and what may be said of the distance between the two.

        `moves` are those who answered both; where they are too few, or in `summary` where few
        changed in the group, nothing is said.
        """
        named = self.openness is Openness.NAMED and self.view is View.TEAM
        few = moves.unknown < self.k and not named
        silent = few or (few_changed and not self.sees_all)
        r = self.organisation.correlations.get(dimension)
        return Wanted(*shown, wish, moves.n, silent, r)

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
    rounded = Gate(gate.openness, gate.k, View.OUTSIDE, gate.organisation, gate.questions)
    return {
        choice: rounded.release(
            total([cells.get(choice) for _, cells in groups if cells is not None]) or nobody, limit
        )
        for choice in choices
    }
