"""At the close: of which few people a round would tell beside those that asked the same before."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Any

import numpy as np

from db import counts as count_sql
from db import rounds as sql
from db.engine import Connection
from posdash.banks.bank import Openness
from posdash.organisation import lineage
from posdash.release.rebuilt import Verdicts
from posdash.release.rolls import Answered, Both, Everybody, Roll
from posdash.release.suppression import tree_of
from posdash.release.turnover import counts_of, judge
from posdash.rounds import loading
from posdash.rounds.alike import ask_alike, same_question, turned
from posdash.survey.round import ASKED, Facet, Question, Round, TeamId

Row = tuple[int, str, str, str, list[list[int]]]  # as in db.counts.TURNOVER


class Kind(StrEnum):
    """What few changes forbid: what stands with it is told in db.tables.Turnover."""

    FEW = "few"
    HIDDEN = "hidden"
    INSIDE = "inside"


@dataclass(frozen=True)
class _Counted:
    """A round as far as it has closed: who was listed, and what was counted of its subject."""

    round: Round
    roll: Roll
    counts: Mapping[Question, Mapping[int, Sequence[int]]]
    rounded: Mapping[Question, frozenset[int]]

    def answered(self, question: Question) -> Answered:
        """How one of its questions was answered."""
        counts, coarse = self.counts[question], self.rounded.get(question, frozenset())
        return Answered(
            self.roll,
            np.array([sum(counts.get(group, ())) for group in self.roll.asked], np.int64),
            np.array([group in coarse for group in self.roll.sets], bool),
            np.full(len(self.roll.asked), self.round.openness is not Openness.SUMMARY),
        )


@dataclass(frozen=True)
class _Before:
    """A question of an earlier round that is the same as one of this round's."""

    counted: _Counted
    question: Question
    turned: bool

    def counts(self, group: int) -> Sequence[int] | None:
        """What a group answered, from the same end as now; None where nobody did."""
        found = self.counted.counts[self.question].get(group)
        return found[::-1] if found is not None and self.turned else found


def judge_round(connection: Connection, round_id: int) -> None:
    """Judge all groups of a round whose last group has closed, and note it with the round.

    What was judged when a group closed by itself stays.
    """
    survey_round = loading.load(connection, round_id)
    found = _judged(connection, survey_round)
    if survey_round.openness is Openness.SUMMARY:
        parents = {participant.group.parent for participant in survey_round.participants}
        for participant in survey_round.asked:
            if participant.group.id in parents:  # seen without what is inside it, by its team
                _keep(
                    connection, survey_round, _own(connection, survey_round, participant.group.id)
                )
    _keep(connection, survey_round, found)


def judge_group(connection: Connection, team: TeamId) -> None:
    """Judge one group that has closed before others, where its team sees no single places."""
    survey_round = loading.load(connection, team.round_id)
    if survey_round.openness is Openness.SUMMARY:
        _keep(connection, survey_round, _own(connection, survey_round, team.group_id))


_Found = dict[Question, tuple[Verdicts, list[_Before]]]


def _own(connection: Connection, survey_round: Round, group: int) -> _Found:
    return _judged(connection, survey_round, only=group)


def _judged(
    connection: Connection,
    survey_round: Round,
    only: int | None = None,
) -> _Found:
    """The verdicts on the sums of a round, or on the own answers of one group, by question."""
    others = [
        _counted(connection, other)
        for other in loading.load_all(connection)
        if other.id != survey_round.id and other.was_open and ask_alike(survey_round, other)
    ]
    others = [other for other in others if other.counts]
    if not others:
        return {}
    beside = _Beside(
        _counted(connection, survey_round, only),
        others,
        lineage.origins(connection),
        whole=only is None,
    )
    found: _Found = {}
    for question in beside.here.counts:
        before = list(_before(survey_round, question, others))
        found[question] = beside.verdicts(question, before), before
    return found


class _Beside:
    """A round beside all that asked the same; sums of a `whole` one are looked at together."""

    def __init__(
        self,
        here: _Counted,
        others: Sequence[_Counted],
        origins: Mapping[int, frozenset[int]],
        *,
        whole: bool,
    ) -> None:
        self.here = here
        self._whole = whole
        self._ties = {one.round.id: Both(one.roll, here.roll, origins) for one in others}
        self._crossing = {
            (one.round.id, other.round.id): Both(one.roll, other.roll, origins)
            for one, other in combinations(others if whole else (), 2)
        }
        self._everybody: dict[tuple[int, ...], Everybody] = {}
        self._judged: dict[Any, Verdicts] = {}

    def verdicts(self, question: Question, before: Sequence[_Before]) -> Verdicts:
        """Those on one question beside the same ones of other rounds."""
        now = self.here.answered(question)
        then = [one.counted.answered(one.question) for one in before]
        alike = (now.answers.tobytes(), *map(_alike, before, then))
        if alike not in self._judged:  # most people answer all questions
            ids = tuple(one.counted.round.id for one in before)
            crossing = {
                (first, second): self._crossing[ids[first], ids[second]]
                for first, second in combinations(range(len(ids)), 2)
                if (ids[first], ids[second]) in self._crossing
            }
            self._judged[alike] = judge(
                now,
                then,
                [self._ties[one] for one in ids],
                self.here.round.k_outside,
                crossing,
                self._all(before) if before and self._whole else None,
            )
        return self._judged[alike]

    def _all(self, before: Sequence[_Before]) -> Everybody:
        """Everybody in all of these rounds, set beside each other once."""
        ids = tuple(one.counted.round.id for one in before)
        if ids not in self._everybody:
            rolls = [*(one.counted.roll for one in before), self.here.roll]
            self._everybody[ids] = Everybody(rolls)
        return self._everybody[ids]


def _alike(before: _Before, answered: Answered) -> tuple[int, bytes, bytes]:
    return before.counted.round.id, answered.answers.tobytes(), answered.coarse.tobytes()


def _before(
    survey_round: Round, question: Question, others: Sequence[_Counted]
) -> Iterator[_Before]:
    """The questions of others that are the same as one of this round's and were answered."""
    dimension, facet = question
    asked = survey_round.bank.dimension(dimension)
    for other in others:
        for one in other.round.bank.dimensions:
            if same_question(asked, one) and (one.id, facet) in other.counts:
                yield _Before(other, (one.id, facet), turned(asked, one))


def _counted(
    connection: Connection,
    survey_round: Round,
    only: int | None = None,
) -> _Counted:
    closed = {
        row.group_id for row in _closed(connection, survey_round.id) if only in (None, row.group_id)
    }
    listed: dict[int, list[int]] = {
        participant.group.id: []
        for participant in survey_round.asked
        if only in (None, participant.group.id)
    }
    for group, person in sql.members(connection, survey_round.id):
        if group in listed:
            listed[group].append(person)
    in_order = {group: sorted(people, key=str) for group, people in listed.items()}
    people = {participant.group.id: participant.people for participant in survey_round.asked}
    counts: dict[Question, dict[int, Sequence[int]]] = defaultdict(dict)
    for row in count_sql.tallies(connection, survey_round.id, None if only is None else [only]):
        mine = row.group_id in closed and row.subject == survey_round.subject.key
        if mine and row.facet in ASKED:
            counts[row.dimension, Facet(row.facet)][row.group_id] = row.counts
    rounded: dict[Question, frozenset[int]] = {}
    for row in count_sql.turnover(connection, survey_round.id):
        question = row.dimension, Facet(row.facet)
        if row.kind != Kind.INSIDE:
            rounded[question] = rounded.get(question, frozenset()) | {row.group_id}
    roll = Roll(
        tree_of(
            participant
            for participant in survey_round.participants
            if only in (None, participant.group.id)
        ),
        in_order,
        people,
    )
    return _Counted(survey_round, roll, counts, rounded)


def _closed(connection: Connection, round_id: int) -> list[Any]:
    rows = sql.group_rows(connection, round_id)
    return [row for row in rows if row.closed_at is not None]


def _keep(connection: Connection, survey_round: Round, found: _Found) -> None:
    """Note the verdicts beside those that were noted before."""
    kept: dict[tuple[int, str, str, str], list[list[int]]] = {
        (row.group_id, row.dimension, row.facet, row.kind): list(row.earlier)
        for row in count_sql.turnover(connection, survey_round.id)
    }
    judged = {group: True for group, *_, kind in kept if kind != Kind.INSIDE}
    for (dimension, facet), (verdicts, before) in found.items():
        for group, kind, earlier in _rows(verdicts, before):
            here = kept.setdefault((group, dimension, facet, kind), [])
            here += [counts for counts in earlier if counts not in here]
            if kind != Kind.INSIDE:
                judged[group] = True
        for group in verdicts.judged:
            judged.setdefault(group, False)
    rows = [(*key, earlier) for key, earlier in kept.items()]
    count_sql.set_turnover(connection, survey_round.id, rows)
    sql.set_few_changed(connection, survey_round.id, judged)


def _rows(
    verdicts: Verdicts, before: Sequence[_Before]
) -> Iterator[tuple[int, Kind, list[list[int]]]]:
    for group, sums in verdicts.few.items():
        found = [counts_of(one, lambda at, asked: before[at].counts(asked)) for one in sums]
        yield group, Kind.FEW, [counts for counts in found if counts is not None]
        if None in found:  # nothing that it could be rounded with regard to
            yield group, Kind.HIDDEN, []
    for group in verdicts.hidden:
        yield group, Kind.HIDDEN, []
    for group, sets in verdicts.inside.items():
        yield group, Kind.INSIDE, [sorted(sets)]
