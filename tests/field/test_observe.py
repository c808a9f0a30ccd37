"""Logging an observation: what is kept, what is refused, and that nothing typed is lost."""

from collections.abc import Callable

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from commitments.models import Commitment, Quantity, User
from monitoring.models import Observation
from tests.factories import World, make_world
from tests.field.answers import answers, form_url, number_in, send, text_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def commitment(world: World) -> Commitment:
    made = world.commitment(title="Artillery beyond line B")
    Quantity.objects.create(commitment=made, category="artillery", detail="", amount=20)
    Quantity.objects.create(commitment=made, category="mortars", detail="120 mm", amount=6)
    return made


@pytest.fixture
def monitor(world: World, as_user: SignIn) -> Client:
    return as_user(world.monitor)


def test_a_sighting_is_kept_and_answered_with_its_receipt(
    world: World, commitment: Commitment, monitor: Client
) -> None:
    answer = send(monitor, world, commitment, narrative="Under nets.", latitude="40.1234", longitude="46,5 E")
    kept = Observation.objects.get()
    assert answer.status_code == 303
    assert answer["Location"] == f"/m/valley/observations/{kept.pk}"
    assert (kept.latitude, kept.longitude, kept.grade, kept.access) == (40.1234, 46.5, "A2", "granted")
    assert [(one.category, one.count) for one in kept.quantities.all()] == [("artillery", 2)]

    receipt = text_of(monitor.get(answer["Location"]))
    assert kept.reference in receipt
    assert "Received" in receipt
    assert "Under nets." in receipt
    assert "Log another for this commitment" in receipt


def test_htmx_is_led_to_the_same_receipt(world: World, commitment: Commitment, monitor: Client) -> None:
    answer = monitor.post(form_url(world, commitment), answers(), headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == f"/m/valley/observations/{Observation.objects.get().pk}"


def test_the_form_knows_what_it_may_and_judges_nothing(world: World, commitment: Commitment, monitor: Client) -> None:
    form = monitor.get(form_url(world, commitment)).context["form"]
    local = timezone.localtime(timezone=form.now.tzinfo)
    assert form["event_date"].value() is not None
    assert local is not None
    for judged in ("sighting", "access", "means", "directness", "reliability", "credibility"):
        assert form[judged].value() is None, judged
    assert [field.label for field in form.own_counters] == ["Artillery", "Mortars 120 mm"]
    assert all(field.value() is None for field in form.own_counters), "nobody has counted yet"
    assert len(form.other_counters) == 14, "mortars of another calibre can still be counted"


def test_access_denied_is_an_observation_with_its_reason(world: World, commitment: Commitment, monitor: Client) -> None:
    denied = {"sighting": "no_access", "access": None, "count_artillery": ""}
    refused = send(monitor, world, commitment, **denied)
    assert refused.status_code == 422
    assert "Say who refused access and why" in text_of(refused)
    assert send(monitor, world, commitment, **denied, access_reason="Guard at the gate").status_code == 303
    kept = Observation.objects.get()
    assert (kept.sighting, kept.access, kept.access_reason) == ("no_access", "denied", "Guard at the gate")


@pytest.mark.parametrize("access", ["granted", None])
def test_a_reason_typed_before_the_access_was_granted_after_all_is_kept(
    world: World, commitment: Commitment, monitor: Client, access: str | None
) -> None:
    answer = send(monitor, world, commitment, access=access, access_reason="First they refused")
    assert answer.status_code == (303 if access else 422)
    if access:
        assert Observation.objects.get().access_reason == "First they refused"


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"sighting": None}, "sighting", "Choose what happened"),
        ({"access": None}, "access", "Say whether you could go everywhere"),
        ({"access": "restricted"}, "access_reason", "Say who refused"),
        ({"access": "denied"}, "access", "choose “Access denied” above"),
        ({"means": "telepathy"}, "means", "“telepathy” is not one of the answers"),
        ({"reliability": None}, "reliability", "F means that it cannot be judged"),
        ({"credibility": "7"}, "credibility", "is not one of the answers"),
        ({"sighting": "nothing"}, "count_artillery", "Choose “Saw something” above, or clear the count"),
        ({"count_artillery": 0}, "narrative", "count it above, or describe it here"),
        ({"count_artillery": None}, "narrative", "count it above, or describe it here"),
        ({"count_artillery": "-1"}, "count_artillery", "never below 0"),
        ({"count_artillery": "9" * 30}, "count_artillery", "more than this form takes"),
        ({"count_artillery": "two"}, "count_artillery", "Type a whole number"),
        ({"latitude": "91", "longitude": "46"}, "latitude", "you typed 91"),
        ({"latitude": "1e999", "longitude": "46"}, "latitude", "Type decimal degrees, such as 40.1234"),
        ({"latitude": "nan", "longitude": "46"}, "latitude", "Type decimal degrees"),
        ({"latitude": "inf", "longitude": "46"}, "latitude", "Type decimal degrees"),
        ({"latitude": "-40 N", "longitude": "46"}, "latitude", "Type decimal degrees"),
        ({"latitude": "40"}, "longitude", "Give both latitude and longitude"),
        ({"event_date": "9999-12-31"}, "event_date", "has not happened yet"),
        ({"event_date": "0000-01-01"}, "event_date", "year-month-day"),
        ({"event_date": "1899-12-31"}, "event_date", "too long ago"),
        ({"event_time": ""}, "event_time", "or say that only the day is known"),
        ({"event_time": "25:00"}, "event_time", "hours and minutes"),
        ({"event_precision": "roughly"}, "event_precision", "roughly is not one of the available choices"),
        ({"narrative": "x" * 20_001}, "narrative", "20,001 characters; 20,000 fit"),
        ({"narrative": "before\0after"}, "narrative", "NUL character"),
        ({"place_name": "x" * 161}, "place_name", "161 characters; 160 fit"),
    ],
)
def test_what_is_refused_names_its_field_says_what_to_do_and_keeps_what_was_typed(
    world: World, commitment: Commitment, monitor: Client, changes: dict[str, object], field: str, words: str
) -> None:
    answer = send(
        monitor,
        world,
        commitment,
        **{"access_reason": "typed before", **changes} if field != "access_reason" else changes,
    )
    form = answer.context["form"]
    assert answer.status_code == 422
    assert words in " ".join(form.errors[field])
    assert f'href="#id_{field}_field"' in answer.content.decode()
    for name, sent in answers(**changes).items():
        if name not in {"client_id", "event_time"} or name in changes:
            assert form[name].value() == str(sent)
    assert not Observation.objects.exists()


def test_what_cannot_be_read_is_named_and_not_dropped(world: World, commitment: Commitment, monitor: Client) -> None:
    answer = send(monitor, world, commitment, count_death_rays="3")
    assert answer.status_code == 422
    assert "“death rays” (3) is not a kind that can be counted here" in text_of(answer)


def test_two_answers_to_one_question_are_not_settled_by_chance(
    world: World, commitment: Commitment, monitor: Client
) -> None:
    data = QueryDict(mutable=True)
    data.update({name: str(value) for name, value in answers().items()})
    data.appendlist("sighting", "nothing")
    answer = monitor.post(form_url(world, commitment), data.urlencode(), "application/x-www-form-urlencoded")
    assert answer.status_code == 422
    assert "more than one answer" in text_of(answer)


@pytest.mark.parametrize("number", [None, "", "garbage", "1" * 500])
def test_a_form_that_lost_its_number_gets_a_new_one(
    world: World, commitment: Commitment, monitor: Client, number: str | None
) -> None:
    refused = send(monitor, world, commitment, client_id=number)
    assert refused.status_code == 422
    assert "lost its own number" in text_of(refused)
    assert send(monitor, world, commitment, client_id=number_in(refused)).status_code == 303


def test_sent_twice_is_one_observation_and_one_receipt(world: World, commitment: Commitment, monitor: Client) -> None:
    once = answers()
    first, second = (monitor.post(form_url(world, commitment), once) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Observation.objects.count() == 1


def test_other_content_under_the_same_number_is_a_conflict_that_loses_nothing(
    world: World, commitment: Commitment, monitor: Client
) -> None:
    once = answers(narrative="first words")
    monitor.post(form_url(world, commitment), once)
    first = Observation.objects.get()
    conflict = monitor.post(form_url(world, commitment), {**once, "narrative": "second words"})
    assert conflict.status_code == 409
    assert first.reference in text_of(conflict)
    assert "second words" in text_of(conflict)
    assert number_in(conflict) != str(once["client_id"])

    again = {**once, "narrative": "second words", "client_id": number_in(conflict)}
    assert monitor.post(form_url(world, commitment), again).status_code == 303
    assert set(Observation.objects.values_list("narrative", flat=True)) == {"first words", "second words"}


def test_a_day_without_a_time_stands_at_its_first_minute(world: World, commitment: Commitment, monitor: Client) -> None:
    sent = send(monitor, world, commitment, event_date="2026-03-05", event_time="", event_precision="day")
    assert sent.status_code == 303
    assert Observation.objects.get().event_at.isoformat() == "2026-03-04T20:00:00+00:00"


def test_a_foreign_commitment_is_not_there(world: World, commitment: Commitment, as_user: SignIn) -> None:
    coast = make_world("coast", reference="CO")
    theirs = coast.commitment()
    client = as_user(world.monitor)
    for slug, one in (("valley", theirs), ("coast", theirs), ("coast", commitment)):
        url = f"/m/{slug}/commitments/{one.reference}/observe"
        assert client.get(url).status_code == client.post(url, answers()).status_code == 404
    assert not Observation.objects.exists()


@pytest.mark.parametrize(("role", "status"), [("verifier", 200), ("analyst", 404), ("administrator", 404)])
def test_only_those_who_observe_get_the_form(
    world: World, commitment: Commitment, as_user: SignIn, role: str, status: int
) -> None:
    assert as_user(world.people[role]).get(form_url(world, commitment)).status_code == status


def test_an_archive_refuses_and_gives_the_words_back(world: World, commitment: Commitment, monitor: Client) -> None:
    world.mission.is_archive = True
    world.mission.save()
    answer = send(monitor, world, commitment, narrative="typed in vain")
    assert answer.status_code == 409
    assert "typed in vain" in text_of(answer)
    assert "archive" in text_of(answer)
    assert not Observation.objects.exists()
    assert "Log</span>" not in monitor.get("/m/valley/mine").content.decode()
