"""The page of honesty holds every bar of the simulations, each of them met."""

import re

import numpy as np
import pytest

from posdash.measures.library import wilson_interval
from tests.benchmarks import simulate
from tests.benchmarks.page import Bar, holds
from tests.benchmarks.populations import BELL, FLAT, drawn


@pytest.fixture(scope="module")
def bars() -> list[Bar]:
    """Every bar, reached with few draws."""
    simulations = (one for part in simulate.PARTS for one in part.simulations)
    return [bar for one in simulations for bar in simulate.simulated(one, few=True).bars]


def on_the_page() -> list[str]:
    """The promises as they stand on the page."""
    return re.findall(r"^- (.*)", simulate.PAGE.read_text("utf-8"), re.M)


def test_the_page_holds_every_promise_and_each_is_kept(bars: list[Bar]) -> None:
    assert [line.partition(": ")[0] for line in on_the_page()] == [bar.claim for bar in bars]


def test_few_draws_come_near_what_the_page_says_came_out(bars: list[Bar]) -> None:
    for bar, line in zip(bars, on_the_page(), strict=True):
        came_out = float(re.findall(r"\(([\d.]+)[^()]*\)$", line)[0])
        again = 100 * bar.reached if bar.of_hundred else bar.reached
        worst_of_many = 8 if bar.where else 4
        assert again == pytest.approx(came_out, abs=worst_of_many), line


@pytest.mark.parametrize(("shares", "least"), [(BELL, 0.97), (FLAT, 0.93)])
def test_wilsons_interval_holds_the_mean_of_five(shares, least) -> None:
    counts = drawn(np.random.default_rng(1), 5, 2_000, shares[None, :])
    assert holds(wilson_interval(counts), np.array([4.0])).mean() >= least


def test_a_promise_that_is_broken_says_so() -> None:
    bar = Bar("Of 100, {limit} at most: {reached} did", 0.1204, 0.12, at_most=True, where="n = 8")
    assert bar.line == "- MISSED. Of 100, 12 at most: **12** did (12.04 %; n = 8)"
