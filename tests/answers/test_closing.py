"""The close: counts, checked and final, on SQLite and on PostgreSQL."""

import pytest
from sqlalchemy import text

from db import counts as sql
from db import rounds as round_sql
from posdash import clock
from posdash.access.log import Deed
from posdash.access.rights import Principal
from posdash.answers import closing, collect
from posdash.banks.bank import Openness
from posdash.errors import Closed, NotReady, Refused
from posdash.release.values import Full
from posdash.rounds import links, loading, plan, running
from posdash.store import store, wipe_what_was_erased
from posdash.survey.round import UNSURE, State, TeamId
from posdash.survey.tally import Wish
from posdash.views import results
from world.company import (
    ADMINISTRATOR,
    answered,
    bank,
    coach,
    groups,
    leader,
    logged,
    opened,
    phone,
    place,
)

pytestmark = pytest.mark.usefixtures("empty_store")


def rows(table: str) -> int:
    with store().read() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def test_a_reveal_turns_answers_into_counts_and_erases_the_rows():
    kiwi, wren = groups("Kiwi", "Wren")
    survey_round = opened([kiwi, wren])
    answered(survey_round, kiwi, [1, 1, 2, 6, 7])
    answered(survey_round, wren, [4, 4])
    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    assert rows("answer") == 2
    found = results.team(coach(kiwi), TeamId(survey_round.id, kiwi)).dimension("pace").now
    assert isinstance(found, Full)
    assert found.counts == (2, 1, 0, 0, 0, 1, 1)


def test_a_named_round_keeps_its_rows_with_their_names():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi], openness=Openness.NAMED)
    who = phone(survey_round, kiwi)
    collect.sign(who, "Ada")
    place(who, "pace", 2, aim=5)
    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    assert rows("answer") == 1
    [signed] = results.team(coach(kiwi), TeamId(survey_round.id, kiwi)).dimension("pace").signed
    assert (signed.name, signed.now, signed.aim) == ("Ada", 2, 5)


def test_the_round_is_closed_when_its_last_group_is():
    kiwi, wren = groups("Kiwi", "Wren")
    survey_round = opened([kiwi, wren])
    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    assert plan.all_rounds(ADMINISTRATOR)[0].state is State.OPEN
    closing.reveal(coach(wren), TeamId(survey_round.id, wren))
    assert plan.all_rounds(ADMINISTRATOR)[0].state is State.CLOSED


def test_a_close_is_final():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    with pytest.raises(Closed):
        closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    with pytest.raises(Closed):
        closing.close_round(ADMINISTRATOR, survey_round.id)


def test_the_planner_closes_what_the_coaches_left_open():
    kiwi, wren = groups("Kiwi", "Wren")
    survey_round = opened([kiwi, wren])
    answered(survey_round, wren, [3] * 5)
    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    closing.close_round(ADMINISTRATOR, survey_round.id)
    assert rows("answer") == 0
    assert rows("tally") == 1


def test_a_round_that_cannot_be_closed_does_not_keep_others_from_closing(monkeypatch):
    [kiwi] = groups("Kiwi")
    first = opened([kiwi])
    second = opened([kiwi], bank=bank("depth").model_copy(update={"id": "another-bank"}))
    answered(first, kiwi, [4] * 5)
    honest = sql.counts

    def spoilt(connection, place, facet):
        return [] if place.round_id == first.id else honest(connection, place, facet)

    monkeypatch.setattr(sql, "counts", spoilt)
    monkeypatch.setattr(clock, "now", lambda: second.closes_at)
    with pytest.raises(NotReady, match="nothing is erased"):
        closing.close_due()
    states = {one.id: one.state for one in plan.all_rounds(ADMINISTRATOR)}
    assert states == {first.id: State.OPEN, second.id: State.CLOSED}


def test_comments_lose_the_keys_that_led_to_a_device():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    [who, *_] = answered(survey_round, kiwi, [4] * 5)
    collect.comment(who, "pace", "It depends.")
    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    assert rows("comment") == 1
    assert collect.survey(who).comments == {}


def test_a_group_that_was_not_asked_itself_cannot_be_revealed():
    company, kiwi = groups("Company", "Company / Kiwi")
    survey_round = opened([kiwi])
    with pytest.raises(Closed, match="not asked itself"):
        closing.reveal(coach(company), TeamId(survey_round.id, company))


def test_an_administrator_closes_one_group_and_the_log_says_so():
    kiwi, wren = groups("Company / Kiwi", "Wren")
    survey_round = opened([kiwi, wren])
    answered(survey_round, kiwi, [4] * 5)
    closing.reveal(ADMINISTRATOR, TeamId(survey_round.id, kiwi))
    assert rows("answer") == 0
    closing.reveal(ADMINISTRATOR, TeamId(survey_round.id, wren))
    assert [(deed, about) for _, deed, about in logged(3)] == [
        (Deed.CLOSED_ROUND, "Spring"),
        (Deed.CLOSED_GROUP, "Wren in Spring"),
        (Deed.CLOSED_GROUP, "Kiwi in Spring"),
    ]


def test_two_words_are_free_again_once_their_group_has_closed():
    kiwi, wren = groups("Kiwi", "Wren")
    survey_round = opened([kiwi, wren])
    before = {one.group_id: one.code for one in links.team_links(ADMINISTRATOR, survey_round.id)}
    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    with store().read() as connection:
        assert round_sql.codes(connection) == {before[wren]}
    closing.close_round(ADMINISTRATOR, survey_round.id)
    with store().read() as connection:
        assert round_sql.codes(connection) == set()


@pytest.mark.parametrize("who", [Principal(), coach(99), leader(1)])
def test_only_the_teams_own_coach_reveals(who):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    with pytest.raises(Refused):
        closing.reveal(who, TeamId(survey_round.id, kiwi))


def test_the_date_closes_while_nobody_looks(monkeypatch):
    kiwi, wren = groups("Kiwi", "Wren")
    survey_round = opened([kiwi, wren])
    answered(survey_round, kiwi, [4] * 5)
    assert closing.close_due() == 0
    monkeypatch.setattr(clock, "now", lambda: survey_round.closes_at)
    assert closing.close_due() == 1
    assert rows("answer") == 0
    assert closing.close_due() == 0


def test_counts_that_do_not_match_the_rows_leave_everything_as_it_was(monkeypatch):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    answered(survey_round, kiwi, [4] * 5)
    honest = sql.counts
    monkeypatch.setattr(sql, "counts", lambda *given: honest(*given)[:-1])
    with pytest.raises(NotReady, match="nothing is erased"):
        closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    monkeypatch.undo()
    assert (rows("answer"), rows("tally")) == (5, 0)


def test_what_was_erased_is_wiped_from_the_files_once_nobody_holds_them():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    answered(survey_round, kiwi, [4] * 5)
    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    assert wipe_what_was_erased()
    assert rows("compaction_owed") == 0


def test_how_far_each_wants_to_move_is_summed_at_the_close_and_goes_with_the_round():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    for now, aim in ((4, 6), (5, 4), (3, UNSURE), (UNSURE, 7), (7, None), (2, 2)):
        place(phone(survey_round, kiwi), "pace", now, aim)
    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    with store().read() as connection:
        found = loading.counted(connection, survey_round)
    assert found.wishes == {(kiwi, "pace"): Wish(n=3, total=1, squares=5)}
    running.delete(ADMINISTRATOR, survey_round.id)
    assert rows("wish") == 0


def test_where_the_database_sums_the_wishes_otherwise_nothing_is_closed(monkeypatch):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    place(phone(survey_round, kiwi), "pace", 4, 6)
    monkeypatch.setattr(sql, "wishes", lambda *_: [("team", "pace", 1, 1, 1)])
    with pytest.raises(NotReady, match="nothing is erased"):
        closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    assert rows("answer") == 1
