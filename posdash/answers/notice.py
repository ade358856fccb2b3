"""What respondents are told before they answer: who asks, who sees what, how answers are kept."""

from collections.abc import Sequence
from math import ceil

from posdash.access.rights import Role
from posdash.access.words import ROLES
from posdash.banks.bank import Openness, Placed
from posdash.findings import comparison_words, words
from posdash.release.gate import COMMENT_ANSWERS_IN_SUMMARY, COMMENT_AUTHORS
from posdash.rounds.promised import TeamCoach
from posdash.survey.round import Links, Participant, Round, State
from posdash.text import isolated

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

AFRESH = (
    "For a link that got into wrong hands. All that this group has answered so far is erased, and "
    "everybody answers once more; a team link and its two words are replaced."
)
IN_SESSION = (
    "Your team's session is on: its screens may show how many of you have answered, in steps of "
    "three and never who."
)
NO_COACH = (
    "No coach is named for your team. Whoever is named once the round has opened sees it as "
    "anybody outside does, unless your team agrees."
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
        Placed.TEAM: f"You place your team, {isolated(group.group.name)}.",
        Placed.CANDIDATE: "You place one candidate experiment: "
        f"{isolated(survey_round.subject.name)}.",
        Placed.ONESELF: "You place yourself.",
        Placed.COMPANY: "You place the company, as you see it.",
    }[survey_round.bank.places]


def named(survey_round: Round) -> bool:
    """Whether a name stands with the answers, which must be said before the first question."""
    return survey_round.openness is Openness.NAMED


def kept(survey_round: Round, group: Participant) -> tuple[str, ...]:
    """How answers are kept, plainly, with what is left to trust."""
    lines = _kept_with_names() if named(survey_round) else _kept_without_names(survey_round)
    again = f"The same may be asked again later. {comparison_words.turnover(survey_round.openness)}"
    return (
        *lines,
        again,
        comments(survey_round),
        *_attributes(survey_round),
        ON_THE_DEVICE,
        *_counted(survey_round),
        *_of_links(survey_round, group),
    )


def looks_as(role: Role | None) -> str:
    """For somebody who looks at the team as well, signed in on this device; empty for others."""
    if role is None:
        return ""
    return (
        f"You are signed in here as {ROLES[role]}: what you answer counts, but it cannot hide "
        "others. Answer where you are not signed in if nobody but you uses this device."
    )


def asked_by(asker: str) -> str:
    """Who asks, empty where nobody is left to name."""
    return f"{asker} planned this round." if asker else ""


def coached(coaches: Sequence[TeamCoach]) -> tuple[str, ...]:
    """Who coaches the team and sees what it sees, by name, a sentence for each kind of coach."""
    if not coaches:
        return (NO_COACH,)
    now = [coach.name for coach in coaches if coach.today and not coach.later]
    lines = []
    if now:
        verb = "coach" if len(now) > 1 else "coaches"
        lines.append(f"{_names(now)} {verb} your team and will see what it sees.")
    lines += [
        f"{coach.name} coached your team when this round opened, and would see what it sees if "
        "named its coach again."
        for coach in coaches
        if not coach.today
    ]
    return (*lines, *(came_later(coach) for coach in coaches if coach.later))


def came_later(coach: TeamCoach) -> str:
    """What somebody sees who came to coach the team after its round had opened."""
    return (
        f"{coach.name} came to coach your team after this round had opened, and sees it as anybody "
        f"outside does until {coach.needed} of you agree{_so_far(coach)}."
    )


def coach_since(coach: TeamCoach) -> str:
    """That somebody coaches the team, and since when, where that was noted."""
    if not coach.today:
        return f"{coach.name} coached this team when the round opened."
    if not coach.since:
        return f"{coach.name} coaches this team."
    return f"{coach.name} has coached this team since {coach.since.day} {coach.since:%B %Y}."


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


def _of_links(survey_round: Round, group: Participant) -> tuple[str, ...]:
    if survey_round.links is Links.PERSONAL:
        return (
            "Your link is yours alone. Anyone who has it can answer in your place; what was "
            "answered can be seen again on this device only. Emails with links stay in mailboxes: "
            "anyone who can read yours has your link. Coaches and leaders never get it. An "
            "administrator who coaches none of these teams may hand links over as a file, and "
            "could answer with one: nothing shows that, and such answers count.",
        )
    most = group.most_devices
    limit = f"at most {most} for your team" if most else "not more than 30 new ones a minute"
    return (
        f"A team link counts devices, not people, {limit}. The results say it where more answered "
        "than there are people, and then show less.",
        "Somebody who answers in private windows or on borrowed phones cannot be told from your "
        "colleagues. A coach who did that where some of you do not answer, and so knew all answers "
        "but yours, would know yours. Personal links prevent this.",
    )


def _counted(survey_round: Round) -> tuple[str, ...]:
    """Who learns that somebody has answered, and whose answers hide nobody."""
    return (
        "Until the close your coach and the planner see how many have answered, counted once a day "
        f"and from {survey_round.k} on; before they close, whether {survey_round.k} have, counted "
        f"once an hour. In a session on the first day of a round it is counted live, from "
        f"{survey_round.k} on and in steps of three. Nobody sees who.",
        "What is answered where a coach, leader or administrator of your team is signed in, or "
        "entered by a coach for somebody, counts, but hides nobody: enough others must have "
        "answered.",
    )


def _kept_with_names() -> tuple[str, ...]:
    return (
        "When answering closes for your team, names and answers stay together, as this round "
        "shows names.",
    )


def _kept_without_names(survey_round: Round) -> tuple[str, ...]:
    came = (
        "a log of the web server that says which link was opened when"
        if survey_round.links is Links.PERSONAL
        else "a log of the web server that says who came when"
    )
    return (
        "Answers are stored apart from the list of people: nothing in the database says who has "
        "answered, and no date or time is stored with an answer.",
        "When answering closes for your team, single answers are replaced by counts and erased.",
        "Until then, somebody who kept the links (whoever sent them, or runs the mail) and also "
        "copied the database could match the two. So could somebody with two copies of different "
        f"days and {came}: between the two lie the answers of those who came. posdash itself "
        "writes no such log.",
        "Backups made before the close hold answers until they are replaced.",
        "If everyone gives the same answer, everyone knows what you answered.",
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
