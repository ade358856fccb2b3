"""The shortest way through a real browser: a place on a phone, and the picture on a desk."""

from playwright.sync_api import expect

from browser.steps import PHONE, TOLERATED, begin, enter, put
from posdash.access.rights import Role
from posdash.answers import closing
from posdash.organisation import people
from posdash.rounds import links
from posdash.survey.round import TeamId
from world.company import ADMINISTRATOR, answered, bank, coach, groups, opened, promised


def test_a_place_given_on_a_phone_is_saved_and_stands_in_the_coachs_picture(
    served, open_page, settled
):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi], bank=bank("pace"), asks_aim=False)
    answered(survey_round, kiwi, [1, 1, 6, 7])
    [link] = links.team_links(ADMINISTRATOR, survey_round.id)
    phone = open_page(*PHONE, tolerate=TOLERATED)
    enter(phone, link.url, settled)
    begin(phone, settled)
    put(phone, "now", 2)

    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    cleo = people.add_person(ADMINISTRATOR, "Cleo")
    people.give_role(ADMINISTRATOR, cleo, Role.COACH, kiwi)
    promised(cleo, kiwi)
    desk = open_page(1280, 1000, tolerate=TOLERATED)
    enter(desk, people.sign_in_link(ADMINISTRATOR, cleo), settled)
    desk.goto(f"{served.url}/team?view=ladder")
    settled(desk)
    expect(desk.get_by_text("It rests on 5 answers to this question.")).to_be_visible()
    expect(desk.locator(".st-key-wide-ladder .scatterlayer .point").first).to_be_visible()
