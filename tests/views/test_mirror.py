"""The mirror: what a device keeps, and oneself beside the team."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdash.access.rights import Respondent
from posdash.answers import closing, collect
from posdash.errors import Refused
from posdash.survey.round import UNSURE, Facet, TeamId
from posdash.views import mirror
from world.company import ADMINISTRATOR, answered, bank, coach, groups, opened, phone, place

PLACES = st.none() | st.integers(0, 7)
ME = Respondent(TeamId(3, 1), token=b"t" * 32, device=b"d" * 32)
NOTHING_PLACED = SimpleNamespace(placements={}, round=SimpleNamespace(bank=bank("pace", "reach")))


@pytest.fixture
def here(empty_store):
    """Kiwi's round, answered by five, and a sixth whose device keeps 2 and 6 on the pace."""
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    answered(survey_round, kiwi, [5, 5, 6, 6, 6])
    me = phone(survey_round, kiwi)
    place(me, "pace", 2, aim=6)
    collect.save(me, "reach", Facet.NOW, UNSURE, b"1" * 32)
    return survey_round, kiwi, me, mirror.kept_as(me.respondent, collect.survey(me))


def test_oneself_stands_beside_the_team_once_it_has_closed(here):
    survey_round, kiwi, me, kept = here
    assert kept.endswith(".260-")
    with pytest.raises(Refused, match="before it has closed"):
        mirror.mirror(me, kept)
    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    found = mirror.mirror(me, kept)
    pace, reach = found.now
    assert (pace.first, pace.second) == (2, 5.0)
    assert pace.sentence == (
        "You placed it near left pace; on average the team stands 3 points further towards "
        "right pace."
    )
    assert (reach.first, reach.sentence) == (None, "Not placed.")
    assert (found.aim[0].first, found.aim[0].second) == (6, None)
    assert found.aim[0].why.startswith("Too few answers")


def test_a_device_that_kept_nothing_sees_the_team_alone(here):
    survey_round, kiwi, me, _ = here
    closing.close_round(ADMINISTRATOR, survey_round.id)
    found = mirror.mirror(me, "")
    assert (found.now, found.aim, found.finding.group.id) == ((), (), kiwi)


@pytest.mark.parametrize(
    "kept",
    ["", ".", "x.26--", "99.26--", "{}.26-", "{}.26---", "{}.9z!?", "{}.é---", "\0", "1" * 9000],
)
def test_what_others_wrote_into_the_cookie_is_no_place(kept):
    text = kept.replace("{}", mirror.kept_as(ME, NOTHING_PLACED).rpartition(".")[0])
    assert mirror.own(ME, text, ["pace", "reach"], 7) == {}


def test_on_a_device_that_several_use_each_sees_their_own_places_alone():
    kept = mirror.kept_as(ME, NOTHING_PLACED).rpartition(".")[0] + ".26--"
    assert mirror.own(ME, kept, ["pace", "reach"], 7) == {
        ("pace", Facet.NOW): 2,
        ("pace", Facet.AIM): 6,
    }
    assert mirror.own(replace(ME, token=b"u" * 32), kept, ["pace", "reach"], 7) == {}
    assert mirror.own(replace(ME, team=TeamId(3, 2)), kept, ["pace", "reach"], 7) == {}


@given(st.lists(st.tuples(PLACES, PLACES), min_size=1, max_size=20))
def test_a_device_gives_back_what_it_was_given(places):
    ids = [str(at) for at in range(len(places))]
    given_ = {
        (dimension, facet): place
        for dimension, pair in zip(ids, places, strict=True)
        for facet, place in zip(mirror.FACETS, pair, strict=True)
        if place is not None
    }
    letters = "".join(
        mirror.letter(given_.get((dimension, f))) for dimension in ids for f in mirror.FACETS
    )
    whose = mirror.kept_as(ME, NOTHING_PLACED).rpartition(".")[0]
    assert mirror.own(ME, f"{whose}.{letters}", ids, 7) == given_
