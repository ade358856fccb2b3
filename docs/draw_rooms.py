"""Draws the rooms of posdash in architecture.md: floors from the contract, arrows from the imports.

Where one room reaches another through a third as well, the direct arrow is left
out: all of them would hide what stands on what.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- make map writes from here -->", "<!-- to here -->"
GROUND = "ground"
SQL = "db"
Arrows = dict[str, set[str]]


def floors() -> list[list[str]]:
    """Modules of posdash/ as the layers contract stacks them, the highest floor first."""
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
    [layers] = [
        one["layers"]
        for one in tools["importlinter"]["contracts"]
        if one["type"] == "layers" and one.get("containers") == ["posdash"]
    ]
    stacked = [re.findall(r"\w+", layer) for layer in layers]
    there = [[one for one in floor if _file(one).exists()] for floor in stacked]
    return [floor for floor in there if floor]


def house(stacked: list[list[str]]) -> tuple[list[str], list[list[str]], list[str]]:
    """The roof, the floors with rooms, the highest first, and the ground."""
    rooms = [at for at, floor in enumerate(stacked) if any(map(_is_room, floor))]
    first, last = rooms[0], rooms[-1] + 1
    return [*chain(*stacked[:first])], stacked[first:last], [*chain(*stacked[last:])]


def arrows(ground: list[str]) -> Arrows:
    """Which room imports which; the files of the ground are one, and so is db/."""
    sys.path.insert(0, str(ROOT))
    graph = grimp.build_graph("posdash", SQL, cache_dir=None)
    found: Arrows = {}
    for module in graph.modules:
        for target in graph.find_modules_directly_imported_by(module):
            one, other = _place(module, ground), _place(target, ground)
            if one and other and one != other:
                found.setdefault(one, set()).add(other)
    return found


def nearest(found: Arrows) -> Iterator[tuple[str, str]]:
    """The arrows between rooms of which none reaches the other through a third."""
    for one, targets in sorted(found.items()):
        further = set().union(*(_within_reach(each, found) for each in targets))
        yield from ((one, other) for other in sorted(targets - further))


def drawing() -> str:
    """The drawing and the table of rooms, as they stand in architecture.md."""
    roof, rooms, ground = house(floors())
    drawn = [f"    {one} --> {other}" for one, other in nearest(arrows(ground))]
    rows = [
        *_rows("roof", roof),
        *(row for at, floor in enumerate(rooms) for row in _rows(str(len(rooms) - at), floor)),
        *_rows(GROUND, ground),
    ]
    picture = ["```mermaid", "flowchart TD", *drawn, "```"]
    return "\n".join([*picture, "", "| floor | room | what it is for |", "|---|---|---|", *rows])


def redrawn(page: str) -> str:
    """The page with the drawing as it is now."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{drawing()}\n{END}{after}"


def _rows(floor: str, names: list[str]) -> Iterator[str]:
    for one in names:
        shown = f"{one}/" if _is_room(one) else one
        yield f"| {floor} | `{shown}` | {_sentence(one)} |"


def _sentence(name: str) -> str:
    """What a module says of itself in the first line of its docstring."""
    says = ast.get_docstring(ast.parse(_file(name).read_text("utf-8"))) or ""
    return says.partition("\n")[0]


def _file(name: str) -> Path:
    room = ROOT / "posdash" / name / "__init__.py"
    return room if room.exists() else ROOT / "posdash" / f"{name}.py"


def _is_room(name: str) -> bool:
    return _file(name).name == "__init__.py"


def _place(module: str, ground: list[str]) -> str | None:
    top, *rest = module.split(".")
    if top == SQL:
        return SQL
    return (GROUND if rest[0] in ground else rest[0]) if rest else None


def _within_reach(one: str, found: Arrows) -> set[str]:
    reached: set[str] = set()
    waiting = [one]
    while waiting:
        new = found.get(waiting.pop(), set()) - reached
        reached |= new
        waiting += new
    return reached


if __name__ == "__main__":
    PAGE.write_text(redrawn(PAGE.read_text("utf-8")), "utf-8")
