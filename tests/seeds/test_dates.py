"""Every date of the five real agreements, held against a table of our own: first date, present date, in UTC."""

from datetime import UTC, date, datetime

import pytest

from commitments.models import Act, Deadline, Quantity
from monitoring.models import Alarm, Flag
from tests.seeds.conftest import Seeded

# Days end at the next midnight of the agreement's zone: Moscow is UTC+3 (in the summer of 1994 UTC+4), Kyiv and
# Sarajevo in winter are UTC+2 and UTC+1, Sarajevo from 31 March 1996 UTC+2, Baku is UTC+4.
DUE = {
    ("NK23-01", "begin"): ("2023-09-20T09:00", "2023-09-20T09:00"),
    ("KB20-01", "begin"): ("2020-11-09T21:00", "2020-11-09T21:00"),
    ("KB20-02", "complete"): ("2020-11-20T21:00", "2020-11-20T21:00"),
    ("KB20-03", "complete"): (None, None),
    # The term renewed itself, as nobody is known to have given notice.
    ("KB20-05", "term-ends", "1 notice"): ("2025-05-10T21:00", "2025-05-10T21:00"),
    ("KB20-05", "term-ends", "1"): ("2025-11-10T21:00", "2025-11-10T21:00"),
    ("KB20-05", "term-ends", "2 notice"): ("2030-05-10T21:00", "2030-05-10T21:00"),
    ("KB20-05", "term-ends", "2"): ("2030-11-10T21:00", "2030-11-10T21:00"),
    ("KB20-06", "complete"): ("2020-11-15T21:00", "2020-11-25T21:00"),
    ("KB20-07", "complete"): ("2020-12-01T21:00", "2020-12-01T21:00"),
    ("MI15-01", "begin"): ("2015-02-14T22:00", "2015-02-14T22:00"),
    ("MI15-02", "start-ukraine"): ("2015-02-17T22:00", "2015-02-17T22:00"),
    ("MI15-02", "start-formations"): ("2015-02-17T22:00", "2015-02-17T22:00"),
    ("MI15-02", "complete-ukraine"): ("2015-03-01T22:00", "2015-03-01T22:00"),
    ("MI15-02", "complete-formations"): ("2015-03-01T22:00", "2015-03-01T22:00"),
    ("MI15-04", "complete"): ("2015-03-14T22:00", "2015-03-14T22:00"),
    # No more than projections: five days after the latest day by which each side is to have withdrawn, and so on.
    ("MI15-06", "complete"): ("2015-03-06T22:00", "2015-03-06T22:00"),
    ("MO94-01", "start"): ("1994-05-19T20:00", "1994-05-19T20:00"),
    ("MO94-01", "complete"): ("1994-05-24T20:00", "1994-05-24T20:00"),
    ("MO94-02", "start"): ("1994-05-29T20:00", "1994-05-29T20:00"),
    ("MO94-02", "complete"): ("1994-06-08T20:00", "1994-06-08T20:00"),
    ("DA95-02", "complete"): ("1996-01-13T23:00", "1996-01-13T23:00"),
    ("DA95-03", "complete"): ("1996-01-19T23:00", "1996-01-19T23:00"),
    ("DA95-04", "complete"): ("1996-02-03T23:00", "1996-02-03T23:00"),
    ("DA95-05", "enter"): ("1996-03-19T23:00", "1996-03-19T23:00"),
    ("DA95-06", "complete"): ("1996-04-18T22:00", "1996-04-18T22:00"),
}
PROJECTED = {("MI15-06", "complete"), ("MO94-01", "complete"), ("MO94-02", "start"), ("MO94-02", "complete")}


def utc(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None


@pytest.mark.parametrize("which", DUE, ids="/".join)
def test_each_limit_falls_due_at_its_instant(seeded: Seeded, which: tuple[str, ...]) -> None:
    deadline = seeded.deadline(*which)
    first, present = DUE[which]
    assert (deadline.first_due_at, deadline.due_at) == (utc(first), utc(present))
    assert deadline.certainty == ("pending" if present is None else "projected" if which in PROJECTED else "fixed")


def test_the_table_names_every_limit_that_is_seeded(seeded: Seeded) -> None:
    rows = Deadline.objects.filter(commitment__mission__is_exercise=False)
    found = rows.values_list("commitment__reference", "limit__key", "period")
    assert sorted(tuple(filter(None, row)) for row in found) == sorted(DUE)


def test_where_no_text_sets_a_date_the_seed_sets_none(seeded: Seeded) -> None:
    for number in range(2, 13):
        commitment = seeded.commitment(f"NK23-{number:02d}")
        assert commitment.term in {"no_agreed_deadline", "standing"}
        assert not commitment.deadlines.exists()
        assert commitment.timeliness == "no_agreed_deadline"
    assert seeded.commitment("NK23-04").kind == "heavy_equipment_withdrawal"


def test_an_extension_keeps_both_dates_and_says_who_and_why(seeded: Seeded) -> None:
    kalbajar = Act.objects.get(limit__commitment__reference="KB20-06")
    assert (kalbajar.kind, kalbajar.granted_by, kalbajar.granted_on) == ("extension", "Azerbaijan", date(2020, 11, 15))
    assert "roads" in kalbajar.reason
    assert "weather" in kalbajar.reason
    [later] = seeded.deadline("KB20-06").later
    assert later["ends_on"] == "2020-11-25"
    assert not Act.objects.filter(limit__commitment__reference="KB20-07").exists()


def other_days(reference: str, key: str) -> list[str | None]:
    return sorted(other["ends_on"] or other["at"] for other in seeded_others(reference, key))


def seeded_others(reference: str, key: str) -> list[dict[str, str]]:
    return list(Deadline.objects.get(commitment__reference=reference, limit__key=key).others)


def test_other_readings_stay_beside_the_adopted_one(seeded: Seeded) -> None:
    assert other_days("KB20-02", "complete") == ["2020-11-19T21:00:00+00:00", "2020-11-20"]
    texts = [other["words"] for other in seeded_others("KB20-02", "complete")]
    assert {word for word in ("by", "before", "until") if any(f"“{word}”" in text for text in texts)} == {
        "before",
        "until",
    }
    adopted = seeded.deadline("KB20-02").limit.readings.get(is_adopted=True)
    assert "“by”" in adopted.words
    for side in ("ukraine", "formations"):
        assert other_days("MI15-02", f"start-{side}") == ["2015-02-16"]
        assert other_days("MI15-02", f"complete-{side}") == ["2015-03-02", "2015-03-03"]


def test_both_sides_of_minsk_have_two_limits_of_their_own(seeded: Seeded) -> None:
    limits = Deadline.objects.filter(commitment__reference="MI15-02").values_list("obligor__slug", "kind")
    assert sorted(limits) == [
        ("formations-donetsk-luhansk", "complete_by"),
        ("formations-donetsk-luhansk", "start_by"),
        ("ukraine", "complete_by"),
        ("ukraine", "start_by"),
    ]


def test_a_limit_waits_for_the_other_commitment_it_is_counted_from(seeded: Seeded) -> None:
    assert seeded.commitment("MI15-06").timeliness == "anchor_pending"
    assert "MI15-02" in seeded.deadline("MI15-06").arithmetic


def amounts(reference: str) -> set[tuple[str, int | None]]:
    return set(Quantity.objects.filter(commitment__reference=reference).values_list("category", "amount"))


def test_quantities_are_the_texts_own(seeded: Seeded) -> None:
    assert amounts("KB20-03") == {("personnel", 1960), ("armoured_combat_vehicles", 90), ("vehicles", 380)}
    assert amounts("MI15-02") == {("kilometres", 50), ("kilometres", 70), ("kilometres", 140)}


def test_a_partial_count_never_becomes_a_baseline_or_a_share(seeded: Seeded) -> None:
    real = Quantity.objects.filter(commitment__mission__is_exercise=False)
    assert not real.filter(baseline__isnull=False).exists()
    assert amounts("NK23-02") == {("small_arms", None), ("ammunition", None)}
    assert amounts("NK23-04") == {("armoured_combat_vehicles", None), ("artillery", None)}
    assert "22 September 2023" in seeded.commitment("NK23-02").text


def test_the_archive_has_no_clock(seeded: Seeded) -> None:
    assert Deadline.objects.filter(commitment__mission__is_archive=True).count() == len(DUE) - 1
    assert not Alarm.objects.filter(mission__is_archive=True).exists()
    assert not Flag.objects.filter(mission__is_archive=True).exists()
