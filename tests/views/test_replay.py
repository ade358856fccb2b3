"""A page of groups held against chance: its own answers dealt out again at random."""

import pytest
from typer.testing import CliRunner

from posdash import memory
from posdash.__main__ import app
from posdash.errors import Refused
from posdash.findings import comparison_words
from posdash.release.values import Replayed, Withheld
from posdash.survey.round import Facet
from posdash.views import replay, results
from world.company import closed, groups, leader, opened

pytestmark = pytest.mark.usefixtures("empty_store")

APART = {"Kiwi": [1, 1, 2, 2, 1, 1, 2, 1, 1, 2], "Wren": [6, 7, 7, 6, 7, 7, 6, 7, 7, 6]}


def apart() -> tuple[int, int]:
    """A company, and its closed round in which two teams stand at the two ends."""
    company, kiwi, wren = groups("Company", "Company / Kiwi", "Company / Wren")
    places = {kiwi: APART["Kiwi"], wren: APART["Wren"]}
    return company, closed([kiwi, wren], places).id


def test_groups_that_stand_apart_do_not_once_chance_has_dealt_their_answers():
    company, round_id = apart()
    page = results.groups(leader(company), round_id)
    assert "further towards" in page.standing.sentences[0]
    found = replay.replay(leader(company), round_id)
    assert isinstance(found, Replayed)
    assert (found.times, found.promised) == (200, 10)
    assert found.claimed <= found.promised
    assert comparison_words.replayed(found) == (
        "With the same answers dealt out again at random, 200 times, this page would claim a "
        f"difference in {found.claimed} % of cases; at most 10 % is promised."
    )


def test_asking_again_tells_nothing_more():
    company, round_id = apart()
    first = replay.replay(leader(company), round_id)
    memory.forget()
    assert replay.replay(leader(company), round_id) == first


def test_nothing_is_dealt_where_fewer_than_two_groups_could_be_shown():
    company, kiwi, wren = groups("Company", "Company / Kiwi", "Company / Wren")
    few = closed([kiwi, wren], {kiwi: [1] * 12, wren: [7, 7]})
    found = replay.replay(leader(company), few.id)
    assert isinstance(found, Withheld)
    assert comparison_words.replayed(found) == (
        "There are too few answers to deal them out again at random."
    )


def test_a_round_too_large_to_wait_for_says_nothing_on_its_page(monkeypatch):
    company, round_id = apart()
    monkeypatch.setattr(replay, "QUICK", 1)
    assert replay.replay(leader(company), round_id, soon=True) is None
    assert comparison_words.replayed(None) == ""
    assert replay.replay(leader(company), round_id) is not None


def test_it_is_refused_until_the_last_group_has_closed():
    company, kiwi = groups("Company", "Company / Kiwi")
    with pytest.raises(Refused):
        replay.replay(leader(company), opened([kiwi]).id)


def test_the_command_says_it_of_both_questions():
    _, round_id = apart()
    done = CliRunner().invoke(app, ["replay", "--round", str(round_id)])
    assert done.exit_code == 0, done.output
    assert [line.partition(":")[0] for line in done.stdout.splitlines()] == [
        f"Spring ({facet})" for facet in (Facet.NOW, Facet.AIM)
    ]
