"""What has no agreed deadline is never late, but its age is shown; so are releases that wait for each other."""

from dataclasses import replace
from datetime import date

from commitments.rules.treaty.resolve import resolve
from commitments.rules.treaty.states import State
from commitments.rules.treaty.terms import Done, Limit, On, Progress, Promise, Quantity, Ratio, Terms
from commitments.rules.treaty.undated import undated
from tests.rules.treaty.made import NOW, limit, promise, terms, utc, with_done


def test_as_soon_as_possible_has_an_age_and_no_date() -> None:
    given = terms("Asia/Baku", promise(), promise(limit(On(date(2026, 1, 1))), reference="XX-02"),
                  ceasefire=utc("2023-09-20T09:00"), meeting=date(2023, 9, 21))  # fmt: skip
    (one,) = undated(given, utc("2023-10-01T21:00"))
    assert (one.commitment, one.state, one.days) == ("XX-01", State.NO_AGREED_DEADLINE, 12)
    assert one.words == "no agreed deadline; open for 12 days, counted from 20 Sep 2023, 13:00 Asia/Baku"
    assert len(resolve(given, now=NOW)) == 1


def test_its_age_stops_with_its_completion_and_begins_with_adherence() -> None:
    given = terms("UTC", promise(obligors=("a",)), done={"XX-01": Done(completed=date(2026, 2, 1))},
                  signature=date(2026, 1, 1))  # fmt: skip
    (one,) = undated(given, utc("2027-01-01T00:00"))
    assert (one.days, "done after 31 days" in one.words) == (31, True)
    joined = replace(given, adhered={"a": date(2026, 1, 21)})
    assert undated(joined, utc("2027-01-01T00:00"))[0].days == 11


def test_nothing_has_happened_yet() -> None:
    (one,) = undated(terms("UTC", promise(), signature=None), NOW)
    assert (one.since, one.days, one.words) == (None, None, "no agreed deadline")


def test_a_limit_without_a_rule_is_undated_beside_one_with_a_rule() -> None:
    given = terms("UTC", promise(Limit("clear"), limit(On(date(2026, 1, 1)))))
    assert [(one.commitment, one.limit) for one in undated(given, NOW)] == [("XX-01", "clear")]


def test_a_standing_prohibition_has_no_date() -> None:
    (one,) = undated(terms("UTC", promise(prohibition=True), signature=date(2025, 12, 1)), NOW)
    assert (one.state, one.days) == (State.STANDING, 31)


def test_all_for_all_is_a_deadlock_that_names_both_until_one_moves() -> None:
    given = terms("UTC", Promise("A", waits_for=("B",)), Promise("B", waits_for=("A",)), Promise("C"))
    states = [(one.commitment, one.state, set(one.deadlock)) for one in undated(given, NOW)]
    assert states == [
        ("A", State.DEADLOCK, {"A", "B"}),
        ("B", State.DEADLOCK, {"A", "B"}),
        ("C", State.NO_AGREED_DEADLINE, set()),
    ]
    for deed in (Done(started=date(2026, 1, 1)), Done(completed=date(2026, 1, 1))):
        assert not any(one.deadlock for one in undated(with_done(given, A=deed), NOW))


def test_a_ring_of_three_names_all_three() -> None:
    given = terms("UTC", Promise("A", waits_for=("B",)), Promise("B", waits_for=("C",)), Promise("C", waits_for=("A",)))
    assert [set(one.deadlock) for one in undated(given, NOW)] == [{"A", "B", "C"}] * 3


def test_releases_in_a_ratio_stand_still_when_neither_side_owes() -> None:
    def side(own: str, other: str, amount: int, each: int) -> Promise:
        return Promise(own, ratio=Ratio(amount, each, other), quantities=(Quantity("prisoners", 100),))

    given = terms("UTC", side("A", "B", 2, 1), side("B", "A", 1, 2))
    assert [one.state for one in undated(given, NOW)] == [State.DEADLOCK] * 2
    moved = with_done(given, A=Done(progress=(Progress(date(2026, 1, 1), 4),)))
    assert [one.state for one in undated(moved, NOW)] == [State.NO_AGREED_DEADLINE] * 2


def test_a_date_in_the_text_still_binds_those_who_wait_for_each_other() -> None:
    given = terms("UTC", Promise("A", limits=(limit(On(date(2026, 5, 1))),), waits_for=("B",)),
                  Promise("B", waits_for=("A",)))  # fmt: skip
    (item,) = resolve(given, now=NOW)
    assert (item.due.day, item.due.certainty, set(item.deadlock)) == (date(2026, 5, 1), "fixed", {"A", "B"})


def test_terms_alone_are_enough() -> None:
    assert undated(Terms("XX", "UTC", ()), NOW) == []
