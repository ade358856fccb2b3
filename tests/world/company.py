"""A small organisation to test in: built through the doors, as an administrator would."""

from datetime import timedelta

from db import people as people_sql
from db import rounds as round_sql
from posdash import clock
from posdash.access import log, words
from posdash.access.log import Deed
from posdash.access.rights import Person, Principal, Respondent
from posdash.answers import closing, collect
from posdash.banks.bank import Bank, Dimension, Openness, Placed, Pole
from posdash.keys import keyed, new_secret
from posdash.organisation import groups as structure
from posdash.organisation import people
from posdash.rounds import plan, running
from posdash.rounds.plan import Draft
from posdash.store import store
from posdash.survey.round import UNSURE, Facet, Round, TeamId

ADMINISTRATOR = Principal(Person(id=0, name="Administrator", administrator=True))


def pole(label: str) -> Pole:
    """One end with as little text as allowed."""
    return Pole(
        label=label,
        description=f"What {label} looks like.",
        upsides=(f"{label} helps.", f"{label} is clear."),
        overuse=(f"Too much {label} narrows.", f"Too much {label} tires."),
    )


def bank(*dimensions: str, places: Placed = Placed.TEAM, scale: int = 7) -> Bank:
    """A bank whose dimensions go from "left NAME" to "right NAME"."""
    return Bank(
        id="test-bank",
        version=1,
        title="A bank to test with",
        places=places,
        openness=Openness.DOTS,
        aim=True,
        scale=scale,
        language="en",
        framing="About understanding, not assessment.",
        source="Made for tests.",
        licence="CC0",
        dimensions=tuple(
            Dimension(
                id=name,
                question=f"Where on {name}?",
                left=pole(f"left {name}"),
                right=pole(f"right {name}"),
                opening=f"What made you place {name} there?",
                tags=("test",),
            )
            for name in dimensions
        ),
    )


def groups(*paths: str) -> list[int]:
    """Ids of groups added by their paths."""
    return [structure.add_group(ADMINISTRATOR, path) for path in paths]


def members(group: int, number: int) -> None:
    """Add so many people to a group."""
    for index in range(number):
        people.add_person(ADMINISTRATOR, f"Person {index} of {group}", member_of=[group])


def planned(asked: list[int], **terms: object) -> int:
    """The id of a planned round on two dimensions, closing in an hour."""
    usual = {
        "title": "Spring",
        "bank": bank("pace", "reach"),
        "groups": tuple(asked),
        "openness": Openness.DOTS,
        "asks_aim": True,
        "closes_at": clock.now() + timedelta(hours=1),
    }
    return plan.plan(ADMINISTRATOR, Draft(**(usual | terms)))  # type: ignore[arg-type]


def opened(asked: list[int], **terms: object) -> Round:
    """A round that has been opened."""
    return running.open_round(ADMINISTRATOR, planned(asked, **terms))


def phone(survey_round: Round, group: int, device: bytes | None = None) -> Principal:
    """Somebody who opened the group's link on a device of their own."""
    secret = device or new_secret()
    return Principal(
        respondent=Respondent(
            TeamId(survey_round.id, group), keyed(secret, f"token|{survey_round.id}"), secret
        )
    )


def place(who: Principal, dimension: str, now: int, aim: int | None = None) -> None:
    """Answer one dimension."""
    collect.save(who, dimension, Facet.NOW, now, new_secret())
    if aim is not None:
        collect.save(who, dimension, Facet.AIM, aim, new_secret())


def answered(
    survey_round: Round, group: int, places: list[int], dimension: str = "pace"
) -> list[Principal]:
    """One phone for each place, all having answered one dimension."""
    phones = [phone(survey_round, group) for _ in places]
    for who, where in zip(phones, places, strict=True):
        place(who, dimension, where)
    return phones


def closed(asked: list[int], places: dict[int, list[int]], **terms: object) -> Round:
    """A closed round of which these groups gave these answers, by their ids."""
    survey_round = opened(asked, **terms)
    for group, given in places.items():
        answered(survey_round, group, given)
    closing.close_round(ADMINISTRATOR, survey_round.id)
    return survey_round


def coach(*groups: int) -> Principal:
    """A coach of these groups."""
    return Principal(Person(id=1, name="Coach", coaches=frozenset(groups)))


def promised(person: int, *groups: int) -> None:
    """Let somebody who coaches these groups have done so when their rounds opened."""
    with store().write() as connection:
        for round_id, group in people_sql.coached_later(connection, person, groups):
            round_sql.promise_coach(connection, round_id, group, person)


def leader(*groups: int) -> Principal:
    """A leader of these groups."""
    return Principal(Person(id=2, name="Leader", leads=frozenset(groups)))


NOT_SURE = UNSURE


def logged(most: int = 100) -> list[tuple[str, Deed, str]]:
    """What the log shows, the newest first: who, what, and about what."""
    found = log.entries(ADMINISTRATOR)[:most]
    return [(words.actor(one), one.deed, words.about(one)) for one in found]
