"""Every action ends here: one entry, in the same transaction as the fact."""

from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from commitments.models import Mission, RecordEntry, User


def record(
    verb: str, *, subject: str, mission: Mission | None, by: User | None, at: datetime, **content: Any
) -> RecordEntry:
    """Add an entry. `content` may hold text, numbers, dates and UUIDs; dates are written in ISO 8601."""
    made = entry(verb, subject=subject, mission=mission, by=by, at=at, **content)
    made.save(force_insert=True)
    return made


def entry(
    verb: str, *, subject: str, mission: Mission | None, by: User | None, at: datetime, **content: Any
) -> RecordEntry:
    """The same entry, for whoever adds many at once."""
    return RecordEntry(
        verb=verb, subject=subject, mission=mission, by=by, at=at, content={k: plain(v) for k, v in content.items()}
    )


def plain(value: Any) -> Any:
    """A value as JSON can hold it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value
