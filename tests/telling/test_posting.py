"""Webhooks over real sockets: signed, once, in order, however the other side behaves; and never to places inside."""

import hashlib
import hmac
import http.client
import logging
import socket
import ssl
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from pytest_django import Settings

from commitments.models import RecordEntry
from monitoring.actions import outside, posting
from monitoring.actions.addressing import address
from monitoring.actions.outside import AddressRefused, TookTooLong, post
from monitoring.actions.posting import CLAIM, claim, post_next
from monitoring.actions.reports import return_report, submit_report
from monitoring.actions.webhooks import pause_webhook, register_webhook, renew_secret, resume_webhook, send_again
from monitoring.models import Notice, Webhook, WebhookAttempt, WebhookDelivery
from monitoring.models.vocabulary import NoticeKind
from monitoring.rules.addresses import is_public
from monitoring.rules.backoff import FIRST_WAIT, MOST_ATTEMPTS
from tests.factories import NOW, World
from tests.live import LIVE, at_once
from tests.telling.lapses import lapse
from tests.telling.receiver import Handler, Receiver, receiving

pytestmark = LIVE
SECOND = timedelta(seconds=1)


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    settings.WEBHOOKS_MAY_STAY_INSIDE = True
    settings.BASE_URL = "https://watch.example"
    with receiving() as one:
        yield one


def hook(world: World, url: str, *events: str, name: str = "archive") -> tuple[Webhook, str]:
    return register_webhook(
        mission=world.mission, name=name, url=url, events=events or NoticeKind.values, by=world.administrator, at=NOW
    )


def post_all(now=NOW) -> int:  # type: ignore[no-untyped-def]
    address(now=now)
    count = 0
    while post_next(now=now):
        count += 1
    return count


def log() -> list[tuple[int | None, str]]:
    return list(WebhookAttempt.objects.order_by("pk").values_list("status", "error"))


def test_an_event_is_signed_and_holds_references_alone(world: World, receiver: Receiver) -> None:
    _webhook, secret = hook(world, receiver.url)
    commitment = world.commitment(title="Leave the secret mill")
    world.observation(commitment, narrative="howitzers under nets")
    world.deadline(commitment, due=NOW - timedelta(hours=1), at=NOW - timedelta(days=9))
    lapse(world)
    assert post_all() >= 1
    (mine,) = [one for one in receiver.posts if one.event["commitment"] == commitment.reference]

    assert mine.path == "/hooks?to=desk"
    assert mine.headers["host"] == f"127.0.0.1:{receiver.port}"
    stamped = f"{mine.headers['holdfast-timestamp']}.".encode() + mine.body
    expected = "v1=" + hmac.new(secret.encode(), stamped, hashlib.sha256).hexdigest()
    assert mine.headers["holdfast-signature"] == expected
    assert int(mine.headers["holdfast-timestamp"]) == int(NOW.timestamp())

    delivery = WebhookDelivery.objects.get(notice__flag__commitment=commitment)
    assert mine.headers["holdfast-id"] == mine.event["id"] == str(delivery.pk)
    assert mine.event == {
        "id": str(delivery.pk),
        "event": "flag_raised",
        "mission": "valley",
        "commitment": commitment.reference,
        "happened_at": "2026-05-20T11:00:00Z",
        "url": f"https://watch.example/m/valley/commitments/{commitment.reference}",
        "flag": {
            "id": str(delivery.notice.flag_id),
            "kind": "overdue",
            "lapsed_at": "2026-05-20T11:00:00Z",
            "deadline": "complete",
            "step": None,
        },
    }
    for words in ("secret mill", "howitzers", "monitor of valley", "@valley.example"):
        assert words not in mine.body.decode()


def test_every_turn_of_a_report_is_told_and_no_draft(world: World, receiver: Receiver) -> None:
    hook(world, receiver.url, "report_submitted", "report_returned", "report_approved")
    commitment = world.commitment()
    report = world.draft(commitment, conclusion="They are gone.")
    assert post_all() == 0
    submit_report(report=report, by=world.verifier, at=NOW)
    return_report(report=report, by=world.verifier2, at=NOW, reason="Ask the miller.")
    world.approved(world.commitment())
    post_all()
    told = [(one.event["event"], one.event["report"]["reference"]) for one in receiver.posts]
    assert sorted(told) == [
        ("report_approved", "R-2"),
        ("report_returned", "R-1"),
        ("report_submitted", "R-1"),
        ("report_submitted", "R-2"),
    ]
    for one in receiver.posts:
        assert "gone" not in one.body.decode()
        assert "miller" not in one.body.decode()


@pytest.mark.parametrize("kind", ["flag_closed", "flag_reopened"])
def test_the_end_of_a_flag_goes_to_webhooks_and_to_nobodys_mail(world: World, receiver: Receiver, kind: str) -> None:
    hook(world, receiver.url, kind)
    flag = lapse(world)
    post_all()
    Notice.objects.create(mission=world.mission, kind=kind, flag=flag, fell_due_at=NOW + SECOND, created_at=NOW)
    post_all()
    (one,) = receiver.posts
    assert (one.event["event"], one.event["happened_at"]) == (kind, "2026-05-20T12:00:01Z")
    assert not Notice.objects.get(kind=kind).deliveries.exists()


def test_only_the_chosen_kinds_of_the_own_mission(world: World, other_world: World, receiver: Receiver) -> None:
    hook(world, receiver.url, "report_approved")
    hook(other_world, receiver.url, "flag_raised")
    lapse(world), lapse(other_world)
    assert post_all() == 1
    assert receiver.posts[0].event["mission"] == "coast"


def test_a_server_that_fails_is_asked_later_and_gets_the_same_event(world: World, receiver: Receiver) -> None:
    hook(world, receiver.url)
    lapse(world)
    receiver.behaviour = lambda handler: handler.answer(500, b"out of order")
    assert post_all() == 1
    assert post_all(NOW + FIRST_WAIT - SECOND) == 0
    receiver.behaviour = lambda handler: handler.answer(204)
    assert post_all(NOW + FIRST_WAIT) == 1
    first, second = receiver.posts
    assert (first.body, first.headers["holdfast-id"]) == (second.body, second.headers["holdfast-id"])
    assert first.headers["holdfast-signature"] != second.headers["holdfast-signature"], "another time was signed"
    assert log() == [(500, ""), (204, "")]
    assert WebhookAttempt.objects.earliest("pk").answer == "out of order"
    assert WebhookDelivery.objects.get().sent_at == NOW + FIRST_WAIT


def test_waits_grow_until_it_is_given_up_visibly(world: World, receiver: Receiver) -> None:
    hook(world, receiver.url)
    lapse(world)
    receiver.behaviour = lambda handler: handler.answer(503)
    now, waits = NOW, []
    while True:
        assert post_all(now) == 1
        row = WebhookDelivery.objects.get()
        if row.gave_up_at:
            break
        assert row.next_attempt_at is not None
        waits.append(row.next_attempt_at - now)
        now = row.next_attempt_at
    assert (row.gave_up_at, row.attempts, len(log())) == (now, MOST_ATTEMPTS, MOST_ATTEMPTS)
    assert waits == sorted(waits)
    assert post_all(now + timedelta(days=30)) == 0


def test_a_dead_address_is_not_asked_for_every_event_and_holds_nobody_else_up(world: World, receiver: Receiver) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        hook(world, f"http://127.0.0.1:{nobody.getsockname()[1]}/", "flag_raised", name="dead")
        hook(world, receiver.url, "flag_raised", name="alive")
        for _ in range(5):
            lapse(world)
        assert post_all() == 6
    assert len(receiver.posts) == 5
    assert log().count((None, "ConnectionRefusedError")) == 1
    assert WebhookDelivery.objects.filter(webhook__name="dead", attempts=0).count() == 4


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_leads_nowhere(world: World, receiver: Receiver, status: int) -> None:
    hook(world, receiver.url)
    lapse(world)
    receiver.behaviour = lambda handler: handler.answer(status, Location=receiver.url)
    post_all()
    assert len(receiver.posts) == 1
    assert log() == [(status, "")]
    assert WebhookDelivery.objects.get().sent_at is None


def test_a_huge_answer_is_neither_read_nor_kept(world: World, receiver: Receiver) -> None:
    hook(world, receiver.url)
    lapse(world)

    def flood(handler: Handler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            handler.wfile.write(b"nul:\x00 " + b"a" * 50_000_000)
        except OSError:
            return

    receiver.behaviour = flood
    began = time.monotonic()
    post_all()
    assert time.monotonic() - began < 3
    kept = WebhookAttempt.objects.get().answer
    assert len(kept) == outside.MOST_BYTES
    assert kept.startswith("nul:  aaa")


def test_a_server_that_says_nothing_costs_a_bounded_time(
    world: World, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outside, "PAUSE_SECONDS", 0.3)
    hook(world, receiver.url)
    lapse(world)
    receiver.behaviour = lambda handler: time.sleep(2)
    began = time.monotonic()
    post_all()
    assert time.monotonic() - began < 1.5
    assert log() == [(None, "TimeoutError")]


def test_a_server_that_drips_is_cut_off(world: World, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte comes soon enough; only the whole takes too long."""
    monkeypatch.setattr(outside, "WHOLE_SECONDS", 0.5)
    hook(world, receiver.url)
    lapse(world)
    receiver.behaviour = lambda handler: handler.drip(5)
    began = time.monotonic()
    post_all()
    assert time.monotonic() - began < 2
    assert log() == [(None, "TookTooLong")]


def test_one_that_never_ends_its_handshake_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outside, "WHOLE_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(TookTooLong):
        post(f"https://127.0.0.1:{silent.getsockname()[1]}/", b"{}", {}, inside=True)


def test_a_certificate_of_nobody_is_refused(receiver: Receiver) -> None:
    """A plain server where an encrypted one was named: nothing is sent to it."""
    with pytest.raises((ssl.SSLError, OSError)):
        post(f"https://127.0.0.1:{receiver.port}/", b"{}", {}, inside=True)
    assert receiver.posts == []


@pytest.mark.parametrize(
    "answer", [b"nonsense\r\n\r\n", b"HTTP/1.1 99999 X\r\n\r\n", b"", b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 500]
)
def test_nonsense_is_a_failure_like_any_other(world: World, receiver: Receiver, answer: bytes) -> None:
    hook(world, receiver.url)
    lapse(world)
    receiver.behaviour = lambda handler: handler.wfile.write(answer) and None
    post_all()
    ((status, error),) = log()
    assert status is None
    assert issubclass(getattr(http.client, error), http.client.HTTPException)


class Killed(BaseException):
    """What no `except Exception` sees, as the end of a process."""


def test_a_crash_between_posting_and_marking_posts_again_under_the_same_id(
    world: World, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook(world, receiver.url)
    lapse(world)
    real = posting.post

    def post_and_die(*args: object, **kwargs: object) -> None:
        real(*args, **kwargs)  # type: ignore[arg-type]
        raise Killed

    monkeypatch.setattr(posting, "post", post_and_die)
    with pytest.raises(Killed):
        post_all()
    monkeypatch.setattr(posting, "post", real)
    assert post_all(NOW + CLAIM - SECOND) == 0, "the claim still holds"
    assert post_all(NOW + CLAIM) == 1
    ids = [one.headers["holdfast-id"] for one in receiver.posts]
    assert len(ids) == 2
    assert len(set(ids)) == 1
    assert WebhookDelivery.objects.get().sent_at == NOW + CLAIM


def test_one_that_kills_its_worker_is_given_up_in_the_end(world: World, receiver: Receiver) -> None:
    hook(world, receiver.url)
    lapse(world)
    address(now=NOW)
    now = NOW
    for _ in range(MOST_ATTEMPTS):
        assert claim(now=now) is not None, "each claim is a worker that died with it"
        now += CLAIM
    assert post_next(now=now) is True
    assert receiver.posts == []
    assert WebhookDelivery.objects.get().gave_up_at == now
    assert post_next(now=now + timedelta(days=9)) is False


def test_workers_at_once_post_each_event_once_and_one_at_a_time(world: World, receiver: Receiver) -> None:
    hook(world, receiver.url, "flag_raised")
    for _ in range(20):
        lapse(world)
    address(now=NOW)
    under_way, most = [], []

    def count(handler: Handler) -> None:
        under_way.append(1)
        most.append(len(under_way))
        time.sleep(0.01)
        under_way.pop()
        handler.answer(200)

    receiver.behaviour = count
    at_once([post_all] * 4)
    post_all(NOW + SECOND)
    assert len({one.headers["holdfast-id"] for one in receiver.posts}) == len(receiver.posts) == 20
    assert max(most) == 1


def test_a_slow_worker_does_not_undo_what_another_one_sent(world: World, receiver: Receiver) -> None:
    hook(world, receiver.url)
    lapse(world)
    address(now=NOW)
    slow = claim(now=NOW)
    assert slow is not None
    assert post_all(NOW + CLAIM) == 1
    receiver.behaviour = lambda handler: handler.answer(500)
    posting._attempt(slow, now=NOW)
    assert WebhookDelivery.objects.get().sent_at == NOW + CLAIM


def test_paused_means_that_nothing_is_posted_or_kept_until_it_is_active_again(world: World, receiver: Receiver) -> None:
    webhook, _secret = hook(world, receiver.url, "flag_raised")
    lapse(world)
    address(now=NOW)
    pause_webhook(webhook=webhook, by=world.administrator, at=NOW)
    lapse(world)
    assert post_all() == 0
    resume_webhook(webhook=webhook, by=world.administrator, at=NOW)
    assert post_all() == 1, "what waited, and not what happened meanwhile"


def test_sent_again_is_the_same_event_under_the_same_id(world: World, receiver: Receiver) -> None:
    hook(world, receiver.url)
    lapse(world)
    post_all()
    row = WebhookDelivery.objects.get()
    assert send_again(deliveries=[row], by=world.administrator, at=NOW) == 1
    assert send_again(deliveries=[row], by=world.administrator, at=NOW) == 0, "it waits already"
    assert post_all(NOW + SECOND) == 1
    first, second = receiver.posts
    assert (first.body, first.headers["holdfast-id"]) == (second.body, second.headers["holdfast-id"])
    assert len(log()) == 2


def test_a_renewed_secret_signs_from_then_on(world: World, receiver: Receiver) -> None:
    webhook, former = hook(world, receiver.url)
    secret = renew_secret(webhook=webhook, by=world.administrator, at=NOW)
    assert secret != former
    lapse(world)
    post_all()
    (one,) = receiver.posts
    stamped = f"{one.headers['holdfast-timestamp']}.".encode() + one.body
    assert one.headers["holdfast-signature"] == "v1=" + hmac.new(secret.encode(), stamped, hashlib.sha256).hexdigest()


def test_the_secret_is_nowhere_but_in_its_owners_hands(
    world: World, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    _webhook, secret = hook(world, receiver.url.replace("hooks", "key-in-the-path"))
    lapse(world)
    receiver.behaviour = lambda handler: handler.answer(500)
    post_all()
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(w)::text FROM monitoring_webhook w")
        stored = cursor.fetchone()[0]
    record = str(list(RecordEntry.objects.values()))
    for text in (stored, record, caplog.text, str(list(WebhookAttempt.objects.values()))):
        assert secret not in text
        assert secret.removeprefix("hfs_") not in text
    assert "key-in-the-path" not in record + caplog.text
    assert "webhook registered" in record


def test_a_secret_sealed_under_another_key_fails_visibly(world: World, receiver: Receiver, settings: Settings) -> None:
    former = settings.SECRET_KEY
    hook(world, receiver.url)
    lapse(world)
    settings.SECRET_KEY = "a new key of the server, long enough to be one"
    post_all()
    assert (receiver.posts, log()) == ([], [(None, "InvalidToken")])
    settings.SECRET_KEY_FALLBACKS = [former]
    assert post_all(NOW + FIRST_WAIT) == 1
    assert len(receiver.posts) == 1


# --- Nothing inside can be reached ---------------------------------------------------------------------------

INSIDE = [
    "127.0.0.1", "127.8.9.1", "0.0.0.1", "10.0.0.8", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "192.0.2.5", "198.18.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1",
    "fd12:3456::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.8", "::127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b:1::a00:8", "2002:7f00:1::", "2001:0:7f00:1::", "2001:db8::1",
    "fec0::1", "::ffff:0:127.0.0.1", "5f00::1", "4000::1",
]  # fmt: skip


@pytest.mark.parametrize("inside", INSIDE)
def test_addresses_inside_are_known(inside: str) -> None:
    assert not is_public(inside)


@pytest.mark.parametrize("public", ["93.184.215.14", "1.1.1.1", "2606:4700:4700::1111", "::ffff:1.1.1.1"])
def test_public_addresses_are_known(public: str) -> None:
    assert is_public(public)


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1:{port}/",
        "https://localhost:{port}/",
        "https://[::1]:{port}/",
        "https://[::ffff:127.0.0.1]:{port}/",
        "https://2130706433:{port}/",
        "https://0x7f.1:{port}/",
        "https://0:{port}/",
        "http://127.0.0.1:{port}/",
        "ftp://127.0.0.1:{port}/",
        "file:///etc/passwd",
        "https:///nothing",
    ],
)
def test_no_way_of_writing_it_leads_inside(receiver: Receiver, url: str) -> None:
    with pytest.raises((AddressRefused, socket.gaierror)):
        post(url.format(port=receiver.port), b"{}", {}, inside=False)
    assert receiver.posts == []


def test_a_name_that_leads_inside_is_refused_and_logged(world: World, receiver: Receiver, settings: Settings) -> None:
    settings.WEBHOOKS_MAY_STAY_INSIDE = False
    hook(world, f"https://localhost:{receiver.port}/")
    lapse(world)
    post_all()
    assert (receiver.posts, log()) == ([], [(None, "AddressRefused")])


def answers(*addresses: str):  # type: ignore[no-untyped-def]
    """A resolver that gives another answer each time it is asked, and says how often it was."""
    asked: list[str] = []

    def getaddrinfo(host: str, port: int, *args: object, **kwargs: object) -> list[object]:
        found = addresses[min(len(asked), len(addresses) - 1)]
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found.split()]

    return getaddrinfo, asked


def test_a_name_that_changes_its_answer_gains_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Public while it is checked, inside a moment later: the connection goes to what was checked."""
    getaddrinfo, asked = answers("93.184.215.14", "127.0.0.1")
    opened = []

    def create_connection(address: tuple[str, int], timeout: float) -> socket.socket:
        opened.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(socket, "create_connection", create_connection)
    with pytest.raises(ConnectionRefusedError):
        post("https://rebind.example/", b"{}", {})
    assert asked == ["rebind.example"]
    assert opened == [("93.184.215.14", 443)]


def test_nothing_is_sent_in_the_clear_even_to_a_public_address(monkeypatch: pytest.MonkeyPatch) -> None:
    getaddrinfo, asked = answers("93.184.215.14")
    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(socket, "create_connection", lambda *args, **kwargs: pytest.fail("a connection was opened"))
    with pytest.raises(AddressRefused):
        post("http://hooks.example/", b"{}", {})
    assert asked == []


def test_of_several_answers_only_the_public_ones_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    getaddrinfo, _asked = answers("10.0.0.8 127.0.0.1 93.184.215.14 1.1.1.1 1.0.0.1")
    opened = []

    def create_connection(address: tuple[str, int], timeout: float) -> socket.socket:
        opened.append(address[0])
        raise TimeoutError

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(socket, "create_connection", create_connection)
    with pytest.raises(TimeoutError):
        post("https://many.example/", b"{}", {})
    assert opened == ["93.184.215.14", "1.1.1.1"]
