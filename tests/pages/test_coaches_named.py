"""What pages say of coaches: who they are, since when, and what those see who were named later."""

from datetime import timedelta

from posdash import clock
from posdash.access import signin
from posdash.access.rights import Person, Principal, Role
from posdash.answers import closing
from posdash.banks.bank import Openness
from posdash.hour import meeting
from posdash.hour.steps import Step, Stop
from posdash.organisation import people
from posdash.rounds import links, plan, running
from posdash.rounds.plan import Draft
from posdash.survey.round import TeamId
from world.company import ADMINISTRATOR, answered, bank, coach, groups, opened, phone

PLACES = [1, 2, 3, 5, 6, 7]


def named(name: str, group: int) -> int:
    person = people.add_person(ADMINISTRATOR, name)
    people.give_role(ADMINISTRATOR, person, Role.COACH, group)
    return person


def later(group: int):
    """A round that opened with Ada as its coach; Lea was named after it, as she is signed in."""
    signin.set_up(signin.setup_link().rpartition("/")[2], "Root")
    named("Ada Berg", group)
    survey_round = opened([group])
    lea = named("Lea Ott", group)
    cookie = signin.sign_in(people.sign_in_link(ADMINISTRATOR, lea).rpartition("/")[2])
    return survey_round, Principal(signin.person_of(cookie))


def test_the_first_screen_says_who_asks_and_names_the_coach(visit):
    [kiwi] = groups("Kiwi")
    dana = people.add_person(ADMINISTRATOR, "Dana Lee")
    named("Ada Berg", kiwi)
    as_dana = Principal(Person(dana, "Dana Lee", administrator=True))
    soon = clock.now() + timedelta(days=1)
    draft = Draft("Spring", bank("pace"), (kiwi,), Openness.DOTS, False, soon)
    survey_round = running.open_round(as_dana, plan.plan(as_dana, draft))
    text = visit("member/answer.py", phone(survey_round, kiwi)).text
    assert "Dana Lee planned this round." in text
    assert "Ada Berg coaches your team and will see what it sees." in text


def test_the_first_screen_names_a_coach_who_was_named_later_and_what_they_see(visit):
    [kiwi] = groups("Kiwi")
    survey_round, _ = later(kiwi)
    page = visit("member/answer.py", phone(survey_round, kiwi))
    assert "Ada Berg coaches your team and will see what it sees." in page.text
    assert "Lea Ott came to coach your team after this round had opened" in page.text
    page.press("Yes, Lea Ott may see our picture")
    assert "You agreed that Lea Ott may see your team" in page.text
    assert "1 of 5 have" in page.text


def test_a_coach_named_later_reads_on_the_teams_page_why_there_is_no_picture(visit):
    [kiwi] = groups("Kiwi")
    survey_round, lea = later(kiwi)
    answered(survey_round, kiwi, PLACES)
    closing.close_round(ADMINISTRATOR, survey_round.id)
    page = visit("coach/team.py", lea)
    assert "You see this round of the team as anybody outside does" in page.text
    assert "idest apart" not in page.text
    assert not page.app.button
    today = clock.now()
    assert f"Lea Ott has coached this team since {today.day} {today:%B %Y}." in page.text
    assert not visit("coach/agenda.py", lea).app.exception
    mine = visit("coach/team.py", phone(survey_round, kiwi))
    assert "Lea Ott came to coach your team" in mine.text
    mine.press("Yes, Lea Ott may see our picture")
    assert "You agreed that Lea Ott may see your team" in mine.text


def test_a_coach_named_later_leads_a_session_by_sentences(visit):
    [kiwi] = groups("Kiwi")
    survey_round, lea = later(kiwi)
    answered(survey_round, kiwi, PLACES)
    team = TeamId(survey_round.id, kiwi)
    meeting.begin(lea, team)
    meeting.bring(lea, team, Stop(Step.PLACE))
    meeting.reveal(lea, team)
    meeting.bring(lea, team, Stop(Step.TALK, "pace"))
    for page in ("coach/session.py", "coach/projector.py"):
        shown = visit(page, lea, round=str(survey_round.id), group=str(kiwi))
        assert "after its round had opened, so you see it as anybody" in shown.text, page
        assert "left pace helps" not in shown.text
    assert "To begin with" in visit("member/follow.py", phone(survey_round, kiwi)).text


def test_what_others_did_to_an_account_stands_on_the_start_page_and_the_account(visit):
    [kiwi] = groups("Kiwi")
    _, lea = later(kiwi)
    start = visit("start.py", lea).text
    assert "The command line made a link that signs in as you" in start
    assert "gave you the role of coach" not in start
    assert "gave you the role of coach" in visit("account.py", lea).text


def test_the_page_of_people_says_what_else_names_somebody_before_they_are_deleted(visit):
    [kiwi] = groups("Kiwi")
    people.add_person(ADMINISTRATOR, "Ada Lovelace")
    opened([kiwi], contact="Ada Lovelace", title="Ada Lovelace's round")
    text = visit("admin/people.py", ADMINISTRATOR).text
    assert "This names them too, and will not any more:" in text
    assert "whom to ask about privacy in" in text
    assert "This names them and stays" in text


def test_the_link_of_a_closed_team_is_ended_on_the_page_of_rounds(visit):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    closing.close_round(ADMINISTRATOR, survey_round.id)
    page = visit("coach/rounds.py", coach(kiwi))
    page.confirm("End the link")
    assert links.team_links(coach(kiwi), survey_round.id) == ()


def test_a_coach_named_later_reads_on_the_page_of_rounds_why_there_is_no_link(visit):
    [kiwi] = groups("Kiwi")
    survey_round, lea = later(kiwi)
    [link] = links.team_links(ADMINISTRATOR, survey_round.id)
    meeting.begin(lea, TeamId(survey_round.id, kiwi))
    shown = visit("coach/rounds.py", lea).text
    assert "whoever may not see that is given none" in shown
    here = {"round": str(survey_round.id), "group": str(kiwi)}
    for page in ("coach/session.py", "coach/projector.py"):
        shown += visit(page, lea, **here).text
    assert link.url not in shown
    assert link.code not in shown
