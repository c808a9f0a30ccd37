"""Extending a deadline: what it says before, what it does, and what it refuses."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from commitments.actions.registers import add_milestone
from commitments.models import Act, Deadline
from commitments.rules.treaty.terms import After, AtMilestone, Boundary, On
from monitoring.actions.scan import scan
from monitoring.models import Flag
from tests.factories import NOW, World
from tests.findings.conftest import SignIn

pytestmark = pytest.mark.django_db


def last_day(world: World, day: date, *, boundary: Boundary = "by", **fields: object) -> Deadline:
    return world.limited(world.commitment(), rule=On(day, boundary), **fields)


def extend(deadline: Deadline) -> str:
    return reverse("deadline_extend", args=[deadline.commitment.mission.slug, deadline.pk])


def typed(**changes: str) -> dict[str, str]:
    return {
        "granted_by": "Contact Group",
        "granted_on": "2026-05-18",
        "until": "2027-03-10",
        "reason": "roads closed by snow",
        "source": "minutes of 18 May",
        **changes,
    }


def test_the_effect_is_said_in_words_before_anything_moves(world: World, as_user: SignIn) -> None:
    deadline = last_day(world, date(2026, 5, 10))
    scan(now=timezone.now())
    client = as_user(world.verifier)
    assert "10 May 2026, end of day Baku" in client.get(extend(deadline)).content.decode()

    for headers in ({}, {"HX-Request": "true"}):
        answer = client.post(extend(deadline) + "?preview", typed(), headers=headers)
        words = " ".join(answer.content.decode().split())
        assert answer.status_code == 200
        assert (
            "Moves NV-01 from <b>10 May 2026, end of day Baku</b> to "
            "<b>10 Mar 2027, end of day Baku</b>. Closes 1 flag." in words
        )
        assert ("<html" in words) == (not headers)
        assert "roads closed by snow" in words
    assert not Act.objects.exists()


def test_an_extension_closes_the_flag_and_keeps_the_first_date(world: World, as_user: SignIn) -> None:
    deadline = last_day(world, date(2026, 5, 10))
    scan(now=timezone.now())
    answer = as_user(world.administrator).post(extend(deadline), typed(), follow=True)
    assert "10 Mar 2027, end of day" in answer.content.decode()
    deadline.refresh_from_db()
    assert deadline.due_at == datetime(2027, 3, 10, 20, 0, tzinfo=UTC)
    assert deadline.first_due_at == datetime(2026, 5, 10, 20, 0, tzinfo=UTC)
    flag = Flag.objects.get()
    assert flag.closed_at is not None
    assert "roads closed by snow" in (flag.closed_why or "")
    page = as_user(world.verifier).get(extend(deadline)).content.decode()
    assert "by Contact Group on 18 May 2026: roads closed by snow" in page
    assert "10 May 2026, end of day" in page


@pytest.mark.parametrize(
    ("boundary", "ends"),
    [
        ("by", datetime(2027, 3, 10, 20, 0, tzinfo=UTC)),
        ("before", datetime(2027, 3, 9, 20, 0, tzinfo=UTC)),
    ],
)
def test_the_new_day_ends_as_the_old_one_did(world: World, as_user: SignIn, boundary: Boundary, ends: datetime) -> None:
    deadline = last_day(world, date(2026, 5, 10), boundary=boundary)
    as_user(world.verifier).post(extend(deadline), typed())
    deadline.refresh_from_db()
    assert deadline.due_at == ends


def test_a_limit_to_the_minute_asks_for_the_hour(world: World, as_user: SignIn) -> None:
    deadline = world.deadline(world.commitment(), due=NOW)
    client = as_user(world.verifier)
    assert client.post(extend(deadline), typed()).status_code == 422
    client.post(extend(deadline), typed(until_time="18:30"))
    deadline.refresh_from_db()
    assert deadline.due_at == datetime(2027, 3, 10, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"until": "2026-05-10"}, "ends later than the present date"),
        ({"until": "9999-12-31"}, "Check the year"),
        ({"until": "0001-01-01"}, "Check the year"),
        ({"until": "soon"}, "valid date"),
        ({"granted_on": "2199-01-01"}, "still to come"),
        ({"granted_by": ""}, "required"),
        ({"reason": "  "}, "required"),
        ({"reason": "a\x00b"}, "Null characters"),
        ({"reason": "x" * 10_000_000}, "at most 2000"),
        ({"seen_due": "2026-05-01T00:00:00Z"}, "Somebody else moved this date"),
    ],
)
def test_what_is_refused_is_named_and_kept(world: World, as_user: SignIn, changes: dict[str, str], says: str) -> None:
    deadline = last_day(world, date(2026, 5, 10))
    for query in ("", "?preview"):
        answer = as_user(world.verifier).post(extend(deadline) + query, typed(**changes))
        assert answer.status_code == 422
        assert says in answer.content.decode()
        assert "minutes of 18 May" in answer.content.decode()
    assert not Act.objects.exists()


def test_an_hour_that_the_clocks_skip_is_refused(world: World, as_user: SignIn) -> None:
    deadline = world.deadline(world.commitment(), due=NOW, zone="Europe/Kyiv")
    answer = as_user(world.verifier).post(extend(deadline), typed(until="2027-03-28", until_time="03:30"))
    assert answer.status_code == 422
    assert "skipped 03:30" in answer.content.decode()


def test_a_limit_without_a_date_has_nothing_to_extend(world: World, as_user: SignIn) -> None:
    add_milestone(agreement=world.agreement, key="arrival", kind="arrival", name="Arrival", adopted="de_facto",
                  by=None, at=NOW)  # fmt: skip
    world.limited(world.commitment(), rule=After(AtMilestone("arrival"), 30, "days"))
    deadline = Deadline.objects.get()
    client = as_user(world.verifier)
    assert "There is no date to extend yet" in client.get(extend(deadline)).content.decode()
    assert client.post(extend(deadline), typed()).status_code == 422
    assert not Act.objects.exists()


def test_a_limit_that_the_text_protects_is_not_extended_by_anybody(world: World, as_user: SignIn) -> None:
    deadline = last_day(world, date(2026, 5, 10), extendable=False)
    answer = as_user(world.verifier).post(extend(deadline), typed())
    assert answer.status_code == 422
    assert "the text excludes it" in answer.content.decode()
    assert not Act.objects.exists()
