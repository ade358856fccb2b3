"""Links to answer: one per team with QR code and two words, or one per person, shown once."""

from dataclasses import replace

import pytest
from sqlalchemy.exc import DBAPIError

from db import rounds as round_sql
from posdash import clock
from posdash.access import codes, respondents, signin
from posdash.access.rights import Person, Principal
from posdash.answers import closing, collect
from posdash.banks.bank import Openness
from posdash.errors import BadInput, Closed, Refused
from posdash.hour import meeting
from posdash.keys import new_secret, to_text
from posdash.organisation import people
from posdash.rounds import links, plan, running
from posdash.store import store
from posdash.survey.round import Links, TeamId
from world.company import ADMINISTRATOR, bank, coach, groups, members, opened, place, planned
from world.database import holding, rows, statements

pytestmark = pytest.mark.usefixtures("empty_store")


def token(url: str) -> str:
    return url.rpartition("/")[2]


def enter(url: str, device: bytes | None = None) -> Principal:
    """Somebody who opens a link on a device, a new one if none is given."""
    found = respondents.respondent(token(url), device or new_secret())
    assert found is not None
    return Principal(respondent=found)


def leads_nowhere(url: str) -> bool:
    return respondents.respondent(token(url), new_secret()) is None


def team_link(survey_round, group: int):
    found = links.team_links(ADMINISTRATOR, survey_round.id)
    return next(one for one in found if one.group_id == group)


def personal(*names: str, **terms):
    """A round of one group with these people, and their links by name."""
    [kiwi] = groups("Kiwi")
    for name in names:
        people.add_person(ADMINISTRATOR, name, f"{name}@example.org", [kiwi])
    survey_round = opened([kiwi], links=Links.PERSONAL, **terms)
    made = links.personal_links(ADMINISTRATOR, survey_round.id)
    return survey_round, {one.name: one.url for one in made}


def person_named(name: str) -> int:
    everybody = people.organisation(ADMINISTRATOR).people
    return next(one.id for one in everybody if one.name == name)


def test_a_team_link_makes_every_device_somebody_else():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    link = team_link(survey_round, kiwi)
    first, second = enter(link.url), enter(link.url)
    place(first, "pace", 1)
    place(second, "pace", 7)
    assert rows("answer") == 2
    assert collect.survey(first).placements != collect.survey(second).placements
    assert not collect.survey(first).personal


def test_a_coach_passes_on_the_link_of_their_own_team_only():
    kiwi, wren = groups("Company / Kiwi", "Company / Wren")
    survey_round = opened([kiwi, wren])
    [link] = links.team_links(coach(wren), survey_round.id)
    assert (link.group, link.group_id) == ("Company / Wren", wren)


def test_two_words_stand_for_the_link_however_they_are_typed():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    link = team_link(survey_round, kiwi)
    first, second = link.code.split(" ")
    assert {first, second} <= set(codes.words())
    for typed in (link.code, f" {first.upper()}-{second.title()}. ", f"{first}{second}"):
        assert respondents.link_of(typed) == token(link.url)
    for typed in ("", " ", first, f"{second} {first}", f"{first} {second} {second}", "\x00", "ä"):
        assert respondents.link_of(typed) is None


def test_two_words_are_no_longer_good_once_their_team_has_closed():
    kiwi, wren = groups("Kiwi", "Wren")
    survey_round = opened([kiwi, wren])
    before = {one.group: one for one in links.team_links(ADMINISTRATOR, survey_round.id)}
    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    assert respondents.link_of(before["Kiwi"].code) is None
    assert respondents.link_of(before["Wren"].code) == token(before["Wren"].url)
    assert [one.code == "" for one in links.team_links(ADMINISTRATOR, survey_round.id)] == [
        True,
        False,
    ]
    assert not collect.survey(enter(before["Kiwi"].url)).open


def test_two_words_are_no_longer_good_from_the_closing_instant_on(monkeypatch):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    code = team_link(survey_round, kiwi).code
    monkeypatch.setattr(clock, "now", lambda: survey_round.closes_at)
    assert respondents.link_of(code) is None


def test_a_replaced_team_link_is_dead_and_its_words_too():
    kiwi, wren = groups("Kiwi", "Wren")
    survey_round = opened([kiwi, wren])
    before, other = team_link(survey_round, kiwi), team_link(survey_round, wren)
    phone = new_secret()
    place(enter(before.url, phone), "pace", 3)
    links.replace_team_link(ADMINISTRATOR, TeamId(survey_round.id, kiwi))
    after = team_link(survey_round, kiwi)
    assert leads_nowhere(before.url)
    assert respondents.link_of(before.code) is None
    assert respondents.link_of(after.code) == token(after.url)
    assert team_link(survey_round, wren) == other
    again = enter(after.url, phone)
    assert len(collect.survey(again).placements) == 1  # the same device is the same person
    place(again, "pace", 5)
    assert rows("answer") == 1


def test_with_a_replaced_link_the_words_of_a_session_that_goes_on_are_others_too():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    meeting.begin(coach(kiwi), TeamId(survey_round.id, kiwi))
    before = meeting.room(coach(kiwi), TeamId(survey_round.id, kiwi)).link.code
    links.replace_team_link(ADMINISTRATOR, TeamId(survey_round.id, kiwi))
    after = meeting.room(coach(kiwi), TeamId(survey_round.id, kiwi)).link
    assert respondents.link_of(before) is None
    assert respondents.link_of(after.code) == token(after.url)


def test_only_a_team_that_was_asked_gets_another_link():
    company, kiwi, wren = groups("Company", "Company / Kiwi", "Company / Wren")
    survey_round = opened([kiwi, wren])
    for group in (company, 999):
        with pytest.raises(Closed):
            links.replace_team_link(ADMINISTRATOR, TeamId(survey_round.id, group))
    assert len(links.team_links(ADMINISTRATOR, survey_round.id)) == 2
    with pytest.raises(Closed):
        links.replace_team_link(ADMINISTRATOR, TeamId(planned([wren]), wren))


def test_the_link_of_a_closed_team_is_replaced_or_ended_at_any_time():
    kiwi, wren = groups("Kiwi", "Wren")
    survey_round = opened([kiwi, wren])
    before, other = team_link(survey_round, kiwi), team_link(survey_round, wren)
    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    assert not leads_nowhere(before.url)
    links.replace_team_link(coach(kiwi), TeamId(survey_round.id, kiwi))
    [after] = links.team_links(coach(kiwi), survey_round.id)
    assert leads_nowhere(before.url)
    assert not leads_nowhere(after.url)
    links.end_team_link(coach(kiwi), TeamId(survey_round.id, kiwi))
    assert leads_nowhere(after.url)
    assert links.team_links(coach(kiwi), survey_round.id) == ()
    assert not leads_nowhere(other.url)
    links.replace_team_link(coach(kiwi), TeamId(survey_round.id, kiwi))
    assert not leads_nowhere(links.team_links(coach(kiwi), survey_round.id)[0].url)


def test_with_an_ended_link_its_words_and_those_of_a_session_lead_nowhere():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    words = team_link(survey_round, kiwi).code
    meeting.begin(coach(kiwi), TeamId(survey_round.id, kiwi))
    in_session = meeting.room(coach(kiwi), TeamId(survey_round.id, kiwi)).link.code
    links.end_team_link(ADMINISTRATOR, TeamId(survey_round.id, kiwi))
    assert respondents.link_of(words) is None
    assert respondents.link_of(in_session) is None
    assert meeting.room(coach(kiwi), TeamId(survey_round.id, kiwi)).link is None


def test_with_a_round_that_was_called_off_the_words_of_its_session_lead_nowhere():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    meeting.begin(coach(kiwi), TeamId(survey_round.id, kiwi))
    in_session = meeting.room(coach(kiwi), TeamId(survey_round.id, kiwi)).link.code
    running.cancel(ADMINISTRATOR, survey_round.id)
    assert respondents.link_of(in_session) is None


def test_a_coach_named_later_is_given_no_link_at_all_for_after_the_close_it_shows_the_picture():
    kiwi, wren = groups("Kiwi", "Wren")
    survey_round = opened([kiwi, wren])
    team = TeamId(survey_round.id, kiwi)
    late = Principal(Person(7, "Lea", coaches=frozenset({kiwi}), later=frozenset({team})))
    meeting.begin(late, team)
    assert meeting.room(coach(kiwi), team).link.url
    for is_open in (True, False):
        assert links.team_links(late, survey_round.id) == ()
        assert meeting.room(late, team).link is None
        for deed in (links.replace_team_link, links.end_team_link):
            with pytest.raises(Refused, match="after its round had opened"):
                deed(late, team)
        [entry] = plan.overview(late)
        assert (entry.round.id, entry.groups) == (survey_round.id, ())
        if is_open:
            closing.reveal(late, team)


def test_after_the_close_a_link_is_given_only_to_those_who_see_the_team_anyhow():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    team = TeamId(survey_round.id, kiwi)
    assert links.team_links(ADMINISTRATOR, survey_round.id)[0].url
    closing.reveal(coach(kiwi), team)
    meeting.begin(coach(kiwi), team)
    links.replace_team_link(ADMINISTRATOR, team)
    assert [one.url for one in links.team_links(ADMINISTRATOR, survey_round.id)] == [""]
    [mine] = links.team_links(coach(kiwi), survey_round.id)
    assert mine.url == meeting.room(coach(kiwi), team).link.url


def test_the_personal_link_of_somebody_disabled_is_dead_at_once_and_lives_again():
    signin.set_up(signin.setup_link().rpartition("/")[2], "Root")
    _, urls = personal("Ada", "Bo")
    ada = person_named("Ada")
    people.set_disabled(ADMINISTRATOR, ada, disabled=True)
    assert leads_nowhere(urls["Ada"])
    assert not leads_nowhere(urls["Bo"])
    people.set_disabled(ADMINISTRATOR, ada, disabled=False)
    assert not leads_nowhere(urls["Ada"])
    people.delete_person(ADMINISTRATOR, ada)
    assert leads_nowhere(urls["Ada"])


def test_a_personal_link_is_taken_back_at_any_time_and_after_the_close_no_other_is_shown():
    survey_round, urls = personal("Ada", "Bo")
    [kiwi] = [one.group.id for one in survey_round.asked]
    closing.close_round(ADMINISTRATOR, survey_round.id)
    ada = person_named("Ada")
    with pytest.raises(Closed, match="Their team has closed"):
        links.replace_personal_link(ADMINISTRATOR, survey_round.id, ada)
    assert not leads_nowhere(urls["Ada"])
    links.end_personal_link(ADMINISTRATOR, survey_round.id, ada)
    assert leads_nowhere(urls["Ada"])
    assert list(links.holders(ADMINISTRATOR, survey_round.id).values()) == ["Bo · Kiwi"]
    fresh = links.replace_personal_link(coach(kiwi), survey_round.id, person_named("Bo"))
    assert (leads_nowhere(urls["Bo"]), leads_nowhere(fresh.url)) == (True, False)
    with pytest.raises(BadInput, match="has no link"):
        links.end_personal_link(ADMINISTRATOR, survey_round.id, ada)


def test_what_was_counted_of_a_closed_team_is_locked_and_its_link_alone_changes():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    closing.close_round(ADMINISTRATOR, survey_round.id)
    with store().read() as connection:
        [row] = round_sql.group_rows(connection, survey_round.id)
    for column, value in row._mapping.items():
        if column in ("round_id", "group_id", "link", "few_changed"):
            continue
        with pytest.raises(DBAPIError, match="locked"), store().write() as connection:
            round_sql.change_group(connection, survey_round.id, kiwi, **{column: value})
    with store().write() as connection:
        round_sql.change_group(connection, survey_round.id, kiwi, link=None)


def test_a_round_with_personal_links_has_no_team_link_and_no_words():
    survey_round, _ = personal("Ada")
    [kiwi] = [one.group.id for one in survey_round.asked]
    assert links.team_links(ADMINISTRATOR, survey_round.id) == ()
    with pytest.raises(Closed):
        links.replace_team_link(ADMINISTRATOR, TeamId(survey_round.id, kiwi))
    assert links.team_links(ADMINISTRATOR, survey_round.id) == ()


def test_a_round_with_team_links_makes_no_personal_ones():
    [kiwi] = groups("Kiwi")
    members(kiwi, 1)
    survey_round = opened([kiwi])
    for attempt in (
        lambda: links.personal_links(ADMINISTRATOR, survey_round.id),
        lambda: links.replace_personal_link(ADMINISTRATOR, survey_round.id, 1),
    ):
        with pytest.raises(Closed, match="no personal links"):
            attempt()
    assert rows("invitation") == 0


def test_a_round_with_personal_links_needs_people():
    [kiwi] = groups("Kiwi")
    round_id = planned([kiwi], links=Links.PERSONAL)
    with pytest.raises(BadInput, match="need people"):
        running.open_round(ADMINISTRATOR, round_id)
    with pytest.raises(Closed):
        links.personal_links(ADMINISTRATOR, round_id)
    members(kiwi, 1)
    assert (
        len(links.personal_links(ADMINISTRATOR, running.open_round(ADMINISTRATOR, round_id).id))
        == 1
    )


def test_a_personal_link_is_shown_once_and_stands_nowhere():
    survey_round, urls = personal("Ada", "Bo")
    assert sorted(urls) == ["Ada", "Bo"]
    assert links.personal_links(ADMINISTRATOR, survey_round.id) == ()
    assert rows("invitation") == 2
    for url in urls.values():
        assert url.startswith("http://127.0.0.1:8501/i/")
        assert holding(token(url)) == set()
    assert all(one.has_link for one in links.invited(ADMINISTRATOR, survey_round.id))


def test_somebody_in_two_groups_gets_one_link():
    kiwi, wren = groups("Kiwi", "Wren")
    people.add_person(ADMINISTRATOR, "Ada", member_of=[kiwi, wren])
    members(wren, 1)
    survey_round = opened([kiwi, wren], links=Links.PERSONAL)
    made = links.personal_links(ADMINISTRATOR, survey_round.id)
    assert [(one.name, one.group) for one in made if one.name == "Ada"] == [("Ada", "Kiwi")]
    counted = {
        one.group.id: one.people for one in plan.round_of(ADMINISTRATOR, survey_round.id).asked
    }
    assert counted == {kiwi: 1, wren: 1}


def test_a_late_joiner_gets_a_link_and_the_others_keep_theirs():
    survey_round, urls = personal("Ada")
    [kiwi] = [one.group.id for one in survey_round.asked]
    bo = people.add_person(ADMINISTRATOR, "Bo", member_of=[kiwi])
    assert links.personal_links(ADMINISTRATOR, survey_round.id) == ()
    running.let_in(ADMINISTRATOR, TeamId(survey_round.id, kiwi), bo)
    [made] = links.personal_links(ADMINISTRATOR, survey_round.id)
    assert made.name == "Bo"
    assert not leads_nowhere(urls["Ada"])


def test_a_link_on_another_device_starts_empty_and_replaces_dimension_by_dimension():
    _, urls = personal("Ada")
    phone, laptop = enter(urls["Ada"]), enter(urls["Ada"])
    place(phone, "pace", 1)
    place(phone, "reach", 2)
    collect.comment(phone, "pace", "It depends.")
    assert collect.survey(laptop).placements == collect.survey(laptop).comments == {}
    place(laptop, "pace", 7)
    assert list(collect.survey(laptop).placements.values()) == [7]
    assert list(collect.survey(phone).placements.values()) == [2]
    assert rows("answer") == 2


def test_a_personal_link_brings_its_own_name_where_names_stand_and_none_elsewhere():
    _, urls = personal("Ada", openness=Openness.NAMED)
    who = enter(urls["Ada"])
    collect.sign(who, "Somebody else")
    place(who, "pace", 4)
    assert collect.survey(who).name == "Ada"
    another = bank("pace").model_copy(update={"id": "another-bank"})
    _, urls = personal("Bo", bank=another)
    assert enter(urls["Bo"]).respondent.name is None


def test_a_replaced_personal_link_is_dead_and_the_others_live():
    survey_round, urls = personal("Ada", "Bo")
    fresh = links.replace_personal_link(ADMINISTRATOR, survey_round.id, person_named("Ada"))
    assert leads_nowhere(urls["Ada"])
    assert not leads_nowhere(fresh.url)
    assert not leads_nowhere(urls["Bo"])
    with pytest.raises(BadInput, match="not asked"):
        links.replace_personal_link(ADMINISTRATOR, survey_round.id, 999)


def test_links_made_anew_leave_those_of_closed_teams_alone():
    kiwi, wren = groups("Kiwi", "Wren")
    for name, group in (("Ada", kiwi), ("Bo", wren)):
        people.add_person(ADMINISTRATOR, name, member_of=[group])
    survey_round = opened([kiwi, wren], links=Links.PERSONAL)
    before = {one.name: one.url for one in links.personal_links(ADMINISTRATOR, survey_round.id)}
    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    [bo] = links.personal_links(ADMINISTRATOR, survey_round.id, anew=True)
    assert (bo.name, leads_nowhere(bo.url)) == ("Bo", False)
    assert (leads_nowhere(before["Ada"]), leads_nowhere(before["Bo"])) == (False, True)
    assert not collect.survey(enter(before["Ada"])).open


def test_the_link_of_somebody_who_was_deleted_is_dead_and_their_answer_counts():
    survey_round, urls = personal("Ada", "Bo")
    place(enter(urls["Ada"]), "pace", 4)
    links.replace_personal_link(ADMINISTRATOR, survey_round.id, person_named("Bo"))
    signin.set_up(token(signin.setup_link()), "Root")  # somebody must be left
    people.delete_person(ADMINISTRATOR, person_named("Ada"))
    assert leads_nowhere(urls["Ada"])
    assert rows("answer") == 1
    assert [one.name for one in links.invited(ADMINISTRATOR, survey_round.id)] == ["Bo"]


def test_wrong_withdrawn_and_unknown_links_take_the_same_statements():
    survey_round, urls = personal("Ada")
    withdrawn = urls["Ada"]
    links.personal_links(ADMINISTRATOR, survey_round.id, anew=True)
    [wren] = groups("Wren")
    team = opened([wren])
    replaced = team_link(team, wren).url
    links.replace_team_link(ADMINISTRATOR, TeamId(team.id, wren))
    unknown = to_text(new_secret())
    wrong = ("", "x", "ä" * 43, "A" * 9999, "\x00" * 43, unknown[:-1], unknown + "=")
    sent = []
    for link in (withdrawn, replaced, unknown, *wrong):
        with statements() as one:
            assert leads_nowhere(link)
        sent.append(one)
    assert len(sent[0]) >= 2
    assert all(one == sent[0] for one in sent)


def test_a_coach_gets_nobodys_own_link_and_neither_does_an_administrator_who_coaches_the_team():
    [kiwi] = groups("Kiwi")
    members(kiwi, 2)
    survey_round = opened([kiwi], links=Links.PERSONAL)
    person = links.invited(ADMINISTRATOR, survey_round.id)[0].person
    both = Principal(replace(coach(kiwi).person, administrator=True))
    for who in (coach(kiwi), both):
        with pytest.raises(Refused, match="by email only"):
            links.personal_links(who, survey_round.id)
        with pytest.raises(Refused, match="by email only"):
            links.personal_links(who, survey_round.id, anew=True)
        with pytest.raises(Refused, match="by email only"):
            links.replace_personal_link(who, survey_round.id, person)
    assert rows("invitation") == 0
    [entry] = plan.overview(coach(kiwi))
    assert (entry.may_run, entry.may_hand_over) == (True, False)
    [entry] = plan.overview(ADMINISTRATOR)
    assert (entry.may_run, entry.may_hand_over) == (True, True)
