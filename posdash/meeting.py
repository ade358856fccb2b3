"""The door to a team's session: begin it, bring everybody to a step, follow, and end it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from db import counts as count_sql
from db import meetings as sql
from db import rounds as round_sql
from db.answers import Place
from db.engine import AnyRow, Connection
from posdash import agendas, clock, closing, codes, links, presence, rounds, session_words, steps
from posdash.access import Action, Principal, check
from posdash.entry import SESSION_LASTS
from posdash.errors import BadInput, Closed
from posdash.keys import keyed
from posdash.links import TeamLink
from posdash.steps import Step, Stop
from posdash.store import faults_in_words, store
from posdash.survey import Links, Participant, Round


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a session is, as every screen asks each second; `title` says it in words.

    `since` is when it came there, `minutes` what is planned for the dimension,
    `closed` whether the team has been revealed, `here` how many devices follow.
    """

    stop: Stop
    title: str
    since: datetime
    minutes: int | None
    closed: bool
    here: int

    @property
    def step(self) -> Step:
        """The step alone."""
        return self.stop.step

    @property
    def answering(self) -> bool:
        """Whether the team still answers: until the reveal."""
        return not self.closed and self.step in steps.BEFORE_THE_CLOSE

    @property
    def mark(self) -> tuple[object, ...]:
        """What differs once screens must be drawn anew."""
        return self.stop, self.since, self.closed


@dataclass(frozen=True, slots=True)
class Room:
    """A session as a screen draws it: whose it is, where it stands, and how phones get in.

    `link` is None with personal links; its code is empty once the session is over.
    """

    round: Round
    group: Participant
    stand: Stand
    talked: tuple[str, ...]
    link: TeamLink | None


@dataclass(frozen=True, slots=True)
class Lead:
    """What whoever leads a session can do next; `onward` is None where only the reveal is."""

    onward: Stop | None
    back: Stop | None
    agenda: tuple[str, ...]


def begin(who: Principal, round_id: int, group: int) -> None:
    """Begin a team's session, or begin it anew; words and votes of an earlier one are erased."""
    with _leading(who, round_id, group) as (connection, round, place):
        if not round.was_open:
            raise Closed("This round is not open.", cure="Open it first.")
        code = codes.fresh(round_sql.codes(connection)) if round.links is Links.TEAM else None
        sql.forget_said(connection, place, words_too=True)
        sql.begin(
            connection,
            place,
            code=code,
            step=Step.WELCOME,
            dimension=None,
            minutes=None,
            since=clock.now(),
            talked=[],
            begun_at=clock.now(),
            over_at=None,
            votes=None,
        )


def bring(who: Principal, round_id: int, group: int, stop: Stop) -> None:
    """Bring everybody to a step; where they are there already, nothing changes.

    Raises Closed for results before the reveal and for placing after it.
    """
    if stop.step is Step.OVER:
        end(who, round_id, group)
        return
    minutes = _minutes(who, round_id, group, stop)
    with _leading(who, round_id, group) as (connection, round, place):
        row = _live(connection, place)
        if not steps.reachable(stop.step, closed=_closed(round, group)):
            raise Closed("That step is not open now.", cure="Look where the session is.")
        if _stop(row) == stop:
            return
        talked = list(row.talked)
        if stop.step is Step.TALK and stop.dimension not in talked:
            talked.append(stop.dimension)
        sql.change(
            connection,
            place,
            step=stop.step,
            dimension=stop.dimension,
            minutes=minutes,
            since=clock.now(),
            talked=talked,
        )


def reveal(who: Principal, round_id: int, group: int) -> None:
    """Close the team, for good, unless its time had come, and bring everybody to the picture."""
    with _leading(who, round_id, group) as (connection, round, place):
        _live(connection, place)
        closed = _closed(round, group)
    if not closed:
        closing.reveal(who, round_id, group)
    bring(who, round_id, group, Stop(Step.PICTURE))


def end(who: Principal, round_id: int, group: int) -> None:
    """End a session: votes become counts, and its code lets nobody in any more."""
    with _leading(who, round_id, group) as (connection, _, place):
        row = sql.meeting(connection, place)
        if row is None or row.step == Step.OVER:
            return
        found = sql.votes(connection, place)
        sql.forget_said(connection, place, words_too=False)
        sql.change(
            connection,
            place,
            step=Step.OVER,
            dimension=None,
            minutes=None,
            since=clock.now(),
            over_at=clock.now(),
            code=None,
            votes=[found.get(points, 0) for points in range(1, 6)],
        )
        count_sql.owe(connection, place)
    closing.wipe_what_was_erased()


def stand(who: Principal, round_id: int, group: int) -> Stand | None:
    """Where a team's session is, for whoever follows it; None if there is none."""
    with faults_in_words(), store().read() as connection:
        round = rounds.load(connection, round_id, group)
        check(who, Action.FOLLOW, round, group)
        row = sql.meeting(connection, Place(round_id, group))
    if who.respondent is not None:
        presence.note(Place(round_id, group), keyed(who.respondent.device, "presence"))
    return None if row is None else _stand(row, round)


def my_stand(who: Principal) -> Stand | None:
    """The same for the team that somebody's link leads to, while the session lasts."""
    one = who.respondent
    if one is None:
        return None
    found = stand(who, one.round, one.group)
    return None if found is None or found.step is Step.OVER else found


def room(who: Principal, round_id: int, group: int) -> Room:
    """A session with all that its screens show; raises Closed if nobody has begun one."""
    with faults_in_words(), store().read() as connection:
        round = rounds.load(connection, round_id, group)
        check(who, Action.FOLLOW, round, group)
        row = sql.meeting(connection, Place(round_id, group))
        [taking_part] = round_sql.group_rows(connection, round_id, group)
    if row is None:
        raise Closed("This team has no session now.", cure="Its coach begins one.")
    link = taking_part.link and TeamLink(
        taking_part.name, links.url_of(taking_part.link), row.code or "", group
    )
    participant = round.participant(group)
    assert participant is not None
    return Room(round, participant, _stand(row, round), tuple(row.talked), link)


def lead(who: Principal, round_id: int, group: int) -> Lead:
    """What comes next and what came before, for whoever leads the session."""
    with faults_in_words(), store().read() as connection:
        round = rounds.load(connection, round_id, group)
        check(who, Action.RUN_SESSION, round, group)
        row = _live(connection, Place(round_id, group))
    closed, at = _closed(round, group), _stop(row)
    agenda = _dimensions(who, round_id, group) if closed else ()
    onward = steps.following(at, closed=closed, agenda=agenda, talked=row.talked)
    return Lead(onward, steps.before(at, closed=closed, talked=row.talked), agenda)


@contextmanager
def _leading(
    who: Principal, round_id: int, group: int
) -> Iterator[tuple[Connection, Round, Place]]:
    with faults_in_words(), store().write() as connection:
        round = rounds.load(connection, round_id, group)
        check(who, Action.RUN_SESSION, round, group)
        participant = round.participant(group)
        if participant is None or not participant.asked:
            raise BadInput("This group was not asked itself.", cure="Choose one of its teams.")
        yield connection, round, Place(round_id, group)


def _live(connection: Connection, place: Place) -> AnyRow:
    row = sql.meeting(connection, place)
    if row is None or row.over_at is not None:
        raise Closed("This team has no session now.", cure="Begin one.")
    return row


def _closed(round: Round, group: int) -> bool:
    found = round.participant(group)
    return found is not None and found.closed


def _stop(row: AnyRow) -> Stop:
    return Stop(Step(row.step), row.dimension)


def _stand(row: AnyRow, round: Round) -> Stand:
    here = presence.count(Place(row.round_id, row.group_id))
    stop, since, minutes = _stop(row), row.since, row.minutes
    if row.over_at is None and row.begun_at <= clock.now() - SESSION_LASTS:
        stop, since, minutes = Stop(Step.OVER), row.begun_at + SESSION_LASTS, None
    title = session_words.step(stop, round)
    return Stand(stop, title, since, minutes, _closed(round, row.group_id), here)


def _dimensions(who: Principal, round_id: int, group: int) -> tuple[str, ...]:
    return tuple(one.dimension for one in agendas.agenda(who, round_id, group).slots)


def _minutes(who: Principal, round_id: int, group: int, stop: Stop) -> int | None:
    """What the agenda gives the dimension; None where it is not on it."""
    if stop.step is not Step.TALK:
        if stop.dimension is not None:
            raise BadInput("Only a talk is about a dimension.", cure="Choose the step alone.")
        return None
    with faults_in_words(), store().read() as connection:
        round = rounds.load(connection, round_id, group)
    check(who, Action.RUN_SESSION, round, group)
    if stop.dimension not in {one.id for one in round.bank.dimensions}:
        raise BadInput("This round does not ask that.", cure="Choose one of its questions.")
    if not _closed(round, group):
        return None
    slots = agendas.agenda(who, round_id, group).slots
    return next((one.minutes for one in slots if one.dimension == stop.dimension), None)
