"""What the first screen says of coaches, in words."""

from datetime import UTC, datetime

from posdash.answers import notice
from posdash.rounds.promised import TeamCoach

MAY = datetime(2026, 5, 3, tzinfo=UTC)


def coach(name: str, *, today: bool = True, later: bool = False, agreed: int = 0) -> TeamCoach:
    return TeamCoach(1, name, MAY, today, later, 5, agreed)


def test_coaches_are_named_in_one_sentence_and_what_they_see():
    assert notice.coached([coach("Ada")]) == ("Ada coaches your team and will see what it sees.",)
    assert notice.coached([coach("Ada"), coach("Bo"), coach("Cy")]) == (
        "Ada, Bo and Cy coach your team and will see what it sees.",
    )


def test_a_coach_named_later_is_said_to_see_from_outside_until_enough_agree():
    [said] = notice.coached([coach("Lea", later=True, agreed=2)])
    assert said == (
        "Lea came to coach your team after this round had opened, and sees it as anybody outside "
        "does until 5 of you agree; 2 of 5 have."
    )


def test_a_coach_whose_role_was_taken_is_named_since_it_could_be_given_back():
    [said] = notice.coached([coach("Ada", today=False)])
    assert said.startswith("Ada coached your team when this round opened, and would see")


def test_without_a_coach_the_first_screen_says_what_one_named_later_would_see():
    assert notice.coached([]) == (notice.NO_COACH,)


def test_since_when_somebody_coaches_is_said_where_it_was_noted():
    assert notice.coach_since(coach("Ada")) == "Ada has coached this team since 3 May 2026."
    unknown = TeamCoach(1, "Ada", None, True, False, 5)
    assert notice.coach_since(unknown) == "Ada coaches this team."
