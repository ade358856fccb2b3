"""The log: what administrators, coaches and leaders did, and never what a respondent did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from db import log as sql
from db.engine import AnyRow, Connection
from posdash import clock
from posdash.access.door import entered
from posdash.access.rights import OPERATOR_ID, Action, Principal

PAGE, MINE = 100, 20
Fact = str | int


class Actor(StrEnum):
    """Who acts: somebody signed in, whoever runs commands, the closing date, or a team together."""

    PERSON = "person"
    OPERATOR = "operator"
    DATE = "date"
    TEAM = "team"


class Deed(StrEnum):
    """What stands in the log."""

    SET_UP = "set_up"
    ADDED_GROUP = "added_group"
    RENAMED_GROUP = "renamed_group"
    MOVED_GROUP = "moved_group"
    MERGED_GROUP = "merged_group"
    SPLIT_GROUP = "split_group"
    ARCHIVED_GROUP = "archived_group"
    RESTORED_GROUP = "restored_group"
    ADDED_PERSON = "added_person"
    CHANGED_PERSON = "changed_person"
    DELETED_PERSON = "deleted_person"
    DISABLED_PERSON = "disabled_person"
    ENABLED_PERSON = "enabled_person"
    GAVE_ROLE = "gave_role"
    TOOK_ROLE = "took_role"
    MADE_SIGN_IN_LINK = "made_sign_in_link"
    IMPORTED = "imported"
    PLANNED_ROUND = "planned_round"
    OPENED_ROUND = "opened_round"
    EXTENDED_ROUND = "extended_round"
    CLOSED_ROUND = "closed_round"
    CLOSED_GROUP = "closed_group"
    CANCELLED_ROUND = "cancelled_round"
    DELETED_ROUND = "deleted_round"
    SET_ERASURE = "set_erasure"
    ERASED = "erased"
    LET_IN = "let_in"
    MADE_LINKS = "made_links"
    REPLACED_LINK = "replaced_link"
    REPLACED_PERSONAL_LINK = "replaced_personal_link"
    CLEARED_ANSWERS = "cleared_answers"
    HID_COMMENT = "hid_comment"
    TOOK_WORD_AWAY = "took_word_away"
    SENT_INVITATIONS = "sent_invitations"
    SENT_REMINDERS = "sent_reminders"
    RESET_ADMINISTRATORS = "reset_administrators"
    AGREED_TO_COACH = "agreed_to_coach"
    ENDED_LINK = "ended_link"
    ENDED_PERSONAL_LINK = "ended_personal_link"


OF_AN_ACCOUNT = (
    Deed.MADE_SIGN_IN_LINK,
    Deed.CHANGED_PERSON,
    Deed.RESET_ADMINISTRATORS,
    Deed.DISABLED_PERSON,
    Deed.ENABLED_PERSON,
    Deed.GAVE_ROLE,
    Deed.TOOK_ROLE,
)
"""What whoever it was done to is told of."""
OPENS_AN_ACCOUNT = OF_AN_ACCOUNT[:3]
"""What may let somebody else sign in as them."""
OF_PEOPLE = frozenset(
    {
        Deed.ADDED_PERSON,
        Deed.CHANGED_PERSON,
        Deed.DELETED_PERSON,
        Deed.DISABLED_PERSON,
        Deed.ENABLED_PERSON,
        Deed.GAVE_ROLE,
        Deed.TOOK_ROLE,
        Deed.MADE_SIGN_IN_LINK,
        Deed.LET_IN,
        Deed.REPLACED_PERSONAL_LINK,
        Deed.RESET_ADMINISTRATORS,
        Deed.AGREED_TO_COACH,
        Deed.ENDED_PERSONAL_LINK,
    }
)
"""What is done to somebody, who may have been deleted since."""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One deed: when, by whom, what about.

    `name` is what the acting person is called today, `person` whom it was
    about; None for who was deleted since, or never was. `facts` are the names
    and numbers that were noted, by what they are.
    """

    id: int
    at: datetime
    actor: Actor
    name: str | None
    deed: Deed
    person: str | None
    facts: Mapping[str, Fact]


def note(
    connection: Connection,
    who: Principal | None,
    deed: Deed,
    person: int | None = None,
    **facts: Fact,
) -> None:
    """Write into the log, in the transaction of the deed; None acts for the closing date.

    Somebody with a link and no more acts as the team, which names nobody.
    `person` is the id of whom it was about.
    """
    sql.add(connection, clock.now(), _actor(who), deed, person, facts)


def entries(who: Principal, before: int | None = None) -> tuple[LogEntry, ...]:
    """The newest 100 entries, or those older than the entry `before`; raises Refused."""
    with entered(who, Action.READ_LOG) as connection:
        return _read(sql.entries(connection, PAGE, before))


def done_to_me(who: Principal) -> tuple[LogEntry, ...]:
    """What others did to one's own account, the newest first; raises Refused to the signed-out."""
    with entered(who, Action.KEEP_ACCOUNT) as connection:
        assert who.person is not None
        return _read(sql.done_to(connection, who.person.id, OF_AN_ACCOUNT, MINE))


def _read(rows: Sequence[AnyRow]) -> tuple[LogEntry, ...]:
    return tuple(
        LogEntry(
            row.id,
            row.at,
            Actor(row.actor_kind),
            row.name,
            Deed(row.deed),
            row.person,
            row.facts,
        )
        for row in rows
    )


def _actor(who: Principal | None) -> tuple[Actor, int | None]:
    if who is None:
        return Actor.DATE, None
    if who.person is None:
        return Actor.TEAM, None
    if who.person.id == OPERATOR_ID:
        return Actor.OPERATOR, None
    return Actor.PERSON, who.person.id
