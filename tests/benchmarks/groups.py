"""Groups side by side: differences said where there are none, and missed where there are some."""

from collections.abc import Callable, Mapping

import numpy as np

from posdash.measures.measure import Numbers
from tests.benchmarks import said
from tests.benchmarks.page import Bar, Section, needed, table
from tests.benchmarks.populations import SCALES, USUAL, Ints, mixed, rounded
from tests.benchmarks.said import Tree

QUESTIONS = 7
SIZES = (5, 8, 12, 30, 100, 500)
SPREADS = (0.7, 1.0, 1.4, 1.8, 2.2)  # of groups around one and the same middle
DEPARTMENTS, TEAMS = 5, 4
TREES: Mapping[str, Tree] = {
    "5 groups": Tree(5),
    "10 groups": Tree(10),
    "49 groups": Tree(49),
    "departments": Tree(DEPARTMENTS * TEAMS, TEAMS),
}
MANY = 30  # groups: of more, a quarter of the pages is drawn
PROMISED = 0.10
PROMISES = (
    "Of 100 pages of groups that do not differ, {limit} at most say that some group does: "
    "{reached} did",
    "Of 100 leaders who pick the two groups that look most different, where no groups differ, "
    "{limit} at most are told that the two do: {reached} were",
)
COMPANY = 10  # groups of which two are compared
APART = 4  # of the questions
FOUND = (6, 8, 12, 20, 30, 60, 100)
WHERE = ("page", "two")
SAID = ("clear", "no difference", "cannot tell")
NAMED = 0.80

Alike = Callable[[np.random.Generator, tuple[int, int, int, int]], Ints]


def of_one_size(rng: np.random.Generator, size: tuple[int, int, int, int]) -> Ints:
    """Each question from one population of any shape, with n answers in each group.

    Size (pages, groups, n, K) in, counts (pages, groups, questions, K) out.
    """
    pages, number, n, scale = size
    shares = mixed(rng, pages * QUESTIONS, scale).reshape(pages, 1, QUESTIONS, scale)
    return rng.multinomial(n, shares, size=(pages, number, QUESTIONS))


def of_many_sizes(rng: np.random.Generator, size: tuple[int, int, int, int]) -> Ints:
    """The same with 5 to 2n answers."""
    pages, number, _, scale = size
    shares = mixed(rng, pages * QUESTIONS, scale).reshape(pages, 1, QUESTIONS, scale)
    return rng.multinomial(_sizes(rng, size), shares, size=(pages, number, QUESTIONS))


def of_unequal_spread(rng: np.random.Generator, size: tuple[int, int, int, int]) -> Ints:
    """All around the middle, some close together and some wide apart, with 5 to 2n answers.

    Those with the fewest answers are spread most, which is hardest for a common spread.
    """
    pages, number, _, scale = size
    people = np.sort(_sizes(rng, size), axis=1)
    spread = np.sort(rng.choice(SPREADS, (pages, number, 1)), axis=1)[:, ::-1]
    middle = np.full((pages, number, QUESTIONS), 4.0)
    return rng.multinomial(people, rounded(middle, spread + 0 * middle, scale))


def _sizes(rng: np.random.Generator, size: tuple[int, int, int, int]) -> Ints:
    pages, number, n, _ = size
    return rng.integers(5, max(2 * n, 6), size=(pages, number, 1), endpoint=True)


ALIKE: Mapping[str, Alike] = {
    "one size": of_one_size,
    "many sizes": of_many_sizes,
    "unequal spread": of_unequal_spread,
}


def false_differences(rng: np.random.Generator, draws: int) -> Section:
    """Pages of groups that are all alike: what they say, and what a leader is told of a pair."""
    rows = [(scale, tree, kind) for scale in SCALES for tree in TREES for kind in ALIKE]
    found = np.array([[_shares(rng, draws, row, n) for n in SIZES] for row in rows])
    averages = found.mean(axis=1)
    return Section(
        "Groups that are alike",
        f"Groups that are all alike, with so many answers each, on {QUESTIONS} questions; "
        f"{draws:,} pages for each number, of 49 groups a quarter as many. Departments are "
        f"{DEPARTMENTS}, of {TEAMS} teams each, beside these and the whole. First the share of "
        "pages that say of some group that it stands clearly apart from all the others, then of "
        "those on which two groups are said to differ: the two that stand furthest apart on some "
        "question, chosen for that.",
        table(
            ["points, groups, answers", *(f"{n}: page / two" for n in SIZES), "average"],
            (
                [", ".join(map(str, row)), *map(_both, cells), _both(mean)]
                for row, cells, mean in zip(rows, found, averages, strict=True)
            ),
        ),
        [
            Bar(
                promise,
                float(averages[:, at].max()),
                PROMISED,
                at_most=True,
                where="{} points, {}, {}".format(*rows[int(averages[:, at].argmax())]),
            )
            for at, promise in enumerate(PROMISES)
        ],
    )


def _both(shares: Numbers) -> str:
    page, pair = shares
    return f"{100 * page:.1f} / {100 * pair:.1f} %"


def _shares(rng: np.random.Generator, draws: int, row: tuple[int, str, str], n: int) -> Numbers:
    scale, name, kind = row
    tree = TREES[name]
    pages = max(draws // 4, 4) if tree.leaves > MANY else draws
    drawn = ALIKE[kind](rng, (pages, tree.leaves, n, scale))
    return np.asarray(said.page_and_pair(drawn, tree).mean(axis=0))


def differences_found(rng: np.random.Generator, draws: int) -> Section:
    """What is said of a group that stands one or two points apart on four questions of seven."""
    rows = [
        [far, scale, n, *_said_of_one(rng, (scale, n), far, draws)]
        for scale in SCALES
        for far in (2, 1)
        for n in FOUND
    ]
    head = ["apart", "points", "n", *(f"{where}: {one}" for where in WHERE for one in SAID)]
    return Section(
        "Differences between groups that are there",
        f"One of {COMPANY} groups of n answers each, {draws:,} pages for each row, with "
        f"{QUESTIONS} questions and bells of the usual spread ({USUAL} on seven points). On "
        f"{APART} of the questions it stands so many points away from all the others (on other "
        "scales, by as much of the scale). What is said of these: on the page, which sets it "
        "beside all the others, and when a leader sets it beside one of them.",
        table(head, rows),
        [
            Bar(
                "Of 100 groups of 20 that stand two points from all others, {limit} at least are "
                "named: {reached} were",
                float(next(row for row in rows if row[:3] == [2, 7, 20])[3]),
                NAMED,
            )
        ],
        [
            needed({row[2]: row[at] for row in rows if row[:2] == [far, 7]}, of.format(words))
            for at, of in (
                (3, "A group that stands {} from all others"),
                (6, "A difference of {} between two groups that a leader picks"),
            )
            for far, words in ((2, "two points"), (1, "one point"))
        ],
    )


def _said_of_one(
    rng: np.random.Generator, size: tuple[int, int], far: float, draws: int
) -> list[float]:
    scale, n = size
    middle = rng.uniform(3.5, 4.5, (draws, 1, QUESTIONS))
    away = np.zeros((1, COMPANY, QUESTIONS))
    away[0, 0, :APART] = far
    centres = middle + away * np.where(middle > 4, -1, 1)
    counts = rng.multinomial(n, rounded(centres, USUAL, scale))
    page, beside = said.beside_others(counts, Tree(COMPANY))[:, 1], said.two_of_them(counts)
    return [*said.shares(page[:, :APART]), *said.shares(beside[:, :APART])]
