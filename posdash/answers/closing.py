"""The close of a group, final: answers become counts, and outside `named` the rows are erased."""

from db import answers as answer_sql
from db import counts as sql
from db import rounds as round_sql
from db.engine import Connection
from posdash import clock
from posdash.access import log
from posdash.access.door import entered
from posdash.access.log import Deed
from posdash.access.rights import Action, Principal
from posdash.answers import counting
from posdash.banks.bank import Openness
from posdash.errors import Closed, NotReady, PosdashError
from posdash.rounds import loading, turnover
from posdash.rounds.loading import AboutRound, AboutTeam
from posdash.store import faults_in_words, store, wipe_what_was_erased
from posdash.survey.round import ASKED, Round, State, TeamId, beyond


def reveal(who: Principal, team: TeamId) -> None:
    """Close one group, for good; from then on its team and coach see its results.

    Raises Refused, Closed where it is not open, and NotReady where the counts do not match.
    """
    about = AboutTeam(team, whole=True)
    with entered(who, Action.REVEAL, about, write=True) as (connection, survey_round):
        if team.group_id not in {participant.group.id for participant in survey_round.asked}:
            raise Closed("This group was not asked itself.", cure="Choose one of its teams.")
        _close_group(connection, survey_round, team.group_id)
        log.note(
            connection,
            who,
            Deed.CLOSED_GROUP,
            group=_name(survey_round, team.group_id),
            round=survey_round.title,
        )
        if not _close_round_if_done(connection, who, team.round_id):
            turnover.judge_group(connection, team)
    wipe_what_was_erased()


def close_round(who: Principal, round_id: int) -> None:
    """Close every group of a round that is still open.

    Raises Refused, Closed where it is not open, and NotReady where the counts do not match.
    """
    about = AboutRound(round_id, held=True)
    with entered(who, Action.PLAN, about, write=True) as (connection, survey_round):
        _close_all(connection, who, survey_round)
    wipe_what_was_erased()


def close_due() -> int:
    """Close the rounds whose closing instant has come; how many they were.

    Raises what kept one of them from closing, such as NotReady, once the others are closed.
    """
    with store().read() as connection:
        due = round_sql.due(connection, clock.now())
    faults = []
    for round_id in due:
        try:
            with faults_in_words(), store().write() as connection:
                if round_sql.lock(connection, round_id) == State.OPEN:
                    _close_all(connection, None, loading.load(connection, round_id))
        except Closed:  # another process was quicker
            continue
        except PosdashError as fault:  # the others are closed all the same
            faults.append(fault)
    wipe_what_was_erased()
    if faults:
        raise faults[0]
    return len(due)


def _close_all(connection: Connection, who: Principal | None, survey_round: Round) -> None:
    """Close a round that is held, so that what was read of it still holds."""
    if survey_round.state is not State.OPEN:
        raise Closed("This round is not open.", cure="Open it first, or look at its results.")
    for participant in survey_round.asked:
        if not participant.closed:
            _close_group(connection, survey_round, participant.group.id)
    _close_round(connection, who, survey_round)


def _name(survey_round: Round, group_id: int) -> str:
    groups = (participant.group for participant in survey_round.asked)
    return next(group.name for group in groups if group.id == group_id)


def _close_round_if_done(connection: Connection, who: Principal, round_id: int) -> bool:
    survey_round = loading.load(connection, round_id)
    done = all(participant.closed for participant in survey_round.asked)
    if done:
        _close_round(connection, who, survey_round)
    return done


def _close_round(connection: Connection, who: Principal | None, survey_round: Round) -> None:
    """Close a round whose groups have closed: now it is known how many answered."""
    round_sql.set_state(connection, survey_round.id, State.CLOSED)
    turnover.judge_round(connection, survey_round.id)
    log.note(connection, who, Deed.CLOSED_ROUND, round=survey_round.title)


def _close_group(connection: Connection, survey_round: Round, group: int) -> None:
    team = TeamId(survey_round.id, group)
    terms = answer_sql.terms(connection, team, closing=True)
    if terms is None or terms.state != State.OPEN or terms.closed_at is not None:
        raise Closed("This team is not open.", cure="Look at its results instead.")
    said = [tuple(row) for row in sql.traits(connection, team)]
    known, rows = answer_sql.known_keys(connection, team), sql.rows(connection, team)
    answers = counting.answers(rows, said, known)
    tallies = counting.tallies(answers, survey_round.bank.scale)
    wishes = counting.wishes(answers)
    found = _counted_by_the_database(connection, survey_round, team)
    if (tallies, wishes) != found:
        raise NotReady(
            "The counts do not match the answers, so the team stays open and nothing is erased.",
            cure="Ask whoever runs posdash to check the database.",
        )
    [taking_part] = round_sql.group_rows(connection, survey_round.id, group)  # now nobody joins
    devices = len({row.key for row in rows})
    surplus = beyond(taking_part.people, devices)
    cells = counting.cells(answers, survey_round, len(known), surplus)
    noted = {
        "closed_at": clock.now(),
        "entered": len(known),
        "devices": devices,
        "few_changed": None,  # judged when the round closes
    }
    sql.close(
        connection,
        team,
        [(*key, list(tally.counts), tally.unsure) for key, tally in tallies.items()],
        [(*cell, list(tally.counts)) for cell, tally in cells.items()],
        [(*key, *wish) for key, wish in wishes.items()],
        [(*key, *sums) for key, sums in counting.sums(answers).items()],
        noted,
        erase=survey_round.openness is not Openness.NAMED,
    )


def _counted_by_the_database(
    connection: Connection, survey_round: Round, team: TeamId
) -> tuple[counting.Tallies, counting.Wishes]:
    counts = {facet: sql.counts(connection, team, facet) for facet in ASKED}
    scale = survey_round.bank.scale
    tallies = counting.from_database(counts, sql.moves(connection, team), scale)
    return tallies, counting.wishes_from_database(sql.wishes(connection, team))
