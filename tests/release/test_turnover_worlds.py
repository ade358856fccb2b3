"""Companies that change over three rounds: nothing about a few people follows from their sums."""

from collections.abc import Iterator
from itertools import combinations, count
from random import Random

import numpy as np
import pytest

from posdash.release.attack import Shown, follows
from posdash.release.rebuilt import Verdicts
from posdash.release.rolls import Answered, Both, Everybody, Roll
from posdash.release.suppression import hidden, tree_of
from posdash.release.turnover import judge
from posdash.survey.round import Group, Participant

K, FINE = 5, 20
SIZES = (6, 8, 12, 22, 25, 31)


class Company:
    """Departments and teams in which people come, go and swap; teams get other ids or merge."""

    def __init__(self, random: Random) -> None:
        self.random, self.people, self.ids = random, count(1000), count(1)
        self.top = next(self.ids)
        self.parents: dict[int, int | None] = {self.top: None}
        self.teams: dict[int, list[int]] = {}
        for _ in range(random.randint(1, 3)):
            department = next(self.ids)
            self.parents[department] = self.top
            for _ in range(random.randint(1, 4)):
                team = next(self.ids)
                self.parents[team] = department
                self.teams[team] = self.new(random.choice(SIZES))

    def new(self, number: int) -> list[int]:
        return [next(self.people) for _ in range(number)]

    def change(self) -> None:
        random, team = self.random, self.random.choice(list(self.teams))
        other, few = random.choice(list(self.teams)), random.choice((1, 1, 2, 5, 6))
        what = random.choice(("join", "join", "leave", "leave", "swap", "swap", "id", "merge"))
        if what == "join":
            self.teams[team] += self.new(few)
        elif what == "leave" and len(self.teams[team]) > few:
            self.teams[team] = self.teams[team][few:]
        elif what == "swap" and other != team:
            here, there = self.teams[team], self.teams[other]
            self.teams[team], self.teams[other] = there[:few] + here[few:], here[:few] + there[few:]
        elif what == "id":
            new = next(self.ids)
            self.parents[new], self.teams[new] = self.parents[team], self.teams.pop(team)
        elif what == "merge" and other != team:
            self.teams[other] += self.teams.pop(team)

    def roll(self) -> Roll:
        ids = set()
        for team in self.teams:
            group: int | None = team
            while group is not None:
                ids.add(group)
                group = self.parents[group]
        tree = tree_of(
            Participant(Group(one, f"Group {one}", self.parents[one]), 0, one in self.teams, True)
            for one in sorted(ids)
        )
        listed = {team: sorted(people, key=str) for team, people in self.teams.items()}
        return Roll(tree, listed, {team: len(people) for team, people in listed.items()})


def rounds(seed: int) -> Iterator[Answered]:
    """Three rounds, to which some are silent in some companies."""
    random = Random(seed)
    company, silent = Company(random), random.choice((0, 0, 0.05, 0.2))
    for _ in range(3):
        roll = company.roll()
        answers = [sum(random.random() >= silent for _ in roll.listed[team]) for team in roll.asked]
        never = np.zeros(len(roll.sets), bool)
        yield Answered(roll, np.array(answers), never, np.ones(len(roll.asked), bool))
        for _ in range(random.randint(0, 6)):
            company.change()


def judged(now: Answered, before: list[Answered]) -> Verdicts:
    if not before:
        return Verdicts()
    ties = [Both(one.roll, now.roll, {}) for one in before]
    pairs = combinations(range(len(before)), 2)
    crossing = {
        (one, other): Both(before[one].roll, before[other].roll, {}) for one, other in pairs
    }
    return judge(
        now, before, ties, K, crossing, Everybody([*(one.roll for one in before), now.roll])
    )


def shown(now: Answered, verdicts: Verdicts, name: str) -> Iterator[Shown]:
    """What a leader of everything is shown finely, and of whom if the same answer in order."""
    roll = now.roll
    sizes = now.sizes(now.answers)
    gone = np.array([one in verdicts.hidden for one in roll.sets])
    own = np.zeros(len(roll.sets), np.int64)
    for team, answers in zip(roll.asked, now.answers.tolist(), strict=True):
        own[roll.tree.rows[team]] = answers
    gone |= hidden(roll.tree, own[:, None], K, False, gone[:, None])[:, 0]
    people = {
        team: roll.listed[team][:answers]
        for team, answers in zip(roll.asked, now.answers.tolist(), strict=True)
    }
    for at, group in enumerate(roll.sets):
        if sizes[at] >= FINE and not gone[at] and group not in verdicts.few:
            atoms = frozenset(one for team in roll.inside[at] for one in people[team])
            yield Shown(f"Group {group} in {name}", atoms)


def leaks(seed: int, *, rule: bool = True) -> int:
    """How many sets of 1 to 4 people follow from all that is shown in three rounds."""
    before: list[Answered] = []
    everything: list[Shown] = []
    for number, now in enumerate(rounds(seed), 1):
        verdicts = judged(now, before) if rule else Verdicts()
        everything += shown(now, verdicts, f"round {number}")
        coarse = verdicts.hidden | verdicts.few.keys()
        before.append(now._replace(coarse=np.array([one in coarse for one in now.roll.sets])))
    return len(follows(everything, lambda atoms: 0 < len(atoms) < K))


@pytest.mark.parametrize("start", range(0, 60, 20))
def test_from_all_sums_of_three_rounds_nothing_follows_about_few_people(start):
    assert [leaks(seed) for seed in range(start, start + 20)] == [0] * 20


def test_without_the_rule_it_does_in_most_companies():
    assert sum(leaks(seed, rule=False) > 0 for seed in range(20)) > 10
