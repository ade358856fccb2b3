"""What the screens of a session say: the step, the button of whoever leads it, the time left."""

from datetime import datetime, timedelta
from math import ceil

from posdash.findings import words
from posdash.hour.answered import Live, Wait
from posdash.hour.steps import Step, Stop
from posdash.release.values import Votes, Withheld
from posdash.survey.round import Round

_STEPS = {
    Step.WELCOME: "Welcome",
    Step.PLACE: "Everybody places",
    Step.PICTURE: "The picture",
    Step.TALK: "Talk",
    Step.EXPERIMENTS: "What to try",
    Step.WORDS: "One word each",
    Step.VOTE: "Was it worth it?",
    Step.OVER: "The session is over",
}
_ONWARD = {
    Step.WELCOME: "Back to the welcome",
    Step.PLACE: "Let everybody place",
    Step.PICTURE: "Show the picture",
    Step.EXPERIMENTS: "Collect what to try",
    Step.WORDS: "Ask for one word each",
    Step.VOTE: "Ask whether it was worth it",
    Step.OVER: "End the session",
}
REVEAL = "Close and reveal"
GUIDE = {
    Step.WELCOME: "Say why you are here: to understand each other, and to rate nobody. Then let "
    "everybody join.",
    Step.PLACE: "Give everybody quiet minutes. Nobody sees a result before you reveal it.",
    Step.PICTURE: "Let everybody look before anybody speaks. Ask what surprises them.",
    Step.TALK: "Hear both ends before you look for a way on. Ask for stories, not for names.",
    Step.EXPERIMENTS: "A few small things to try are enough. Each needs somebody and a day.",
    Step.WORDS: "One word each, typed or said aloud. No comments on it.",
    Step.VOTE: "Five seconds on the phone. It helps you with the next hour.",
    Step.OVER: "Notes and next steps are kept for the team.",
}
"""What whoever leads the session may want to hear at each step."""


def step(stop: Stop, survey_round: Round) -> str:
    """Where the session is."""
    if stop.step is Step.TALK and stop.dimension is not None:
        return f"Talk: {survey_round.bank.dimension(stop.dimension).ends}"
    return _STEPS[stop.step]


def button(stop: Stop, survey_round: Round) -> str:
    """What the button that leads to a step says."""
    if stop.step is Step.TALK and stop.dimension is not None:
        return f"Talk about {survey_round.bank.dimension(stop.dimension).ends}"
    return _ONWARD[stop.step]


def time_left(since: datetime, minutes: int | None, now: datetime) -> str:
    """How long there is for a talk, to the minute; empty where nothing was planned."""
    if minutes is None:
        return ""
    left = since + timedelta(minutes=minutes) - now
    if left > timedelta(minutes=1):
        return f"{ceil(left / timedelta(minutes=1))} minutes left"
    if left > timedelta():
        return "Less than a minute left"
    over = int(-left / timedelta(minutes=1))
    longer = "" if over == 0 else f", {over} minute{'s' if over > 1 else ''} ago"
    return f"The time for this is up{longer}. Stay if it is worth it, or go on."


def phones(here: int | None, k: int) -> str:
    """How many phones follow just now, as far as that may be said."""
    if here is None:
        return f"Phones of the team are counted here from {k} on, and in steps."
    return f"Phones here: {here}" if here else "No phone is here yet."


def answered(now: Live) -> str:
    """How many have answered, or why that is not counted just now and what is known."""
    found, said = now.found, words.answered(now.found)
    if now.wait is None:
        return f"Answered: {said[0].lower()}{said[1:]}."
    why = {
        Wait.FEW_PHONES: f"Answers are counted here once {found.k} phones of the team follow: "
        "those that opened the link since the session began, or have answered. With fewer, "
        "everybody could see who has just answered.",
        Wait.OPEN_FOR_DAYS: "Answers are not counted live here, because this round was opened more "
        "than a day ago and somebody may be answering elsewhere.",
    }[now.wait]
    last = f" At the last count: {said[0].lower()}{said[1:]}." if found.at else ""
    return f"{why}{last}"


def worth(found: Votes | Withheld) -> str:
    """Whether the hour was worth it, as far as that is shown."""
    if isinstance(found, Withheld):
        return f"Fewer than {found.k} voted, so the votes are not shown."
    points = f"{found.points:.1f}".removesuffix(".0")
    return f"Was it worth it? {found.n} voted: about {points} of 5 on average."
