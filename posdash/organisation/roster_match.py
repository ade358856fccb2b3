"""A list beside what is there: who is who, what would be added and changed, what is in doubt."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from posdash.errors import BadInput
from posdash.organisation.roster_rows import Listed, Listing, Path, Tie, doubtful, places_of
from posdash.sheets.tables import shortened


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who is there already, with what they are; nothing about archived groups."""

    id: int
    name: str
    email: str | None
    disabled: bool
    ties: frozenset[Tie]

    @property
    def places(self) -> frozenset[Path]:
        """The groups they have to do with; the empty path for who has none."""
        return places_of(self.ties)


@dataclass(frozen=True, slots=True)
class Present:
    """The organisation as it is: ids of groups by path, which are archived, and everybody."""

    groups: Mapping[Path, int]
    archived: frozenset[Path]
    people: tuple[Known, ...]


@dataclass(slots=True)
class Plan:
    """What a list would do; the faults are in the listing."""

    groups: list[Path] = field(default_factory=list)
    new: list[Listed] = field(default_factory=list)
    renamed: list[tuple[Known, str]] = field(default_factory=list)
    ties: list[tuple[Listed, Known | None, Tie]] = field(default_factory=list)
    unchanged: int = 0


def plan(found: Listing, present: Present) -> Plan:
    """What would be added and changed; what cannot be is noted in the listing's faults."""
    _refuse_archived(found, present)
    made = Plan(groups=_new_groups(found, present))
    who_is_who = _Matching(found, present)
    for person in found.people:
        known = who_is_who.of(person)
        added = [tie for tie in person.ties if known is None or tie not in known.ties]
        made.ties += [(person, known, tie) for tie in added]
        if known is None:
            made.new.append(person)
        elif known.name != person.name:
            made.renamed.append((known, person.name))
        elif not added:
            made.unchanged += 1
    return made


def in_order(path: Path) -> tuple[Path, Path]:
    """By the alphabet, a group before what lies in it."""
    return tuple(name.casefold() for name in path), path


def _new_groups(found: Listing, present: Present) -> list[Path]:
    wanted = {path[:end] for path in found.paths for end in range(1, len(path) + 1)}
    return sorted(wanted - present.groups.keys(), key=in_order)


def _refuse_archived(found: Listing, present: Present) -> None:
    for path, rows in found.paths.items():
        if any(path[:end] in present.archived for end in range(1, len(path) + 1)):
            for row in rows:
                cure = "Bring it back on the page “Organisation”, or take the row out."
                found.refuse(row, BadInput("This group is archived.", cure=cure))


class _Matching:
    """Who in the list is who: by e-mail, or by name and place as far as that leaves no doubt."""

    def __init__(self, found: Listing, present: Present) -> None:
        self._found = found
        self._by_email = {person.email: person for person in present.people if person.email}
        self._here: dict[tuple[str, Path], list[Known]] = defaultdict(list)
        for person in sorted(present.people, key=lambda person: (bool(person.email), person.id)):
            for path in person.places:
                self._here[person.name, path].append(person)
        self._matched: dict[Listed, Known] = {}
        self._taken: set[int] = set()
        self._match_the_same(present)
        self._match_those_who_are_more()
        self._waiting: dict[str, list[Listed]] = defaultdict(list)
        for listed in self._unmatched():
            self._waiting[listed.name].append(listed)

    def of(self, person: Listed) -> Known | None:
        """Who this is among those who are there; None for somebody new, or in doubt."""
        if known := self._matched.get(person) or self._by_email.get(person.email or ""):
            return known
        near = self._near(person)
        if person.email:
            if any(not known.email for known in near):
                self._found.refuse(person.row, _without_email(person))
            return None
        if near and near[-1].email:
            self._found.refuse(person.row, _with_email(person))
        elif len(near) > 1 or (near and self._rivals(person, near[0])):
            self._found.refuse(person.row, doubtful(person))
        return near[0] if near else None

    def _match_the_same(self, present: Present) -> None:
        """Pair those without an e-mail who are exactly as listed."""
        same: dict[tuple[str, frozenset[Tie]], list[Known]] = defaultdict(list)
        for known in present.people:
            if not known.email:
                same[known.name, known.ties].append(known)
        for person in self._unmatched():
            if alike := same[person.name, frozenset(person.ties)]:
                self._pair(person, alike.pop())

    def _match_those_who_are_more(self) -> None:
        """Pair those without an e-mail who are all that is listed, and more."""
        for person in self._unmatched():
            more = (known for known in self._near(person) if person.ties.keys() <= known.ties)
            if known := next(more, None):
                self._pair(person, known)

    def _unmatched(self) -> list[Listed]:
        people = self._found.people
        return [person for person in people if not person.email and person not in self._matched]

    def _pair(self, person: Listed, known: Known) -> None:
        self._matched[person] = known
        self._taken.add(known.id)

    def _near(self, person: Listed) -> list[Known]:
        """Namesakes in the same groups, those with an e-mail last; a mark says it is none such."""
        here = {
            known: None
            for path in person.places
            for known in self._here.get((person.name, path), ())
        }
        found = [known for known in here if known.id not in self._taken]
        found = [known for known in found if not (person.mark and known.email)]
        return sorted(found, key=lambda known: (bool(known.email), known.id))

    def _rivals(self, person: Listed, known: Known) -> bool:
        others = (other for other in self._waiting[person.name] if other is not person)
        return any(other.places & known.places for other in others)


def _with_email(person: Listed) -> BadInput:
    return BadInput(
        f"“{shortened(person.name)}” is there already in this group, with an e-mail.",
        cure="Write the e-mail in this row, too; for somebody else, any word into “person”.",
    )


def _without_email(person: Listed) -> BadInput:
    return BadInput(
        f"“{shortened(person.name)}” is there already in this group, without an e-mail.",
        cure="Give them this e-mail on the page “People” first; add somebody else there, too.",
    )
