"""The command line, as somebody types it."""

import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from db import upkeep as upkeep_sql
from posdash import memory
from posdash.__main__ import app
from posdash.access.rights import Role
from posdash.answers import closing
from posdash.organisation import people
from posdash.rounds import plan, running
from posdash.settings import ROOT
from posdash.store import store, upgrade, wipe_in_turns
from posdash.survey.round import State, TeamId
from world.company import ADMINISTRATOR, answered, coach, groups, opened, planned

HEAVY = {"numpy", "pandas", "plotly", "scipy", "sqlalchemy", "streamlit"}


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python on the test's database."""
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def printed(*arguments: str) -> str:
    """What a command prints that ends well."""
    done = CliRunner().invoke(app, arguments, prog_name="python -m posdash")
    assert done.exit_code == 0, done.stderr
    return done.stdout


def refused(*arguments: str) -> str:
    """The one sentence of a command that ends badly, and not by a fault of its own."""
    done = CliRunner().invoke(app, arguments, prog_name="python -m posdash")
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit), done.exception
    return done.stderr.strip()


def test_init_prints_a_set_up_link_until_somebody_has_used_it(sqlite_files):
    assert re.search(r"http://127\.0\.0\.1:8501/setup/\S{43}", printed("init"))
    assert "make sample" in printed("init")


def test_the_database_is_for_its_owner_alone(tmp_path):
    assert python("-m", "posdash", "init").returncode == 0
    [file] = [one for one in tmp_path.iterdir() if one.name == "posdash.db"]
    assert file.stat().st_mode & 0o077 == 0


def test_a_command_before_init_says_what_to_do():
    assert refused("round", "list").endswith("Run: python -m posdash init")


def test_an_error_is_one_sentence_and_1_for_the_shell():
    done = python("-m", "posdash", "round", "list")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "The database is not up to date. Run: python -m posdash init\n"


def test_a_command_loads_nothing_that_others_need():
    command = "from posdash.__main__ import app; app(['address'], standalone_mode=False)"
    done = python("-c", f"import sys; {command}; print(*sys.modules)")
    address, loaded = done.stdout.splitlines()
    assert address == "127.0.0.1"
    assert HEAVY & set(loaded.split()) == set()


def test_rounds_are_listed_opened_and_closed(sqlite_files):
    [kiwi] = groups("Company / Kiwi")
    round_id = planned([kiwi])
    assert re.search(rf"{round_id}\s+planned .* 1 groups  Spring", printed("round", "list"))
    assert "/i/" in printed("round", "open", str(round_id))
    answered(plan.all_rounds(ADMINISTRATOR)[0], kiwi, [1, 2, 3, 4, 5])
    assert "counts" in printed("round", "close", str(round_id))
    assert plan.all_rounds(ADMINISTRATOR)[0].state is State.CLOSED
    assert "not open" in refused("round", "close", str(round_id))


def test_results_as_coach_and_as_leader(sqlite_files):
    [kiwi] = groups("Company / Kiwi")
    survey_round = opened([kiwi])
    answered(survey_round, kiwi, [1, 2, 2, 6, 7])
    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    of = ("results", "--round", str(survey_round.id), "--group")
    as_coach = json.loads(printed(*of, "Kiwi", "--as", "coach", "--json"))
    assert as_coach["dimensions"][0]["now"]["counts"] == [1, 2, 0, 0, 0, 1, 1]
    as_leader = json.loads(printed(*of, "company", "--as", "leader", "--json"))
    assert [one["group"] for one in as_leader["groups"]] == ["Company", "Kiwi"]
    assert "counts" not in json.dumps(as_leader)
    assert "answer 3.2 points apart" in printed(*of, "Kiwi", "--as", "coach")
    assert "--group: No such group took part. It is one of: Company, Kiwi." in refused(
        *of, "Wren", "--as", "coach"
    )
    assert "no such round" in refused("results", "--round", "9", "--group", "x", "--as", "leader")


def test_the_audit_tells_what_is_still_to_be_wiped_and_what_the_server_fails_at(sqlite_files):
    """Of rounds called off and deleted, too, of which there is nothing else to tell."""
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    assert printed("audit-privacy") == ""
    wipe_in_turns()
    running.cancel(ADMINISTRATOR, survey_round.id)
    running.delete(ADMINISTRATOR, survey_round.id)
    with store().write() as connection:
        upkeep_sql.set_failing(connection, {"mixing": datetime(2026, 3, 2, 9, 30, tzinfo=UTC)})
    said = printed("audit-privacy")
    assert "still to be wiped from the database's files" in said
    assert "The server's mixing has failed since 2026-03-02 09:30 UTC." in said
    memory.forget()
    printed("init")
    assert "wiped" not in printed("audit-privacy")


def test_measures_show_the_arithmetic():
    found = json.loads(printed("measures", "--counts", "0,4,0,0,0,4,0", "--json"))
    assert found["mean position"] == 4
    assert found["gap"] == 4
    assert "Agreement: 0.2381" in printed("measures", "--counts", "0,4,0,0,0,4,0")


@pytest.mark.parametrize("counts", ["1,2", "1,-2,3", "a,b,c", "", "1,2,3,4,5,6,7,8,9,10,11,12"])
def test_counts_that_are_none_get_one_sentence(counts):
    assert refused("measures", "--counts", counts).startswith("--counts: Counts are 3 to 11")


def test_banks_are_checked_and_every_fault_is_named(tmp_path: Path):
    good = [str(one) for one in sorted((ROOT / "questions").glob("*.yaml"))]
    assert printed("bank", "check", *good).count("dimensions, in order.") == 6
    bad = tmp_path / "bad.yaml"
    bad.write_text("id: bad\nversion: none\n")
    sentence = refused("bank", "check", *good, str(bad))
    assert "bad.yaml, line 2" in sentence
    assert sentence.count("bad.yaml") > 2


@pytest.mark.parametrize("command", [[], ["bank"], ["round"], ["results"], ["measures"]])
def test_help_reads_well_for_every_command(command):
    shown = printed(*command, "--help")
    assert " ".join(["Usage: python -m posdash", *command]) in shown
    assert "Traceback" not in shown


def test_the_sample_loads_once_and_prints_ways_in():
    upgrade()
    first = printed("sample")
    assert [line.split(",")[1].split()[0] for line in first.splitlines() if "," in line] == [
        "administrator",
        "leader",
        "coach",
    ]
    assert "needs an empty database" in refused("sample")
    rounds = plan.all_rounds(ADMINISTRATOR)
    assert [one.state for one in rounds] == [State.OPEN] + [State.CLOSED] * 3
    assert [len(one.asked) for one in rounds] == [12, 1, 12, 12]
    sizes = sorted(one.people for one in rounds[0].asked)
    assert (sizes[0], sizes[-1]) == (3, 20)
    assert (rounds[2].closes_at - rounds[3].closes_at).days == 365


def test_locked_out_administrators_get_a_fresh_link_each(sqlite_files):
    ada = people.add_person(ADMINISTRATOR, "Ada")
    people.give_role(ADMINISTRATOR, ada, Role.ADMINISTRATOR, None)
    people.add_person(ADMINISTRATOR, "Ben")
    assert re.fullmatch(r"Ada\n  http://127\.0\.0\.1:8501/in/\S{43}\n", printed("reset-admin"))


def test_where_nobody_administers_there_is_a_set_up_link_again(sqlite_files):
    assert re.search(r"/setup/\S{43}", printed("reset-admin"))
