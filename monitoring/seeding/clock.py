"""The exercise's clock: what happened runs in its order, and the scan notices each lapse when it came."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from commitments.models import Mission
from monitoring.actions.scan import scan
from monitoring.models import Alarm

# As long as a running worker takes at most to look again, halved.
NOTICED_AFTER = timedelta(seconds=30)


@dataclass(frozen=True)
class Event:
    """Something that happens at an instant. `act` is told that instant."""

    at: datetime
    act: Callable[[datetime], object]


def play(mission: Mission, events: Iterable[Event], *, until: datetime) -> int:
    """Let past events happen one after the other, each as of its own time. Returns how many there were."""
    played = 0
    for event in sorted(events, key=lambda one: one.at):
        notice_lapses(mission, until=event.at)
        event.act(event.at)
        played += 1
    notice_lapses(mission, until=until)
    return played


def notice_lapses(mission: Mission, *, until: datetime) -> None:
    """Scan as a worker would have: shortly after each lapse before `until`."""
    while (wake := next_wake(mission)) and wake <= until:
        scan(now=min(wake + NOTICED_AFTER, until))


def next_wake(mission: Mission) -> datetime | None:
    """The earliest instant at which something of this mission lapses unnoticed."""
    return Alarm.objects.filter(mission=mission).order_by("at").values_list("at", flat=True).first()
