"""De jure and de facto times, other readings, and what was known when."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from commitments.rules.treaty.items import Item
from commitments.rules.treaty.knowing import known_on
from commitments.rules.treaty.resolve import resolve
from commitments.rules.treaty.states import State
from commitments.rules.treaty.terms import (
    Act,
    After,
    AtActual,
    AtAdherence,
    AtEachReceipt,
    Basis,
    Delivery,
    Done,
    Event,
    First,
    Happened,
    Limit,
    On,
    Progress,
    Promise,
    Reading,
    Renewal,
    Repeat,
    Rule,
    Terms,
)
from tests.rules.treaty.made import NOW, SIGNED, limit, only, promise, states, terms, utc


def entry(
    rule: Rule, de_jure: Happened | None, de_facto: Happened | None, adopted: Basis, **fields: object
) -> list[Item]:
    event = Event("signature", "entry into force", de_jure, de_facto, adopted)
    given = Terms("XX", "UTC", (promise(limit(rule, **fields)),), {"signature": event})
    return resolve(given, now=NOW)


MAY_1, MAY_4 = date(2026, 5, 1), date(2026, 5, 4)
TEN_DAYS = After(SIGNED, 10, "days")
BASES = [
    ("de jure adopted", MAY_1, MAY_4, "de_jure", date(2026, 5, 11), [("de_facto", date(2026, 5, 14))]),
    ("de facto adopted", MAY_1, MAY_4, "de_facto", date(2026, 5, 14), [("de_jure", date(2026, 5, 11))]),
    ("both the same", MAY_1, MAY_1, "de_jure", date(2026, 5, 11), []),
    ("only the adopted one", MAY_1, None, "de_jure", date(2026, 5, 11), []),
    ("only the other one", None, MAY_4, "de_jure", None, [("de_facto", date(2026, 5, 14))]),
    ("neither", None, None, "de_facto", None, []),
]


@pytest.mark.parametrize(("name", "de_jure", "de_facto", "adopted", "day", "others"), BASES, ids=[r[0] for r in BASES])
def test_both_times_stay_visible(
    name: str, de_jure: date | None, de_facto: date | None, adopted: Basis, day: date | None, others: list[object]
) -> None:
    (item,) = entry(TEN_DAYS, de_jure, de_facto, adopted)
    assert item.due.day == day
    assert [(reading.key, point.day) for reading, point in item.others] == others


def test_the_other_basis_says_what_it_is() -> None:
    (item,) = entry(TEN_DAYS, MAY_1, MAY_4, "de_jure")
    reading, point = item.others[0]
    assert reading.words == "counted from the de facto time of entry into force"
    assert point.words == "entry into force (de facto) 4 May 2026 + 10 days = 14 May 2026, end of day UTC"
    assert item.due.words == "entry into force 1 May 2026 + 10 days = 11 May 2026, end of day UTC"


def test_it_stands_beside_combined_limits_caps_and_every_period() -> None:
    (first,) = entry(First((TEN_DAYS, On(date(2026, 5, 12)))), MAY_1, MAY_4, "de_jure")
    assert (first.due.day, first.others[0][1].day) == (date(2026, 5, 11), date(2026, 5, 12))
    (capped,) = entry(On(date(2026, 6, 1)), MAY_1, MAY_4, "de_jure", cap=TEN_DAYS)
    assert (capped.due.day, capped.others[0][1].day) == (date(2026, 5, 11), date(2026, 5, 14))
    weekly = entry(TEN_DAYS, MAY_1, MAY_4, "de_jure", repeat=Repeat(1, "weeks", times=2))
    assert [item.others[0][1].day for item in weekly] == [date(2026, 5, 14), date(2026, 5, 21)]
    assert not entry(On(MAY_1), MAY_1, MAY_4, "de_jure")[0].others


def test_other_readings_come_before_the_other_basis() -> None:
    readings = (Reading("thirty", After(SIGNED, 30, "days")), Reading("ten", TEN_DAYS))
    event = Event("signature", "signature", MAY_1, MAY_4)
    item = only(
        Terms("XX", "UTC", (promise(Limit("complete", readings=readings, adopted="ten")),), {"signature": event})
    )
    assert [(reading.key, point.day) for reading, point in item.others] == [
        ("thirty", date(2026, 5, 31)), ("de_facto", date(2026, 5, 14))
    ]  # fmt: skip


# --- what was known when ---------------------------------------------------------------------------------------------


KALBAJAR = terms("Europe/Moscow", promise(limit(On(date(2020, 11, 15)), acts=(
    Act("extension", date(2020, 11, 15), "Azerbaijan", "roads and weather", to=On(date(2020, 11, 25))),
))))  # fmt: skip


@pytest.mark.parametrize(
    ("known", "day", "expected"),
    [
        (date(2020, 11, 14), date(2020, 11, 15), State.OVERDUE),
        (date(2020, 11, 15), date(2020, 11, 25), State.DUE_SOON),
        (utc("2020-11-14T20:59"), date(2020, 11, 15), State.OVERDUE),
        (utc("2020-11-14T21:00"), date(2020, 11, 25), State.DUE_SOON),
    ],
)
def test_an_extension_was_not_known_before_it_was_granted(known: Happened, day: date, expected: State) -> None:
    then = known_on(KALBAJAR, known)
    assert only(then).due.day == day
    assert states(then, utc("2020-11-20T00:00")) == [expected]
    assert only(KALBAJAR).first.day == date(2020, 11, 15)


def everything() -> Terms:
    renewal = Renewal(1, "years", 1, "months", notice_given=MAY_4)
    own = {"a": Done(MAY_1, MAY_4), "b": Done(MAY_4)}
    done = Done(MAY_1, MAY_4, own, (Progress(MAY_1, 1), Progress(MAY_4, 2)), (Delivery("x", "1", MAY_4),))
    return Terms(
        "XX", "UTC",
        (promise(limit(On(MAY_1), "term", kind="term_ends", renewal=renewal, acts=(
            Act("extension", MAY_4, "x", "y", lengthen=(1, "days")),
        ))),),
        {"signature": Event("signature", "signature", MAY_1, MAY_4), "entry": Event("entry", "entry", MAY_4)},
        {"XX-01": done}, {"a": MAY_1, "b": MAY_4}, {"requests": (MAY_1, MAY_4)},
    )  # fmt: skip


def test_everything_of_later_is_forgotten_and_all_of_the_day_is_kept() -> None:
    given = everything()
    assert known_on(given, MAY_4) == given
    then = known_on(given, date(2026, 5, 3))
    (own_limit,) = then.promises[0].limits
    assert (own_limit.acts, own_limit.renewal and own_limit.renewal.notice_given) == ((), None)
    assert then.events["signature"] == Event("signature", "signature", MAY_1, None)
    assert then.events["entry"].happened is None
    assert then.done["XX-01"] == Done(MAY_1, None, {"a": Done(MAY_1), "b": Done()}, (Progress(MAY_1, 1),), ())
    assert (then.adhered, then.receipts) == ({"a": MAY_1}, {"requests": (MAY_1,)})
    assert known_on(given, date.min).adhered == {}


def test_an_hour_is_known_from_that_hour_and_a_day_alone_from_its_beginning() -> None:
    noon, given = utc("2026-05-01T12:00"), terms("UTC", promise(limit(TEN_DAYS)), signature=utc("2026-05-01T12:00"))
    assert known_on(given, noon).events["signature"].happened == noon
    assert known_on(given, utc("2026-05-01T11:59")).events["signature"].happened is None
    assert known_on(given, MAY_1).events["signature"].happened == noon
    by_day = replace(given, events={"signature": Event("signature", "signature", MAY_1)})
    assert known_on(by_day, utc("2026-05-01T00:00")).events["signature"].happened == MAY_1


def test_the_day_is_the_agreements_own() -> None:
    late = datetime.fromisoformat("2026-05-01T22:30:00+00:00")
    given = terms("Asia/Baku", promise(limit(TEN_DAYS)), signature=late)
    assert known_on(given, MAY_1).events["signature"].happened is None
    assert known_on(given, date(2026, 5, 2)).events["signature"].happened == late


def test_what_was_due_follows_from_what_was_known() -> None:
    chain = terms("UTC", promise(limit(On(MAY_1))), promise(limit(After(AtActual("completion", "XX-01"), 5, "days")),
                  reference="XX-02"), done={"XX-01": Done(completed=date(2026, 4, 20))})  # fmt: skip
    due = [resolve(known_on(chain, day), now=NOW)[1].due for day in (date(2026, 4, 19), date(2026, 4, 20))]
    assert [(one.day, one.certainty) for one in due] == [(date(2026, 5, 6), "projected"), (date(2026, 4, 25), "fixed")]


def test_it_is_total() -> None:
    own = Promise("XX-01", obligors=("a",), limits=(limit(After(AtAdherence(), 1, "days")),
                                                    limit(After(AtEachReceipt("r"), 1, "days"), "answer")))  # fmt: skip
    given = Terms("XX", "UTC", (own,), adhered={"a": MAY_4}, receipts={"r": (MAY_4,)})
    assert [item.due.day for item in resolve(known_on(given, MAY_1), now=NOW)] == [None]
    assert known_on(Terms("XX", "UTC", ()), MAY_1) == Terms("XX", "UTC", ())
