"""All seed files, one transaction each: missions and accounts, agreements, and the exercise with its story."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.db import transaction

from commitments.actions.loading import Loading, bring_in, mission_of
from commitments.agreement_file.document import read_document
from commitments.agreement_file.reading import FileError, read
from commitments.models import Agreement, User
from commitments.models.vocabulary import MemberRole
from commitments.queries.terms import kept
from commitments.seeding.people import Account, accounts, load_people
from monitoring.actions.scan import scan
from monitoring.models import Observation
from monitoring.seeding.clock import play
from monitoring.seeding.quiet import quieten
from monitoring.seeding.scene import scene_of
from monitoring.seeding.story import events

Say = Callable[[str], object]


def seed_everything(folder: Path, *, at: datetime, say: Say) -> None:
    """Enter every file of the folder. What is there already stays as it is, so a second run changes nothing.

    Raises FileError, which names the file and the key; the files before it are kept, the file itself is not.
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
def seed_agreement(path: Path, *, by: User, at: datetime, say: Say) -> Loading:
    """An agreement with the statements about it. What is on record stays as it is: other words beside it, and a whole
    file of which a date differs by now."""
    file = read(path)
    document = read_document(file)
    loading = bring_in(document, file.source, mission=mission_of(document, file.source), by=by, at=at)
    if loading.is_new and not loading.mission.is_archive:
        scan(now=at)
        quieten(loading.mission, at=at)
    say(f"{path.name}: {loading.agreement}, {len(document.commitments)} commitments")
    for note in loading.refused:
        say(f"  kept as on record: {note}")
    return loading


@transaction.atomic
def seed_exercise(path: Path, story: Path, *, by: User, at: datetime, say: Say) -> None:
    """An exercise, dated back from the instant of its first seeding. It is played once and never moved."""
    file, told = read(path, today=at), read(story, today=at)
    document = read_document(file)
    mission = mission_of(document, file.source)
    played = Agreement.objects.filter(mission=mission, reference=document.agreement.reference).first()
    if played:
        say(f"{path.name}: {played}, kept as it was first played")
        return
    begins, _day_only = kept(document.begins, document.agreement.zone)
    if begins is None:
        raise FileError(f"{path.name}: `begins` is missing; it says from when an exercise is told.")
    scan(now=at)  # what waits in other missions is noticed now, before the clock is turned back for this one
    loading = bring_in(document, file.source, mission=mission, by=by, at=begins)
    count = play(mission, events(told, scene_of(loading)), until=at)
    quieten(mission, at=at)
    seen = Observation.objects.filter(mission=mission).count()
    say(f"{path.name}: {loading.agreement}, {len(document.commitments)} commitments")
    say(f"{story.name}: {count} events, {seen} of them observations")


def read_accounts(folder: Path) -> list[Account]:
    """The demo accounts, without a database."""
    return accounts(read(folder / "missions.toml"))


def administrator(people: list[Account]) -> Account:
    for account in people:
        if account.role == MemberRole.ADMINISTRATOR:
            return account
    raise FileError("missions.toml: `account` names no administrator; one of them enters the agreements.")
