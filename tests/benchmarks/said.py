"""What posdash says of whole arrays of tallies: through the gate and its verdicts, as pages do."""

from posdash.measures.library import two_camps
from posdash.measures.measure import Numbers
from tests.benchmarks.populations import Ints


def clusters(counts: Ints, questions: int) -> Numbers:
    """Whether each tally (..., K) is said to have two clusters in a picture of many questions.

    Booleans (...) out.
    """
    return two_camps(counts, questions)


def wishes(team):
    """tmp"""
    import numpy as np
    from posdash.measures import library as m
    from posdash.release.values import Verdict
    w = m.wished(team.n, team.total, team.squares)
    clear = m.holm(w.p, 0.10) & (w.p <= 0.05)
    low, high = m.student_interval(w.mean, w.error, w.freedom)
    matters = (team.now.shape[-1] - 1) / 6
    return np.where(clear, "clear", np.where((low >= -matters) & (high <= matters), "no_difference", "cannot_tell"))
VERDICTS = ("clear", "no_difference", "cannot_tell")
