"""Draws teams whose truth is known, and writes how often what is said of them holds: honesty.md."""

import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np
from rich.console import Console
from rich.progress import track

from tests.benchmarks import (
    clusters,
    coverage,
    groups,
    partial_pooling,
    reconstruction,
    shapes,
    wishes,
)
from tests.benchmarks.page import Section

PAGE = Path(__file__).with_name("honesty.md")
SEED = 20260
ABOUT = """\
# Honesty

posdash is tried here on invented teams. What these people really think is known, so each sentence
that posdash says of them is either right or wrong. `make simulate` makes this page, the same to the
letter each time, and stops where one of the promises below is not kept.
"""


class Simulation(NamedTuple):
    """What is simulated: with how many draws for the page, and with how many for a test."""

    run: Callable[[np.random.Generator, int], Section]
    draws: int
    few: int


class Part(NamedTuple):
    """One of the two parts of the page: how it begins, and what is simulated for it."""

    begins: str
    simulations: tuple[Simulation, ...]


HOLDS = Part(
    """\
## What holds

Each line says what is promised and, after the colon, what came out in the worst case tried. “Say”
is what a page calls clear: more than chance.
""",
    (
        Simulation(wishes.false_wishes, 1_200, 120),
        Simulation(wishes.false_wishes_of_few_questions, 1_500, 400),
        Simulation(groups.false_differences, 80, 12),
        Simulation(clusters.false_clusters, 1_500, 200),
        Simulation(coverage.coverage_of_one_mean, 20_000, 1_000),
        Simulation(coverage.coverage_of_a_difference, 20_000, 1_000),
        Simulation(coverage.coverage_of_a_rounded_position, 40_000, 1_000),
        Simulation(partial_pooling.coverage_of_pooled_positions, 2_000, 1_000),
        Simulation(shapes.camps_found, 20, 10),
        Simulation(shapes.drift_of_agreement, 100_000, 1_000),
        Simulation(coverage.false_differences, 10_000, 1_000),
        Simulation(reconstruction.one_value, 12, 8),
        Simulation(reconstruction.two_rounds, 7, 5),
    ),
)
COSTS = Part(
    """\
## What it costs

To be wrong so seldom, posdash often has to say that something cannot be told with so few. So much
of what is really there is said:
""",
    (
        Simulation(wishes.wishes_found, 400, 400),
        Simulation(wishes.wishes_in_summaries, 400, 60),
        Simulation(groups.differences_found, 100, 25),
        Simulation(clusters.clusters_found, 2_000, 500),
    ),
)
PARTS = (HOLDS, COSTS)


def simulated(simulation: Simulation, *, few: bool = False) -> Section:
    """One section; each starts from the seed, so that none depends on the ones before it."""
    draws = simulation.few if few else simulation.draws
    return simulation.run(np.random.default_rng(SEED), draws)


def page(sections: Sequence[Sequence[Section]]) -> str:
    """The whole page in Markdown: in each part the sentences first, then the tables."""
    parts = (_lines(*part) for part in zip(PARTS, sections, strict=True))
    return "\n".join([ABOUT, *chain.from_iterable(parts)]).rstrip() + "\n"


def _lines(part: Part, sections: Sequence[Section]) -> Iterator[str]:
    yield part.begins
    yield from (bar.line for section in sections for bar in section.bars)
    yield from (f"* {said}" for section in sections for said in section.plain)
    yield ""
    for section in sections:
        yield from section.lines


def main() -> None:
    """Simulate, print, write; stop with the bars that were missed, if any."""
    todo = [simulation for part in PARTS for simulation in part.simulations]
    found = iter(
        [simulated(one) for one in track(todo, "Simulating", console=Console(stderr=True))]
    )
    sections = [[next(found) for _ in part.simulations] for part in PARTS]
    text = page(sections)
    PAGE.write_text(text, "utf-8")
    print(text)
    bars = [bar for part in sections for section in part for bar in section.bars]
    sys.exit("\n".join(bar.line for bar in bars if not bar.met) or None)


if __name__ == "__main__":
    main()
