"""Who may do what, against a list written by hand, actor by actor."""

import pytest

from posdash import clock
from posdash.access import (
    NOBODY,
    TABLE,
    Action,
    Person,
    Principal,
    Respondent,
    Role,
    allows,
    check,
    led_groups,
    roles,
)
from posdash.bank import Openness
from posdash.errors import Refused
from posdash.survey import Group, Participant, Round, State, Subject
from world import bank

COMPANY, EAST, KIWI, WREN, WEST, OTTER = 1, 2, 3, 4, 5, 6
TREE = [
    (COMPANY, None),
    (EAST, COMPANY),
    (KIWI, EAST),
    (WREN, EAST),
    (WEST, COMPANY),
    (OTTER, WEST),
]
ROUND = Round(
    id=9,
    title="Spring",
    bank=bank("pace"),
    openness=Openness.DOTS,
    k=5,
    subject=Subject("team", "the team"),
    asks_aim=True,
    closes_at=clock.now(),
    state=State.OPEN,
    contact="",
    participants=tuple(
        Participant(Group(id, f"Group {id}", parent), 5, id in {KIWI, WREN, OTTER}, False)
        for id, parent in TREE
    ),
)


def respondent(group: int, round: int = 9) -> Principal:
    return Principal(respondent=Respondent(round, group, b"token", b"device"))


def person(**rights) -> Principal:
    return Principal(person=Person(1, "Somebody", **rights))


ACTORS = {
    "nobody": NOBODY,
    "link of Kiwi": respondent(KIWI),
    "link of Wren": respondent(WREN),
    "link of Kiwi in another round": respondent(KIWI, round=8),
    "coach of Kiwi": person(coaches=frozenset({KIWI})),
    "coach of Wren": person(coaches=frozenset({WREN})),
    "coach of East": person(coaches=frozenset({EAST})),
    "leader of East": person(leads=frozenset({EAST})),
    "leader of West": person(leads=frozenset({WEST})),
    "leader of Kiwi": person(leads=frozenset({KIWI})),
    "leader of another company": person(leads=frozenset({77})),
    "administrator": person(administrator=True),
    "signed in without a role": person(),
}
# What each may do to team Kiwi in this round; everything else is refused.
MAY = """
nobody                        :
link of Kiwi                  : answer, see a team's results
link of Wren                  :
link of Kiwi in another round :
coach of Kiwi                 : see a team's results, reveal a team
coach of Wren                 :
coach of East                 :
leader of East                : see groups side by side
leader of West                : see groups side by side
leader of Kiwi                : see groups side by side
leader of another company     :
administrator                 : plan rounds, close a round, administer people and groups, audit
signed in without a role      :
"""


def written() -> dict[str, set[str]]:
    lines = [line.split(":") for line in MAY.strip().splitlines()]
    return {
        who.strip(): {one.strip() for one in may.split(",") if one.strip()} for who, may in lines
    }


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("action", Action)
def test_everyone_may_do_what_the_list_says_and_nothing_else(actor, action):
    assert allows(ACTORS[actor], action, ROUND, KIWI) == (action.value in written()[actor])


def test_the_list_names_every_actor_and_only_known_actions():
    assert set(written()) == set(ACTORS)
    assert set().union(*written().values()) == {action.value for action in Action}


def test_the_table_has_a_line_for_every_action():
    assert set(TABLE) == set(Action)


def test_a_refusal_does_not_tell_what_is_there():
    with pytest.raises(Refused, match="or it does not exist"):
        check(NOBODY, Action.SEE_TEAM, ROUND, KIWI)


@pytest.mark.parametrize(
    ("leads", "seen"),
    [
        ({EAST}, {EAST, KIWI, WREN}),
        ({COMPANY}, {id for id, _ in TREE}),
        ({KIWI}, {KIWI}),
        ({WEST, WREN}, {WEST, OTTER, WREN}),
        ({77}, set()),
    ],
)
def test_a_leader_covers_what_is_under_their_groups(leads, seen):
    assert led_groups(person(leads=frozenset(leads)), ROUND) == seen


def test_rights_of_a_person_and_of_a_link_add_up():
    both = Principal(
        person=Person(1, "Ada", administrator=True, coaches=frozenset({KIWI})),
        respondent=Respondent(9, KIWI, b"token", b"device"),
    )
    assert roles(both) == {Role.MEMBER, Role.COACH, Role.ADMINISTRATOR}
    assert roles(NOBODY) == frozenset()


def test_secrets_of_a_respondent_stay_out_of_what_is_printed():
    assert "token" not in repr(respondent(KIWI))
