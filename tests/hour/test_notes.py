"""What comes of a session: notes and next steps of a team, which outlast the round."""

from datetime import date, timedelta

import pytest

from posdash import clock
from posdash.access.rights import NOBODY
from posdash.answers import closing
from posdash.errors import BadInput, Closed, Refused
from posdash.hour import notes
from posdash.survey.round import TeamId
from world.company import ADMINISTRATOR, coach, groups, leader, opened, phone

pytestmark = pytest.mark.usefixtures("empty_store")
FRIDAY = date(2027, 1, 15)


def revealed(*names: str):
    """A closed round of these teams."""
    found = groups(*names)
    survey_round = opened(found)
    closing.close_round(ADMINISTRATOR, survey_round.id)
    return survey_round, *found


def test_the_team_reads_what_its_coach_wrote():
    survey_round, kiwi = revealed("Kiwi")
    ada = coach(kiwi)
    notes.note(ada, TeamId(survey_round.id, kiwi), "pace", "Half of us mean the releases.")
    notes.agree(
        ada, TeamId(survey_round.id, kiwi), "Try two days without meetings", "Ben", FRIDAY, "pace"
    )
    found = notes.taken_away(phone(survey_round, kiwi), TeamId(survey_round.id, kiwi))
    assert found.notes == {"pace": "Half of us mean the releases."}
    [step] = found.items
    assert (step.text, step.owner, step.due, step.done) == (
        "Try two days without meetings", "Ben", FRIDAY, False,
    )  # fmt: skip


def test_an_empty_note_is_taken_away():
    survey_round, kiwi = revealed("Kiwi")
    notes.note(coach(kiwi), TeamId(survey_round.id, kiwi), notes.WHOLE, "So")
    notes.note(coach(kiwi), TeamId(survey_round.id, kiwi), notes.WHOLE, "  ")
    assert notes.taken_away(coach(kiwi), TeamId(survey_round.id, kiwi)).notes == {}


def test_open_steps_of_earlier_rounds_come_first_next_time_and_done_ones_do_not_come_back():
    survey_round, kiwi = revealed("Kiwi")
    ada = coach(kiwi)
    for text in ("Ask the neighbours", "Write it down"):
        notes.agree(ada, TeamId(survey_round.id, kiwi), text)
    done, _ = notes.taken_away(ada, TeamId(survey_round.id, kiwi)).items
    notes.tick(ada, TeamId(survey_round.id, kiwi), done.id, done=True)
    later = opened([kiwi], title="Autumn", closes_at=clock.now() + timedelta(hours=1))
    found = notes.taken_away(ada, TeamId(later.id, kiwi))
    assert [(one.text, one.earlier) for one in found.open_before] == [("Write it down", "Spring")]
    assert [one.text for one in notes.taken_away(ada, TeamId(survey_round.id, kiwi)).items] == [
        "Write it down", "Ask the neighbours",
    ]  # fmt: skip


def test_a_link_of_an_earlier_round_shows_no_next_steps_of_later_ones():
    survey_round, kiwi = revealed("Kiwi")
    later = opened([kiwi], title="Autumn", closes_at=clock.now() + timedelta(hours=1))
    closing.close_round(ADMINISTRATOR, later.id)
    notes.agree(coach(kiwi), TeamId(later.id, kiwi), "Moved to Berlin")
    assert notes.taken_away(phone(survey_round, kiwi), TeamId(survey_round.id, kiwi)).items == ()
    assert len(notes.taken_away(phone(later, kiwi), TeamId(later.id, kiwi)).items) == 1


def test_a_note_that_another_one_took_the_place_of_meanwhile_stands_above_it():
    survey_round, kiwi = revealed("Kiwi")
    ada = coach(kiwi)
    notes.note(ada, TeamId(survey_round.id, kiwi), "pace", "First.", "")
    notes.note(ada, TeamId(survey_round.id, kiwi), "pace", "Second.", "")
    assert notes.taken_away(ada, TeamId(survey_round.id, kiwi)).notes == {"pace": "Second.\nFirst."}
    notes.note(ada, TeamId(survey_round.id, kiwi), "pace", "Third.", "Second.\nFirst.")
    assert notes.taken_away(ada, TeamId(survey_round.id, kiwi)).notes == {"pace": "Third."}


def test_a_step_can_be_changed_ticked_and_taken_away():
    survey_round, kiwi = revealed("Kiwi")
    ada, here = coach(kiwi), TeamId(survey_round.id, kiwi)
    notes.agree(ada, here, "Ask")
    [step] = notes.taken_away(ada, here).items
    notes.change(ada, here, step.id, "Ask twice", "Cleo", FRIDAY)
    notes.tick(ada, here, step.id, done=True)
    [found] = notes.taken_away(ada, here).items
    assert (found.text, found.owner, found.due, found.done) == ("Ask twice", "Cleo", FRIDAY, True)
    notes.tick(ada, here, step.id, done=False)
    assert not notes.taken_away(ada, here).items[0].done
    notes.drop(ada, here, step.id)
    assert notes.taken_away(ada, here).items == ()


def test_steps_of_another_team_cannot_be_reached_through_ones_own():
    survey_round, kiwi, wren = revealed("Kiwi", "Wren")
    notes.agree(coach(wren), TeamId(survey_round.id, wren), "Ask")
    [step] = notes.taken_away(coach(wren), TeamId(survey_round.id, wren)).items
    for door in (
        lambda: notes.tick(coach(kiwi), TeamId(survey_round.id, kiwi), step.id, done=True),
        lambda: notes.drop(coach(kiwi), TeamId(survey_round.id, kiwi), step.id),
        lambda: notes.change(coach(kiwi), TeamId(survey_round.id, kiwi), step.id, "x", "", None),
    ):
        with pytest.raises(BadInput):
            door()
    assert notes.taken_away(coach(wren), TeamId(survey_round.id, wren)).items == (step,)


def test_only_the_teams_coach_writes_and_only_the_team_and_its_coach_read():
    survey_round, kiwi, wren = revealed("Kiwi", "Wren")
    for who in (NOBODY, coach(wren), leader(kiwi), ADMINISTRATOR, phone(survey_round, wren)):
        with pytest.raises(Refused):
            notes.taken_away(who, TeamId(survey_round.id, kiwi))
    for who in (NOBODY, coach(wren), leader(kiwi), ADMINISTRATOR, phone(survey_round, kiwi)):
        with pytest.raises(Refused):
            notes.note(who, TeamId(survey_round.id, kiwi), "pace", "So")
        with pytest.raises(Refused):
            notes.agree(who, TeamId(survey_round.id, kiwi), "So")


def test_nothing_is_noted_before_the_reveal():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    with pytest.raises(Closed):
        notes.note(coach(kiwi), TeamId(survey_round.id, kiwi), "pace", "So")


@pytest.mark.parametrize(
    ("text", "owner", "due", "dimension"),
    [
        ("", "", None, None),
        ("x" * 201, "", None, None),
        ("So", "x" * 61, None, None),
        ("So", "", "tomorrow", None),
        ("So", "", None, "no such"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_kept(text, owner, due, dimension):
    survey_round, kiwi = revealed("Kiwi")
    with pytest.raises(BadInput):
        notes.agree(coach(kiwi), TeamId(survey_round.id, kiwi), text, owner, due, dimension)
    assert notes.taken_away(coach(kiwi), TeamId(survey_round.id, kiwi)).items == ()
