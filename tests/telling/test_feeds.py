"""Calendar feeds: who reads what by which token, and that a token is all or nothing."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from commitments.actions.registers import end_membership, grant_role
from commitments.models import Deadline, RecordEntry
from commitments.rules.treaty.terms import On
from monitoring.actions.feeds import make_mission_feed, make_own_feed, revoke_mission_feed, revoke_own_feed
from monitoring.models import CalendarFeed
from monitoring.views.calendar import MOST_MISSES
from tests.factories import NOW, World
from tests.live import signed_in

pytestmark = pytest.mark.django_db


def own(world: World, role: str = "monitor") -> str:
    return f"/calendar/{make_own_feed(by=world.membership(role), at=NOW)}.ics"


def of_mission(world: World) -> str:
    return f"/calendar/{make_mission_feed(by=world.membership('administrator'), at=NOW)}.ics"


def uids(path: str) -> set[str]:
    response = Client().get(path)
    assert response.status_code == 200
    return {str(event["UID"]).removesuffix("@holdfast") for event in Calendar.from_ical(response.content).events}


def keys(*deadlines: Deadline) -> set[str]:
    return {str(deadline.pk) for deadline in deadlines}


def test_a_members_feed_has_all_their_missions_and_no_other(world: World, other_world: World) -> None:
    here = world.deadline(world.commitment(), due=NOW + timedelta(days=3))
    there = other_world.deadline(other_world.commitment(), due=NOW + timedelta(days=4))
    path = own(world)
    assert uids(path) == keys(here)
    grant_role(user=world.monitor, mission=other_world.mission, role="analyst", by=None, at=NOW)
    assert uids(path) == keys(here, there)
    end_membership(membership=world.membership("monitor"), by=None, at=NOW)
    assert uids(path) == keys(there)


def test_a_missions_feed_has_that_mission_alone_and_stays_when_its_maker_leaves(
    world: World, other_world: World
) -> None:
    here = world.deadline(world.commitment(), due=NOW + timedelta(days=3))
    other_world.deadline(other_world.commitment(), due=NOW + timedelta(days=4))
    path = of_mission(world)
    grant_role(user=world.administrator, mission=other_world.mission, role="administrator", by=None, at=NOW)
    assert uids(path) == keys(here)
    end_membership(membership=world.membership("administrator"), by=None, at=NOW)
    assert uids(path) == keys(here)


def test_what_is_shown_are_dated_limits_that_are_open_and_waived_ones(world: World) -> None:
    def promised(key: str, **fields: object) -> Deadline:
        return world.deadline(world.commitment(), due=NOW + timedelta(days=3), key=key, **fields)

    open_one, waived, suspended, late, done = map(promised, ("open", "waived", "suspended", "late", "done"))
    world.approved(done.commitment, implementation=3, finding="compliant", completed_at=NOW - timedelta(days=1))
    Deadline.objects.filter(pk=late.pk).update(due_at=NOW - timedelta(days=2))
    Deadline.objects.filter(pk=waived.pk).update(is_waived=True)
    Deadline.objects.filter(pk=suspended.pk).update(is_suspended=True)
    path = own(world)
    assert uids(path) == keys(open_one, waived, late)
    events = Calendar.from_ical(Client().get(path).content).events
    cancelled = {str(event["UID"]) for event in events if event["STATUS"] == "CANCELLED"}
    assert cancelled == {f"{waived.pk}@holdfast"}


def test_nothing_seen_found_or_by_whom(world: World) -> None:
    commitment = world.commitment(title="Withdraw, at once; all of it")
    world.deadline(commitment, due=NOW + timedelta(days=3), label="first stage", obligor=world.north)
    world.observation(commitment, narrative="howitzers under nets")
    world.approved(commitment, conclusion="They hide them.")
    content = Client().get(own(world)).content
    (event,) = Calendar.from_ical(content).events
    assert (
        str(event["SUMMARY"]) == f"{commitment.reference} Withdraw, at once; all of it: first stage (Northern Command)"
    )
    assert str(event["DESCRIPTION"]) == commitment.deadlines.get().arithmetic
    assert str(event["URL"]).endswith(f"/m/valley/commitments/{commitment.reference}")
    for words in (b"howitzers", b"hide", b"monitor of valley", b"@valley.example", b"R-1"):
        assert words not in content.replace(b"\r\n ", b"")


def test_a_day_limit_is_an_all_day_event(world: World) -> None:
    world.limited(world.commitment(), rule=On(NOW.date()))
    assert b"DTSTART;VALUE=DATE:20260520" in Client().get(own(world)).content


def test_an_extension_moves_the_same_event_and_counts_as_a_revision(world: World) -> None:
    deadline = world.deadline(world.commitment(), due=NOW + timedelta(days=3))
    path = own(world)
    (before,) = Calendar.from_ical(Client().get(path).content).events
    later = NOW + timedelta(days=9)
    world.extend(deadline, to=later, at=NOW + timedelta(hours=1))
    (after,) = Calendar.from_ical(Client().get(path).content).events
    assert before["UID"] == after["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after.start == later
    assert after["DTSTAMP"].dt == after["LAST-MODIFIED"].dt == NOW + timedelta(hours=1)


def test_an_archive_has_no_dates_that_anybody_waits_for(world: World) -> None:
    world.deadline(world.commitment(), due=NOW + timedelta(days=3))
    member, mission = own(world), of_mission(world)
    world.mission.is_archive = True
    world.mission.save()
    assert uids(member) == uids(mission) == set()


def missing() -> tuple[int, bytes]:
    response = Client().get("/no/such/page")
    return response.status_code, response.content


def test_revoked_renewed_unknown_and_inactive_answer_as_an_address_that_was_never_there(world: World) -> None:
    world.deadline(world.commitment(), due=NOW + timedelta(days=3))
    renewed, path, mission = own(world), own(world), of_mission(world)
    closed = own(world, "verifier")
    world.verifier.is_active = False
    world.verifier.save()
    assert uids(path)
    revoke_own_feed(by=world.membership("monitor"), at=NOW)
    revoke_mission_feed(by=world.membership("administrator"), at=NOW)
    wrong = [renewed, path, mission, closed, "/calendar/x.ics", "/calendar/%00.ics", f"/calendar/{'a' * 5000}.ics"]
    for token in wrong:
        response = Client().get(token)
        assert (response.status_code, response.content) == missing(), token
        assert "text/html" in response.headers["Content-Type"]


def test_the_token_is_kept_nowhere_and_cannot_be_told_from_what_is_kept(world: World) -> None:
    token = make_own_feed(by=world.membership("monitor"), at=NOW)
    kept = str(list(CalendarFeed.objects.values())) + str(list(RecordEntry.objects.values()))
    assert len(token) >= 43
    assert token not in kept
    assert Client().get(f"/calendar/{CalendarFeed.objects.get().token_hash}.ics").status_code == 404


def test_programs_ask_again_cheaply(world: World) -> None:
    world.deadline(world.commitment(), due=NOW + timedelta(days=3))
    path = own(world)
    first = Client().get(path)
    assert first.headers["Content-Type"] == "text/calendar; charset=utf-8"
    again = Client().get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    for response in (first, again):
        assert response.headers["Cache-Control"] == "private, no-cache"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert "Set-Cookie" not in response.headers
        assert not response.cookies
    world.deadline(world.commitment(), due=NOW + timedelta(days=4))
    assert Client().get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
    assert Client().head(path).status_code == 200
    assert Client().post(path).status_code == 405


def test_ten_times_the_deadlines_add_no_query(world: World) -> None:
    path = own(world)

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            Client().get(path)
        return len(asked)

    world.deadline(world.commitment(), due=NOW + timedelta(days=3))
    before = questions()
    for number in range(20):
        world.deadline(world.commitment(), due=NOW + timedelta(days=3), key=f"k{number}", obligor=world.north)
    assert questions() <= before


def test_guesses_are_counted_and_then_refused(world: World) -> None:
    cache.clear()
    path = own(world)
    for number in range(MOST_MISSES):
        assert Client().get(f"/calendar/guess{number}.ics").status_code == 404
    assert Client().get("/calendar/guess.ics").status_code == 429
    assert Client(REMOTE_ADDR="203.0.113.9").get("/calendar/guess.ics").status_code == 404
    assert Client().get(path).status_code == 200, "a neighbour behind the same address keeps their calendar"
    cache.clear()


def test_the_database_keeps_one_feed_each(world: World) -> None:
    own(world)
    fields = {"made_at": NOW, "made_by": world.monitor}
    for wrong in ({"user": world.monitor}, {}, {"user": world.verifier, "mission": world.mission}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CalendarFeed.objects.create(token_hash=str(wrong)[:60], **wrong, **fields)


def test_a_signed_in_session_changes_nothing_about_a_token(world: World) -> None:
    path = own(world)
    assert signed_in(world.analyst).get(path).content == Client().get(path).content
