"""What every page's frame needs: the mission, the reader's role in it, the ways on from here, and the clock."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from commitments.models import Membership, Mission
from commitments.rules.roles import may
from monitoring.queries.notices import unseen

Way = tuple[str, str, bool]
"""A label, an address, and whether the reader stands there."""


def page(request: HttpRequest) -> dict[str, Any]:
    """Lazy, so that a fragment or an error page that shows no frame asks the database nothing."""
    membership: Membership | None = getattr(request, "membership", None)
    mission = membership.mission if membership else None
    return {
        "membership": membership,
        "mission": mission,
        "now": timezone.now(),
        "nav": SimpleLazyObject(lambda: _ways(request, membership)),
        "missions": SimpleLazyObject(lambda: _missions(request)),
        "unread_notices": SimpleLazyObject(lambda: unseen(membership) if membership else 0),
    }


def _missions(request: HttpRequest) -> list[Mission]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    return list(Mission.objects.visible_to(user))


def _ways(request: HttpRequest, membership: Membership | None) -> list[Way]:
    if membership is None:
        return []
    ways = [
        ("read_overview", _("Overview"), "overview"),
        ("observe", _("My commitments"), "mine"),
        ("read", _("Commitments"), "commitments"),
        ("read", _("Agreements"), "agreements"),
        ("read", _("Observations"), "observations"),
        ("read_reports", _("Reports"), "reports"),
        ("read_overview", _("Flags"), "flags"),
    ]
    here = request.path
    return [
        (label, address, here == address or (name != "overview" and here.startswith(address + "/")))
        for verb, label, name in ways
        if may(membership.role, verb)
        for address in [reverse(name, args=[membership.mission.slug])]
    ]
