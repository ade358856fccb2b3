"""The rules of the house: each a function from modules to faults."""

import ast
from collections.abc import Callable, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("app", "pages", "posdash", "db")  # each may import only what stands to its right
OURS = {*ROOMS, "questions", "tests", "deploy"}
STREAMLIT_ROOMS = {
    "app",
    "posdash.screen.choosing",
    "posdash.screen.notes",
    "posdash.screen.frame",
    "posdash.screen.figures",
    "posdash.screen.saving",
    "posdash.screen.serving",
    "posdash.screen.show",
    "posdash.screen.meeting",
    "posdash.web.visitor",
}
DATABASE_LIBRARIES = {"sqlalchemy", "alembic", "psycopg", "sqlite3", "pysqlite3"}
UNRELEASED = {
    "db",
    "posdash.answers.counting",
    "posdash.release.differences",
    "posdash.measures",
    "posdash.release.gate",
    "posdash.release.values",
    "posdash.store",
    "posdash.survey.tally",
    "posdash.release.tiers",
}
KINDS = {"Band", "Interval", "Verdict", "DESIGN_RATIO", "USUAL_SPREAD"}  # words, no arithmetic
NO_NAMES = {"utils", "helpers", "common", "manager", "base"}
PLOTLY_OBJECTS = {"plotly.graph_objects", "plotly.graph_objs", "plotly.express"}
MARKUP = {"markdown", "html", "write", "caption", "title", "header", "subheader", "text", "latex"}

ERRORS = {
    "Refused",
    "Closed",
    "BadInput",
    "Limited",
    "NotReady",
    "BadFile",
    "KeyError",
    "ValueError",
}
RIGHTS = {"allows", "may_somewhere", "roles", "led_groups", "check"}  # answers, and no way in
# These are told who asks and are no doors: they write it down, or count what was typed.
NO_DOORS = {"posdash.access.log.note", "posdash.rounds.plan.fewest"}

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


def folders_import_only_to_the_right(modules: Modules) -> list[str]:
    """app → pages → posdash → db; questions/ is data, tests/ is nobody's."""
    faults = []
    for module, tree in modules.items():
        left = OURS - set(ROOMS[ROOMS.index(room(module)) :])
        faults += [
            f"{module} imports {target}" for target in imports(module, tree) if room(target) in left
        ]
    return faults


def few_modules_and_pages_know_streamlit(modules: Modules) -> list[str]:
    """The core can be used, and tested, without a browser."""
    return importers(
        modules, {"streamlit"}, lambda one: room(one) == "pages" or one in STREAMLIT_ROOMS
    )


def only_db_knows_the_database(modules: Modules) -> list[str]:
    """No SQL above db/."""
    return importers(modules, DATABASE_LIBRARIES, lambda one: room(one) == "db")


def pages_reach_no_unreleased_number(modules: Modules) -> list[str]:
    """A page asks a door and shows what it returns."""
    return importers(modules, UNRELEASED, lambda one: room(one) != "pages")


def only_the_gate_measures(modules: Modules) -> list[str]:
    """Measures of unreleased counts reach nobody but the gate, and whoever types the counts."""
    allowed = {
        "posdash.release.gate",
        "posdash.release.blur",
        "posdash.release.differences",
        "posdash.__main__",
    }
    kinds = {f"posdash.measures.library.{name}" for name in KINDS}
    return [
        fault
        for fault in importers(
            modules,
            {"posdash.measures"},
            lambda one: one in allowed or within(one, "posdash.measures"),
        )
        if fault not in {f"posdash.release.values imports {kind}" for kind in kinds}
    ]


def few_rooms_reach_a_tally(modules: Modules) -> list[str]:
    """What was counted goes from the doors into the gate; all others see released values."""
    allowed = {
        "posdash.views.audit",
        "posdash.release.blur",
        "posdash.answers.counting",
        "posdash.findings.team",
        "posdash.rounds.history",
        "posdash.release.gate",
        "posdash.rounds.loading",
        "posdash.findings.groups",
        "posdash.release.tiers",
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
    """Released values are made in release/gate.py, and nowhere else."""
    names = released(modules)
    return [
        f"{module}, line {call.lineno}, makes a {name}"
        for module, tree in modules.items()
        if module != "posdash.release.gate"
        for name, call in calls(tree)
        if name in names
    ]


def names_say_what_a_module_is_for(modules: Modules) -> list[str]:
    """A room for everything is a room for nothing."""
    return [module for module in modules if NO_NAMES & set(module.split("."))]


def nothing_imports_in_a_circle(modules: Modules) -> list[str]:
    """Each module can be read after those it stands on."""
    graph = {
        module: {
            found
            for target in imports(module, tree)
            for found in [nearest(target, modules)]
            if found and found != module
        }
        for module, tree in modules.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        return [" → ".join(circle.args[1])]
    return []


def nearest(target: str, modules: Modules) -> str | None:
    """The module that a dotted name lies in."""
    while target and target not in modules:
        target = target.rpartition(".")[0]
    return target or None


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


def every_door_is_entered(modules: Modules) -> list[str]:
    """A public function that is told who asks goes through `entered`, or on to one that does.

    Within posdash/, and but for the room that holds the rights themselves.
    """
    return [
        f"{module}.{name} asks nobody's leave"
        for module, tree in modules.items()
        if within(module, "posdash") and not within(module, "posdash.access.rights")
        for name, function in functions(tree).items()
        if not name.startswith("_") and told_who_asks(function)
        if not asks(function, functions(tree)) and f"{module}.{name}" not in NO_DOORS
    ]


def doors_open_no_store_themselves(modules: Modules) -> list[str]:
    """Whoever is told who asks gets the database from `entered`, with the question answered."""
    return [
        f"{module}.{name}, line {call.lineno}, opens the store"
        for module, tree in modules.items()
        if within(module, "posdash")
        for name, function in functions(tree).items()
        if told_who_asks(function)
        for called, call in calls(function)
        if called == "store" and f"{module}.{name}" not in NO_DOORS
    ]


def public_functions_name_the_errors_they_raise(modules: Modules) -> list[str]:
    """Whoever calls a function reads in its docstring which errors to expect of it.

    But for commands, whose docstrings are their help.
    """
    helpers = error_makers(modules)
    return [
        f"{module}.{name} raises {error} and does not say so"
        for module, tree in modules.items()
        if within(module, "posdash") and module != "posdash.__main__"
        for name, function in functions(tree, methods=True).items()
        if not any(part.startswith("_") for part in name.split("."))
        for error in sorted(raised(function, functions(tree, methods=True), helpers))
        if not says(ast.get_docstring(function) or "", error)
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


def told_who_asks(function: Function) -> bool:
    """Whether its first parameter is `who`."""
    return [one.arg for one in function.args.args][:1] == ["who"]


def asks(function: Function, near: dict[str, Function], seen: frozenset[str] = frozenset()) -> bool:
    """Whether it enters a door by an action, or hands `who` on to a function that does."""
    for name, call in calls(function):
        handed = [one for one in call.args if isinstance(one, ast.Name) and one.id == "who"]
        if not handed:
            continue
        if name == "entered":
            return True
        elsewhere = isinstance(call.func, ast.Attribute) or name not in near
        if elsewhere and name not in RIGHTS:
            return True
        if name in near and name not in seen and asks(near[name], near, seen | {function.name}):
            return True
    return False


def error_makers(modules: Modules) -> dict[str, str]:
    """Functions that make an error for somebody else to raise, by name, from their annotations."""
    return {
        name.split(".")[-1]: node.returns.id
        for tree in modules.values()
        for name, node in functions(tree, methods=True).items()
        if isinstance(node.returns, ast.Name) and node.returns.id in ERRORS
    }


def raised(
    function: Function,
    near: dict[str, Function],
    helpers: dict[str, str],
    seen: frozenset[str] = frozenset(),
) -> set[str]:
    """The errors for people that it raises: itself, by private functions beside it, or a door."""
    found = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            name = ast.unparse(node.exc.func).split(".")[-1]
            found |= {helpers.get(name, name)} & ERRORS
    for name, call in calls(function):
        refuses = not any(isinstance(one, ast.Name) and one.id == "EACH" for one in call.args)
        if name in {"entered", "check"} and refuses:
            found.add("Refused")
        if name.startswith("_") and name in near and name not in seen:
            found |= raised(near[name], near, helpers, seen | {name})
    return found - caught(function)


def caught(function: Function) -> set[str]:
    """The errors that it catches itself."""
    names = {
        name.id
        for node in ast.walk(function)
        if isinstance(node, ast.ExceptHandler) and node.type
        for name in ast.walk(node.type)
        if isinstance(name, ast.Name)
    }
    return names | ({"KeyError", "ValueError"} if "Exception" in names else set())


def says(docstring: str, error: str) -> bool:
    """Whether a docstring speaks of raising this error."""
    text = " ".join(docstring.split()).lower()
    return "raise" in text and error.lower() in text
