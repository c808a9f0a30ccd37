"""Counted from what others really did, in parallel with them, and in circles; and how fast."""

from datetime import date, timedelta
from time import perf_counter

import pytest

from commitments.rules.treaty.circles import groups
from commitments.rules.treaty.items import Item, TermsError
from commitments.rules.treaty.resolve import resolve
from commitments.rules.treaty.states import State
from commitments.rules.treaty.terms import (
    After,
    AtActual,
    AtAdherence,
    AtEndOf,
    Done,
    First,
    Happened,
    Last,
    Limit,
    On,
    Promise,
    Renewal,
    Repeat,
    Rule,
    Terms,
    With,
)
from tests.rules.treaty.made import NOW, SIGNED, days, limit, promise, states, terms, utc, with_done


def after_completion(of: str, amount: int = 5) -> After:
    return After(AtActual("completion", of), amount, "days")


def may(day: int) -> date:
    return date(1994, 5, day)


def june(day: int) -> date:
    return date(1994, 6, day)


MOSCOW = terms(
    "Europe/Moscow",
    Promise("G", limits=(
        limit(After(SIGNED, 5, "days"), "start", kind="start_by"),
        limit(After(AtActual("start", "G"), 5, "days")),
    )),
    Promise("D", limits=(
        limit(after_completion("G"), "start", kind="start_by"),
        limit(After(AtActual("start", "D"), 10, "days")),
    )),
    signature=may(14),
)  # fmt: skip

EARLY_FINISHES = [
    ("nothing done yet", {}, [may(19), may(24), may(29), june(8)], "fppp"),
    ("started early", {"G": Done(started=may(16))}, [may(19), may(21), may(26), june(5)], "ffpp"),
    ("finished early", {"G": Done(started=may(16), completed=may(18))}, [may(19), may(21), may(23), june(2)], "fffp"),
    ("finished, no start recorded", {"G": Done(completed=may(18))}, [may(19), may(23), may(23), june(2)], "fffp"),
    ("finished late", {"G": Done(started=may(19), completed=may(30))}, [may(19), may(24), june(4), june(14)], "fffp"),
    ("all begun", {"G": Done(may(16), may(18)), "D": Done(started=may(20))}, [may(19), may(21), may(23), may(30)],
     "ffff"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "done", "days", "certainty"), EARLY_FINISHES, ids=[r[0] for r in EARLY_FINISHES])
def test_moscow_1994_moves_with_what_really_happens(
    name: str, done: dict[str, Done], days: list[date], certainty: str
) -> None:
    items = resolve(with_done(MOSCOW, **done), now=NOW)
    assert [item.due.day for item in items] == days
    assert "".join(item.due.certainty[0] for item in items) == certainty


def test_a_projection_says_what_it_stands_on() -> None:
    items = resolve(MOSCOW, now=NOW)
    assert items[2].due.words == (
        "completion of G at the latest 24 May 1994 + 5 days = 29 May 1994, end of day Europe/Moscow"
    )
    done = resolve(with_done(MOSCOW, G=Done(completed=may(18))), now=NOW)
    assert done[2].due.words == "completion of G, 18 May 1994 + 5 days = 23 May 1994, end of day Europe/Moscow"
    assert done[1].due.words.startswith("start of G (of which only the completion is recorded), 18 May 1994 + 5 days")


def test_a_projection_runs_to_the_last_limit_of_the_step_before() -> None:
    two = promise(
        limit(On(may(1)), "half"), limit(On(may(9))), limit(On(may(20)), "reports", repeat=Repeat(1, "weeks"))
    )
    given = terms("UTC", two, promise(limit(after_completion("XX-01")), reference="XX-02"))
    assert days(given)[-1] == may(14)


def test_parallel_commitments_share_a_date_whichever_comes_first_in_the_text() -> None:
    beside, dated = promise(limit(With("B")), reference="A"), promise(limit(On(may(9))), reference="B")
    assert days(terms("UTC", beside, dated)) == days(terms("UTC", dated, beside)) == [may(9), may(9)]
    words = resolve(terms("UTC", beside, dated), now=NOW)[0].due.words
    assert words == "in parallel with B: 9 May 1994, end of day UTC"


def test_parallel_with_what_has_no_date_has_none() -> None:
    (item,) = resolve(terms("UTC", promise(limit(With("B")), reference="A"), Promise("B")), now=NOW)
    assert (item.due.at, item.due.words) == (None, "in parallel with B, which has no date")


def after_end(of: str) -> After:
    return After(AtEndOf(of, "complete"), 1, "days")


CIRCLES = [
    ("parallel to each other", With("B"), With("A")),
    ("after the end of each other", after_end("B"), after_end("A")),
    ("one of each", With("B"), Last((On(may(1)), after_end("A")))),
    ("after its own end", after_end("A"), On(may(1))),
]  # fmt: skip


@pytest.mark.parametrize(("name", "a", "b"), CIRCLES, ids=[row[0] for row in CIRCLES])
def test_limits_that_only_look_at_each_other_are_refused(name: str, a: Rule, b: Rule) -> None:
    with pytest.raises(TermsError, match="counted from each other"):
        resolve(terms("UTC", promise(limit(a), reference="A"), promise(limit(b), reference="B")), now=NOW)


def pair(a: Rule, b: Rule, **done: Done) -> list[Item]:
    given = terms("UTC", promise(limit(a), reference="A"), promise(limit(b), reference="B"))
    return resolve(with_done(given, **done), now=NOW)


DEADLOCKS = [
    ("each after the other's completion", after_completion("B"), after_completion("A")),
    ("one in parallel with what waits for it", With("B"), after_completion("A")),
    ("one after the end of what waits for it", after_end("B"), after_completion("A")),
    ("the later of a day and the other", Last((On(may(1)), after_completion("B"))), after_completion("A")),
]


@pytest.mark.parametrize(("name", "a", "b"), DEADLOCKS, ids=[row[0] for row in DEADLOCKS])
def test_those_who_wait_for_each_other_are_named_and_given_no_date(name: str, a: Rule, b: Rule) -> None:
    items = pair(a, b)
    assert [item.due.at for item in items] == [None, None]
    assert [set(item.deadlock) for item in items] == [{"A", "B"}, {"A", "B"}]
    given = terms("UTC", promise(limit(a), reference="A"), promise(limit(b), reference="B"))
    assert states(given, utc("2030-01-01T00:00")) == [State.DEADLOCK] * 2


def test_a_deadlock_ends_when_one_of_them_moves() -> None:
    items = pair(after_completion("B"), after_completion("A"), A=Done(completed=may(1)))
    assert [item.deadlock for item in items] == [(), ()]
    assert items[1].due.day == may(6)
    # A is done; its limit still has the date that B's own limit gives it.
    assert (items[0].due.day, items[0].due.certainty) == (may(11), "projected")


def test_a_day_that_binds_anyway_unties_the_knot_in_both_orders() -> None:
    dated = First((On(may(1)), after_completion("B")))
    for items in (
        pair(dated, after_completion("A")),
        pair(after_completion("B"), First((On(may(1)), after_completion("A"))))[::-1],
    ):
        assert [(item.due.day, item.due.certainty) for item in items] == [(may(1), "fixed"), (may(6), "projected")]
        assert items[0].deadlock == ()


def test_two_deadlocks_are_two_and_what_hangs_on_one_only_waits() -> None:
    waits = {"A": "B", "B": "A", "C": "D", "D": "C", "E": "A"}
    given = terms("UTC", *(promise(limit(after_completion(of)), reference=one) for one, of in waits.items()))
    assert [set(item.deadlock) for item in resolve(given, now=NOW)] == [
        {"A", "B"}, {"A", "B"}, {"C", "D"}, {"C", "D"}, set()
    ]  # fmt: skip
    assert states(given, NOW)[-1] == State.ANCHOR_PENDING


def test_a_beginning_that_waits_for_what_counts_from_it_is_a_deadlock() -> None:
    given = terms("UTC", Promise("A", limits=(limit(On(may(20))),), waits_for=("B",)),
                  promise(limit(after_completion("A")), reference="B"))  # fmt: skip
    a, b = resolve(given, now=NOW)
    assert (a.due.day, a.due.certainty, b.due.day, b.due.certainty) == (may(20), "fixed", may(25), "projected")
    assert set(a.deadlock) == set(b.deadlock) == {"A", "B"}
    assert states(given, utc("1994-05-01T00:00")) == [State.UPCOMING, State.DEADLOCK]


@pytest.mark.parametrize(
    "given",
    [
        terms("UTC", Promise("A", waits_for=("Z",))),
        terms("UTC", promise(limit(After(AtActual("start", "Z"), 1, "days")))),
        terms("UTC", promise(limit(With("Z")))),
        terms("UTC", promise(limit(With("XX-01", "other")))),
        terms("UTC", promise(limit(After(SIGNED, 1, "days")))),
    ],
)
def test_a_name_that_leads_nowhere_is_refused(given: Terms) -> None:
    with pytest.raises(TermsError, match=r"is not a|has no limit"):
        resolve(given, now=NOW)


def adhering(*promises: Promise, done: dict[str, Done] | None = None, **adhered: Happened) -> Terms:
    return Terms("XX", "UTC", promises, done=done or {}, adhered=adhered)


def own(rule: Rule, reference: str, *obligors: str, **fields: object) -> Promise:
    return Promise(reference, obligors=obligors, limits=(limit(rule, **fields),))


def test_what_is_counted_from_each_partys_own_limit_is_each_partys_own() -> None:
    given = adhering(
        own(After(AtAdherence(), 10, "days"), "A", "x", "y"),
        own(After(AtEndOf("A", "complete"), 5, "days"), "B", "x", "y"),
        own(After(AtActual("completion", "A"), 5, "days"), "C", "y"),
        own(After(AtEndOf("A", "complete"), 5, "days"), "D", "commission"),
        x=may(1), y=may(3),
    )  # fmt: skip
    assert [(item.commitment, item.obligor, item.due.day) for item in resolve(given, now=NOW)] == [
        ("A", "x", may(11)), ("A", "y", may(13)), ("B", "x", may(16)), ("B", "y", may(18)), ("C", "y", may(18)),
        ("D", None, may(18)),
    ]  # fmt: skip
    done = {"A": Done(own={"y": Done(completed=may(5))})}
    facts = Terms("XX", "UTC", given.promises, done=done, adhered=given.adhered)
    assert resolve(facts, now=NOW)[4].due.day == may(10)


def test_the_keys_of_items_do_not_depend_on_what_was_done() -> None:
    promises = (
        own(After(AtAdherence(), 10, "days"), "A", "x", "y"),
        own(After(AtActual("completion", "A"), 5, "days"), "B", "x", "y"),
    )
    before = resolve(adhering(*promises, x=may(1)), now=NOW)
    after = resolve(adhering(*promises, x=may(1), y=may(2), done={"A": Done(completed=may(9))}), now=NOW)
    assert [item.key for item in before] == [item.key for item in after]


def test_the_end_of_what_comes_again_without_end_is_no_date() -> None:
    endless = promise(limit(On(may(1)), repeat=Repeat(1, "weeks")), reference="A")
    bounded = promise(limit(On(may(1)), repeat=Repeat(1, "weeks", times=3)), reference="B")
    follows = [promise(limit(After(AtEndOf(of, "complete"), 1, "days")), reference=f"after {of}") for of in "AB"]
    items = resolve(terms("UTC", endless, bounded, *follows), now=utc("1994-05-01T00:00"))
    assert [item.due.day for item in items[-2:]] == [None, may(16)]
    assert "comes again without end" in items[-2].due.words


def test_the_end_of_a_term_that_may_renew_itself_is_a_projection() -> None:
    def after(given: date | None) -> tuple[date | None, str]:
        renewal = Renewal(1, "years", 1, "months", notice_given=given)
        term = promise(limit(On(may(1)), "term", kind="term_ends", renewal=renewal), reference="A")
        follows = promise(limit(After(AtEndOf("A", "term"), 1, "days")), reference="B")
        due = resolve(terms("UTC", term, follows), now=utc("1994-01-01T00:00"))[-1].due
        return due.day, due.certainty

    assert after(None) == (may(2), "projected")
    assert after(date(1994, 3, 1)) == (may(2), "fixed")
    # Too late for the running term: it renews itself all the same, so its end is still no certain one.
    assert after(date(1994, 4, 2)) == (may(2), "projected")


def chain(length: int, link: str) -> Terms:
    def rule(of: str) -> Rule:
        if link == "end":
            return After(AtEndOf(of, "complete"), 1, "days")
        return With(of) if link == "with" else after_completion(of, 1)

    begins: tuple[Limit, ...] = () if link == "pending" else (limit(On(may(1))),)
    steps = (promise(limit(rule(f"C-{number - 1}")), reference=f"C-{number}") for number in range(1, length))
    return terms("Europe/Moscow", Promise("C-0", limits=begins), *steps)


def seconds(given: Terms) -> float:
    """The better of two, so that a busy machine does not decide."""
    found = []
    for _ in range(2):
        begun = perf_counter()
        resolve(given, now=NOW)
        found.append(perf_counter() - begun)
    return min(found)


@pytest.mark.parametrize("link", ["actual", "end", "with", "pending"])
def test_a_chain_of_a_thousand_takes_one_pass_and_its_words_do_not_grow(link: str) -> None:
    items = resolve(chain(1000, link), now=NOW)
    last = may(1) + timedelta(days=999) if link in {"actual", "end"} else (may(1) if link == "with" else None)
    assert items[-1].due.day == last
    assert max(len(item.due.words) for item in items) < 120
    assert seconds(chain(1000, link)) < 0.3


def test_four_times_the_chain_takes_about_four_times_as_long() -> None:
    assert seconds(chain(4000, "actual")) / seconds(chain(1000, "actual")) < 8


@pytest.mark.parametrize("towards", [-1, 1])
def test_a_ring_of_a_thousand_is_one_deadlock_and_a_thousand_pairs_are_as_fast(towards: int) -> None:
    ring = [
        promise(limit(after_completion(f"C-{(one + towards) % 1000}")), reference=f"C-{one}") for one in range(1000)
    ]
    pairs = [promise(limit(after_completion(f"C-{one ^ 1}")), reference=f"C-{one}") for one in range(1000)]
    assert len(resolve(terms("UTC", *ring), now=NOW)[0].deadlock) == 1000
    assert len(resolve(terms("UTC", *pairs), now=NOW)[0].deadlock) == 2
    assert seconds(terms("UTC", *ring)) < 0.5
    assert seconds(terms("UTC", *pairs)) < 0.5


def test_groups_come_after_what_they_need() -> None:
    needs = {"a": ["b"], "b": ["c", "d"], "c": ["b"], "d": [], "e": ["a", "z"]}
    found = [sorted(group) for group in groups(needs)]
    assert found == [["d"], ["b", "c"], ["a"], ["z"], ["e"]]
