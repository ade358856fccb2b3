"""The wish to move: said where there is none, and missed where there is one."""

import numpy as np

from posdash.measures.measure import Numbers
from posdash.release.values import Verdict
from tests.benchmarks import said
from tests.benchmarks.page import Bar, Section, needed, table
from tests.benchmarks.populations import SCALES, SHAPES, USUAL, Shape, mixed, rounded
from tests.benchmarks.teams import Pictures, pictures

QUESTIONS = 16
MOVED = 4  # of them
SIZES = (6, 8, 12, 20)
TIED: dict[str, Numbers] = {
    "not tied": np.zeros(QUESTIONS),
    "by .5": np.full(QUESTIONS, 0.5),
    "by .8": np.full(QUESTIONS, 0.8),
    "by 0 and .7 in turns": np.where(np.arange(QUESTIONS) % 2, 0.7, 0.0),
}
NULLS: dict[str, Shape] = {**SHAPES, "mixed": mixed}
PROMISED = 0.10
WORDS = {1: "one point", 2: "two points"}
FEW_QUESTIONS = (2, 3, 4, 7)
POWER = {6: 0.50, 8: 0.75, 12: 0.95}


def false_wishes(rng: np.random.Generator, draws: int) -> Section:
    """Pictures in which nobody wants anything else on average, and some wish is called clear."""
    cells = [(scale, n) for scale in SCALES for n in SIZES]
    found = np.array(
        [[_false(rng, shape, *cell, draws) for shape in NULLS.values()] for cell in cells]
    )
    at, kind = np.unravel_index(found.argmax(), found.shape)
    return Section(
        "Wishes where there are none",
        f"Pictures of {QUESTIONS} questions, {draws:,} for each number. What people want is drawn "
        f"as what they see is, and tied to it within each of them: {', '.join(TIED)}. Each number "
        "is the share of pictures in which the wish on some question is called clear.",
        table(
            ["points, n", *NULLS],
            ([f"{k}, {n}", *row] for (k, n), row in zip(cells, found.tolist(), strict=True)),
        ),
        [
            Bar(
                "Of 100 pictures of teams in which nobody wants anything else, {limit} at most say "
                "that somebody does: {reached} did",
                float(found.max()),
                PROMISED,
                at_most=True,
                where="{} points, n = {}, {}".format(*cells[at], list(NULLS)[kind]),
            )
        ],
    )


def _false(rng: np.random.Generator, shape: Shape, scale: int, n: int, draws: int) -> float:
    told = [
        said.wishes_in_dots(without_a_wish(rng, shape, (draws // len(TIED), n, scale), tied))
        for tied in TIED.values()
    ]
    return float((np.array(told) == Verdict.CLEAR).any(axis=-1).mean())


def without_a_wish(
    rng: np.random.Generator, shape: Shape, size: tuple[int, int, int], tied: Numbers
) -> Pictures:
    """So many pictures of n people on K points, whose wishes are drawn as what they see is."""
    number, n, scale = size
    shares = shape(rng, number * QUESTIONS, scale).reshape(number, QUESTIONS, scale)
    return pictures(rng, n, shares, shares, tied)


def false_wishes_of_few_questions(rng: np.random.Generator, draws: int) -> Section:
    """The same in short pictures, of which half the questions are close and half wide apart."""
    cells = [(scale, n) for scale in SCALES for n in (5, *SIZES[:-1])]
    found = np.array(
        [[_false_of_few(rng, few, *cell, draws) for few in FEW_QUESTIONS] for cell in cells]
    )
    worst = found.mean(axis=0)
    return Section(
        "Short pictures without a wish",
        f"Pictures of few questions, {draws:,} for each number: on every second one people stand "
        "close together and want much the same as they see, on the others they stand wide apart "
        "and want anything. The share of pictures in which some wish is called clear.",
        table(
            ["points, n", *(f"{few} questions" for few in FEW_QUESTIONS)],
            ([f"{k}, {n}", *row] for (k, n), row in zip(cells, found.tolist(), strict=True)),
        ),
        [
            Bar(
                "Of 100 short pictures in which nobody wants anything else, {limit} at most say "
                "that somebody does: {reached} did",
                float(worst.max()),
                PROMISED,
                at_most=True,
                where=f"{FEW_QUESTIONS[int(worst.argmax())]} questions",
            )
        ],
    )


def _false_of_few(rng: np.random.Generator, few: int, scale: int, n: int, draws: int) -> float:
    wide = np.arange(few) % 2
    spreads = np.broadcast_to(np.where(wide, 2.2, 0.8), (draws, few))
    shares = rounded(np.full((draws, few), 4.0), spreads, scale)
    team = pictures(rng, n, shares, shares, np.where(wide, 0.0, 0.9))
    return float((said.wishes_in_dots(team) == Verdict.CLEAR).any(axis=-1).mean())


def wishes_found(rng: np.random.Generator, draws: int) -> Section:
    """What is said of wishes of one and two points on four questions of sixteen."""
    told = {
        (scale, far, n, tied): _said_of(rng, scale, n, far, TIED[tied], draws)
        for scale in SCALES
        for far in (2, 1)
        for n in SIZES
        for tied in ("not tied", "by .5", "by .8")
    }
    usual = {(far, n): told[7, far, n, "by .5"] for far in (2, 1) for n in SIZES}
    return Section(
        "Wishes that are there",
        f"Pictures of {QUESTIONS} questions, {draws:,} for each row, with bells of the usual "
        f"spread ({USUAL} on seven points); on {MOVED} of the questions people want to move by so "
        "many points (on other scales, by as much of the scale). What is said of these.",
        table(
            ["points", "wish", "n", "tied", "clear", "no difference that matters", "cannot tell"],
            ([*row, *shares] for row, shares in told.items()),
        ),
        [
            Bar(
                f"Of 100 wishes of two points among {n} people, {{limit}} at least are said: "
                "{reached} were",
                usual[2, n][0],
                least,
            )
            for n, least in POWER.items()
        ],
        [
            *(
                needed({n: usual[far, n][0] for n in SIZES}, f"A wish of {WORDS[far]}")
                for far in (2, 1)
            ),
            *(
                f"Of 100 wishes of one point among {n} people, {100 * usual[1, n][2]:.0f} cannot "
                f"be told, and {100 * usual[1, n][1]:.0f} are taken for nothing that matters."
                for n in SIZES
            ),
        ],
    )


def _said_of(
    rng: np.random.Generator, scale: int, n: int, far: float, tied: Numbers, draws: int
) -> list[float]:
    team = with_wishes(rng, (draws, n, scale), far, tied)
    return said.shares(said.wishes_in_dots(team)[:, :MOVED])


def with_wishes(
    rng: np.random.Generator, size: tuple[int, int, int], far: float, tied: Numbers
) -> Pictures:
    """So many pictures of n people on K points, who want to move so far on the first questions."""
    number, n, scale = size
    middle = rng.uniform(3.5, 4.5, (number, QUESTIONS))
    way = np.where(np.arange(QUESTIONS) < MOVED, far / 2, 0) * np.where(middle > 4, -1, 1)
    now, aim = (rounded(middle + turn * way, USUAL, scale) for turn in (-1, 1))
    return pictures(rng, n, now, aim, tied)


def wishes_in_summaries(rng: np.random.Generator, draws: int) -> Section:
    """The same where the team sees itself rounded: what is said, and what is said falsely."""
    rows, false = [], []
    for n in SIZES[:-1]:
        none = said.wishes_in_summary(without_a_wish(rng, mixed, (draws, n, 7), TIED["by .5"]))
        false.append(float((none == Verdict.CLEAR).any(axis=-1).mean()))
        for far in (2, 1):
            team = with_wishes(rng, (draws, n, 7), far, TIED["by .5"])
            told = said.shares(said.wishes_in_summary(team)[:, :MOVED])
            rows.append([n, far, *told, false[-1]])
    return Section(
        "Wishes in a `summary` round",
        f"As above on seven points, tied by .5, {draws:,} pictures for each row, where also the "
        "team sees itself rounded; last, the share of pictures without any wish in which one is "
        "said, of questions of any shape.",
        table(
            ["n", "wish", "clear", "no difference that matters", "cannot tell", "said falsely"],
            rows,
        ),
        [
            Bar(
                "Of 100 rounded pictures of teams in which nobody wants anything else, {limit} at "
                "most say that somebody does: {reached} did",
                float(np.mean(false)),
                PROMISED,
                at_most=True,
            )
        ],
    )
