"""Everybody is told at the pace they chose: once, in one mail or several, never by night, and always on the page."""

import smtplib
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import IntegrityError, connections, transaction

from commitments.actions.registers import end_membership, grant_role
from commitments.models import Mission
from monitoring.actions.delivery import CLAIM, address, claim, claim_digests, deliver
from monitoring.actions.mails import FLAGS, MOST_LINES
from monitoring.actions.preferences import choose
from monitoring.actions.scan import scan
from monitoring.models import Delivery, Flag, NoticePreference
from monitoring.models.vocabulary import FlagKind
from monitoring.rules.duty import ON_DUTY
from tests.clock.lapses import lapsing
from tests.factories import NOW, World
from tests.live import LIVE, at_once
from tests.telling.lapses import drain, due_of, lapse, mails_to

pytestmark = LIVE
DAY = timedelta(days=1)
NEXT_DIGEST = datetime(2026, 5, 21, 3, 0, tzinfo=UTC)  # 07:00 in Baku, the morning after NOW


def chosen(world: World, role: str, pace: str, **more: object) -> NoticePreference:
    return choose(by=world.membership(role), at=NOW, pace=pace, **more)


def test_an_overdue_deadline_is_mailed_once_however_long_it_stays_so(world: World) -> None:
    """No daily repeat of the same mail, whatever the pace."""
    chosen(world, "verifier", "daily")
    chosen(world, "administrator", "weekly")
    lapse(world)
    for day in range(30):
        scan(now=NOW + day * DAY)
        drain(NOW + day * DAY)
    assert len(mails_to(world, "analyst")) == 1
    assert len(mails_to(world, "verifier")) == 1
    assert len(mails_to(world, "administrator")) == 1
    assert Flag.objects.get().closed_at is None


def test_without_a_choice_each_notice_is_mailed_at_once(world: World) -> None:
    lapse(world), lapse(world)
    drain(NOW)
    assert len(mails_to(world, "analyst")) == 2


def test_a_digest_is_one_mail_with_all_that_waited_since_the_last(world: World) -> None:
    chosen(world, "analyst", "daily")
    flags = [lapse(world), lapse(world, ago=timedelta(hours=2)), lapse(world, at=NOW + timedelta(hours=3))]
    drain(NEXT_DIGEST - timedelta(seconds=1))
    assert mails_to(world, "analyst") == []
    drain(NEXT_DIGEST)
    (digest,) = [one for one in mail.outbox if one.to == [world.analyst.email]]
    assert digest.subject == "3 notices wait for you · Mission valley"
    for flag in flags:
        assert digest.body.count(f"  {flag.commitment.reference}: a deadline passed") == 1
    later = lapse(world, at=NEXT_DIGEST + timedelta(hours=1))
    drain(NEXT_DIGEST + DAY)
    second = [one for one in mail.outbox if one.to == [world.analyst.email]][-1]
    assert later.commitment.reference in second.body
    assert not [flag for flag in flags if flag.commitment.reference in second.body], "nothing is listed twice"
    drain(NEXT_DIGEST + 2 * DAY)
    assert len(mails_to(world, "analyst")) == 2, "nothing waits, so nothing is sent"


def test_a_digest_says_no_more_than_a_single_mail_does(world: World) -> None:
    chosen(world, "analyst", "daily")
    commitment = world.commitment(title="Leave the secret mill")
    world.observation(commitment, narrative="howitzers under nets")
    for number in (1, 2):
        world.deadline(commitment, due=NOW - timedelta(hours=number), key=f"k{number}")
    scan(now=NOW)
    drain(NEXT_DIGEST)
    (digest,) = [one for one in mail.outbox if one.to == [world.analyst.email]]
    for secret in ("secret mill", "howitzers", "monitor of valley", "Northern"):
        assert secret not in f"{digest.subject}\n{digest.body}"
    assert "This is an exercise" in digest.body
    assert "/m/valley/notices/preferences" in digest.body
    assert "\n" not in digest.subject


def test_a_flag_that_ended_while_it_waited_is_listed_as_such(world: World) -> None:
    chosen(world, "analyst", "daily")
    lapse(world)
    ended = lapse(world)
    world.approved(ended.commitment, implementation=3, finding="compliant", completed_at=due_of(ended).due_at)
    drain(NEXT_DIGEST)
    (digest,) = [one for one in mail.outbox if one.to == [world.analyst.email]]
    assert f"{ended.commitment.reference}: a deadline passed (closed since)" in digest.body
    assert digest.body.count("closed since") == 1


def test_a_long_digest_says_how_much_it_leaves_out(world: World) -> None:
    chosen(world, "analyst", "daily")
    lapsing(world, MOST_LINES + 7, due=NOW - DAY, apart=timedelta(minutes=1))
    scan(now=NOW)
    drain(NEXT_DIGEST)
    (digest,) = [one for one in mail.outbox if one.to == [world.analyst.email]]
    assert digest.body.count("a deadline passed") == MOST_LINES
    assert "And 7 more" in digest.body
    assert not Delivery.objects.filter(recipient=world.analyst, sent_at=None).exists()


def test_each_mission_has_its_own_pace(world: World, other_world: World) -> None:
    grant_role(user=world.analyst, mission=other_world.mission, role="analyst", by=None, at=NOW)
    chosen(world, "analyst", "daily")
    lapse(world), lapse(world), lapse(other_world)
    drain(NOW)
    assert mails_to(world, "analyst") == ["CO-01: a deadline passed · Mission coast"]
    drain(NEXT_DIGEST)
    assert len(mails_to(world, "analyst")) == 2


def test_no_mail_still_shows_everything_on_the_page(world: World) -> None:
    chosen(world, "analyst", "none")
    lapse(world)
    drain(NOW + 9 * DAY)
    assert mails_to(world, "analyst") == []
    assert Delivery.objects.filter(recipient=world.analyst, channel="in_app").count() == 1
    assert not Delivery.objects.filter(recipient=world.analyst, channel="email").exists()


def test_a_choice_moves_what_waits(world: World) -> None:
    chosen(world, "analyst", "weekly")
    lapse(world)
    drain(NOW)
    chosen(world, "analyst", "daily")
    drain(NEXT_DIGEST)
    assert len(mails_to(world, "analyst")) == 1

    lapse(world, at=NEXT_DIGEST)
    drain(NEXT_DIGEST + timedelta(seconds=1))
    choose(by=world.membership("analyst"), at=NEXT_DIGEST, pace="immediate")
    drain(NEXT_DIGEST + timedelta(seconds=1))
    assert len(mails_to(world, "analyst")) == 2


def test_choosing_none_ends_what_waits(world: World) -> None:
    chosen(world, "analyst", "weekly")
    lapse(world)
    drain(NOW)
    chosen(world, "analyst", "none")
    row = Delivery.objects.get(recipient=world.analyst, channel="email")
    assert (row.gave_up_at, row.last_error) == (NOW, "wants no mail")
    chosen(world, "analyst", "immediate")
    drain(NOW + 30 * DAY)
    assert mails_to(world, "analyst") == []


def test_a_choice_does_not_hand_a_mail_that_is_being_sent_to_a_second_worker(world: World) -> None:
    lapse(world)
    address(now=NOW)
    assert len(claim(now=NOW)) == 4
    chosen(world, "analyst", "immediate")
    assert claim(now=NOW) == []
    assert len(claim(now=NOW + CLAIM)) == 4
    chosen(world, "analyst", "daily")
    assert claim_digests(now=NOW + CLAIM) == []
    assert len(claim(now=NOW + 2 * CLAIM)) == 3
    assert len(claim_digests(now=NEXT_DIGEST)) == 1


def test_quiet_hours_hold_back_what_arises_and_what_is_late(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """16:00 in Baku is quiet for somebody who works by night; a worker that was away sends nothing then either."""
    chosen(world, "analyst", "immediate", quiet_from=8, quiet_until=20)
    lapse(world)
    drain(NOW)
    assert mails_to(world, "analyst") == []
    assert len(mails_to(world, "verifier")) == 1
    evening = NOW + timedelta(hours=4)  # 20:00 in Baku
    real = EmailMessage.send

    def refuse(self: EmailMessage) -> int:
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr(EmailMessage, "send", refuse)
    assert deliver(now=evening) == 1
    monkeypatch.setattr(EmailMessage, "send", real)
    morning = evening + timedelta(hours=15)  # 11:00 in Baku, and quiet again: the retry waits, too
    assert deliver(now=morning) == 0
    assert Delivery.objects.get(recipient=world.analyst, channel="email").attempts == 1
    drain(evening + DAY)
    assert len(mails_to(world, "analyst")) == 1


def test_a_digest_that_fails_is_sent_again_whole(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen(world, "analyst", "daily")
    lapse(world), lapse(world)
    drain(NOW)
    real = EmailMessage.send

    def send_and_break(self: EmailMessage) -> int:
        real(self)
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr(EmailMessage, "send", send_and_break)
    deliver(now=NEXT_DIGEST)
    monkeypatch.setattr(EmailMessage, "send", real)
    drain(NEXT_DIGEST + timedelta(minutes=1))
    bodies = [one.body for one in mail.outbox if one.to == [world.analyst.email]]
    assert len(bodies) == 2
    assert bodies[0] == bodies[1]
    assert not Delivery.objects.filter(recipient=world.analyst, sent_at=None).exists()


class Killed(BaseException):
    """What no `except Exception` sees, as the end of a process."""


def test_a_crash_between_sending_and_marking_sends_the_digest_again_and_loses_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen(world, "analyst", "daily")
    lapse(world), lapse(world)
    drain(NOW)
    real = EmailMessage.send

    def send_and_die(self: EmailMessage) -> int:
        real(self)
        raise Killed

    monkeypatch.setattr(EmailMessage, "send", send_and_die)
    with pytest.raises(Killed):
        deliver(now=NEXT_DIGEST)
    monkeypatch.setattr(EmailMessage, "send", real)
    drain(NEXT_DIGEST + CLAIM - timedelta(seconds=1))
    assert len(mails_to(world, "analyst")) == 1, "the claim still holds"
    drain(NEXT_DIGEST + CLAIM)
    assert len(mails_to(world, "analyst")) == 2
    assert not Delivery.objects.filter(recipient=world.analyst, sent_at=None).exists()


def test_workers_at_once_never_split_a_digest(world: World) -> None:
    people = ("analyst", "administrator", "verifier", "verifier2")
    for role in people:
        chosen(world, role, "daily")
    lapsing(world, 60, due=NOW - DAY, apart=timedelta(minutes=1))
    scan(now=NOW)
    drain(NOW)
    at_once([lambda: drain(NEXT_DIGEST)] * 4)
    for role in people:
        assert mails_to(world, role) == ["60 notices wait for you · Mission valley"]


def test_a_digest_whose_person_another_worker_holds_is_left_alone_whole(world: World) -> None:
    """Otherwise that worker and this one would each take the rows that the other has not locked yet."""
    chosen(world, "analyst", "daily")
    lapse(world), lapse(world)
    drain(NOW)
    with transaction.atomic(using="owner"), connections["owner"].cursor() as other_worker:
        other_worker.execute("SELECT FROM monitoring_noticepreference FOR UPDATE")
        assert claim_digests(now=NEXT_DIGEST) == []
    assert [len(deliveries) for deliveries in claim_digests(now=NEXT_DIGEST)] == [2]


def test_who_left_gets_no_digest(world: World) -> None:
    chosen(world, "analyst", "daily")
    lapse(world), lapse(world)
    drain(NOW)
    end_membership(membership=world.membership("analyst"), by=None, at=NOW)
    drain(NEXT_DIGEST)
    assert mails_to(world, "analyst") == []
    assert not NoticePreference.objects.exists()


def test_who_may_no_longer_sign_in_gets_no_digest(world: World) -> None:
    chosen(world, "analyst", "daily")
    lapse(world), lapse(world)
    drain(NOW)
    world.analyst.is_active = False
    world.analyst.save()
    drain(NEXT_DIGEST)
    assert mails_to(world, "analyst") == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"pace": "hourly"},
        {"digest_hour": 24},
        {"digest_weekday": 7},
        {"quiet_from": 22, "quiet_until": None},
        {"quiet_from": 22, "quiet_until": 22},
        {"quiet_from": 22, "quiet_until": 24},
    ],
)
def test_the_database_refuses_a_choice_that_nobody_could_follow(world: World, wrong: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        NoticePreference.objects.create(membership=world.membership("analyst"), **wrong)


def test_every_kind_of_flag_has_its_people_and_its_words() -> None:
    assert set(FlagKind.values) <= set(ON_DUTY)
    assert set(FlagKind.values) <= set(FLAGS)
    assert all(ON_DUTY.values())


def test_the_choice_is_on_record_without_anybody_elses(world: World) -> None:
    chosen(world, "analyst", "daily")
    entry = Mission.objects.get().record.get(verb="notice mails chosen")
    assert (entry.by, entry.subject, entry.content) == (world.analyst, world.analyst.email, {"pace": "daily"})
