"""Which step follows which, and what leads back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdash.hour.steps import Step, Stop, before, following, reachable

AGENDA = ("a", "b", "c")
TALKED = st.lists(st.sampled_from([*AGENDA, "z"]), unique=True)


@pytest.mark.parametrize(
    ("at", "talked", "next_one"),
    [
        (Stop(Step.WELCOME), [], Stop(Step.PICTURE)),
        (Stop(Step.PICTURE), [], Stop(Step.TALK, "a")),
        (Stop(Step.TALK, "a"), ["a"], Stop(Step.TALK, "b")),
        (Stop(Step.TALK, "c"), ["c"], Stop(Step.TALK, "a")),
        (Stop(Step.TALK, "z"), ["a", "z"], Stop(Step.TALK, "b")),
        (Stop(Step.TALK, "c"), ["a", "b", "c"], Stop(Step.EXPERIMENTS)),
        (Stop(Step.TALK, "a"), ["a", "b"], Stop(Step.TALK, "b")),
        (Stop(Step.PICTURE), ["b", "a", "c"], Stop(Step.TALK, "b")),
        (Stop(Step.EXPERIMENTS), ["a"], Stop(Step.WORDS)),
        (Stop(Step.WORDS), [], Stop(Step.VOTE)),
        (Stop(Step.VOTE), [], Stop(Step.OVER)),
        (Stop(Step.OVER), [], None),
    ],
)
def test_after_the_close_the_agenda_leads_through_what_nobody_has_talked_about(
    at, talked, next_one
):
    assert following(at, closed=True, agenda=AGENDA, talked=talked) == next_one


def test_before_the_close_only_the_reveal_leads_on_from_placing():
    assert following(Stop(Step.WELCOME), closed=False, agenda=(), talked=()) == Stop(Step.PLACE)
    assert following(Stop(Step.PLACE), closed=False, agenda=(), talked=()) is None


@given(st.booleans(), TALKED)
def test_one_never_gets_to_a_step_that_is_not_open(closed, talked):
    steps = [Stop(one) for one in Step if reachable(one, closed=closed) and one is not Step.TALK]
    steps += [Stop(Step.TALK, one) for one in talked] if closed else []
    for at in steps:
        for to in (
            following(at, closed=closed, agenda=AGENDA, talked=talked),
            before(at, closed=closed, talked=talked),
        ):
            assert to is None or to.step is Step.OVER or reachable(to.step, closed=closed)


@given(TALKED)
def test_back_and_onward_lead_to_where_one_was(talked):
    stops = [Stop(Step.PICTURE), *(Stop(Step.TALK, one) for one in talked), Stop(Step.WORDS)]
    for at in stops:
        back = before(at, closed=True, talked=talked)
        onward = following(back, closed=True, agenda=(), talked=talked)
        assert onward == at


@given(TALKED)
def test_back_leads_through_what_was_talked_about_to_the_welcome(talked):
    at, seen = Stop(Step.VOTE), []
    while (at := before(at, closed=True, talked=talked)) is not None:
        seen.append(at)
    talks = [Stop(Step.TALK, one) for one in reversed(talked)]
    ends = [Stop(Step.PICTURE), Stop(Step.WELCOME)]
    assert seen == [Stop(Step.WORDS), Stop(Step.EXPERIMENTS), *talks, *ends]
