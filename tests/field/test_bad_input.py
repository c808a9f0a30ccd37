"""Whatever arrives, the form answers in words, and a row exists exactly when the answer was the receipt."""

import json
from collections.abc import Callable
from urllib.parse import quote_from_bytes

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from commitments.models import Commitment, Quantity, User
from monitoring.models import Observation
from tests.factories import World, make_world
from tests.field.answers import answers, form_url, text_of
from tests.live import signed_in

SignIn = Callable[[User], Client]
ANSWERS = {303, 422, 409, 400, 404}
FORM = "application/x-www-form-urlencoded"
PART = b"--x\r\nContent-Disposition: form-data; name=narrative\r\n\r\n"
NASTY = [
    "", " ", "\0", "91", "-91", "181", "1e999", "nan", "inf", "-inf", "NaN", "0x10", "９", "١", "40,5", "90 N", "--1",
    "2147483648", "-1", "1.5", "9" * 5000, "x" * 20_001, "9999-12-31", "0000-00-00", "0001-01-01", "1900-01-01",
    "2026-02-30", "24:00", "23:59:60", "granted", "denied", "seen", "no_access", "nothing", "A", "6", "<script>",
    "'; --", "{{ 7 }}", "%00", "\u202e", "\U0001f4a5", "\ufffd", "null", "[]", "{}", "true",
]  # fmt: skip
NAMES = [*answers(), "access_reason", "latitude", "longitude", "narrative", "count_mortars", "count_", "count_nothing"]
values = st.one_of(st.sampled_from(NASTY), st.text(max_size=40), st.integers().map(str), st.floats().map(str))
changes = st.dictionaries(st.sampled_from(NAMES), st.lists(values, max_size=2), max_size=4)


def urlencoded(fields: dict[str, object], more: dict[str, list[str]]) -> bytes:
    """As a browser would, but with lone surrogates as the bytes that no browser sends."""
    pairs = [(name, str(value)) for name, value in fields.items() if name not in more]
    pairs += [(name, value) for name, listed in more.items() for value in listed]
    quoted = ["=".join(quote_from_bytes(one.encode("utf-8", "surrogatepass")) for one in pair) for pair in pairs]
    return "&".join(quoted).encode()


class AnyAnswers(TestCase):
    databases = {"default", "owner"}
    world: World
    commitment: Commitment

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = make_world()
        cls.commitment = cls.world.commitment()
        Quantity.objects.create(commitment=cls.commitment, category="mortars", detail="120 mm")

    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(changes)
    def test_any_answer_is_kept_with_a_receipt_or_refused_in_words(self, more: dict[str, list[str]]) -> None:
        client = signed_in(self.world.monitor)
        before = Observation.objects.count()
        answer = client.post(form_url(self.world, self.commitment), urlencoded(answers(), more), FORM)
        assert answer.status_code in ANSWERS
        assert Observation.objects.count() - before == (answer.status_code == 303)
        if answer.status_code == 422:
            assert "There is a problem" in text_of(answer)

    @settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.binary(max_size=200), st.sampled_from([FORM, "multipart/form-data; boundary=x", "text/plain", "a/b", ""]))
    def test_any_bytes_are_refused_in_words(self, body: bytes, kind: str) -> None:
        answer = signed_in(self.world.monitor).generic("POST", form_url(self.world, self.commitment), body, kind)
        assert answer.status_code in ANSWERS - {303}
        assert not Observation.objects.exists()

    @settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.dictionaries(st.sampled_from(["q", "page", "commitment", "access", "means", "x"]), values, max_size=3))
    def test_any_filter_answers(self, query: dict[str, str]) -> None:
        client = signed_in(self.world.verifier)
        for path in ("mine", "observations"):
            assert client.get(f"/m/valley/{path}", query).status_code in {200, 422}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "application/json"),
        (json.dumps({"sighting": "seen"}).encode(), "application/json"),
        (b"sighting=seen", "text/plain"),
        (b"sighting=seen", "application/x-www-form-urlencoded; charset=utf-16"),
        (b"sighting=seen", "application/x-www-form-urlencoded; charset=nonsense"),
        (b"&".join(b"a%d=1" % n for n in range(3000)), FORM),
        (PART + b"+2AA-\r\n--x--", "multipart/form-data; boundary=x; charset=utf-7"),
        (PART + b"torn", "multipart/form-data; boundary=x"),
        (b"x", "multipart/form-data"),
        (b"%ED%A0%80=%ED%A0%80&narrative=%ED%A0%80%FF", FORM),
    ],
)  # fmt: skip
def test_bodies_that_are_no_form_are_refused(world: World, as_user: SignIn, body: bytes, kind: str) -> None:
    answer = as_user(world.monitor).generic("POST", form_url(world, world.commitment()), body, kind)
    assert answer.status_code in {400, 422}
    assert not Observation.objects.exists()


@pytest.mark.django_db
def test_ten_megabytes_of_narrative_come_back_with_what_to_do(world: World, as_user: SignIn) -> None:
    text = "word " * 2_000_000 + "end"
    answer = as_user(world.monitor).post(form_url(world, world.commitment()), answers(narrative=text))
    assert answer.status_code == 422
    assert "10,000,003 characters; 20,000 fit. Shorten it" in text_of(answer)
    assert text in answer.content.decode()


@pytest.mark.django_db
def test_words_sent_as_a_file_are_not_dropped_without_a_word(world: World, as_user: SignIn) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    sent = {**answers(), "narrative": SimpleUploadedFile("n.txt", b"words")}
    answer = as_user(world.monitor).post(form_url(world, world.commitment()), sent)
    assert answer.status_code == 422
    assert "takes no files" in text_of(answer)
