"""The tables. Answers stand apart: no key, date or order in them leads to a person."""

from db.tables.answers import Answer, Comment, GivenUpDevice, Signature, Trait
from db.tables.columns import OfGroup, Table
from db.tables.counts import Cell, CompactionOwed, RoundSum, Tally
from db.tables.hour import Agenda, Belief, Meeting, NextStep, Note, Vote, Word
from db.tables.people import (
    Group,
    Identity,
    KnownBrowser,
    LogEntry,
    Membership,
    Person,
    Role,
    SignIn,
    SignInLink,
)
from db.tables.rounds import (
    Agreement,
    Attribute,
    BankSnapshot,
    Delivery,
    Invitation,
    Round,
    RoundCoach,
    RoundGroup,
    RoundMember,
    Subject,
)
from db.tables.upkeep import Upkeep

__all__ = [
    "Agenda",
    "Agreement",
    "Answer",
    "Attribute",
    "BankSnapshot",
    "Belief",
    "Cell",
    "Comment",
    "CompactionOwed",
    "Delivery",
    "GivenUpDevice",
    "Group",
    "Identity",
    "Invitation",
    "KnownBrowser",
    "LogEntry",
    "Meeting",
    "Membership",
    "NextStep",
    "Note",
    "OfGroup",
    "Person",
    "Role",
    "Round",
    "RoundCoach",
    "RoundGroup",
    "RoundMember",
    "RoundSum",
    "SignIn",
    "SignInLink",
    "Signature",
    "Subject",
    "Table",
    "Tally",
    "Trait",
    "Upkeep",
    "Vote",
    "Word",
]
