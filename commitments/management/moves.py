"""Deadlines that came to be or moved, as lines for a terminal: from when to when, with the arithmetic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from commitments.actions.timetable import Moved
from commitments.models import Deadline
from commitments.models.vocabulary import Certainty, LimitKind
from commitments.rules.treaty.calendar import zone_info


def effect(moved: Sequence[Moved]) -> Iterator[str]:
    """`This sets 2 deadlines and moves 4.`, and each of them; nothing where nothing moved."""
    ordered = sorted(moved, key=lambda one: (named(one.deadline), one.deadline.kind))
    new, old = ([one for one in ordered if (one.before is None) is fresh] for fresh in (True, False))
    if new:
        yield f"This sets {_counted(new)}:"
        for one in new:
            yield f"    {named(one.deadline)}: {when(vars(one.deadline), one.deadline)}"
            yield f"        {_arithmetic(one.deadline)}"
    if old:
        yield f"This moves {_counted(old)}:"
        for one in old:
            was, now = when(one.before, one.deadline), when(vars(one.deadline), one.deadline)
            yield f"    {named(one.deadline)}: {was} → {now}"
            yield f"        {_arithmetic(one.deadline)}"


def named(deadline: Deadline) -> str:
    """`MI15-02 start-ukraine for ukraine`."""
    whom = f" for {deadline.obligor.slug}" if deadline.obligor else ""
    which = f" no. {deadline.period}" if deadline.period else ""
    return f"{deadline.commitment.reference} {deadline.limit.key}{which}{whom}"


def when(values: Mapping[str, Any] | None, deadline: Deadline) -> str:
    """The date in the limit's zone with what there is to say beside it. A day ends at 24:00, not at the next 0:00."""
    assert values is not None  # noqa: S101 - asked of those alone that had a date before
    beside = [str(Certainty(values["certainty"]).label).lower()] if values["certainty"] != Certainty.FIXED else []
    beside += [word for word in ("suspended", "waived") if values[f"is_{word}"]]
    if values["due_at"] is None:
        return "no date" + (f" ({', '.join(beside)})" if beside else "")
    return _clock(values["due_at"], values["ends_on"], deadline) + (f" ({', '.join(beside)})" if beside else "")


def _clock(at: datetime, ends_on: Any, deadline: Deadline) -> str:
    local = at.astimezone(zone_info(deadline.zone))
    if ends_on and deadline.kind != LimitKind.NOT_BEFORE and ends_on < local.date():
        return f"{ends_on} 24:00 {deadline.zone}"
    return f"{local:%Y-%m-%d %H:%M} {deadline.zone}"


def _arithmetic(deadline: Deadline) -> str:
    """How its present date came about: the last act's, else the limit's own."""
    return str(deadline.later[-1]["arithmetic"]) if deadline.later else deadline.arithmetic


def _counted(moved: Sequence[Moved]) -> str:
    return "1 deadline" if len(moved) == 1 else f"{len(moved)} deadlines"
