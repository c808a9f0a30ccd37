"""Two people who move the same dates at once, and an act while the clock looks: real connections on one row."""

from datetime import timedelta

from django.db import connections
from django.urls import reverse
from django.utils import timezone

from commitments.actions.registers import add_milestone
from commitments.actions.timetable import differences as dates_that_differ
from commitments.models import Act, Deadline, Milestone, Timetable
from commitments.rules.treaty.terms import After, AtMilestone
from monitoring.actions.scan import scan
from monitoring.actions.standing import differences
from monitoring.models import Flag
from tests.factories import NOW, World
from tests.findings.test_races import meeting, posting
from tests.live import LIVE, at_once, signed_in

pytestmark = LIVE


def typed(**changes: str) -> dict[str, object]:
    return {
        "kind": "extension", "how": "longer", "amount": "9", "unit": "months", "granted_by": "Contact Group",
        "granted_on": "2026-05-20", "reason": "snow", **changes,
    }  # fmt: skip


def held() -> object:
    return Timetable.objects.select_for_update().get()


def test_of_two_who_act_on_what_they_both_read_one_does_and_the_other_is_told(world: World) -> None:
    deadline = world.deadline(world.commitment(), due=NOW)
    address = reverse("deadline_act", args=["valley", deadline.pk])
    people = [signed_in(user) for user in (world.verifier, world.administrator)]
    seen = people[0].get(address).context["form"]["seen"].value()
    one = posting(people[0], address, typed(seen=seen))
    other = posting(people[1], address, typed(seen=seen, kind="waiver", reason="peace"))
    answers = meeting(held, [one, other])
    assert sorted(answer.status_code for answer in answers) == [200, 422]
    assert Act.objects.count() == 1
    told = next(answer for answer in answers if answer.status_code == 422)
    assert "Somebody else moved this" in told.content.decode()


def test_two_acts_and_a_milestone_at_once_leave_what_the_facts_give(world: World) -> None:
    milestone = add_milestone(
        agreement=world.agreement, key="force", kind="entry_into_force", name="Entry into force", adopted="de_jure",
        de_jure_at=NOW - timedelta(days=20), source="text", by=None, at=NOW,
    )  # fmt: skip
    for days in (5, 10, 15):
        world.limited(world.commitment(), rule=After(AtMilestone("force"), days, "days"))
    verifier = signed_in(world.verifier)
    acts = [
        posting(verifier, reverse("deadline_act", args=["valley", one.pk]), typed()) for one in Deadline.objects.all()
    ]
    record = reverse("milestone_record", args=["valley", "NV", milestone.key])
    moved = posting(verifier, record, {"de_jure_day": "2026-05-02", "adopted": "de_jure", "source": "gazette"})
    answers = meeting(held, [*acts, moved])
    assert {answer.status_code for answer in answers} == {200}
    assert Act.objects.count() == 3
    assert Milestone.objects.get().source == "gazette"
    assert list(dates_that_differ(world.agreement, at=timezone.now())) == []


def test_an_act_while_the_clock_looks_leaves_no_flag_of_a_date_that_was_moved(world: World) -> None:
    now = timezone.now()
    deadline = world.deadline(world.commitment(), due=NOW)
    address = reverse("deadline_act", args=["valley", deadline.pk])
    act = posting(signed_in(world.verifier), address, typed())

    def look() -> object:
        try:
            return scan(now=now)
        finally:
            connections.close_all()

    at_once([act, look, look])  # type: ignore[list-item]
    assert not Flag.objects.filter(closed_at=None, kind="overdue").exists()
    commitments = [deadline.commitment]
    assert list(differences(commitments)) == []
