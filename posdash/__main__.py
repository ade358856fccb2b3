"""The command line: set up, serve, look after rounds, read results, check banks and arithmetic."""

# Commands import what they need themselves: whoever asks for one waits for none of the others.

import json
import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from posdash.errors import BadFile, BadInput, PosdashError

if TYPE_CHECKING:
    from posdash.access.rights import Principal
    from posdash.survey.round import Round


class OneSentence(TyperGroup):
    """Commands whose errors are one sentence and exit code 1."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except PosdashError as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from None


app = typer.Typer(
    cls=OneSentence,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
bank_app = typer.Typer(help="Question banks.", no_args_is_help=True)
round_app = typer.Typer(help="Rounds: list, open, close.", no_args_is_help=True)
app.add_typer(bank_app, name="bank")
app.add_typer(round_app, name="round")


class Viewer(StrEnum):
    """Through whose eyes results are read."""

    COACH = "coach"
    LEADER = "leader"


RoundId = Annotated[int, typer.Argument(help="The round's number, as `round list` prints it.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program.")]


def operator() -> "Principal":
    """Whoever runs commands on this machine: they hold the database anyway."""
    from posdash.access.rights import OPERATOR_ID, Person, Principal

    return Principal(Person(OPERATOR_ID, "command line", administrator=True))


def _say_version(wanted: bool) -> None:
    if wanted:
        from posdash.parts import version

        typer.echo(f"posdash {version()}")
        raise typer.Exit


@app.callback()
def command_line(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_say_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """posdash: where a team stands between two ends, as the way into a conversation."""


@app.command()
def init() -> None:
    """Create or upgrade the database; print a set-up link if there is no administrator."""
    from posdash.access import signin
    from posdash.store import upgrade, wipe_what_was_erased

    upgrade()
    wipe_what_was_erased()
    link = signin.setup_link()
    if link is None:
        typer.echo("The database is up to date.")
        return
    typer.echo("The database is ready, and nobody is in it yet.")
    typer.echo(f"  Set up, once the app runs:   {link}")
    typer.echo("  Or an invented organisation: make sample")


@app.command()
def serve() -> None:
    """Do what `init` does, then serve the app until Ctrl-C."""
    from posdash.screen import serving
    from posdash.store import claim

    claim()
    init()
    serving.serve()


@app.command("reset-admin")
def reset_admin() -> None:
    """Lock all administrators out and print a fresh sign-in link for each."""
    from posdash.access import signin
    from posdash.store import require_current

    require_current()
    found = signin.reset_administrators(operator())
    for name, link in found:
        typer.echo(f"{name}\n  {link}")
    if not found:
        typer.echo(f"There is no administrator. Set up:\n  {signin.setup_link()}")


@app.command()
def address() -> None:
    """Print the address to listen on: 127.0.0.1, or a private one with POSDASH_LAN=1."""
    from posdash.settings import settings

    typer.echo(settings().address)


@app.command("sample")
def load_sample() -> None:
    """Load an invented company into an empty database; print links to look around with."""
    from posdash import sample
    from posdash.store import upgrade

    upgrade()
    for name, link in sample.load(operator()):
        typer.echo(f"{name}\n  {link}")


@bank_app.command("check")
def check_banks(files: Annotated[list[Path], typer.Argument(metavar="FILE...")]) -> None:
    """Check bank files; every fault is named with its line and its cure."""
    from posdash.banks.bank import read_bank

    faults = []
    for file in files:
        try:
            read = read_bank(file)
            typer.echo(f"{file}: {read.title} {len(read.dimensions)} dimensions, in order.")
        except BadFile as error:
            faults.append(str(error))
    if faults:
        typer.echo("\n".join(faults), err=True)
        raise typer.Exit(1)


@round_app.command("list")
def list_rounds() -> None:
    """List all rounds, the newest first."""
    from posdash.findings import words
    from posdash.rounds import plan
    from posdash.store import require_current

    require_current()
    for one in plan.all_rounds(operator()):
        typer.echo(
            f"{one.id:>4}  {words.STATES[one.state]:8}  {one.closes_at:%Y-%m-%d %H:%M} UTC  "
            f"{len(one.asked):>3} groups  {one.title}"
        )


@round_app.command("open")
def open_round(round_id: RoundId) -> None:
    """Open a planned round and print the link of each group."""
    from posdash.rounds import links, running
    from posdash.store import require_current
    from posdash.survey.round import Links

    require_current()
    opened = running.open_round(operator(), round_id)
    typer.echo(f"{opened.title} is open until {opened.closes_at:%Y-%m-%d %H:%M} UTC.")
    for one in links.team_links(operator(), round_id):
        typer.echo(f"{one.group}\n  {one.url}\n  {one.code}")
    if opened.links is Links.PERSONAL:
        typer.echo("Its links are personal: make them on the page of rounds.")


@round_app.command("close")
def close_round(round_id: RoundId) -> None:
    """Close all groups of a round, for good: answers become counts."""
    from posdash.answers import closing
    from posdash.store import require_current

    require_current()
    closing.close_round(operator(), round_id)
    typer.echo("Closed. Answers have become counts.")


@app.command("results")
def show_results(
    round_id: Annotated[int, typer.Option("--round", help="The round's number.")],
    group: Annotated[str, typer.Option(help="The group's name.")],
    viewer: Annotated[Viewer, typer.Option("--as", help="Through whose eyes.")],
    since: Annotated[int | None, typer.Option(help="Compare with this earlier round.")] = None,
    beside: Annotated[str | None, typer.Option(help="Compare with this other group.")] = None,
    by: Annotated[str | None, typer.Option(help="Split by role, site or tenure.")] = None,
    aim: Annotated[bool, typer.Option("--aim", help="Where people would like it to be.")] = False,
    as_json: AsJson = False,
) -> None:
    """Print what a coach or a leader of a group may see of a round."""
    from posdash.access.rights import Person, Principal
    from posdash.exports import report
    from posdash.store import require_current
    from posdash.survey.round import Facet, TeamId
    from posdash.views import results

    require_current()
    group_id, facet = _group_id(round_id, group), Facet.AIM if aim else Facet.NOW
    of = frozenset({group_id})
    if viewer is Viewer.COACH:
        who = Principal(Person(id=0, name="coach", coaches=of))
    else:
        other = of if beside is None else frozenset({_group_id(round_id, beside)})
        who = Principal(Person(id=0, name="leader", leads=of | other))
    if since is not None:
        found = results.since(who, TeamId(round_id, group_id), since, facet)
        typer.echo(report.comparison_json(found) if as_json else report.comparison_text(found))
    elif beside is not None:
        found = results.compare(who, round_id, group_id, _group_id(round_id, beside), facet)
        typer.echo(report.comparison_json(found) if as_json else report.comparison_text(found))
    elif by is not None:
        split = results.by_attribute(who, TeamId(round_id, group_id), by, facet)
        typer.echo(report.groups_json(split) if as_json else report.groups_text(split))
    elif viewer is Viewer.COACH:
        team = results.team(who, TeamId(round_id, group_id))
        typer.echo(report.team_json(team) if as_json else report.team_text(team))
    else:
        groups = results.groups(who, round_id, facet)
        typer.echo(report.groups_json(groups) if as_json else report.groups_text(groups))


@app.command("audit-privacy")
def audit_privacy(
    only: Annotated[int | None, typer.Option("--round", help="This round alone.")] = None,
) -> None:
    """Print who may see what, and check that nothing more follows; exit 1 if it does."""
    from posdash.exports import report
    from posdash.store import require_current
    from posdash.views import audit

    require_current()
    leaks, remembered = 0, audit.Remembered()
    for round_id in audit.audited(operator()) if only is None else (only,):
        found = audit.audit(operator(), round_id, remembered)
        leaks += len(found.leaks)
        typer.echo(report.audit_text(found))
    if left := report.upkeep_text(audit.upkeep(operator())):
        typer.echo(left)
    if leaks:
        raise typer.Exit(1)


@app.command("replay")
def replay_round(
    round_id: Annotated[int, typer.Option("--round", help="The round's number.")],
) -> None:
    """Deal a round's answers out at random; print how often its page would claim a difference."""
    from posdash.access.rights import Person, Principal
    from posdash.findings import comparison_words
    from posdash.store import require_current
    from posdash.views import replay

    require_current()
    found = _round(round_id)
    ids = {one.group.id for one in found.participants}
    tops = frozenset(one.group.id for one in found.participants if one.group.parent not in ids)
    leader = Principal(Person(id=0, name="leader of everything", leads=tops))
    for facet in found.facets:
        said = comparison_words.replayed(replay.replay(leader, round_id, facet))
        typer.echo(f"{found.title} ({facet}): {said}")


@app.command("measures")
def show_measures(
    counts: Annotated[
        list[str],
        typer.Option(help="Answers at each place, such as 0,4,0,0,0,4,0; repeat it to compare."),
    ],
    as_json: AsJson = False,
) -> None:
    """Print every measure of one tally, or those that compare several: check the arithmetic."""
    from posdash.measures.library import measured

    tallies = [_counts(one) for one in counts]
    if len({len(one) for one in tallies}) > 1:
        cure = "Give as many numbers each time."
        raise BadInput("The scales differ.", where="--counts", cure=cure)
    found = measured(tallies if len(tallies) > 1 else tallies[0])
    if as_json:
        typer.echo(json.dumps({one.measure.name: one.value for one in found}, indent=2))
        return
    for one in found:
        typer.echo(f"{one.measure.title}: {one.text}\n  {one.measure.sentence}")


@app.command("parts")
def list_parts() -> None:
    """Print what is installed to run, with versions and licences: CycloneDX, for programs."""
    from posdash.parts import bill_of_materials

    typer.echo(json.dumps(bill_of_materials(), indent=2))


def _counts(text: str) -> list[int]:
    try:
        counts = [int(part) for part in text.split(",")]
    except ValueError:
        counts = []
    if not 3 <= len(counts) <= 11 or min(counts) < 0:
        raise BadInput(
            "Counts are 3 to 11 whole numbers, none below 0.",
            where="--counts",
            cure="Write them with commas: 0,4,0,0,0,4,0.",
        )
    return counts


def _round(round_id: int) -> "Round":
    from posdash.rounds import plan

    rounds = {one.id: one for one in plan.all_rounds(operator())}
    if round_id not in rounds:
        raise BadInput("There is no such round.", where="--round", cure="See: round list.")
    return rounds[round_id]


def _group_id(round_id: int, name: str) -> int:
    taking_part = _round(round_id).participants
    found = [one.group.id for one in taking_part if one.group.name.casefold() == name.casefold()]
    if len(found) == 1:
        return found[0]
    if found:
        raise BadInput(
            "Several groups have this name.", where="--group", cure="Look at them on the pages."
        )
    known = ", ".join(sorted(one.group.name for one in taking_part))
    raise BadInput("No such group took part.", where="--group", cure=f"It is one of: {known}.")


def main() -> None:
    """Run a command, with a umask that keeps the database for its owner alone."""
    os.umask(0o077)
    app()


if __name__ == "__main__":
    main()
