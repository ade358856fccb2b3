"""Every form of the app, pressed the moment its last field is filled, and pressed twice.

What is stored is what stood in the fields, and it is stored once.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, NamedTuple

from playwright.sync_api import Locator, Page

from browser.steps import TOLERATED, enter, tab_until
from db.answers import respondents
from posdash import clock
from posdash.access import log
from posdash.access.log import Deed
from posdash.access.rights import Role
from posdash.answers import closing
from posdash.hour import agenda, meeting, notes
from posdash.hour.steps import Step, Stop
from posdash.organisation import people
from posdash.rounds import plan
from posdash.store import store
from posdash.survey.round import TeamId
from world.company import ADMINISTRATOR, answered, bank, groups, members, opened, planned
from world.company import coach as coach_of

SPLIT = [1, 1, 1, 2, 6, 7, 7, 7]
# What a browser that translates does to a page: each text moves into elements of its own.
TRANSLATES = """() => {
  const left = new Set(["SCRIPT", "STYLE", "TEXTAREA", "INPUT", "CODE"]);
  const done = (one) => {
    for (; one; one = one.parentElement) {
      if (left.has(one.tagName) || one.translate === false || one.dataset?.moved) return true;
    }
    return false;
  };
  const move = (root) => {
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT), found = [];
    while (walk.nextNode()) found.push(walk.currentNode);
    for (const text of found) {
      if (!text.data.trim() || !text.parentElement || done(text.parentElement)) continue;
      const outer = document.createElement("font"), inner = document.createElement("font");
      outer.dataset.moved = inner.dataset.moved = 1;
      inner.textContent = text.data;
      outer.append(inner);
      text.replaceWith(outer);
    }
  };
  move(document.body);
  new MutationObserver((all) => all.forEach((one) => {
    one.addedNodes.forEach((node) => {
      move(node.nodeType === 1 ? node : node.parentElement ?? document.body);
    });
    if (one.type === "characterData" && one.target.parentElement) move(one.target.parentElement);
  })).observe(document.body, { childList: true, subtree: true, characterData: true });
}"""
TICK, POINT = object(), object()
TRIES = 3
LISTED = 300  # milliseconds in which a list opens, and shows what fits the letters typed
LETTER = 40  # milliseconds between two of them


class Choice(str):
    """What is typed into a list, to choose it."""


class Form(NamedTuple):
    """A form: its page, the part to unfold, its fields, the last last, its button.

    `stored` looks what came of it, which shall be `wanted`; `deeds` are the lines in the log.
    """

    page: str
    part: str
    fields: dict[str, object]
    button: str
    stored: Callable[[], object]
    wanted: object
    deeds: tuple[Deed, ...] = ()


def test_what_is_typed_last_counts_and_a_double_click_does_it_once(served, open_page, settled):
    page = open_page(1280, 1000, tolerate=TOLERATED)
    assert faults(page, served.url, settled, double_click) == []


def test_the_same_by_keyboard_with_the_key_pressed_twice(served, open_page, settled):
    page = open_page(1280, 1000, tolerate=TOLERATED)
    assert faults(page, served.url, settled, enter_twice) == []


def test_a_day_typed_while_the_browser_translates_the_page_is_the_day_that_is_stored(
    served, open_page, settled
):
    ada = somebody("Ada", (Role.ADMINISTRATOR, None))
    groups("Kiwi")
    page = open_page(1280, 1000, tolerate=TOLERATED)
    enter(page, people.sign_in_link(ADMINISTRATOR, ada), settled)
    page.goto(f"{served.url}/plan")
    page.wait_for_selector('[data-testid="stApp"]')
    settled(page)
    page.evaluate(TRANSLATES)
    for field, text in (
        ("Title, as people will read it", "Translated"),
        ("Closes on", "2030-05-31"),
    ):
        page.get_by_label(re.compile(field)).first.fill(text)
        page.keyboard.press("Tab")
        settled(page)
    page.get_by_role("combobox", name="Groups that answer").click()
    page.keyboard.type("Kiwi")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.locator("button", has_text="Plan the round").click()
    settled(page)
    [survey_round] = plan.all_rounds(ADMINISTRATOR)
    assert (survey_round.title, f"{survey_round.closes_at:%Y-%m-%d}") == (
        "Translated",
        "2030-05-31",
    )


def double_click(_: Page, button: Locator) -> None:
    """As a hand does it that always clicks twice."""
    button.dblclick(delay=20)


def enter_twice(page: Page, button: Locator) -> None:
    """By Tab from the last field, and two strokes of Enter."""
    name = button.inner_text()
    tab_until(page, f"document.activeElement?.innerText?.trim() === {name!r}")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")


def faults(page: Page, url: str, settled, press: Callable[[Page, Locator], None]) -> list[str]:
    """The forms of which something else was stored than was typed, or not once.

    What came to nothing at all is tried again: on a busy machine a list of the browser's has
    not always chosen what was typed, or a part is drawn anew under the hand.
    """
    ada = somebody("Ada", (Role.ADMINISTRATOR, None))
    enter(page, people.sign_in_link(ADMINISTRATOR, ada), settled)
    found, at = [], ""
    for form in every_form(ada):
        for _ in range(TRIES):
            before, last = held(form), log.entries(ADMINISTRATOR)[0].id
            if form.page != at:
                page.goto(url + form.page)
                page.wait_for_selector('[data-testid="stApp"]')
            settled(page)
            at = form.page
            there = unfolded(page, form.part)
            fill(page, there, form.fields)
            name = re.compile(f"^{form.button}$")  # an open list hides all else from roles
            press(page, there.locator("button", has_text=name).first)
            settled(page)
            deeds = tuple(one.deed for one in log.entries(ADMINISTRATOR) if one.id > last)
            came = held(form), deeds
            if came == (form.wanted, form.deeds):
                break
            at = ""
            if came != (before, ()):
                found.append(f"{form.page}, {form.button}: {came}")
                break
        else:
            found.append(f"{form.page}, {form.button}: nothing came of it")
    return found


def held(form: Form) -> object:
    """What is stored of it, or None where there is nothing to look at yet."""
    try:
        return form.stored()
    except AttributeError:
        return None


def unfolded(page: Page, part: str) -> Locator:
    """A part of the page, opened if it is closed, or all of it."""
    if not part:
        return page.locator("body")
    if part == "Change":
        page.get_by_role("button", name=part).first.click()
        return page.locator("[data-testid=stPopoverBody]")
    there = page.locator("details", has=page.get_by_text(part, exact=True)).first
    if there.get_attribute("open") is None:
        there.locator("summary").click()
    return there


def fill(page: Page, there: Locator, fields: dict[str, object]) -> None:
    """Fill in one field after the other, and stay in the last."""
    for label, value in fields.items():
        if value is TICK:
            there.get_by_text(label, exact=True).last.click()
        elif value is POINT:
            there.locator(f".st-key-scale-{label} [data-testid=stRadioOption]").nth(1).click()
        elif isinstance(value, Choice):
            there.get_by_role("combobox", name=label, exact=True).click()
            page.wait_for_timeout(LISTED)
            page.keyboard.type(value, delay=LETTER)
            page.wait_for_timeout(LISTED)
            page.keyboard.press("Enter")
        else:
            there.get_by_label(label, exact=True).locator("visible=true").first.fill(str(value))


def somebody(name: str, *roles: tuple[Role, int | None]) -> int:
    """A new person with these roles."""
    person_id = people.add_person(ADMINISTRATOR, name)
    for role, group in roles:
        people.give_role(ADMINISTRATOR, person_id, role, group)
    return person_id


def person(person_id: int) -> Any:
    """Somebody as they are listed now, or None."""
    found = people.organisation(ADMINISTRATOR).people
    return next((one for one in found if one.id == person_id), None)


def of(team: TeamId) -> str:
    """A team as the address names it."""
    return f"round={team.round_id}&group={team.group_id}"


def every_form(ada: int) -> Iterator[Form]:
    """All forms, each after what it needs has been made."""
    company, kiwi, heron = groups("Company", "Company / Kiwi", "Company / Heron")
    people.give_role(ADMINISTRATOR, ada, Role.LEADER, company)
    for group in (kiwi, heron):
        people.give_role(ADMINISTRATOR, ada, Role.COACH, group)
    yield from of_people()
    yield from of_the_tree()
    yield from of_plans()
    yield from of_a_round(heron)
    yield from of_the_hour(kiwi)
    yield from of_coaches()


def of_people() -> Iterator[Form]:
    """Add, change, give and take a role, sign-in links, disable, delete."""
    [wren] = groups("Company / Wren")
    ben = somebody("Ben", (Role.LEADER, wren))
    here = f"/people?person={ben}"

    def zoe() -> list[str | None]:
        found = people.organisation(ADMINISTRATOR).people
        return [one.email for one in found if one.name == "Zoe"]

    def roles() -> list[tuple[Role, str]]:
        return [(one.role, one.group) for one in person(ben).roles]

    coach, leader = (Role.COACH, "Company / Wren"), (Role.LEADER, "Company / Wren")
    yield Form(
        *(here, "Add somebody", {"Name": "Zoe", "E-mail, if you like": "zoe@example.org"}),
        *("Add the person", zoe, ["zoe@example.org"], (Deed.ADDED_PERSON,)),
    )
    yield Form(
        *(here, "Name, e-mail and groups", {"E-mail": "ben@example.org"}, "Keep this"),
        *(lambda: person(ben).email, "ben@example.org", (Deed.CHANGED_PERSON,)),
    )
    yield Form(
        *(here, "", {"Of which group": Choice("Company / Wren")}, "Give this role"),
        *(lambda: sorted(roles()), [coach, leader], (Deed.GAVE_ROLE,)),
    )
    yield Form(here, "", {}, "Take away", lambda: len(roles()), 1, (Deed.TOOK_ROLE,))
    link = (lambda: None, None, (Deed.MADE_SIGN_IN_LINK,))
    yield Form(here, "", {}, "Make a sign-in link", *link)
    yield Form(
        *(here, "", {}, "Disable the account"),
        *(lambda: person(ben).disabled, True, (Deed.DISABLED_PERSON,)),
    )
    yield Form(
        *(here, "Delete", {"Forget Ben": TICK}, "Delete this person"),
        *(lambda: person(ben), None, (Deed.DELETED_PERSON,)),
    )


def of_the_tree() -> Iterator[Form]:
    """Add, rename, move, split, merge, archive a group."""
    owl, nest = groups("Company / Owl", "Company / Nest")
    for name in ("Mia", "Noa"):
        people.add_person(ADMINISTRATOR, name, member_of=[owl])
    here = f"/tree?group={owl}"

    def path() -> str:
        return people.organisation(ADMINISTRATOR).paths[owl]

    def archived(group: int) -> bool:
        found = people.organisation(ADMINISTRATOR).groups
        return next(one.archived for one in found if one.id == group)

    def ibises() -> int:
        return list(people.organisation(ADMINISTRATOR).paths.values()).count("Ibis")

    yield Form(
        *(here, "", {"A group by its path": "Ibis"}, "Add the group", ibises, 1),
        (Deed.ADDED_GROUP,),
    )
    yield Form(
        *(here, "Another name", {"Name": "Barn owl"}, "Rename the group"),
        *(path, "Company / Barn owl", (Deed.RENAMED_GROUP,)),
    )
    yield Form(
        *(here, "Another place", {"Put it under": Choice("At the top")}, "Move the group"),
        *(path, "Barn owl", (Deed.MOVED_GROUP,)),
    )
    split = {"Name of the new group": "Owlet", "Who goes": Choice("Mia")}
    yield Form(
        *(here, "Some of it into a new group", split, "Split the group"),
        *(lambda: people.organisation(ADMINISTRATOR).sizes[owl], 1, (Deed.SPLIT_GROUP,)),
    )
    merge = {"Merge it into": Choice("Ibis"), "Bring everybody over": TICK}
    yield Form(
        *(here, "Into another group", merge, "Merge the groups"),
        *(lambda: archived(owl), True, (Deed.MERGED_GROUP,)),
    )
    yield Form(
        *(here, "Out of use", {}, "Bring it back"),
        *(lambda: archived(owl), False, (Deed.RESTORED_GROUP,)),
    )
    yield Form(
        *(f"/tree?group={nest}", "Out of use", {"With all groups in it": TICK}),
        *("Archive the group", lambda: archived(nest), True, (Deed.ARCHIVED_GROUP,)),
    )


def of_plans() -> Iterator[Form]:
    """A plan, with one field or another typed last."""
    groups("Company / Finch")
    for title, last, value, read, wanted in (
        ("A", "Whom to ask about privacy", "Nora Holm", lambda one: one.contact, "Nora Holm"),
        ("B", "Fewest answers of which anything is shown", 9, lambda one: one.k, 9),
        ("C", "at", "9", lambda one: one.closes_at.hour, 9),
        ("D", "Groups that answer", Choice("Company / Finch"), lambda one: len(one.asked), 1),
    ):
        first = {"Title, as people will read it": title}
        first["Groups that answer"] = Choice("Company / Finch")

        def stored(title: str = title, read: Callable[[Any], object] = read) -> list[object]:
            return [read(one) for one in plan.all_rounds(ADMINISTRATOR) if one.title == title]

        first.pop(last, None)
        fields = first | {last: value}
        yield Form(
            f"/plan?{title}", "", fields, "Plan the round", stored, [wanted], (Deed.PLANNED_ROUND,)
        )


def of_a_round(heron: int) -> Iterator[Form]:
    """From opening it to deleting it."""
    members(heron, 2)
    round_id = planned([heron], title="Heron's", closes_at=clock.now() + timedelta(days=2))
    here = f"/rounds?round={round_id}"

    def now() -> Any:
        return next((one for one in plan.all_rounds(ADMINISTRATOR) if one.id == round_id), None)

    opening = {"The questions, the groups and who sees what are right": TICK}
    yield Form(
        *(here, "", opening, "Open the round"),
        *(lambda: now().state.value, "open", (Deed.OPENED_ROUND,)),
    )
    yield Form(
        *(here, "Give people more time", {"at": 9, "People are told of the new time": TICK}),
        *("Move the closing time", lambda: now().closes_at.hour, 9, (Deed.EXTENDED_ROUND,)),
    )
    yield Form(
        *(here, "Take a link back", {"Take the link back": TICK}, "Make another link"),
        *(lambda: None, None, (Deed.REPLACED_LINK,)),
    )
    people.add_person(ADMINISTRATOR, "Late Lina", member_of=[heron])
    yield Form(
        *(f"{here}&late", "Let a late joiner in", {"They answer as well": TICK}, "Let them in"),
        *(lambda: now().asked[0].people, 3, (Deed.LET_IN,)),
    )
    sure = "Everybody who wants to has answered"
    yield Form(
        *(here, "Close a group, or all", {sure: TICK}, "Close this group"),
        *(lambda: now().state.value, "closed", (Deed.CLOSED_ROUND, Deed.CLOSED_GROUP)),
    )
    day = {"at": 9, "Erase comments and names then": TICK}
    yield Form(
        *(here, "Erase comments and names on a day", day, "Set the day"),
        *(lambda: now().erase_at.hour, 9, (Deed.SET_ERASURE,)),
    )
    yield Form(
        *(here, "Erase comments and names on a day", {}, "Keep them after all"),
        *(lambda: now().erase_at, None, (Deed.SET_ERASURE,)),
    )
    yield Form(
        *(here, "", {}, "Plan it once more"),
        *(
            lambda: len([one for one in plan.all_rounds(ADMINISTRATOR) if "Heron's" in one.title]),
            2,
        ),
        (Deed.PLANNED_ROUND,),
    )
    yield Form(
        *(f"{here}&gone", "Delete this round", {"Forget it": TICK}, "Delete the round"),
        *(now, None, (Deed.DELETED_ROUND,)),
    )
    cancelled = opened([heron], title="By mistake").id
    there = f"/rounds?round={cancelled}"
    part = "Cancel: this was opened by mistake"
    yield Form(
        *(there, part, {"Erase what was answered": TICK}, "Cancel the round"),
        *(lambda: plan.round_of(ADMINISTRATOR, cancelled).state.value, "cancelled"),
        (Deed.CANCELLED_ROUND,),
    )


def of_the_hour(kiwi: int) -> Iterator[Form]:
    """A session, what was agreed in it, and the agenda."""
    asked = bank("pace", "reach", "trust")
    survey_round = opened([kiwi], title="Kiwi's", bank=asked, asks_aim=False)
    for dimension in ("pace", "reach", "trust"):
        answered(survey_round, kiwi, SPLIT, dimension)
    team = TeamId(survey_round.id, kiwi)
    who = coach_of(kiwi)

    def stand() -> Any:
        return meeting.stand(who, team).stop

    def agreed() -> list[tuple[str, str, str]]:
        found = notes.taken_away(who, team).items
        return [(one.text, one.owner, str(one.due or "")) for one in found]

    def entered() -> int:
        with store().read() as connection:
            return respondents(connection, team.round_id)[kiwi][1]

    yield Form(
        *(f"/session?{of(team)}", "", {}, "Begin the session"),
        *(lambda: stand().step, Step.WELCOME),
    )
    meeting.bring(who, team, Stop(Step.PLACE))
    yield Form(
        *(f"/session?{of(team)}&1", "Enter for somebody without a phone", {"now-pace": POINT}),
        *("Enter these", entered, 1),
    )
    closing.reveal(who, team)
    meeting.bring(who, team, Stop(Step.EXPERIMENTS))
    here = f"/session?{of(team)}&2"
    pair = {"What shall be done": "Pair", "Until (year-month-day)": "2030-05-31", "Who": "Ben"}
    yield Form(here, "", pair, "Agree on it", agreed, [("Pair", "Ben", "2030-05-31")])
    yield Form(
        *(here, "Change", {"Who": "Cleo"}, "Keep it so", agreed),
        [("Pair", "Cleo", "2030-05-31")],
    )
    yield Form(f"{here}3", "Change", {}, "Take it away", agreed, [])
    yield Form(
        *(here, "Go to any question", {"Question": Choice("left reach")}, "Bring everybody there"),
        *(stand, Stop(Step.TALK, "reach")),
    )
    yield Form(
        *(here, "End the session here", {"Nobody has more to say": TICK}, "End now"),
        *(lambda: stand().step, Step.OVER),
    )
    yield from of_the_agenda(team)


def of_the_agenda(team: TeamId) -> Iterator[Form]:
    """Slots moved, dropped and added, and when the team meets."""
    who = coach_of(team.group_id)
    here = f"/agenda?{of(team)}"

    def slots() -> list[str]:
        return [one.dimension for one in agenda.agenda(who, team).slots]

    first, second, third = (one.dimension for one in agenda.prepared(who, team)[0].slots)
    yield Form(here, "", {}, "Later", slots, [second, first, third])
    yield Form(f"{here}&1", "", {}, "Drop", slots, [first, third])
    more = {"One question more": Choice(f"left {second}")}
    yield Form(here, "", more, "Add it", slots, [first, third, second])
    yield Form(
        *(here, "When do you meet?", {"at": "9"}, "Keep this time"),
        *(lambda: agenda.agenda(who, team).starts_at.hour, 9),
    )


def of_coaches() -> Iterator[Form]:
    """Coaches of a group, as its leader names them."""
    [stork] = groups("Company / Stork")
    for name in ("Dana", "Eli"):
        people.add_person(ADMINISTRATOR, name, member_of=[stork])
    people.give_role(ADMINISTRATOR, somebody("Fay"), Role.COACH, stork)

    def coaches() -> int:
        found = people.organisation(ADMINISTRATOR).people
        return sum(held.group_id == stork for one in found for held in one.roles)

    here = f"/coaches?group={stork}"
    yield Form(
        *(here, "", {"Somebody of your groups": Choice("Dana")}, "Make them the coach"),
        *(coaches, 2, (Deed.GAVE_ROLE,)),
    )
    yield Form(here, "", {}, "Take away", coaches, 1, (Deed.TOOK_ROLE,))


# DEBUG
