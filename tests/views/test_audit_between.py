"""Several rounds together: whoever makes the difference between two sums is found, by any name."""

import pytest

from db import people as people_sql
from posdash.answers import closing
from posdash.banks.bank import Openness
from posdash.organisation import groups as structure
from posdash.organisation import people
from posdash.store import store
from posdash.survey.round import Round
from posdash.views.audit import audit
from world.company import ADMINISTRATOR, answered, bank, closed, groups, opened

pytestmark = pytest.mark.usefixtures("empty_store")


def person(*member_of: int) -> int:
    """Somebody new in these groups."""
    return people.add_person(ADMINISTRATOR, "Somebody", member_of=list(member_of))


def staff(number: int, group: int) -> list[int]:
    """So many new people in a group."""
    return [person(group) for _ in range(number)]


def moved(some: list[int], group: int) -> None:
    """Let people leave their groups for another one."""
    with store().write() as connection:
        for each in some:
            people_sql.leave(connection, each)
            people_sql.join(connection, each, group)


def asked(sizes: dict[int, int], **terms: object) -> Round:
    """A closed `summary` round in which so many of each group answered, half at 3 and half at 5."""
    answers = {group: [3 + 2 * (at % 2) for at in range(size)] for group, size in sizes.items()}
    return closed(list(sizes), answers, **({"openness": Openness.SUMMARY} | terms))


def leaks(survey_round: Round) -> list[str]:
    """What the audit finds in a round."""
    return [str(leak) for leak in audit(ADMINISTRATOR, survey_round.id).leaks]


def test_thirty_one_and_then_all_of_the_same_thirty_two():
    [kiwi] = groups("Kiwi")
    staff(32, kiwi)
    asked({kiwi: 31})
    assert leaks(asked({kiwi: 32})) == []


def test_everybody_in_a_new_group_with_one_who_joined():
    kiwi, wren = groups("Kiwi", "Wren")
    all_of_it = staff(31, kiwi)
    asked({kiwi: 31})
    structure.archive(ADMINISTRATOR, kiwi)
    moved(all_of_it, wren)
    person(wren)
    assert leaks(asked({wren: 32})) == []


@pytest.mark.parametrize(
    "same",
    [
        {"id": "another-bank"},
        {"id": "another-bank", "title": "Another bank", "version": 3},
    ],
    ids=["id", "id and title"],
)
def test_one_joined_and_the_same_bank_came_under_another_name(same):
    [kiwi] = groups("Kiwi")
    staff(31, kiwi)
    asked({kiwi: 31})
    person(kiwi)
    again = bank("pace", "reach").model_copy(update=same)
    assert leaks(asked({kiwi: 32}, bank=again)) == []


@pytest.mark.parametrize("change", ["left", "right", "id", "question", "turned"])
def test_one_joined_and_the_question_came_in_other_words(change):
    [kiwi] = groups("Kiwi")
    staff(31, kiwi)
    asked({kiwi: 31})
    person(kiwi)
    pace, reach = bank("pace", "reach").dimensions
    other = {
        "left": {"left": pace.left.model_copy(update={"label": "another left"})},
        "right": {"right": pace.right.model_copy(update={"label": "another right"})},
        "id": {"id": "speed"},
        "question": {"question": "Where are you?"},
        "turned": {"left": pace.right, "right": pace.left},
    }[change]
    dimensions = (pace.model_copy(update=other), reach)
    again = bank("pace").model_copy(update={"id": "another-bank", "dimensions": dimensions})
    second = opened([kiwi], bank=again, openness=Openness.SUMMARY)
    answered(second, kiwi, [3 + 2 * (at % 2) for at in range(32)], dimensions[0].id)
    closing.close_round(ADMINISTRATOR, second.id)
    assert leaks(second) == []


def test_five_swapped_each_way_and_one_joined_the_department():
    _, kiwi, wren = groups("Company", "Company / Kiwi", "Company / Wren")
    some, others = staff(32, kiwi), staff(32, wren)
    asked({kiwi: 32, wren: 32})
    moved(some[:5], wren)
    moved(others[:5], kiwi)
    person(kiwi)
    assert leaks(asked({kiwi: 33, wren: 32})) == []


def test_two_groups_and_then_both_in_one_with_somebody_new():
    kiwi, wren, finch = groups("Kiwi", "Wren", "Finch")
    both = staff(31, kiwi) + staff(31, wren)
    asked({kiwi: 31, wren: 31})
    moved(both, finch)
    person(finch)
    assert leaks(asked({finch: 63})) == []


def test_what_no_two_rounds_tell_three_may():
    """Of A, A without p and Q, and Q alone, p is left; no group changes by fewer than twenty."""
    a, b, c = groups("A", "B", "C")
    x, q, r, y, p = staff(20, a), staff(20, a), staff(20, b), staff(20, b), staff(1, a)
    asked({a: 41, b: 40})
    moved(q + p, b)
    asked({a: 20, b: 61})
    moved(p + r, a)
    moved(y, c)
    assert len(x) == 20
    assert leaks(asked({a: 41, b: 20, c: 20})) == []
