"""How long it takes to judge, at a last close, of whom a round would tell beside two before."""

import sys
from random import Random
from time import process_time

import numpy as np

from posdash.release.rolls import Answered, Both, Everybody, Roll
from posdash.release.suppression import tree_of
from posdash.release.turnover import judge
from posdash.survey.round import Group, Participant

SEED = 20261
K, TEAM = 5, 10
QUESTIONS = 40  # twenty dimensions, now and aim
BAR = 12.0  # seconds of CPU for 2,000 teams and three rounds


def rolls(teams: int, random: Random) -> list[Roll]:
    """Three rounds of a company with departments, sections and teams of ten: some come and go."""
    parents: list[int | None] = [None, *[0] * 10]
    parents += [random.randint(1, 10) for _ in range(teams // 10)]
    sections, first = range(11, len(parents)), len(parents)
    parents += [random.choice(sections) for _ in range(teams)]
    tree = tree_of(
        Participant(Group(group, f"Group {group}", parent), 0, group >= first, True)
        for group, parent in enumerate(parents)
    )
    ids = iter(range(10**9))
    listed = {group: [next(ids) for _ in range(TEAM)] for group in range(first, len(parents))}
    found = []
    for _ in range(3):
        in_order = {group: sorted(people, key=str) for group, people in listed.items()}
        found.append(Roll(tree, in_order, {group: len(one) for group, one in listed.items()}))
        for people in listed.values():  # one of ten leaves, and another comes or is moved there
            for at, _ in enumerate(people):
                if random.random() < 0.1:
                    people[at] = next(ids)
                elif random.random() < 0.05:
                    there = random.choice(list(listed.values()))
                    people[at], there[0] = there[0], people[at]
    return found


def answered(roll: Roll, random: Random) -> Answered:
    """A question to which four of five gave a place."""
    answers = [sum(random.random() < 0.8 for _ in roll.listed[group]) for group in roll.asked]
    return Answered(
        roll,
        np.array(answers, np.int64),
        np.zeros(len(roll.sets), bool),
        np.ones(len(roll.asked), bool),
    )


def seconds(teams: int) -> tuple[float, float, dict[str, int]]:
    """CPU to set three rounds beside each other, and for all questions; what was found of one."""
    random = Random(SEED)
    first, second, now = rolls(teams, random)
    start = process_time()
    ties = [Both(first, now, {}), Both(second, now, {})]
    crossing = {(0, 1): Both(first, second, {})}
    everybody = Everybody([first, second, now])
    beside = process_time() - start
    questions = [
        [answered(roll, random) for roll in (first, second, now)] for _ in range(QUESTIONS)
    ]
    start = process_time()
    for one, other, here in questions:
        found = judge(here, [one, other], ties, K, crossing, everybody)
    judged = process_time() - start
    counts = {"rounded": len(found.few), "hidden": len(found.hidden), "apart": len(found.inside)}
    return beside, judged, counts


def main() -> None:
    """Print both times; stop where they take longer than the bar together."""
    seconds(20)  # the first call of anything is slow
    few = seconds(200)
    beside, judged, found = seconds(2_000)
    print(
        f"Turnover of 2,000 teams of {TEAM} over three rounds: {beside:.1f} s to set the rounds "
        f"beside each other and {judged:.1f} s for {QUESTIONS} questions of which no two were "
        f"answered by the same people, {judged / few[1]:.0f} times as long as 200 teams; of one "
        f"question {found['rounded']} groups are rounded, {found['hidden']} hidden, and "
        f"{found['apart']} not to be taken away from what they lie in."
    )
    sys.exit(None if beside + judged < BAR else f"That is {BAR:.0f} seconds or more.")


if __name__ == "__main__":
    main()
