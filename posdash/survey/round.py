"""The language of a survey: groups, rounds, what is placed, and when it ends."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from posdash.banks.bank import Bank, Openness

UNSURE = 0
"""The point that stands for "not sure": apart from the scale, never its middle."""


class Facet(StrEnum):
    """What is counted of a dimension: where it is, and where it should be.

    `MOVE` is made of the two when a group closes: how many want to go to the
    left, stay, or go to the right.
    """

    NOW = "now"
    AIM = "aim"
    MOVE = "move"


ASKED = (Facet.NOW, Facet.AIM)
"""The two that people are asked."""
Question = tuple[str, Facet]
"""The id of a dimension, and which of the two was asked about it."""


class State(StrEnum):
    """The life of a round; it goes one way only."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Links(StrEnum):
    """How people get in: one link per team, or one per person; never both in a round."""

    TEAM = "team"
    PERSONAL = "personal"


K_DEFAULT = 5  # fewer, and a member can work out the others from a mean


class TeamId(NamedTuple):
    """A group in one round; as text it is `3-7`, in addresses and in names of fields."""

    round_id: int
    group_id: int

    def __str__(self) -> str:
        return f"{self.round_id}-{self.group_id}"


@dataclass(frozen=True, slots=True)
class Group:
    """A node of the organisation's tree: the company, a department, a team."""

    id: int
    name: str
    parent: int | None
    archived: bool = False


@dataclass(frozen=True, slots=True)
class Attribute:
    """What people may say of themselves in a round, by one of a few choices."""

    key: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Participant:
    """A group as it was when the round opened; `asked` is false for parents shown only in sums.

    `few_changed` tells whether the round would tell of a few people, beside an
    earlier one, on some question; None if none asked the same, or while it is
    open. `entered` is of how many who answered a coach knows the answers: entered
    for people without a phone, or given beside a session of somebody who looks at
    the team. `devices` is how many had answered at the close; `people` is 0 where
    nobody is listed.
    """

    group: Group
    people: int
    asked: bool
    closed: bool
    few_changed: bool | None = None
    entered: int = 0
    devices: int = 0

    @property
    def surplus(self) -> int:
        """How many more had answered than belong to it: somebody answered more than once."""
        return beyond(self.people, self.devices)

    @property
    def most_devices(self) -> int | None:
        """How many may answer, for people who change their phone; None where nobody is listed."""
        return 2 * self.people + 5 if self.people else None


def beyond(people: int, answered: int) -> int:
    """How many more have answered than are listed; 0 where nobody is."""
    return max(answered - people, 0) if people else 0


@dataclass(frozen=True, slots=True)
class Subject:
    """What is placed; `key` stands in every answer, comment and tally, and says which it is.

    `name` is only shown: that of a candidate, empty where the bank's kind says it all.
    """

    key: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Round:
    """One bank asked of several groups, with the terms that were promised to them.

    `k` is the fewest answers of which anything is shown; `subjects`, one at
    least, are what it places, in their order; `closes_at` is an
    instant with a time zone; `bank` is the snapshot pinned when it was planned;
    `erase_at`, if any, is when its comments and names are erased.
    """

    id: int
    title: str
    bank: Bank
    openness: Openness
    k: int
    subjects: tuple[Subject, ...]
    asks_aim: bool
    closes_at: datetime
    state: State
    contact: str
    participants: tuple[Participant, ...]
    attributes: tuple[Attribute, ...] = ()
    opened_at: datetime | None = None
    links: Links = Links.TEAM
    erase_at: datetime | None = None

    @property
    def subject(self) -> Subject:
        """What its pages ask about: the first of its subjects."""
        return self.subjects[0]

    @property
    def k_outside(self) -> int:
        """The fewest answers of which anything is shown outside the team: 5 at least."""
        return max(self.k, K_DEFAULT)

    @property
    def was_open(self) -> bool:
        """Whether people answered it, or still do, and nobody called it off."""
        return self.state in (State.OPEN, State.CLOSED)

    @property
    def facets(self) -> tuple[Facet, ...]:
        """The questions asked about each dimension."""
        return (Facet.NOW, Facet.AIM) if self.asks_aim else (Facet.NOW,)

    @property
    def asked(self) -> tuple[Participant, ...]:
        """The groups that answer themselves."""
        return tuple(participant for participant in self.participants if participant.asked)

    def asks_the_same(self, other: "Round") -> bool:
        """Whether both ask one bank about one subject at least, whatever that is called."""
        shared = {subject.key for subject in self.subjects} & {
            subject.key for subject in other.subjects
        }
        return self.bank.id == other.bank.id and bool(shared)

    def asks(self, dimension: str) -> bool:
        """Whether its bank holds a dimension of that id."""
        return any(question.id == dimension for question in self.bank.dimensions)

    def participant(self, group: int) -> Participant | None:
        """The group as it takes part, or None if it does not."""
        return next(
            (participant for participant in self.participants if participant.group.id == group),
            None,
        )

    def below(self, group: int) -> frozenset[int]:
        """The ids of the group and of everything under it, as the tree was at opening."""
        found = {group}
        while (
            more := {
                participant.group.id
                for participant in self.participants
                if participant.group.parent in found
            }
            - found
        ):
            found |= more
        return frozenset(found)
