from posdash import people, closing, links
from posdash.access import Role
from world import *
def test_try(device, served):
    [kiwi]=groups("Kiwi")
    round = closed([kiwi], {kiwi:[1,2,3,4,5,6]})
    id = people.add_person(ADMINISTRATOR,"Cleo")
    people.give_role(ADMINISTRATOR,id,Role.COACH,kiwi)
    d = device(people.sign_in_link(ADMINISTRATOR,id))
    t = d.tab("/team")
    print(t.fragments, t.exceptions)
    print([ (w.kind,w.label,w.key,w.fragment[:4]) for w in t.screen.widgets])
    print(t.html)
    print(t._pages)
    print(len(t.heard))
    r = t.rerun(); print(len(r))
    r = t.rerun_fragment(t.fragments[0]); print(len(r))
    print([x for x in t.heard if "/work" in x][:5])
    people.take_role(ADMINISTRATOR,id,Role.COACH,kiwi)
    print(t.rerun_fragment(t.fragments[0]))
    print(t.html)
    print(t.rerun())
    assert 0
