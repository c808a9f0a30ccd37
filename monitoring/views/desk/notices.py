"""What the reader was told on the page, unseen first."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Case, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from commitments.access import member
from commitments.models import Membership
from commitments.rules.roles import may
from monitoring.actions.notices import mark_seen
from monitoring.queries.notices import in_app
from monitoring.views.pages import page_of


@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: HttpRequest, slug: str) -> HttpResponse:
    """The list; a POST marks one notice, or all of them, as seen."""
    membership = member(request, slug)
    if request.method == "POST":
        return _mark(request, membership)
    unseen_first = Case(When(seen_at__isnull=True, then=0), default=1)
    told = in_app(membership).order_by(unseen_first, "-notice__fell_due_at", "-pk")
    context = {
        "now": timezone.now(),
        "page": page_of(told, request),
        "reads_reports": may(membership.role, "read_reports"),
    }
    return render(request, "monitoring/notices.html", context)


def _mark(request: HttpRequest, membership: Membership) -> HttpResponse:
    asked = request.POST.get("notice", "")
    try:
        notice = UUID(asked) if asked else None
    except ValueError:
        messages.error(request, _("There is no such notice. Nothing was marked; the list below is as it was."))
        return redirect("notices", membership.mission.slug)
    marked = mark_seen(by=membership, at=timezone.now(), notice=notice)
    words = ngettext("%(count)d notice marked as seen.", "%(count)d notices marked as seen.", marked)
    messages.success(request, words % {"count": marked} if marked else _("Nothing was new; nothing changed."))
    return redirect("notices", membership.mission.slug)
