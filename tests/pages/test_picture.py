"""A team's page says what all want, who is missing, and who was not sure; so does its agenda."""

from posdash.answers import closing
from posdash.survey.round import TeamId
from world.company import NOT_SURE, bank, coach, groups, members, opened, phone, place

NOW, AIM = [2, 2, 2, 2, 6, 6, 6, 6], [1, 1, 2, 2, 1, 2, 1, 1]


def test_what_all_want_is_on_the_page_in_the_agenda_and_on_the_map(visit):
    [kiwi] = groups("Kiwi")
    members(kiwi, 10)
    survey_round = opened([kiwi], bank=bank("pace", "reach"))
    for now, aim in zip(NOW, AIM, strict=True):
        who = phone(survey_round, kiwi)
        place(who, "pace", now, aim)
        place(who, "reach", NOT_SURE if now == 6 else 3)
    for _ in range(2):
        place(phone(survey_round, kiwi), "reach", 3)
    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    told = "You see today differently and want the same: all 8 near left pace."
    page = visit("coach/team.py", coach(kiwi))
    assert f"right pace; there may be two groups. {told}" in page.text
    page.app.selectbox(key="question").set_value("pace").run()
    # 32 over 8, and two more at 1 or at 7: 34 / 10 and 46 / 10
    bounds = "whatever the other 2 think, the average lies between 3.4 and 4.6."
    assert f"8 of 10 placed this; {bounds}" in page.text
    page.app.selectbox(key="question").set_value("reach").run()
    assert "4 of 10 were not sure." in page.text
    page.app.radio(key="view").set_value("tension").run()
    assert "Of 1 question on the map: 1 seen differently and wanted alike." in page.text
    agenda = visit("coach/agenda.py", coach(kiwi)).text
    assert f"Worth a conversation. {told}" in agenda
    assert "Is this agreement still serving us? 4 of 10 were not sure." in agenda
