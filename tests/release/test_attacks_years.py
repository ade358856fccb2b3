"""Companies that are asked three times: nobody is isolated by anything that anybody is shown."""

from random import Random

import pytest

from posdash.banks.bank import Openness
from world.years import leaks_over, years

EACH = 50
MORE = [pytest.param(start, marks=pytest.mark.journey) for start in range(EACH, 500, EACH)]


@pytest.mark.parametrize("start", [0, *MORE])
def test_nobody_is_isolated_over_three_rounds_by_a_leader_who_coaches_a_team(start):
    """People join, leave, move, merge, keep silent; whoever answers twice answers the same."""
    for seed in range(start, start + EACH):
        random = Random(seed)
        companies = years(random, random.choice((Openness.DOTS, Openness.SUMMARY)))
        team = random.choice(sorted(companies[-1].listed))
        coaches = frozenset({team}) if random.random() < 0.5 else frozenset()
        found = leaks_over(companies, True, coaches)
        assert [str(leak) for leak in found] == [], f"seed {seed}"
