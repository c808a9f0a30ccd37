"""How one is told: mail, quiet hours, and calendars that other programs fetch."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commitments.access import member
from commitments.models import Membership
from commitments.rules.roles import may
from monitoring.actions.feeds import make_mission_feed, make_own_feed, revoke_mission_feed, revoke_own_feed
from monitoring.actions.preferences import choose, preference_of
from monitoring.forms.preferences import PreferenceForm
from monitoring.models import CalendarFeed


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest, slug: str) -> HttpResponse:
    """The member's own choice for this mission."""
    membership = member(request, slug)
    if request.method != "POST":
        return _page(request, membership)
    form = _form(membership, request)
    if not form.is_valid():
        return _page(request, membership, form=form)
    choose(by=membership, at=timezone.now(), **form.cleaned_data)
    messages.success(request, _("Kept. What still waits for you follows your choice."))
    return redirect("preferences", slug)


def own_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Make, renew or revoke the calendar of all the member's missions. Anything but POST leads back."""
    membership = member(request, slug)
    return _calendar(request, membership, "own", make_own_feed, revoke_own_feed)


def mission_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """The same for the mission's own calendar."""
    membership = member(request, slug, "administer")
    return _calendar(request, membership, "mission", make_mission_feed, revoke_mission_feed)


def _calendar(
    request: HttpRequest,
    membership: Membership,
    which: str,
    make: Callable[..., str],
    revoke: Callable[..., bool],
) -> HttpResponse:
    slug = membership.mission.slug
    if request.method != "POST":
        return redirect("preferences", slug)
    now: datetime = timezone.now()
    if request.POST.get("do") == "revoke":
        revoked = revoke(by=membership, at=now)
        said = _("Revoked. Its address shows nothing any more.") if revoked else _("There was none; nothing changed.")
        messages.success(request, said)
        return redirect("preferences", slug)
    if request.POST.get("do") != "make":
        return redirect("preferences", slug)
    address = request.build_absolute_uri(reverse("calendar_feed", args=[make(by=membership, at=now)]))
    # The one page that ever shows the address: it is on no redirect's way and in no message that is kept.
    response = _page(request, membership, made=which, address=address)
    response.headers["Cache-Control"] = "no-store"
    return response


def _form(membership: Membership, request: HttpRequest | None = None) -> PreferenceForm:
    data = request.POST if request else None
    return PreferenceForm(data, preference=preference_of(membership), zone=membership.mission.zone)


def _page(
    request: HttpRequest,
    membership: Membership,
    *,
    form: PreferenceForm | None = None,
    made: str = "",
    address: str = "",
) -> HttpResponse:
    active = CalendarFeed.objects.filter(revoked_at=None)
    context = {
        "form": form or _form(membership),
        "own_feed": active.filter(user=membership.user_id).first(),
        "mission_feed": active.filter(mission=membership.mission_id).first(),
        "administers": may(membership.role, "administer"),
        "made": made,
        "address": address,
        "now": timezone.now(),
    }
    return render(request, "monitoring/preferences.html", context, status=422 if form and form.errors else 200)
