"""Time limits that real agreements set, by name, each with the answer that it must give.

Facts as published; wording ours. A day without a boundary is meant until its end. `korea-hazards` is computed from
the seventy-two hours before it and was not read in a published text.
"""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from commitments.rules.treaty.amounts import shortfall
from commitments.rules.treaty.items import Item
from commitments.rules.treaty.resolve import resolve
from commitments.rules.treaty.states import State
from commitments.rules.treaty.terms import (
    Act,
    After,
    At,
    AtActual,
    AtEndOf,
    AtMilestone,
    Boundary,
    Done,
    Happened,
    Limit,
    On,
    Progress,
    Promise,
    Quantity,
    Reading,
    Renewal,
    Repeat,
    Rule,
    Share,
    With,
)
from commitments.rules.treaty.undated import undated
from tests.rules.treaty.made import NOW, days, limit, only, promise, states, terms, utc, with_done


def local(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


SIGNED, EFFECT, AUTHORITY = AtMilestone("signature"), AtMilestone("effect"), AtMilestone("transfer_of_authority")
DAYTON: dict[str, Happened] = {"signature": date(1995, 12, 14), "transfer_of_authority": date(1995, 12, 20)}
KOREA: dict[str, Happened] = {
    "signature": local("1953-07-27T10:00", "Asia/Seoul"),
    "effect": local("1953-07-27T22:00", "Asia/Seoul"),
}

INSTANTS = [
    # id, zone, rule, milestones, local instant, UTC
    ("nk2023-ceasefire", "Asia/Baku", At(date(2023, 9, 20), time(13)), {}, "2023-09-20T13:00", "2023-09-20T09:00"),
    ("karabakh2020-ceasefire", "Europe/Moscow", At(date(2020, 11, 10), time(0)), {}, "2020-11-10T00:00",
     "2020-11-09T21:00"),
    ("minsk2-ceasefire", "Europe/Kyiv", At(date(2015, 2, 15), time(0)), {}, "2015-02-15T00:00", "2015-02-14T22:00"),
    ("korea-ceasefire", "Asia/Seoul", After(SIGNED, 12, "hours"), KOREA, "1953-07-27T22:00", "1953-07-27T13:00"),
    ("korea-dmz", "Asia/Seoul", After(EFFECT, 72, "hours"), KOREA, "1953-07-30T22:00", "1953-07-30T13:00"),
]  # fmt: skip


@pytest.mark.parametrize(("case", "zone", "rule", "events", "shown", "at"), INSTANTS, ids=[row[0] for row in INSTANTS])
def test_an_instant(case: str, zone: str, rule: Rule, events: dict[str, Happened], shown: str, at: str) -> None:
    due = only(terms(zone, promise(limit(rule)), **events)).due
    assert due.at == utc(at) == local(shown, zone)
    assert due.certainty == "fixed"
    assert states(terms(zone, promise(limit(rule)), **events), utc(at)) == [State.OVERDUE]


COUNTED = [
    # id, zone, rule, milestones, day
    (
        "minsk2-resolution",
        "Europe/Kyiv",
        After(SIGNED, 30, "days"),
        {"signature": date(2015, 2, 12)},
        date(2015, 3, 14),
    ),
    ("dayton-foreign-forces", "Europe/Sarajevo", After(SIGNED, 30, "days"), DAYTON, date(1996, 1, 13)),
    ("dayton-zone-of-separation", "Europe/Sarajevo", After(AUTHORITY, 30, "days"), DAYTON, date(1996, 1, 19)),
    ("dayton-vacate", "Europe/Sarajevo", After(AUTHORITY, 45, "days"), DAYTON, date(1996, 2, 3)),
    ("dayton-cantonment", "Europe/Sarajevo", After(AUTHORITY, 120, "days"), DAYTON, date(1996, 4, 18)),
    ("korea-islands", "Asia/Seoul", After(EFFECT, 10, "days"), KOREA, date(1953, 8, 6)),
]


@pytest.mark.parametrize(("case", "zone", "rule", "events", "day"), COUNTED, ids=[row[0] for row in COUNTED])
def test_a_milestone_plus_days(case: str, zone: str, rule: Rule, events: dict[str, Happened], day: date) -> None:
    due = only(terms(zone, promise(limit(rule)), **events)).due
    assert (due.day, due.certainty) == (day, "fixed")
    assert due.at == datetime.combine(date.fromordinal(day.toordinal() + 1), time.min, ZoneInfo(zone))


def test_nk2023_disarmament() -> None:
    arms = ("armoured vehicles", "small arms", "rounds")
    shares = tuple(Limit(f"all {of}", share=Share(percent=100, of=of), readings=(Reading("r", On(date(2023, 10, 1))),))
                   for of in arms)  # fmt: skip
    counted = Done(
        progress=tuple(Progress(date(2023, 9, 22), n, of) for of, n in zip(arms, (6, 800, 5000), strict=True))
    )
    quantities = tuple(Quantity(of) for of in arms)
    given = terms("Asia/Baku", promise(quantities=quantities), done={"XX-01": counted},
                  ceasefire=local("2023-09-20T13:00", "Asia/Baku"))  # fmt: skip
    assert resolve(given, now=NOW) == []
    (open_,) = undated(given, utc("2023-09-22T12:00"))
    assert (open_.state, open_.days) == (State.NO_AGREED_DEADLINE, 2)
    # Nor does any share of it become a percentage, were one asked for by some date.
    asked = terms("Asia/Baku", promise(*shares, quantities=quantities), done={"XX-01": counted})
    found = [shortfall(item, asked) for item in resolve(asked, now=NOW)]
    assert [(one.required, one.done, one.missing) for one in found if one] == [
        (None, 6, None), (None, 800, None), (None, 5000, None)
    ]  # fmt: skip
    assert set(states(asked, NOW)) == {State.BASELINE_UNKNOWN}


AGHDAM: list[tuple[Boundary, str]] = [
    ("by", "2020-11-20T21:00"),
    ("before", "2020-11-19T21:00"),
    ("until", "2020-11-20T21:00"),
]


def test_karabakh2020_aghdam() -> None:
    readings = tuple(Reading(word, On(date(2020, 11, 20), word), source=f"a translation: {word}") for word, _ in AGHDAM)
    item = only(terms("Europe/Moscow", promise(Limit("complete", readings=readings, adopted="by"))))
    found = [(item.adopted, item.due), *item.others]
    assert [(one.key, point.at) for one, point in found if one] == [(word, utc(at)) for word, at in AGHDAM]
    assert {point.day for _, point in found} == {date(2020, 11, 20)}
    assert all(one.source for one, _ in found if one)


def test_karabakh2020_kalbajar_extended() -> None:
    act = Act("extension", date(2020, 11, 15), "Azerbaijan", "roads, weather", to=On(date(2020, 11, 25)))
    given = terms("Europe/Moscow", promise(limit(On(date(2020, 11, 15)), acts=(act,)), reference="kalbajar"),
                  promise(limit(On(date(2020, 12, 1))), reference="lachin"))  # fmt: skip
    kalbajar, lachin = resolve(given, now=NOW)
    assert (kalbajar.first.day, kalbajar.due.day) == (date(2020, 11, 15), date(2020, 11, 25))
    assert (kalbajar.steps[0].act.by, kalbajar.steps[0].act.reason) == ("Azerbaijan", "roads, weather")
    assert (lachin.first, lachin.steps) == (lachin.due, ())
    assert lachin.due.day == date(2020, 12, 1)


def test_karabakh2020_peacekeepers_concurrent() -> None:
    contingent = (Quantity("servicemen", 1960), Quantity("armoured carriers", 90), Quantity("vehicles", 380))
    given = terms("Europe/Moscow", promise(limit(With("withdrawal")), reference="peacekeepers", quantities=contingent),
                  promise(limit(On(date(2020, 12, 1))), reference="withdrawal"))  # fmt: skip
    assert days(given) == [date(2020, 12, 1)] * 2


def test_karabakh2020_renewal() -> None:
    renewal = Renewal(5, "years", 6, "months")
    term = promise(limit(After(SIGNED, 5, "years"), "term", kind="term_ends", renewal=renewal))
    given = terms("Europe/Moscow", term, signature=date(2020, 11, 10))
    items = resolve(given, now=utc("2024-01-01T00:00"))
    assert [(item.kind, item.due.day) for item in items] == [
        ("term_ends", date(2025, 11, 10)), ("notice_by", date(2025, 5, 10))
    ]  # fmt: skip
    assert resolve(given, now=utc("2025-11-11T00:00"))[2].due.day == date(2030, 11, 10)


def test_minsk2_heavy_weapons() -> None:
    def read(key: str, kind: str, days_: tuple[date, ...], adopted: str) -> Limit:
        readings = tuple(Reading(str(day), On(day), source=f"a translation: {day}") for day in days_)
        return Limit(key, kind, readings, adopted)

    start = read("start", "start_by", (date(2015, 2, 16), date(2015, 2, 17)), "2015-02-17")
    complete = read("complete", "complete_by", tuple(date(2015, 3, day) for day in (1, 2, 3)), "2015-03-02")
    sides = ("armed forces", "armed formations")
    given = terms("Europe/Kyiv", promise(start, complete, obligors=sides), ceasefire=date(2015, 2, 15))
    begin, end = resolve(given, now=NOW)
    assert (begin.due.day, [point.day for _, point in begin.others]) == (date(2015, 2, 17), [date(2015, 2, 16)])
    assert (end.due.day, [point.day for _, point in end.others]) == (
        date(2015, 3, 2), [date(2015, 3, 1), date(2015, 3, 3)]
    )  # fmt: skip
    one = with_done(given, XX_01=Done(own={"armed forces": Done(date(2015, 2, 16), date(2015, 3, 1))}))
    assert states(one, NOW) == [State.OVERDUE, State.OVERDUE]
    both = with_done(given, XX_01=Done(own={side: Done(date(2015, 2, 16), date(2015, 3, 1)) for side in sides}))
    assert states(both, NOW) == [State.MET_ON_TIME, State.MET_ON_TIME]


def prisoners(withdrawn: date | None, *limits: Limit) -> Item:
    release = promise(limit(After(AtActual("completion", "XX-01"), 5, "days", ordinal=True)), reference="XX-02")
    return resolve(terms("Europe/Kyiv", promise(*limits), release, done={"XX-01": Done(completed=withdrawn)}), now=NOW)[
        -1
    ]


def test_minsk2_prisoners() -> None:
    assert (prisoners(None).due.at, prisoners(None).due.certainty) == (None, "pending")
    projected = prisoners(None, limit(On(date(2015, 3, 2)))).due
    assert (projected.day, projected.certainty) == (date(2015, 3, 6), "projected")
    happened = prisoners(date(2015, 3, 7), limit(On(date(2015, 3, 2)))).due
    assert (happened.day, happened.certainty) == (date(2015, 3, 11), "fixed")


def test_dayton_not_before() -> None:
    given = terms("Europe/Sarajevo", promise(limit(After(AUTHORITY, 91, "days"), kind="not_before")), **DAYTON)
    due = only(given).due
    assert (due.day, due.at) == (date(1996, 3, 20), local("1996-03-20T00:00", "Europe/Sarajevo"))
    early = with_done(given, XX_01=Done(started=date(1996, 3, 19)))
    on_the_day = with_done(given, XX_01=Done(started=date(1996, 3, 20)))
    assert (states(early, NOW), states(on_the_day, NOW)) == ([State.TOO_EARLY], [State.PERMITTED])


def test_korea_hazards() -> None:
    given = terms("Asia/Seoul", promise(limit(After(EFFECT, 72, "hours"))),
                  promise(limit(After(AtEndOf("XX-01", "complete"), 45, "days")), reference="XX-02"),
                  **KOREA)  # fmt: skip
    assert days(given) == [date(1953, 7, 30), date(1953, 9, 13)]


def test_moscow1994_chain() -> None:
    group = Promise("group", limits=(limit(After(SIGNED, 5, "days"), "start", kind="start_by"),
                                     limit(After(AtActual("start", "group"), 5, "days"))))  # fmt: skip
    apart = Promise("apart", limits=(limit(After(AtActual("completion", "group"), 5, "days"), "start", kind="start_by"),
                                     limit(After(AtActual("start", "apart"), 10, "days"))))  # fmt: skip
    given = terms("Europe/Moscow", group, apart, signature=date(1994, 5, 14))
    assert days(given) == [date(1994, 5, 19), date(1994, 5, 24), date(1994, 5, 29), date(1994, 6, 8)]
    for earlier in range(1, 5):
        begun = with_done(given, group=Done(started=date(1994, 5, 19 - earlier)))
        assert days(begun)[1:] == [
            date(1994, 5, 24 - earlier), date(1994, 5, 29 - earlier), date(1994, 6, 8 - earlier)
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("every", "expected"),
    [
        ((1, "weeks"), [date(2026, 1, 31), date(2026, 2, 7), date(2026, 2, 14)]),
        ((1, "months"), [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]),
        ((3, "months"), [date(2026, 1, 31), date(2026, 4, 30), date(2026, 7, 31)]),
    ],
)
def test_weekly_report(every: tuple[int, str], expected: list[date]) -> None:
    report = limit(On(date(2026, 1, 31)), kind="report_by", repeat=Repeat(*every, times=3))
    assert days(terms("UTC", promise(report))) == expected
