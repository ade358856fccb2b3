"""Each page as each kind of person, over a real connection: who is let in, and what they hear."""

from collections.abc import Callable

import pytest

from live.client import Device
from live.labels import NO_LINK_HERE, NO_ROUND_BEHIND_LINK, NOT_OPEN
from live.somebody import administrator, coach_of, leader_of, sign_in, somebody
from posdash.access import signin
from posdash.access.rights import Role
from posdash.answers import closing, collect
from posdash.banks.bank import Openness
from posdash.keys import new_secret
from posdash.organisation import people
from posdash.rounds import links, running
from posdash.survey.round import Facet, TeamId
from world.company import ADMINISTRATOR, bank, groups, members, opened, phone

PAGES = ("answer", "follow", "mirror", "team", "belief", "agenda", "session", "guide", "projector")
PAGES += ("groups", "rounds", "plan", "letters", "coaches")
PAGES += ("people", "tree", "roster", "log", "account")
# Which pages open for whom; all others are refused.
OPEN = """
nobody              :
member of Kiwi      : answer, follow, mirror, team, projector
member of Wren      : answer, follow, mirror, team, projector
coach of Kiwi      : team, belief, agenda, session, guide, projector, rounds, plan, letters, account
coach of Wren      : team, belief, agenda, session, guide, projector, rounds, plan, letters, account
coach of Weaving   : team, belief, agenda, session, guide, projector, rounds, plan, letters, account
leader of Weaving   : belief, groups, coaches, account
leader of Lighting  : belief, groups, coaches, account
administrator       : rounds, plan, letters, coaches, people, tree, roster, log, account
without a role      : account
signed out          :
disabled            :
role taken away     : account
link withdrawn      :
"""
# Which of the words below each may ever hear.
HEARS = """
nobody              :
member of Kiwi      : Weaving, Kiwi, remark on Kiwi
member of Wren      : Weaving, Wren, remark on Wren
coach of Kiwi      : Weaving, Kiwi, remark on Kiwi
coach of Wren      : Weaving, Wren, remark on Wren
coach of Weaving   : Weaving
leader of Weaving   : Weaving, Kiwi, Wren
leader of Lighting  : Lighting, Otter, Peter Pan
administrator       : Weaving, Lighting, Kiwi, Wren, Otter, Peter Pan
without a role      :
signed out          :
disabled            :
role taken away     :
link withdrawn      :
"""
# For whom no page of the app opens at all, so that they take none of its memory.
STRANGERS = {"nobody", "signed out", "disabled", "link withdrawn"}
WORDS = ("Weaving", "Lighting", "Kiwi", "Wren", "Otter", "Peter Pan")
WORDS += ("remark on Kiwi", "remark on Wren", "remark on Otter")


def table(text: str) -> dict[str, set[str]]:
    lines = [line.split(":") for line in text.strip().splitlines()]
    return {
        who.strip(): {one.strip() for one in what.split(",") if one.strip()} for who, what in lines
    }


@pytest.fixture(scope="module")
def organisation(running_server) -> dict[str, Callable[[], list[str]]]:
    """A closed round of three teams with remarks; how each kind of person gets in, by links."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POSDASH_DATABASE_URL", running_server.database_url)
        patch.setenv("POSDASH_URL", running_server.url)
        return _organisation()


def _organisation() -> dict[str, Callable[[], list[str]]]:
    weaving, lighting, kiwi, wren, otter = groups(
        "Company / Weaving",
        "Company / Lighting",
        "Company / Weaving / Kiwi",
        "Company / Weaving / Wren",
        "Company / Lighting / Otter",
    )
    people.add_person(ADMINISTRATOR, "Peter Pan", member_of=[otter])
    members(otter, 5)
    survey_round = opened([kiwi, wren, otter], openness=Openness.DOTS)
    for group, name in ((kiwi, "Kiwi"), (wren, "Wren"), (otter, "Otter")):
        for place in (1, 2, 3, 5, 6, 7):
            one = phone(survey_round, group)
            collect.save(one, "pace", Facet.NOW, place, new_secret())
            collect.comment(one, "pace", f"A remark on {name}.")
    ways = {one.group_id: one.url for one in links.team_links(ADMINISTRATOR, survey_round.id)}
    closing.close_round(ADMINISTRATOR, survey_round.id)
    return {
        "nobody": list,
        "member of Kiwi": lambda: [ways[kiwi]],
        "member of Wren": lambda: [ways[wren]],
        "coach of Kiwi": lambda: [sign_in(coach_of(kiwi))],
        "coach of Wren": lambda: [sign_in(coach_of(wren))],
        "coach of Weaving": lambda: [sign_in(coach_of(weaving))],
        "leader of Weaving": lambda: [sign_in(leader_of(weaving))],
        "leader of Lighting": lambda: [sign_in(leader_of(lighting))],
        "administrator": lambda: [sign_in(administrator())],
        "without a role": lambda: [sign_in(somebody("Ned"))],
    }


def somebody_who_was(what: str, device: Callable[..., Device]) -> Device:
    """Somebody who was let in once, and keeps the cookies of it."""
    paths = people.organisation(ADMINISTRATOR).paths
    kiwi = next(group for group, path in paths.items() if path.endswith("Kiwi"))
    if what == "link withdrawn":
        return with_a_withdrawn_link(kiwi, device)
    administrator()  # somebody stays
    person = coach_of(kiwi)
    one = device(sign_in(person))
    if what == "signed out":
        signin.sign_out(one.cookies["posdash_session"])
    elif what == "disabled":
        people.set_disabled(ADMINISTRATOR, person, True)
    else:
        people.take_role(ADMINISTRATOR, person, Role.COACH, kiwi)
    return one


def with_a_withdrawn_link(group: int, device: Callable[..., Device]) -> Device:
    """Somebody whose team was given another link in a round that is called off afterwards."""
    survey_round = opened([group], bank=bank("trust"), title="Soon called off")
    one = device(links.team_links(ADMINISTRATOR, survey_round.id)[0].url)
    links.replace_team_link(ADMINISTRATOR, TeamId(survey_round.id, group))
    running.cancel(ADMINISTRATOR, survey_round.id)
    return one


@pytest.mark.parametrize("actor", table(OPEN))
def test_each_page_opens_for_whom_the_list_says_and_tells_nothing_foreign(
    actor, organisation, served, device
):
    one = (
        device(*organisation[actor]()) if actor in organisation else somebody_who_was(actor, device)
    )
    heard: list[str] = []
    let_in = set()
    for page in PAGES:
        if actor in STRANGERS:
            heard.append(one.turned_away(f"/{page}"))
            refused = (NOT_OPEN, NO_ROUND_BEHIND_LINK, NO_LINK_HERE)
            assert any(one in heard[-1] for one in refused), page
            continue
        with one.tab(f"/{page}") as tab:
            assert tab.exceptions == [], page
            refused = tab.says(NOT_OPEN) or tab.says(NO_ROUND_BEHIND_LINK)
            let_in |= set() if refused else {page}
            heard += tab.heard
    assert let_in == table(OPEN)[actor]
    assert {word for word in WORDS if any(word in one for one in heard)} == table(HEARS)[actor]
