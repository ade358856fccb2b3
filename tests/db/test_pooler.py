"""PostgreSQL behind PgBouncer in transaction mode: each transaction may meet another session."""

import threading

import pytest
from sqlalchemy import text

from conftest import postgres_database
from db.engine import Store
from posdash import settings
from posdash.access.respondents import respondent
from posdash.access.rights import Principal
from posdash.answers import closing, collect, shuffling
from posdash.keys import new_secret
from posdash.rounds import links
from posdash.store import forget_store, store, upgrade
from posdash.survey.round import Facet, TeamId
from world import linkage, pooler
from world.company import ADMINISTRATOR, answered, coach, groups, opened
from world.database import rows


@pytest.fixture
def pooled(postgres_server, tmp_path, monkeypatch):
    """The process's own database, behind a pooler: it is set up through that, too."""
    with (
        postgres_database(postgres_server) as direct,
        pooler.before(direct, tmp_path) as address,
    ):
        monkeypatch.setenv("POSDASH_DATABASE_URL", address)
        settings.settings.cache_clear()
        upgrade()
        yield direct
        forget_store()


def test_twelve_phones_with_twenty_saves_each_lose_none_behind_a_pooler(pooled):
    """Case 21: 32 of 240 were refused, since what is prepared in one session is not in the next."""
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    [link] = links.team_links(ADMINISTRATOR, survey_round.id)
    token = link.url.rpartition("/")[2]
    faults: list[Exception] = []

    def answer() -> None:
        device = new_secret()
        try:
            for turn in range(20):
                who = Principal(respondent=respondent(token, device))
                question = ("pace", "reach")[turn % 2]
                collect.save(who, question, Facet.NOW, 1 + turn % 7, new_secret())
        except Exception as fault:
            faults.append(fault)

    phones = [threading.Thread(target=answer) for _ in range(12)]
    for one in phones:
        one.start()
    for one in phones:
        one.join()
    assert faults == []
    assert rows("answer") == 24


def test_behind_a_pooler_orders_are_forgotten_and_answers_are_wiped(pooled):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    answered(survey_round, kiwi, [4] * 5)
    with store().read() as connection:
        keys = [bytes(row[0]) for row in connection.execute(text("SELECT key FROM answer"))]
    assert shuffling.mix_due()
    with store().read() as connection:
        moments = connection.execute(text("SELECT count(DISTINCT xmin::text) FROM answer"))
        assert moments.scalar_one() == 1
    assert all(key in linkage.files_of_postgres() for key in keys)
    with store().read() as reader:
        reader.execute(text("SELECT * FROM bank_snapshot")).all()
        closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
        assert rows("compaction_owed") == 1, "What a reader keeps is heard of behind a pooler, too."
    closing.close_due()
    assert rows("compaction_owed") == 0
    assert not any(key in linkage.files_of_postgres() for key in keys)


def test_behind_a_pooler_one_process_alone_serves_and_nobody_inherits_its_patience(pooled):
    other, direct = Store(store().url.render_as_string(hide_password=False)), Store(pooled)
    assert store().claim()
    assert not other.claim()
    assert not direct.claim()
    store().forget_order()
    for _ in range(8):
        with store().read() as connection:
            assert connection.execute(text("SHOW lock_timeout")).scalar_one() == "0"
    forget_store()
    assert other.claim()
    other.close()
    direct.close()


def test_where_no_pooler_can_be_had_one_sentence_names_that(tmp_path, monkeypatch):
    monkeypatch.setattr(pooler.shutil, "which", lambda *_, **__: None)
    monkeypatch.setattr(pooler, "_run", lambda *_: False)
    with pytest.raises(pooler.NoPooler, match="install the package pgbouncer"):
        pooler.find(tmp_path)
