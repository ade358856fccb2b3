"""The door in: one respondent's placements, comments and name, while their group is open."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from db import answers as sql
from db import rounds as round_sql
from db.engine import AnyRow, Connection
from posdash import clock
from posdash.access.door import entered
from posdash.access.limits import SAVES
from posdash.access.rights import Action, Principal, Respondent, Role
from posdash.answers import admission, shuffling
from posdash.answers.insight import looks_as
from posdash.banks.bank import Openness
from posdash.errors import BadInput, Closed
from posdash.keys import keyed
from posdash.rounds import promised
from posdash.rounds.loading import AboutRound, about_own_team
from posdash.rounds.promised import TeamCoach
from posdash.survey.round import UNSURE, Facet, Links, Participant, Round, State, TeamId
from posdash.text import name_of, plain_text

COMMENT_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Comment:
    """What one respondent wrote about one dimension, and whether their name may stand there."""

    text: str
    signed: bool


@dataclass(frozen=True, slots=True)
class Survey:
    """A round as its respondent sees it, with what this device has saved so far.

    `placements` holds points 1..K, or UNSURE, by (dimension id, facet); `name`
    is what was given in a `named` round, `traits` what was said of oneself, by
    attribute; `open` tells whether answers count, `personal` whether the link
    is this one person's. `asker` is who planned it, empty where nobody is left
    to name; `coaches` are who sees what the team sees, or would; `looks_as` is as
    what whoever is signed in here may look at the team, so that what is answered
    here hides nobody.
    """

    personal: bool
    round: Round
    group: Participant
    placements: Mapping[tuple[str, Facet], int]
    comments: Mapping[str, Comment]
    name: str | None
    traits: Mapping[str, str]
    open: bool
    asker: str = ""
    coaches: tuple[TeamCoach, ...] = ()
    looks_as: Role | None = None

    @property
    def next_step(self) -> int:
        """The index of the first dimension with something left to place, or of the first."""
        for index, dimension in enumerate(self.round.bank.dimensions):
            if any((dimension.id, facet) not in self.placements for facet in self.round.facets):
                return index
        return 0

    @property
    def summary(self) -> str:
        """How many dimensions are fully placed, as a sentence."""
        total = len(self.round.bank.dimensions)
        done = sum(
            all((dimension.id, facet) in self.placements for facet in self.round.facets)
            for dimension in self.round.bank.dimensions
        )
        return (
            "All your answers are saved."
            if done == total
            else f"{done} of {total} questions are fully answered, and what you gave is saved."
        )


def survey(who: Principal) -> Survey:
    """The respondent's survey; raises Refused without a link."""
    with _answering(who) as (connection, respondent, survey_round):
        group = survey_round.participant(respondent.team.group_id)
        assert group is not None
        return Survey(
            personal=survey_round.links is Links.PERSONAL,
            round=survey_round,
            group=group,
            placements=_placements(connection, respondent),
            comments=_comments(connection, respondent, survey_round),
            name=respondent.name or _signature(connection, respondent),
            traits={row.attribute: row.choice for row in _traits(connection, respondent)},
            open=_takes_answers(survey_round, group),
            asker=round_sql.planner(connection, survey_round.id) or "",
            coaches=promised.coaches_of(connection, survey_round, group.group.id, respondent),
            looks_as=looks_as(connection, who, respondent.team),
        )


def preview(who: Principal, round_id: int) -> Survey:
    """A round as its respondents will see it, for whoever plans it; nothing can be saved.

    Raises Refused to others.
    """
    with entered(who, Action.PLAN, AboutRound(round_id)) as (connection, survey_round):
        personal, group = survey_round.links is Links.PERSONAL, survey_round.asked[0]
        return Survey(
            personal,
            survey_round,
            group,
            {},
            {},
            None,
            {},
            open=True,
            asker=round_sql.planner(connection, round_id) or "",
            coaches=promised.coaches_of(connection, survey_round, group.group.id),
        )


def save(who: Principal, dimension: str, facet: Facet, point: int, request: bytes) -> None:
    """Store one placement, which is stored when this returns.

    Sending the last request again changes nothing. `point` is 1..K or UNSURE.
    Raises Refused, Closed once the team has closed, BadInput for what the round
    does not ask, and Limited for too many in a minute.
    """
    with _writing(who, joins=True) as (connection, respondent, survey_round):
        check_point(survey_round, dimension, facet, point)
        if survey_round.openness is Openness.NAMED and not _signature(connection, respondent):
            raise BadInput("This round shows names.", cure="Give your name first.")
        sql.save_place(
            connection,
            respondent.team,
            _key(respondent),
            _device(respondent),
            survey_round.subject.key,
            dimension,
            facet,
            point,
            request,
            proxy=looks_as(connection, who, respondent.team) is not None,
        )


def comment(who: Principal, dimension: str, text: str, *, signed: bool = False) -> None:
    """Store a comment on one dimension, or take it away when the text is empty.

    Raises Refused, Closed once the team has closed, BadInput for a text that is
    too long or about what the round does not ask, and Limited.
    """
    words = plain_text(text, COMMENT_LENGTH, what="A comment")
    with _writing(who) as (connection, respondent, survey_round):
        _check_question(survey_round, dimension, Facet.NOW)
        name = _signature(connection, respondent) if signed else None
        purpose = _comment_purposes(survey_round)[dimension]
        key = keyed(respondent.token, purpose)
        if words and not sql.comments_under(connection, [key]):
            admission.admit_remark(connection, survey_round, respondent.team, dimension)
        sql.save_comment(
            connection,
            respondent.team,
            key,
            keyed(respondent.device, purpose),
            survey_round.subject.key,
            dimension,
            words,
            name if survey_round.openness is Openness.NAMED else None,
            proxy=_is_known(connection, who, respondent),
        )


def sign(who: Principal, name: str) -> None:
    """Give the name that stands with the placements of a `named` round.

    A personal link brings its own, whatever is typed in. Raises Refused, Closed
    once the team has closed, BadInput without a name or where none is kept, and Limited.
    """
    given = who.respondent.name if who.respondent else None
    words = given or name_of(name)
    with _writing(who, joins=True) as (connection, respondent, survey_round):
        if survey_round.openness is not Openness.NAMED:
            raise BadInput("This round keeps no names.")
        sql.sign(connection, respondent.team, _key(respondent), _device(respondent), words)


def describe(who: Principal, attribute: str, choice: str | None) -> None:
    """Say something of oneself, by one of the choices, or take it back with None.

    Raises Refused, Closed once the team has closed, BadInput for what the round
    does not ask, and Limited.
    """
    with _writing(who, joins=choice is not None) as (connection, respondent, survey_round):
        known = {asked.key: asked.choices for asked in survey_round.attributes}
        if attribute not in known or (choice is not None and choice not in known[attribute]):
            raise BadInput("This round does not ask that.", cure="Open your link again.")
        keys = _key(respondent), _device(respondent)
        sql.describe(connection, respondent.team, *keys, attribute, choice or "")


def remove(who: Principal) -> None:
    """Take away everything this device has saved in this round.

    Raises Refused, Closed once the team has closed, BadInput on a device that
    answered for another team, and Limited.
    """
    with _writing(who) as (connection, respondent, survey_round):
        comments = [
            (keyed(respondent.token, purpose), keyed(respondent.device, purpose))
            for purpose in _comment_purposes(survey_round).values()
        ]
        sql.remove(connection, _key(respondent), _device(respondent), comments)


def has_answered(connection: Connection, respondent: Respondent) -> bool:
    """Whether somebody has answered anything yet."""
    return bool(sql.groups_of(connection, _key(respondent), [])[0])


def check_point(survey_round: Round, dimension: str, facet: Facet, point: int) -> None:
    """Raise BadInput unless the round asks that and its scale has such a point."""
    _check_question(survey_round, dimension, facet)
    # a forged 3.5 or True would be stored as it is, and stand in the way of the close
    if type(point) is not int or not UNSURE <= point <= survey_round.bank.scale:
        raise BadInput(
            f"Places go from 1 to {survey_round.bank.scale}.", cure="Choose one of them."
        )


def refuse_closed(connection: Connection, team: TeamId) -> None:
    """Raise Closed unless the group still takes answers; it does until the transaction ends."""
    terms = sql.terms(connection, team)
    if (
        terms is None
        or terms.closed_at is not None
        or terms.state != State.OPEN
        or terms.closes_at <= clock.now()
    ):
        raise Closed(
            "Your team has closed meanwhile, so your last choice was not saved.",
            cure="What was saved before the close counts.",
        )


@contextmanager
def _writing(
    who: Principal, *, joins: bool = False
) -> Iterator[tuple[Connection, Respondent, Round]]:
    if who.respondent is not None:
        SAVES.spend(keyed(who.respondent.device, "limit"))
    with _answering(who, write=True) as (connection, respondent, survey_round):
        team, purposes = respondent.team, _comment_purposes(survey_round).values()
        refuse_closed(connection, team)
        keys = [keyed(respondent.token, purpose) for purpose in purposes]
        answered, spoken = sql.groups_of(connection, _key(respondent), keys)
        if (answered | spoken) - {team.group_id}:
            raise BadInput(
                "This device has already answered for another team in this round.",
                cure="Remove those answers first, or choose “Someone else answers here”.",
            )
        if joins and not answered:
            admission.admit(connection, survey_round, team)
        yield connection, respondent, survey_round
    shuffling.touched(team)


@contextmanager
def _answering(
    who: Principal, *, write: bool = False
) -> Iterator[tuple[Connection, Respondent, Round]]:
    about = about_own_team(who)
    assert who.respondent is not None  # else there is no team of their own
    with entered(who, Action.ANSWER, about, write=write) as (connection, survey_round):
        yield connection, who.respondent, survey_round


def _takes_answers(survey_round: Round, group: Participant) -> bool:
    return (
        survey_round.state is State.OPEN
        and not group.closed
        and clock.now() < survey_round.closes_at
    )


def _check_question(survey_round: Round, dimension: str, facet: Facet) -> None:
    known = any(asked.id == dimension for asked in survey_round.bank.dimensions)
    if not known or facet not in survey_round.facets:
        raise BadInput("This round does not ask that.", cure="Open your link again.")


def _is_known(connection: Connection, who: Principal, respondent: Respondent) -> bool:
    """Whether somebody who looks at the team writes, be it that they signed out since."""
    if looks_as(connection, who, respondent.team) is not None:
        return True
    return _key(respondent) in sql.known_keys(connection, respondent.team)


def _placements(connection: Connection, respondent: Respondent) -> dict[tuple[str, Facet], int]:
    return {
        (row.dimension, facet): point
        for row in sql.places_of(connection, _key(respondent), _device(respondent))
        for facet, point in ((Facet.NOW, row.now), (Facet.AIM, row.aim))
        if point is not None
    }


def _traits(connection: Connection, respondent: Respondent) -> Sequence[AnyRow]:
    return sql.traits_of(connection, _key(respondent), _device(respondent))


def _comments(
    connection: Connection, respondent: Respondent, survey_round: Round
) -> dict[str, Comment]:
    purposes = _comment_purposes(survey_round)
    dimensions = {
        keyed(respondent.token, purpose): dimension_id for dimension_id, purpose in purposes.items()
    }
    return {
        dimensions[row.key]: Comment(row.text, row.name is not None)
        for row in sql.comments_under(connection, dimensions)
        if row.device == keyed(respondent.device, purposes[dimensions[row.key]])
    }


def _signature(connection: Connection, respondent: Respondent) -> str | None:
    return sql.name_of(connection, _key(respondent), _device(respondent))


def _key(respondent: Respondent) -> bytes:
    return keyed(respondent.token, f"edit|{respondent.team.round_id}")


def _device(respondent: Respondent) -> bytes:
    return keyed(respondent.device, f"device|{respondent.team.round_id}")


def _comment_purposes(survey_round: Round) -> dict[str, str]:
    """What comments are keyed for, by dimension id: each stands under a key of its own."""
    start = f"comment|{survey_round.id}|{survey_round.bank.places}"
    asked = survey_round.bank.dimensions
    return {dimension.id: f"{start}|{dimension.id}" for dimension in asked}
