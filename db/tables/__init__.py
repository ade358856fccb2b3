"""The tables. Answers stand apart: no key, date or order in them leads to a person."""

from db.tables.answers import Answer, Comment, Signature, Trait
from db.tables.columns import OfGroup, Table
from db.tables.counts import Cell, CompactionOwed, RoundSum, Tally
from db.tables.hour import Agenda, Belief, Meeting, NextStep, Note, Vote, Word
from db.tables.people import (
    Group,
    Identity,
    LogEntry,
    Membership,
    Person,
    Role,
    SignIn,
    SignInLink,
)
from db.tables.rounds import (
    Attribute,
    BankSnapshot,
    Delivery,
    Invitation,
    Round,
    RoundGroup,
    RoundMember,
    Subject,
)

__all__ = [
    "Agenda",
    "Answer",
    "Attribute",
    "BankSnapshot",
    "Belief",
    "Cell",
    "Comment",
    "CompactionOwed",
    "Delivery",
    "Group",
    "Identity",
    "Invitation",
    "LogEntry",
    "Meeting",
    "Membership",
    "NextStep",
    "Note",
    "OfGroup",
    "Person",
    "Role",
    "Round",
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
    "Vote",
    "Word",
]
