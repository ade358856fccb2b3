"""Every door checks who asks, whatever the page did: a list by hand of who may go through which."""

import importlib
import inspect
import pkgutil
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

import posdash
from posdash import clock, sample, settings, store
from posdash.access import account, log, signin
from posdash.access.rights import NOBODY, Person, Principal, Role
from posdash.answers import closing, collect, moderating
from posdash.banks.bank import Openness
from posdash.errors import PosdashError, Refused
from posdash.findings.agenda import Agenda
from posdash.hour import agenda, beliefs, farewell, leading, meeting, notes, proxy
from posdash.hour.answered import live
from posdash.hour.steps import Step, Stop
from posdash.letters import invitations
from posdash.organisation import coaches, people, roster
from posdash.organisation import groups as structure
from posdash.rounds import links, loading, participation, plan, promised, running
from posdash.rounds.plan import Draft
from posdash.sheets.tables import Form
from posdash.survey.round import Facet, TeamId
from posdash.views import audit, mirror, replay, results
from world import database
from world.company import (
    ADMINISTRATOR,
    answered,
    bank,
    coach,
    groups,
    leader,
    members,
    opened,
    phone,
)

LATER = clock.now() + timedelta(days=3)
LISTS = (  # give what is one's own, which for a stranger is nothing
    results.teams,
    results.led_rounds,
    meeting.my_stand,
    meeting.arrive,
    beliefs.believable,
)
SIGNED_IN = "coach, another coach, leader, another leader, somebody, administrator"
THE_ROOM_OF_RIGHTS = ("posdash.access.rights", "posdash.access.door")
NO_DOORS = {
    plan.fewest,  # arithmetic, about what was typed in
    leading.leading,  # how the doors of a session begin
    log.note,  # writes down what a door did
    loading.about_own_team,  # says what a door is about
}


@pytest.fixture(scope="module")
def prepared(sqlite_tables, tmp_path_factory) -> tuple[Path, SimpleNamespace]:
    """A database that is built once and copied for each test."""
    file = tmp_path_factory.mktemp("prepared") / "posdash.db"
    shutil.copy(sqlite_tables, file)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POSDASH_DATABASE_URL", f"sqlite:///{file}")
        settings.settings.cache_clear()
        store.store.cache_clear()
        here = _organisation()
        store.store().close()
        store.store.cache_clear()
    settings.settings.cache_clear()
    return file, here


@pytest.fixture
def here(prepared, tmp_path) -> SimpleNamespace:
    """The ids in a fresh copy of it."""
    file, found = prepared
    shutil.copy(file, tmp_path / "posdash.db")
    return found


def _organisation() -> SimpleNamespace:
    """Company → East (Kiwi, Wren), West (Otter); a closed and an open round of all three teams."""
    _, east, kiwi, wren, west, otter = groups(
        "Company",
        "Company / East",
        "Company / East / Kiwi",
        "Company / East / Wren",
        "Company / West",
        "Company / West / Otter",
    )
    members(kiwi, 6)
    past = opened([kiwi, wren, otter])
    for group in (kiwi, wren, otter):
        answered(past, group, [1, 2, 3, 5, 6, 7])
    closing.close_round(ADMINISTRATOR, past.id)
    now = opened([kiwi, wren, otter], bank=bank("trust"))
    person = people.organisation(ADMINISTRATOR).people[0].id
    people.give_role(ADMINISTRATOR, person, Role.ADMINISTRATOR, None)
    meeting.begin(coach(kiwi), TeamId(now.id, kiwi))
    meeting.bring(coach(kiwi), TeamId(now.id, kiwi), Stop(Step.PLACE))
    return SimpleNamespace(
        east=east, kiwi=kiwi, wren=wren, west=west, past=past, now=now, person=person
    )


def actors(here: SimpleNamespace) -> dict[str, Principal]:
    return {
        "nobody": NOBODY,
        "member": phone(here.now, here.kiwi),
        "another member": phone(here.now, here.wren),
        "coach": coach(here.kiwi),
        "another coach": coach(here.wren),
        "leader": leader(here.east),
        "another leader": leader(here.west),
        "somebody": Principal(Person(99, "Somebody")),
        "administrator": ADMINISTRATOR,
    }


def draft(here: SimpleNamespace) -> Draft:
    return Draft("Plan", bank("pace"), (here.kiwi, here.wren), Openness.DOTS, False, LATER)


# By door: what is asked of it, always about Kiwi and about rounds of several teams; and who may.
DOORS: dict[Callable, tuple[Callable, str]] = {
    collect.survey: (lambda w, _: collect.survey(w), "member, another member"),
    collect.save: (
        lambda w, _: collect.save(w, "trust", Facet.NOW, 1, b"1" * 32),
        "member, another member",
    ),
    collect.comment: (lambda w, _: collect.comment(w, "trust", "So"), "member, another member"),
    collect.sign: (lambda w, _: collect.sign(w, "Ada"), "member, another member"),
    collect.describe: (lambda w, _: collect.describe(w, "role", None), "member, another member"),
    collect.remove: (lambda w, _: collect.remove(w), "member, another member"),
    collect.preview: (lambda w, h: collect.preview(w, h.now.id), "administrator"),
    closing.reveal: (
        lambda w, h: closing.reveal(w, TeamId(h.now.id, h.kiwi)),
        "coach, administrator",
    ),
    moderating.clear: (
        lambda w, h: moderating.clear(w, TeamId(h.now.id, h.kiwi)),
        "coach, administrator",
    ),
    moderating.hide_comment: (
        lambda w, h: moderating.hide_comment(w, TeamId(h.past.id, h.kiwi), "pace", "Rude."),
        "coach",
    ),
    closing.close_round: (lambda w, h: closing.close_round(w, h.now.id), "administrator"),
    plan.plan: (lambda w, h: plan.plan(w, draft(h)), "administrator"),
    plan.repeat: (lambda w, h: plan.repeat(w, h.past.id), "administrator"),
    plan.choosable: (
        lambda w, _: plan.choosable(w),
        "coach, another coach, administrator",
    ),
    plan.sizes: (lambda w, h: plan.sizes(w, [h.kiwi, h.wren]), "administrator"),
    plan.too_small: (lambda w, h: plan.too_small(w, [h.kiwi, h.wren], 5), "administrator"),
    plan.all_rounds: (lambda w, _: plan.all_rounds(w), "coach, another coach, administrator"),
    plan.overview: (lambda w, _: plan.overview(w), "coach, another coach, administrator"),
    plan.round_of: (
        lambda w, h: plan.round_of(w, h.now.id),
        "coach, another coach, administrator",
    ),
    running.open_round: (lambda w, h: running.open_round(w, h.now.id), "administrator"),
    running.move_closing: (
        lambda w, h: running.move_closing(w, h.now.id, LATER),
        "administrator",
    ),
    running.cancel: (lambda w, h: running.cancel(w, h.now.id), "administrator"),
    running.delete: (lambda w, h: running.delete(w, h.past.id), "administrator"),
    running.set_erasure: (
        lambda w, h: running.set_erasure(w, h.past.id, LATER),
        "administrator",
    ),
    running.joiners: (lambda w, h: running.joiners(w, h.now.id), "administrator"),
    running.let_in: (
        lambda w, h: running.let_in(w, TeamId(h.now.id, h.kiwi), h.person),
        "administrator",
    ),
    links.team_links: (
        lambda w, h: links.team_links(w, h.now.id),
        "coach, another coach, administrator",
    ),
    links.replace_team_link: (
        lambda w, h: links.replace_team_link(w, TeamId(h.now.id, h.kiwi)),
        "coach, administrator",
    ),
    links.end_team_link: (
        lambda w, h: links.end_team_link(w, TeamId(h.now.id, h.kiwi)),
        "coach, administrator",
    ),
    links.end_personal_link: (
        lambda w, h: links.end_personal_link(w, h.now.id, h.person),
        "administrator",
    ),
    links.holders: (lambda w, h: links.holders(w, h.now.id), "administrator"),
    links.invited: (lambda w, h: links.invited(w, h.now.id), "administrator"),
    links.without_link: (lambda w, h: links.without_link(w, h.now.id), "administrator"),
    links.personal_links: (lambda w, h: links.personal_links(w, h.now.id), "administrator"),
    links.replace_personal_link: (
        lambda w, h: links.replace_personal_link(w, h.now.id, h.person),
        "administrator",
    ),
    invitations.mailing: (lambda w, h: invitations.mailing(w, h.now.id), "administrator"),
    invitations.invite: (lambda w, h: invitations.invite(w, h.now.id), "administrator"),
    invitations.remind: (lambda w, h: invitations.remind(w, h.now.id), "administrator"),
    promised.coaches: (lambda w, h: promised.coaches(w, TeamId(h.now.id, h.kiwi)), "member, coach"),
    promised.agree: (
        lambda w, h: promised.agree(w, TeamId(h.now.id, h.kiwi), h.person),
        "member",
    ),
    participation.outlooks: (
        lambda w, h: participation.outlooks(w, h.now.id),
        "coach, another coach, administrator",
    ),
    participation.participation: (
        lambda w, h: participation.participation(w, h.now.id),
        "coach, another coach, administrator",
    ),
    live: (
        lambda w, h: live(w, TeamId(h.now.id, h.kiwi)),
        "member, coach",
    ),
    agenda.agenda: (lambda w, h: agenda.agenda(w, TeamId(h.past.id, h.kiwi)), "coach"),
    agenda.prepared: (lambda w, h: agenda.prepared(w, TeamId(h.past.id, h.kiwi)), "coach"),
    agenda.change: (
        lambda w, h: agenda.change(w, TeamId(h.past.id, h.kiwi), Agenda.lasting, "pace", 9),
        "coach",
    ),
    agenda.propose: (lambda w, h: agenda.propose(w, TeamId(h.past.id, h.kiwi), 30), "coach"),
    meeting.begin: (lambda w, h: meeting.begin(w, TeamId(h.past.id, h.kiwi)), "coach"),
    meeting.bring: (
        lambda w, h: meeting.bring(w, TeamId(h.now.id, h.kiwi), Stop(Step.WELCOME)),
        "coach",
    ),
    meeting.press: (
        lambda w, h: meeting.press(w, TeamId(h.now.id, h.kiwi), Stop(Step.WELCOME)),
        "coach",
    ),
    meeting.reveal: (lambda w, h: meeting.reveal(w, TeamId(h.now.id, h.kiwi)), "coach"),
    meeting.end: (lambda w, h: meeting.end(w, TeamId(h.now.id, h.kiwi)), "coach"),
    meeting.stand: (lambda w, h: meeting.stand(w, TeamId(h.now.id, h.kiwi)), "member, coach"),
    meeting.my_stand: (lambda w, _: meeting.my_stand(w) or (), "member"),
    meeting.arrive: (lambda w, _: meeting.arrive(w) or (), "member"),
    meeting.room: (lambda w, h: meeting.room(w, TeamId(h.now.id, h.kiwi)), "member, coach"),
    meeting.lead: (lambda w, h: meeting.lead(w, TeamId(h.now.id, h.kiwi)), "coach"),
    farewell.say: (lambda w, _: farewell.say(w, "Clear"), "member, another member"),
    farewell.take_away: (
        lambda w, h: farewell.take_away(w, TeamId(h.now.id, h.kiwi), "Rude"),
        "coach",
    ),
    farewell.vote: (lambda w, _: farewell.vote(w, 5), "member, another member"),
    farewell.farewell: (
        lambda w, h: farewell.farewell(w, TeamId(h.now.id, h.kiwi)),
        "member, coach",
    ),
    proxy.enter: (
        lambda w, h: proxy.enter(w, TeamId(h.now.id, h.kiwi), {("trust", Facet.NOW): 3}),
        "coach",
    ),
    notes.taken_away: (lambda w, h: notes.taken_away(w, TeamId(h.now.id, h.kiwi)), "member, coach"),
    notes.note: (lambda w, h: notes.note(w, TeamId(h.now.id, h.kiwi), "trust", "Talk"), "coach"),
    notes.agree: (lambda w, h: notes.agree(w, TeamId(h.now.id, h.kiwi), "Pair up"), "coach"),
    notes.change: (
        lambda w, h: notes.change(w, TeamId(h.now.id, h.kiwi), 1, "Pair", "", None),
        "coach",
    ),
    notes.tick: (lambda w, h: notes.tick(w, TeamId(h.now.id, h.kiwi), 1, done=True), "coach"),
    notes.drop: (lambda w, h: notes.drop(w, TeamId(h.now.id, h.kiwi), 1), "coach"),
    beliefs.believable: (
        lambda w, _: beliefs.believable(w),
        "coach, another coach, leader, another leader",
    ),
    beliefs.guess: (lambda w, h: beliefs.guess(w, TeamId(h.now.id, h.kiwi)), "coach, leader"),
    beliefs.believe: (
        lambda w, h: beliefs.believe(w, TeamId(h.now.id, h.kiwi), "trust", 3),
        "coach, leader",
    ),
    beliefs.share: (
        lambda w, h: beliefs.share(w, TeamId(h.now.id, h.kiwi), shared=True),
        "coach, leader",
    ),
    beliefs.compared: (
        lambda w, h: beliefs.compared(w, TeamId(h.past.id, h.kiwi)),
        "coach, leader",
    ),
    beliefs.shared_with: (lambda w, h: beliefs.shared_with(w, TeamId(h.past.id, h.kiwi)), "coach"),
    mirror.mirror: (lambda w, _: mirror.mirror(w, ""), ""),  # nobody's round here has closed
    results.teams: (lambda w, _: results.teams(w), "coach, another coach"),
    results.led_rounds: (lambda w, _: results.led_rounds(w), "leader, another leader"),
    results.team: (lambda w, h: results.team(w, TeamId(h.past.id, h.kiwi)), "coach"),
    results.sentence: (
        lambda w, h: results.sentence(w, TeamId(h.past.id, h.kiwi), "pace"),
        "coach",
    ),
    results.said_before: (
        lambda w, h: results.said_before(w, TeamId(h.past.id, h.kiwi), "pace"),
        "coach",
    ),
    results.above: (lambda w, h: results.above(w, TeamId(h.past.id, h.kiwi)), "coach"),
    results.before: (lambda w, h: results.before(w, TeamId(h.past.id, h.kiwi), h.past.id), ""),
    replay.replay: (lambda w, h: replay.replay(w, h.past.id), "leader, another leader"),
    results.groups: (lambda w, h: results.groups(w, h.past.id), "leader, another leader"),
    results.by_attribute: (
        lambda w, h: results.by_attribute(w, TeamId(h.past.id, h.kiwi), "role"),
        "",  # the round asked for none
    ),
    results.compare: (
        lambda w, h: results.compare(w, h.past.id, h.kiwi, h.wren),
        "leader",
    ),
    results.compare_choices: (
        lambda w, h: results.compare_choices(w, TeamId(h.past.id, h.kiwi), "role", ("a", "b")),
        "",
    ),
    results.since: (lambda w, h: results.since(w, TeamId(h.past.id, h.kiwi), h.past.id), ""),
    results.earlier: (lambda w, h: results.earlier(w, TeamId(h.past.id, h.kiwi)), "coach, leader"),
    people.organisation: (lambda w, _: people.organisation(w), "administrator"),
    people.add_person: (lambda w, _: people.add_person(w, "Eve"), "administrator"),
    people.change_person: (
        lambda w, h: people.change_person(w, h.person, "Eve", "", []),
        "administrator",
    ),
    people.named_in: (lambda w, h: people.named_in(w, h.person), "administrator"),
    people.set_disabled: (lambda w, h: people.set_disabled(w, h.person, True), "administrator"),
    people.delete_person: (lambda w, h: people.delete_person(w, h.person), "administrator"),
    people.give_role: (
        lambda w, h: people.give_role(w, h.person, Role.COACH, h.kiwi),
        "administrator",
    ),
    people.take_role: (
        lambda w, h: people.take_role(w, h.person, Role.ADMINISTRATOR, None),
        "administrator",
    ),
    people.sign_in_link: (lambda w, h: people.sign_in_link(w, h.person), "administrator"),
    structure.add_group: (lambda w, _: structure.add_group(w, "New"), "administrator"),
    structure.rename: (lambda w, h: structure.rename(w, h.kiwi, "New"), "administrator"),
    structure.move: (lambda w, h: structure.move(w, h.kiwi, h.west), "administrator"),
    structure.merge: (lambda w, h: structure.merge(w, h.kiwi, h.wren), "administrator"),
    structure.split: (
        lambda w, h: structure.split(w, h.kiwi, "New", [h.person]),
        "administrator",
    ),
    structure.archive: (lambda w, h: structure.archive(w, h.kiwi), "administrator"),
    coaches.delegated: (
        lambda w, _: coaches.delegated(w),
        "leader, another leader, administrator",
    ),
    coaches.name_coach: (
        lambda w, h: coaches.name_coach(w, h.kiwi, h.person),
        "leader, administrator",
    ),
    coaches.unname_coach: (
        lambda w, h: coaches.unname_coach(w, h.kiwi, h.person),
        "leader, administrator",
    ),
    account.account: (lambda w, _: account.account(w, ""), SIGNED_IN),
    account.end_sign_in: (
        lambda w, _: account.end_sign_in(w, b"1" * 32),
        SIGNED_IN,
    ),
    account.set_password: (
        lambda w, _: account.set_password(w, "", "", "long enough for this"),
        SIGNED_IN,
    ),
    signin.reset_administrators: (lambda w, _: signin.reset_administrators(w), "administrator"),
    log.done_to_me: (lambda w, _: log.done_to_me(w), SIGNED_IN),
    log.entries: (lambda w, _: log.entries(w), "administrator"),
    audit.audit: (lambda w, h: audit.audit(w, h.past.id), "administrator"),
    audit.audited: (lambda w, _: audit.audited(w), "administrator"),
    audit.upkeep: (lambda w, _: audit.upkeep(w), "administrator"),
    roster.preview: (lambda w, _: roster.preview(w, b"path\nNew", "a.csv"), "administrator"),
    roster.apply: (
        lambda w, _: roster.apply(w, b"path\nNew", "a.csv", lambda _: None),
        "administrator",
    ),
    roster.export: (lambda w, _: roster.export(w, Form.CSV), "administrator"),
    sample.load: (lambda w, _: sample.load(w), "administrator"),
}


def told_who_asks() -> set[Callable]:
    """Every public function of the package that is told who asks, by walking through it."""
    names = [
        one.name
        for one in pkgutil.walk_packages(posdash.__path__, "posdash.")
        if one.name != "posdash.__main__" and not one.name.startswith(THE_ROOM_OF_RIGHTS)
    ]
    return {
        one
        for module in map(importlib.import_module, names)
        for name, one in vars(module).items()
        if inspect.isfunction(one)
        and one.__module__ == module.__name__
        and not name.startswith("_")
        and next(iter(inspect.signature(one).parameters), "") == "who"
    }


def test_the_list_names_every_door():
    assert {one for one in told_who_asks() if one not in NO_DOORS} == set(DOORS)


@pytest.mark.parametrize("door", DOORS, ids=lambda one: f"{one.__module__}.{one.__name__}")
def test_a_door_refuses_everybody_but_those_listed_and_nothing_has_changed(door, here):
    ask, may = DOORS[door]
    allowed = {one.strip() for one in may.split(",")}
    before = database.everything()
    for name, who in actors(here).items():
        if name in allowed:
            continue
        if door in LISTS:
            assert ask(who, here) == () or name in ("member", "another member"), name
            continue
        with pytest.raises(Refused):
            ask(who, here)
    assert database.everything() == before


@pytest.mark.parametrize("door", DOORS, ids=lambda one: f"{one.__module__}.{one.__name__}")
def test_a_door_lets_in_those_listed(door, here):
    ask, may = DOORS[door]
    refused = [
        name
        for name in filter(None, (one.strip() for one in may.split(",")))
        if access_stands_in_the_way(ask, actors(here)[name], here)
    ]
    assert refused == []


def access_stands_in_the_way(ask: Callable, who: Principal, here: SimpleNamespace) -> bool:
    """Whether it is that, and not a state, a missing mail server or account."""
    try:
        ask(who, here)
    except Refused as error:
        return "no longer there" not in str(error)
    except PosdashError:
        return False
    return False


def test_what_is_not_there_is_refused_in_the_words_of_what_is_not_ones_own(here):
    def words(ask: Callable[[], object]) -> str:
        with pytest.raises(Refused) as error:
            ask()
        return str(error.value)

    who = coach(here.wren)
    assert words(lambda: results.team(who, TeamId(here.past.id, here.kiwi))) == words(
        lambda: results.team(who, TeamId(12345, here.kiwi))
    )
    assert words(lambda: running.cancel(who, here.now.id)) == words(
        lambda: running.cancel(who, 12345)
    )
    assert words(lambda: plan.round_of(who, 12345)) == words(
        lambda: closing.reveal(who, TeamId(12345, here.kiwi))
    )
    one = leader(here.west)
    assert words(lambda: coaches.name_coach(one, here.kiwi, here.person)) == words(
        lambda: coaches.name_coach(one, 12345, here.person)
    )
