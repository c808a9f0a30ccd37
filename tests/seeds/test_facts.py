"""What is seeded says where it was read, who said it, and never who a person was."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from commitments.models import Agreement, Mission, Party, ProvisionText, Site
from monitoring.models import Observation, Statement, VerificationReport
from monitoring.seeding.files import read_accounts
from tests.seeds.conftest import FOLDER, Seeded

FILES = sorted(FOLDER.rglob("*.toml"))
# What monitors and verifiers do is their own word; a provision's sources stand with its texts.
WITHOUT_SOURCE = {"account", "observation", "report", "provision"}


def facts(content: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, value in content.items():
        for table in value if isinstance(value, list) else [value]:
            if isinstance(table, dict) and name not in {"counts", "verified"}:
                yield name, table
                yield from facts(table)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_fact_names_its_source(path: Path) -> None:
    found = list(facts(tomllib.loads(path.read_text(encoding="utf-8"))))
    assert found
    for name, table in found:
        if name not in WITHOUT_SOURCE:
            assert table.get("source", "").strip(), f"{path.name}: {name} without a source: {table}"
        if name == "provision":
            assert table["text"], f"{path.name}: a provision without a text"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_nobody_is_named(path: Path) -> None:
    title = (
        r"\b(?:Mr|Mrs|Ms|Dr|Colonel|General(?! Framework)|Captain|Major|President|Minister|Spokesperson)\.? [A-Z][a-z]+"
    )
    assert re.findall(title, path.read_text(encoding="utf-8")) == []


def test_accounts_are_roles_with_passwords_long_enough() -> None:
    accounts = {account.email: account for account in read_accounts(FOLDER)}
    assert {account.name for account in accounts.values()} == {
        "Monitor, Team 1",
        "Guest monitor, Team 2",
        "First verifier",
        "Second verifier",
        "Analyst",
        "Administrator",
    }
    assert all(len(account.password) >= 12 for account in accounts.values())
    assert accounts.pop("guest@demo.example").missions == ("exercise",)
    for account in accounts.values():
        assert account.missions == ("karabakh-2023", "archive", "exercise")


def test_both_ministries_words_stand_beside_the_agreement(seeded: Seeded) -> None:
    said = Statement.objects.filter(agreement__reference="NK23", commitment=None).order_by("kind")
    assert [(one.kind, one.party.slug, one.stated_on) for one in said] == [
        ("claim", "azerbaijan-ministry-of-defence", date(2023, 9, 19)),
        ("denial", "armenia-ministry-of-defence", date(2023, 9, 19)),
    ]
    assert {
        party.parent.slug for party in Party.objects.filter(slug__endswith="ministry-of-defence") if party.parent
    } == {
        "armenia",
        "azerbaijan",
    }


def test_a_third_party_pledges(seeded: Seeded) -> None:
    pledge = Statement.objects.get(commitment__reference="NK23-12")
    assert (pledge.kind, pledge.party.slug) == ("pledge", "united-states")
    commitment = seeded.commitment("NK23-12")
    assert commitment.kind == "third_party_pledge"
    assert commitment.standing.contestation == "uncontested"


def test_nothing_is_observed_or_found_about_real_agreements(seeded: Seeded) -> None:
    assert not Observation.objects.filter(mission__is_exercise=False).exists()
    assert not VerificationReport.objects.filter(mission__is_exercise=False).exists()
    assert "practice" in Mission.objects.get(slug="karabakh-2023").note


def test_the_exercise_says_everywhere_that_it_is_fictional(seeded: Seeded) -> None:
    agreement = Agreement.objects.get(reference="NV")
    assert agreement.is_fictional
    assert agreement.mission.is_exercise
    assert agreement.title.startswith("Exercise: ")
    for party in agreement.parties.all():
        assert party.name.endswith("(exercise)")
    for site in Site.objects.filter(mission=agreement.mission, latitude__isnull=False):
        assert -26 < (site.latitude or 0) < -24
        assert -21 < (site.longitude or 0) < -19
    for place in Observation.objects.filter(latitude__isnull=False).values_list("latitude", "longitude"):
        assert -26 < place[0] < -24
        assert -21 < place[1] < -19


def test_sides_that_published_different_texts_keep_both(seeded: Seeded) -> None:
    texts = ProvisionText.objects.filter(provision__agreement__reference="NK23", provision__article="Disarmament")
    assert texts.count() == 3
    assert all(text.is_paraphrase and text.source for text in texts)
