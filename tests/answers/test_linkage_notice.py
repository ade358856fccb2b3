"""Each attack finds what the notice says it finds, and no more."""

import random
from datetime import timedelta

import pytest

from posdash import clock
from posdash.access.rights import Principal
from posdash.answers import closing, notice, shuffling
from posdash.answers.collect import survey
from posdash.hour import meeting
from posdash.hour.answered import live
from posdash.hour.steps import Step, Stop
from posdash.keys import keyed
from posdash.release.values import Full, Withheld
from posdash.survey.round import Links, TeamId
from posdash.views import results
from world import linkage
from world.company import ADMINISTRATOR, coach, groups, members, opened, phone, place
from world.fifty import PEOPLE, answer_all, fifty, in_no_order, open_all, secret_of


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path):
    """The file of the database on SQLite, None on PostgreSQL."""
    request.getfixturevalue("sqlite_store" if request.param == "sqlite" else "postgres_store")
    return tmp_path / "posdash.db" if request.param == "sqlite" else None


@pytest.fixture
def later(monkeypatch):
    """Let so many days pass."""

    def pass_by(days: int) -> None:
        at = clock.now() + timedelta(days=days)
        monkeypatch.setattr(clock, "now", lambda: at)

    return pass_by


def told(who: Principal) -> str:
    """What is said to whoever is about to answer."""
    mine = survey(who)
    return " ".join(notice.kept(mine.round, mine.group))


def by_access_log(loot: linkage.Loot, secrets: list[bytes], round_id: int) -> dict[bytes, bytes]:
    """Whose answers stand there, by the links that a web server's log holds."""
    there = {row[0] for row in loot.rows["answer"]}
    keys = {secret: keyed(secret, f"edit|{round_id}") for secret in secrets}
    return {secret: key for secret, key in keys.items() if key in there}


def test_a_log_that_keeps_personal_links_finds_all_before_the_close_and_nobody_after(database):
    here = fifty()
    answer_all(here)
    secrets = [secret_of(one) for one in here.links]
    assert len(by_access_log(linkage.steal(database), secrets, here.round.id)) == PEOPLE
    closing.close_round(ADMINISTRATOR, here.round.id)
    assert by_access_log(linkage.steal(database), secrets, here.round.id) == {}


def test_that_is_what_the_notice_says_of_the_links(database):
    here = fifty()
    [who, *_] = open_all(here)
    assert "somebody who kept the links (whoever sent them, or runs the mail) and also " in told(
        who
    )
    assert "a log of the web server that says which link was opened when" in told(who)
    assert "posdash itself writes no such log" in told(who)


def with_a_team_link() -> tuple:
    """Thirty phones of one team, who all opened the same link."""
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi], closes_at=clock.now() + timedelta(days=30))
    phones = [phone(survey_round, kiwi) for _ in range(30)]
    keys = [keyed(one.respondent.token, f"edit|{survey_round.id}") for one in phones]
    return survey_round, phones, keys


def test_a_log_of_who_came_when_and_one_copy_find_nobody_of_a_team_link(database):
    _, phones, keys = with_a_team_link()
    for number, who in enumerate(phones):
        place(who, "pace", 1 + number % 7)
    shuffling.mix_due()
    loot = linkage.steal(database)
    assert in_no_order(linkage.by_place(loot, keys), keys)
    assert in_no_order(linkage.by_column(loot, keys), keys)
    assert linkage.by_equal_values(loot) == set()


def test_two_copies_of_different_days_find_who_came_in_between_and_nothing_within(database, later):
    _, phones, keys = with_a_team_link()
    order = list(range(len(phones)))
    random.Random(3).shuffle(order)
    first, second = order[:15], order[15:]
    copies = []
    for batch in (first, second):
        for number in batch:
            place(phones[number], "pace", 4)
        shuffling.mix_due()
        copies.append(linkage.steal(database))
        later(days=1)
    before, after = ({row[0] for row in copy.rows["answer"]} for copy in copies)
    assert after - before == {keys[number] for number in second}
    came = [keys[number] for number in second]
    assert in_no_order(linkage.by_place(copies[1], came), came)
    text = told(phones[0])
    assert "two copies of different days and a log of the web server that says who came" in text
    assert "between the two lie the answers of those who came" in text


def test_after_the_close_two_copies_hold_no_single_answer(database):
    survey_round, phones, _ = with_a_team_link()
    for who in phones:
        place(who, "pace", 4)
    closing.close_round(ADMINISTRATOR, survey_round.id)
    assert linkage.steal(database).rows["answer"] == []


def five_browsers(kiwi: int, survey_round, *, signed_in: bool, real: int):
    """What a coach sees who answered in five browsers, beside so many of the team."""
    person = coach(kiwi).person if signed_in else None
    for _ in range(5):
        place(Principal(person, phone(survey_round, kiwi).respondent), "pace", 4)
    for _ in range(real):
        place(phone(survey_round, kiwi), "pace", 2)
    here = TeamId(survey_round.id, kiwi)
    closing.reveal(coach(kiwi), here)
    return results.team(coach(kiwi), here).dimension("pace").now


@pytest.mark.parametrize(
    ("people", "signed_in", "found"),
    [
        (8, True, False),  # signed in: known
        (4, False, False),  # more devices than people
        (8, False, True),  # in private windows, where seven of eight do not answer
    ],
)
def test_a_coach_with_five_browsers_finds_what_the_notice_says(
    sqlite_store, people, signed_in, found
):
    [kiwi] = groups("Kiwi")
    members(kiwi, people)
    survey_round = opened([kiwi])
    text = told(phone(survey_round, kiwi))
    seen = five_browsers(kiwi, survey_round, signed_in=signed_in, real=1)
    assert isinstance(seen, Full if found else Withheld)
    assert "answers in private windows or on borrowed phones cannot be told from" in text
    assert "and so knew all answers but yours, would know yours" in text
    assert f"at most {2 * people + 5} for your team" in text


def test_with_personal_links_a_coach_has_no_browser_to_answer_from(sqlite_store):
    here = fifty()
    [who, *_] = open_all(here)
    assert here.round.links is Links.PERSONAL
    assert "Coaches and leaders never get it" in told(who)
    assert "private windows" not in told(who)


@pytest.mark.parametrize(("days", "steps"), [(0, {None, 5, 8}), (2, {None})])
def test_a_session_begun_by_stealth_finds_steps_on_the_first_day_and_then_nothing(
    sqlite_store, later, days, steps
):
    [kiwi] = groups("Kiwi")
    members(kiwi, 8)
    survey_round = opened([kiwi], closes_at=clock.now() + timedelta(days=30))
    later(days)
    here = TeamId(survey_round.id, kiwi)
    meeting.begin(coach(kiwi), here)
    meeting.bring(coach(kiwi), here, Stop(Step.PLACE))
    own = [phone(survey_round, kiwi) for _ in range(5)]
    seen = set()
    for who in own:
        meeting.arrive(who)
    for reminded in [*own, *(phone(survey_round, kiwi) for _ in range(3))]:
        place(reminded, "pace", 4)
        for who in own:
            meeting.stand(who, here)
        seen.add(live(coach(kiwi), here).found.answered)
    assert seen == steps
    text = told(own[0])
    assert "In a session on the first day of a round it is counted live" in text
    assert "in steps of three" in text
