"""`manage.py deadlines FILE`: every deadline of an agreement file, with its arithmetic. Needs no database.

`manage.py deadlines --check-all`: hold every deadline on record against what its facts give.
"""

import json
from argparse import ArgumentParser
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from commitments.agreement_file.document import read_document
from commitments.agreement_file.printing import lines
from commitments.agreement_file.reading import FileError, read
from commitments.agreement_file.timetable import timetable
from commitments.rules.treaty.items import TermsError


class Command(BaseCommand):
    help = (
        "Print every deadline of an agreement file: its local and UTC time, its state, its arithmetic in words. "
        "Or work out every deadline on record from its facts again, to compare (--check-all) or to write (--rebuild)."
    )
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("file", type=Path, nargs="?", help="an agreement as docs/agreement-format.md describes it")
        what.add_argument("--check-all", action="store_true", help="exit 1 and name every deadline that differs")
        what.add_argument("--rebuild", action="store_true", help="write every deadline anew, as an upgrade asks for")
        parser.add_argument("--at", help="the instant to judge at, such as 2015-03-01T12:00+02:00; now if left out")
        parser.add_argument("--known-on", help="leave out every act and fact after this day, such as 2020-11-14")
        parser.add_argument("--json", action="store_true", help="the same as JSON, for programs")

    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:
        if file is not None:
            self._print(file, **options)
        elif options["rebuild"]:
            self._rebuild(_instant(options["at"]))
        else:
            self._check_all(_instant(options["at"]))

    def _print(self, file: Path, *, at: str | None, known_on: str | None = None, **options: Any) -> None:
        now, day = _instant(at), _day(known_on)
        try:
            document = read_document(read(file, today=now))
            found = timetable(document, now, day)
        except FileError as error:
            raise CommandError(str(error)) from error
        except TermsError as error:
            raise CommandError(f"{file.name}: {error}.") from error
        if options["json"]:
            self.stdout.write(json.dumps(found, indent=2, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(lines(found)))

    def _check_all(self, now: datetime) -> None:
        # Imported here: what works from a file alone has no models.
        from commitments.management.checking import differences_on_record

        found = 0
        for difference in differences_on_record(now):
            found += 1
            self.stdout.write(difference)
        if found:
            raise CommandError(f"{found} differences between the deadlines on record and what their facts give.")
        self.stdout.write("Every deadline is what its facts give.")

    def _rebuild(self, now: datetime) -> None:
        from commitments.management.checking import rebuild

        refused = list(rebuild(now))
        for one in refused:
            self.stdout.write(one)
        if refused:
            raise CommandError(
                f"The deadlines of {len(refused)} agreements cannot be worked out; they stay as they were."
            )
        self.stdout.write("Every deadline was worked out from its facts.")


def _instant(text: str | None) -> datetime:
    """The instant that `--at` gives, in UTC where it names no offset; a day is its first minute."""
    if text is None:
        return timezone.now()
    try:
        found = datetime.fromisoformat(text)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise CommandError(f"--at takes an instant such as 2015-03-01T12:00+02:00, not {text!r}.") from error


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"--known-on takes a day such as 2020-11-14, not {text!r}.") from error
