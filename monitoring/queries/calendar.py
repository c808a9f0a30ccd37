"""The deadlines that a calendar feed shows: dated and open, or waived, of missions that are at work."""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Count, Max, QuerySet
from django.urls import reverse

from commitments.models import Deadline, Mission
from commitments.models.vocabulary import Boundary
from monitoring.models import CalendarFeed
from monitoring.rules.calendar_file import Entry


def feed_by(token_hash: str) -> CalendarFeed | None:
    """The feed of that token, unless it was revoked or its person may no longer sign in."""
    feeds = CalendarFeed.objects.filter(revoked_at=None).select_related("mission", "user")
    feed = feeds.filter(token_hash=token_hash).first()
    return None if feed is None or (feed.user and not feed.user.is_active) else feed


def entries_of(feed: CalendarFeed) -> Iterator[Entry]:
    """Every entry, the earliest first. An archive has no dates that anybody waits for, so it shows none."""
    missions = Mission.objects.visible_to(feed.user) if feed.user else Mission.objects.filter(calendar_feeds=feed)
    rows = Deadline.objects.filter(
        commitment__mission__in=missions.filter(is_archive=False),
        due_at__isnull=False,
        met_at=None,
        suspended_at=None,
    )
    for deadline in _with_revisions(rows).order_by("due_at", "pk"):
        yield _entry(deadline, feed)


def _with_revisions(rows: QuerySet[Deadline]) -> QuerySet[Deadline]:
    acts = {"revision": Count("extensions"), "last_act_at": Max("extensions__recorded_at")}
    return rows.select_related("commitment__mission", "obligor").annotate(**acts)


def _entry(deadline: Deadline, feed: CalendarFeed) -> Entry:
    commitment = deadline.commitment
    mission = commitment.mission
    what = deadline.label or deadline.get_kind_display()
    who = f" ({deadline.obligor})" if deadline.obligor else ""
    assert deadline.due_at is not None  # noqa: S101 - the rows were chosen so
    last_act_at = deadline.last_act_at  # type: ignore[attr-defined]
    return Entry(
        uid=f"{deadline.pk}@holdfast",
        title=f"{commitment.reference} {commitment.title}: {what}{who}",
        arithmetic=deadline.arithmetic,
        url=settings.BASE_URL + reverse("commitment", args=[mission.slug, commitment.reference]),
        due_at=deadline.due_at,
        zone=deadline.zone,
        ends_with_day=deadline.boundary == Boundary.END_OF_DAY,
        is_cancelled=deadline.waived_at is not None,
        # What nobody acted on is as old as the feed that shows it.
        revised_at=max(filter(None, [last_act_at, feed.made_at])),
        revision=deadline.revision,  # type: ignore[attr-defined]
        category=mission.name,
    )
