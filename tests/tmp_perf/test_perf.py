import time, os
import pytest, cProfile, pstats
from random import Random
from posdash.banks.bank import Openness
from posdash.views.audit import audit, audited
from posdash.views import audit as door
from world.company import ADMINISTRATOR, closed, groups, members
pytestmark = pytest.mark.usefixtures("empty_store")

@pytest.mark.parametrize("teams", [12, 48])
@pytest.mark.parametrize("openness", [Openness.DOTS, Openness.SUMMARY])
def test_perf(teams, openness, request):
    if "postgresql" in request.node.name: pytest.skip()
    random=Random(1)
    paths=[f"C / D{n%6} / T{n}" for n in range(teams)]
    groups("C", *(f"C / D{n}" for n in range(6)))
    ids=groups(*paths)
    for g in ids: members(g, 6)
    for _ in range(2):
        r=closed(ids,{g:[random.randint(1,7) for _ in range(6)] for g in ids}, openness=openness)
    t=time.process_time()
    p=cProfile.Profile(); 
    if os.environ.get("PROF"): p.enable()
    found=audit(ADMINISTRATOR, r.id)
    p.disable()
    print("\n", teams, openness, time.process_time()-t, len(found.leaks), [str(x) for x in found.leaks[:5]])
    if os.environ.get("PROF"): pstats.Stats(p).sort_stats("cumtime").print_stats(45)
