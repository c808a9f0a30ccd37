"""`manage.py seed`: enter the agreements and demo accounts of the seeds folder. Safe to repeat."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from commitments.agreement_file.reading import FileError
from monitoring.seeding.files import read_accounts, seed_everything


class Command(BaseCommand):
    help = "Enter the agreements, the exercise and the demo accounts of the seeds folder. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / "seeds", help="where the files are")
        parser.add_argument("--accounts", action="store_true", help="print the demo accounts as JSON and do nothing")
        parser.add_argument(
            "--yes-really", action="store_true", help="seed in production, with accounts whose passwords are public"
        )

    def handle(self, *args: Any, folder: Path, accounts: bool, yes_really: bool, **options: Any) -> None:
        try:
            if accounts:
                self.stdout.write(json.dumps(_listed(folder), indent=2))
                return
            if settings.IN_PRODUCTION and not yes_really:
                raise CommandError(
                    "Nothing was seeded: the demo accounts have passwords that anybody can read, and this is "
                    "production. Say --yes-really if you want them here."
                )
            seed_everything(folder, at=timezone.now(), say=self.stdout.write)
        except FileError as error:
            raise CommandError(str(error)) from error


def _listed(folder: Path) -> list[dict[str, str]]:
    return [
        {
            "role": account.name,
            "email": account.email,
            "password": account.password,
            "mission": ", ".join(account.missions),
        }
        for account in read_accounts(folder)
    ]
