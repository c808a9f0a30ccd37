"""Calendar feeds: made, renewed and revoked. The token is returned once and its hash is kept."""

import hashlib
import secrets
from datetime import datetime

from django.db import transaction

from commitments.actions.record import record
from commitments.models import Membership, Mission, User
from monitoring.models import CalendarFeed


@transaction.atomic
def make_own_feed(*, by: Membership, at: datetime) -> str:
    """A feed of all the member's missions; an earlier one of theirs stops working. Returns the token."""
    User.objects.select_for_update(no_key=True).get(pk=by.user_id)  # two buttons at once: one after the other
    CalendarFeed.objects.filter(user=by.user_id, revoked_at=None).update(revoked_at=at)
    return _make(by=by, at=at, subject=by.user.email, user=by.user)


@transaction.atomic
def make_mission_feed(*, by: Membership, at: datetime) -> str:
    """A feed of this mission's deadlines; an earlier one of its own stops working. Returns the token."""
    Mission.objects.select_for_update(no_key=True).get(pk=by.mission_id)
    CalendarFeed.objects.filter(mission=by.mission_id, revoked_at=None).update(revoked_at=at)
    return _make(by=by, at=at, subject=by.mission.slug, mission=by.mission)


@transaction.atomic
def revoke_own_feed(*, by: Membership, at: datetime) -> bool:
    """Whoever fetches the member's feed is told nothing from now on. False: there was none."""
    revoked = CalendarFeed.objects.filter(user=by.user_id, revoked_at=None).update(revoked_at=at)
    return _revoked(bool(revoked), by=by, at=at, subject=by.user.email)


@transaction.atomic
def revoke_mission_feed(*, by: Membership, at: datetime) -> bool:
    """The same for the mission's own feed."""
    revoked = CalendarFeed.objects.filter(mission=by.mission_id, revoked_at=None).update(revoked_at=at)
    return _revoked(bool(revoked), by=by, at=at, subject=by.mission.slug)


def hash_of(token: str) -> str:
    """What is kept of a token. It is long and random, so that a plain digest tells nothing of it."""
    return hashlib.sha256(token.encode()).hexdigest()


def _make(
    *, by: Membership, at: datetime, subject: str, user: User | None = None, mission: Mission | None = None
) -> str:
    token = secrets.token_urlsafe(32)
    CalendarFeed.objects.create(user=user, mission=mission, token_hash=hash_of(token), made_at=at, made_by=by.user)
    record("calendar feed made", subject=subject, mission=by.mission, by=by.user, at=at)
    return token


def _revoked(revoked: bool, *, by: Membership, at: datetime, subject: str) -> bool:
    if revoked:
        record("calendar feed revoked", subject=subject, mission=by.mission, by=by.user, at=at)
    return revoked
