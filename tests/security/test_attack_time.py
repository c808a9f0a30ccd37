"""Time limits as a weapon: lists that keep the server busy, rules too deep to read, dates moved where nobody may."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from commitments.actions.registers import add_milestone
from commitments.agreement_file.document import read_document
from commitments.agreement_file.reading import FileError, parse
from commitments.agreement_file.rules import MOST_NESTED
from commitments.models import Act, Deadline, Milestone
from commitments.rules.treaty import periods, resolve
from commitments.rules.treaty.items import TermsError
from commitments.rules.treaty.terms import After, AtEachReceipt, Limit, On, Promise, Reading, Repeat, Terms
from config import timetable
from monitoring.actions import outside
from monitoring.forms.happenings import MilestoneForm
from monitoring.queries import clauses
from monitoring.tasks import POSTING_SECONDS
from tests.factories import NOW, World, make_world
from tests.limits.counting import SignIn, words_of
from tests.limits.test_building import DAY, address, promise, typed

HOURLY = {"every": "1", "every_unit": "hours", **DAY}


def coming_again(key: str, rule: After | On, times: int) -> Limit:
    return Limit(key, "report_by", (Reading("adopted", rule),), repeat=Repeat(1, "hours", times=times))


# --- Lists that keep the server busy --------------------------------------------------------------------------------


@pytest.mark.django_db
def test_more_dates_than_anybody_follows_are_refused_before_they_are_written(world: World, as_user: SignIn) -> None:
    commitment = promise(world)
    client, before = as_user(world.administrator), Deadline.objects.count()
    for at_work in ("?dates", ""):
        answer = client.post(address(commitment) + at_work, typed(until="2028-01-01", **HOURLY))
        assert "it comes again more than 10,000 times" in words_of(answer)
    assert Deadline.objects.count() == before


def test_limits_that_are_small_alone_are_counted_together() -> None:
    times = resolve.MOST_ITEMS // 2
    limits = tuple(coming_again(key, On(date(2026, 1, 1)), times) for key in ("a", "b", "c"))

    def dates(*some: Limit) -> int:
        terms = Terms("X", "UTC", (Promise("X-1", limits=some),))
        return len(resolve.resolve(terms, now=datetime(2026, 1, 1, tzinfo=UTC)))

    assert times <= periods.MOST_PERIODS
    assert dates(*limits[:2]) == resolve.MOST_ITEMS
    with pytest.raises(TermsError, match="X gives more than 20,000 dates, most of them by X-1 a"):
        dates(*limits)


def test_a_thousand_receipts_of_a_long_list_stop_at_the_first_that_is_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    made = 0
    really = resolve.repeated

    def repeated(*args: object) -> Iterator[object]:
        nonlocal made
        for one in really(*args):  # type: ignore[arg-type]
            made += 1
            yield one

    monkeypatch.setattr(resolve, "repeated", repeated)
    received = tuple(date(2026, 1, 1) + timedelta(days=number) for number in range(1000))
    limit = coming_again("answer", After(AtEachReceipt("a request"), 3, "days"), periods.MOST_PERIODS)
    terms = Terms("X", "UTC", (Promise("X-1", limits=(limit,)),), receipts={"a request": received})
    with pytest.raises(TermsError, match="more than 20,000 dates"):
        resolve.resolve(terms, now=datetime(2026, 1, 1, tzinfo=UTC))
    assert made == resolve.MOST_ITEMS + 1


@pytest.mark.django_db
def test_nobody_asks_what_will_be_known(world: World, as_user: SignIn) -> None:
    world.weekly(world.commitment(), first=date(2026, 5, 1))
    page = reverse("commitment", args=["valley", "NV-01"])
    today = timezone.now().astimezone(ZoneInfo(world.agreement.zone)).date()
    asked = as_user(world.monitor)
    assert "That day is still to come" not in words_of(asked.get(page, {"known": today.isoformat()}))
    for later in (today + timedelta(days=1), date(2199, 12, 31)):
        words = words_of(asked.get(page, {"known": later.isoformat()}))
        assert "That day is still to come" in words
        assert "As this record knew it" not in words


@pytest.mark.django_db
def test_looking_back_lists_the_latest_dates_and_counts_the_rest(
    world: World, as_user: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clauses, "MOST_KNOWN", 5)
    world.weekly(world.commitment(), first=date(2026, 1, 1), times=12)
    page = reverse("commitment", args=["valley", "NV-01"])
    words = words_of(as_user(world.monitor).get(page, {"known": NOW.date().isoformat()}))
    record, _, stood = words.partition("As this record knew it")[2].partition("As the acts and events")
    for said in (record, stood.partition("</details>")[0]):
        assert said.count("<li>") == 5
        assert "7 earlier dates are not listed" in said
        assert "19 Mar 2026" in said
        assert "1 Jan 2026" not in said.replace("1 Jan 2026 +", "")


# --- Rules too deep to read ------------------------------------------------------------------------------------------


def nested(depth: int) -> str:
    lines = [
        *("[agreement]", 'reference = "X"', 'title = "t"', 'zone = "UTC"', 'source = "https://example.org"'),
        *("[[party]]", 'slug = "north"', 'name = "North"', 'kind = "armed formation"', 'source = "text"'),
        *("[[commitment]]", 'reference = "X-1"', 'title = "t"', 'kind = "demining"', 'obligors = ["north"]'),
        *('text = "It is cleared."', 'source = "Art. 1"', "[[commitment.limit]]", 'source = "Art. 1"'),
    ]
    way = "commitment.limit"
    for _ in range(depth):
        way += ".first_of"
        lines += [f"[[{way}]]", "on = 2027-01-01", f"[[{way}]]"]
    return "\n".join([*lines, "on = 2027-01-02"])


def test_rules_stand_in_rules_only_as_deep_as_anybody_can_follow() -> None:
    assert read_document(parse(nested(MOST_NESTED), "X.toml")).terms.promises
    for deep in (MOST_NESTED + 1, 300):
        with pytest.raises(FileError, match=r"X.toml:\d+: .*`first_of` stands in others more than 8 deep"):
            read_document(parse(nested(deep), "X.toml"))


# --- Dates moved where nobody may, and said to stand where they do not ------------------------------------------------


@pytest.mark.django_db
def test_nobody_moves_dates_in_an_archive(as_user: SignIn) -> None:
    world = make_world("past", reference="PA", is_archive=True)
    deadline = world.weekly(world.commitment(), first=date(2026, 5, 1), times=2)
    add_milestone(agreement=world.agreement, key="arrival", kind="arrival", name="Arrival", adopted="de_facto",
                  by=None, at=NOW)  # fmt: skip
    world.unworked(world.commitment(), rule=After(AtEachReceipt("a request"), 3, "days"))
    ways = [
        reverse("deadline_act", args=["past", deadline.pk]),
        reverse("delivery_new", args=["past", deadline.pk]),
        reverse("milestone_record", args=["past", "PA", "arrival"]),
        reverse("receipt_new", args=["past", "PA"]),
    ]
    act = {"kind": "waiver", "granted_by": "nobody", "granted_on": "2026-05-01", "reason": "unseen"}
    for who in (world.verifier, world.administrator):
        client = as_user(who)
        for way in ways:
            assert client.get(way).status_code == 404
            assert client.post(way, act).status_code == 404
    assert not Act.objects.exists()


def arrival(world: World) -> Milestone:
    return add_milestone(
        agreement=world.agreement, key="arrival", kind="arrival", name="Arrival", adopted="de_facto",
        de_facto_at=datetime(2026, 5, 1, 8, tzinfo=UTC), de_facto_day_only=False, source="hearsay", by=None, at=NOW,
    )  # fmt: skip


SAME = {"de_facto_day": "2026-05-01", "de_facto_hour": "12:00", "adopted": "de_facto"}


@pytest.mark.django_db
def test_another_source_of_the_same_milestone_is_kept(world: World, as_user: SignIn) -> None:
    milestone = arrival(world)
    way = reverse("milestone_record", args=["valley", "NV", "arrival"])
    assert as_user(world.verifier).post(way, {**SAME, "source": "radio log"}).status_code == 302
    milestone.refresh_from_db()
    assert milestone.source == "radio log"


@pytest.mark.django_db
def test_a_milestone_that_moved_meanwhile_is_not_said_to_be_on_record(world: World) -> None:
    milestone = arrival(world)
    form = MilestoneForm({**SAME, "source": "hearsay"}, milestone=milestone, now=timezone.now())
    assert form.is_valid()
    assert form.recorded()
    Milestone.objects.update(de_facto_at=datetime(2026, 5, 2, 8, tzinfo=UTC))
    assert not form.recorded()


# --- Receivers that are slow on purpose -------------------------------------------------------------------------------


def test_the_clock_is_looked_at_in_time_however_slow_receivers_are() -> None:
    """A worker of one process: a run of posting is under way, another fresh one stands before the clock's wake-up."""
    longest_exchange = outside.MOST_ADDRESSES * outside.PAUSE_SECONDS + outside.WHOLE_SECONDS
    posting, scan = (timetable.beat_schedule[name]["options"]["expires"] for name in ("post", "scan"))
    assert posting + POSTING_SECONDS + longest_exchange < scan
