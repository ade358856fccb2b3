"""Rounds: plan one, open it, pass its links on, close it."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import streamlit as st

from posdash import banks, closing, plan, show, web, words
from posdash.bank import Bank, Openness, Placed
from posdash.people import Organisation, organisation
from posdash.plan import K_DEFAULT, K_MOST, Draft
from posdash.survey import Attribute, Round, State

CLOSES_IN = timedelta(days=14)
CLOSES_AT = time(17)
STATES = {State.PLANNED: "planned", State.OPEN: "open", State.CLOSED: "closed"}


def new_round(found: Organisation) -> None:
    """The form of a round; what depends on the bank changes with it."""
    if not found.groups:
        show.sentence("There is nobody to ask yet.")
        show.way("admin/people.py", "Add groups first")
        return
    bank = banks.bank(show.choice("Question bank", {one.id: one.title for one in banks.banks()}))
    title = st.text_input("Title, as people will read it", max_chars=plan.TITLE_LENGTH)
    ids = [one.id for one in found.groups]
    groups = st.multiselect("Groups that answer", ids, format_func=found.paths.__getitem__)
    candidate = ""
    if bank.places is Placed.CANDIDATE:
        candidate = st.text_input("The candidate experiment", max_chars=plan.SUBJECT_LENGTH)
    openness, k = who_sees(bank)
    aim = st.toggle(
        "Also ask where people would like it to be", value=bank.aim, key=f"aim-{bank.id}"
    )
    attributes = about_people()
    closes_at = closing_time()
    contact = st.text_input("Whom to ask about privacy", max_chars=plan.CONTACT_LENGTH)
    if closes_at is None:
        show.sentence("Choose the day and the hour when the round closes.", "note")
        return
    draft = Draft(
        title, bank, tuple(groups), openness, aim, closes_at, candidate, contact, k, attributes
    )
    st.button("Plan the round", type="primary", on_click=keep, args=(draft,))


def who_sees(bank: Bank) -> tuple[Openness, int]:
    """How open the round is, in the sentences that respondents will read."""
    kinds = list(Openness)
    openness = st.radio(
        "Who sees what",
        kinds,
        index=kinds.index(bank.openness),
        format_func=lambda one: one.value,
        captions=[show.plain(words.audience(one, K_DEFAULT)) for one in kinds],
        key=f"openness-{bank.id}",
    )
    k = st.number_input("Fewest answers of which anything is shown", K_DEFAULT, K_MOST, K_DEFAULT)
    return openness, int(k)


def about_people() -> tuple[Attribute, ...]:
    """What people may say of themselves, to look at the answers by it."""
    with st.expander("Look at answers by role, site or tenure"):
        show.sentence(
            "People may choose one of these at the end, and need not. What fewer than the fewest "
            "answers said is not kept, so this is of use in groups of more than twenty."
        )
        typed = {
            key: st.text_input(f"Choices of {key}, with commas", key=f"attribute-{key}")
            for key in plan.ATTRIBUTES
        }
    found = [plan.attribute(key, choices) for key, choices in typed.items()]
    return tuple(one for one in found if one is not None)


def closing_time() -> datetime | None:
    """The closing instant, with its time zone; None while a part of it is empty."""
    zones, here = sorted(available_timezones()), show.zone_of(st.context.timezone)
    day, hour, zone = st.columns([2, 1, 2])
    date = day.date_input("Closes on", datetime.now(here).date() + CLOSES_IN)
    at = hour.time_input("at", CLOSES_AT)
    name = zone.selectbox("Time zone", zones, index=zones.index(here.key))
    return None if date is None or at is None else datetime.combine(date, at, ZoneInfo(name))


def keep(draft: Draft) -> None:
    """Plan the round."""
    if show.attempt(plan.plan, draft):
        st.session_state["said"] = "Planned. Nobody sees it before you open it, below."


def open_it(round: Round) -> None:
    """Open the round."""
    show.attempt(plan.open_round, round.id)


def close_it(round: Round) -> None:
    """Close the round for all its groups."""
    show.attempt(closing.close_round, round.id)


def one_round(round: Round) -> None:
    """One round in the list: its terms, and what can be done next."""
    label = f"{round.title} · {STATES[round.state]}"
    with st.expander(show.plain(label), expanded=round.state is not State.CLOSED):
        show.sentence(
            f"{round.bank.title} Placed: {round.subject.name}. {len(round.asked)} groups. "
            f"Closes {show.moment(round.closes_at)}."
        )
        show.sentence(words.audience(round.openness, round.k), "quiet")
        for one in round.attributes:
            show.sentence(f"People may say their {one.key}: {', '.join(one.choices)}.", "quiet")
        if round.state is State.PLANNED:
            show.sentence("Once open, bank, openness and the fewest answers shown are locked.")
            st.button(
                "Open the round",
                key=f"open-{round.id}",
                type="primary",
                on_click=open_it,
                args=(round,),
            )
        elif round.state is State.OPEN:
            links(round)
            sure = st.checkbox("Everybody who wants to has answered", key=f"sure-{round.id}")
            st.button(
                "Close all groups",
                key=f"close-{round.id}",
                on_click=close_it,
                args=(round,),
                disabled=not sure,
                help="Final: answers become counts.",
            )


def links(round: Round) -> None:
    """A link and a QR code for each group."""
    found = plan.links(web.principal(), round.id)
    names = {index: one.group for index, one in enumerate(found)}
    one = found[show.choice("Link of", names, key=f"link-{round.id}")]
    show.address(one.url)
    show.picture(one.qr, f"QR code of the link for {one.group}")


who = web.principal()
rounds = plan.all_rounds(who)
show.title("Rounds")
show.fault()
if said := st.session_state.pop("said", None):
    show.sentence(said, "lead")
with st.expander("Plan a round", expanded=not rounds):
    new_round(organisation(who))
for each in rounds:
    one_round(each)
