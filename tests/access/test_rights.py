"""Who may do what to what: the table in the code against one written by hand, actor by actor."""

import ast
import inspect
from collections.abc import Iterator
from types import ModuleType
from typing import NamedTuple

import pytest

from posdash import clock
from posdash.access import rights as access_rights
from posdash.access import signin
from posdash.access.rights import (
    NOBODY,
    TABLE,
    Action,
    Person,
    Principal,
    Respondent,
    Role,
    check,
    led_groups,
    roles,
)
from posdash.banks.bank import Openness
from posdash.errors import Refused
from posdash.organisation import people
from posdash.survey.round import Group, Participant, Round, State, Subject, TeamId
from posdash.web import browser
from world.company import ADMINISTRATOR, bank, groups

COMPANY, EAST, KIWI, WREN, WEST, OTTER = 1, 2, 3, 4, 5, 6
ABOVE = {COMPANY: None, EAST: COMPANY, KIWI: EAST, WREN: EAST, WEST: COMPANY, OTTER: WEST}


def lineage(group: int | None) -> frozenset[int]:
    return frozenset() if group is None else lineage(ABOVE[group]) | {group}


def round_of(round_id: int, *asked: int, state: State = State.OPEN) -> Round:
    """A round that asks these groups; those above them take part."""
    inside = frozenset().union(*(lineage(one) for one in asked))
    return Round(
        id=round_id,
        title="Spring",
        bank=bank("pace"),
        openness=Openness.DOTS,
        k=5,
        subjects=(Subject("team"),),
        asks_aim=True,
        closes_at=clock.now(),
        state=state,
        contact="",
        participants=tuple(
            Participant(Group(one, f"Group {one}", ABOVE[one]), 5, one in asked, False)
            for one in sorted(inside)
        ),
    )


class Object(NamedTuple):
    """What somebody may want to do something to."""

    round: Round | None = None
    group: int | None = None
    asked: tuple[int, ...] = ()
    lineage: frozenset[int] = frozenset()


ALL, ALONE, FAR = (KIWI, WREN, OTTER), (KIWI,), (OTTER,)


def objects(state: State = State.OPEN) -> dict[str, Object]:
    """Every kind of object; rounds in one of their states."""
    everybody = round_of(9, *ALL, state=state)
    return {
        "Kiwi in a round of all": Object(everybody, KIWI),
        "Wren in a round of all": Object(everybody, WREN),
        "East in a round of all": Object(everybody, EAST),
        "Kiwi in a round of its own": Object(round_of(8, *ALONE, state=state), KIWI),
        "Otter in a round of its own": Object(round_of(7, *FAR, state=state), OTTER),
        "a plan for Kiwi": Object(asked=(KIWI,)),
        "a plan for Kiwi and Wren": Object(asked=(KIWI, WREN)),
        "Kiwi today": Object(lineage=lineage(KIWI)),
        "Otter today": Object(lineage=lineage(OTTER)),
        "nothing": Object(),
    }


def respondent(group: int, survey_round: int = 9) -> Principal:
    return Principal(respondent=Respondent(TeamId(survey_round, group), b"token", b"device"))


def person(**rights) -> Principal:
    return Principal(person=Person(1, "Somebody", **rights))


LATER = frozenset({TeamId(9, KIWI)})
ACTORS = {
    "nobody": NOBODY,
    "link of Kiwi": respondent(KIWI),
    "link of Wren": respondent(WREN),
    "link of Kiwi, round of its own": respondent(KIWI, survey_round=8),
    "link of East": respondent(EAST),
    "coach of Kiwi": person(coaches=frozenset({KIWI})),
    "coach of Kiwi, named later": person(coaches=frozenset({KIWI}), later=LATER),
    "coach of Kiwi, named later, who leads East": person(
        coaches=frozenset({KIWI}), leads=frozenset({EAST}), later=LATER
    ),
    "coach of Wren": person(coaches=frozenset({WREN})),
    "coach of Kiwi and Wren": person(coaches=frozenset({KIWI, WREN})),
    "coach of East": person(coaches=frozenset({EAST})),
    "leader of Kiwi": person(leads=frozenset({KIWI})),
    "leader of East": person(leads=frozenset({EAST})),
    "leader of West": person(leads=frozenset({WEST})),
    "leader of another company": person(leads=frozenset({77})),
    "administrator": person(administrator=True),
    "administrator who coaches Kiwi": person(administrator=True, coaches=frozenset({KIWI})),
    "without a role": person(),
}
# Written by hand from what was promised, one actor after the other. "somewhere" is what the
# menu goes by. What is not listed is refused.
MAY = """
nobody

link of Kiwi
  Kiwi in a round of all      : answer, see_team, follow, compare
  somewhere                   : answer, see_team, follow, compare

link of Wren
  Wren in a round of all      : answer, see_team, follow, compare
  somewhere                   : answer, see_team, follow, compare

link of Kiwi, round of its own
  Kiwi in a round of its own  : answer, see_team, follow, compare
  somewhere                   : answer, see_team, follow, compare

link of East
  somewhere                   : answer, see_team, follow, compare

coach of Kiwi
  Kiwi in a round of all      : see_team, see_participation, compare
  Kiwi in a round of all      : pass_on_link, reveal
  Kiwi in a round of all      : follow, run_session
  Kiwi in a round of all      : believe
  Kiwi in a round of its own  : see_team, see_participation, compare
  Kiwi in a round of its own  : pass_on_link, reveal, plan
  Kiwi in a round of its own  : follow, run_session
  Kiwi in a round of its own  : believe
  a plan for Kiwi             : plan
  everything                  : keep_account
  somewhere                   : see_team, see_participation, compare
  somewhere                   : pass_on_link, reveal, plan
  somewhere                   : follow, run_session
  somewhere                   : believe

coach of Kiwi, named later
  Kiwi in a round of all      : see_participation
  Kiwi in a round of all      : reveal
  Kiwi in a round of all      : follow, run_session
  Kiwi in a round of all      : believe
  Kiwi in a round of its own  : see_team, see_participation, compare
  Kiwi in a round of its own  : pass_on_link, reveal, plan
  Kiwi in a round of its own  : follow, run_session
  Kiwi in a round of its own  : believe
  a plan for Kiwi             : plan
  everything                  : keep_account
  somewhere                   : see_team, see_participation, compare
  somewhere                   : pass_on_link, reveal, plan
  somewhere                   : follow, run_session
  somewhere                   : believe

coach of Kiwi, named later, who leads East
  Kiwi in a round of all      : see_participation
  Kiwi in a round of all      : reveal
  Kiwi in a round of all      : follow, run_session
  Kiwi in a round of all      : see_groups, believe, compare
  Wren in a round of all      : see_groups, believe, compare
  East in a round of all      : see_groups, believe, compare
  Kiwi in a round of its own  : see_team, see_participation, compare
  Kiwi in a round of its own  : pass_on_link, reveal, plan
  Kiwi in a round of its own  : follow, run_session
  Kiwi in a round of its own  : see_groups, believe
  Kiwi today                  : name_coaches
  a plan for Kiwi             : plan
  everything                  : keep_account
  somewhere                   : see_team, see_participation, compare
  somewhere                   : pass_on_link, reveal, plan
  somewhere                   : follow, run_session
  somewhere                   : see_groups, name_coaches
  somewhere                   : believe

coach of Wren
  Wren in a round of all      : see_team, see_participation, compare
  Wren in a round of all      : pass_on_link, reveal
  Wren in a round of all      : follow, run_session
  Wren in a round of all      : believe
  everything                  : keep_account
  somewhere                   : see_team, see_participation, compare
  somewhere                   : pass_on_link, reveal, plan
  somewhere                   : follow, run_session
  somewhere                   : believe

coach of Kiwi and Wren
  Kiwi in a round of all      : see_team, see_participation, compare
  Kiwi in a round of all      : pass_on_link, reveal
  Kiwi in a round of all      : follow, run_session
  Kiwi in a round of all      : believe
  Wren in a round of all      : see_team, see_participation, compare
  Wren in a round of all      : pass_on_link, reveal
  Wren in a round of all      : follow, run_session
  Wren in a round of all      : believe
  Kiwi in a round of its own  : see_team, see_participation, compare
  Kiwi in a round of its own  : pass_on_link, reveal, plan
  Kiwi in a round of its own  : follow, run_session
  Kiwi in a round of its own  : believe
  a plan for Kiwi             : plan
  a plan for Kiwi and Wren    : plan
  everything                  : keep_account
  somewhere                   : see_team, see_participation, compare
  somewhere                   : pass_on_link, reveal, plan
  somewhere                   : follow, run_session
  somewhere                   : believe

coach of East
  East in a round of all      : see_team, see_participation, compare
  East in a round of all      : pass_on_link, reveal
  East in a round of all      : follow, run_session
  East in a round of all      : believe
  everything                  : keep_account
  somewhere                   : see_team, see_participation, compare
  somewhere                   : pass_on_link, reveal, plan
  somewhere                   : follow, run_session
  somewhere                   : believe

leader of Kiwi
  Kiwi in a round of all      : see_groups, believe, compare
  Wren in a round of all      : see_groups
  East in a round of all      : see_groups
  Kiwi in a round of its own  : see_groups, believe, compare
  Kiwi today                  : name_coaches
  everything                  : keep_account
  somewhere                   : see_groups, name_coaches
  somewhere                   : believe, compare

leader of East
  Kiwi in a round of all      : see_groups, believe, compare
  Wren in a round of all      : see_groups, believe, compare
  East in a round of all      : see_groups, believe, compare
  Kiwi in a round of its own  : see_groups, believe, compare
  Kiwi today                  : name_coaches
  everything                  : keep_account
  somewhere                   : see_groups, name_coaches
  somewhere                   : believe, compare

leader of West
  Kiwi in a round of all      : see_groups
  Wren in a round of all      : see_groups
  East in a round of all      : see_groups
  Otter in a round of its own : see_groups, believe, compare
  Otter today                 : name_coaches
  everything                  : keep_account
  somewhere                   : see_groups, name_coaches
  somewhere                   : believe, compare

leader of another company
  everything                  : keep_account
  somewhere                   : see_groups, name_coaches
  somewhere                   : believe, compare

administrator
  everything                  : see_participation, pass_on_link, reveal, hand_over_links
  everything                  : plan, name_coaches, administer
  everything                  : read_log, audit, keep_account
  somewhere                   : see_participation, pass_on_link, reveal, hand_over_links
  somewhere                   : plan, name_coaches, administer
  somewhere                   : read_log, audit

administrator who coaches Kiwi
  Kiwi in a round of all      : see_team, compare, follow, run_session, believe
  Kiwi in a round of its own  : see_team, compare, follow, run_session, believe
  Otter in a round of its own : hand_over_links
  Kiwi today                  : hand_over_links
  Otter today                 : hand_over_links
  nothing                     : hand_over_links
  everything                  : see_participation, pass_on_link, reveal
  everything                  : plan, name_coaches, administer
  everything                  : read_log, audit, keep_account
  somewhere                   : see_team, see_participation, compare
  somewhere                   : pass_on_link, hand_over_links, reveal, plan
  somewhere                   : follow, run_session, believe
  somewhere                   : name_coaches, administer, read_log, audit

without a role
  everything                  : keep_account
"""
Matrix = dict[str, set[tuple[str, str]]]


def written() -> Matrix:
    """The list above, as (object, action) by actor."""
    found: Matrix = {}
    for line in filter(str.strip, MAY.splitlines()):
        if not line.startswith(" "):
            here = found.setdefault(line.strip(), set())
            continue
        what, actions = line.split(" : ")
        which = [*objects(), "somewhere"] if what.strip() == "everything" else [what.strip()]
        here |= {(one, action.strip()) for one in which for action in actions.split(",")}
    return found


def computed(rules: ModuleType = access_rights, state: State = State.OPEN) -> Matrix:
    """The same, asked of the code."""
    found: Matrix = {}
    for actor, who in ACTORS.items():
        found[actor] = {
            (name, action.value)
            for name, one in objects(state).items()
            for action in Action
            if rules.allows(who, action, one.round, one.group, asked=one.asked, lineage=one.lineage)
        }
        found[actor] |= {
            ("somewhere", action.value) for action in Action if rules.may_somewhere(who, action)
        }
    return found


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("actor", ACTORS)
def test_everyone_may_do_what_the_list_says_and_nothing_else(actor, state):
    assert computed(state=state)[actor] == written()[actor]


def test_the_list_names_every_actor_and_only_known_actions():
    assert set(written()) == set(ACTORS)
    named = {action for pairs in written().values() for _, action in pairs}
    assert named == {action.value for action in Action}
    assert set(TABLE) == set(Action)


CONDITIONS = [
    access_rights._with_link_to_it,
    access_rights._of_this_team,
    access_rights._promised_to_this_team,
    access_rights._of_all_it_asks,
    access_rights._above_it_today,
    access_rights._above_it_then,
    access_rights._above_some_group,
    access_rights._signed_in,
    access_rights._at_all,
    access_rights._at_all_and_coach_of_none,
]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
def test_any_other_rule_is_noticed(action, role, monkeypatch):
    right = TABLE[action].get(role)
    others = [one for one in (*CONDITIONS, None) if one is not right]
    if action is Action.KEEP_ACCOUNT and role in (Role.COACH, Role.LEADER, Role.ADMINISTRATOR):
        # they are signed in, so they may in any case; only a link would let others
        others = [access_rights._with_link_to_it]
    for other in others:
        rules = {key: one for key, one in TABLE[action].items() if key is not role}
        monkeypatch.setitem(TABLE, action, rules | ({role: other} if other else {}))
        assert computed() != written(), f"{action} for {role} by {other}"


def mutants() -> Iterator[tuple[str, ModuleType]]:
    """The module with one comparison, connection or quantifier turned into another."""
    source = inspect.getsource(access_rights)
    count = sum(1 for _ in places(ast.parse(source)))
    for number in range(count):
        tree = ast.parse(source)
        line = turn(list(places(tree))[number])
        module = ModuleType("posdash.access_mutant")
        module.__dict__["__name__"] = "posdash.access.rights"  # where its dataclasses look
        exec(compile(tree, "access_mutant", "exec"), module.__dict__)
        yield f"line {line}", module


FUNCTIONS = {one.__name__ for one in CONDITIONS} | {
    "allows",
    "may_somewhere",
    "roles",
    "_came_later",
}
OTHER = {
    ast.LtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.In: ast.NotIn,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.BitAnd: ast.BitOr,
}


def places(tree: ast.Module) -> Iterator[ast.AST]:
    """The nodes that decide something."""
    for function in tree.body:
        if isinstance(function, ast.FunctionDef) and function.name in FUNCTIONS:
            for node in ast.walk(function):
                if isinstance(node, ast.Compare | ast.BoolOp):
                    yield node
                if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd):
                    yield node
                if isinstance(node, ast.Name) and node.id == "any":
                    yield node


def turn(node: ast.AST) -> int:
    """Turn one of them into its opposite; its line."""
    if isinstance(node, ast.Compare):
        node.ops = [OTHER[type(node.ops[0])]()]
    elif isinstance(node, ast.BoolOp | ast.BinOp):
        node.op = OTHER[type(node.op)]()
    elif isinstance(node, ast.Name):
        node.id = "all"
    return node.lineno


def test_any_turned_condition_is_noticed():
    survivors, tried = [], 0
    for name, module in mutants():
        tried += 1
        try:
            if computed(module) == written():
                survivors.append(name)
        except (AttributeError, TypeError):  # it does not even run
            continue
    assert survivors == []
    assert tried > 20


@pytest.mark.usefixtures("empty_store")
@pytest.mark.parametrize("what", ["signed out", "disabled", "deleted", "role taken away"])
def test_whoever_was_let_in_once_is_what_they_are_now(what):
    [kiwi] = groups("Kiwi")
    people.give_role(
        ADMINISTRATOR, people.add_person(ADMINISTRATOR, "Head"), Role.ADMINISTRATOR, None
    )
    round_id = people.add_person(ADMINISTRATOR, "Ada")
    people.give_role(ADMINISTRATOR, round_id, Role.COACH, kiwi)
    cookie = signin.sign_in(people.sign_in_link(ADMINISTRATOR, round_id).rsplit("/", 1)[1])
    cookies = {browser.cookie_name("session"): cookie}
    assert browser.principal_from(cookies).person.coaches == {kiwi}
    {
        "signed out": lambda: signin.sign_out(cookie),
        "disabled": lambda: people.set_disabled(ADMINISTRATOR, round_id, True),
        "deleted": lambda: people.delete_person(ADMINISTRATOR, round_id),
        "role taken away": lambda: people.take_role(ADMINISTRATOR, round_id, Role.COACH, kiwi),
    }[what]()
    now = browser.principal_from(cookies)
    if what == "role taken away":
        assert now == Principal(Person(round_id, "Ada"))
    else:
        assert now == NOBODY


def test_a_refusal_does_not_tell_what_is_there():
    with pytest.raises(Refused, match="or it does not exist"):
        check(NOBODY, Action.SEE_TEAM, round_of(9, *ALL), KIWI)


@pytest.mark.parametrize(
    ("leads", "seen"),
    [
        ({EAST}, {EAST, KIWI, WREN}),
        ({COMPANY}, set(ABOVE)),
        ({KIWI}, {KIWI}),
        ({WEST, WREN}, {WEST, OTTER, WREN}),
        ({77}, set()),
    ],
)
def test_a_leader_covers_what_is_under_their_groups(leads, seen):
    assert led_groups(person(leads=frozenset(leads)), round_of(9, *ALL)) == seen


def test_rights_of_a_person_and_of_a_link_add_up():
    both = Principal(
        person=Person(1, "Ada", administrator=True, coaches=frozenset({KIWI})),
        respondent=Respondent(TeamId(9, KIWI), b"token", b"device"),
    )
    assert roles(both) == {Role.MEMBER, Role.PERSON, Role.COACH, Role.ADMINISTRATOR}
    assert roles(NOBODY) == frozenset()


def test_secrets_of_a_respondent_stay_out_of_what_is_printed():
    assert "token" not in repr(respondent(KIWI))
