"""Where a coach or leader believes a team stands: said before the reveal, seen beside it after."""

import pytest

from posdash.access.rights import Person, Principal, Role
from posdash.answers import closing
from posdash.errors import BadInput, Closed, Refused
from posdash.hour import beliefs
from posdash.organisation import people
from posdash.survey.round import UNSURE, TeamId
from world.company import ADMINISTRATOR, answered, groups, opened, phone

pytestmark = pytest.mark.usefixtures("empty_store")


@pytest.fixture
def here():
    """(round, Kiwi, Wren, its coach, a leader above both): Kiwi and Wren under East."""
    east, kiwi, wren = groups("East", "East / Kiwi", "East / Wren")
    survey_round = opened([kiwi, wren])
    for group in (kiwi, wren):
        answered(survey_round, group, [5, 5, 6, 6, 6, 2])
    ada, lee = (people.add_person(ADMINISTRATOR, name) for name in ("Ada", "Lee"))
    people.give_role(ADMINISTRATOR, ada, Role.COACH, kiwi)
    people.give_role(ADMINISTRATOR, lee, Role.LEADER, east)
    return (
        survey_round,
        kiwi,
        wren,
        Principal(Person(ada, "Ada", coaches=frozenset({kiwi}))),
        Principal(Person(lee, "Lee", leads=frozenset({east}))),
    )


def test_what_was_believed_stands_beside_what_is_once_the_team_is_revealed(here):
    survey_round, kiwi, _, ada, _ = here
    beliefs.believe(ada, TeamId(survey_round.id, kiwi), "pace", 2)
    beliefs.believe(ada, TeamId(survey_round.id, kiwi), "reach", UNSURE)
    beliefs.believe(ada, TeamId(survey_round.id, kiwi), "pace", 3)
    assert beliefs.guess(ada, TeamId(survey_round.id, kiwi)).places == {"pace": 3, "reach": UNSURE}
    with pytest.raises(Refused, match="not open to you"):
        beliefs.compared(ada, TeamId(survey_round.id, kiwi))
    closing.reveal(ada, TeamId(survey_round.id, kiwi))
    pace, reach = beliefs.compared(ada, TeamId(survey_round.id, kiwi)).rows
    assert (pace.first, pace.second) == (3, 5.0)
    assert pace.sentence == (
        "You saw it towards left pace; on average the team stands 2 points further towards "
        "right pace."
    )
    assert (reach.first, reach.sentence) == (None, "Not placed.")


def test_after_the_reveal_nobody_believes_anything_new(here):
    survey_round, kiwi, _, ada, lee = here
    closing.reveal(ada, TeamId(survey_round.id, kiwi))
    for who in (ada, lee):
        with pytest.raises(Closed, match="has been revealed"):
            beliefs.believe(who, TeamId(survey_round.id, kiwi), "pace", 2)
    assert beliefs.compared(ada, TeamId(survey_round.id, kiwi)) is None


def test_the_team_sees_it_once_it_is_shared_and_no_more_when_it_is_taken_back(here):
    survey_round, kiwi, _, ada, _ = here
    beliefs.believe(ada, TeamId(survey_round.id, kiwi), "pace", 2)
    closing.reveal(ada, TeamId(survey_round.id, kiwi))
    member = phone(survey_round, kiwi)
    assert beliefs.shared_with(member, TeamId(survey_round.id, kiwi)) == ()
    beliefs.share(ada, TeamId(survey_round.id, kiwi), shared=True)
    [one] = beliefs.shared_with(member, TeamId(survey_round.id, kiwi))
    assert (one.who, one.rows[0].first, one.rows[0].second) == ("Ada", 2, 5.0)
    assert one.rows[0].sentence.startswith("Ada saw it near left pace; on average the team")
    beliefs.share(ada, TeamId(survey_round.id, kiwi), shared=False)
    assert beliefs.shared_with(member, TeamId(survey_round.id, kiwi)) == ()


def test_a_leader_waits_for_the_whole_round_and_sees_what_outsiders_see(here):
    survey_round, kiwi, wren, ada, lee = here
    beliefs.believe(lee, TeamId(survey_round.id, kiwi), "pace", 6)
    closing.reveal(ada, TeamId(survey_round.id, kiwi))
    with pytest.raises(Refused, match="not open to you yet"):
        beliefs.compared(lee, TeamId(survey_round.id, kiwi))
    closing.close_round(ADMINISTRATOR, survey_round.id)
    assert beliefs.compared(lee, TeamId(survey_round.id, kiwi)).rows[0].second == 5.0
    assert [one.name for one in beliefs.believable(lee)] == ["Kiwi"]
    assert beliefs.compared(lee, TeamId(survey_round.id, wren)) is None


def test_one_sees_the_teams_one_may_say_it_of_before_their_reveal(here):
    _, kiwi, wren, ada, lee = here
    assert [one.team.group_id for one in beliefs.believable(ada)] == [kiwi]
    assert {one.team.group_id for one in beliefs.believable(lee)} == {kiwi, wren}


def test_what_one_believes_is_ones_own(here):
    survey_round, kiwi, _, ada, lee = here
    beliefs.believe(ada, TeamId(survey_round.id, kiwi), "pace", 2)
    assert beliefs.guess(lee, TeamId(survey_round.id, kiwi)).places == {}


@pytest.mark.parametrize("place", [8, -1, 2.5, True, "2", None])
def test_a_place_that_there_is_not_is_refused(here, place):
    survey_round, kiwi, _, ada, _ = here
    with pytest.raises(BadInput):
        beliefs.believe(ada, TeamId(survey_round.id, kiwi), "pace", place)
    with pytest.raises(BadInput):
        beliefs.believe(ada, TeamId(survey_round.id, kiwi), "unknown", 2)
    assert beliefs.guess(ada, TeamId(survey_round.id, kiwi)).places == {}


def test_a_group_that_was_not_asked_itself_cannot_be_believed_of(here):
    survey_round, *_, lee = here
    east = next(iter(lee.person.leads))
    with pytest.raises(Closed, match="not answering"):
        beliefs.believe(lee, TeamId(survey_round.id, east), "pace", 2)
