"""Earlier rounds that asked the same, and what a round must not tell beside them."""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime

from db import counts as sql
from db.engine import Connection
from posdash.rounds import loading
from posdash.rounds.turnover import Kind
from posdash.survey.round import Facet, Question, Round, State
from posdash.survey.tally import Counted, Tally

LONG_AGO = datetime.min.replace(tzinfo=UTC)


def earlier(connection: Connection, survey_round: Round) -> tuple[Round, ...]:
    """The rounds opened before that asked the same of the same subject, the newest first."""
    found = [
        other
        for other in loading.load_all(connection)
        if other.id != survey_round.id
        and other.was_open
        and other.asks_the_same(survey_round)
        and (survey_round.state is State.PLANNED or opened(other) < opened(survey_round))
    ]
    return tuple(sorted(found, key=opened, reverse=True))


def opened(survey_round: Round) -> tuple[datetime, int]:
    """The instant it opened; rounds of which that was not noted yet opened before all others."""
    return survey_round.opened_at or LONG_AGO, survey_round.id


def counted(connection: Connection, survey_round: Round) -> Counted:
    """What the closes of a round left behind, with what was noted of few who have changed."""
    few: dict[Question, dict[int, tuple[Tally, ...]]] = defaultdict(dict)
    hidden: dict[Question, set[int]] = defaultdict(set)
    apart: dict[Question, dict[int, frozenset[int]]] = defaultdict(dict)
    for row in sql.turnover(connection, survey_round.id):
        question = row.dimension, Facet(row.facet)
        if row.kind == Kind.FEW:
            few[question][row.group_id] = tuple(Tally(tuple(counts)) for counts in row.earlier)
        elif row.kind == Kind.HIDDEN:
            hidden[question].add(row.group_id)
        else:
            apart[question][row.group_id] = frozenset().union(*row.earlier)
    here = loading.counted(connection, survey_round)
    return replace(here, earlier=few, hidden=hidden, apart=apart)
