"""Whom a link, or the two words that stand for it, make of a device."""

from db import devices as device_sql
from db import invitations as invitation_sql
from db import meetings as meeting_sql
from db import rounds as round_sql
from posdash import clock
from posdash.access import codes
from posdash.access.rights import Respondent
from posdash.banks.bank import Openness
from posdash.errors import Refused
from posdash.keys import SECRET_BYTES, from_text, keyed, to_text
from posdash.store import faults_in_words, store
from posdash.survey.round import TeamId

GIVEN_UP = "given up"


def respondent(link: str, device: bytes) -> Respondent | None:
    """Whom a link makes of a device, or None if there is no such link or the device was given up.

    A personal link is the respondent's token itself. With a team link the
    device's own secret stands for the person, so one device answers once in a
    round. Both kinds are looked up whatever the link looks like, so that a
    wrong one takes no longer and no shorter than a withdrawn one.
    """
    secret = from_text(link) or bytes(SECRET_BYTES)
    with faults_in_words(), store().read() as connection:
        team = round_sql.by_link(connection, to_text(secret))
        personal = invitation_sql.by_hash(connection, keyed(secret, "login"))
        given_up = device_sql.given_up(connection, keyed(device, GIVEN_UP))
    if given_up:
        return None
    if personal is not None:
        name = personal.name if personal.openness == Openness.NAMED else None
        return Respondent(TeamId(*personal[:2]), secret, device, name)
    if team is not None:
        token = keyed(device, f"token|{team.round_id}")
        return Respondent(TeamId(*team), token, device)
    return None


def give_up(device: bytes) -> None:
    """Hand a device to somebody else: what its secret opened, nothing opens from now on.

    A tab that was opened before still sends that secret. Raises NotReady where
    the database cannot be reached.
    """
    with faults_in_words(), store().write() as connection:
        device_sql.give_up(connection, keyed(device, GIVEN_UP))


def leads_nowhere() -> Refused:
    """What everybody is told of a link that is wrong, withdrawn, or handed over with its device."""
    return Refused(
        "There is no round behind this link: it is not whole, it was taken back, or this device "
        "was handed to somebody else.",
        cure="Open the link, the QR code or the two words your team was given, or ask who passed "
        "them on.",
    )


def link_of(code: str) -> str | None:
    """The team link that two words stand for while its group is open or in session, or None."""
    letters = codes.normal(code)
    with faults_in_words(), store().read() as connection:
        row = round_sql.by_code(connection, letters)
        in_session = meeting_sql.link_by_code(connection, letters)
    if in_session is not None:
        return in_session
    return row.link if row and row.closes_at > clock.now() else None


def handed_on() -> Refused:
    """What a page says that was open before, once its link or its device opens nothing."""
    return Refused(
        "This device was handed to somebody else, or its link was taken back. What was saved stays "
        "saved, and nobody can see or change it here any more.",
        cure="To answer, open the link, the QR code or the two words your team was given.",
    )
