"""Several rounds together: whoever makes the difference between two sums is found, by any name."""

from functools import partial

import pytest

from db import people as people_sql
from posdash.answers import closing
from posdash.banks.bank import Openness
from posdash.organisation import groups as structure
from posdash.organisation import people
from posdash.rounds import turnover
from posdash.store import store
from posdash.survey.round import Round
from posdash.views.audit import audit
from world.company import ADMINISTRATOR, answered, bank, closed, groups, opened

pytestmark = pytest.mark.usefixtures("sqlite_store")


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


def thirty_one_and_then_all_of_the_same_thirty_two() -> Round:
    [kiwi] = groups("Kiwi")
    staff(32, kiwi)
    asked({kiwi: 31})
    return asked({kiwi: 32})


def everybody_in_a_new_group_with_one_who_joined() -> Round:
    kiwi, wren = groups("Kiwi", "Wren")
    everybody = staff(31, kiwi)
    asked({kiwi: 31})
    structure.archive(ADMINISTRATOR, kiwi)
    moved(everybody, wren)
    person(wren)
    return asked({wren: 32})


def one_who_joined_and_the_bank_changed(**terms: object) -> Round:
    [kiwi] = groups("Kiwi")
    staff(31, kiwi)
    asked({kiwi: 31})
    person(kiwi)
    return asked({kiwi: 32}, bank=bank("pace", "reach").model_copy(update=terms))


def one_who_joined_and_the_question_changed(**terms: object) -> Round:
    [kiwi] = groups("Kiwi")
    staff(31, kiwi)
    asked({kiwi: 31})
    person(kiwi)
    pace = bank("pace").dimensions[0].model_copy(update=terms)
    again = bank("pace").model_copy(update={"id": "another-bank", "dimensions": (pace,)})
    survey_round = opened([kiwi], bank=again, openness=Openness.SUMMARY)
    answered(survey_round, kiwi, [3 + 2 * (at % 2) for at in range(32)], pace.id)
    closing.close_round(ADMINISTRATOR, survey_round.id)
    return survey_round


def five_swapped_each_way_and_one_joined_the_department() -> Round:
    _, kiwi, wren = groups("Company", "Company / Kiwi", "Company / Wren")
    some, others = staff(32, kiwi), staff(32, wren)
    asked({kiwi: 32, wren: 32})
    moved(some[:5], wren)
    moved(others[:5], kiwi)
    person(kiwi)
    return asked({kiwi: 33, wren: 32})


def two_groups_and_then_both_in_one_with_somebody_new() -> Round:
    kiwi, wren, finch = groups("Kiwi", "Wren", "Finch")
    both = staff(31, kiwi) + staff(31, wren)
    asked({kiwi: 31, wren: 31})
    moved(both, finch)
    person(finch)
    return asked({finch: 63})


def what_no_two_rounds_tell_but_three_do() -> Round:
    """Of A, A without p and Q, and Q alone, p is left; no group changes by fewer than twenty."""
    a, b, c = groups("A", "B", "C")
    staff(20, a)
    q, r, y, p = staff(20, a), staff(20, b), staff(20, b), staff(1, a)
    asked({a: 41, b: 40})
    moved(q + p, b)
    asked({a: 20, b: 61})
    moved(p + r, a)
    moved(y, c)
    return asked({a: 41, b: 20, c: 20})


LEFT, RIGHT = bank("pace").dimensions[0].left, bank("pace").dimensions[0].right
SCENES = {
    "31 and then all 32": thirty_one_and_then_all_of_the_same_thirty_two,
    "a new group": everybody_in_a_new_group_with_one_who_joined,
    "a bank under another id": partial(one_who_joined_and_the_bank_changed, id="another-bank"),
    "a bank under another title": partial(
        one_who_joined_and_the_bank_changed, id="another-bank", title="Another", version=3
    ),
    "another left end": partial(
        one_who_joined_and_the_question_changed, left=LEFT.model_copy(update={"label": "Other"})
    ),
    "another right end": partial(
        one_who_joined_and_the_question_changed, right=RIGHT.model_copy(update={"label": "Other"})
    ),
    "another id of a question": partial(one_who_joined_and_the_question_changed, id="speed"),
    "another question": partial(one_who_joined_and_the_question_changed, question="Where now?"),
    "turned round": partial(one_who_joined_and_the_question_changed, left=RIGHT, right=LEFT),
    "five swapped each way": five_swapped_each_way_and_one_joined_the_department,
    "two groups in one": two_groups_and_then_both_in_one_with_somebody_new,
    "three rounds": what_no_two_rounds_tell_but_three_do,
}


@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES)
def test_nobody_follows_from_several_rounds(scene):
    assert leaks(scene()) == []


@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES)
def test_the_audit_finds_who_follows_where_rounds_are_not_judged_together(scene, monkeypatch):
    monkeypatch.setattr(turnover, "judge_round", lambda *_: None)
    monkeypatch.setattr(turnover, "judge_group", lambda *_: None)
    assert any(
        "fewer than 5 people, by what several rounds asked" in leak for leak in leaks(scene())
    )
