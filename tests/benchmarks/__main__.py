"""`uv run python -m tests.benchmarks overdue|intake|dashboard [--json] [--size N] [--repeats N]`.

Everything happens in a database that is made for the run and dropped after it: on the server that DATABASE_URL
names, else on one that is started for the purpose.
"""

import argparse
import importlib
import json
import logging
import os
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory

NAMES = ("overdue", "intake", "dashboard", "idle", "chain", "crowd", "memory")


def main() -> int:
    asked = arguments()
    if not os.environ.get("DATABASE_URL"):
        return beside_own_servers()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("HOLDFAST_ENV", "test")
    os.environ.setdefault("SECRET_KEY", "only-for-benchmarks")
    os.environ["HOLDFAST_TEST_SUFFIX"] = f"benchmark_{os.getpid()}"
    with throwaway_database():
        run = importlib.import_module(f"tests.benchmarks.{asked.name}").run
        chosen = {name: value for name in ("size", "repeats", "waiting") if (value := getattr(asked, name))}
        result = run(**chosen)
        text = json.dumps(result.as_json(), indent=2) if asked.json else result.as_text()
    if asked.to:
        asked.to.write_text(text)
    else:
        print(text)
    return 0


def beside_own_servers() -> int:
    """Once more, beside servers started for it; what they say on the way is kept out of the answer."""
    with TemporaryDirectory() as folder:
        answer = Path(folder) / "answer"
        again = [sys.executable, "-m", "tests.benchmarks", *sys.argv[1:], "--to", str(answer)]
        command = [sys.executable, "-m", "config.services.run", "--", *again]
        code = subprocess.run(command, stdout=sys.stderr, check=False).returncode
        if code == 0:
            print(answer.read_text())
    return code


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="Measure beside a floor.")
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--size", type=int, help="rows of the case (deadlines, commitments)")
    parser.add_argument("--repeats", type=int, help="turns that count")
    parser.add_argument("--waiting", type=int, help="open deadlines beside those that lapse")
    parser.add_argument("--to", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


@contextmanager
def throwaway_database() -> Iterator[None]:
    import django

    django.setup()
    logging.disable(logging.WARNING)
    warnings.filterwarnings("ignore", message="No directory at")  # nobody asks for a static file here
    from django.db import connections
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases, teardown_test_environment

    setup_test_environment(debug=False)
    # What this prints on the way belongs beside the answer, not in it.
    with redirect_stdout(sys.stderr):
        made = setup_databases(verbosity=0, interactive=False, aliases={"default", "owner"})
    try:
        yield
    finally:
        connections.close_all()
        teardown_databases(made, verbosity=0)
        teardown_test_environment()


if __name__ == "__main__":
    sys.exit(main())
