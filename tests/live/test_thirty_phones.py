"""Thirty phones behind one address answer at the same time; what is called saved is stored."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from live.client import Device, Tab
from live.labels import BEGIN, DONE, GO_FURTHER
from posdash.answers import collect
from posdash.banks import library
from posdash.rounds import links
from posdash.survey.round import ASKED, Facet, Round
from posdash.web import browser
from world.company import ADMINISTRATOR, groups, opened
from world.database import rows

PHONES = 30
BANK = "change-stance"
Places = dict[tuple[str, Facet], int]


def test_thirty_phones_behind_one_address_all_get_in_and_every_place_is_stored(served):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi], bank=library.bank(BANK))
    [link] = links.team_links(ADMINISTRATOR, survey_round.id)
    together = Barrier(PHONES, timeout=60)
    with ThreadPoolExecutor(PHONES) as people:
        phones = [
            people.submit(answer, served.url, link.url, survey_round, number, together)
            for number in range(PHONES)
        ]
    found = [one.result() for one in phones]
    assert [stored for _, stored in found] == [saved for saved, _ in found]
    assert [len(saved) for saved, _ in found] == [14] * PHONES
    assert rows("answer") == PHONES * len(survey_round.bank.dimensions)


def answer(
    url: str, link: str, survey_round: Round, number: int, together: Barrier
) -> tuple[Places, Places]:
    """Answer everything on one phone: what its page called saved, and what the door then finds."""
    with Device(url) as phone:
        together.wait()
        phone.open_link(link)
        tab = phone.tab("/answer")
        tab.click(BEGIN)
        saved = {}
        for index, dimension in enumerate(survey_round.bank.dimensions):
            saved |= place(tab, dimension.id, 1 + (number + index) % 7)
            if index + 1 < len(survey_round.bank.dimensions):
                tab.click(GO_FURTHER)
        assert phone.get(DONE).headers["location"].endswith("&step=done")
        assert tab.exceptions == []
        return saved, dict(collect.survey(browser.principal_from(phone.cookies)).placements)


def place(tab: Tab, dimension: str, where: int) -> Places:
    """Place now and aim; only those that the page then calls saved."""
    called = {}
    for facet, shift in zip(ASKED, (0, 2), strict=True):
        radio = tab.radio(f"place-{dimension}-{facet}")
        wanted = 1 + (where + shift) % 7
        tab.choose(radio.key, radio.options[wanted - 1])
        called[dimension, facet] = wanted
    states = [text for text in tab.html if text.startswith('<p class="asked">')]
    return {
        key: wanted
        for (key, wanted), text in zip(called.items(), states, strict=True)
        if '<span class="saved" role="status">Saved</span>' in text
    }
