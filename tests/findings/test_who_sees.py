"""Who sees which report, and which moves stand on the page of each role."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from monitoring.actions.reports import return_report, submit_report
from monitoring.models import VerificationReport
from tests.factories import NOW, World
from tests.findings.conftest import SignIn, at

pytestmark = pytest.mark.django_db

MOVES = ("Record the decision", "Submit for a decision", "Begin a correction", ">Edit<")


def moves_on(page: str) -> set[str]:
    return {move for move in MOVES if move in page}


def test_a_draft_is_seen_by_verifiers_and_by_nobody_else(world: World, as_user: SignIn) -> None:
    report = world.draft(world.commitment())
    seen = {role: as_user(user).get(at("report", report)).status_code for role, user in world.people.items()}
    assert seen == {"monitor": 404, "verifier": 200, "verifier2": 200, "analyst": 404, "administrator": 404}
    listed = {
        role: report.reference in as_user(world.people[role]).get(reverse("reports", args=["valley"])).content.decode()
        for role in ("verifier2", "analyst", "administrator")
    }
    assert listed == {"verifier2": True, "analyst": False, "administrator": False}


def test_the_moves_that_stand_on_the_page(world: World, as_user: SignIn) -> None:
    def offered(report: VerificationReport) -> dict[str, set[str]]:
        readers = ("verifier", "verifier2", "analyst", "administrator")
        answers = {role: as_user(world.people[role]).get(at("report", report)) for role in readers}
        return {role: moves_on(answer.content.decode()) for role, answer in answers.items()}

    report = world.draft(world.commitment())
    nothing: set[str] = set()
    draft = offered(report)
    assert draft["verifier"] == {"Submit for a decision", ">Edit<"}
    assert draft["verifier2"] == nothing

    submit_report(report=report, by=world.verifier, at=NOW)
    assert offered(report) == {
        "verifier": nothing,
        "verifier2": {"Record the decision"},
        "analyst": nothing,
        "administrator": nothing,
    }
    return_report(report=report, by=world.verifier2, at=NOW, reason="Name the days.")
    returned = offered(report)
    assert (returned["verifier"], returned["verifier2"], returned["analyst"]) == ({">Edit<"}, nothing, nothing)

    approved = offered(world.approved(world.commitment()))
    assert approved["verifier"] == approved["verifier2"] == {"Begin a correction"}
    assert approved["analyst"] == approved["administrator"] == nothing


@pytest.mark.parametrize("method", ["get", "post", "put", "delete", "patch", "head", "options"])
def test_what_a_role_may_not_do_is_not_there(world: World, other_world: World, as_user: SignIn, method: str) -> None:
    commitment = world.commitment()
    deadline = world.deadline(commitment, due=NOW)
    report, untouched = world.draft(commitment), world.draft(commitment)
    mission = world.mission.slug
    moves = ["report_edit", "report_submit", "report_decide", "report_correct"]
    addresses = {
        **{at(name, report): {"verifier"} for name in moves},
        at("report", untouched): {"verifier"},
        reverse("reports", args=[mission]): {"verifier", "analyst", "administrator"},
        reverse("report_new", args=[mission, commitment.reference]): {"verifier"},
        reverse("statement_new", args=[mission, commitment.reference]): {"verifier", "analyst", "administrator"},
        reverse("agreement_statement_new", args=[mission, world.agreement.reference]): {
            "verifier",
            "analyst",
            "administrator",
        },
        reverse("deadline_act", args=[mission, deadline.pk]): {"verifier", "administrator"},
    }
    for role in ("monitor", "verifier", "analyst", "administrator"):
        for address, allowed in addresses.items():
            client = as_user(world.people[role])
            missing = getattr(client, method)(address).status_code == 404
            assert missing == (role not in allowed), f"{role} {method} {address}"
            assert getattr(as_user(other_world.people[role]), method)(address).status_code == 404
            foreign = address.replace("/m/valley/", "/m/coast/")
            if foreign != reverse("reports", args=["coast"]):
                assert getattr(as_user(other_world.people[role]), method)(foreign).status_code == 404, foreign


def test_numbers_beyond_any_report_are_not_there(world: World, as_user: SignIn) -> None:
    for number in ("0", "7", "99999999999999999999999999"):
        address = f"/m/valley/reports/R-{number}.1"
        assert as_user(world.verifier).get(address).status_code == 404


def test_the_list_filters_in_its_address_and_puts_what_waits_first(world: World, as_user: SignIn) -> None:
    one, two = world.commitment(title="Open the bridge"), world.commitment()
    waiting = submit_report(report=world.draft(one), by=world.verifier, at=NOW)
    approved = world.approved(two, finding="compliant")
    client = as_user(world.analyst)

    def listed(query: str) -> list[str]:
        answer = client.get(reverse("reports", args=["valley"]) + query)
        assert answer.status_code == 200
        return [report.reference for report in answer.context["page"].object_list]

    assert listed("") == [waiting.reference, approved.reference]
    assert listed("?state=approved") == [approved.reference]
    assert listed("?finding=compliant") == [approved.reference]
    assert listed("?q=bridge") == [waiting.reference]
    assert listed("?q=nv-02") == [approved.reference]
    assert listed("?finding=non_compliant") == []
    for hostile in ("?q=%00", "?state=x", "?page=1e999", "?finding=%00", "?q=" + "x" * 9000):
        client.get(reverse("reports", args=["valley"]) + hostile)
        assert listed(hostile) is not None


def test_the_list_asks_as_often_for_forty_reports_as_for_four(world: World, as_user: SignIn) -> None:
    client = as_user(world.analyst)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("reports", args=["valley"])).status_code == 200
        return len(asked)

    for _ in range(4):
        world.approved(world.commitment())
    few = queries()
    for _ in range(20):
        world.approved(world.commitment())
    assert queries() == few


def test_a_report_asks_as_often_for_twenty_observations_as_for_two(world: World, as_user: SignIn) -> None:
    commitment = world.commitment()
    client = as_user(world.verifier2)

    def queries(count: int) -> int:
        observations = [world.observation(commitment) for _ in range(count)]
        report = world.approved(commitment, observations=observations)
        addresses = (at("report", report), reverse("report_new", args=["valley", commitment.reference]))
        with CaptureQueriesContext(connection) as asked:
            assert [client.get(address).status_code for address in addresses] == [200, 200]
        return len(asked)

    assert queries(2) == queries(20)
