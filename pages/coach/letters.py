"""Letters of a round: invitations and reminders, and what became of each."""

import streamlit as st

from posdash.errors import PosdashError
from posdash.letters import invitations
from posdash.letters.invitations import UNDER_WAY, Delivered, Mailing
from posdash.letters.words import KINDS
from posdash.rounds import plan
from posdash.screen import choosing, forms, show
from posdash.settings import settings
from posdash.survey.round import Round, State
from posdash.web import visitor


@st.fragment(run_every=2.0)
def progress(round_id: int) -> None:
    """How far the letters have come, looked at again every two seconds while some wait."""
    try:
        found = invitations.mailing(visitor.principal(), round_id)
    except PosdashError as error:
        show.refusal(error)
        return
    waiting, total = len(found.of(*UNDER_WAY)), len(found.deliveries)
    st.progress((total - waiting) / total, text=f"{total - waiting} of {total} letters handed over")
    if not waiting:
        st.rerun()


def to_send(survey_round: Round, found: Mailing) -> None:
    """Who can be written to now."""
    show.sentence(
        f"{found.to_invite} can be invited by mail now; {found.without_email} have no e-mail here "
        "and need their link from you."
    )
    forms.confirmed(
        f"Write to {found.to_invite} people",
        "Send invitations",
        invitations.invite,
        survey_round.id,
        key=f"invite-{survey_round.id}",
        primary=True,
    )
    show.sentence("A reminder goes to everybody invited, because nobody knows who has answered.")
    forms.confirmed(
        f"Write to {found.to_remind} people again",
        "Send reminders",
        invitations.remind,
        survey_round.id,
        key=f"remind-{survey_round.id}",
    )


def what_became(found: Mailing) -> None:
    """How many letters went out, and those that did not."""
    show.heading("What became of them")
    show.sentence(f"{len(found.of(Delivered.SENT))} letters were handed over to the mail server.")
    failed = found.of(Delivered.FAILED, Delivered.UNKNOWN)
    if failed:
        rows = tuple(
            (letter.name, letter.email, KINDS[letter.kind], letter.reason) for letter in failed
        )
        show.table(("Name", "E-mail", "Letter", "What happened"), rows)


def letters(survey_round: Round) -> None:
    """The letters of one round."""
    found = invitations.mailing(who, survey_round.id)
    if found.of(*UNDER_WAY):
        progress(survey_round.id)
    to_send(survey_round, found)
    what_became(found)


who = visitor.principal()
show.title("Invitations and reminders")
open_now = {
    str(survey_round.id): survey_round
    for survey_round in plan.all_rounds(who)
    if survey_round.state is State.OPEN
}
if not settings().mails:
    show.sentence(
        "posdash has no mail server (POSDASH_SMTP_HOST), so links are passed on by you: as QR "
        "codes, as cards, or as a file."
    )
    show.way("coach/rounds.py", "To the links")
elif open_now:
    titles = {round_id: survey_round.title for round_id, survey_round in open_now.items()}
    letters(open_now[choosing.kept_choice("Round", titles, key="round")])
else:
    show.sentence("Letters go out while a round is open, and none is.")
    show.way("coach/rounds.py", "To the rounds")
