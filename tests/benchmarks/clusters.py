"""Two clusters over a whole picture: said where there are none, and missed where there are two."""

import numpy as np

from posdash.measures.measure import Numbers
from tests.benchmarks import said
from tests.benchmarks.page import Bar, Section, table
from tests.benchmarks.populations import (
    SCALES,
    SHAPES,
    Ints,
    at_an_end,
    flat,
    random_thresholds,
    rounded,
)

QUESTIONS = 16
SIZES = (8, 10, 12, 20)
WIDE = (1.4, 1.7, 2.0)  # units
PLANTED = {"2 and 6": (2.0, 6.0), "1 and 7": (1.0, 7.0), "2 and 5": (2.0, 5.0)}
PROMISED_OF = {5: "1 and 7", 7: "2 and 6", 10: "2 and 6"}  # of five points none lies at 2 or 6
OTHERS = {
    "at an end": at_an_end,
    "ends inflated": SHAPES["ends inflated"],
    "random thresholds": random_thresholds,
    "flat": flat,
    "three clusters": SHAPES["three clusters"],
}
PROMISED, FOUND = 0.10, 0.80


def false_clusters(rng: np.random.Generator, draws: int) -> Section:
    """Pictures without any two clusters in which some question is said to have them."""
    cells = [(scale, n) for scale in SCALES for n in SIZES]
    found = np.array([_false(rng, *cell, draws) for cell in cells])
    bells = found[:, : len(WIDE)]
    at, wide = np.unravel_index(bells.argmax(), bells.shape)
    return Section(
        "Two clusters where there are none",
        f"Pictures of {QUESTIONS} questions, {draws:,} for each number: bells with a standard "
        "deviation of so many points of seven, or other populations that are not two clusters. "
        "The share of pictures in which some question is said to have two. Flat and inflated "
        "ends are no bells; no bar covers them.",
        table(
            ["points, n", *(f"SD {one}" for one in WIDE), *OTHERS],
            ([f"{k}, {n}", *row] for (k, n), row in zip(cells, found.tolist(), strict=True)),
        ),
        [
            Bar(
                "Of 100 pictures without two clusters anywhere, {limit} at most say that there are "
                "some: {reached} did",
                float(bells.max()),
                PROMISED,
                at_most=True,
                where="{} points, n = {}, SD {}".format(*cells[at], WIDE[wide]),
            )
        ],
    )


def _false(rng: np.random.Generator, scale: int, n: int, draws: int) -> list[float]:
    size = draws * QUESTIONS
    shares = [rounded(rng.uniform(3, 5, size), spread, scale) for spread in WIDE]
    shares += [shape(rng, size, scale) for shape in OTHERS.values()]
    return [float(_said(rng, n, one, draws).any(axis=-1).mean()) for one in shares]


def _said(rng: np.random.Generator, n: int, shares: Numbers, draws: int) -> Numbers:
    counts: Ints = rng.multinomial(n, shares).reshape(draws, QUESTIONS, -1)
    return said.clusters(counts, QUESTIONS)


def clusters_found(rng: np.random.Generator, draws: int) -> Section:
    """One question of sixteen has two clusters, half of the people in each."""
    rows = {
        (scale, n): [_found(rng, scale, n, centres, draws) for centres in PLANTED.values()]
        for scale in SCALES
        for n in SIZES
    }
    return Section(
        "Two clusters that are there",
        f"Pictures of {QUESTIONS} questions, {draws:,} for each number. On one of them half of "
        "the people stand around one place and half around another, with a standard deviation "
        "of 0.5; places and distances are those of seven points. How often that is said.",
        table(["points, n", *PLANTED], ([f"{k}, {n}", *row] for (k, n), row in rows.items())),
        [
            Bar(
                f"Of 100 teams of eight who stand half around {where} on {scale} points (as places "
                "of seven), {limit} at least are told so: {reached} were",
                rows[scale, SIZES[0]][list(PLANTED).index(where)],
                FOUND,
            )
            for scale, where in PROMISED_OF.items()
        ],
    )


def _found(
    rng: np.random.Generator, scale: int, n: int, centres: tuple[float, float], draws: int
) -> float:
    left, right = (rng.multinomial(n // 2, _around(one, scale), size=draws) for one in centres)
    return float(said.clusters((left + right)[:, None], QUESTIONS).mean())


def _around(centre: float, scale: int) -> Numbers:
    """A normal density at the points, narrower than people rounded to whole points."""
    heights = np.exp(-(((np.linspace(1, 7, scale) - centre) / 0.5) ** 2) / 2)
    return np.asarray(heights / heights.sum())
