"""What the log says of a deed, and what roles are called."""

from collections.abc import Mapping

from posdash.access.log import OF_PEOPLE, Actor, Deed, Fact, LogEntry
from posdash.access.rights import Role

ROLES = {
    Role.MEMBER: "member",
    Role.PERSON: "somebody signed in",
    Role.COACH: "coach",
    Role.LEADER: "leader",
    Role.ADMINISTRATOR: "administrator",
}
LEFT = "somebody who left"
DEEDS = {
    Deed.SET_UP: "set posdash up",
    Deed.ADDED_GROUP: "added a group",
    Deed.RENAMED_GROUP: "renamed a group",
    Deed.MOVED_GROUP: "moved a group",
    Deed.MERGED_GROUP: "merged a group",
    Deed.SPLIT_GROUP: "split a group",
    Deed.ARCHIVED_GROUP: "archived a group",
    Deed.RESTORED_GROUP: "brought a group back",
    Deed.ADDED_PERSON: "added a person",
    Deed.CHANGED_PERSON: "changed a person",
    Deed.DELETED_PERSON: "deleted a person",
    Deed.DISABLED_PERSON: "disabled an account",
    Deed.ENABLED_PERSON: "enabled an account",
    Deed.GAVE_ROLE: "gave a role",
    Deed.TOOK_ROLE: "took a role away",
    Deed.MADE_SIGN_IN_LINK: "made a sign-in link",
    Deed.IMPORTED: "imported a list",
    Deed.PLANNED_ROUND: "planned a round",
    Deed.OPENED_ROUND: "opened a round",
    Deed.EXTENDED_ROUND: "moved the closing time",
    Deed.CLOSED_ROUND: "closed a round",
    Deed.CLOSED_GROUP: "closed a group",
    Deed.CANCELLED_ROUND: "cancelled a round",
    Deed.DELETED_ROUND: "deleted a round",
    Deed.SET_ERASURE: "set when comments and names are erased",
    Deed.ERASED: "erased comments and names",
    Deed.LET_IN: "let a late joiner in",
    Deed.MADE_LINKS: "made personal links",
    Deed.REPLACED_LINK: "replaced a link",
    Deed.REPLACED_PERSONAL_LINK: "replaced somebody's link",
    Deed.CLEARED_ANSWERS: "cleared a team's answers",
    Deed.HID_COMMENT: "hid a comment",
    Deed.TOOK_WORD_AWAY: "took a word off a session's screen",
    Deed.SENT_INVITATIONS: "sent invitations",
    Deed.SENT_REMINDERS: "sent reminders",
    Deed.RESET_ADMINISTRATORS: "reset the administrators",
    Deed.AGREED_TO_COACH: "agreed to a coach named later",
    Deed.ENDED_LINK: "took a link back",
    Deed.ENDED_PERSONAL_LINK: "took somebody's link back",
}
_ACTORS = {
    Actor.OPERATOR: "the command line",
    Actor.DATE: "the closing date",
    Actor.TEAM: "the team",
}
_PHRASES = {
    frozenset[str](): "",
    frozenset({"said"}): "{said}",
    frozenset({"group"}): "{group}",
    frozenset({"group", "to"}): "{group} to {to}",
    frozenset({"group", "into"}): "{group} into {into}",
    frozenset({"role"}): "{role}",
    frozenset({"role", "group"}): "{role} of {group}",
    frozenset({"round"}): "{round}",
    frozenset({"group", "round"}): "{group} in {round}",
    frozenset({"count", "round"}): "{count} for {round}",
}
_IMPORTED = {
    "groups": ("group", "groups"),
    "people": ("person", "people"),
    "names": ("new name", "new names"),
    "memberships": ("membership", "memberships"),
    "roles": ("role", "roles"),
}


def actor(entry: LogEntry) -> str:
    """Who did it, by the name they have today."""
    return _ACTORS.get(entry.actor) or entry.name or LEFT


def done_to_you(entry: LogEntry) -> str:
    """What somebody did to the account of whoever reads it, and of no group they may have left."""
    role = ROLES[Role(str(entry.facts["role"]))] if "role" in entry.facts else ""
    what = {
        Deed.MADE_SIGN_IN_LINK: "made a link that signs in as you",
        Deed.CHANGED_PERSON: "changed your name, e-mail or groups",
        Deed.RESET_ADMINISTRATORS: "took your password away and made a link that signs in as you",
        Deed.DISABLED_PERSON: "disabled your account",
        Deed.ENABLED_PERSON: "enabled your account",
        Deed.GAVE_ROLE: f"gave you the role of {role}",
        Deed.TOOK_ROLE: f"took the role of {role} from you",
    }[entry.deed]
    by = actor(entry)
    return f"{by[:1].upper()}{by[1:]} {what}"


def about(entry: LogEntry) -> str:
    """What it was about: somebody by the name they have today, and what was noted."""
    person = (entry.person or LEFT) if entry.deed in OF_PEOPLE else ""
    return " ".join(filter(None, (person, _noted(entry))))


def _noted(entry: LogEntry) -> str:
    if entry.deed is Deed.IMPORTED and "said" not in entry.facts:
        return ", ".join(
            f"{number} {_IMPORTED[what][number != 1]}" for what, number in entry.facts.items()
        )
    return _PHRASES[frozenset(entry.facts)].format_map(_in_words(entry.facts))


def _in_words(facts: Mapping[str, Fact]) -> Mapping[str, Fact]:
    return {**facts, "role": ROLES[Role(str(facts["role"]))]} if "role" in facts else facts
