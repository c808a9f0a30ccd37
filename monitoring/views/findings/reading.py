"""Reading reports: the list, and one version."""

from django.http import HttpRequest, HttpResponse

from commitments.access import member
from monitoring.access import load_report
from monitoring.filters.reports import ReportFilter
from monitoring.models import VerificationReport
from monitoring.views.findings.page import show
from monitoring.views.pages import answer, page_of


def reports(request: HttpRequest, slug: str) -> HttpResponse:
    """The mission's reports, what awaits a decision first."""
    membership = member(request, slug, "read_reports")
    rows = (
        VerificationReport.objects.visible_to(membership)
        .select_related("commitment", "author", "decided_by", "superseded_by")
        .awaiting_decision_first()
    )
    wanted = ReportFilter(request.GET, queryset=rows)
    context = {
        "filter": wanted,
        "page": page_of(wanted.qs, request),
        "filtered": any(wanted.form.data.values()),
    }
    return answer(request, "monitoring/reports.html", "rows", context)


def report(request: HttpRequest, slug: str, number: int, version: int) -> HttpResponse:
    """One version, with the moves open to this reader."""
    membership = member(request, slug, "read_reports")
    return show(request, membership, load_report(membership, number, version))
