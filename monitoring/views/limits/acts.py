"""Acts on a limit: extension, suspension, resumption, waiver, adoption of another reading."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.access import load_deadline
from commitments.models import Deadline
from commitments.models.vocabulary import Certainty
from commitments.templatetags.when import ends
from monitoring.forms.acts import ActForm
from monitoring.views.limits.moving import move, mover


def act(request: HttpRequest, slug: str, pk: object) -> HttpResponse:
    """What was done to one deadline's limit, by whom and why."""
    membership = mover(request, slug)
    deadline, now = load_deadline(membership, pk), timezone.now()
    if deadline.certainty == Certainty.WITHDRAWN:
        raise Http404
    readings = list(deadline.limit.readings.all())
    form = ActForm(
        request.POST if request.method == "POST" else None,
        initial={"kind": request.GET.get("kind", "extension")},
        deadline=deadline,
        readings=readings,
        now=now,
    )
    return move(
        request,
        form,
        by=membership.user,
        page="monitoring/limits/act.html",
        about=deadline.commitment,
        done=lambda: _said(deadline),
        deadline=deadline,
        acts=deadline.limit.acts.all(),
    )


def _said(deadline: Deadline) -> str:
    deadline.refresh_from_db()
    if deadline.is_waived:
        return _("It is on record. The limit is waived and binds nobody.")
    if deadline.is_suspended:
        return _("It is on record. The limit is suspended and no clock runs.")
    return _("It is on record. The date is now %(date)s.") % {
        "date": ends(deadline.due_at, deadline.ends_on, deadline.zone)
    }
