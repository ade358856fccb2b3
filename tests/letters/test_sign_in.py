"""Letters that sign in, as they arrive at a real mail server."""

import pytest

from posdash import clock
from posdash.access import signin
from posdash.errors import Limited
from posdash.letters import sign_in
from posdash.organisation import people
from world.company import ADMINISTRATOR
from world.database import rows, statements
from world.letterbox import delivered, link_in, sending_to
from world.smtp import serving

pytestmark = pytest.mark.usefixtures("empty_store")


@pytest.fixture
def server(monkeypatch):
    """A mail server that posdash sends to."""
    with serving() as here, sending_to(here, monkeypatch):
        yield here


def add(name: str) -> int:
    return people.add_person(ADMINISTRATOR, name, f"{name}@example.org".lower())


def test_the_link_in_a_sign_in_letter_signs_in_once(server):
    add("Ada")
    sign_in.mail_sign_in_link(" ADA@example.org ")
    [text] = delivered(server)["ada"]
    cookie = signin.sign_in(link_in(text))
    assert signin.person_of(cookie).name == "Ada"


def test_nothing_tells_whether_anybody_has_an_address(server):
    signin.set_up(signin.setup_link().rpartition("/")[2], "Root")
    add("Ada")
    people.set_disabled(ADMINISTRATOR, add("Bo"), disabled=True)
    before, wrote = rows("sign_in_link"), []
    for email in ("ada@example.org", "bo@example.org", "eve@example.org"):
        with statements() as sent:
            assert sign_in.mail_sign_in_link(email) is None
        wrote.append([one for one in sent if one.startswith("INSERT")])
    assert wrote[0] == wrote[1] == wrote[2]
    assert rows("sign_in_link") == before + 1
    assert list(delivered(server)) == ["ada"]
    sign_in.mail_sign_in_link("")


def test_an_address_gets_three_sign_in_letters_in_a_quarter_of_an_hour(server, monkeypatch):
    add("Ada")
    for email in ("ada@example.org", "eve@example.org"):
        for _ in range(3):
            sign_in.mail_sign_in_link(email)
        with pytest.raises(Limited):
            sign_in.mail_sign_in_link(email.upper())
    later = clock.ticks() + 15 * 60
    monkeypatch.setattr(clock, "ticks", lambda: later)
    sign_in.mail_sign_in_link("ada@example.org")
    assert len(delivered(server)["ada"]) == 4
