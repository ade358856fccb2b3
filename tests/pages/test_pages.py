"""Each page, as each kind of person: what they see, and what they are refused."""

import pytest

from posdash.access.rights import NOBODY, Principal
from posdash.answers import closing, collect
from posdash.banks.bank import Openness
from posdash.organisation import people
from posdash.rounds import plan
from posdash.survey.round import Facet, State, TeamId
from posdash.views import results
from world.company import (
    ADMINISTRATOR,
    answered,
    bank,
    closed,
    coach,
    groups,
    leader,
    members,
    opened,
    phone,
    place,
)

REFUSED = "This is not open to you, or it does not exist."
NOTHING = "There is no round of"
CLOSED_TO_STRANGERS = [
    "coach/team.py",
    "coach/belief.py",
    "coach/agenda.py",
    "coach/session.py",
    "coach/projector.py",
    "coach/guide.py",
    "coach/rounds.py",
    "coach/plan.py",
    "coach/letters.py",
    "leader/groups.py",
    "leader/coaches.py",
    "admin/people.py",
    "admin/tree.py",
    "admin/roster.py",
    "admin/log.py",
    "account.py",
]


def test_a_stranger_is_told_how_to_get_in(visit):
    assert "open the link or the QR code" in visit("start.py").text


@pytest.mark.parametrize("page", CLOSED_TO_STRANGERS)
def test_a_stranger_is_refused_in_a_sentence(visit, page):
    assert REFUSED in visit(page).text


def test_a_link_that_leads_nowhere_says_whom_to_ask(visit):
    assert "There is no round behind this link" in visit("member/answer.py").text


@pytest.mark.parametrize(
    ("page", "who"), [("coach/team.py", coach(1)), ("leader/groups.py", leader(1))]
)
def test_before_the_first_round_there_is_no_picture(visit, page, who):
    assert NOTHING in visit(page, who).text


@pytest.mark.parametrize("who", [coach(1), leader(1)])
@pytest.mark.parametrize(
    "page", ["admin/people.py", "admin/tree.py", "admin/roster.py", "admin/log.py"]
)
def test_coaches_and_leaders_do_not_administer(visit, page, who):
    assert REFUSED in visit(page, who).text


def test_an_administrator_of_an_empty_posdash_is_shown_two_ways_to_begin(visit):
    page = visit("start.py", ADMINISTRATOR)
    assert "Two ways to begin" in page.text
    page.press("Load the sample")
    assert [one.state for one in plan.all_rounds(ADMINISTRATOR)].count(State.CLOSED) == 3


def test_a_group_and_a_person_are_added_and_get_a_link(visit):
    page = visit("admin/tree.py", ADMINISTRATOR)
    page.field("path", "add-group").input("Company / Kiwi")
    page.press("Add the group")
    assert "Company / Kiwi" in page.text
    page = visit("admin/people.py", ADMINISTRATOR)
    page.field("name", "add-person").input("Cleo")
    page.press("Add the person")
    page.press("Make a sign-in link")
    assert "/in/" in page.app.code[0].value
    assert [one.name for one in people.organisation(ADMINISTRATOR).people] == ["Cleo"]


def test_a_name_that_is_missing_is_asked_for_and_what_was_typed_stays(visit):
    page = visit("admin/people.py", ADMINISTRATOR)
    page.field("email", "add-person").input("cleo@example.org")
    page.press("Add the person")
    assert "A name is needed." in page.text
    assert page.field("email", "add-person").value == "cleo@example.org"


def test_a_round_is_planned_opened_and_closed(visit):
    groups("Company / Kiwi")
    page = visit("coach/plan.py", ADMINISTRATOR)
    [chooser] = [one for one in page.app.selectbox if one.label == "Question bank"]
    chooser.select("experiment-shape").run()
    page.press("Plan the round")
    assert "A round needs a title." in page.text
    page.app.text_input[0].input("Quiet Fridays")
    page.app.multiselect[0].set_value([2])
    [candidate] = [one for one in page.app.text_input if one.label == "The candidate experiment"]
    candidate.input("Fridays without meetings")
    page.press("Plan the round")
    assert "Planned. Nobody sees it" in page.text
    assert "What will show, four times in five: with 5 answers," in page.text
    page = visit("coach/rounds.py", ADMINISTRATOR)
    page.confirm("Open the round")
    assert "/i/" in page.app.code[0].value
    page.confirm("Close all groups")
    assert plan.all_rounds(ADMINISTRATOR)[0].state is State.CLOSED


def test_the_first_screen_says_everything_before_the_first_question(visit):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi], contact="Nora Holm")
    text = visit("member/answer.py", phone(survey_round, kiwi)).text
    for sentence in (
        "Spring",
        "You place your team, Kiwi.",
        "2 questions, about 1 minute.",
        "understanding, not assessment",
        "without names, once 5 have answered",
        "saved as you give it and counts from then on",
        "or when its coach reveals it",
        "Questions about privacy: Nora Holm.",
        "copied the database",
        "hides nobody",
    ):
        assert sentence in text, sentence


def test_placing_saves_at_once_and_the_last_screen_thanks(visit):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    who = phone(survey_round, kiwi)
    page = visit("member/answer.py", who)
    page.press("Begin")
    page.app.radio[0].set_value(2).run()
    assert collect.survey(who).placements == {("pace", Facet.NOW): 2}
    page.press("Next")
    assert 'href="/done?round=' in page.text
    page = visit("member/answer.py", who, step="done")
    assert "Thank you" in page.text
    assert "0 of 2 questions are fully answered" in page.text


def test_after_the_close_the_link_leads_to_the_teams_picture(visit):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi], bank=bank("pace", "reach", "trust"))
    [who, *_] = answered(survey_round, kiwi, [1, 2, 3, 4, 5])
    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    assert "has closed for your team" in visit("member/answer.py", who).text
    assert "Where Kiwi stands" in visit("coach/team.py", who).text


def test_the_coach_reveals_and_sees_the_picture(visit):
    [kiwi] = groups("Kiwi")
    members(kiwi, 6)
    survey_round = opened([kiwi], bank=bank("pace", "reach", "trust"))
    places = [1, 1, 2, 6, 7]
    for who, at in zip(answered(survey_round, kiwi, places), places, strict=True):
        place(who, "reach", at)
        place(who, "trust", at)
    page = visit("coach/team.py", coach(kiwi))
    assert "Nobody sees any result before the team has closed." in page.text
    page.confirm("Close and reveal")
    assert "Among the widest apart:" in page.text
    assert "of 6 people asked" in page.text
    assert "People probably stand wide apart." in page.text
    assert len(page.app.get("plotly_chart")) == 5  # two for a desk and a phone, and the strip
    page.app.selectbox(key="question").set_value("trust").run()
    assert "Where on trust?" in page.text
    assert "What made you place trust there?" in page.text
    for view, title in (
        ("ladder", "Where Kiwi stands, widest apart first"),
        ("tension", "What kind of talk each question takes in Kiwi"),
        ("table", "question=reach"),
    ):
        page.app.radio(key="view").set_value(view).run()
        assert title in page.text
        assert "Where on trust?" in page.text  # the place is kept


def test_a_link_leads_to_one_view_of_one_part_and_question(visit):
    [kiwi] = groups("Kiwi")
    asked = bank("pace", "reach", "trust")
    tagged = asked.dimensions[1].model_copy(update={"tags": ("power",)})
    survey_round = opened([kiwi], bank=asked.model_copy(
        update={"dimensions": (asked.dimensions[0], tagged, asked.dimensions[2])}
    ))  # fmt: skip
    for dimension in ("pace", "reach", "trust"):
        answered(survey_round, kiwi, [1, 1, 2, 6, 7], dimension)
    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    address = {"view": "ladder", "tag": "power", "question": "reach"}
    page = visit("coach/team.py", coach(kiwi), **address)
    assert page.app.radio(key="view").value == "ladder"
    assert page.app.selectbox(key="question").options == ["left reach ↔ right reach"]
    assert "Where on reach?" in page.text


def test_an_earlier_round_lies_over_the_picture_and_is_told_on_the_sheet(visit):
    _, kiwi, wren = groups("Weaving", "Weaving / Kiwi", "Weaving / Wren")
    low, high = [1, 1, 2, 2, 2], [5, 6, 6, 7, 7]
    past = closed([kiwi, wren], {kiwi: low, wren: low}, title="Spring")
    closed([kiwi, wren], {kiwi: high, wren: high}, title="Autumn")
    page = visit("coach/team.py", coach(kiwi), view="table")
    assert page.app.selectbox(key="over").options == ["Nothing", "All of Weaving", "Spring"]
    assert "Spring: 5 answers, on average near left pace." in page.text
    page.app.selectbox(key="over").set_value(str(past.id)).run()
    assert '<th scope="col">Spring</th>' in page.text
    assert "<td>1.6</td>" in page.text
    page.app.selectbox(key="over").set_value("above").run()
    assert '<th scope="col">Weaving</th>' in page.text
    assert "<td>6.0</td>" in page.text


def test_a_coach_whose_role_was_taken_away_is_refused_the_reveal(visit):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    page = visit("coach/team.py", coach(kiwi))
    page.app.checkbox[0].check()
    page.who = NOBODY
    page.press("Close and reveal")
    assert plan.all_rounds(ADMINISTRATOR) == (survey_round,)


def test_a_team_with_too_few_answers_is_told_so_without_their_number(visit):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi], bank=bank("pace", "reach", "trust"))
    answered(survey_round, kiwi, [1, 2, 3])
    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    text = visit("coach/team.py", coach(kiwi)).text
    assert "Too few answers to show a picture." in text
    assert "3 answers" not in text


def test_a_named_round_shows_who_stood_where(visit):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi], openness=Openness.NAMED)
    who = phone(survey_round, kiwi)
    collect.sign(who, "Ada <b>")
    collect.save(who, "pace", Facet.NOW, 2, b"1" * 32)
    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    assert "Ada &lt;b&gt;" in visit("coach/team.py", coach(kiwi)).text


def test_a_leader_waits_for_the_last_group_and_then_sees_all_side_by_side(visit):
    company, kiwi, wren = groups("Company", "Company / Kiwi", "Company / Wren")
    survey_round = opened([kiwi, wren])
    answered(survey_round, kiwi, [1, 2, 3, 4, 5])
    page = visit("leader/groups.py", leader(company))
    assert "2 of its groups still answer" in page.text
    closing.close_round(ADMINISTRATOR, survey_round.id)
    page.app.run()
    assert "2 of 3 groups can be shown" in page.text
    assert len(page.app.get("plotly_chart")) >= 2


def test_another_principal_in_the_same_tab_finds_nothing_of_the_one_before(visit):
    [wren] = groups("Wren")
    page = visit("admin/people.py", ADMINISTRATOR)
    page.field("name", "add-person").input("Secret")
    page.app.run()
    page.who = coach(wren)
    page.app.run()
    assert "name-add-person-0" not in page.app.session_state
    assert results.teams(Principal()) == ()


def test_whoever_looks_at_the_team_is_told_on_the_first_screen_that_they_hide_nobody(visit):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    both = Principal(coach(kiwi).person, phone(survey_round, kiwi).respondent)
    page = visit("member/answer.py", both)
    assert "You are signed in here as coach: what you answer counts, but it" in page.text
    page.press("Begin")
    assert "it cannot hide others" in page.text
    assert "You are signed in" not in visit("member/answer.py", phone(survey_round, kiwi)).text


def test_a_coach_hides_a_comment_on_the_page_of_the_team(visit):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    phones = answered(survey_round, kiwi, [1, 2, 3, 4, 5])
    for who, text in zip(phones, ("Rude.", "Kind.", "Fine."), strict=False):
        collect.comment(who, "pace", text)
    closing.close_round(ADMINISTRATOR, survey_round.id)
    page = visit("coach/team.py", coach(kiwi))
    page.field("text", f"hide-{TeamId(survey_round.id, kiwi)}-pace").set_value("Rude.")
    page.confirm("Hide this comment")
    assert "Kind." in page.text
    assert "Rude." not in page.text
    assert "Hide a comment" not in visit("coach/team.py", phone(survey_round, kiwi)).text
