"""`manage.py standing`: hold the read model against the facts it is folded from, or write it anew."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from commitments.models import Commitment
from monitoring.actions.standing import differences, rebuild

CHUNK = 500


class Command(BaseCommand):
    help = "Compare the standing of every commitment with its facts (--check), or rebuild it from them (--rebuild)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--check", action="store_true", help="exit 1 and name every difference, if there is one")
        what.add_argument("--rebuild", action="store_true", help="write every row anew from the facts")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["rebuild"]:
            total = sum(rebuild(chunk, at=timezone.now()) for chunk in chunks())
            self.stdout.write(f"{total} commitments rebuilt from their facts.")
            return
        found = 0
        for difference in self._differences():
            found += 1
            self.stdout.write(difference)
        if found:
            raise CommandError(f"{found} differences. `manage.py standing --rebuild` writes what the facts give.")
        self.stdout.write("Every standing is what its facts give.")

    @transaction.atomic
    def _differences(self) -> list[str]:
        return [difference for chunk in chunks() for difference in differences(chunk)]


def chunks() -> Iterator[list[Commitment]]:
    """All commitments, so many at a time that memory stays level."""
    last = 0
    while chunk := list(Commitment.objects.select_related("mission").filter(pk__gt=last).order_by("pk")[:CHUNK]):
        yield chunk
        last = chunk[-1].pk
