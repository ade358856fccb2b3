"""How long the gate takes for a large organisation, all groups at once and one by one."""

import sys
from random import Random
from time import process_time

import numpy as np

from posdash.banks.bank import Openness
from posdash.release.bins import FULL_FROM
from posdash.release.bounds import unbound
from posdash.release.gate import Gate, View, release_table
from posdash.release.grain import HALVES, TENTHS, grain
from posdash.release.rounding import BINNED_FROM
from posdash.release.suppression import Tree, hidden, tree_of
from posdash.release.table import Counts
from posdash.survey.round import K_DEFAULT, Group, Participant
from posdash.survey.tally import Tally

SEED = 20260
K = K_DEFAULT
TEAMS, DIMENSIONS, SCALE = 2_000, 20, 7
SAMPLE = 2_000  # of the tallies are released one by one
BAR = 0.5  # seconds for all questions of 2,000 teams
RATIO = 15  # how much faster all at once has to be than one by one


def organisation(teams: int) -> tuple[Tree, Counts]:
    """A company of departments, sections and so many teams of 0 to 12 people, some not sure."""
    random, numbers = Random(SEED), np.random.default_rng(SEED)
    parents: list[int | None] = [None, *[0] * 10]
    parents += [random.randint(1, 10) for _ in range(teams // 10)]
    sections, first = range(11, len(parents)), len(parents)
    parents += [random.choice(sections) for _ in range(teams)]
    tree = tree_of(
        Participant(Group(group, f"Group {group}", parent), 12, group >= first, True)
        for group, parent in enumerate(parents)
    )
    people = numbers.integers(0, 13, (teams, 1))
    placed = np.maximum(people - (numbers.random((teams, DIMENSIONS)) < 0.1), 0)
    shares = numbers.dirichlet(np.ones(SCALE), (teams, DIMENSIONS))
    counts = numbers.multinomial(placed, shares)
    names = tuple(f"d{at}" for at in range(DIMENSIONS))
    groups = tuple(range(first, len(parents)))
    return tree, Counts(groups, names, counts, people - placed, np.zeros(teams, np.int64))


def making() -> None:
    """Print how long the tables of every scale take, once in the life of a process."""
    for scale in (5, 7, 11):
        start = process_time()
        few = [grain(scale, n, HALVES) for n in range(K, BINNED_FROM)]
        more = [grain(scale, n, TENTHS) for n in range(BINNED_FROM, FULL_FROM)]
        size = sum(array.nbytes for one in (*few, *more) for array in one)
        print(
            f"Tables of {scale} points, {K} to {FULL_FROM - 1} answers: "
            f"{1000 * (process_time() - start):.0f} ms once, {size / 1024:.0f} KB."
        )


def seconds(teams: int, gate: Gate) -> float:
    """Time to hide, add up, release and judge all questions of so many teams."""
    tree, asked = organisation(teams)
    start = process_time()
    release_table(gate, tree, asked, unbound(tree, DIMENSIONS))
    return process_time() - start


def one_by_one(gate: Gate) -> float:
    """Time to release all tallies of the teams one after the other, from some at random."""
    _, asked = organisation(TEAMS)
    flat = asked.counts.reshape(-1, SCALE)
    some = np.random.default_rng(SEED).choice(flat, SAMPLE, replace=False).tolist()
    tallies = [Tally(tuple(counts)) for counts in some]
    start = process_time()
    for tally in tallies:
        gate.release(tally)
    return (process_time() - start) * len(flat) / SAMPLE


def main() -> None:
    """Print the times and their ratio; stop where the table is too slow."""
    making()
    gate = Gate(Openness.DOTS, K, View.OUTSIDE)
    seconds(200, gate)  # the first call of anything is slow
    table, loop = seconds(TEAMS, gate), one_by_one(gate)
    tree, asked = organisation(TEAMS)
    start = process_time()
    unknown = np.zeros((len(tree.inner_first), DIMENSIONS), np.int64)
    unknown[[tree.rows[group] for group in asked.groups]] = asked.unknown
    found, sizes = hidden(tree, unknown, K), tree.summed(unknown)
    choosing = process_time() - start
    print(
        f"{DIMENSIONS} questions of {TEAMS:,} teams: {1000 * table:.0f} ms as a table, of which "
        f"{1000 * choosing:.0f} ms choose what to hide; {1000 * loop:.0f} ms for the teams alone, "
        f"one by one (scaled up from {SAMPLE:,} at random): {loop / table:.0f} times faster. "
        f"Of {(sizes >= K).sum() / DIMENSIONS:,.0f} groups with {K} answers or more, "
        f"{(found & (sizes >= K)).sum() / DIMENSIONS:.0f} are hidden to protect smaller ones."
    )
    if table >= BAR or loop / table < RATIO:
        sys.exit(f"It has to be under {BAR} s, and {RATIO} times faster.")


if __name__ == "__main__":
    main()
