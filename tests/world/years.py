"""Invented companies that are asked the same three times, while people come, go and move."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import combinations
from random import Random

import numpy as np

from posdash.banks.bank import Openness
from posdash.release.rolls import Answered, Both, Everybody, Roll
from posdash.release.suppression import tree_of
from posdash.release.turnover import counts_of, judge
from posdash.survey.tally import Key, Question, Tally
from posdash.views.given import Leak
from posdash.views.leaks import leaks_of
from posdash.views.leaks_between import Seen, leaks_between
from world.trees import Company, company, everything

SCALE = 7
ROUNDS = 3
MOST_TEAMS = 8


@dataclass
class Staff:
    """Who is where, at one time; people and groups are numbers, and nobody changes their mind."""

    random: Random
    parents: list[int | None]
    teams: dict[int, list[int]]
    answers: dict[int, tuple[int, int, str]] = field(default_factory=dict)

    def hire(self, team: int, number: int) -> None:
        """So many new people."""
        crowd = self.random.choice([(1, 7), (3, 5), (1, 2), (7, 7)])
        for _ in range(number):
            person = len(self.answers)
            now, aim = (self.random.randint(*crowd) for _ in range(2))
            self.answers[person] = now, aim, self.random.choice(("developer", "designer", ""))
            self.teams[team].append(person)

    def found(self, like: int) -> int:
        """A new team beside another one."""
        self.parents.append(self.parents[like])
        self.teams[len(self.parents) - 1] = []
        return len(self.parents) - 1

    def move(self, some: list[int], team: int, to: int) -> None:
        """Let people go from one team to another."""
        self.teams[team] = [person for person in self.teams[team] if person not in some]
        self.teams[to] += some

    def some(self, number: int) -> list[int]:
        """So many of the teams, or all that there are."""
        return self.random.sample(sorted(self.teams), min(number, len(self.teams)))

    def change(self) -> None:
        """What happens in a year: each of these to some teams, and most of it to few people."""
        few, random = (1, 1, 1, 2, 4, 5, 6, 9), self.random
        for team in self.some(random.randint(0, 2)):
            self.hire(team, random.choice(few))
        for team in self.some(random.randint(0, 2)):
            del self.teams[team][: random.choice(few)]
        for _ in range(random.randint(0, 3)):
            team, to = random.choices(sorted(self.teams), k=2)
            leaving = random.sample(
                self.teams[team], k=min(random.choice(few), len(self.teams[team]))
            )
            self.move(leaving, team, to)
        if random.random() < 0.4:
            team, to = random.choice(sorted(self.teams)), random.choice(sorted(self.teams))
            to = self.found(team) if random.random() < 0.5 else to
            if to != team:  # renamed, or merged into another one
                self.move(list(self.teams[team]), team, to)
                del self.teams[team]
        if random.random() < 0.3 and len(self.teams) < MOST_TEAMS:
            team = random.choice(sorted(self.teams))
            self.move(self.teams[team][::2], team, self.found(team))


def staff(random: Random) -> Staff:
    """A company of two to eight teams, some of them in departments."""
    parents: list[int | None] = [None] + [0] * random.randint(0, 2)
    teams = range(len(parents), len(parents) + random.randint(2, MOST_TEAMS))
    parents += [random.randrange(len(parents)) for _ in teams]
    found = Staff(random, parents, {team: [] for team in teams})
    for team in teams:
        found.hire(team, random.choice((4, 5, 6, 8, 11, 20, 21, 25, 31, 34)))
    return found


def years(random: Random, openness: Openness) -> list[Company]:
    """One company asked three times: who was listed where, and what those said who answered.

    One in seven asks for the aim and a role as well.
    """
    here, asks_more = staff(random), random.random() < 0.15
    found = []
    for number in range(ROUNDS):
        if number:
            here.change()
        answers = {team: _said(here, team) for team in here.teams if here.teams[team]}
        at = company(
            list(here.parents),
            answers,
            openness,
            people={team: len(here.teams[team]) for team in answers},
        )
        asked = {team: sorted(here.teams[team], key=str) for team in answers}
        round_here = replace(
            at.round,
            id=number + 1,
            title=f"Year {number + 1}",
            asks_aim=asks_more,
            attributes=at.round.attributes if asks_more else (),
            participants=tuple(
                one for one in at.round.participants if at.round.below(one.group.id) & set(answers)
            ),
        )
        found.append(judged(Company(round_here, at.counted, asked), found))
    return found


def judged(newest: Company, before: Sequence[Company]) -> Company:
    """The newest one with what is noted at its close of few who have changed."""
    earlier, hidden, apart = {}, {}, {}
    rolls = [_roll(at) for at in (*before, newest)]
    ties = [Both(then, rolls[-1], {}) for then in rolls[:-1]]
    crossing = {
        (one, other): Both(rolls[one], rolls[other], {})
        for one, other in combinations(range(len(before)), 2)
    }
    everybody = Everybody(rolls) if before else None
    for question in (("pace", facet) for facet in newest.round.facets):
        counts = partial(_counts_then, before, question)
        *then, now = (
            _answered(at, roll, question) for at, roll in zip((*before, newest), rolls, strict=True)
        )
        verdicts = judge(now, then, ties, newest.round.k_outside, crossing, everybody)
        found = {
            group: [counts_of(one, counts) for one in sums] for group, sums in verdicts.few.items()
        }
        earlier[question] = {
            group: tuple(Tally(tuple(one)) for one in known if one is not None)
            for group, known in found.items()
        }
        unknown = {group for group, known in found.items() if None in known}
        hidden[question] = frozenset(verdicts.hidden | unknown)
        apart[question] = {one: frozenset(sets) for one, sets in verdicts.inside.items()}
    counted = replace(newest.counted, earlier=earlier, hidden=hidden, apart=apart)
    return replace(newest, counted=counted)


def _roll(at: Company) -> Roll:
    people = {one.group.id: one.people for one in at.round.asked}
    listed = {group: at.listed.get(group, []) for group in people}
    return Roll(tree_of(at.round.participants), listed, people)


def _answered(at: Company, roll: Roll, question: Question) -> Answered:
    noted = at.counted.earlier.get(question, {}).keys() | at.counted.hidden.get(question, set())
    dots = at.round.openness is not Openness.SUMMARY
    return Answered(
        roll,
        np.array([sum(_counts(at, group, question) or ()) for group in roll.asked], np.int64),
        np.array([group in noted for group in roll.sets], bool),
        np.full(len(roll.asked), dots),
    )


def _counts_then(before: Sequence[Company], question: Question, at: int, group: int) -> object:
    return _counts(before[at], group, question)


def _counts(at: Company, group: int, question: Question) -> tuple[int, ...] | None:
    tally = at.counted.tallies.get(Key(group, "team", *question))
    return None if tally is None else tally.counts


def _said(here: Staff, team: int) -> list[tuple[int, int, str]]:
    people = here.teams[team]
    silent = here.random.choice((0, 0, 0, 0, 1, 2, len(people) // 4))
    return [
        here.answers[person] for person in here.random.sample(people, max(len(people) - silent, 0))
    ]


def leaks_over(companies: list[Company], leads: bool, coaches: frozenset[int]) -> list[Leak]:
    """What somebody can work out who looks at all rounds, one by one and together."""
    seen = [Seen(at.asked, everything(at, leads, coaches)) for at in companies]
    found = [leak for one in seen for leak in leaks_of("somebody", one.values, one.asked)]
    for number in range(1, len(seen)):
        found += leaks_between("somebody", seen[number], seen[:number])
    return found
