"""Coverage: whether anybody can still say what is there."""

from datetime import datetime


def denied_since(last_denied_at: datetime | None, last_observed_at: datetime | None) -> bool:
    """Whether access was denied after anybody last saw anything, so that the last sighting no longer covers it."""
    return last_denied_at is not None and (last_observed_at is None or last_denied_at > last_observed_at)
