"""Limits that real agreements set, from their files to what the command says. Facts as published."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

AGREEMENTS = Path(__file__).parents[2] / "seeds" / "agreements"


def found(name: str, **options: str) -> dict[str, Any]:
    out = StringIO()
    call_command("deadlines", AGREEMENTS / f"{name}.toml", stdout=out, json=True, **options)
    told: dict[str, Any] = json.loads(out.getvalue())
    return told


def item(name: str, commitment: str, limit: str, **options: str) -> dict[str, Any]:
    (one,) = [
        row
        for row in found(name, **options)["deadlines"]
        if (row["commitment"], row["limit"], row["kind"] != "notice_by") == (commitment, limit, True)
    ]
    return one


@pytest.mark.parametrize(
    ("case", "file", "commitment", "limit", "kind", "local", "utc"),
    [
        ("nk2023-ceasefire", "nagorno-karabakh-2023", "NK23-01", "begin", "start_by",
         "2023-09-20 13:00 Asia/Baku", "2023-09-20T09:00Z"),
        ("karabakh2020-ceasefire", "karabakh-2020", "KB20-01", "begin", "start_by",
         "2020-11-10 00:00 Europe/Moscow", "2020-11-09T21:00Z"),
        ("karabakh2020-aghdam", "karabakh-2020", "KB20-02", "complete", "complete_by",
         "2020-11-20 24:00 Europe/Moscow", "2020-11-20T21:00Z"),
        ("karabakh2020-kalbajar-extended", "karabakh-2020", "KB20-06", "complete", "complete_by",
         "2020-11-25 24:00 Europe/Moscow", "2020-11-25T21:00Z"),
        ("karabakh2020, Lachin does not move", "karabakh-2020", "KB20-07", "complete", "complete_by",
         "2020-12-01 24:00 Europe/Moscow", "2020-12-01T21:00Z"),
        ("minsk2-ceasefire", "minsk-2015", "MI15-01", "begin", "start_by",
         "2015-02-15 00:00 Europe/Kyiv", "2015-02-14T22:00Z"),
        ("minsk2-resolution", "minsk-2015", "MI15-04", "complete", "complete_by",
         "2015-03-14 24:00 Europe/Kyiv", "2015-03-14T22:00Z"),
        ("dayton-foreign-forces", "dayton-1995", "DA95-02", "complete", "complete_by",
         "1996-01-13 24:00 Europe/Sarajevo", "1996-01-13T23:00Z"),
        ("dayton-zone-of-separation", "dayton-1995", "DA95-03", "complete", "complete_by",
         "1996-01-19 24:00 Europe/Sarajevo", "1996-01-19T23:00Z"),
        ("dayton-vacate", "dayton-1995", "DA95-04", "complete", "complete_by",
         "1996-02-03 24:00 Europe/Sarajevo", "1996-02-03T23:00Z"),
        ("dayton-not-before", "dayton-1995", "DA95-05", "enter", "not_before",
         "1996-03-20 00:00 Europe/Sarajevo", "1996-03-19T23:00Z"),
        ("dayton-cantonment", "dayton-1995", "DA95-06", "complete", "complete_by",
         "1996-04-18 24:00 Europe/Sarajevo", "1996-04-18T22:00Z"),
    ],
)  # fmt: skip
def test_a_fixed_limit(case: str, file: str, commitment: str, limit: str, kind: str, local: str, utc: str) -> None:
    one = item(file, commitment, limit)
    assert (one["kind"], one["local"], one["utc"], one["certainty"]) == (kind, local, utc, "fixed")


def test_disarmament_of_2023_has_no_deadline_and_no_percentage() -> None:
    told = found("nagorno-karabakh-2023", at="2026-01-01")
    (one,) = [row for row in told["undated"] if row["commitment"] == "NK23-02"]
    assert one["state"] == "no agreed deadline"
    assert not [row for row in told["deadlines"] if row["commitment"] == "NK23-02"]


def test_aghdam_keeps_by_before_and_until_with_their_sources() -> None:
    one = item("karabakh-2020", "KB20-02", "complete")
    assert [(other["key"], other["utc"]) for other in one["other_readings"]] == [
        ("before", "2020-11-19T21:00Z"),
        ("until", "2020-11-20T21:00Z"),
    ]
    assert all(word in one["source"] for one, word in zip(one["other_readings"], ["before", "until"], strict=True))


def test_kalbajar_was_extended_on_the_day_it_fell_due() -> None:
    one = item("karabakh-2020", "KB20-06", "complete")
    (step,) = one["later"]
    assert (one["first"]["day"], step["day"], step["granted_on"]) == ("2020-11-15", "2020-11-25", "2020-11-15")


def test_peacekeepers_deploy_in_parallel_with_a_withdrawal_that_has_no_day() -> None:
    one = item("karabakh-2020", "KB20-03", "complete")
    assert (one["utc"], one["certainty"], one["arithmetic"]) == (
        None,
        "pending",
        "in parallel with KB20-04, which has no date",
    )


def test_the_term_of_2020_renews_itself_unless_notice_is_given() -> None:
    told = found("karabakh-2020", at="2021-01-01")
    days = {row["kind"]: row["day"] for row in told["deadlines"] if row["commitment"] == "KB20-05"}
    assert days == {"term_ends": "2025-11-10", "notice_by": "2025-05-10"}


@pytest.mark.parametrize("obligor", ["ukraine", "formations-donetsk-luhansk"])
@pytest.mark.parametrize(
    ("limit", "day", "others"),
    [("start", "2015-02-17", ["2015-02-16"]), ("complete", "2015-03-01", ["2015-03-02", "2015-03-03"])],
)
def test_heavy_weapons_of_minsk_have_two_obligors_two_limits_and_several_readings(
    obligor: str, limit: str, day: str, others: list[str]
) -> None:
    one = item("minsk-2015", "MI15-02", f"{limit}-{obligor.split('-')[0]}")
    assert (one["obligor"], one["day"]) == (obligor, day)
    assert [other["day"] for other in one["other_readings"]] == others
    assert one["reading"]["adopted_because"]
    assert all(other["source"] and other["reason_not_adopted"] for other in one["other_readings"])


def test_prisoners_of_minsk_are_a_projection_from_the_withdrawal() -> None:
    one = item("minsk-2015", "MI15-06", "complete", at="2015-02-20")
    assert (one["day"], one["certainty"], one["state"]) == ("2015-03-06", "projected", "anchor pending")


def test_the_chain_of_moscow_gives_the_latest_possible_days() -> None:
    told = found("moscow-1994", at="1994-05-15")
    assert [row["day"] for row in told["deadlines"]] == ["1994-05-19", "1994-05-24", "1994-05-29", "1994-06-08"]
    assert [row["certainty"] for row in told["deadlines"]] == ["fixed", "projected", "projected", "projected"]
