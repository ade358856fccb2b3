"""How soon the command line answers: the CPU time of a small command, beside Python's own."""

import subprocess
import sys
from resource import RUSAGE_CHILDREN, getrusage

BAR = 0.3  # seconds of CPU for a command that needs the settings alone
TRIES = 5  # the quickest counts: what else a machine does only ever adds


def seconds(*arguments: str) -> float:
    """CPU time of one Python process, of the quickest of a few."""
    return min(_once(*arguments) for _ in range(TRIES))


def _once(*arguments: str) -> float:
    before = _spent()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
    return _spent() - before


def _spent() -> float:
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Print both times and their ratio; stop where the command takes too long."""
    nothing, address = seconds("-c", "pass"), seconds("-m", "posdash", "address")
    print(
        f"python -m posdash address: {1000 * address:.0f} ms of CPU, "
        f"{address / nothing:.0f} times as long as python -c pass."
    )
    sys.exit(None if address < BAR else f"That is {BAR} seconds or more.")


if __name__ == "__main__":
    main()
