"""The documents are true: the drawing is fresh, and everything they name is there."""

import re
from pathlib import Path

import pytest
import typer.main

from docs import draw_rooms
from posdash.__main__ import app
from posdash.settings import ROOT, Settings

PAGES = sorted(
    [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")]
    + list((ROOT / "docs").rglob("*.md"))
)
MADE = ("data/", ".venv/")  # by running posdash and make; nobody commits these
ENDS = ("css", "html", "lock", "md", "png", "py", "toml", "txt", "yaml")
FILE = re.compile(rf"\.?[\w-]+\.({'|'.join(ENDS)})|\.?[\w-]+(/[\w.-]+)+/?|[\w-]+/")
MODULE = re.compile(r"(posdash|db|pages)(\.\w+)+")

named = pytest.mark.parametrize("page", PAGES, ids=lambda one: one.relative_to(ROOT).as_posix())


def prose(page: Path) -> str:
    """A page without its blocks of code, which may show what is not written yet."""
    return re.sub(r"^ *```.*?^ *```$", "", page.read_text("utf-8"), flags=re.M | re.S)


def quoted(page: Path) -> set[str]:
    """What stands in backticks."""
    return set(re.findall(r"`([^`\n]+)`", prose(page)))


def is_there(path: str, page: Path) -> bool:
    """Whether a path leads somewhere from the top, from a room's name, or from beside the page."""
    return any((place / path).exists() for place in (ROOT, ROOT / "posdash", page.parent))


def leads_to_code(dotted: str) -> bool:
    """Whether a dotted name is a module, or a name that its module holds."""
    path = ROOT / dotted.replace(".", "/")
    if path.is_dir() or path.with_suffix(".py").exists():
        return True
    module = path.parent / "__init__.py" if path.parent.is_dir() else path.parent.with_suffix(".py")
    return module.exists() and bool(re.search(rf"\b{path.name}\b", module.read_text("utf-8")))


def commands() -> set[str]:
    """What may follow `python -m posdash`."""
    return set(typer.main.get_command(app).commands)


def test_the_drawing_is_what_make_map_draws():
    page = draw_rooms.PAGE.read_text("utf-8")
    assert draw_rooms.redrawn(page) == page


def test_every_room_stands_on_the_map():
    rooms = {path.parent.name for path in (ROOT / "posdash").glob("*/__init__.py")}
    assert rooms
    assert {f"{one}/" for one in rooms} - quoted(draw_rooms.PAGE) == set()


def test_where_a_room_is_reached_through_a_third_there_is_no_arrow():
    found = {"screen": {"views", "rounds"}, "views": {"rounds"}, "rounds": {"access"}}
    assert list(draw_rooms.nearest(found)) == [
        ("rounds", "access"),
        ("screen", "views"),
        ("views", "rounds"),
    ]


@named
def test_every_path_that_is_named_exists(page):
    paths = {one for one in quoted(page) if FILE.fullmatch(one) and not one.startswith(MADE)}
    assert sorted(one for one in paths if not is_there(one, page)) == []


@named
def test_every_module_that_is_named_exists(page):
    modules = {one for one in quoted(page) if MODULE.fullmatch(one) and not FILE.fullmatch(one)}
    assert sorted(one for one in modules if not leads_to_code(one)) == []


@named
def test_every_link_leads_somewhere(page):
    links = set(re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", prose(page)))
    assert sorted(one for one in links if not (page.parent / one).exists()) == []


@named
def test_every_test_and_rule_that_is_named_exists(page):
    files = [*(ROOT / "tests").rglob("*.py"), *(ROOT / "posdash").rglob("*.py")]
    known = "\n".join(one.read_text("utf-8") for one in files)
    tests = {one for one in quoted(page) if re.fullmatch(r"test_\w+|[a-z]+(_[a-z]+){3,}", one)}
    assert sorted(one for one in tests if f"def {one}(" not in known) == []


@named
def test_every_target_of_make_that_is_named_exists(page):
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    text = page.read_text("utf-8")
    wanted = re.findall(r"`make ([a-z]+)|^(?:[A-Z_]+=\S+ )?make ([a-z]+)", text, re.M)
    assert {one or other for one, other in wanted} - targets == set()


@named
def test_every_command_that_is_named_exists(page):
    wanted = set(re.findall(r"python -m posdash ([a-z][a-z-]*)", page.read_text("utf-8")))
    assert wanted - commands() == set()


def test_every_decision_is_listed():
    folder = ROOT / "docs" / "decisions"
    listed = set(re.findall(r"\]\((why-[\w-]+\.md)\)", (folder / "README.md").read_text("utf-8")))
    assert listed == {one.name for one in folder.glob("why-*.md")}


def test_the_readme_is_short_and_names_every_setting():
    text = (ROOT / "README.md").read_text("utf-8")
    assert len(text.splitlines()) < 150
    settings = {f"`POSDASH_{one.upper()}`" for one in Settings.model_fields}
    assert settings - set(re.findall(r"`POSDASH_\w+`", text)) == set()


def test_make_map_changes_nothing_but_the_drawing():
    drawn = draw_rooms.redrawn(f"Before\n{draw_rooms.BEGIN}\nold\n{draw_rooms.END}\nAfter\n")
    assert drawn.startswith(f"Before\n{draw_rooms.BEGIN}\n```mermaid\n")
    assert drawn.endswith(f"\n{draw_rooms.END}\nAfter\n")
    assert "\nold\n" not in drawn
