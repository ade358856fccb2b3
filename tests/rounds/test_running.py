"""Rounds under way: opened, extended, called off, erased, deleted, late joiners let in."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from posdash import clock
from posdash.access import respondents
from posdash.answers import closing, collect, notice
from posdash.banks.bank import Openness
from posdash.errors import BadInput, Closed
from posdash.organisation import groups as structure
from posdash.rounds import links, participation, plan, running
from posdash.store import store
from posdash.survey.round import Attribute, Links, State, TeamId
from posdash.views import results
from world.company import (
    ADMINISTRATOR,
    answered,
    bank,
    closed,
    coach,
    groups,
    logged,
    members,
    opened,
    phone,
    place,
    planned,
)
from world.database import ANSWERS, COUNTS, holding, holding_round, rows

pytestmark = pytest.mark.usefixtures("empty_store")
ROLE = Attribute("role", ("developer", "designer"))


def later(monkeypatch, **time) -> None:
    at = clock.now() + timedelta(**time)
    monkeypatch.setattr(clock, "now", lambda: at)


def few_changed(round_id: int) -> dict[int, bool | None]:
    survey_round = plan.round_of(ADMINISTRATOR, round_id)
    return {one.group.id: one.few_changed for one in survey_round.participants}


def everything_said(survey_round, group: int):
    """Somebody who places, comments, signs where names stand, and says what they are."""
    who = phone(survey_round, group)
    if survey_round.openness is Openness.NAMED:
        collect.sign(who, "Ada")
    place(who, "pace", 4, aim=5)
    collect.comment(who, "pace", "It depends on Zanzibar.", signed=True)
    collect.describe(who, "role", "developer")
    return who


def test_a_round_of_a_group_that_was_archived_since_does_not_open():
    kiwi, wren = groups("Company / Kiwi", "Wren")
    round_id = planned([kiwi, wren])
    structure.archive(ADMINISTRATOR, kiwi)
    with pytest.raises(BadInput, match="archived since"):
        running.open_round(ADMINISTRATOR, round_id)
    structure.archive(ADMINISTRATOR, kiwi, archived=False)
    assert running.open_round(ADMINISTRATOR, round_id).state is State.OPEN


def test_two_rounds_do_not_ask_the_same_group_the_same_at_once():
    kiwi, wren = groups("Kiwi", "Wren")
    first = opened([kiwi])
    with pytest.raises(BadInput, match="still asks"):
        opened([kiwi, wren])
    opened([wren])
    opened([kiwi], bank=bank("pace").model_copy(update={"id": "another-bank"}))
    closing.close_round(ADMINISTRATOR, first.id)
    opened([kiwi])


def test_the_closing_moves_freely_before_the_opening_and_only_later_afterwards():
    [kiwi] = groups("Kiwi")
    round_id, soon = planned([kiwi]), clock.now() + timedelta(minutes=5)
    running.move_closing(ADMINISTRATOR, round_id, soon)
    running.open_round(ADMINISTRATOR, round_id)
    for earlier in (soon, soon - timedelta(minutes=1)):
        with pytest.raises(BadInput, match="People were told"):
            running.move_closing(ADMINISTRATOR, round_id, earlier)
    running.move_closing(ADMINISTRATOR, round_id, soon + timedelta(days=1))
    assert plan.round_of(ADMINISTRATOR, round_id).closes_at == soon + timedelta(days=1)
    closing.close_round(ADMINISTRATOR, round_id)
    with pytest.raises(Closed, match="over"):
        running.move_closing(ADMINISTRATOR, round_id, soon + timedelta(days=2))


def test_a_round_that_was_extended_takes_answers_until_its_new_end(monkeypatch):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    running.move_closing(
        ADMINISTRATOR, survey_round.id, survey_round.closes_at + timedelta(hours=1)
    )
    monkeypatch.setattr(clock, "now", lambda: survey_round.closes_at)
    assert closing.close_due() == 0
    place(phone(survey_round, kiwi), "pace", 4)


def test_moments_are_in_utc_whatever_the_time_zone_of_the_database():
    [kiwi] = groups("Kiwi")
    round_id = planned([kiwi])
    with store().write() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET TIME ZONE 'Asia/Kolkata'"))
    survey_round = running.open_round(ADMINISTRATOR, round_id)
    with pytest.raises(BadInput, match=f"after {survey_round.closes_at:%Y-%m-%d %H:%M} UTC"):
        running.move_closing(ADMINISTRATOR, round_id, clock.now())
    assert survey_round.closes_at.tzname() == "UTC"


@pytest.mark.parametrize("openness", [Openness.NAMED, Openness.SUMMARY])
def test_a_round_opened_by_mistake_is_called_off_and_nothing_of_it_is_left(openness):
    kiwi, wren = groups("Kiwi", "Wren")
    survey_round = opened([kiwi, wren], openness=openness, attributes=(ROLE,))
    who = everything_said(survey_round, kiwi)
    answered_by_others = [everything_said(survey_round, wren) for _ in range(5)]
    code = links.team_links(ADMINISTRATOR, survey_round.id)[0].code
    running.cancel(ADMINISTRATOR, survey_round.id)
    assert rows(*ANSWERS, *COUNTS) == 0
    assert holding("Zanzibar") == set()
    assert rows("compaction_owed") == 0
    assert participation.participation(ADMINISTRATOR, survey_round.id) == ()
    assert respondents.link_of(code) is None
    survey = collect.survey(who)
    assert (survey.open, survey.placements, survey.comments) == (False, {}, {})
    assert "called off" in notice.over(survey.round)
    with pytest.raises(Closed):
        place(answered_by_others[0], "pace", 4)


def test_what_was_called_off_stays_so():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    running.cancel(ADMINISTRATOR, survey_round.id)
    for attempt in (
        lambda: running.open_round(ADMINISTRATOR, survey_round.id),
        lambda: running.cancel(ADMINISTRATOR, survey_round.id),
        lambda: closing.close_round(ADMINISTRATOR, survey_round.id),
        lambda: closing.reveal(ADMINISTRATOR, TeamId(survey_round.id, kiwi)),
        lambda: running.move_closing(
            ADMINISTRATOR, survey_round.id, clock.now() + timedelta(days=9)
        ),
    ):
        with pytest.raises(Closed):
            attempt()


def test_the_database_itself_keeps_what_was_called_off():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    running.cancel(ADMINISTRATOR, survey_round.id)
    for state in ("open", "closed", "planned"):
        with pytest.raises(DBAPIError), store().write() as connection:
            connection.execute(text(f"UPDATE round SET state = '{state}'"))


def test_the_database_itself_locks_links_and_attributes_once_a_round_is_open():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi], attributes=(ROLE,))
    for change in (
        "UPDATE round SET links = 'personal'",
        "UPDATE attribute SET choices = '[]'",
        "DELETE FROM attribute",
        "INSERT INTO attribute (round_id, position, key, choices) SELECT id, 1, 's', '[]' "
        "FROM round",
    ):
        with pytest.raises(DBAPIError), store().write() as connection:
            connection.execute(text(change))
    assert plan.round_of(ADMINISTRATOR, survey_round.id) == survey_round


def test_a_round_of_which_a_team_has_seen_its_picture_is_not_called_off():
    kiwi, wren = groups("Kiwi", "Wren")
    survey_round = opened([kiwi, wren])
    answered(survey_round, wren, [4])
    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    with pytest.raises(Closed, match="seen its picture"):
        running.cancel(ADMINISTRATOR, survey_round.id)
    assert rows("answer") == 1


def test_a_round_that_is_only_planned_is_deleted_and_not_called_off():
    [kiwi] = groups("Kiwi")
    round_id = planned([kiwi], attributes=(ROLE,))
    with pytest.raises(Closed, match="not open"):
        running.cancel(ADMINISTRATOR, round_id)
    running.delete(ADMINISTRATOR, round_id)
    assert holding_round(round_id) == set()
    assert plan.all_rounds(ADMINISTRATOR) == ()


def test_nothing_of_a_deleted_round_is_left_in_any_table():
    [kiwi] = groups("Kiwi")
    members(kiwi, 2)
    survey_round = opened([kiwi], openness=Openness.NAMED, attributes=(ROLE,), links=Links.PERSONAL)
    links.personal_links(ADMINISTRATOR, survey_round.id)
    for _ in range(5):
        everything_said(survey_round, kiwi)
    with pytest.raises(Closed, match="People are answering"):
        running.delete(ADMINISTRATOR, survey_round.id)
    closing.close_round(ADMINISTRATOR, survey_round.id)
    assert holding_round(survey_round.id) >= {
        "tally",
        "comment",
        "invitation",
        "round_member",
        "subject",
    }
    running.delete(ADMINISTRATOR, survey_round.id)
    assert holding_round(survey_round.id) == set()
    assert holding("Zanzibar") == set()


def test_a_round_that_was_called_off_can_be_deleted():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    running.cancel(ADMINISTRATOR, survey_round.id)
    running.delete(ADMINISTRATOR, survey_round.id)
    assert holding_round(survey_round.id) == set()


def test_a_round_with_regard_to_which_another_is_rounded_is_kept():
    [kiwi] = groups("Kiwi")
    members(kiwi, 6)
    first = closed([kiwi], {kiwi: [4] * 6})
    members(kiwi, 1)
    second = closed([kiwi], {kiwi: [4] * 7})
    assert few_changed(second.id) == {kiwi: True}
    with pytest.raises(Closed, match="rounded with regard"):
        running.delete(ADMINISTRATOR, first.id)
    running.delete(ADMINISTRATOR, second.id)
    running.delete(ADMINISTRATOR, first.id)


def test_comments_and_names_go_on_their_day_and_counts_stay(monkeypatch):
    [kiwi] = groups("Kiwi")
    erase_at = clock.now() + timedelta(days=30)
    survey_round = opened([kiwi], openness=Openness.NAMED, attributes=(ROLE,), erase_at=erase_at)
    for _ in range(5):
        everything_said(survey_round, kiwi)
    closing.close_round(ADMINISTRATOR, survey_round.id)
    assert running.erase_due() == 0
    assert rows("signature") == 5
    monkeypatch.setattr(clock, "now", lambda: erase_at)
    assert running.erase_due() == 1
    assert running.erase_due() == 0
    assert rows(*ANSWERS) == 0
    assert holding("Zanzibar") == holding("Ada") == set()
    pace = results.team(coach(kiwi), TeamId(survey_round.id, kiwi)).dimension("pace")
    assert (pace.now.counts, pace.signed) == ((0, 0, 0, 5, 0, 0, 0), ())
    assert logged()[0][0] == "the closing date"


def test_nothing_is_erased_before_the_close_even_if_the_day_has_come(monkeypatch):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi], attributes=(ROLE,), erase_at=clock.now() + timedelta(days=1))
    everything_said(survey_round, kiwi)
    later(monkeypatch, days=2)
    assert running.erase_due() == 0
    assert rows("comment") == 1
    closing.close_due()
    assert running.erase_due() == 1
    assert rows("comment") == 0


def test_the_day_of_erasing_stays_after_the_close_whichever_of_them_moves():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    for too_early in (clock.now(), survey_round.closes_at):
        with pytest.raises(BadInput, match="before the round closes"):
            running.set_erasure(ADMINISTRATOR, survey_round.id, too_early)
    running.set_erasure(ADMINISTRATOR, survey_round.id, survey_round.closes_at + timedelta(days=2))
    with pytest.raises(BadInput, match="before the round closes"):
        running.move_closing(
            ADMINISTRATOR, survey_round.id, survey_round.closes_at + timedelta(days=2)
        )
    running.move_closing(ADMINISTRATOR, survey_round.id, survey_round.closes_at + timedelta(days=1))
    running.set_erasure(ADMINISTRATOR, survey_round.id, None)
    assert plan.round_of(ADMINISTRATOR, survey_round.id).erase_at is None


def test_comments_of_a_closed_round_can_be_erased_at_once():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi], attributes=(ROLE,))
    everything_said(survey_round, kiwi)
    closing.close_round(ADMINISTRATOR, survey_round.id)
    running.set_erasure(ADMINISTRATOR, survey_round.id, clock.now())
    running.erase_due()
    assert rows("comment") == 0
