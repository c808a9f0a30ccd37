"""Acts on a limit: what the page says before, what it does, and what it refuses."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from commitments.actions.limits import strike
from commitments.actions.registers import add_milestone
from commitments.models import Act, Deadline
from commitments.models.vocabulary import LimitAct
from commitments.rules.treaty.terms import After, AtEndOf, AtMilestone, Boundary, On, Reading
from monitoring.actions.scan import scan
from monitoring.models import Flag
from tests.factories import NOW, World
from tests.limits.counting import SignIn, counted, words_of

pytestmark = pytest.mark.django_db


def last_day(world: World, day: date, *, boundary: Boundary = "by", **fields: object) -> Deadline:
    return world.limited(world.commitment(), rule=On(day, boundary), **fields)


def acting(deadline: Deadline) -> str:
    return reverse("deadline_act", args=[deadline.commitment.mission.slug, deadline.pk])


def typed(**changes: str) -> dict[str, str]:
    return {
        "kind": "extension",
        "how": "day",
        "granted_by": "Contact Group",
        "granted_on": "2026-05-18",
        "until": "2027-03-10",
        "reason": "roads closed by snow",
        "source": "minutes of 18 May",
        **changes,
    }


def other_readings(world: World) -> Deadline:
    """A limit with another reading beside the adopted one, a day later."""
    readings = (
        Reading("adopted", On(date(2026, 5, 10)), source="text", reason="says by"),
        Reading("next", On(date(2026, 6, 11)), words="until the day after", source="the other text"),
    )
    return world.read(world.commitment(), readings=readings)


def test_the_effect_is_said_in_words_before_anything_moves(world: World, as_user: SignIn) -> None:
    deadline = last_day(world, date(2026, 5, 10))
    scan(now=timezone.now())
    client = as_user(world.verifier)
    assert "10 May 2026, end of day Baku" in client.get(acting(deadline)).content.decode()

    for headers in ({}, {"HX-Request": "true"}):
        before = counted()
        answer = client.post(acting(deadline) + "?preview", typed(), headers=headers)
        words = words_of(answer)
        assert answer.status_code == 200
        assert "This moves 1 deadline, clears 1 flag." in words
        assert "10 May 2026, end of day Baku" in words
        assert "<b>10 Mar 2027, end of day Baku</b>" in words
        assert "extended by Contact Group on 18 May 2026: 10 Mar 2027, end of day Asia/Baku" in words
        assert ("<html" in words) == (not headers)
        assert "roads closed by snow" in words
        assert counted() == before


def test_an_extension_closes_the_flag_and_keeps_the_first_date(world: World, as_user: SignIn) -> None:
    deadline = last_day(world, date(2026, 5, 10))
    scan(now=timezone.now())
    answer = as_user(world.administrator).post(acting(deadline), typed(), follow=True)
    assert "10 Mar 2027, end of day" in answer.content.decode()
    deadline.refresh_from_db()
    assert deadline.due_at == datetime(2027, 3, 10, 20, 0, tzinfo=UTC)
    assert deadline.first_due_at == datetime(2026, 5, 10, 20, 0, tzinfo=UTC)
    flag = Flag.objects.get()
    assert flag.closed_at is not None
    assert "roads closed by snow" in (flag.closed_why or "")
    page = as_user(world.verifier).get(acting(deadline)).content.decode()
    assert "by Contact Group on 18 May 2026: roads closed by snow" in page
    assert "10 May 2026, end of day" in page


@pytest.mark.parametrize(
    ("how", "due"),
    [
        ({"how": "day"}, datetime(2027, 3, 10, 20, 0, tzinfo=UTC)),
        ({"how": "day", "boundary": "before"}, datetime(2027, 3, 9, 20, 0, tzinfo=UTC)),
        ({"how": "hour", "until_time": "18:30"}, datetime(2027, 3, 10, 14, 30, tzinfo=UTC)),
        ({"how": "longer", "amount": "2", "unit": "weeks"}, datetime(2026, 5, 24, 20, 0, tzinfo=UTC)),
        ({"how": "longer", "amount": "1", "unit": "months"}, datetime(2026, 6, 10, 20, 0, tzinfo=UTC)),
        ({"how": "longer", "amount": "6", "unit": "hours"}, datetime(2026, 5, 11, 2, 0, tzinfo=UTC)),
    ],
)
def test_an_extension_goes_to_a_day_to_an_hour_or_by_so_much(
    world: World, as_user: SignIn, how: dict[str, str], due: datetime
) -> None:
    deadline = last_day(world, date(2026, 5, 10))
    assert as_user(world.verifier).post(acting(deadline), typed(**how)).status_code == 302
    deadline.refresh_from_db()
    assert deadline.due_at == due


@pytest.mark.parametrize(
    ("boundary", "offered"),
    [("by", 'value="by" selected'), ("before", 'value="before" selected')],
)
def test_the_new_day_is_asked_for_as_the_old_one_ends(
    world: World, as_user: SignIn, boundary: Boundary, offered: str
) -> None:
    deadline = last_day(world, date(2026, 5, 10), boundary=boundary)
    assert offered in as_user(world.verifier).get(acting(deadline)).content.decode()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"until": "2026-05-10"}, "does not end later than the date before it"),
        ({"until": "9999-12-31"}, "Check the year"),
        ({"until": "0001-01-01"}, "Check the year"),
        ({"until": "soon"}, "valid date"),
        ({"until": ""}, "needed to say until when"),
        ({"how": "hour"}, "needed to say until when"),
        ({"how": "longer"}, "needed to say until when"),
        ({"how": "longer", "amount": "99999", "unit": "years"}, "less than or equal to 9999"),
        ({"how": "longer", "amount": "9999", "unit": "years"}, "outside the calendar"),
        ({"how": "sideways"}, "not one of the available choices"),
        ({"kind": "annulment"}, "not one of the available choices"),
        ({"kind": "adoption"}, "Choose the reading that is adopted"),
        ({"kind": "resumption"}, "was not suspended"),
        ({"granted_on": "2199-01-01"}, "still to come"),
        ({"granted_by": ""}, "required"),
        ({"reason": "  "}, "required"),
        ({"reason": "a\x00b"}, "Null characters"),
        ({"reason": "x" * 1_000_000}, "at most 2000"),
        ({"seen": "2026-05-01T00:00:00+00:00 0"}, "Somebody else moved this"),
    ],
)
def test_what_is_refused_is_named_and_kept(world: World, as_user: SignIn, changes: dict[str, str], says: str) -> None:
    deadline = last_day(world, date(2026, 5, 10))
    before = counted()
    for query in ("", "?preview"):
        answer = as_user(world.verifier).post(acting(deadline) + query, typed(**changes))
        assert answer.status_code == 422
        assert says in answer.content.decode()
        assert "minutes of 18 May" in answer.content.decode()
    assert counted() == before


def test_an_hour_that_the_clocks_skip_is_refused(world: World, as_user: SignIn) -> None:
    deadline = world.limited(world.commitment(), rule=On(date(2026, 5, 10)), zone="Europe/Kyiv")
    changes = {"how": "hour", "until": "2027-03-28", "until_time": "03:30"}
    answer = as_user(world.verifier).post(acting(deadline), typed(**changes))
    assert answer.status_code == 422
    assert "skipped 03:30" in answer.content.decode()


def test_a_limit_without_a_date_can_be_waived_and_not_extended(world: World, as_user: SignIn) -> None:
    add_milestone(agreement=world.agreement, key="arrival", kind="arrival", name="Arrival", adopted="de_facto",
                  by=None, at=NOW)  # fmt: skip
    world.limited(world.commitment(), rule=After(AtMilestone("arrival"), 30, "days"))
    deadline = Deadline.objects.get()
    client = as_user(world.verifier)
    page = client.get(acting(deadline)).content.decode()
    assert 'value="waiver"' in page
    assert 'value="extension"' not in page
    assert client.post(acting(deadline), typed(kind="waiver")).status_code == 302
    deadline.refresh_from_db()
    assert deadline.is_waived


def test_a_limit_that_the_text_protects_is_not_extended_by_anybody(world: World, as_user: SignIn) -> None:
    deadline = last_day(world, date(2026, 5, 10), extendable=False)
    page = as_user(world.verifier).get(acting(deadline)).content.decode()
    assert "lets nobody extend or suspend" in page
    assert 'value="suspension"' not in page
    for kind in ("extension", "suspension"):
        answer = as_user(world.verifier).post(acting(deadline), typed(kind=kind))
        assert answer.status_code == 422
        assert "the text excludes it" in answer.content.decode()
    assert not Act.objects.exists()


def test_a_suspension_stops_the_clock_and_a_resumption_gives_the_days_back(world: World, as_user: SignIn) -> None:
    deadline = last_day(world, date(2026, 5, 10))
    scan(now=timezone.now())
    client = as_user(world.verifier)
    stop = typed(kind="suspension", granted_on="2026-05-01")
    words = words_of(client.post(acting(deadline) + "?preview", stop))
    assert "This changes how 1 deadline binds, clears 1 flag." in words
    assert "suspended" in words
    answer = client.post(acting(deadline), stop, follow=True)
    assert "The limit is suspended and no clock runs." in answer.content.decode()
    deadline.refresh_from_db()
    assert deadline.is_suspended
    go_on = typed(kind="resumption", granted_on="2026-05-06")
    assert "This moves 1 deadline, raises 1 flag." in words_of(client.post(acting(deadline) + "?preview", go_on))
    client.post(acting(deadline), go_on)
    deadline.refresh_from_db()
    assert (deadline.is_suspended, deadline.ends_on) == (False, date(2026, 5, 15))
    assert [act.kind for act in Act.objects.all()] == [LimitAct.SUSPENSION, LimitAct.RESUMPTION]


def test_a_waiver_binds_nobody_from_then_on(world: World, as_user: SignIn) -> None:
    deadline = last_day(world, date(2026, 5, 10))
    scan(now=timezone.now())
    client = as_user(world.verifier)
    answer = client.post(acting(deadline) + "?preview", typed(kind="waiver"))
    assert "This changes how 1 deadline binds, clears 1 flag." in words_of(answer)
    client.post(acting(deadline), typed(kind="waiver"))
    deadline.refresh_from_db()
    assert deadline.is_waived
    assert Flag.objects.get().closed_at is not None


def test_another_reading_can_be_adopted_and_the_first_stays(world: World, as_user: SignIn) -> None:
    deadline = other_readings(world)
    client = as_user(world.verifier)
    adopt = typed(kind="adoption", reading="next")
    words = words_of(client.post(acting(deadline) + "?preview", adopt))
    assert "This moves 1 deadline" in words
    assert "11 Jun 2026, end of day Baku" in words
    assert client.post(acting(deadline), adopt).status_code == 302
    deadline.refresh_from_db()
    assert deadline.ends_on == date(2026, 6, 11)
    assert [other["key"] for other in deadline.others] == ["adopted"]
    answer = client.post(acting(deadline), typed(kind="adoption", reading="nonsense"))
    assert answer.status_code == 422


def test_an_act_on_one_period_leaves_the_others(world: World, as_user: SignIn) -> None:
    world.weekly(world.commitment(), first=date(2026, 6, 1), times=3)
    second = Deadline.objects.get(period="2")
    client = as_user(world.verifier)
    client.post(acting(second), typed(kind="waiver", covers="one"))
    assert list(Deadline.objects.filter(is_waived=True).values_list("period", flat=True)) == ["2"]


@pytest.mark.parametrize("kind", ["extension", "suspension", "waiver", "adoption"])
def test_the_same_form_twice_is_one_act(world: World, as_user: SignIn, kind: str) -> None:
    deadline = other_readings(world)
    client = as_user(world.verifier)
    seen = client.get(acting(deadline)).context["form"]["seen"].value()
    form = typed(kind=kind, reading="next", seen=seen, how="longer", amount="3", unit="days")
    for _ in range(2):
        assert client.post(acting(deadline), form).status_code == 302
    assert Act.objects.count() == 1


def test_who_read_an_older_date_is_told_and_moves_nothing(world: World, as_user: SignIn) -> None:
    deadline = last_day(world, date(2026, 5, 10))
    client = as_user(world.verifier)
    seen = client.get(acting(deadline)).context["form"]["seen"].value()
    client.post(acting(deadline), typed(until="2026-07-01"))
    for query in ("?preview", ""):
        answer = client.post(acting(deadline) + query, typed(seen=seen))
        assert answer.status_code == 422
        assert "Somebody else moved this" in answer.content.decode()
    assert Act.objects.count() == 1


def test_a_struck_limit_is_acted_on_by_nobody(world: World, as_user: SignIn) -> None:
    deadline = last_day(world, date(2026, 5, 10))
    strike(limit=deadline.limit, why="entered twice", by=world.administrator, at=NOW)
    assert as_user(world.verifier).get(acting(deadline)).status_code == 404


def chain(world: World) -> dict[str, Any]:
    """Four promises, each counted from the end of the one before, the first from a milestone."""
    begun = timezone.now() - timedelta(days=40)
    milestone = add_milestone(
        agreement=world.agreement, key="force", kind="entry_into_force", name="Entry into force", adopted="de_jure",
        de_jure_at=begun, source="text", by=None, at=NOW,
    )  # fmt: skip
    links = [world.commitment() for _ in range(4)]
    world.limited(links[0], rule=After(AtMilestone("force"), 10, "days"))
    for before, link in pairwise(links):
        world.limited(link, rule=After(AtEndOf(before.reference, "complete"), 10, "days"))
    return {"milestone": milestone, "links": links}


def test_a_chain_of_four_moves_together_and_exactly_as_was_said(world: World, as_user: SignIn) -> None:
    chain(world)
    scan(now=timezone.now())
    raised = Flag.objects.filter(closed_at=None).exclude(kind="due_soon").count()
    assert raised == 3  # the fourth ends today or is to come
    first = Deadline.objects.get(commitment__reference="NV-01")
    client = as_user(world.verifier)
    form = typed(how="longer", amount="60", unit="days", granted_on=f"{timezone.now().date() - timedelta(days=1)}")
    words = words_of(client.post(acting(first) + "?preview", form))
    assert "This moves 4 deadlines, clears" in words
    for reference in ("NV-01", "NV-02", "NV-03", "NV-04"):
        assert f"<b>{reference}</b>" in words
    client.post(acting(first), form)
    assert not Flag.objects.filter(closed_at=None).exists()
