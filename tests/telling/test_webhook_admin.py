"""Webhooks as their administrator sees them: the secret once, the log always, and nobody else's."""

import re
from datetime import timedelta

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from commitments.models import RecordEntry
from monitoring.actions.addressing import address
from monitoring.actions.sealing import unseal
from monitoring.actions.webhooks import register_webhook
from monitoring.models import Escalation, Webhook, WebhookAttempt, WebhookDelivery
from tests.factories import NOW, World
from tests.live import signed_in
from tests.telling.lapses import lapse

pytestmark = pytest.mark.django_db
LIST, ADD = reverse("admin:monitoring_webhook_changelist"), reverse("admin:monitoring_webhook_add")
LOG = reverse("admin:monitoring_webhookdelivery_changelist")


@pytest.fixture
def admin(world: World) -> Client:
    return signed_in(world.administrator)


def entered(world: World, **other: object) -> dict[str, object]:
    return {
        "mission": world.mission.pk,
        "name": "Archive",
        "url": "https://hooks.example/key-in-the-path",
        "events": ["flag_raised", "report_approved"],
        **other,
    }


def registered(world: World, name: str = "Archive") -> Webhook:
    url = "https://hooks.example/key-in-the-path"
    return register_webhook(mission=world.mission, name=name, url=url, events=["flag_raised"], by=None, at=NOW)[0]


def ended(world: World) -> WebhookDelivery:
    registered(world)
    lapse(world)
    address(now=NOW)
    row = WebhookDelivery.objects.get(webhook__mission=world.mission)
    WebhookAttempt.objects.create(delivery=row, at=NOW, took_ms=12, status=500, answer="<b>out of order</b>")
    WebhookDelivery.objects.update(gave_up_at=NOW, next_attempt_at=None)
    return row


def secret_on(page: bytes) -> str:
    (found,) = re.findall(r'id="webhook-secret">([^<]+)<', page.decode())
    return str(found)


def test_the_secret_is_shown_once_by_the_answer_to_its_making(world: World, admin: Client) -> None:
    made = admin.post(ADD, entered(world))
    assert made.status_code == 200
    assert "no-store" in made.headers["Cache-Control"]
    secret = secret_on(made.content)
    webhook = Webhook.objects.get()
    assert unseal(webhook.sealed_secret) == secret
    change = reverse("admin:monitoring_webhook_change", args=[webhook.pk])
    history = reverse("admin:monitoring_webhook_history", args=[webhook.pk])
    for path in (LIST, change, history, "/admin/commitments/recordentry/"):
        page = admin.get(path).content.decode()
        assert secret not in page
        assert webhook.sealed_secret not in page
    assert secret not in str(admin.session.items()) + str(admin.cookies)
    assert "key-in-the-path" not in str(list(RecordEntry.objects.values()))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"url": "http://hooks.example/in"}, "url"),
        ({"url": "ftp://hooks.example/in"}, "url"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "https://me:secret@hooks.example/in"}, "url"),
        ({"url": "https://hooks.example/in#part"}, "url"),
        ({"url": "https://hooks.example/\x00"}, "url"),
        ({"url": "hooks.example"}, "url"),
        ({"events": []}, "events"),
        ({"events": ["everything"]}, "events"),
        ({"name": ""}, "name"),
    ],
)
def test_what_cannot_be_is_refused_in_words(world: World, admin: Client, wrong: dict[str, object], field: str) -> None:
    response = admin.post(ADD, entered(world, **wrong))
    assert set(response.context["adminform"].form.errors) == {field}
    assert not Webhook.objects.exists()


@override_settings(WEBHOOKS_MAY_STAY_INSIDE=True)
def test_an_exercise_may_stay_on_its_own_machine(world: World, admin: Client) -> None:
    assert admin.post(ADD, entered(world, url="http://127.0.0.1:9000/in")).status_code == 200
    assert Webhook.objects.get().url == "http://127.0.0.1:9000/in"


def test_a_name_is_taken_once_in_a_mission(world: World, admin: Client) -> None:
    registered(world)
    assert "name" in admin.post(ADD, entered(world)).context["adminform"].form.errors


def test_another_mission_is_no_choice(world: World, other_world: World, admin: Client) -> None:
    response = admin.post(ADD, entered(world, mission=other_world.mission.pk))
    assert "mission" in response.context["adminform"].form.errors
    assert not Webhook.objects.exists()


def test_changing_it_keeps_the_secret_and_leaves_a_record(world: World, admin: Client) -> None:
    webhook = registered(world)
    path = reverse("admin:monitoring_webhook_change", args=[webhook.pk])
    admin.post(path, entered(world, name="Other", url="https://else.example/"))
    after = Webhook.objects.get()
    assert (after.name, after.url, after.sealed_secret) == ("Other", "https://else.example/", webhook.sealed_secret)
    assert RecordEntry.objects.get(verb="webhook changed").by == world.administrator
    history = admin.get(reverse("admin:monitoring_webhook_history", args=[webhook.pk])).content.decode()
    assert "webhook changed" in history


def do(admin: Client, path: str, action: str, *rows: object, where: str = ""):  # type: ignore[no-untyped-def]
    return admin.post(path, {f"{where}action": action, "_selected_action": [str(row.pk) for row in rows]})  # type: ignore[attr-defined]


def test_a_button_pauses_resumes_and_renews(world: World, admin: Client) -> None:
    webhook = registered(world)
    path = reverse("admin:monitoring_webhook_change", args=[webhook.pk])
    do(admin, path, "pause", webhook, where="CHANGE_FORM-")
    assert Webhook.objects.get().paused_at is not None
    do(admin, LIST, "resume", webhook)
    assert Webhook.objects.get().paused_at is None
    renewed = do(admin, path, "renew_secret", webhook, where="CHANGE_FORM-")
    assert "no-store" in renewed.headers["Cache-Control"]
    assert secret_on(renewed.content) == unseal(Webhook.objects.get().sealed_secret)
    assert do(admin, LIST, "renew_secret", webhook, registered(world, "Second")).status_code == 302
    assert secret_on(renewed.content) == unseal(Webhook.objects.get(name="Archive").sealed_secret)


def test_the_log_says_how_each_attempt_ended_and_a_button_sends_again(world: World, admin: Client) -> None:
    row = ended(world)
    path = reverse("admin:monitoring_webhookdelivery_change", args=[row.pk])
    page = admin.get(path).content.decode()
    assert "&lt;b&gt;out of order" in page
    assert "500" in page
    assert 'value="send_again"' in page
    do(admin, path, "send_again", row, where="CHANGE_FORM-")
    row.refresh_from_db()
    assert (row.gave_up_at, row.attempts) == (None, 0)
    assert row.next_attempt_at is not None
    assert RecordEntry.objects.get(verb="webhook delivery sent again").by == world.administrator
    assert "?outcome=waits" in admin.get(LOG).content.decode()
    assert admin.get(f"{LOG}?outcome=gave_up").context["cl"].result_count == 0
    assert admin.get(f"{LOG}?outcome=waits").context["cl"].result_count == 1
    assert admin.get(f"{LOG}?outcome=nonsense").context["cl"].result_count == 1


def test_given_up_is_seen_in_the_list(world: World, admin: Client) -> None:
    ended(world)
    assert '<td class="field-given_up">1</td>' in admin.get(LIST).content.decode()


def test_nobody_touches_another_missions(world: World, other_world: World, admin: Client) -> None:
    theirs = ended(other_world)
    missing = admin.get("/admin/commitments/site/999999/change/")
    for path, row in (
        (reverse("admin:monitoring_webhookdelivery_change", args=[theirs.pk]), theirs),
        (reverse("admin:monitoring_webhook_change", args=[theirs.webhook_id]), theirs.webhook),
    ):
        for action in ("send_again", "pause", "renew_secret"):
            answer = do(admin, path, action, row, where="CHANGE_FORM-")
            assert (answer.status_code, answer.content) == (404, missing.content)
    for path, action, row in ((LOG, "send_again", theirs), (LIST, "pause", theirs.webhook)):
        do(admin, path, action, row)
    do(admin, LIST, "renew_secret", theirs.webhook)
    theirs.refresh_from_db()
    webhook = Webhook.objects.get()
    assert theirs.gave_up_at == NOW
    assert (webhook.paused_at, webhook.sealed_secret) == (None, theirs.webhook.sealed_secret)


def test_waits_before_telling_on_are_set_in_the_administration(world: World, admin: Client) -> None:
    add = reverse("admin:monitoring_escalation_add")
    admin.post(add, {"mission": world.mission.pk, "analysts_after_hours": "24", "administrators_after_hours": ""})
    kept = Escalation.objects.get()
    assert (kept.mission, kept.analysts_after_hours, kept.administrators_after_hours) == (world.mission, 24, None)
    change = reverse("admin:monitoring_escalation_change", args=[kept.pk])
    assert admin.post(change, {"analysts_after_hours": "0"}).status_code == 200, "refused"
    admin.post(change, {"analysts_after_hours": "", "administrators_after_hours": "72"})
    kept.refresh_from_db()
    assert (kept.analysts_after_hours, kept.administrators_after_hours) == (None, 72)
    entry = RecordEntry.objects.filter(verb="escalation set").latest("pk")
    assert entry.mission == world.mission
    assert entry.content == {"analysts_after_hours": None, "administrators_after_hours": 72}


def test_a_second_row_for_a_mission_is_refused(world: World, admin: Client) -> None:
    Escalation.objects.create(mission=world.mission, analysts_after_hours=5)
    add = reverse("admin:monitoring_escalation_add")
    answer = admin.post(add, {"mission": world.mission.pk, "analysts_after_hours": "24"})
    assert "mission" in answer.context["adminform"].form.errors
    assert Escalation.objects.get().analysts_after_hours == 5


def test_the_log_asks_no_more_for_more(world: World, admin: Client) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ended(world)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert admin.get(LOG).status_code == admin.get(LIST).status_code == 200
        counts.append(len(asked))
        for number in range(8):
            lapse(world, at=NOW + timedelta(minutes=number + 1))
        address(now=NOW + timedelta(hours=1))
    assert counts[1] <= counts[0]
