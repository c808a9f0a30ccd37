"""`manage.py deadlines FILE`: every deadline of an agreement file, with its arithmetic. Needs no database."""

import json
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from commitments.agreement_file.document import Document, read_document
from commitments.agreement_file.reading import FileError, read
from commitments.rules.treaty.calendar import zone_info
from commitments.rules.treaty.items import Item, TermsError
from commitments.rules.treaty.resolve import resolve
from commitments.rules.treaty.states import state


class Command(BaseCommand):
    help = "Print every deadline of an agreement file: its local and UTC time, its state, its arithmetic in words."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--at", help="the instant to judge at, such as 2015-03-01T12:00+02:00; now if left out")
        parser.add_argument("--json", action="store_true", help="the same as JSON")

    def handle(self, *args: Any, file: Path, at: str | None, **options: Any) -> None:
        now = _instant(at)
        try:
            document = read_document(read(file, today=now))
            items = resolve(document.terms, now=now)
        except (FileError, TermsError) as error:
            raise CommandError(str(error)) from error
        rows = [_row(item, document, now) for item in items]
        if options["json"]:
            self.stdout.write(
                json.dumps({"agreement": document.agreement.title, "at": now.isoformat(), "deadlines": rows}, indent=2)
            )
            return
        self.stdout.write(f"{document.agreement.title}, at {now:%Y-%m-%d %H:%M} UTC")
        for reference, title in document.agreement.titles.items():
            self.stdout.write(f"\n{reference}  {title}")
            own = [row for row in rows if row["commitment"] == reference]
            for row in own:
                self._show(row)
            if not own:
                self.stdout.write(f"    {document.how_limited[reference].replace('_', ' ')}")

    def _show(self, row: dict[str, Any]) -> None:
        whom = f" for {row['obligor']}" if row["obligor"] else ""
        which = f" no. {row['period']}" if row["period"] else ""
        certainty = f" ({row['certainty']})" if row["certainty"] != "fixed" else ""
        self.stdout.write(f"  {row['kind'].replace('_', ' ')}{which}{whom} [{row['state']}]{certainty}")
        self.stdout.write(f"    {row['arithmetic']}")
        for step in row["later"]:
            self.stdout.write(f"    → {step}")
        if row["utc"]:
            self.stdout.write(f"    {row['local']}  =  {row['utc']}")
        for other in row["other_readings"]:
            self.stdout.write(f"    other reading: {other['words']}: {other['arithmetic']}")


def _instant(text: str | None) -> datetime:
    if text is None:
        return timezone.now()
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"--at takes an instant such as 2015-03-01T12:00+02:00, not {text!r}.") from error
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _row(item: Item, document: Document, now: datetime) -> dict[str, Any]:
    at = item.due.at
    return {
        "commitment": item.commitment,
        "limit": item.limit,
        "kind": item.kind,
        "period": item.period,
        "obligor": item.obligor,
        "state": state(item, document.terms, now).value,
        "certainty": item.due.certainty,
        "local": _local(item),
        "utc": at.strftime("%Y-%m-%dT%H:%MZ") if at else None,
        "day": item.due.day.isoformat() if item.due.day else None,
        "first_day": item.first.day.isoformat() if item.first.day else None,
        "arithmetic": item.first.words,
        "later": [step.point.words for step in item.steps],
        "deadlock": list(item.deadlock),
        "other_readings": [
            {
                "words": reading.words or reading.key,
                "arithmetic": point.words,
                "day": point.day.isoformat() if point.day else None,
                "source": reading.source,
                "reason_not_adopted": reading.reason,
            }
            for reading, point in item.others
        ],
    }


def _local(item: Item) -> str | None:
    """The instant on the limit's own clocks; the end of a day is 24:00 of that day, not 00:00 of the next."""
    if item.due.at is None:
        return None
    local = item.due.at.astimezone(zone_info(item.zone))
    if item.due.day is not None and item.due.day < local.date():
        return f"{item.due.day} 24:00 {item.zone}"
    return f"{local:%Y-%m-%d %H:%M} {item.zone}"
