"""Plan a round: what is asked of whom, on which terms, and how people get in."""

from datetime import datetime, timedelta

import streamlit as st

from posdash.banks import library
from posdash.banks.bank import Bank, Openness, Placed
from posdash.findings import words
from posdash.rounds import plan
from posdash.rounds.plan import K_DEFAULT, K_MOST, Draft
from posdash.screen import choosing, saving, show
from posdash.survey.round import Attribute, Links
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
    bank = library.bank(
        choosing.choice("Question bank", {offered.id: offered.title for offered in library.banks()})
    )
    title = st.text_input("Title, as people will read it", max_chars=plan.TITLE_LENGTH)
    groups = tuple(
        st.multiselect("Groups that answer", list(choosable), format_func=choosable.__getitem__)
    )
    candidate = ""
    if bank.places is Placed.CANDIDATE:
        candidate = st.text_input("The candidate experiment", max_chars=plan.SUBJECT_LENGTH)
    openness, k = who_sees(bank, groups)
    if groups and (small := words.too_small(plan.too_small(who, groups, k), k)):
        show.sentence(small, "note")
    aim = st.toggle(
        "Also ask where people would like it to be", value=bank.aim, key=f"aim-{bank.id}"
    )
    links = ways_in(openness)
    attributes = about_people()
    usual = datetime.now(show.here()).replace(hour=17, minute=0) + CLOSES_IN
    closes_at = choosing.moment_asked("Closes on", usual, key="closes")
    erase_at = retention(usual)
    contact = st.text_input("Whom to ask about privacy", max_chars=plan.CONTACT_LENGTH)
    if closes_at is None:
        show.sentence("Choose the day and the hour when the round closes.", "note")
        return
    draft = Draft(
        title,
        bank,
        groups,
        openness,
        aim,
        closes_at,
        candidate,
        contact,
        k,
        attributes,
        links,
        erase_at,
    )
    st.button("Plan the round", type="primary", on_click=keep, args=(draft,))


def who_sees(bank: Bank, groups: tuple[int, ...]) -> tuple[Openness, int]:
    """How open the round is, in the sentences that respondents will read."""
    kinds = list(Openness)
    openness = st.radio(
        "Who sees what",
        kinds,
        index=kinds.index(bank.openness),
        format_func=words.OPENNESS.__getitem__,
        captions=[show.plain(words.audience(kind, K_DEFAULT)) for kind in kinds],
        key=f"openness-{bank.id}",
    )
    fewest = plan.fewest(who, groups, openness)
    k = st.number_input("Fewest answers of which anything is shown", fewest, K_MOST, K_DEFAULT)
    return openness, int(k)


def ways_in(openness: Openness) -> Links:
    """One link per team, or one per person, with which nobody can answer twice.

    A round that promises most begins with that.
    """
    kinds = [Links.PERSONAL, Links.TEAM] if openness is Openness.SUMMARY else list(Links)
    return st.radio(
        "How people get in",
        kinds,
        format_func=words.LINKS.__getitem__,
        captions=[show.plain(WAYS_IN[kind]) for kind in kinds],
        key=f"links-{openness is Openness.SUMMARY}",
    )


def about_people() -> tuple[Attribute, ...]:
    """What people may say of themselves, to look at the answers by it."""
    with st.expander("Look at answers by role, site or tenure"):
        show.sentence(
            "People may choose one of these at the end, and need not. What fewer than the fewest "
            "answers said is not kept, so this is of use in groups of more than twenty."
        )
        typed = {
            key: st.text_input(
                f"Choices of {words.ATTRIBUTES[key]}, with commas", key=f"attribute-{key}"
            )
            for key in plan.ATTRIBUTES
        }
    found = [plan.attribute(key, choices) for key, choices in typed.items()]
    return tuple(attribute for attribute in found if attribute is not None)


def retention(usual: datetime) -> datetime | None:
    """When comments, notes and names are erased, if they are."""
    with st.expander("Erase comments and names on a day"):
        show.sentence("Counts stay: they are no longer anyone's.")
        if not st.checkbox("Erase them", key="erase"):
            return None
        return choosing.moment_asked("On", usual + ERASED_AFTER, key="erase-at")


def keep(draft: Draft) -> None:
    """Plan the round."""
    if saving.attempt(plan.plan, draft):
        st.session_state["said"] = "Planned. Nobody sees it before you open it, on the next page."


who = visitor.principal()
show.title("Plan a round")
saving.fault()
choosable = plan.choosable(who)
if said := st.session_state.pop("said", None):
    show.sentence(said, "lead")
    show.way("coach/rounds.py", "Look at it and open it")
elif choosable:
    new_round(choosable)
else:
    show.sentence("There is nobody to ask yet.")
    show.way("start.py", "Back to the start")
