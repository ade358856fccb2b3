"""What the benchmark says of many pages at once is what the pages themselves say."""

from datetime import UTC, datetime

import numpy as np
import pytest

from posdash.banks.bank import Openness
from posdash.findings import groups, team
from posdash.release.gate import Gate, View, organisation
from posdash.survey.round import Facet, Group, Participant, Round, State, Subject
from posdash.survey.tally import Counted, Key, Tally, Wish
from tests.benchmarks import said, wishes
from tests.benchmarks.groups import ALIKE, TREES
from tests.benchmarks.populations import Ints
from world.company import bank

SCALE = 7


def the_round(openness: Openness, participants: list[Participant], questions: int) -> Round:
    """A closed round of these, with so many questions."""
    asked = bank(*(f"d{at}" for at in range(questions)), scale=SCALE)
    return Round(
        id=1,
        title="Spring",
        bank=asked,
        openness=openness,
        k=said.K,
        subjects=(Subject("team"),),
        asks_aim=True,
        closes_at=datetime(2026, 1, 1, tzinfo=UTC),
        state=State.CLOSED,
        contact="somebody",
        participants=tuple(participants),
    )


def tallies(facet: Facet, first: int, counts: Ints) -> dict[Key, Tally]:
    """Counts (groups, questions, K) of groups with ids from the first on."""
    return {
        Key(group, "team", f"d{question}", facet): Tally(tuple(answers))
        for group, row in enumerate(counts.tolist(), first)
        for question, answers in enumerate(row)
    }


@pytest.mark.parametrize(
    ("openness", "says"),
    [
        (Openness.DOTS, said.wishes_in_dots),
        (Openness.SUMMARY, said.wishes_in_summary),
    ],
)
def test_wishes_are_those_of_the_teams_own_page(openness, says):
    pictures = wishes.with_wishes(np.random.default_rng(1), (12, 8, SCALE), 2, wishes.TIED["by .5"])
    team_round = the_round(
        openness, [Participant(Group(1, "Heron", None), 8, True, True)], wishes.QUESTIONS
    )
    expected = says(pictures)
    for at in range(len(expected)):
        now, aim, n, total, squares = (part[at] for part in pictures)
        sums = zip(n.tolist(), total.tolist(), squares.tolist(), strict=True)
        counted = Counted(
            tallies(Facet.NOW, 1, now[None])
            | tallies(Facet.AIM, 1, aim[None])
            | {
                Key(1, "team", f"d{question}", Facet.MOVE): Tally((0, 8, 0))
                for question in range(wishes.QUESTIONS)
            },
            wishes={(1, f"d{question}"): Wish(*one) for question, one in enumerate(sums)},
        )
        gate = Gate(openness, said.K, View.TEAM, organisation(team_round, counted))
        found = team.of_team(gate, team_round, 1, counted, {})
        shifts = [found.dimension(f"d{one}").shift for one in range(wishes.QUESTIONS)]
        assert [one.verdict for one in shifts] == expected[at].tolist()


@pytest.mark.parametrize("name", ["5 groups", "10 groups", "departments"])
def test_groups_are_told_apart_as_on_the_leaders_page(name):
    tree = TREES[name]
    counts = ALIKE["many sizes"](np.random.default_rng(2), (3, tree.leaves, 12, SCALE))
    counts[:, 0] = np.roll(counts[:, 0], 3, axis=-1)  # one that may stand apart
    expected = said.beside_others(counts, tree)
    participants = said.groups_of(tree)
    page_round = the_round(Openness.SUMMARY, participants, counts.shape[2])
    everybody = frozenset(one.group.id for one in participants)
    for page, verdicts in zip(counts, expected, strict=True):
        counted = Counted(tallies(Facet.NOW, 1, page))
        gate = Gate(Openness.SUMMARY, said.K, View.OUTSIDE, organisation(page_round, counted))
        found, _ = groups.of_groups(gate, page_round, counted, Facet.NOW, everybody, frozenset())
        rows = [row.group.id for row in found.rows]
        cells = [
            found.standing.cell(rows.index(participants[at].group.id), question)
            for at, question in np.ndindex(verdicts.shape)
        ]
        told = ["cannot_tell" if cell is None else cell.difference.verdict for cell in cells]
        assert told == verdicts.ravel().tolist()
        assert any(cell is not None for cell in cells)
