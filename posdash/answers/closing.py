"""The close of a group, final: answers become counts, and outside `named` the rows are erased."""

from db import answers as answer_sql
from db import counts as sql
from db import rounds as round_sql
from db.engine import Connection
from posdash import clock
from posdash.access import log
from posdash.access.log import Deed
from posdash.access.rights import Action, Principal, check
from posdash.answers import counting
from posdash.banks.bank import Openness
from posdash.errors import Closed, NotReady, PosdashError
from posdash.rounds import loading
from posdash.store import faults_in_words, store, wipe_what_was_erased
from posdash.survey.round import ASKED, Round, State, TeamId


def reveal(who: Principal, team: TeamId) -> None:
    """Close one group, for good; from then on its team and coach see its results."""
    with faults_in_words(), store().write() as connection:
        survey_round = loading.load(connection, team.round_id)
        check(who, Action.REVEAL, survey_round, team.group_id)
        if team.group_id not in {one.group.id for one in survey_round.asked}:
            raise Closed("This group was not asked itself.", cure="Choose one of its teams.")
        _close_group(connection, survey_round, team.group_id)
        log.note(
            connection,
            who,
            Deed.CLOSED_GROUP,
            group=_name(survey_round, team.group_id),
            round=survey_round.title,
        )
        _close_round_if_done(connection, who, team.round_id)
    wipe_what_was_erased()


def close_round(who: Principal, round_id: int) -> None:
    """Close every group of a round that is still open."""
    with faults_in_words(), store().read() as connection:
        check(who, Action.PLAN, loading.load(connection, round_id))
    _close_all(round_id, who)
    wipe_what_was_erased()


def close_due() -> int:
    """Close the rounds whose closing instant has come; how many they were."""
    with store().read() as connection:
        due = round_sql.due(connection, clock.now())
    faults = []
    for round_id in due:
        try:
            _close_all(round_id, None)
        except Closed:  # another process was quicker
            continue
        except PosdashError as fault:  # the others are closed all the same
            faults.append(fault)
    wipe_what_was_erased()
    if faults:
        raise faults[0]
    return len(due)


def _close_all(round_id: int, who: Principal | None) -> None:
    with faults_in_words(), store().write() as connection:
        if round_sql.lock(connection, round_id) != State.OPEN:
            raise Closed("This round is not open.", cure="Open it first, or look at its results.")
        survey_round = loading.load(connection, round_id)
        for one in survey_round.asked:
            if not one.closed:
                _close_group(connection, survey_round, one.group.id)
        round_sql.set_state(connection, round_id, State.CLOSED)
        log.note(connection, who, Deed.CLOSED_ROUND, round=survey_round.title)


def _name(survey_round: Round, group: int) -> str:
    return next(one.group.name for one in survey_round.asked if one.group.id == group)


def _close_round_if_done(connection: Connection, who: Principal, round_id: int) -> None:
    survey_round = loading.load(connection, round_id)
    if all(one.closed for one in survey_round.asked):
        round_sql.set_state(connection, round_id, State.CLOSED)
        log.note(connection, who, Deed.CLOSED_ROUND, round=survey_round.title)


def _close_group(connection: Connection, survey_round: Round, group: int) -> None:
    place = TeamId(survey_round.id, group)
    terms = answer_sql.terms(connection, place, closing=True)
    if terms is None or terms.state != State.OPEN or terms.closed_at is not None:
        raise Closed("This team is not open.", cure="Look at its results instead.")
    said = [tuple(row) for row in sql.traits(connection, place)]
    answers = counting.answers(sql.rows(connection, place), said)
    tallies = counting.tallies(answers, survey_round.bank.scale)
    if tallies != _counted_by_the_database(connection, survey_round, place):
        raise NotReady(
            "The counts do not match the answers, so the team stays open and nothing is erased.",
            cure="Ask whoever runs posdash to check the database.",
        )
    [taking_part] = round_sql.group_rows(
        connection, survey_round.id, group
    )  # now that nobody answers
    cells = counting.cells(answers, survey_round, taking_part.entered)
    sql.close(
        connection,
        place,
        [(*key, list(tally.counts), tally.unsure) for key, tally in tallies.items()],
        [(*cell, list(tally.counts)) for cell, tally in cells.items()],
        [(*key, *sums) for key, sums in counting.sums(answers).items()],
        clock.now(),
        erase=survey_round.openness is not Openness.NAMED,
    )


def _counted_by_the_database(
    connection: Connection, survey_round: Round, place: TeamId
) -> counting.Tallies:
    counts = {facet: sql.counts(connection, place, facet) for facet in ASKED}
    return counting.from_database(counts, sql.moves(connection, place), survey_round.bank.scale)
