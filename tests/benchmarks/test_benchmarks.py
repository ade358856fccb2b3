"""The page of honesty holds every bar of the simulations, each of them met."""

import re

import numpy as np
import pytest

from posdash.measures.library import wilson_interval
from tests.benchmarks import simulate
from tests.benchmarks.page import Bar, holds
from tests.benchmarks.populations import BELL, FLAT, drawn

FEW = 1_000


@pytest.fixture(scope="module")
def bars() -> list[Bar]:
    """Every bar, reached with few draws."""
    sections = [simulate.simulated(simulation, FEW) for simulation, _ in simulate.SIMULATIONS]
    return [bar for section in sections for bar in section.bars]


def on_the_page() -> list[str]:
    """The list of bars as it stands on the page."""
    page = simulate.PAGE.read_text("utf-8")
    return re.findall(r"^- .*", page.partition("## Bars")[2].partition("## ")[0], re.M)


def test_the_page_holds_every_bar_and_each_is_met(bars: list[Bar]) -> None:
    listed = [line.partition(", reached")[0] for line in on_the_page()]
    assert listed == [f"- met: {bar.claim}" for bar in bars]


def test_few_draws_come_near_what_the_page_says_was_reached(bars: list[Bar]) -> None:
    reached = [float(re.search(r"reached ([\d.]+)", line)[1]) for line in on_the_page()]
    again = [100 * bar.reached if bar.in_percent else bar.reached for bar in bars]
    assert again == pytest.approx(reached, abs=4)


@pytest.mark.parametrize(("shares", "least"), [(BELL, 0.97), (FLAT, 0.93)])
def test_wilsons_interval_holds_the_mean_of_five(shares, least) -> None:
    counts = drawn(np.random.default_rng(1), 5, 2_000, shares[None, :])
    assert holds(wilson_interval(counts), np.array([4.0])).mean() >= least


def test_a_bar_that_is_missed_says_so() -> None:
    bar = Bar("False alarms", 0.1204, 0.12, at_most=True, where="n = 8")
    assert bar.line == "- MISSED: False alarms: at most 12.00 %, reached 12.04 % (n = 8)"
