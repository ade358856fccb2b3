"""The wording of the letters: one entry per language, nothing but data."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Wording:
    """One language: paragraphs with names in braces, and how it writes dates and amounts."""

    months: str  # from January
    weekdays: str  # from Monday
    day: str
    moment: str
    amounts: Mapping[str, tuple[str, str]]  # for one, for more
    contact: str
    invitation_subject: str
    invitation: tuple[str, ...]
    unknown: str
    named: str
    team_link: str
    personal_link: str
    reminder_subject: str
    reminder: tuple[str, ...]
    everybody: str
    everybody_named: str
    link_again: str
    link_elsewhere: str
    sign_in_subject: str
    sign_in: tuple[str, ...]
    link_made_subject: str
    link_made: tuple[str, ...]
    address_changed_subject: str
    address_changed: tuple[str, ...]


_ENGLISH = Wording(
    months="January February March April May June July August September October November December",
    weekdays="Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    day="{day} {month} {year}",
    moment="{weekday}, {date}, {clock} ({zone})",
    amounts=MappingProxyType(
        {
            "questions": ("1 question", "{} questions"),
            "minutes": ("1 minute", "{} minutes"),
            "hours": ("1 hour", "{} hours"),
            "days": ("1 day", "{} days"),
        }
    ),
    contact="Questions about privacy: {contact}",
    invitation_subject="An invitation for {group}: {title}",
    invitation=(
        "Hello,",
        "{asker} invites you, for {group}, to “{title}”. It asks: {question}",
        "You choose a place between two ends, {questions} in all. It takes about {minutes}. "
        "Neither end is the right one: where people stand apart is where a conversation is worth "
        "having.",
        "You can answer until {until}.",
        "{audience} {kept}",
        "{link}",
        "{about_link}",
        "{contact}",
    ),
    unknown="Nobody can see from the database whether you have answered.",
    named="Your name will stand with your answers.",
    team_link="The link is the same for everybody who answers for {group}.",
    personal_link="The link is yours alone, so please do not pass it on. It is kept nowhere but in "
    "this mail: keep the mail until you have answered.",
    reminder_subject="Still open: {title}",
    reminder=(
        "Hello,",
        "“{title}” is open for {group} until {until}. It takes about {minutes}.",
        "{everybody}",
        "{where_link}",
        "{link}",
        "{contact}",
    ),
    everybody="This goes to everybody who was invited; ignore it if you have answered, because "
    "nobody knows.",
    everybody_named="This goes to everybody who was invited; ignore it if you have answered.",
    link_again="Here is the link again:",
    link_elsewhere="Your own link is not repeated here, because it is not kept. It stands in the "
    "mail of {sent} with the subject “{subject}”.",
    sign_in_subject="Your link to sign in to posdash",
    sign_in=(
        "Hello,",
        "This link signs you in to posdash. It works once, within {valid}.",
        "{link}",
        "If you did not ask for it, ignore this mail.",
    ),
    link_made_subject="A link to sign in as you was made",
    link_made=(
        "Hello,",
        "{by} made a link that signs in to posdash as you: {when}. It is not in this mail; {by} "
        "passes it on.",
        "If you did not ask for it, ask {by} what it is for. On the page “Account” you see where "
        "you are signed in, and can end it.",
    ),
    address_changed_subject="Your account on posdash has another address",
    address_changed=(
        "Hello,",
        "{by} gave your account on posdash another e-mail address, or none: {when}. This mail goes "
        "to the address before.",
        "If you did not ask for it, ask {by}: links to sign in go to the new address from now on.",
    ),
)
_GERMAN = Wording(
    months="Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    weekdays="Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    day="{day}. {month} {year}",
    moment="{weekday}, {date}, {clock} Uhr ({zone})",
    amounts=MappingProxyType(
        {
            "questions": ("1 Frage", "{} Fragen"),
            "minutes": ("1 Minute", "{} Minuten"),
            "hours": ("1 Stunde", "{} Stunden"),
            "days": ("1 Tag", "{} Tage"),
        }
    ),
    contact="Fragen zum Datenschutz: {contact}",
    invitation_subject="Einladung für {group}: {title}",
    invitation=(
        "Guten Tag,",
        "{asker} lädt Sie für {group} zu „{title}“ ein. Die Frage ist: {question}",
        "Sie wählen einen Ort zwischen zwei Enden, {questions} im Ganzen. Das dauert etwa "
        "{minutes}. Keines der beiden Enden ist das richtige: Wo Menschen auseinander stehen, "
        "lohnt sich ein Gespräch.",
        "Antworten können Sie bis {until}.",
        "{audience} {kept}",
        "{link}",
        "{about_link}",
        "{contact}",
    ),
    unknown="Niemand kann in der Datenbank sehen, ob Sie geantwortet haben.",
    named="Ihr Name steht bei Ihren Antworten.",
    team_link="Der Link ist für alle derselbe, die für {group} antworten.",
    personal_link="Der Link ist nur für Sie, geben Sie ihn bitte nicht weiter. Er steht nirgends "
    "als in dieser Mail: Heben Sie sie auf, bis Sie geantwortet haben.",
    reminder_subject="Noch offen: {title}",
    reminder=(
        "Guten Tag,",
        "„{title}“ ist für {group} offen bis {until}. Es dauert etwa {minutes}.",
        "{everybody}",
        "{where_link}",
        "{link}",
        "{contact}",
    ),
    everybody="Diese Mail geht an alle Eingeladenen. Haben Sie schon geantwortet, dann lassen Sie "
    "sie liegen: Wer geantwortet hat, weiß niemand.",
    everybody_named="Diese Mail geht an alle Eingeladenen. Haben Sie schon geantwortet, dann "
    "lassen Sie sie liegen.",
    link_again="Hier ist der Link noch einmal:",
    link_elsewhere="Ihr eigener Link steht hier nicht noch einmal, weil er nicht aufbewahrt wird. "
    "Er steht in der Mail vom {sent} mit dem Betreff „{subject}“.",
    sign_in_subject="Ihr Link zum Anmelden bei posdash",
    sign_in=(
        "Guten Tag,",
        "Mit diesem Link melden Sie sich bei posdash an. Er gilt einmal und höchstens {valid}.",
        "{link}",
        "Haben Sie ihn nicht angefordert, dann beachten Sie diese Mail nicht.",
    ),
    link_made_subject="Für Sie wurde ein Link zum Anmelden erstellt",
    link_made=(
        "Guten Tag,",
        "{by} hat einen Link erstellt, mit dem man sich bei posdash als Sie anmeldet: {when}. Er "
        "steht nicht in dieser Mail; {by} gibt ihn weiter.",
        "Haben Sie nicht darum gebeten, dann fragen Sie {by}, wofür er ist. Auf der Seite "
        "„Account“ sehen Sie, wo Sie angemeldet sind, und können das beenden.",
    ),
    address_changed_subject="Ihr Konto bei posdash hat eine andere Adresse",
    address_changed=(
        "Guten Tag,",
        "{by} hat Ihrem Konto bei posdash eine andere E-Mail-Adresse gegeben, oder keine: {when}. "
        "Diese Mail geht an die bisherige.",
        "Haben Sie nicht darum gebeten, dann fragen Sie {by}: Links zum Anmelden gehen von nun an "
        "an die neue Adresse.",
    ),
)
KINDS: Mapping[str, str] = MappingProxyType({"invitation": "invitation", "reminder": "reminder"})
"""What a letter is for, in a list of letters."""
LANGUAGES: Mapping[str, Wording] = MappingProxyType({"en": _ENGLISH, "de": _GERMAN})
