"""One's own account: the password, and where one is signed in."""

import streamlit as st

from posdash.access import account, log, words
from posdash.screen import forms, show
from posdash.web import visitor

mine = account.account(visitor.principal(), visitor.sign_in())
show.title(mine.name, over="Your account")
show.heading("Signing in")
if mine.email:
    show.sentence(f"Your e-mail is {mine.email}.")
    show.link("Change your password" if mine.has_password else "Choose a password", "/password")
else:
    show.sentence("You sign in with links. With an e-mail you could choose a password.")
done = log.done_to_me(visitor.principal())
if done:
    show.heading("What others did to your account")
    show.points([f"{words.done_to_you(entry)}, {show.moment(entry.at)}." for entry in done])
    show.sentence("If you did not ask for it, ask them, and sign out below what is not yours.")
show.heading("Where you are signed in")
for index, sign_in in enumerate(mine.sign_ins):
    said, out = st.columns([3, 1])
    with said:
        show.sentence(
            "This browser" if sign_in.here else sign_in.agent or "A browser without a name"
        )
        show.sentence(f"Since {show.moment(sign_in.started_at)}", "quiet")
    if not sign_in.here:
        with out:
            forms.deed(
                "Sign out there",
                account.end_sign_in,
                sign_in.id,
                key=f"end-{index}",
                family="sign-out",
            )
show.link("Sign out here", "/out")
