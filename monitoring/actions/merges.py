"""When two parties turn out to be one: open reports follow, and what was said counts as one party's words."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from commitments.models import Commitment, Party
from monitoring.actions.deeds import follow_reports
from monitoring.actions.standing import settle
from monitoring.models import VerificationReport
from monitoring.models.vocabulary import ReportState


@transaction.atomic
def follow_merge(*, duplicate: Party, target: Party, at: datetime) -> None:
    """Approved reports and statements keep the name they were recorded under; the facts read them as the target's."""
    VerificationReport.objects.filter(obligor=duplicate).exclude(state=ReportState.APPROVED).update(obligor=target)
    named = Q(reports__obligor=duplicate) | Q(statements__party=duplicate)
    rows = Commitment.objects.filter(named).distinct().select_related("mission", "agreement__mission")
    touched = list(rows.order_by("pk"))
    for commitment in touched:
        follow_reports(commitment, by=None, at=at, why=_("party merged"))
    if touched:
        settle(touched, at=at, why=_("party merged"))
