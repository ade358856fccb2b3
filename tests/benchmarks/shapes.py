"""Camps found and camps invented, and whether agreement drifts with the number of answers."""

import numpy as np
from scipy.special import gammaln

from posdash.measures.library import agreement
from posdash.measures.measure import Numbers
from tests.benchmarks.page import Bar, Section, difference, table
from tests.benchmarks.populations import (
    BELL,
    FLAT,
    POPULATIONS,
    SCALE,
    SKEWED,
    TWO_CAMPS,
    WIDE_CAMPS,
    J,
    drawn,
)
from tests.benchmarks.reconstruction import sets_of
from tests.benchmarks.said import clusters

QUESTIONS = 16  # of the picture that a question stands in
CAMP_SIZES = (8, 10, 12, 16, 20)
CAMPS = {
    "camps at 2 and 6": TWO_CAMPS,
    "wide camps": WIDE_CAMPS,
    "flat": FLAT,
    "J": J,
    "bell": BELL,
    "skewed": SKEWED,
}
FALSE_ALARMS = {"flat": 0.12, "J": 0.12, "bell": 0.03, "skewed": 0.03}
FOUND = 0.80

DRIFT_SIZES = (3, 5, 8, 15, 30)
DRIFT_POPULATIONS = {**POPULATIONS, "J": J}
MOST_DRIFT = 0.02


def camps_found(_: np.random.Generator, most: int) -> Section:
    """How often the rule says two camps, where there are some and where there are none."""
    sizes = [n for n in CAMP_SIZES if n <= most]
    found = {n: _found(n).tolist() for n in sizes}
    first = dict(zip(CAMPS, found[sizes[0]], strict=True))
    alarms = (
        Bar(
            f"Of 100 teams of eight drawn from “{name}”, {{limit}} at most are said to stand in "
            "two groups: {reached} were",
            first[name],
            limit,
            at_most=True,
        )
        for name, limit in FALSE_ALARMS.items()
    )
    return Section(
        "Two camps",
        f"How often one question of a picture of {QUESTIONS} is said to have two camps: every set "
        "of answers, by how likely it is. There are camps in the first two populations; in the "
        "others it is a false alarm.",
        table(["n", *CAMPS], ([n, *shown] for n, shown in found.items())),
        [
            Bar(
                "Of 100 teams of eight who stand half at 2 and half at 6, {limit} at least are "
                "told: {reached} were",
                first["camps at 2 and 6"],
                FOUND,
            ),
            *alarms,
        ],
    )


def _found(n: int) -> Numbers:
    """How likely n answers from each population are said to have two camps."""
    sets = sets_of(n, SCALE)
    ways = gammaln(n + 1) - gammaln(sets + 1.0).sum(axis=-1)
    logs = np.log(np.maximum(np.array(list(CAMPS.values())), 1e-300))
    likely = np.exp(ways[:, None] + sets @ logs.T)
    return np.asarray(likely[clusters(sets, QUESTIONS)].sum(axis=0))


def drift_of_agreement(rng: np.random.Generator, draws: int) -> Section:
    """Mean agreement of small groups minus that of the population they come from."""
    shares = np.array(list(DRIFT_POPULATIONS.values()))
    away = {n: _away(drawn(rng, n, draws, shares), shares) for n in DRIFT_SIZES}
    rows = (
        [f"{n}, {name}", *map(difference, found.tolist()), f"{np.abs(found).mean():.3f}"]
        for n, forms in away.items()
        for name, found in forms.items()
    )
    first = float(np.abs(away[DRIFT_SIZES[0]]["pairwise"]).mean())
    text = (
        f"Agreement drifts with the number of answers from {DRIFT_SIZES[0]} on by {{limit}} at "
        "most, on average: {reached}"
    )
    return Section(
        "Drift of agreement with the number of answers",
        f"Mean of {draws:,} draws minus the value in the population, in points of agreement "
        "(0..1): the pairwise form that is used, the same shown no lower than 0, and the plug-in "
        "form of l-squared.",
        table(["n, form", *DRIFT_POPULATIONS, "average without sign"], rows),
        [Bar(text, first, MOST_DRIFT, at_most=True, of_hundred=False)],
    )


def population_agreement(shares: Numbers) -> Numbers:
    """Agreement among endlessly many people. Shares (..., K) in, (...) out."""
    up_to = shares.cumsum(axis=-1)[..., :-1]
    return np.asarray(1 - 4 * (up_to * (1 - up_to)).sum(axis=-1) / (SCALE - 1))


def _away(counts: Numbers, shares: Numbers) -> dict[str, Numbers]:
    raw, n = agreement(counts), counts.sum(axis=-1)
    forms = {
        "pairwise": raw,
        "shown from 0 up": np.maximum(raw, 0),
        "plug-in": 1 - (1 - raw) * (n - 1) / n,
    }
    truth = population_agreement(shares)
    return {name: np.asarray(form.mean(axis=0) - truth) for name, form in forms.items()}
