"""Words appear together and never one by one: a word that appeared alone would name its author."""

import pytest

from posdash import clock
from posdash.access.rights import Person, Principal
from posdash.answers import closing
from posdash.banks.bank import Openness
from posdash.errors import BadInput, Limited, Refused
from posdash.hour import farewell, meeting, wall
from posdash.hour.steps import Step, Stop
from posdash.release.values import Withheld
from posdash.survey.round import TeamId
from world.company import ADMINISTRATOR, coach, groups, leader, members, opened, phone
from world.database import holding, rows

pytestmark = pytest.mark.usefixtures("empty_store")
LETTERS = "abcdefghijklmnop"


def at(step: Step, people: int = 0, **terms):
    [kiwi] = groups("Kiwi")
    members(kiwi, people)
    survey_round = opened([kiwi], **terms)
    closing.close_round(ADMINISTRATOR, survey_round.id)
    here = TeamId(survey_round.id, kiwi)
    meeting.begin(coach(kiwi), here)
    meeting.bring(coach(kiwi), here, Stop(step))
    return survey_round, kiwi, here


def shown(kiwi, here) -> set[str]:
    found = farewell.farewell(coach(kiwi), here).words
    return set() if isinstance(found, Withheld) else set(found)


@pytest.mark.parametrize("openness", Openness)
def test_the_first_five_words_appear_together_and_then_three_at_a_time(openness):
    survey_round, kiwi, here = at(Step.WORDS, openness=openness)
    seen = []
    for letter in LETTERS[:12]:
        farewell.say(phone(survey_round, kiwi), letter)
        seen.append(len(shown(kiwi, here)))
    assert seen == [0, 0, 0, 0, 5, 5, 5, 8, 8, 8, 11, 11]


def test_the_first_wait_for_whoever_of_those_here_still_types_but_not_for_ever(monkeypatch):
    survey_round, kiwi, here = at(Step.WORDS)
    phones = [phone(survey_round, kiwi) for _ in range(7)]
    for who in phones:
        meeting.stand(who, here)
    for who, letter in zip(phones[:6], LETTERS, strict=False):
        farewell.say(who, letter)
        assert shown(kiwi, here) == set()
    then = clock.ticks() + wall.QUIET
    monkeypatch.setattr(clock, "ticks", lambda: then)
    assert shown(kiwi, here) == set("abcdef")


def test_more_words_and_votes_than_people_hide_nobody():
    survey_round, kiwi, here = at(Step.WORDS, people=4)
    phones = [phone(survey_round, kiwi) for _ in range(8)]
    for who, letter in zip(phones, LETTERS, strict=False):
        farewell.say(who, letter)
        assert shown(kiwi, here) == set()
    meeting.bring(coach(kiwi), here, Stop(Step.VOTE))
    for who in phones:
        farewell.vote(who, 5)
    meeting.end(coach(kiwi), here)
    found = farewell.farewell(coach(kiwi), here)
    assert isinstance(found.words, Withheld)
    assert isinstance(found.votes, Withheld)


def test_all_who_are_here_appear_together_at_once():
    survey_round, kiwi, here = at(Step.WORDS)
    phones = [phone(survey_round, kiwi) for _ in range(6)]
    for who in phones:
        meeting.stand(who, here)
    seen = []
    for who, letter in zip(phones, LETTERS, strict=False):
        farewell.say(who, letter)
        seen.append(len(shown(kiwi, here)))
    assert seen == [0, 0, 0, 0, 0, 6]


def test_a_word_that_is_changed_changes_on_no_screen_by_itself():
    survey_round, kiwi, here = at(Step.WORDS)
    phones = [phone(survey_round, kiwi) for _ in range(8)]
    for who, letter in zip(phones[:5], LETTERS, strict=False):
        farewell.say(who, letter)
    assert shown(kiwi, here) == set("abcde")
    farewell.say(phones[0], "z")
    farewell.say(phones[5], "f")
    assert shown(kiwi, here) == set("abcde")
    farewell.say(phones[6], "g")
    assert shown(kiwi, here) == set("zbcdefg")


def test_a_word_that_is_taken_back_goes_at_once():
    survey_round, kiwi, here = at(Step.WORDS)
    phones = [phone(survey_round, kiwi) for _ in range(5)]
    for who, letter in zip(phones, LETTERS, strict=False):
        farewell.say(who, letter)
    assert shown(kiwi, here) == set("abcde")
    farewell.say(phones[0], "")
    assert shown(kiwi, here) == set("bcde")


def test_the_end_of_a_session_tells_no_last_word_apart():
    survey_round, kiwi, here = at(Step.WORDS)
    for letter in LETTERS[:6]:
        farewell.say(phone(survey_round, kiwi), letter)
        shown(kiwi, here)
    meeting.end(coach(kiwi), here)
    assert shown(kiwi, here) == set("abcde")
    assert rows("word") == 5


def test_a_coach_takes_a_word_away_and_the_log_does_not_say_which():
    survey_round, kiwi, here = at(Step.WORDS)
    for word in ("fine", "rude", "good", "calm", "glad"):
        farewell.say(phone(survey_round, kiwi), word)
    farewell.take_away(coach(kiwi), here, "rude")
    assert shown(kiwi, here) == {"fine", "good", "calm", "glad"}
    assert "rude" not in str(holding("rude"))
    assert holding("rude") == set()
    assert holding("took_word_away") == {"log_entry"}
    for who in (leader(kiwi), ADMINISTRATOR, phone(survey_round, kiwi)):
        with pytest.raises(Refused):
            farewell.take_away(who, here, "fine")


def test_a_word_is_taken_away_though_whoever_said_it_typed_another_one_meanwhile():
    survey_round, kiwi, here = at(Step.WORDS)
    phones = [phone(survey_round, kiwi) for _ in range(5)]
    for who, word in zip(phones, ("rude", "good", "calm", "glad", "fine"), strict=True):
        farewell.say(who, word)
    assert "rude" in shown(kiwi, here)
    farewell.say(phones[0], "nice")
    farewell.say(phones[1], "rude")
    farewell.take_away(coach(kiwi), here, "rude")
    assert shown(kiwi, here) == {"good", "calm", "glad", "fine"}


def test_a_coach_who_does_not_see_the_words_takes_none_away_by_guessing():
    survey_round, kiwi, here = at(Step.WORDS)
    for word in ("fine", "rude", "good", "calm", "glad"):
        farewell.say(phone(survey_round, kiwi), word)
    late = Principal(Person(7, "Lea", coaches=frozenset({kiwi}), later=frozenset({here})))
    for guess in ("rude", "sad"):
        with pytest.raises(Refused):
            farewell.take_away(late, here, guess)


def test_a_word_that_is_not_shown_yet_cannot_be_guessed_by_taking_it_away():
    survey_round, kiwi, here = at(Step.WORDS)
    farewell.say(phone(survey_round, kiwi), "tired")
    for guess in ("tired", "happy"):
        with pytest.raises(BadInput, match="not shown"):
            farewell.take_away(coach(kiwi), here, guess)


@pytest.mark.parametrize(("step", "table"), [(Step.WORDS, "word"), (Step.VOTE, "vote")])
def test_one_phone_cannot_fill_the_wall_or_the_votes(step, table, monkeypatch):
    survey_round, kiwi, _ = at(step, people=6)

    def once() -> None:
        who = phone(survey_round, kiwi)
        farewell.say(who, "spam") if step is Step.WORDS else farewell.vote(who, 1)

    for _ in range(17):
        once()
    later = clock.ticks() + 120
    monkeypatch.setattr(clock, "ticks", lambda: later)
    with pytest.raises(Limited, match="17 devices"):
        once()
    assert rows(table) == 17


def test_whoever_looks_at_the_team_and_is_signed_in_says_their_word_aloud():
    survey_round, kiwi, _ = at(Step.WORDS)
    both = Principal(coach(kiwi).person, phone(survey_round, kiwi).respondent)
    with pytest.raises(BadInput, match="Say it aloud"):
        farewell.say(both, "mine")
