"""What follows from everything that one viewer is given, and is more than was promised.

It knows all answers, and trusts no rule of the gate but the ladder that was promised.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import asdict, is_dataclass

from posdash.release.attack import Shown, follows
from posdash.release.tiers import ladder, lowest
from posdash.release.values import Binned, Coarse, Full, Withheld
from posdash.survey.round import Round
from posdash.survey.tally import Tally
from posdash.views.given import (
    Asked,
    Atom,
    Leak,
    Question,
    Value,
    atoms_of,
    set_of,
    together,
)
from posdash.views.leaks_fixed import fixed, told_by_dots

TIERS: tuple[type, ...] = (Coarse, Binned, Full)
FEWEST_IN_BIN = 3
DECIMALS = 2  # no released number has more, but those of a Full value


def leaks_of(viewer: str, values: Sequence[Value], asked: Asked) -> Iterator[Leak]:
    """What follows from all that one viewer is shown of one round, question by question."""
    by_question: dict[Question, list[Value]] = defaultdict(list)
    for value in values:
        by_question[value.question].append(value)
    for question, given in by_question.items():
        yield from _subtracted(viewer, question, given, asked)
        yield from fixed(viewer, question, given, asked)
        yield from told_by_dots(viewer, question, given, asked)
        for value in given:
            yield from _small_bins(viewer, value)
            yield from _unrounded(viewer, value)


def _subtracted(
    viewer: str, question: Question, given: Sequence[Value], asked: Asked
) -> Iterator[Leak]:
    shown = [value for value in given if value.tier is not Withheld]
    for attribute in dict.fromkeys(["", *(value.attribute for value in shown)]):
        some = [value for value in shown if value.attribute in ("", attribute)]
        tallies = atoms_of(asked, question, attribute)
        for level in TIERS:
            yield from _at_level(viewer, question, some, level, tallies, asked.round)


def _at_level(
    viewer: str,
    question: Question,
    shown: Sequence[Value],
    level: type,
    tallies: Mapping[Atom, Tally],
    survey_round: Round,
) -> Iterator[Leak]:
    k = survey_round.k_outside
    own = {value.group for value in shown if value.by_right}
    known = {atom for atom in tallies if atom[0] in own}
    given = [
        Shown(value.name, set_of(value, survey_round, tallies))
        for value in shown
        if lowest(value.tier, level) is level
    ]

    def too_small(atoms: frozenset[Hashable]) -> bool:
        people = together(tallies, atoms)
        if people is None or not people.n or _is_own(atoms, known):
            return False
        return lowest(ladder(people, k), level) is not level

    for consequence in follows(given, too_small):
        people = together(tallies, consequence.atoms)
        found = ladder(people, k) if people else Withheld
        why = (
            f"fewer than {k} people"
            if found is Withheld
            else f"people of whom no more than {found.__name__.lower()} may be shown"
        )
        yield Leak(viewer, question, consequence.of, why, consequence.less)


def _is_own(atoms: frozenset[Hashable], known: set[Atom]) -> bool:
    """Whether these are whole groups that the viewer sees from inside by right."""
    groups = {atom[0] for atom in known if atom in atoms}
    return atoms == {atom for atom in known if atom[0] in groups}


def _small_bins(viewer: str, value: Value) -> Iterator[Leak]:
    bins = value.released.bins if isinstance(value.released, Binned) else None
    if any(0 < count < FEWEST_IN_BIN for count in bins or ()):
        yield Leak(viewer, value.question, (value.name,), "a bin holds one or two people")


def _unrounded(viewer: str, value: Value) -> Iterator[Leak]:
    """Numbers with more digits than any released one, beside a value that is rounded.

    Beside the exact counts of a group, what comes from these may be exact too;
    the smallest difference that shows comes from all groups.
    """
    exact = value.tier is Full
    given = {} if exact else {"the value": value.released}
    for name, number in _numbers({**given, **value.beside}, ""):
        if round(number, DECIMALS) != number and (not exact or "detectable" in name):
            why = f"{name} is {number}, which is not rounded"
            yield Leak(viewer, value.question, (value.name,), why)


def _numbers(given: object, name: str) -> Iterator[tuple[str, float]]:
    if isinstance(given, float):
        yield name, given
    elif is_dataclass(given) and not isinstance(given, type):
        yield from _numbers(asdict(given), name)
    elif isinstance(given, Mapping):
        for key, part in given.items():
            yield from _numbers(part, f"{name} {key}".strip())
    elif isinstance(given, list | tuple):
        for part in given:
            yield from _numbers(part, name)
