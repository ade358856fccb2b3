"""Planning and opening rounds, on SQLite and on PostgreSQL."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from posdash import clock, closing, links, plan, running
from posdash.access import NOBODY
from posdash.bank import Placed
from posdash.errors import BadInput, Closed, Refused
from posdash.store import store
from posdash.survey import State
from world import ADMINISTRATOR, bank, coach, groups, leader, members, opened, planned

pytestmark = pytest.mark.usefixtures("empty_store")


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        ({"title": "  "}, "needs a title"),
        ({"groups": ()}, "needs somebody to ask"),
        ({"groups": (999,)}, "no longer exists"),
        ({"bank": bank("pace", places=Placed.CANDIDATE)}, "places an experiment"),
        ({"closes_at": clock.now() - timedelta(minutes=1)}, "already passed"),
        ({"k": 4}, "between 5 and 50"),
        ({"k": 51}, "between 5 and 50"),
        ({"title": "x" * 101}, "100 characters"),
    ],
)
def test_what_does_not_fit_is_said_in_a_sentence_and_nothing_is_kept(terms, sentence):
    [kiwi] = groups("Kiwi")
    with pytest.raises(BadInput, match=sentence):
        planned([kiwi], **terms)
    assert plan.all_rounds(ADMINISTRATOR) == ()


def test_a_candidate_gives_the_round_its_subject():
    [kiwi] = groups("Kiwi")
    round = opened([kiwi], bank=bank("pace", places=Placed.CANDIDATE), candidate="Quiet Fridays")
    assert round.subject.name == "Quiet Fridays"


def test_opening_notes_the_tree_and_its_members_as_they_are_then():
    company, kiwi = groups("Company", "Company / Kiwi")
    members(kiwi, 4)
    round = opened([kiwi])
    members(kiwi, 2)
    assert [(one.group.id, one.asked, one.people) for one in round.participants] == [
        (company, False, 0),
        (kiwi, True, 4),
    ]


def test_each_team_gets_a_link_of_its_own_once_the_round_is_open():
    kiwi, wren = groups("Company / Kiwi", "Wren")
    id = planned([kiwi, wren])
    assert links.team_links(ADMINISTRATOR, id) == ()
    running.open_round(ADMINISTRATOR, id)
    first, second = links.team_links(ADMINISTRATOR, id)
    assert (first.group, second.group) == ("Company / Kiwi", "Wren")
    assert first.url != second.url
    assert first.url.startswith("http://127.0.0.1:8501/i/")
    assert first.qr.startswith("<svg")


def test_a_round_opens_once():
    [kiwi] = groups("Kiwi")
    round = opened([kiwi])
    with pytest.raises(Closed):
        running.open_round(ADMINISTRATOR, round.id)


def test_a_round_whose_time_has_passed_does_not_open(monkeypatch):
    [kiwi] = groups("Kiwi")
    id = planned([kiwi])
    later = clock.now() + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(BadInput, match="passed"):
        running.open_round(ADMINISTRATOR, id)


@pytest.mark.parametrize(
    "change", ["openness = 'named'", "k = 1", "asks_aim = false", "state = 'planned'"]
)
def test_the_database_itself_locks_the_terms_of_an_open_round(change):
    [kiwi] = groups("Kiwi")
    round = opened([kiwi])
    with pytest.raises(DBAPIError), store().write() as connection:
        connection.execute(text(f"UPDATE round SET {change} WHERE id = {round.id}"))
    assert plan.all_rounds(ADMINISTRATOR) == (round,)
    assert round.state is State.OPEN


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE round SET state = 'open'",
        "UPDATE round_group SET closed_at = NULL",
        "UPDATE bank_snapshot SET body = '{}'",
    ],
)
def test_the_database_itself_keeps_closed_what_has_closed(change):
    [kiwi] = groups("Kiwi")
    closing.close_round(ADMINISTRATOR, opened([kiwi]).id)
    with pytest.raises(DBAPIError), store().write() as connection:
        connection.execute(text(change))


@pytest.mark.parametrize("who", [NOBODY, coach(1), leader(1)])
def test_only_an_administrator_plans(who):
    [kiwi] = groups("Kiwi")
    id = planned([kiwi])
    for attempt in (
        plan.all_rounds,
        lambda who: running.open_round(who, id),
        lambda who: links.team_links(who, id),
    ):
        with pytest.raises(Refused):
            attempt(who)
