"""The release gate: the only way from a tally to something that may be shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from posdash.banks.bank import Openness
from posdash.measures import library as measures
from posdash.release import sums, suppression
from posdash.release.blur import open_position
from posdash.release.bounds import Bounds, in_rows
from posdash.release.making import REASONS, Terms
from posdash.release.rounding import TIERS, UNMOVED, Flags, Ints, rounded
from posdash.release.sums import Asked
from posdash.release.suppression import Tree
from posdash.release.table import Counts, Table, counts_of, table
from posdash.release.tiers import cap, ladder, lowest
from posdash.release.values import (
    Coarse,
    Full,
    Moves,
    Organisation,
    Reason,
    Released,
    Remark,
    Signed,
    Unsure,
    Withheld,
)
from posdash.release.wishes import Wanted
from posdash.survey.round import Facet, Round, State
from posdash.survey.tally import Column, Counted, Tally, Wish

MOVES_FROM, MOVES_EACH = 10, 3
UNSURE_EACH = 3
CORRELATION_FROM = 50
GROUPS_FOR_SPREAD = 10  # fewer, and one group's own spread would show
COMMENT_AUTHORS = {Openness.NAMED: 1, Openness.DOTS: 3, Openness.SUMMARY: 5}
COMMENT_ANSWERS_IN_SUMMARY = 10
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
    large = _large(table, survey_round.k_outside)
    found = measures.mean_squares(large)
    enough = _enough(found)
    freedom = large.sum(axis=(0, -1)) - found.groups
    pooled = (found.within * freedom)[enough].sum() / max(freedom[enough].sum(), 1)
    return Organisation(
        _to_two_digits(measures.design_ratio(large)),
        _to_two_digits(pooled) if enough.any() else usual,
        dict(zip(ids, spreads_within(table, survey_round.k_outside), strict=True)),
        {
            dimension: _to_two_digits(
                measures.pooled_correlation(sums.now_squares, sums.aim_squares, sums.products)
            )
            for dimension, sums in counted.sums.items()
            if sums.both >= CORRELATION_FROM
        },
    )


def spreads_within(asked: Counts, k: int) -> list[float]:
    """The mean square within groups of k answers and more at each question (D), points².

    The usual one where there are too few of them.
    """
    found = measures.mean_squares(_large(asked, k))
    usual = measures.usual_spread(asked.counts.shape[-1])
    known = zip(found.within, _enough(found), strict=True)
    return [_to_two_digits(spread) if several else usual for spread, several in known]


def _large(asked: Counts, k: int) -> Ints:
    return np.where((asked.unknown >= k)[..., None], asked.counts, 0)


def _enough(found: measures.MeanSquares) -> Flags:
    return np.asarray((found.groups >= GROUPS_FOR_SPREAD) & (found.within > 0))


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

    def release(
        self, tally: Tally, limit: type = Full, earlier: Sequence[Tally] | None = None
    ) -> Released:
        """What may be shown of one tally, never above the tier `limit`.

        `earlier` are tallies of nearly the same people, where few changed since.
        """
        return self.table({0: [tally]}, [""], {0: [limit]}, {0: [earlier]}).cell(0, "")

    def table(
        self,
        tallies: Mapping[int, Sequence[Tally]],
        dimensions: Sequence[str],
        limits: Mapping[int, Sequence[type]],
        earlier: Mapping[int, Sequence[Sequence[Tally] | None]] | None = None,
    ) -> Table:
        """The same of the tallies of groups, one for each dimension."""
        tiers, moved = [], []
        for group, row in tallies.items():
            tiers.append(
                [lowest(self.tier(of), at) for of, at in zip(row, limits[group], strict=True)]
            )
            before = earlier[group] if earlier else [None] * len(row)
            known = zip(row, tiers[-1], before, strict=True)
            moved.append([self._moved(*each) for each in known])
        counts = np.array([[of.counts for of in row] for row in tallies.values()])
        shown = rounded(counts, [[TIERS.index(tier) for tier in row] for row in tiers], moved)
        unsure = np.array([[of.unsure for of in row] for row in tallies.values()])
        rows = (tuple(tallies), tuple(dimensions))
        return table(rows, self.terms, counts, unsure, shown, np.array(moved))

    def _moved(self, tally: Tally, tier: type, earlier: Sequence[Tally] | None) -> int:
        if earlier is None or tier is not Coarse:
            return UNMOVED
        return open_position(tally, [before for before in earlier if before.n >= self.k])

    @property
    def terms(self) -> Terms:
        """What a value rests on beside its counts."""
        ratio = self.organisation.design_ratio
        return Terms(self.k, ratio, self.questions, self.view is View.TEAM)

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

    def unsure(self, tally: Tally, few_changed: bool = False) -> Unsure | None:
        """That a third or more were not sure, or None: how many, where dots are seen.

        From k answers on that place something. In `summary` three at least must
        be unsure whom nobody knows, for fewer could be guessed from who is quiet,
        and nothing is told where few changed in the group since an earlier round.
        """
        answered = tally.n + tally.unsure
        if self.view is View.OUTSIDE or not tally.unsure or 3 * tally.unsure < answered:
            return None
        if self.sees_all:
            return Unsure(tally.unsure, answered) if self.tier(tally) is Full else None
        hidden = tally.unsure - tally.entered >= UNSURE_EACH and tally.unknown >= self.k
        return Unsure(None, None) if hidden and not few_changed else None

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


def release_own(gate: Gate, survey_round: Round, group: int, counts: Column) -> Released:
    """What a team and its coach may see of what was answered directly in their group."""
    return own_table(gate, survey_round, group, {"": counts}).cell(group, "")


def own_table(gate: Gate, survey_round: Round, group: int, columns: Mapping[str, Column]) -> Table:
    """The same for several questions, by dimension."""
    tallies = [counts.own[group] for counts in columns.values()]
    if gate.sees_all:
        return gate.table({group: tallies}, tuple(columns), {group: [Full] * len(tallies)})
    most, earlier = [], []
    for tally, counts in zip(tallies, columns.values(), strict=True):
        cells = list(counts.cells.get(group, {}).values())
        most.append(cap(group in counts.earlier, tally, cells, survey_round.k_outside))
        earlier.append(counts.earlier.get(group))
    return gate.table({group: tallies}, tuple(columns), {group: most}, {group: earlier})


def suppressed(tree: Tree, sizes: Ints, k: int, known: Flags, already: Flags) -> Flags:
    """The groups hidden from an outsider who has seen the `known` groups from inside (G x D).

    What is hidden from everybody stays hidden; more is, where knowing one's own
    groups would otherwise tell about others. `already` are hidden for another reason.
    """
    for_all = suppression.hidden(tree, sizes, k, False, already)
    if not known.any():
        return for_all
    return for_all | suppression.hidden(tree, sizes, k, known, for_all)


def release_table(
    gate: Gate,
    tree: Tree,
    asked: Counts,
    bounds: Bounds,
    inside: frozenset[int] = frozenset(),
) -> Table:
    """What an outsider may see of the sums of all groups.

    `asked` holds what was answered directly in each asked group, `inside` the
    groups that the viewer belongs to and so sees from inside.
    """
    own, unknown = (in_rows(tree, asked.groups, of) for of in (asked.counts, asked.unknown))
    is_asked = in_rows(tree, asked.groups, np.ones(len(asked.groups), np.int64))
    exact = gate.openness is not Openness.SUMMARY
    enough = own.sum(axis=-1) > 0 if gate.openness is Openness.NAMED else unknown >= gate.k
    theirs = np.array([group in inside for group in tree.inner_first], np.bool_)
    known = enough & (theirs & (is_asked > 0))[:, None]
    few_changed = bounds.hidden.copy()
    for group, from_inside in bounds.apart.items():
        few_changed |= from_inside & known[tree.rows[group]] & exact
    hidden = suppressed(tree, unknown, gate.k, known, few_changed)
    shown = sums.shown(tree, Asked(own, unknown, hidden, known, exact, bounds), gate.k)
    protects, few, turned, nobody = map(
        REASONS.index,
        (Reason.PROTECTS, Reason.TOO_FEW, Reason.FEW_CHANGED, Reason.NOT_ASKED),
    )
    reasons = np.where(few_changed, turned, protects)
    reasons[~hidden | (tree.summed(unknown) < gate.k)] = few
    reasons[tree.summed(is_asked) == 0] = nobody
    unsure = tree.summed(in_rows(tree, asked.groups, asked.unsure))
    rows = (tree.inner_first, asked.dimensions)
    return table(rows, gate.terms, tree.summed(own), unsure, shown, bounds.moved, reasons)
