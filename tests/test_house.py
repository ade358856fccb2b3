"""The house keeps its rooms: who may import whom, what only one place may do, what lists hold.

Each rule is tried twice: on the project, where it must find nothing, and on a small
break, where it must find something.
"""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from doorways import (
    doors_open_no_store_themselves,
    every_door_is_entered,
    public_functions_name_the_errors_they_raise,
)
from house import (
    NO_NAMES,
    ROOT,
    Modules,
    Rule,
    charts_are_plain_dicts,
    comparisons_are_made_of_released_values,
    deeds_are_pressed_through_forms,
    enum_values_are_identifiers,
    every_chart_stands_in_the_list,
    few_rooms_reach_a_tally,
    imports_are_written_down,
    names_say_what_a_module_is_for,
    only_db_knows_the_database,
    only_show_writes_html,
    only_the_gate_releases,
    pages_reach_no_unreleased_number,
    pages_show_text_through_show,
    paths,
    project,
    rooms_say_what_they_are_for,
    what_is_remembered_is_registered,
    what_unfolds_has_a_name,
)
from posdash.screen.pages import FILES

BREAKS: list[tuple[Rule, dict[str, str]]] = [
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
    (only_show_writes_html, {"pages.start": "show.sentence('<b>', unsafe_allow_html=True)"}),
    (pages_show_text_through_show, {"pages.start": "st.markdown(team.name)"}),
    (pages_show_text_through_show, {"pages.start": "st.sidebar.caption(team.name)"}),
    (charts_are_plain_dicts, {"posdash.charts.radar": "import plotly.graph_objects as go"}),
    (charts_are_plain_dicts, {"posdash.charts.radar": "from plotly import express"}),
    (imports_are_written_down, {"posdash.rounds.plan": "importlib.import_module('streamlit')"}),
    (
        enum_values_are_identifiers,
        {"posdash.access.log": "class Deed(StrEnum):\n    ADDED = 'added a group'"},
    ),
    (every_chart_stands_in_the_list, {"posdash.charts.pie": "def pie(finding) -> Chart: ..."}),
    (
        what_is_remembered_is_registered,
        {"posdash.views.results": "@cache\ndef last() -> dict[int, str]: ..."},
    ),
    (
        deeds_are_pressed_through_forms,
        {"pages.coach.rounds": "st.button('Plan it', on_click=plan, args=(round_id, k))"},
    ),
    (deeds_are_pressed_through_forms, {"pages.coach.plan": "with st.form('plan'): ..."}),
    (deeds_are_pressed_through_forms, {"posdash.screen.notes": "st.date_input('Until')"}),
    (what_unfolds_has_a_name, {"pages.coach.rounds": "with st.expander('Delete'): ..."}),
    (rooms_say_what_they_are_for, {"posdash.hour": "", "posdash.hour.notes": ""}),
    (
        rooms_say_what_they_are_for,
        {"posdash.hour": "'A room.'\nfrom posdash.hour import notes", "posdash.hour.notes": ""},
    ),
    (every_door_is_entered, {"posdash.rounds.plan": "def plan(who, draft): return save(draft)"}),
    (
        every_door_is_entered,
        {"posdash.rounds.plan": "def plan(who):\n    if allows(who, Action.PLAN): ..."},
    ),
    (
        doors_open_no_store_themselves,
        {"posdash.rounds.plan": "def plan(who):\n    with store().write() as connection: ..."},
    ),
    (
        public_functions_name_the_errors_they_raise,
        {"posdash.rounds.plan": "def plan():\n    'Plan a round.'\n    raise BadInput('No.')"},
    ),
    (
        public_functions_name_the_errors_they_raise,
        {
            "posdash.rounds.plan": "def plan(who):\n    'Plan a round.'\n    _check()\n"
            "def _check():\n    raise Closed('Over.')"
        },
    ),
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


def test_every_page_has_its_line_in_the_list_and_every_line_its_page() -> None:
    files = {path.relative_to("pages").as_posix() for path in paths() if path.parts[0] == "pages"}
    assert without_their_page(files) == set()
    assert without_their_page({*files, "coach/new.py"}) == {"coach/new.py"}
    assert without_their_page(files - {"coach/team.py"}) == {"coach/team.py"}


def without_their_page(files: set[str]) -> set[str]:
    """The files without a line, and the lines without a file."""
    return files ^ {file.path for file in FILES}


PLANTED = {
    "a page that imports the application": ("pages/start.py", "import app"),
    "tables that know of rounds": ("db/log.py", "from posdash.survey import round"),
    "an import from a floor above": ("posdash/survey/tally.py", "import posdash.rounds.plan"),
    "an import from beside": ("posdash/findings/team.py", "from posdash.organisation import tree"),
    "a room without a floor": ("posdash/corner/__init__.py", ""),
    "a measure outside the gate": ("posdash/findings/team.py", "from posdash.measures import gap"),
    "a core that knows Streamlit": ("posdash/views/results.py", "import streamlit"),
    "a circle": (
        "posdash/measures/gap.py",
        "def late():\n    from posdash.measures import library",
    ),
}


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED)
def test_a_planted_import_breaks_a_contract(planted: tuple[str, str], tmp_path: Path) -> None:
    for name in ("pages", "posdash", "db"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    path, line = planted
    (tmp_path / path).parent.mkdir(exist_ok=True)
    with (tmp_path / path).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    done = contracts(tmp_path)
    assert done.returncode == 1, done.stdout
    assert " 0 broken" not in done.stdout


def test_the_project_keeps_its_contracts() -> None:
    done = contracts(ROOT)
    assert done.returncode == 0, done.stdout


def contracts(top: Path) -> subprocess.CompletedProcess[str]:
    """What `make check` asks about imports, of the project in this folder."""
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache"]
    return subprocess.run(command, cwd=top, capture_output=True, text=True)


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
