"""What a mail may say: that something waits, and where."""

from datetime import timedelta

import pytest
from django.test import override_settings

from monitoring.actions.delivery import address, claim, message
from monitoring.actions.reports import return_report, submit_report
from monitoring.actions.scan import scan
from monitoring.models import Delivery
from tests.factories import NOW, World

pytestmark = pytest.mark.django_db

SECRET = (
    "howitzers under nets",
    "closed gate",
    "Somewhere <near> the mill",
    "monitor of valley",
    "Counted on two days",
)


@override_settings(BASE_URL="https://watch.example")
def test_mails_say_what_waits_and_where_and_nothing_of_what_was_seen(world: World) -> None:
    world.mission.name = "Mission A & B"
    world.mission.save()
    commitment = world.commitment(title="Withdraw from the secret mill", watched_from=NOW - timedelta(days=30))
    world.deadline(commitment, due=NOW - timedelta(hours=3))
    watched = world.commitment(term="standing", watched_from=NOW - timedelta(days=30), verification_interval_days=7)
    gate = world.observation(
        commitment, sighting="no_access", access="denied", access_reason="closed gate", counts={},
        narrative="Somewhere <near> the mill",
    )  # fmt: skip
    report = world.draft(commitment, observations=[gate, world.observation(commitment)])
    submit_report(report=report, by=world.verifier, at=NOW)
    scan(now=NOW)
    address(now=NOW)
    return_report(report=report, by=world.verifier2, at=NOW, reason="Ask about the howitzers under nets.")
    address(now=NOW)

    mails = {(one.notice.kind, one.recipient.email): message(one) for one in claim(now=NOW, batch=100)}

    assert len(mails) == Delivery.objects.filter(channel="email").count() - 4, "two flags for the same four people"
    for mail in mails.values():
        whole = f"{mail.subject}\n{mail.body}"
        assert "\n" not in mail.subject
        assert not [words for words in (*SECRET, "secret mill") if words in whole]
        assert "Mission A & B" in whole
        assert commitment.reference in whole or watched.reference in whole
        assert "20 May 2026, 16:00 (Asia/Baku)" in whole or "(Asia/Baku)" in whole
    to_second = mails["report_submitted", "verifier2@valley.example"]
    assert "https://watch.example/m/valley/reports/R-1.1" in to_second.body
    assert ("report_submitted", "verifier@valley.example") not in mails, "the author knows"
    assert [email for kind, email in mails if kind == "report_returned"] == ["verifier@valley.example"]


def test_the_link_of_a_flag_leads_to_its_commitment(world: World) -> None:
    commitment = world.commitment()
    world.deadline(commitment, due=NOW - timedelta(hours=3))
    scan(now=NOW)
    address(now=NOW)
    bodies = {one.recipient.email: message(one).body for one in claim(now=NOW)}
    assert set(bodies) == {f"{role}@valley.example" for role in ("verifier", "verifier2", "analyst", "administrator")}
    for body in bodies.values():
        assert f"/m/valley/commitments/{commitment.reference}" in body
        assert "20 May 2026, 13:00 (Asia/Baku)" in body


def test_who_may_no_longer_sign_in_is_told_nothing(world: World) -> None:
    world.analyst.is_active = False
    world.analyst.save()
    world.deadline(world.commitment(), due=NOW - timedelta(hours=3))
    scan(now=NOW)
    address(now=NOW)
    assert Delivery.objects.exists()
    assert not Delivery.objects.filter(recipient=world.analyst).exists()
