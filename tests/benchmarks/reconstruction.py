"""What could be worked out again from what is shown, by trying every set of answers there is."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations_with_replacement

from posdash.banks.bank import Openness
from posdash.measures import library as measures
from posdash.release.gate import Gate, View
from posdash.survey.tally import Tally, count

SCALE = 7
SIZES = (5, 6, 7, 8, 9)
GATE = Gate(Openness.SUMMARY, 5, View.TEAM)
Answers = tuple[int, ...]


def sets_of(number: int) -> Iterator[Answers]:
    """Every set of so many answers on seven points."""
    return combinations_with_replacement(range(1, SCALE + 1), number)


def lines() -> list[str]:
    """Lines of Markdown for the foot of the page."""
    return [*_one_round(), "", *_two_rounds()]


def _one_round() -> list[str]:
    found = [
        "## What one rounded value leaves open",
        "",
        "Every set of answers of five to nine people, each as likely, in a `summary` round. "
        "“To two decimals” is what mean, interval and agreement would tell unrounded; “a member” "
        "is one who takes away their own answer.",
        "",
        "| people | sets of answers | values shown | fewest sets behind one value "
        "| sets fixed to two decimals | sets fixed as shown | a member could tell all others |",
        "| ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for number in SIZES:
        sets = list(sets_of(number))
        shown = _behind(sets, lambda tally: GATE.release(tally))
        exact = _behind(sets, _to_two_decimals)
        fewest = min(map(len, shown.values()))
        found.append(
            f"| {number} | {len(sets):,} | {len(shown)} | {fewest} | {_fixed(exact, sets)} "
            f"| {_fixed(shown, sets)} | {_by_a_member(shown, number)} |"
        )
    return found


def _behind(sets: list[Answers], release) -> dict[object, list[Answers]]:
    """The sets of answers behind each value."""
    found: dict[object, list[Answers]] = defaultdict(list)
    for places in sets:
        found[release(count(places, SCALE))].append(places)
    return found


def _to_two_decimals(tally: Tally) -> tuple[float, ...]:
    """Mean, interval and agreement as elsewhere."""
    low, high = measures.wilson_interval(tally.counts)
    values = (measures.mean_position(tally.counts), low, high, measures.agreement(tally.counts))
    return tuple(round(float(one), 2) for one in values)


def _fixed(behind: dict[object, list[Answers]], sets: list[Answers]) -> str:
    return _percent(sum(len(one) == 1 for one in behind.values()) / len(sets))


def _by_a_member(behind: dict[object, list[Answers]], number: int) -> str:
    told = members = 0
    for sets in behind.values():
        with_it = Counter(place for places in sets for place in set(places))
        members += number * len(sets)
        told += sum(with_it[place] == 1 for places in sets for place in places)
    return _percent(told / members)


def _two_rounds() -> list[str]:
    found = [
        "## What two rounds with one who joined leave open",
        "",
        "Everybody else answers the same again, and whoever looks knows it. How often the two "
        "rounded values leave one answer for the one who joined: rounded alone, and as shown, "
        "with the second moved by half a point where it would tell and without agreement.",
        "",
        "| people before | rounded alone | as shown | second value moved |",
        "| ---: | ---: | ---: | ---: |",
    ]
    for number in SIZES:
        alone, shown, moved = _joined(number)
        found.append(f"| {number} | {_told(alone)} | {_told(shown)} | {_percent(moved)} |")
    return found


def _joined(number: int) -> tuple[dict[object, list[int]], dict[object, list[int]], float]:
    alone: dict[object, list[int]] = defaultdict(list)
    shown: dict[object, list[int]] = defaultdict(list)
    moved: list[bool] = []
    for places in sets_of(number):
        before = count(places, SCALE)
        value = GATE.release(before)
        for new in range(1, SCALE + 1):
            after = count([*places, new], SCALE)
            rounded, kept = GATE.release(after), GATE.release(after, earlier=[before])
            alone[value, rounded].append(new)
            shown[value, kept].append(new)
            moved.append(rounded.position != kept.position)
    return alone, shown, sum(moved) / len(moved)


def _told(behind: dict[object, list[int]]) -> str:
    told = sum(len(answers) for answers in behind.values() if len(set(answers)) == 1)
    return _percent(told / sum(map(len, behind.values())))


def _percent(share: float) -> str:
    return f"{share:.1%}".replace("%", " %")
