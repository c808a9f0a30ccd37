"""`manage.py load_agreement FILE`: bring an agreement file into a mission, showing what it adds and what differs."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from commitments.actions.loading import Loading, bring_in, mission_of
from commitments.agreement_file.document import read_document
from commitments.agreement_file.reading import FileError, Table, read
from commitments.management.moves import effect
from commitments.models import Mission, User
from commitments.models.vocabulary import MemberRole


class Command(BaseCommand):
    help = (
        "Bring an agreement file into a mission. What is absent is added (+), other words are shown (~), what is only "
        "on record too (?). Where a date on record differs (!), nothing is written. Safe to repeat."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="an agreement as docs/agreement-format.md describes it")
        parser.add_argument("--mission", default="", help="the mission's short name; the file's own if left out")
        parser.add_argument("--by", help="e-mail of who enters it; the mission's administrator, if it has only one")
        parser.add_argument("--dry-run", action="store_true", help="show the same and write nothing")
        parser.add_argument("--update", action="store_true", help="take over words that differ, never a date")

    def handle(self, *args: Any, file: Path, mission: str, by: str | None, **options: Any) -> None:
        try:
            table = read(file)
            _refuse_exercise(table)
            document = read_document(table)
            kept_by = mission_of(document, table.source, mission)
            who = _person(kept_by, by)
            with transaction.atomic():
                loading = bring_in(
                    document, table.source, mission=kept_by, by=who, at=timezone.now(), update=options["update"]
                )
                transaction.set_rollback(options["dry_run"])
        except FileError as error:
            raise CommandError(str(error)) from error
        for line in _told(loading, **options):
            self.stdout.write(line)
        if loading.refused:
            raise CommandError(_refusal(loading))


def _told(loading: Loading, *, dry_run: bool, update: bool, **options: Any) -> Iterator[str]:
    yield from map(str, loading.notes)
    yield from effect(loading.moved)
    if not loading.refused:
        yield _summary(loading, update=update)
        if dry_run:
            yield "Dry run: nothing was written."


def _summary(loading: Loading, *, update: bool) -> str:
    """One line: how much was new, how much differs, how much stands on record alone."""
    added, reworded, alone = (len(loading.marked(mark)) for mark in ("+", "~", "?"))
    words = "taken over, where words may be" if update else "left as on record; --update takes them over"
    parts = [
        f"{added} added" if added else "nothing to add",
        f"{reworded} with other words ({words})" if reworded else "",
        f"{alone} only on record" if alone else "",
    ]
    return f"{loading.document.agreement.reference} in {loading.mission.slug}: {', '.join(filter(None, parts))}."


def _refusal(loading: Loading) -> str:
    count = len(loading.refused)
    differ = "1 thing on which dates rest differs" if count == 1 else f"{count} things on which dates rest differ"
    advice = " ".join(dict.fromkeys(note.advice for note in loading.refused))
    return f"Nothing was written: {differ} from the record (!), and a date never moves silently. {advice}"


def _refuse_exercise(table: Table) -> None:
    if "begins" in table:
        raise table.wrong("begins", "makes this an exercise, dated from its first day; `manage.py seed` plays it")


def _person(mission: Mission, email: str | None) -> User:
    """Who enters it: an administrator of the mission, who need not be named where it has only one."""
    administrators = User.objects.filter(memberships__mission=mission, memberships__role=MemberRole.ADMINISTRATOR)
    if email is None:
        only = list(administrators[:2])
        if len(only) != 1:
            how_many = "several administrators" if only else "no administrator"
            raise CommandError(f"The mission {mission.slug} has {how_many}: say --by EMAIL who enters the agreement.")
        return only[0]
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None or not (user.is_superuser or administrators.filter(pk=user.pk).exists()):
        raise CommandError(f"--by {email}: nobody of that address administers the mission {mission.slug}.")
    return user
