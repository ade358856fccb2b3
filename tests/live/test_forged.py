"""Values that no page ever offered: what is stored stays as it is, and the page says a sentence."""

import pytest

from live.client import Device, Tab
from live.contents import nothing_changes
from live.labels import BEGIN, BEGIN_AGAIN, GO_FURTHER
from posdash.answers import closing, collect
from posdash.answers.collect import COMMENT_LENGTH
from posdash.banks.bank import Openness
from posdash.rounds import links
from posdash.survey.round import Attribute, Facet, TeamId
from posdash.web import browser
from world.company import ADMINISTRATOR, answered, groups, opened

NO_PLACES = [
    ("string_value", "8 of 7"),
    ("string_value", "8"),
    ("string_value", "-1"),
    ("string_value", "1000000000"),
    ("string_value", "nan"),
    ("string_value", "NaN of 7"),
    ("string_value", "Infinity"),
    ("string_value", "5 of 7 "),
    ("string_value", ""),
    ("string_value", "x" * 100_000),
    ("int_value", -1),
    ("int_value", 10**9),
    ("double_value", 5.0),
    ("double_value", 3.5),
    ("double_value", float("nan")),
    ("double_value", float("inf")),
    ("bool_value", True),
    ("trigger_value", True),
    ("string_array_value", ["5 of 7"]),
    ("int_array_value", [5]),
    ("bytes_value", b"5 of 7"),
    ("json_value", '{"place": 5}'),
    ("json_value", "{"),
    ("json_trigger_value", "[5]"),
]


def invited(name: str, **terms: object) -> str:
    """The team link of an open round of a new group."""
    [kiwi] = groups(name)
    survey_round = opened([kiwi], title=name, **terms)
    return links.team_links(ADMINISTRATOR, survey_round.id)[0].url


def begun(device: Device, name: str = "") -> Tab:
    """The first question on this device, under this name where one is asked."""
    tab = device.tab("/answer")
    if name:
        tab.type("name", name)
    tab.click(next(one for one in (BEGIN, BEGIN_AGAIN) if tab.has(one)))
    return tab


def stored(device: Device) -> dict[tuple[str, Facet], int]:
    """What the door finds for the cookies of this device."""
    return dict(collect.survey(browser.principal_from(device.cookies)).placements)


def no_fault_is_shown(tab: Tab) -> bool:
    return tab.exceptions == [] and not any("Traceback" in text for text in tab.heard)


@pytest.mark.parametrize("alone", [True, False], ids=["the part alone", "the whole page"])
@pytest.mark.parametrize(("field", "value"), NO_PLACES)
def test_what_is_no_place_changes_nothing(device, field, value, alone):
    phone = device(invited(f"{field} {str(value)[:20]} {alone}"))
    tab = begun(phone)
    tab.choose("place-pace-now", "3 of 7")
    radio = tab.radio("place-pace-now")
    with nothing_changes():
        tab.forge(radio.id, field, value, radio.fragment if alone else "")
    assert stored(phone) == {("pace", Facet.NOW): 3}
    assert no_fault_is_shown(tab)


def test_after_a_forgery_the_same_device_answers_as_before(device):
    phone = device(invited("Kiwi goes on"))
    tab = begun(phone)
    radio = tab.radio("place-pace-now")
    tab.forge(radio.id, "string_value", "8 of 7", radio.fragment)
    another = begun(phone)
    another.choose("place-pace-now", "5 of 7")
    assert stored(phone) == {("pace", Facet.NOW): 5}


def test_half_a_place_does_not_keep_a_team_from_closing(device):
    [kiwi] = groups("Kiwi with half a place")
    survey_round = opened([kiwi])
    answered(survey_round, kiwi, [1, 2, 3, 4, 5])
    tab = begun(device(links.team_links(ADMINISTRATOR, survey_round.id)[0].url))
    radio = tab.radio("place-pace-now")
    tab.forge(radio.id, "double_value", 3.5, radio.fragment)
    closing.reveal(ADMINISTRATOR, TeamId(survey_round.id, kiwi))


def test_a_question_that_this_round_does_not_ask_is_not_answered(device):
    asking = begun(device(invited("Kiwi asks the aim", asks_aim=True)))
    aim = asking.radio("place-pace-aim")
    tab = begun(device(invited("Kiwi asks no aim", asks_aim=False)))
    with nothing_changes():
        tab.forge(aim.id, "string_value", aim.options[4], tab.fragments[0])
        tab.forge(aim.id, "string_value", aim.options[4])
    assert no_fault_is_shown(tab)


def test_a_question_that_is_not_on_the_screen_is_not_answered(device):
    link = invited("Kiwi one by one")
    further = begun(device(link))
    further.click(GO_FURTHER)
    reach = further.radio("place-reach-now")
    tab = begun(device(link))
    with nothing_changes():
        tab.forge(reach.id, "string_value", reach.options[4], tab.fragments[0])
        tab.forge(reach.id, "string_value", reach.options[4])
    assert no_fault_is_shown(tab)


def test_a_widget_that_was_made_up_does_nothing(device):
    tab = begun(device(invited("Kiwi of no such widget")))
    with nothing_changes():
        tab.forge("$$ID-made-up-place-pace-now", "string_value", "5 of 7", tab.fragments[0])
        tab.forge("$$ID-made-up-place-pace-now", "string_value", "5 of 7")
    assert no_fault_is_shown(tab)


@pytest.mark.parametrize(
    ("field", "value"), [("double_value", 3.5), ("bool_value", True), ("string_array_value", ["a"])]
)
@pytest.mark.parametrize("key", ["comment-pace", "signed-pace", "name"])
def test_what_is_no_text_is_not_kept_as_one(device, key, field, value):
    phone = device(invited(f"Kiwi {key} {field}", openness=Openness.NAMED))
    tab = phone.tab("/answer") if key == "name" else begun(phone, "Ben")
    one = next(each for each in tab.screen.widgets if each.goes_by(key))
    with nothing_changes():
        tab.forge(one.id, field, value, one.fragment)
    assert no_fault_is_shown(tab)


def test_of_a_comment_longer_than_the_page_allows_no_more_than_that_is_kept(device):
    phone = device(invited("Kiwi writes too much"))
    tab = begun(phone)
    one = tab.widget("text_area", "comment-pace")
    tab.forge(one.id, "string_value", "x" * 100_000, one.fragment)
    kept = collect.survey(browser.principal_from(phone.cookies)).comments
    assert all(len(comment.text) <= COMMENT_LENGTH for comment in kept.values())
    assert no_fault_is_shown(tab)


@pytest.mark.parametrize(
    ("field", "value"),
    [("string_value", "captain"), ("string_array_value", ["coach"]), ("double_value", 0.0)],
)
def test_what_nobody_may_say_of_themselves_is_not_kept(device, field, value):
    terms = {"attributes": (Attribute("role", ("coach", "player")),)}
    tab = begun(device(invited(f"Kiwi says {field}", **terms)))
    tab.click(GO_FURTHER)
    tab.click(GO_FURTHER)
    radio = tab.radio("trait-role")
    with nothing_changes():
        tab.forge(radio.id, field, value, radio.fragment)
    assert no_fault_is_shown(tab)
