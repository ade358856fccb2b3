"""What answering leaves on the machine: a log that names nobody, files that are the owner's."""

import stat
from urllib.parse import urlsplit

from browser.server import Server
from live.labels import BEGIN
from live.somebody import coach_of, sign_in
from posdash.rounds import links
from posdash.survey.round import Links
from world.company import ADMINISTRATOR, groups, members, opened


def test_the_log_holds_no_link_no_name_no_address_and_no_time_of_an_answer(device, served):
    [kiwi] = groups("Kiwi")
    members(kiwi, 3)
    survey_round = opened([kiwi], links=Links.PERSONAL)
    made = links.personal_links(ADMINISTRATOR, survey_round.id)
    for one in made:
        with device(one.url).tab("/answer") as tab:
            tab.click(BEGIN)
            tab.choose("place-pace-now", tab.radio("place-pace-now").options[2])
    coach = device(sign_in(coach_of(kiwi)))
    coach.get("/files/people.csv")
    log = served.log.read_text()
    secrets = [urlsplit(one.url).path.rsplit("/", 1)[1] for one in made]
    secrets += list(coach.cookies.values())
    told = [*secrets, *(one.name for one in made), "Cleo", "127.0.0.1:", "GET ", "POST "]
    assert [one for one in told if one in log.replace(served.url, "")] == []


def test_the_database_and_its_log_are_for_their_owner_alone(tmp_path):
    one = Server(tmp_path)
    one.posdash("init")  # as one would: the tests' own way to make a database is theirs alone
    one.start()
    try:
        found = list(tmp_path.glob("posdash.db*"))
        assert len(found) >= 2
        assert {stat.S_IMODE(each.stat().st_mode) for each in found} == {0o600}
    finally:
        one.stop()
