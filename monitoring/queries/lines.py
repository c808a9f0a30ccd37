"""The standing lines of many commitments at once: six queries, however many there are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from commitments.models import Commitment, Deadline, Membership, Milestone
from commitments.models.vocabulary import Certainty, MilestoneKind
from commitments.rules.line import Line, Mark, MarkKind, Segment
from monitoring.models import Observation, Statement, VerificationReport
from monitoring.models.vocabulary import Access
from monitoring.queries.facts import time_limit
from monitoring.rules.lapses import LAPSES

MOST_MARKS = 200
"""Newest observations drawn per commitment and kind of access; more would be one thick stroke."""
FURTHEST_BACK = timedelta(days=180)
FURTHEST_AHEAD = timedelta(days=30)
UNKNOWN_TERM = timedelta(days=30)
BEGINNINGS = (MilestoneKind.ENTRY_INTO_FORCE, MilestoneKind.SIGNATURE, MilestoneKind.CEASEFIRE_START)


def lines(commitments: Sequence[Commitment], *, membership: Membership, now: datetime) -> dict[int, Line]:
    """One line per commitment id, each on its own scale. A commitment without dates or events in an archive has none.

    The commitments belong to the member's mission. A monitor's lines hold their own observations only.
    """
    ids = [commitment.pk for commitment in commitments]
    limits = deadlines_of(ids)
    begun = beginnings({commitment.agreement_id for commitment in commitments})
    marks = _marks(ids, membership)
    drawn = (
        (
            commitment.pk,
            _line(
                commitment,
                pressing(limits[commitment.pk]),
                begun.get(commitment.agreement_id),
                marks[commitment.pk],
                now=now,
                archive=membership.mission.is_archive,
            ),
        )
        for commitment in commitments
    )
    return {pk: line for pk, line in drawn if line}


def on_one_scale(drawn: dict[int, Line], *, now: datetime) -> dict[int, Line]:
    """The same lines over one stretch of time, so that today stands under today from row to row.

    Marks before that stretch are left out, and its beginning is what the line then says it counts from.
    """
    if not drawn:
        return drawn
    start = max(min(line.start for line in drawn.values()), now - FURTHEST_BACK)
    end = min(max(line.end for line in drawn.values()), now + FURTHEST_AHEAD)
    end = max(end, now + (now - start) / 12)
    return {
        pk: replace(line, start=start, end=end, marks=tuple(mark for mark in line.marks if mark.at >= start))
        for pk, line in drawn.items()
    }


def deadlines_of(ids: Iterable[int]) -> dict[int, list[Deadline]]:
    """Every dated or waiting limit of these commitments, by commitment, in the order in which they fall due."""
    found: dict[int, list[Deadline]] = defaultdict(list)
    rows = Deadline.objects.filter(commitment__in=ids).exclude(certainty=Certainty.WITHDRAWN)
    for deadline in rows.select_related("limit", "obligor").order_by(F("due_at").asc(nulls_last=True), "limit__key"):
        found[deadline.commitment_id].append(deadline)
    return found


def pressing(deadlines: Iterable[Deadline]) -> Deadline | None:
    """The limit that one drawing shows: the first that is still open, else the last that was. Never a projection."""
    dated = [one for one in deadlines if one.due_at and one.binds and one.kind in LAPSES and not one.is_waived]
    still_open = [one for one in dated if time_limit(one).is_open]
    return still_open[0] if still_open else (dated[-1] if dated else None)


def beginnings(agreements: Iterable[int]) -> dict[int, datetime]:
    """When each agreement began to bind, as far as anybody recorded it."""
    begun: dict[int, datetime] = {}
    for milestone in Milestone.objects.filter(agreement__in=agreements, kind__in=BEGINNINGS):
        if milestone.at:
            known = begun.get(milestone.agreement_id, milestone.at)
            begun[milestone.agreement_id] = min(known, milestone.at)
    return begun


def _line(
    commitment: Commitment,
    deadline: Deadline | None,
    begun: datetime | None,
    marks: list[Mark],
    *,
    now: datetime,
    archive: bool,
) -> Line | None:
    if archive and deadline is None and not marks:
        return None
    start = _start(commitment, deadline, begun, marks, now)
    segments = _segments(deadline, start, now, archive) if deadline else ()
    ends = [segment.end for segment in segments] + [mark.at for mark in marks] + ([] if archive else [now])
    end = max(ends)
    start = min([start, *(mark.at for mark in marks)])
    return Line(start, end, now, tuple(segments), tuple(marks))


def _start(
    commitment: Commitment, deadline: Deadline | None, begun: datetime | None, marks: list[Mark], now: datetime
) -> datetime:
    first_mark = min((mark.at for mark in marks), default=None)
    due = deadline.first_due_at if deadline else None
    latest = due or now
    for known in (begun, commitment.watched_from, first_mark):
        if known and known < latest:
            return known
    return latest - UNKNOWN_TERM


def _segments(deadline: Deadline, start: datetime, now: datetime, archive: bool) -> tuple[Segment, ...]:
    due = _drawn(deadline, deadline.due_at)
    first = _drawn(deadline, deadline.first_due_at or deadline.due_at)
    moved = [datetime.fromisoformat(step["at"]) for step in deadline.later if step["at"]]
    segments = [Segment("term", start, min(first, due))]
    last = first
    for until in sorted({*(_drawn(deadline, until) for until in moved), due}):
        if last < until <= due:
            segments.append(Segment("extension", last, until))
            last = until
    over = _ran_over_until(deadline, now)
    # In an archive nobody looked, so a passed date is drawn as a date, never as somebody's lateness.
    if over and not archive:
        segments.append(Segment("over", due, over))
    return tuple(segments)


def _drawn(deadline: Deadline, instant: datetime | None) -> datetime:
    """Where a limit's end is drawn: a day's end in that day's last second, so that the date under it is that day's."""
    end = cast(datetime, instant)
    return end - timedelta(seconds=1) if deadline.ends_on else end


def _ran_over_until(deadline: Deadline, now: datetime) -> datetime | None:
    limit = time_limit(deadline)
    if limit.met_late:
        return limit.met_at
    return now if limit.is_open and limit.due_at and limit.due_at < now else None


def _marks(ids: Sequence[int], membership: Membership) -> dict[int, list[Mark]]:
    marks: dict[int, list[Mark]] = defaultdict(list)
    for commitment_id, mark in [*_seen(ids, membership), *_found(ids), *_said(ids, membership)]:
        marks[commitment_id].append(mark)
    return marks


def _seen(ids: Sequence[int], membership: Membership) -> Iterable[tuple[int, Mark]]:
    newest = Window(RowNumber(), partition_by=["commitment_id", "access"], order_by=F("event_at").desc())
    rows = Observation.objects.visible_to(membership).filter(commitment__in=ids).annotate(place=newest)
    for commitment_id, at, access, reference in (
        rows.filter(place__lte=MOST_MARKS).order_by().values_list("commitment_id", "event_at", "access", "reference")
    ):
        kind: MarkKind = "denied" if access == Access.DENIED else "observation"
        yield commitment_id, Mark(kind, at, reference)


def _found(ids: Sequence[int]) -> Iterable[tuple[int, Mark]]:
    for report in VerificationReport.objects.in_force().filter(commitment__in=ids):
        if report.decided_at:
            yield report.commitment_id, Mark("report", report.decided_at, report.reference)


def _said(ids: Sequence[int], membership: Membership) -> Iterable[tuple[int, Mark]]:
    zone = ZoneInfo(membership.mission.zone)
    rows = Statement.objects.filter(commitment__in=ids).values_list("commitment_id", "stated_on", "party__name")
    for commitment_id, day, party in rows:
        if commitment_id:
            yield commitment_id, Mark("statement", datetime.combine(day, time(12), zone), party)
