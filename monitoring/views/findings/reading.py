"""Reading reports: the list, and one version."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commitments.access import member
from monitoring.access import load_report
from monitoring.forms.report_filter import ReportFilter
from monitoring.models import VerificationReport
from monitoring.views.findings.page import show

PER_PAGE = 25


def reports(request: HttpRequest, slug: str) -> HttpResponse:
    """The mission's reports, what awaits a decision first."""
    membership = member(request, slug, "read_reports")
    rows = (
        VerificationReport.objects.visible_to(membership)
        .select_related("commitment", "author", "decided_by", "superseded_by")
        .awaiting_decision_first()
    )
    wanted = ReportFilter(request.GET, queryset=rows)
    page = Paginator(wanted.qs, PER_PAGE).get_page(request.GET.get("page"))
    template = "monitoring/reports.html#rows" if request.htmx else "monitoring/reports.html"  # type: ignore[attr-defined]
    return render(request, template, {"filter": wanted, "page": page, "filtered": any(wanted.form.data.values())})


def report(request: HttpRequest, slug: str, number: int, version: int) -> HttpResponse:
    """One version, with the moves open to this reader."""
    membership = member(request, slug, "read_reports")
    return show(request, membership, load_report(membership, number, version))
