"""Recording what happened: what the page says before is what then happens, and nothing is kept by looking."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from commitments.actions.registers import add_milestone
from commitments.models import Deadline, Deed, Milestone, Receipt
from commitments.rules.treaty.terms import After, AtActual, AtEachReceipt, AtMilestone, On
from monitoring.actions.scan import scan
from monitoring.models import Flag
from tests.factories import NOW, World
from tests.limits.counting import SignIn, counted, words_of

pytestmark = pytest.mark.django_db


def milestone_of(world: World, **fields: object) -> Milestone:
    return add_milestone(
        agreement=world.agreement, key="arrival", kind="arrival", name="Arrival", adopted="de_facto",
        by=None, at=NOW, **fields,
    )  # fmt: skip


def at(name: str, *args: object) -> str:
    return reverse(name, args=["valley", *args])


def test_a_milestone_sets_every_date_that_counts_from_it(world: World, as_user: SignIn) -> None:
    milestone_of(world)
    for days in (5, 30):
        world.limited(world.commitment(), rule=After(AtMilestone("arrival"), days, "days"))
    client, address = as_user(world.verifier), at("milestone_record", "NV", "arrival")
    typed = {"de_facto_day": "2026-05-01", "adopted": "de_facto", "source": "radio log"}
    before = counted()
    words = words_of(client.post(address + "?preview", typed))
    assert "This moves 2 deadlines, raises 2 flags." in words
    assert "6 May 2026, end of day Baku" in words
    assert counted() == before
    assert client.post(address, typed).status_code == 302
    assert [one.ends_on for one in Deadline.objects.order_by("due_at")] == [date(2026, 5, 6), date(2026, 5, 31)]
    scan(now=timezone.now())
    assert Flag.objects.filter(closed_at=None).exclude(kind="due_soon").count() == 2
    milestone = Milestone.objects.get()
    assert (milestone.de_facto_day_only, milestone.source) == (True, "radio log")
    assert "moves 0" not in words_of(client.post(address + "?preview", typed))


def test_the_mission_may_count_from_the_other_time(world: World, as_user: SignIn) -> None:
    milestone_of(world)
    world.limited(world.commitment(), rule=After(AtMilestone("arrival"), 48, "hours"))
    client, address = as_user(world.verifier), at("milestone_record", "NV", "arrival")
    both = {
        "de_jure_day": "2026-05-01", "de_jure_hour": "12:00", "de_facto_day": "2026-05-03", "de_facto_hour": "08:00",
        "adopted": "de_facto", "source": "radio log",
    }  # fmt: skip
    client.post(address, both)
    assert Deadline.objects.get().due_at == datetime(2026, 5, 5, 4, tzinfo=UTC)
    scan(now=timezone.now())
    words = words_of(client.post(address + "?preview", {**both, "adopted": "de_jure"}))
    assert "This moves 1 deadline, clears 1 flag, raises 1." in words
    assert "3 May 2026, 12:00 Baku" in words
    client.post(address, {**both, "adopted": "de_jure"})
    deadline = Deadline.objects.get()
    assert deadline.due_at == datetime(2026, 5, 3, 8, tzinfo=UTC)
    page = words_of(client.get(at("commitment", "NV-01")))
    assert "On the other basis" in page
    assert "5 May 2026, 08:00 Baku" in page


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"source": ""}, "required"),
        ({"de_facto_day": "2199-01-01"}, "still to come"),
        ({"de_facto_day": "0001-01-01"}, "Check the year"),
        ({"de_facto_day": "", "de_facto_hour": "12:00"}, "Give the day of this hour"),
        ({"adopted": "guessed"}, "Select a valid choice"),
        ({"de_facto_hour": "25:00"}, "Enter a valid time"),
        ({"seen": "something else"}, "Somebody else moved this"),
    ],
)
def test_a_milestone_refuses_in_words(world: World, as_user: SignIn, changes: dict[str, str], says: str) -> None:
    milestone_of(world)
    typed = {"de_facto_day": "2026-05-01", "adopted": "de_facto", "source": "radio log", **changes}
    before = counted()
    for query in ("", "?preview"):
        answer = as_user(world.verifier).post(at("milestone_record", "NV", "arrival") + query, typed)
        assert answer.status_code == 422
        assert says in answer.content.decode()
    assert counted() == before


def test_hours_from_a_day_are_counted_in_the_obligors_favour_and_the_preview_says_so(
    world: World, as_user: SignIn
) -> None:
    milestone_of(world)
    world.limited(world.commitment(), rule=After(AtMilestone("arrival"), 48, "hours"))
    typed = {"de_facto_day": "2026-05-01", "adopted": "de_facto", "source": "radio log"}
    answer = as_user(world.verifier).post(at("milestone_record", "NV", "arrival") + "?preview", typed)
    assert "of which only the day is known, so from its end" in words_of(answer)
    assert "4 May 2026, 00:00 Baku" in words_of(answer)


def test_each_receipt_triggers_its_limit_afresh(world: World, as_user: SignIn) -> None:
    commitment = world.commitment()
    world.unworked(commitment, rule=After(AtEachReceipt("a request for access"), 3, "days"))
    client, address = as_user(world.verifier), at("receipt_new", "NV")
    typed = {"of": "a request for access", "day": "2026-05-01", "source": "letter of 1 May"}
    before = counted()
    assert "This sets 1 deadline, raises 1 flag." in words_of(client.post(address + "?preview", typed))
    assert counted() == before
    client.post(address, typed)
    client.post(address, {**typed, "day": "2026-05-09"})
    assert [(one.period, one.ends_on) for one in Deadline.objects.order_by("period")] == [
        ("1", date(2026, 5, 4)),
        ("2", date(2026, 5, 12)),
    ]
    assert client.post(address, typed).status_code == 302
    assert Receipt.objects.count() == 2


def test_a_delivery_meets_its_own_period_alone(world: World, as_user: SignIn) -> None:
    now = timezone.now()
    world.weekly(world.commitment(), first=now.date() - timedelta(days=20), times=2)
    scan(now=now)
    first = Deadline.objects.get(period="1")
    client, address = as_user(world.verifier), at("delivery_new", first.pk)
    typed = {"day": f"{now.date() - timedelta(days=21)}", "source": "report no. 1"}
    before = counted()
    words = words_of(client.post(address + "?preview", typed))
    assert "This meets 1 deadline, clears 1 flag." in words
    assert counted() == before
    for _ in range(2):
        assert client.post(address, typed).status_code == 302
    assert Deed.objects.count() == 1
    assert [flag.deadline.period for flag in Flag.objects.filter(closed_at=None)] == ["2"]


def test_a_completion_from_elsewhere_moves_what_counts_from_it(world: World, as_user: SignIn) -> None:
    first, second = world.commitment(obligors=(world.north, world.south)), world.commitment()
    world.limited(first, rule=On(date(2026, 5, 10)))
    world.limited(second, rule=After(AtActual("completion", first.reference), 5, "days"))
    page = words_of(as_user(world.verifier).get(at("commitment", second.reference)))
    assert "it moves with completion of NV-01" in page
    client, address = as_user(world.administrator), at("deed_new", first.reference)
    typed = {"kind": "completion", "obligor": "north", "day": "2026-05-04", "source": "communiqué"}
    client.post(address, typed)
    typed["obligor"] = "south"
    before = counted()
    words = words_of(client.post(address + "?preview", typed))
    assert "moves 1 deadline" in words
    assert "9 May 2026, end of day Baku" in words
    assert counted() == before
    client.post(address, typed)
    assert Deadline.objects.get(commitment=second).ends_on == date(2026, 5, 9)
    assert as_user(world.verifier).get(address).status_code == 404

    deed = Deed.objects.get(obligor=world.south)
    undo = at("deed_withdraw", deed.pk)
    assert client.post(undo, {"why": ""}).status_code == 422
    assert "moves 1 deadline" in words_of(client.post(undo + "?preview", {"why": "the communiqué was forged"}))
    for _ in range(2):
        assert client.post(undo, {"why": "the communiqué was forged"}).status_code == 302
    deed.refresh_from_db()
    assert deed.withdrawn_why == "the communiqué was forged"
    assert Deadline.objects.get(commitment=second).certainty == "projected"


def test_another_deed_of_the_same_kind_is_refused_until_the_first_is_withdrawn(world: World, as_user: SignIn) -> None:
    commitment = world.commitment()
    client, address = as_user(world.administrator), at("deed_new", commitment.reference)
    typed = {"kind": "start", "day": "2026-05-04", "source": "communiqué"}
    client.post(address, typed)
    answer = client.post(address, {**typed, "day": "2026-05-05"})
    assert answer.status_code == 422
    assert "Withdraw it with a reason" in answer.content.decode()
    assert Deed.objects.count() == 1


def test_what_a_report_says_is_not_withdrawn_by_hand(world: World, as_user: SignIn) -> None:
    commitment = world.commitment()
    world.deadline(commitment, due=NOW)
    world.approved(commitment, finding="compliant", implementation=3, completed_at=NOW - timedelta(days=1))
    deed = Deed.objects.get(kind="completion")
    answer = as_user(world.administrator).post(at("deed_withdraw", deed.pk), {"why": "no"})
    assert answer.status_code == 422
    assert "An approved report says this" in answer.content.decode()


@pytest.mark.parametrize("name", ["milestone_record", "receipt_new", "deed_new", "delivery_new", "deadline_act"])
def test_nonsense_never_answers_500(world: World, as_user: SignIn, name: str) -> None:
    milestone_of(world)
    commitment = world.commitment()
    period = world.weekly(commitment, first=date(2026, 5, 1))
    world.unworked(commitment, rule=After(AtEachReceipt("a call"), 3, "days"), key="call")
    args = {
        "milestone_record": ("NV", "arrival"), "receipt_new": ("NV",), "deed_new": (commitment.reference,),
        "delivery_new": (period.pk,), "deadline_act": (period.pk,),
    }[name]  # fmt: skip
    client = as_user(world.administrator)
    fields = client.get(at(name, *args)).context["form"].fields
    for nonsense in ("", "\0", "9" * 400, "[]", "2026-02-30", "-1", "\ud800".encode("utf-8", "replace").decode()):
        answer = client.post(at(name, *args) + "?preview", dict.fromkeys(fields, nonsense))
        assert answer.status_code == 422, nonsense
