"""Whether two checkouts say the same of the sample, to the letter: `results --json` for everybody.

python tests/benchmarks/same_results.py CHECKOUT ANOTHER
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ASK = """
import itertools, json, os, sqlite3
from typer.testing import CliRunner
from posdash.__main__ import app

def said(*words):
    done = CliRunner().invoke(app, [str(one) for one in words])
    return in_order(done.stdout) if done.exit_code == 0 else f"refused: {done.exception}"

def in_order(text):
    "Comments are shuffled anew in each database, so they are compared in the alphabet's order."
    if not text.startswith("{"):
        return text
    found = json.loads(text)
    for one in found.get("dimensions", ()):
        if isinstance(one.get("comments"), list):
            one["comments"].sort(key=json.dumps)
    return json.dumps(found, ensure_ascii=False)

said("sample")
file = os.environ["POSDASH_DATABASE_URL"].removeprefix("sqlite:///")
groups = sqlite3.connect(file).execute("SELECT round_id, name FROM round_group").fetchall()
ways = [(), ("--aim",), ("--by", "role"), ("--since", "1"), ("--beside", "Otter")]
asked = [
    ("results", "--json", "--round", round_id, "--group", name, "--as", viewer, *way)
    for (round_id, name), viewer, way in itertools.product(groups, ("coach", "leader"), ways)
]
print(json.dumps({" ".join(map(str, one)): said(*one) for one in asked}))
"""


def results(checkout: Path) -> dict[str, str]:
    """What a checkout answers, by what was asked, from a fresh database with the sample."""
    with TemporaryDirectory() as folder:
        database = f"sqlite:///{Path(folder) / 'posdash.db'}"
        done = subprocess.run(
            [sys.executable, "-c", ASK],
            cwd=checkout,
            env={**os.environ, "POSDASH_DATABASE_URL": database},
            check=True,
            capture_output=True,
            text=True,
        )
    found: dict[str, str] = json.loads(done.stdout)
    return found


def main(first: str, second: str) -> int:
    """Print what differs; 0 if nothing does and something was said at all."""
    before, after = results(Path(first)), results(Path(second))
    told = sum(not one.startswith("refused") for one in before.values())
    differs = [one for one in before.keys() | after.keys() if before.get(one) != after.get(one)]
    print(f"{len(before)} questions, {told} with results, {len(differs)} answered differently")
    print("\n".join(sorted(differs)[:20]))
    return int(bool(differs) or not told)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
