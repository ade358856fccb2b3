"""The log: what administrators, coaches and leaders did, and never what a respondent did."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from db import log as sql
from db.engine import Connection
from posdash import clock
from posdash.access import Action, Principal, check
from posdash.store import faults_in_words, store

PAGE = 100
THE_DATE = (0, "the closing date")
"""Who acted where nobody did."""


class Deed(StrEnum):
    """What stands in the log."""

    SET_UP = "set posdash up"
    ADDED_GROUP = "added a group"
    RENAMED_GROUP = "renamed a group"
    MOVED_GROUP = "moved a group"
    MERGED_GROUP = "merged a group"
    ARCHIVED_GROUP = "archived a group"
    RESTORED_GROUP = "brought a group back"
    ADDED_PERSON = "added a person"
    CHANGED_PERSON = "changed a person"
    DELETED_PERSON = "deleted a person"
    DISABLED_PERSON = "disabled an account"
    ENABLED_PERSON = "enabled an account"
    GAVE_ROLE = "gave a role"
    TOOK_ROLE = "took a role away"
    MADE_SIGN_IN_LINK = "made a sign-in link"
    IMPORTED = "imported a list"
    PLANNED_ROUND = "planned a round"
    OPENED_ROUND = "opened a round"
    EXTENDED_ROUND = "moved the closing time"
    CLOSED_ROUND = "closed a round"
    CLOSED_GROUP = "closed a group"
    CANCELLED_ROUND = "cancelled a round"
    DELETED_ROUND = "deleted a round"
    SET_ERASURE = "set when comments and names are erased"
    ERASED = "erased comments and names"
    LET_IN = "let a late joiner in"
    MADE_LINKS = "made personal links"
    REPLACED_LINK = "replaced a link"
    SENT_INVITATIONS = "sent invitations"
    SENT_REMINDERS = "sent reminders"
    RESET_ADMINISTRATORS = "reset the administrators"


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One deed: when, by whom, what about; `person` is empty if they were deleted since."""

    id: int
    at: datetime
    actor: str
    deed: str
    about: str


def note(
    connection: Connection,
    who: Principal | None,
    deed: Deed,
    about: str = "",
    person: int | None = None,
) -> None:
    """Write into the log, in the transaction of the deed; None acts for the closing date."""
    actor = (who.person.id, who.person.name) if who and who.person else THE_DATE
    sql.add(connection, clock.now(), actor, deed, about, person)


def entries(who: Principal, before: int | None = None) -> tuple[LogEntry, ...]:
    """The newest 100 entries, or those older than the entry `before`."""
    check(who, Action.READ_LOG)
    with faults_in_words(), store().read() as connection:
        rows = sql.entries(connection, PAGE, before)
    return tuple(
        LogEntry(
            row.id, row.at, row.actor, row.deed, " ".join(filter(None, (row.person, row.about)))
        )
        for row in rows
    )
