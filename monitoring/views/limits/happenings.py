"""Recording what happened: milestones, receipts, deliveries, starts and completions, and that a deed is withdrawn."""

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.access import load_agreement, load_commitment, load_deadline, member
from commitments.models import Deed, Milestone
from commitments.models.vocabulary import Capacity, Certainty
from monitoring.forms.happenings import DeedForm, DeliveryForm, MilestoneForm, ReceiptForm, WithdrawalForm
from monitoring.queries.agreements import receivable
from monitoring.views.limits.moving import move, mover

PAGE = "monitoring/limits/happened.html"


def milestone(request: HttpRequest, slug: str, reference: str, key: str) -> HttpResponse:
    """When a milestone happened, in law and in fact, and which of the two the mission counts from."""
    membership = mover(request, slug)
    agreement = load_agreement(membership, reference)
    one = get_object_or_404(Milestone.objects.select_related("agreement__mission"), agreement=agreement, key=key)
    form = MilestoneForm(_typed(request), milestone=one, now=timezone.now())
    return move(
        request,
        form,
        by=membership.user,
        page=PAGE,
        about=agreement,
        done=lambda: _("%(milestone)s is on record, and every date that counts from it.") % {"milestone": one.name},
        title=_("Record when it happened"),
        subject=one.name,
    )


def receipt(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """That something was received; each receipt triggers its limits afresh."""
    membership = mover(request, slug)
    agreement = load_agreement(membership, reference)
    things = receivable(agreement)
    if not things:
        raise Http404
    form = ReceiptForm(_typed(request), agreement=agreement, things=things, now=timezone.now())
    return move(
        request,
        form,
        by=membership.user,
        page=PAGE,
        about=agreement,
        done=lambda: _("The receipt is on record, and every limit that it triggers."),
        title=_("Record a receipt"),
        subject=agreement.title,
    )


def delivery(request: HttpRequest, slug: str, pk: object) -> HttpResponse:
    """That what one period asked for was delivered."""
    membership = mover(request, slug)
    deadline = load_deadline(membership, pk)
    if not deadline.period or deadline.certainty == Certainty.WITHDRAWN:
        raise Http404
    form = DeliveryForm(_typed(request), deadline=deadline, now=timezone.now())
    return move(
        request,
        form,
        by=membership.user,
        page=PAGE,
        about=deadline.commitment,
        done=lambda: _("The delivery is on record."),
        title=_("Record a delivery"),
        subject=str(deadline),
    )


def deed(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """A start or a completion from a source outside this mission's reports."""
    membership = member(request, slug, "administer")
    commitment = load_commitment(membership, reference)
    roles = commitment.party_roles.filter(capacity=Capacity.OBLIGOR).select_related("party")
    form = DeedForm(_typed(request), commitment=commitment, obligors=[role.party for role in roles], now=timezone.now())
    return move(
        request,
        form,
        by=membership.user,
        page=PAGE,
        about=commitment,
        done=lambda: _("It is on record, with its source. A report that speaks of the same takes its place."),
        title=_("Record a start or a completion"),
        subject=commitment.title,
    )


def withdrawal(request: HttpRequest, slug: str, pk: object) -> HttpResponse:
    """That a deed on record no longer holds, and why."""
    membership = member(request, slug, "administer")
    rows = Deed.objects.select_related("commitment__agreement__mission", "commitment__mission", "obligor")
    one = get_object_or_404(rows, commitment__mission=membership.mission_id, pk=pk)
    form = WithdrawalForm(_typed(request), deed=one, now=timezone.now())
    return move(
        request,
        form,
        by=membership.user,
        page=PAGE,
        about=one.commitment,
        done=lambda: _("It no longer holds. It stays on the record with the reason."),
        title=_("Withdraw a deed"),
        subject=f"{one.get_kind_display()}: {one.source}",
    )


def _typed(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None
