"""Every date of the three real agreements, held against a table of our own: first date, present date, in UTC."""

from datetime import UTC, date, datetime

import pytest

from commitments.models import Deadline, Extension, Quantity, Reading
from tests.seeds.conftest import Seeded

# Days end at the next midnight of the agreement's zone: Moscow is UTC+3, Kyiv in winter UTC+2, Baku UTC+4.
DUE = {
    ("NK23-01", "begin"): ("2023-09-20T09:00", "2023-09-20T09:00"),
    ("KB20-01", "begin"): ("2020-11-09T21:00", "2020-11-09T21:00"),
    ("KB20-02", "complete"): ("2020-11-20T21:00", "2020-11-20T21:00"),
    ("KB20-05", "notice"): ("2025-05-10T21:00", "2025-05-10T21:00"),
    ("KB20-05", "term-ends"): ("2025-11-10T21:00", "2025-11-10T21:00"),
    ("KB20-06", "complete"): ("2020-11-15T21:00", "2020-11-25T21:00"),
    ("KB20-07", "complete"): ("2020-12-01T21:00", "2020-12-01T21:00"),
    ("MI15-01", "begin"): ("2015-02-14T22:00", "2015-02-14T22:00"),
    ("MI15-02", "start-ukraine"): ("2015-02-17T22:00", "2015-02-17T22:00"),
    ("MI15-02", "start-formations"): ("2015-02-17T22:00", "2015-02-17T22:00"),
    ("MI15-02", "complete-ukraine"): ("2015-03-01T22:00", "2015-03-01T22:00"),
    ("MI15-02", "complete-formations"): ("2015-03-01T22:00", "2015-03-01T22:00"),
    ("MI15-04", "complete"): ("2015-03-14T22:00", "2015-03-14T22:00"),
    ("MI15-06", "complete"): (None, None),
}


def utc(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None


@pytest.mark.parametrize(("reference", "key"), DUE)
def test_each_limit_falls_due_at_its_instant(seeded: Seeded, reference: str, key: str) -> None:
    deadline = seeded.deadline(reference, key)
    first, present = DUE[reference, key]
    assert (deadline.first_due_at, deadline.due_at) == (utc(first), utc(present))


def test_the_table_names_every_limit_that_is_seeded(seeded: Seeded) -> None:
    rows = Deadline.objects.filter(commitment__mission__is_exercise=False)
    assert set(rows.values_list("commitment__reference", "key")) == set(DUE)


def test_where_no_text_sets_a_date_the_seed_sets_none(seeded: Seeded) -> None:
    for number in range(2, 13):
        commitment = seeded.commitment(f"NK23-{number:02d}")
        assert commitment.term in {"no_agreed_deadline", "standing"}
        assert not commitment.deadlines.exists()
        assert commitment.timeliness == "no_agreed_deadline"
    assert seeded.commitment("NK23-04").kind == "heavy_equipment_withdrawal"


def test_an_extension_keeps_both_dates_and_says_who_and_why(seeded: Seeded) -> None:
    kalbajar = Extension.objects.get(deadline__commitment__reference="KB20-06")
    assert (kalbajar.granted_by, kalbajar.granted_on) == ("Azerbaijan", date(2020, 11, 15))
    assert (kalbajar.from_due_at, kalbajar.to_due_at) == (utc("2020-11-15T21:00"), utc("2020-11-25T21:00"))
    assert "roads" in kalbajar.reason
    assert "weather" in kalbajar.reason
    assert not seeded.deadline("KB20-07").extensions.exists()


def readings(reference: str, key: str) -> set[date | None]:
    rows = Reading.objects.filter(deadline__commitment__reference=reference, deadline__key=key)
    return set(rows.values_list("on_date", flat=True))


def test_other_readings_stay_beside_the_adopted_one(seeded: Seeded) -> None:
    assert readings("KB20-02", "complete") == {date(2020, 11, 19), date(2020, 11, 20)}
    words = Reading.objects.filter(deadline__commitment__reference="KB20-02").values_list("words", flat=True)
    assert {word for word in ("by", "before", "until") if any(f"“{word}”" in text for text in words)} == {
        "before",
        "until",
    }
    assert "“by”" in seeded.deadline("KB20-02").reading
    for side in ("ukraine", "formations"):
        assert readings("MI15-02", f"start-{side}") == {date(2015, 2, 16)}
        assert readings("MI15-02", f"complete-{side}") == {date(2015, 3, 2), date(2015, 3, 3)}


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
    assert "has not happened" in seeded.deadline("MI15-06").arithmetic


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
    archive = Deadline.objects.filter(commitment__mission__is_archive=True)
    assert archive.count() == 13
    assert not archive.filter(wake_at__isnull=False).exists()
    assert not archive.filter(flags__isnull=False).exists()
