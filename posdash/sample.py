"""An invented company, to look around in: shapes worth talking about, and one too small to show."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from db import answers as answer_sql
from db import people as sql
from db import rounds as round_sql
from db.engine import Connection
from posdash import clock
from posdash.access import signin
from posdash.access.door import entered
from posdash.access.rights import Action, Principal, Role
from posdash.access.words import ROLES
from posdash.answers import closing
from posdash.banks import library
from posdash.banks.bank import Bank, Openness
from posdash.errors import BadInput
from posdash.keys import keyed
from posdash.rounds import plan, running
from posdash.rounds.plan import Draft
from posdash.survey.round import UNSURE, Attribute, Facet, Round, TeamId

COMPANY = "Lantern & Loom"
YEAR = timedelta(days=365)
WORKING, SHAPING = "product-operating-system", "experiment-shape"
MONEY = "investment-and-return"
ROLE = Attribute("role", ("making", "selling", "running the place"))
EVERYBODY = 96
CANDIDATE = "Fridays without meetings"
FIRST = [
    "Ada",
    "Ben",
    "Cleo",
    "Dara",
    "Emil",
    "Fay",
    "Gus",
    "Hana",
    "Ivo",
    "June",
    "Kofi",
    "Lina",
    "Milo",
    "Nora",
    "Omar",
    "Pia",
    "Quin",
    "Rosa",
]
LAST = ["Abel", "Birk", "Costa", "Dunn", "Elm", "Frost", "Gray", "Holm", "Ilves", "Juhl"]


@dataclass(frozen=True, slots=True)
class Team:
    """How an invented team answers: where it leans, how far apart it stands, how it moved.

    On the questions in `split` half see today at either side, and `wants` holds
    by question the points that everybody's aim is drawn from.
    """

    name: str
    people: int
    spread: float = 1.1
    split: tuple[int, ...] = ()
    wants: dict[int, tuple[int, ...]] = field(default_factory=dict)
    moved: dict[int, float] = field(default_factory=dict)


DEPARTMENTS: dict[str, tuple[Team, ...]] = {
    "Weaving": (
        Team("Heron", 8, split=(1, 4, 9), wants={1: (1, 2)}),
        Team("Wren", 9, spread=0.4),
        Team("Otter", 12, moved={0: 2.5, 3: -2.0, 10: 2.0}),
        Team("Marten", 3),
    ),
    "Lighting": (
        Team("Puffin", 20),
        Team("Lynx", 7, spread=1.6),
        Team("Tapir", 6),
        Team("Vole", 10, split=(6,)),
    ),
    "Harbour": (
        Team("Kiwi", 15, spread=0.8),
        Team("Badger", 5),
        Team("Swift", 8, moved={5: 2.0}),
        Team("Finch", 7),
    ),
}
REMARKS = (
    "It depends on which half of the team you ask.",
    "Since the spring this feels different to me.",
    "I would like to try the other end for a month.",
    "We never chose this, it grew.",
)


def load(who: Principal) -> list[tuple[str, str]]:
    """Fill an empty database; names and sign-in links of people to look around as.

    Whoever is signed in becomes leader of the company and coach of every team.
    Raises Refused, and BadInput if there are groups already.
    """
    with entered(who, Action.ADMINISTER, write=True) as connection:
        if sql.groups(connection):
            raise BadInput(
                "The sample needs an empty database, and this one holds groups.",
                cure="Set POSDASH_DATABASE_URL to another file.",
            )
        teams = _organisation(connection, who)
    _past_round(who, teams, years=2, moved=False)
    _past_round(who, teams, years=1, moved=True)
    _round_of_all(who)
    _open_round(who, teams)
    with entered(who, Action.ADMINISTER, write=True) as connection:
        return [(name, signin.link_for(connection, person)) for name, person in _guides(connection)]


def _organisation(connection: Connection, who: Principal) -> dict[int, Team]:
    names = _names()
    company = sql.add_group(connection, COMPANY, None)
    _role(connection, next(names), Role.ADMINISTRATOR, None)
    _role(connection, next(names), Role.LEADER, company)
    teams = {}
    for department, members in DEPARTMENTS.items():
        above = sql.add_group(connection, department, company)
        _role(connection, next(names), Role.LEADER, above)
        for team in members:
            group_id = sql.add_group(connection, team.name, above)
            teams[group_id] = team
            _role(connection, next(names), Role.COACH, group_id)
            for _ in range(team.people):
                sql.join(connection, sql.add_person(connection, next(names), None), group_id)
    if who.person is not None and sql.person(connection, who.person.id):
        sql.add_role(connection, who.person.id, Role.LEADER, company, clock.now())
        for group_id in teams:
            sql.add_role(connection, who.person.id, Role.COACH, group_id, clock.now())
    return teams


def _names() -> Iterator[str]:
    pairs = [f"{first} {last}" for last in LAST for first in FIRST]
    Random(7).shuffle(pairs)
    return iter(pairs)


def _role(connection: Connection, name: str, role: Role, group: int | None) -> None:
    person = sql.add_person(connection, name, None)
    sql.add_role(connection, person, role, group, clock.now())


def _guides(connection: Connection) -> Iterator[tuple[str, int]]:
    names = {row.id: row.name for row in sql.people(connection)}
    groups = {row.id: row.name for row in sql.groups(connection)}
    wanted = [(Role.ADMINISTRATOR, ""), (Role.LEADER, COMPANY), (Role.COACH, "Heron")]
    for role, group in wanted:
        for person, held, about in sql.roles(connection):
            if held == role and groups.get(about, "") == group and person in names:
                yield f"{names[person]}, {ROLES[role]} {group}".strip(), person
                break


def _past_round(who: Principal, teams: dict[int, Team], *, years: int, moved: bool) -> None:
    closed_at = clock.now() - years * YEAR
    bank = library.bank(WORKING)
    survey_round = _opened(who, teams, bank, f"How we work, {closed_at:%Y}")
    random = Random(years)
    with entered(who, Action.ADMINISTER, write=True) as connection:
        for group_id, team in teams.items():
            _answer(connection, survey_round, group_id, team, random, moved=moved, share=1.0)
    closing.close_round(who, survey_round.id)
    with entered(who, Action.ADMINISTER, write=True) as connection:
        round_sql.set_closing(connection, survey_round.id, closed_at)


def _open_round(who: Principal, teams: dict[int, Team]) -> None:
    survey_round = _opened(
        who, teams, library.bank(SHAPING), f"Shape of an experiment: {CANDIDATE}"
    )
    random = Random(3)
    with entered(who, Action.ADMINISTER, write=True) as connection:
        for group_id, team in teams.items():
            _answer(connection, survey_round, group_id, team, random, moved=True, share=0.7)


def _round_of_all(who: Principal) -> None:
    """Everybody about the company, as one group: large enough to look at by role."""
    with entered(who, Action.ADMINISTER) as connection:
        company = next(group.id for group in sql.groups(connection) if group.name == COMPANY)
    title = "How we look at money, asked of everybody"
    survey_round = _opened(who, [company], library.bank(MONEY), title, (ROLE,))
    random = Random(4)
    with entered(who, Action.ADMINISTER, write=True) as connection:
        for person in range(EVERYBODY):
            at = person % 3
            staff = Team(ROLE.choices[at], 1, moved=dict.fromkeys(range(at, 12, 3), 1.5))
            said = {ROLE.key: ROLE.choices[at]}
            _answer(
                connection, survey_round, company, staff, random, moved=True, share=1, said=said
            )
    closing.close_round(who, survey_round.id)
    with entered(who, Action.ADMINISTER, write=True) as connection:
        round_sql.set_closing(connection, survey_round.id, clock.now() - YEAR / 12)


def _opened(
    who: Principal,
    groups: Iterable[int],
    bank: Bank,
    title: str,
    attributes: tuple[Attribute, ...] = (),
) -> Round:
    draft = Draft(
        title=title,
        bank=bank,
        groups=tuple(groups),
        openness=Openness.DOTS,
        asks_aim=bank.aim,
        closes_at=clock.now() + timedelta(days=14),
        candidate=CANDIDATE,
        contact="Nora Holm, works council",
        attributes=attributes,
    )
    return running.open_round(who, plan.plan(who, draft))


def _answer(
    connection: Connection,
    survey_round: Round,
    group: int,
    team: Team,
    random: Random,
    *,
    moved: bool,
    share: float,
    said: Mapping[str, str] | None = None,
) -> None:
    people = max(int(team.people * share + 0.5), 1)
    place = TeamId(survey_round.id, group)
    for person in range(people):
        key = keyed(random.randbytes(32), "sample")
        for attribute, choice in (said or {}).items():
            answer_sql.describe(connection, place, key, key, attribute, choice)
        for index, dimension in enumerate(survey_round.bank.dimensions):
            for facet in survey_round.facets:
                at = _place(team, index, facet, person / people, random, moved=moved)
                answer_sql.save_place(
                    connection,
                    place,
                    key,
                    key,
                    survey_round.subject.key,
                    dimension.id,
                    facet,
                    min(at, survey_round.bank.scale),
                    random.randbytes(32),
                )
            if index in team.split and person < len(REMARKS):
                keys = random.randbytes(32), random.randbytes(32)
                text = REMARKS[person]
                subject = survey_round.subject.key
                answer_sql.save_comment(connection, place, *keys, subject, dimension.id, text, None)


def _place(
    team: Team, index: int, facet: Facet, where: float, random: Random, *, moved: bool
) -> int:
    lean = Random(f"{team.name} {index}").uniform(2.4, 5.6)
    towards = Random(f"{COMPANY} {index}").uniform(-1.2, 1.2)
    if index in team.wants and facet is Facet.AIM:
        return random.choice(team.wants[index])
    if random.random() < 0.03:
        return UNSURE
    if index in team.split and facet is Facet.NOW:
        return random.choice((1, 2, 2, 2)) if where < 0.5 else random.choice((6, 6, 6, 7))
    at = lean + (team.moved.get(index, 0.0) if moved else 0.0)
    at += towards if facet is Facet.AIM else 0.0
    return min(max(int(random.gauss(at, team.spread) + 0.5), 1), 7)
