"""The audit: a table of who may see what, and the sets that tell too much."""

import pytest
from typer.testing import CliRunner

from posdash import __main__ as command_line
from posdash.banks.bank import Openness
from posdash.release import suppression
from posdash.rounds import turnover
from posdash.views.audit import audit, audited
from world.company import ADMINISTRATOR, closed, groups, members

pytestmark = pytest.mark.usefixtures("empty_store")
SUMMARY = Openness.SUMMARY


def test_without_rule_5_the_audit_finds_the_one_who_joined(monkeypatch):
    [kiwi] = groups("Kiwi")
    members(kiwi, 20)
    closed([kiwi], {kiwi: [4] * 20}, openness=SUMMARY)
    members(kiwi, 1)
    with monkeypatch.context() as without:
        without.setattr(turnover, "judge_round", lambda *_: None)
        second = closed([kiwi], {kiwi: [4] * 15 + [5] * 6}, openness=SUMMARY)
    leaks = audit(ADMINISTRATOR, second.id).leaks
    assert {(one.sets, one.less) for one in leaks} == {(("Kiwi in round 2",), ("Kiwi in round 1",))}
    assert all("fewer than 5" in one.why for one in leaks)


def test_the_audit_prints_a_table_and_says_that_nothing_follows():
    _, kiwi, wren = groups("Company", "Company / Kiwi", "Company / Wren")
    survey_round = closed([kiwi, wren], {kiwi: [1] * 9, wren: [4] * 8})
    assert audited(ADMINISTRATOR) == (survey_round.id,)
    done = CliRunner().invoke(command_line.app, ["audit-privacy"])
    assert done.exit_code == 0
    assert "leader of everything" in done.output
    assert "Nothing follows from any of this" in done.output


def test_the_audit_ends_with_1_and_names_the_sets_where_something_follows(monkeypatch):
    teams = ("Company / Kiwi", "Company / Wren", "Company / Finch")
    _, kiwi, wren, finch = groups("Company", *teams)
    closed([kiwi, wren, finch], {kiwi: [1] * 3, wren: [4] * 8, finch: [7] * 12})
    monkeypatch.setattr(suppression, "hidden", lambda tree, sizes, k, *_: tree.summed(sizes) < k)
    done = CliRunner().invoke(command_line.app, ["audit-privacy"])
    assert done.exit_code == 1
    assert "LEAK: leader of everything, pace/now: Company less Finch, Wren: fewer than 5" in (
        done.output
    )
