"""What a document holds: everything that stands in the file, and an exercise's days counted from its first."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from commitments.agreement_file.contents import Quantity
from commitments.agreement_file.document import Document, read_document
from commitments.agreement_file.reading import FileError, parse, read
from commitments.rules.treaty.terms import At, Done, Happened
from tests.agreement_file.manual import examples

SEEDS = Path(__file__).parents[2] / "seeds"
EXERCISE = SEEDS / "exercises" / "northern-valley.agreement.toml"
NOW = datetime(2026, 5, 20, 12, 0, 20, tzinfo=UTC)
SMALL = """\
{begins}
[agreement]
reference = "EX"
title = "Exercise"
zone = "Asia/Baku"
source = "s"
[[milestone]]
key = "m"
name = "m"
de_jure = {when}
source = "s"
"""


def happened(when: str, begins: str = 'begins = "day 0"', today: datetime | None = NOW) -> Happened | None:
    (milestone,) = read_document(parse(SMALL.format(begins=begins, when=when), "x.toml", today=today)).milestones
    return milestone.event.de_jure


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2026-05-01", date(2026, 5, 1)),
        ("2026-05-01T13:00:00", datetime(2026, 5, 1, 9, tzinfo=UTC)),
        ("2026-05-01T13:00:00+01:00", datetime(2026, 5, 1, 12, tzinfo=UTC)),
        ('"day -30"', date(2026, 4, 20)),
        ('"day 2"', date(2026, 5, 22)),
        ('"day -30, 14:05"', datetime(2026, 4, 20, 10, 5, tzinfo=UTC)),
        ('"3 hours ago"', NOW - timedelta(hours=3)),
        ('"in 3 minutes"', datetime(2026, 5, 20, 12, 3, tzinfo=UTC)),
    ],
)
def test_an_exercise_counts_its_days_in_the_agreements_zone(when: str, expected: Happened) -> None:
    assert happened(when) == expected


def test_day_0_is_the_day_in_the_agreements_zone() -> None:
    assert happened('"day 0"', today=datetime(2026, 5, 20, 21, tzinfo=UTC)) == date(2026, 5, 21)


@pytest.mark.parametrize(("begins", "today"), [("", NOW), ("begins = 2026-05-01", None)])
def test_only_an_exercise_that_is_told_its_day_counts_days(begins: str, today: datetime | None) -> None:
    with pytest.raises(FileError, match=r"x.toml:10: milestone m: `de_jure` is 'day 0': only an exercise"):
        happened('"day 0"', begins, today)


def exercise() -> Document:
    return read_document(read(EXERCISE, today=NOW))


def test_the_exercise_is_read_whole() -> None:
    document = exercise()
    assert (document.agreement.reference, document.agreement.fictional, document.agreement.mission) == (
        "NV",
        True,
        "exercise",
    )
    assert document.begins == datetime(2026, 2, 16, 9, tzinfo=UTC)
    counts = [len(part) for part in (document.parties, document.sites, document.milestones, document.provisions)]
    assert counts == [4, 8, 4, 10]
    clock = document.named["NV-13"].promise.limits[0].readings[0].rule
    assert clock == At(date(2026, 5, 20), datetime(2026, 5, 20, 12, 3, tzinfo=UTC).time())


def test_a_commitment_keeps_every_key() -> None:
    artillery = exercise().named["NV-04"]
    assert (artillery.kind, artillery.term, artillery.site, artillery.provision) == (
        "heavy_equipment_withdrawal",
        "time_limit",
        "line-b",
        "Art. 3(2)",
    )
    assert artillery.towards == ("exercise-river-front",)
    assert artillery.guaranteed_by == ("exercise-contact-group",)
    assert (artillery.observe_every_days, artillery.watched_from) == (8, datetime(2026, 2, 21, 8, tzinfo=UTC))
    name, source = "100 mm and above", "made up for training: declared list, annex B"
    assert artillery.quantities == (Quantity(name, "artillery", name, 20, 20, source),)


def test_parties_stand_after_those_they_belong_to() -> None:
    text = (SEEDS / "agreements" / "minsk-2015.toml").read_text("utf-8")
    child, parent = (text.index(f'[[party]]\nslug = "{slug}"') for slug in ("verkhovna-rada", "ukraine"))
    end = text.index("[[party]]", child + 1)
    turned = text[:parent] + text[child:end] + text[parent:child] + text[end:]
    slugs = [party.slug for party in read_document(parse(turned, "minsk.toml")).parties]
    assert slugs.index("ukraine") < slugs.index("verkhovna-rada")


def test_deeds_progress_and_deliveries_reach_the_terms() -> None:
    (text,) = [one.text for one in examples() if "[[commitment.delivery]]" in one.text]
    document = read_document(parse(text, "x.toml"))
    done = document.terms.done["XX26-01"]
    assert done.own["north"] == Done(date(2026, 5, 2), date(2026, 5, 12))
    assert [(one.amount, one.of, one.obligor) for one in done.progress] == [(120, "artillery", "north")]
    assert [(one.limit, one.period) for one in done.delivered] == [("report", "1")]
    assert [deed.source for deed in document.commitments[0].deeds] == [
        "report of the monitors, 13 May 2026",
        "report of the monitors, 18 May 2026",
    ]


def test_statements_stand_beside_a_promise_or_the_agreement() -> None:
    document = read_document(read(SEEDS / "agreements" / "nagorno-karabakh-2023.toml"))
    assert [(one.kind, one.commitment) for one in document.statements] == [
        ("claim", ""),
        ("denial", ""),
        ("pledge", "NK23-11"),
        ("pledge", "NK23-12"),
    ]
