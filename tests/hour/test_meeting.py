"""A team's session: who may lead it, which step follows which, and what all its screens ask."""

from datetime import timedelta

import pytest

from posdash import clock
from posdash.access import respondents
from posdash.access.rights import NOBODY, Principal
from posdash.answers import closing
from posdash.errors import BadInput, Closed, PosdashError, Refused
from posdash.hour import meeting
from posdash.hour.answered import Wait, live
from posdash.hour.steps import Step, Stop
from posdash.survey.round import Links, TeamId
from posdash.views import results
from world.company import (
    ADMINISTRATOR,
    answered,
    bank,
    coach,
    groups,
    leader,
    members,
    opened,
    phone,
    place,
    planned,
)

pytestmark = pytest.mark.usefixtures("empty_store")
QUESTIONS = ("pace", "reach", "trust")


def team(places=(1, 2, 2, 6, 6, 7, 1, 7), **terms):
    """A round of Kiwi in which these people have placed, and Kiwi's coach."""
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi], bank=bank(*QUESTIONS), **terms)
    phones = answered(survey_round, kiwi, list(places))
    return survey_round, kiwi, coach(kiwi), phones


def at(who, survey_round, group) -> tuple:
    found = meeting.stand(who, TeamId(survey_round.id, group))
    return found.step, found.stop.dimension


def test_a_session_goes_from_the_welcome_to_the_vote_by_its_one_button():
    survey_round, kiwi, ada, phones = team()
    here = TeamId(survey_round.id, kiwi)
    meeting.begin(ada, here)
    seen = [at(phones[0], survey_round, kiwi)]
    while seen[-1][0] is not Step.OVER:
        onward = meeting.lead(ada, here).onward
        meeting.reveal(ada, here) if onward is None else meeting.bring(ada, here, onward)
        seen.append(at(phones[0], survey_round, kiwi))
    talks = [dimension for step, dimension in seen if step is Step.TALK]
    assert [step for step, _ in seen if step is not Step.TALK] == [
        Step.WELCOME, Step.PLACE, Step.PICTURE, Step.EXPERIMENTS, Step.WORDS, Step.VOTE, Step.OVER,
    ]  # fmt: skip
    assert talks[0] == "pace"
    assert len(set(talks)) == len(talks)
    assert results.team(ada, here).people == 0  # the reveal has closed it


def test_the_reveal_closes_this_team_and_not_the_round():
    kiwi, wren = groups("Kiwi", "Wren")
    survey_round = opened([kiwi, wren])
    answered(survey_round, kiwi, [1, 2, 3, 4, 5])
    ada = coach(kiwi)
    meeting.begin(ada, TeamId(survey_round.id, kiwi))
    meeting.bring(ada, TeamId(survey_round.id, kiwi), Stop(Step.PLACE))
    meeting.reveal(ada, TeamId(survey_round.id, kiwi))
    assert at(ada, survey_round, kiwi)[0] is Step.PICTURE
    place(phone(survey_round, wren), "pace", 3)  # Wren answers on
    with pytest.raises(Closed):
        place(phone(survey_round, kiwi), "pace", 3)


def test_no_results_before_the_reveal_and_no_placing_after_it():
    survey_round, kiwi, ada, _ = team()
    meeting.begin(ada, TeamId(survey_round.id, kiwi))
    for step in (Step.PICTURE, Step.EXPERIMENTS, Step.WORDS, Step.VOTE):
        with pytest.raises(Closed):
            meeting.bring(ada, TeamId(survey_round.id, kiwi), Stop(step))
    with pytest.raises(Closed):
        meeting.bring(ada, TeamId(survey_round.id, kiwi), Stop(Step.TALK, "pace"))
    meeting.reveal(ada, TeamId(survey_round.id, kiwi))
    with pytest.raises(Closed):
        meeting.bring(ada, TeamId(survey_round.id, kiwi), Stop(Step.PLACE))
    assert meeting.lead(ada, TeamId(survey_round.id, kiwi)).back == Stop(Step.WELCOME)


def test_a_closed_round_can_be_walked_through():
    survey_round, kiwi, ada, phones = team()
    closing.close_round(ADMINISTRATOR, survey_round.id)
    meeting.begin(ada, TeamId(survey_round.id, kiwi))
    assert meeting.lead(ada, TeamId(survey_round.id, kiwi)).onward == Stop(Step.PICTURE)
    meeting.bring(ada, TeamId(survey_round.id, kiwi), Stop(Step.TALK, "trust"))
    assert at(phones[0], survey_round, kiwi) == (Step.TALK, "trust")


def test_where_the_closing_time_came_during_the_placing_the_reveal_goes_on_to_the_picture():
    survey_round, kiwi, ada, _ = team()
    meeting.begin(ada, TeamId(survey_round.id, kiwi))
    meeting.bring(ada, TeamId(survey_round.id, kiwi), Stop(Step.PLACE))
    closing.close_round(ADMINISTRATOR, survey_round.id)
    assert meeting.lead(ada, TeamId(survey_round.id, kiwi)).onward == Stop(Step.PICTURE)
    meeting.reveal(ada, TeamId(survey_round.id, kiwi))
    assert at(ada, survey_round, kiwi)[0] is Step.PICTURE


def test_after_a_question_out_of_turn_the_agenda_goes_on_where_it_was():
    survey_round, kiwi, ada, _ = team()
    here = TeamId(survey_round.id, kiwi)
    closing.close_round(ADMINISTRATOR, survey_round.id)
    meeting.begin(ada, here)
    agenda = meeting.lead(ada, here).agenda
    last = agenda[-1]
    meeting.bring(ada, here, Stop(Step.TALK, last))
    onward = meeting.lead(ada, here).onward
    assert onward == (Stop(Step.TALK, agenda[0]) if len(agenda) > 1 else Stop(Step.EXPERIMENTS))
    assert meeting.lead(ada, here).back == Stop(Step.PICTURE)


def test_a_second_press_of_the_same_button_changes_nothing(monkeypatch):
    survey_round, kiwi, ada, _ = team()
    meeting.begin(ada, TeamId(survey_round.id, kiwi))
    meeting.bring(ada, TeamId(survey_round.id, kiwi), Stop(Step.PLACE))
    before = meeting.stand(ada, TeamId(survey_round.id, kiwi))
    then = clock.now() + timedelta(seconds=5)
    monkeypatch.setattr(clock, "now", lambda: then)
    meeting.bring(ada, TeamId(survey_round.id, kiwi), Stop(Step.PLACE))
    assert meeting.stand(ada, TeamId(survey_round.id, kiwi)).mark == before.mark


@pytest.mark.parametrize(
    "stop",
    [Stop(Step.TALK, "no such"), Stop(Step.TALK), Stop(Step.WORDS, "pace"), Stop(Step.TALK, "")],
)
def test_a_stop_that_does_not_exist_is_refused(stop):
    survey_round, kiwi, ada, _ = team()
    closing.close_round(ADMINISTRATOR, survey_round.id)
    meeting.begin(ada, TeamId(survey_round.id, kiwi))
    with pytest.raises(BadInput):
        meeting.bring(ada, TeamId(survey_round.id, kiwi), stop)


def test_a_session_that_nobody_ended_is_over_after_twelve_hours(monkeypatch):
    survey_round, kiwi, ada, phones = team(closes_at=clock.now() + timedelta(days=3))
    meeting.begin(ada, TeamId(survey_round.id, kiwi))
    assert meeting.end_due() == 0
    code = meeting.room(ada, TeamId(survey_round.id, kiwi)).link.code
    assert respondents.link_of(code)
    later = clock.now() + timedelta(hours=12, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert meeting.end_due() == 1
    assert at(phones[0], survey_round, kiwi)[0] is Step.OVER
    assert respondents.link_of(code) is None
    with pytest.raises(Closed):
        meeting.bring(ada, TeamId(survey_round.id, kiwi), Stop(Step.PLACE))
    assert meeting.end_due() == 0


def test_two_words_let_phones_in_during_the_session_after_the_reveal_too_and_not_later():
    survey_round, kiwi, ada, _ = team()
    meeting.begin(ada, TeamId(survey_round.id, kiwi))
    room = meeting.room(ada, TeamId(survey_round.id, kiwi))
    meeting.reveal(ada, TeamId(survey_round.id, kiwi))
    link = respondents.link_of(room.link.code.upper())
    assert room.link.url.endswith(link)
    late = respondents.respondent(link, b"d" * 32)
    assert late.team == TeamId(survey_round.id, kiwi)
    meeting.end(ada, TeamId(survey_round.id, kiwi))
    assert respondents.link_of(room.link.code) is None
    assert meeting.room(ada, TeamId(survey_round.id, kiwi)).link.code == ""


def test_a_session_that_goes_on_is_not_begun_anew_by_somebody_who_came_late():
    survey_round, kiwi, ada, phones = team()
    here = TeamId(survey_round.id, kiwi)
    meeting.begin(ada, here)
    code = meeting.room(ada, here).link.code
    meeting.bring(ada, here, Stop(Step.PLACE))
    meeting.begin(coach(kiwi), here)
    assert at(phones[0], survey_round, kiwi)[0] is Step.PLACE
    assert meeting.room(ada, here).link.code == code


def test_a_second_tap_that_was_meant_for_the_button_before_skips_no_step(monkeypatch):
    survey_round, kiwi, ada, _ = team()
    here = TeamId(survey_round.id, kiwi)
    closing.close_round(ADMINISTRATOR, survey_round.id)
    meeting.begin(ada, here)
    start = clock.now()
    for after, expected in ((1, Step.PICTURE), (1.3, Step.PICTURE), (3, Step.TALK)):
        then = start + timedelta(seconds=after)
        monkeypatch.setattr(clock, "now", lambda then=then: then)
        meeting.press(ada, here, meeting.lead(ada, here).onward)
        assert at(ada, survey_round, kiwi)[0] is expected


def test_only_phones_of_the_team_count_as_here_and_only_while_its_session_lasts():
    survey_round, kiwi, ada, phones = team()
    [wren] = groups("Wren")
    other = phone(opened([wren]), wren).respondent
    here = TeamId(survey_round.id, kiwi)
    meeting.stand(phones[0], here)  # nobody has begun
    meeting.begin(ada, here)
    for who in phones[1:5]:
        assert meeting.stand(who, here).here is None
    assert meeting.stand(Principal(ada.person, other), here).here is None
    assert meeting.stand(phones[5], here).here == 5


def test_with_personal_links_a_session_has_no_code():
    [kiwi] = groups("Kiwi")
    members(kiwi, 6)
    survey_round = opened([kiwi], links=Links.PERSONAL)
    meeting.begin(coach(kiwi), TeamId(survey_round.id, kiwi))
    assert meeting.room(coach(kiwi), TeamId(survey_round.id, kiwi)).link is None


def test_only_the_teams_coach_leads_and_only_the_team_and_its_coach_follow():
    kiwi, wren = groups("Kiwi", "Wren")
    survey_round = opened([kiwi, wren])
    ada, here = coach(kiwi), TeamId(survey_round.id, kiwi)
    meeting.begin(ada, here)
    strangers = [NOBODY, phone(survey_round, wren), coach(wren), leader(kiwi), ADMINISTRATOR]
    for who in strangers:
        for door in (meeting.stand, meeting.room, meeting.begin, meeting.end, meeting.lead):
            with pytest.raises(Refused):
                door(who, here)
    for door in (meeting.begin, meeting.reveal, meeting.end, meeting.lead):
        with pytest.raises(Refused):
            door(phone(survey_round, kiwi), here)
    with pytest.raises(Refused):
        meeting.bring(phone(survey_round, kiwi), here, Stop(Step.PLACE))
    assert at(phone(survey_round, kiwi), survey_round, kiwi)[0] is Step.WELCOME


def test_a_planned_or_cancelled_round_has_no_session():
    [kiwi] = groups("Kiwi")
    with pytest.raises(Closed):
        meeting.begin(coach(kiwi), TeamId(planned([kiwi]), kiwi))


def test_participation_is_live_only_while_the_team_sits_there_and_places():
    survey_round, kiwi, ada, phones = team()
    here = TeamId(survey_round.id, kiwi)
    meeting.begin(ada, here)
    with pytest.raises(Closed):
        live(ada, here)
    meeting.bring(ada, here, Stop(Step.PLACE))
    assert live(ada, here).wait is Wait.FEW_PHONES  # no phone follows
    for who in phones[:4]:
        meeting.stand(who, here)
    assert live(ada, here).wait is Wait.FEW_PHONES  # four of k = 5
    meeting.stand(phones[4], here)
    assert live(ada, here).found.answered == 8
    assert meeting.stand(ada, here).here == 5


def test_below_k_live_participation_says_fewer_than_k():
    survey_round, kiwi, ada, phones = team(places=[1, 2, 3, 4])
    meeting.begin(ada, TeamId(survey_round.id, kiwi))
    meeting.bring(ada, TeamId(survey_round.id, kiwi), Stop(Step.PLACE))
    for who in (*phones, phone(survey_round, kiwi)):
        meeting.arrive(who)
        meeting.stand(who, TeamId(survey_round.id, kiwi))
    found = live(ada, TeamId(survey_round.id, kiwi)).found
    assert found.answered is None
    assert found.at is not None


def test_the_minutes_of_a_talk_come_from_the_agenda():
    survey_round, kiwi, ada, _ = team()
    closing.close_round(ADMINISTRATOR, survey_round.id)
    meeting.begin(ada, TeamId(survey_round.id, kiwi))
    [first, *_] = meeting.lead(ada, TeamId(survey_round.id, kiwi)).agenda
    meeting.bring(ada, TeamId(survey_round.id, kiwi), Stop(Step.TALK, first))
    assert meeting.stand(ada, TeamId(survey_round.id, kiwi)).minutes >= 8
    others = [
        one
        for one in QUESTIONS
        if one not in meeting.lead(ada, TeamId(survey_round.id, kiwi)).agenda
    ]
    for one in others:
        meeting.bring(ada, TeamId(survey_round.id, kiwi), Stop(Step.TALK, one))
        assert meeting.stand(ada, TeamId(survey_round.id, kiwi)).minutes == 8
    meeting.bring(ada, TeamId(survey_round.id, kiwi), Stop(Step.WORDS))
    assert meeting.stand(ada, TeamId(survey_round.id, kiwi)).minutes is None


def test_a_team_without_a_session_says_so():
    survey_round, kiwi, ada, phones = team()
    assert meeting.stand(phones[0], TeamId(survey_round.id, kiwi)) is None
    assert meeting.my_stand(phones[0]) is None
    with pytest.raises(PosdashError, match="no session"):
        meeting.room(ada, TeamId(survey_round.id, kiwi))
    with pytest.raises(Closed):
        meeting.bring(ada, TeamId(survey_round.id, kiwi), Stop(Step.PLACE))
