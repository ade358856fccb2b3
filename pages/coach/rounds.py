"""Rounds: open one, pass its links on, see how many have answered, extend, close, repeat."""

from datetime import datetime, timedelta

import streamlit as st

from posdash.answers import closing, moderating, notice
from posdash.findings import words
from posdash.rounds import links, participation, plan, running
from posdash.rounds.plan import Entry
from posdash.screen import choosing, saving, show
from posdash.settings import settings
from posdash.survey.round import Links, Round, State, TeamId
from posdash.web import visitor

LATER = timedelta(days=7)
ERASED_AFTER = timedelta(days=365)


def pick(entries: tuple[Entry, ...]) -> Entry:
    """The round to look at: the newest, unless another is chosen."""
    by_id = {round_entry.round.id: round_entry for round_entry in entries}
    labels = {
        round_id: f"{round_entry.round.title} · {words.STATES[round_entry.round.state]}"
        for round_id, round_entry in by_id.items()
    }
    return by_id[choosing.choice("Round", labels)]


def terms(entry: Entry) -> None:
    """What was planned, in the sentences people read; of the groups, one's own."""
    survey_round = entry.round
    show.heading(survey_round.title)
    groups = ", ".join(
        participant.group.name
        for participant in survey_round.asked
        if participant.group.id in entry.groups
    )
    show.sentence(
        f"{survey_round.bank.title} Placed: {words.subject(survey_round)}. Asked: {groups}. "
        f"Closes {show.moment(survey_round.closes_at)}."
    )
    show.sentence(words.audience(survey_round.openness, survey_round.k), "quiet")
    for attribute in survey_round.attributes:
        kind, choices = words.ATTRIBUTES[attribute.key], ", ".join(attribute.choices)
        show.sentence(f"People may say their {kind}: {choices}.", "quiet")
    if survey_round.erase_at:
        show.sentence(
            f"Comments, notes and names are erased {show.moment(survey_round.erase_at)}.", "quiet"
        )


def planned(survey_round: Round) -> None:
    """Before it opens."""
    show.sentence("Once open, bank, openness, links and the fewest answers shown are locked.")
    asked = [participant.group.id for participant in survey_round.asked]
    if small := words.too_small(plan.too_small(who, asked, survey_round.k), survey_round.k):
        show.sentence(small, "note")
    show.link("See it as people will", f"/preview?round={survey_round.id}")
    show.confirmed(
        "The questions, the groups and who sees what are right",
        "Open the round",
        do(running.open_round),
        survey_round.id,
        key=f"open-{survey_round.id}",
        primary=True,
    )
    with st.expander("Move the closing time"):
        moved(survey_round)
    with st.expander("Delete this plan"):
        deleted(survey_round)


def under_way(entry: Entry) -> None:
    """While people answer."""
    survey_round = entry.round
    how_many(survey_round)
    if survey_round.links is Links.TEAM:
        team_ways_in(survey_round)
        with st.expander("Take a link back"):
            replaced(survey_round)
    else:
        personal_ways_in(entry)
    show.way("coach/letters.py", "Invitations and reminders by mail")
    with st.expander("Let a late joiner in"):
        late(survey_round)
    with st.expander("Give people more time"):
        moved(survey_round)
    with st.expander("Close a group, or all"):
        closed(survey_round)
    with st.expander("Start the answers of a group afresh"):
        cleared(survey_round)
    with st.expander("Cancel: this was opened by mistake"):
        show.sentence("Everything that was answered is erased, and nothing is counted.")
        show.confirmed(
            "Erase what was answered",
            "Cancel the round",
            do(running.cancel),
            survey_round.id,
            key=f"cancel-{survey_round.id}",
        )


def over(survey_round: Round) -> None:
    """After the close, or when it was called off."""
    if survey_round.state is State.CANCELLED:
        show.sentence("This round was called off; what had been answered was erased.")
    st.button(
        "Plan it once more",
        key=f"repeat-{survey_round.id}",
        on_click=again,
        args=(survey_round.id,),
    )
    if survey_round.state is State.CLOSED:
        with st.expander("Erase comments and names on a day"):
            erasure(survey_round)
    with st.expander("Delete this round"):
        deleted(survey_round)


def how_many(survey_round: Round) -> None:
    """Participation, as it was last counted."""
    found = participation.participation(who, survey_round.id)
    if found:
        show.heading("How many have answered")
        if any(count.at for count in found):
            rows = tuple((count.group, words.answered(count)) for count in found)
            show.table(("Group", "Answered"), rows)
        show.sentence(words.counted_when(found, show.moment), "quiet")


def team_ways_in(survey_round: Round) -> None:
    """A link, a QR code and two words for each group."""
    show.heading("Ways in")
    found = links.team_links(who, survey_round.id)
    if not found:
        show.sentence("There is no link of this round for you to pass on.")
        return
    labels = {index: link.group for index, link in enumerate(found)}
    chosen = found[choosing.choice("Link of", labels, key=f"link-{survey_round.id}")]
    show.address(chosen.url)
    show.picture(chosen.qr, f"QR code of the link for {chosen.group}")
    if chosen.code:
        show.sentence(
            f"Or, at {settings().base_url}/code, the two words: {chosen.code}. They work while the "
            "team is open."
        )
    show.sentence("A team link counts devices, not people.", "quiet")
    show.link("Cards to print, one per team", f"/files/rounds/{survey_round.id}/cards")


def replaced(survey_round: Round) -> None:
    """Other links, for the case that one got into wrong hands."""
    show.sentence(
        "The link and the words before lead nowhere any more; what was answered with them counts."
    )
    names = {
        participant.group.id: participant.group.name
        for participant in survey_round.asked
        if not participant.closed
    }
    if names:
        group = choosing.choice("Group", names, key=f"replace-{survey_round.id}")
        show.confirmed(
            "Take the link back",
            "Make another link",
            do(links.replace_team_link),
            TeamId(survey_round.id, group),
            key=f"replaced-{survey_round.id}",
        )


def personal_ways_in(entry: Entry) -> None:
    """A file of links, and another link for one person, for whoever may hold them."""
    survey_round = entry.round
    show.heading("Ways in")
    asked = links.invited(who, survey_round.id)
    without = sum(not invited.has_link for invited in asked)
    show.sentence(
        f"{len(asked)} people are asked; {without} of them have no link yet. Each gets theirs by "
        "email, where nobody else sees it."
    )
    if not entry.may_hand_over:
        return
    show.link("Make a file of the missing links", f"/files/rounds/{survey_round.id}/links")
    with st.expander("Another link for one person"):
        show.sentence(
            "The one before leads nowhere any more. What was answered with it stays and counts, "
            "because nobody can tell whose it is."
        )
        names = {invited.person: f"{invited.name} · {invited.group_path}" for invited in asked}
        if names:
            person = choosing.choice("Person", names, key=f"person-{survey_round.id}")
            show.confirmed(
                "Take the link back",
                "Make another link",
                another,
                survey_round.id,
                person,
                key=f"another-{survey_round.id}",
            )
    if made := st.session_state.get("another"):
        show.sentence(f"For {made.name}, shown only now. Pass it on by a way only they read.")
        show.address(made.url)


def another(round_id: int, person: int) -> None:
    """Replace one person's link; it is shown until the page is left."""
    st.session_state["another"] = saving.attempt(links.replace_personal_link, round_id, person)


def late(survey_round: Round) -> None:
    """Those who joined a group since the round opened."""
    joined = running.joiners(who, survey_round.id)
    if not joined:
        show.sentence(
            "Nobody has joined an open group since the round opened. Whoever joins is added on the "
            "page of people first."
        )
        return
    names = {(joiner.group, joiner.person): joiner.name for joiner in joined}
    group, person = choosing.choice("Who", names, key=f"late-{survey_round.id}")
    show.confirmed(
        "They answer as well",
        "Let them in",
        do(running.let_in),
        TeamId(survey_round.id, group),
        person,
        key=f"let-in-{survey_round.id}",
    )


def moved(survey_round: Round) -> None:
    """Another closing time."""
    at = choosing.moment_asked(
        "Closes on", survey_round.closes_at + LATER, key=f"closing-{survey_round.id}"
    )
    if at is not None:
        show.confirmed(
            "People are told of the new time",
            "Move the closing time",
            do(running.move_closing),
            survey_round.id,
            at,
            key=f"moved-{survey_round.id}",
        )


def closed(survey_round: Round) -> None:
    """Close a group, or all."""
    show.sentence("Final: answers become counts, and the single answers are erased.")
    names = {
        participant.group.id: participant.group.name
        for participant in survey_round.asked
        if not participant.closed
    }
    group = choosing.choice("Group", names, key=f"close-one-{survey_round.id}")
    found = participation.outlooks(who, survey_round.id)
    if group in found:
        show.sentence(words.outlook(found[group], show.moment), "note")
    sure = "Everybody who wants to has answered"
    show.confirmed(
        sure,
        "Close this group",
        do(closing.reveal),
        TeamId(survey_round.id, group),
        key=f"close-group-{survey_round.id}",
    )
    nothing = [one.group for one in found.values() if not one.enough]
    if nothing and len(found) > 1:
        show.sentence(words.nothing_of(nothing, survey_round.k), "note")
    show.confirmed(
        f"{sure}, in all groups",
        "Close all groups",
        do(closing.close_round),
        survey_round.id,
        key=f"close-{survey_round.id}",
    )


def cleared(survey_round: Round) -> None:
    """Begin afresh where strangers have answered."""
    show.sentence(notice.AFRESH)
    names = {
        participant.group.id: participant.group.name
        for participant in survey_round.asked
        if not participant.closed
    }
    group = choosing.choice("Group", names, key=f"clear-one-{survey_round.id}")
    show.confirmed(
        "I want to erase what this group has answered",
        "Erase its answers",
        do(moderating.clear),
        TeamId(survey_round.id, group),
        key=f"clear-{survey_round.id}",
    )


def erasure(survey_round: Round) -> None:
    """When comments and names go."""
    usual = survey_round.erase_at or survey_round.closes_at + ERASED_AFTER
    at = choosing.moment_asked("On", usual, key=f"erase-{survey_round.id}")
    keep: datetime | None = None
    show.confirmed(
        "Erase comments and names then",
        "Set the day",
        do(running.set_erasure),
        survey_round.id,
        at,
        key=f"erase-set-{survey_round.id}",
    )
    if survey_round.erase_at:
        st.button(
            "Keep them after all",
            key=f"erase-not-{survey_round.id}",
            on_click=do(running.set_erasure),
            args=(survey_round.id, keep),
        )


def deleted(survey_round: Round) -> None:
    """Forget the round."""
    show.sentence("The round goes with all that was counted and written in it.")
    show.confirmed(
        "Forget it",
        "Delete the round",
        do(running.delete),
        survey_round.id,
        key=f"delete-{survey_round.id}",
    )


def again(round_id: int) -> None:
    """Plan a round once more."""
    if saving.attempt(plan.repeat, round_id):
        st.session_state["said"] = "Planned once more, with two weeks to answer."


def do(door):
    """A door as what a button does."""

    def act(*values) -> None:
        saving.attempt(door, *values)

    return act


who = visitor.principal()
entries = plan.overview(who)
show.title("Rounds")
saving.fault()
if said := st.session_state.pop("said", None):
    show.sentence(said, "lead")
show.way("coach/plan.py", "Plan a round")
if entries:
    entry = pick(entries)
    terms(entry)
    if not entry.may_run:
        how_many(entry.round)
        if entry.round.state is State.OPEN and entry.round.links is Links.TEAM:
            team_ways_in(entry.round)
    elif entry.round.state is State.PLANNED:
        planned(entry.round)
    elif entry.round.state is State.OPEN:
        under_way(entry)
    else:
        over(entry.round)
else:
    show.sentence("There is no round yet.")
