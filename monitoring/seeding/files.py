"""All seed files, one transaction each: missions and accounts, agreements, and the exercise with its story."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.db import transaction

from commitments.models import Agreement, User
from commitments.models.vocabulary import MemberRole
from commitments.seeding.agreements import Loaded, load_agreement
from commitments.seeding.calendar import Calendar
from commitments.seeding.people import Account, accounts, load_people
from commitments.seeding.reading import SeedError, read
from monitoring.actions.scan import scan
from monitoring.models import Observation
from monitoring.seeding.clock import play
from monitoring.seeding.people import cast_of
from monitoring.seeding.quiet import quieten
from monitoring.seeding.statements import load_statement
from monitoring.seeding.story import events

Say = Callable[[str], object]


def seed_everything(folder: Path, *, at: datetime, say: Say) -> None:
    """Enter every file of the folder. What is there already stays as it is, so a second run changes nothing.

    Raises SeedError, which names the file and the key; the files before it are kept, the file itself is not.
    """
    by = seed_people(folder, at=at, say=say)
    for path in sorted(folder.glob("agreements/*.toml")):
        seed_agreement(path, by=by, at=at, say=say)
    for story in sorted(folder.glob("exercises/*.story.toml")):
        agreement = story.with_name(story.name.replace(".story.toml", ".agreement.toml"))
        seed_exercise(agreement, story, by=by, at=at, say=say)


@transaction.atomic
def seed_people(folder: Path, *, at: datetime, say: Say) -> User:
    """Missions and accounts. Returns the administrator, who enters all the rest."""
    path = folder / "missions.toml"
    missions, people = load_people(read(path), at=at)
    say(f"{path.name}: {missions} missions, {people} accounts")
    return User.objects.get(email=administrator(read_accounts(folder)).email)


@transaction.atomic
def seed_agreement(path: Path, *, by: User, at: datetime, say: Say) -> Loaded:
    """An agreement with the statements about it."""
    table = read(path)
    loaded = load_agreement(table, by=by, at=at)
    for row in table.tables("statement"):
        load_statement(row, loaded)
    table.finish()
    if loaded.is_new and not loaded.agreement.mission.is_archive:
        scan(now=at)
        quieten(loaded.agreement.mission, at=at)
    say(f"{path.name}: {loaded.agreement}, {len(loaded.commitments)} commitments")
    return loaded


@transaction.atomic
def seed_exercise(path: Path, story: Path, *, by: User, at: datetime, say: Say) -> None:
    """An exercise, dated back from the instant of its first seeding. It is played once and never moved."""
    table, told = read(path), read(story)
    reference = table.content.get("agreement", {}).get("reference")
    played = Agreement.objects.filter(reference=reference, is_fictional=True).first()
    if played:
        say(f"{path.name}: {played}, kept as it was first played")
        return
    begins = Calendar("UTC", today=at).instant(table, "begins")
    scan(now=at)  # what waits in other missions is noticed now, before the clock is turned back for this one
    loaded = load_agreement(table, by=by, at=begins, today=at)
    table.finish()
    mission = loaded.agreement.mission
    count = play(mission, events(told, loaded, cast_of(mission)), until=at)
    quieten(mission, at=at)
    seen = Observation.objects.filter(mission=mission).count()
    say(f"{path.name}: {loaded.agreement}, {len(loaded.commitments)} commitments")
    say(f"{story.name}: {count} events, {seen} of them observations")


def read_accounts(folder: Path) -> list[Account]:
    """The demo accounts, without a database."""
    return accounts(read(folder / "missions.toml"))


def administrator(people: list[Account]) -> Account:
    for account in people:
        if account.role == MemberRole.ADMINISTRATOR:
            return account
    raise SeedError("missions.toml: `account` names no administrator; one of them enters the agreements.")
