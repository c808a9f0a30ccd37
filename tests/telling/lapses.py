"""Things that lapse, and what came of it."""

from datetime import datetime, timedelta

from django.core import mail

from commitments.models import Deadline
from monitoring.actions.delivery import deliver
from monitoring.actions.scan import scan
from monitoring.models import Flag
from tests.factories import NOW, World


def lapse(world: World, *, at: datetime = NOW, ago: timedelta = timedelta(hours=1)) -> Flag:
    """One deadline that passed a while ago, flagged now."""
    deadline = world.deadline(world.commitment(at=at), due=at - ago, at=at - timedelta(days=9))
    scan(now=at)
    return Flag.objects.get(deadline=deadline)


def drain(now: datetime) -> None:
    """Send all that may go out now."""
    while deliver(now=now):
        pass


def mails_to(world: World, role: str) -> list[str]:
    """The subjects of the mails that this person got so far."""
    return [one.subject for one in mail.outbox if one.to == [world.people[role].email]]


def due_of(flag: Flag) -> Deadline:
    assert flag.deadline is not None
    return flag.deadline
