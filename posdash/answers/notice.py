"""What respondents are told before they answer: who asks, who sees what, how answers are kept."""

from collections.abc import Sequence
from math import ceil

from posdash.banks.bank import Openness, Placed
from posdash.findings import comparison_words, words
from posdash.release.gate import COMMENT_ANSWERS_IN_SUMMARY, COMMENT_AUTHORS
from posdash.rounds.promised import TeamCoach
from posdash.survey.round import Links, Participant, Round, State

SECONDS_PER_DIMENSION = 12  # reading two short descriptions
SECONDS_PER_PLACE = 5

UNDERSTANDING = (
    "This is about understanding, not assessment: neither end is the right one, and where people "
    "stand apart is where a conversation is worth having."
)
SAVED_AS_GIVEN = (
    "Each place is saved as you give it and counts from then on. On this device you can change "
    "it, or take everything away, until your team closes."
)


ON_THE_DEVICE = (
    "With “Done” this device keeps your places in a cookie, to show them beside your team's once "
    "it has closed. The cookie comes to this server with each page and is stored nowhere there."
)


def duration(survey_round: Round) -> int:
    """How many minutes answering takes, rounded up."""
    seconds = SECONDS_PER_DIMENSION + SECONDS_PER_PLACE * len(survey_round.facets)
    return ceil(len(survey_round.bank.dimensions) * seconds / 60)


def minutes(survey_round: Round) -> str:
    """How long answering takes, as a sentence."""
    total, questions = duration(survey_round), len(survey_round.bank.dimensions)
    return f"{questions} questions, about {total} minute{'s' if total > 1 else ''}."


def name_stands(known: str | None) -> str:
    """That names are shown, and where the name comes from: a personal link knows it."""
    shown = "Your name will stand with your answers, for your team and its coach"
    if known:
        return f"{shown}: {known}."
    return f"{shown}. Nobody checks the names that are typed in here."


def over(survey_round: Round) -> str:
    """Why nothing can be answered any more."""
    if survey_round.state is State.CANCELLED:
        return "This round was called off. What had been answered was erased, and nobody saw it."
    return "This round has closed for your team. What was saved before the close counts."


def placed(survey_round: Round, group: Participant) -> str:
    """What the respondent is asked to place."""
    return {
        Placed.TEAM: f"You place your team, {group.group.name}.",
        Placed.CANDIDATE: f"You place one candidate experiment: {survey_round.subject.name}.",
        Placed.ONESELF: "You place yourself.",
        Placed.COMPANY: "You place the company, as you see it.",
    }[survey_round.bank.places]


def named(survey_round: Round) -> bool:
    """Whether a name stands with the answers, which must be said before the first question."""
    return survey_round.openness is Openness.NAMED


def kept(survey_round: Round) -> tuple[str, ...]:
    """How answers are kept, plainly, with what is left to trust."""
    lines = _kept_with_names() if named(survey_round) else _kept_without_names()
    counted = _of_links(survey_round)
    again = f"The same may be asked again later. {comparison_words.turnover(survey_round.openness)}"
    return (
        *lines,
        again,
        comments(survey_round),
        *_attributes(survey_round),
        ON_THE_DEVICE,
        counted,
    )


def asked_by(asker: str) -> str:
    """Who asks, empty where nobody is left to name."""
    return f"{asker} planned this round." if asker else ""


def coached(coaches: Sequence[TeamCoach]) -> tuple[str, ...]:
    """Who coaches the team and sees what it sees, by name, a sentence for each kind of coach."""
    now = [coach.name for coach in coaches if coach.today and not coach.later]
    before = [coach for coach in coaches if not coach.today]
    later = [coach for coach in coaches if coach.later]
    lines = [
        f"{_names(now)} {'coach' if len(now) > 1 else 'coaches'} your team and will see what it "
        "sees."
        if now
        else "Nobody coaches your team and sees what it sees."
    ]
    lines += [
        f"{coach.name} coached your team when this round opened, and would see what it sees if "
        "named its coach again."
        for coach in before
    ]
    return (*lines, *(came_later(coach) for coach in later))


def came_later(coach: TeamCoach) -> str:
    """What somebody sees who came to coach the team after its round had opened."""
    return (
        f"{coach.name} came to coach your team after this round had opened, and sees it as anybody "
        f"outside does until {coach.needed} of you agree{_so_far(coach)}."
    )


def coach_since(coach: TeamCoach) -> str:
    """That somebody coaches the team, and since when, where that was noted."""
    since = f" since {coach.since.day} {coach.since:%B %Y}" if coach.since else ""
    if not coach.today:
        return f"{coach.name} coached this team when the round opened."
    return f"{coach.name} coaches this team{since}."


def _so_far(coach: TeamCoach) -> str:
    return f"; {coach.agreed} of {coach.needed} have" if coach.agreed else ""


def _names(names: Sequence[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def contact(survey_round: Round) -> str:
    """Whom to ask, empty where nobody was named."""
    return f"Questions about privacy: {survey_round.contact}." if survey_round.contact else ""


def comments(survey_round: Round) -> str:
    """Who reads comments, and from when."""
    if named(survey_round):
        return (
            "Comments are read by your team and its coach; your name stands there if you let it. "
            f"They stay after the close{_erased(survey_round)}."
        )
    answers = (
        COMMENT_ANSWERS_IN_SUMMARY if survey_round.openness is Openness.SUMMARY else survey_round.k
    )
    return (
        "Comments are read by your team and its coach, shuffled and without names, once "
        f"{answers} have answered and {COMMENT_AUTHORS[survey_round.openness]} have written. "
        f"They stay after the close, word for word{_erased(survey_round)}."
    )


def _erased(survey_round: Round) -> str:
    at = survey_round.erase_at
    return f", until they are erased on {at.day} {at:%B %Y}" if at else ""


def _of_links(survey_round: Round) -> str:
    if survey_round.links is Links.TEAM:
        return "A team link counts devices, not people."
    return (
        "Your link is yours alone. Whoever has it can answer in your place, and on this device "
        "only can what was answered be seen again. Letters with links stay in mailboxes: who "
        "reads yours holds your link."
    )


def _kept_with_names() -> tuple[str, ...]:
    return ("When your team closes, names and places stay together, as this round shows names.",)


def _kept_without_names() -> tuple[str, ...]:
    return (
        "Answers stand apart from the list of people: nothing in the database says who has "
        "answered, and no date or time stands with an answer.",
        "When your team closes, places become counts and the single answers are erased.",
        "Until then, somebody who kept the links (whoever sent them, or runs the mail) and also "
        "copied the database could match the two; backups made before the close hold answers until "
        "they are replaced.",
        "A team of one mind hides nobody: when all stand at the same place, everybody knows it.",
    )


def about_oneself(survey_round: Round) -> str:
    """What becomes of what people say of themselves."""
    return (
        "You need not say anything. Nobody sees it with your answers: what is shown is a rounded "
        f"summary of at least {survey_round.k_outside} people who said the same, if at least "
        f"{survey_round.k_outside} others did not. What fewer said is not kept."
    )


def _attributes(survey_round: Round) -> tuple[str, ...]:
    if not survey_round.attributes:
        return ()
    asked = " and ".join(words.ATTRIBUTES[attribute.key] for attribute in survey_round.attributes)
    return (f"At the end you may say your {asked}. {about_oneself(survey_round)}",)


def audience(survey_round: Round) -> str:
    """Who will see what."""
    return words.audience(survey_round.openness, survey_round.k)
