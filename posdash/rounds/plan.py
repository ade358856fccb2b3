"""The door for planning rounds: what is asked of whom, on which terms, and what was planned."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from db import people as people_sql
from db import rounds as sql
from db.engine import Connection
from posdash import clock
from posdash.access import log
from posdash.access.door import SOMEWHERE, entered
from posdash.access.log import Deed
from posdash.access.rights import OPERATOR_ID, Action, Principal, Target, allows, not_open
from posdash.banks.bank import Bank, Openness, Placed, bank_to_json, digest
from posdash.errors import BadInput
from posdash.keys import new_key
from posdash.organisation.tree import paths_of, tree
from posdash.rounds import loading
from posdash.rounds.loading import AboutRound
from posdash.survey.round import K_DEFAULT as K_DEFAULT  # passed on: the page begins with it
from posdash.survey.round import Attribute, Links, Round, State, Subject
from posdash.text import alike, one_line

K_MOST = 50
K_OF_COACH = 3  # for one team that sits together anyway; others see nothing below K_DEFAULT
REPEATED_FOR = timedelta(days=14)
TITLE_LENGTH = 100
SUBJECT_LENGTH = 100
CONTACT_LENGTH = 100
CHOICE_LENGTH = 40
CHOICES_MOST = 12
ATTRIBUTES = ("role", "site", "tenure")


@dataclass(frozen=True, slots=True)
class Draft:
    """A round as typed in. `candidate` names what is placed where the bank places candidates.

    `k` is the fewest answers shown (5 to 50; from 3 on for a `dots` round of one
    group planned by its coach); `closes_at` carries a time zone; `contact` is
    whom to ask about privacy; `groups` are ids of those who answer; `attributes`
    are up to three things people may say of themselves; `erase_at` is when
    comments and names are erased; `subjects` are those of a round that is
    repeated, instead of a `candidate`.
    """

    title: str
    bank: Bank
    groups: tuple[int, ...]
    openness: Openness
    asks_aim: bool
    closes_at: datetime
    candidate: str = ""
    contact: str = ""
    k: int = K_DEFAULT
    attributes: tuple[Attribute, ...] = ()
    links: Links = Links.TEAM
    erase_at: datetime | None = None
    subjects: tuple[Subject, ...] = ()


@dataclass(frozen=True, slots=True)
class AboutAsked:
    """What a door is about: groups that a round shall ask, as today's tree has them."""

    groups: frozenset[int]

    def find(self, connection: Connection) -> frozenset[int]:
        """The ids of all groups in use: what else a round would ask is there no longer."""
        return _in_use(connection)

    def target(self, _found: frozenset[int]) -> Target:
        """All that it shall ask, there or not."""
        return Target(asked=self.groups)


@dataclass(frozen=True, slots=True)
class Entry:
    """A round in the list of whoever runs it, or coaches some of its groups.

    `groups` are those whose links they may pass on; `may_hand_over` says whether
    they may hold people's own links.
    """

    round: Round
    may_run: bool
    groups: tuple[int, ...]
    may_hand_over: bool = False


def attribute(key: str, choices: str) -> Attribute | None:
    """What people may say of themselves, from choices as typed in with commas; None for none."""
    found = tuple(choice.strip() for choice in choices.split(",") if choice.strip())
    return Attribute(key, found) if found else None


def plan(who: Principal, draft: Draft) -> int:
    """Keep a round for later opening; its id.

    Raises Refused, and BadInput for what does not fit: so a coach who has chosen
    no group yet is told, and not turned away.
    """
    mine = who.person.coaches if who.person else ()
    about = AboutAsked(frozenset(draft.groups or mine))
    with entered(who, Action.PLAN, about, write=True) as (connection, in_use):
        title, candidate, contact = _checked(draft, fewest(who, draft.groups, draft.openness))
        attributes = _checked_attributes(draft.attributes)
        if not set(draft.groups) <= in_use:
            raise BadInput("One of these groups no longer exists.", cure="Choose the groups again.")
        sql.add_bank(connection, digest(draft.bank), bank_to_json(draft.bank))
        subjects = draft.subjects or (_subject(connection, draft.bank, candidate),)
        round_id = sql.add_round(
            connection,
            [(subject.key, subject.name) for subject in subjects],
            title=title,
            bank_digest=digest(draft.bank),
            openness=draft.openness.value,
            k=draft.k,
            asks_aim=draft.asks_aim,
            closes_at=draft.closes_at,
            state=State.PLANNED.value,
            contact=contact,
            links=draft.links.value,
            erase_at=draft.erase_at,
            planned_by=who.person.id if who.person and who.person.id != OPERATOR_ID else None,
        )
        sql.set_groups(connection, round_id, taking_part(connection, set(draft.groups), {}, {}))
        sql.set_attributes(connection, round_id, attributes)
        log.note(connection, who, Deed.PLANNED_ROUND, round=title)
    return round_id


def repeat(who: Principal, round_id: int) -> int:
    """Plan a round once more as it was, of the groups that are still there; the new id.

    Raises Refused, and BadInput if none of them is.
    """
    with entered(who, Action.PLAN, AboutRound(round_id)) as (connection, last):
        in_use = _in_use(connection)
    asked = (participant.group.id for participant in last.asked)
    groups = tuple(group for group in asked if group in in_use)
    closes_at = clock.now() + REPEATED_FOR
    draft = Draft(
        title=last.title,
        bank=last.bank,
        groups=groups,
        openness=last.openness,
        asks_aim=last.asks_aim,
        closes_at=closes_at,
        subjects=last.subjects,
        contact=last.contact,
        k=max(last.k, fewest(who, groups, last.openness)),
        attributes=last.attributes,
        links=last.links,
        erase_at=last.erase_at and closes_at + (last.erase_at - last.closes_at),
    )
    return plan(who, draft)


def fewest(who: Principal, groups: Iterable[int], openness: Openness) -> int:
    """The smallest k that somebody may choose for these groups."""
    asked = set(groups)
    coached = who.person is not None and asked <= who.person.coaches
    return K_OF_COACH if openness is Openness.DOTS and len(asked) == 1 and coached else K_DEFAULT


def too_small(who: Principal, groups: Iterable[int], k: int) -> dict[str, int]:
    """The groups of which nothing could be shown, since fewer than k belong to them today.

    How many do, by name. A group in which nobody is listed may be of any size.
    Raises Refused to whoever may not ask all of them.
    """
    asked = frozenset(groups)
    with entered(who, Action.PLAN, AboutAsked(asked)) as (connection, _):
        names = {group.id: group.name for group in tree(connection) if group.id in asked}
        sizes = Counter(group for group, _ in people_sql.memberships(connection))
    return {names[group]: sizes[group] for group in sorted(names) if 0 < sizes[group] < k}


def sizes(who: Principal, groups: Iterable[int]) -> tuple[int, ...]:
    """How many belong to each of these groups today, of those in which anybody is listed.

    From the smallest on. Raises Refused to whoever may not ask all of them.
    """
    asked = frozenset(groups)
    with entered(who, Action.PLAN, AboutAsked(asked)) as (connection, _):
        found = Counter(group for group, _ in people_sql.memberships(connection))
    return tuple(sorted(found[group] for group in asked if found[group]))


def choosable(who: Principal) -> dict[int, str]:
    """The groups of whom somebody may plan a round: paths by id, in their order; raises Refused."""
    with entered(who, Action.PLAN, SOMEWHERE) as connection:
        groups = tree(connection)
    paths = paths_of(groups)
    found = {
        group.id: paths[group.id]
        for group in groups
        if not group.archived and allows(who, Action.PLAN, asked=(group.id,))
    }
    return dict(sorted(found.items(), key=lambda item: item[1].casefold()))


def all_rounds(who: Principal) -> tuple[Round, ...]:
    """The rounds that somebody may run, the newest first; raises Refused."""
    return tuple(entry.round for entry in overview(who) if entry.may_run)


def overview(who: Principal) -> tuple[Entry, ...]:
    """The rounds that somebody may run, or of whose groups they coach one, the newest first.

    Raises Refused to whoever can do neither with any.
    """
    with entered(who, Action.PLAN, SOMEWHERE) as connection:
        found = [_entry(who, survey_round) for survey_round in loading.load_all(connection)]
    return tuple(
        entry for entry in found if entry.may_run or (entry.round.was_open and _follows(who, entry))
    )


def round_of(who: Principal, round_id: int) -> Round:
    """One round of the `overview`; raises Refused for others."""
    for entry in overview(who):
        if entry.round.id == round_id:
            return entry.round
    raise not_open()


def _in_use(connection: Connection) -> frozenset[int]:
    return frozenset(group.id for group in tree(connection) if not group.archived)


def _follows(who: Principal, entry: Entry) -> bool:
    """Whether they may know of one of its groups how many have answered."""
    groups = (participant.group.id for participant in entry.round.asked)
    return any(allows(who, Action.SEE_PARTICIPATION, entry.round, group) for group in groups)


def _entry(who: Principal, survey_round: Round) -> Entry:
    groups = (participant.group.id for participant in survey_round.asked)
    mine = tuple(group for group in groups if allows(who, Action.PASS_ON_LINK, survey_round, group))
    may_run, may_hand_over = (
        allows(who, action, survey_round) for action in (Action.PLAN, Action.HAND_OVER_LINKS)
    )
    return Entry(survey_round, may_run, mine, may_hand_over)


def _checked(draft: Draft, k_least: int) -> tuple[str, str, str]:
    title = one_line(draft.title, TITLE_LENGTH, what="A title")
    contact = one_line(draft.contact, CONTACT_LENGTH, what="The privacy contact")
    candidate = one_line(draft.candidate, SUBJECT_LENGTH, what="A candidate's name")
    unnamed = draft.bank.places is Placed.CANDIDATE and not candidate and not draft.subjects
    missing = [
        (not title, "A round needs a title.", "Type one that people will recognise."),
        (not draft.groups, "A round needs somebody to ask.", "Choose at least one group."),
        (unnamed, "This bank places an experiment.", "Name the candidate to be placed."),
        (
            draft.closes_at <= clock.now(),
            "The closing time has already passed.",
            "Choose a later day or hour.",
        ),
        (
            not k_least <= draft.k <= K_MOST,
            f"The fewest answers shown lie between {k_least} and {K_MOST}.",
            f"Choose {K_DEFAULT} if in doubt.",
        ),
        (
            draft.erase_at is not None and draft.erase_at <= draft.closes_at,
            "Comments and names cannot be erased before the round closes.",
            "Choose a later day, or none.",
        ),
    ]
    for wrong, what, cure in missing:
        if wrong:
            raise BadInput(what, cure=cure)
    return title, candidate, contact


def _subject(connection: Connection, bank: Bank, candidate: str) -> Subject:
    """What a new round places: what the bank says, or the candidate of that name.

    One that this bank was asked of before is the same one, so that what the two
    rounds tell together is judged.
    """
    if bank.places is not Placed.CANDIDATE:
        return Subject(bank.places.value)
    for earlier in loading.load_all(connection):
        for subject in earlier.subjects if earlier.bank.id == bank.id else ():
            if alike(subject.name, candidate):
                return Subject(subject.key, candidate)
    return Subject(new_key(), candidate)


def _checked_attributes(attributes: Iterable[Attribute]) -> list[tuple[str, list[str]]]:
    found = []
    for asked in attributes:
        choices = [one_line(choice, CHOICE_LENGTH, what="A choice") for choice in asked.choices]
        named = f"What people say of their {asked.key}"
        if asked.key not in ATTRIBUTES:
            raise BadInput(f"People are not asked for their {asked.key}.", cure="Leave it out.")
        if not 2 <= len(choices) <= CHOICES_MOST or not all(choices):
            cure = f"Give 2 to {CHOICES_MOST} of them."
            raise BadInput(f"{named} needs choices.", cure=cure)
        if len({choice.casefold() for choice in choices}) < len(choices):
            raise BadInput(f"{named} has a choice twice.", cure="Give each once.")
        found.append((asked.key, choices))
    if len({key for key, _ in found}) < len(found):
        raise BadInput("The same is asked twice.", cure="Ask it once.")
    return found


def taking_part(
    connection: Connection,
    asked: set[int],
    members: Mapping[int, set[int]],
    ways_in: Mapping[int, tuple[str, str]],
) -> list[dict[str, Any]]:
    """Rows for `db.rounds.set_groups`, of the tree as it is now.

    `members` are ids of people and `ways_in` (link, code), both by group.
    """
    rows = {row.id: row for row in people_sql.groups(connection)}
    inside = set(asked)
    for group_id in asked:
        while (group_id := rows[group_id].parent_id) is not None:
            inside.add(group_id)
    return [
        {
            "group_id": group_id,
            "parent_id": rows[group_id].parent_id,
            "name": rows[group_id].name,
            "people": len(members.get(group_id, ())),
            "asked": group_id in asked,
            "link": ways_in.get(group_id, (None, None))[0],
            "code": ways_in.get(group_id, (None, None))[1],
            "few_changed": None,
        }
        for group_id in sorted(inside)
    ]
