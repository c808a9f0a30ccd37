"""Extension, suspension, resumption, waiver and adoption: alone, in series, on one period. Dates as lists of days."""

from datetime import date, time

import pytest

from commitments.rules.treaty.calendar import Unit
from commitments.rules.treaty.items import Item, TermsError
from commitments.rules.treaty.resolve import resolve
from commitments.rules.treaty.states import State
from commitments.rules.treaty.terms import (
    Act,
    ActKind,
    After,
    At,
    AtActual,
    AtEachReceipt,
    AtEndOf,
    AtMilestone,
    Done,
    First,
    Limit,
    On,
    Reading,
    Renewal,
    Repeat,
    Rule,
    Terms,
    With,
)
from tests.rules.treaty.made import NOW, SIGNED, limit, only, promise, states, terms, utc, with_done


def act(kind: ActKind, on: date, *, to: date | Rule | None = None, by: tuple[int, Unit] | None = None,
        reading: str | None = None, period: str = "") -> Act:  # fmt: skip
    rule = On(to) if isinstance(to, date) else to
    return Act(kind, on, "the commission", "because", to=rule, lengthen=by, reading=reading, period=period)


def march(day: int) -> date:
    return date(2026, 3, day)


def april(day: int) -> date:
    return date(2026, 4, day)


def on_march_10(*acts: Act, **fields: object) -> Item:
    return only(terms("UTC", promise(limit(On(march(10)), acts=acts, **fields))))


SERIES = [
    ("one extension to a day", (act("extension", march(10), to=march(20)),), [20]),
    ("one by so much", (act("extension", march(10), by=(1, "weeks")),), [17]),
    ("three in series", (act("extension", march(10), to=march(15)), act("extension", march(15), by=(3, "days")),
                         act("extension", march(18), to=march(25))), [15, 18, 25]),
    ("given out of order", (act("extension", march(18), to=march(25)), act("extension", march(10), to=march(15))),
     [15, 25]),
    ("two of one day keep the order given", (act("extension", march(10), by=(1, "days")),
                                             act("extension", march(10), to=march(12))), [11, 12]),
    ("stopped and resumed", (act("suspension", march(5)), act("resumption", march(9))), [14]),
    ("stopped twice", (act("suspension", march(2)), act("resumption", march(4)), act("suspension", march(6)),
                       act("resumption", march(9))), [12, 15]),
    ("resumed on the same day", (act("suspension", march(5)), act("resumption", march(5))), [10]),
    ("still stopped", (act("suspension", march(5)),), []),
    ("extended while stopped", (act("suspension", march(5)), act("extension", march(6), to=march(20)),
                                act("resumption", march(8))), [20, 23]),
    ("extended, then waived", (act("extension", march(5), to=march(20)), act("waiver", march(6))), [20]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "acts", "days"), SERIES, ids=[row[0] for row in SERIES])
def test_acts_in_series_keep_every_date(name: str, acts: tuple[Act, ...], days: list[int]) -> None:
    item = on_march_10(*acts)
    assert item.first.day == march(10)
    assert [step.point.day for step in item.steps] == [march(day) for day in days]
    assert item.due.day == march(days[-1] if days else 10)


def test_each_step_says_who_and_from_what_to_what() -> None:
    item = on_march_10(act("extension", march(9), by=(2, "weeks")), act("suspension", march(11)),
                       act("resumption", march(13)))  # fmt: skip
    assert [step.point.words for step in item.steps] == [
        "extended by the commission on 9 Mar 2026: 10 Mar 2026 + 2 weeks = 24 Mar 2026, end of day UTC",
        "suspended for 2 days: 24 Mar 2026 + 2 days = 26 Mar 2026, end of day UTC",
    ]


def test_what_has_no_date_yet_is_extended_in_words() -> None:
    acts = (act("extension", march(1), by=(2, "weeks")),)
    item = only(terms("UTC", promise(limit(After(AtMilestone("arrival"), 10, "days"), acts=acts)), arrival=None))
    assert item.due.words == (
        "extended by the commission on 1 Mar 2026: 10 days after arrival (has not happened) + 2 weeks"
    )


REFUSED = [
    ("an extension to an earlier day", (act("extension", march(1), to=march(9)),), {}, "does not end later"),
    ("an extension to the same day", (act("extension", march(1), to=march(10)),), {}, "does not end later"),
    ("an extension that says nothing", (act("extension", march(1)),), {}, "until when, or by how much"),
    ("an extension that the text excludes", (act("extension", march(1), to=march(20)),), {"extendable": False},
     "cannot be extended"),
    ("a suspension that the text excludes", (act("suspension", march(1)),), {"extendable": False}, "cannot be"),
    ("a resumption of what runs", (act("resumption", march(1)),), {}, "without being suspended"),
    ("a suspension of what is suspended", (act("suspension", march(1)), act("suspension", march(2))), {}, "already"),
    ("a reading that is not there", (act("adoption", march(1), reading="third"),), {}, "has no reading 'third'"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "acts", "fields", "why"), REFUSED, ids=[row[0] for row in REFUSED])
def test_an_act_that_cannot_be_is_refused(
    name: str, acts: tuple[Act, ...], fields: dict[str, object], why: str
) -> None:
    with pytest.raises(TermsError, match=why):
        on_march_10(*acts, **fields)


def test_what_is_not_extendable_can_still_be_waived() -> None:
    assert on_march_10(act("waiver", march(1)), extendable=False).waived is not None


def test_a_milestone_that_comes_later_than_expected_does_not_make_an_old_extension_a_fault() -> None:
    acts = (act("extension", march(1), to=march(20)),)
    waiting = promise(limit(After(AtMilestone("arrival"), 10, "days"), acts=acts))
    assert only(terms("UTC", waiting, arrival=None)).due.day == march(20)
    assert only(terms("UTC", waiting, arrival=march(5))).due.day == march(20)
    late = only(terms("UTC", waiting, arrival=march(15)))
    assert late.due.day == march(25)
    assert "ends no later and changes nothing" in late.due.words
    with pytest.raises(TermsError, match="does not end later"):
        only(terms("UTC", promise(limit(After(AtMilestone("arrival"), 30, "days"), acts=acts)), arrival=march(1)))


HOURS = [
    # 72 hours from 1 March, 10:30: until 4 March, 10:30
    ("stopped for a day", "UTC", (act("suspension", march(2)), act("resumption", march(3))), "2026-03-05T10:30"),
    ("from before the count began", "UTC", (act("suspension", date(2026, 2, 20)), act("resumption", march(2))),
     "2026-03-05T00:00"),
    ("over before the count began", "UTC", (act("suspension", date(2026, 2, 20)), act("resumption", march(1))),
     "2026-03-04T10:30"),
    ("stopped twice", "UTC", (act("suspension", march(2)), act("resumption", march(3)), act("suspension", march(4)),
                              act("resumption", march(6))), "2026-03-07T10:30"),
    ("extended by hours", "UTC", (act("extension", march(2), by=(12, "hours")),), "2026-03-04T22:30"),
    ("extended by days, to the same hour", "UTC", (act("extension", march(2), by=(2, "days")),), "2026-03-06T10:30"),
    ("extended to a day, to its end", "UTC", (act("extension", march(2), to=march(8)),), "2026-03-09T00:00"),
    # Clocks in New York go forward on 8 March: that day has 23 hours.
    ("the hours that a short day has", "America/New_York", (act("suspension", march(3)), act("resumption", march(9))),
     "2026-03-10T09:30"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "zone", "acts", "expected"), HOURS, ids=[row[0] for row in HOURS])
def test_acts_on_a_limit_of_hours(name: str, zone: str, acts: tuple[Act, ...], expected: str) -> None:
    given = terms(zone, promise(limit(After(SIGNED, 72, "hours"), acts=acts)), signature=utc("2026-03-01T10:30"))
    assert only(given).due.at == utc(expected)


def test_the_hours_that_were_lost_are_said() -> None:
    acts = (act("suspension", date(2026, 2, 20)), act("resumption", march(2)))
    given = terms("UTC", promise(limit(After(SIGNED, 72, "hours"), acts=acts)), signature=utc("2026-03-01T10:30"))
    assert only(given).due.words == (
        "suspended for 10 days, 13 hours 30 minutes of it on the count: "
        "4 Mar 2026, 10:30 UTC + 13 hours 30 minutes = 5 Mar 2026, 00:00 UTC"
    )


def test_an_hour_by_the_clock_stays_that_hour_across_a_change_of_clocks() -> None:
    acts = (act("suspension", march(20)), act("resumption", march(30)))
    given = terms("Europe/Sarajevo", promise(limit(At(march(25), time(12)), acts=acts)))
    assert only(given).first.at == utc("2026-03-25T11:00")
    assert only(given).due.at == utc("2026-04-04T10:00")


def test_an_hour_said_in_another_zone_stays_that_hour_there() -> None:
    acts = (act("extension", march(1), by=(3, "months")),)
    noon = At(date(2026, 1, 10), time(12), "Australia/Lord_Howe")
    item = only(terms("Europe/Sarajevo", promise(limit(noon, acts=acts))))
    assert (item.first.at, item.due.at) == (utc("2026-01-10T01:00"), utc("2026-04-10T01:30"))
    assert item.due.words.endswith(
        "10 Jan 2026, 12:00 Australia/Lord_Howe + 3 months = 10 Apr 2026, 12:00 Australia/Lord_Howe"
    )


def test_an_hour_that_clocks_skipped_comes_back_when_it_is_moved() -> None:
    acts = (act("extension", march(1), by=(1, "days")),)
    item = only(terms("Europe/Sarajevo", promise(limit(At(march(29), time(2, 30)), acts=acts))))
    assert (item.first.at, item.due.at) == (utc("2026-03-29T01:00"), utc("2026-03-30T00:30"))


CAPPED = [
    ("an extension to beyond it", (act("extension", march(1), to=april(1)),), march(20)),
    ("one by too much", (act("extension", march(1), by=(3, "weeks")),), march(20)),
    ("two that together are too much", (act("extension", march(1), by=(1, "weeks")),
                                        act("extension", march(2), by=(1, "weeks"))), march(20)),
    ("a long stop", (act("suspension", march(1)), act("resumption", march(31))), march(20)),
    ("a short one", (act("suspension", march(1)), act("resumption", march(3))), march(12)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "acts", "day"), CAPPED, ids=[row[0] for row in CAPPED])
def test_nothing_takes_a_date_past_its_cap(name: str, acts: tuple[Act, ...], day: date) -> None:
    assert on_march_10(*acts, cap=On(march(20))).due.day == day


def test_an_extension_of_what_lies_at_its_cap_is_refused() -> None:
    with pytest.raises(TermsError, match="does not end later"):
        on_march_10(act("extension", march(1), by=(1, "days")), cap=On(march(10)))


def test_a_period_is_not_extended_past_the_cap_of_the_series() -> None:
    report = limit(On(march(2)), repeat=Repeat(1, "weeks"), cap=On(march(17)),
                   acts=(act("extension", march(10), by=(2, "weeks")),))  # fmt: skip
    items = resolve(terms("UTC", promise(report)), now=NOW)
    assert [item.due.day for item in items] == [march(2), march(9), march(17)]


def test_a_clock_that_has_run_out_cannot_be_stopped() -> None:
    late = on_march_10(act("suspension", march(11)))
    assert (late.suspended, late.due.day) == (None, march(10))
    assert "suspended by the commission on 11 Mar 2026, when it had run out, which changes nothing" in late.due.words
    assert on_march_10(act("suspension", march(11)), act("resumption", march(20))).due.day == march(10)
    given = terms("UTC", promise(limit(On(march(10)), acts=(act("suspension", march(11)),))))
    assert states(given, utc("2026-03-15T00:00")) == [State.OVERDUE]
    in_time = terms("UTC", promise(limit(On(march(10)), acts=(act("suspension", march(10)),))))
    assert states(in_time, utc("2026-03-15T00:00")) == [State.SUSPENDED]


def test_a_clock_can_be_stopped_again_once_it_was_extended() -> None:
    acts = (act("suspension", march(11)), act("resumption", march(12)), act("extension", march(12), to=march(20)),
            act("suspension", march(15)), act("resumption", march(18)))  # fmt: skip
    assert on_march_10(*acts).due.day == march(23)


def test_the_same_hour_so_many_days_later_gets_whole_days_back() -> None:
    acts = (act("suspension", march(6)), act("resumption", march(9)))
    rule = After(SIGNED, 10, "days", "at")
    given = terms("America/New_York", promise(limit(rule, acts=acts)), signature=utc("2026-03-01T15:30"))
    assert (only(given).first.at, only(given).due.at) == (utc("2026-03-11T14:30"), utc("2026-03-14T14:30"))


def test_the_day_of_an_act_is_the_agreements_own() -> None:
    acts = (act("suspension", march(2)), act("resumption", march(3)))
    far = promise(limit(After(SIGNED, 72, "hours"), zone="Asia/Seoul", acts=acts))
    # 1 March, 18:00 UTC is 2 March in Seoul; the agreement's 2 March begins six hours later.
    assert only(terms("UTC", far, signature=utc("2026-03-01T18:00"))).due.at == utc("2026-03-05T18:00")


def test_a_limit_counted_back_gets_the_whole_stop_back() -> None:
    acts = (act("suspension", march(1)), act("resumption", march(4)))
    before = promise(limit(After(SIGNED, -10, "days"), acts=acts))
    assert only(terms("UTC", before, signature=march(20))).due.day == march(13)


def test_days_that_passed_before_the_count_began_are_not_given_back() -> None:
    acts = (act("suspension", march(1)), act("resumption", march(11)))
    ten_days = promise(limit(After(AtMilestone("arrival"), 10, "days"), acts=acts))
    for arrival, expected in [(date(2026, 2, 25), march(17)), (march(5), march(21)), (march(11), march(21)),
                              (march(20), march(30))]:  # fmt: skip
        assert only(terms("UTC", ten_days, arrival=arrival)).due.day == expected


def readings(*acts: Act) -> Item:
    two = (Reading("first", On(march(1))), Reading("second", On(march(3))))
    return only(terms("UTC", promise(Limit("complete", readings=two, acts=acts))))


ADOPTIONS = [
    ("adopted", (act("adoption", march(1), reading="second"),), 3),
    ("adopted, then extended by a week", (act("adoption", march(1), reading="second"),
                                          act("extension", march(2), by=(1, "weeks"))), 10),
    ("extended by a week, then adopted", (act("extension", march(1), by=(1, "weeks")),
                                          act("adoption", march(2), reading="second")), 10),
    ("extended to a day, then adopted", (act("extension", march(1), to=march(8)),
                                         act("adoption", march(2), reading="second")), 8),
    ("extended to a day before the other reading's", (act("extension", march(1), to=march(2)),
                                                      act("adoption", march(2), reading="second")), 3),
    ("stopped for three days, then adopted", (act("suspension", date(2026, 2, 1)), act("resumption", date(2026, 2, 4)),
                                              act("adoption", date(2026, 2, 5), reading="second")), 6),
    ("there and back", (act("adoption", date(2026, 2, 1), reading="second"),
                        act("adoption", date(2026, 2, 2), reading="first")), 1),
]  # fmt: skip


@pytest.mark.parametrize(("name", "acts", "day"), ADOPTIONS, ids=[row[0] for row in ADOPTIONS])
def test_another_reading_before_and_after_other_acts(name: str, acts: tuple[Act, ...], day: int) -> None:
    item = readings(*acts)
    assert (item.first.day, item.due.day) == (march(1), march(day))
    assert len(item.others) == 1
    assert item.adopted is not None
    assert item.adopted.key != item.others[0][0].key


def weekly(*acts: Act, times: int = 4) -> list[Item]:
    """Mondays from 2 March."""
    report = limit(On(march(2)), "report", kind="report_by", repeat=Repeat(1, "weeks", times=times), acts=acts)
    return resolve(terms("UTC", promise(report)), now=NOW)


PERIODS = [
    ("one period extended", (act("extension", march(1), to=march(12), period="2"),), [2, 12, 16, 23]),
    ("one period twice", (act("extension", march(1), to=march(11), period="2"),
                          act("extension", march(2), by=(2, "days"), period="2")), [2, 13, 16, 23]),
    ("no period named: the next to fall due", (act("extension", march(5), by=(2, "days")),), [2, 11, 16, 23]),
    ("on the very day: that one", (act("extension", march(9), by=(2, "days")),), [2, 11, 16, 23]),
    ("a series that stood still", (act("suspension", march(5)), act("resumption", march(8))), [2, 12, 19, 26]),
    ("what an earlier act put off had not fallen due", (act("extension", march(9), to=march(14)),
                                                        act("suspension", march(11)), act("resumption", march(13))),
     [2, 16, 18, 25]),
    ("one period stood still", (act("suspension", march(5), period="2"), act("resumption", march(8), period="2")),
     [2, 12, 16, 23]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "acts", "days"), PERIODS, ids=[row[0] for row in PERIODS])
def test_acts_on_periods(name: str, acts: tuple[Act, ...], days: list[int]) -> None:
    items = weekly(*acts)
    assert [item.due.day for item in items] == [march(day) for day in days]
    assert [item.first.day for item in items] == [march(day) for day in (2, 9, 16, 23)]


def test_a_waiver_forgives_what_was_not_yet_due_or_the_period_it_names() -> None:
    assert [item.waived is not None for item in weekly(act("waiver", march(10)))] == [False, False, True, True]
    assert [bool(item.waived) for item in weekly(act("waiver", march(30), period="1"))] == [True, False, False, False]


def test_a_series_resumed_without_having_stopped_is_refused() -> None:
    with pytest.raises(TermsError, match="without being suspended"):
        weekly(act("resumption", march(1)))


def test_another_reading_is_another_reading_of_every_period() -> None:
    two = (Reading("first", On(march(2))), Reading("second", On(march(4))))
    repeat = Repeat(1, "weeks", times=3)
    given = Limit("report", "report_by", two, repeat=repeat, acts=(act("adoption", march(3), reading="second"),))
    items = resolve(terms("UTC", promise(given)), now=NOW)
    assert [item.due.day for item in items] == [march(4), march(11), march(18)]
    assert [item.others[0][1].day for item in items] == [march(2), march(9), march(16)]


def test_each_receipt_can_be_moved_alone() -> None:
    moved = act("extension", march(2), by=(1, "weeks"), period="2")
    answers = promise(limit(After(AtEachReceipt("requests"), 3, "days"), acts=(moved,)))
    given = Terms("XX", "UTC", (answers,), receipts={"requests": (march(1), march(2))})
    assert [item.due.day for item in resolve(given, now=NOW)] == [march(4), march(12)]


def test_a_fixed_term_is_prolonged_several_times_in_series() -> None:
    acts = tuple(act("extension", date(year, 6, 20), by=(6, "months")) for year in (2020, 2021, 2022))
    term = only(terms("UTC", promise(limit(On(date(2020, 6, 30)), "term", kind="term_ends", acts=acts))))
    assert [step.point.day for step in term.steps] == [date(2020, 12, 30), date(2021, 6, 30), date(2021, 12, 30)]
    assert (term.first.day, term.kind) == (date(2020, 6, 30), "term_ends")


def renewing(*acts: Act, notice: date | None = None) -> list[tuple[str, date | None]]:
    renewal = Renewal(1, "years", 3, "months", notice_given=notice)
    term = limit(On(date(2023, 6, 30)), "term", kind="term_ends", renewal=renewal, acts=acts)
    items = resolve(terms("UTC", promise(term)), now=NOW)
    return [(item.period, item.due.day) for item in items]


def test_a_prolonged_term_renews_itself_from_where_it_really_ended() -> None:
    assert renewing() == [
        ("1", date(2023, 6, 30)), ("1 notice", date(2023, 3, 30)), ("2", date(2024, 6, 30)),
        ("2 notice", date(2024, 3, 30)), ("3", date(2025, 6, 30)), ("3 notice", date(2025, 3, 30)),
        ("4", date(2026, 6, 30)), ("4 notice", date(2026, 3, 30)),
    ]  # fmt: skip
    prolonged = renewing(act("extension", date(2024, 1, 1), by=(1, "months"), period="2"))
    assert prolonged[2:4] == [("2", date(2024, 7, 30)), ("2 notice", date(2024, 4, 30))]
    assert prolonged[-2] == ("4", date(2026, 7, 30))
    assert renewing(act("extension", date(2024, 1, 1), by=(1, "months"))) == prolonged
    stood_still = renewing(act("suspension", date(2024, 1, 1)), act("resumption", date(2024, 1, 31)))
    assert stood_still[2] == ("2", date(2024, 7, 30))
    assert stood_still[-2] == ("4", date(2026, 7, 30))


def test_a_renewal_ends_with_notice_given_in_time_and_every_item_has_its_own_key() -> None:
    assert renewing(notice=date(2024, 3, 30))[-2:] == [("2", date(2024, 6, 30)), ("2 notice", date(2024, 3, 30))]
    assert renewing(notice=date(2024, 3, 31))[-2] == ("3", date(2025, 6, 30))
    renewal = Renewal(1, "years", 3, "months", notice_given=date(2024, 3, 30))
    given = terms("UTC", promise(limit(On(date(2023, 6, 30)), "term", kind="term_ends", renewal=renewal)))
    items = resolve(given, now=NOW)
    assert len({item.key for item in items}) == len(items)
    assert states(given, NOW) == [State.ENDED, State.PASSED, State.ENDED, State.MET_ON_TIME]


DOWNSTREAM = [
    # acts on the step before, then: day after its end, day with it, projection from its completion
    ("untouched", (), [april(9), april(4), april(9)], "projected"),
    ("extended", (act("extension", april(1), to=april(10)),), [april(15), april(10), april(15)], "projected"),
    ("resumed", (act("suspension", april(1)), act("resumption", april(3))), [april(11), april(6), april(11)],
     "projected"),
    ("still suspended", (act("suspension", april(1)),), [None, None, None], "pending"),
    ("waived", (act("waiver", april(1)),), [april(9), april(4), None], "pending"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "acts", "days", "certainty"), DOWNSTREAM, ids=[row[0] for row in DOWNSTREAM])
def test_what_hangs_on_a_moved_limit_moves_with_it(
    name: str, acts: tuple[Act, ...], days: list[date | None], certainty: str
) -> None:
    given = terms(
        "UTC",
        promise(limit(On(april(4)), acts=acts)),
        promise(limit(After(AtEndOf("XX-01", "complete"), 5, "days")), reference="XX-02"),
        promise(limit(With("XX-01")), reference="XX-03"),
        promise(limit(After(AtActual("completion", "XX-01"), 5, "days")), reference="XX-04"),
    )
    items = resolve(given, now=NOW)
    assert [item.due.day for item in items[1:]] == days
    assert items[3].due.certainty == certainty
    done = with_done(given, XX_01=Done(completed=april(2)))
    assert resolve(done, now=NOW)[3].due.day == april(7)


def test_an_extension_of_the_first_of_several_moves_the_whole() -> None:
    first = First((On(march(10)), After(AtMilestone("arrival"), 5, "days")))
    acts = (act("extension", march(9), by=(1, "weeks")),)
    given = terms("UTC", promise(limit(first, acts=acts)), arrival=None)
    assert only(given).due.day == march(17)
