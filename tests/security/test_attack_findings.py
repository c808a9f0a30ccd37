"""What a page, a mail or a report says beyond what its reader may know, or beyond what anybody saw."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from commitments.actions.registers import end_membership
from commitments.models import User
from monitoring.actions.delivery import address, deliver
from monitoring.actions.reports import approve_report, correct_report, submit_report
from monitoring.models import Delivery
from tests.factories import NOW, World

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]


def test_a_draft_is_read_by_verifiers_alone_wherever_it_could_stand(world: World, as_user: SignIn) -> None:
    commitment = world.commitment()
    draft = world.draft(commitment, conclusion="Half-written words.")
    places = [
        reverse("commitment", args=["valley", commitment.reference]),
        reverse("admin:monitoring_verificationreport_changelist"),
        reverse("admin:monitoring_verificationreport_change", args=[draft.pk]),
        reverse("admin:monitoring_verificationreport_history", args=[draft.pk]),
    ]

    def readers() -> set[str]:
        pages = {role: [as_user(user).get(place) for place in places] for role, user in world.people.items()}
        return {
            role
            for role, answers in pages.items()
            if any("Half-written words." in one.content.decode() or "R-1" in one.content.decode() for one in answers)
        }

    assert readers() == {"verifier", "verifier2"}
    submit_report(report=draft, by=world.verifier, at=NOW)
    assert readers() == {"verifier", "verifier2", "analyst", "administrator"}


def test_a_superseded_report_says_so_where_its_finding_stands(world: World, as_user: SignIn) -> None:
    commitment = world.commitment()
    first = world.approved(commitment, finding="compliant")
    second = correct_report(report=first, by=world.verifier, at=NOW)
    page = reverse("commitment", args=["valley", commitment.reference])
    assert "superseded" not in as_user(world.analyst).get(page).content.decode()
    submit_report(report=second, by=world.verifier, at=NOW)
    approve_report(report=second, by=world.verifier2, at=NOW)
    assert f"superseded by {second.reference}" in as_user(world.analyst).get(page).content.decode()


@pytest.mark.parametrize(
    "said",
    [
        {"finding": "compliant"},
        {"finding": "partly_compliant"},
        {"finding": "inconclusive", "implementation": 3, "completed_at": NOW - timedelta(hours=1)},
    ],
)
def test_a_closed_gate_is_never_compliance(world: World, said: dict[str, object]) -> None:
    commitment = world.commitment()
    gate = {"sighting": "no_access", "access": "denied", "access_reason": "gate", "narrative": "", "counts": {}}
    denied = [world.observation(commitment, **gate), world.observation(commitment, **gate)]
    report = world.draft(commitment, observations=denied, **said)
    with pytest.raises(ValidationError, match="Access was denied every time"):
        submit_report(report=report, by=world.verifier, at=NOW)
    seen = world.draft(commitment, observations=[*denied, world.observation(commitment)], **said)
    submit_report(report=seen, by=world.verifier, at=NOW)
    honest = world.draft(commitment, observations=denied, finding="unable_to_verify", implementation=0)
    submit_report(report=honest, by=world.verifier, at=NOW)


def test_what_could_not_be_verified_meets_no_limit(world: World) -> None:
    commitment = world.commitment()
    report = world.draft(
        commitment, finding="unable_to_verify", implementation=3, completed_at=NOW - timedelta(hours=1)
    )
    with pytest.raises(ValidationError, match="does not go with Full"):
        submit_report(report=report, by=world.verifier, at=NOW)


@pytest.mark.parametrize("how", ["left", "locked out"])
def test_whoever_left_gets_no_mail_that_was_still_waiting(world: World, how: str) -> None:
    submit_report(report=world.draft(world.commitment()), by=world.verifier, at=NOW)
    address(now=NOW)
    assert Delivery.objects.filter(recipient=world.verifier2, channel="email", next_attempt_at__isnull=False).exists()
    if how == "left":
        end_membership(membership=world.membership("verifier2"), by=world.administrator, at=NOW)
    else:
        User.objects.filter(pk=world.verifier2.pk).update(is_active=False)
    deliver(now=NOW)
    assert mail.outbox == []
    kept = Delivery.objects.get(recipient=world.verifier2, channel="email")
    assert (kept.last_error, kept.sent_at, kept.next_attempt_at) == ("no longer a member", None, None)
