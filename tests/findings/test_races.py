"""Two people, or two taps, at the same moment: real connections that meet on the same row."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

from django.db import connections, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from commitments.actions.registers import grant_role
from commitments.models import Act, Mission, Standing, Timetable
from monitoring.actions.reports import submit_report
from monitoring.models import Notice, Statement, VerificationReport
from monitoring.models.vocabulary import NoticeKind
from tests.factories import NOW, World, make_user
from tests.findings.conftest import at, written
from tests.live import LIVE, at_once, signed_in

pytestmark = LIVE

WAITING = """
SELECT count(DISTINCT pid) FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE NOT granted AND datname = current_database()
"""


def meeting(lock: Callable[[], object], calls: Sequence[Callable[[], HttpResponse]]) -> list[HttpResponse]:
    """Hold a row until every call waits for it, so that they all pass their first look before any of them acts."""

    def run(call: Callable[[], HttpResponse]) -> HttpResponse:
        try:
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        with transaction.atomic():
            lock()
            running = [pool.submit(run, call) for call in calls]
            _until_waiting(len(calls))
        return [one.result(timeout=30) for one in running]


def _until_waiting(count: int) -> None:
    for _ in range(200):
        with connections["owner"].cursor() as cursor:
            cursor.execute(WAITING)
            if cursor.fetchone()[0] >= count:
                return
        time.sleep(0.05)
    raise AssertionError("the calls never met on the row")


def posting(client: Client, address: str, typed: dict[str, object]) -> Callable[[], HttpResponse]:
    return lambda: client.post(address, typed, follow=True)  # type: ignore[return-value]


def hold(report: VerificationReport) -> Callable[[], object]:
    return lambda: VerificationReport.objects.select_for_update().get(pk=report.pk)


def test_of_two_verifiers_who_decide_at_once_one_wins_and_the_other_is_told(world: World) -> None:
    third = make_user("verifier3@valley.example")
    grant_role(user=third, mission=world.mission, role="verifier", by=None, at=NOW)
    report = submit_report(report=world.draft(world.commitment()), by=world.verifier, at=NOW)
    approve = posting(signed_in(world.verifier2), at("report_decide", report), {"decision": "approve"})
    refuse = posting(signed_in(third), at("report_decide", report), {"decision": "return", "reason": "Not yet."})

    answers = meeting(hold(report), [approve, refuse])

    report.refresh_from_db()
    assert report.decided_by in (world.verifier2, third)
    won = report.decided_by == world.verifier2
    assert report.state == ("approved" if won else "returned")
    assert Standing.objects.get().finding == ("partly_compliant" if won else "")
    loser = answers[1 if won else 0].content.decode()
    assert [answer.status_code for answer in answers] == [200, 200]
    assert f"{report.decided_by} decided first" in loser
    assert "Your decision was not recorded" in loser


def test_a_double_tap_on_approve_is_one_approval_and_no_error(world: World) -> None:
    report = submit_report(report=world.draft(world.commitment()), by=world.verifier, at=NOW)
    tap = posting(signed_in(world.verifier2), at("report_decide", report), {"decision": "approve"})
    answers = meeting(hold(report), [tap, tap])
    assert [answer.status_code for answer in answers] == [200, 200]
    assert sum("You have decided already" in answer.content.decode() for answer in answers) == 1
    report.refresh_from_db()
    assert report.state == "approved"


def test_a_double_tap_on_save_and_submit_is_one_report(world: World) -> None:
    commitment = world.commitment()
    typed = written(world.observation(commitment), form_id=str(uuid4()))
    address = reverse("report_new", args=["valley", commitment.reference])
    tap = posting(signed_in(world.verifier), address, typed)
    answers = meeting(lambda: Mission.objects.select_for_update().get(), [tap, tap, tap])
    assert {answer.status_code for answer in answers} == {200}
    assert VerificationReport.objects.get().state == "submitted"
    assert Notice.objects.filter(kind=NoticeKind.REPORT_SUBMITTED).count() == 1


def test_reports_begun_at_once_have_numbers_of_their_own(world: World) -> None:
    commitment = world.commitment()
    observation = world.observation(commitment)
    address = reverse("report_new", args=["valley", commitment.reference])
    people = [signed_in(user) for user in (world.verifier, world.verifier2) * 2]
    calls = [posting(one, address, written(observation, form_id=str(uuid4()), then="draft")) for one in people]
    answers = meeting(lambda: Mission.objects.select_for_update().get(), calls)
    assert {answer.status_code for answer in answers} == {200}
    assert sorted(VerificationReport.objects.values_list("number", flat=True)) == [1, 2, 3, 4]


def test_of_two_who_begin_a_correction_one_does(world: World) -> None:
    report = world.approved(world.commitment())
    calls = [posting(signed_in(user), at("report_correct", report), {}) for user in (world.verifier, world.verifier2)]
    answers = meeting(hold(report), calls)
    assert [answer.status_code for answer in answers] == [200, 200]
    assert VerificationReport.objects.filter(version=2).count() == 1
    assert sum("One correction is written at a time" in answer.content.decode() for answer in answers) == 1


def test_a_double_tap_on_a_statement_is_one_statement(world: World) -> None:
    commitment = world.commitment()
    typed = {
        "party": "north", "kind": "claim", "stated_on": "2026-05-19", "text": "Done.", "wording": "wording",
        "language": "en", "source": "letter", "form_id": str(uuid4()),
    }  # fmt: skip
    address = reverse("statement_new", args=["valley", commitment.reference])
    tap = posting(signed_in(world.analyst), address, typed)
    answers = at_once([tap] * 4)
    assert {answer.status_code for answer in answers} == {200}
    assert Statement.objects.count() == 1


def test_a_double_tap_on_an_extension_is_one_act(world: World) -> None:
    deadline = world.deadline(world.commitment(), due=NOW - timedelta(hours=3))
    typed = {
        "kind": "extension", "how": "longer", "amount": "2", "unit": "weeks", "granted_by": "Contact Group",
        "granted_on": "2026-05-20", "reason": "snow",
    }  # fmt: skip
    address = reverse("deadline_act", args=["valley", deadline.pk])
    tap = posting(signed_in(world.verifier), address, typed)
    answers = meeting(lambda: Timetable.objects.select_for_update().get(), [tap, tap])
    assert [answer.status_code for answer in answers] == [200, 200]
    assert Act.objects.count() == 1


def test_who_moves_a_date_and_who_logs_a_sighting_wait_for_each_other_and_never_in_a_ring(world: World) -> None:
    commitment = world.commitment()
    deadline = world.deadline(commitment, due=NOW + timedelta(days=1))

    def sighting() -> None:
        try:
            world.observation(commitment, at=NOW)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Standing.objects.select_for_update(no_key=True).get(pk=commitment.pk)
            logged = pool.submit(sighting)
            _until_waiting(1)
            world.extend(
                deadline, to=NOW + timedelta(days=9), granted_by="Joint commission", reason="Flooded bridge.", at=NOW
            )
        logged.result(timeout=30)

    standing = Standing.objects.get()
    assert (standing.observations, standing.due_at) == (1, NOW + timedelta(days=9))
