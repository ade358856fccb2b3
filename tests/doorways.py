"""The rules of doors: who asks is asked for, and whoever calls knows which errors may come."""

import ast

from house import Function, Modules, calls, functions, within

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
# These are told who asks and are no doors: they write it down, or say what a door is about.
NO_DOORS = {
    "posdash.access.log.note",
    "posdash.rounds.loading.about_own_team",
    "posdash.rounds.plan.fewest",
}


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
