"""Answering, on SQLite and on PostgreSQL."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from posdash import clock
from posdash.access.rights import NOBODY, Principal, Respondent
from posdash.answers import closing, collect
from posdash.banks.bank import Openness, Placed
from posdash.errors import BadInput, Closed, Refused
from posdash.keys import new_secret
from posdash.store import store
from posdash.survey.round import Facet, TeamId
from posdash.views import results
from world.company import NOT_SURE, answered, bank, coach, groups, opened, phone, place, planned

pytestmark = pytest.mark.usefixtures("empty_store")


def test_a_place_that_was_saved_is_there_after_a_reload():
    [team] = groups("Company / Kiwi")
    survey_round = opened([team])
    who = phone(survey_round, team)
    collect.save(who, "pace", Facet.NOW, 3, new_secret())
    collect.save(who, "pace", Facet.AIM, 5, new_secret())
    assert collect.survey(who).placements == {("pace", Facet.NOW): 3, ("pace", Facet.AIM): 5}


def test_not_sure_is_kept_apart_from_the_middle():
    [team] = groups("Kiwi")
    survey_round = opened([team])
    who = phone(survey_round, team)
    collect.save(who, "pace", Facet.NOW, NOT_SURE, new_secret())
    assert collect.survey(who).placements == {("pace", Facet.NOW): NOT_SURE}


def test_a_repeated_request_changes_nothing_even_after_a_newer_save_of_the_other_facet():
    [team] = groups("Kiwi")
    survey_round = opened([team])
    who, request = phone(survey_round, team), new_secret()
    collect.save(who, "pace", Facet.NOW, 2, request)
    collect.save(who, "pace", Facet.AIM, 6, new_secret())
    collect.save(who, "pace", Facet.NOW, 2, request)
    assert collect.survey(who).placements == {("pace", Facet.NOW): 2, ("pace", Facet.AIM): 6}
    with store().read() as connection:
        assert connection.execute(text("SELECT count(*) FROM answer")).scalar_one() == 1


def test_two_tabs_saving_now_and_aim_do_not_undo_each_other():
    [team] = groups("Kiwi")
    survey_round = opened([team])
    device = new_secret()
    first, second = phone(survey_round, team, device), phone(survey_round, team, device)
    place(first, "pace", 1)
    collect.save(second, "pace", Facet.AIM, 7, new_secret())
    place(first, "pace", 2)
    assert collect.survey(second).placements == {("pace", Facet.NOW): 2, ("pace", Facet.AIM): 7}


def test_the_same_token_on_another_device_starts_empty_and_replaces_dimension_by_dimension():
    [team] = groups("Kiwi")
    survey_round = opened([team])
    token = new_secret()
    old, new = (
        Principal(respondent=Respondent(TeamId(survey_round.id, team), token, new_secret()))
        for _ in "12"
    )
    place(old, "pace", 1, aim=2)
    place(old, "reach", 3)
    assert collect.survey(new).placements == {}
    place(new, "pace", 7)
    assert collect.survey(new).placements == {("pace", Facet.NOW): 7}
    assert collect.survey(old).placements == {("reach", Facet.NOW): 3}


def test_a_device_answers_in_one_group_of_a_round():
    kiwi, wren = groups("Kiwi", "Wren")
    survey_round = opened([kiwi, wren])
    device = new_secret()
    place(phone(survey_round, kiwi, device), "pace", 4)
    with pytest.raises(BadInput, match="another team"):
        place(phone(survey_round, wren, device), "pace", 4)


def test_the_link_of_another_group_changes_nothing_in_a_group_that_was_answered():
    kiwi, wren = groups("Kiwi", "Wren")
    survey_round = opened([kiwi, wren], openness=Openness.NAMED)
    device = new_secret()
    mine = phone(survey_round, kiwi, device)
    collect.sign(mine, "Ann")
    place(mine, "pace", 4)
    collect.comment(mine, "pace", "It depends.", signed=True)
    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    other = phone(survey_round, wren, device)
    for attempt in (
        lambda: collect.sign(other, "Zoe"),
        lambda: collect.comment(other, "pace", "Changed."),
        lambda: collect.remove(other),
    ):
        with pytest.raises(BadInput, match="another team"):
            attempt()
    pace = results.team(coach(kiwi), TeamId(survey_round.id, kiwi)).dimension("pace")
    assert [one.name for one in pace.signed] == ["Ann"]
    assert [one.text for one in pace.remarks] == ["It depends."]


def test_removing_takes_places_comments_and_name_away():
    [team] = groups("Kiwi")
    survey_round = opened([team], openness=Openness.NAMED)
    who = phone(survey_round, team)
    collect.sign(who, "Ada")
    place(who, "pace", 4)
    collect.comment(who, "pace", "It depends.", signed=True)
    collect.remove(who)
    mine = collect.survey(who)
    assert (mine.placements, mine.comments, mine.name) == ({}, {}, None)


def test_a_comment_can_be_changed_and_taken_back():
    [team] = groups("Kiwi")
    survey_round = opened([team])
    who = phone(survey_round, team)
    collect.comment(who, "pace", "  It depends.\u202e ")
    assert collect.survey(who).comments["pace"].text == "It depends."
    collect.comment(who, "pace", "")
    assert collect.survey(who).comments == {}


def test_a_comment_that_is_too_long_is_refused_with_its_length():
    [team] = groups("Kiwi")
    survey_round = opened([team])
    with pytest.raises(BadInput, match="500 characters; this one has 501"):
        collect.comment(phone(survey_round, team), "pace", "x" * 501)


def test_a_named_round_wants_the_name_first():
    [team] = groups("Kiwi")
    survey_round = opened([team], openness=Openness.NAMED)
    with pytest.raises(BadInput, match="names"):
        place(phone(survey_round, team), "pace", 4)


def test_a_round_without_names_keeps_none():
    [team] = groups("Kiwi")
    survey_round = opened([team])
    with pytest.raises(BadInput):
        collect.sign(phone(survey_round, team), "Ada")


@pytest.mark.parametrize("place_", [-1, 8, 99, 3.5, 5.0, True, "3", None])
def test_a_forged_place_outside_the_scale_is_refused(place_):
    [team] = groups("Kiwi")
    survey_round = opened([team])
    with pytest.raises(BadInput, match="from 1 to 7"):
        collect.save(phone(survey_round, team), "pace", Facet.NOW, place_, new_secret())


def test_a_question_the_round_does_not_ask_is_refused():
    [team] = groups("Kiwi")
    survey_round = opened([team], asks_aim=False)
    who = phone(survey_round, team)
    with pytest.raises(BadInput):
        collect.save(who, "money", Facet.NOW, 1, new_secret())
    with pytest.raises(BadInput):
        collect.save(who, "pace", Facet.AIM, 1, new_secret())


def test_nobody_without_a_link_gets_a_survey():
    with pytest.raises(Refused):
        collect.survey(NOBODY)


def test_a_link_leads_to_its_own_group_only():
    kiwi, wren = groups("Kiwi", "Wren")
    survey_round = opened([kiwi])
    with pytest.raises(Refused):
        collect.survey(phone(survey_round, wren))


def test_nothing_is_saved_before_the_round_opens():
    [team] = groups("Kiwi")
    round_id = planned([team])
    who = Principal(respondent=Respondent(TeamId(round_id, team), new_secret(), new_secret()))
    with pytest.raises(Closed):
        collect.save(who, "pace", Facet.NOW, 1, new_secret())


def test_nothing_is_saved_from_the_closing_instant_on_though_nobody_closed(monkeypatch):
    [team] = groups("Kiwi")
    survey_round = opened([team])
    who = phone(survey_round, team)
    monkeypatch.setattr(clock, "now", lambda: survey_round.closes_at)
    with pytest.raises(Closed):
        place(who, "pace", 4)
    assert not collect.survey(who).open


def test_the_last_moment_before_the_closing_instant_counts(monkeypatch):
    [team] = groups("Kiwi")
    survey_round = opened([team])
    monkeypatch.setattr(clock, "now", lambda: survey_round.closes_at - timedelta(milliseconds=1))
    place(phone(survey_round, team), "pace", 4)


def test_nothing_is_saved_after_the_coach_revealed():
    kiwi, wren = groups("Kiwi", "Wren")
    survey_round = opened([kiwi, wren])
    [who, *_] = answered(survey_round, kiwi, [1, 2, 3])
    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    for attempt in (
        lambda: place(who, "pace", 7),
        lambda: collect.comment(who, "pace", "Late."),
        lambda: collect.remove(who),
    ):
        with pytest.raises(Closed):
            attempt()
    place(phone(survey_round, wren), "pace", 7)


def test_a_scale_of_five_takes_five_places():
    [team] = groups("Kiwi")
    survey_round = opened([team], bank=bank("pace", places=Placed.ONESELF, scale=5))
    place(phone(survey_round, team), "pace", 5)
    with pytest.raises(BadInput, match="from 1 to 5"):
        place(phone(survey_round, team), "pace", 6)


def test_no_answer_row_holds_a_person_a_time_or_an_order():
    with store().read() as connection:
        for table in ("answer", "comment", "signature", "tally"):
            columns = set(connection.execute(text(f"SELECT * FROM {table}")).keys())
            assert not {one for one in columns if "person" in one or one.endswith("_at")}
            assert "id" not in columns
