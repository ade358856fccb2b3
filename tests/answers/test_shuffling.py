"""The order of answers is forgotten while a group is open, and no answer is lost by it."""

import threading

import pytest
from sqlalchemy import text

from posdash.answers import closing, collect, shuffling
from posdash.banks.bank import Openness
from posdash.errors import NotReady
from posdash.keys import keyed, new_secret
from posdash.store import store
from posdash.survey.round import Facet, TeamId
from posdash.views import results
from world.company import ADMINISTRATOR, answered, coach, groups, opened, phone, place


def key(who, survey_round) -> bytes:
    return keyed(who.respondent.token, f"edit|{survey_round.id}")


@pytest.mark.usefixtures("empty_store")
def test_nothing_is_lost_and_nothing_is_done_twice():
    kiwi, wren = groups("Kiwi", "Wren")
    survey_round = opened([kiwi, wren])
    people = answered(survey_round, kiwi, [1, 2, 3]) + answered(survey_round, wren, [4])
    collect.comment(people[0], "pace", "It depends.")
    before = [collect.survey(one) for one in people]
    assert shuffling.mix_due()
    assert [collect.survey(one) for one in people] == before
    assert not shuffling.mix_due()
    place(people[0], "reach", 7)
    assert shuffling.mix_due()


def test_a_copy_of_the_file_tells_no_order_any_more(sqlite_files):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    people = answered(survey_round, kiwi, [1, 2, 3, 4, 5, 6, 7] * 3)
    came = [key(one, survey_round) for one in people]
    assert lies_in_order(sqlite_files, came), "The attack would find the order."
    shuffling.mix_due()
    assert lies_in_order(sqlite_files, sorted(came))
    log = sqlite_files.database.with_name(sqlite_files.database.name + "-wal")
    assert log.stat().st_size == 0


def lies_in_order(files, keys: list[bytes]) -> bool:
    """Whether some page of the database holds the rows of these keys in that order.

    SQLite fills a page from its end, so what came first stands last.
    """
    store().forget_order()  # what still stands in the write-ahead log goes into the file
    data = files.database.read_bytes()
    pages = (data[start : start + 4096] for start in range(0, len(data), 4096))
    found = [[page.rfind(one) for one in keys] for page in pages]
    return any(all(place > 0 for place in each) and each == sorted(each)[::-1] for each in found)


def test_in_postgresql_all_rows_seem_to_come_from_one_moment(postgres_store):
    [kiwi] = groups("Kiwi")
    answered(opened([kiwi]), kiwi, [1, 2, 3, 4, 5])
    assert len(moments()) == 5
    shuffling.mix_due()
    assert len(moments()) == 1


def moments() -> set[object]:
    with store().read() as connection:
        return set(connection.execute(text("SELECT xmin::text FROM answer")).scalars())


@pytest.mark.usefixtures("empty_store")
def test_answers_of_closed_groups_are_left_alone():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi], openness=Openness.NAMED)
    who = phone(survey_round, kiwi)
    collect.sign(who, "Ada")
    place(who, "pace", 3)
    closing.close_round(ADMINISTRATOR, survey_round.id)
    shuffling.mix_due()
    assert results.team(coach(kiwi), TeamId(survey_round.id, kiwi)).dimensions[0].signed[0].now == 3


@pytest.mark.usefixtures("empty_store")
def test_people_go_on_answering_meanwhile():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    people = [phone(survey_round, kiwi) for _ in range(8)]

    def answer(who) -> None:
        for where in range(1, 8):
            collect.save(who, "pace", Facet.NOW, where, new_secret())

    threads = [threading.Thread(target=answer, args=(one,)) for one in people]
    for one in threads:
        one.start()
    while any(one.is_alive() for one in threads):
        try:
            shuffling.mix_due()
        except NotReady:  # somebody was writing, and went first
            continue
    for one in threads:
        one.join()
    found = [collect.survey(one).placements[("pace", Facet.NOW)] for one in people]
    assert found == [7] * 8
