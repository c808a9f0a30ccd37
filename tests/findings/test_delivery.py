"""Delivery: bounded retries, at least once to send, at most once shown. Real connections, real processes."""

import os
import signal
import smtplib
import subprocess
import sys
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection

from monitoring.actions.delivery import BATCH, CLAIM, address, claim, deliver
from monitoring.actions.scan import scan
from monitoring.models import Delivery
from monitoring.rules.backoff import FIRST_WAIT, MOST_ATTEMPTS
from tests.factories import NOW, World
from tests.live import LIVE, at_once

pytestmark = LIVE


def lapse(world: World, count: int) -> None:
    """Flags, each told to the four people of the desk."""
    commitment = world.commitment()
    for number in range(count):
        world.deadline(commitment, due=NOW - timedelta(hours=number + 1), key=f"k{number}")
    scan(now=NOW)


def waiting() -> Delivery:
    return Delivery.objects.filter(channel="email").order_by("pk")[0]


def drain(now: datetime) -> None:
    while deliver(now=now):
        pass


def refuse(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def send(self: EmailMessage, *args: object, **kwargs: object) -> int:
        raise error

    monkeypatch.setattr(EmailMessage, "send", send)


def test_every_notice_is_sent_once_and_shown_once(world: World) -> None:
    lapse(world, 5)
    drain(NOW)
    drain(NOW + timedelta(days=1))
    assert len(mail.outbox) == 20
    shown = Delivery.objects.filter(channel="in_app")
    assert shown.count() == 20
    assert not Delivery.objects.filter(sent_at=None).exists()
    address(now=NOW)
    assert shown.count() == 20


def test_a_claimed_delivery_is_nobody_elses_until_the_claim_runs_out(world: World) -> None:
    lapse(world, 1)
    address(now=NOW)
    assert len(claim(now=NOW)) == 4
    assert claim(now=NOW + CLAIM - timedelta(seconds=1)) == []
    assert len(claim(now=NOW + CLAIM)) == 4


def test_retries_wait_longer_each_time_and_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse(monkeypatch, smtplib.SMTPServerDisconnected("user=x password=hidden"))
    lapse(world, 1)
    now, waits = NOW, []
    while True:
        assert deliver(now=now) == 4
        row = waiting()
        if row.gave_up_at:
            break
        assert row.next_attempt_at is not None
        waits.append(row.next_attempt_at - now)
        assert deliver(now=row.next_attempt_at - timedelta(seconds=1)) == 0
        now = row.next_attempt_at
    assert row.attempts == MOST_ATTEMPTS
    assert waits[0] == FIRST_WAIT
    assert waits == sorted(waits)
    assert (row.last_error, row.sent_at) == ("SMTPServerDisconnected", None)
    assert deliver(now=now + timedelta(days=30)) == 0


def test_one_address_that_fails_holds_nobody_else_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    real = EmailMessage.send

    def send(self: EmailMessage, *args: object, **kwargs: object) -> int:
        if "analyst" in self.to[0]:
            raise smtplib.SMTPRecipientsRefused({})
        return real(self)

    monkeypatch.setattr(EmailMessage, "send", send)
    lapse(world, 3)
    drain(NOW)
    assert len(mail.outbox) == 9
    assert Delivery.objects.filter(channel="email", sent_at=None).count() == 3


def test_a_mail_that_kills_its_worker_is_given_up_in_the_end(world: World) -> None:
    lapse(world, 1)
    address(now=NOW)
    now = NOW
    for _ in range(MOST_ATTEMPTS):
        assert len(claim(now=now)) == 4, "each claim is a worker that died with it"
        now += CLAIM
    assert claim(now=now) == []
    assert waiting().gave_up_at == now
    assert claim(now=now + timedelta(days=30)) == []


def test_a_slow_worker_that_lost_its_claim_spoils_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """It fails after another one has sent: what is sent stays sent."""
    lapse(world, 1)

    def send(self: EmailMessage, *args: object, **kwargs: object) -> int:
        Delivery.objects.filter(recipient__email=self.to[0], channel="email").update(
            sent_at=NOW, next_attempt_at=None, attempts=2
        )
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr(EmailMessage, "send", send)
    assert deliver(now=NOW) == 4
    assert not Delivery.objects.filter(sent_at=None).exists()
    assert not Delivery.objects.exclude(last_error="").exists()


def test_a_slow_worker_that_sends_after_another_gave_up_says_that_it_was_sent(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    lapse(world, 1)
    monkeypatch.setattr(
        EmailMessage,
        "send",
        lambda self: Delivery.objects.filter(recipient__email=self.to[0], channel="email").update(
            gave_up_at=NOW, next_attempt_at=None
        ),
    )
    deliver(now=NOW)
    assert not Delivery.objects.filter(sent_at=None).exists()
    assert not Delivery.objects.exclude(gave_up_at=None).exists()


def test_deliverers_at_once_share_the_work(world: World) -> None:
    lapse(world, 25)
    at_once([lambda: drain(NOW)] * 4)
    assert set(Counter((one.to[0], one.body, one.subject) for one in mail.outbox).values()) <= {1}
    assert len(mail.outbox) == 100
    assert set(Delivery.objects.filter(channel="email").values_list("attempts", flat=True)) == {1}
    assert Delivery.objects.filter(channel="in_app").count() == 100
    assert BATCH < 100, "or one deliverer would have had it all"


DELIVER = """
import os, signal, sys
import django
django.setup()
from datetime import datetime
from django.core.mail import EmailMessage
from monitoring.actions.delivery import deliver

send = EmailMessage.send
def send_and_die(self):
    send(self)
    os.kill(os.getpid(), signal.SIGKILL)

if "dies" in sys.argv:
    EmailMessage.send = send_and_die
while deliver(now=datetime.fromisoformat(sys.argv[1])):
    pass
"""


def run_deliverer(folder: Path, now: datetime, *how: str) -> int:
    """Another process on the test's own database; with `dies` it is killed between sending and marking."""
    environment = {
        **os.environ,
        "DATABASE_URL": "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**connection.settings_dict),
        "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
        "HOLDFAST_MAIL_DIR": str(folder),
    }
    command = [sys.executable, "-c", DELIVER, now.isoformat(), *how]
    return subprocess.run(command, env=environment, timeout=60, check=False).returncode


def test_kill_9_between_sending_and_marking_sends_again_and_shows_once(world: World, tmp_path: Path) -> None:
    lapse(world, 1)
    assert run_deliverer(tmp_path, NOW, "dies") == -signal.SIGKILL
    assert len(list(tmp_path.iterdir())) == 1
    assert Delivery.objects.filter(channel="email", sent_at=None, attempts=1).count() == 4

    assert run_deliverer(tmp_path, NOW + CLAIM - timedelta(seconds=1)) == 0
    assert len(list(tmp_path.iterdir())) == 1, "the claim still holds"
    assert run_deliverer(tmp_path, NOW + CLAIM) == 0

    mails = [path.read_text() for path in tmp_path.iterdir()]
    assert sum(text.count("Subject:") for text in mails) == 5, "four people, one of them twice, nobody never"
    assert not Delivery.objects.filter(sent_at=None).exists()
    assert Delivery.objects.filter(channel="in_app").count() == 4
