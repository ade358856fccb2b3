"""Draws groups whose truth is known, and writes how often the measures hold it: honesty.md."""

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track

from tests.benchmarks import coverage, partial_pooling, reconstruction, shapes
from tests.benchmarks.page import Section

PAGE = Path(__file__).with_name("honesty.md")
SEED = 20260
ABOUT = (
    "What the measures claim, tried on groups drawn from populations whose truth is known.",
    "`make simulate` makes this page, the same to the letter each time.",
)
Simulation = Callable[[np.random.Generator, int], Section]
SIMULATIONS: tuple[tuple[Simulation, int], ...] = (
    (coverage.coverage_of_one_mean, 20_000),
    (coverage.coverage_of_a_difference, 20_000),
    (coverage.coverage_of_a_rounded_position, 40_000),
    (partial_pooling.coverage_of_pooled_positions, 2_000),
    (shapes.camps_found, 200_000),
    (shapes.drift_of_agreement, 100_000),
    (coverage.false_differences, 10_000),
)


def simulated(simulation: Simulation, draws: int) -> Section:
    """One section; each starts from the seed, so that none depends on the ones before it."""
    return simulation(np.random.default_rng(SEED), draws)


def page(sections: list[Section]) -> str:
    """The whole page in Markdown: the bars first, then the tables."""
    bars = [bar.line for section in sections for bar in section.bars]
    tables = [line for section in sections for line in section.lines]
    lines = ["# Honesty", "", *ABOUT, "", "## Bars", "", *bars, "", *tables]
    return "\n".join([*lines, *reconstruction.lines()]).rstrip() + "\n"


def main() -> None:
    """Simulate, print, write; stop with the bars that were missed, if any."""
    progress = track(SIMULATIONS, "Simulating", console=Console(stderr=True))
    sections = [simulated(simulation, draws) for simulation, draws in progress]
    text = page(sections)
    PAGE.write_text(text, "utf-8")
    print(text)
    sys.exit("\n".join(bar.line for one in sections for bar in one.bars if not bar.met) or None)


if __name__ == "__main__":
    main()
