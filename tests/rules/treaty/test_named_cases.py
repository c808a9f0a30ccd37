"""Limits that real agreements set, with the answer that each must give. Facts as published; wording ours."""

from datetime import UTC, date, datetime, time

import pytest

from commitments.rules.treaty.items import Item, TermsError
from commitments.rules.treaty.resolve import resolve
from commitments.rules.treaty.terms import (
    Act,
    After,
    At,
    AtActual,
    AtAdherence,
    AtEachReceipt,
    AtEndOf,
    AtMilestone,
    Done,
    Event,
    First,
    Happened,
    Last,
    Limit,
    On,
    Promise,
    Reading,
    Renewal,
    Repeat,
    Rule,
    Terms,
    With,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def limit(rule: Rule, key: str = "complete", **fields: object) -> Limit:
    return Limit(key=key, readings=(Reading("text", rule),), **fields)


def terms(zone: str, *promises: Promise, **events: Happened | None) -> Terms:
    named = {key: Event(key, key.replace("_", " "), de_jure=when) for key, when in events.items()}
    return Terms(reference="XX", zone=zone, promises=promises, events=named)


def only(given: Terms) -> Item:
    (item,) = resolve(given, now=NOW)
    return item


def one(zone: str, rule: Rule, kind: str = "complete_by", **events: Happened | None) -> Item:
    return only(terms(zone, Promise("XX-01", limits=(limit(rule, kind=kind),)), **events))


SIGNED = AtMilestone("signature")
AUTHORITY = AtMilestone("transfer_of_authority")


@pytest.mark.parametrize(
    ("name", "zone", "rule", "kind", "events", "utc", "words"),
    [
        ("NK 2023 ceasefire", "Asia/Baku", At(date(2023, 9, 20), time(13)), "complete_by", {},
         "2023-09-20T09:00Z", "20 Sep 2023, 13:00 Asia/Baku"),
        ("Karabakh 2020 ceasefire", "Europe/Moscow", At(date(2020, 11, 10), time(0)), "complete_by", {},
         "2020-11-09T21:00Z", "10 Nov 2020, 00:00 Europe/Moscow"),
        ("Karabakh 2020 Aghdam, by", "Europe/Moscow", On(date(2020, 11, 20)), "complete_by", {},
         "2020-11-20T21:00Z", "20 Nov 2020, end of day Europe/Moscow"),
        ("Karabakh 2020 Aghdam, before", "Europe/Moscow", On(date(2020, 11, 20), "before"), "complete_by", {},
         "2020-11-19T21:00Z", "20 Nov 2020, before it begins, 00:00 Europe/Moscow"),
        ("Minsk II ceasefire", "Europe/Kyiv", At(date(2015, 2, 15), time(0)), "complete_by", {},
         "2015-02-14T22:00Z", "15 Feb 2015, 00:00 Europe/Kyiv"),
        ("Minsk II resolution", "Europe/Kyiv", After(SIGNED, 30, "days"), "complete_by",
         {"signature": date(2015, 2, 12)}, "2015-03-14T22:00Z",
         "signature 12 Feb 2015 + 30 days = 14 Mar 2015, end of day Europe/Kyiv"),
        ("Dayton foreign forces", "Europe/Sarajevo", After(SIGNED, 30, "days"), "complete_by",
         {"signature": date(1995, 12, 14)}, "1996-01-13T23:00Z",
         "signature 14 Dec 1995 + 30 days = 13 Jan 1996, end of day Europe/Sarajevo"),
        ("Dayton zone of separation", "Europe/Sarajevo", After(AUTHORITY, 30, "days"), "complete_by",
         {"transfer_of_authority": date(1995, 12, 20)}, "1996-01-19T23:00Z",
         "transfer of authority 20 Dec 1995 + 30 days = 19 Jan 1996, end of day Europe/Sarajevo"),
        ("Dayton vacate", "Europe/Sarajevo", After(AUTHORITY, 45, "days"), "complete_by",
         {"transfer_of_authority": date(1995, 12, 20)}, "1996-02-03T23:00Z",
         "transfer of authority 20 Dec 1995 + 45 days = 3 Feb 1996, end of day Europe/Sarajevo"),
        ("Dayton not before", "Europe/Sarajevo", After(AUTHORITY, 91, "days"), "not_before",
         {"transfer_of_authority": date(1995, 12, 20)}, "1996-03-19T23:00Z",
         "transfer of authority 20 Dec 1995 + 91 days = 20 Mar 1996, not before 00:00 Europe/Sarajevo"),
        ("Dayton cantonment", "Europe/Sarajevo", After(AUTHORITY, 120, "days"), "complete_by",
         {"transfer_of_authority": date(1995, 12, 20)}, "1996-04-18T22:00Z",
         "transfer of authority 20 Dec 1995 + 120 days = 18 Apr 1996, end of day Europe/Sarajevo"),
        ("Korea ceasefire", "Asia/Seoul", After(SIGNED, 12, "hours"), "complete_by",
         {"signature": datetime(1953, 7, 27, 1, tzinfo=UTC)}, "1953-07-27T13:00Z",
         "signature 27 Jul 1953, 10:00 Asia/Seoul + 12 hours = 27 Jul 1953, 22:00 Asia/Seoul"),
        ("Korea islands", "Asia/Seoul", After(SIGNED, 10, "days"), "complete_by",
         {"signature": datetime(1953, 7, 27, 13, tzinfo=UTC)}, "1953-08-06T15:00Z",
         "signature 27 Jul 1953 + 10 days = 6 Aug 1953, end of day Asia/Seoul"),
        ("ordinal day", "Asia/Baku", After(SIGNED, 7, "days", ordinal=True), "complete_by",
         {"signature": date(2026, 5, 1)}, "2026-05-07T20:00Z",
         "day 1 = signature 1 May 2026, so day 7 = 7 May 2026, end of day Asia/Baku"),
    ],
)  # fmt: skip
def test_a_named_case(
    name: str, zone: str, rule: Rule, kind: str, events: dict[str, Happened], utc: str, words: str
) -> None:
    item = one(zone, rule, kind, **events)
    assert (item.due.at, item.due.words, item.due.certainty) == (datetime.fromisoformat(utc), words, "fixed")


def test_korea_hazards_run_from_the_end_of_the_seventy_two_hours() -> None:
    given = terms(
        "Asia/Seoul",
        Promise("KO-01", limits=(limit(After(AtMilestone("effect"), 72, "hours")),)),
        Promise("KO-02", limits=(limit(After(AtEndOf("KO-01", "complete"), 45, "days")),)),
        effect=datetime(1953, 7, 27, 13, tzinfo=UTC),
    )
    dmz, hazards = resolve(given, now=NOW)
    assert dmz.due.at == datetime(1953, 7, 30, 13, tzinfo=UTC)
    assert hazards.due.day == date(1953, 9, 13)


def moscow(**done: Done) -> list[Item]:
    """Working group, its work, disengagement: each counted from the step before."""
    group = Promise(
        "MO-01",
        limits=(
            limit(After(SIGNED, 5, "days"), key="start", kind="start_by"),
            limit(After(AtActual("start", "MO-01"), 5, "days")),
        ),
    )
    apart = Promise(
        "MO-02",
        limits=(
            limit(After(AtActual("completion", "MO-01"), 5, "days"), key="start", kind="start_by"),
            limit(After(AtActual("start", "MO-02"), 10, "days")),
        ),
    )
    given = terms("Europe/Moscow", group, apart, signature=date(1994, 5, 14))
    facts = {reference.replace("_", "-"): deed for reference, deed in done.items()}
    return resolve(Terms("MO", given.zone, given.promises, given.events, facts), now=NOW)


def test_moscow_1994_gives_the_latest_possible_dates_as_projections() -> None:
    items = moscow()
    assert [item.due.day for item in items] == [
        date(1994, 5, 19),
        date(1994, 5, 24),
        date(1994, 5, 29),
        date(1994, 6, 8),
    ]
    assert [item.due.certainty for item in items] == ["fixed", "projected", "projected", "projected"]


def test_moscow_1994_moves_forward_when_a_step_ends_early() -> None:
    items = moscow(MO_01=Done(started=date(1994, 5, 16), completed=date(1994, 5, 18)))
    assert [item.due.day for item in items] == [
        date(1994, 5, 19),
        date(1994, 5, 21),
        date(1994, 5, 23),
        date(1994, 6, 2),
    ]
    assert [item.due.certainty for item in items] == ["fixed", "fixed", "fixed", "projected"]


def test_kalbajar_keeps_both_dates_and_moves_nothing_else() -> None:
    act = Act("extension", date(2020, 11, 15), "Azerbaijan", "roads and weather", to=On(date(2020, 11, 25)))
    given = terms(
        "Europe/Moscow",
        Promise("KB-06", limits=(limit(On(date(2020, 11, 15)), acts=(act,)),)),
        Promise("KB-07", limits=(limit(On(date(2020, 12, 1))),)),
    )
    kalbajar, lachin = resolve(given, now=NOW)
    assert (kalbajar.first.day, kalbajar.due.day, len(kalbajar.steps)) == (date(2020, 11, 15), date(2020, 11, 25), 1)
    assert (lachin.first.day, lachin.due.day) == (date(2020, 12, 1), date(2020, 12, 1))


def test_a_limit_that_is_not_extendable_refuses() -> None:
    act = Act("extension", date(2020, 11, 15), "somebody", "because", to=On(date(2020, 11, 25)))
    given = terms("UTC", Promise("XX-01", limits=(limit(On(date(2020, 11, 15)), acts=(act,), extendable=False),)))
    with pytest.raises(TermsError, match="cannot be extended"):
        resolve(given, now=NOW)


def test_minsk_keeps_the_other_readings_beside_the_adopted_one() -> None:
    readings = tuple(Reading(f"day {day}", On(date(2015, 3, day))) for day in (1, 2, 3))
    given = terms("Europe/Kyiv", Promise("MI-02", limits=(Limit("complete", readings=readings, adopted="day 2"),)))
    item = only(given)
    assert item.due.day == date(2015, 3, 2)
    assert [point.day for _, point in item.others] == [date(2015, 3, 1), date(2015, 3, 3)]


def test_minsk_prisoners_wait_for_a_completion_that_has_no_limit() -> None:
    given = terms(
        "Europe/Kyiv",
        Promise("MI-02"),
        Promise("MI-06", limits=(limit(After(AtActual("completion", "MI-02"), 5, "days", ordinal=True)),)),
    )
    item = only(given)
    assert (item.due.at, item.due.certainty) == (None, "pending")
    assert item.due.words == "day 5 of completion of MI-02 (has not happened)"


def test_peacekeepers_fall_due_with_the_withdrawal_beside_them() -> None:
    given = terms(
        "Europe/Moscow",
        Promise("KB-04", limits=(limit(With("KB-05")),)),
        Promise("KB-05", limits=(limit(On(date(2020, 12, 1))),)),
    )
    assert resolve(given, now=NOW)[0].due.day == date(2020, 12, 1)


def test_a_term_renews_itself_unless_notice_is_given() -> None:
    def term(now: datetime, given: date | None = None) -> list[tuple[str, date | None]]:
        renewal = Renewal(5, "years", 6, "months", notice_given=given)
        limits = (limit(After(SIGNED, 5, "years"), key="term", kind="term_ends", renewal=renewal),)
        items = resolve(terms("Europe/Moscow", Promise("KB-04", limits=limits), signature=date(2020, 11, 10)), now=now)
        return [(item.kind, item.due.day) for item in items]

    first = [("term_ends", date(2025, 11, 10)), ("notice_by", date(2025, 5, 10))]
    second = [("term_ends", date(2030, 11, 10)), ("notice_by", date(2030, 5, 10))]
    assert term(datetime(2024, 1, 1, tzinfo=UTC)) == first
    assert term(datetime(2026, 1, 1, tzinfo=UTC)) == first + second
    assert term(datetime(2026, 1, 1, tzinfo=UTC), date(2025, 4, 1)) == first


def test_month_steps_are_counted_from_the_anchor() -> None:
    repeat = Repeat(1, "months", times=4)
    for rule in (On(date(2023, 1, 31)), After(AtMilestone("start"), 1, "months")):
        promise = Promise("XX-01", limits=(limit(rule, kind="report_by", repeat=repeat),))
        items = resolve(terms("UTC", promise, start=date(2022, 12, 31)), now=NOW)
        assert [item.due.day for item in items] == [
            date(2023, 1, 31), date(2023, 2, 28), date(2023, 3, 31), date(2023, 4, 30)
        ]  # fmt: skip


def test_an_endless_report_is_given_as_far_as_the_next_one() -> None:
    promise = Promise("XX-01", limits=(limit(On(date(2025, 12, 5)), kind="report_by", repeat=Repeat(1, "weeks")),))
    assert [item.due.day for item in resolve(terms("UTC", promise), now=NOW)][-2:] == [
        date(2025, 12, 26), date(2026, 1, 2)
    ]  # fmt: skip


def test_whichever_comes_first_and_last_and_a_cap() -> None:
    early, late = On(date(2026, 3, 1)), On(date(2026, 4, 1))
    waiting = After(AtMilestone("arrival"), 10, "days")
    assert one("UTC", First((late, early))).due.day == date(2026, 3, 1)
    assert one("UTC", Last((late, early))).due.day == date(2026, 4, 1)
    binding = one("UTC", First((early, waiting)), arrival=None).due
    assert (binding.day, binding.certainty) == (date(2026, 3, 1), "fixed")
    assert "10 days after arrival (has not happened) (may still come first)" in binding.words
    assert one("UTC", Last((early, waiting)), arrival=None).due.at is None
    capped = terms("UTC", Promise("XX-01", limits=(limit(waiting, cap=late),)), arrival=None)
    assert only(capped).due.day == date(2026, 4, 1)


def test_each_receipt_starts_the_limit_afresh_and_each_party_counts_from_its_own_adherence() -> None:
    answers = Promise("XX-01", limits=(limit(After(AtEachReceipt("requests"), 3, "days")),))
    given = terms("UTC", answers)
    received = Terms("XX", "UTC", (answers,), given.events, receipts={"requests": (date(2026, 1, 1), date(2026, 2, 1))})
    assert [(item.period, item.due.day) for item in resolve(received, now=NOW)] == [
        ("1", date(2026, 1, 4)), ("2", date(2026, 2, 4))
    ]  # fmt: skip
    declares = Promise("XX-02", obligors=("a", "b"), limits=(limit(After(AtAdherence(), 1, "months")),))
    adhering = Terms("XX", "UTC", (declares,), adhered={"a": date(2026, 1, 31)})
    assert [(item.obligor, item.due.day) for item in resolve(adhering, now=NOW)] == [
        ("a", date(2026, 2, 28)),
        ("b", None),
    ]


def test_two_that_wait_for_each_other_are_a_deadlock_until_one_moves() -> None:
    a = Promise("XX-01", limits=(limit(After(AtActual("completion", "XX-02"), 5, "days")),))
    b = Promise("XX-02", limits=(limit(After(AtActual("completion", "XX-01"), 5, "days")),))
    stuck = resolve(terms("UTC", a, b), now=NOW)
    assert any(item.deadlock for item in stuck)
    assert all(item.due.at is None for item in stuck)
    moving = Terms("XX", "UTC", (a, b), done={"XX-01": Done(completed=date(2026, 1, 5))})
    assert [item.due.day for item in resolve(moving, now=NOW)][1] == date(2026, 1, 10)
    assert not any(item.deadlock for item in resolve(moving, now=NOW))


def test_limits_counted_from_each_other_are_refused() -> None:
    a = Promise("XX-01", limits=(limit(After(AtEndOf("XX-02", "complete"), 5, "days")),))
    b = Promise("XX-02", limits=(limit(After(AtEndOf("XX-01", "complete"), 5, "days")),))
    with pytest.raises(TermsError, match="counted from each other"):
        resolve(terms("UTC", a, b), now=NOW)


def test_a_chain_of_a_thousand_is_one_pass() -> None:
    chain = [Promise("XX-0", limits=(limit(On(date(2026, 1, 1))),))]
    for number in range(1, 1000):
        chain.append(
            Promise(f"XX-{number}", limits=(limit(After(AtActual("completion", f"XX-{number - 1}"), 1, "days")),))
        )
    assert resolve(terms("UTC", *chain), now=NOW)[-1].due.day == date(2028, 9, 26)
