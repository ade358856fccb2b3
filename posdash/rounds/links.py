"""The door for links to answer: one per team with QR code and two words, or one per person."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from io import BytesIO

import segno

from db import invitations as sql
from db import meetings as meeting_sql
from db import people as people_sql
from db import rounds as round_sql
from db.engine import Connection
from posdash.access import codes, log
from posdash.access.door import SOMEWHERE, entered
from posdash.access.log import Deed
from posdash.access.rights import Action, Principal, allows
from posdash.errors import BadInput, Closed, Refused
from posdash.keys import keyed, new_secret, to_text
from posdash.organisation.tree import paths_of
from posdash.rounds import loading
from posdash.rounds.loading import AboutRound, AboutTeam
from posdash.settings import settings
from posdash.survey.round import Group, Links, Participant, Round, State, TeamId


@dataclass(frozen=True, slots=True)
class TeamLink:
    """The link of one team in one round; `code` stands for it while the team is open.

    `url` is empty once the team has closed, for those who do not see it: a link
    shows its picture.
    """

    group: str
    url: str
    code: str = ""
    group_id: int = 0

    @property
    def qr(self) -> str:
        """The link as a QR code, in SVG."""
        file = BytesIO()
        segno.make(self.url, error="m").save(
            file, kind="svg", scale=4, border=4, light="#fff", xmldecl=False
        )
        return file.getvalue().decode()


@dataclass(frozen=True, slots=True)
class PersonalLink:
    """One person's link, which nobody can show a second time."""

    person: int
    name: str
    email: str | None
    group: str
    url: str


@dataclass(frozen=True, slots=True)
class Invited:
    """Who is to answer a round with personal links; `has_link` tells whether theirs was made."""

    person: int
    name: str
    email: str | None
    group: int
    group_path: str
    has_link: bool


def team_links(who: Principal, round_id: int) -> tuple[TeamLink, ...]:
    """The team links of a round that somebody may pass on, by name; none before it opens.

    Raises Refused to whoever may pass on none anywhere, and if there is no such round.
    """
    with entered(who, Action.PASS_ON_LINK, SOMEWHERE) as connection:
        survey_round = loading.load(connection, round_id)
        rows = round_sql.group_rows(connection, round_id)
    paths = paths_of([Group(row.group_id, row.name, row.parent_id) for row in rows])
    found = [
        TeamLink(
            paths[row.group_id],
            url_of(row.link) if may_have(survey_round, row.group_id, who) else "",
            row.code or "",
            row.group_id,
        )
        for row in rows
        if row.link and allows(who, Action.PASS_ON_LINK, survey_round, row.group_id)
    ]
    return tuple(sorted(found, key=lambda link: link.group.casefold()))


def replace_team_link(who: Principal, team: TeamId) -> None:
    """Make a team another link and code, also after the close; the ones before lead nowhere.

    Raises Refused, and Closed for a team without such a link.
    """
    with _linked(who, team) as (connection, survey_round, participant):
        make_anew(connection, survey_round, team)
        name = participant.group.name
        log.note(connection, who, Deed.REPLACED_LINK, group=name, round=survey_round.title)


def end_team_link(who: Principal, team: TeamId) -> None:
    """Let the link of a team and its code lead nowhere, at any time, until another one is made.

    Raises Refused, and Closed for a team without such a link.
    """
    with _linked(who, team) as (connection, survey_round, participant):
        round_sql.change_group(connection, *team, link=None)
        if not participant.closed:
            round_sql.change_group(connection, *team, code=None)
        meeting_sql.change(connection, team, code=None)
        name = participant.group.name
        log.note(connection, who, Deed.ENDED_LINK, group=name, round=survey_round.title)


def may_have(survey_round: Round, group: int, who: Principal) -> bool:
    """Whether somebody is given a link that they may pass on.

    Once the team has closed its link shows the picture, so they must see that anyhow;
    before, whoever runs the round passes it on, too.
    """
    participant = survey_round.participant(group)
    closed = participant is not None and participant.closed
    passes = not closed and allows(who, Action.PASS_ON_LINK, survey_round, group)
    return passes or allows(who, Action.SEE_TEAM, survey_round, group)


@contextmanager
def _linked(who: Principal, team: TeamId) -> Iterator[tuple[Connection, Round, Participant]]:
    """A team that may have a team link, held while it changes."""
    about = AboutTeam(team, held=True)
    with entered(who, Action.PASS_ON_LINK, about, write=True) as (connection, survey_round):
        found = survey_round.participant(team.group_id)
        never = survey_round.opened_at is None or survey_round.links is not Links.TEAM
        if never or found is None or not found.asked:
            raise Closed("This team has no team link.", cure="Look at the round's links.")
        yield connection, survey_round, found


def invited(who: Principal, round_id: int) -> tuple[Invited, ...]:
    """Who is to answer a round with personal links, by group and name.

    Raises Refused, and Closed for a round with team links.
    """
    with entered(who, Action.PLAN, AboutRound(round_id)) as (connection, survey_round):
        _refuse_team_links(survey_round)
        return _invited(connection, survey_round)


def without_link(who: Principal, round_id: int) -> tuple[Invited, ...]:
    """Who has no personal link yet, for whoever may make those as a file, by group and name.

    Raises Refused, and Closed unless the round is open and has such links.
    """
    with entered(who, Action.PLAN, AboutRound(round_id)) as (connection, survey_round):
        _refuse_to_hand_over(who, survey_round)
        _refuse_team_links(survey_round)
        _refuse_unless_personal(survey_round)
        found = _invited(connection, survey_round)
    return tuple(reader for reader in found if not reader.has_link)


def personal_links(
    who: Principal, round_id: int, *, anew: bool = False
) -> tuple[PersonalLink, ...]:
    """Make links for those who have none yet, or `anew` for everybody; shown this once.

    Links made before lead nowhere after `anew`, but for teams that have closed;
    what was answered with them stays and counts, because nobody can tell whose
    it is. Raises Refused, and Closed unless the round is open and has such links.
    """
    with _running(who, round_id) as (connection, survey_round):
        _refuse_to_hand_over(who, survey_round)
        _refuse_unless_personal(survey_round)
        if anew:
            for reader in _invited(connection, survey_round):
                sql.withdraw(connection, round_id, reader.person)
        readers = _invited(connection, survey_round)
        missing = [reader for reader in readers if not reader.has_link]
        made = _make(connection, survey_round, missing)
        if made:
            deed = Deed.REPLACED_LINK if anew else Deed.MADE_LINKS
            log.note(connection, who, deed, count=len(made), round=survey_round.title)
        return made


def replace_personal_link(who: Principal, round_id: int, person: int) -> PersonalLink:
    """Make one person another link; the one before leads nowhere any more.

    After the close only whoever sees that team makes it one: it shows the picture.
    Raises Refused, Closed unless the round has such links, and BadInput for
    somebody it does not ask.
    """
    with _running(who, round_id) as (connection, survey_round):
        _refuse_without_personal(survey_round)
        sql.withdraw(connection, round_id, person)
        readers = _invited(connection, survey_round, closed_too=True)
        them = [reader for reader in readers if reader.person == person]
        if not them:
            raise BadInput("This person is not asked.", cure="Let them in first.")
        if is_open(survey_round, them[0].group):
            _refuse_to_hand_over(who, survey_round)
        elif not may_have(survey_round, them[0].group, who):
            raise Closed("Their team has closed.", cure="Take the link back, or ask its coach.")
        log.note(connection, who, Deed.REPLACED_PERSONAL_LINK, person, round=survey_round.title)
        return _make(connection, survey_round, them)[0]


def end_personal_link(who: Principal, round_id: int, person: int) -> None:
    """Let one person's link lead nowhere, at any time; what was answered with it stays.

    Raises Refused, Closed where the round has no such links, and BadInput for
    somebody who has none.
    """
    with _running(who, round_id) as (connection, survey_round):
        _refuse_without_personal(survey_round)
        if not sql.withdraw(connection, round_id, person):
            raise BadInput("This person has no link.", cure="Load the page again.")
        log.note(connection, who, Deed.ENDED_PERSONAL_LINK, person, round=survey_round.title)


def holders(who: Principal, round_id: int) -> dict[int, str]:
    """Who has a personal link of a round, also after the close: names by id; raises Refused."""
    with entered(who, Action.PLAN, AboutRound(round_id)) as (connection, survey_round):
        readers = _invited(connection, survey_round, closed_too=True)
    return {
        reader.person: f"{reader.name} · {reader.group_path}"
        for reader in readers
        if reader.has_link
    }


def made_for(connection: Connection, survey_round: Round, people: Sequence[int]) -> dict[int, str]:
    """Fresh personal links by person, in the transaction of the letters that carry them."""
    for person in people:
        sql.withdraw(connection, survey_round.id, person)
    readers = _invited(connection, survey_round)
    them = [reader for reader in readers if reader.person in set(people)]
    return {link.person: link.url for link in _make(connection, survey_round, them)}


def make_anew(connection: Connection, survey_round: Round, team: TeamId) -> None:
    """Give a team another link and, while it is open, another code, in the transaction of a deed.

    Personal links stay.
    """
    if survey_round.links is not Links.TEAM:
        return
    used = round_sql.codes(connection)
    code = codes.fresh(used)
    in_session = codes.fresh({*used, code})
    round_sql.change_group(connection, *team, link=to_text(new_secret()))
    if is_open(survey_round, team.group_id):
        round_sql.change_group(connection, *team, code=code)
    meeting_sql.replace_code(connection, team, in_session)


def url_of(link: str) -> str:
    """The whole address of a link to answer."""
    return f"{settings().base_url}/i/{link}"


def _running(who: Principal, round_id: int) -> AbstractContextManager[tuple[Connection, Round]]:
    """The round of whoever may run it; nobody else changes it until the transaction ends."""
    return entered(who, Action.PLAN, AboutRound(round_id, held=True), write=True)


def _refuse_to_hand_over(who: Principal, survey_round: Round) -> None:
    """Whoever has somebody's link can answer with it, and then knows that answer."""
    if not allows(who, Action.HAND_OVER_LINKS, survey_round):
        raise Refused(
            "Personal links go to their owners by email only, so that no coach holds them.",
            cure="Email the invitations, or ask an administrator who coaches none of these teams.",
        )


def _refuse_team_links(survey_round: Round) -> None:
    if survey_round.links is not Links.PERSONAL:
        raise Closed("This round has team links.", cure="Pass those on instead.")


def _refuse_unless_personal(survey_round: Round) -> None:
    if survey_round.state is not State.OPEN or survey_round.links is not Links.PERSONAL:
        raise Closed("This round makes no personal links now.", cure="Open it first.")


def _refuse_without_personal(survey_round: Round) -> None:
    if survey_round.opened_at is None or survey_round.links is not Links.PERSONAL:
        raise Closed("This round makes no personal links now.", cure="Open it first.")


def _invited(
    connection: Connection, survey_round: Round, *, closed_too: bool = False
) -> tuple[Invited, ...]:
    people = {row.id: row for row in people_sql.people(connection)}
    have = {person for _, person in sql.invited(connection, survey_round.id)}
    paths = paths_of([participant.group for participant in survey_round.participants])
    found = [
        Invited(
            person, people[person].name, people[person].email, group, paths[group], person in have
        )
        for group, person in round_sql.members(connection, survey_round.id)
        if person in people and (closed_too or is_open(survey_round, group))
    ]
    return tuple(
        sorted(found, key=lambda reader: (reader.group_path.casefold(), reader.name.casefold()))
    )


def _make(
    connection: Connection, survey_round: Round, readers: Sequence[Invited]
) -> tuple[PersonalLink, ...]:
    secrets = [new_secret() for _ in readers]
    hashes = [keyed(secret, "login") for secret in secrets]
    rows = [
        (login_hash, survey_round.id, reader.group, reader.person)
        for login_hash, reader in zip(hashes, readers, strict=True)
    ]
    sql.add(connection, sorted(rows))  # by their random hashes, so that their order tells nothing
    return tuple(
        PersonalLink(
            reader.person, reader.name, reader.email, reader.group_path, url_of(to_text(secret))
        )
        for reader, secret in zip(readers, secrets, strict=True)
    )


def is_open(survey_round: Round, group: int) -> bool:
    """Whether a group of a round still answers."""
    found = survey_round.participant(group)
    asked = found is not None and found.asked and not found.closed
    return survey_round.state is State.OPEN and asked
