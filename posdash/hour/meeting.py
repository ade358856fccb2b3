"""The door to a team's session: begin it, bring everybody to a step, follow, and end it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from db import counts as count_sql
from db import meetings as sql
from db import rounds as round_sql
from db.engine import AnyRow, Connection
from posdash import clock
from posdash.access import codes
from posdash.access.door import entered
from posdash.access.rights import Action, Principal
from posdash.answers import closing
from posdash.errors import BadInput, Closed
from posdash.findings.agenda import SHORTEST
from posdash.hour import agenda as agendas
from posdash.hour import presence, steps, words
from posdash.hour.leading import leading
from posdash.hour.steps import Step, Stop
from posdash.keys import keyed
from posdash.rounds import links
from posdash.rounds.links import TeamLink
from posdash.rounds.loading import AboutTeam
from posdash.store import faults_in_words, store, wipe_what_was_erased
from posdash.survey.round import Links, Participant, Round, TeamId

LASTS = timedelta(hours=12)  # then a session that nobody ended is over
TWICE = timedelta(milliseconds=400)  # a second tap so soon was meant for the button before


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a session is, as every screen asks each second; `title` says it in words.

    `since` is when it came there, `minutes` what is planned for a talk,
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
    def live(self) -> bool:
        """Whether the session still goes on."""
        return self.step is not Step.OVER

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

    `link` is None with personal links, where it was taken back, and after the
    close for a coach who does not see the team; its code is empty once the session is over.
    """

    round: Round
    group: Participant
    stand: Stand
    talked: tuple[str, ...]
    link: TeamLink | None

    @property
    def team(self) -> TeamId:
        """Which team it is, in which round."""
        return TeamId(self.round.id, self.group.group.id)


@dataclass(frozen=True, slots=True)
class Lead:
    """What whoever leads a session can do next; `onward` is None where only the reveal is."""

    onward: Stop | None
    back: Stop | None
    agenda: tuple[str, ...]


def begin(who: Principal, team: TeamId) -> None:
    """Begin a team's session; words and votes of one that is over are erased.

    One that goes on stays as it is: somebody else may have begun it meanwhile.
    Raises Refused, Closed before the round opens, and BadInput for a group that was not asked.
    """
    with leading(who, team) as (connection, survey_round, _):
        if not survey_round.was_open:
            raise Closed("This round is not open.", cure="Open it first.")
        row = sql.meeting(connection, team, changing=True)
        if row is not None and row.over_at is None:
            return
        code = (
            codes.fresh(round_sql.codes(connection)) if survey_round.links is Links.TEAM else None
        )
        if row is not None:
            sql.forget_said(connection, team, words_too=True)
            count_sql.owe(connection, team)
        sql.begin(
            connection,
            team,
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
    wipe_what_was_erased()


def bring(who: Principal, team: TeamId, stop: Stop) -> None:
    """Bring everybody to a step; where they are there already, nothing changes.

    Raises Refused, Closed for results before the reveal and for placing after it,
    and BadInput for a talk about what the round does not ask.
    """
    if stop.step is Step.OVER:
        end(who, team)
        return
    with leading(who, team) as (connection, survey_round, participant):
        row = _live(connection, team, changing=True)
        _check_stop(survey_round, stop)
        if not steps.reachable(stop.step, closed=participant.closed):
            raise Closed("That step is not open now.", cure="Look where the session is.")
        if _stop(row) == stop:
            return
        talked = list(row.talked)
        if stop.step is Step.TALK and stop.dimension not in talked:
            talked.append(stop.dimension)
        sql.change(
            connection,
            team,
            step=stop.step,
            dimension=stop.dimension,
            minutes=_minutes(connection, who, team, stop),
            since=clock.now(),
            talked=talked,
        )


def press(who: Principal, team: TeamId, stop: Stop) -> None:
    """The same by a button that another one follows in its place: the first of two taps counts.

    Raises Refused, Closed and BadInput.
    """
    now = stand(who, team)
    # a clock that was set back since must not leave every button without effect
    if now is None or not timedelta() <= clock.now() - now.since < TWICE:
        bring(who, team, stop)


def reveal(who: Principal, team: TeamId) -> None:
    """Close the team, for good, unless its time had come, and bring everybody to the picture.

    Raises Refused, Closed where there is no session, BadInput for a group that was
    not asked, and NotReady where the counts do not match.
    """
    with leading(who, team) as (connection, _, participant):
        _live(connection, team)
    if not participant.closed:
        closing.reveal(who, team)
    bring(who, team, Stop(Step.PICTURE))


def end(who: Principal, team: TeamId) -> None:
    """End a session: votes become counts, and its code lets nobody in any more.

    Raises Refused, and BadInput for a group that was not asked.
    """
    with leading(who, team) as (connection, _, _):
        _end(connection, team)
    wipe_what_was_erased()


def end_due() -> int:
    """End what nobody has ended within twelve hours; how many sessions that were."""
    with store().read() as connection:
        due = sql.begun_before(connection, clock.now() - LASTS)
    for team in due:
        with faults_in_words(), store().write() as connection:
            if team in sql.begun_before(connection, clock.now() - LASTS):
                _end(connection, TeamId(*team))
    if due:
        wipe_what_was_erased()
    return len(due)


def stand(who: Principal, team: TeamId) -> Stand | None:
    """Where a team's session is, or None if there is none; raises Refused to who may not follow."""
    with entered(who, Action.FOLLOW, AboutTeam(team)) as (connection, survey_round):
        row = sql.meeting(connection, team)
    if row is None:
        return None
    respondent = who.respondent
    if respondent is not None and respondent.team == team and row.over_at is None:
        presence.seen(team, keyed(respondent.device, "presence"))
    return _stand(row, survey_round)


def my_stand(who: Principal) -> Stand | None:
    """The same for the team that somebody's link leads to; None without a link."""
    respondent = who.respondent
    return None if respondent is None else stand(who, respondent.team)


def room(who: Principal, team: TeamId) -> Room:
    """A session with all that its screens show.

    Raises Refused, and Closed if nobody has begun one.
    """
    with entered(who, Action.FOLLOW, AboutTeam(team)) as (connection, survey_round):
        row = sql.meeting(connection, team)
        [taking_part] = round_sql.group_rows(connection, team.round_id, team.group_id)
    if row is None:
        raise Closed("This team has no session now.", cure="Its coach begins one.")
    shown = taking_part.link if links.may_have(survey_round, team.group_id, who) else None
    link = shown and TeamLink(taking_part.name, links.url_of(shown), row.code or "", team.group_id)
    participant = survey_round.participant(team.group_id)
    assert participant is not None
    return Room(survey_round, participant, _stand(row, survey_round), tuple(row.talked), link)


def lead(who: Principal, team: TeamId) -> Lead:
    """What comes next and what came before, for whoever leads the session.

    Raises Refused to others, and Closed where none goes on.
    """
    with entered(who, Action.RUN_SESSION, AboutTeam(team)) as (connection, survey_round):
        row = _live(connection, team)
        closed, at = _closed(survey_round, team.group_id), _stop(row)
        slots = agendas.slots(connection, who, team) if closed else ()
    agenda = tuple(dimension for dimension, _ in slots)
    onward = steps.following(at, closed=closed, agenda=agenda, talked=row.talked)
    return Lead(onward, steps.before(at, closed=closed, talked=row.talked), agenda)


def _live(connection: Connection, team: TeamId, *, changing: bool = False) -> AnyRow:
    row = sql.meeting(connection, team, changing=changing)
    if row is None or row.over_at is not None:
        raise Closed("This team has no session now.", cure="Begin one.")
    return row


def _closed(survey_round: Round, group: int) -> bool:
    found = survey_round.participant(group)
    return found is not None and found.closed


def _stop(row: AnyRow) -> Stop:
    return Stop(Step(row.step), row.dimension)


def _stand(row: AnyRow, survey_round: Round) -> Stand:
    here = presence.count(TeamId(row.round_id, row.group_id))
    stop, closed = _stop(row), _closed(survey_round, row.group_id)
    return Stand(stop, words.step(stop, survey_round), row.since, row.minutes, closed, here)


def _end(connection: Connection, team: TeamId) -> None:
    row = sql.meeting(connection, team, changing=True)
    if row is None or row.over_at is not None:
        return
    sql.loosen_words(connection, team)
    found = sql.votes(connection, team)
    sql.forget_said(connection, team, words_too=False)
    sql.change(
        connection,
        team,
        step=Step.OVER,
        dimension=None,
        minutes=None,
        since=clock.now(),
        over_at=clock.now(),
        code=None,
        votes=[found.get(points, 0) for points in range(1, 6)],
    )
    count_sql.owe(connection, team)


def _check_stop(survey_round: Round, stop: Stop) -> None:
    if stop.step is not Step.TALK and stop.dimension is not None:
        raise BadInput("Only a talk is about a dimension.", cure="Choose the step alone.")
    if stop.step is Step.TALK and stop.dimension not in {
        dimension.id for dimension in survey_round.bank.dimensions
    }:
        raise BadInput("This round does not ask that.", cure="Choose one of its questions.")


def _minutes(connection: Connection, who: Principal, team: TeamId, stop: Stop) -> int | None:
    """What the agenda gives a dimension, or the least that a slot has; None for other steps."""
    if stop.step is not Step.TALK:
        return None
    planned = dict(agendas.settle(connection, who, team))
    return planned.get(stop.dimension or "", SHORTEST)
