"""Planning and opening rounds, on SQLite and on PostgreSQL."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from posdash import clock
from posdash.access.rights import NOBODY
from posdash.answers import closing, collect
from posdash.banks.bank import Openness, Placed
from posdash.errors import BadInput, Closed, Refused
from posdash.organisation import groups as structure
from posdash.rounds import links, plan, running
from posdash.rounds.plan import Draft
from posdash.store import store
from posdash.survey.round import Attribute, Facet, Links, State
from world.company import ADMINISTRATOR, bank, coach, groups, leader, members, opened, planned

pytestmark = pytest.mark.usefixtures("empty_store")


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        ({"title": "  "}, "needs a title"),
        ({"groups": ()}, "needs somebody to ask"),
        ({"groups": (999,)}, "no longer exists"),
        ({"bank": bank("pace", places=Placed.CANDIDATE)}, "places an experiment"),
        ({"closes_at": clock.now() - timedelta(minutes=1)}, "already passed"),
        ({"k": 4}, "between 5 and 50"),
        ({"k": 51}, "between 5 and 50"),
        ({"title": "x" * 101}, "100 characters"),
    ],
)
def test_what_does_not_fit_is_said_in_a_sentence_and_nothing_is_kept(terms, sentence):
    [kiwi] = groups("Kiwi")
    with pytest.raises(BadInput, match=sentence):
        planned([kiwi], **terms)
    assert plan.all_rounds(ADMINISTRATOR) == ()


def test_a_candidate_gives_the_round_its_subject():
    [kiwi] = groups("Kiwi")
    survey_round = opened(
        [kiwi], bank=bank("pace", places=Placed.CANDIDATE), candidate="Quiet Fridays"
    )
    assert survey_round.subject.name == "Quiet Fridays"


def test_opening_notes_the_tree_and_its_members_as_they_are_then():
    company, kiwi = groups("Company", "Company / Kiwi")
    members(kiwi, 4)
    survey_round = opened([kiwi])
    members(kiwi, 2)
    assert [(one.group.id, one.asked, one.people) for one in survey_round.participants] == [
        (company, False, 0),
        (kiwi, True, 4),
    ]


def test_each_team_gets_a_link_of_its_own_once_the_round_is_open():
    kiwi, wren = groups("Company / Kiwi", "Wren")
    round_id = planned([kiwi, wren])
    assert links.team_links(ADMINISTRATOR, round_id) == ()
    running.open_round(ADMINISTRATOR, round_id)
    first, second = links.team_links(ADMINISTRATOR, round_id)
    assert (first.group, second.group) == ("Company / Kiwi", "Wren")
    assert first.url != second.url
    assert first.url.startswith("http://127.0.0.1:8501/i/")
    assert first.qr.startswith("<svg")


def test_a_round_opens_once():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    with pytest.raises(Closed):
        running.open_round(ADMINISTRATOR, survey_round.id)


def test_a_round_whose_time_has_passed_does_not_open(monkeypatch):
    [kiwi] = groups("Kiwi")
    round_id = planned([kiwi])
    later = clock.now() + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(BadInput, match="passed"):
        running.open_round(ADMINISTRATOR, round_id)


@pytest.mark.parametrize(
    "change", ["openness = 'named'", "k = 1", "asks_aim = false", "state = 'planned'"]
)
def test_the_database_itself_locks_the_terms_of_an_open_round(change):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    with pytest.raises(DBAPIError), store().write() as connection:
        connection.execute(text(f"UPDATE round SET {change} WHERE id = {survey_round.id}"))
    assert plan.all_rounds(ADMINISTRATOR) == (survey_round,)
    assert survey_round.state is State.OPEN


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE round SET state = 'open'",
        "UPDATE round_group SET closed_at = NULL",
        "UPDATE bank_snapshot SET body = '{}'",
    ],
)
def test_the_database_itself_keeps_closed_what_has_closed(change):
    [kiwi] = groups("Kiwi")
    closing.close_round(ADMINISTRATOR, opened([kiwi]).id)
    with pytest.raises(DBAPIError), store().write() as connection:
        connection.execute(text(change))


@pytest.mark.parametrize("who", [NOBODY, coach(999), leader(1)])
def test_whoever_runs_none_of_its_groups_neither_opens_a_round_nor_sees_it(who):
    [kiwi] = groups("Kiwi")
    round_id = planned([kiwi])
    for attempt in (
        lambda: running.open_round(who, round_id),
        lambda: plan.round_of(who, round_id),
        lambda: plan.repeat(who, round_id),
        lambda: plan.plan(who, draft(kiwi)),
    ):
        with pytest.raises(Refused):
            attempt()


def draft(*asked: int, **terms) -> Draft:
    """A round to be planned, closing in an hour."""
    closes_at = clock.now() + timedelta(hours=1)
    usual = {"asks_aim": False, "closes_at": closes_at, "openness": Openness.DOTS}
    return Draft("Ours", bank("pace"), tuple(asked), **(usual | terms))


def test_a_coach_plans_and_runs_a_round_of_their_own_teams():
    kiwi, wren = groups("Kiwi", "Wren")
    mine = coach(kiwi)
    round_id = plan.plan(mine, draft(kiwi))
    assert running.open_round(mine, round_id).state is State.OPEN
    assert [one.round.id for one in plan.overview(mine)] == [round_id]
    assert plan.choosable(mine) == {kiwi: "Kiwi"}
    with pytest.raises(Refused):
        plan.plan(mine, draft(kiwi, wren))


def test_a_coach_sees_the_rounds_of_others_once_there_is_a_link_to_pass_on():
    kiwi, wren = groups("Kiwi", "Wren")
    round_id = planned([kiwi, wren])
    assert plan.overview(coach(kiwi)) == ()
    running.open_round(ADMINISTRATOR, round_id)
    [entry] = plan.overview(coach(kiwi))
    assert (entry.may_run, entry.groups) == (False, (kiwi,))
    running.cancel(ADMINISTRATOR, round_id)
    assert plan.overview(coach(kiwi)) == ()


@pytest.mark.parametrize(
    ("openness", "teams", "k"),
    [
        (Openness.DOTS, 1, 3),
        (Openness.DOTS, 2, 5),
        (Openness.SUMMARY, 1, 5),
        (Openness.NAMED, 1, 5),
    ],
)
def test_three_answers_are_enough_only_for_dots_of_one_team_planned_by_its_coach(
    openness, teams, k
):
    asked = groups("Kiwi", "Wren")[:teams]
    assert plan.fewest(coach(*asked), asked, openness) == k
    assert plan.fewest(ADMINISTRATOR, asked, openness) == 5
    plan.plan(coach(*asked), draft(*asked, openness=openness, k=k))
    with pytest.raises(BadInput, match=f"between {k} and 50"):
        plan.plan(coach(*asked), draft(*asked, openness=openness, k=k - 1))


def test_a_round_is_repeated_as_it_was_by_the_groups_that_are_still_there():
    kiwi, wren = groups("Kiwi", "Wren")
    closes_at = clock.now() + timedelta(days=1)
    last = opened(
        [kiwi, wren],
        title="Autumn",
        openness=Openness.SUMMARY,
        bank=bank("pace", places=Placed.CANDIDATE),
        candidate="Quiet Fridays",
        contact="Ada",
        k=7,
        attributes=(Attribute("role", ("developer", "designer")),),
        closes_at=closes_at,
        erase_at=closes_at + timedelta(days=30),
    )
    structure.archive(ADMINISTRATOR, wren)
    again = plan.round_of(ADMINISTRATOR, plan.repeat(ADMINISTRATOR, last.id))
    same = ("title", "openness", "bank", "subject", "contact", "k", "attributes", "links")
    assert [getattr(again, one) for one in same] == [getattr(last, one) for one in same]
    assert [one.group.id for one in again.asked] == [kiwi]
    assert again.state is State.PLANNED
    assert again.closes_at > clock.now()
    assert again.erase_at == again.closes_at + timedelta(days=30)


def test_a_round_of_three_answers_is_repeated_by_an_administrator_with_five():
    [kiwi] = groups("Kiwi")
    round_id = plan.plan(coach(kiwi), draft(kiwi, k=3))
    repeated = [plan.repeat(who, round_id) for who in (coach(kiwi), ADMINISTRATOR)]
    assert [plan.round_of(ADMINISTRATOR, one).k for one in repeated] == [3, 5]


def test_a_round_none_of_whose_groups_is_left_is_not_repeated():
    [kiwi] = groups("Kiwi")
    round_id = planned([kiwi])
    structure.archive(ADMINISTRATOR, kiwi)
    with pytest.raises(BadInput, match="somebody to ask"):
        plan.repeat(ADMINISTRATOR, round_id)


def test_what_is_erased_is_erased_after_the_close():
    [kiwi] = groups("Kiwi")
    closes_at = clock.now() + timedelta(days=1)
    with pytest.raises(BadInput, match="before the round closes"):
        planned([kiwi], closes_at=closes_at, erase_at=closes_at)


def test_a_preview_shows_what_respondents_will_see_and_saves_nothing():
    [kiwi] = groups("Kiwi")
    round_id = planned([kiwi], links=Links.PERSONAL)
    seen = collect.preview(ADMINISTRATOR, round_id)
    assert (seen.group.group.name, seen.personal, seen.open) == ("Kiwi", True, True)
    assert seen.placements == seen.comments == seen.traits == {}
    with pytest.raises(Refused):
        collect.save(ADMINISTRATOR, "pace", Facet.NOW, 4, b"request")
