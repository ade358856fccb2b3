"""What the server does by itself: what is final waits for a clock to believe, faults are said."""

import inspect
import logging
import pkgutil
from datetime import timedelta
from importlib import import_module

import pytest
from sqlalchemy import text

import posdash
from posdash import clock, upkeep
from posdash.access import signin
from posdash.answers import closing, shuffling
from posdash.errors import NotReady
from posdash.hour import meeting
from posdash.hour.steps import Step, Stop
from posdash.organisation import people
from posdash.rounds import plan, running
from posdash.store import store, wipe_in_turns
from posdash.survey.round import State, TeamId
from posdash.views import audit
from world.company import ADMINISTRATOR, answered, closed, coach, groups, opened, phone, place
from world.database import rows


class Machine:
    """A clock that can be set, and ticks that cannot."""

    def __init__(self) -> None:
        self._wall, self._ticks = clock.now(), 1000.0

    def goes_on(self, seconds: float) -> None:
        self._wall += timedelta(seconds=seconds)
        self._ticks += seconds

    def is_set(self, by: timedelta) -> None:
        self._wall += by

    def now(self):
        return self._wall

    def ticks(self):
        return self._ticks


@pytest.fixture
def machine(monkeypatch):
    """The machine that the server runs on."""
    one = Machine()
    monkeypatch.setattr(clock, "now", one.now)
    monkeypatch.setattr(clock, "ticks", one.ticks)
    return one


def turns(machine: Machine, seconds: float) -> None:
    """The server's turns for so long, one every five seconds."""
    for _ in range(int(seconds // 5)):
        machine.goes_on(5)
        upkeep.take_turn()


def state() -> State:
    [found] = plan.all_rounds(ADMINISTRATOR)
    return found.state


def test_a_clock_15_days_ahead_for_8_seconds_closes_no_round(sqlite_files, machine):
    [kiwi] = groups("Kiwi")
    who = phone(opened([kiwi], closes_at=clock.now() + timedelta(days=10)), kiwi)
    turns(machine, 30)
    machine.is_set(timedelta(days=15))
    turns(machine, 10)
    assert "clock" in upkeep.troubles()
    machine.is_set(timedelta(days=-15))
    turns(machine, 30)
    assert (state(), upkeep.troubles()) == (State.OPEN, ())
    place(who, "pace", 3)


def test_a_clock_that_was_set_and_stays_so_is_believed_after_ten_minutes(sqlite_files, machine):
    """As after a night in which a laptop slept."""
    [kiwi] = groups("Kiwi")
    opened([kiwi])
    turns(machine, 30)
    machine.is_set(timedelta(hours=9))
    turns(machine, 590)
    assert (state(), upkeep.troubles()) == (State.OPEN, ("clock",))
    turns(machine, 30)
    assert (state(), upkeep.troubles()) == (State.CLOSED, ())


def test_a_clock_that_is_set_again_while_it_is_doubted_is_doubted_anew(sqlite_files, machine):
    [kiwi] = groups("Kiwi")
    opened([kiwi])
    turns(machine, 30)
    for _ in range(4):
        machine.is_set(timedelta(days=1))
        turns(machine, 300)
    assert state() is State.OPEN


def test_a_clock_that_is_corrected_by_seconds_is_believed(sqlite_files, machine):
    [kiwi] = groups("Kiwi")
    opened([kiwi], closes_at=clock.now() + timedelta(seconds=60))
    turns(machine, 30)
    machine.is_set(timedelta(seconds=4))
    turns(machine, 40)
    assert state() is State.CLOSED


def test_a_server_that_starts_needs_two_turns_that_agree(sqlite_files, machine):
    [kiwi] = groups("Kiwi")
    opened([kiwi])
    machine.goes_on(3700)
    upkeep.take_turn()
    assert state() is State.OPEN
    turns(machine, 5)
    assert state() is State.CLOSED


def test_a_server_that_starts_in_another_week_than_the_log_ends_waits(sqlite_files, machine):
    """The clock may be wrong already; a machine that was off for days is ready all the same."""
    [kiwi] = groups("Kiwi")
    opened([kiwi])
    machine.goes_on(15 * 24 * 3600)
    turns(machine, 590)
    assert (state(), upkeep.troubles()) == (State.OPEN, ())
    turns(machine, 30)
    assert state() is State.CLOSED


def test_a_server_that_starts_before_what_the_log_tells_says_that_its_clock_is_wrong(
    sqlite_files, machine
):
    groups("Kiwi")
    machine.goes_on(-3600)
    turns(machine, 60)
    assert upkeep.troubles() == ("clock",)


def test_while_the_clock_is_wrong_nobody_else_is_signed_out_for_good(sqlite_files, machine):
    signin.set_up(signin.setup_link().rpartition("/")[2], "Root")
    ada = people.add_person(ADMINISTRATOR, "Ada")
    turns(machine, 30)
    machine.is_set(timedelta(days=15))
    signin.sign_in(people.sign_in_link(ADMINISTRATOR, ada).rpartition("/")[2])
    turns(machine, 10)
    assert rows("sign_in") == 2


def test_after_a_clock_was_set_back_the_coach_can_still_lead(sqlite_files, machine):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    team = TeamId(survey_round.id, kiwi)
    machine.is_set(timedelta(days=15))
    meeting.begin(coach(kiwi), team)
    machine.is_set(timedelta(days=-15))
    meeting.press(coach(kiwi), team, Stop(Step.PLACE))
    assert meeting.stand(coach(kiwi), team).step is Step.PLACE


def test_all_that_goes_by_the_clock_waits_for_it():
    """Whoever adds something that falls due puts it into one of the two lists."""
    due = {
        function
        for module in pkgutil.walk_packages(posdash.__path__, "posdash.")
        if module.name != "posdash.__main__"
        for name, function in inspect.getmembers(import_module(module.name), inspect.isfunction)
        if name.endswith("_due")
    }
    always = {task.run for task in upkeep.ALWAYS}
    by_the_clock = {task.run for task in upkeep.BY_THE_CLOCK}
    assert due <= always | by_the_clock
    assert [one.__name__ for one in always if "clock.now" in inspect.getsource(one)] == []


@pytest.mark.usefixtures("empty_store")
def test_mixing_that_fails_for_a_minute_is_said_everywhere_until_it_works(machine, caplog):
    """A dump, or a program left open, keeps the order in which answers came in the files."""
    [kiwi] = groups("Kiwi")
    answered(opened([kiwi]), kiwi, [1, 2, 3])
    with store().read() as reader:
        reader.execute(text("SELECT * FROM answer")).all()
        turns(machine, 30)
        assert (upkeep.troubles(), rows("upkeep")) == ((), 0)
        turns(machine, 40)
        assert upkeep.troubles() == ("mixing",)
        assert "mixing failed and will be tried again: The order" in caplog.text
        said = audit.upkeep(ADMINISTRATOR)
        assert list(said.failing) == ["mixing"]
    turns(machine, 5)
    assert (upkeep.troubles(), rows("upkeep")) == ((), 0)
    assert "mixing works again" in caplog.text


@pytest.mark.usefixtures("empty_store")
def test_what_a_process_before_could_not_do_is_struck_once_it_works(machine):
    groups("Kiwi")
    with store().write() as connection:
        connection.execute(
            text("INSERT INTO upkeep VALUES ('mixing', :at)"), {"at": "2026-01-01 00:00:00"}
        )
    turns(machine, 10)
    assert rows("upkeep") == 0


def test_what_fails_otherwise_is_said_at_once_and_repeats_no_row(
    sqlite_files, machine, monkeypatch, caplog
):
    def broken() -> None:
        raise ValueError("Ada Lovelace, 3")

    monkeypatch.setattr(upkeep, "ALWAYS", (upkeep.Task("mixing", broken),))
    turns(machine, 10)
    assert upkeep.troubles() == ("mixing",)
    assert [one.getMessage() for one in caplog.records if one.levelno == logging.ERROR] == [
        "mixing failed and will be tried again: ValueError"
    ]


def test_a_server_that_took_no_turn_yet_or_for_a_minute_is_not_ready(sqlite_files, machine):
    assert upkeep.troubles() == ("turns",)
    turns(machine, 10)
    assert upkeep.troubles() == ()
    machine.goes_on(61)
    assert upkeep.troubles() == ("turns",)


@pytest.mark.usefixtures("empty_store")
def test_one_compaction_does_for_all_who_close_while_a_server_runs(machine, monkeypatch):
    names = [f"Team {number}" for number in range(12)]
    teams = groups(*names)
    survey_round = opened(teams)
    compactions = []
    compact = store().compact
    monkeypatch.setattr(store(), "compact", lambda: compactions.append(1) or compact())
    wipe_in_turns()
    for team in teams:
        answered(survey_round, team, [4])
    for team in teams:
        closing.reveal(coach(team), TeamId(survey_round.id, team))
    assert (len(compactions), rows("compaction_owed")) == (0, 12)
    turns(machine, 5)
    assert (len(compactions), rows("compaction_owed")) == (1, 0)


def test_what_is_owed_for_rounds_called_off_or_deleted_is_told(sqlite_files):
    kiwi, wren = groups("Kiwi", "Wren")
    off = opened([kiwi], title="Off")
    gone = closed([wren], {}, title="Gone")
    wipe_in_turns()
    running.cancel(ADMINISTRATOR, off.id)
    running.delete(ADMINISTRATOR, gone.id)
    assert audit.upkeep(ADMINISTRATOR).owed == 2


def test_mixing_gives_way_at_once_where_the_log_cannot_be_emptied(sqlite_files):
    [kiwi] = groups("Kiwi")
    answered(opened([kiwi]), kiwi, [1, 2, 3])
    with store().read() as reader:
        reader.execute(text("SELECT * FROM answer")).all()
        with pytest.raises(NotReady, match="somebody reads"):
            shuffling.mix_due()
    assert shuffling.mix_due()
