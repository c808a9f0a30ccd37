"""Brings the database up to date in one process, because starting Django four times costs more than the work.

Progress goes to the terminal, everything else to the log: `python -m config.services.prepare ACCOUNTS_FILE`.
"""

import io
import sys
from pathlib import Path

import django
from django.core.management import call_command

from config.services.keys import write_privately
from config.services.progress import step


def main(accounts_file: Path) -> None:
    """Migrate as the owner, seed as the application, and note who may sign in."""
    with step("Tables"):
        django.setup()
        call_command("migrate", database="owner", interactive=False, verbosity=0)
        call_command("createcachetable", database="owner", verbosity=0)
    with step("Seeds"):
        call_command("seed", stdout=sys.stderr)
    accounts = io.StringIO()
    call_command("seed", "--accounts", stdout=accounts)
    write_privately(accounts_file, accounts.getvalue())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
