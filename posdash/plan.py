"""The door for rounds: plan, open, look at, and the links that lead to answering."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

import segno

from db import people as people_sql
from db import rounds as sql
from db.engine import Connection
from posdash import clock, history, rounds
from posdash.access import Action, Principal, check
from posdash.bank import Bank, Openness, Placed, bank_to_json, digest
from posdash.errors import BadInput, Closed
from posdash.keys import new_secret, to_text
from posdash.people import paths_of
from posdash.plain import plain_text
from posdash.settings import settings
from posdash.store import faults_in_words, store
from posdash.survey import Attribute, Group, Round, State
from posdash.tiers import K_DEFAULT as K_DEFAULT  # passed on: the page begins with it

K_MOST = 50
TITLE_LENGTH = 100
SUBJECT_LENGTH = 100
CONTACT_LENGTH = 100
CHOICE_LENGTH = 40
CHOICES_MOST = 12
ATTRIBUTES = ("role", "site", "tenure")
_PLACED_NAME = {
    Placed.TEAM: "the team",
    Placed.ONESELF: "yourself",
    Placed.COMPANY: "the company",
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A round as typed in. `candidate` names what is placed where the bank places candidates.

    `k` is the fewest answers shown (5 to 50); `closes_at` carries a time zone;
    `contact` is whom to ask about privacy; `groups` are ids of those who answer;
    `attributes` are up to three things people may say of themselves.
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


@dataclass(frozen=True, slots=True)
class TeamLink:
    """The link of one team in one open round."""

    group: str
    url: str

    @property
    def qr(self) -> str:
        """The link as a QR code, in SVG."""
        file = BytesIO()
        segno.make(self.url, error="m").save(
            file, kind="svg", scale=4, border=4, light="#fff", xmldecl=False
        )
        return file.getvalue().decode()


def attribute(key: str, choices: str) -> Attribute | None:
    """What people may say of themselves, from choices as typed in with commas; None for none."""
    found = tuple(one.strip() for one in choices.split(",") if one.strip())
    return Attribute(key, found) if found else None


def plan(who: Principal, draft: Draft) -> int:
    """Keep a round for later opening; its id. Raises BadInput for what does not fit."""
    check(who, Action.PLAN)
    title, subject, contact = _checked(draft)
    attributes = _checked_attributes(draft.attributes)
    with faults_in_words(), store().write() as connection:
        known = {row.id for row in people_sql.groups(connection)}
        if not set(draft.groups) <= known:
            raise BadInput("One of these groups no longer exists.", cure="Choose the groups again.")
        sql.add_bank(connection, digest(draft.bank), bank_to_json(draft.bank))
        id = sql.add_round(
            connection,
            (draft.bank.places.value, subject),
            title=title,
            bank_digest=digest(draft.bank),
            openness=draft.openness.value,
            k=draft.k,
            asks_aim=draft.asks_aim,
            closes_at=draft.closes_at,
            state=State.PLANNED.value,
            contact=contact,
        )
        sql.set_groups(connection, id, _taking_part(connection, set(draft.groups), {}, {}))
        sql.set_attributes(connection, id, attributes)
    return id


def open_round(who: Principal, id: int) -> Round:
    """Open a planned round: its terms are locked, groups and members noted, links made."""
    with faults_in_words(), store().write() as connection:
        round = rounds.load(connection, id)
        check(who, Action.PLAN, round)
        if sql.lock(connection, id) != State.PLANNED:
            raise Closed("This round has been opened before.", cure="Look it up in the list.")
        if round.closes_at <= clock.now():
            raise BadInput("The closing time has passed.", cure="Plan the round again.")
        asked = {one.group.id for one in round.asked}
        _refuse_twice_at_once(connection, round, asked)
        members = _members(connection, asked)
        links = {group: to_text(new_secret()) for group in asked}
        sql.set_groups(connection, id, _taking_part(connection, asked, members, links))
        sql.set_members(connection, id, _pairs(members))
        noted = rounds.load(connection, id)
        few = history.few_changed_groups(connection, noted, deleted_too=True)
        sql.set_few_changed(connection, id, few)
        sql.set_state(connection, id, State.OPEN)
        sql.set_opened(connection, id, clock.now())
        return rounds.load(connection, id)


def all_rounds(who: Principal) -> tuple[Round, ...]:
    """All rounds, the newest first."""
    check(who, Action.PLAN)
    with faults_in_words(), store().read() as connection:
        return rounds.load_all(connection)


def links(who: Principal, id: int) -> tuple[TeamLink, ...]:
    """The team links of a round, by name; none before it opens."""
    check(who, Action.PLAN)
    with faults_in_words(), store().read() as connection:
        rows = sql.group_rows(connection, id)
    paths = paths_of([Group(row.group_id, row.name, row.parent_id) for row in rows])
    base = settings().base_url
    found = [TeamLink(paths[row.group_id], f"{base}/i/{row.link}") for row in rows if row.link]
    return tuple(sorted(found, key=lambda one: one.group.casefold()))


def _refuse_twice_at_once(connection: Connection, round: Round, asked: set[int]) -> None:
    """Two rounds that ask the same at once could not be rounded with regard to each other."""
    for one in history.earlier(connection, round):
        if one.state is State.OPEN and asked & {each.group.id for each in one.asked}:
            raise BadInput(
                f"“{one.title}” still asks some of these groups the same.",
                cure="Close it first, or leave these groups out.",
            )


def _checked(draft: Draft) -> tuple[str, str, str]:
    title = plain_text(draft.title, TITLE_LENGTH, what="A title")
    contact = plain_text(draft.contact, CONTACT_LENGTH, what="The privacy contact")
    candidate = plain_text(draft.candidate, SUBJECT_LENGTH, what="A candidate's name")
    subject = _PLACED_NAME.get(draft.bank.places, candidate)
    missing = [
        (not title, "A round needs a title.", "Type one that people will recognise."),
        (not draft.groups, "A round needs somebody to ask.", "Choose at least one group."),
        (not subject, "This bank places an experiment.", "Name the candidate to be placed."),
        (
            draft.closes_at <= clock.now(),
            "The closing time has already passed.",
            "Choose a later day or hour.",
        ),
        (
            not K_DEFAULT <= draft.k <= K_MOST,
            f"The fewest answers shown lie between {K_DEFAULT} and {K_MOST}.",
            f"Choose {K_DEFAULT} if in doubt.",
        ),
    ]
    for wrong, what, cure in missing:
        if wrong:
            raise BadInput(what, cure=cure)
    return title, subject, contact


def _checked_attributes(attributes: Iterable[Attribute]) -> list[tuple[str, list[str]]]:
    found = []
    for one in attributes:
        choices = [plain_text(each, CHOICE_LENGTH, what="A choice") for each in one.choices]
        named = f"What people say of their {one.key}"
        if one.key not in ATTRIBUTES:
            raise BadInput(f"People are not asked for their {one.key}.", cure="Leave it out.")
        if not 2 <= len(choices) <= CHOICES_MOST or not all(choices):
            cure = f"Give 2 to {CHOICES_MOST} of them."
            raise BadInput(f"{named} needs choices.", cure=cure)
        if len({each.casefold() for each in choices}) < len(choices):
            raise BadInput(f"{named} has a choice twice.", cure="Give each once.")
        found.append((one.key, choices))
    if len({key for key, _ in found}) < len(found):
        raise BadInput("The same is asked twice.", cure="Ask it once.")
    return found


def _taking_part(
    connection: Connection,
    asked: set[int],
    members: Mapping[int, set[int]],
    links: Mapping[int, str],
) -> list[dict[str, Any]]:
    tree = {row.id: row for row in people_sql.groups(connection)}
    inside = set(asked)
    for id in asked:
        while (id := tree[id].parent_id) is not None:
            inside.add(id)
    return [
        {
            "group_id": id,
            "parent_id": tree[id].parent_id,
            "name": tree[id].name,
            "people": len(members.get(id, ())),
            "asked": id in asked,
            "link": links.get(id),
            "few_changed": None,
        }
        for id in sorted(inside)
    ]


def _members(connection: Connection, asked: set[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {id: set() for id in asked}
    for group, person in people_sql.memberships(connection):
        if group in asked:
            found[group].add(person)
    return found


def _pairs(members: Mapping[int, set[int]]) -> Iterable[tuple[int, int]]:
    return ((group, person) for group, people in members.items() for person in sorted(people))
