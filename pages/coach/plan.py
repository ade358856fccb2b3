"""Plan a round: what is asked of whom, on which terms, and how people get in."""

from datetime import datetime, timedelta
from typing import Any

import streamlit as st

from posdash.access.rights import Principal
from posdash.banks import library
from posdash.banks.bank import Bank, Openness, Placed
from posdash.findings import picture_words, words
from posdash.rounds import plan
from posdash.rounds.plan import K_DEFAULT, K_MOST, K_OF_COACH, Draft
from posdash.screen import choosing, forms, show
from posdash.survey.round import Links
from posdash.web import visitor

CLOSES_IN = timedelta(days=14)
ERASED_AFTER = timedelta(days=365)
WAYS_IN = {
    Links.TEAM: "One link per team: a QR code and two words to type in. Counts devices: somebody "
    "with several could answer several times.",
    Links.PERSONAL: "One link per person, by email. Each answers once, so this is the better "
    "choice where much depends on it.",
}


def new_round(choosable: dict[int, str]) -> None:
    """The form of a round; what depends on the bank changes with it."""
    form = forms.Form("plan")
    banks = {offered.id: offered.title for offered in library.banks()}
    bank = library.bank(choosing.choice("Question bank", banks, key=form.field("bank")))
    openness = who_sees(form, bank)
    usual = datetime.now(show.here()).replace(hour=17, minute=0) + CLOSES_IN
    with form:
        st.text_input(
            "Title, as people will read it", key=form.field("title"), max_chars=plan.TITLE_LENGTH
        )
        form.several("Groups that answer", "groups", choosable)
        if bank.places is Placed.CANDIDATE:
            st.text_input(
                "The candidate experiment",
                key=form.field("candidate"),
                max_chars=plan.SUBJECT_LENGTH,
            )
        fewest(form)
        st.toggle(
            "Also ask where people would like it to be",
            value=bank.aim,
            key=form.field("asks_aim", of=bank.id),
        )
        ways_in(form, openness)
        about_people(form)
        form.moment("Closes on", "closes_at", usual)
        retention(form, usual)
        st.text_input(
            "Whom to ask about privacy", key=form.field("contact"), max_chars=plan.CONTACT_LENGTH
        )
        form.press("Plan the round", keep, primary=True)


def unreadable_banks() -> None:
    """What stands in the way of a file that is not offered."""
    for fault in library.faults():
        show.sentence(f"A question bank is not offered. {fault}", "note")


def who_sees(form: forms.Form, bank: Bank) -> Openness:
    """How open the round is, in the sentences that respondents will read."""
    kinds = list(Openness)
    return st.radio(
        "Who sees what",
        kinds,
        index=kinds.index(bank.openness),
        format_func=words.OPENNESS.__getitem__,
        captions=[show.plain(words.audience(kind, K_DEFAULT)) for kind in kinds],
        key=form.field("openness", of=bank.id),
    )


def fewest(form: forms.Form) -> None:
    """The fewest answers of which anything is shown."""
    st.number_input(
        "Fewest answers of which anything is shown",
        K_OF_COACH,
        K_MOST,
        K_DEFAULT,
        key=form.field("k"),
    )


def ways_in(form: forms.Form, openness: Openness) -> None:
    """One link per team, or one per person, with which nobody can answer twice.

    A round that promises most begins with that.
    """
    promises_most = openness is Openness.SUMMARY
    kinds = [Links.PERSONAL, Links.TEAM] if promises_most else list(Links)
    st.radio(
        "How people get in",
        kinds,
        format_func=words.LINKS.__getitem__,
        captions=[show.plain(WAYS_IN[kind]) for kind in kinds],
        key=form.field("links", of=str(promises_most)),
    )


def about_people(form: forms.Form) -> None:
    """What people may say of themselves, to look at the answers by it."""
    with st.expander("Look at answers by role, site or tenure", key="attributes"):
        show.sentence(
            "People may choose one of these at the end, and need not. What fewer than the fewest "
            "answers said is not kept, so this is of use in groups of more than twenty."
        )
        for attribute in plan.ATTRIBUTES:
            st.text_input(
                f"Choices of {words.ATTRIBUTES[attribute]}, with commas", key=form.field(attribute)
            )


def retention(form: forms.Form, usual: datetime) -> None:
    """When comments, notes and names are erased, if they are."""
    with st.expander("Erase comments and names on a day", key="erase"):
        show.sentence("Counts stay: they are no longer anyone's.")
        st.checkbox("Erase them", key=form.field("erase"))
        form.moment("On", "erase_at", usual + ERASED_AFTER)


def keep(
    who: Principal, bank: str, erase: bool, erase_at: datetime, candidate: str = "", **typed: Any
) -> None:
    """Plan the round."""
    choices = {attribute: typed.pop(attribute) for attribute in plan.ATTRIBUTES}
    found = [plan.attribute(attribute, text) for attribute, text in choices.items()]
    draft = Draft(
        bank=library.bank(bank),
        candidate=candidate,
        attributes=tuple(attribute for attribute in found if attribute is not None),
        erase_at=erase_at if erase else None,
        **typed,
    )
    plan.plan(who, draft)
    st.session_state["planned"] = (draft.groups, draft.k, draft.bank, draft.asks_aim)


def planned() -> None:
    """What can come of it, and where to go on."""
    show.sentence("Planned. Nobody sees it before you open it, on the next page.", "lead")
    groups, k, bank, asks_aim = st.session_state["planned"]
    if small := words.too_small(plan.too_small(who, groups, k), k):
        show.sentence(small, "note")
    sizes, questions = plan.sizes(who, groups), len(bank.dimensions)
    show.sentence(
        picture_words.expected(sizes, k, bank.scale, questions, asks_aim=asks_aim), "quiet"
    )
    show.way("coach/rounds.py", "Look at it and open it")


who = visitor.principal()
show.title("Plan a round")
choosable = plan.choosable(who)
if forms.was_done("plan"):
    planned()
elif choosable and library.banks():
    unreadable_banks()
    new_round(choosable)
elif choosable:
    show.sentence("There is no question bank to ask from.", "note")
    unreadable_banks()
else:
    show.sentence("There is nobody to ask yet.")
    show.way("start.py", "Back to the start")
