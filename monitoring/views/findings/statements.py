"""Recording what a party says, about one commitment or about a whole agreement."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.access import load_agreement, load_commitment, member
from commitments.models import Agreement, Commitment, Membership
from monitoring.actions.statements import record_statement
from monitoring.forms.statement import StatementForm


def on_commitment(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """A statement that bears on one commitment, and on whether it is contested."""
    membership = member(request, slug, "record_statement")
    commitment = load_commitment(membership, reference)
    back = reverse("commitment", args=[slug, reference])
    return _record(request, membership, commitment.agreement, commitment, back)


def on_agreement(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """A statement about the agreement as a whole."""
    membership = member(request, slug, "record_statement")
    back = reverse("agreement", args=[slug, reference])
    return _record(request, membership, load_agreement(membership, reference), None, back)


def _record(
    request: HttpRequest, membership: Membership, agreement: Agreement, commitment: Commitment | None, back: str
) -> HttpResponse:
    now = timezone.now()
    form = StatementForm(request.POST if request.method == "POST" else None, agreement=agreement, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            statement = record_statement(
                agreement=agreement, commitment=commitment, by=membership.user, at=now, **form.said()
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            said = _("The statement of %(party)s is on record. It stands beside the findings and changes none.")
            messages.success(request, said % {"party": statement.party})
            return redirect(back)
    context = {"form": form, "agreement": agreement, "commitment": commitment, "back": back, "now": now}
    return render(request, "monitoring/statement_form.html", context, status=422 if form.errors else 200)
