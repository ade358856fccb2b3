"""How to run the hour: one page to read the evening before, or to print."""

import streamlit as st

from posdash.screen import show

PARTS = (
    (
        "Before",
        (
            "Look at the agenda: each question says why it is there. Drop what you would not ask.",
            "Open the projector on a second window and the session on your phone or laptop.",
            "If you like, say where you believe the team stands before you look.",
        ),
    ),
    (
        "Welcome, a tenth of the time",
        (
            "Say what this is for: to talk about how you work, not to judge it.",
            "Say that neither end is right, and who can see what.",
            "Look at what you agreed last time: done, still open, or no longer wanted.",
        ),
    ),
    (
        "Place, if people have not yet",
        (
            "Let everybody read the code and place in silence, about 20 seconds a question.",
            "Whoever has no phone tells you, and you enter it for them.",
            "Reveal once everybody is done. That is final.",
        ),
    ),
    (
        "Talk, one question at a time",
        (
            "Say aloud first where you agree. It takes a minute and sets the tone.",
            "Read the opening question, then wait. Ten seconds of silence are fine.",
            "Ask for what people see in their work, not for why they chose a place.",
            "Where people stand apart, hear both sides before anybody answers.",
            "In two camps, ask each what the other protects.",
            "Where all stand close and want to stay, thank them and go on.",
            "When the time is over, ask: five more minutes, or the next question?",
        ),
    ),
    (
        "Try something",
        (
            "One or two small experiments are enough. A step has a name and a day.",
            "Ask what you would notice if it worked, and what if you overdid it.",
        ),
    ),
    (
        "Close",
        (
            "One word each, then the vote: was this hour worth it? Read the words aloud.",
            "Say when you look at the next steps again.",
        ),
    ),
    (
        "If it gets hard",
        (
            "Never ask who stood where. Whoever wants to say so does.",
            "Somebody explains the number away: ask what it looks like on a normal day.",
            "Somebody asks which end is the right one: ask what you would lose at each.",
            "It gets personal: go back to the sentence, both ends and their good sides.",
        ),
    ),
)

show.title("How to run the hour", over="For whoever leads the conversation")
show.sentence("The picture opens the conversation; the conversation is what counts.", "lead")
with st.container(key="guide"):
    for heading, said in PARTS:
        show.heading(heading)
        show.points(said)
