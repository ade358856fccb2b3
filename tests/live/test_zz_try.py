import json
from posdash import people, closing, links, collect, browser
from world import *
from live.somebody import *


def test_try(device, served):
    [kiwi] = groups("Kiwi")
    round = opened([kiwi], asks_aim=False)
    link = links.team_links(ADMINISTRATOR, round.id)[0].url
    answered(round, kiwi, [1, 2, 3, 4, 5, 6])
    d = device(link)
    t = d.tab("/answer")
    t.click("Begin")
    r = t.radio("place-pace-now")
    t.forge(r.id, "double_value", 3.5, r.fragment)
    print(collect.survey(browser.principal_from(d.cookies)).placements)
    from sqlalchemy import text
    from posdash.store import store

    with store().read() as c:
        print(c.execute(text("select dimension, now, typeof(now) from answer")).all())
    try:
        closing.reveal(ADMINISTRATOR, round.id, kiwi)
    except BaseException as e:
        print("CLOSE", type(e), str(e)[:300])
    from posdash import results

    try:
        print(results.team(coach(kiwi), round.id, kiwi).headline)
    except BaseException as e:
        print("RESULT", type(e), str(e)[:300])
    assert 0
