"""Whom a link makes of a device, and that a device handed over opens nothing any more."""

import pytest

from posdash.access import respondents
from posdash.access.rights import Principal
from posdash.answers import collect
from posdash.errors import Refused
from posdash.keys import new_secret
from posdash.rounds import links
from posdash.survey.round import Facet, Links
from world.company import ADMINISTRATOR, groups, members, opened, place

pytestmark = pytest.mark.usefixtures("empty_store")


def team_link(survey_round) -> str:
    [link] = links.team_links(ADMINISTRATOR, survey_round.id)
    return link.url.rpartition("/")[2]


def opens(link: str, device: bytes) -> Principal:
    """Whoever looks at a page with these two cookies, fixed when its connection opened."""
    return Principal(respondent=respondents.respondent(link, device))


def test_an_older_tab_neither_shows_nor_changes_answers_once_the_device_was_handed_over():
    [team] = groups("Kiwi")
    link, device = team_link(opened([team])), new_secret()
    place(opens(link, device), "pace", 3)
    respondents.give_up(device)
    older_tab = opens(link, device)
    with pytest.raises(Refused, match="this device was handed to somebody else"):
        collect.survey(older_tab)
    for change in (
        lambda: collect.save(older_tab, "pace", Facet.NOW, 6, new_secret()),
        lambda: collect.comment(older_tab, "pace", "Too late."),
        lambda: collect.remove(older_tab),
    ):
        with pytest.raises(Refused):
            change()


def test_a_personal_link_does_not_open_on_a_device_handed_over_and_does_on_a_new_one():
    [team] = groups("Kiwi")
    members(team, 1)
    survey_round = opened([team], links=Links.PERSONAL)
    [mine] = links.personal_links(ADMINISTRATOR, survey_round.id)
    link, device = mine.url.rpartition("/")[2], new_secret()
    respondents.give_up(device)
    respondents.give_up(device)  # a second tap changes nothing
    assert respondents.respondent(link, device) is None
    assert respondents.respondent(link, new_secret()) is not None


def test_the_next_person_at_a_shared_device_starts_empty_and_both_count():
    [team] = groups("Kiwi")
    survey_round = opened([team])
    link, before, after = team_link(survey_round), new_secret(), new_secret()
    place(opens(link, before), "pace", 3)
    respondents.give_up(before)
    assert collect.survey(opens(link, after)).placements == {}
