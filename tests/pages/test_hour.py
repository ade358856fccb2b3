"""The pages of the coach's hour: the agenda, what was believed, oneself beside the team."""

from posdash.access.rights import Person, Principal, Role
from posdash.answers import closing, collect
from posdash.hour import agenda, beliefs, meeting
from posdash.hour.steps import Step, Stop
from posdash.organisation import people
from posdash.survey.round import TeamId
from posdash.views import mirror
from posdash.web import visitor
from world.company import ADMINISTRATOR, answered, bank, coach, groups, opened, phone, place

SPLIT, CLOSE = [1, 1, 1, 2, 6, 7, 7, 7], [4, 4, 4, 4, 4, 4, 4, 5]


def test_a_coach_prepares_the_hour(visit):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi], bank=bank("pace", "reach", "trust", "room"), asks_aim=False)
    said = {"pace": CLOSE, "reach": SPLIT, "trust": SPLIT, "room": CLOSE}
    for dimension, places in said.items():
        answered(survey_round, kiwi, places, dimension)
    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    page = visit("coach/agenda.py", coach(kiwi))
    for said in (
        "You probably agree on 2 of 4: midway between left pace and right pace; midway",
        "Say aloud first what you agree on:",
        "<li>midway between left room and right room (left room ↔ right room)</li>",
        "0:06 · left reach ↔ right reach, 15 minutes",
        "Is this agreement still serving us?",
        "There may be two groups here, about 5.5 points apart.",
        "To begin with: What made you place reach there?",
        "What left trust looks like.",
        "0:51 · Next steps, 9 minutes",
    ):
        assert said in page.text, said

    def slots() -> list[tuple[str, int]]:
        kept = agenda.agenda(coach(kiwi), TeamId(survey_round.id, kiwi))
        return [(one.dimension, one.minutes) for one in kept.slots]

    page.app.radio(key=f"minutes-{survey_round.id}-{kiwi}").set_value(30).run()
    assert slots() == [("reach", 12), ("trust", 11)]
    page.app.button(key="Later-reach-0").click().run()
    assert slots() == [("trust", 11), ("reach", 12)]
    page.app.number_input(key=f"minutes-reach-{survey_round.id}-{kiwi}").set_value(20).run()
    assert "This takes 38 minutes, 8 more than you have." in page.text
    page.app.button(key="Drop-trust-0").click().run()
    page.field("dimension", f"more-{survey_round.id}-{kiwi}").set_value("pace")
    page.press("Add it")
    assert slots() == [("reach", 20), ("pace", 8)]
    assert "Saved" in page.text
    assert 'agenda.md?zone=UTC"' in page.text
    assert "agenda.ics" not in page.text
    page.press("Keep this time")
    assert 'agenda.ics?zone=UTC"' in page.text


def test_a_coach_without_a_revealed_team_is_told_when_there_is_an_agenda(visit):
    [kiwi] = groups("Kiwi")
    opened([kiwi])
    assert "once a team that you coach closes" in visit("coach/agenda.py", coach(kiwi)).text


def test_a_coach_says_where_the_team_stands_and_later_shows_it_to_the_team(visit):
    [kiwi] = groups("Kiwi")
    ada = people.add_person(ADMINISTRATOR, "Ada")
    people.give_role(ADMINISTRATOR, ada, Role.COACH, kiwi)
    who = Principal(Person(ada, "Ada", coaches=frozenset({kiwi})))
    survey_round = opened([kiwi], asks_aim=False)
    answered(survey_round, kiwi, SPLIT)
    page = visit("coach/belief.py", who)
    assert "Where do you believe Kiwi stands?" in page.text
    page.app.radio(key=f"belief-{survey_round.id}-{kiwi}-pace").set_value(2).run()
    assert "Saved" in page.text
    assert beliefs.guess(who, TeamId(survey_round.id, kiwi)).places == {"pace": 2}
    closing.reveal(who, TeamId(survey_round.id, kiwi))
    page.app.run()
    assert "What you believed of Kiwi, and what is" in page.text
    assert "You saw it near left pace; on average the team stands 2 points further" in page.text
    page.app.checkbox(key=f"shared-{survey_round.id}-{kiwi}").check().run()
    team = visit("coach/team.py", phone(survey_round, kiwi)).text
    assert "Where Ada believed you stand" in team
    assert "Ada saw it near left pace" in team


def test_a_member_sees_themselves_beside_the_team(visit, monkeypatch):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    answered(survey_round, kiwi, SPLIT)
    who = phone(survey_round, kiwi)
    place(who, "pace", 2, aim=6)
    kept = mirror.kept_as(who.respondent, collect.survey(who))
    assert "before it has closed" in visit("member/mirror.py", who).text
    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    assert "keeps no places of yours" in visit("member/mirror.py", who).text
    monkeypatch.setattr(visitor, "own_places", lambda _: kept)
    page = visit("member/mirror.py", who)
    assert "You placed it near left pace" in page.text
    assert "a cookie that it took along when you last chose “Done”" in page.text


def test_the_guide_is_for_those_who_lead_an_hour(visit):
    [kiwi] = groups("Kiwi")
    page = visit("coach/guide.py", coach(kiwi))
    assert "Never ask who stood where." in page.text


def test_before_the_reveal_the_coach_reads_what_it_will_yield(visit):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    answered(survey_round, kiwi, SPLIT[:2])
    here = TeamId(survey_round.id, kiwi)
    meeting.begin(coach(kiwi), here)
    meeting.bring(coach(kiwi), here, Stop(Step.PLACE))
    page = visit("coach/session.py", coach(kiwi))
    assert "fewer than 5 had answered: if you close now, nothing could be shown" in page.text
    assert "Answers are counted here once 5 phones of the team follow" in page.text
    assert "not counted yet" not in page.text.lower()
