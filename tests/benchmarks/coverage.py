"""Does an interval that says 95 % hold the population's mean so often? One mean, two, rounded."""

import numpy as np
from scipy.special import stdtrit

from posdash.measures.library import (
    DESIGN_RATIO,
    Interval,
    coarse_interval,
    design_ratio,
    mean_position,
    p_value,
    shift,
    wilson_interval,
)
from posdash.measures.measure import Numbers
from tests.benchmarks.page import Bar, Section, holds, table
from tests.benchmarks.populations import (
    BOTH_ENDS,
    POINTS,
    POPULATIONS,
    SCALE,
    SHARES,
    drawn,
    mean_of,
)

NAMES = list(POPULATIONS)
SIZES = (3, 5, 7, 10, 15, 20)
PAIRS_OF_SIZES = ((3, 3), (5, 5), (10, 10), (20, 20), (3, 8), (5, 20), (20, 5))
ROUNDED = {**POPULATIONS, "both ends": BOTH_ENDS}  # the last is what such a band is worst at
COARSE_SIZES = range(5, 20)
GROUPS_OF_AN_ORGANISATION = 10


def student_interval(counts: Numbers) -> Interval[Numbers]:
    """Mean ± t(.975, n-1) s / sqrt(n), on the points. Counts (..., K) in, (...) out."""
    n, mean = counts.sum(axis=-1), mean_position(counts)
    squares = (counts * POINTS**2).sum(axis=-1) - n * mean**2
    error = np.sqrt(np.maximum(squares, 0) / (n - 1) / n)
    return Interval(mean - stdtrit(n - 1, 0.975) * error, mean + stdtrit(n - 1, 0.975) * error)


def bootstrap_interval(counts: Numbers) -> Interval[Numbers]:
    """Percentile bootstrap of the mean. Counts (..., K) of one n in, (...) out.

    What endless resampling would come to: the sum of n draws from the answers
    has their distribution convolved n times, which is a power after Fourier.
    """
    n = int(counts[0].sum() / counts[0].size * counts.shape[-1])
    sums = n * (SCALE - 1) + 1
    resampled = np.fft.irfft(np.fft.rfft(counts / n, sums) ** n, sums).cumsum(axis=-1)
    low, high = ((resampled < share - 1e-9).sum(axis=-1) for share in (0.025, 0.975))
    return Interval(1 + low / n, 1 + high / n)


METHODS = {
    "Wilson": wilson_interval,
    "Student's t": student_interval,
    "bootstrap": bootstrap_interval,
}


def coverage_of_one_mean(rng: np.random.Generator, draws: int) -> Section:
    """Wilson's interval beside Student's t and the bootstrap, on the same draws."""
    rows, wilson = [], []
    for n in SIZES:
        counts = drawn(rng, n, draws)
        for name, method in METHODS.items():
            interval = method(counts)
            covered = holds(interval, mean_of(SHARES)).mean(axis=0)
            width = (interval.high - interval.low).mean()
            rows.append([f"{n}, {name}", *covered.tolist(), float(covered.mean()), f"{width:.2f}"])
            wilson += [covered] if name == "Wilson" else []
    return Section(
        "The interval of one mean",
        f"{draws:,} draws per number of answers and population. The bootstrap is the percentile "
        "interval that endless resampling comes to. Width in points.",
        table(["n, interval", *NAMES, "average", "mean width"], rows),
        _bars_of_one_mean(np.array(wilson)),
    )


def _bars_of_one_mean(covered: Numbers) -> list[Bar]:
    averages, worst = covered.mean(axis=1), np.unravel_index(covered.argmin(), covered.shape)
    least, cell = f"n = {SIZES[averages.argmin()]}", f"{NAMES[worst[1]]}, n = {SIZES[worst[0]]}"
    return [
        Bar(
            "Of 100 intervals of one team's position, {limit} at least hold the truth: {reached} "
            "do where fewest do, over all populations",
            float(averages.min()),
            0.95,
            where=least,
        ),
        Bar(
            "Of 100 such intervals, {limit} at least hold the truth in each population: {reached} "
            "do in the hardest",
            float(covered.min()),
            0.90,
            where=cell,
        ),
    ]


def coverage_of_a_difference(rng: np.random.Generator, draws: int) -> Section:
    """The MOVER interval of two independent groups, from all ordered pairs of populations."""
    truth = mean_of(SHARES)[None, :] - mean_of(SHARES)[:, None]
    rows, averages = [], []
    for first, second in PAIRS_OF_SIZES:
        a, b = drawn(rng, first, draws)[:, :, None], drawn(rng, second, draws)[:, None, :]
        _, interval = shift(a, b)
        covered = holds(interval, truth).mean(axis=0)
        one, other = np.unravel_index(covered.argmin(), covered.shape)
        width = f"{(interval.high - interval.low).mean():.2f}"
        averages.append(float(covered.mean()))
        worst = [float(covered.min()), f"{NAMES[one]} → {NAMES[other]}"]
        rows.append([f"{first} and {second}", averages[-1], *worst, width])
    least = f"n = {rows[int(np.argmin(averages))][0]}"
    return Section(
        "The interval of a difference between two groups (MOVER)",
        f"{draws:,} draws per pair of sizes, over all {truth.size} ordered pairs of populations. "
        "Width in points.",
        table(["answers", "average", "least", "of the pair", "mean width"], rows),
        [
            Bar(
                "Of 100 intervals of how far two teams stand apart, {limit} at least hold the "
                "truth: {reached} do where fewest do",
                min(averages),
                0.95,
                where=least,
            )
        ],
    )


def false_differences(rng: np.random.Generator, draws: int) -> Section:
    """How often two groups from one population differ with p up to .05."""
    rows = []
    for first, second in PAIRS_OF_SIZES:
        found = p_value(drawn(rng, first, draws), drawn(rng, second, draws)) <= 0.05
        rows.append([f"{first} and {second}", *found.mean(axis=0).tolist(), float(found.mean())])
    return Section(
        "Differences found where there is none",
        f"Two groups from the same population, {draws:,} draws each: the share with a two-sided "
        "p-value (MOVER) of 0.05 or less.",
        table(["answers", *NAMES, "average"], rows),
    )


def coverage_of_a_rounded_position(rng: np.random.Generator, draws: int) -> Section:
    """The probable band of a position rounded to half points, in organisations of ten groups.

    Each group of an organisation has a population and a number of answers of
    its own, and one question; the design ratio is then as uncertain as it gets.
    """
    size = (draws, GROUPS_OF_AN_ORGANISATION)
    mixed, n = rng.integers(len(ROUNDED), size=size), rng.choice(COARSE_SIZES, size=size)
    among_bells = np.where(np.arange(GROUPS_OF_AN_ORGANISATION) > 0, NAMES.index("bell"), mixed)
    fixed, own = _rounded(rng, mixed, n, DESIGN_RATIO), _rounded(rng, mixed, n)
    lone = _rounded(rng, among_bells, n)[:, :1]
    rows = [
        _cells(f"{DESIGN_RATIO}", fixed, mixed, n),
        _cells("own", own, mixed, n),
        _cells("own, the others bells", lone, mixed[:, :1], n[:, :1]),
    ]
    return Section(
        "The probable band of a rounded position",
        f"{draws:,} organisations of {GROUPS_OF_AN_ORGANISATION} groups with one question and 5 to "
        f"19 answers. The design ratio is {DESIGN_RATIO}, or the organisation's own: first each "
        "group is from any of the populations, then all but one are bells, which no bar covers.",
        table(["ratio", *ROUNDED, "average", "least", "where"], rows),
        [
            Bar(
                "Of 100 likely ranges around a rounded position, {limit} at least hold the truth "
                f"with {name}: {{reached}} do",
                row[-3],
                0.93,
            )
            for name, row in zip(
                ("the usual design ratio", "the organisation's own"), rows, strict=False
            )
        ],
    )


def _rounded(
    rng: np.random.Generator, which: Numbers, n: Numbers, ratio: float | None = None
) -> Numbers:
    """Whether the band holds the mean, for each group (draws, groups)."""
    shares = np.array(list(ROUNDED.values()))
    counts = rng.multinomial(n, shares[which])
    used = ratio or np.array([design_ratio(groups) for groups in counts])[:, None]
    position = np.round(mean_position(counts) * 2) / 2
    return holds(coarse_interval(n, position, SCALE, used), mean_of(shares)[which])


def _cells(name: str, held: Numbers, which: Numbers, n: Numbers) -> list[object]:
    cells = np.array(
        [
            [held[(which == place) & (n == people)].mean() for people in COARSE_SIZES]
            for place in range(len(ROUNDED))
        ]
    )
    place, people = np.unravel_index(cells.argmin(), cells.shape)
    where = f"{list(ROUNDED)[place]}, n = {COARSE_SIZES[people]}"
    return [name, *cells.mean(axis=1).tolist(), float(cells.mean()), float(cells.min()), where]
