"""Presses on their way: none is lost, and none counts twice."""

import pytest

from live.labels import ADD_GROUP, ADD_PERSON, GROUP_PATH, PERSON_NAME
from live.somebody import administrator, sign_in
from posdash.organisation import people
from world.company import ADMINISTRATOR


def paths() -> list[str]:
    """The groups there are."""
    return list(people.organisation(ADMINISTRATOR).paths.values())


@pytest.mark.parametrize("number", range(5))
def test_a_press_is_not_lost_whatever_is_asked_for_right_behind_it(device, number):
    tab = device(sign_in(administrator())).tab("/tree")
    tab.type(GROUP_PATH, f"Right behind {number}")
    tab.click_and_ask(ADD_GROUP)
    tab.rerun()
    assert f"Right behind {number}" in paths()
    assert tab.exceptions == []


@pytest.mark.parametrize("number", range(3))
def test_two_presses_on_their_way_at_once_do_it_once(device, number):
    tab = device(sign_in(administrator())).tab("/people")
    tab.type(PERSON_NAME, f"Only {number}")
    tab.click_twice(ADD_PERSON)
    tab.rerun()
    found = [one.name for one in people.organisation(ADMINISTRATOR).people]
    assert found.count(f"Only {number}") == 1
    assert tab.says("They are added.")
    assert tab.exceptions == []
