"""Forms: a refusal stands at its form and loses nothing, a double click is one press."""

import pytest

from posdash.access.rights import Role
from posdash.organisation import people
from posdash.rounds import plan
from posdash.screen import forms
from posdash.settings import ROOT
from world.company import ADMINISTRATOR, closed, groups, opened, planned


@pytest.fixture
def by_hand(visit, monkeypatch):
    """A visit by somebody who clicks twice as fast as a hand does."""
    monkeypatch.setattr(forms, "TWICE", 60.0)
    return visit


def names() -> list[str]:
    """The people there are."""
    return [one.name for one in people.organisation(ADMINISTRATOR).people]


def test_the_second_half_of_a_double_click_does_nothing_even_where_the_page_is_new(by_hand):
    [kiwi] = groups("Kiwi")
    survey_round = closed([kiwi], {kiwi: [1, 2, 3, 4, 5]})
    page = by_hand("coach/rounds.py", ADMINISTRATOR, round=str(survey_round.id))
    page.press("Plan it once more")
    page.press("Plan it once more")
    assert len(plan.all_rounds(ADMINISTRATOR)) == 2
    assert "Planned once more" in page.text


def test_a_double_click_neither_takes_two_roles_nor_disables_and_enables(by_hand):
    kiwi, wren = groups("Kiwi", "Wren")
    ben = people.add_person(ADMINISTRATOR, "Ben")
    for group in (kiwi, wren):
        people.give_role(ADMINISTRATOR, ben, Role.COACH, group)
    head = people.add_person(ADMINISTRATOR, "Head")
    people.give_role(ADMINISTRATOR, head, Role.ADMINISTRATOR, None)
    page = by_hand("admin/people.py", ADMINISTRATOR, person=str(ben))
    for _ in range(2):
        [first, *_] = [one for one in page.app.button if one.label == "Take away"]
        first.click().run()
    page.press("Disable the account")
    page.press("Let them sign in again")
    [now, _] = people.organisation(ADMINISTRATOR).people
    assert (len(now.roles), now.disabled) == (1, True)


def test_a_refusal_stands_at_its_form_until_another_press_and_the_fields_are_as_they_were(visit):
    page = visit("admin/people.py", ADMINISTRATOR)
    page.field("email", "add-person").input("zoe@example.org")
    page.press("Add the person")
    page.app.run()
    assert "A name is needed." in page.text
    assert page.field("email", "add-person").value == "zoe@example.org"
    page.field("name", "add-person").input("Zoe")
    page.press("Add the person")
    assert "A name is needed." not in page.text
    assert "They are added." in page.text
    assert [page.field(one, "add-person").value for one in ("name", "email")] == ["", ""]
    assert names() == ["Zoe"]


def test_a_refusal_is_forgotten_with_the_page_it_was_on(visit):
    page = visit("admin/people.py", ADMINISTRATOR)
    page.press("Add the person")
    assert "A name is needed." in page.text
    for other in ("start.py", "admin/people.py"):
        page.app.switch_page(str(ROOT / "pages" / other)).run()
    assert "A name is needed." not in page.text


def test_a_deed_whose_form_is_gone_is_said_above_the_page(visit):
    [kiwi] = groups("Kiwi")
    round_id = planned([kiwi])
    page = visit("coach/rounds.py", ADMINISTRATOR, round=str(round_id))
    page.confirm("Open the round")
    page.app.run()
    assert "The round is open." in page.text


def test_a_press_on_what_somebody_else_has_changed_meanwhile_is_answered(visit):
    [kiwi] = groups("Kiwi")
    round_id = planned([kiwi])
    page = visit("coach/rounds.py", ADMINISTRATOR, round=str(round_id))
    opened([kiwi], title="Other")
    page.confirm("Open the round")
    assert 'role="alert"' in page.text


@pytest.mark.parametrize(
    ("page", "key"),
    [("coach/rounds.py", "round"), ("admin/people.py", "person"), ("admin/tree.py", "group")],
)
def test_what_was_chosen_is_kept_by_the_address(visit, page, key):
    for name in ("Kiwi", "Wren"):
        planned(groups(name), title=name)
        people.add_person(ADMINISTRATOR, f"Of {name}")
    there = visit(page, ADMINISTRATOR)
    box = there.app.selectbox(key=key)
    wanted = box.options[1]
    box.select(wanted).run()
    address = {name: value[0] for name, value in there.app.query_params.items()}
    again = visit(page, ADMINISTRATOR, **address)
    assert again.app.selectbox(key=key).value != there.app.selectbox(key=key).options[0]
    assert key in address
    assert again.app.selectbox(key=key).value == address[key]
