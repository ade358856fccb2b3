"""How a session ends: one word each, and a vote that tells of nobody."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from posdash.access.rights import NOBODY, Principal
from posdash.answers import closing, collect, shuffling
from posdash.banks.bank import Openness
from posdash.errors import BadInput, Closed, Refused
from posdash.hour import farewell, meeting
from posdash.hour.steps import Step, Stop
from posdash.release.values import Reason, Votes, Withheld
from posdash.store import store
from posdash.survey.round import TeamId
from world.company import ADMINISTRATOR, coach, groups, leader, opened, phone
from world.database import TABLES, rows

pytestmark = pytest.mark.usefixtures("empty_store")


def at(step: Step, number: int = 6, **terms):
    """A session at a step, with so many phones."""
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi], **terms)
    phones = [phone(survey_round, kiwi) for _ in range(number)]
    closing.close_round(ADMINISTRATOR, survey_round.id)
    meeting.begin(coach(kiwi), TeamId(survey_round.id, kiwi))
    meeting.bring(coach(kiwi), TeamId(survey_round.id, kiwi), Stop(step))
    return survey_round, kiwi, phones


def test_words_appear_once_as_many_were_said_as_answers_are_needed():
    survey_round, kiwi, phones = at(Step.WORDS)
    for who, word in zip(phones, ("clear", "tired", "calm", "glad"), strict=False):
        farewell.say(who, word)
    assert isinstance(farewell.farewell(phones[0], TeamId(survey_round.id, kiwi)).words, Withheld)
    farewell.say(phones[4], " curious ")
    assert set(farewell.farewell(coach(kiwi), TeamId(survey_round.id, kiwi)).words) == {
        "clear", "tired", "calm", "glad", "curious",
    }  # fmt: skip


def test_one_device_has_one_word_and_can_change_it_or_take_it_back():
    survey_round, kiwi, [who, *_] = at(Step.WORDS, openness=Openness.NAMED)
    farewell.say(who, "tired")
    farewell.say(who, "awake")
    found = farewell.farewell(who, TeamId(survey_round.id, kiwi))
    assert found.word == "awake"
    assert rows("word") == 1
    farewell.say(who, "")
    assert farewell.farewell(who, TeamId(survey_round.id, kiwi)).word is None


def test_a_link_alone_reads_back_no_word_and_no_vote_but_replaces_them():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi], openness=Openness.NAMED)
    closing.close_round(ADMINISTRATOR, survey_round.id)
    meeting.begin(coach(kiwi), TeamId(survey_round.id, kiwi))
    ada = phone(survey_round, kiwi)
    thief = Principal(respondent=replace(ada.respondent, device=b"t" * 32))
    meeting.bring(coach(kiwi), TeamId(survey_round.id, kiwi), Stop(Step.WORDS))
    farewell.say(ada, "tired")
    meeting.bring(coach(kiwi), TeamId(survey_round.id, kiwi), Stop(Step.VOTE))
    farewell.vote(ada, 2)
    for who, word, points in ((ada, "tired", 2), (thief, None, None)):
        found = farewell.farewell(who, TeamId(survey_round.id, kiwi))
        assert (found.word, found.points) == (word, points)
    farewell.vote(thief, 5)
    assert rows("vote") == 1


def test_words_stand_under_keys_that_nobody_holds_once_the_session_is_over():
    survey_round, kiwi, phones = at(Step.WORDS)
    for who, word in zip(phones, "abcdef", strict=True):
        farewell.say(who, word)
    meeting.end(coach(kiwi), TeamId(survey_round.id, kiwi))
    assert sorted(farewell.farewell(coach(kiwi), TeamId(survey_round.id, kiwi)).words) == list(
        "abcdef"
    )
    assert [farewell.farewell(who, TeamId(survey_round.id, kiwi)).word for who in phones] == [
        None
    ] * 6


def test_a_word_that_was_being_typed_still_counts_while_everybody_votes():
    survey_round, kiwi, phones = at(Step.VOTE)
    for who in phones:
        farewell.say(who, "late")
    assert farewell.farewell(phones[0], TeamId(survey_round.id, kiwi)).words == ("late",) * 6


def test_a_session_keeps_so_many_words_and_no_more(monkeypatch):
    monkeypatch.setattr(farewell, "MOST_WORDS", 5)
    survey_round, kiwi, phones = at(Step.WORDS)
    for who in phones[:5]:
        farewell.say(who, "aye")
    with pytest.raises(BadInput, match="no more fit"):
        farewell.say(phones[5], "aye")
    farewell.say(phones[0], "nay")
    assert sorted(farewell.farewell(phones[0], TeamId(survey_round.id, kiwi)).words) == [
        *["aye"] * 4,
        "nay",
    ]


def test_votes_become_an_average_to_half_a_point_and_the_single_ones_are_erased():
    survey_round, kiwi, phones = at(Step.VOTE)
    for who, points in zip(phones, (5, 4, 4, 3, 5, 5), strict=True):
        farewell.vote(who, points)
    assert farewell.farewell(phones[0], TeamId(survey_round.id, kiwi)).votes is None
    meeting.end(coach(kiwi), TeamId(survey_round.id, kiwi))
    assert farewell.farewell(phones[0], TeamId(survey_round.id, kiwi)).votes == Votes(6, 4.5)
    assert rows("vote") == 0


def test_fewer_votes_than_k_are_not_shown():
    survey_round, kiwi, phones = at(Step.VOTE, number=4)
    for who in phones:
        farewell.vote(who, 5)
    meeting.end(coach(kiwi), TeamId(survey_round.id, kiwi))
    shown = farewell.farewell(phones[0], TeamId(survey_round.id, kiwi)).votes
    assert shown == Withheld(Reason.TOO_FEW, 5)


@pytest.mark.parametrize("points", [0, 6, 3.5, True, "5", None])
def test_a_forged_vote_is_refused(points):
    _, _, phones = at(Step.VOTE)
    with pytest.raises(BadInput):
        farewell.vote(phones[0], points)
    assert rows("vote") == 0


def test_nothing_is_said_at_another_step_or_by_whoever_holds_no_link():
    _, kiwi, phones = at(Step.WORDS)
    with pytest.raises(Closed):
        farewell.vote(phones[0], 3)
    for who in (NOBODY, coach(kiwi), leader(kiwi), ADMINISTRATOR):
        with pytest.raises(Refused):
            farewell.say(who, "hello")


def test_words_and_votes_stand_under_keys_that_lead_to_no_answer():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi], openness=Openness.NAMED)
    who = phone(survey_round, kiwi)
    collect.sign(who, "Ada")
    closing.close_round(ADMINISTRATOR, survey_round.id)
    meeting.begin(coach(kiwi), TeamId(survey_round.id, kiwi))
    meeting.bring(coach(kiwi), TeamId(survey_round.id, kiwi), Stop(Step.WORDS))
    farewell.say(who, "clear")
    meeting.bring(coach(kiwi), TeamId(survey_round.id, kiwi), Stop(Step.VOTE))
    farewell.vote(who, 4)
    with store().read() as connection:
        tables = [TABLES[one] for one in ("word", "vote", "signature")]
        keys = [connection.execute(select(one.c.key)).scalar_one() for one in tables]
    assert len(set(keys)) == 3


def test_a_session_that_begins_anew_begins_without_words_and_votes():
    survey_round, kiwi, phones = at(Step.WORDS, openness=Openness.NAMED)
    farewell.say(phones[0], "clear")
    meeting.end(coach(kiwi), TeamId(survey_round.id, kiwi))
    meeting.begin(coach(kiwi), TeamId(survey_round.id, kiwi))
    found = farewell.farewell(phones[0], TeamId(survey_round.id, kiwi))
    assert isinstance(found.words, Withheld)
    assert found.votes is None


def test_the_order_of_words_is_forgotten_like_that_of_answers():
    survey_round, kiwi, phones = at(Step.WORDS)
    for who, word in zip(phones, "abcdef", strict=True):
        farewell.say(who, word)
    assert shuffling.mix_due()
    assert sorted(farewell.farewell(phones[0], TeamId(survey_round.id, kiwi)).words) == list(
        "abcdef"
    )
