from django.urls import path

from monitoring.views.findings import moves, reading, statements, writing

ONE = "reports/R-<int:number>.<int:version>"

urlpatterns = [
    path("reports", reading.reports, name="reports"),
    path(ONE, reading.report, name="report"),
    path(f"{ONE}/edit", writing.edit, name="report_edit"),
    path(f"{ONE}/submit", moves.submit, name="report_submit"),
    path(f"{ONE}/decide", moves.decide, name="report_decide"),
    path(f"{ONE}/correct", moves.correct, name="report_correct"),
    path("commitments/<slug:reference>/report", writing.new, name="report_new"),
    path("commitments/<slug:reference>/statement", statements.on_commitment, name="statement_new"),
    path("agreements/<slug:reference>/statement", statements.on_agreement, name="agreement_statement_new"),
]
