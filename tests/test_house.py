"""The house keeps its rooms: who may import whom, what only one place may do, what lists hold.

Each rule is tried twice: on the project, where it must find nothing, and on a small
break, where it must find something.
"""

import ast
import re
import subprocess
import sys

import pytest

from house import (
    NO_NAMES,
    ROOT,
    Modules,
    Rule,
    charts_are_plain_dicts,
    comparisons_are_made_of_released_values,
    few_modules_and_pages_know_streamlit,
    few_rooms_reach_a_tally,
    folders_import_only_to_the_right,
    imports_are_written_down,
    names_say_what_a_module_is_for,
    nothing_imports_in_a_circle,
    only_db_knows_the_database,
    only_show_writes_html,
    only_the_gate_measures,
    only_the_gate_releases,
    pages_reach_no_unreleased_number,
    pages_show_text_through_show,
    paths,
    project,
)

BREAKS: list[tuple[Rule, dict[str, str]]] = [
    (folders_import_only_to_the_right, {"db.answers": "from posdash.survey.round import Round"}),
    (folders_import_only_to_the_right, {"posdash.rounds.plan": "def f():\n    import pages.start"}),
    (folders_import_only_to_the_right, {"pages.start": "import app"}),
    (folders_import_only_to_the_right, {"posdash.banks.bank": "from tests import world"}),
    (few_modules_and_pages_know_streamlit, {"posdash.views.results": "import streamlit as st"}),
    (few_modules_and_pages_know_streamlit, {"db.engine": "from streamlit import cache_data"}),
    (only_db_knows_the_database, {"posdash.answers.collect": "from sqlalchemy import text"}),
    (only_db_knows_the_database, {"pages.start": "import sqlite3"}),
    (pages_reach_no_unreleased_number, {"pages.coach.team": "from db import answers"}),
    (pages_reach_no_unreleased_number, {"pages.coach.team": "from posdash.survey import tally"}),
    (pages_reach_no_unreleased_number, {"pages.coach.team": "import posdash.measures.gap"}),
    (pages_reach_no_unreleased_number, {"pages.coach.team": "from posdash.store import store"}),
    (
        pages_reach_no_unreleased_number,
        {"pages.coach.team": "from posdash.release.values import Full"},
    ),
    (pages_reach_no_unreleased_number, {"pages.coach.team": "from posdash.release import gate"}),
    (only_the_gate_measures, {"posdash.views.results": "from posdash import measures"}),
    (only_the_gate_measures, {"posdash.charts.radar": "from posdash.measures import position"}),
    (only_the_gate_measures, {"posdash.charts.radar": "from ..measures import position"}),
    (only_the_gate_measures, {"posdash.release.values": "from posdash.measures import agreement"}),
    (
        comparisons_are_made_of_released_values,
        {"posdash.release.differences": "from posdash.survey.tally import Tally"},
    ),
    (
        comparisons_are_made_of_released_values,
        {"posdash.findings.comparison": "from posdash.release import gate"},
    ),
    (few_rooms_reach_a_tally, {"posdash.exports.report": "from posdash.survey.tally import Tally"}),
    (few_rooms_reach_a_tally, {"posdash.charts.radar": "from posdash.survey import tally"}),
    (only_the_gate_releases, {"posdash.views.results": "value = Withheld(reason, 5)"}),
    (only_the_gate_releases, {"posdash.views.results": "value = gate.Full(n=3)"}),
    (
        only_the_gate_releases,
        {"posdash.screen.show": "from posdash.release.values import Coarse as C\nvalue = C(3)"},
    ),
    (
        only_the_gate_releases,
        {
            "posdash.release.values": "RELEASED = (Full, Signed)",
            "posdash.rounds.plan": "one = Signed('Ada')",
        },
    ),
    (names_say_what_a_module_is_for, {"posdash.charts.helpers": ""}),
    (names_say_what_a_module_is_for, {"db.base.tables": ""}),
    (
        nothing_imports_in_a_circle,
        {
            "posdash": "",
            "posdash.rounds.plan": "from posdash.rounds import loading",
            "posdash.rounds.loading": "def late():\n    from posdash.rounds.plan import plan",
        },
    ),
    (
        nothing_imports_in_a_circle,
        {
            "posdash.measures": "from posdash.measures.gap import gap",
            "posdash.measures.gap": "from posdash.measures import interval",
        },
    ),
    (only_show_writes_html, {"pages.start": "show.sentence('<b>', unsafe_allow_html=True)"}),
    (pages_show_text_through_show, {"pages.start": "st.markdown(team.name)"}),
    (pages_show_text_through_show, {"pages.start": "st.sidebar.caption(team.name)"}),
    (charts_are_plain_dicts, {"posdash.charts.radar": "import plotly.graph_objects as go"}),
    (charts_are_plain_dicts, {"posdash.charts.radar": "from plotly import express"}),
    (imports_are_written_down, {"posdash.rounds.plan": "importlib.import_module('streamlit')"}),
]
RULES = list(dict.fromkeys(rule for rule, _ in BREAKS))


@pytest.fixture(scope="module")
def parsed() -> Modules:
    """The run-time code; no rule changes it."""
    return project()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_project_keeps_the_rule(rule: Rule, parsed: Modules) -> None:
    assert rule(parsed) == []


@pytest.mark.parametrize(("rule", "sources"), BREAKS)
def test_a_break_of_the_rule_is_found(rule: Rule, sources: dict[str, str]) -> None:
    assert rule({name: ast.parse(source) for name, source in sources.items()})


def test_every_page_is_registered_in_the_frame_and_every_registered_page_exists() -> None:
    frame = ast.parse((ROOT / "posdash" / "screen" / "frame.py").read_text("utf-8"))
    words = {str(node.value) for node in ast.walk(frame) if isinstance(node, ast.Constant)}
    files = {path.relative_to("pages").as_posix() for path in paths() if path.parts[0] == "pages"}
    assert {word for word in words if word.endswith(".py")} == files


def test_questions_hold_data_and_no_code() -> None:
    assert list((ROOT / "questions").rglob("*.py")) == []


def test_the_readme_lists_every_bank() -> None:
    banks = {path.name.split(".")[0] for path in (ROOT / "questions").glob("*.yaml")}
    listed = set(re.findall(r"^\| `([\w-]+)` \|", (ROOT / "README.md").read_text("utf-8"), re.M))
    assert banks <= listed


def test_tests_have_names_that_say_what_they_are_for() -> None:
    names = {path.stem for path in (ROOT / "tests").rglob("*")}
    assert names & NO_NAMES == set()


def test_answering_needs_no_chart_library() -> None:
    page = ast.parse((ROOT / "pages" / "member" / "answer.py").read_text("utf-8"))
    needed = [
        ast.unparse(node) for node in page.body if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    lines = [
        "import sys",
        "sys.modules['plotly'] = None",
        "import posdash.answers.collect",
        *needed,
    ]
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
