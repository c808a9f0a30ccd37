"""What an action on time limits would do, found out by doing it and taking it back.

No rule is written twice: the action, the settling of flags and the clock's own order of them all really run, inside a
transaction that never ends.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from commitments.actions.timetable import Moved, recompute
from commitments.models import Agreement, Deadline
from monitoring.actions.standing import train_of_alarm
from monitoring.models import Alarm, Flag
from monitoring.models.vocabulary import FlagKind
from monitoring.rules.lapses import standing_at


@dataclass(frozen=True)
class Raised:
    """A flag that the clock raises at its next look. `subject` names the deadline, or the commitment itself."""

    reference: str
    subject: str
    kind: FlagKind
    lapsed_at: datetime
    zone: str


@dataclass(frozen=True)
class Effect:
    """What moved, which deadlines became met or no longer are, and which flags close, open again, or will be raised."""

    moved: list[Moved]
    met: list[Deadline]
    unmet: list[Deadline]
    closed: list[Flag]
    reopened: list[Flag]
    raised: list[Raised]

    @property
    def is_nothing(self) -> bool:
        return not any(vars(self).values())

    @property
    def set_anew(self) -> list[Moved]:
        return [one for one in self.moved if one.before is None]

    @property
    def redated(self) -> list[Moved]:
        """Those that had a date, or will have one, and it is another."""
        return [one for one in self.moved if one.before and one.before["due_at"] != one.deadline.due_at]

    @property
    def otherwise_held(self) -> list[Moved]:
        """Those whose date stays and whose hold changes: suspended, resumed, waived, or bound fast."""
        return [one for one in self.moved if one.before and one.before["due_at"] == one.deadline.due_at]


@dataclass(frozen=True)
class _Sight:
    """What stands of one agreement at one moment."""

    met: dict[Any, Deadline]
    flags: dict[Any, Flag]
    due: dict[tuple[Any, ...], Raised]


def effect_of(action: Callable[[], list[Moved]], *, agreement: Agreement, at: datetime) -> Effect:
    """Everything that `action` would change in an agreement, were it done at `at`. Nothing is kept.

    Raises whatever the action raises, so that what would be refused is refused here already.
    """
    with transaction.atomic():
        # What time alone does, such as the next item of a list without an end, is no effect of the action.
        recompute(agreement, by=None, at=at, why="")
        before = _look(agreement, at)
        moved = action()
        after = _look(agreement, at)
        transaction.set_rollback(True)
    return Effect(
        moved=sorted(moved, key=_in_order),
        met=[one for pk, one in after.met.items() if pk not in before.met],
        unmet=[one for pk, one in before.met.items() if pk not in after.met],
        closed=[one for pk, one in after.flags.items() if one.closed_at and not _was_closed(before, pk)],
        reopened=[one for pk, one in after.flags.items() if not one.closed_at and _was_closed(before, pk)],
        raised=[one for key, one in after.due.items() if key not in before.due],
    )


def _look(agreement: Agreement, at: datetime) -> _Sight:
    met = Deadline.objects.filter(commitment__agreement=agreement, met_at__isnull=False)
    flags = Flag.objects.filter(commitment__agreement=agreement)
    return _Sight(
        met={
            one.pk: one for one in met.select_related("limit__commitment", "commitment", "obligor").order_by("due_at")
        },
        flags={
            one.pk: one
            for one in flags.select_related("commitment", "deadline__limit__commitment").order_by("lapsed_at", "pk")
        },
        due=dict(_due(agreement, at)),
    )


def _due(agreement: Agreement, at: datetime) -> list[tuple[tuple[Any, ...], Raised]]:
    """What the clock will flag at its next look, by what it says."""
    alarms = Alarm.objects.filter(commitment__agreement=agreement, at__lte=at)
    found = []
    for alarm in alarms.select_related("commitment", "mission", "deadline__limit__commitment").order_by("at", "pk"):
        lapse = standing_at(train_of_alarm(alarm), at)
        if lapse is not None:
            raised = Raised(
                reference=alarm.commitment.reference,
                subject=str(alarm.deadline or alarm.commitment),
                kind=FlagKind(lapse.kind),
                lapsed_at=lapse.at,
                zone=alarm.deadline.zone if alarm.deadline else alarm.mission.zone,
            )
            found.append(((alarm.commitment_id, lapse), raised))
    return found


def _was_closed(before: _Sight, pk: Any) -> bool:
    flag = before.flags.get(pk)
    return flag is not None and flag.closed_at is not None


def _in_order(one: Moved) -> tuple[Any, ...]:
    deadline = one.deadline
    return (
        deadline.commitment.reference,
        deadline.limit.key,
        deadline.due_at is None,
        deadline.due_at,
        deadline.period,
    )
