"""Rounds: open one, pass its links on, see how many have answered, extend, close, repeat."""

from datetime import timedelta

import streamlit as st

from posdash.access.rights import Principal
from posdash.answers import closing, moderating, notice
from posdash.findings import words
from posdash.rounds import links, participation, plan, running
from posdash.rounds.plan import Entry
from posdash.screen import choosing, forms, show
from posdash.settings import settings
from posdash.survey.round import Links, Round, State, TeamId
from posdash.web import visitor

LATER = timedelta(days=7)
ERASED_AFTER = timedelta(days=365)


def pick(entries: tuple[Entry, ...]) -> Entry:
    """The round to look at: the newest, unless another is chosen."""
    by_id = {str(round_entry.round.id): round_entry for round_entry in entries}
    labels = {
        round_id: f"{round_entry.round.title} · {words.STATES[round_entry.round.state]}"
        for round_id, round_entry in by_id.items()
    }
    return by_id[choosing.kept_choice("Round", labels, key="round")]


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
    forms.confirmed(
        "The questions, the groups and who sees what are right",
        "Open the round",
        running.open_round,
        survey_round.id,
        key=f"open-{survey_round.id}",
        done="The round is open.",
        primary=True,
    )
    with st.expander("Move the closing time", key="move"):
        moved(survey_round)
    with st.expander("Delete this plan", key="delete"):
        deleted(survey_round)


def under_way(entry: Entry) -> None:
    """While people answer."""
    survey_round = entry.round
    how_many(survey_round)
    if survey_round.links is Links.TEAM:
        team_ways_in(survey_round)
        with st.expander("Take a link back", key="replace"):
            replaced(survey_round)
    else:
        personal_ways_in(entry)
    show.way("coach/letters.py", "Invitations and reminders by mail")
    with st.expander("Let a late joiner in", key="late"):
        late(survey_round)
    with st.expander("Give people more time", key="move"):
        moved(survey_round)
    with st.expander("Close a group, or all", key="close"):
        closed(survey_round)
    with st.expander("Start the answers of a group afresh", key="afresh"):
        cleared(survey_round)
    with st.expander("Cancel: this was opened by mistake", key="cancel"):
        show.sentence("Everything that was answered is erased, and nothing is counted.")
        forms.confirmed(
            "Erase what was answered",
            "Cancel the round",
            running.cancel,
            survey_round.id,
            key=f"cancel-{survey_round.id}",
        )


def over(survey_round: Round) -> None:
    """After the close, or when it was called off."""
    if survey_round.state is State.CANCELLED:
        show.sentence("This round was called off; what had been answered was erased.")
    forms.deed(
        "Plan it once more",
        plan.repeat,
        survey_round.id,
        key=f"repeat-{survey_round.id}",
        done="Planned once more, with two weeks to answer.",
    )
    with st.expander("Take a link back", key="replace"):
        replaced(survey_round) if survey_round.links is Links.TEAM else ended(survey_round)
    if survey_round.state is State.CLOSED:
        with st.expander("Erase comments and names on a day", key="erase"):
            erasure(survey_round)
    with st.expander("Delete this round", key="delete"):
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
    found = [link for link in links.team_links(who, survey_round.id) if link.url]
    if not found:
        show.sentence(
            "There is no link of this round for you to pass on. A link shows its team's picture "
            "after the close, so whoever may not see that is given none."
        )
        return
    by_id = {str(link.group_id): link for link in found}
    labels = {group_id: link.group for group_id, link in by_id.items()}
    chosen = by_id[choosing.kept_choice("Link of", labels, key="link")]
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
    """Other links, or none, for the case that one got into wrong hands."""
    show.sentence(
        "The link and the words before lead nowhere any more; what was answered with them counts. "
        "After the close a link shows the team's picture."
    )
    names = {
        participant.group.id: participant.group.name
        for participant in survey_round.asked
        if participant.group.id in entry.groups
    }
    if names:
        with forms.Form(f"replace-{survey_round.id}") as form:
            form.choice("Group", "group", names)
            form.sure("Take the link back")
            form.press(
                "Make another link",
                replace_link,
                survey_round.id,
                done="There is another link, in the list above.",
            )
        with forms.Form(f"end-{survey_round.id}") as form:
            form.choice("Group", "group", names)
            form.sure("It shall lead nowhere, and no other takes its place")
            form.press("End the link", end_link, survey_round.id, done="The link is ended.")


def replace_link(who: Principal, round_id: int, group: int) -> None:
    """Take a group's link back, and make another."""
    links.replace_team_link(who, TeamId(round_id, group))


def end_link(who: Principal, round_id: int, group: int) -> None:
    """Take a group's link back for good."""
    links.end_team_link(who, TeamId(round_id, group))


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
    with st.expander("Another link for one person", key="another-link"):
        show.sentence(
            "The one before leads nowhere any more. What was answered with it stays and counts, "
            "because nobody can tell whose it is."
        )
        names = {invited.person: f"{invited.name} · {invited.group_path}" for invited in asked}
        if names:
            with forms.Form(f"another-{survey_round.id}") as form:
                form.choice("Person", "person", names)
                form.sure("Take the link back")
                form.press("Make another link", another, survey_round.id)
    with st.expander("Take somebody's link back", key="end-link"):
        ended(survey_round)
    if made := st.session_state.get("another"):
        show.sentence(f"For {made.name}, shown only now. Pass it on by a way only they read.")
        show.address(made.url)


def ended(survey_round: Round) -> None:
    """Let a personal link lead nowhere, also after the close."""
    show.sentence("The link leads nowhere any more; what was answered with it stays and counts.")
    names = links.holders(who, survey_round.id)
    if names:
        with forms.Form(f"end-{survey_round.id}") as form:
            form.choice("Whose", "person", names)
            form.sure("It shall lead nowhere")
            form.press(
                "End the link",
                links.end_personal_link,
                survey_round.id,
                done="The link is ended.",
            )


def another(who: Principal, round_id: int, person: int) -> None:
    """Replace one person's link; it is shown until the page is left."""
    st.session_state["another"] = links.replace_personal_link(who, round_id, person)


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
    with forms.Form(f"let-in-{survey_round.id}") as form:
        form.choice("Who", "joiner", names)
        form.sure("They answer as well")
        form.press("Let them in", let_in, survey_round.id, done="They can answer now.")


def let_in(who: Principal, round_id: int, joiner: tuple[int, int]) -> None:
    """Let a late joiner, who is one of a group, answer as well."""
    group, person = joiner
    running.let_in(who, TeamId(round_id, group), person)


def moved(survey_round: Round) -> None:
    """Another closing time."""
    with forms.Form(f"move-{survey_round.id}") as form:
        form.moment("Closes on", "closes_at", survey_round.closes_at + LATER)
        form.sure("People are told of the new time")
        form.press(
            "Move the closing time",
            running.move_closing,
            survey_round.id,
            done="The closing time is moved.",
        )


def closed(survey_round: Round) -> None:
    """Close a group, or all."""
    show.sentence("Final: answers become counts, and the single answers are erased.")
    names = answering(survey_round)
    found = participation.outlooks(who, survey_round.id)
    for each in found.values():
        show.sentence(words.outlook(each, show.moment), "note")
    sure = "Everybody who wants to has answered"
    with forms.Form(f"close-group-{survey_round.id}") as form:
        form.choice("Group", "group", names)
        form.sure(sure)
        form.press("Close this group", close_group, survey_round.id, done="The group is closed.")
    forms.confirmed(
        f"{sure}, in all groups",
        "Close all groups",
        closing.close_round,
        survey_round.id,
        key=f"close-{survey_round.id}",
        done="All groups are closed.",
    )


def answering(survey_round: Round) -> dict[int, str]:
    """The groups that have not closed, by id."""
    return {
        participant.group.id: participant.group.name
        for participant in survey_round.asked
        if not participant.closed
    }


def close_group(who: Principal, round_id: int, group: int) -> None:
    """Close one group."""
    closing.reveal(who, TeamId(round_id, group))


def cleared(survey_round: Round) -> None:
    """Begin afresh where strangers have answered."""
    show.sentence(notice.AFRESH)
    names = answering(survey_round)
    with forms.Form(f"clear-{survey_round.id}") as form:
        form.choice("Group", "group", names)
        form.sure("I want to erase what this group has answered")
        form.press("Erase its answers", clear_group, survey_round.id, done="They are erased.")


def clear_group(who: Principal, round_id: int, group: int) -> None:
    """Erase what one group has answered."""
    moderating.clear(who, TeamId(round_id, group))


def erasure(survey_round: Round) -> None:
    """When comments and names go."""
    usual = survey_round.erase_at or survey_round.closes_at + ERASED_AFTER
    with forms.Form(f"erase-{survey_round.id}") as form:
        form.moment("On", "at", usual)
        form.sure("Erase comments and names then")
        form.press("Set the day", running.set_erasure, survey_round.id, done="The day is set.")
    if survey_round.erase_at:
        forms.deed(
            "Keep them after all",
            running.set_erasure,
            survey_round.id,
            None,
            key=f"erase-not-{survey_round.id}",
            done="They are kept.",
        )


def deleted(survey_round: Round) -> None:
    """Forget the round."""
    show.sentence("The round goes with all that was counted and written in it.")
    forms.confirmed(
        "Forget it",
        "Delete the round",
        running.delete,
        survey_round.id,
        key=f"delete-{survey_round.id}",
        done="The round is deleted.",
    )


who = visitor.principal()
entries = plan.overview(who)
show.title("Rounds")
show.way("coach/plan.py", "Plan a round")
if entries:
    entry = pick(entries)
    terms(entry)
    if not entry.may_run:
        how_many(entry.round)
        if entry.round.links is Links.TEAM:
            team_ways_in(entry.round)
            with st.expander("Take a link back", key="replace"):
                replaced(entry.round)
    elif entry.round.state is State.PLANNED:
        planned(entry.round)
    elif entry.round.state is State.OPEN:
        under_way(entry)
    else:
        over(entry.round)
else:
    show.sentence("There is no round yet.")
