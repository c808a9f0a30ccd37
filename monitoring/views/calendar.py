"""A calendar for programs: whoever holds its token reads it, without signing in."""

import hashlib

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from monitoring.actions.feeds import hash_of
from monitoring.models import CalendarFeed
from monitoring.queries.calendar import entries_of, feed_by
from monitoring.rules.calendar_file import calendar_file

# A token cannot be guessed; the limit keeps somebody who tries from filling the log. It never meets a token that is
# right: many people's programs may share one address, and one of them with an old token must not stop the rest.
MOST_MISSES, WINDOW_SECONDS = 20, 300


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The file, or 304. A token that is wrong or was revoked answers as an address that was never there."""
    feed = feed_by(hash_of(token))
    if feed is None:
        return _missed(request)
    content = calendar_file(_name(feed), entries_of(feed))
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'inline; filename="holdfast.ics"'
    answer.headers["ETag"] = etag
    response = get_conditional_response(request, etag=etag, response=answer) or answer
    assert isinstance(response, HttpResponse)  # noqa: S101 - a 304 is one, too
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _missed(request: HttpRequest) -> HttpResponse:
    misses = f"calendar-misses:{get_adapter().get_client_ip(request)}"
    before = cache.get(misses, 0)
    if before >= MOST_MISSES:
        return render(request, "429.html", status=429)
    cache.set(misses, before + 1, WINDOW_SECONDS)
    raise Http404


def _name(feed: CalendarFeed) -> str:
    return feed.mission.name if feed.mission else _("Deadlines of my missions")
