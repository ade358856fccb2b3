"""The door for letters of a round: invite, remind, and see what became of each."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial

from db import invitations as sql
from db import people as people_sql
from db import rounds as round_sql
from db.engine import Connection
from posdash import clock
from posdash.access import log
from posdash.access.door import entered
from posdash.access.log import Deed
from posdash.access.rights import Action, Principal
from posdash.answers import notice
from posdash.errors import BadInput, NotReady
from posdash.letters.letter import Asked, Letter, invitation, reminder, reminder_without_link
from posdash.letters.outbox import Failed, Outcome, Sent, Trying
from posdash.letters.sign_in import post
from posdash.rounds import links
from posdash.rounds.loading import AboutRound
from posdash.settings import settings
from posdash.store import faults_in_words, store
from posdash.survey.round import Links, Round, State


class Kind(StrEnum):
    """What a letter is for."""

    INVITATION = "invitation"
    REMINDER = "reminder"


class Delivered(StrEnum):
    """What became of a letter; `unknown` where posdash was stopped while it was on its way."""

    WAITING = "waiting"
    TRYING = "trying"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


UNDER_WAY = (Delivered.WAITING, Delivered.TRYING)
STOPPED = "posdash was stopped while this letter was on its way; it may have arrived."


@dataclass(frozen=True, slots=True)
class Delivery:
    """One letter: to whom, what became of it, and why where it failed."""

    person: int
    name: str
    email: str
    kind: Kind
    state: Delivered
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Mailing:
    """The letters of a round, and how many may still be invited by mail, or cannot."""

    deliveries: tuple[Delivery, ...]
    to_invite: int
    to_remind: int
    without_email: int

    def of(self, *states: Delivered) -> tuple[Delivery, ...]:
        """The letters in one of these states."""
        return tuple(delivery for delivery in self.deliveries if delivery.state in states)


@dataclass(frozen=True, slots=True)
class _Reader:
    person: int
    email: str
    group: int


def mailing(who: Principal, round_id: int) -> Mailing:
    """What became of the letters of a round, and what can be sent now; raises Refused."""
    with entered(who, Action.PLAN, AboutRound(round_id)) as (connection, survey_round):
        members = _members(connection, survey_round)
        return Mailing(
            _deliveries(connection, round_id),
            len(_to_invite(connection, survey_round)),
            len(_to_remind(connection, survey_round)),
            len({person for _, person in members}) - len(_readers(connection, survey_round)),
        )


def invite(who: Principal, round_id: int) -> int:
    """Send invitations to everybody with an e-mail who has none yet, in the background; how many.

    Personal links are made on the way; a link whose letter failed is replaced.
    Raises Refused, BadInput if the round is not open or nobody is left to
    invite, and NotReady where no letters can be sent.
    """
    with _running(who, round_id) as (connection, survey_round):
        _refuse_unless_letters_go_out(survey_round)
        readers = _to_invite(connection, survey_round)
        if not readers:
            raise BadInput("There is nobody left to invite by mail.", cure="Pass links on as CSV.")
        ways_in = _ways_in(connection, survey_round, readers)
        letters = [
            (
                reader.person,
                reader.email,
                _invitation(who, survey_round, reader, ways_in[reader.person]),
            )
            for reader in readers
        ]
        _note_waiting(connection, round_id, readers, Kind.INVITATION)
        log.note(
            connection, who, Deed.SENT_INVITATIONS, count=len(letters), round=survey_round.title
        )
    _hand_in(round_id, Kind.INVITATION, letters)
    return len(letters)


def remind(who: Principal, round_id: int) -> int:
    """Send a reminder to everybody invited, whoever has answered; how many.

    Raises Refused, BadInput if the round is not open or nobody was invited, and
    NotReady where no letters can be sent.
    """
    with _running(who, round_id) as (connection, survey_round):
        _refuse_unless_letters_go_out(survey_round)
        readers = _to_remind(connection, survey_round)
        if not readers:
            raise BadInput("Nobody was invited by mail yet.", cure="Send invitations first.")
        team = _team_links(connection, survey_round)
        sent = {letter.person: letter.at for letter in _invitations(connection, round_id)}
        letters = [
            (
                reader.person,
                reader.email,
                _reminder(who, survey_round, reader, team, sent[reader.person]),
            )
            for reader in readers
        ]
        _note_waiting(connection, round_id, readers, Kind.REMINDER)
        log.note(connection, who, Deed.SENT_REMINDERS, count=len(letters), round=survey_round.title)
    _hand_in(round_id, Kind.REMINDER, letters)
    return len(letters)


def note_interrupted() -> None:
    """Say of letters that were on their way when posdash was stopped that nobody knows."""
    with faults_in_words(), store().write() as connection:
        sql.leave_unknown(connection, UNDER_WAY, Delivered.UNKNOWN, STOPPED)


def _need_mail() -> None:
    if not settings().mails:
        raise NotReady(
            "posdash has no mail server.", cure="Pass links on as CSV, or set POSDASH_SMTP_HOST."
        )


def _running(who: Principal, round_id: int) -> AbstractContextManager[tuple[Connection, Round]]:
    """The round of whoever may run it; nobody else changes it until the transaction ends."""
    return entered(who, Action.PLAN, AboutRound(round_id, held=True), write=True)


def _refuse_unless_letters_go_out(survey_round: Round) -> None:
    if survey_round.state is not State.OPEN:
        raise BadInput("Letters go out while a round is open.", cure="Open it first.")
    _need_mail()


def _hand_in(round_id: int, kind: Kind, letters: Sequence[tuple[int, str, Letter]]) -> None:
    try:
        post().hand_in(letters, partial(_note, round_id, kind))
    except NotReady as error:
        with faults_in_words(), store().write() as connection:
            people = [person for person, _, _ in letters]
            _write(connection, round_id, people, kind, Delivered.FAILED, str(error))
        raise


def _note(round_id: int, kind: Kind, person: int, outcome: Outcome) -> None:
    state = {Trying: Delivered.TRYING, Sent: Delivered.SENT, Failed: Delivered.FAILED}
    reason = outcome.reason if isinstance(outcome, Failed) else ""
    with faults_in_words(), store().write() as connection:
        there = people_sql.person(connection, person), round_sql.lock(connection, round_id)
        if None not in there:  # both may have been deleted while the letter was on its way
            _write(connection, round_id, [person], kind, state[type(outcome)], reason)


def _note_waiting(
    connection: Connection, round_id: int, readers: Sequence[_Reader], kind: Kind
) -> None:
    people = [reader.person for reader in readers]
    _write(connection, round_id, people, kind, Delivered.WAITING, "")


def _write(
    connection: Connection,
    round_id: int,
    people: Iterable[int],
    kind: Kind,
    state: Delivered,
    reason: str,
) -> None:
    sql.note_delivery(connection, round_id, people, kind, state, reason, clock.now())


def _deliveries(connection: Connection, round_id: int) -> tuple[Delivery, ...]:
    return tuple(
        Delivery(
            row.person_id,
            row.name,
            row.email or "",
            Kind(row.kind),
            Delivered(row.state),
            row.reason,
            row.at,
        )
        for row in sql.deliveries(connection, round_id)
    )


def _invitations(connection: Connection, round_id: int) -> list[Delivery]:
    """The invitations that arrived, or may have."""
    arrived = (Delivered.SENT, Delivered.UNKNOWN)
    return [
        letter
        for letter in _deliveries(connection, round_id)
        if letter.kind is Kind.INVITATION and letter.state in arrived
    ]


def _members(connection: Connection, survey_round: Round) -> list[tuple[int, int]]:
    if survey_round.state is not State.OPEN:
        return []
    asked = survey_round.asked
    open_now = {participant.group.id for participant in asked if not participant.closed}
    found = round_sql.members(connection, survey_round.id)
    return sorted((group, person) for group, person in found if group in open_now)


def _readers(connection: Connection, survey_round: Round) -> dict[int, _Reader]:
    """Everybody in an open group of the round who has an e-mail, once, by their id."""
    emails = {row.id: row.email for row in people_sql.people(connection) if row.email}
    found: dict[int, _Reader] = {}
    for group, person in _members(connection, survey_round):
        if person in emails:
            found.setdefault(person, _Reader(person, emails[person], group))
    return found


def _to_invite(connection: Connection, survey_round: Round) -> list[_Reader]:
    letters = [
        letter
        for letter in _deliveries(connection, survey_round.id)
        if letter.kind is Kind.INVITATION
    ]
    lost = (Delivered.FAILED, Delivered.UNKNOWN)
    tried = {letter.person for letter in letters if letter.state in lost}
    done = {letter.person for letter in letters if letter.state not in lost}
    # whoever has a link without any letter got it as CSV, and keeps it
    done |= {person for _, person in sql.invited(connection, survey_round.id)} - tried
    return [
        reader
        for person_id, reader in _readers(connection, survey_round).items()
        if person_id not in done
    ]


def _to_remind(connection: Connection, survey_round: Round) -> list[_Reader]:
    invited = {letter.person for letter in _invitations(connection, survey_round.id)}
    readers = _readers(connection, survey_round)
    return [reader for person_id, reader in readers.items() if person_id in invited]


def _ways_in(
    connection: Connection, survey_round: Round, readers: Sequence[_Reader]
) -> dict[int, str]:
    if survey_round.links is Links.PERSONAL:
        return links.made_for(connection, survey_round, [reader.person for reader in readers])
    team = _team_links(connection, survey_round)
    return {reader.person: team[reader.group] for reader in readers}


def _team_links(connection: Connection, survey_round: Round) -> dict[int, str]:
    rows = round_sql.group_rows(connection, survey_round.id)
    return {row.group_id: links.url_of(row.link) for row in rows if row.link}


def _invitation(who: Principal, survey_round: Round, reader: _Reader, link: str) -> Letter:
    personal = survey_round.links is Links.PERSONAL
    return invitation(
        survey_round.bank.language, _asked(who, survey_round, reader), link, personal=personal
    )


def _reminder(
    who: Principal, survey_round: Round, reader: _Reader, team: dict[int, str], invited: datetime
) -> Letter:
    asked = _asked(who, survey_round, reader)
    if survey_round.links is Links.TEAM:
        return reminder(survey_round.bank.language, asked, team[reader.group])
    return reminder_without_link(survey_round.bank.language, asked, invited.date())


def _asked(who: Principal, survey_round: Round, reader: _Reader) -> Asked:
    participant = survey_round.participant(reader.group)
    assert participant is not None
    return Asked(
        title=survey_round.title,
        asker=who.person.name if who.person else "",
        group=participant.group.name,
        question=survey_round.bank.title,
        questions=len(survey_round.bank.dimensions),
        minutes=notice.duration(survey_round),
        until=survey_round.closes_at,
        audience=notice.audience(survey_round),
        contact=survey_round.contact,
        named=notice.named(survey_round),
    )
