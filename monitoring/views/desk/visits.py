"""The reader's last visit, kept in their session, so that the feed can begin where they left off."""

from datetime import datetime, timedelta

from django.http import HttpRequest

from commitments.models import Mission

NEW_VISIT_AFTER = timedelta(minutes=30)
NOTED_EVERY = timedelta(minutes=5)


def last_visit(request: HttpRequest, mission: Mission) -> datetime | None:
    """When the reader's previous visit to this mission's overview ended, or None on the first."""
    kept = request.session.get(_key(mission), {})
    return datetime.fromisoformat(kept["since"]) if kept.get("since") else None


def note_visit(request: HttpRequest, mission: Mission, *, now: datetime) -> None:
    """Note that a person opened the page; a page that only refreshes itself is no visit."""
    kept = request.session.get(_key(mission), {})
    last = datetime.fromisoformat(kept["last"]) if kept.get("last") else None
    if last and now - last < NOTED_EVERY:
        return
    if last and now - last > NEW_VISIT_AFTER:
        kept["since"] = last.isoformat()
    request.session[_key(mission)] = {**kept, "last": now.isoformat()}


def _key(mission: Mission) -> str:
    return f"visit:{mission.slug}"
