"""The deadlines that a calendar feed shows: dated and open, or waived, of missions that are at work."""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Count, Max, QuerySet
from django.urls import reverse

from commitments.models import Deadline, Mission
from commitments.models.vocabulary import Certainty
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
        certainty=Certainty.FIXED,
        met_at=None,
        is_suspended=False,
    )
    for deadline in _with_revisions(rows).order_by("due_at", "pk"):
        yield _entry(deadline, feed)


def _with_revisions(rows: QuerySet[Deadline]) -> QuerySet[Deadline]:
    known = {"dates_known": Count("dates"), "revised_at": Max("dates__known_at")}
    return rows.select_related("commitment__mission", "limit", "obligor").annotate(**known)


def _entry(deadline: Deadline, feed: CalendarFeed) -> Entry:
    commitment = deadline.commitment
    mission = commitment.mission
    what = deadline.limit.label or deadline.get_kind_display()
    who = f" ({deadline.obligor})" if deadline.obligor else ""
    assert deadline.due_at is not None  # noqa: S101 - the rows were chosen so
    return Entry(
        uid=f"{deadline.pk}@holdfast",
        title=f"{commitment.reference} {commitment.title}: {what}{who}",
        arithmetic=deadline.arithmetic,
        url=settings.BASE_URL + reverse("commitment", args=[mission.slug, commitment.reference]),
        due_at=deadline.due_at,
        last_day=deadline.ends_on,
        is_cancelled=deadline.is_waived,
        # A date that was known before the feed was made is as old as the feed that shows it.
        revised_at=max(filter(None, [deadline.revised_at, feed.made_at])),  # type: ignore[attr-defined]
        revision=max(deadline.dates_known - 1, 0),  # type: ignore[attr-defined]
        category=mission.name,
    )
