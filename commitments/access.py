"""Who may load what. What one may not see answers 404, the same page as what is not there."""

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from commitments.models import Agreement, Commitment, Deadline, Membership, TimeLimit, User
from commitments.rules.roles import may


def signed_in(request: HttpRequest) -> User:
    """The user of a page behind sign-in; 404 for nobody, should a page ever forget to ask."""
    if isinstance(request.user, AnonymousUser):
        raise Http404
    return request.user


def member(request: HttpRequest, slug: str, verb: str = "read") -> Membership:
    """The user's membership in this mission, if its role may do `verb`; the page's header reads it too."""
    membership = (
        Membership.objects.select_related("mission", "user").filter(user=signed_in(request), mission__slug=slug).first()
    )
    if membership is None or not may(membership.role, verb):
        raise Http404
    request.membership = membership  # type: ignore[attr-defined]
    return membership


def load_agreement(membership: Membership, reference: str) -> Agreement:
    """An agreement of the member's mission."""
    return get_object_or_404(Agreement, mission=membership.mission_id, reference=reference)


def load_commitment(membership: Membership, reference: str) -> Commitment:
    """A commitment of the member's mission, with its mission, agreement and standing."""
    rows = Commitment.objects.select_related("mission", "agreement", "provision", "site", "standing")
    return get_object_or_404(rows, mission=membership.mission_id, reference=reference)


def load_deadline(membership: Membership, pk: object) -> Deadline:
    """A deadline of a commitment of the member's mission."""
    rows = Deadline.objects.select_related(
        "commitment__mission", "commitment__agreement__mission", "limit__commitment__agreement__mission", "obligor"
    )
    return get_object_or_404(rows, commitment__mission=membership.mission_id, pk=pk)


def load_limit(membership: Membership, pk: object) -> TimeLimit:
    """A limit of a commitment of the member's mission that is not struck out."""
    rows = TimeLimit.objects.select_related("commitment__mission", "commitment__agreement__mission", "obligor")
    return get_object_or_404(rows, commitment__mission=membership.mission_id, struck_at=None, pk=pk)
