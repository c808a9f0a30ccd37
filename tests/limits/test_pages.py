"""The commitment's page tells when it falls due: clause by clause, with what moved it and what else it could be."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commitments.actions import registers
from commitments.actions.events import record_deed
from commitments.actions.limits import set_limits
from commitments.actions.promises import promise_quantity, register_commitment
from commitments.actions.registers import add_milestone
from commitments.agreement_file.dates import instant_in
from commitments.agreement_file.document import read_document
from commitments.agreement_file.reading import read
from commitments.models import Commitment, Deed, DueDate
from commitments.rules.treaty.terms import After, AtActual, On, Repeat, Share
from monitoring.actions.scan import scan
from monitoring.models import Flag
from tests.factories import NOW, World
from tests.limits.counting import SignIn, words_of

pytestmark = pytest.mark.django_db
SEED = Path(__file__).parents[2] / "seeds" / "agreements" / "minsk-2015.toml"


def shown(client: Client, reference: str, query: str = "") -> str:
    answer = client.get(f"/m/valley/commitments/{reference}{query}")
    assert answer.status_code == 200
    return words_of(answer)


def heavy_weapons(world: World) -> Commitment:
    """Minsk II's second paragraph, as the seed has it."""
    document, by = read_document(read(SEED)), {"by": world.administrator, "at": NOW}
    agreement = registers.register_agreement(
        mission=world.mission, reference="MI15", title="Minsk II", zone="Europe/Kyiv", source="published", **by
    )
    add_milestone(
        agreement=agreement, key="ceasefire", kind="ceasefire_start", name="Start of ceasefire", adopted="de_jure",
        de_jure_at=instant_in(document.terms.events["ceasefire"].de_jure, "Europe/Kyiv"), de_jure_day_only=False,
        source="para 1", **by,
    )  # fmt: skip
    promise = next(one for one in document.terms.promises if one.reference == "MI15-02")
    obligors = [
        registers.register_party(slug=one.slug, name=one.name, kind=one.kind, short_name=one.short_name, **by)
        for one in document.parties
        if one.slug in promise.obligors
    ]
    commitment = register_commitment(
        agreement=agreement, reference="MI15-02", title=promise.title, kind="heavy_equipment_withdrawal",
        term="time_limit", obligors=obligors, **by,
    )  # fmt: skip
    set_limits(agreement=agreement, limits=[(commitment, limit) for limit in promise.limits], **by)
    return commitment


def test_heavy_weapons_show_both_obligors_both_limits_the_reading_the_others_and_why(
    world: World, as_user: SignIn
) -> None:
    heavy_weapons(world)
    page = shown(as_user(world.analyst), "MI15-02").partition("When it falls due")[2].partition("What was promised")[0]
    assert page.count('<article class="clause"') == 2  # one clause for each of the two limits, not one for each side
    for words in (
        "17 Feb 2015, end of day Kyiv",
        "1 Mar 2015, end of day Kyiv",
        "17 Feb 2015, 22:00 UTC",
        "Start of ceasefire 15 Feb 2015",
        "second day after the ceasefire began, its own day not counted",
        "the later puts nobody in breach too early",
        "16 Feb 2015, end of day Kyiv",
        "2 Mar 2015, end of day Kyiv",
        "3 Mar 2015, end of day Kyiv",
        "Elsewhere the day that a limit is counted from is not counted either.",
        "Both limits are counted from one anchor here.",
    ):
        assert words in page, words
    assert page.count("<b>Ukraine</b>") == page.count("<b>Formations, Donetsk and Luhansk</b>") == 2


def test_a_projection_is_marked_and_says_what_it_moves_with(world: World, as_user: SignIn) -> None:
    first, second = world.commitment(), world.commitment()
    world.limited(first, rule=On(date(2026, 5, 10)))
    world.limited(second, rule=After(AtActual("completion", first.reference), 5, "days"))
    page = shown(as_user(world.analyst), second.reference)
    assert "A projection: it moves with completion of NV-01" in page
    assert "past due" not in page.partition("When it falls due")[2].partition("What was promised")[0]


def test_a_deadlock_is_shown_with_both_names(world: World, as_user: SignIn) -> None:
    first, second = world.commitment(), world.commitment()
    limit = {"rule": After(AtActual("completion", second.reference), 5, "days")}
    world.limited(first, **limit)
    world.limited(second, rule=After(AtActual("completion", first.reference), 5, "days"))
    page = shown(as_user(world.analyst), second.reference)
    assert "Each waits for the other" in page
    assert "NV-01" in page
    assert "NV-02" in page


def test_a_tranche_says_required_done_and_missing_and_an_unknown_baseline_no_percentage(
    world: World, as_user: SignIn
) -> None:
    commitment = world.commitment()
    promise_quantity(
        commitment=commitment, category="artillery", amount=20, baseline=20, baseline_source="declared",
        by=world.administrator, at=NOW,
    )  # fmt: skip
    promise_quantity(commitment=commitment, category="mortars", by=world.administrator, at=NOW)
    world.limited(commitment, rule=On(date(2026, 5, 10)), key="guns", share=Share(percent=30, of="artillery"))
    world.limited(commitment, rule=On(date(2026, 5, 10)), key="tubes", share=Share(percent=30, of="mortars"))
    deed = Deed(commitment=commitment, kind="progress", amount=4, category="artillery", happened_at=NOW, source="x")
    record_deed(deed=deed, by=world.administrator, at=NOW)
    page = shown(as_user(world.analyst), "NV-01")
    for words in (
        "<dt>Required</dt><dd>6</dd>", "<dt>Done</dt><dd>4</dd>", "<dt>Missing</dt><dd>2</dd>",
        "<dt>Required</dt><dd>baseline unknown</dd>", "<dt>Missing</dt><dd>not known</dd>",
    ):  # fmt: skip
        assert words in page, words


def test_a_series_is_a_table_latest_first_with_the_rest_folded(world: World, as_user: SignIn) -> None:
    now = timezone.now()
    world.weekly(world.commitment(at=now), first=now.date() - timedelta(days=100), at=now)
    page = shown(as_user(world.verifier), "NV-01")
    table = page.partition('<div class="periods">')[2]
    numbers = [part.partition("<")[0].strip() for part in table.split('<th scope="row">')[1:]]
    assert numbers == [str(number) for number in range(16, 0, -1)]
    assert "10 earlier ones" in page
    assert "comes again every 1 week" in page


def test_what_was_due_as_known_on_a_day_is_answered_from_what_was_kept(world: World, as_user: SignIn) -> None:
    deadline = world.limited(world.commitment(), rule=On(date(2026, 5, 10)), at=NOW)
    world.extend(deadline, to=NOW + timedelta(days=30), at=NOW + timedelta(days=2))
    assert DueDate.objects.count() == 2
    client = as_user(world.analyst)

    def known(day: str) -> str:
        page = shown(client, "NV-01", f"?known={day}")
        return page.partition("What was due as known on an earlier day")[2].partition("What was promised")[0]

    assert "10 May 2026, end of day Baku" in known("2026-05-20")
    assert "19 Jun 2026, 16:00 Baku" in known("2026-05-22")
    assert "knew of no date for this commitment yet" in known("2026-05-19")
    # What had been granted by then is a question to the text and its acts, whenever the mission entered them.
    record, _, stood = known("2026-05-19").partition("As the acts and events up to that day give it")
    assert "10 May 2026, end of day Asia/Baku" in stood
    assert "10 May 2026" not in record
    assert "19 Jun 2026" in known("2026-05-22").partition("As the acts and events")[2]
    assert "19 Jun 2026" not in known("2026-05-21").partition("As the acts and events")[2]
    assert "Check the year" in known("0001-01-01")
    assert "Enter a valid date" in known("soon")


def test_what_only_comes_near_is_never_called_late(world: World, as_user: SignIn) -> None:
    now = timezone.now()
    world.deadline(world.commitment(at=now), due=now + timedelta(days=3), at=now)
    scan(now=now)
    assert Flag.objects.get().kind == "due_soon"
    client = as_user(world.analyst)
    for address in ("commitments/NV-01", "flags", "overview"):
        page = words_of(client.get(f"/m/valley/{address}")).partition("<main")[2]
        assert 'class="tag late"' not in page, address
        assert "Deadline passed" not in page.replace('<option value="overdue">Deadline passed</option>', ""), address
        assert "Not observed in time" not in page.replace(
            '<option value="verification_lapsed">Not observed in time</option>', ""
        ), address
    assert "open: 0 lapsed, 1 only near" in words_of(client.get("/m/valley/flags"))


def test_ten_times_the_periods_acts_and_readings_add_no_query(world: World, as_user: Callable[..., Client]) -> None:
    now = timezone.now()
    commitment = world.commitment(at=now)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            shown(client, "NV-01", f"?known={now.date()}")
        return len(queries)

    client = as_user(world.administrator)
    world.weekly(commitment, first=now.date() - timedelta(days=14), times=2, at=now)
    single = world.limited(commitment, rule=On(date(2026, 5, 10)), at=now)
    world.extend(single, to=now, at=now)
    shown(client, "NV-01")
    before = asked()
    for number in range(10):
        world.limited(commitment, rule=On(date(2026, 5, 10)), key=f"single-{number}", at=now)
        world.extend(single, to=now + timedelta(days=number + 1), at=now + timedelta(seconds=number + 1))
    for key in ("daily", "more"):
        daily = Repeat(1, "days", times=40)
        world.limited(commitment, rule=On(now.date()), key=key, kind="report_by", repeat=daily, at=now)
    assert asked() <= before
