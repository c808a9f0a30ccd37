"""The limit builder: every shape that a text has can be entered, what is wrong stands beside its field, and looking
keeps nothing."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from commitments.actions.promises import promise_quantity
from commitments.actions.registers import add_milestone
from commitments.models import Commitment, Deadline, Reading, TimeLimit
from commitments.models.vocabulary import Certainty
from commitments.rules.treaty.terms import After, AtMilestone, On
from monitoring.actions.scan import scan
from monitoring.models import Flag
from tests.factories import NOW, World
from tests.limits.counting import SignIn, counted, words_of

pytestmark = pytest.mark.django_db

DAY = {"rule-says": "on", "rule-day": "2026-07-01"}


def promise(world: World) -> Commitment:
    """A commitment with two obligors, in an agreement with a milestone and another commitment that has a limit."""
    add_milestone(
        agreement=world.agreement, key="force", kind="entry_into_force", name="Entry into force", adopted="de_jure",
        de_jure_at=datetime(2026, 5, 1, 8, tzinfo=UTC), de_jure_day_only=False, source="text", by=None, at=NOW,
    )  # fmt: skip
    first = world.commitment(title="Withdraw")
    world.limited(first, rule=After(AtMilestone("force"), 30, "days"))
    commitment = world.commitment(title="Release", obligors=(world.north, world.south))
    promise_quantity(
        commitment=commitment, category="artillery", amount=20, baseline=20, baseline_source="declared",
        by=world.administrator, at=NOW,
    )  # fmt: skip
    return commitment


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "key": "complete",
        "kind": "complete_by",
        "label": "",
        "obligor": "",
        "zone": "Asia/Baku",
        "combined": "",
        "extendable": "on",
        "reading": "by the first of July",
        "source": "Article 3",
        "adopted_because": "",
        **changes,
    }


def address(commitment: Commitment) -> str:
    return reverse("limit_new", args=["valley", commitment.reference])


AFTER = {"rule-says": "after", "rule-amount": "10", "rule-unit": "days", "rule-anchor": "force"}
SHAPES: dict[str, tuple[dict[str, str], list[str]]] = {
    "an instant": ({"rule-says": "at", "rule-day": "2026-07-01", "rule-hour": "13:00"}, ["1 Jul 2026, 13:00 Baku"]),
    "a day": (DAY, ["1 Jul 2026, end of day Baku"]),
    "before a day": ({**DAY, "rule-boundary": "before"}, ["1 Jul 2026, 00:00 Baku"]),
    "days after a milestone": (AFTER, ["11 May 2026, end of day Baku", "Entry into force 1 May 2026 + 10 days"]),
    "hours": ({**AFTER, "rule-amount": "72", "rule-unit": "hours"}, ["4 May 2026, 12:00 Baku"]),
    "one month": ({**AFTER, "rule-amount": "1", "rule-unit": "months"}, ["1 Jun 2026, end of day Baku"]),
    "at the anchor's hour": ({**AFTER, "rule-boundary": "same hour"}, ["11 May 2026, 12:00 Baku"]),
    "an ordinal day": ({**AFTER, "rule-amount": "7", "rule-unit": "ordinal"}, ["so day 7 = 7 May 2026"]),
    "not before": ({**AFTER, "kind": "not_before"}, ["11 May 2026, from its first minute Baku"]),
    "start by": ({**DAY, "kind": "start_by"}, ["1 Jul 2026"]),
    "the end of another limit": ({**AFTER, "rule-anchor": "end of NV-01/complete"}, ["10 Jun 2026, end of day"]),
    "what is really done": (
        {**AFTER, "rule-anchor": "completion of NV-01"},
        ["10 Jun 2026, end of day Baku", "projection"],
    ),
    "with another": ({"rule-says": "with", "rule-together": "NV-01"}, ["31 May 2026", "in parallel with NV-01"]),
    "own adherence": (
        {**AFTER, "rule-anchor": "own adherence"},
        ["11 Mar 2026, end of day Baku", "north", "south"],
    ),
    "each receipt": (
        {**AFTER, "rule-anchor": "each receipt of", "rule-thing": "a request"},
        ["nothing has been received that it counts from"],
    ),
    "first of two": (
        {**AFTER, "combined": "first_of", "second-says": "on", "second-day": "2026-05-05"},
        ["5 May 2026, end of day Baku", "whichever comes first"],
    ),
    "last of two": (
        {**AFTER, "combined": "last_of", "second-says": "on", "second-day": "2026-05-25"},
        ["25 May 2026, end of day Baku", "whichever comes last"],
    ),
    "a cap": ({**AFTER, "cap-says": "on", "cap-day": "2026-05-08"}, ["8 May 2026, end of day Baku", "at the latest"]),
    "every week": ({**DAY, "kind": "report_by", "every": "1", "every_unit": "weeks", "times": "3"}, ["15 Jul 2026"]),
    "until a day": (
        {**DAY, "kind": "report_by", "every": "1", "every_unit": "months", "until": "2026-09-15"},
        ["1 Aug 2026", "1 Sep 2026"],
    ),
    "a term": (
        {**DAY, "kind": "term_ends", "renews": "5", "renews_unit": "years", "notice": "6", "notice_unit": "months"},
        ["1 Jan 2026, end of day Baku", "1 Jul 2026"],
    ),
    "a tranche": ({**DAY, "percent": "30", "of": "artillery"}, ["1 Jul 2026"]),
    "a quota": (
        {**DAY, "amount": "5", "of": "artillery", "every": "1", "every_unit": "weeks", "times": "2",
         "per_period": "on"},
        ["8 Jul 2026"],
    ),
    "one obligor alone": ({**DAY, "obligor": "north"}, ["1 Jul 2026", "north"]),
    "in another zone": ({**DAY, "zone": "Europe/Kyiv"}, ["1 Jul 2026, end of day Kyiv"]),
    "other readings": (
        {
            **DAY, "adopted_because": "the signed text says so", "beside0-says": "on", "beside0-day": "2026-07-02",
            "beside0-words": "until the second", "beside0-source": "the other text",
            "beside0-reason_not_adopted": "unsigned",
        },
        ["1 Jul 2026", "Other reading", "2 Jul 2026, end of day Baku", "until the second"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_can_be_seen_while_typing_previewed_and_set(world: World, as_user: SignIn, shape: str) -> None:
    changes, says = SHAPES[shape]
    commitment, client = promise(world), as_user(world.administrator)
    form, before = typed(**changes), counted()
    for query in ("?dates", "?preview"):
        answer = client.post(address(commitment) + query, form)
        assert answer.status_code == 200
        for words in says:
            assert words in words_of(answer), words
        assert ("<html" in words_of(answer)) == (query == "?preview")
    assert counted() == before
    for _ in range(2):  # a double tap is one limit
        assert client.post(address(commitment), form).status_code == 302
    limit = TimeLimit.objects.get(commitment=commitment)
    shown = client.get(reverse("commitment", args=["valley", commitment.reference]))
    assert shown.status_code == 200
    assert limit.zone == form["zone"]
    assert limit.readings.count() == 1 + ("beside0-says" in changes)


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"key": "two words"}, "key", "valid “slug”"),
        ({"zone": "Europe/Kiyv"}, "zone", "no IANA time zone; did you mean"),
        ({"rule-day": ""}, "rule-day", "Give the day."),
        ({"rule-says": "at", "rule-hour": ""}, "rule-hour", "Give the hour."),
        ({"rule-says": "after"}, "rule-amount", "Say how much."),
        ({**AFTER, "rule-anchor": "moonrise"}, "rule-anchor", "Select a valid choice"),
        ({**AFTER, "rule-anchor": "each receipt of"}, "rule-thing", "Name what is received."),
        ({"rule-boundary": "same hour"}, "rule-boundary", "has none; use `at`"),
        ({"renews": "5", "notice": "6"}, "renews", "is for a term"),
        ({"percent": "130"}, "percent", "from 1 to 100"),
        ({"percent": "30", "amount": "4"}, "amount", "say the same thing in two ways"),
        ({"amount": "4", "per_period": "on"}, "per_period", "means nothing without `every`"),
        ({"kind": "term_ends", "renews": "5", "renews_unit": "years"}, "notice", "is missing"),
        ({"cap-says": "on"}, "cap-day", "Give the day."),
        (
            {"cap-says": "on", "cap-day": "2026-05-08", "cap-boundary": "same hour"},
            "cap-boundary",
            "has none; use `at`",
        ),
        ({"combined": "first_of", "second-says": "on"}, "second-day", "Give the day."),
        (
            {"combined": "last_of", "second-says": "on", "second-day": "2026-05-25", "second-boundary": "same hour"},
            "second-boundary",
            "has none; use `at`",
        ),
        (
            {"beside1-says": "on", "beside1-day": "2026-07-02", "beside1-words": "x", "beside1-source": "y"},
            "adopted_because",
            "say why it was adopted",
        ),
        ({"beside0-says": "on", "beside0-day": "2026-07-02"}, "beside0-words", "Say how the clause can be read."),
        (
            {
                "adopted_because": "so", "beside1-says": "on", "beside1-day": "2026-07-02", "beside1-words": "x",
                "beside1-source": "y", "beside1-boundary": "same hour",
            },
            "beside1-boundary",
            "has none; use `at`",
        ),
    ],
)  # fmt: skip
def test_what_the_reader_refuses_stands_beside_its_field(
    world: World, as_user: SignIn, changes: dict[str, str], field: str, says: str
) -> None:
    commitment, client = promise(world), as_user(world.administrator)
    before, form = counted(), typed(**{**DAY, **changes})
    for query in ("", "?preview"):
        answer = client.post(address(commitment) + query, form)
        assert answer.status_code == 422
        words = words_of(answer)
        beside = words.partition(f'id="id_{field}_field"')[2].partition('id="id_')[0].replace("&#x27;", "'")
        beside += words.partition(f'id="id_{field}_error"')[2].partition("</ul>")[0]
        assert says in beside, beside
        assert "by the first of July" in words
    assert says in words_of(client.post(address(commitment) + "?dates", form))
    assert counted() == before


def test_dates_are_seen_before_the_limit_has_a_key_and_a_source_but_it_is_not_set(
    world: World, as_user: SignIn
) -> None:
    commitment, client = promise(world), as_user(world.administrator)
    form = typed(**{**DAY, "key": "", "source": ""})
    assert "1 Jul 2026, end of day Baku" in words_of(client.post(address(commitment) + "?dates", form))
    answer = client.post(address(commitment), form)
    assert answer.status_code == 422
    assert "This field is required" in words_of(answer)
    assert not TimeLimit.objects.filter(commitment=commitment).exists()


def test_a_series_of_more_deadlines_than_a_mission_keeps_is_refused_in_words(world: World, as_user: SignIn) -> None:
    commitment, client = promise(world), as_user(world.administrator)
    form = typed(**{**DAY, "every": "1", "every_unit": "hours", "until": "2030-07-01"})
    for query in ("?preview", ""):
        answer = client.post(address(commitment) + query, form)
        assert answer.status_code == 422
        assert "comes again more than 10,000 times" in words_of(answer)
    assert not TimeLimit.objects.filter(commitment=commitment).exists()


def test_a_circle_is_said_in_words(world: World, as_user: SignIn) -> None:
    commitment, client = promise(world), as_user(world.administrator)
    client.post(address(commitment), typed(**DAY))
    world.limited(world.commitment(title="Third"), rule=On(date(2026, 6, 1)))
    form = typed(**{**AFTER, "key": "again", "rule-anchor": f"end of {commitment.reference}/again"})
    answer = client.post(address(commitment) + "?preview", form)
    assert answer.status_code == 422  # its own key is no choice before it stands
    assert not TimeLimit.objects.filter(key="again").exists()


def test_a_key_names_one_limit(world: World, as_user: SignIn) -> None:
    commitment, client = promise(world), as_user(world.administrator)
    assert client.post(address(commitment), typed(**DAY)).status_code == 302
    answer = client.post(address(commitment), typed(**{**DAY, "rule-day": "2026-07-09"}))
    assert answer.status_code == 422
    assert "limit of this key already" in words_of(answer)
    assert TimeLimit.objects.filter(commitment=commitment).count() == 1


@pytest.mark.parametrize("nonsense", ["", "\0", "9" * 400, "[]", "2026-02-30", "-1", "😀" * 200, "0001-01-01"])
@pytest.mark.parametrize("says", ["", "on", "at", "after", "with"])
def test_nonsense_never_answers_500(world: World, as_user: SignIn, nonsense: str, says: str) -> None:
    commitment, client = promise(world), as_user(world.administrator)
    names = [name for _label, form in client.get(address(commitment)).context["all_forms"] for name in _named(form)]
    form = {**dict.fromkeys(names, nonsense), "key": "complete", "kind": "complete_by"}
    form |= {name: says for name in names if name.endswith("says")}
    before = counted()
    for query in ("", "?preview", "?dates"):
        assert client.post(address(commitment) + query, form).status_code in {200, 422}
    assert counted() == before


def _named(form: Any) -> list[str]:
    return [form.add_prefix(name) for name in form.fields]


def test_a_reading_is_kept_beside_and_can_be_adopted_later(world: World, as_user: SignIn) -> None:
    commitment, client = promise(world), as_user(world.administrator)
    client.post(address(commitment), typed(**DAY))
    limit = TimeLimit.objects.get(commitment=commitment)
    add = reverse("reading_new", args=["valley", limit.pk])
    form = {
        "beside-says": "on", "beside-day": "2026-07-03", "beside-words": "until the third",
        "beside-source": "the other text", "beside-reason_not_adopted": "unsigned",
    }  # fmt: skip
    answer = client.post(add, form)
    assert answer.status_code == 422
    assert "This field is required" in words_of(answer)  # why the present one was adopted
    form["beside-adopted_because"] = "the signed text says so"
    before = counted()
    assert "3 Jul 2026, end of day Baku" in words_of(client.post(add + "?dates", form))
    assert counted() == before
    for _ in range(2):
        assert client.post(add, form).status_code == 302
    assert Reading.objects.filter(limit=limit).count() == 2
    assert Reading.objects.get(limit=limit, is_adopted=True).reason == "the signed text says so"
    page = words_of(client.get(reverse("commitment", args=["valley", commitment.reference])))
    for words in ("Adopted reading", "the signed text says so", "Another reading", "3 Jul 2026", "unsigned"):
        assert words in page, words


def test_a_limit_entered_in_error_is_struck_out_and_binds_nobody(world: World, as_user: SignIn) -> None:
    commitment, client = promise(world), as_user(world.administrator)
    client.post(address(commitment), typed(**DAY))
    limit = TimeLimit.objects.get(commitment=commitment)
    strike = reverse("limit_strike", args=["valley", limit.pk])
    assert client.post(strike, {"why": " "}).status_code == 422
    before = counted()
    assert "moves 1 deadline" in words_of(client.post(strike + "?preview", {"why": "entered twice"}))
    assert counted() == before
    assert client.post(strike, {"why": "entered twice"}).status_code == 302
    assert Deadline.objects.get(limit=limit).certainty == Certainty.WITHDRAWN
    assert client.get(strike).status_code == 404


def test_a_limit_that_another_counts_from_is_not_struck(world: World, as_user: SignIn) -> None:
    commitment, client = promise(world), as_user(world.administrator)
    client.post(address(commitment), typed(**{**AFTER, "rule-anchor": "end of NV-01/complete"}))
    limit = TimeLimit.objects.get(commitment__reference="NV-01")
    answer = client.post(reverse("limit_strike", args=["valley", limit.pk]), {"why": "entered twice"})
    assert answer.status_code == 422
    limit.refresh_from_db()
    assert limit.struck_at is None


def test_only_administrators_build(world: World, as_user: SignIn) -> None:
    commitment = promise(world)
    for role in ("monitor", "verifier", "analyst"):
        assert as_user(world.people[role]).get(address(commitment)).status_code == 404
    link = address(commitment)
    change = reverse("admin:commitments_commitment_change", args=[commitment.pk])
    assert link in as_user(world.administrator).get(change).content.decode()


def test_the_past_dates_of_a_new_limit_are_flagged_by_the_clock(world: World, as_user: SignIn) -> None:
    commitment, client = promise(world), as_user(world.administrator)
    client.post(address(commitment), typed(**AFTER))
    scan(now=NOW + timedelta(days=3))
    assert Flag.objects.get(commitment=commitment).kind == "overdue"
