"""The rules of the house that no contract about imports can say: from modules to faults."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("app", "pages", "posdash", "db")  # each may import only what stands to its right
DATABASE_LIBRARIES = {"sqlalchemy", "alembic", "psycopg", "sqlite3", "pysqlite3"}
UNRELEASED = {
    "db",
    "posdash.answers.counting",
    "posdash.release.differences",
    "posdash.measures",
    "posdash.release.gate",
    "posdash.release.bounds",
    "posdash.release.cells",
    "posdash.release.judged",
    "posdash.release.making",
    "posdash.release.rounding",
    "posdash.release.sums",
    "posdash.release.table",
    "posdash.release.values",
    "posdash.store",
    "posdash.survey.tally",
    "posdash.release.tiers",
}
NO_NAMES = {"utils", "helpers", "common", "manager", "base"}
PLOTLY_OBJECTS = {"plotly.graph_objects", "plotly.graph_objs", "plotly.express"}
MARKUP = {"markdown", "html", "write", "caption", "title", "header", "subheader", "text", "latex"}

Modules = dict[str, ast.Module]
Rule = Callable[[Modules], list[str]]


def name_of(path: Path) -> str:
    """posdash/charts/__init__.py is the module posdash.charts."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def paths() -> list[Path]:
    """Every file of run-time code, from the top of the project."""
    found = [ROOT / "app.py"]
    for room in ROOMS[1:]:
        found += sorted((ROOT / room).rglob("*.py"))
    return [path.relative_to(ROOT) for path in found]


def project() -> Modules:
    """The run-time code, parsed."""
    return {name_of(path): ast.parse((ROOT / path).read_text("utf-8")) for path in paths()}


def room(module: str) -> str:
    """The top folder a module lies in."""
    return module.split(".")[0]


def within(target: str, place: str) -> bool:
    """Whether a dotted name is a place or something in it."""
    return target == place or target.startswith(place + ".")


def imports(module: str, tree: ast.Module) -> Iterator[str]:
    """Dotted names of all that a module imports, wherever in it; `from a import b` is a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = module.split(".")[: -node.level] if node.level else []
            source = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{source}.{one.name}" for one in node.names)


def calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Every call with the last name of what is called, whatever it was imported as."""
    real = {
        one.asname: one.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for one in node.names
        if one.asname
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            yield real.get(name, name), node


def importers(modules: Modules, places: set[str], allowed: Callable[[str], bool]) -> list[str]:
    """Who imports one of these places without being allowed to."""
    return [
        f"{module} imports {target}"
        for module, tree in modules.items()
        for target in imports(module, tree)
        if not allowed(module) and any(within(target, place) for place in places)
    ]


def released(modules: Modules) -> set[str]:
    """The names of the classes that carry released values."""
    names = {"Withheld", "Coarse", "Binned", "Full"}
    for node in ast.walk(modules.get("posdash.release.values", ast.Module([], []))):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if any(isinstance(one, ast.Name) and one.id == "RELEASED" for one in targets):
            names |= {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
    return names - {"RELEASED"}


def only_db_knows_the_database(modules: Modules) -> list[str]:
    """No SQL above db/."""
    return importers(modules, DATABASE_LIBRARIES, lambda one: room(one) == "db")


def pages_reach_no_unreleased_number(modules: Modules) -> list[str]:
    """A page asks a door and shows what it returns."""
    return importers(modules, UNRELEASED, lambda one: room(one) != "pages")


def few_rooms_reach_a_tally(modules: Modules) -> list[str]:
    """What was counted goes from the doors into the gate; all others see released values."""
    allowed = {
        "posdash.views.given",
        "posdash.views.leaks",
        "posdash.views.leaks_between",
        "posdash.views.leaks_fixed",
        "posdash.views.witness",
        "posdash.release.blur",
        "posdash.release.bounds",
        "posdash.release.cells",
        "posdash.answers.counting",
        "posdash.findings.team",
        "posdash.rounds.history",
        "posdash.release.gate",
        "posdash.release.table",
        "posdash.rounds.loading",
        "posdash.findings.groups",
        "posdash.release.tiers",
        "posdash.release.wishes",
        "posdash.views.viewpoint",
    }
    return importers(modules, {"posdash.survey.tally"}, lambda one: one in allowed)


def comparisons_are_made_of_released_values(modules: Modules) -> list[str]:
    """What stands between two pictures cannot tell more than the two."""
    seen = {"posdash.release.differences", "posdash.findings.comparison"}
    reach = {
        "db",
        "posdash.survey.tally",
        "posdash.release.gate",
        "posdash.answers.counting",
        "posdash.store",
    }
    return importers(modules, reach, lambda one: one not in seen)


def only_the_gate_releases(modules: Modules) -> list[str]:
    """Released values are made in the gate, from what it has rounded, and nowhere else."""
    names = released(modules)
    return [
        f"{module}, line {call.lineno}, makes a {name}"
        for module, tree in modules.items()
        if module
        not in {
            "posdash.release.gate",
            "posdash.release.making",
            "posdash.release.replay",
            "posdash.release.table",
            "posdash.release.taking_part",
        }
        for name, call in calls(tree)
        if name in names
    ]


def names_say_what_a_module_is_for(modules: Modules) -> list[str]:
    """A room for everything is a room for nothing."""
    return [module for module in modules if NO_NAMES & set(module.split("."))]


def only_show_writes_html(modules: Modules) -> list[str]:
    """Text from people is escaped in one place, so that place alone may go around escaping."""
    return [
        f"{module}, line {call.lineno}"
        for module, tree in modules.items()
        if module not in {"posdash.screen.show", "posdash.screen.frame"}
        for _, call in calls(tree)
        if any(word.arg == "unsafe_allow_html" for word in call.keywords)
    ]


def pages_show_text_through_show(modules: Modules) -> list[str]:
    """Streamlit reads text as Markdown; posdash.screen.show escapes it first."""
    return [
        f"{module}, line {call.lineno}, calls st.{name}"
        for module, tree in modules.items()
        if room(module) == "pages" or module == "posdash.screen.frame"
        for name, call in calls(tree)
        if name in MARKUP and ast.unparse(call.func).startswith("st.")
    ]


def deeds_are_pressed_through_forms(modules: Modules) -> list[str]:
    """What a button does gets what stands in the fields when it is pressed, and is done once.

    Of what is not pressed once: the log is leafed through, answering goes from screen to screen,
    and an import is applied in the run that shows it.
    """
    forms = {"form", "form_submit_button", "date_input", "time_input", "datetime_input"}
    leafing = {"pages.admin.log", "pages.admin.roster", "posdash.screen.saving"}
    return [
        f"{module}, line {call.lineno}, calls st.{name}"
        for module, tree in modules.items()
        for name, call in calls(tree)
        if module != "posdash.screen.forms" and ast.unparse(call.func).startswith("st.")
        if name in forms
        or (name == "button" and module not in leafing and not within(module, "pages.member"))
    ]


def what_unfolds_has_a_name(modules: Modules) -> list[str]:
    """Without a key, a part of a page folds up as soon as anything is said above it."""
    return [
        f"{module}, line {call.lineno}"
        for module, tree in modules.items()
        for name, call in calls(tree)
        if name in {"expander", "popover"} and not any(word.arg == "key" for word in call.keywords)
    ]


def charts_are_plain_dicts(modules: Modules) -> list[str]:
    """plotly's figure classes check every value again, which triples the time of a page."""
    return importers(modules, PLOTLY_OBJECTS, lambda _: False)


def imports_are_written_down(modules: Modules) -> list[str]:
    """What is imported by a string would escape the other rules."""
    return [
        f"{module}, line {call.lineno}, calls {name}"
        for module, tree in modules.items()
        for name, call in calls(tree)
        if name in {"import_module", "__import__"}
    ]


def enum_values_are_identifiers(modules: Modules) -> list[str]:
    """They are stored and compared; what people read of them comes from a words module."""
    return [
        f"{module}.{node.name} holds {value.value!r}"
        for module, tree in modules.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and "StrEnum" in map(ast.unparse, node.bases)
        for line in node.body
        if isinstance(line, ast.Assign)
        for value in [line.value]
        if isinstance(value, ast.Constant) and not str(value.value).isidentifier()
    ]


def every_chart_stands_in_the_list(modules: Modules) -> list[str]:
    """What draws a chart is offered to pages by `CHARTS`, and drawn there by the tests."""
    listed = {
        one.id
        for node in ast.walk(modules.get("posdash.charts.library", ast.Module([], [])))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Kind"
        for one in node.args
        if isinstance(one, ast.Name)
    }
    return [
        f"{module}.{name} draws a chart and is not listed"
        for module, tree in modules.items()
        if within(module, "posdash.charts") and module != "posdash.charts.chart"
        for name, function in functions(tree).items()
        if not name.startswith("_") and function.returns is not None
        if ast.unparse(function.returns) == "Chart" and name not in listed
    ]


def what_is_remembered_is_registered(modules: Modules) -> list[str]:
    """What a process keeps between two calls is emptied by `memory.forget`, so that tests can."""
    return [
        f"{module}.{name} is remembered and not registered"
        for module, tree in modules.items()
        if within(module, "posdash")
        for name, function in functions(tree).items()
        if any(ast.unparse(one) == "cache" for one in function.decorator_list)
        if not function.args.args and f"{name}.cache_clear" not in ast.unparse(tree)
    ]


def rooms_say_what_they_are_for(modules: Modules) -> list[str]:
    """The `__init__` of a room holds one sentence and no code."""
    return [
        module
        for module, tree in modules.items()
        if within(module, "posdash") and any(one.startswith(f"{module}.") for one in modules)
        if not ast.get_docstring(tree) or len(tree.body) > 1
    ]


Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(tree: ast.Module, *, methods: bool = False) -> dict[str, Function]:
    """The functions of a module by name, and those of its classes as `Class.method`."""
    found = {node.name: node for node in tree.body if isinstance(node, Function)}
    for owner in [node for node in tree.body if isinstance(node, ast.ClassDef) and methods]:
        found |= {
            f"{owner.name}.{node.name}": node for node in owner.body if isinstance(node, Function)
        }
    return found
