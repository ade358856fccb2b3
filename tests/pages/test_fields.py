"""What stands in a field is that of the team on the page, and is called saved once it is stored."""

import re

import pytest
from sqlalchemy.exc import OperationalError

from db.engine import Connection, Store
from posdash.access.rights import Person, Principal, Role
from posdash.answers import closing, collect
from posdash.banks.bank import Openness
from posdash.findings.agenda import Agenda
from posdash.hour import agenda, beliefs, farewell, meeting, notes
from posdash.hour.steps import Step, Stop
from posdash.organisation import people
from posdash.rounds import plan
from posdash.survey.round import Facet, TeamId
from world.company import ADMINISTRATOR, answered, bank, coach, groups, opened, phone

SPLIT = [1, 1, 1, 2, 6, 7, 7, 7]
TALK = Stop(Step.TALK, "pace")


@pytest.fixture
def two(visit) -> tuple[TeamId, TeamId, Principal]:
    """Two teams of one round, revealed, and a coach of both."""
    kiwi, heron = groups("Kiwi", "Heron")
    ada = people.add_person(ADMINISTRATOR, "Ada")
    for group in (kiwi, heron):
        people.give_role(ADMINISTRATOR, ada, Role.COACH, group)
    who = Principal(Person(ada, "Ada", coaches=frozenset({kiwi, heron})))
    survey_round = opened([kiwi, heron], bank=bank("pace", "reach", "trust"), asks_aim=False)
    for group in (kiwi, heron):
        for dimension in ("pace", "reach", "trust"):
            answered(survey_round, group, SPLIT, dimension)
        beliefs.believe(who, TeamId(survey_round.id, group), "pace", 2)
        closing.reveal(who, TeamId(survey_round.id, group))
    return TeamId(survey_round.id, kiwi), TeamId(survey_round.id, heron), who


def of(team: TeamId) -> dict[str, str]:
    """A team of a round, as the address names it."""
    return {"round": str(team.round_id), "group": str(team.group_id)}


def turn_to(page, team: str) -> None:
    """Choose another team on the page."""
    [name] = [one for one in page.app.selectbox[0].options if one.startswith(team)]
    page.app.selectbox[0].select(name).run()


def test_a_note_about_one_team_does_not_stand_in_the_field_of_another(visit, two):
    kiwi, heron, ada = two
    for place in (kiwi, heron):
        meeting.begin(ada, place)
        meeting.bring(ada, place, TALK)
    page = visit("coach/session.py", ada, **of(kiwi))
    page.app.text_area[0].set_value("Kiwi would like more time.").run()
    turn_to(page, "Heron")
    assert page.app.text_area[0].value == ""
    turn_to(page, "Kiwi")
    assert page.app.text_area[0].value == "Kiwi would like more time."
    assert notes.taken_away(ada, heron).notes == {}


def test_what_two_coaches_note_at_once_is_kept_of_both(visit, two):
    kiwi, _, ada = two
    meeting.begin(ada, kiwi)
    meeting.bring(ada, kiwi, TALK)
    page = visit("coach/session.py", ada, **of(kiwi))
    notes.note(ada, kiwi, "pace", "Noted by the other coach.")
    page.app.text_area[0].set_value("Noted by me.").run()
    both = "Noted by me.\nNoted by the other coach."
    assert page.app.text_area[0].value == both
    page.app.text_area[0].set_value(f"{both}\nAnd more.").run()
    assert notes.taken_away(ada, kiwi).notes == {"pace": f"{both}\nAnd more."}


def test_a_next_step_that_was_refused_stays_in_its_fields(visit, two):
    kiwi, _, ada = two
    meeting.begin(ada, kiwi)
    meeting.bring(ada, kiwi, TALK)
    page = visit("coach/session.py", ada, **of(kiwi))
    page.field("owner", f"agree-{kiwi}").set_value("Ben")
    page.press("Agree on it")
    assert "A next step is empty." in page.text
    assert page.field("owner", f"agree-{kiwi}").value == "Ben"
    page.field("text", f"agree-{kiwi}").set_value("Pair on Mondays")
    page.press("Agree on it")
    assert page.field("text", f"agree-{kiwi}").value == ""
    [step] = notes.taken_away(ada, kiwi).items
    assert (step.text, step.owner, step.dimension) == ("Pair on Mondays", "Ben", "pace")


def test_a_next_step_is_put_in_other_words(visit, two):
    kiwi, _, ada = two
    notes.agree(ada, kiwi, "Pair up", "Ben")
    meeting.begin(ada, kiwi)
    meeting.bring(ada, kiwi, TALK)
    page = visit("coach/session.py", ada, **of(kiwi))
    [step] = notes.taken_away(ada, kiwi).items
    page.field("owner", f"reword-{step.id}").set_value("Cleo")
    page.press("Keep it so")
    [step] = notes.taken_away(ada, kiwi).items
    assert (step.text, step.owner) == ("Pair up", "Cleo")


def test_what_was_typed_for_somebody_without_a_phone_stays_until_it_is_stored(visit):
    [kiwi] = groups("Kiwi")
    ada = coach(kiwi)
    survey_round = opened([kiwi], bank=bank("pace"), openness=Openness.NAMED, asks_aim=False)
    meeting.begin(ada, TeamId(survey_round.id, kiwi))
    meeting.bring(ada, TeamId(survey_round.id, kiwi), Stop(Step.PLACE))
    page = visit("coach/session.py", ada)
    page.app.radio[0].set_value(6)
    page.press("Enter these")
    assert "Give the name first." in page.text
    assert page.app.radio[0].value == 6
    page.app.text_input[0].set_value("Ben")
    page.press("Enter these")
    assert (page.app.radio[0].value, page.app.text_input[0].value) == (None, "")


def test_notes_and_next_steps_are_read_by_the_team_after_the_session(visit, two):
    kiwi, _, ada = two
    meeting.begin(ada, kiwi)
    meeting.bring(ada, kiwi, TALK)
    notes.note(ada, kiwi, "pace", "Two ways of planning.")
    notes.note(ada, kiwi, notes.WHOLE, "A good hour.")
    notes.agree(ada, kiwi, "Pair on Mondays")
    meeting.end(ada, kiwi)
    who = phone(meeting.room(ada, kiwi).round, kiwi[1])
    said = visit("member/follow.py", who).text
    for text in ("Two ways of planning.", "A good hour.", "Pair on Mondays"):
        assert text in said
    assert "Two ways of planning." in visit("coach/team.py", who).text
    page = visit("coach/session.py", ada, **of(kiwi))
    assert [one.value for one in page.app.text_area] == ["Two ways of planning.", "A good hour."]


def test_answering_comes_to_rest_once_a_session_is_over(visit):
    [kiwi] = groups("Kiwi")
    ada = coach(kiwi)
    survey_round = opened([kiwi])
    meeting.begin(ada, TeamId(survey_round.id, kiwi))
    meeting.end(ada, TeamId(survey_round.id, kiwi))
    page = visit("member/answer.py", phone(survey_round, kiwi))
    assert "Begin" in [one.label for one in page.app.button]


def test_a_place_chosen_as_the_team_closes_is_said_not_to_be_saved(visit):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    page = visit("member/answer.py", phone(survey_round, kiwi))
    page.press("Begin")
    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    page.app.radio[0].set_value(2).run()
    assert "your last choice was not saved" in page.text
    page.app.run()
    assert "Save again" not in [one.label for one in page.app.button]


def test_a_phone_that_looks_at_the_picture_during_a_session_finds_the_way_back(visit, two):
    kiwi, _, ada = two
    who = phone(plan.round_of(ADMINISTRATOR, kiwi[0]), kiwi[1])
    assert "Back to the session" not in ways(visit("coach/team.py", who))
    meeting.begin(ada, kiwi)
    for page in ("coach/team.py", "member/mirror.py"):
        assert "Back to the session" in ways(visit(page, who))


def ways(page) -> list[str]:
    """Where the links of a page lead, in words."""
    return [one.proto.label for one in page.app.get("page_link")]


def test_the_page_follows_every_choice_of_a_team_and_every_link_to_one(visit, two):
    kiwi, heron, ada = two
    page = visit("coach/agenda.py", ada, **of(kiwi))
    for team in ("Heron", "Kiwi", "Heron", "Kiwi"):
        turn_to(page, team)
        assert f"Agenda for {team}" in page.text
    page.app.query_params.update(of(heron))
    page.app.run()
    assert "Agenda for Heron" in page.text


def test_a_next_step_begun_for_one_team_is_not_agreed_on_for_another(visit, two):
    kiwi, heron, ada = two
    for place in (kiwi, heron):
        meeting.begin(ada, place)
        meeting.bring(ada, place, TALK)
    page = visit("coach/session.py", ada, **of(kiwi))
    page.app.text_input[0].set_value("Quiet Fridays").run()
    turn_to(page, "Heron")
    assert page.app.text_input[0].value == ""


def test_the_length_of_an_agenda_is_that_of_the_team_on_the_page(visit, two):
    kiwi, heron, ada = two
    agenda.change(ada, heron, Agenda.lasting, "pace", 9)
    page = visit("coach/agenda.py", ada, **of(kiwi))
    page.app.radio[0].set_value(90).run()
    turn_to(page, "Heron")
    assert page.app.radio[0].value == 60
    assert [one.value for one in page.app.number_input] == [
        one.minutes for one in agenda.agenda(ada, heron).slots
    ]


def test_another_length_of_the_hour_stands_in_the_fields_of_its_slots(visit, two):
    kiwi, _, ada = two
    page = visit("coach/agenda.py", ada, **of(kiwi))
    page.app.number_input[0].set_value(25).run()
    page.app.radio[0].set_value(30).run()
    assert [one.value for one in page.app.number_input] == [
        one.minutes for one in agenda.agenda(ada, kiwi).slots
    ]


def test_minutes_typed_and_a_button_pressed_at_once_both_count(visit, two):
    kiwi, _, ada = two
    page = visit("coach/agenda.py", ada, **of(kiwi))
    first, second, third = (one.dimension for one in agenda.agenda(ada, kiwi).slots)
    page.app.number_input[0].set_value(25)
    page.app.button(key=f"Later-{first}-0").click().run()
    kept = agenda.agenda(ada, kiwi).slots
    assert [one.dimension for one in kept] == [second, first, third]
    assert kept[1].minutes == 25
    page.app.number_input[0].set_value(24)
    page.app.radio[0].set_value(90).run()
    assert agenda.agenda(ada, kiwi).minutes == 90


def test_sharing_what_one_believed_of_one_team_shares_nothing_of_another(visit, two):
    kiwi, heron, ada = two
    page = visit("coach/belief.py", ada, **of(kiwi))
    page.app.checkbox[0].check().run()
    turn_to(page, "Heron")
    assert page.app.checkbox[0].value is False
    assert [beliefs.shared_with(ada, one) == () for one in (kiwi, heron)] == [False, True]


def away(_: Store) -> Connection:
    """What writing does while another process holds the database."""
    raise OperationalError("BEGIN", {}, Exception("database is locked"))


def saved(page) -> list[str]:
    """What the page says beside its fields."""
    return re.findall(r'<p class="saved" role="status">(.*?)</p>', page.text)


def test_a_note_that_could_not_be_stored_is_not_called_saved_and_can_be_sent_again(
    visit, two, monkeypatch
):
    kiwi, _, ada = two
    meeting.begin(ada, kiwi)
    meeting.bring(ada, kiwi, TALK)
    page = visit("coach/session.py", ada, **of(kiwi))
    page.app.text_area[0].set_value("First").run()
    assert saved(page)[0] == "Saved"
    with monkeypatch.context() as fault:
        fault.setattr(Store, "write", away)
        page.app.text_area[0].set_value("Second").run()
        assert saved(page)[0] == "Not saved yet"
    page.press("Save again")
    assert saved(page)[0] == "Saved"
    assert notes.taken_away(ada, kiwi).notes == {"pace": "Second"}


def test_a_place_that_could_not_be_saved_stays_on_the_page_and_can_be_sent_again(
    visit, monkeypatch
):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    who = phone(survey_round, kiwi)
    page = visit("member/answer.py", who)
    page.press("Begin")
    with monkeypatch.context() as fault:
        fault.setattr(Store, "write", away)
        page.app.radio[0].set_value(2).run()
        assert "Not saved yet" in page.text
        assert page.app.radio[0].value == 2
    page.press("Save again")
    assert "Not saved yet" not in page.text
    assert collect.survey(who).placements == {("pace", Facet.NOW): 2}


def test_a_comment_that_could_not_be_stored_is_not_called_saved(visit, monkeypatch):
    [kiwi] = groups("Kiwi")
    who = phone(opened([kiwi]), kiwi)
    page = visit("member/answer.py", who)
    page.press("Begin")
    page.app.text_area[0].set_value("First").run()
    with monkeypatch.context() as fault:
        fault.setattr(Store, "write", away)
        page.app.text_area[0].set_value("Second").run()
        assert "Not saved yet" in saved(page)
    page.press("Save again")
    assert "Saved" in saved(page)
    assert collect.survey(who).comments["pace"].text == "Second"


def test_a_word_and_a_vote_that_could_not_be_stored_are_not_called_saved(visit, two, monkeypatch):
    kiwi, _, ada = two
    meeting.begin(ada, kiwi)
    who = phone(meeting.room(ada, kiwi).round, kiwi[1])
    for step, kind, first, second in (
        (Step.WORDS, "text_input", "calm", "awake"),
        (Step.VOTE, "radio", 3, 5),
    ):
        meeting.bring(ada, kiwi, Stop(step))
        page = visit("member/follow.py", who)
        [field] = page.app.get(kind)
        field.set_value(first).run()
        assert saved(page)[0] == "Saved"
        with monkeypatch.context() as fault:
            fault.setattr(Store, "write", away)
            [field] = page.app.get(kind)
            field.set_value(second).run()
            assert saved(page)[0] == "Not saved yet"
        page.press("Save again")
        assert saved(page)[0] == "Saved"
    found = farewell.farewell(who, kiwi)
    assert (found.word, found.points) == ("awake", 5)


def test_an_agenda_that_could_not_be_kept_is_not_called_saved(visit, two, monkeypatch):
    kiwi, _, ada = two
    page = visit("coach/agenda.py", ada, **of(kiwi))
    page.app.number_input[0].set_value(25).run()
    assert saved(page) == ["Saved"]
    with monkeypatch.context() as fault:
        fault.setattr(Store, "write", away)
        page.app.number_input[0].set_value(26).run()
        assert saved(page) == ["Not saved yet"]
    page.press("Save again")
    assert saved(page) == ["Saved"]
    assert agenda.agenda(ada, kiwi).slots[0].minutes == 26
