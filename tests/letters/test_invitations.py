"""Letters of a round and letters that sign in, as they arrive at a real mail server."""

import asyncio
from threading import Event

import pytest

from posdash.access import respondents, signin
from posdash.access.log import Deed
from posdash.access.rights import Principal
from posdash.answers import closing, collect
from posdash.banks.bank import Openness
from posdash.errors import BadInput, NotReady
from posdash.keys import new_secret
from posdash.letters import invitations
from posdash.letters.invitations import Delivered, Kind
from posdash.organisation import people
from posdash.rounds import links, running
from posdash.survey.round import Links, TeamId
from world.company import ADMINISTRATOR, coach, groups, logged, opened, place, planned
from world.database import holding, rows, statements
from world.letterbox import delivered, link_in, sending_to
from world.smtp import MINUTE, Inbox, Server, serving

pytestmark = pytest.mark.usefixtures("empty_store")


@pytest.fixture
def server(monkeypatch):
    """A mail server that posdash sends to."""
    with serving() as here, sending_to(here, monkeypatch):
        yield here


def add(name: str, *member_of: int) -> int:
    return people.add_person(ADMINISTRATOR, name, f"{name}@example.org".lower(), member_of)


def enter(link: str) -> Principal | None:
    found = respondents.respondent(link, new_secret())
    return found and Principal(respondent=found)


def states(round_id: int) -> dict[tuple[str, Kind], Delivered]:
    found = invitations.mailing(ADMINISTRATOR, round_id).deliveries
    return {(one.name, one.kind): one.state for one in found}


def personal_round(*names: str, **terms):
    [kiwi] = groups("Kiwi")
    for name in names:
        add(name, kiwi)
    return opened([kiwi], links=Links.PERSONAL, **terms)


def test_the_personal_link_in_a_letter_lets_its_reader_in(server):
    survey_round = personal_round("Ada", "Bo", openness=Openness.NAMED)
    assert invitations.invite(ADMINISTRATOR, survey_round.id) == 2
    letters = delivered(server)
    assert sorted(letters) == ["ada", "bo"]
    seen = {reader: link_in(text) for reader, [text] in letters.items()}
    assert len(set(seen.values())) == 2
    for reader, link in seen.items():
        who = enter(link)
        assert collect.survey(who).name.lower() == reader
        assert holding(link) == set()
    assert states(survey_round.id) == {
        ("Ada", Kind.INVITATION): Delivered.SENT,
        ("Bo", Kind.INVITATION): Delivered.SENT,
    }


def test_everybody_is_invited_once_and_joiners_afterwards(server):
    survey_round = personal_round("Ada")
    [kiwi] = [one.group.id for one in survey_round.asked]
    invitations.invite(ADMINISTRATOR, survey_round.id)
    with pytest.raises(BadInput, match="nobody left"):
        invitations.invite(ADMINISTRATOR, survey_round.id)
    running.let_in(ADMINISTRATOR, TeamId(survey_round.id, kiwi), add("Bo", kiwi))
    assert invitations.mailing(ADMINISTRATOR, survey_round.id).to_invite == 1
    assert invitations.invite(ADMINISTRATOR, survey_round.id) == 1
    letters = delivered(server)
    assert {reader: len(texts) for reader, texts in letters.items()} == {"ada": 1, "bo": 1}
    assert enter(link_in(letters["ada"][0]))


def test_whoever_got_a_link_on_paper_keeps_it_and_gets_no_letter(server):
    survey_round = personal_round("Ada")
    [made] = links.personal_links(ADMINISTRATOR, survey_round.id)
    with pytest.raises(BadInput, match="nobody left"):
        invitations.invite(ADMINISTRATOR, survey_round.id)
    assert enter(made.url.rpartition("/")[2])
    assert server.inbox.taken == []


def test_a_letter_to_a_team_holds_its_link_and_nobody_gets_two(server):
    kiwi, wren = groups("Kiwi", "Wren")
    add("Ada", kiwi, wren)
    add("Bo", wren)
    people.add_person(ADMINISTRATOR, "Cyd", member_of=[wren])
    survey_round = opened([kiwi, wren])
    assert invitations.mailing(ADMINISTRATOR, survey_round.id).without_email == 1
    assert invitations.invite(ADMINISTRATOR, survey_round.id) == 2
    urls = {one.group_id: one.url for one in links.team_links(ADMINISTRATOR, survey_round.id)}
    letters = delivered(server)
    assert {reader: len(texts) for reader, texts in letters.items()} == {"ada": 1, "bo": 1}
    assert urls[kiwi].endswith(link_in(letters["ada"][0]))
    assert urls[wren].endswith(link_in(letters["bo"][0]))
    assert rows("invitation") == 0


@pytest.mark.parametrize("kind", list(Links))
def test_a_reminder_goes_to_everybody_invited_whoever_has_answered(server, kind):
    [kiwi] = groups("Kiwi")
    for name in ("Ada", "Bo"):
        add(name, kiwi)
    survey_round = opened([kiwi], links=kind)
    with pytest.raises(BadInput, match="invited by mail yet"):
        invitations.remind(ADMINISTRATOR, survey_round.id)
    invitations.invite(ADMINISTRATOR, survey_round.id)
    first = {reader: link_in(text) for reader, [text] in delivered(server).items()}
    place(enter(first["ada"]), "pace", 4)
    add("Cyd", kiwi)
    assert invitations.remind(ADMINISTRATOR, survey_round.id) == 2
    again = {reader: texts[1] for reader, texts in delivered(server).items()}
    assert sorted(again) == ["ada", "bo"]
    held = {reader: first[reader] in text for reader, text in again.items()}
    assert set(held.values()) == {kind is Links.TEAM}
    assert again["ada"].lower().replace("ada", "bo") == again["bo"].lower()
    assert invitations.remind(ADMINISTRATOR, survey_round.id) == 2


def test_a_letter_that_was_refused_says_why_and_its_next_try_brings_another_link(server):
    survey_round = personal_round("Ada", "Bo")
    server.inbox.to_reader["ada@example.org"] = ["550 No such mailbox"]
    invitations.invite(ADMINISTRATOR, survey_round.id)
    delivered(server)
    found = invitations.mailing(ADMINISTRATOR, survey_round.id)
    [failed] = found.of(Delivered.FAILED)
    assert (failed.name, found.to_invite, found.to_remind) == ("Ada", 1, 1)
    assert "No such mailbox" in failed.reason
    with statements() as sent:
        assert invitations.invite(ADMINISTRATOR, survey_round.id) == 1
    assert any(one.startswith("DELETE FROM invitation") for one in sent)
    assert enter(link_in(delivered(server)["ada"][0]))
    assert rows("invitation") == 2
    assert states(survey_round.id)["Ada", Kind.INVITATION] is Delivered.SENT


def test_letters_go_out_while_a_round_is_open_only(server):
    [kiwi, wren] = groups("Kiwi", "Wren")
    add("Ada", kiwi)
    waiting = planned([kiwi])
    over, called_off = opened([kiwi]), opened([wren])
    closing.close_round(ADMINISTRATOR, over.id)
    running.cancel(ADMINISTRATOR, called_off.id)
    for round_id in (waiting, over.id, called_off.id):
        assert invitations.mailing(ADMINISTRATOR, round_id).to_invite == 0
        for send in (invitations.invite, invitations.remind):
            with pytest.raises(BadInput, match="while a round is open"):
                send(ADMINISTRATOR, round_id)
    assert server.inbox.taken == []


def test_a_team_that_has_closed_gets_no_reminder(server):
    kiwi, wren = groups("Kiwi", "Wren")
    add("Ada", kiwi)
    add("Bo", wren)
    survey_round = opened([kiwi, wren])
    invitations.invite(ADMINISTRATOR, survey_round.id)
    delivered(server)
    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    assert invitations.remind(ADMINISTRATOR, survey_round.id) == 1
    assert [len(texts) for _, texts in sorted(delivered(server).items())] == [1, 2]


def test_a_reminder_after_a_replaced_team_link_holds_the_new_one(server):
    [kiwi] = groups("Kiwi")
    add("Ada", kiwi)
    survey_round = opened([kiwi])
    invitations.invite(ADMINISTRATOR, survey_round.id)
    delivered(server)
    links.replace_team_link(ADMINISTRATOR, TeamId(survey_round.id, kiwi))
    invitations.remind(ADMINISTRATOR, survey_round.id)
    before, after = delivered(server)["ada"]
    assert enter(link_in(before)) is None
    assert enter(link_in(after))


def test_without_a_mail_server_nothing_is_made():
    survey_round = personal_round("Ada")
    for send in (invitations.invite, invitations.remind):
        with pytest.raises(NotReady, match="no mail server"):
            send(ADMINISTRATOR, survey_round.id)
    assert rows("invitation", "delivery") == 0


def test_the_log_counts_letters_and_names_nobody(server):
    survey_round = personal_round("Ada", "Bo")
    invitations.invite(ADMINISTRATOR, survey_round.id)
    delivered(server)
    invitations.remind(ADMINISTRATOR, survey_round.id)
    delivered(server)
    assert [(deed, about) for _, deed, about in logged(2)] == [
        (Deed.SENT_REMINDERS, "2 for Spring"),
        (Deed.SENT_INVITATIONS, "2 for Spring"),
    ]


class Slow(Inbox):
    """A server that keeps the first letter until it is told to go on."""

    def __init__(self) -> None:
        super().__init__()
        self.reached, self.go_on = Event(), Event()

    async def handle_DATA(self, *given) -> str:  # noqa: N802 - aiosmtpd gives hooks their names
        self.reached.set()
        await asyncio.to_thread(self.go_on.wait, MINUTE)
        return await super().handle_DATA(*given)


@pytest.fixture
def slow(monkeypatch):
    """A mail server that has the first letter in hand."""
    here = Server(Slow())
    here.start()
    with sending_to(here, monkeypatch):
        yield here
        here.inbox.go_on.set()
    here.stop()


def test_letters_on_their_way_when_posdash_stopped_are_unknown_and_can_be_sent_again(slow):
    survey_round = personal_round("Ada", "Bo")
    invitations.invite(ADMINISTRATOR, survey_round.id)
    assert slow.inbox.reached.wait(MINUTE)
    assert set(states(survey_round.id).values()) == {Delivered.TRYING, Delivered.WAITING}
    invitations.note_interrupted()  # as the next start would
    found = invitations.mailing(ADMINISTRATOR, survey_round.id)
    assert {one.state for one in found.deliveries} == {Delivered.UNKNOWN}
    assert {one.reason for one in found.deliveries} == {invitations.STOPPED}
    assert (found.to_invite, found.to_remind) == (2, 2)


def test_a_letter_whose_round_and_reader_are_gone_when_it_arrives_leaves_no_trace(slow, caplog):
    signin.set_up(signin.setup_link().rpartition("/")[2], "Root")
    survey_round = personal_round("Ada", "Bo")
    invitations.invite(ADMINISTRATOR, survey_round.id)
    assert slow.inbox.reached.wait(MINUTE)
    ada = next(one.id for one in people.organisation(ADMINISTRATOR).people if one.name == "Ada")
    people.delete_person(ADMINISTRATOR, ada)
    assert holding("Ada") == set()
    running.cancel(ADMINISTRATOR, survey_round.id)
    running.delete(ADMINISTRATOR, survey_round.id)
    slow.inbox.go_on.set()
    delivered(slow)
    assert rows("delivery") == 0
    assert not caplog.records
